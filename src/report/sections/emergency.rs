//! The emergency department by time of day: what slots of each kind kept away, and when patients attend.

use crate::experiment::results::{Results, ScenarioResults};
use crate::report::block::{Block, ReportInput};
use crate::report::estimate::{has_something, yearly};
use crate::report::words::level_lines;
use crate::text::grid::{Row, Table};
use crate::text::number::whole;

/// Kinds of slot: the ends of the names of their measures, and words.
const KINDS: [(&str, &str); 3] = [
    ("core", "Core hours"),
    ("evening", "Before and after core hours"),
    ("weekend", "Weekends and bank holidays"),
];

/// When patients attend, beside what is published.
const WHEN: [(&str, &str, &str); 2] = [
    ("ed_monday_share", "On Mondays", "16%"),
    ("ed_monday_10_12_share", "Of Mondays, 10:00 to 12:00", "15.2%"),
];

/// What slots kept away, one table for each scenario that tells; then when patients attend.
pub(super) fn content<'r>(input: &ReportInput<'r>) -> Vec<Block<'r>> {
    let stated = || input.results.scenarios.iter().filter(|scenario| scenario.is_stated());
    let told = |of: &&ScenarioResults| has_something(of, "ed_self_referred_willing");
    let tables = stated().filter(told).map(|of| by_slot(input.results, of));
    tables.chain(when(input.results)).map(Block::Table).collect()
}

/// ED avoided by kind of slot, a year.
fn by_slot(results: &Results, of: &ScenarioResults) -> Table {
    let lines = |name: &str, show: fn(f64) -> String| {
        let found = of.measure(name).and_then(|series| yearly(series, results.weeks));
        found.map_or_else(Vec::new, |found| {
            let range = found.bounds().map(|(low, high)| (show(low.max(0.0)), show(high)));
            let range = range.map(|(low, high)| format!("{low} to {high}"));
            std::iter::once(show(found.mean)).chain(range).collect()
        })
    };
    let row = |(key, words): (&str, &str)| {
        let cells = vec![
            lines(&format!("slots_booked_{key}"), whole),
            lines(&format!("slots_instead_of_ed_{key}"), whole),
            lines(&format!("ed_avoided_{key}"), whole),
            lines(&format!("ed_avoided_per_{key}_slot"), |value| format!("{value:.4}")),
        ];
        Row::new(words, cells)
    };
    let numbers = [
        "ed_self_referred",
        "ed_self_referred_willing",
        "ed_self_referred_found_open",
        "ed_avoided",
    ]
    .map(|name| lines(name, whole).first().cloned().unwrap_or_default());
    let head = ["Slots", "Booked by others", "Booked instead", "ED avoided", "Per slot booked"];
    Table {
        caption: format!("ED avoided by slots of each kind, a year: {}", of.title),
        head: head.map(str::to_owned).into(),
        rows: KINDS.map(row).into(),
        note: format!(
            "Patients who were about to attend by themselves with something minor: {} a year. {} would take a \
             slot within 24 hours instead, {} of them at an hour at which one could be asked for, and {} did. \
             Slots booked by others are those of patients who asked, planned care excluded. Ranges are over \
             replications; what share would take a slot is an assumption. The figure for evenings is about 0 by rule \
             where their clinics open no slots on the day (same-day share of the role, 0 for GPs in enhanced access \
             of the average network): such slots are booked days before, as are most on Saturdays. The built-in scenario \
             ed-takes-evening-starts opens them on the day.",
            numbers[0], numbers[1], numbers[2], numbers[3]
        ),
    }
}

/// When patients attend, if any scenario says how the hour matters.
fn when(results: &Results) -> Option<Table> {
    let stated: Vec<&ScenarioResults> =
        results.scenarios.iter().filter(|scenario| scenario.is_stated()).collect();
    let by_hour = ["ed_self_referred", "ed_access_related_closed_share"];
    if !stated.iter().any(|of| by_hour.iter().any(|name| has_something(of, name))) {
        return None;
    }
    let cell = |name: &str, of: &ScenarioResults| {
        let series = of.measure(name).and_then(|series| Some((series, series.interval()?)));
        series.map_or_else(Vec::new, |(series, found)| level_lines(&series.unit, found).into())
    };
    let row = |(name, words, published): (&str, &str, &str)| {
        let published = vec![published.to_owned()];
        let cells = stated.iter().map(|of| cell(name, of));
        Row::new(words, std::iter::once(published).chain(cells).collect())
    };
    let titles = stated.iter().map(|of| of.title.clone());
    Some(Table {
        caption: "When patients attend emergency departments".into(),
        head: ["Attendances", "Published"].map(str::to_owned).into_iter().chain(titles).collect(),
        rows: WHEN.map(row).into(),
        note: "Published: England, 2019/20. The share of Mondays is an input. The hours are an input too, but the \
               same on every day, and drawn through few figures: nothing is fitted to the hours of Mondays."
            .into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::results::Series;
    use crate::report::sample;

    fn with(counts: &[(String, [f64; 2])]) -> Results {
        let mut results = sample::results();
        results.weeks = 52;
        for scenario in &mut results.scenarios {
            scenario.measures.retain(|series| !series.name.starts_with("ed_self_referred"));
        }
        let first = &mut results.scenarios[0].measures;
        for (name, values) in counts {
            let measure = crate::measures::find(name).expect(name);
            first.retain(|series| series.name != *name);
            first.push(Series {
                name: name.clone(),
                unit: measure.unit.into(),
                kind: measure.kind,
                values: values.map(Some).into(),
                unpaired: None,
            });
        }
        results
    }

    #[test]
    fn each_kind_of_slot_has_a_row_and_a_range() {
        let mut counts: Vec<(String, [f64; 2])> = vec![("ed_self_referred".into(), [4_600.0; 2])];
        for (kind, _) in KINDS {
            counts.push((format!("ed_avoided_{kind}"), [10.0, 12.0]));
            counts.push((format!("ed_avoided_per_{kind}_slot"), [0.004, 0.006]));
        }
        let results = with(&counts);
        let table = by_slot(&results, &results.scenarios[0]);
        assert_eq!(table.rows.len(), KINDS.len());
        assert_eq!(table.rows[1].cells[3][0], "0.0050");
        assert!(table.rows[1].cells[3][1].starts_with("0.0000 to 0.01"), "{:?}", table.rows[1]);
        assert_eq!(table.rows[0].cells[2][0], "11");
        assert!(when(&results).is_some());
    }

    #[test]
    fn results_in_which_the_hour_does_not_matter_have_no_table() {
        let results = with(&[]);
        assert_eq!(when(&results), None);
    }
}
