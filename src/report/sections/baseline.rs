//! Levels of the baseline.

use crate::experiment::results::{Results, ScenarioResults};
use crate::report::block::{Block, ReportInput};
use crate::report::estimate::{has_something, yearly};
use crate::report::labels::{BASELINE, WHERE_PRESENT};
use crate::report::words::level_lines;
use crate::text::grid::{Row, Table};
use crate::text::number::whole;
use crate::units::YEAR_DAYS;

/// The levels of the baseline, a year.
pub(super) fn content<'r>(input: &ReportInput<'r>) -> Vec<Block<'r>> {
    Block::table(baseline(input.results))
}

/// Levels of the baseline.
pub(crate) fn baseline(results: &Results) -> Option<Table> {
    let scenario = results.scenarios.first()?;
    let present = WHERE_PRESENT.iter().filter(|(name, _)| has_something(scenario, name));
    let mut rows: Vec<Row> = BASELINE
        .iter()
        .chain(present)
        .filter_map(|(name, words)| {
            let series = scenario.measure(name)?;
            let lines = level_lines(&series.unit, yearly(series, results.weeks)?);
            Some(Row::new(*words, lines.into_iter().map(|line| vec![line]).collect()))
        })
        .collect();
    rows.extend(ed_attendances(scenario, results.weeks));
    (!rows.is_empty()).then(|| Table {
        caption: format!("The baseline: {}, a year", scenario.title),
        head: vec!["Measure".into(), "Level".into(), "95% interval".into()],
        rows,
        note: format!("Counts are for a year of {YEAR_DAYS} days."),
    })
}

/// Attendances at emergency departments in the baseline. They are a range, because their probability is.
fn ed_attendances(scenario: &ScenarioResults, weeks: u32) -> Option<Row> {
    let of = |end: &str| {
        let name = format!("ed_attendances_access_related_{end}");
        scenario.measure(&name).and_then(|series| yearly(series, weeks))
    };
    let (low, high) = (of("low")?, of("high")?);
    let level = format!("{} to {}", whole(low.mean), whole(high.mean));
    Some(Row::new("ED attendances for lack of access", vec![vec![level], Vec::new()]))
}
