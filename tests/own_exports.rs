//! A practice's own exports: `fit-export` from files to a scenario, and what it must not tell.

use crate::support::{Case, Ended, names};
use pcn_sim::scenario::{FileSystem, load};
use std::fmt::Write;
use std::fs;

/// Identifiers of people who do not exist. None may be in an output or a message.
const SECRETS: [&str; 4] = ["943 476 5919", "9434765919", "Quixote", "Zebedee"];

const HEAD: &str = "NHS number,Patient,booked_at,starts,mode,clinician_type,status,planned_minutes,actual_minutes\n";

/// Five hundred appointments: one in ten on the same day is missed, lengths are 5 to 24 minutes.
fn appointments(day: impl Fn(u32) -> String) -> String {
    let mut out = HEAD.to_owned();
    for who in 0..500_u32 {
        let lag = [0, 0, 0, 1, 4, 10, 19][who as usize % 7];
        let status = if who % 11 == 0 { "DNA" } else { "Attended" };
        let minutes = 5 + who * 7 % 20;
        let (booked, starts) = (day(20 - lag), day(20));
        let secret = SECRETS[who as usize % 2];
        let line = format!(
            "{secret},Zebedee Quixote,{booked} 08:05,{starts} 10:30,Face to face,GP,{status},10,{minutes}"
        );
        writeln!(out, "{line}").unwrap();
    }
    out
}

fn iso(day: u32) -> String {
    format!("2025-03-{day:02}")
}

/// Calls of two weeks: a quarter hang up.
fn calls() -> String {
    let mut out = "Caller,Start,Wait (seconds),Outcome\n".to_owned();
    for who in 0..2_000_u32 {
        let day = 3 + who % 14;
        let (hour, minute) = (8 + who / 14 % 9, who * 13 % 60);
        let outcome = if who % 4 == 0 { "Abandoned" } else { "Answered" };
        writeln!(
            out,
            "Zebedee Quixote,2025-03-{day:02} {hour:02}:{minute:02},{},{outcome}",
            5 + who * 37 % 400
        )
        .unwrap();
    }
    out
}

fn case(files: &[(&str, &str)]) -> Case {
    files.iter().fold(Case::new(), |case, (name, text)| case.file(name, text))
}

fn fit<'a>(case: Case, args: impl IntoIterator<Item = &'a str>) -> Case {
    case.args(["fit-export"].into_iter().chain(args).chain(["--output", "own"]))
}

/// Everything that was printed and written.
fn all_told(ended: &Ended) -> String {
    let mut all = ended.stdout() + &ended.stderr();
    for name in names(&ended.path().join("own")) {
        all += &fs::read_to_string(ended.path().join("own").join(name)).unwrap();
    }
    all
}

fn is_silent(text: &str) {
    for secret in SECRETS {
        assert!(!text.contains(secret), "{secret} is told");
    }
}

#[test]
fn exports_become_a_scenario_that_runs_and_no_identifier_is_told() {
    let case = case(&[("appointments.csv", &appointments(iso)), ("calls.csv", &calls())]);
    let ended = fit(case, ["appointments.csv", "calls.csv"]).succeeds();
    assert_eq!(names(&ended.path().join("own")), ["fits.csv", "fits.html", "own-export.toml"]);
    is_silent(&all_told(&ended));
    let path = ended.path().join("own/own-export.toml");
    let scenario = load(path.to_str().unwrap(), &FileSystem).unwrap();
    let source =
        scenario.sources.iter().find(|(name, _)| name.starts_with("own-export-n-")).unwrap();
    assert!(source.1.starts_with("own export, n = "), "{}", source.1);
    let partner = scenario.system.roles.iter().find(|role| role.name == "gp-partner").unwrap();
    assert!((partner.length.face_to_face.get() - 14.5).abs() < 1.0, "{:?}", partner.length);
    let missed = scenario.system.book.dna[0][0].get();
    assert!((missed - 1.0 / 11.0).abs() < 0.02, "{missed}");
    assert!(scenario.system.front_door.patient_mean.get() > 5.0, "three quarters are censored");
    let page = fs::read_to_string(ended.path().join("own/fits.html")).unwrap();
    assert!(page.contains("<svg ") && page.contains("Kolmogorov"));
    // No count below ten is in the table.
    let table = fs::read(ended.path().join("own/fits.csv")).unwrap();
    for row in csv::Reader::from_reader(table.as_slice()).records() {
        let row = row.unwrap();
        assert!(
            row[4].parse::<u64>().map_or(["<10", ""].contains(&&row[4]), |n| n >= 10),
            "{row:?}"
        );
    }
}

#[test]
fn the_same_files_in_utf_16_and_with_other_names_give_the_same_scenario() {
    let plain = fit(case(&[("a.csv", &appointments(iso))]), ["a.csv"]).succeeds();
    let other = appointments(iso)
        .replace("booked_at", "Made on")
        .replace("starts", "When")
        .replace(',', "\t");
    let bytes: Vec<u8> =
        [0xff, 0xfe].into_iter().chain(other.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let wide = case(&[("map.toml", "booked_at = \"Made on\"\nstarts = \"When\"\n")]);
    fs::write(wide.path().join("a.csv"), bytes).unwrap();
    let wide = fit(wide, ["a.csv", "--mapping", "map.toml"]).succeeds();
    let read =
        |ended: &Ended| fs::read_to_string(ended.path().join("own/own-export.toml")).unwrap();
    assert_eq!(read(&plain), read(&wide));
}

#[test]
fn dates_that_may_be_either_are_asked_for() {
    let slashed = |day: u32| format!("{:02}/03/2025", day / 2 + 1);
    let text = appointments(slashed);
    let asked = fit(case(&[("a.csv", &text)]), ["a.csv"]).fails_with(2);
    assert!(
        asked.stderr().contains("state --dates day-first or --dates month-first"),
        "{}",
        asked.stderr()
    );
    is_silent(&asked.stderr());
    fit(case(&[("a.csv", &text)]), ["a.csv", "--dates", "day-first"]).succeeds();
    let both = text.replace("11/03/2025", "03/25/2025").replace("06/03/2025", "25/03/2025");
    let refused = fit(case(&[("a.csv", &both)]), ["a.csv", "--dates", "day-first"]).fails_with(2);
    assert!(refused.stderr().contains("cannot all be in the same order"), "{}", refused.stderr());
}

#[test]
fn what_is_wrong_is_told_at_once_without_a_cell() {
    let renamed = appointments(iso).replace("status", "statuz");
    let units = calls().replace("Wait (seconds)", "Wait").replace("2025", "25/x");
    let case = case(&[("a.csv", &renamed), ("c.csv", &units)]);
    let ended = fit(case, ["a.csv", "c.csv"]).fails_with(2);
    let said = ended.stderr();
    assert!(said.contains("the nearest is `statuz`"), "{said}");
    assert!(
        said.contains("c.csv:2: `start`") && said.contains("a cell of the form 99/a-99-99"),
        "{said}"
    );
    is_silent(&said);
}

#[test]
fn a_column_of_names_in_place_of_a_category_is_not_told() {
    let map = "status = \"Patient\"\nclinician_type = \"NHS number\"\nmode = \"\"\nactual = \"\"\n";
    let text = (0..40).fold(appointments(iso), |text, who| {
        text.replacen("Zebedee Quixote", &format!("Quixote {who}"), 9)
    });
    let ended = fit(case(&[("a.csv", &text), ("m.toml", map)]), ["a.csv", "--mapping", "m.toml"])
        .fails_with(2);
    is_silent(&ended.stderr());
}

#[test]
fn empty_tiny_and_uniform_files_are_refused() {
    let row = appointments(iso).lines().take(2).collect::<Vec<_>>().join("\n");
    let missed =
        appointments(iso).replace("Attended", "DNA").lines().take(9).collect::<Vec<_>>().join("\n");
    for text in ["", HEAD, &row, &missed] {
        let ended = fit(case(&[("a.csv", text)]), ["a.csv"]).fails_with(2);
        is_silent(&ended.stderr());
    }
}

#[test]
fn where_all_are_missed_the_share_is_not_written() {
    let text = appointments(iso).replace("Attended", "DNA");
    let ended = fit(case(&[("a.csv", &text)]), ["a.csv"]).succeeds();
    let written = fs::read_to_string(ended.path().join("own/own-export.toml")).unwrap();
    assert!(!written.contains("[book.dna]") && !written.contains("length_"), "{written}");
    assert!(written.contains("same_day_share = "), "{written}");
}
