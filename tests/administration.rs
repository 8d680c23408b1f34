//! Administrative time of GPs: held against sums worked by hand, against the same system without the account, and at
//! its extremes.

use crate::identities::check_record;
use crate::support::{Case, SHORT, baseline, one, small, team_mut, upon_baseline};
use pcn_sim::measures::{MEASURES, find};
use pcn_sim::model::CareSystem;
use pcn_sim::model::administration::{
    Administration, PrescribingPharmacist, WORKS, Work, sessions_of_week,
};
use pcn_sim::model::roster::people;
use pcn_sim::model::supervision::PaidFrom;
use pcn_sim::scenario::{FileSystem, Scenario, load};
use pcn_sim::simulation::Horizon;
use pcn_sim::simulation::record::{AdministrationCounts, Record};
use pcn_sim::units::{Minutes, Probability, TimeOfDay};

fn lever(name: &str) -> Scenario {
    load(name, &FileSystem).unwrap()
}

/// The account as the built-in scenario states it.
fn stated() -> Administration {
    lever("administrative-time").system.administration.unwrap()
}

/// The same system, with its account kept.
fn accounted(mut system: CareSystem) -> CareSystem {
    system.administration = Some(stated());
    system
}

fn changed(change: impl FnOnce(&mut Administration)) -> CareSystem {
    let mut system = accounted(small());
    change(system.administration.as_mut().unwrap());
    system
}

fn measured(record: &Record, measure: &str) -> f64 {
    (find(measure).unwrap().value)(record).unwrap()
}

/// The record without the account.
fn without_account(record: &Record) -> Record {
    Record { administration: AdministrationCounts::default(), ..record.clone() }
}

/// One partner with nine clinics of fifteen starts of 12 min a week, never away; nobody else works there.
fn one_partner(list: f64) -> CareSystem {
    let mut system = accounted(small());
    system.practices[0].list_size = list;
    system.sites[0].consulting_rooms = 5;
    for team in &mut system.teams {
        team.wte = 0.0;
        team.sessions.clear();
    }
    let partners = team_mut(&mut system, "gp-partners");
    (partners.wte, partners.wte_per_person) = (1.0, 1.0);
    let role = system.roles.iter_mut().find(|role| role.name == "gp-partner").unwrap();
    role.sessions_per_wte = 9.0;
    role.slot = Minutes::new(12.0).unwrap();
    // On duty, too, every start can be booked.
    system.triage.duty_bookable = Probability::ONE;
    let absence = &mut system.absence;
    (absence.leave_days, absence.study_days) = (0.0, 0.0);
    (absence.sickness_share, absence.parental_leave) = (0.0, 0.0);
    let administration = system.administration.as_mut().unwrap();
    // By list alone, so that the sum is the one worked by hand.
    administration.kinds.iter_mut().for_each(|kind| kind.from_contacts = 0.0);
    system
}

/// Weeks without a bank holiday from the beginning of the calendar on.
const WEEKS: Horizon = Horizon { warm_up_weeks: 0, weeks: 2 };

#[test]
fn of_2_290_patients_there_are_1_080_minutes_a_week_which_are_9_sessions_of_120() {
    let system = one_partner(2_290.0);
    assert_eq!(sessions_of_week(&system, &people(&system)), [9.0]);
    let week: f64 = stated().usual_week(2_290.0).iter().sum();
    assert!((week - 1_078.94).abs() < 0.01, "{week}");
    for seed in [1, 2] {
        let record = one(&system, WEEKS, seed);
        check_record(&record, &system);
        let counts = record.administration;
        assert_eq!((counts.sessions, counts.sessions_rostered), (18, 18), "{counts:?}");
        assert!((counts.arisen_total() - 2.0 * week).abs() < 1e-6);
        let each = measured(&record, "gp_session_administrative_min");
        assert!((each - 119.88).abs() < 0.01, "{each}");
        assert!((each - 120.0).abs() < 0.13);
    }
}

#[test]
fn starts_that_all_stay_empty_absorb_everything_and_full_ones_nothing() {
    let mut nobody_asks = one_partner(2_290.0);
    nobody_asks.demand.requests_per_patient_year = 0.0;
    nobody_asks.planned.clear();
    nobody_asks.recall = None;
    let record = one(&nobody_asks, WEEKS, 1);
    let counts = record.administration;
    assert_eq!((counts.contacts, counts.overrun_min), (0, 0.0));
    assert_eq!(measured(&record, "gp_session_overtime_min"), 0.0);
    let empty = measured(&record, "gp_session_in_empty_starts_min");
    assert!((empty - 119.88).abs() < 0.01, "{empty}");
    assert!((measured(&record, "gp_session_hours") - 250.0 / 60.0).abs() < 1e-9);

    // Ten times the patients for the same work: no start is empty, and all are attended.
    let mut full = one_partner(22_900.0);
    full.administration.as_mut().unwrap().minutes_per_patient_year = 2.45;
    full.book.dna.iter_mut().flatten().for_each(|share| *share = Default::default());
    let horizon = Horizon { warm_up_weeks: 4, weeks: 2 };
    let record = one(&full, horizon, 1);
    let counts = record.administration;
    let each = |minutes: f64| minutes / counts.sessions as f64;
    let starts = each(counts.absorbed.in_empty + counts.absorbed.in_missed);
    assert!(starts < 6.0, "{starts} of 180 min");
    // Worked by hand: the work and what the clinic overran, less what starts and 70 min absorb.
    let overtime = each(counts.arisen_total() + counts.overrun_min) - starts - 70.0;
    let found = measured(&record, "gp_session_overtime_min");
    assert!(found >= overtime - 1e-6 && found > 119.88 - 70.0 - 6.0, "{found} and {overtime}");
    // A session whose clinic ends in time has 49.88; those that overrun have more.
    assert!((measured(&record, "gp_session_in_contracted_min") - 70.0).abs() < 1e-6);
}

#[test]
fn what_arises_goes_somewhere_in_every_system_and_with_every_seed() {
    let paid_from_administration = {
        let mut system = accounted(small());
        system.supervision.paid_from = PaidFrom::Administrative;
        system
    };
    let with_pharmacist = changed(|it| {
        it.pharmacist = Some(PrescribingPharmacist { per_practice: 1.0, hours_a_week: 4.9 });
    });
    let closing = changed(|it| it.closes_starts = true);
    let mut nobody_in = accounted(small());
    nobody_in.absence.leave_days = 150.0;
    for system in [
        accounted(small()),
        accounted(baseline()),
        paid_from_administration,
        with_pharmacist,
        closing,
        nobody_in,
    ] {
        let horizon =
            if system.practices.len() > 1 { Horizon { warm_up_weeks: 1, weeks: 2 } } else { SHORT };
        for seed in [1, 7] {
            let record = one(&system, horizon, seed);
            check_record(&record, &system);
            assert!(record.administration.balances(), "{:?}", record.administration);
            assert!(record.administration.arisen_total() > 0.0);
        }
    }
}

#[test]
fn the_account_adds_measures_and_changes_nothing_else() {
    for system in [small(), baseline()] {
        let horizon =
            if system.practices.len() > 1 { Horizon { warm_up_weeks: 1, weeks: 2 } } else { SHORT };
        let before = one(&system, horizon, 2025);
        let after = one(&accounted(system), horizon, 2025);
        assert_eq!(without_account(&after), before);
        let mut added = 0;
        for measure in MEASURES {
            let (old, new) = ((measure.value)(&before), (measure.value)(&after));
            if new.is_some() && old.is_none() {
                added += 1;
            } else {
                assert_eq!(old.map(f64::to_bits), new.map(f64::to_bits), "{}", measure.name);
            }
        }
        assert_eq!(added, 26);
    }
}

#[test]
fn no_minutes_are_no_overtime_and_twice_as_many_are_more_than_twice_the_overtime() {
    let at = |minutes: f64| one(&changed(|it| it.minutes_per_patient_year = minutes), SHORT, 3);
    let [none, once, twice] = [0.0, 24.5, 49.0].map(at);
    assert_eq!(none.administration.arisen, [0.0; WORKS]);
    // Delegated tasks and clinics that overrun fit into the contracted time of most sessions.
    let overtime = |record: &Record| measured(record, "gp_session_overtime_min");
    assert!(overtime(&none) < overtime(&once) / 4.0, "{}", overtime(&none));
    assert!(overtime(&twice) > 2.0 * overtime(&once));
    let arisen = |record: &Record| record.administration.arisen_total();
    assert!((arisen(&twice) - 2.0 * arisen(&once)).abs() < 1e-6);
    assert_eq!(without_account(&none), without_account(&twice));
    let contracted = |minutes: f64| {
        let system = changed(|it| it.contracted = Minutes::new(minutes).unwrap());
        overtime(&one(&system, SHORT, 3))
    };
    assert!(contracted(0.0) > contracted(70.0) && contracted(70.0) > contracted(140.0));
    assert_eq!(contracted(10_000.0), 0.0);
}

#[test]
fn a_pharmacist_takes_4_9_hours_a_week_off_overtime_and_no_more_than_there_is() {
    // Four times the practice of the hand-worked sum on four partners: prescriptions are 10.8 h a week.
    let system = |pharmacist: Option<PrescribingPharmacist>| {
        let mut system = one_partner(4.0 * 2_290.0);
        team_mut(&mut system, "gp-partners").wte = 4.0;
        system.administration.as_mut().unwrap().pharmacist = pharmacist;
        system
    };
    let with = |per_practice: f64| {
        let pharmacist = PrescribingPharmacist { per_practice, hours_a_week: 4.9 };
        one(&system(Some(pharmacist)), Horizon { warm_up_weeks: 4, weeks: 2 }, 5)
    };
    let none = one(&system(None), Horizon { warm_up_weeks: 4, weeks: 2 }, 5);
    let [zero, single, double, many] = [0.0, 1.0, 2.0, 20.0].map(with);
    assert_eq!(zero, none);
    let overtime = |record: &Record| record.administration.absorbed.overtime;
    assert!(overtime(&none) > 2.0 * 294.0);
    assert!((overtime(&none) - overtime(&single) - 2.0 * 294.0).abs() < 1e-6);
    assert_eq!(single.administration.by_pharmacists[1], 0.0);
    assert!((double.administration.by_pharmacists.iter().sum::<f64>() - 4.0 * 294.0).abs() < 1e-6);
    let prescriptions = many.administration.arisen[Work::Prescriptions as usize];
    let taken: f64 = many.administration.by_pharmacists.iter().sum();
    assert!((taken - prescriptions).abs() < 1e-6, "{taken} of {prescriptions}");
    // No start is regained.
    assert_eq!(without_account(&many), without_account(&none));
}

#[test]
fn the_policy_closes_4_of_15_starts_and_a_pharmacist_gives_some_back() {
    let mut system = one_partner(2_290.0);
    let open = one(&system, WEEKS, 1);
    let administration = system.administration.as_mut().unwrap();
    administration.closes_starts = true;
    let closing = one(&system, WEEKS, 1);
    assert_eq!((open.ledger().planned, closing.ledger().planned), (18 * 15, 18 * 11));
    assert_eq!(measured(&closing, "gp_session_starts_closed"), 4.0);
    assert_eq!(measured(&open, "gp_session_starts_closed"), 0.0);
    assert!(
        measured(&closing, "gp_session_overtime_min") < measured(&open, "gp_session_overtime_min")
    );
    assert!(measured(&closing, "gp_contacts_per_day") < measured(&open, "gp_contacts_per_day"));
    // Prescriptions are 162 of 1,079 min: 102 each of the 9 sessions are left, and 32/12 starts.
    let pharmacist = PrescribingPharmacist { per_practice: 1.0, hours_a_week: 4.9 };
    let mut with_pharmacist = system.clone();
    with_pharmacist.administration.as_mut().unwrap().pharmacist = Some(pharmacist);
    let helped = one(&with_pharmacist, WEEKS, 1);
    assert_eq!(measured(&helped, "gp_session_starts_closed"), 3.0);
    assert_eq!(measured(&helped, "gp_starts_reopened"), 18.0);
    assert_eq!(measured(&closing, "gp_starts_reopened"), 0.0);
    // Half the minutes fit.
    system.administration.as_mut().unwrap().minutes_per_patient_year /= 2.0;
    assert_eq!(measured(&one(&system, WEEKS, 1), "gp_session_starts_closed"), 0.0);
    // Four times as many close every start, and no more.
    system.administration.as_mut().unwrap().minutes_per_patient_year *= 8.0;
    let closed = one(&system, WEEKS, 1);
    // Only patients squeezed in are seen.
    assert_eq!(closed.ledger().planned, 0);
    assert!(closed.administration.contacts < closing.administration.contacts);
}

#[test]
fn overtime_by_pharmacists_is_what_they_spare_and_not_what_reopened_starts_held() {
    // Ten times the patients for the same work: every start is taken, and all are attended.
    let mut full = one_partner(22_900.0);
    full.book.dna.iter_mut().flatten().for_each(|share| *share = Default::default());
    let administration = full.administration.as_mut().unwrap();
    administration.minutes_per_patient_year = 2.45;
    administration.closes_starts = true;
    let mut helped = full.clone();
    helped.administration.as_mut().unwrap().pharmacist =
        Some(PrescribingPharmacist { per_practice: 1.0, hours_a_week: 4.9 });
    let horizon = Horizon { warm_up_weeks: 4, weeks: 8 };
    let [alone, helped] = [&full, &helped].map(|system| one(system, horizon, 1));
    let sessions = alone.administration.sessions as f64;
    assert_eq!(measured(&helped, "gp_starts_reopened"), sessions);
    // Worked by hand, of clinics that end in time: 119.88 - 48 - 70 = 1.88 min a session are overtime without a
    // pharmacist and 4 starts closed; with one and 3 closed none. The 12 min of a reopened start are for patients.
    let spared = measured(&helped, "gp_overtime_hours_by_pharmacists") * 60.0 / sessions;
    let reopened = measured(&helped, "gp_reopened_hours_by_pharmacists") * 60.0 / sessions;
    assert!(reopened > 4.0 && reopened <= 12.0 + 1e-9, "{reopened}");
    // Two runs without any such account say the same: clinics that overrun are in both.
    let overtime = |record: &Record| measured(record, "gp_session_overtime_min");
    let differ = overtime(&alone) - overtime(&helped);
    assert!((spared - differ).abs() < 5.0, "{spared} and {differ}");
    let all = measured(&helped, "gp_administrative_hours_by_pharmacists") * 60.0 / sessions;
    // 15% of 1,078.94 min in each of 8 weeks; bank holidays leave fewer than 72 sessions to share it.
    assert!((all * sessions - 8.0 * 161.84).abs() < 0.1, "{all} min in each of {sessions}");
    // What 12 min of a full start hold is no overtime: the rest is.
    assert!((spared + reopened - all).abs() < 1e-6, "{spared} and {reopened} of {all}");
    assert!(spared < all - 4.0 && differ < all - 4.0, "{spared}, {differ} of {all}");
    // Without the policy nothing reopens, and all that is taken is overtime first.
    full.administration.as_mut().unwrap().closes_starts = false;
    full.administration.as_mut().unwrap().pharmacist =
        Some(PrescribingPharmacist { per_practice: 1.0, hours_a_week: 4.9 });
    let open = one(&full, horizon, 1).administration;
    assert_eq!((open.starts_reopened, open.by_pharmacists[2]), (0, 0.0));
    assert!(open.by_pharmacists[0] / sessions > 17.9);
}

#[test]
fn a_template_ten_minutes_later_and_another_name_leave_the_work_as_it_is() {
    let system = one_partner(2_290.0);
    let before = one(&system, WEEKS, 1).administration;
    let mut later = system.clone();
    for role in &mut later.roles {
        for start in &mut role.session_starts {
            let minutes = (start.at.hour() * 60 + start.at.minute() + 10) as i32;
            start.at = TimeOfDay::at(minutes / 60, minutes % 60);
        }
    }
    let mut renamed = system;
    renamed.practices[0].name = "elm-street".into();
    for other in [later, renamed] {
        let after = one(&other, WEEKS, 1).administration;
        assert_eq!((after.sessions, after.arisen), (before.sessions, before.arisen));
        let each = |counts: &AdministrationCounts| counts.absorbed.overtime / 18.0;
        assert!((each(&after) - each(&before)).abs() < 25.0, "{after:?} and {before:?}");
        assert!(after.balances());
    }
}

#[test]
fn supervision_that_closes_no_start_is_paid_for_in_overtime() {
    let at = |paid_from: PaidFrom| {
        let mut system = accounted(small());
        system.supervision.paid_from = paid_from;
        one(&system, SHORT, 4)
    };
    let (closing, not) = (at(PaidFrom::PatientFacing), at(PaidFrom::Administrative));
    let minutes = |record: &Record| record.administration.supervision_min;
    let work = &not.work;
    assert!(minutes(&closing) < minutes(&not));
    // All supervisors here are the practice's own GPs, but for advanced practitioners.
    assert!(
        minutes(&not) <= work.scheduled_supervision_min + work.delegated_supervision_min + 1e-6
    );
    assert!(minutes(&not) > work.scheduled_supervision_min / 2.0);
    assert!(
        measured(&not, "gp_session_overtime_min") > measured(&closing, "gp_session_overtime_min")
    );
    assert!(not.ledger().supervision < closing.ledger().supervision);
}

#[test]
fn funded_supervision_takes_people_rooms_and_money_and_none_of_it_comes_from_nowhere() {
    let (lever, base) = (lever("supervision-funded"), lever("average-pcn"));
    assert_eq!(lever.system.supervision.paid_from, PaidFrom::PatientFacing);
    let horizon = Horizon { warm_up_weeks: 2, weeks: 6 };
    let with = |wte: f64| {
        let mut system = lever.system.clone();
        team_mut(&mut system, "supervision-backfill").wte = wte;
        one(&system, horizon, 1)
    };
    let before = {
        let mut system = base.system.clone();
        system.supervision.at_once = lever.system.supervision.at_once;
        one(&system, horizon, 1)
    };
    let [none, once, twice] = [0.0, 1.0, 2.0].map(with);
    assert_eq!(without_account(&none), before);
    let planned = |record: &Record| record.ledger().planned;
    let in_rooms = |record: &Record| record.work.sessions_in_rooms;
    assert!(planned(&none) < planned(&once) && planned(&once) < planned(&twice));
    assert!(in_rooms(&none) < in_rooms(&once) && in_rooms(&once) < in_rooms(&twice));
    assert!(once.work.sessions_rostered > none.work.sessions_rostered);
    // The debriefs close starts as before.
    let closed = once.ledger().supervision as f64 / none.ledger().supervision as f64;
    assert!((closed - 1.0).abs() < 0.15, "{closed}");
    let year = |scenario: &Scenario| {
        let system = &scenario.system;
        scenario.money.as_ref().unwrap().whole_year(system.patients(), &system.teams).as_pounds()
    };
    // £82,418 and 25% on-costs.
    assert!(
        (year(&lever) - year(&base) - 103_022.5).abs() < 0.01,
        "{}",
        year(&lever) - year(&base)
    );
}

#[test]
fn shares_that_do_not_add_up_and_prices_in_part_are_refused_with_the_place() {
    let text = pcn_sim::scenario::embedded::text("administrative-time").unwrap();
    let cases = [
        (
            text.replace("results = { value = 0.30", "results = { value = 0.39"),
            "shares that sum to 1",
        ),
        (
            text.replace("value = 24.5, range = [15.1, 30.0]", "value = 245, range = [15.1, 300]"),
            "at most 120",
        ),
        (text.replace("locum_hours = {", "locum_hour = {"), "locum_hours"),
        (text.replace("close_starts = false", "close_starts = \"no\""), "true or false"),
    ];
    for (text, words) in cases {
        let case = Case::new().scenario(&text).args(["check", "scenario.toml"]);
        case.ends_with(2).stderr_contains(words);
    }
    let pharmacist = "[administration.pharmacist]\nper_practice = 1\nhours_a_week = 4.9\n";
    let case = Case::new().scenario(&format!("{text}\n{pharmacist}"));
    case.args(["check", "scenario.toml"]).ends_with(2).stderr_contains("evidence");
}

#[test]
fn the_built_in_account_is_stated_and_the_baseline_has_none() {
    assert_eq!(baseline().administration, None);
    let about = stated();
    assert!((about.kinds.iter().map(|kind| kind.share).sum::<f64>() - 1.0).abs() < 1e-12);
    assert!(about.pharmacist.is_none() && !about.closes_starts);
    assert!(lever("starts-closed").system.administration.unwrap().closes_starts);
    let pharmacist = lever("prescribing-pharmacist").system.administration.unwrap().pharmacist;
    assert_eq!(pharmacist.unwrap().hours_a_week, 4.9);
    let money = lever("administrative-time").money.unwrap();
    let prices = money.overtime.unwrap();
    assert_eq!(prices.locum_day.as_pounds(), 693.0);
    assert_eq!(upon_baseline("").money.unwrap().overtime, None);
}
