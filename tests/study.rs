//! Studies: rows in any order and from any process give the same result; an entry is identified by
//! its index.

use crate::support::{BRIEF, Case, SHORT, SMALL, SMALL_AND_MORE, small, team_mut};
use pcn_sim::experiment::progress::{Progress, Unwatched};
use pcn_sim::experiment::results::Results;
use pcn_sim::experiment::row::Row;
use pcn_sim::experiment::run::{Done, InMemory, Keeper, Part, run};
use pcn_sim::experiment::study::Goal;
use pcn_sim::experiment::study::{Design, Entry, Extent, Study, StudyError};
use pcn_sim::model::CareSystem;
use pcn_sim::simulation::Horizon;
use pcn_sim::statistics::precision::Wanted;
use std::error::Error;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};

const AGAINST_FIRST: Design = Design::AgainstFirst { at_rooms: false, unlike: false };

fn entry(name: &str, system: &CareSystem) -> Entry {
    Entry { name: name.into(), title: name.into(), system: system.clone() }
}

/// The small network, and with half a paramedic more.
fn two() -> Vec<Entry> {
    let base = small();
    let mut more = base.clone();
    team_mut(&mut more, "paramedics").wte += 0.5;
    vec![entry("base", &base), entry("more", &more)]
}

fn study(entries: Vec<Entry>, replications: u32) -> Study {
    let extent = Extent { horizon: SHORT, seed: 4, replications };
    Study::new(entries, AGAINST_FIRST, extent).unwrap()
}

fn rows(study: &Study, done: &mut Done) -> Vec<Row> {
    let kept = InMemory::default();
    run(study, &Part::whole(study), done, &kept, &Unwatched).unwrap();
    kept.into_rows()
}

fn bytes(results: &Results) -> String {
    serde_json::to_string(results).unwrap()
}

#[test]
fn rows_in_any_order_are_the_same_results_to_the_byte() {
    let study = study(two(), 3);
    let mut all = rows(&study, &mut Done::default());
    assert_eq!(all.len(), 6);
    let one = Results::from_rows(study.outline(), &all).unwrap().unwrap();
    all.reverse();
    all.swap(1, 4);
    let other = Results::from_rows(study.outline(), &all).unwrap().unwrap();
    assert_eq!(bytes(&one), bytes(&other));
    assert!(!one.partial && one.numbers == [1, 2, 3]);
    // They read back as they were, and so does every row.
    let again: Results = serde_json::from_str(&bytes(&one)).unwrap();
    assert_eq!(again, one);
    let text = serde_json::to_string(&all).unwrap();
    assert_eq!(serde_json::from_str::<Vec<Row>>(&text).unwrap(), all);
}

#[test]
fn what_is_missing_is_made_and_nothing_else() {
    let study = study(two(), 3);
    let all = rows(&study, &mut Done::default());
    for lost in 0..all.len() {
        let mut done = Done::default();
        let kept = all.iter().enumerate().filter(|(place, _)| *place != lost).map(|(_, row)| row);
        kept.clone().for_each(|row| done.enter(&study, row));
        let made = rows(&study, &mut done);
        // A variant is compared with its baseline, which is simulated again and not kept again.
        assert_eq!(made, [all[lost].clone()], "row {lost}");
    }
    assert_eq!(rows(&study, &mut { done_of(&study, &all) }), []);
}

fn done_of(study: &Study, rows: &[Row]) -> Done {
    let mut done = Done::default();
    rows.iter().for_each(|row| done.enter(study, row));
    done
}

/// Stops after so many rows.
struct StopsAfter(AtomicU32);

impl Progress for StopsAfter {
    fn finished(&self, _: &str, _: u64) {
        let _ = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
            Some(left.saturating_sub(1))
        });
    }

    fn should_stop(&self) -> bool {
        self.0.load(Ordering::Relaxed) == 0
    }
}

#[test]
fn a_run_that_is_stopped_is_partial_and_says_which_replications_it_has() {
    let study = study(two(), 4);
    let kept = InMemory::default();
    let stops = StopsAfter(AtomicU32::new(3));
    run(&study, &Part::whole(&study), &mut Done::default(), &kept, &stops).unwrap();
    let rows = kept.into_rows();
    assert!((3..=4).contains(&rows.len()), "{}", rows.len());
    let results = Results::from_rows(study.outline(), &rows).unwrap().unwrap();
    assert!(results.partial && results.numbers.len() < 4, "{:?}", results.numbers);
    assert_eq!(Results::from_rows(study.outline(), &rows[..1]).unwrap(), None);
}

/// Keeps this number of rows, then fails.
struct Full(Mutex<u32>);

impl Keeper for Full {
    fn keep(&self, _: Row) -> Result<(), Box<dyn Error + Send + Sync>> {
        let mut left = self.0.lock().unwrap();
        *left = left.checked_sub(1).ok_or("no room")?;
        Ok(())
    }
}

#[test]
fn a_row_that_cannot_be_kept_ends_the_run() {
    let study = study(two(), 40);
    let full = Full(Mutex::new(3));
    let mut done = Done::default();
    let error = run(&study, &Part::whole(&study), &mut done, &full, &Unwatched).unwrap_err();
    assert_eq!(error.to_string(), "no room");
    assert_eq!(done.keys.len(), 3, "what is told as kept was kept");
}

#[test]
fn rows_of_another_study_are_refused() {
    let study = study(two(), 1);
    let mut all = rows(&study, &mut Done::default());
    all[1].variant = 7;
    let error = Results::from_rows(study.outline(), &all).unwrap_err();
    assert!(error.to_string().contains("no such variant"), "{error}");
    let mut all = rows(&study, &mut Done::default());
    all[0].measures.pop();
    assert!(Results::from_rows(study.outline(), &all).is_err());
}

#[test]
fn scenarios_of_one_name_are_told_apart() {
    let base = small();
    let named = |name: &str| entry(name, &base);
    let study = study(vec![named("x"), named("x"), named("x (2)"), named("y@27-rooms")], 1);
    let names: Vec<&str> = study.variants().iter().map(|variant| variant.name.as_str()).collect();
    let mut different = names.clone();
    different.sort_unstable();
    different.dedup();
    assert_eq!(different.len(), 4, "{names:?}");
    let titles: Vec<&str> = study.variants().iter().map(|v| v.title.as_str()).collect();
    assert!(titles.iter().all(|title| titles.iter().filter(|t| *t == title).count() == 1));
}

#[test]
fn a_study_beyond_the_limits_is_refused_with_the_limit() {
    let with = |horizon, replications| {
        Study::new(two(), AGAINST_FIRST, Extent { horizon, seed: 1, replications })
            .unwrap_err()
            .to_string()
    };
    let weeks = |weeks| Horizon { warm_up_weeks: 0, weeks };
    assert_eq!(with(weeks(0), 1), "--weeks is 0; the minimum is 1");
    assert_eq!(with(weeks(521), 1), "--weeks is 521; the maximum is 520");
    assert!(with(SHORT, 0).ends_with("the minimum is 1"));
    assert!(with(weeks(520), 1).contains("`calendar.bank_holidays` has none in"));
    let mut many = small();
    many.calendar.bank_holidays.clear();
    many.practices[0].list_size = 3e6;
    let extent = Extent { horizon: weeks(520), seed: 1, replications: 1 };
    let error = Study::new(vec![entry("many", &many)], Design::Alone, extent).unwrap_err();
    assert!(matches!(error, StudyError::TooLarge { .. }), "{error}");
    assert!(error.to_string().contains("1560 million patient-weeks"), "{error}");
    let none = Study::new(Vec::new(), Design::Alone, extent).unwrap_err();
    assert_eq!(none, StudyError::NoScenario);
}

#[test]
fn other_days_are_refused_or_held_by_working_day() {
    let base = small();
    let mut later = base.clone();
    later.calendar.start = jiff::civil::date(2026, 4, 1);
    let entries = vec![entry("base", &base), entry("later", &later)];
    let extent = Extent { horizon: SHORT, seed: 1, replications: 3 };
    let error = Study::new(entries.clone(), AGAINST_FIRST, extent).unwrap_err().to_string();
    assert!(error.starts_with("later measures other days than base"), "{error}");
    assert!(error.contains("`calendar.start` is 2026-04-01") && error.contains("--unlike"));
    let plan = Design::AgainstFirst { at_rooms: false, unlike: true };
    let study = Study::new(entries, plan, extent).unwrap();
    let results = pcn_sim::experiment::results(&study, &Unwatched).unwrap().unwrap();
    let compared = &results.comparisons[0];
    assert!(compared.other_days && !compared.same_patients);
    let requests = compared.measure("requests").unwrap();
    assert_eq!(requests.unit, "requests per working day");
    assert!(requests.values.iter().all(Option::is_none), "nothing is paired");
    // By hand: the means of requests over the working days of each.
    let mean = |place: usize| {
        let values = &results.scenarios[place].measure("requests").unwrap().values;
        values.iter().map(|value| value.unwrap()).sum::<f64>() / 3.0
    };
    let days = |system: &CareSystem| {
        (0..42).filter(|day| system.calendar.day(*day).is_working).count() as f64
    };
    let expected = mean(1) / days(&later) - mean(0) / days(&base);
    assert!((requests.interval().unwrap().mean - expected).abs() < 1e-9);
    assert!(compared.measure("gp_appointments_freed").is_none(), "it follows patients");
}

#[test]
fn where_nothing_differs_no_further_replication_is_made() {
    let base = small();
    let goal = |wanted| Goal { measure: "appointments_gained_net".into(), wanted };
    for wanted in [Wanted::Relative(0.05), Wanted::Absolute(50.0)] {
        let study = study(vec![entry("base", &base), entry("same", &base)], 1);
        let study = study.until(vec![goal(wanted)], 30);
        let results = pcn_sim::experiment::results(&study, &Unwatched).unwrap().unwrap();
        let precision = results.precision.unwrap();
        assert_eq!((results.replications, precision.needed), (8, Some(3)), "{wanted:?}");
        assert!(!results.partial && precision.known.iter().all(|known| known.never_varies()));
    }
}

#[test]
fn several_measures_are_known_at_once() {
    let goals = vec![
        Goal { measure: "appointments_gained_net".into(), wanted: Wanted::Absolute(40.0) },
        Goal { measure: "requests".into(), wanted: Wanted::Relative(0.05) },
    ];
    let study = study(two(), 1).until(goals, 60);
    let results = pcn_sim::experiment::results(&study, &Unwatched).unwrap().unwrap();
    let precision = results.precision.unwrap();
    // The gain of one change, the requests of both scenarios.
    let measures: Vec<&str> = precision.known.iter().map(|known| known.measure.as_str()).collect();
    assert_eq!(measures, ["appointments_gained_net", "requests", "requests"]);
    assert!(precision.is_reached());
    assert!(precision.known.iter().all(|known| known.beside_wanted().unwrap() <= 1.0));
}

#[test]
fn four_changes_of_strange_names_stand_under_four_titles() {
    let change = |title: &str, wte: f64| {
        let text = SMALL_AND_MORE.replace("base = \"small.toml\"", "base = \"BASE\"");
        let text = text.replace("A small network with a physiotherapist more", title);
        text.replace("wte = 0.2", &format!("wte = {wte}"))
    };
    let beside = |text: String| text.replace("BASE", "small.toml");
    let ended = Case::new()
        .file("small.toml", SMALL)
        .file("a@b.toml", &beside(change("At", 0.2)))
        .file("d1/small.toml", SMALL)
        .file("d1/x.toml", &beside(change("Twin", 0.4)))
        .file("d2/small.toml", SMALL)
        .file("d2/x.toml", &beside(change("Twin", 0.6)))
        .file("x-2.toml", &beside(change("Dash", 0.8)))
        .args(
            ["compare", "small.toml", "a@b.toml", "d1/x.toml", "d2/x.toml", "x-2.toml"]
                .into_iter()
                .chain(["--output", "out"])
                .chain(BRIEF),
        )
        .succeeds();
    let said = ended.stdout();
    for title in ["At", "Twin (d1/x)", "Twin (d2/x)", "Dash"] {
        assert!(said.contains(title), "{title} is missing in\n{said}");
    }
    let text = std::fs::read_to_string(ended.path().join("out/results.json")).unwrap();
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    let scenarios = json["scenarios"].as_array().unwrap();
    for (place, scenario) in scenarios.iter().enumerate() {
        assert_eq!(scenario["id"], place);
    }
    // The four scenarios as stated, and again at each other number of rooms.
    assert_eq!(scenarios.len() % 5, 0);
    assert_eq!(json["comparisons"].as_array().unwrap().len(), scenarios.len() / 5 * 4);
    let gained = |id: usize| json["comparisons"][id]["measures"]["gained_planned"]["mean"].clone();
    assert!((0..3).all(|id| gained(id).as_f64() < gained(id + 1).as_f64()), "each has its own");
    let csv = std::fs::read_to_string(ended.path().join("out/summary.csv")).unwrap();
    for name in ["\na@b,", "\nd1/x,", "\nd2/x,", "\nx-2,"] {
        assert!(csv.contains(name), "{name}");
    }
    let page = std::fs::read_to_string(ended.path().join("out/report.html")).unwrap();
    assert!(page.contains("Twin (d1/x)") && page.contains("Twin (d2/x)"));
}

#[test]
fn one_scenario_named_twice_is_two_entries() {
    Case::new()
        .file("small.toml", SMALL)
        .args(
            ["compare", "small.toml", "small.toml", "--no-room-sensitivity"]
                .into_iter()
                .chain(BRIEF),
        )
        .succeeds()
        .stdout_contains("A small network (small (2))");
}
