//! A practice's own log beside that of the simulation: `validate --log`.

use crate::support::{Case, SMALL};
use pcn_sim::exports::cells::{Mode, Outcome, Status};
use pcn_sim::exports::read::Export;
use pcn_sim::logs::simulated::Recorder;
use pcn_sim::scenario::{FileSystem, load};
use pcn_sim::simulation::chances::Addressed;
use pcn_sim::simulation::{Horizon, simulate};
use std::fmt::Write;
use std::fs;

/// Nobody's name, in a column that is not mapped.
const SECRET: &str = "Zebedee Quixote";

const WEEKS: u32 = 16;

/// What the systems of a practice would export of a simulation with another seed.
fn export() -> Export {
    let case = Case::new().file("small.toml", SMALL);
    let scenario = load(case.path().join("small.toml").to_str().unwrap(), &FileSystem).unwrap();
    let mut recorder = Recorder::new(&scenario.system, WEEKS);
    let horizon = Horizon { warm_up_weeks: 8, weeks: WEEKS };
    simulate(&scenario.system, horizon, &Addressed::new(77, 0), &mut recorder).unwrap();
    recorder.export()
}

/// Appointments as a table, with lengths times `factor`.
fn appointments(export: &Export, factor: f64) -> String {
    let mut out =
        "Patient,booked_at,requested_at,starts,seen_at,mode,clinician_type,status,actual\n"
            .to_owned();
    for of in &export.appointments {
        let mode = match of.mode.unwrap() {
            Mode::FaceToFace => "Face to face",
            Mode::Remote => "Telephone",
            Mode::HomeVisit => "Home visit",
        };
        let role = &export.clinicians[of.clinician.unwrap()][0];
        let status = if of.status == Status::Attended { "Attended" } else { "DNA" };
        let at =
            |at: Option<_>| at.map_or(String::new(), |at: jiff::civil::DateTime| at.to_string());
        let minutes = of.minutes.map_or(String::new(), |minutes| (minutes * factor).to_string());
        let (booked, requested, seen) = (at(of.booked), at(of.requested), at(of.seen));
        writeln!(
            out,
            "{SECRET},{booked},{requested},{},{seen},{mode},{role},{status},{minutes}",
            of.starts
        )
        .unwrap();
    }
    out
}

fn calls(export: &Export) -> String {
    let mut out = "Start,Wait (minutes),Outcome\n".to_owned();
    for of in &export.calls {
        let outcome = match of.outcome.unwrap() {
            Outcome::HungUp => "Abandoned",
            Outcome::Menu => "Menu",
            _ => "Answered",
        };
        let wait = of.wait.map_or(String::new(), |wait| wait.to_string());
        writeln!(out, "{},{wait},{outcome}", of.start).unwrap();
    }
    out
}

/// Each quantity with its distance, and whether it is within that of two halves.
fn compared(export: &Export, factor: f64) -> Vec<(String, f64, bool)> {
    let ended = Case::new()
        .file("small.toml", SMALL)
        .file("a.csv", &appointments(export, factor))
        .file("c.csv", &calls(export))
        .args(
            "validate small.toml --log a.csv --calls c.csv --warm-up-weeks 8 --output out"
                .split(' '),
        )
        .succeeds();
    assert!(!(ended.stdout() + &ended.stderr()).contains("Quixote"));
    let text = fs::read_to_string(ended.path().join("out/log-distance.csv")).unwrap();
    assert!(!text.contains("Quixote"));
    let mut table = csv::Reader::from_reader(text.as_bytes());
    let rows = table.records().map(Result::unwrap);
    rows.map(|row| (row[0].to_owned(), row[5].parse().unwrap(), &row[11] == "true")).collect()
}

#[test]
fn a_log_made_by_the_simulation_is_within_its_halves_and_doubled_lengths_are_not() {
    let export = export();
    let own = compared(&export, 1.0);
    let names: Vec<&str> = own.iter().map(|row| row.0.as_str()).collect();
    assert_eq!(
        names,
        [
            "appointments by hour of week",
            "lag",
            "length",
            "cycle time",
            "calls by hour of week",
            "wait in the queue"
        ]
    );
    assert!(own.iter().all(|row| row.2), "{own:?}");
    let doubled = compared(&export, 2.0);
    let apart: Vec<&str> = doubled.iter().filter(|row| !row.2).map(|row| row.0.as_str()).collect();
    assert_eq!(apart, ["length"], "{doubled:?}");
}

#[test]
fn a_log_of_three_weeks_or_without_times_is_told_so() {
    let head = "booked_at,starts,mode,clinician_type,status,actual\n";
    let rows = |days: u32, time: &str| {
        (0..days * 20).fold(head.to_owned(), |text, row| {
            let (month, day) = (3 + row / 20 / 28, row / 20 % 28 + 1);
            let at = format!("2025-{month:02}-{day:02}");
            text + &format!("{at}{time},{at}{time},Telephone,GP,Attended,{}\n", 5 + row % 9)
        })
    };
    let short = Case::new().file("small.toml", SMALL).file("a.csv", &rows(20, " 09:00"));
    let ended = short.args("validate small.toml --log a.csv --output out".split(' ')).fails_with(2);
    assert!(ended.stderr().contains("fewer than 4 whole weeks"), "{}", ended.stderr());
    assert!(!ended.path().join("out").exists());
    let days = Case::new().file("small.toml", SMALL).file("a.csv", &rows(56, ""));
    let ended = days
        .args("validate small.toml --log a.csv --warm-up-weeks 1 --weeks 4 --output out".split(' '))
        .succeeds();
    assert!(ended.stdout().contains("cycle time: not in the log"), "{}", ended.stdout());
    assert!(!ended.stdout().contains("Appointments by hour of week: "), "{}", ended.stdout());
}
