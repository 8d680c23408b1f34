//! Parameters and histograms as comma-separated values.

use crate::exports::found::{Bin, Estimate, Findings, Fit, Range};
use crate::text::csv::Csv;

const HEAD: [&str; 13] = [
    "kind", "sort", "name", "bin", "n", "value", "low", "high", "fitted", "ks", "p", "unit", "how",
];

fn number(value: Option<f64>) -> String {
    value.map_or_else(String::new, |value| ((value * 1e6).round() / 1e6).to_string())
}

/// One row for each parameter, distribution and bar. No row is of fewer than ten observations: such cells are
/// `<10`, with an empty value.
pub fn fits_csv(found: &Findings) -> String {
    let mut table = Csv::new(HEAD);
    for (name, estimates) in found.by_table() {
        for estimate in estimates {
            parameter(&mut table, name, estimate);
        }
    }
    for fit in &found.fits {
        distribution(&mut table, fit);
        fit.bins.iter().for_each(|bin| bar(&mut table, fit, bin));
    }
    table.text()
}

fn parameter(table: &mut Csv, name: &str, estimate: &Estimate) {
    let is_list = estimate.values.len() > 1;
    for (place, value) in estimate.values.iter().enumerate() {
        let (low, high) = match estimate.range {
            Range::Within(low, high) => (Some(low), Some(high)),
            Range::Times(low, high) => (Some(low * value), Some(high * value)),
            Range::Decision => (None, None),
        };
        let is_of_base = estimate.of_base.contains(&place);
        let unit = format!("{:?}", estimate.unit).to_lowercase();
        table.row([
            "parameter".to_owned(),
            String::new(),
            format!("{name}.{}", estimate.key),
            if is_list { (place + 1).to_string() } else { String::new() },
            if is_of_base { String::new() } else { estimate.n.to_string() },
            number(Some(*value)),
            number(low),
            number(high),
            String::new(),
            String::new(),
            String::new(),
            unit,
            if is_of_base {
                "the base's value: the data say too little".to_owned()
            } else {
                estimate.how.clone()
            },
        ]);
    }
}

fn distribution(table: &mut Csv, fit: &Fit) {
    let empty = String::new;
    table.row([
        "distribution".to_owned(),
        fit.sort.to_owned(),
        fit.title.clone(),
        empty(),
        fit.n.to_string(),
        empty(),
        empty(),
        empty(),
        empty(),
        number(fit.distance.map(|of| of.ks)),
        number(fit.distance.and_then(|of| of.p)),
        empty(),
        fit.distribution.clone(),
    ]);
}

fn bar(table: &mut Csv, fit: &Fit, bin: &Bin) {
    let empty = String::new;
    table.row([
        "bar".to_owned(),
        fit.sort.to_owned(),
        fit.title.clone(),
        bin.label.clone(),
        bin.count.map_or_else(|| "<10".to_owned(), |count| count.to_string()),
        number(bin.observed),
        empty(),
        empty(),
        number(bin.fitted),
        empty(),
        empty(),
        "share".to_owned(),
        empty(),
    ]);
}
