//! A table of results, laid out as text or for the page.

use crate::text::shown_lines;

/// The maximum width of a line, which fits a terminal and a printed page.
pub const WIDTH: usize = 100;

/// The maximum width of prose: captions, notes, warnings and paragraphs. A terminal of 80 columns then does
/// not break words. Only the rows of tables may be as wide as [`WIDTH`].
pub const PROSE: usize = 80;

/// The maximum width of the first column. Longer names are wrapped.
const NAME_WIDTH: usize = 32;

/// The maximum width of a column heading, unless its cells or one of its words are wider.
const HEAD_WIDTH: usize = 12;

/// The longest word of a column heading that is not broken.
const HEAD_WORD: usize = 16;

/// The space between two columns.
const GAP: usize = 2;

/// A table: the first column names the rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// What the table shows.
    pub caption: String,
    /// The column headings. The first is that of the names.
    pub head: Vec<String>,
    /// The rows.
    pub rows: Vec<Row>,
    /// The note below the table.
    pub note: String,
}

/// A row of a [`Table`].
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The name of the row.
    pub name: String,
    /// Its cells, each with one or several lines.
    pub cells: Vec<Vec<String>>,
    /// Whether it is the sum of the rows above.
    pub is_total: bool,
    /// Whether a reader must look at it: the page shows it in bold and red, and a cell says why in words.
    pub is_marked: bool,
    /// The heading above this row, which also applies to the rows below it; empty if there is none.
    pub heading: String,
}

impl Row {
    /// A row that is not a sum.
    pub fn new(name: impl Into<String>, cells: Vec<Vec<String>>) -> Row {
        Row { name: name.into(), cells, is_total: false, is_marked: false, heading: String::new() }
    }

    /// Whether all cells of the row are empty.
    pub fn is_empty(&self) -> bool {
        self.cells.iter().all(Vec::is_empty)
    }
}

impl Table {
    /// The table as text, at most [`WIDTH`] characters wide. Columns that do not fit side by side follow
    /// below.
    pub fn to_text(&self) -> String {
        let names = self.rows.iter().map(|row| wrap(&row.name, NAME_WIDTH)).collect::<Vec<_>>();
        let name_width = names.iter().flatten().map(|line| width(line)).max().unwrap_or(0);
        let heads: Vec<Vec<String>> = (self.head.iter().skip(1).enumerate())
            .map(|(column, head)| wrap(head, self.cell_width(column).max(head_width(head))))
            .collect();
        let widest = |(column, head): (usize, &Vec<String>)| {
            head.iter().map(|line| width(line)).fold(self.cell_width(column), usize::max)
        };
        let widths: Vec<usize> = heads.iter().enumerate().map(widest).collect();
        let mut out = String::new();
        for line in wrap(&self.caption, PROSE) {
            out.push_str(&format!("{line}\n"));
        }
        for columns in chunks(&widths, WIDTH.saturating_sub(name_width)) {
            out.push('\n');
            let ruler = name_width + columns.iter().map(|c| widths[*c] + GAP).sum::<usize>();
            let head: Vec<_> = columns.iter().map(|column| heads[*column].as_slice()).collect();
            let widths: Vec<_> = columns.iter().map(|column| widths[*column]).collect();
            // Headings of different heights are aligned at the bottom.
            out.push_str(&block(&[], name_width, &bottom(&head), &widths));
            out.push_str(&format!("{}\n", "-".repeat(ruler)));
            for (row, name) in self.rows.iter().zip(&names) {
                let cell = |column: &usize| row.cells.get(*column).cloned().unwrap_or_default();
                if row.is_total {
                    out.push_str(&format!("{}\n", "-".repeat(ruler)));
                }
                for line in wrap(&row.heading, WIDTH) {
                    out.push_str(&format!("{line}\n"));
                }
                let cells: Vec<_> = columns.iter().map(cell).collect();
                out.push_str(&block(name, name_width, &cells, &widths));
            }
        }
        for line in wrap(&self.note, PROSE) {
            out.push_str(&format!("{line}\n"));
        }
        // Not all terminals and fixed-width fonts have the true minus sign.
        shown_lines(&out.replace('−', "-"))
    }

    /// The width of the widest cell of a column, without its heading.
    fn cell_width(&self, column: usize) -> usize {
        let cells = self.rows.iter().filter_map(|row| row.cells.get(column)).flatten();
        cells.map(|line| width(line)).max().unwrap_or(0)
    }
}

/// The width to which a column heading is wrapped: that of its longest word, within limits.
fn head_width(head: &str) -> usize {
    let longest = head.split_whitespace().map(width).max().unwrap_or(0);
    longest.clamp(HEAD_WIDTH, HEAD_WORD)
}

/// Lines of at most `limit` characters, broken between words.
pub fn wrap(text: &str, limit: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace().flat_map(|word| pieces(word, limit)) {
        match lines.last_mut() {
            Some(line) if width(line) + 1 + width(word) <= limit => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// Sentences as a list with a dash each, wrapped as prose.
pub fn dashes(sentences: impl IntoIterator<Item = String>) -> String {
    let mut out = String::new();
    for sentence in sentences {
        for (index, line) in wrap(&sentence, PROSE - 4).iter().enumerate() {
            out.push_str(if index == 0 { "  - " } else { "    " });
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

/// A word in pieces of at most `limit` characters.
fn pieces(word: &str, limit: usize) -> Vec<&str> {
    let (mut rest, mut found) = (word, Vec::new());
    while let Some((end, _)) = rest.char_indices().nth(limit.max(1)) {
        found.push(&rest[..end]);
        rest = &rest[end..];
    }
    found.push(rest);
    found
}

/// The width of `text` in columns.
fn width(text: &str) -> usize {
    text.chars().count()
}

/// The columns in groups that fit into `space`, each of at least one column.
fn chunks(widths: &[usize], space: usize) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut used = 0;
    for (column, width) in widths.iter().enumerate() {
        used += width + GAP;
        match groups.last_mut() {
            Some(group) if used <= space => group.push(column),
            _ => {
                groups.push(vec![column]);
                used = width + GAP;
            }
        }
    }
    groups
}

/// Cells padded at the top, so that their last lines are aligned.
fn bottom(cells: &[&[String]]) -> Vec<Vec<String>> {
    let height = cells.iter().map(|cell| cell.len()).max().unwrap_or(0);
    let pad = |cell: &&[String]| {
        let mut lines = vec![String::new(); height - cell.len()];
        lines.extend_from_slice(cell);
        lines
    };
    cells.iter().map(pad).collect()
}

/// The lines of one row: the name to the left, the cells to the right.
fn block(name: &[String], name_width: usize, cells: &[Vec<String>], widths: &[usize]) -> String {
    let height = cells.iter().map(Vec::len).chain([name.len()]).max().unwrap_or(0);
    let line_of = |lines: &[String], line: usize| lines.get(line).cloned().unwrap_or_default();
    (0..height)
        .map(|line| {
            let mut text = format!("{:<name_width$}", line_of(name, line));
            for (cell, width) in cells.iter().zip(widths) {
                text.push_str(&format!("{:>1$}", line_of(cell, line), width + GAP));
            }
            format!("{}\n", text.trim_end())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_of_several_lines_stand_below_their_heads() {
        let cell = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect();
        let table = Table {
            caption: "Gains".into(),
            head: vec!["Change".into(), "Net".into()],
            rows: vec![Row::new("Two more rooms", vec![cell(&["−5", "(−9 to −1)"])])],
            note: String::new(),
        };
        let expected = "Gains\n\n                       Net\n--------------------------\n\
                        Two more rooms          -5\n                (-9 to -1)\n";
        assert_eq!(table.to_text(), expected);
    }

    #[test]
    fn a_heading_stands_above_its_rows_and_widens_nothing() {
        let row = |name: &str, heading: &str| Row {
            heading: heading.into(),
            ..Row::new(name, vec![vec!["+5".into()]])
        };
        let table = Table {
            caption: "Gains".into(),
            head: vec!["Rooms".into(), "Net".into()],
            rows: vec![row("27 rooms", "Two more rooms at one site"), row("30 rooms", "")],
            note: String::new(),
        };
        let expected = "Gains\n\n          Net\n-------------\nTwo more rooms at one site\n\
                        27 rooms   +5\n30 rooms   +5\n";
        assert_eq!(table.to_text(), expected);
    }

    #[test]
    fn a_word_wider_than_a_line_is_broken() {
        assert_eq!(wrap("a bcdefgh i", 3), ["a", "bcd", "efg", "h i"]);
        assert_eq!(wrap("ééé", 3), ["ééé"]);
    }

    #[test]
    fn columns_that_do_not_fit_follow_below() {
        assert_eq!(chunks(&[10, 10, 10], 24), [vec![0, 1], vec![2]]);
        assert_eq!(chunks(&[90], 24), [vec![0]]);
    }
}
