//! Estate options side by side.

use crate::experiment::results::Results;
use crate::report::block::{Block, ReportInput};
use crate::report::cost::{cost_per, pounds};
use crate::report::estate::{Choice, choices};
use crate::report::words::difference_lines;
use crate::scenario::Scenario;
use crate::statistics::interval::MeanInterval;
use crate::text::grid::{Row, Table};

/// The estate projects of every change side by side.
pub(super) fn content<'r>(input: &ReportInput<'r>) -> Vec<Block<'r>> {
    Block::table(options(input.results, input.scenarios))
}

/// The estate projects of every change side by side: cost, opening day, rooms and gain; `None`
/// unless a change builds something that the baseline does not.
fn options(results: &Results, scenarios: &[Scenario]) -> Option<Table> {
    let row = |choice: &Choice<'_>| {
        let project = choice.project;
        let lines = |gained: Option<MeanInterval>| gained.map_or_else(Vec::new, difference_lines);
        let cells = vec![
            vec![project.ready.to_string()],
            vec![project.rooms.to_string()],
            vec![pounds(project.capital)],
            vec![pounds(project.yearly())],
            lines(choice.as_dated),
            lines(choice.in_use),
            cost_per(choice.cost, choice.in_use),
        ];
        let site = &choice.scenario.system.sites[project.site].name;
        Row::new(format!("{} ({}, {site})", choice.title, project.kind.word()), cells)
    };
    let rows: Vec<Row> = choices(results, scenarios).iter().map(row).collect();
    let head = [
        "Project",
        "Ready",
        "Rooms",
        "Capital",
        "Cost a year",
        "Gained from that day",
        "Gained in a year of use",
        "Cost per net appointment",
    ];
    (!rows.is_empty()).then(|| Table {
        caption: "Estate options side by side".into(),
        head: head.map(str::to_owned).into(),
        rows,
        note: "Cost a year: the capital spread over its life, plus running cost. Gained: net appointments \
               of the whole change, including its staff. Gained from that day: within the measured \
               period, with rooms closed during the works before it. Gained in a year of use: on the \
               same patients, with the rooms open all the time. The yearly cost is divided by this gain."
            .into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn options_tell_cost_day_rooms_and_gain() {
        let options = options(&sample::results(), &sample::scenarios()).expect("rooms are built");
        let cells = |cell: usize| options.rows[0].cells[cell].join(" ");
        assert_eq!(options.rows.len(), 4, "at two sites, with and without physiotherapists");
        assert_eq!(options.rows[0].name, "Two more consulting rooms (extend, oak-lane/main)");
        assert_eq!((cells(0), cells(1)), ("2024-04-01".into(), "1".into()));
        assert_eq!((cells(2), cells(3)), ("£130,000".into(), "£8,088".into()));
        // They are in use all the time, so both gains are the same.
        assert_eq!(cells(4), cells(5));
    }

    #[test]
    fn without_projects_there_are_no_options() {
        let mut scenarios = sample::scenarios();
        for scenario in &mut scenarios {
            scenario.money.as_mut().expect("all have money").estate.clear();
        }
        assert_eq!(options(&sample::results(), &scenarios), None);
    }
}
