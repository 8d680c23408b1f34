//! A run is made again from its folder, and every file is compared.

use crate::interruption::{COMMANDS, Simulates, case, files, program};
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::Stdio;

/// The exit code of `pcn-sim rerun` in `folder`, and what it printed: the answer, and the messages.
fn rerun(folder: &Path, args: &str) -> (Option<i32>, String, String) {
    let mut command = program(folder, &format!("rerun {args}"), &[]);
    let ended = command.stdout(Stdio::piped()).stderr(Stdio::piped()).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (ended.status.code(), text(ended.stdout), text(ended.stderr))
}

/// Runs each command and makes it again on another number of threads.
fn made_again(commands: &[Simulates]) {
    for Simulates { name, args } in commands {
        let case = case();
        let first = program(case.path(), args, &["--output", "out", "--threads", "1"]).status();
        assert!(first.unwrap().code().is_some_and(|code| code < 2), "{name}");
        if *name != "network" {
            // The study holds the scenarios as they were.
            fs::write(case.path().join("small.toml"), "[about]\n").unwrap();
        }
        let (code, said, told) =
            rerun(case.path(), "out/manifest.json --output again --threads 2 --quiet");
        assert_eq!(code, Some(0), "{name}: {said}{told}");
        assert!(said.contains("made again with the same bytes"), "{name}: {said}");
        let folders = ["out", "again"].map(|folder| files(&case.path().join(folder)));
        assert!(folders[0].len() > 2, "{name}");
        assert_eq!(folders[0], folders[1], "{name}");
    }
}

#[test]
fn runs_comparisons_and_validations_are_made_again_with_the_same_bytes() {
    made_again(&COMMANDS[..6]);
}

#[test]
fn warm_up_calibrations_and_rounds_are_made_again_with_the_same_bytes() {
    made_again(&COMMANDS[6..12]);
}

#[test]
fn searches_and_studies_of_networks_are_made_again_with_the_same_bytes() {
    let middle = 12 + (COMMANDS.len() - 12) / 2;
    made_again(&COMMANDS[12..middle]);
}

#[test]
fn all_other_commands_are_made_again_with_the_same_bytes() {
    let middle = 12 + (COMMANDS.len() - 12) / 2;
    made_again(&COMMANDS[middle..]);
}

#[test]
fn a_file_that_was_changed_differs_or_is_missing_is_said_by_name() {
    let case = case();
    let args = "run small.toml --weeks 1 --warm-up-weeks 0 --replications 2 --event-log 2";
    assert!(program(case.path(), args, &["--output", "out"]).status().unwrap().success());
    let (code, said, _) = rerun(case.path(), "out --output same");
    assert_eq!(code, Some(0), "a folder is named as well as its manifest: {said}");
    assert!(said.contains("  same     event-log.csv\n"), "{said}");

    let out = case.path().join("out");
    let summary = fs::read_to_string(out.join("summary.csv")).unwrap();
    fs::write(out.join("summary.csv"), summary.replacen('0', "1", 1)).unwrap();
    let path = out.join("manifest.json");
    let mut manifest: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    let listed = manifest["files"].as_array_mut().unwrap();
    let at = |name: &str, listed: &[Value]| listed.iter().position(|file| file["name"] == name);
    let results = at("results.json", listed).unwrap();
    listed[results]["sha256"] = "00".into();
    let practices = at("practices.csv", listed).unwrap();
    listed[practices]["name"] = "absent.csv".into();
    fs::write(&path, manifest.to_string()).unwrap();
    let (code, said, _) = rerun(case.path(), "out --output again");
    assert_eq!(code, Some(1), "{said}");
    for line in [
        "changed  summary.csv",
        "differs  results.json",
        "missing  absent.csv",
        "new      practices.csv",
        "same     replications.csv",
        "3 of ",
    ] {
        assert!(said.contains(line), "{line} is missing: {said}");
    }
}

#[test]
fn another_version_is_said_first_and_compared_all_the_same() {
    let case = case();
    let args = "run small.toml --weeks 1 --warm-up-weeks 0 --replications 2";
    assert!(program(case.path(), args, &["--output", "out"]).status().unwrap().success());
    let out = case.path().join("out");
    for name in ["manifest.json", "study.json"] {
        let text = fs::read_to_string(out.join(name)).unwrap();
        let now = format!("\"version\": \"{}\"", env!("CARGO_PKG_VERSION"));
        assert!(text.contains(&now));
        fs::write(out.join(name), text.replace(&now, "\"version\": \"0.0.9\"")).unwrap();
    }
    let (code, said, told) = rerun(case.path(), "out --output again");
    assert_eq!(code, Some(1), "the study itself states the version: {said}{told}");
    assert!(told.starts_with("note: made by pcn-sim 0.0.9"), "{told}");
    assert!(said.starts_with("The program is another: made by pcn-sim 0.0.9"), "{said}");
    assert!(said.contains("changed  study.json") || said.contains("differs  study.json"), "{said}");
    assert!(said.contains("same     results.json"), "the model is the same: {said}");
}

#[test]
fn what_cannot_be_made_again_is_refused_and_nothing_is_written() {
    let case = case();
    let args = "run small.toml --weeks 1 --warm-up-weeks 0 --replications 2";
    assert!(program(case.path(), args, &["--output", "out"]).status().unwrap().success());
    assert!(
        program(case.path(), "money average-pcn", &["--output", "costs"])
            .status()
            .unwrap()
            .success()
    );
    let write = |folder: &str, text: &str| {
        fs::create_dir_all(case.path().join(folder)).unwrap();
        fs::write(case.path().join(folder).join("manifest.json"), text).unwrap();
    };
    let manifest = fs::read_to_string(case.path().join("out/manifest.json")).unwrap();
    write("partial", &manifest.replace("\"partial\": false", "\"partial\": true"));
    write("words", "not JSON");
    write("other", &manifest.replace("\"program\": \"pcn-sim\"", "\"program\": \"other\""));
    write("astray", &manifest.replace("\"summary.csv\"", "\"../summary.csv\""));
    write("alone", &manifest);
    for (folder, expected) in [
        ("nowhere", "name the manifest.json of a run, or its folder"),
        ("partial", "the run is partial"),
        ("words", "it is not the manifest of a run"),
        ("other", "it is the manifest of other, another program"),
        ("astray", "which is not a file name"),
        ("alone", "there is no study.json beside it"),
        ("costs", "type the command again"),
    ] {
        let (code, said, told) =
            rerun(case.path(), &format!("{folder}/manifest.json --output new"));
        assert_eq!(code, Some(2), "{folder}: {said}{told}");
        assert!(told.contains(expected), "{folder}: {told}");
        assert!(!case.path().join("new").exists(), "{folder}");
    }
    let before = files(&case.path().join("out"));
    let (code, _, told) = rerun(case.path(), "out --output out --force");
    assert_eq!(code, Some(2), "{told}");
    assert!(told.contains("this is the folder of the run itself"), "{told}");
    assert_eq!(before, files(&case.path().join("out")));
}

#[test]
fn a_manifest_states_commit_seed_scenarios_and_the_first_command() {
    let case = case();
    let args = "compare small.toml more.toml --weeks 1 --warm-up-weeks 0 --replications 1 --seed 7 \
                --parameters fixed";
    assert!(program(case.path(), args, &["--output", "out"]).status().unwrap().success());
    let read = || -> Value {
        let text = fs::read_to_string(case.path().join("out/manifest.json")).unwrap();
        serde_json::from_str(&text).unwrap()
    };
    let manifest = read();
    assert_eq!(manifest["seed"], "7");
    assert!(manifest["commit"].is_string() && manifest["first_command"].is_null());
    let study: Value =
        serde_json::from_str(&fs::read_to_string(case.path().join("out/study.json")).unwrap())
            .unwrap();
    let page = fs::read_to_string(case.path().join("out/report.html")).unwrap();
    for (index, name) in ["small", "more"].into_iter().enumerate() {
        let scenario = &manifest["scenarios"][index];
        assert_eq!(scenario["name"], name);
        assert_eq!(scenario["sha256"], study["scenarios"][index]["sha256"]);
        assert!(page.contains(scenario["sha256"].as_str().unwrap()), "{name}");
    }
    let command =
        "pcn-sim compare small more --replications 1 --weeks 1 --warm-up-weeks 0 --seed 7";
    assert!(page.contains(command) && page.contains(manifest["commit"].as_str().unwrap()));
    assert!(page.contains(manifest["model_sha256"].as_str().unwrap()));

    assert!(program(case.path(), "report out", &[]).status().unwrap().success());
    let again = read();
    assert_eq!(again["first_command"], manifest["command"]);
    assert_ne!(again["command"], manifest["command"]);
}
