//! Comma-separated tables with cells that no spreadsheet reads as formulas.

use super::{is_harmful, shown};

/// Characters that begin a formula in a spreadsheet, full-width ones included.
const FORMULA: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

/// A table that is written in memory.
#[derive(Debug)]
pub struct Csv {
    writer: ::csv::Writer<Vec<u8>>,
}

impl Csv {
    /// A table with these columns.
    pub fn new<S: AsRef<str>>(head: impl IntoIterator<Item = S>) -> Csv {
        let mut table = Csv { writer: ::csv::Writer::from_writer(Vec::new()) };
        table.row(head);
        table
    }

    /// Adds a row, which has as many cells as the head.
    pub fn row<S: AsRef<str>>(&mut self, cells: impl IntoIterator<Item = S>) {
        let cells = cells.into_iter().map(|text| cell(text.as_ref()));
        let written = self.writer.write_record(cells.map(String::into_bytes));
        written.expect("memory can be written to, and every row has as many cells as the head");
    }

    /// The table.
    pub fn text(self) -> String {
        let bytes = self.writer.into_inner().expect("memory can be written to");
        String::from_utf8(bytes).expect("all cells are text")
    }
}

/// A cell: a number unchanged; a text on one line, in apostrophes if it would begin a formula.
pub fn cell(text: &str) -> String {
    let cell = if text.contains(is_harmful) { shown(text) } else { text.to_owned() };
    let is_formula = cell.trim_start().starts_with(FORMULA) && !is_number(&cell);
    if is_formula { format!("'{cell}") } else { cell }
}

/// A cell as it is written into a row: in quotation marks where it needs them.
pub fn quoted(text: &str) -> String {
    let cell = cell(text);
    if cell.contains([',', '"']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell }
}

/// Whether a cell is a plain number, which may have a sign.
fn is_number(text: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_digit() || b"+-.eE".contains(&byte);
    text.bytes().all(is_part) && text.parse::<f64>().is_ok()
}

/// The separator of a table if it is not a comma, in words, judged by the header.
pub fn other_separator(head: &::csv::StringRecord) -> Option<&'static str> {
    let only = head.get(0).filter(|_| head.len() == 1)?;
    [(';', "semicolons"), ('\t', "tabs"), ('|', "bars")]
        .into_iter()
        .find_map(|(separator, words)| only.contains(separator).then_some(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stay_and_formulas_become_text() {
        for same in ["", "-5", "-1.5e-7", "+3", "a=b", "2025-04-01", "–5", "'=1"] {
            assert_eq!(cell(same), same);
        }
        for formula in ["=1+1", "+1+cmd", "-1+2", "@SUM(A1)", "-inf", " =1", "＝1", "--1"] {
            assert_eq!(cell(formula), format!("'{formula}"));
        }
        assert_eq!(cell("\t=1\r\n"), "\\t=1\\r\\n");
    }

    #[test]
    fn a_table_has_one_line_a_row_whatever_its_cells_hold() {
        let mut table = Csv::new(["name", "value"]);
        table.row(["a \"b\", c\nd", "-1"]);
        assert_eq!(table.text(), "name,value\n\"a \"\"b\"\", c\\nd\",-1\n");
    }
}
