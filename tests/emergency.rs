//! The emergency department by time of day: the hour after a failure, and patients who take a start instead of
//! attending. Held against sums worked by hand, and against the same system in which the hour does not matter.

use crate::identities::check_record;
use crate::support::{Case, Notes, SHORT, one, patient, small, team, upon_baseline};
use pcn_sim::measures::{MEASURES, find};
use pcn_sim::model::CareSystem;
use pcn_sim::model::deprivation::Gradients;
use pcn_sim::model::emergency_by_hour::{AfterFailure, Failures, SelfReferred};
use pcn_sim::model::roster::{FixedSession, Team};
use pcn_sim::scenario::{FileSystem, load};
use pcn_sim::simulation::chances::Addressed;
use pcn_sim::simulation::observer::What;
use pcn_sim::simulation::record::{Record, StartKind};
use pcn_sim::simulation::{Horizon, simulate};
use pcn_sim::units::{Minutes, Probability, TimeOfDay};
use std::collections::BTreeMap;

const YEAR: Horizon = Horizon { warm_up_weeks: 4, weeks: 52 };
const HALF: Horizon = Horizon { warm_up_weeks: 8, weeks: 26 };

fn share(value: f64) -> Probability {
    Probability::new(value).unwrap()
}

/// The hour does not matter, nor does anything else.
fn null() -> AfterFailure {
    AfterFailure {
        closed_ratio: 1.0,
        urgency: [1.0; 3],
        deprivation_ratio: 1.0,
        failures: Failures {
            closed: Probability::ZERO,
            urgency: [0.3, 0.3, 0.4],
            fifths: [0.2; 5],
        },
    }
}

fn after(mut system: CareSystem, after: AfterFailure) -> CareSystem {
    system.emergency.by_hour.after_failure = Some(after);
    system
}

/// 65% × 34.4% × 421 a year for 1,000 patients, of whom this share takes a start.
fn instead(mut system: CareSystem, takes_start: f64) -> CareSystem {
    let need = system.needs.iter().position(|need| need.name == "acute-minor-illness").unwrap();
    let per_1000_year = 0.65 * 0.344 * 421.0;
    let takes_start = share(takes_start);
    system.emergency.by_hour.self_referred =
        Some(SelfReferred { per_1000_year, takes_start, need });
    system
}

/// All of the background comes by themselves with something minor, and takes a start where it can: more of them, so
/// that less is chance.
fn everyone(system: CareSystem) -> CareSystem {
    let mut system = instead(system, 1.0);
    let background = system.emergency.background_per_1000_year;
    system.emergency.by_hour.self_referred.as_mut().unwrap().per_1000_year = background;
    system
}

/// One practice without clinicians: whoever asks fails, and some of them go.
fn failing() -> CareSystem {
    let mut system = small();
    system.practices[0].list_size = 15_000.0;
    system.teams.clear();
    system.planned.clear();
    system.recall = None;
    system.demand.latent_share = 0.0;
    system.emergency.per_failure = [0.1, 0.2, 0.4].map(share);
    system
}

/// A system of the given list in which nobody asks for anything.
fn asleep(list_size: f64) -> CareSystem {
    let mut system = failing();
    system.practices[0].list_size = list_size;
    system.deprivation = Gradients::NONE;
    system.demand.requests_per_patient_year = 0.0;
    system.demand.other_calls_per_patient_year = 0.0;
    system.demand.other_forms_per_patient_year = 0.0;
    system
}

/// The small network without induced demand, so that nothing but what is changed moves requests.
fn steady() -> CareSystem {
    let mut system = small();
    system.practices[0].list_size = 4_000.0;
    system.demand.latent_share = 0.0;
    system
}

/// The same record without what is counted of the emergency department by hour.
fn without_hours(mut record: Record) -> Record {
    record.emergency = Default::default();
    record
}

fn of(record: &Record, name: &str) -> f64 {
    (find(name).expect(name).value)(record).unwrap_or(f64::NAN)
}

/// Four standard deviations of a count with this mean.
fn four_sigma(mean: f64) -> f64 {
    4.0 * mean.sqrt()
}

#[test]
fn as_many_come_by_themselves_as_worked_by_hand_and_at_most_a_tenth_of_them_would_take_a_start() {
    // 49,110 patients: 49.11 × 94.1 = 4,623 a year; a tenth of them: 462.
    let system = instead(asleep(49_110.0), 0.1);
    let years = 364.0 / 365.25;
    for seed in [1, 2, 3] {
        let record = one(&system, YEAR, seed);
        check_record(&record, &system);
        let counts = &record.emergency;
        let expected = 4_623.0 * years;
        let found = counts.self_referred as f64;
        assert!((found - expected).abs() < four_sigma(expected), "{found}, seed {seed}");
        let willing = counts.willing as f64;
        let of_ten = (found * 0.1 * 0.9).sqrt() * 4.0;
        assert!((willing - found * 0.1).abs() < of_ten, "{willing} of {found}, seed {seed}");
        // Without a clinician there is no start.
        assert_eq!((counts.found_open > 0, counts.avoided_total()), (false, 0));
    }
}

#[test]
fn nobody_who_would_take_a_start_leaves_the_record_as_it_was() {
    for (system, seed) in [(small(), 2025), (failing(), 7)] {
        let before = one(&system, SHORT, seed);
        let found = one(&instead(system.clone(), 0.0), SHORT, seed);
        assert!(found.emergency.self_referred > 0);
        for measure in MEASURES {
            let is_told = ["ed_self_referred", "ed_attendances_background"].contains(&measure.name);
            let same = (measure.value)(&found) == (measure.value)(&before);
            assert!(same || is_told, "{}", measure.name);
        }
        let mut found = found;
        found.emergency.self_referred = 0;
        assert_eq!(found, before);
    }
}

#[test]
fn ratios_of_one_leave_the_record_as_it_was() {
    let mut null = null();
    null.failures.closed = share(0.37);
    for (system, seed) in [(small(), 2025), (failing(), 7)] {
        let before = one(&system, SHORT, seed);
        let found = one(&after(system.clone(), null.clone()), SHORT, seed);
        check_record(&found, &system);
        let [open, closed] = found.emergency.after_failure;
        assert!(open[2] + closed[2] > 0, "somebody went");
        assert_eq!(without_hours(found), without_hours(before));
    }
}

#[test]
fn the_ratio_of_closed_hours_adds_attendances_in_them_and_moves_no_other() {
    let at = |ratio: f64| {
        one(&after(failing(), AfterFailure { closed_ratio: ratio, ..null() }), SHORT, 3)
    };
    let [one, some, two] = [1.0, 1.19, 2.0].map(at);
    for level in 0..3 {
        let [open, closed] = one.emergency.after_failure.map(|levels| levels[level] as f64);
        assert!(open > 100.0 && closed > 100.0, "{open} and {closed}");
        for (record, ratio) in [(&some, 1.19), (&two, 2.0)] {
            let found = record.emergency.after_failure;
            assert_eq!(found[0][level] as f64, open, "open hours");
            let added = found[1][level] as f64 - closed;
            let expected = closed * (ratio - 1.0);
            // Both counts vary, and so does their ratio.
            let tolerance = 4.0 * (expected * ratio).sqrt();
            assert!((added - expected).abs() < tolerance, "{added}, by hand {expected}");
        }
    }
    assert_eq!(one.requests, two.requests);
    let hours = |record: &Record, hours: std::ops::Range<usize>| -> u64 {
        record.emergency.by_hour[..5].iter().map(|day| day[hours.clone()].iter().sum::<u64>()).sum()
    };
    assert!(hours(&two, 19..24) > hours(&one, 19..24));
}

#[test]
fn the_mean_over_failures_stays_as_in_the_evidence() {
    let before = one(&after(failing(), null()), HALF, 5);
    let closed = of(&before, "ed_access_related_closed_share");
    assert!((0.3..0.7).contains(&closed), "{closed}");
    for ratio in [1.19, 2.0] {
        let mut stated = AfterFailure { closed_ratio: ratio, ..null() };
        stated.failures.closed = share(closed);
        let found = one(&after(failing(), stated), HALF, 5);
        for (now, then) in
            found.attendances.access_related.into_iter().zip(before.attendances.access_related)
        {
            let relative = now as f64 / then as f64;
            assert!((relative - 1.0).abs() < 0.04, "{now} and {then}");
        }
    }
}

#[test]
fn failures_in_deprived_places_lead_there_more_often_by_the_stated_ratio() {
    let at = |fifth: u8, ratio: f64| {
        let mut system = after(failing(), AfterFailure { deprivation_ratio: ratio, ..null() });
        system.practices[0].deprivation_quintile = fifth;
        one(&system, SHORT, 11).attendances.access_related[2] as f64
    };
    // 1.94 from tenth to tenth is 1.342, 1.158, 1, 0.864 and 0.745 in the fifths, whose mean is 1.022.
    for (fifth, value) in [(1, 1.342), (3, 1.0), (5, 0.745)] {
        let relative = at(fifth, 1.94) / at(fifth, 1.0);
        assert!((relative - value / 1.022).abs() < 0.05, "fifth {fifth}: {relative}");
    }
}

#[test]
fn failures_of_urgent_requests_lead_there_more_often_if_the_scenario_says_so() {
    let at = |urgent: f64| {
        let mut stated = AfterFailure { urgency: [urgent, 1.0, 1.0], ..null() };
        stated.failures.urgency = [0.0, 0.5, 0.5];
        let mut notes = Notes::default();
        let system = after(failing(), stated);
        simulate(&system, SHORT, &Addressed::new(13, 0), &mut notes).unwrap();
        let mut urgency = BTreeMap::new();
        let mut went = [0; 3];
        for fact in &notes.0 {
            match (patient(fact), fact.what) {
                (Some(who), What::Arose { urgency: now, .. }) => {
                    urgency.insert(who, now as usize);
                }
                (Some(who), What::GoesToEd) => went[urgency[&who]] += 1,
                _ => {}
            }
        }
        went
    };
    let (one, two) = (at(1.0), at(2.0));
    assert!(two[0] > one[0] * 3 / 2 && two[1..] == one[1..], "{one:?} and {two:?}");
}

#[test]
fn what_a_larger_share_takes_is_taken_from_the_background_and_counts_as_demand() {
    let at = |takes: f64| {
        let system = instead(steady(), takes);
        let record = one(&system, HALF, 17);
        check_record(&record, &system);
        record
    };
    let records = [0.0, 0.1, 0.5, 1.0].map(at);
    for pair in records.windows(2) {
        let [less, more] = [&pair[0], &pair[1]].map(|record| &record.emergency);
        assert_eq!(less.self_referred, more.self_referred);
        assert!(less.willing < more.willing && less.avoided_total() < more.avoided_total());
    }
    assert_eq!(records[3].emergency.willing, records[3].emergency.self_referred);
    for record in &records[1..] {
        let avoided = record.emergency.avoided_total();
        assert!(avoided <= record.emergency.found_open);
        assert!(record.emergency.found_open < record.emergency.willing, "nights are closed");
        assert_eq!(record.attendances.background + avoided, records[0].attendances.background);
        assert_eq!(record.requests.made, records[0].requests.made + avoided);
        assert_eq!(record.needs.made, records[0].needs.made + avoided);
        assert!(record.emergency.starts_instead.iter().sum::<u64>() >= avoided);
    }
}

#[test]
fn the_same_patients_are_about_to_attend_whatever_the_practice_does() {
    let mut system = everyone(steady());
    system.emergency.by_hour.self_referred.as_mut().unwrap().takes_start = share(0.5);
    let before = one(&system, SHORT, 19);
    let mut changed = system.clone();
    changed.teams.push(team(&changed, "more-gps", "gp-partner", 1.0));
    let mut fewer = system;
    fewer.teams.retain(|team| !team.sessions.is_empty() || team.name.contains("nurses"));
    for changed in [changed, fewer] {
        let found = one(&changed, SHORT, 19);
        let counts = |record: &Record| (record.emergency.self_referred, record.emergency.willing);
        assert_eq!(counts(&found), counts(&before));
        assert_ne!(found.emergency.avoided, before.emergency.avoided);
    }
}

/// A practice that is asked for little in core hours only, so that starts are left; all of the background would take
/// one.
fn quiet() -> CareSystem {
    let mut system = everyone(without_extended_access(steady()));
    system.practices[0].list_size = 6_000.0;
    system.demand.requests_per_patient_year *= 0.4;
    system
}

/// The same without the teams with a rota of fixed sessions: evenings and Saturdays.
fn without_extended_access(mut system: CareSystem) -> CareSystem {
    system.teams.retain(|team| team.sessions.is_empty());
    system
}

/// The rota of the baseline's enhanced access by GPs, every evening at this time.
fn with_evenings(mut system: CareSystem, at: TimeOfDay, people: u32) -> CareSystem {
    let role = "gp-enhanced-access";
    let sessions = (0..5)
        .map(|weekday| FixedSession {
            site: None,
            weekday,
            start: at,
            length: Minutes::new(90.0).unwrap(),
            people,
            during: pcn_sim::model::dated::During::ALWAYS,
        })
        .collect();
    let added = Team { sessions, ..team(&system, "evenings", role, 1.0) };
    system.teams.push(Team { scope: pcn_sim::model::roster::Scope::Network, ..added });
    system
}

#[test]
fn without_clinics_outside_core_hours_none_of_them_keeps_anyone_away() {
    let system = everyone(without_extended_access(steady()));
    let record = one(&system, HALF, 23);
    let avoided = record.emergency.avoided;
    assert!(avoided[StartKind::Core as usize] > 20, "{avoided:?}");
    assert_eq!((avoided[1], avoided[2]), (0, 0));
    assert_eq!(record.emergency.starts_others[1..], [0, 0]);
}

#[test]
fn clinics_added_in_the_evening_keep_people_away_then_and_nobody_elsewhere() {
    let mut without = quiet();
    without.demand.requests_per_patient_year = 0.0;
    without.planned.clear();
    without.recall = None;
    let with = with_evenings(without.clone(), TimeOfDay::at(18, 30), 3);
    let (before, found) = (one(&without, HALF, 29), one(&with, HALF, 29));
    let [core, evening, weekend] = found.emergency.avoided;
    assert!(evening > 40 && weekend == 0, "{:?}", found.emergency.avoided);
    // Nobody else asks, so the clinics free no start. Late in the day an evening start is the earliest.
    let core_before = before.emergency.avoided[0];
    assert!(core as f64 <= 1.03 * core_before as f64, "{core} and {core_before}");
    assert!(found.emergency.found_open > before.emergency.found_open);
    assert!(found.emergency.avoided_total() > before.emergency.avoided_total() + 20);
    assert!(of(&found, "ed_avoided_per_evening_slot") > 0.0);
}

#[test]
fn clinics_added_in_the_evening_also_free_starts_in_core_hours() {
    let without = quiet();
    let with = with_evenings(without.clone(), TimeOfDay::at(18, 30), 3);
    let (before, found) = (one(&without, HALF, 29), one(&with, HALF, 29));
    assert!(found.emergency.avoided[0] > before.emergency.avoided[0]);
    assert!(found.emergency.starts_others[1] > 100 && found.emergency.avoided[1] > 0);
}

#[test]
fn evening_starts_that_open_on_the_day_keep_people_away_who_find_none_otherwise() {
    let run = |name: &str| {
        let mut system = load(name, &FileSystem).unwrap().system;
        let stream = system.emergency.by_hour.self_referred.as_mut().unwrap();
        stream.takes_start = Probability::ONE;
        one(&system, Horizon { warm_up_weeks: 4, weeks: 16 }, 3)
    };
    let (ahead, on_the_day) = (run("ed-takes-starts"), run("ed-takes-evening-starts"));
    let [before, after] = [&ahead, &on_the_day].map(|record| record.emergency.avoided);
    assert!(after[1] > before[1] && after[2] > before[2] + 10, "{before:?} and {after:?}");
    assert!(after[1] + after[2] > 2 * (before[1] + before[2]), "{before:?} and {after:?}");
    for kind in ["ed_avoided_per_evening_slot", "ed_avoided_per_weekend_slot"] {
        assert!(of(&on_the_day, kind) > 2.0 * of(&ahead, kind), "{kind}");
    }
    // Who is about to attend, and who would take a start, is the same; no clinic is held longer.
    let who = |record: &Record| {
        let counts = &record.emergency;
        (counts.self_referred, counts.willing, counts.found_open)
    };
    assert_eq!(who(&ahead), who(&on_the_day));
    assert!(on_the_day.emergency.avoided_total() > ahead.emergency.avoided_total());
    assert_eq!(ahead.ledger().planned, on_the_day.ledger().planned);
}

#[test]
fn ten_minutes_earlier_or_later_is_no_jump() {
    let without = quiet();
    let at = |hour, minute| {
        let system = with_evenings(without.clone(), TimeOfDay::at(hour, minute), 3);
        one(&system, HALF, 31).emergency.avoided.map(|count| count as f64)
    };
    let usual = at(18, 30);
    for other in [at(18, 20), at(18, 40)] {
        let all = |counts: [f64; 3]| counts.iter().sum::<f64>();
        assert!((all(other) - all(usual)).abs() < 0.15 * all(usual), "{other:?}, {usual:?}");
        let tolerance = four_sigma(2.0 * usual[1]);
        assert!(usual[1] > 40.0 && (other[1] - usual[1]).abs() < tolerance, "{other:?}, {usual:?}");
    }
    let closes = |minute| {
        let mut system = after(failing(), null());
        system.calendar.closes = TimeOfDay::at(18, minute);
        of(&one(&system, SHORT, 31), "ed_access_related_closed_share")
    };
    assert!((closes(30) - closes(40)).abs() < 0.03);
}

#[test]
fn a_practice_of_another_name_differs_by_chance_only() {
    let mut system = instead(steady(), 0.5);
    let before = one(&system, HALF, 1).emergency;
    system.practices[0].name = "elm-street".into();
    let found = one(&system, HALF, 1).emergency;
    assert_ne!(found, before);
    for (found, before) in [
        (found.self_referred, before.self_referred),
        (found.willing, before.willing),
        (found.avoided_total(), before.avoided_total()),
    ] {
        let tolerance = four_sigma(2.0 * before as f64) + 0.1 * before as f64;
        assert!((found as f64 - before as f64).abs() < tolerance, "{found} and {before}");
    }
}

#[test]
fn a_full_book_keeps_nobody_away() {
    let at = |factor: f64| {
        let mut system = everyone(steady());
        system.demand.requests_per_patient_year *= factor;
        // Nobody waits for a start that opens later: whoever asks first has it.
        let record = one(&system, HALF, 37);
        record.emergency.avoided_total() as f64 / record.emergency.found_open as f64
    };
    let (light, usual, heavy) = (at(0.5), at(1.0), at(4.0));
    assert!(light > usual && usual > heavy, "{light}, {usual}, {heavy}");
    assert!(heavy < 0.5 * light, "{light}, {heavy}");
}

#[test]
fn attendances_have_the_weekdays_and_hours_that_are_stated() {
    let system = asleep(200_000.0);
    let record = one(&system, YEAR, 41);
    assert_eq!(record.emergency.by_hour.iter().flatten().sum::<u64>(), record.attendances.all());
    let (monday, peak) = (of(&record, "ed_monday_share"), of(&record, "ed_monday_10_12_share"));
    assert!((monday - 0.16).abs() < 0.008, "{monday}");
    // The hours are the same on every day: 6.6% and 6.6%. Published is 15.2% of Mondays.
    assert!((peak - 0.132).abs() < 0.012, "{peak}");
}

#[test]
fn the_built_in_scenarios_state_what_is_published_and_its_range() {
    let by_hour = load("ed-by-hour", &FileSystem).unwrap();
    let after = by_hour.system.emergency.by_hour.after_failure.as_ref().unwrap();
    assert_eq!((after.closed_ratio, after.deprivation_ratio), (1.19, 1.94));
    let stream = by_hour.system.emergency.by_hour.self_referred.as_ref().unwrap();
    assert_eq!((stream.per_1000_year, stream.takes_start), (94.0, Probability::ZERO));
    let range = |scenario: &pcn_sim::scenario::Scenario, key: &str| {
        let key = format!("emergency_by_hour.{key}");
        scenario.parameters.iter().find(|known| known.key == key).unwrap().range.clone()
    };
    assert_eq!(range(&by_hour, "after_failure.closed_ratio"), "1 times to 2 times");
    let rate = range(&by_hour, "self_referred.per_1000_year");
    assert!(rate.contains("63") && rate.contains("168"), "{rate}");
    let takes = load("ed-takes-starts", &FileSystem).unwrap();
    assert_eq!(range(&takes, "self_referred.takes_start"), "0 to 0.5");
    assert!(takes.system.emergency.by_hour.self_referred.unwrap().takes_start > Probability::ZERO);
    let baseline = load("average-pcn", &FileSystem).unwrap().system;
    assert_eq!(baseline.emergency.by_hour, Default::default());
}

/// The lines of a built-in scenario from its first table of the hour on.
fn tables(change: impl Fn(&str) -> String) -> String {
    let text = pcn_sim::scenario::embedded::text("ed-by-hour").unwrap();
    let (_, tables) = text.split_once("[emergency_by_hour.after_failure]").unwrap();
    let all = change(&format!("[emergency_by_hour.after_failure]{tables}"));
    format!(
        "base = \"average-pcn\"\n[about]\ntitle = \"A test\"\nquestion = \"What follows?\"\n{all}"
    )
}

#[test]
fn values_out_of_reach_and_unknown_needs_are_refused_with_the_place() {
    for (from, to, words) in [
        ("value = 1.19", "value = 2.5", "emergency_by_hour.after_failure.closed_ratio"),
        ("value = 1.19", "value = 0.9", "1 to 2"),
        ("value = 94", "value = 400", "a part of the background"),
        ("\"acute-minor-illness\"", "\"minor\"", "emergency_by_hour.self_referred.need"),
        ("takes_start", "takes_slot", "takes_start"),
    ] {
        let case = Case::new().scenario(&tables(|text| text.replacen(from, to, 1)));
        case.args(["check", "scenario.toml"]).ends_with(2).stderr_contains(words);
    }
    let only = "[emergency_by_hour.self_referred]\nneed = \"msk\"\n\
                per_1000_year = { value = 60, range = [10, 90], assumption = \"a\" }\n\
                takes_start = { value = 0.2, range = [0, 0.5], assumption = \"a\" }\n";
    let scenario = upon_baseline(only);
    assert_eq!(scenario.system.emergency.by_hour.after_failure, None);
    assert_eq!(scenario.system.emergency.by_hour.self_referred.unwrap().per_1000_year, 60.0);
}
