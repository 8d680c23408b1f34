//! Results as tables: comma-separated files for other programs, and text for the terminal.

use super::block::{Block, ReportInput, Terminal};
use super::estimate::comparisons;
use super::words::{field, partial};
use super::{sections, terminal};
use crate::experiment::results::{Results, ScenarioResults, Series};
use crate::scenario::Scenario;
use crate::text::csv::cell;
use std::io::{self, Write};

/// Writes every value of every measure, one row each: first of the scenarios, then of the comparisons.
///
/// # Errors
///
/// I/O errors of `out`.
pub fn write_replications(results: &Results, out: &mut dyn Write) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    let head = ["scenario", "baseline", "measure", "unit", "replication", "value", "partial"];
    writer.write_record(head)?;
    for (scenario, baseline, series) in series(results) {
        let baseline = baseline.map_or("", |baseline| baseline.name.as_str());
        let (name, baseline) = (cell(&scenario.name), cell(baseline));
        for (number, value) in results.numbers.iter().zip(&series.values) {
            writer.write_record([
                name.as_str(),
                &baseline,
                &series.name,
                &series.unit,
                &number.to_string(),
                &field(*value),
                partial(results.partial),
            ])?;
        }
    }
    writer.flush()
}

/// Patients registered with practices in England, July 2025 (NHS England, Appointments in General
/// Practice, coverage).
pub const REGISTERED_IN_ENGLAND: f64 = 63.81e6;

/// Warnings as text for the terminal, under a heading and wrapped between words.
pub fn warnings_text(warnings: &[impl ToString]) -> String {
    let lines = warnings.iter().map(ToString::to_string).collect();
    terminal::text(&Block::Caution { heading: "Before you use these results", lines })
}

/// The results as text for the terminal, at most 100 columns wide.
///
/// The sections of the terminal: the baseline first, then the gains of each change in a year. Then, where
/// the gain comes from, scaled to `scale_to` patients if requested, and how every headline depends on the
/// number of rooms. The last section says what to know before using the results.
pub fn text_table(results: &Results, scenarios: &[Scenario], scale_to: Option<f64>) -> String {
    let input = ReportInput { results, scenarios, figures: &[], scale_to, total: None };
    let is_alone = results.comparisons.is_empty();
    let turn = |terminal: Terminal| match terminal {
        Terminal::InTurn => Some(0),
        Terminal::WithoutComparison => is_alone.then_some(0),
        Terminal::AtTheEnd => Some(1),
        Terminal::Last => Some(2),
        Terminal::Never => None,
    };
    let mut shown: Vec<_> = sections::filled(&input)
        .filter_map(|(section, blocks)| Some((turn(section.terminal)?, blocks)))
        .collect();
    shown.sort_by_key(|(turn, _)| *turn);
    let blocks = shown.iter().flat_map(|(_, blocks)| blocks);
    let texts: Vec<_> =
        blocks.map(|block| format!("{}\n", terminal::text(block).trim_end())).collect();
    texts.join("\n")
}

/// The constraints of a scenario as text for the terminal, at most 100 columns wide, and what to know
/// before using the results.
pub fn bottlenecks_text(results: &Results, scenarios: &[Scenario]) -> String {
    let input = ReportInput { results, scenarios, figures: &[], scale_to: None, total: None };
    let shown = |id: &str| {
        let found: Vec<_> = sections::filled(&input).filter(|(of, _)| of.id == id).collect();
        found.into_iter().flat_map(|(_, blocks)| blocks)
    };
    let blocks = shown("bottlenecks").chain(shown("before"));
    let texts: Vec<_> =
        blocks.map(|block| format!("{}\n", terminal::text(&block).trim_end())).collect();
    texts.join("\n")
}

/// Every series with its scenario and its baseline; none for a scenario alone.
pub(super) fn series(
    results: &Results,
) -> impl Iterator<Item = (&ScenarioResults, Option<&ScenarioResults>, &Series)> {
    let alone = results
        .scenarios
        .iter()
        .flat_map(|scenario| scenario.measures.iter().map(move |series| (scenario, None, series)));
    let compared = comparisons(results).flat_map(|(scenario, baseline, compared)| {
        compared.measures.iter().map(move |series| (scenario, Some(baseline), series))
    });
    alone.chain(compared)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    fn text(write: fn(&Results, &mut dyn Write) -> io::Result<()>, results: &Results) -> String {
        let mut out = Vec::new();
        write(results, &mut out).expect("memory can be written to");
        String::from_utf8(out).expect("all fields are text")
    }

    #[test]
    fn replications_are_counted_from_one_and_gaps_are_empty() {
        let mut results = sample::results();
        results.scenarios[0].measures[0].values[1] = None;
        let text = text(write_replications, &results);
        let mut lines = text.lines().skip(1);
        assert!(
            lines.next().is_some_and(|line| line.starts_with("average-pcn,,requests,requests,1,"))
        );
        assert_eq!(lines.next(), Some("average-pcn,,requests,requests,2,,"));
        results.partial = true;
        assert!(self::text(write_replications, &results).contains(",partial\n"));
    }

    #[test]
    fn numbers_read_back_as_they_were() {
        assert_eq!(field(Some(0.1 + 0.2)), "0.30000000000000004");
        assert_eq!(field(Some(f64::INFINITY)), "");
    }

    #[test]
    fn the_text_is_at_most_a_hundred_columns_wide() {
        let text = text_table(&sample::results(), &sample::scenarios(), None);
        for line in text.lines() {
            assert!(line.chars().count() <= 100, "{line}");
        }
        for words in
            ["Net appointments", "no clear change", "Planned slots", "36 rooms", "ED attendances"]
        {
            assert!(text.contains(words), "{words} is missing in\n{text}");
        }
    }

    #[test]
    fn measures_that_are_missing_are_left_out() {
        let mut results = sample::results();
        for scenario in &mut results.scenarios {
            scenario.measures.clear();
        }
        for compared in &mut results.comparisons {
            compared.measures.clear();
        }
        assert_eq!(text_table(&results, &[], None), "");
    }
}
