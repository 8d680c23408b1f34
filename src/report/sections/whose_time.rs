//! Whose time unmet requests lacked, by profession.

use crate::experiment::results::{Results, ScenarioResults};
use crate::report::block::{Block, ReportInput};
use crate::report::estimate::yearly;
use crate::report::words::level_lines;
use crate::text::grid::{Row, Table};

/// Unmet requests by the profession whose time was missing.
pub(super) fn content<'r>(input: &ReportInput<'r>) -> Vec<Block<'r>> {
    Block::table(whose_time(input.results))
}

/// One row for every profession that any scenario lacked, one column for every scenario as stated.
fn whose_time(results: &Results) -> Option<Table> {
    let stated: Vec<&ScenarioResults> =
        results.scenarios.iter().filter(|scenario| scenario.is_stated()).collect();
    let mut professions: Vec<&str> = Vec::new();
    for series in stated.iter().flat_map(|scenario| &scenario.unmet_for_want_of) {
        if !professions.contains(&series.name.as_str()) {
            professions.push(&series.name);
        }
    }
    let cell = |profession: &str, scenario: &ScenarioResults| {
        let found = scenario.unmet_for_want_of.iter().find(|series| series.name == profession);
        let found = found.and_then(|series| yearly(series, results.weeks));
        found.map_or_else(Vec::new, |found| vec![level_lines("requests", found)[0].clone()])
    };
    let row = |profession: &&str| {
        let words = profession.replace('-', " ");
        Row::new(words, stated.iter().map(|scenario| cell(profession, scenario)).collect())
    };
    let rows: Vec<Row> = professions.iter().map(row).collect();
    let titles = stated.iter().map(|scenario| scenario.title.clone());
    (!rows.is_empty()).then(|| Table {
        caption: "Whose time unmet requests lacked: requests a year, by profession".into(),
        head: std::iter::once("Profession".to_owned()).chain(titles).collect(),
        rows,
        note: "Unmet requests that a room, a supervisor's time or a longer book would have served are \
               not among them, nor are those lost before anyone looked for an appointment."
            .into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn every_profession_that_was_missing_has_a_row() {
        let mut results = sample::results();
        results.scenarios[1].unmet_for_want_of.remove(1);
        let table = whose_time(&results).expect("time was missing");
        let names: Vec<&str> = table.rows.iter().map(|row| row.name.as_str()).collect();
        assert_eq!(names, ["gp", "physiotherapist"]);
        assert_eq!(table.rows[0].cells.len(), 6, "the baseline and five changes");
        assert!(table.rows[1].cells[1].is_empty() && !table.rows[1].cells[0].is_empty());
    }

    #[test]
    fn where_no_time_was_missing_there_is_no_table() {
        let mut results = sample::results();
        results.scenarios.iter_mut().for_each(|scenario| scenario.unmet_for_want_of.clear());
        assert_eq!(whose_time(&results), None);
    }
}
