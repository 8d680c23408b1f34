//! The values of all practices, column by column, beside the practices of England.

use super::data::{Dataset, Practice};
use super::england::{compared, would_give};
use super::written::value_columns;
use crate::text::csv::Csv;
use crate::validation::networks::england::{Distribution, OF_MEANS, distribution, mean};

/// A column of the practices beside England.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Beside {
    /// The column; of staff, the value for 1,000 patients.
    pub column: &'static str,
    /// The practices with a value.
    pub practices: usize,
    /// Their 1st, 50th and 99th centile; `None` without practices.
    pub centiles: Option<[f64; 3]>,
    /// England's, where a publication gives it by practice.
    pub england: Option<&'static Distribution>,
    /// The practices outside England's 1st to 99th centile.
    pub outside: usize,
}

/// The value at a share of sorted values, without interpolation.
fn centile(values: &[f64], share: f64) -> f64 {
    values[((values.len() - 1) as f64 * share).round() as usize]
}

/// Every column of numbers that a practice may have.
pub fn beside(data: &Dataset) -> Vec<Beside> {
    let of = |column: &'static str| {
        let value = |practice: &Practice| compared(practice, column);
        let mut values: Vec<f64> = data.practices.iter().filter_map(value).collect();
        values.sort_by(f64::total_cmp);
        let is_outside = |practice: &&Practice| practice.unusual.contains(&column);
        Beside {
            column,
            practices: values.len(),
            centiles: (!values.is_empty())
                .then(|| [0.01, 0.5, 0.99].map(|at| centile(&values, at))),
            england: distribution(column),
            outside: data.practices.iter().filter(is_outside).count(),
        }
    };
    value_columns().into_iter().map(of).collect()
}

/// `england.csv`: one row a column. A dash: no distribution is at hand, and the source says which publication
/// would give it.
pub fn england_csv(data: &Dataset) -> String {
    let head = [
        "column",
        "practices",
        "centile_1",
        "median",
        "centile_99",
        "england_centile_1",
        "england_median",
        "england_centile_99",
        "england_mean",
        "outside",
        "source",
    ];
    let mut table = Csv::new(head);
    for row in beside(data) {
        let mut cells = vec![row.column.to_owned(), row.practices.to_string()];
        let number = |value: f64| format!("{}", (value * 1e4).round() / 1e4);
        let three = |values: Option<[f64; 3]>, none: &str| match values {
            Some(values) => values.map(number).to_vec(),
            None => vec![none.to_owned(); 3],
        };
        cells.extend(three(row.centiles, ""));
        cells.extend(three(row.england.map(|known| known.centiles), "–"));
        let mean = mean(row.column).filter(|_| row.england.is_none());
        cells.push(mean.map_or("–".to_owned(), number));
        cells.push(row.england.map_or("–".to_owned(), |_| row.outside.to_string()));
        cells.push(match (row.england, mean, would_give(row.column)) {
            (Some(known), ..) => known.source.to_owned(),
            (None, Some(_), wanted) => format!("{OF_MEANS}; by practice it would be in {wanted}"),
            (None, None, "") => "–".to_owned(),
            (None, None, wanted) => format!("–; it would be in {wanted}"),
        });
        table.row(cells);
    }
    table.text()
}
