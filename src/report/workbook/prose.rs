//! A sheet of text: headings, sentences and small tables, in the order of the report.

use super::grid::{Value, for_paper, put};
use crate::report::block::{Block, WordTable, plain_text};
use crate::text::grid::Table;
use rust_xlsxwriter::{Format, FormatAlign, Workbook, XlsxError};

/// The width of the first column \[characters\].
const FIRST: f64 = 44.0;

/// The width of the others.
const OTHERS: f64 = 24.0;

/// How many columns a sentence spans.
const SPAN: u16 = 4;

/// The characters of a line of a sentence.
const LINE: f64 = FIRST + OTHERS * SPAN as f64;

/// The height of a line \[points\].
const LINE_HEIGHT: f64 = 15.0;

/// The font of text that was laid out for a terminal.
const TERMINAL: &str = "Courier New";

/// What a line of a sheet is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    Heading,
    Sentence,
    Emphasis,
    Printed,
    Head,
    Cells,
}

/// A sheet of text, line by line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Prose {
    lines: Vec<(Option<Style>, Vec<String>)>,
}

impl Prose {
    /// Adds a heading, apart from what stands above it.
    pub(super) fn heading(&mut self, text: impl Into<String>) {
        if !self.lines.is_empty() {
            self.lines.push((None, Vec::new()));
        }
        self.lines.push((Some(Style::Heading), vec![text.into()]));
    }

    /// Adds a sentence.
    pub(super) fn sentence(&mut self, text: impl Into<String>) {
        self.lines.push((Some(Style::Sentence), vec![text.into()]));
    }

    /// Adds text as a terminal shows it, line by line.
    pub(super) fn printed(&mut self, text: &str) {
        for line in text.lines() {
            // A dash at the beginning of a cell would be read as a formula.
            let line = line.replacen("- ", "• ", usize::from(line.trim_start().starts_with("- ")));
            let style = (!line.trim().is_empty()).then_some(Style::Printed);
            self.lines.push((style, vec![line]));
        }
    }

    /// Adds a row of cells.
    pub(super) fn cells(&mut self, cells: Vec<String>) {
        self.lines.push((Some(Style::Cells), cells));
    }

    /// Adds a row that names the columns below it.
    pub(super) fn head(&mut self, cells: Vec<String>) {
        self.lines.push((Some(Style::Head), cells));
    }

    /// Adds a block of the report. Figures are left out: the workbook has charts of its own.
    pub(super) fn block(&mut self, block: &Block<'_>) {
        match block {
            Block::Caution { heading, lines } => {
                self.heading(*heading);
                lines.iter().for_each(|line| self.sentence(line.as_str()));
            }
            Block::Words(line) => self.sentence(plain_text(line)),
            Block::Emphasis(words) => self.lines.push((Some(Style::Emphasis), vec![words.clone()])),
            Block::Answer(answer) => {
                self.heading(answer.title.as_str());
                if !answer.question.is_empty() {
                    self.sentence(answer.question.as_str());
                }
                answer.sentences.iter().for_each(|one| self.sentence(one.as_str()));
            }
            Block::List(entries) => entries.iter().for_each(|entry| self.sentence(*entry)),
            Block::Sentences(lines) => lines.iter().for_each(|line| self.sentence(line.as_str())),
            Block::Table(table) | Block::Folded(_, table) => self.table(table),
            Block::WordTable(table) => self.word_table(table),
            Block::Figure(_) => {}
        }
    }

    fn table(&mut self, table: &Table) {
        self.heading(table.caption.as_str());
        self.head(table.head.clone());
        for row in &table.rows {
            if !row.heading.is_empty() {
                self.head(vec![row.heading.clone()]);
            }
            let cells = row.cells.iter().map(|lines| lines.join(" ").trim().to_owned());
            self.cells(std::iter::once(row.name.trim().to_owned()).chain(cells).collect());
        }
        if !table.note.is_empty() {
            self.sentence(table.note.as_str());
        }
    }

    fn word_table(&mut self, table: &WordTable) {
        self.heading(plain_text(&table.caption));
        self.head(table.head.iter().map(|&words| words.to_owned()).collect());
        for row in &table.rows {
            self.cells(row.iter().map(|cell| plain_text(cell)).collect());
        }
    }

    /// Adds it to a workbook as the sheet `name`.
    pub(super) fn add_to(&self, book: &mut Workbook, name: &str) -> Result<(), XlsxError> {
        let sheet = book.add_worksheet();
        sheet.set_name(name)?;
        let widest = self.lines.iter().map(|(_, cells)| cells.len()).max().unwrap_or(1);
        for column in 0..(widest as u16).max(SPAN + 1) {
            sheet.set_column_width(column, if column == 0 { FIRST } else { OTHERS })?;
        }
        for (row, (style, cells)) in (0_u32..).zip(&self.lines) {
            let Some(style) = style else { continue };
            let format = format(*style);
            let is_wide = !matches!(style, Style::Head | Style::Cells);
            if *style == Style::Printed {
                // It may reach over the empty cells on its right.
                sheet.set_row_height(row, LINE_HEIGHT)?;
            } else if is_wide {
                let text = cells.first().map_or("", String::as_str);
                // A merged cell does not grow with its text.
                sheet.merge_range(row, 0, row, SPAN, "", &format)?;
                sheet.set_row_height(row, height(text, LINE))?;
            } else {
                let width = |column: usize| if column == 0 { FIRST } else { OTHERS };
                let heights = cells.iter().enumerate().map(|(at, text)| height(text, width(at)));
                sheet.set_row_height(row, heights.fold(LINE_HEIGHT, f64::max))?;
            }
            for (column, text) in (0_u16..).zip(cells) {
                put(sheet, (row, column), &Value::text(text.as_str()), &format)?;
            }
        }
        for_paper(sheet)
    }
}

/// The height of a text that wraps in `width` characters \[points\]; the format allows 409.
fn height(text: &str, width: f64) -> f64 {
    let lines = (text.chars().count() as f64 / (width * 0.9)).ceil().max(1.0);
    (lines * LINE_HEIGHT).min(400.0)
}

fn format(style: Style) -> Format {
    let format = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    match style {
        Style::Heading => format.set_bold().set_font_size(13),
        Style::Sentence | Style::Cells => format,
        Style::Emphasis => format.set_bold(),
        Style::Printed => Format::new().set_font_name(TERMINAL).set_font_size(10),
        Style::Head => super::grid::head_format(),
    }
}
