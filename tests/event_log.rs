//! The facts that an observer receives, and the event logs made from them: facts add up to the
//! record, no person or room is used twice at a time, and the tools for which the logs are made can
//! read them.

use crate::interruption::said;
use crate::support::{Case, Notes, SHORT, SMALL, SMALL_AND_MORE, baseline, patient, small};
use pcn_sim::model::rooms::RoomPolicy;
use pcn_sim::simulation::chances::Addressed;
use pcn_sim::simulation::observer::{Fact, What, Who};
use pcn_sim::simulation::record::Record;
use pcn_sim::simulation::simulate;
use pcn_sim::units::SimTime;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

const BRIEF: &str = "--weeks 1 --warm-up-weeks 2 --quiet";

fn told() -> (Record, Vec<Fact>) {
    let mut notes = Notes::default();
    let record = simulate(&small(), SHORT, &Addressed::new(6, 0), &mut notes).unwrap();
    (record, notes.0)
}

#[test]
fn facts_add_up_to_what_the_record_counts() {
    let (record, facts) = told();
    let until = SimTime::midnight(SHORT.weeks as i32 * 7);
    let measured: Vec<&Fact> =
        facts.iter().filter(|fact| fact.at >= SimTime::ZERO && fact.at < until).collect();
    let count =
        |is: fn(&What) -> bool| measured.iter().filter(|fact| is(&fact.what)).count() as u64;
    let door = &record.front_door;
    assert!(door.inbound > 100 && door.missed > 0, "calls come in, and some are missed");
    assert_eq!(count(|what| matches!(what, What::Called { .. })), door.inbound);
    assert_eq!(
        count(|what| matches!(what, What::Answered { called_back: false, .. })),
        door.answered
    );
    assert_eq!(count(|what| matches!(what, What::HungUp { .. })), door.missed);
    assert_eq!(count(|what| matches!(what, What::FormSent)), door.forms);
    assert_eq!(count(|what| matches!(what, What::WalkedIn)), door.walk_ins);
    let booked = count(|what| matches!(what, What::Booked(_)));
    let by_day: u32 =
        record.by_day.iter().rev().take(SHORT.weeks as usize * 7).map(|d| d.booked).sum();
    assert_eq!(booked, u64::from(by_day));
    // Of the requests that arose in the measured weeks: how each ended.
    let arose: BTreeSet<u64> = measured
        .iter()
        .filter(|fact| matches!(fact.what, What::Arose { .. }))
        .filter_map(|fact| patient(fact))
        .collect();
    assert_eq!(arose.len() as u64, record.requests.made);
    let ended = |is: fn(&What) -> bool| {
        let of_these = |fact: &&Fact| patient(fact).is_some_and(|id| arose.contains(&id));
        facts.iter().filter(of_these).filter(|fact| is(&fact.what)).count() as u64
    };
    assert_eq!(ended(|what| matches!(what, What::Settled)), record.requests.settled);
    assert_eq!(ended(|what| matches!(what, What::Referred)), record.requests.referred);
    assert_eq!(ended(|what| matches!(what, What::Unmet { .. })), record.requests.unmet_total());
}

#[test]
fn every_search_that_finds_something_is_followed_by_a_booking_and_no_other() {
    let (_, facts) = told();
    let mut last: BTreeMap<u64, bool> = BTreeMap::new();
    for fact in &facts {
        let Some(id) = patient(fact) else { continue };
        match fact.what {
            What::Searched { found, .. } => {
                assert_ne!(last.insert(id, found.is_some()), Some(true), "it was not booked");
            }
            What::Booked(_) => assert_eq!(last.remove(&id), Some(true), "{fact:?}"),
            What::ToldAnotherDay => assert_eq!(last.remove(&id), Some(false), "{fact:?}"),
            _ => {}
        }
    }
}

#[test]
fn what_stood_in_the_way_of_the_own_gp_is_the_own_gps() {
    let (_, facts) = told();
    let mut before: BTreeMap<u64, &Fact> = BTreeMap::new();
    let (mut others_free, mut nothing_of_their_own) = (0, 0);
    for fact in &facts {
        let What::Searched { criteria, found, .. } = fact.what else { continue };
        let Some(id) = patient(fact) else { continue };
        let Some(last) = before.insert(id, fact) else { continue };
        let What::Searched { criteria: own, found: None, obstacles } = last.what else { continue };
        let is_next = last.at == fact.at && own.own_gp && !criteria.own_gp;
        let is_soon = found.is_some_and(|found| found.start.day() <= own.last_day);
        if is_next && is_soon {
            others_free += 1;
            nothing_of_their_own += usize::from(obstacles.kept.is_none());
        }
    }
    // The own GP may have a kept slot. Another clinician's slot is no obstacle to these patients.
    assert!(others_free > 20 && nothing_of_their_own > 0, "{nothing_of_their_own}");
}

#[test]
fn no_clinician_and_no_room_is_in_two_places_at_once() {
    for policy in [RoomPolicy::RoomPerSession, RoomPolicy::HotDesking] {
        let mut system = small();
        system.rooms.policy = policy;
        let mut notes = Notes::default();
        simulate(&system, SHORT, &Addressed::new(2, 0), &mut notes).unwrap();
        let (mut busy, mut rooms) = (BTreeMap::new(), BTreeMap::new());
        let mut consultations = 0;
        for fact in &notes.0 {
            let Some(id) = patient(fact) else { continue };
            match fact.what {
                What::Began { clinician, whereabouts, .. } => {
                    consultations += 1;
                    assert_eq!(busy.insert(clinician.person, id), None, "{fact:?}");
                    if let pcn_sim::simulation::observer::Whereabouts::Room(room) = whereabouts {
                        assert_eq!(rooms.insert(room, id), None, "{fact:?}");
                    }
                }
                What::Ended { clinician } => {
                    assert_eq!(busy.remove(&clinician.person), Some(id), "{fact:?}");
                    rooms.retain(|_, occupant| *occupant != id);
                }
                What::TriageBegan { clinician } => {
                    assert_eq!(busy.insert(clinician.person, id), None, "{fact:?}");
                }
                What::TriageEnded => busy.retain(|_, with| *with != id),
                _ => {}
            }
        }
        assert!(consultations > 100, "{consultations}");
    }
}

#[test]
fn others_who_ring_are_no_patients_with_a_request() {
    let (_, facts) = told();
    let others: BTreeSet<u64> = facts
        .iter()
        .filter_map(|fact| match fact.who {
            Who::Other(id) => Some(id.0),
            _ => None,
        })
        .collect();
    assert!(others.len() > 20);
    assert!(facts.iter().filter_map(patient).all(|id| !others.contains(&id)));
}

/// The program in a folder with `small.toml` and `more.toml`.
fn case() -> Case {
    Case::new().file("small.toml", SMALL).file("more.toml", SMALL_AND_MORE)
}

/// The rows of a table, by its columns.
fn table(path: &Path) -> (Vec<String>, Vec<Vec<String>>) {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let owned = |record: &csv::StringRecord| record.iter().map(str::to_owned).collect();
    let head = owned(reader.headers().unwrap());
    (head, reader.records().map(|record| owned(&record.unwrap())).collect())
}

#[test]
fn an_event_log_has_a_row_for_each_activity_of_each_scenario_and_replication() {
    let case = case();
    let args =
        format!("compare small.toml more.toml {BRIEF} --replications 3 --no-room-sensitivity");
    assert_eq!(said(&case, &format!("{args} --event-log 2..3 --output out")).0, Some(0));
    let (head, rows) = table(&case.path().join("out/event-log.csv"));
    assert_eq!(head.join(","), "case_id,activity,start,end,resource,role,site,room,scenario");
    let scenarios: BTreeSet<&str> = rows.iter().map(|row| row[8].as_str()).collect();
    assert_eq!(scenarios.into_iter().collect::<Vec<_>>(), ["more", "small"]);
    let replications: BTreeSet<&str> = rows.iter().map(|row| &row[0][..7]).collect();
    assert_eq!(
        replications.into_iter().collect::<Vec<_>>(),
        ["more-2-", "more-3-", "small-2", "small-3"]
    );
    assert!(rows.iter().all(|row| row[2] <= row[3]), "no activity ends before it starts");
    let consultation = rows.iter().find(|row| row[1].starts_with("Consultation")).unwrap();
    assert!(!consultation[4].is_empty() && !consultation[5].is_empty(), "{consultation:?}");
    // All other files are the same as without a log, and the manifest lists the log.
    assert_eq!(said(&case, &format!("{args} --output without")).0, Some(0));
    for name in ["results.json", "rows.jsonl", "study.json", "report.html"] {
        let [with, without] =
            ["out", "without"].map(|folder| fs::read(case.path().join(folder).join(name)).unwrap());
        assert!(with == without, "{name}");
    }
    let manifest = || fs::read_to_string(case.path().join("out/manifest.json")).unwrap();
    assert!(manifest().contains("\"name\": \"event-log.csv\""), "{}", manifest());
    // It is kept when the report is written again, and it can be made later.
    let log = fs::read(case.path().join("out/event-log.csv")).unwrap();
    assert_eq!(said(&case, "report out --quiet").0, Some(0));
    assert!(manifest().contains("\"name\": \"event-log.csv\""));
    assert_eq!(said(&case, "compare --resume without --event-log 2..3 --quiet").0, Some(0));
    assert!(log == fs::read(case.path().join("without/event-log.csv")).unwrap());
}

#[test]
fn a_log_that_cannot_be_made_is_refused_before_anything_is_simulated() {
    let case = case();
    for (asked, why) in [
        ("--replications 2 --event-log 3", "3..3 is not within the replications 1..2"),
        ("--replications 4 --only-replications 3..4 --event-log 2", "within the replications 3..4"),
        ("--event-log 0", "expected replications, counted from 1"),
        ("--event-log simmer", "or the word vidigi"),
    ] {
        let (code, words) = said(&case, &format!("run small.toml {BRIEF} {asked} --output out"));
        assert!(code == Some(2) && words.contains(why), "{asked}: {words}");
        assert!(!case.path().join("out").exists());
    }
}

/// The python that has both packages, if there is one: `PCN_SIM_PYTHON`, or the usual one.
fn python() -> Option<String> {
    let python = std::env::var("PCN_SIM_PYTHON").unwrap_or_else(|_| "python3".into());
    let imports = Command::new(&python).args(["-c", "import pm4py, vidigi"]).output();
    imports.is_ok_and(|ended| ended.status.success()).then_some(python)
}

#[test]
fn pm4py_and_vidigi_read_the_logs() {
    let Some(python) = python() else {
        println!("left out: there is no Python with pm4py and vidigi");
        return;
    };
    let case = case();
    let args = format!("run small.toml {BRIEF} --replications 1");
    assert_eq!(said(&case, &format!("{args} --event-log --output a")).0, Some(0));
    assert_eq!(said(&case, &format!("{args} --event-log vidigi --output v")).0, Some(0));
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/event_log.py");
    let ended = Command::new(python)
        .arg(script)
        .args(["a/event-log.csv", "v/event-log.csv", "v/event-positions.csv"])
        .current_dir(case.path())
        .output()
        .unwrap();
    let words = String::from_utf8_lossy(&ended.stdout).into_owned();
    assert!(ended.status.success(), "{words}{}", String::from_utf8_lossy(&ended.stderr));
    assert!(words.contains("pm4py: ") && words.contains("vidigi: "), "{words}");
}

#[test]
fn a_consultation_of_a_supervised_clinician_names_a_supervisor_who_is_somebody_else() {
    let network = baseline();
    let mut notes = Notes::default();
    simulate(&network, SHORT, &Addressed::new(2, 0), &mut notes).unwrap();
    let (mut with, mut without) = (0, 0);
    for fact in &notes.0 {
        let What::Began { clinician, supervisor, .. } = fact.what else { continue };
        let is_supervised = network.roles[clinician.role.index()].supervision.is_some();
        match supervisor {
            Some(by) => {
                with += 1;
                assert!(is_supervised && by.person != clinician.person, "{fact:?}");
                assert!(network.roles[by.role.index()].supervises, "{fact:?}");
            }
            None => without += u32::from(!is_supervised),
        }
    }
    assert!(with > 100 && without > 100, "{with} {without}");
}

#[test]
fn a_shard_logs_its_own_first_replication() {
    let case = case();
    let args = format!("run small.toml {BRIEF} --replications 4 --only-replications 3..4");
    assert_eq!(said(&case, &format!("{args} --event-log --output out")).0, Some(0));
    let (_, rows) = table(&case.path().join("out/event-log.csv"));
    assert!(rows.len() > 100 && rows.iter().all(|row| row[0].starts_with("small-3-")));
}

/// In the animated form nobody stands in the telephone queue for longer than the lines are open, and as many
/// consultations begin as in the table.
#[test]
fn the_animation_has_everyone_who_is_seen_and_nobody_who_has_hung_up() {
    let case = case();
    let args = format!("run small.toml {BRIEF} --replications 1");
    assert_eq!(said(&case, &format!("{args} --event-log --output a")).0, Some(0));
    assert_eq!(said(&case, &format!("{args} --event-log vidigi --output v")).0, Some(0));
    let (_, steps) = table(&case.path().join("v/event-log.csv"));
    let mut waits: BTreeMap<&str, f64> = BTreeMap::new();
    let mut longest: f64 = 0.0;
    for step in &steps {
        let at: f64 = step[3].parse().unwrap();
        if let Some(since) = waits.remove(step[0].as_str()) {
            longest = longest.max(at - since);
        }
        if step[2] == "telephone_wait_begins" {
            waits.insert(&step[0], at);
        }
    }
    assert!(longest > 0.0 && longest < 600.0, "{longest} min in the telephone queue");
    // Who arose in the measured week is in both; the table also has who arose before.
    let (_, rows) = table(&case.path().join("a/event-log.csv"));
    let arose = |row: &&Vec<String>| row[1] == "Request arises" || row[1] == "Planned care arises";
    let arose: BTreeSet<&str> = rows.iter().filter(arose).map(|row| row[0].as_str()).collect();
    let seen = rows
        .iter()
        .filter(|row| row[1].starts_with("Consultation"))
        .filter(|row| arose.contains(row[0].as_str()));
    let begun = steps.iter().filter(|step| {
        step[2] == "consultation_begins" && step[3].parse::<f64>().unwrap() < 7.0 * 1440.0
    });
    assert_eq!(begun.count(), seen.count());
}
