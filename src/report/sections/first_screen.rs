//! What a planner reads first: what each change does, in the order of the first screen.

use crate::experiment::results::{Comparison, Results, ScenarioResults};
use crate::measures::first_screen::{FIRST_SCREEN, Headline, Shows};
use crate::report::block::{Block, ReportInput};
use crate::report::cost::{known, pounds, signed_pounds, whole_year};
use crate::report::estimate::{EdRange, main_comparisons, with_intervals, yearly};
use crate::report::words::{difference_line, level_lines};
use crate::scenario::Scenario;
use crate::text::grid::{Row, Table};
use crate::text::number::{signed, whole};

/// The text for a cost without a stated price.
const NO_PRICE: &str = "–";

/// What each change does in a year.
pub(super) fn content<'r>(input: &ReportInput<'r>) -> Vec<Block<'r>> {
    Block::table(first_screen(input.results, input.scenarios))
}

/// What each change does in a year, one column for every scenario.
fn first_screen(results: &Results, scenarios: &[Scenario]) -> Option<Table> {
    let compared: Vec<_> = main_comparisons(results).collect();
    let row = |headline: &Headline| {
        let cell = |(found, compared): &(&ScenarioResults, &Comparison)| match headline.shows {
            Shows::Cost => vec![added_cost(results, found, scenarios)],
            shows => difference(shows, compared, results.weeks),
        };
        Row::new(headline.words, compared.iter().map(cell).collect())
    };
    let rows: Vec<Row> = FIRST_SCREEN.iter().map(row).filter(|row| !row.is_empty()).collect();
    let is_measured = compared.iter().any(|(_, compared)| !compared.measures.is_empty());
    let titles = compared.iter().map(|(scenario, _)| scenario.title.clone());
    is_measured.then(|| Table {
        caption: format!(
            "What each change does in a year, against the baseline{}",
            with_intervals(results)
        ),
        head: std::iter::once("More or fewer a year".to_owned()).chain(titles).collect(),
        rows,
        note: note(results),
    })
}

fn note(results: &Results) -> String {
    let intervals = if results.replications > 1 {
        " The number after ± is half the width of the 95% interval of simulation noise; if it is the larger number, there \
         is no clear change."
    } else {
        ""
    };
    format!(
        "Requests not met: unmet, and still open 28 days later. Hours: what work took of each group's \
         time. Appointments counted: as national statistics count them, missed ones and triage \
         included. ED: attendances deflected, lowest to highest estimate; − means caused. Cost: to all \
         payers; {NO_PRICE} where no price is stated for what changes.{intervals}"
    )
}

/// What a comparison says of a line of the first screen.
pub(super) fn difference(shows: Shows, compared: &Comparison, weeks: u32) -> Vec<String> {
    match shows {
        Shows::Measure { difference, .. } => {
            let found = compared.measure(difference).and_then(|series| yearly(series, weeks));
            found.map(difference_line).into_iter().collect()
        }
        Shows::EmergencyDepartment => EdRange::of(compared, weeks).map_or_else(Vec::new, |range| {
            vec![format!("{} to {}", signed(range.low), signed(range.high))]
        }),
        Shows::Cost => Vec::new(),
    }
}

/// The cost of a scenario beyond that of the baseline.
fn added_cost(results: &Results, found: &ScenarioResults, scenarios: &[Scenario]) -> String {
    let cost = |found: &ScenarioResults| {
        let scenario = known(found, scenarios)?;
        Some(whole_year(scenario.money.as_ref()?, scenario))
    };
    let before = results.scenarios.first().and_then(cost);
    match (before, cost(found)) {
        // A change without a price adds nothing to the cost that is known.
        (Some(before), Some(after)) if after != before => {
            signed_pounds((after - before).as_pounds())
        }
        _ => NO_PRICE.to_owned(),
    }
}

/// The levels of a scenario, in the order of the first screen.
pub(super) fn levels(
    scenario: &ScenarioResults,
    scenarios: &[Scenario],
    weeks: u32,
) -> impl Iterator<Item = Row> {
    let lines = move |headline: &Headline| match headline.shows {
        Shows::Measure { level, .. } => {
            let series = scenario.measure(level)?;
            Some(level_lines(&series.unit, yearly(series, weeks)?).to_vec())
        }
        Shows::EmergencyDepartment => ed_attendances(scenario, weeks),
        Shows::Cost => {
            let known = known(scenario, scenarios)?;
            Some(vec![pounds(whole_year(known.money.as_ref()?, known))])
        }
    };
    FIRST_SCREEN.iter().filter_map(move |headline| {
        let cells = lines(headline)?.into_iter().map(|line| vec![line]).collect();
        Some(Row::new(headline.words, cells))
    })
}

/// Attendances for lack of access. They are a range, because their probability is.
fn ed_attendances(scenario: &ScenarioResults, weeks: u32) -> Option<Vec<String>> {
    let of = |end: &str| {
        let name = format!("ed_attendances_access_related_{end}");
        scenario.measure(&name).and_then(|series| yearly(series, weeks))
    };
    let (low, high) = (of("low")?, of("high")?);
    Some(vec![format!("{} to {}", whole(low.mean), whole(high.mean)), String::new()])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn the_first_screen_has_every_line_in_order_and_one_column_for_each_change() {
        let (results, scenarios) = (sample::results(), sample::scenarios());
        let table = first_screen(&results, &scenarios).expect("there are comparisons");
        let words: Vec<&str> = table.rows.iter().map(|row| row.name.as_str()).collect();
        assert_eq!(words, FIRST_SCREEN.map(|headline| headline.words));
        assert!(table.rows.iter().all(|row| row.cells.len() == 5));
        assert!(table.to_text().lines().all(|line| line.chars().count() <= 100));
        let (net, cost) = (&table.rows[10], &table.rows[12]);
        assert!(net.cells[0][0].starts_with("+4,3"), "{net:?}");
        assert!(cost.cells[0][0].starts_with("+£"), "{cost:?}");
        assert_eq!(cost.cells[4], [NO_PRICE], "total triage hires nobody");
    }

    #[test]
    fn the_levels_of_the_baseline_have_the_same_order() {
        let (results, scenarios) = (sample::results(), sample::scenarios());
        let found: Vec<Row> = levels(&results.scenarios[0], &scenarios, results.weeks).collect();
        let words: Vec<&str> = found.iter().map(|row| row.name.as_str()).collect();
        assert_eq!(words, FIRST_SCREEN.map(|headline| headline.words));
    }
}
