//! How far a simulated log is from a practice's own: text and file.

use super::outputs::Output;
use crate::logs::compare::{Comparison, Distance, SPLITS};
use crate::text::csv::Csv;
use crate::text::grid::{PROSE, Row, Table, wrap};
use crate::text::number::whole;

/// The file of distances.
pub const LOG_DISTANCE: &str = "log-distance.csv";

/// The distances as a file.
pub fn log_outputs(found: &Comparison) -> Vec<Output<'_>> {
    let text = log_csv(found);
    vec![Output::new(LOG_DISTANCE, move |out| out.write_all(text.as_bytes()))]
}

fn log_csv(found: &Comparison) -> String {
    let mut table = Csv::new([
        "quantity",
        "unit",
        "weeks",
        "n",
        "n_simulated",
        "distance",
        "split_half_mean",
        "split_half_95",
        "ratio",
        "mean",
        "simulated_mean",
        "within_split_half",
    ]);
    let number = |value: f64| ((value * 1e4).round() / 1e4).to_string();
    for of in &found.distances {
        table.row([
            of.quantity.name().to_owned(),
            of.quantity.unit().to_owned(),
            of.weeks.to_string(),
            of.n.to_string(),
            of.simulated.to_string(),
            number(of.apart),
            number(of.halves),
            number(of.most),
            of.ratio().map_or_else(String::new, number),
            of.mean.map_or_else(String::new, number),
            of.simulated_mean.map_or_else(String::new, number),
            of.is_within().to_string(),
        ]);
    }
    table.text()
}

fn table(found: &Comparison) -> Table {
    let row = |of: &Distance| {
        let unit = of.quantity.unit();
        let with = |value: f64| vec![format!("{value:.2} {unit}")];
        let ratio = of.ratio().map_or_else(String::new, |ratio| format!("{ratio:.1}"));
        let cells = vec![
            with(of.apart),
            with(of.halves),
            with(of.most),
            vec![ratio],
            vec![whole(of.n as f64)],
        ];
        Row::new(of.quantity.name(), cells)
    };
    let head = ["", "Simulated to real", "Half to half", "95% of halves", "Ratio", "n"];
    Table {
        caption: "How far the simulated log is from your own".into(),
        head: head.map(str::to_owned).to_vec(),
        rows: found.distances.iter().map(row).collect(),
        note: format!(
            "Distance: the share of rows that must move, times how far (earth mover's distance; round the week for \
             hours). Halves: {SPLITS} random splits of your log by weeks; the simulated log has as many weeks and rows as \
             a half. A ratio of 1 is as near as your own log is to itself."
        ),
    }
}

/// The distances as text: a table, a sentence for each, what could not be compared.
pub fn log_text(found: &Comparison) -> String {
    let mut out = String::new();
    if !found.distances.is_empty() {
        out += &table(found).to_text();
        out.push('\n');
    }
    for line in found.distances.iter().map(Distance::told) {
        for (index, words) in wrap(&line, PROSE - 2).iter().enumerate() {
            out += &format!("{}{words}\n", if index == 0 { "" } else { "  " });
        }
    }
    if !found.told.is_empty() {
        out += "\nNot compared, or to be careful about\n";
        for line in &found.told {
            for (index, words) in wrap(&format!("{line}."), PROSE - 4).iter().enumerate() {
                out += &format!("{}{words}\n", if index == 0 { "  - " } else { "    " });
            }
        }
    }
    out
}
