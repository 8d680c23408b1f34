//! The differences between a scenario and its baseline are found and classified.

use crate::support::{Case, upon_baseline};
use pcn_sim::scenario::embedded::{BASELINE, LEVERS, WEEKLY};
use pcn_sim::scenario::likeness::{Class, Likeness, like};
use pcn_sim::scenario::{FileSystem, load};

/// How far the baseline with `lines` laid upon it is like the baseline.
fn with(lines: &str) -> Likeness {
    like(&load(BASELINE, &FileSystem).unwrap(), &upon_baseline(lines))
}

/// The differences: class and text.
fn told(likeness: &Likeness) -> Vec<(Class, String)> {
    let differences = likeness.differences.iter();
    differences.map(|difference| (difference.class, difference.to_string())).collect()
}

#[test]
fn what_is_stated_again_is_no_difference() {
    for lines in [
        "",
        "[practices.oak-lane]\nlist_size = 15400.0\n[calendar]\nstart = 2025-04-01\n",
        // The same value with other evidence, and a length of time in another unit.
        "[demand]\nrequests_per_patient_year = { value = 3.1, range = [1, 9], assumption = \"a\" }\n\
         [rooms]\nturnover = { value = \"300e-2 min\", range = [\"0 min\", \"9 min\"], assumption = \"a\" }\n"
            .replace("300e-2", "5.0")
            .as_str(),
        // The values that apply if nothing is stated.
        "[practices.oak-lane]\nreception_staffing = 1\n",
    ] {
        let likeness = with(lines);
        assert_eq!(told(&likeness), [], "{lines}");
        assert!(likeness.is_like() && !likeness.calendar_differs);
        assert_eq!(likeness.to_string(), "");
    }
}

#[test]
fn what_planners_decide_is_a_lever() {
    let likeness = with(
        "[staff.paramedics]\nwte = 9\n[needs.foot]\nroutes = [\"podiatrist\"]\n[triage]\npolicy = \"gp-first\"\n\
         [staff.more-physiotherapists]\nrole = \"first-contact-physiotherapist\"\nwte = 2.0\n\
         wte_per_person = 1.0\nscope = \"network\"\nstage = \"steady\"\n",
    );
    let (classes, keys): (Vec<Class>, Vec<&str>) =
        likeness.differences.iter().map(|d| (d.class, d.key.as_str())).unzip();
    assert!(classes.iter().all(|class| *class == Class::Lever), "{:?}", told(&likeness));
    let expected = [
        "needs.foot.routes",
        "staff.more-physiotherapists",
        "staff.paramedics.wte",
        "triage.policy",
    ];
    assert_eq!(keys, expected);
    assert!(likeness.is_like());
    assert_eq!(likeness.to_string(), "", "nothing to be told above a table");
}

#[test]
fn what_carries_evidence_is_the_world() {
    let likeness = with(
        "[demand]\nrequests_per_patient_year = { value = 3.5, range = [3, 4], assumption = \"a\" }\n",
    );
    let difference = "demand: requests per patient year 3.1 → 3.5";
    assert_eq!(told(&likeness), [(Class::World, difference.to_owned())]);
    assert!(!likeness.is_like());
    assert_eq!(likeness.same_patients, Ok(()));
    assert_eq!(likeness.to_string(), format!("World differs: {difference}"));
}

#[test]
fn lists_and_practices_are_the_population() {
    let likeness = with(
        "[practices.oak-lane]\nlist_size = 16000\n[practices.oak-lane.sites.main]\nconsulting_rooms = 8\n\
         [practices.abbey]\nlist_size = 4000\ndeprivation_quintile = 3\n\
         [practices.abbey.sites.main]\nconsulting_rooms = 2\ntreatment_rooms = 1\n",
    );
    let abbey = "practice: abbey only in the scenario (4 values)";
    let list = "practice, oak lane: list size 15400 → 16000";
    let rooms = "practice, oak lane, sites, main: consulting rooms 7 → 8";
    let expected = [(Class::Population, abbey), (Class::Population, list), (Class::Lever, rooms)];
    assert_eq!(told(&likeness), expected.map(|(class, text)| (class, text.to_owned())));
    assert_eq!(likeness.to_string(), format!("Population differs: {abbey}, {list}"));
    let why = likeness.same_patients.unwrap_err().to_string();
    assert!(
        why.starts_with(
            "`practices.abbey` is only in the scenario; `practices.oak-lane.list_size`"
        )
    );
}

#[test]
fn several_networks_are_another_population() {
    let likeness = with("[place]\nnetworks = 2\n[place.changes.2]\nneed_factor = 1.1\n");
    assert!(likeness.of_class(Class::Population).count() == 2, "{:?}", told(&likeness));
    assert!(likeness.same_patients.is_err());
}

#[test]
fn another_year_is_another_calendar_and_other_hours_are_the_same_days() {
    let likeness = with("[calendar]\nstart = 2026-04-01\n");
    assert!(likeness.calendar_differs && likeness.same_patients.is_err());
    assert_eq!(likeness.to_string(), "Calendar differs: calendar: start 2025-04-01 → 2026-04-01");
    let likeness = with("[calendar.bank_holidays]\ndates = [2025-12-25]\n");
    assert!(likeness.calendar_differs && likeness.same_patients.is_err());
    let likeness = with("[calendar]\ncore_hours_close = \"20:00\"\n");
    assert!(!likeness.calendar_differs && likeness.same_patients.is_ok());
    assert_eq!(
        told(&likeness),
        [(Class::Calendar, "calendar: core hours close \"18:30\" → \"20:00\"".to_owned())]
    );
}

#[test]
fn a_heading_names_a_few_of_many_differences() {
    let past = load("average-pcn-2019", &FileSystem).unwrap();
    let likeness = like(&load(BASELINE, &FileSystem).unwrap(), &past);
    assert!(likeness.calendar_differs);
    let heading = likeness.to_string();
    assert!(heading.starts_with("World differs: ") && heading.contains(" more; "), "{heading}");
    assert!(heading.contains("; calendar differs: ") && heading.len() < 1_000, "{heading}");
}

#[test]
fn built_in_levers_meet_the_same_patients() {
    let baseline = load(BASELINE, &FileSystem).unwrap();
    for (name, _) in LEVERS.iter().chain(&WEEKLY) {
        let lever = load(name, &FileSystem).unwrap();
        let likeness = like(&baseline, &lever);
        assert!(!likeness.differences.is_empty(), "{name}");
        assert!(!likeness.calendar_differs, "{name}");
        let is_place = lever.system.pcns() > 1;
        assert_eq!(likeness.same_patients.is_ok(), !is_place, "{name}: {likeness:?}");
    }
}

/// The people are the same, but they ask for other things: no page may say that the patients, with their
/// needs, are the same.
#[test]
fn other_needs_rates_or_planned_care_are_not_called_the_same_patients() {
    for change in [
        "[needs.msk]\nshare = { value = 0.2, range = [0.1, 0.3], assumption = \"a\" }\n\
         [needs.acute-minor-illness]\nshare = { value = 0.14, range = [0.1, 0.3], assumption = \"a\" }\n",
        "[demand]\nrequests_per_patient_year = { value = 3.5, range = [3, 4], assumption = \"a\" }\n",
        "[planned.streams]\nblood-tests = false\n",
    ] {
        let about = "base = \"average-pcn\"\n[about]\ntitle = \"T\"\nquestion = \"Q?\"\n";
        let run = "--replications 2 --weeks 1 --warm-up-weeks 0 --no-room-sensitivity --output out";
        let ended = Case::new()
            .file("change.toml", &format!("{about}{change}"))
            .args(["compare", "average-pcn", "change.toml"].into_iter().chain(run.split(' ')))
            .succeeds();
        let page = std::fs::read_to_string(ended.path().join("out/report.html")).unwrap();
        assert!(!ended.stdout().contains("has the same patients"), "{change}");
        assert!(!page.contains("the same patients, with the same needs"), "{change}");
    }
}
