//! What kind of network it is: its numbers for 1,000 patients beside England, and which of them no practice of
//! England has.

use super::estimate::yearly;
use super::words::listed;
use crate::experiment::results::ScenarioResults;
use crate::model::CareSystem;
use crate::model::role::StaffGroup;
use crate::model::roster::{Scope, Team};
use crate::scenario::{FileSystem, Scenario, embedded, load};
use crate::text::grid::{Row, Table};
use crate::text::number::{level, whole};
use crate::validation::networks::england::{Distribution, distribution};
use std::sync::LazyLock;

/// Words for what has no published distribution.
const NOT_PUBLISHED: &str = "–";

/// Months of a year.
const MONTHS: f64 = 12.0;

/// A number of a network beside England.
#[derive(Clone, Debug, PartialEq)]
struct Beside {
    words: &'static str,
    unit: &'static str,
    value: f64,
    /// England's median where a distribution is published, else the average network.
    england: Option<f64>,
    /// The 1st and the 99th centile of England's practices.
    range: Option<(f64, f64)>,
}

impl Beside {
    fn new(words: &'static str, unit: &'static str, value: f64, average: Option<f64>) -> Beside {
        Beside { words, unit, value, england: average, range: None }
    }

    /// With the distribution over England's practices.
    fn among(self, column: &str) -> Beside {
        let known: Option<&Distribution> = distribution(column);
        let range = known.map(|known| (known.centiles[0], known.centiles[2]));
        Beside { england: known.map(|known| known.centiles[1]).or(self.england), range, ..self }
    }

    fn is_outside(&self) -> bool {
        self.range.is_some_and(|(low, high)| self.value < low || self.value > high)
    }

    fn show(&self, value: f64) -> String {
        match self.unit {
            "share" => level("share", value),
            "patients" => whole(value),
            _ if value.abs() >= 100.0 => whole(value),
            _ if value.abs() >= 10.0 => format!("{value:.1}"),
            _ => format!("{value:.2}"),
        }
    }

    fn range_in_words(&self) -> Option<String> {
        self.range.map(|(low, high)| format!("{} to {}", self.show(low), self.show(high)))
    }

    fn row(&self) -> Row {
        let cells = [
            self.show(self.value),
            self.england.map_or_else(|| NOT_PUBLISHED.to_owned(), |value| self.show(value)),
            self.range_in_words().unwrap_or_else(|| NOT_PUBLISHED.to_owned()),
            if self.is_outside() { "outside".to_owned() } else { String::new() },
        ];
        let row = Row::new(self.words, cells.map(|cell| vec![cell]).into());
        Row { is_marked: self.is_outside(), ..row }
    }
}

/// Each number that a scenario states, before anything is simulated.
fn stated(system: &CareSystem, average: Option<&CareSystem>) -> Vec<Beside> {
    let per_1000 = |of: &dyn Fn(&CareSystem) -> f64, system: &CareSystem| {
        of(system) / system.patients() * 1_000.0
    };
    let row = |words, of: &dyn Fn(&CareSystem) -> f64| {
        Beside::new(words, "", per_1000(of, system), average.map(|system| per_1000(of, system)))
    };
    let each = |system: &CareSystem| system.patients() / system.practices.len() as f64;
    vec![
        Beside::new("Patients of a practice, mean", "patients", each(system), average.map(each))
            .among("list_size"),
        row("GPs without trainees, whole-time", &|system| wte(system, StaffGroup::Gp))
            .among("gp_wte"),
        row("Nursing staff, whole-time", &|system| wte(system, StaffGroup::Nursing)),
        row("Other clinical staff, whole-time", &|system| wte(system, StaffGroup::Additional)),
        row("Receptionists at the telephone, most at once", &receptionists),
        row("Consulting and treatment rooms", &|system| f64::from(system.rooms_total())),
    ]
}

/// Whole-time equivalents of a staff group; teams that work by rota have none.
/// GPs are those of the practices without trainees, as in the publication.
fn wte(system: &CareSystem, group: StaffGroup) -> f64 {
    let is_counted = |team: &&Team| match group {
        StaffGroup::Gp => is_qualified_gp(system, team),
        of_group => system.roles[team.role].group == of_group,
    };
    system.teams.iter().filter(is_counted).map(|team| team.wte).sum()
}

/// Whether a team consists of qualified GPs of practices: booked as GPs, and on duty, which trainees are not.
fn is_qualified_gp(system: &CareSystem, team: &Team) -> bool {
    let role = &system.roles[team.role];
    role.booked_as == system.general_practitioner && role.takes_duty && team.scope != Scope::Network
}

fn receptionists(system: &CareSystem) -> f64 {
    let most = (0..system.practices.len()).map(|practice| system.most_receptionists(practice));
    f64::from(most.sum::<u32>())
}

/// Each number that is simulated: calls, forms, appointments, who is not met.
fn simulated(system: &CareSystem, found: &ScenarioResults, weeks: u32) -> Vec<Beside> {
    let mean = |name: &str| Some(yearly(found.measure(name)?, weeks)?.mean);
    let monthly = |name: &str| Some(mean(name)? / MONTHS / system.patients() * 1_000.0);
    let ratio = |of: &str, among: &str| {
        Some(mean(of)? / mean(among)?).filter(|ratio: &f64| ratio.is_finite())
    };
    let row = |words, unit, value: Option<f64>, column: &str| {
        value.map(|value| Beside::new(words, unit, value, None).among(column))
    };
    let not_attended = monthly("appointments_booked").zip(mean("dna_share"));
    let over_14 = mean("within_14_days_share").map(|share| 1.0 - share);
    [
        row("Calls a month", "", monthly("calls_inbound"), "calls_per_1000_month"),
        row("Calls missed", "share", mean("calls_missed_share"), "missed_share"),
        row("Online forms a month", "", monthly("online_submissions"), "online_per_1000_month"),
        row(
            "Appointments counted, a month",
            "",
            monthly("appointments_booked"),
            "appointments_per_1000_month",
        ),
        row("Appointments on the same day", "share", mean("same_day_share"), "same_day_share"),
        row("Appointments after more than 14 days", "share", over_14, "over_14_days_share"),
        row(
            "Appointments not attended, a month",
            "",
            not_attended.map(|(booked, share)| booked * share),
            "appointments_not_attended_per_1000_month",
        ),
        row("Requests not met", "share", ratio("requests_not_met", "requests"), ""),
        row("Planned care given up", "share", mean("planned_care_given_up_share"), ""),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The built-in baseline, read once: England's average network.
pub(super) fn average() -> Option<&'static Scenario> {
    static AVERAGE: LazyLock<Option<Scenario>> =
        LazyLock::new(|| load(embedded::BASELINE, &FileSystem).ok());
    AVERAGE.as_ref()
}

/// The numbers of a scenario, with the simulated ones if it has results.
fn all(scenario: &Scenario, found: Option<(&ScenarioResults, u32)>) -> Vec<Beside> {
    let system = &scenario.system;
    let mut rows = stated(system, average().map(|average| &average.system));
    rows.extend(found.into_iter().flat_map(|(found, weeks)| simulated(system, found, weeks)));
    rows
}

/// The table of a scenario beside England, for a page or for `check`.
pub fn beside_england(scenario: &Scenario, found: Option<(&ScenarioResults, u32)>) -> Table {
    Table {
        caption: "What kind of network this is: for 1,000 patients, beside England".to_owned(),
        head: ["", "This network", "England", "1st to 99th centile", ""].map(str::to_owned).into(),
        rows: all(scenario, found).iter().map(Beside::row).collect(),
        note: format!(
            "England: the median practice where NHS England publishes by practice (2025-26; staff 2024), else \
             the average network of this program. Centiles are of practices. {NOT_PUBLISHED} not published. A \
             number outside may be right: look at it again before you act on the answer."
        ),
    }
}

/// One sentence about the numbers that fewer than one practice in a hundred has on either side; `None` if there
/// are none.
pub fn outside_england(
    scenario: &Scenario,
    found: Option<(&ScenarioResults, u32)>,
) -> Option<String> {
    let outside: Vec<String> = all(scenario, found)
        .iter()
        .filter(|beside| beside.is_outside())
        .map(|beside| {
            let range = beside.range_in_words().unwrap_or_default();
            let words = beside.words.to_lowercase().replace("gps", "GPs");
            format!("{words} {} ({range})", beside.show(beside.value))
        })
        .collect();
    (!outside.is_empty()).then(|| {
        format!(
            "Unlike 98 of 100 practices of England, for 1,000 patients: {}. Look at these numbers again before \
             you use the answer.",
            listed(&outside)
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn average() -> Scenario {
        super::average().cloned().expect("it is built in")
    }

    #[test]
    fn the_average_network_is_within_england_and_is_beside_itself_where_nothing_is_published() {
        assert_eq!(outside_england(&average(), None), None);
        let table = beside_england(&average(), None);
        let rooms = table.rows.iter().find(|row| row.name.contains("rooms")).expect("a row");
        assert_eq!((&rooms.cells[0], rooms.cells[2][0].as_str()), (&rooms.cells[1], NOT_PUBLISHED));
    }

    #[test]
    fn a_network_with_far_too_many_gps_is_told_so_with_the_range() {
        let mut scenario = average();
        let gp = |role: usize, system: &CareSystem| system.roles[role].group == StaffGroup::Gp;
        let system = scenario.system.clone();
        for team in scenario.system.teams.iter_mut().filter(|team| gp(team.role, &system)) {
            team.wte *= 4.0;
        }
        let told = outside_england(&scenario, None).expect("four times as many");
        assert!(told.contains("GPs without trainees") && told.contains("0.08 to 0.92"), "{told}");
        let table = beside_england(&scenario, None);
        let marked: Vec<&str> =
            table.rows.iter().filter(|row| row.is_marked).map(|row| row.name.as_str()).collect();
        assert_eq!(marked, ["GPs without trainees, whole-time"]);
    }

    #[test]
    fn a_title_decides_nothing() {
        let mut scenario = average();
        scenario.name = "mine".into();
        scenario.title = "England".into();
        assert_eq!(beside_england(&scenario, None), beside_england(&average(), None));
    }
}
