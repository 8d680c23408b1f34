//! Those turned away: the same request returns weeks later. Held against sums worked by hand, against facts as an
//! observer sees them, and against the same system in which nobody returns.

use crate::identities::check_record;
use crate::support::{Case, Notes, SHORT, one, patient, small, upon_baseline};
use pcn_sim::measures::find;
use pcn_sim::model::CareSystem;
use pcn_sim::model::front_door::MenuFates;
use pcn_sim::model::returns::{Returns, finally_unmet, spells_per_need};
use pcn_sim::model::triage::{TriagePolicy, Triaged};
use pcn_sim::scenario::{FileSystem, load};
use pcn_sim::simulation::chances::Addressed;
use pcn_sim::simulation::observer::{Fact, What, Who};
use pcn_sim::simulation::record::{Because, CAUSES, Record};
use pcn_sim::simulation::{Horizon, simulate};
use pcn_sim::units::{Minutes, Probability, SimTime};
use std::collections::BTreeMap;

const NEVER: Probability = Probability::ZERO;

fn share(value: f64) -> Probability {
    Probability::new(value).unwrap()
}

/// Requests return with this probability, twice at most, after `weeks`. Demand is that of a calibration in which
/// no request failed, unless `failing` is given.
fn returning(mut system: CareSystem, probability: f64, failing: f64, weeks: f64) -> CareSystem {
    system.returns = Some(Returns {
        probability: share(probability),
        at_most: 2,
        failing: share(failing),
        after_weeks: vec![weeks; system.needs.len()],
    });
    system
}

/// A practice in which every spell fails with the same probability: everyone rings, the menu loses that share for
/// good, and the desk settles all others.
fn lottery(failing: f64) -> CareSystem {
    let mut system = small();
    system.practices[0].list_size = 30_000.0;
    system.teams.clear();
    system.planned.clear();
    system.recall = None;
    system.demand.channel_share = [1.0, 0.0, 0.0, 0.0];
    system.demand.latent_share = 0.0;
    for need in &mut system.needs {
        (need.administrative, need.pharmacy) = (Probability::ONE, NEVER);
    }
    let door = &mut system.front_door;
    door.menu_exit = share(failing);
    door.menu_fates_request = MenuFates { resolved: NEVER, online: NEVER, redial: NEVER };
    door.handlers.truncate(1);
    (door.handlers[0].per_10000, door.handlers[0].per_10000_monday) = (300.0, 300.0);
    (door.impatient_share, door.patient_mean) = (NEVER, Minutes::new(100_000.0).unwrap());
    system.triage.policy = TriagePolicy::CareNavigation;
    system.triage.clinical_triage_share = NEVER;
    system
}

const YEAR: Horizon = Horizon { warm_up_weeks: 10, weeks: 40 };

/// The spells of a need, and the share of needs finally unmet, as they came out.
fn outcome(record: &Record) -> (f64, f64) {
    let of = |name: &str| (find(name).unwrap().value)(record).unwrap();
    (of("requests_per_need"), of("needs_unmet_share"))
}

/// Against the sum of two returns written out. The tolerances are four standard errors of the numbers of needs
/// (about 70,000), rounded up.
#[track_caller]
fn assert_as_by_hand(system: &CareSystem, seed: u64, spells: f64, unmet: f64) {
    let record = one(system, YEAR, seed);
    check_record(&record, system);
    let (found_spells, found_unmet) = outcome(&record);
    assert!(record.needs.made > 60_000, "{}", record.needs.made);
    assert!((found_spells - spells).abs() < 0.009, "{found_spells} and not {spells} spells a need");
    assert!((found_unmet - unmet).abs() < 0.006, "{found_unmet} and not {unmet} finally unmet");
}

#[test]
fn one_in_five_of_those_who_fail_as_in_the_average_network_is_the_sum_worked_by_hand() {
    // f = 0.144, r = 0.2: fr = 0.0288; 1 + 0.0288 + 0.00083 = 1.0296; 0.144 × 0.8 × 1.0288 + 0.144 × 0.00083.
    let system = returning(lottery(0.144), 0.2, 0.0, 1.0);
    assert_as_by_hand(&system, 1, 1.0296, 0.1186);
    assert_as_by_hand(&system, 2, 1.0296, 0.1186);
}

#[test]
fn a_limit_of_two_returns_is_not_the_endless_series() {
    // f = 0.6, r = 0.9: 1 + 0.54 + 0.2916 = 1.8316, without a limit 2.1739; unmet 0.6 × 0.1 × 1.54 + 0.6 × 0.2916.
    let system = returning(lottery(0.6), 0.9, 0.0, 1.0);
    let record = one(&system, YEAR, 3);
    let (spells, unmet) = outcome(&record);
    assert!((spells - 1.8316).abs() < 0.02, "{spells}");
    assert!((unmet - 0.26736).abs() < 0.01, "{unmet}");
    assert!((spells_per_need(0.6, 0.9, 2) - 1.8316).abs() < 1e-9);
    assert!((finally_unmet(0.6, 0.9, 2) - 0.26736).abs() < 1e-9);
}

#[test]
fn a_practice_of_another_name_has_other_patients_and_the_same_shares() {
    let mut system = returning(lottery(0.144), 0.2, 0.0, 2.0);
    let before = one(&system, YEAR, 1);
    system.practices[0].name = "elm-street".into();
    assert_as_by_hand(&system, 1, 1.0296, 0.1186);
    assert_ne!(one(&system, YEAR, 1).needs, before.needs);
}

#[test]
fn requests_per_patient_stay_as_observed_and_needs_become_fewer() {
    let nobody = one(&lottery(0.3), YEAR, 5);
    let system = returning(lottery(0.3), 0.4, 0.3, 1.0);
    let some = one(&system, YEAR, 5);
    let spells = spells_per_need(0.3, 0.4, 2);
    assert!((spells - 1.1344).abs() < 1e-9);
    let relative = some.requests.made as f64 / nobody.requests.made as f64;
    assert!((relative - 1.0).abs() < 0.02, "{relative}");
    let needs = nobody.needs.made as f64 / some.needs.made as f64;
    assert!((needs - spells).abs() < 0.02, "{needs}");
    // The share that tried and got none is per spell, and stays.
    let failed =
        |record: &Record| record.requests.unmet_total() as f64 / record.requests.made as f64;
    assert!((failed(&some) - failed(&nobody)).abs() < 0.01);
}

#[test]
fn contacts_of_the_small_network_stay_within_noise_if_its_own_share_of_failures_is_stated() {
    let horizon = Horizon { warm_up_weeks: 8, weeks: 20 };
    let nobody = one(&small(), horizon, 11);
    let failing = nobody.requests.unmet_total() as f64 / nobody.requests.made as f64;
    let some = one(&returning(small(), 0.2, failing, 1.0), horizon, 11);
    assert!(some.needs.made < nobody.needs.made && some.needs.returned > 0);
    for (before, after) in [
        (nobody.requests.made, some.requests.made),
        (nobody.front_door.inbound, some.front_door.inbound),
    ] {
        let relative = after as f64 / before as f64;
        assert!((relative - 1.0).abs() < 0.03, "{before} and {after}");
    }
}

#[test]
fn where_nobody_returns_the_record_is_the_same() {
    for system in [small(), lottery(0.3)] {
        let before = one(&system, SHORT, 2025);
        assert_eq!(one(&returning(system, 0.0, 0.144, 2.0), SHORT, 2025), before);
    }
}

#[test]
fn more_returns_are_more_requests_and_fewer_needs_finally_unmet() {
    let horizon = Horizon { warm_up_weeks: 8, weeks: 12 };
    let at = |probability: f64| one(&returning(lottery(0.3), probability, 0.0, 1.0), horizon, 7);
    let records = [0.0, 0.4, 1.0].map(at);
    for pair in records.windows(2) {
        // The same patients ask first, and whoever returned still returns.
        assert_eq!(pair[0].needs.made, pair[1].needs.made);
        assert!(pair[0].requests.made < pair[1].requests.made);
        assert!(pair[0].needs.returned < pair[1].needs.returned);
        assert!(pair[0].needs.unmet > pair[1].needs.unmet);
        assert!(pair[0].contacts.avoidable() < pair[1].contacts.avoidable());
    }
    records.iter().for_each(|record| assert_eq!(record.requests.latent, 0));
}

/// The facts of a system over `horizon`, and its record.
fn observed(system: &CareSystem, horizon: Horizon, seed: u64) -> (Record, Vec<Fact>) {
    let mut notes = Notes::default();
    let record = simulate(system, horizon, &Addressed::new(seed, 0), &mut notes).unwrap();
    (record, notes.0)
}

#[test]
fn the_same_request_returns_on_a_working_day_one_to_four_weeks_later_and_one_level_more_urgent() {
    for (weeks, seed) in [(1.0, 1), (2.5, 2), (3.0, 3)] {
        let mut system = returning(small(), 1.0, 0.0, weeks);
        system.demand.latent_share = 0.0;
        let (record, facts) = observed(&system, Horizon { warm_up_weeks: 6, weeks: 6 }, seed);
        check_record(&record, &system);
        let mut last: BTreeMap<u64, (u8, usize, u32)> = BTreeMap::new();
        let mut gone: BTreeMap<u64, SimTime> = BTreeMap::new();
        let mut returns = 0;
        for fact in &facts {
            let Some(who) = patient(fact) else { continue };
            match fact.what {
                What::Unmet { .. } => drop(gone.insert(who, fact.at)),
                What::Arose { need, urgency, .. } => {
                    let now = (need.0, urgency as usize, 0);
                    let Some(before) = last.insert(who, now) else { continue };
                    returns += 1;
                    let spells = before.2 + 1;
                    last.get_mut(&who).unwrap().2 = spells;
                    assert!(spells <= 2, "a third return");
                    assert_eq!(before.0, need.0, "another need");
                    assert!(now.1 <= before.1.saturating_sub(1), "{before:?}, then {now:?}");
                    let days = fact.at.day() - gone[&who].day();
                    let first = (weeks * 7.0_f64).ceil() as i32;
                    assert!((first..first + 7).contains(&days), "{days} days after {weeks} weeks");
                    assert!((7..=28).contains(&days));
                    assert!(system.calendar.day(fact.at.day()).is_working);
                }
                _ => {}
            }
        }
        assert!(returns > 50, "{returns} returns");
    }
}

#[test]
fn returns_beyond_the_end_are_open_and_those_of_the_warm_up_are_no_needs_of_the_period() {
    // Every spell fails and every need returns twice, at least three weeks later.
    let system = returning(lottery(1.0), 1.0, 0.0, 3.0);
    let record = one(&system, Horizon { warm_up_weeks: 12, weeks: 2 }, 1);
    check_record(&record, &system);
    let needs = record.needs;
    // The second return comes six weeks after the need at the earliest, and the run ends after six.
    assert!(
        needs.open > needs.made * 9 / 10 && needs.made == needs.unmet + needs.open,
        "{needs:?}"
    );
    // In a steady state there are two returns for each need, all of them of needs before.
    assert!((needs.returned as f64 / needs.made as f64 - 2.0).abs() < 0.1, "{needs:?}");
    assert_eq!(record.contacts.of(Because::HadNothing), needs.returned);
    let cold = one(&system, Horizon { warm_up_weeks: 0, weeks: 2 }, 1);
    assert_eq!((cold.needs.returned, cold.requests.made), (0, cold.needs.made));
    let long = one(&system, Horizon { warm_up_weeks: 0, weeks: 20 }, 1);
    assert!(long.needs.unmet > 0 && long.needs.open > 0, "{:?}", long.needs);
    assert_eq!(long.needs.made, long.needs.unmet + long.needs.open);
}

/// Contacts by cause, found from what happened to each person before: the rules stated anew.
fn causes_of(facts: &[Fact]) -> [u64; CAUSES] {
    let mut counts = [0; CAUSES];
    let mut reasons: BTreeMap<String, Because> = BTreeMap::new();
    let mut handed_back: BTreeMap<u64, bool> = BTreeMap::new();
    let mut in_triage: BTreeMap<u64, bool> = BTreeMap::new();
    for fact in facts {
        let who = match fact.who {
            Who::Patient(id) => format!("patient {}", id.0),
            Who::Other(id) => format!("other {}", id.0),
            Who::Staff { .. } => continue,
        };
        let id = patient(fact).unwrap_or(0);
        let mut becomes = |because| {
            reasons.insert(who.clone(), because);
        };
        match fact.what {
            What::HungUp { .. } => becomes(Because::NotAnswered),
            What::LeftMenu { is_open: true } => becomes(Because::NotAnswered),
            What::LeftMenu { is_open: false } | What::DidNotAttend => becomes(Because::Own),
            What::ToldAnotherDay => becomes(Because::ToldAgain),
            What::WillReturn { .. } => {
                becomes(Because::HadNothing);
                handed_back.insert(id, false);
            }
            What::TriageEnded => drop(in_triage.insert(id, true)),
            What::Began { .. } => drop(in_triage.insert(id, false)),
            What::NeedMissed if in_triage.get(&id) == Some(&true) => {
                becomes(Because::MissedInTriage);
            }
            What::NeedMissed => becomes(Because::MissedInConsultation),
            What::Continues(how) => {
                use pcn_sim::simulation::observer::Continuation;
                handed_back.insert(id, how == Continuation::HandedBack);
            }
            What::Ended { .. } if handed_back.get(&id) == Some(&true) => {
                handed_back.insert(id, false);
                counts[Because::HandedBack as usize] +=
                    u64::from(fact.at >= SimTime::ZERO && fact.at < END);
            }
            What::Called { .. } | What::FormSent | What::WalkedIn => {
                let because = reasons.insert(who, Because::Own).unwrap_or_default();
                counts[because as usize] += u64::from(fact.at >= SimTime::ZERO && fact.at < END);
            }
            _ => {}
        }
    }
    counts
}

const END: SimTime = SimTime::midnight(42);

#[test]
fn every_contact_has_the_cause_that_an_observer_sees() {
    let mut triaged = returning(small(), 0.5, 0.0, 1.0);
    triaged.triage.policy = TriagePolicy::TotalTriage;
    triaged.triage.triaged = Triaged::Everyone;
    let without_call_backs = |mut system: CareSystem| {
        // A promised call-back that is not made is seen by nobody.
        system.front_door.call_back_accepted = NEVER;
        system
    };
    for system in [small(), returning(small(), 0.3, 0.0, 2.0), triaged].map(without_call_backs) {
        let (record, facts) = observed(&system, Horizon { warm_up_weeks: 4, weeks: 6 }, 9);
        check_record(&record, &system);
        assert_eq!(causes_of(&facts), record.contacts.by_cause);
        for because in [Because::NotAnswered, Because::ToldAgain, Because::HandedBack] {
            assert!(record.contacts.of(because) > 0, "{because:?} never");
        }
        assert_eq!(record.contacts.of(Because::Chased), 0);
        assert_eq!(system.returns.is_some(), record.contacts.of(Because::HadNothing) > 0);
        assert!(record.contacts.of(Because::HandedBack) <= record.ledger().hand_backs + 40);
    }
}

#[test]
fn total_triage_that_misses_and_call_backs_that_are_not_made_are_in_the_ledger() {
    let mut triaged = small();
    triaged.triage.policy = TriagePolicy::TotalTriage;
    triaged.triage.triaged = Triaged::Everyone;
    let record = one(&triaged, SHORT, 3);
    assert!(record.contacts.of(Because::MissedInTriage) > 0);
    let all: u64 = Because::FAILURES.iter().map(|because| record.contacts.of(*because)).sum();
    assert_eq!(all, record.contacts.avoidable());
    assert_eq!(record.contacts.all(), all + record.contacts.of(Because::Own));

    let mut promising = small();
    promising.front_door.call_back_offered_at = 0.0;
    promising.front_door.call_back_accepted = Probability::ONE;
    for band in &mut promising.front_door.handlers {
        (band.per_10000, band.per_10000_monday) = (1.0, 1.0);
    }
    promising.front_door.call_length_request = Minutes::new(60.0).unwrap();
    let record = one(&promising, SHORT, 3);
    assert!(record.contacts.of(Because::Chased) > 0, "{:?}", record.contacts);
}

#[test]
fn the_built_in_lever_states_one_in_five_and_its_range_is_drawn() {
    let lever = load("refused-return", &FileSystem).unwrap();
    let returns = lever.system.returns.as_ref().unwrap();
    assert_eq!((returns.probability.get(), returns.at_most), (0.2, 2));
    let parameter = |key: &str| lever.parameters.iter().find(|known| known.key == key).unwrap();
    assert_eq!(parameter("returns.probability").range, "0 to 0.4");
    assert!(lever.system.needs_per_patient_year() < lever.system.demand.requests_per_patient_year);
    let baseline = load("average-pcn", &FileSystem).unwrap().system;
    assert_eq!(baseline.returns, None);
    assert_eq!(baseline.needs_per_patient_year(), baseline.demand.requests_per_patient_year);
}

/// `[returns]` upon the baseline, with these lines in place of `after_weeks` of `msk`.
fn stated(msk: &str) -> String {
    let lever = pcn_sim::scenario::embedded::text("refused-return").unwrap();
    let line = lever.lines().find(|line| line.starts_with("msk = ")).unwrap();
    lever.replace(line, msk)
}

#[test]
fn weeks_out_of_reach_and_a_need_without_weeks_are_refused_with_the_place() {
    let evidence = "range = [1, 9], assumption = \"a\"";
    for (msk, words) in [
        (format!("msk = {{ value = 5, {evidence} }}"), ["1 to 3 weeks", "returns.after_weeks"]),
        (String::new(), ["msk", "returns.after_weeks"]),
    ] {
        let case = Case::new().scenario(&stated(&msk)).args(["check", "scenario.toml"]);
        case.ends_with(2).stderr_contains(words[0]).stderr_contains(words[1]);
    }
    let lever = stated("msk = { value = 3, range = [1, 3], assumption = \"a\" }");
    let table = lever.split_once("[returns]").map(|(_, rest)| format!("[returns]{rest}"));
    let three = upon_baseline(&table.unwrap());
    let msk = three.system.needs.iter().position(|need| need.name == "msk").unwrap();
    assert_eq!(three.system.returns.unwrap().after_weeks[msk], 3.0);
}
