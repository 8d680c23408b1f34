//! The schedule of a cohort: when its visits fall due and are held, the staff time of visits and
//! meetings, and that everything adds up.

use crate::cohorts::{
    coordinators, minutes, near, probability, reliable, with_cohort, without_programme,
};
use crate::identities::{check_finite, check_record, check_stories};
use crate::support::{Notes, compared, leyton, one, patient, team};
use pcn_sim::engine::samplers::ln;
use pcn_sim::measures::find;
use pcn_sim::model::CareSystem;
use pcn_sim::model::chance::{Chance, Decision};
use pcn_sim::model::cohort::{CohortVisit, Meeting, Offered};
use pcn_sim::model::role::Mode;
use pcn_sim::simulation::chances::Addressed;
use pcn_sim::simulation::observer::What;
use pcn_sim::simulation::record::Record;
use pcn_sim::simulation::{FOLLOWED_DAYS, Horizon, simulate};
use pcn_sim::units::SimTime;
use std::collections::{BTreeMap, BTreeSet};
/// Calls in weeks 1, 3, 6, 9 and 52; enrolment begins a year before, so that all of them fall due.
fn with_calls() -> CareSystem {
    let mut system = with_cohort();
    let profession = coordinators(&system);
    let cohort = &mut system.cohorts[0];
    cohort.enrolment_starts = -52 * 7;
    cohort.enrolment_weeks = 52.0;
    cohort.effect = None;
    cohort.visits = [(1, 20.0), (3, 30.0), (6, 30.0), (9, 20.0), (52, 25.0)]
        .map(|(week, length)| CohortVisit {
            week,
            profession,
            length: minutes(length),
            mode: Mode::Telephone,
            offered: if week == 1 { Offered::Everyone } else { Offered::Engaged },
            within_days: 6,
        })
        .to_vec();
    system
}

/// What happened to one contact: when it was due, by the week of its note, and when it was held.
#[derive(Debug, Default)]
struct Told {
    week: i32,
    due: i32,
    held: Option<SimTime>,
    ended: Option<SimTime>,
}

fn told(notes: &Notes) -> BTreeMap<u64, Told> {
    let mut told: BTreeMap<u64, Told> = BTreeMap::new();
    for note in &notes.0 {
        let Some(name) = patient(note) else { continue };
        if let What::VisitDue { week, days, .. } = note.what {
            let week = week as i32;
            told.insert(name, Told { week, due: note.at.day() + days, ..Told::default() });
        } else if let Some(visit) = told.get_mut(&name) {
            if matches!(note.what, What::Began { .. }) {
                visit.held = Some(note.at);
            }
            visit.ended = Some(note.at);
        }
    }
    told
}

fn traced(system: &CareSystem, horizon: Horizon, seed: u64) -> (Record, Notes) {
    let mut notes = Notes::default();
    let record = simulate(system, horizon, &Addressed::new(seed, 0), &mut notes).unwrap();
    (record, notes)
}

#[test]
fn contacts_fall_in_the_weeks_of_the_schedule() {
    let system = reliable(with_calls());
    let horizon = Horizon { warm_up_weeks: 12, weeks: 8 };
    let (record, notes) = traced(&system, horizon, 1);
    let told = told(&notes);
    let mut weeks = BTreeSet::new();
    let mut enrolled: BTreeMap<u64, i32> = BTreeMap::new();
    for (name, visit) in &told {
        // Every contact of a member is counted from the same day.
        let day = *enrolled.entry(name & !0xff).or_insert(visit.due - 7 * visit.week);
        assert_eq!(visit.due, day + 7 * visit.week, "{name:x}");
        if let Some(held) = visit.held {
            assert!((visit.due..visit.due + 7).contains(&held.day()), "{name:x} {visit:?}");
            weeks.insert((held.day() - day) / 7);
        }
    }
    assert_eq!(weeks, BTreeSet::from([1, 3, 6, 9, 52]));
    let all = record.cohorts.visits_total();
    assert!(all.due > 40, "{all:?}");
    assert_eq!((all.held, all.in_week, all.missed), (all.due, all.due, 0));
}

#[test]
fn the_schedule_of_the_shipped_scenario_is_kept() {
    let mut system = reliable(leyton());
    let weeks: Vec<u32> = system.cohorts[0].visits.iter().map(|about| about.week).collect();
    assert_eq!(weeks, [1, 3, 6, 9, 52]);
    // With staff enough hardly any is late; as they are, a call that finds no start waits a week.
    for role in ["care-coordinator", "social-prescribing-link-worker", "health-and-wellbeing-coach"]
    {
        let more = team(&system, role, role, 5.0);
        system.teams.push(more);
    }
    // Whoever was enrolled first is due again after a year in the 28th week.
    let record = one(&system, Horizon { warm_up_weeks: 12, weeks: 32 }, 1);
    for (week, visit) in weeks.iter().zip(&record.cohorts.visits) {
        assert!(visit.due > 10, "week {week}: {visit:?}");
        assert_eq!(visit.held + visit.called_off, visit.due, "week {week}: {visit:?}");
        // A start that nobody else has may still be missing in one week of the year.
        assert!(10 * visit.in_week >= 9 * visit.held, "week {week}: {visit:?}");
    }
}

#[test]
fn every_contact_ends_once() {
    let mut system = with_calls();
    system.cohorts[0].people *= 3;
    system.cohorts[0].leaving_per_year = probability(0.6);
    system.cohorts[0].engagement = probability(0.7);
    system.book.dna = [[probability(0.5); 7]; 3];
    let (record, notes) = traced(&system, Horizon { warm_up_weeks: 12, weeks: 16 }, 3);
    let all = record.cohorts.visits_total();
    assert!(all.missed > 0 && all.called_off > 0, "{all:?}");
    let open = all.due - all.held - all.missed - all.called_off;
    assert!(20 * open <= all.due, "after four weeks hardly any is under way: {all:?}");
    let of_measured = told(&notes).into_values().filter(|c| (0..112).contains(&c.due));
    assert_eq!(of_measured.filter(|c| c.held.is_some()).count() as u64, all.held);
}

#[test]
fn nobody_is_contacted_after_leaving() {
    let mut system = with_calls();
    system.cohorts[0].leaving_per_year = probability(0.9);
    let horizon = Horizon { warm_up_weeks: 12, weeks: 12 };
    let (record, notes) = traced(&system, horizon, 5);
    let chance = Addressed::new(5, 0);
    let mut called_off = 0;
    for (name, visit) in told(&notes) {
        // Exponential, with nine in ten gone after a year.
        let member = name & !0xff;
        let draw = chance.uniform(Decision::LeavingCohort, member, 0, 0);
        let stays = -ln(1.0 - draw) * 365.25 / -ln(0.1);
        let leaves = visit.due - 7 * visit.week + 1 + stays as i32;
        let last = visit.held.map_or(i32::MIN, |held| held.day());
        assert!(last < leaves, "{name:x} left on day {leaves}: {visit:?}");
        called_off += u64::from(visit.ended.is_some_and(|at| at.day() >= leaves));
    }
    assert!(called_off > 0 && record.cohorts.visits_total().called_off > 0);
    assert!(record.cohorts.left > 10, "{:?}", record.cohorts);
    let years = record.cohorts.member_days as f64 / 365.25;
    assert!(years < 0.8 * 110.0 * 12.0 / 52.0, "who has left counts no more: {years}");
}

#[test]
fn only_those_referred_on_and_met_are_seen_by_whom_they_are_referred_to() {
    let mut system = reliable(with_cohort());
    let profession = coordinators(&system);
    let cohort = &mut system.cohorts[0];
    (cohort.engagement, cohort.referred_on) = (probability(0.8), probability(0.45));
    (cohort.enrolment_starts, cohort.enrolment_weeks) = (0, 2.0);
    let first = cohort.visits[0];
    cohort.visits.push(CohortVisit {
        week: 3,
        profession,
        length: minutes(20.0),
        offered: Offered::ReferredOn,
        ..first
    });
    let record = one(&system, Horizon { warm_up_weeks: 4, weeks: 10 }, 6);
    let [everyone, referred] = [0, 1].map(|index| record.cohorts.visits[index]);
    assert_eq!((everyone.due, everyone.held), (110, 110));
    near(referred.due as f64, 110.0 * 0.8 * 0.45, 15.0);
    assert_eq!(referred.held, referred.due);
}

#[test]
fn a_contact_takes_as_many_slots_as_it_needs() {
    let mut system = reliable(with_cohort());
    (system.cohorts[0].enrolment_starts, system.cohorts[0].enrolment_weeks) = (7, 4.0);
    system.cohorts[0].effect = None;
    let profession = coordinators(&system);
    let slot = system.roles.iter().find(|role| role.booked_as == profession).unwrap().slot;
    let visit = system.cohorts[0].visits[0];
    assert_eq!((slot, visit.slots(slot)), (minutes(20.0), 3));
    assert_eq!([20.0, 40.5, 45.0].map(|slot| visit.slots(minutes(slot))), [3, 2, 2]);
    // Nobody is sick, so that no hour is booked twice.
    system.absence.sickness_share = 0.0;
    let horizon = Horizon { warm_up_weeks: 4, weeks: 9 };
    let with = one(&system, horizon, 1);
    let without = one(&without_programme(&system), horizon, 1);
    let merged = |record: &Record| record.ledgers[profession].merged;
    assert_eq!(with.cohorts.visits[0].held, 110);
    assert_eq!(merged(&with) - merged(&without), 2 * 110);
    assert!(with.ledgers.iter().all(|ledger| ledger.balances()));
}

/// The calls, and a meeting every Wednesday.
fn with_meetings() -> CareSystem {
    let mut system = with_calls();
    let attended_by = vec![(system.general_practitioner, 1), (coordinators(&system), 2)];
    system.cohorts[0].meetings.push(Meeting {
        weekdays: vec![2],
        length: minutes(45.0),
        attended_by,
    });
    system.absence.sickness_share = 0.0;
    system
}

#[test]
fn staff_time_is_contacts_times_minutes_and_meetings_times_those_present() {
    let system = with_meetings();
    let record = one(&system, Horizon { warm_up_weeks: 12, weeks: 12 }, 2);
    let counts = &record.cohorts;
    let lengths = system.cohorts[0].visits.iter().map(|visit| visit.length.get());
    let of_contacts: f64 =
        counts.visits.iter().zip(lengths).map(|(c, length)| c.held as f64 * length).sum();
    assert!(counts.visits_total().held > 50);
    assert_eq!(counts.visit_min, of_contacts);
    assert_eq!(counts.meeting_min, counts.meetings_attended as f64 * 45.0);
    // Easter is no Wednesday: three places on each of twelve.
    assert_eq!(counts.meetings_attended + counts.meeting_places_empty, 3 * 12);
    assert!(counts.meetings_attended > 30);
    let hours = (find("cohort_staff_hours").unwrap().value)(&record).unwrap();
    assert_eq!(hours, (of_contacts + counts.meeting_min) / 60.0);
}

#[test]
fn meetings_are_taken_out_of_sessions() {
    let mut system = with_meetings();
    system.cohorts[0].visits.clear();
    let horizon = Horizon { warm_up_weeks: 4, weeks: 26 };
    let with = one(&system, horizon, 2);
    let without = one(&without_programme(&system), horizon, 2);
    let counts = &with.cohorts;
    let planned = |record: &Record, profession: usize| record.ledgers[profession].planned as f64;
    let profession = coordinators(&system);
    let lost = planned(&without, profession) - planned(&with, profession);
    let gp = system.general_practitioner;
    let lost_gp = planned(&without, gp) - planned(&with, gp);
    let minutes_lost = lost * 20.0 + lost_gp * system.roles[0].slot.get();
    assert_eq!(system.roles[0].booked_as, gp);
    // Less than half a start is carried over by each; the roles of GPs differ a little in their slots.
    near(minutes_lost / counts.meeting_min, 1.0, 0.12);
    assert!(lost > 0.0 && lost_gp > 0.0);
    assert!(with.ledger().balances() && with.ledger().net < without.ledger().net);
}

#[test]
fn everything_adds_up_with_a_cohort() {
    let mut system = with_meetings();
    let cohort = &mut system.cohorts[0];
    cohort.leaving_per_year = probability(0.4);
    cohort.engagement = probability(0.6);
    cohort.effect = with_cohort().cohorts[0].effect;
    let mut other = system.cohorts[0].clone();
    (other.name, other.people) = ("others".into(), 20);
    system.cohorts.push(other);
    for seed in [1, 2] {
        let horizon = Horizon { warm_up_weeks: 6, weeks: 6 };
        let (record, notes) = traced(&system, horizon, seed);
        check_record(&record, &system);
        check_finite(&record);
        let last = SimTime::midnight(6 * 7 + FOLLOWED_DAYS);
        check_stories(&notes, SimTime::midnight(-6 * 7), last);
        assert_eq!(record.cohorts.visits.len(), 10);
        assert_eq!(record, one(&system, horizon, seed), "who listens changes nothing");
    }
}

#[test]
fn threads_do_not_matter_with_a_cohort() {
    let system = with_meetings();
    let before = without_programme(&system);
    let networks = [("before", &before), ("with", &system)];
    let with_threads = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let horizon = Horizon { warm_up_weeks: 4, weeks: 2 };
        pool.install(|| compared(&networks, horizon, 1, 3))
    };
    assert_eq!(with_threads(1), with_threads(2));
}
