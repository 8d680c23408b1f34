//! A run that would never end is reported; a run that only seems endless ends.

use crate::support::{BRIEF, Case, SMALL, one, small};
use pcn_sim::model::CareSystem;
use pcn_sim::simulation::budget::{Budget, Endless, Within};
use pcn_sim::simulation::chances::Addressed;
use pcn_sim::simulation::observer::Silent;
use pcn_sim::simulation::{Horizon, simulate, simulate_within};
use pcn_sim::units::{Minutes, Probability};

const WEEK: Horizon = Horizon { warm_up_weeks: 0, weeks: 1 };

/// Upon the small network: every call that is no request ends in the menu and is repeated at once.
const NEVER_ENDS: &str = r#"
[front_door]
redial_delay = { value = "0 min", range = ["0 min", "60 min"], assumption = "n" }
menu_time = { value = "0 min", range = ["0 min", "60 min"], assumption = "n" }
menu_exit = { value = 1, range = [0, 1], assumption = "n" }
[front_door.menu_exit_other_calls]
resolved = 0
online = 0
redial = 1
"#;

/// A network in which a caller about something else rings again at once, as often as allowed.
fn rings_at_once(attempts: u32) -> CareSystem {
    let mut system = small();
    let door = &mut system.front_door;
    door.attempts_per_day = attempts;
    (door.redial_delay, door.menu_time) = (Minutes::ZERO, Minutes::ZERO);
    door.menu_exit = Probability::ONE;
    door.menu_fates_other.resolved = Probability::ZERO;
    door.menu_fates_other.online = Probability::ZERO;
    door.menu_fates_other.redial = Probability::ONE;
    system
}

fn within(budget: Budget, system: &CareSystem) -> Result<u64, Endless> {
    let chance = Addressed::new(1, 0);
    simulate_within(budget, system, WEEK, &chance, &mut Silent).map(|record| record.events)
}

#[test]
fn whoever_rings_about_something_else_leaves_it_after_so_many_calls_a_day() {
    let calls = |attempts| one(&rings_at_once(attempts), WEEK, 1).front_door.inbound;
    let [once, twice, many] = [1, 2, 60].map(calls);
    assert!(once < twice && twice < many, "{once} {twice} {many}");
    Case::new()
        .scenario(&format!("{SMALL}{NEVER_ENDS}"))
        .args(["run", "scenario.toml"].into_iter().chain(BRIEF))
        .succeeds();
}

#[test]
fn too_much_at_one_instant_is_told_with_its_keys() {
    let budget = Budget { at_one_instant: 40, ..Budget::of(&small()) };
    // More attempts than the reader accepts: without a limit the calls would never end.
    let endless = within(budget, &rings_at_once(u32::MAX)).map(drop).unwrap_err();
    assert_eq!(endless.within, Within::Instant);
    let text = endless.to_string();
    for part in [
        "events at one instant, on 20",
        "a caller without a request rings again",
        "a caller has heard the menu",
        "`front_door.redial_delay`",
        "`front_door.menu_time`",
        "`front_door.menu_exit_other_calls.redial`",
    ] {
        assert!(text.contains(part), "{part} is not in: {text}");
    }
}

#[test]
fn too_much_in_one_week_is_told_with_its_keys() {
    let mut system = rings_at_once(u32::MAX);
    system.front_door.redial_delay = Minutes::new(0.01).unwrap();
    let budget = Budget { in_one_week: 10_000, ..Budget::of(&system) };
    let endless = within(budget, &system).map(drop).unwrap_err();
    assert_eq!(endless.within, Within::Week);
    assert!(endless.keys.contains(&"front_door.redial_delay"), "{endless}");
    assert!(endless.events > 10_000 && endless.to_string().contains("within one week"));
}

#[test]
fn the_budget_is_far_from_what_any_practice_has() {
    for system in [small(), rings_at_once(60)] {
        let whole = Budget::of(&system);
        let budget = Budget { at_one_instant: whole.at_one_instant / 50, ..whole };
        let budget = Budget { in_one_week: whole.in_one_week / 10, ..budget };
        let chance = Addressed::new(1, 0);
        let record = simulate(&system, WEEK, &chance, &mut Silent).unwrap();
        assert_eq!(within(budget, &system), Ok(record.events));
    }
}
