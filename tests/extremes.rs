//! Extreme inputs: no demand, no staff, no rooms, unlimited staff, one patient, one week, sessions
//! shorter than a consultation.

use crate::support::{Notes, SHORT, baseline, one, small, team, team_mut};
use pcn_sim::model::CareSystem;
use pcn_sim::model::role::{RoomNeed, SessionStart};
use pcn_sim::model::rooms::RoomPolicy;
use pcn_sim::model::roster::FixedSession;
use pcn_sim::simulation::chances::Addressed;
use pcn_sim::simulation::observer::{Fact, What};
use pcn_sim::simulation::record::{Constraint, Ledger, OfUrgency, Record};
use pcn_sim::simulation::{Horizon, simulate};
use pcn_sim::units::{Minutes, Probability, TimeOfDay};

const BRIEF: Horizon = Horizon { warm_up_weeks: 1, weeks: 2 };

/// The small network without requests, calls, forms and planned care.
fn without_demand() -> CareSystem {
    let mut system = small();
    let demand = &mut system.demand;
    demand.requests_per_patient_year = 0.0;
    demand.other_calls_per_patient_year = 0.0;
    demand.other_forms_per_patient_year = 0.0;
    system.planned.iter_mut().for_each(|stream| stream.per_patient_year = 0.0);
    system.recall = None;
    system
}

/// The small network without staff.
fn without_staff() -> CareSystem {
    let mut system = small();
    for team in &mut system.teams {
        team.wte = 0.0;
        team.sessions.clear();
    }
    system
}

/// Consultations of any kind.
fn consultations(record: &Record) -> u64 {
    record.work.consultation_min.iter().map(|tally| tally.count).sum()
}

fn unmet(record: &Record, constraint: Constraint) -> u64 {
    record.requests.unmet[constraint as usize]
}

#[test]
fn without_demand_nothing_is_booked() {
    let record = one(&without_demand(), SHORT, 1);
    assert_eq!(
        (record.requests.made, record.front_door.inbound, record.front_door.forms),
        (0, 0, 0)
    );
    assert_eq!((record.appointments.booked(), consultations(&record)), (0, 0));
    assert_eq!(record.planned_items, [0; 3]);
    let ledger = record.ledger();
    let expected = Ledger {
        planned: ledger.planned,
        absence: ledger.absence,
        rooms: ledger.rooms,
        supervision: ledger.supervision,
        unfilled: ledger.unfilled,
        ..Ledger::default()
    };
    assert_eq!(ledger, expected);
    assert!(ledger.planned > 0 && ledger.unfilled > ledger.planned / 2);
    assert!(record.attendances.background > 0, "what the practice cannot change goes on");
}

#[test]
fn without_staff_nobody_is_seen() {
    let record = one(&without_staff(), SHORT, 1);
    let requests = &record.requests;
    assert!(requests.made > 0 && requests.reached > 0);
    assert_eq!((consultations(&record), requests.seen, requests.offered), (0, 0, 0));
    assert_eq!((record.ledger(), requests.referred), (Ledger::default(), 0));
    let at_front_door =
        requests.settled_administrative + requests.settled_pharmacy + requests.settled_triage;
    assert_eq!(requests.settled, at_front_door, "only the front desk settles anything");
    assert_eq!(requests.settled_triage, 0, "nobody triages");
    assert!(unmet(&record, Constraint::Gp) > 0 && unmet(&record, Constraint::Role) > 0);
    for constraint in [Constraint::Room, Constraint::Supervision, Constraint::Horizon] {
        assert_eq!(unmet(&record, constraint), 0, "{constraint:?}");
    }
    // Forms wait for a triage that never comes: they are open, not lost from the books.
    assert_eq!(requests.made, requests.settled + requests.unmet_total() + requests.open);
}

#[test]
fn with_boundless_staff_nobody_waits_and_hardly_anybody_is_turned_away() {
    let mut system = small();
    let roles: Vec<String> = system.roles.iter().map(|role| role.name.clone()).collect();
    for role in roles {
        system.teams.push(team(&system, &format!("more-{role}"), &role, 12.0));
    }
    (system.sites[0].consulting_rooms, system.sites[0].treatment_rooms) = (250, 50);
    for band in &mut system.front_door.handlers {
        (band.per_10000, band.per_10000_monday) = (500.0, 500.0);
    }
    let record = one(&system, BRIEF, 1);
    let usual = one(&small(), BRIEF, 1);
    assert_eq!(unmet(&record, Constraint::Room), 0);
    // An urgent need that arises before a long weekend accepts no start after it.
    let of_professions =
        |of: &OfUrgency| of.unmet[Constraint::Gp as usize] + of.unmet[Constraint::Role as usize];
    let [urgent, others @ ..] = &record.requests.by_urgency;
    assert!(of_professions(urgent) <= 3, "{urgent:?}");
    assert!(others.iter().all(|of| of_professions(of) == 0), "{others:?}");
    // Forms sent at night wait for the morning, whatever the staff, and some senders do not.
    let share = record.requests.unmet_total() as f64 / record.requests.made as f64;
    assert!(share < 0.02, "{share} of requests are unmet");
    assert!(record.requests.unmet_total() < usual.requests.unmet_total() / 4);
    assert_eq!(record.front_door.missed, 0, "nobody waits for long enough to hang up");
    assert_eq!(record.front_door.wait_answered_min.sum, 0.0);
    assert_eq!(record.work.sessions_lost_to_rooms, 0);
    assert_eq!(record.work.sessions_remote_for_rooms, 0);
}

#[test]
fn without_rooms_nobody_is_seen_in_one() {
    for policy in [RoomPolicy::RoomEach, RoomPolicy::RoomPerSession] {
        let mut system = small();
        system.rooms.policy = policy;
        (system.sites[0].consulting_rooms, system.sites[0].treatment_rooms) = (0, 0);
        let record = one(&system, SHORT, 1);
        assert_eq!(record.work.rooms.level_hours().iter().sum::<f64>(), 0.0, "{policy:?}");
        assert!(record.work.sessions_lost_to_rooms > 0 && record.ledger().rooms > 0);
        assert!(record.work.sessions_remote_for_rooms > 0, "GPs telephone instead");
        assert!(unmet(&record, Constraint::Room) > 0, "{policy:?}");
    }
}

#[test]
fn hot_desking_without_rooms_ends_all_the_same() {
    let mut system = small();
    system.rooms.policy = RoomPolicy::HotDesking;
    (system.sites[0].consulting_rooms, system.sites[0].treatment_rooms) = (0, 0);
    let record = one(&system, BRIEF, 1);
    assert!(record.ledger().balances());
    assert_eq!(record.work.rooms.level_hours().iter().sum::<f64>(), 0.0);
}

#[test]
fn warm_up_and_measured_period_may_be_as_short_as_can_be() {
    let record = one(&small(), Horizon { warm_up_weeks: 0, weeks: 1 }, 1);
    assert_eq!((record.days, record.working_days), (7, 5));
    assert!(record.requests.made > 0 && record.appointments.booked() > 0);
}

#[test]
fn the_warm_up_is_not_measured() {
    let without = one(&small(), Horizon { warm_up_weeks: 0, weeks: 2 }, 1);
    let with = one(&small(), Horizon { warm_up_weeks: 8, weeks: 2 }, 1);
    let non_latent = |record: &Record| record.requests.made - record.requests.latent;
    assert_eq!(non_latent(&without), non_latent(&with), "the same patients come in the same weeks");
    assert_eq!(without.ledger().planned, with.ledger().planned);
    assert!(with.events > 2 * without.events);
    assert!(with.ledger().unfilled < without.ledger().unfilled, "but the book is no longer empty");
}

#[test]
fn a_list_of_one_patient_is_a_list() {
    let mut system = small();
    system.practices[0].list_size = 1.0;
    let record = one(&system, Horizon { warm_up_weeks: 0, weeks: 26 }, 1);
    assert!((1..20).contains(&record.requests.made), "{} requests", record.requests.made);
    assert_eq!(record.requests.unmet_total() + record.requests.open, 0, "there is time for one");
}

#[test]
fn sessions_may_be_shorter_than_a_consultation() {
    for policy in [RoomPolicy::RoomEach, RoomPolicy::RoomPerSession, RoomPolicy::HotDesking] {
        let mut system = small();
        system.rooms.policy = policy;
        (system.sites[0].consulting_rooms, system.sites[0].treatment_rooms) = (1, 0);
        system.rooms.turnover = Minutes::ZERO;
        for role in &mut system.roles {
            role.session = Minutes::new(15.0).unwrap();
            role.slot = Minutes::new(5.0).unwrap();
            role.length.face_to_face = Minutes::new(25.0).unwrap();
            role.can_work_remotely = false;
            role.remote_sessions = Probability::ZERO;
            let starts = (0..40).map(|number| SessionStart {
                at: TimeOfDay::at(8 + number / 4, number % 4 * 15),
                weight: 1.0,
            });
            role.session_starts = starts.collect();
            role.sessions_per_wte = 40.0;
        }
        system.clinic.late_limit = Minutes::new(90.0).unwrap();
        let record = one(&system, BRIEF, 1);
        assert!(record.ledger().balances(), "{policy:?}");
        assert!(consultations(&record) > 0, "{policy:?}");
        let weeks = f64::from(record.days) / 7.0;
        let most = record.work.rooms.level_hours().into_iter().fold(0.0, f64::max);
        assert!(most <= weeks + 1e-9, "{policy:?}: {most} h in one room in {weeks} h");
    }
}

#[test]
fn a_clinician_is_in_one_place_at_a_time() {
    // One GP, two clinics with ten minutes between them, and consultations that take an hour.
    let mut system = small();
    system.teams.clear();
    system.teams.push(team(&system, "only", "gp-salaried", 1.0));
    system.absence.sickness_share = 0.0;
    for role in &mut system.roles {
        role.session = Minutes::new(60.0).unwrap();
        role.sessions_per_wte = 10.0;
        let starts = [TimeOfDay::at(9, 0), TimeOfDay::at(10, 10)];
        role.session_starts = starts.map(|at| SessionStart { at, weight: 1.0 }).into();
        (role.length.face_to_face, role.length.variation) = (Minutes::new(60.0).unwrap(), 0.0);
        role.length.remote = role.length.face_to_face;
    }
    let record = one(&system, SHORT, 1);
    let weeks = f64::from(record.days) / 7.0;
    for profile in [&record.work.in_session[0], &record.work.busy[0]] {
        let most = profile.level_hours().into_iter().fold(0.0, f64::max);
        assert!(most > 0.5 * weeks, "the GP works");
        assert!(most <= weeks + 1e-9, "{most} h of one GP in an hour of {weeks} weeks");
    }
}

#[test]
fn an_evening_clinic_may_run_past_midnight() {
    let mut system = small();
    let team = team_mut(&mut system, "enhanced-access-gps");
    team.sessions = (0..7)
        .map(|weekday| FixedSession {
            site: None,
            weekday,
            start: TimeOfDay::at(22, 0),
            length: Minutes::new(119.0).unwrap(),
            people: 1,
            during: Default::default(),
        })
        .collect();
    for role in &mut system.roles {
        role.length.face_to_face = Minutes::new(50.0).unwrap();
        role.length.remote = Minutes::new(50.0).unwrap();
    }
    let mut notes = Notes::default();
    let record = simulate(&system, SHORT, &Addressed::new(1, 0), &mut notes).unwrap();
    let at_night = |note: &Fact| note.at.time_of_day() < TimeOfDay::at(2, 0);
    let is_seen = |note: &Fact| matches!(note.what, What::Began { .. });
    assert!(
        notes.0.iter().any(|note| at_night(note) && is_seen(note)),
        "somebody is seen at night"
    );
    assert!(record.ledger().balances() && record.ledger().net > 0);
}

#[test]
fn a_team_of_nobody_is_as_good_as_none() {
    let mut with = small();
    with.teams.push(team(&with, "nobody", "paramedic", 0.0));
    assert_eq!(one(&with, BRIEF, 1), one(&small(), BRIEF, 1));
}

#[test]
fn a_role_that_needs_no_room_takes_none() {
    let mut system = small();
    for role in &mut system.roles {
        role.room = RoomNeed::None;
    }
    let record = one(&system, BRIEF, 1);
    assert_eq!(record.work.sessions_in_rooms, 0);
    assert_eq!(record.work.rooms.level_hours().iter().sum::<f64>(), 0.0);
}

#[test]
fn the_small_network_stands_for_the_large_one() {
    // Not an extreme: the other tests rely on small() being realistic.
    let (small, large) = (small(), baseline());
    let people = |system: &CareSystem| system.teams.iter().map(|team| team.wte).sum::<f64>();
    let per_patient = |system: &CareSystem| people(system) / system.patients();
    assert!((per_patient(&small) / per_patient(&large) - 1.0).abs() < 1e-9);
    let mut without = small.clone();
    team_mut(&mut without, "gp-partners").wte = 0.0;
    assert!(people(&without) < people(&small));
}

#[test]
fn where_a_practice_has_no_gps_nobody_insists_on_one() {
    let mut system = small();
    let (gp, roles) = (system.general_practitioner, system.roles.clone());
    // Those of evenings and Saturdays, shared over the network, stay.
    system.teams.retain(|team| roles[team.role].booked_as != gp || !team.sessions.is_empty());
    let counts = one(&system, SHORT, 3).appointments;
    assert!(counts.attended_gp > 0, "evening clinics are held");
    assert_eq!(counts.own_gp, [0, 0]);
}
