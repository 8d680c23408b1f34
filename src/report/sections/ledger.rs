//! The slot ledger: where the net gain comes from.

use crate::experiment::results::{Comparison, Results};
use crate::report::block::{Block, ReportInput, Span};
use crate::report::estimate::{GAINED_NET, main_comparisons, with_intervals, yearly};
use crate::report::labels::{LEDGER, SCALED};
use crate::scenario::Scenario;
use crate::text::grid::{Row, Table};
use crate::text::number::{millions, signed, whole};

/// How the ledger is kept.
const HOW_IT_IS_KEPT: &str = "The ledger follows every bookable slot until it is attended, or until its first cause of \
     loss. A member of staff adds planned slots. Some are lost to absence, to lack of a room, to \
     supervision, or because nobody books them or the patient does not come. The lines add up \
     exactly to the net gain in every replication.";

/// How the ledger is kept, if there is one.
pub(super) fn how_it_is_kept<'r>(input: &ReportInput<'r>) -> Vec<Block<'r>> {
    match ledger(input.results) {
        Some(_) => vec![Block::Words(vec![Span::plain(HOW_IT_IS_KEPT)])],
        None => Vec::new(),
    }
}

/// Where the net gain comes from.
pub(super) fn content<'r>(input: &ReportInput<'r>) -> Vec<Block<'r>> {
    Block::table(ledger(input.results))
}

/// The slot ledger: where the net gain comes from, one column for every scenario.
fn ledger(results: &Results) -> Option<Table> {
    let compared: Vec<_> = main_comparisons(results).collect();
    let cells = |name: &str| -> Vec<Vec<String>> {
        let mean = |(_, compared): &(_, &Comparison)| {
            let found = compared.measure(name).and_then(|series| yearly(series, results.weeks));
            found.map_or_else(Vec::new, |found| vec![signed(found.mean)])
        };
        compared.iter().map(mean).collect()
    };
    let lines = LEDGER.iter().map(|(name, words)| Row::new(*words, cells(name)));
    let mut rows: Vec<Row> = lines.filter(|row| !row.is_empty()).collect();
    if rows.is_empty() {
        return None;
    }
    let sum = Row::new("Net gain", cells(GAINED_NET));
    rows.push(Row { is_total: true, ..sum });
    let titles = compared.iter().map(|(scenario, _)| scenario.title.clone());
    Some(Table {
        caption: "Where the net gain comes from: appointment slots in a year, against the baseline"
            .into(),
        head: std::iter::once("Slots".to_owned()).chain(titles).collect(),
        rows,
        note:
            "+ adds to the gain, − reduces it. The lines add up exactly to the net gain; because \
               of rounding they may appear to differ from it slightly."
                .into(),
    })
}

/// The gain and where it comes from, scaled to the patients that were requested.
pub(super) fn scaled_content<'r>(input: &ReportInput<'r>) -> Vec<Block<'r>> {
    let scaled = |patients| scaled(input.results, input.scenarios, patients);
    Block::table(input.scale_to.and_then(scaled))
}

/// The gain and where it comes from, scaled to `patients` instead of those of the network, in
/// millions a year.
fn scaled(results: &Results, scenarios: &[Scenario], patients: f64) -> Option<Table> {
    let baseline = results.scenarios.first()?;
    let of_network = scenarios.get(baseline.scenario)?.system.patients();
    let factor = patients / of_network;
    let compared: Vec<_> = main_comparisons(results).collect();
    let cells = |name: &str, with_interval: bool| -> Vec<Vec<String>> {
        let cell = |(_, compared): &(_, &Comparison)| {
            let found = compared.measure(name).and_then(|series| yearly(series, results.weeks));
            found.map_or_else(Vec::new, |found| {
                let bounds = found.bounds().filter(|_| with_interval);
                let bounds = bounds.map(|(low, high)| {
                    format!("({} to {})", millions(low * factor), millions(high * factor))
                });
                std::iter::once(millions(found.mean * factor)).chain(bounds).collect()
            })
        };
        compared.iter().map(cell).collect()
    };
    let row = |(name, words): &(&str, &str)| Row::new(*words, cells(name, false));
    let sum = Row::new("Net gain", cells(GAINED_NET, true));
    let mut rows: Vec<Row> = LEDGER.iter().map(row).collect();
    rows.push(Row { is_total: true, ..sum });
    rows.extend(SCALED.iter().map(|(name, words)| Row::new(*words, cells(name, true))));
    rows.retain(|row| !row.is_empty());
    let titles = compared.iter().map(|(scenario, _)| scenario.title.clone());
    (!rows.is_empty()).then(|| Table {
        caption: format!(
            "Scaled to {:.1} million patients: millions a year, against the baseline{}",
            patients / 1e6,
            with_intervals(results)
        ),
        head: std::iter::once("Slots".to_owned()).chain(titles).collect(),
        rows,
        note: format!(
            "As if there were {} networks like this one, each of {} patients.",
            whole(factor),
            whole(of_network)
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::estimate::gain;
    use crate::report::sample;

    #[test]
    fn what_is_scaled_adds_up_to_the_net_gain_of_as_many_networks() {
        let (results, scenarios) = (sample::results(), sample::scenarios());
        let patients = scenarios[0].system.patients();
        let table = scaled(&results, &scenarios, patients * 1000.0).expect("there are comparisons");
        assert!(table.note.contains("As if there were 1,000 networks"), "{}", table.note);
        let number = |cell: &Vec<String>| cell[0].replace('−', "-").parse::<f64>().expect("number");
        let end = table.rows.iter().position(|row| row.is_total).expect("there is a sum");
        let lines: f64 = table.rows[..end].iter().map(|row| number(&row.cells[0])).sum();
        let net = number(&table.rows[end].cells[0]);
        // A dozen numbers rounded to a hundredth of a million; those of the sample add up roughly.
        assert!((lines - net).abs() < 0.6 && net > 0.0, "{lines} and {net}");
        let gain = gain(&results.comparisons[0], results.weeks).expect("it is there");
        assert!((net - gain.mean / 1000.0).abs() < 0.006, "{net}");
        assert_eq!(scaled(&results, &[], patients), None, "nobody knows how many patients");
    }

    #[test]
    fn the_ledger_ends_with_the_net_gain() {
        let table = ledger(&sample::results()).expect("there are comparisons");
        assert!(table.rows.last().is_some_and(|row| row.is_total));
        assert_eq!(table.rows.len(), LEDGER.len() + 1);
    }
}
