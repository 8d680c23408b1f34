//! Levels of the baseline.

use crate::experiment::results::Results;
use crate::report::block::{Block, ReportInput};
use crate::report::estimate::{has_something, yearly};
use crate::report::first_screen::levels;
use crate::report::labels::{BASELINE, WHERE_PRESENT};
use crate::report::words::level_lines;
use crate::scenario::Scenario;
use crate::text::grid::{Row, Table};
use crate::units::YEAR_DAYS;

/// The levels of the baseline, a year.
pub(super) fn content<'r>(input: &ReportInput<'r>) -> Vec<Block<'r>> {
    Block::table(baseline(input.results, input.scenarios))
}

/// Levels of the baseline.
pub(crate) fn baseline(results: &Results, scenarios: &[Scenario]) -> Option<Table> {
    let scenario = results.scenarios.first()?;
    let present = WHERE_PRESENT.iter().filter(|(name, _)| has_something(scenario, name));
    let others = BASELINE.iter().chain(present).filter_map(|(name, words)| {
        let series = scenario.measure(name)?;
        let lines = level_lines(&series.unit, yearly(series, results.weeks)?);
        Some(Row::new(*words, lines.into_iter().map(|line| vec![line]).collect()))
    });
    let rows: Vec<Row> = levels(scenario, scenarios, results.weeks).chain(others).collect();
    (!rows.is_empty()).then(|| Table {
        caption: format!("The baseline: {}, a year", scenario.title),
        head: vec!["Measure".into(), "Level".into(), "95% interval, simulation noise only".into()],
        rows,
        note: format!(
            "Counts are for a year of {YEAR_DAYS} days. ED attendances: those for lack of access, lowest \
             to highest estimate."
        ),
    })
}
