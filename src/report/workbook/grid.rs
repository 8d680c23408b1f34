//! A sheet as data: columns with a head, a width and a format, and rows of texts and numbers.

use crate::text::csv::cell;
use crate::text::shortened;
use rust_xlsxwriter::{Format, FormatAlign, Workbook, Worksheet, XlsxError};

/// The maximum number of rows of a sheet beside its head. The format allows 1,048,576.
const MOST_ROWS: usize = 1_000_000;

/// The maximum length of a text in a cell \[characters\]. The format allows 32,767 units of UTF-16.
const LONGEST_TEXT: usize = 16_000;

/// The height of a line of a head \[points\].
const LINE_HEIGHT: f64 = 15.0;

/// What is in a cell.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    /// A text; it never becomes a formula.
    Text(String),
    /// A number, not rounded.
    Number(f64),
    /// Nothing.
    Nothing,
}

impl Value {
    /// A text.
    pub(super) fn text(text: impl Into<String>) -> Value {
        Value::Text(text.into())
    }

    /// A number; nothing if it is undefined or not finite.
    pub(super) fn number(number: Option<f64>) -> Value {
        number.filter(|number| number.is_finite()).map_or(Value::Nothing, Value::Number)
    }
}

/// How the cells of a column are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Show {
    /// Texts on one line, and numbers as they are.
    Plain,
    /// Texts that wrap.
    Words,
    /// Numbers with thousands and one decimal.
    Number,
    /// The same with their sign.
    Signed,
    /// Whole pounds.
    Pounds,
    /// The same with their sign.
    SignedPounds,
    /// Shares in per cent, with one decimal.
    Share,
}

impl Show {
    /// The format of cells.
    pub(super) fn format(self) -> Format {
        let format = Format::new().set_align(FormatAlign::Top);
        match self {
            Show::Plain => format,
            Show::Words => format.set_text_wrap(),
            Show::Number => format.set_num_format("#,##0.0"),
            Show::Signed => format.set_num_format("+#,##0.0;-#,##0.0;0.0"),
            Show::Pounds => format.set_num_format("\"£\"#,##0"),
            Show::SignedPounds => format.set_num_format("+\"£\"#,##0;-\"£\"#,##0;\"£\"0"),
            Show::Share => format.set_num_format("0.0%"),
        }
    }
}

/// A column.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Column {
    /// Its head, with unit and period.
    pub(super) head: String,
    /// Its width \[characters\].
    pub(super) width: f64,
    /// How its cells are shown.
    pub(super) show: Show,
}

impl Column {
    /// A column.
    pub(super) fn new(head: impl Into<String>, width: f64, show: Show) -> Column {
        Column { head: head.into(), width, show }
    }

    /// The lines that its head needs.
    fn lines(&self) -> usize {
        // Lines break between words, so some of the width stays empty.
        (self.head.chars().count() as f64 / (self.width * 0.8)).ceil() as usize
    }
}

/// A sheet that is one table. Its head is frozen and has filters.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Grid {
    /// The name of the sheet: at most 31 characters, without `: \ / ? * [ ]`.
    pub(super) name: String,
    /// What it holds, in a sentence.
    pub(super) about: String,
    /// How many columns on the left stay in view.
    pub(super) frozen: u16,
    /// The columns.
    pub(super) columns: Vec<Column>,
    /// The rows, each with as many cells as there are columns.
    pub(super) rows: Vec<Vec<Value>>,
}

impl Grid {
    /// A table of columns with their cells. Columns without any content are left out.
    pub(super) fn of_columns(
        name: &str,
        about: String,
        frozen: u16,
        columns: Vec<(Column, Vec<Value>)>,
    ) -> Grid {
        let has_content = |(_, cells): &(Column, Vec<Value>)| {
            cells.iter().any(|value| !matches!(value, Value::Nothing))
        };
        let filled: Vec<_> = columns.into_iter().filter(has_content).collect();
        let height = filled.first().map_or(0, |(_, cells)| cells.len());
        let (columns, cells): (Vec<_>, Vec<_>) = filled.into_iter().unzip();
        let row = |index: usize| {
            cells.iter().map(|column: &Vec<Value>| column[index].clone()).collect::<Vec<_>>()
        };
        let rows = (0..height).map(row).collect();
        Grid { name: name.to_owned(), about, frozen, columns, rows }
    }

    /// Whether there is nothing to show.
    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Adds it to a workbook.
    pub(super) fn add_to(&self, book: &mut Workbook) -> Result<(), XlsxError> {
        let sheet = book.add_worksheet();
        sheet.set_name(self.name.as_str())?;
        let head = head_format();
        let formats: Vec<Format> = self.columns.iter().map(|column| column.show.format()).collect();
        for (at, column) in (0_u16..).zip(&self.columns) {
            put(sheet, (0, at), &Value::text(column.head.as_str()), &head)?;
            sheet.set_column_width(at, column.width)?;
        }
        let lines = self.columns.iter().map(Column::lines).max().unwrap_or(1);
        sheet.set_row_height(0, LINE_HEIGHT * lines.clamp(1, 8) as f64)?;
        for (row, cells) in (1_u32..).zip(self.rows.iter().take(MOST_ROWS)) {
            for ((at, value), format) in (0_u16..).zip(cells).zip(&formats) {
                put(sheet, (row, at), value, format)?;
            }
        }
        let height = self.rows.len().min(MOST_ROWS) as u32;
        if self.rows.len() > MOST_ROWS {
            let said = format!(
                "{} further rows are left out: a sheet has no room for them. The CSV file has all.",
                self.rows.len() - MOST_ROWS
            );
            put(sheet, (height + 1, 0), &Value::text(said), &Show::Plain.format())?;
        }
        if let Some(last) = (self.columns.len() as u16).checked_sub(1) {
            sheet.autofilter(0, 0, height, last)?;
        }
        sheet.set_freeze_panes(1, self.frozen)?;
        for_paper(sheet)?;
        sheet.set_repeat_rows(0, 0)?;
        Ok(())
    }
}

/// How a sheet is printed: across, as wide as the paper.
pub(super) fn for_paper(sheet: &mut Worksheet) -> Result<(), XlsxError> {
    sheet.set_landscape();
    sheet.set_paper_size(PAPER_A4);
    sheet.set_print_fit_to_pages(1, 0);
    Ok(())
}

/// A4, as the format counts paper.
const PAPER_A4: u8 = 9;

/// The format of heads.
pub(super) fn head_format() -> Format {
    Format::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::Top)
        .set_background_color(0xE8_ED_EE)
}

/// Writes a cell. A text stays a text, whatever it begins with.
pub(super) fn put(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    value: &Value,
    format: &Format,
) -> Result<(), XlsxError> {
    match value {
        Value::Text(text) => {
            let text = if is_figure(text) { text.clone() } else { cell(text) };
            let text = shortened(&text, LONGEST_TEXT);
            sheet.write_string_with_format(row, column, text, format)?;
        }
        Value::Number(number) => {
            sheet.write_number_with_format(row, column, *number, format)?;
        }
        Value::Nothing => {}
    }
    Ok(())
}

/// Words between the numbers of the report.
const AMONG_FIGURES: [&str; 10] =
    ["to", "no", "clear", "change", "may", "be", "none", "points", "of", "all"];

/// Whether a text is a number with its sign as the report writes it, such as `+1,234 (+5 to +9)`. It cannot be a
/// formula, and needs no apostrophe.
fn is_figure(text: &str) -> bool {
    let is_number = |word: &str| {
        let digits = word.strip_prefix(['+', '−', '±']).unwrap_or(word);
        let digits = digits.strip_prefix('£').unwrap_or(digits);
        let digits = digits.strip_suffix('%').unwrap_or(digits);
        let is_part = |byte: u8| byte.is_ascii_digit() || b",.".contains(&byte);
        !digits.is_empty() && digits.bytes().all(is_part)
    };
    let is_known = |word: &str| {
        let inner = word.strip_prefix('(').unwrap_or(word);
        let inner = inner.strip_suffix(')').unwrap_or(inner);
        is_number(inner) || AMONG_FIGURES.contains(&inner)
    };
    text.starts_with('+') && text.split(' ').all(is_known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_stay_as_they_are_and_formulas_do_not() {
        for figure in ["+1,234 ±56", "+£138,188", "+0.4% of all", "+5 (−1 to +9) no clear change"]
        {
            assert!(is_figure(figure), "{figure}");
        }
        for other in
            ["=1+1", "+1+1", "+cmd", "-2+3", "+A1", "+1 cmd|'/c calc'!A1", "+", "", "+1\t2"]
        {
            assert!(!is_figure(other), "{other}");
        }
    }

    #[test]
    fn columns_without_content_are_left_out() {
        let column = |head: &str| Column::new(head, 9.0, Show::Plain);
        let full = vec![Value::Number(1.0), Value::Nothing];
        let grid = Grid::of_columns(
            "x",
            String::new(),
            0,
            vec![(column("a"), full), (column("b"), vec![Value::Nothing, Value::Nothing])],
        );
        assert_eq!((grid.columns.len(), grid.rows.len()), (1, 2));
        assert_eq!(Value::number(Some(f64::NAN)), Value::Nothing);
    }
}
