//! Estate options side by side: their cost, when they are ready, how many rooms they add, and what
//! these gain.

use super::cost::{decimal, known, pounds, whole_year};
use super::estimate::{gain, in_use, includes_zero, main_comparisons};
use super::words::partial;
use crate::experiment::results::Results;
use crate::model::money::{Pence, Project};
use crate::scenario::Scenario;
use crate::statistics::interval::MeanInterval;
use crate::text::csv::Csv;
use crate::text::grid::{Row, Table};

/// The estate projects of scenarios, side by side.
pub(super) fn estate(scenarios: &[Scenario]) -> Option<Table> {
    let rows: Vec<Row> = scenarios
        .iter()
        .filter_map(|scenario| Some((scenario, scenario.money.as_ref()?)))
        .flat_map(|(scenario, money)| money.estate.iter().map(move |project| (scenario, project)))
        .map(|(scenario, project)| {
            let cells = [
                project.kind.word().to_owned(),
                scenario.system.sites[project.site].name.clone(),
                project.ready.to_string(),
                project.rooms.to_string(),
                pounds(project.capital),
                format!("{} years", project.life_years),
                pounds(project.yearly()),
            ];
            let name = match scenarios.len() {
                1 => project.name.clone(),
                _ => format!("{}: {}", scenario.name, project.name),
            };
            Row::new(name, cells.into_iter().map(|cell| vec![cell]).collect())
        })
        .collect();
    let head = ["Project", "Sort", "Site", "Ready", "Rooms", "Capital", "Life", "Cost a year"];
    (!rows.is_empty()).then(|| Table {
        caption: "Estate projects".into(),
        head: head.map(str::to_owned).into(),
        rows,
        note:
            "Cost a year: the capital spread over its life at its discount rate, plus running cost."
                .into(),
    })
}

/// The estate projects of several scenarios side by side as text; `None` if there are none.
pub fn estate_text(scenarios: &[Scenario]) -> Option<String> {
    estate(scenarios).map(|table| table.to_text())
}

/// A project that a change builds and the baseline does not.
pub(super) struct Choice<'r> {
    pub(super) scenario: &'r Scenario,
    pub(super) title: &'r str,
    pub(super) project: &'r Project,
    /// The gain of the whole change if its rooms open on the day on which they are ready.
    pub(super) as_dated: Option<MeanInterval>,
    /// The gain if its rooms are open all the time.
    pub(super) in_use: Option<MeanInterval>,
    /// The cost of a year of the whole change.
    pub(super) cost: Pence,
}

pub(super) fn choices<'r>(results: &'r Results, scenarios: &'r [Scenario]) -> Vec<Choice<'r>> {
    let baseline = results.scenarios.first().and_then(|found| known(found, scenarios));
    let before = baseline.and_then(|baseline| Some((baseline, baseline.money.as_ref()?)));
    let Some((baseline, before)) = before else { return Vec::new() };
    let mut choices = Vec::new();
    for (found, compared) in main_comparisons(results) {
        let Some(scenario) = known(found, scenarios) else { continue };
        let Some(money) = &scenario.money else { continue };
        let used = in_use(results, found, compared);
        for project in money.estate.iter().filter(|project| !before.estate.contains(project)) {
            choices.push(Choice {
                scenario,
                title: &found.title,
                project,
                as_dated: gain(compared, results.weeks),
                in_use: gain(used, results.weeks),
                cost: whole_year(money, scenario, results.weeks)
                    - whole_year(before, baseline, results.weeks),
            });
        }
    }
    choices
}

/// The titles of changes whose rooms bring no clear gain even though they are open
/// all the time.
pub(super) fn rooms_without_gain(results: &Results, scenarios: &[Scenario]) -> Vec<String> {
    let mut titles: Vec<String> = choices(results, scenarios)
        .iter()
        .filter(|choice| {
            choice.in_use.is_some_and(|gained| includes_zero(gained) || gained.mean < 0.0)
        })
        .map(|choice| choice.title.to_owned())
        .collect();
    titles.dedup();
    titles
}

/// The estate options as a file, one row each; `None` if there are none.
pub fn estate_csv(results: &Results, scenarios: &[Scenario]) -> Option<String> {
    let choices = choices(results, scenarios);
    if choices.is_empty() {
        return None;
    }
    let head = [
        "scenario",
        "project",
        "sort",
        "site",
        "ready",
        "works_begin",
        "rooms_closed",
        "rooms",
        "capital_pounds",
        "life_years",
        "yearly_pounds",
        "gained_from_then_on",
        "gained_from_then_on_low",
        "gained_from_then_on_high",
        "gained_in_use",
        "gained_in_use_low",
        "gained_in_use_high",
        "pounds_per_net_appointment",
        "partial",
    ];
    let mut table = Csv::new(head);
    for choice in &choices {
        let (system, project) = (&choice.scenario.system, choice.project);
        let rooms = system.projects.iter().find(|rooms| rooms.name == project.name);
        let begins = rooms.and_then(|rooms| rooms.works_begin);
        let mut row = vec![
            choice.scenario.name.clone(),
            project.name.clone(),
            project.kind.word().to_owned(),
            system.sites[project.site].name.clone(),
            project.ready.to_string(),
            begins.map_or_else(String::new, |date| date.to_string()),
            rooms.map_or(0, |rooms| rooms.rooms_closed).to_string(),
            project.rooms.to_string(),
            decimal(project.capital),
            project.life_years.to_string(),
            decimal(project.yearly()),
        ];
        for gained in [choice.as_dated, choice.in_use] {
            let bounds = gained.and_then(|gained| gained.bounds());
            let values = [gained.map(|g| g.mean), bounds.map(|b| b.0), bounds.map(|b| b.1)];
            row.extend(values.map(|value| value.map_or_else(String::new, |v| v.to_string())));
        }
        let sure = choice.in_use.filter(|gained| {
            gained.bounds().is_some() && !includes_zero(*gained) && gained.mean > 0.0
        });
        let each = sure.map(|gained| choice.cost.as_pounds() / gained.mean);
        row.push(each.map_or_else(String::new, |each| format!("{each:.2}")));
        row.push(partial(results.partial).to_owned());
        table.row(row);
    }
    Some(table.text())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn every_option_has_a_row_in_the_file() {
        let csv = estate_csv(&sample::results(), &sample::scenarios()).expect("rooms are built");
        assert_eq!(csv.lines().count(), 5, "at two sites, with and without physiotherapists");
        let row = csv.lines().nth(1).expect("there is a first option");
        let begins = "two-more-rooms,oak-lane,extend,oak-lane/main,2024-04-01,,0,1,130000.00,40,";
        assert!(row.starts_with(begins), "{row}");
    }

    #[test]
    fn without_projects_there_is_no_file() {
        let mut scenarios = sample::scenarios();
        for scenario in &mut scenarios {
            scenario.money.as_mut().expect("all have money").estate.clear();
        }
        assert_eq!(estate_csv(&sample::results(), &scenarios), None);
        assert_eq!(rooms_without_gain(&sample::results(), &scenarios), Vec::<String>::new());
    }

    #[test]
    fn rooms_that_gain_nothing_are_named() {
        // In the sample two rooms gain 40, give or take more than that.
        let found = rooms_without_gain(&sample::results(), &sample::scenarios());
        assert_eq!(found, ["Two more consulting rooms"]);
    }
}
