//! A GP's session in minutes: contacts, records, administrative work by kind, what absorbs it, overtime and its
//! price.

use crate::experiment::results::{Results, ScenarioResults};
use crate::model::money::Pence;
use crate::report::block::{Block, ReportInput};
use crate::report::cost::{known, pounds};
use crate::report::estimate::{has_something, yearly};
use crate::report::sections::by_scenario::{head, rows};
use crate::scenario::Scenario;
use crate::text::grid::{Row, Table};

/// Measures and words, in the order in which a session is read.
const LINES: [(&str, &str); 20] = [
    ("gp_session_contacts_min", "Contacts"),
    ("gp_session_records_min", "Writing their records"),
    ("gp_session_results_min", "Results"),
    ("gp_session_letters_min", "Letters"),
    ("gp_session_prescriptions_min", "Prescriptions"),
    ("gp_session_messages_min", "Messages"),
    ("gp_session_home_visit_rounds_min", "Home-visit rounds"),
    ("gp_session_administrative_min", "Administrative work, all kinds"),
    ("gp_session_supervision_min", "Supervision that closes no start"),
    ("gp_session_overrun_min", "Clinic beyond its end"),
    ("gp_session_in_empty_starts_min", "Absorbed by empty starts"),
    ("gp_session_in_missed_starts_min", "Absorbed by missed starts"),
    ("gp_session_in_closed_starts_min", "Absorbed by closed starts"),
    ("gp_session_in_contracted_min", "Absorbed by contracted time"),
    ("gp_session_by_pharmacists_min", "Taken over by pharmacists"),
    ("gp_session_overtime_min", "Overtime"),
    ("gp_session_hours", "Hours worked a session"),
    ("gp_session_starts_closed", "Starts closed a session"),
    ("gp_contacts_per_day", "Contacts a day of two sessions"),
    ("gp_administrative_overtime_hours", "Overtime of all GPs in a year"),
];

/// A session in minutes, and what overtime costs.
pub(super) fn content<'r>(input: &ReportInput<'r>) -> Vec<Block<'r>> {
    let tables = [session(input.results), prices(input.results, input.scenarios)];
    tables.into_iter().flat_map(Block::table).collect()
}

/// The scenarios as stated that account for administrative time.
fn accounted(results: &Results) -> Vec<&ScenarioResults> {
    let is_accounted =
        |found: &&ScenarioResults| found.is_stated() && has_something(found, "gp_session_hours");
    results.scenarios.iter().filter(is_accounted).collect()
}

/// One row for every line that any scenario has, one column for every scenario that accounts for it.
fn session(results: &Results) -> Option<Table> {
    let stated = accounted(results);
    let rows = rows(results, &stated, &LINES);
    (!rows.is_empty()).then(|| Table {
        caption: "A GP's session in minutes: what arises, and which time absorbs it".into(),
        head: head("For each session held", &stated),
        rows,
        note: "The practices' own GPs, without trainees. What arises is absorbed by starts in which the \
               clinician had nothing to do, then by contracted administrative time; the rest is overtime. \
               Observed: 6.2 hours a session, 25 to 37 contacts a day."
            .into(),
    })
}

/// What the overtime of a year costs, at what a partner earns and in locums.
fn prices(results: &Results, scenarios: &[Scenario]) -> Option<Table> {
    let row = |found: &&ScenarioResults| {
        let prices = known(found, scenarios)?.money.as_ref()?.overtime?;
        let series = found.measure("gp_administrative_overtime_hours")?;
        let hours = yearly(series, results.weeks)?;
        let cell = |amount: Pence| vec![pounds(amount)];
        Some(Row::new(found.title.as_str(), prices.of(hours.mean).map(cell).into()))
    };
    let rows: Vec<Row> = accounted(results).iter().filter_map(row).collect();
    let head = ["Scenario", "At what a partner earns", "In locums"];
    (!rows.is_empty()).then(|| Table {
        caption: "What GPs' overtime of a year would cost".into(),
        head: head.map(str::to_owned).into(),
        rows,
        note: "Nobody pays a partner's overtime: the first is what the hours are worth. The second buys the same \
               hours. Neither is in the cost of a change."
            .into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::results::Series;
    use crate::model::money::{Factor, OvertimePrices};
    use crate::report::sample;

    fn measured(name: &str, value: f64) -> Series {
        let measure = crate::measures::find(name).expect(name);
        Series {
            name: name.into(),
            unit: measure.unit.into(),
            kind: measure.kind,
            values: vec![Some(value), Some(value)],
            unpaired: None,
        }
    }

    #[test]
    fn a_session_is_shown_line_by_line_where_it_is_accounted_for() {
        let mut results = sample::results();
        assert_eq!(session(&results), None);
        let first = &mut results.scenarios[0].measures;
        first.extend([
            measured("gp_session_contacts_min", 112.0),
            measured("gp_session_administrative_min", 120.0),
            measured("gp_session_in_missed_starts_min", 0.0),
            measured("gp_session_hours", 5.0),
        ]);
        let table = session(&results).expect("it is accounted for");
        let names: Vec<&str> = table.rows.iter().map(|row| row.name.as_str()).collect();
        let expected = ["Contacts", "Administrative work, all kinds", "Hours worked a session"];
        assert_eq!(names, expected);
        assert_eq!(table.head.len(), 2, "one scenario of several accounts for it");
        assert_eq!(table.rows[2].cells[0], ["5.00"]);
        assert_eq!(table.rows[0].cells[0], ["112.0 min"]);
    }

    #[test]
    fn overtime_is_priced_only_where_prices_are_stated() {
        let mut results = sample::results();
        let mut scenarios = sample::scenarios();
        let hours = measured("gp_administrative_overtime_hours", 1_000.0);
        let weeks = f64::from(results.weeks);
        let first = &mut results.scenarios[0].measures;
        first.extend([hours, measured("gp_session_hours", 5.0)]);
        assert_eq!(prices(&results, &scenarios), None);
        let money = scenarios[0].money.as_mut().expect("the baseline has money");
        let amount = Pence::from_pounds;
        let stated = OvertimePrices {
            partner_hour: amount(71.5),
            locum_day: amount(693.0),
            locum_hours: Factor::new(8.0),
        };
        money.overtime = Some(stated);
        let table = prices(&results, &scenarios).expect("it has prices");
        let a_year = 1_000.0 * crate::units::YEAR_DAYS / (7.0 * weeks);
        let expected = stated.of(a_year).map(|amount| vec![pounds(amount)]);
        assert_eq!(table.rows[0].cells, expected);
    }
}
