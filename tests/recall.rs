//! Recall: where the closed cycle settles, who is called in, and what overdue people do.

use crate::support::{BRIEF, Case, Notes, SHORT, SMALL, baseline, one, small, team_mut};
use pcn_sim::model::CareSystem;
use pcn_sim::model::competence::Competence;
use pcn_sim::model::practice::AGE_BANDS;
use pcn_sim::model::recall::{Condition, Recall, steady_state};
use pcn_sim::model::roster::FixedSession;
use pcn_sim::scenario::{FileSystem, load};
use pcn_sim::simulation::chances::Addressed;
use pcn_sim::simulation::observer::What;
use pcn_sim::simulation::record::{RecallCounts, Record};
use pcn_sim::simulation::{Horizon, simulate};
use pcn_sim::units::{Minutes, Probability, TimeOfDay};

const YEAR: Horizon = Horizon { warm_up_weeks: 26, weeks: 52 };

fn share(value: f64) -> Probability {
    Probability::new(value).unwrap()
}

fn minutes(value: f64) -> Minutes {
    Minutes::new(value).unwrap()
}

fn profession(system: &CareSystem, name: &str) -> usize {
    system.professions.iter().position(|known| known == name).unwrap()
}

/// A thousand people, each called in every 52 weeks for ten minutes with a nurse; nothing else happens.
/// Nurses have four starts on Monday to Thursday and `on_friday` on Friday.
fn a_thousand(on_friday: u32, overdue: f64) -> CareSystem {
    let mut system = small();
    system.practices[0].list_size = 1_000.0;
    system.practices[0].deprivation_quintile = 3;
    system.calendar.bank_holidays.clear();
    system.demand.requests_per_patient_year = 0.0;
    system.planned.iter_mut().for_each(|stream| stream.per_patient_year = 0.0);
    system.recall = Some(Recall {
        conditions: vec![Condition {
            name: "one".into(),
            profession: profession(&system, "practice-nurse"),
            interval_weeks: 52.0,
            minutes: minutes(10.0),
            share_by_age: [1.0; AGE_BANDS],
            by_deprivation: [1.0; 5],
            face_to_face: Probability::ONE,
            competence: Competence::ALONE,
            preparation: None,
        }],
        overdue_at_start: share(overdue),
        booked_ahead: Vec::new(),
        filled_ahead_days: 3,
        further_minutes: minutes(5.0),
        requests_while_overdue: 1.0,
    });
    let absence = &mut system.absence;
    (absence.leave_days, absence.study_days) = (0.0, 0.0);
    (absence.sickness_share, absence.parental_leave) = (0.0, 0.0);
    system.book.cancelled = Probability::ZERO;
    system.book.dna = [[Probability::ZERO; 7]; 3];
    for team in &mut system.teams {
        team.wte = 0.0;
        team.sessions.clear();
    }
    let nurse = system.roles.iter_mut().find(|role| role.name == "practice-nurse").unwrap();
    nurse.slots.planned = Probability::ONE;
    let others = [&mut nurse.slots.two_day, &mut nurse.slots.week, &mut nurse.slots.same_day];
    others.into_iter().for_each(|share| *share = Probability::ZERO);
    nurse.slots.nhs_111 = Probability::ZERO;
    (nurse.remote_sessions, nurse.telephone_share) = (Probability::ZERO, Probability::ZERO);
    nurse.home_visit_share = Probability::ZERO;
    nurse.length.variation = 0.0;
    let nurses = team_mut(&mut system, "practice-nurses");
    for (weekday, starts) in [(0, 4), (1, 4), (2, 4), (3, 4), (4, on_friday)] {
        if starts > 0 {
            nurses.sessions.push(FixedSession {
                site: None,
                weekday,
                start: TimeOfDay::at(9, 0),
                length: minutes(15.0 * f64::from(starts)),
                people: 1,
                during: Default::default(),
            });
        }
    }
    system
}

/// Done in a year, and overdue at its end.
fn settled(system: &CareSystem) -> (u64, u64) {
    let record = one(system, YEAR, 1);
    assert_eq!(record.recall.people, 1_000);
    assert_eq!(record.planned_items[2], 0, "a recall is never given up");
    (record.planned_items[1], record.recall.overdue_at_end)
}

#[test]
fn sixteen_starts_a_week_for_a_thousand_people_leave_168_overdue() {
    // 16 × 52 = 832 done a year; 1,000 − 832 = 168.
    assert_eq!(settled(&a_thousand(0, 0.168)), (832, 168));
}

#[test]
fn seventeen_starts_a_week_leave_116_overdue() {
    // The state at the start does not matter once a whole interval is over.
    assert_eq!(settled(&a_thousand(1, 0.116)), (884, 116));
    assert_eq!(settled(&a_thousand(1, 0.30)), (884, 116));
}

#[test]
fn twenty_starts_a_week_leave_nobody_overdue_and_some_starts_empty() {
    let system = a_thousand(4, 0.0);
    let (done, overdue) = settled(&system);
    // 1,000 a year of 1,040 starts: 0.77 a week are empty.
    let expected = steady_state(1_000.0, 52.0, 20.0);
    let done_a_week = done as f64 / 52.0;
    assert!((done_a_week - expected.done_per_week).abs() < 0.25, "{done} done");
    assert!(overdue <= 5, "{overdue} overdue");
    let record = one(&system, YEAR, 1);
    let nurse = profession(&system, "practice-nurse");
    let empty = record.ledgers[nurse].unfilled as f64 / 52.0;
    assert!((empty - expected.empty_per_week).abs() < 0.25, "{empty} empty a week");
}

#[test]
fn the_number_overdue_begins_where_it_is_stated() {
    let mut system = a_thousand(0, 0.168);
    let record = one(&system, Horizon { warm_up_weeks: 0, weeks: 1 }, 1);
    assert!(record.recall.overdue_at_start.abs_diff(168) <= 1, "{:?}", record.recall);
    system.recall.as_mut().unwrap().overdue_at_start = Probability::ZERO;
    let record = one(&system, Horizon { warm_up_weeks: 0, weeks: 1 }, 1);
    assert_eq!(record.recall.overdue_at_start, 0);
}

/// Without what is counted of recall itself.
fn but_for_recall(mut record: Record) -> Record {
    record.recall = RecallCounts::default();
    record.planned_items[0] = 0;
    record
}

#[test]
fn recall_of_nobody_is_as_good_as_none() {
    let mut without = small();
    without.recall = None;
    let mut of_nobody = small();
    for condition in &mut of_nobody.recall.as_mut().unwrap().conditions {
        condition.share_by_age = [0.0; AGE_BANDS];
    }
    assert_eq!(one(&of_nobody, SHORT, 1), one(&without, SHORT, 1));
    let stated = load("average-pcn", &FileSystem).unwrap().system;
    let off = Case::new().scenario(
        "base = \"average-pcn\"\nrecall = false\n[about]\ntitle = \"T\"\nquestion = \"Q?\"\n",
    );
    let off = load(off.path().join("scenario.toml").to_str().unwrap(), &FileSystem).unwrap().system;
    assert!(stated.recall.is_some() && off.recall.is_none());
}

/// The small network with a recall that nobody does.
fn with_nobody_to_do_it() -> CareSystem {
    let mut system = small();
    let podiatrist = profession(&system, "podiatrist");
    for condition in &mut system.recall.as_mut().unwrap().conditions {
        (condition.profession, condition.preparation) = (podiatrist, None);
    }
    system
}

#[test]
fn skipped_reviews_make_people_overdue_and_send_nobody_to_ed() {
    let mut without = small();
    without.recall = None;
    let record = one(&with_nobody_to_do_it(), SHORT, 1);
    let of = record.recall;
    assert!(of.overdue_at_end > of.overdue_at_start, "{of:?}");
    assert_eq!(but_for_recall(record), but_for_recall(one(&without, SHORT, 1)));
}

#[test]
fn people_overdue_ask_a_little_more_if_the_scenario_says_so_and_no_more_than_that() {
    let usual = with_nobody_to_do_it();
    let mut other = usual.clone();
    other.recall.as_mut().unwrap().requests_while_overdue = 1.10;
    let horizon = Horizon { warm_up_weeks: 4, weeks: 12 };
    let (few, many) = (one(&usual, horizon, 1), one(&other, horizon, 1));
    let ratio = many.requests.made as f64 / few.requests.made as f64;
    assert!(1.0 < ratio && ratio < 1.10, "{ratio}");
    let gain = |system: &CareSystem| {
        let recall = system.recall.as_ref().unwrap();
        recall.loop_gain(&system.practices, system.demand.requests_per_patient_year)
    };
    assert!(gain(&usual).abs() < 1e-12);
    let mut widest = baseline();
    widest.recall.as_mut().unwrap().requests_while_overdue = 1.10;
    assert!(gain(&widest) < 1.0, "{}", gain(&widest));
}

#[test]
fn with_five_times_the_staff_hardly_anyone_is_overdue_and_hardly_anything_given_up() {
    let mut system = small();
    system.teams.iter_mut().for_each(|team| team.wte *= 5.0);
    (system.sites[0].consulting_rooms, system.sites[0].treatment_rooms) = (30, 12);
    let record = one(&system, Horizon { warm_up_weeks: 12, weeks: 8 }, 1);
    let [due, _, given_up] = record.planned_items;
    assert!(given_up * 100 < due, "{given_up} of {due}");
    let of = record.recall;
    assert!(of.overdue_at_end * 50 < of.people, "{of:?}");
}

#[test]
fn planned_care_is_wanted_on_working_days_and_on_mondays_no_more_than_on_others() {
    let mut system = small();
    system.recall = None;
    let mut notes = Notes::default();
    simulate(&system, SHORT, &Addressed::new(1, 0), &mut notes).unwrap();
    let mut by_weekday = [0_u32; 7];
    for note in &notes.0 {
        if let What::PlannedDue { days, .. } = note.what
            && days > 7
        {
            by_weekday[system.calendar.day(note.at.day() + days).weekday] += 1;
        }
    }
    assert_eq!(by_weekday[5..], [0, 0]);
    let all: u32 = by_weekday.iter().sum();
    assert!(by_weekday[..5].iter().all(|&of| of * 8 > all && of * 3 < all), "{by_weekday:?}");
}

#[test]
fn planned_work_that_nobody_does_is_told_with_the_remedy() {
    let without = SMALL.replace("[staff.healthcare-assistants]\nwte = 0.6\n", "");
    let run = |scenario: &str| {
        let args = ["run", "scenario.toml", "--output", "out"].into_iter().chain(BRIEF);
        Case::new().scenario(scenario).args(args).succeeds()
    };
    assert!(!run(SMALL).says("nobody to do it"));
    let nobody = "[staff.healthcare-assistants]\nwte = 0\n[staff.enhanced-access-nursing]\nsessions = []\nwte_per_person = 1\n";
    let ended = run(&format!("{without}{nobody}"));
    for words in [
        "nobody to do it: blood-tests",
        "recall for hypertension",
        "preparation of recall for diabetes",
        "booked as healthcare-assistant",
        "under [staff]",
    ] {
        assert!(ended.says(words), "{words:?} is not in\n{}", ended.stdout());
    }
}

#[test]
fn a_number_overdue_that_feeds_on_itself_is_refused() {
    let scenario = "base = \"average-pcn\"\n[about]\ntitle = \"T\"\nquestion = \"Q?\"\n[recall]\n\
        requests_while_overdue = { value = 2.0, range = [1, 2], assumption = \"a\" }\n";
    let _ = Case::new()
        .scenario(scenario)
        .args(["check", "scenario.toml"])
        .ends_with(2)
        .stderr_contains("requests_while_overdue")
        .stderr_contains("more overdue");
}
