//! Labels have no effect; keys define identity. Neither the order of a file, nor a title, nor other
//! practices and teams change who the people are. A key does.

use crate::fuzz::reader::InMemory;
use crate::support::{BRIEF, Case, Notes, baseline, compared, one, patient, upon_baseline};
use pcn_sim::model::CareSystem;
use pcn_sim::model::population::same_patients;
use pcn_sim::model::practice::{Practice, taken_for_each_other};
use pcn_sim::model::roster::people;
use pcn_sim::report::narrative::Narrator;
use pcn_sim::scenario::document::{Node, Value, parse};
use pcn_sim::scenario::embedded::{BASELINE, text};
use pcn_sim::scenario::likeness::like;
use pcn_sim::scenario::{Scenario, load};
use pcn_sim::simulation::chances::Addressed;
use pcn_sim::simulation::observer::What;
use pcn_sim::simulation::{Horizon, simulate};
use std::collections::{BTreeMap, BTreeSet};

const ONE_WEEK: Horizon = Horizon { warm_up_weeks: 0, weeks: 1 };

/// The baseline as a file of its own, with `change` made to its document.
fn rewritten(change: impl Fn(&mut Node)) -> String {
    let mut root = parse(text(BASELINE).unwrap(), 0, BASELINE).unwrap();
    change(&mut root);
    let Value::Table(entries) = &root.value else { panic!("a document is a table") };
    entries.iter().map(|(key, node)| format!("{key} = {}\n", node.to_toml())).collect()
}

fn loaded(text: &str) -> Scenario {
    let files = InMemory(vec![("a.toml", text.as_bytes())]);
    load("a.toml", &files).unwrap_or_else(|error| panic!("{error}"))
}

/// Does `change` to every table of a document, the innermost first.
fn in_every_table(node: &mut Node, change: &impl Fn(&mut Vec<(String, Node)>)) {
    match &mut node.value {
        Value::Table(entries) => {
            entries.iter_mut().for_each(|(_, inner)| in_every_table(inner, change));
            change(entries);
        }
        Value::Array(items) => items.iter_mut().for_each(|inner| in_every_table(inner, change)),
        _ => {}
    }
}

fn reversed() -> String {
    rewritten(|root| in_every_table(root, &|entries| entries.reverse()))
}

/// The entries of each table, rotated by a different amount.
fn shuffled() -> String {
    rewritten(|root| {
        in_every_table(root, &|entries| {
            let middle = entries.len() / 3;
            entries.rotate_left(middle);
            entries.chunks_mut(2).for_each(<[_]>::reverse);
        });
    })
}

#[test]
fn the_order_in_which_a_file_is_written_changes_nothing() {
    let written = loaded(text(BASELINE).unwrap());
    let record = one(&written.system, ONE_WEEK, 3);
    for other in [reversed(), shuffled()].map(|text| loaded(&text)) {
        assert_eq!(other.system, written.system);
        assert_eq!(other.money, written.money);
        assert_eq!(other.resolved, written.resolved);
        assert_eq!(other.values, written.values);
        assert_eq!((&other.parameters, &other.levers), (&written.parameters, &written.levers));
        assert_eq!(other.sources, written.sources);
        assert_eq!(one(&other.system, ONE_WEEK, 3), record);
    }
}

#[test]
fn results_of_a_file_in_another_order_are_the_same_to_the_byte() {
    let results = |text: &str| {
        let arguments = ["run", "scenario.toml", "--output", "out"].into_iter().chain(BRIEF);
        let ended = Case::new().scenario(text).args(arguments).succeeds();
        ["results.json", "summary.csv"]
            .map(|name| std::fs::read(ended.path().join("out").join(name)).unwrap())
    };
    assert!(results(text(BASELINE).unwrap()) == results(&reversed()));
}

#[test]
fn practices_in_another_order_differ_in_nothing() {
    let (written, other) = (baseline(), loaded(&reversed()).system);
    let results = compared(&[("as written", &written), ("reversed", &other)], ONE_WEEK, 1, 1);
    for series in &results.comparisons[0].measures {
        assert!(series.values.iter().flatten().all(|value| *value == 0.0), "{}", series.name);
    }
}

#[test]
fn a_title_changes_nothing_but_itself() {
    let written = loaded(text(BASELINE).unwrap());
    let mut other = loaded(&rewritten(|root| {
        in_every_table(root, &|entries| {
            // Practices are the tables that have sites; they have no title as yet.
            if entries.iter().any(|(key, _)| key == "sites") {
                let value = Value::Text("Surgery".into());
                entries.push(("title".into(), Node { value, file: 0, line: 1 }));
            }
            for (key, node) in entries.iter_mut() {
                if let Value::Text(title) = &mut node.value
                    && key == "title"
                {
                    title.push_str(" of another name");
                }
            }
        });
    }));
    assert_ne!(other.title, written.title);
    let practices = &mut other.system.practices;
    assert!(practices.iter().all(|practice| practice.called() == "Surgery of another name"));
    assert_eq!(one(&other.system, ONE_WEEK, 3), one(&written.system, ONE_WEEK, 3));
    assert_eq!((&other.parameters, &other.levers), (&written.parameters, &written.levers));
    let likeness = like(&written, &other);
    assert!(likeness.is_like() && likeness.differences.is_empty(), "{likeness:?}");
    other.system.practices.iter_mut().for_each(|practice| practice.title = None);
    for (role, as_written) in other.system.roles.iter_mut().zip(&written.system.roles) {
        assert_ne!(role.title, as_written.title);
        role.title.clone_from(&as_written.title);
    }
    assert_eq!(other.system, written.system);
}

/// The time and the patient of each request, by the key of the practice. Latent requests are left
/// out, because they depend on everyone else.
fn arising(system: &CareSystem) -> BTreeMap<String, Vec<String>> {
    let mut system = system.clone();
    system.demand.latent_share = 0.0;
    let mut notes = Notes::default();
    simulate(&system, ONE_WEEK, &Addressed::new(5, 0), &mut notes).unwrap();
    let mut by_practice: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for note in notes.0.iter().filter(|note| matches!(note.what, What::Arose { .. })) {
        let identity = patient(note).unwrap();
        let of = |practice: &&Practice| practice.identity() == (identity >> 32) & 0xfff_ffff;
        let practice = system.practices.iter().find(of).unwrap();
        let story =
            format!("{:?} {identity:x} {}", note.at, Narrator::new(&system).words(&note.what));
        by_practice.entry(practice.name.clone()).or_default().push(story);
    }
    by_practice
}

const ONE_MORE: &str = "[practices.abbey]\nlist_size = 4000\ndeprivation_quintile = 3\n\
    [practices.abbey.sites.main]\nconsulting_rooms = 2\ntreatment_rooms = 1\n";

#[test]
fn a_practice_more_leaves_the_patients_of_all_others_as_they_were() {
    let more = upon_baseline(ONE_MORE).system;
    assert_eq!(more.practices[0].name, "abbey", "before all others");
    let (before, mut after) = (arising(&baseline()), arising(&more));
    assert!(before.len() == 5 && before.values().map(Vec::len).sum::<usize>() > 2_000);
    assert!(after.remove("abbey").is_some());
    assert!(before == after);
}

#[test]
fn practices_that_stand_in_another_order_in_a_network_have_the_same_patients() {
    let (written, mut turned) = (baseline(), baseline());
    let last = turned.practices.len() - 1;
    turned.practices.reverse();
    turned.sites.iter_mut().for_each(|site| site.practice = last - site.practice);
    assert_eq!(same_patients(&written, &turned), Ok(()));
    assert!(arising(&written) == arising(&turned));
}

#[test]
fn a_network_more_leaves_the_staff_of_all_others_as_they_were() {
    let north: String = baseline()
        .practices
        .iter()
        .map(|practice| format!("[practices.{}]\npcn = \"north\"\n", practice.name))
        .collect();
    let shared = |system: &CareSystem| -> BTreeSet<u64> {
        let is_north =
            |pcn: Option<usize>| pcn.is_some_and(|pcn| system.place.pcns[pcn] == "north");
        let people = people(system).into_iter();
        people.filter(|person| is_north(person.pcn)).map(|person| person.identity).collect()
    };
    let alone = shared(&upon_baseline(&north).system);
    let more = ONE_MORE.replacen('\n', "\npcn = \"abbey-and-others\"\n", 1);
    let beside = upon_baseline(&format!("{north}{more}")).system;
    assert_eq!(beside.place.pcns, ["abbey-and-others", "north"]);
    assert_eq!(shared(&beside), alone);
}

#[test]
fn a_practice_of_another_key_has_other_patients_and_it_is_said_which() {
    let renamed =
        loaded(&text(BASELINE).unwrap().replace("practices.oak-lane", "practices.oak-road"));
    let why = same_patients(&baseline(), &renamed.system).unwrap_err();
    assert_eq!(
        why.to_string(),
        "`practices.oak-lane` is only in the baseline; `practices.oak-road` is only in the scenario"
    );
    let networks = [("as it was", &baseline()), ("renamed", &renamed.system)];
    let results = compared(&networks, ONE_WEEK, 1, 1);
    let value = |name: &str| results.comparisons[0].measure(name).unwrap().values[0];
    assert_eq!(value("gp_appointments_freed"), None, "nobody is in both");
    assert!(value("appointments_gained_net").is_some());
}

#[test]
fn rates_thin_the_same_patients_and_lists_and_calendars_bring_others() {
    let says = |lines: &str| {
        let other = upon_baseline(lines).system;
        same_patients(&baseline(), &other).map_err(|why| why.to_string())
    };
    let rates = "[demand]\nrequests_per_patient_year = { value = 3.5, range = [3, 4], assumption = \"a\" }\n\
        [staff.paramedics]\nwte = 9\n[calendar]\ncore_hours_close = \"20:00\"\n";
    assert_eq!(says(rates), Ok(()));
    for (lines, why) in [
        (
            "[practices.oak-lane]\nlist_size = 15401\n",
            "`practices.oak-lane.list_size` is 15401, and 15400 in the baseline",
        ),
        (
            "[practices.oak-lane]\ndeprivation_quintile = 1\n",
            "`practices.oak-lane.deprivation_quintile` is 1, and 3 in the baseline",
        ),
        (
            "[calendar]\nstart = 2026-04-01\n",
            "`calendar.start` is 2026-04-01, and 2025-04-01 in the baseline",
        ),
    ] {
        assert_eq!(says(lines), Err(why.to_owned()));
    }
    let places = says("[place]\nnetworks = 2\n").unwrap_err();
    assert!(places.contains("`place.networks` is 1, 2, and 1 in the baseline; "), "{places}");
    assert!(places.ends_with("; and 2 more"), "five copies, of which {places}");
    let with_other_needs = |from: &str, to: &str| {
        let other = loaded(&text(BASELINE).unwrap().replace(from, to)).system;
        same_patients(&baseline(), &other)
    };
    let why = with_other_needs("needs.foot", "needs.feet").unwrap_err();
    assert_eq!(why.reasons.len(), 2, "{why}");
}

#[test]
fn two_practices_that_chance_would_take_for_each_other_are_refused() {
    // Some twenty thousand keys are enough for two of them to share 28 bits.
    let mut known: BTreeMap<u64, String> = BTreeMap::new();
    let practice = &baseline().practices[0];
    let (one, other) = (0..)
        .find_map(|number| {
            let name = format!("surgery-{number}");
            let identity = Practice { name: name.clone(), ..practice.clone() }.identity();
            known.insert(identity, name.clone()).map(|before| (before, name))
        })
        .unwrap();
    let of = |name: &str| ONE_MORE.replace("abbey", name);
    let about = "base = \"average-pcn\"\n[about]\ntitle = \"A test\"\nquestion = \"Who?\"\n";
    let stderr = Case::new()
        .scenario(&format!("{about}{}{}", of(&one), of(&other)))
        .args(["check", "scenario.toml"])
        .fails_with(2)
        .stderr();
    assert!(stderr.contains(&format!("practices.{one}")), "{stderr}");
    assert!(stderr.contains(&format!("practices.{other}")), "{stderr}");
    assert!(taken_for_each_other(&baseline().practices).is_none());
}
