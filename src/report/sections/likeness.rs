//! Differences between a scenario and its baseline other than levers, shown before any result.

use crate::experiment::results::{Comparison, Results, ScenarioResults};
use crate::report::block::{Block, ReportInput};
use crate::report::estimate::comparisons;
use crate::report::words::{change_lines, decimal_difference};
use crate::scenario::Scenario;
use crate::scenario::likeness::like;
use crate::text::grid::{Row, Table};

/// Differences other than levers.
pub(super) fn content<'r>(input: &ReportInput<'r>) -> Vec<Block<'r>> {
    lines(input.results, input.scenarios).into_iter().map(Block::Emphasis).collect()
}

/// Differences by working day, where other days are measured.
pub(super) fn by_working_day_content<'r>(input: &ReportInput<'r>) -> Vec<Block<'r>> {
    Block::table(by_working_day(input.results))
}

/// One sentence for each scenario that differs from its baseline in more than its levers.
fn lines(results: &Results, scenarios: &[Scenario]) -> Vec<String> {
    let stated = comparisons(results).filter(|(scenario, ..)| scenario.is_stated());
    let line = |(scenario, baseline, _): (&ScenarioResults, &ScenarioResults, &Comparison)| {
        let found = like(scenarios.get(baseline.scenario)?, scenarios.get(scenario.scenario)?);
        if found.is_like() {
            return None;
        }
        let mut text = format!("{}: {found}", scenario.title);
        if let Err(why) = &found.same_patients {
            let between = if text.ends_with(": ") { "" } else { ". " };
            text = format!(
                "{text}{between}The patients are not the same: {why}. The difference is not the effect \
                 of the levers alone"
            );
        }
        Some(format!("{text}."))
    };
    stated.filter_map(line).collect()
}

/// The measures shown for scenarios that measure other days than the baseline.
const BY_WORKING_DAY: [(&str, &str); 8] = [
    ("requests", "Requests for care"),
    ("appointments_net", "Net appointments"),
    ("appointments_attended", "Appointments attended"),
    ("needs_settled", "Needs settled"),
    ("requests_unmet", "Requests unmet"),
    ("calls_inbound", "Calls received"),
    ("calls_answered_share", "Calls answered, share"),
    ("same_day_share", "Appointments on the same day, share"),
];

/// Scenarios that measure other days than the baseline, by working day and unpaired; `None` if there
/// are none.
fn by_working_day(results: &Results) -> Option<Table> {
    let all: Vec<_> = comparisons(results)
        .filter(|(scenario, _, compared)| compared.other_days && scenario.is_stated())
        .collect();
    let cell = |compared: &Comparison, name: &str| {
        let found = compared
            .measure(name)
            .and_then(|series| Some((series.unit.as_str(), series.interval()?)));
        found.map_or_else(Vec::new, |(unit, found)| match unit {
            "share" => change_lines(unit, found),
            _ => decimal_difference(found),
        })
    };
    let rows: Vec<Row> = BY_WORKING_DAY
        .iter()
        .map(|(name, words)| {
            Row::new(*words, all.iter().map(|(.., compared)| cell(compared, name)).collect())
        })
        .filter(|row| !row.is_empty())
        .collect();
    let titles = all.iter().map(|(scenario, ..)| scenario.title.clone());
    (!rows.is_empty() && !all.is_empty()).then(|| Table {
        caption: "Differences from the baseline by working day, unpaired, with 95% intervals (simulation noise only): other \
                  days are measured"
            .into(),
        head: std::iter::once("Each working day".to_owned()).chain(titles).collect(),
        rows,
        note: "The measured days are not those of the baseline. Therefore nothing is compared by day or \
               by patient, and nothing is scaled to a year. The difference also contains the effect of \
               seasons and holidays."
            .into(),
    })
}
