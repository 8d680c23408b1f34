//! Rooms: who has one, who goes without, and what that costs, in cases worked by hand.

use crate::support::{Case, SHORT, baseline, one, small, team};
use pcn_sim::model::CareSystem;
use pcn_sim::model::role::{Role, SessionStart};
use pcn_sim::model::rooms::RoomPolicy;
use pcn_sim::model::roster::people;
use pcn_sim::simulation::record::Record;
use pcn_sim::units::{Minutes, Probability, TimeOfDay};
use std::collections::BTreeMap;

/// What a clinic can do without a room.
#[derive(Clone, Copy)]
enum Without {
    Telephone,
    Nothing,
}

/// One practice with one room in which nobody works, and nobody is ever away.
fn one_room() -> CareSystem {
    let mut system = small();
    system.teams.clear();
    system.sites[0].consulting_rooms = 1;
    system.sites[0].treatment_rooms = 0;
    system.rooms.late_end = Minutes::ZERO;
    let absence = &mut system.absence;
    (absence.leave_days, absence.study_days) = (0.0, 0.0);
    (absence.sickness_share, absence.parental_leave) = (0.0, 0.0);
    system
}

fn share(value: f64) -> Probability {
    Probability::new(value).unwrap()
}

/// A person who holds one clinic on each working day: its start, its length and that of its slots [min].
fn holds(
    system: &mut CareSystem,
    name: &str,
    (hour, minute): (i32, i32),
    min: (f64, f64),
    without: Without,
) {
    let like = system.roles.iter().find(|role| role.name == "practice-nurse").unwrap();
    let role = Role {
        name: name.into(),
        session: Minutes::new(min.0).unwrap(),
        slot: Minutes::new(min.1).unwrap(),
        sessions_per_wte: 5.0,
        session_starts: vec![SessionStart { at: TimeOfDay::at(hour, minute), weight: 1.0 }],
        remote_sessions: Probability::ZERO,
        telephone_share: Probability::ZERO,
        home_visit_share: Probability::ZERO,
        can_work_remotely: matches!(without, Without::Telephone),
        supervision: None,
        ..like.clone()
    };
    system.roles.push(role);
    let team = team(system, name, name, 1.0);
    system.teams.push(team);
}

fn of(system: &CareSystem) -> Record {
    one(system, SHORT, 1)
}

#[test]
fn two_short_clinics_have_the_room_before_a_long_one() {
    let mut system = one_room();
    holds(&mut system, "x", (8, 20), (340.0, 20.0), Without::Nothing);
    holds(&mut system, "y", (8, 30), (180.0, 12.0), Without::Nothing);
    holds(&mut system, "z", (11, 40), (180.0, 12.0), Without::Nothing);
    let record = of(&system);
    let days = record.work.sessions_in_rooms / 3;
    assert_eq!(record.work.sessions_lost_to_rooms, days);
    // Seventeen starts of X a day, and none of the others.
    assert_eq!(record.ledger().rooms, 17 * days);
}

#[test]
fn eight_lost_starts_count_more_than_twelve_by_telephone_while_kappa_is_below_two_thirds() {
    for (kappa, lost) in [(0.2, false), (0.6, false), (0.66, false), (0.67, true), (0.8, true)] {
        let mut system = one_room();
        system.rooms.telephone_cost = share(kappa);
        holds(&mut system, "eight", (9, 0), (120.0, 15.0), Without::Nothing);
        holds(&mut system, "twelve", (9, 0), (120.0, 10.0), Without::Telephone);
        let work = of(&system).work;
        let days = work.sessions_in_rooms / 2;
        let expected = if lost { (days, 0) } else { (0, days) };
        assert_eq!(
            (work.sessions_lost_to_rooms, work.sessions_remote_for_rooms),
            expected,
            "{kappa}"
        );
    }
}

#[test]
fn a_clinic_begins_by_telephone_until_its_room_is_free() {
    let mut system = one_room();
    holds(&mut system, "first", (8, 20), (200.0, 15.0), Without::Nothing);
    holds(&mut system, "second", (11, 40), (180.0, 12.0), Without::Telephone);
    let shared = of(&system).work;
    let days = shared.sessions_in_rooms / 2;
    assert_eq!((shared.sessions_lost_to_rooms, shared.sessions_remote_for_rooms), (0, 0));
    assert_eq!(shared.sessions_before_their_room, days);
    system.rooms.longest_wait = Minutes::ZERO;
    let apart = of(&system).work;
    assert_eq!((apart.sessions_before_their_room, apart.sessions_remote_for_rooms), (0, days));
}

#[test]
fn a_clinic_that_cannot_telephone_begins_later_and_loses_only_what_no_longer_fits() {
    // The room is free five minutes late (turnover). Thirteen slots of 15 minutes leave five minutes over.
    for (minutes, lost) in [(200.0, 0), (195.0, 1)] {
        let mut system = one_room();
        holds(&mut system, "first", (8, 20), (200.0, 15.0), Without::Nothing);
        holds(&mut system, "second", (11, 40), (minutes, 15.0), Without::Nothing);
        let record = of(&system);
        let days = record.work.sessions_in_rooms / 2;
        assert_eq!(record.work.sessions_lost_to_rooms, 0);
        assert_eq!(record.ledger().rooms, lost * days, "{minutes}");
    }
}

#[test]
fn of_equal_clinics_that_of_the_newcomer_goes_without() {
    let mut system = one_room();
    // By name the newcomer would be first.
    for (name, slot) in [("old", 15.0), ("new", 15.0)] {
        holds(&mut system, name, (9, 0), (120.0, slot), Without::Nothing);
    }
    let newcomer = system.roles.len() - 1;
    system.roles[newcomer].booked_as = system.general_practitioner;
    let record = of(&system);
    let days = record.work.sessions_in_rooms / 2;
    assert_eq!(record.ledgers[system.general_practitioner].rooms, 8 * days);
}

#[test]
fn a_role_that_comes_first_has_the_room_whatever_the_others_lose() {
    let mut system = one_room();
    holds(&mut system, "many", (9, 0), (200.0, 10.0), Without::Nothing);
    holds(&mut system, "few", (9, 0), (60.0, 30.0), Without::Telephone);
    let before = of(&system).work;
    assert_eq!(before.sessions_lost_to_rooms, 0);
    system.rooms.priority = vec![system.roles.len() - 1];
    let after = of(&system).work;
    assert_eq!(after.sessions_remote_for_rooms, 0);
    assert_eq!(after.sessions_lost_to_rooms, after.sessions_in_rooms / 2);
}

#[test]
fn an_unknown_role_among_those_that_come_first_is_refused_with_the_nearest_name() {
    let text = "base = \"average-pcn\"\n[about]\ntitle = \"A\"\nquestion = \"Q?\"\n\
                [rooms]\npriority = [\"practise-nurse\"]\n";
    Case::new()
        .scenario(text)
        .args(["check", "scenario.toml"])
        .fails_with(2)
        .stderr_contains("rooms.priority")
        .stderr_contains("practice-nurse");
}

#[test]
fn nobody_holds_more_than_two_clinics_a_day_and_every_contract_is_held_in_full() {
    let mut system = baseline();
    let contract = |system: &CareSystem| -> Vec<f64> {
        let held = people(system);
        held.iter().map(|person| person.week.iter().map(|s| s.weekly_share).sum()).collect()
    };
    let two = contract(&system);
    for person in people(&system) {
        let mut by_day = BTreeMap::new();
        person.week.iter().for_each(|s| *by_day.entry(s.weekday).or_insert(0) += 1);
        assert!(by_day.values().all(|&clinics| clinics <= 2), "{by_day:?}");
    }
    system.clinic.per_day = 48;
    assert_eq!(two, contract(&system));
    // One a day leaves no place for eight clinics a week: they are held all the same.
    system.clinic.per_day = 1;
    assert_eq!(two, contract(&system));
}

#[test]
fn rooms_of_those_who_fall_ill_are_used_on_the_morning() {
    let mut system = small();
    system.sites[0].consulting_rooms = 1;
    assert!(of(&system).work.sessions_in_freed_rooms > 0);
    system.absence.sickness_share = 0.0;
    assert_eq!(of(&system).work.sessions_in_freed_rooms, 0);
}

#[test]
fn with_rooms_enough_nobody_waits_for_one_or_goes_without() {
    let mut system = small();
    system.sites[0].consulting_rooms = 40;
    let work = of(&system).work;
    assert_eq!((work.sessions_lost_to_rooms, work.sessions_remote_for_rooms), (0, 0));
    assert_eq!((work.sessions_before_their_room, work.sessions_moved_for_rooms), (0, 0));
}

#[test]
fn a_share_of_remote_sessions_takes_rooms() {
    let in_use = |share_in_room: f64| {
        let mut system = small();
        system.sites[0].consulting_rooms = 40;
        system.rooms.remote_in_room = share(share_in_room);
        of(&system).work.rooms.level_hours().iter().sum::<f64>()
    };
    assert!(in_use(0.0) < in_use(0.18) && in_use(0.18) < in_use(0.47));
}

#[test]
fn telephone_starts_in_either_mode_and_what_is_left_of_the_day_leave_fewer_requests_unmet() {
    let unmet = |either: bool, left_over: bool| -> u64 {
        let mut system = baseline();
        system.book.either_mode_days = either.then_some(1);
        system.book.offers_left_over = left_over;
        of(&system).requests.unmet_total()
    };
    let neither = unmet(false, false);
    assert!(unmet(true, false) < neither);
    assert!(unmet(false, true) < neither);
}

#[test]
fn sharing_rooms_by_the_appointment_keeps_what_a_room_a_session_keeps_if_turnover_takes_no_time() {
    let net = |policy: RoomPolicy| {
        let mut system = baseline();
        system.rooms.turnover = Minutes::ZERO;
        system.rooms.policy = policy;
        of(&system).ledger().net
    };
    assert!(net(RoomPolicy::HotDesking) >= net(RoomPolicy::RoomPerSession));
}
