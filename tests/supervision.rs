//! Supervision: whose time it takes, to the minute, and the effect of a missing supervisor.

use crate::support::{SHORT, one, small, team, team_mut};
use pcn_sim::measures::find;
use pcn_sim::measures::supervision::SUPERVISION;
use pcn_sim::model::CareSystem;
use pcn_sim::model::role::{SessionStart, SlotShares};
use pcn_sim::model::roster::Team;
use pcn_sim::model::supervision::{PaidFrom, Stage};
use pcn_sim::model::workforce::Turnover;
use pcn_sim::simulation::record::{Ledger, Record};
use pcn_sim::units::{Probability, TimeOfDay};

fn role_mut<'n>(system: &'n mut CareSystem, name: &str) -> &'n mut pcn_sim::model::role::Role {
    system.roles.iter_mut().find(|role| role.name == name).unwrap()
}

/// The slot ledger of the profession under which `role` is booked.
fn ledger(system: &CareSystem, record: &Record, role: &str) -> Ledger {
    let role = system.roles.iter().find(|known| known.name == role).unwrap();
    record.ledgers[role.booked_as]
}

fn measured(record: &Record, measure: &str) -> f64 {
    (find(measure).unwrap().value)(record).unwrap()
}

/// Starts that were open to patients.
const fn open(ledger: Ledger) -> u64 {
    ledger.planned - ledger.absence - ledger.rooms - ledger.supervision
}

/// Two GPs with rooms enough, who are never away and are in on every day; nobody else.
fn with_gps() -> CareSystem {
    let mut system = small();
    system.sites[0].consulting_rooms = 30;
    for team in &mut system.teams {
        team.wte = 0.0;
        team.sessions.clear();
    }
    let partners = team_mut(&mut system, "gp-partners");
    (partners.wte, partners.wte_per_person) = (2.0, 1.0);
    let absence = &mut system.absence;
    (absence.leave_days, absence.study_days) = (0.0, 0.0);
    (absence.sickness_share, absence.parental_leave) = (0.0, 0.0);
    system.supervision.at_once = 20;
    system
}

/// Adds people of `role` who are in once on every working day.
fn add(system: &mut CareSystem, name: &str, role: &str, people: f64, stage: Stage) {
    let about = role_mut(system, role);
    about.sessions_per_wte = 5.0;
    about.session_starts = vec![SessionStart { at: TimeOfDay::at(9, 0), weight: 1.0 }];
    let added = Team { stage, ..team(system, name, role, people) };
    system.teams.push(added);
}

/// Two GPs with this number of associates at entry.
fn with_associates(people: f64) -> CareSystem {
    let mut system = with_gps();
    add(&mut system, "associates", "physician-associate", people, Stage::Entry);
    system
}

/// A GP who stays on to supervise, in on every working day.
fn with_retained_gp(mut system: CareSystem) -> CareSystem {
    let mut retained = system.roles.iter().find(|r| r.name == "gp-salaried").unwrap().clone();
    retained.name = "supervising-gp".into();
    (retained.supervises_first, retained.sees_patients) = (true, false);
    retained.takes_duty = false;
    system.roles.push(retained);
    add(&mut system, "retained", "supervising-gp", 1.0, Stage::Steady);
    system
}

#[test]
fn hours_taken_from_gps_are_the_sum_by_role_and_stage() {
    let mut system = with_gps();
    add(&mut system, "new-associates", "physician-associate", 2.0, Stage::Entry);
    add(&mut system, "associates", "physician-associate", 1.0, Stage::Steady);
    add(&mut system, "pharmacists", "clinical-pharmacist", 3.0, Stage::Transition);
    add(&mut system, "technicians", "pharmacy-technician", 1.0, Stage::Steady);
    let record = one(&system, SHORT, 1);
    // Scheduled a day: an associate at entry 75 − 12 − 8 = 55 min, twice; steady 40 − 12 − 8 = 20; a
    // pharmacist in transition 14 − 2 − 4 = 8, three times; a technician 3 − 1 − 1 = 1.
    let scheduled = 2.0 * 55.0 + 20.0 + 3.0 * 8.0 + 1.0;
    // Delegated a day: 8 min for each associate, 4 for each pharmacist, 1 for the technician.
    let delegated = 3.0 * 8.0 + 3.0 * 4.0 + 1.0;
    let days = f64::from(record.working_days);
    assert_eq!(record.work.scheduled_supervision_min, days * scheduled);
    assert_eq!(record.work.delegated_supervision_min, days * delegated);
    assert_eq!((scheduled, delegated), (155.0, 37.0));
    let debriefs = |role: &str, stage| {
        let role = system.roles.iter().position(|known| known.name == role).unwrap();
        let had = record.work.supervision_by_role[role][stage as usize];
        (had.scheduled / days, had.delegated / days)
    };
    assert_eq!(debriefs("physician-associate", Stage::Entry), (110.0, 16.0));
    assert_eq!(debriefs("physician-associate", Stage::Transition), (0.0, 0.0));
    assert_eq!(debriefs("physician-associate", Stage::Steady), (20.0, 8.0));
    assert_eq!(debriefs("clinical-pharmacist", Stage::Transition), (24.0, 12.0));
    assert_eq!(debriefs("pharmacy-technician", Stage::Steady), (1.0, 1.0));
    // Advice is added as it is given. All of it is taken from GPs with clinics.
    assert!(record.work.advice_min.sum > 0.0);
    let hours = (days * 192.0 + record.work.advice_min.sum) / 60.0;
    assert_eq!(measured(&record, "supervision_hours_gp"), hours);
    let total = SUPERVISION.iter().find(|part| part.name == "total_h").unwrap().value;
    let by_role: f64 = record.work.supervision_by_role.iter().flatten().map(total).sum();
    assert!((by_role - hours).abs() < 1e-9 * hours, "{by_role} of {hours}");
    let of_clinics = measured(&record, "supervision_hours_clinic_gp");
    assert!((of_clinics - hours).abs() < 1e-9, "{of_clinics} of {hours}");
    // Of 155 min a day GPs pay with whole slots; of each GP at most half of one is still owed, or paid
    // beforehand, at either end of the period.
    let slot = role_mut(&mut system, "gp-partner").slot.get();
    let paid = slot * ledger(&system, &record, "gp-partner").supervision as f64;
    assert!((paid - days * scheduled).abs() <= 2.0 * slot, "{paid} of {}", days * scheduled);
}

#[test]
fn without_a_supervisor_in_nobody_undifferentiated_is_seen() {
    let mut system = with_associates(2.0);
    let slots = &mut role_mut(&mut system, "physician-associate").slots;
    slots.planned = Probability::ZERO;
    let seen = ledger(&system, &one(&system, SHORT, 1), "physician-associate");
    assert_eq!(seen.supervision, 0);
    assert!(seen.net > 0);
    // Nobody is in post who could supervise: every start is closed for it, and nobody is seen.
    team_mut(&mut system, "gp-partners").turnover = Some(Turnover {
        per_year: Probability::ZERO,
        recruitment_weeks: 520.0,
        recruitment_least_weeks: 520.0,
        vacant: Some(Probability::ONE),
    });
    let alone = ledger(&system, &one(&system, SHORT, 1), "physician-associate");
    assert_eq!((alone.planned, alone.supervision), (seen.planned, seen.planned));
    assert_eq!(alone.net, 0);
    // Planned patients are seen all the same.
    let none = Probability::ZERO;
    role_mut(&mut system, "physician-associate").slots = SlotShares {
        planned: Probability::new(0.5).unwrap(),
        week: none,
        two_day: none,
        same_day: none,
        nhs_111: none,
        fortnight: none,
    };
    let planned_only = ledger(&system, &one(&system, SHORT, 1), "physician-associate");
    let closed = planned_only.supervision as f64 / planned_only.planned as f64;
    assert!((closed - 0.5).abs() < 0.01, "{closed} of slots are not kept for planned care");
    // Staff who need no supervisor present continue.
    role_mut(&mut system, "physician-associate").supervision.as_mut().unwrap().needs_presence =
        false;
    assert_eq!(ledger(&system, &one(&system, SHORT, 1), "physician-associate").supervision, 0);
}

#[test]
fn more_supervisees_lower_what_gps_see_and_funding_them_restores_it() {
    let partner = "gp-partner";
    let run = |people, paid_from| {
        let mut system = with_associates(people);
        system.supervision.paid_from = paid_from;
        [1, 2, 3].map(|seed| ledger(&system, &one(&system, SHORT, seed), partner))
    };
    let [none, one, three] = [0.0, 1.0, 3.0].map(|people| run(people, PaidFrom::PatientFacing));
    let funded = run(3.0, PaidFrom::Administrative);
    for seed in 0..3 {
        let [none, one, three, funded] = [none, one, three, funded].map(|ledgers| ledgers[seed]);
        assert_eq!(none.supervision, 0);
        assert!(one.supervision > 0 && three.supervision > 2 * one.supervision);
        assert!(open(none) > open(one) && open(one) > open(three));
        assert!(none.net > one.net && one.net > three.net, "{none:?} {one:?} {three:?}");
        // Funded, not one start is closed for it.
        assert_eq!((open(funded), funded.supervision), (open(none), 0));
        assert!(funded.net > three.net, "{funded:?} {three:?}");
    }
}

#[test]
fn whoever_only_supervises_is_asked_first_and_plans_no_clinic() {
    let without = with_associates(3.0);
    let with = with_retained_gp(without.clone());
    let (before, after) = (one(&without, SHORT, 1), one(&with, SHORT, 1));
    let gps = |record| ledger(&without, record, "gp-partner");
    assert_eq!(gps(&after).planned, gps(&before).planned, "no start is added");
    assert!(gps(&before).supervision > 0);
    assert_eq!(gps(&after).supervision, 0, "no start of GPs is closed for a debrief");
    let work = [&before, &after].map(|record| &record.work);
    assert_eq!(work[0].scheduled_supervision_min, work[1].scheduled_supervision_min);
    assert_eq!(work[0].delegated_supervision_min, work[1].delegated_supervision_min);
    // What is left to GPs is advice to those who ask while the other is advising or not in.
    let debriefs = work[1].scheduled_supervision_min + work[1].delegated_supervision_min;
    let by_gps = work[1].supervision_by_clinic_gps_min;
    assert!(by_gps < 0.5 * work[1].advice_min.sum, "{by_gps} of {debriefs}");
    // Asked as others are, GPs with clinics still pay.
    let mut in_turn = with;
    role_mut(&mut in_turn, "supervising-gp").supervises_first = false;
    assert!(gps(&one(&in_turn, SHORT, 1)).supervision > 0);
}

#[test]
fn one_who_supervises_first_takes_no_more_than_one_may_have_at_once() {
    let mut system = with_retained_gp(with_associates(3.0));
    let closed = [0, 1, 2, 3].map(|at_once| {
        system.supervision.at_once = at_once;
        let record = one(&system, SHORT, 1);
        (record.work.scheduled_supervision_min, ledger(&system, &record, "gp-partner").supervision)
    });
    let [nobody, one_each, two_each, three] = closed;
    // Associates whom nobody may supervise take no supervisor's time, and see no new patients.
    assert_eq!(nobody, (0.0, 0));
    // With one each, the retained GP has one and GPs have the other two; with two, one is left.
    assert!(one_each.1 > two_each.1 && two_each.1 > 0, "{one_each:?} {two_each:?}");
    assert_eq!(three.1, 0);
    assert_eq!((one_each.0, two_each.0), (three.0, three.0));
}

#[test]
fn advanced_practitioners_can_be_asked_before_gps_and_pay_with_their_own_slots() {
    let mut system = with_gps();
    add(&mut system, "paramedics", "paramedic", 2.0, Stage::Entry);
    add(&mut system, "advanced", "advanced-practitioner", 1.0, Stage::Steady);
    let closed = |system: &CareSystem| {
        let record = one(system, SHORT, 1);
        ["gp-partner", "advanced-practitioner"]
            .map(|role| ledger(system, &record, role).supervision)
    };
    let [gps, practitioners] = closed(&system);
    assert!(gps > 0);
    role_mut(&mut system, "advanced-practitioner").supervises_first = true;
    let [gps_after, practitioners_after] = closed(&system);
    assert!(practitioners_after > practitioners, "{practitioners_after} after {practitioners}");
    // What is left to GPs are the debriefs of advanced practitioners themselves: 10 − 4 − 4 = 2 min.
    assert!(gps_after < gps / 4, "{gps_after} after {gps}");
}
