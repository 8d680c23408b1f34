//! What a team brings beside the goal: results that the goal does not count, held against the team in
//! post. A goal that leaves out planned care dismisses those who deliver it.

use super::found::Inputs;
use crate::measures::{Better, MEASURES};
use crate::optimisation::book::{Stage, TeamRow};
use crate::optimisation::goal::index_of;
use crate::report::words::difference_line;
use crate::statistics::interval::{CONFIDENCE, MeanInterval, mean, mean_interval};

/// The measures that are looked at whatever the goal is, with their words.
const BESIDE: [(&str, &str); 4] = [
    ("needs_settled", "needs settled"),
    ("requests_not_met", "requests not met"),
    ("ed_attendances_all", "ED attendances"),
    ("planned_care_delivered", "planned care delivered"),
];

/// The measures that the goal does not count.
pub(super) fn uncounted(inputs: &Inputs<'_>) -> Vec<(usize, &'static str)> {
    let of = |(name, words): (&str, &'static str)| {
        let index = index_of(name)?;
        (!inputs.book.goal.counts(index)).then_some((index, words))
    };
    BESIDE.into_iter().filter_map(of).collect()
}

fn value(inputs: &Inputs<'_>, row: &TeamRow, measure: usize) -> Option<f64> {
    let factor = MEASURES[measure].kind.to_a_year(inputs.horizon.weeks);
    Some(row.measures.get(measure).copied().flatten()? * factor)
}

/// A measure of a finalist in its fresh replications: their mean, a year.
pub(super) fn level(inputs: &Inputs<'_>, finalist: usize, measure: usize) -> Option<f64> {
    let number = *inputs.outcome.finalists.get(finalist)?;
    let rows = inputs.book.rows_of(Stage::Value, number);
    let values: Option<Vec<f64>> = rows.map(|row| value(inputs, row, measure)).collect();
    values.filter(|values| !values.is_empty()).map(|values| mean(&values))
}

/// A measure of a finalist beyond that of the team in post, in fresh replications on the same patients,
/// a year.
pub(super) fn beyond(inputs: &Inputs<'_>, finalist: usize, measure: usize) -> Option<MeanInterval> {
    inputs.in_post().filter(|post| *post != finalist)?;
    let number = *inputs.outcome.finalists.get(finalist)?;
    let pairs = inputs
        .book
        .rows_of(Stage::Value, number)
        .filter_map(|row| Some((row, inputs.book.row(Stage::Value, 0, row.replication)?)));
    let difference = |(own, post): (&TeamRow, &TeamRow)| {
        Some(value(inputs, own, measure)? - value(inputs, post, measure)?)
    };
    let differences: Vec<f64> = pairs.map(difference).collect::<Option<_>>()?;
    mean_interval(&differences, CONFIDENCE)
}

/// What a finalist is clearly worse in than the team in post, and the goal does not count, in words.
pub(super) fn worse(inputs: &Inputs<'_>, finalist: usize) -> Option<String> {
    let of = |(measure, words): (usize, &str)| {
        let found = beyond(inputs, finalist, measure)?;
        let (low, high) = found.bounds()?;
        let is_worse = match MEASURES[measure].better {
            Better::More => high < 0.0,
            Better::Less => low > 0.0,
            Better::Neither => false,
        };
        is_worse.then(|| format!("{words} ({} a year)", difference_line(found)))
    };
    let all: Vec<String> = uncounted(inputs).into_iter().filter_map(of).collect();
    (!all.is_empty()).then(|| all.join(" and "))
}
