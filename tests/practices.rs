//! Practices differ: results by practice and by day of the week, gradients by deprivation, policies.

use crate::support::{Case, SHORT, baseline, one, upon_baseline};
use pcn_sim::measures::find;
use pcn_sim::model::CareSystem;
use pcn_sim::model::appointments::SlotKind;
use pcn_sim::model::deprivation::Gradients;
use pcn_sim::model::policy::PolicyOtherwise;
use pcn_sim::model::practice::Practice;
use pcn_sim::model::roster::people;
use pcn_sim::model::triage::TriagePolicy;
use pcn_sim::simulation::Horizon;
use pcn_sim::simulation::record::{AccessCounts, Record};
use pcn_sim::units::Probability;

fn share(value: f64) -> Probability {
    Probability::new(value).unwrap()
}

fn value(record: &Record, measure: &str) -> f64 {
    (find(measure).unwrap().value)(record).unwrap()
}

/// Practices that are alike: the same policy, staffing and deprivation.
fn alike() -> CareSystem {
    let mut system = baseline();
    system.deprivation = Gradients::NONE;
    for practice in &mut system.practices {
        practice.policy = PolicyOtherwise::default();
        (practice.gp_staffing, practice.deprivation_quintile) = (1.0, 3);
        practice.need_multiplier = 1.0;
    }
    system
}

/// The position of a practice of the average network.
fn at(system: &CareSystem, name: &str) -> usize {
    system.practices.iter().position(|practice| practice.name == name).unwrap()
}

fn check_adds_up(record: &Record, parts: &[AccessCounts]) {
    let sum = |of: fn(&AccessCounts) -> u64| parts.iter().map(of).sum::<u64>();
    let requests = &record.requests;
    assert_eq!(sum(|c| c.made), requests.made);
    assert_eq!(sum(|c| c.settled), requests.settled);
    assert_eq!(sum(|c| c.lapsed), requests.lapsed);
    assert_eq!(sum(|c| c.referred), requests.referred);
    assert_eq!(sum(|c| c.unmet), requests.unmet_total());
    assert_eq!(sum(AccessCounts::not_met), requests.not_met());
    assert_eq!(sum(|c| c.seen), requests.seen);
    assert_eq!(sum(|c| c.attended), record.appointments.attended);
    assert_eq!(sum(|c| c.missed), record.appointments.dna);
    assert_eq!(sum(|c| c.calls), record.front_door.inbound);
    assert_eq!(sum(|c| c.forms), record.front_door.forms);
    let attendances = &record.attendances;
    assert_eq!(sum(|c| c.attendances.background), attendances.background);
    assert_eq!(sum(|c| c.attendances.referred), attendances.referred);
    for level in 0..3 {
        let of = parts.iter().map(|c| c.attendances.access_related[level]).sum::<u64>();
        assert_eq!(of, attendances.access_related[level]);
    }
}

#[test]
fn results_by_practice_and_by_weekday_add_up_to_the_totals() {
    for policy in [TriagePolicy::CareNavigation, TriagePolicy::TotalTriage] {
        let mut system = baseline();
        system.triage.policy = policy;
        let record = one(&system, SHORT, 3);
        let of_practices: Vec<AccessCounts> =
            record.by_practice.iter().map(|practice| practice.counts).collect();
        check_adds_up(&record, &of_practices);
        check_adds_up(&record, &record.by_weekday);
        assert!(record.by_practice.iter().all(|practice| practice.counts.missed > 0));
        // Most requests are made early in the week, and few at weekends. Two Mondays are bank holidays.
        let made = record.by_weekday.map(|counts| counts.made);
        assert!(made[0] > made[4] && made[1] > made[4] && made[5] < made[3] / 3, "{made:?}");
    }
}

#[test]
fn equal_values_switch_every_gradient_off_to_the_last_bit() {
    let mut none = baseline();
    none.deprivation = Gradients::NONE;
    let mut equal = none.clone();
    let gradients = &mut equal.deprivation;
    for values in [
        &mut gradients.gps,
        &mut gradients.receptionists,
        &mut gradients.not_attended,
        &mut gradients.planned_care,
        &mut gradients.ed_background,
    ] {
        *values = [2.0; 5];
    }
    assert_eq!(one(&none, SHORT, 4), one(&equal, SHORT, 4));
    for practice in &none.practices {
        assert_eq!(none.gp_weight(practice), practice.list_size * practice.gp_staffing);
        assert_eq!(none.reception_staffing(practice), practice.reception_staffing);
        assert_eq!(none.not_attended_factor(practice), 1.0);
        assert_eq!((none.planned_factor(practice), none.background_factor(practice)), (1.0, 1.0));
    }
}

#[test]
fn a_stated_policy_that_is_the_networks_changes_nothing() {
    let mut omitted = alike();
    omitted.triage.policy = TriagePolicy::TelephoneFirst;
    let mut stated = omitted.clone();
    for practice in &mut stated.practices {
        practice.policy.triage = Some(omitted.triage.policy);
        practice.policy.duty_sessions_per_10000 = Some(omitted.triage.duty_sessions_per_10000);
        practice.policy.duty_bookable = Some(omitted.triage.duty_bookable);
        practice.policy.longest_wait_days = Some(omitted.book.longest_wait_days[2]);
    }
    assert_eq!(one(&omitted, SHORT, 5), one(&stated, SHORT, 5));
}

/// GPs' sessions a week per patient, relative to those of the network.
fn gps(system: &CareSystem, index: usize) -> f64 {
    let people = people(system);
    let sessions = |is_counted: &dyn Fn(usize) -> bool| -> f64 {
        let gps = people.iter().filter(|person| {
            system.roles[person.role].booked_as == system.general_practitioner
                && person.practice.is_some_and(is_counted)
        });
        gps.map(|person| person.week.len() as f64).sum()
    };
    let own = sessions(&|practice| practice == index) / system.practices[index].list_size;
    own / (sessions(&|_| true) / system.patients())
}

#[test]
fn patients_of_the_most_deprived_fifth_have_fewer_gps_and_more_receptionists() {
    let mut system = alike();
    system.deprivation = baseline().deprivation;
    let [most, least] = ["hillside", "the-green"].map(|name| at(&system, name));
    (system.practices[most].deprivation_quintile, system.practices[least].deprivation_quintile) =
        (1, 5);
    // The published ratio of patients per GP is 1.144; people hold whole sessions.
    let ratio = gps(&system, least) / gps(&system, most);
    assert!((1.05..1.35).contains(&ratio), "{ratio}");
    let reception = |index: usize| system.reception_staffing(&system.practices[index]);
    assert!((reception(most) / reception(least) - 1.104 / 0.95).abs() < 1e-12);
    // The network keeps its receptionists.
    let of = |practice: &Practice| system.reception_staffing(practice) * practice.list_size;
    let all: f64 = system.practices.iter().map(of).sum();
    assert!((all - system.patients()).abs() < 1e-6);
}

#[test]
fn the_built_in_staffing_of_practices_is_unrelated_to_deprivation() {
    let system = baseline();
    let of = |value: fn(&Practice) -> f64| -> Vec<f64> {
        let values: Vec<f64> = system.practices.iter().map(value).collect();
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        values.iter().map(|value| value - mean).collect()
    };
    let (fifth, staff) = (of(|p| f64::from(p.deprivation_quintile)), of(|p| p.gp_staffing));
    let product = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let r = product(&fifth, &staff) / (product(&fifth, &fifth) * product(&staff, &staff)).sqrt();
    assert!(r.abs() < 0.1, "{r}");
}

#[test]
fn the_most_deprived_miss_most_appointments_and_attend_ed_most() {
    let mut system = alike();
    for (practice, fifth) in system.practices.iter_mut().zip([1, 5, 3, 3, 3]) {
        practice.deprivation_quintile = fifth;
    }
    let without = one(&system, SHORT, 6);
    system.deprivation =
        Gradients { gps: [1.0; 5], receptionists: [1.0; 5], ..baseline().deprivation };
    let with = one(&system, SHORT, 6);
    for (measure, least, most) in
        [("dna_share_ratio_deprived", 1.3, 1.95), ("ed_all_ratio_deprived", 1.4, 2.1)]
    {
        let (flat, steep) = (value(&without, measure), value(&with, measure));
        assert!((0.75..1.3).contains(&flat), "{measure}: {flat}");
        assert!((least..most).contains(&steep), "{measure}: {steep}");
    }
}

#[test]
fn a_practice_with_a_longer_wait_loses_fewer_requests_and_its_patients_wait_longer() {
    let horizon = Horizon { warm_up_weeks: 8, weeks: 10 };
    let with = |days: u32| {
        let mut system = alike();
        system.practices[0].policy.longest_wait_days = Some(days);
        one(&system, horizon, 7).by_practice[0].counts
    };
    let (short, long) = (with(10), with(35));
    let mean = |counts: &AccessCounts| counts.waited_days as f64 / counts.seen as f64;
    assert!(long.unmet < short.unmet, "{} and {}", long.unmet, short.unmet);
    assert!(mean(&long) > mean(&short) + 0.5, "{} and {}", mean(&long), mean(&short));
}

#[test]
fn a_practice_triages_everything_beside_one_that_navigates() {
    let mut system = alike();
    let nobody = one(&system, SHORT, 8);
    let policy = &mut system.practices[0].policy;
    policy.triage = Some(TriagePolicy::TotalTriage);
    policy.duty_sessions_per_10000 = Some(3.0);
    policy.duty_bookable = Some(share(0.3));
    let one_practice = one(&system, SHORT, 8);
    let triages = |record: &Record| record.appointments.triage;
    assert!(triages(&one_practice) > triages(&nobody) * 3 / 2);
    let mut all = system.clone();
    for practice in &mut all.practices {
        practice.policy = system.practices[0].policy;
    }
    assert!(triages(&one(&all, SHORT, 8)) > triages(&one_practice) * 2);
}

#[test]
fn policies_decide_the_slots_of_a_practices_own_gps() {
    let system = upon_baseline(
        "[practices.riverside.policy]\nsame_day_share = 0.3\nweek_share = 0.2\nfortnight_share = 0.25\n",
    )
    .system;
    let own = &system.practices[at(&system, "riverside")].policy;
    let gp = system.roles.iter().find(|role| role.name == "gp-partner").unwrap();
    let shares = own.slot_shares(&gp.slots);
    let of = |kind: SlotKind| shares[kind as usize];
    assert_eq!(
        [of(SlotKind::SameDay), of(SlotKind::Week), of(SlotKind::Fortnight)],
        [0.3, 0.2, 0.25]
    );
    assert_eq!(of(SlotKind::Planned), gp.slots.planned.get());
    assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-12);
}

#[test]
fn slots_released_a_fortnight_before_are_booked_about_a_fortnight_ahead() {
    let horizon = Horizon { warm_up_weeks: 8, weeks: 6 };
    let lags = |fortnight: f64| {
        let mut system = alike();
        system.aftercare.follow_up_in_weeks = Probability::ZERO;
        for practice in &mut system.practices {
            practice.policy.fortnight = Some(share(fortnight));
        }
        let lags = one(&system, horizon, 9).appointments.by_group_and_lag[0];
        lags[3] as f64 / lags.iter().sum::<u64>() as f64
    };
    let (none, some) = (lags(0.0), lags(0.1));
    assert!(some > none + 0.03, "{none} and {some}");
}

#[test]
fn a_wrong_policy_is_refused_with_its_line_and_a_remedy() {
    let refused = |lines: &str| {
        let text = format!(
            "base = \"average-pcn\"\n[about]\ntitle = \"A\"\nquestion = \"B?\"\n\
             [practices.riverside.policy]\n{lines}"
        );
        Case::new().scenario(&text).args(["check", "scenario.toml"]).fails_with(2)
    };
    refused("triage = \"total-triaje\"\n")
        .stderr_contains("scenario.toml:6: `practices.riverside.policy.triage`")
        .stderr_contains("remedy    did you mean \"total-triage\"?");
    for days in ["9", "36"] {
        refused(&format!("longest_wait_days = {days}\n"))
            .stderr_contains("scenario.toml:6: `practices.riverside.policy.longest_wait_days`")
            .stderr_contains("expected  10 to 35 days");
    }
    refused("same_day_share = 0.7\nfortnight_share = 0.3\n")
        .stderr_contains("scenario.toml:6: `practices.riverside.policy.same_day_share`")
        .stderr_contains("expected  shares that sum to 1 at most");
    refused("triage = \"care-coordinators\"\n").stderr_contains("raise triage.coordinators");
    refused("longest_wait = 20\nsame_day_share = 2\n")
        .stderr_contains("2 problems")
        .stderr_contains("longest_wait_days");
}

#[test]
fn every_practice_has_every_deprivation_once_where_the_labels_rotate() {
    let system = upon_baseline("[place]\nnetworks = 5\nrotate_deprivation = true\n").system;
    let one = baseline().practices;
    for place in 0..5 {
        let fifth = |network: usize| system.practices[network * 5 + place].deprivation_quintile;
        assert_eq!(fifth(0), one[place].deprivation_quintile);
        assert_eq!(fifth(1), one[(place + 1) % 5].deprivation_quintile);
        let mut fifths: Vec<u8> = (0..5).map(fifth).collect();
        fifths.sort_unstable();
        assert_eq!(fifths, [1, 2, 3, 4, 5]);
    }
    for practice in &system.practices {
        let fifth = usize::from(practice.deprivation_quintile - 1);
        assert_eq!(practice.need_multiplier, system.demand.deprivation_multiplier[fifth]);
    }
}
