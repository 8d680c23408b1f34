//! Avoidable demand: contacts that the practices' own failures caused, by cause.

use crate::experiment::results::{Results, ScenarioResults};
use crate::report::block::{Block, ReportInput};
use crate::report::sections::by_scenario::{head, rows};
use crate::text::grid::Table;

/// Measures and words: the causes, then their sum.
const CAUSES: [(&str, &str); 9] = [
    ("contacts_not_answered", "A call was not answered: called again, or wrote"),
    ("contacts_told_again", "Told to ring another day"),
    ("contacts_handed_back", "Handed back to a GP"),
    ("contacts_missed_in_triage", "Missed in triage"),
    ("contacts_missed_in_consultation", "Missed in a consultation"),
    ("contacts_had_nothing", "Weeks before, nothing was found"),
    ("contacts_chased", "Asked after a call-back that was not made"),
    ("contacts_avoidable", "All of these"),
    ("contacts_avoidable_share", "As a share of all contacts"),
];

/// Contacts by cause.
pub(super) fn content<'r>(input: &ReportInput<'r>) -> Vec<Block<'r>> {
    Block::table(by_cause(input.results))
}

/// One row for every cause that any scenario has, one column for every scenario as stated.
fn by_cause(results: &Results) -> Option<Table> {
    let stated: Vec<&ScenarioResults> =
        results.scenarios.iter().filter(|scenario| scenario.is_stated()).collect();
    let rows = rows(results, &stated, &CAUSES);
    (!rows.is_empty()).then(|| Table {
        caption: "Avoidable demand: contacts a year that the practices' own failures caused".into(),
        head: head("What had happened", &stated),
        rows,
        note: "Calls, forms, visits at the desk and consultations after a hand-back, each counted once, under \
               what happened last. Calls that chase a result or a letter are not told apart from other calls \
               about anything else, so they are not among them."
            .into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::results::Series;
    use crate::report::sample;

    fn counted(name: &str, values: [f64; 2]) -> Series {
        let measure = crate::measures::find(name).expect(name);
        Series {
            name: name.into(),
            unit: measure.unit.into(),
            kind: measure.kind,
            values: values.map(Some).into(),
            unpaired: None,
        }
    }

    /// The sample with these numbers in its first scenario, and nothing else of the kind.
    fn with(counts: &[(&str, [f64; 2])]) -> Results {
        let mut results = sample::results();
        for scenario in &mut results.scenarios {
            let is_other = |name: &str| !CAUSES.iter().any(|(known, _)| *known == name);
            scenario.measures.retain(|series| is_other(&series.name));
        }
        let first = &mut results.scenarios[0].measures;
        first.extend(counts.iter().map(|(name, values)| counted(name, *values)));
        results
    }

    #[test]
    fn every_cause_that_occurred_has_a_row_and_the_sum_is_below() {
        let results = with(&[
            ("contacts_told_again", [1_000.0, 1_200.0]),
            ("contacts_had_nothing", [0.0, 0.0]),
            ("contacts_avoidable", [1_000.0, 1_200.0]),
        ]);
        let table = by_cause(&results).expect("something was avoidable");
        let names: Vec<&str> = table.rows.iter().map(|row| row.name.as_str()).collect();
        assert_eq!(names, ["Told to ring another day", "All of these"]);
        assert!(table.rows[0].cells[0][0].contains("1,1"), "{:?}", table.rows[0]);
        assert_eq!(table.head[1], results.scenarios[0].title);
    }

    #[test]
    fn results_without_such_counts_have_no_table() {
        assert_eq!(by_cause(&with(&[])), None);
    }
}
