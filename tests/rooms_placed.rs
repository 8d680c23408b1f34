//! Clinics placed where rooms are free, and what becomes of those that have none: cases worked by hand, and
//! directions.

use crate::support::{SHORT, baseline, one, small, team};
use pcn_sim::model::CareSystem;
use pcn_sim::model::role::{Role, SessionStart};
use pcn_sim::model::roster::people;
use pcn_sim::simulation::record::Record;
use pcn_sim::units::{Minutes, Probability, TimeOfDay};

fn of(system: &CareSystem) -> Record {
    one(system, SHORT, 1)
}

fn share(value: f64) -> Probability {
    Probability::new(value).unwrap()
}

/// One practice with one room. A GP holds five clinics a week at nine; a nurse has five clinics, at nine or at two.
fn gp_and_nurse() -> CareSystem {
    let mut system = small();
    system.teams.clear();
    (system.sites[0].consulting_rooms, system.sites[0].treatment_rooms) = (1, 0);
    let clinics = [("gp-salaried", vec![9]), ("practice-nurse", vec![9, 14])];
    for (name, starts) in clinics {
        let at = system.roles.iter().position(|role| role.name == name).unwrap();
        let start = |&hour: &i32| SessionStart { at: TimeOfDay::at(hour, 0), weight: 1.0 };
        system.roles[at] = Role {
            session: Minutes::new(180.0).unwrap(),
            sessions_per_wte: 5.0,
            session_starts: starts.iter().map(start).collect(),
            remote_sessions: Probability::ZERO,
            ..system.roles[at].clone()
        };
        let team = team(&system, name, name, 1.0);
        system.teams.push(team);
    }
    system
}

/// The hours at which the nurse's clinics of the week begin.
fn hours_of_nurse(system: &CareSystem) -> Vec<f64> {
    let everyone = people(system);
    let nurse = everyone.iter().find(|person| person.team == 1).unwrap();
    nurse.week.iter().map(|session| session.start.as_minutes() / 60.0).collect()
}

#[test]
fn the_rota_places_a_clinic_where_the_room_is_free() {
    let mut system = gp_and_nurse();
    system.rooms.rota_by_rooms = true;
    assert_eq!(hours_of_nurse(&system), [14.0; 5]);
    system.rooms.rota_by_rooms = false;
    let spread = hours_of_nurse(&system);
    assert!(spread.contains(&9.0) && spread.contains(&14.0), "{spread:?}");
    // With a second room there is nothing to choose.
    system.sites[0].consulting_rooms = 2;
    let without = hours_of_nurse(&system);
    system.rooms.rota_by_rooms = true;
    assert_eq!(hours_of_nurse(&system), without);
}

#[test]
fn a_contract_is_held_in_full_where_no_room_is_free() {
    let mut system = gp_and_nurse();
    system.rooms.rota_by_rooms = true;
    let nurse = system.roles.iter().position(|role| role.name == "practice-nurse").unwrap();
    system.roles[nurse].session_starts.truncate(1);
    assert_eq!(hours_of_nurse(&system), [9.0; 5]);
}

#[test]
fn a_rota_that_looks_for_rooms_leaves_fewer_clinics_without_one() {
    let [spread, placed] = [false, true].map(|by_rooms| {
        let mut system = baseline();
        system.rooms.rota_by_rooms = by_rooms;
        let work = of(&system).work;
        work.sessions_lost_to_rooms + work.sessions_remote_for_rooms
    });
    assert!(placed * 10 < spread * 9, "{placed} and {spread}");
}

#[test]
fn a_clinic_that_may_end_later_keeps_the_start_that_it_would_lose() {
    // The second clinic waits for the room five minutes. Thirteen starts of 15 minutes leave nothing over.
    for (late_end, lost) in [(0.0, 1), (4.0, 1), (5.0, 0), (20.0, 0)] {
        let mut system = gp_and_nurse();
        system.rooms.late_end = Minutes::new(late_end).unwrap();
        let absence = &mut system.absence;
        (absence.leave_days, absence.study_days) = (0.0, 0.0);
        (absence.sickness_share, absence.parental_leave) = (0.0, 0.0);
        for (name, hour) in [("gp-salaried", 9), ("practice-nurse", 12)] {
            let at = system.roles.iter().position(|role| role.name == name).unwrap();
            let role = &mut system.roles[at];
            role.can_work_remotely = false;
            role.session_starts = vec![SessionStart { at: TimeOfDay::at(hour, 0), weight: 1.0 }];
            role.slot = Minutes::new(15.0).unwrap();
            role.session = Minutes::new(if hour == 9 { 180.0 } else { 195.0 }).unwrap();
        }
        let record = of(&system);
        let days = record.work.sessions_in_rooms / 2;
        assert_eq!(record.work.sessions_lost_to_rooms, 0);
        assert_eq!(record.ledger().rooms, lost * days, "{late_end}");
    }
}

#[test]
fn colleagues_with_a_room_see_in_person_those_whom_a_clinic_without_one_cannot() {
    let [left, made_good] = [false, true].map(|make_good| {
        let mut system = baseline();
        system.rooms.colleagues_make_good = make_good;
        of(&system)
    });
    let in_person = |record: &Record| record.appointments.by_mode[0];
    assert!(in_person(&made_good) > in_person(&left));
    // With rooms enough nobody has anything to make good.
    let [left, made_good] = [false, true].map(|make_good| {
        let mut system = small();
        system.sites[0].consulting_rooms = 40;
        system.rooms.colleagues_make_good = make_good;
        let record = of(&system);
        (record.ledger(), record.events)
    });
    assert_eq!(left, made_good);
}

#[test]
fn clinics_that_are_expected_to_be_empty_give_their_rooms_to_others() {
    let [alike, by_use] = [1.0, 0.0].map(|cost| {
        let mut system = baseline();
        system.rooms.unused_start_cost = share(cost);
        let horizon = pcn_sim::simulation::Horizon { warm_up_weeks: 14, weeks: 4 };
        one(&system, horizon, 1).work
    });
    assert!(by_use.sessions_lost_to_rooms > alike.sessions_lost_to_rooms);
    assert!(by_use.sessions_remote_for_rooms < alike.sessions_remote_for_rooms);
}

#[test]
fn starts_kept_for_those_who_ask_are_not_given_to_recall() {
    let [shared, kept] = [false, true].map(|kept| {
        let mut system = baseline();
        system.book.kept_for_requests = kept;
        of(&system)
    });
    assert!(kept.requests.unmet_total() < shared.requests.unmet_total());
    assert!(kept.planned_items[1] < shared.planned_items[1]);
}
