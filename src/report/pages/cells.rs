//! Rows and heads of tables with a line a cell.

use crate::text::grid::Row;

/// A row whose cells have a line each.
pub(super) fn row<const N: usize>(name: impl Into<String>, cells: [String; N]) -> Row {
    Row::new(name, cells.into_iter().map(|cell| vec![cell]).collect())
}

/// The heads of a table.
pub(super) fn heads(first: &str, others: &[&str]) -> Vec<String> {
    std::iter::once(&first).chain(others).map(|head| (*head).to_owned()).collect()
}
