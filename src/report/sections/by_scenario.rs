//! Tables of measures: a row for each, and a column for each scenario.

use crate::experiment::results::{Results, ScenarioResults};
use crate::report::estimate::{has_something, yearly};
use crate::report::words::level_lines;
use crate::text::grid::Row;

/// One row for every measure of `lines` (its name, and words for it) that any of `scenarios` has, a year.
pub(super) fn rows(
    results: &Results,
    scenarios: &[&ScenarioResults],
    lines: &[(&str, &str)],
) -> Vec<Row> {
    let cell = |name: &str, scenario: &ScenarioResults| {
        let series = scenario.measure(name);
        let found = series.and_then(|series| Some((series, yearly(series, results.weeks)?)));
        found.map_or_else(Vec::new, |(series, found)| {
            vec![level_lines(&series.unit, found)[0].clone()]
        })
    };
    let is_any = |(name, _): &&(&str, &str)| scenarios.iter().any(|of| has_something(of, name));
    let row = |(name, words): &(&str, &str)| {
        Row::new(*words, scenarios.iter().map(|scenario| cell(name, scenario)).collect())
    };
    lines.iter().filter(is_any).map(row).collect()
}

/// The head of such a table: what its rows are, and the titles of the scenarios.
pub(super) fn head(first: &str, scenarios: &[&ScenarioResults]) -> Vec<String> {
    let titles = scenarios.iter().map(|scenario| scenario.title.clone());
    std::iter::once(first.to_owned()).chain(titles).collect()
}
