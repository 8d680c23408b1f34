//! Triage has an aftermath: what a request needs is drawn when it arises, an encounter finds it or misses it,
//! and what is missed comes back.

use crate::support::{Notes, SHORT, baseline, one, patient, small, upon_baseline};
use pcn_sim::model::CareSystem;
use pcn_sim::model::finding::Sensitivity;
use pcn_sim::model::triage::{TriagePolicy, Triaged};
use pcn_sim::simulation::chances::Addressed;
use pcn_sim::simulation::observer::{Fact, What};
use pcn_sim::simulation::record::Record;
use pcn_sim::simulation::{Horizon, simulate};
use pcn_sim::units::{Minutes, Probability};
use std::collections::{BTreeMap, BTreeSet};

fn probability(value: f64) -> Probability {
    Probability::new(value).unwrap()
}

fn sensitivity(telephone: f64, message: f64) -> Sensitivity {
    Sensitivity {
        in_person: Probability::ONE,
        telephone: probability(telephone),
        message: probability(message),
    }
}

/// A small network in which nobody is left waiting and nobody misses an appointment.
fn ample() -> CareSystem {
    let mut system = small();
    for team in &mut system.teams {
        team.wte = (team.wte * 6.0).max(2.0);
    }
    (system.sites[0].consulting_rooms, system.sites[0].treatment_rooms) = (60, 20);
    for band in &mut system.front_door.handlers {
        (band.per_10000, band.per_10000_monday) = (60.0, 60.0);
    }
    system.book.dna = [[Probability::ZERO; 7]; 3];
    system.book.cancelled = Probability::ZERO;
    system.book.own_gp = Probability::ZERO;
    system.book.convenience_days = 0.0;
    system.demand.latent_share = 0.0;
    system.triage.duty_sessions_per_10000 = 10.0;
    system.triage.urgent_wait_limit = None;
    system.triage.sensitivity = Sensitivity::PERFECT;
    system
}

/// Every request is of one need, by telephone, that a GP sees `seen` times, unless advice is enough
/// for it, as it is for `advice` of them. All requests are triaged by calls of this sensitivity.
fn alike(advice: f64, seen: u32, telephone: f64) -> CareSystem {
    let mut system = ample();
    let none = Probability::ZERO;
    let gp = system.general_practitioner;
    system.demand.channel_share = [1.0, 0.0, 0.0, 0.0];
    system.planned.clear();
    for need in &mut system.needs {
        need.routes = vec![gp];
        (need.administrative, need.pharmacy, need.home_visit) = (none, none, none);
        // Nobody is examined: otherwise a second finding would bring some of them in.
        (need.face_to_face, need.triage_settles) = (none, probability(advice));
        need.follow_up_weeks = 1.0;
    }
    for usual in system.competence.iter_mut().flatten().flatten() {
        (usual.advice, usual.hand_back, usual.referral) = (none, none, none);
        usual.follow_up = if seen > 1 { Probability::ONE } else { none };
    }
    for role in &mut system.roles {
        (role.sends_to_ed, role.reconsultation, role.extra_advice) = (none, none, none);
    }
    system.aftercare.consultations_limit = seen;
    system.triage.policy = TriagePolicy::TotalTriage;
    system.triage.sensitivity = sensitivity(telephone, telephone);
    system
}

fn contacts(record: &Record) -> f64 {
    let sum = |part: usize| record.triage.contacts.iter().map(|of| of[part]).sum::<u64>() as f64;
    sum(1) / sum(0)
}

/// With N planned contacts, a share s closed by triage and a share r of those returning to one contact,
/// a request has 1 + (1 - s)·N + s·r contacts: divided by N, that many times those without triage.
/// Advice is enough for 0.25, and triage finds that the others must be seen in 0.8 of cases. So s is
/// 0.25 + 0.75·0.2 = 0.4, s·r = 0.15 and r = 0.375. With N = 1 that is 1 + 0.6 + 0.15 = 1.75 contacts. The
/// patient who returns is seen as often as planned, so with N = 2 it is 1 + 1.2 + 0.15·2 = 2.5.
#[test]
fn contacts_under_total_triage_are_those_worked_by_hand() {
    let horizon = Horizon { warm_up_weeks: 5, weeks: 12 };
    for (seen, expected) in [(1, 1.75), (2, 2.5)] {
        let triaged = one(&alike(0.25, seen, 0.8), horizon, 3);
        let found = contacts(&triaged);
        assert!((found / expected - 1.0).abs() < 0.03, "N = {seen}: {found}, not {expected}");

        let mut without = alike(0.25, seen, 0.8);
        without.triage.policy = TriagePolicy::GpFirst;
        let found = contacts(&one(&without, horizon, 3));
        let planned = f64::from(seen);
        assert!((found / planned - 1.0).abs() < 0.03, "N = {seen}: {found} without triage");
    }
}

/// The same needs, found by everyone, whoever meets the patient first.
#[test]
fn at_sensitivity_one_referrals_are_the_same_under_every_policy() {
    let horizon = Horizon { warm_up_weeks: 5, weeks: 26 };
    let of = |policy| {
        let mut system = ample();
        system.triage.policy = policy;
        system.triage.coordinators = 20;
        // More need the emergency department than usual, so that 2% of them are some patients.
        system.roles.iter_mut().for_each(|role| role.sends_to_ed = probability(0.05));
        // Planned care refers by itself, and its GPs have other sessions under other policies.
        system.planned.clear();
        let record = one(&system, horizon, 5);
        assert_eq!(record.triage.missed, 0);
        let share_met = 1.0 - record.requests.not_met() as f64 / record.requests.made as f64;
        assert!(share_met > 0.9, "{policy:?}: {share_met}");
        // Of those who are met: who gives up on the telephone has no need found.
        (record.requests.referred as f64, record.attendances.referred as f64)
    };
    let (referred, sent) = of(TriagePolicy::CareNavigation);
    assert!(referred > 100.0 && sent > 100.0, "{referred} and {sent}");
    for (_, policy) in TriagePolicy::CHOICES {
        let found = of(policy);
        let is_near = |found: f64, of: f64| (found / of - 1.0).abs() <= 0.02;
        assert!(is_near(found.0, referred), "{policy:?}: {found:?}, not {referred} and {sent}");
        assert!(is_near(found.1, sent), "{policy:?}: {found:?}, not {referred} and {sent}");
    }
}

#[test]
fn the_less_an_encounter_finds_the_more_comes_back() {
    let of = |telephone, message| {
        let mut system = small();
        system.triage.policy = TriagePolicy::TotalTriage;
        system.triage.sensitivity = sensitivity(telephone, message);
        one(&system, SHORT, 2).triage
    };
    let (perfect, usual, poor) = (of(1.0, 1.0), of(0.9, 0.8), of(0.6, 0.6));
    assert_eq!(perfect.missed, 0);
    assert!(0 < usual.missed && usual.missed < poor.missed, "{usual:?} and {poor:?}");
    assert!(perfect.reopened < usual.reopened && usual.reopened < poor.reopened);
    // Whoever finds nothing at all does not stop the simulation.
    assert!(of(0.0, 0.0).missed > poor.missed);
}

#[test]
fn total_triage_refers_and_sends_to_ed_by_itself() {
    let mut system = small();
    system.triage.policy = TriagePolicy::TotalTriage;
    let notes = notes(&system, SHORT);
    let mut triaged = BTreeSet::new();
    let (mut referred, mut sent) = (0, 0);
    for fact in &notes {
        let Some(who) = patient(fact) else { continue };
        match fact.what {
            What::TriageEnded => {
                triaged.insert((who, fact.at));
            }
            What::Referred => referred += u32::from(triaged.contains(&(who, fact.at))),
            What::SentToEd => sent += u32::from(triaged.contains(&(who, fact.at))),
            _ => {}
        }
    }
    assert!(referred > 10 && sent > 2, "{referred} and {sent}");
}

/// A request that is missed rings again within 14 days, is one level more urgent, is not triaged
/// again, and is settled once at most.
#[test]
fn what_is_missed_comes_back_within_two_weeks_and_is_seen() {
    let mut system = small();
    system.triage.policy = TriagePolicy::TotalTriage;
    let notes = notes(&system, SHORT);
    let (mut triaged, mut missed, mut due) = (BTreeMap::new(), BTreeSet::new(), BTreeMap::new());
    let (mut returned, mut settled) = (0, BTreeSet::new());
    for fact in &notes {
        let Some(who) = patient(fact) else { continue };
        match fact.what {
            What::TriageEnded => {
                triaged.insert(who, fact.at);
            }
            What::NeedMissed if triaged.get(&who) == Some(&fact.at) => {
                missed.insert(who);
                due.insert(who, fact.at);
            }
            What::Called { .. } => {
                if let Some(at) = due.remove(&who) {
                    // At the next opening, after Easter at most.
                    let days = fact.at.day() - at.day();
                    assert!(days <= 14 + 4, "{days} days");
                    returned += 1;
                }
            }
            What::TriageAsked => assert!(!missed.contains(&who), "triaged again"),
            What::Began { .. } => {
                missed.remove(&who);
            }
            What::Settled => assert!(settled.insert(who), "settled twice"),
            _ => {}
        }
    }
    assert!(returned > 10, "{returned}");
}

/// Without anyone on duty, the limit has urgent requests booked by reception; the others wait.
#[test]
fn urgent_requests_wait_for_triage_up_to_the_limit() {
    let mut system = small();
    system.triage.policy = TriagePolicy::TotalTriage;
    system.triage.duty_sessions_per_10000 = 0.0;
    system.triage.urgent_wait_limit = None;
    let endless = one(&system, SHORT, 3);
    assert_eq!(endless.triage.limit_reached, 0);
    let urgent = |record: &Record| record.requests.by_urgency[0].settled;

    system.triage.urgent_wait_limit = Some(Minutes::new(60.0).unwrap());
    let limited = one(&system, SHORT, 3);
    assert!(limited.triage.limit_reached > 100, "{:?}", limited.triage);
    assert!(urgent(&limited) > urgent(&endless) + 50, "{} more", urgent(&limited));
    assert!(limited.requests.open > 100, "routine ones wait");
    // Requests that wait are not met, and the queue is seen to grow.
    assert!(endless.requests.open > limited.requests.open);
    assert!(endless.triage.waiting[1] > 0);
    assert!(endless.requests.not_met() > limited.requests.not_met());
}

/// One queue a practice: nobody is triaged while a more urgent request waits.
#[test]
fn triage_takes_the_most_urgent_first_and_goes_on_all_day() {
    // Large enough for GPs who begin at every time of the day.
    let mut system = small();
    system.practices[0].list_size *= 4.0;
    system.teams.iter_mut().for_each(|team| team.wte *= 4.0);
    (system.sites[0].consulting_rooms, system.sites[0].treatment_rooms) = (8, 4);
    system.triage.policy = TriagePolicy::TotalTriage;
    let mut urgency = BTreeMap::new();
    let mut waiting: BTreeMap<u64, u8> = BTreeMap::new();
    let (mut overtook, mut hours) = (0, [0; 24]);
    for fact in notes(&system, SHORT) {
        let Some(who) = patient(&fact) else { continue };
        match fact.what {
            What::Arose { urgency: of, .. } => {
                urgency.insert(who, of as u8);
            }
            What::NeedMissed => {
                urgency.entry(who).and_modify(|level| *level = level.saturating_sub(1));
            }
            What::TriageAsked => {
                waiting.insert(who, urgency[&who]);
            }
            What::TriageLimitReached => {
                waiting.remove(&who);
            }
            What::TriageBegan { .. } => {
                let own = waiting.remove(&who).unwrap();
                assert!(waiting.values().all(|other| *other >= own), "{who} before its turn");
                overtook += usize::from(!waiting.is_empty());
                hours[fact.at.time_of_day().hour()] += 1;
            }
            _ => {}
        }
    }
    assert!(overtook > 10);
    assert!(hours[9..17].iter().all(|triages| *triages > 20), "{hours:?}");
}

#[test]
fn only_same_day_requests_are_triaged_where_the_scenario_says_so() {
    let loaded = upon_baseline("[triage]\ntriaged = \"same-day\"\n").system;
    assert_eq!(
        (loaded.triage.triaged, baseline().triage.triaged),
        (Triaged::SameDay, Triaged::Everyone)
    );
    let mut system = small();
    system.triage.policy = TriagePolicy::TotalTriage;
    let all = one(&system, SHORT, 2);
    system.triage.triaged = Triaged::SameDay;
    let same_day = one(&system, SHORT, 2);
    assert!(same_day.appointments.triage < all.appointments.triage * 9 / 10);
    assert!(same_day.appointments.triage > 0);
}

#[test]
fn each_mechanism_has_a_value_that_switches_it_off() {
    let mut system = small();
    system.triage.sensitivity = Sensitivity::PERFECT;
    system.triage.urgent_wait_limit = None;
    system.aftercare.referrals_per_course = Probability::ZERO;
    system.roles.iter_mut().for_each(|role| role.sends_to_ed = Probability::ZERO);
    // Planned care refers by itself.
    system.planned.clear();
    system.recall = None;
    let record = one(&system, SHORT, 4);
    assert_eq!((record.triage.missed, record.triage.limit_reached), (0, 0));
    assert_eq!(
        (record.requests.referred, record.referrals, record.attendances.referred),
        (0, 0, 0)
    );
}

fn notes(system: &CareSystem, horizon: Horizon) -> Vec<Fact> {
    let mut notes = Notes::default();
    simulate(system, horizon, &Addressed::new(7, 0), &mut notes).unwrap();
    notes.0
}
