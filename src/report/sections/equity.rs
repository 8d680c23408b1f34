//! Who waits: results by fifth of deprivation and by practice.

use crate::experiment::results::{PartResults, Results, ScenarioResults, Series};
use crate::report::block::{Block, ReportInput};
use crate::report::estimate::yearly;
use crate::report::words::level_lines;
use crate::text::grid::{Row, Table};

/// The results by fifth: the stem of the measures, the measure of the ratio, and words.
const BY_FIFTH: [(&str, &str, &str); 6] = [
    ("not_met_share", "not_met_share_ratio_deprived", "Requests not met, of those made"),
    ("unmet_share", "unmet_share_ratio_deprived", "Requests unmet, of those made"),
    ("wait_days_mean", "wait_days_ratio_deprived", "Wait for a first consultation, days"),
    ("ed_all_per_1000_year", "ed_all_ratio_deprived", "ED attendances per 1,000 and year"),
    (
        "ed_access_related_per_1000_year",
        "ed_access_related_ratio_deprived",
        "Of these related to access (central)",
    ),
    ("dna_share", "dna_share_ratio_deprived", "Appointments missed"),
];

/// The results by practice, and words.
const BY_PRACTICE: [(&str, &str); 6] = [
    ("requests", "Requests a year"),
    ("not_met_share", "Not met, of those made"),
    ("wait_days_mean", "Wait for a first consultation, days"),
    ("seen_same_day_share", "First consultations on the day"),
    ("ed_attendances_access_related_central", "ED related to access (central) a year"),
    ("dna_share", "Appointments missed"),
];

/// Access, waits and ED by fifth of deprivation, of the first scenario.
pub(super) fn content<'r>(input: &ReportInput<'r>) -> Vec<Block<'r>> {
    Block::table(by_fifth(input.results))
}

/// The same by practice.
pub(super) fn practices_content<'r>(input: &ReportInput<'r>) -> Vec<Block<'r>> {
    Block::table(by_practice(input.results))
}

/// One column for each fifth, and the most deprived relative to the least.
fn by_fifth(results: &Results) -> Option<Table> {
    let scenario = results.scenarios.first()?;
    let row = |(stem, ratio, words): &(&str, &str, &str)| {
        let fifths = (1..=5).map(|fifth| format!("{stem}_quintile_{fifth}"));
        let names = fifths.chain([(*ratio).to_owned()]);
        Row::new(*words, names.map(|name| of_measure(scenario, &name, results.weeks)).collect())
    };
    let rows: Vec<Row> = BY_FIFTH.iter().map(row).filter(|row| !row.is_empty()).collect();
    let head = ["Result", "Most deprived", "Second", "Middle", "Fourth", "Least deprived", "Ratio"];
    (!rows.is_empty()).then(|| Table {
        caption: format!("Who waits, by fifth of deprivation: {}", scenario.title),
        head: head.map(str::to_owned).into(),
        rows,
        note: "Ratio: the most deprived fifth relative to the least. A fifth is all practices whose \
               patients are in it. With one practice a fifth, differences are also those of list size, \
               staff and policy; the scenario `equity` exchanges the deprivation of the practices."
            .into(),
    })
}

fn of_measure(scenario: &ScenarioResults, name: &str, weeks: u32) -> Vec<String> {
    scenario.measure(name).map_or_else(Vec::new, |series| lines(series, weeks))
}

fn lines(series: &Series, weeks: u32) -> Vec<String> {
    yearly(series, weeks).map_or_else(Vec::new, |found| level_lines(&series.unit, found).into())
}

/// The maximum number of practices shown: more do not fit beside one another.
const MOST_SHOWN: usize = 8;

/// One column for each practice.
fn by_practice(results: &Results) -> Option<Table> {
    let scenario = results.scenarios.first()?;
    let practices = &scenario.practices;
    let cell = |of: &PartResults, name: &str| {
        let series = of.measures.iter().find(|series| series.name == name);
        series.map_or_else(Vec::new, |series| lines(series, results.weeks))
    };
    let row = |(name, words): &(&str, &str)| {
        Row::new(*words, practices.iter().map(|of| cell(of, name)).collect())
    };
    let rows: Vec<Row> = BY_PRACTICE.iter().map(row).filter(|row| !row.is_empty()).collect();
    let is_shown = (2..=MOST_SHOWN).contains(&practices.len()) && !rows.is_empty();
    let names = practices.iter().map(|of| of.name.clone());
    is_shown.then(|| Table {
        caption: format!("By practice: {}", scenario.title),
        head: std::iter::once("Result".to_owned()).chain(names).collect(),
        rows,
        note: "All results by practice are in practices.csv, by day of the week in weekdays.csv."
            .into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn every_fifth_has_a_column_and_the_ratio_is_the_last() {
        let mut results = sample::results();
        assert_eq!(by_fifth(&results), None, "the sample has no results by fifth");
        let named = |name: &str, value: f64| Series {
            name: name.into(),
            unit: crate::measures::find(name).expect(name).unit.into(),
            kind: crate::measures::find(name).expect(name).kind,
            values: vec![Some(value), Some(value)],
            unpaired: None,
        };
        for fifth in 1..=5 {
            let name = format!("dna_share_quintile_{fifth}");
            results.scenarios[0].measures.push(named(&name, 0.06 / f64::from(fifth)));
        }
        results.scenarios[0].measures.push(named("dna_share_ratio_deprived", 5.0));
        let table = by_fifth(&results).expect("there is one row");
        assert_eq!((table.rows.len(), table.rows[0].cells.len()), (1, 6));
        assert_eq!(table.rows[0].cells[0][0], "6.0%");
    }

    #[test]
    fn every_practice_has_a_column_unless_there_are_too_many() {
        let mut results = sample::results();
        let table = by_practice(&results).expect("two practices");
        assert_eq!(table.head, ["Result", "oak-lane", "riverside"]);
        results.scenarios[0].practices.truncate(1);
        assert_eq!(by_practice(&results), None, "one practice is the whole");
    }
}
