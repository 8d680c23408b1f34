//! The effects of each change on posts, labour pools, journeys, cohorts and other optional
//! features.

use crate::experiment::results::{Comparison, Results};
use crate::report::block::{Block, ReportInput};
use crate::report::estimate::{has_something, main_comparisons, with_intervals, yearly};
use crate::report::labels::WHERE_PRESENT;
use crate::report::words::change_lines;
use crate::text::grid::{Row, Table};

/// Other effects of each change in a year.
pub(super) fn content<'r>(input: &ReportInput<'r>) -> Vec<Block<'r>> {
    Block::table(what_else(input.results))
}

/// The effects of each change on posts, labour pools, journeys, cohorts and other optional
/// features, one column for every scenario, and one row for every result that a scenario or the
/// baseline has.
fn what_else(results: &Results) -> Option<Table> {
    let baseline = results.scenarios.first()?;
    let compared: Vec<_> = main_comparisons(results).collect();
    let is_present = |name: &str| {
        let mut of =
            std::iter::once(baseline).chain(compared.iter().map(|(scenario, _)| *scenario));
        of.any(|scenario| has_something(scenario, name))
    };
    let cell = |name: &str, compared: &Comparison| {
        let series = compared.measure(name);
        let found =
            series.and_then(|series| Some((series.unit.as_str(), yearly(series, results.weeks)?)));
        found.map_or_else(Vec::new, |(unit, found)| change_lines(unit, found))
    };
    let rows: Vec<Row> = WHERE_PRESENT
        .iter()
        .filter(|(name, _)| is_present(name))
        .map(|(name, words)| {
            Row::new(*words, compared.iter().map(|(_, compared)| cell(name, compared)).collect())
        })
        .filter(|row| !row.is_empty())
        .collect();
    let titles = compared.iter().map(|(scenario, _)| scenario.title.clone());
    (!rows.is_empty()).then(|| Table {
        caption: format!(
            "Other effects of each change in a year, against the baseline{}",
            with_intervals(results)
        ),
        head: std::iter::once("Result".to_owned()).chain(titles).collect(),
        rows,
        note:
            "Results are shown only where the baseline or a change has them. People are counted at the \
               end of measurement. Cohort figures are per member per year."
                .into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::results::Series;
    use crate::report::labels::{BEST_NETWORK, WORST_NETWORK};
    use crate::report::sample;
    use crate::report::sections::baseline::baseline;

    #[test]
    fn what_most_scenarios_have_nothing_of_is_shown_where_it_is_found() {
        let mut results = sample::results();
        let named = |name: &str, unit: &str, values: [f64; 2]| Series {
            name: name.into(),
            unit: unit.into(),
            kind: crate::measures::find(name).expect("it is measured").kind,
            values: values.into_iter().map(Some).collect(),
            unpaired: None,
        };
        let unmet = |name: &str, share| named(name, "share", [share, share]);
        for scenario in &mut results.scenarios {
            scenario.measures.push(named("travel_hours", "hours", [0.0, 0.0]));
            scenario.measures.push(unmet(WORST_NETWORK, 0.2));
            scenario.measures.push(unmet(BEST_NETWORK, 0.2));
        }
        let names = |table: &Table| -> Vec<String> {
            table.rows.iter().map(|row| row.name.clone()).collect()
        };
        assert_eq!(what_else(&results), None, "one network, in which nobody travels");
        let before = names(&baseline(&results, &[]).expect("there is a baseline"));

        let changed = results.comparisons[0].scenario;
        let travel = |series: &&mut Series| series.name == "travel_hours";
        let series = results.scenarios[changed].measures.iter_mut().find(travel);
        series.expect("it was added").values[1] = Some(8.0);
        results.comparisons[0].measures.push(named("travel_hours", "hours", [0.0, 8.0]));
        let table = what_else(&results).expect("somebody travels");
        assert_eq!(names(&table), ["Hours of staff travel"]);
        assert_eq!(table.rows[0].cells[0][0], "+4");
        assert_eq!(names(&baseline(&results, &[]).expect("there is a baseline")), before);

        results.scenarios[0].measures.retain(|series| series.name != BEST_NETWORK);
        results.scenarios[0].measures.push(unmet(BEST_NETWORK, 0.1));
        let after = names(&baseline(&results, &[]).expect("there is a baseline"));
        assert_eq!(after.len(), before.len() + 2, "{after:?}");
    }
}
