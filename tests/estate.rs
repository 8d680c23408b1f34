//! Rooms that open and close on a given day: their effect in the simulation, refused projects,
//! options side by side.

use crate::identities::{Notes, check_record, check_same};
use crate::place::place;
use crate::support::{BRIEF, Case, Ended, SMALL, one, small};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use pcn_sim::experiment::study::{Design, Entry, Extent, Study};
use pcn_sim::measures::MEASURES;
use pcn_sim::model::CareSystem;
use pcn_sim::model::rooms::{RoomPolicy, RoomProject};
use pcn_sim::scenario::{FileSystem, load};
use pcn_sim::simulation::chances::Addressed;
use pcn_sim::simulation::record::Record;
use pcn_sim::simulation::{Horizon, simulate};

/// Half a year, over which a project can open half-way.
const HALF_YEAR: Horizon = Horizon { warm_up_weeks: 14, weeks: 26 };

/// A small network with a single consulting room, so that rooms are the constraint.
fn cramped() -> CareSystem {
    let mut system = small();
    system.sites[0].consulting_rooms = 1;
    system.sites[0].treatment_rooms = 1;
    system
}

/// Two rooms that are ready on `ready` and last for many years.
fn project(ready: Date) -> RoomProject {
    RoomProject {
        name: "extension".into(),
        site: 0,
        rooms: 2,
        ready,
        gone: ready.saturating_add(40.years()),
        works_begin: None,
        rooms_closed: 0,
    }
}

fn with(system: &CareSystem, project: RoomProject) -> CareSystem {
    let mut system = system.clone();
    system.projects.push(project);
    system
}

/// The first day of measurement, and others from there.
fn day(system: &CareSystem, day: i32) -> Date {
    system.calendar.date(day)
}

/// Every measure of a record.
fn measured(record: &Record) -> Vec<Option<f64>> {
    MEASURES.iter().map(|measure| (measure.value)(record)).collect()
}

fn in_rooms(record: &Record) -> f64 {
    let work = &record.work;
    let without = work.sessions_remote_for_rooms + work.sessions_lost_to_rooms;
    work.sessions_in_rooms as f64 - without as f64
}

#[test]
fn rooms_are_those_of_the_date() {
    let system = cramped();
    let project = RoomProject {
        gone: date(2026, 3, 1),
        works_begin: Some(date(2025, 6, 1)),
        rooms_closed: 1,
        ..project(date(2025, 9, 1))
    };
    let system = with(&system, project);
    for (on, rooms) in [
        (date(2025, 5, 31), 2),
        // A room is closed on the first day of the works, and open again when they are ready.
        (date(2025, 6, 1), 1),
        (date(2025, 8, 31), 1),
        (date(2025, 9, 1), 4),
        (date(2026, 2, 28), 4),
        (date(2026, 3, 1), 2),
    ] {
        assert_eq!(system.rooms_of_site(0, on), rooms, "{on}");
    }
    // On the first measured day no works have begun.
    assert_eq!(system.rooms_total(), 2);
    assert_eq!(system.with_projects_in_use(&[]).rooms_total(), 4);
    assert_eq!(system.with_projects_in_use(&system.projects), system);
}

#[test]
fn rooms_in_use_are_counted_day_by_day() {
    let system = cramped();
    // Two weeks before the end of eight, on a Tuesday as the first day is.
    let ready = day(&system, 6 * 7);
    let horizon = Horizon { warm_up_weeks: 1, weeks: 8 };
    let record = one(&with(&system, project(ready)), horizon, 1);
    // Six weeks of two rooms and two weeks of four, on every day of the week.
    assert_eq!(record.room_days, [6 * 2 + 2 * 4; 7]);
    // Easter Monday and 5 May fall on two rooms, 26 May on four; Good Friday on two.
    assert_eq!(record.room_working_days, [20 - 2 - 2 - 4, 20, 20, 20, 20 - 2, 0, 0]);
}

#[test]
fn a_project_that_is_ready_after_the_run_changes_nothing() {
    let horizon = Horizon { warm_up_weeks: 2, weeks: 3 };
    for policy in [RoomPolicy::RoomEach, RoomPolicy::RoomPerSession, RoomPolicy::HotDesking] {
        let mut system = cramped();
        system.rooms.policy = policy;
        let later = with(&system, project(day(&system, 365)));
        assert_eq!(measured(&one(&later, horizon, 7)), measured(&one(&system, horizon, 7)));
    }
}

#[test]
fn a_project_that_is_ready_before_the_run_is_as_good_as_rooms_that_are_there() {
    let horizon = Horizon { warm_up_weeks: 2, weeks: 3 };
    for policy in [RoomPolicy::RoomEach, RoomPolicy::RoomPerSession, RoomPolicy::HotDesking] {
        let mut system = cramped();
        system.rooms.policy = policy;
        let built = with(&system, project(day(&system, -365)));
        system.sites[0].consulting_rooms += 2;
        assert_eq!(measured(&one(&built, horizon, 7)), measured(&one(&system, horizon, 7)));
    }
}

#[test]
fn a_project_that_has_reached_the_end_of_its_life_is_gone() {
    let horizon = Horizon { warm_up_weeks: 2, weeks: 3 };
    let system = cramped();
    let old = RoomProject { gone: day(&system, -60), ..project(date(1990, 1, 1)) };
    let record = one(&with(&system, old), horizon, 7);
    assert_eq!(measured(&record), measured(&one(&system, horizon, 7)));
}

#[test]
fn works_close_rooms_until_the_project_is_ready() {
    let horizon = Horizon { warm_up_weeks: 2, weeks: 3 };
    let mut system = cramped();
    system.sites[0].consulting_rooms = 2;
    let works = RoomProject {
        works_begin: Some(day(&system, -365)),
        rooms_closed: 1,
        ..project(day(&system, 365))
    };
    let closed = one(&with(&system, works), horizon, 7);
    system.sites[0].consulting_rooms = 1;
    assert_eq!(measured(&closed), measured(&one(&system, horizon, 7)));
}

#[test]
fn a_project_that_opens_half_way_gains_about_half() {
    for policy in [RoomPolicy::RoomEach, RoomPolicy::RoomPerSession] {
        // The roster is made once, by the rooms of the first day.
        let mut system = crate::support::with_fixed_weeks(cramped());
        system.rooms.policy = policy;
        let half = with(&system, project(day(&system, 13 * 7)));
        let whole = with(&system, project(day(&system, -365)));
        let without = in_rooms(&one(&system, HALF_YEAR, 5));
        let gained = |system: &CareSystem| in_rooms(&one(system, HALF_YEAR, 5)) - without;
        let (half, whole) = (gained(&half), gained(&whole));
        assert!(whole > 50.0, "{policy:?}: {whole} sessions more find a room");
        let share = half / whole;
        assert!((0.42..=0.58).contains(&share), "{policy:?}: {half} of {whole} sessions");
    }
}

#[test]
fn before_the_rooms_are_ready_nothing_differs() {
    // Sessions of the days before see the old rooms, though the book is open 91 days ahead.
    let horizon = Horizon { warm_up_weeks: 2, weeks: 6 };
    let system = cramped();
    let later = with(&system, project(day(&system, 6 * 7)));
    let (before, after) = (one(&system, horizon, 9), one(&later, horizon, 9));
    assert_eq!(in_rooms(&before), in_rooms(&after));
    assert_eq!(before.work.sessions_lost_to_rooms, after.work.sessions_lost_to_rooms);
}

#[test]
fn shared_rooms_become_more_on_the_day() {
    let mut system = cramped();
    system.rooms.policy = RoomPolicy::HotDesking;
    let horizon = Horizon { warm_up_weeks: 2, weeks: 6 };
    let waits = |system: &CareSystem| one(system, horizon, 3).work.room_waits;
    let (none, half) = (waits(&system), waits(&with(&system, project(day(&system, 21)))));
    let whole = waits(&with(&system, project(day(&system, -365))));
    assert!(whole < half && half < none, "{whole}, {half}, {none} waits for a room");
}

#[test]
fn who_gave_up_waiting_for_a_room_is_not_called_when_it_is_there_at_last() {
    let mut system = place(2);
    system.rooms.policy = RoomPolicy::HotDesking;
    for site in &mut system.sites {
        (site.consulting_rooms, site.treatment_rooms) = (1, 0);
    }
    // For longer than the book is open ahead, no clinician of the first network has a room.
    let works = RoomProject {
        works_begin: Some(day(&system, -80)),
        rooms_closed: 1,
        ..project(day(&system, 60))
    };
    let system = with(&system, works);
    let told = simulate(&system, HALF_YEAR, &Addressed::new(3, 0), &mut Notes::default()).unwrap();
    let record = one(&system, HALF_YEAR, 3);
    assert!(record.ledger().not_reached > 100 && record.work.room_waits > 100);
    check_record(&record, &system);
    check_same(&system, record, told);
}

#[test]
fn who_is_not_ready_all_the_time_is_simulated_in_use_as_well() {
    let system = cramped();
    let entry =
        |name: &str, system: CareSystem| Entry { name: name.into(), title: name.into(), system };
    let entries = vec![
        entry("base", system.clone()),
        entry("ready", with(&system, project(day(&system, -365)))),
        entry("later", with(&system, project(day(&system, 10)))),
        entry("other", system.clone()),
    ];
    let horizon = Horizon { warm_up_weeks: 1, weeks: 2 };
    let extent = Extent { horizon, seed: 1, replications: 1 };
    let study =
        Study::new(entries, Design::AgainstFirst { at_rooms: false, unlike: false }, extent)
            .unwrap();
    let variants = study.variants();
    let names: Vec<&str> = variants.iter().map(|variant| variant.name.as_str()).collect();
    assert_eq!(names, ["base", "ready", "later", "other", "later@in-use"]);
    let baselines: Vec<Option<usize>> = variants.iter().map(|variant| variant.baseline).collect();
    assert_eq!(baselines, [None, Some(0), Some(0), Some(0), Some(0)]);
    assert_eq!((variants[4].scenario, study.system(4).rooms_total()), (2, 4));
}

/// An option for the small network, with a date and further keys.
fn option(title: &str, ready: &str, more: &str) -> String {
    format!(
        "base = \"small.toml\"\n[about]\ntitle = \"{title}\"\nquestion = \"Q?\"\n\
         [estate.annexe]\nkind = \"modular\"\nsite = \"oak-lane/main\"\nrooms = 1\n\
         ready = {ready}\ncapital = 75000\nlife_years = 15\ndiscount_rate = 0.035\n\
         running_cost = 2000\n{more}"
    )
}

#[test]
fn options_for_one_site_stand_in_one_table_and_one_file() {
    let works = "works_begin = 2025-04-02\nrooms_closed = 1\n";
    let command = ["compare", "small.toml", "soon.toml", "late.toml", "--output", "out"];
    let ended = Case::new()
        .file("small.toml", SMALL)
        .file("soon.toml", &option("Soon", "2025-04-03", works))
        .file("late.toml", &option("Late", "2030-01-01", ""))
        .args(command.into_iter().chain(["--no-room-sensitivity"]).chain(BRIEF))
        .succeeds()
        .stdout_contains("Estate options side by side")
        .stdout_contains("Soon (modular,")
        .stdout_contains("Gained in a");
    let read = |name: &str| std::fs::read_to_string(ended.path().join("out").join(name)).unwrap();
    let csv = read("estate.csv");
    let row = |name: &str| -> Vec<String> {
        let row = csv.lines().find(|line| line.starts_with(name)).unwrap();
        row.split(',').map(str::to_owned).collect()
    };
    let soon = row("soon,annexe");
    // £75,000 over 15 years at 3.5% is £6,511.88 a year; running it £2,000.
    assert_eq!(
        soon[2..11].join(","),
        "modular,oak-lane/main,2025-04-03,2025-04-02,1,1,75000.00,15,8511.88"
    );
    // Ready years later, so nothing is gained as dated.
    assert_eq!(row("late,annexe")[11], "0");
    // Both have the same rooms when they are in use.
    assert_eq!(soon[14], row("late,annexe")[14]);
    let summary = read("summary.csv");
    assert!(summary.contains("\nlate@in-use,small,appointments_gained_net,"), "{summary}");
}

#[test]
fn a_project_of_a_place_is_built_once_at_the_site_of_whichever_network() {
    let built_at = |site: &str| {
        let about = "base = \"average-pcn\"\n[about]\ntitle = \"T\"\nquestion = \"Q?\"\n";
        let lines = annexe(&[("site", site)]);
        let case = Case::new().scenario(&format!("{about}[place]\nnetworks = 2\n{lines}"));
        let path = case.path().join("scenario.toml");
        load(path.to_str().unwrap(), &FileSystem).unwrap()
    };
    for (site, index) in [("\"riverside/main\"", 3), ("\"riverside-2/main\"", 8)] {
        let scenario = built_at(site);
        let sites: Vec<usize> = scenario.system.projects.iter().map(|built| built.site).collect();
        assert_eq!((sites, scenario.system.sites.len()), (vec![index], 10), "{site}");
        let projects = scenario.money.unwrap().estate;
        assert_eq!(projects.iter().map(|built| built.site).collect::<Vec<_>>(), [index]);
    }
}

/// Checks an overlay on the embedded baseline whose `lines` begin on line 5; it must be refused.
#[track_caller]
fn refused(lines: &str) -> Ended {
    let about = "base = \"average-pcn\"\n[about]\ntitle = \"T\"\nquestion = \"Q?\"\n";
    let scenario = format!("{about}{lines}");
    Case::new().scenario(&scenario).args(["check", "scenario.toml"]).fails_with(2)
}

/// A project that is valid except for the stated keys.
fn annexe(changes: &[(&str, &str)]) -> String {
    let mut keys = vec![
        ("kind", "\"modular\""),
        ("site", "\"oak-lane/main\""),
        ("rooms", "1"),
        ("ready", "2025-10-01"),
        ("capital", "75000"),
        ("life_years", "15"),
        ("discount_rate", "0.035"),
        ("running_cost", "2000"),
    ];
    for (key, value) in changes {
        match keys.iter_mut().find(|(known, _)| known == key) {
            Some(known) => known.1 = value,
            None => keys.push((key, value)),
        }
    }
    let lines = keys.iter().map(|(key, value)| format!("{key} = {value}\n"));
    format!("[estate.annexe]\n{}", lines.collect::<String>())
}

#[test]
fn bad_values_of_estate_projects_are_refused() {
    refused(&annexe(&[("site", "\"oak-street/main\"")])).stderr_is(
        "error: cannot use scenario scenario.toml: 1 problem
  scenario.toml:7: `estate.annexe.site`
    found     \"oak-street/main\", which is not a site
    expected  one of: hillside/main, market-street/main, oak-lane/main, riverside/main, the-green/main
    remedy    write the practice and its site, with a slash between them
",
    );
    refused(&annexe(&[("rooms", "0")])).stderr_is(
        "error: cannot use scenario scenario.toml: 1 problem
  scenario.toml:8: `estate.annexe.rooms`
    found     0
    expected  a whole number from 1 to 1000, in rooms
    remedy    `rooms` is 0; the minimum is 1
",
    );
    refused(&annexe(&[("works_begin", "2025-10-01"), ("rooms_closed", "1")])).stderr_is(
        "error: cannot use scenario scenario.toml: 1 problem
  scenario.toml:14: `estate.annexe.works_begin`
    found     2025-10-01
    expected  a day before it is ready, 2025-10-01
    remedy    correct one of the two dates
",
    );
    refused(&annexe(&[("rooms_closed", "2")])).stderr_is(
        "error: cannot use scenario scenario.toml: 1 problem
  scenario.toml:14: `estate.annexe.rooms_closed`
    found     2 rooms closed, without the first day
    expected  the first day of the works beside it
    remedy    add works_begin = 2025-04-01, or remove `rooms_closed`
",
    );
    refused(&annexe(&[("works_begin", "2025-04-01"), ("rooms_closed", "8")])).stderr_is(
        "error: cannot use scenario scenario.toml: 1 problem
  scenario.toml:5: `estate`
    found     8 rooms closed by works at oak-lane/main
    expected  at most its 7 consulting rooms
    remedy    lower `rooms_closed`
",
    );
    refused(&annexe(&[("kind", "\"tent\""), ("life_years", "0"), ("ready", "\"soon\"")]))
        .stderr_contains("`estate.annexe.kind`\n    found     the text \"tent\"")
        .stderr_contains(
            "`estate.annexe.life_years`\n    found     0\n    expected  1 to 100 years",
        )
        .stderr_contains("`estate.annexe.ready`\n    found     the text \"soon\"");
    refused("[estate.annexe]\nrooms = 1.5\n")
        .stderr_contains("`estate.annexe.rooms`")
        .stderr_contains("`estate.annexe.capital`\n    found     nothing")
        .stderr_contains("`estate.annexe.site`\n    found     nothing");
    refused(&annexe(&[("storeys", "2")]))
        .stderr_contains("`estate.annexe.storeys`\n    found     a key that is not used here");
}
