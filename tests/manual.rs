//! Completion scripts and manual pages.

use crate::support::Case;
use std::fs;

#[test]
fn every_shell_has_a_script_that_knows_every_command() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let ended = Case::new().args(["completions", shell]).succeeds();
        for command in ["compare", "case-studies", "event-log"] {
            assert!(ended.stdout().contains(command), "{shell}: {command}");
        }
    }
    Case::new().args(["completions", "sh"]).fails_with(2).stderr_contains("possible values");
}

#[test]
fn every_command_has_a_manual_page_and_nothing_else_is_touched() {
    let case = Case::new().file("man/notes.txt", "mine").args(["man", "man"]).succeeds();
    let folder = case.path().join("man");
    let names: Vec<String> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    for name in ["pcn-sim.1", "pcn-sim-compare.1", "pcn-sim-man.1", "notes.txt"] {
        assert!(names.iter().any(|other| other == name), "{name}: {names:?}");
    }
    let page = fs::read_to_string(folder.join("pcn-sim-compare.1")).unwrap();
    assert!(
        page.contains(".TH pcn-sim-compare 1") && page.contains("room\\-sensitivity"),
        "{page}"
    );
    assert_eq!(fs::read_to_string(folder.join("notes.txt")).unwrap(), "mine");
}

#[test]
fn why_says_what_stood_in_the_way_and_an_unknown_patient_is_an_error() {
    let small = || Case::new().file("small.toml", crate::support::SMALL);
    let brief = ["--weeks", "1", "--warm-up-weeks", "0"];
    let with =
        |more: [&'static str; 2]| ["trace", "small.toml"].into_iter().chain(brief).chain(more);
    let all = small().args(["trace", "small.toml"].into_iter().chain(brief)).succeeds().stdout();
    let refused = all.lines().find(|line| line.contains("finds nothing")).unwrap();
    let patient: &'static str = refused[25..41].to_owned().leak();
    let why = small().args(with(["--why", patient])).succeeds().stdout();
    assert!(why.contains("looks for ") && why.contains("finds nothing; "), "{why}");
    assert!(!why.contains("joins the queue"), "only the book is told: {why}");
    for option in ["--why", "--patient"] {
        small()
            .args(with([option, "00000000000000ff"]))
            .fails_with(2)
            .stderr_contains("no patient is called 00000000000000ff in replication 1 of seed 1");
    }
}
