//! What kind of network the baseline is: beside England.

use crate::report::beside_england::{beside_england, outside_england};
use crate::report::block::{Block, ReportInput};

/// What no practice of England is like, above the answer.
pub(super) fn gate<'r>(input: &ReportInput<'r>) -> Vec<Block<'r>> {
    let told = baseline(input).and_then(|(scenario, found)| outside_england(scenario, Some(found)));
    told.map(Block::Emphasis).into_iter().collect()
}

/// The table.
pub(super) fn content<'r>(input: &ReportInput<'r>) -> Vec<Block<'r>> {
    let table = baseline(input).map(|(scenario, found)| beside_england(scenario, Some(found)));
    Block::table(table)
}

/// The scenario of the baseline, its results, and the weeks measured.
fn baseline<'r>(
    input: &ReportInput<'r>,
) -> Option<(&'r crate::scenario::Scenario, (&'r crate::experiment::results::ScenarioResults, u32))>
{
    let found = input.results.scenarios.first()?;
    Some((input.scenarios.get(found.scenario)?, (found, input.results.weeks)))
}
