//! Pages of commands whose text for the terminal is made elsewhere: their tables have the cells of that text.

mod case_studies;
mod money;
mod networks;
mod validation;
mod warm_up;

pub(super) use case_studies::case_studies_html;
pub(super) use money::money_html;
pub(super) use networks::networks_html;
pub(super) use validation::validation_html;
pub(super) use warm_up::warm_up_html;

use crate::text::grid::Row;

/// A row whose cells have a line each.
fn row<const N: usize>(name: impl Into<String>, cells: [String; N]) -> Row {
    Row::new(name, cells.into_iter().map(|cell| vec![cell]).collect())
}

/// The heads of a table.
fn heads(first: &str, others: &[&str]) -> Vec<String> {
    std::iter::once(&first).chain(others).map(|head| (*head).to_owned()).collect()
}
