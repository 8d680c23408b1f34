//! Stopped runs report what is finished. A run that cannot be finished says so, with a remedy that
//! works.

use crate::faults::with_fault;
use crate::interruption::{assert_same, case, files, program};
use crate::support::Case;
use std::fs;
use std::path::PathBuf;
use std::process::Stdio;

/// How a command ended: exit code, standard output, standard error.
type Ended = (Option<i32>, String, String);

fn ended(case: &Case, args: &str) -> Ended {
    let mut command = program(case.path(), args, &[]);
    let ended = command.stdout(Stdio::piped()).stderr(Stdio::piped()).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (ended.status.code(), text(ended.stdout), text(ended.stderr))
}

/// That the command ends with `code`, and says `words` on standard error.
#[track_caller]
fn says(case: &Case, args: &str, code: i32, words: &str) {
    let (found, _, said) = ended(case, args);
    assert_eq!(found, Some(code), "{args}: {said}");
    assert!(said.contains(words), "{args}: {said}");
}

fn text(case: &Case, file: &str) -> String {
    fs::read_to_string(case.path().join(file)).unwrap()
}

/// Takes the last `lost` rows from the run in `out`.
fn lose_rows(case: &Case, lost: usize) {
    let rows = text(case, "out/rows.jsonl");
    let lines: Vec<&str> = rows.split_inclusive('\n').collect();
    let kept = lines[..lines.len() - lost].concat();
    fs::write(case.path().join("out/rows.jsonl"), kept).unwrap();
}

#[track_caller]
fn every_line_is_partial(csv: &str) {
    assert!(csv.lines().count() > 1, "{csv}");
    assert!(csv.lines().skip(1).all(|line| line.ends_with(",partial")), "{csv}");
}

#[test]
fn a_warm_up_of_which_replications_are_missing_reports_the_others_as_partial() {
    let case = case();
    let args = "warm-up small.toml --weeks 2 --warm-up-weeks 1 --replications 4 --output out";
    let (code, ..) = ended(&case, args);
    let whole = files(&case.path().join("out"));
    // A replication has three rows: two are whole, of the third one row is left.
    lose_rows(&case, 5);
    let (found, said, errors) = ended(&case, "report out");
    assert_eq!(found, Some(3), "{errors}");
    assert!(said.contains("Partial: 2 of 4 replications"), "{said}");
    assert!(errors.contains("`pcn-sim warm-up --resume out`"), "{errors}");
    every_line_is_partial(&text(&case, "out/warm-up.csv"));
    assert!(text(&case, "out/warm-up.svg").contains("Partial results"));
    assert!(text(&case, "out/manifest.json").contains("\"partial\": true"));
    assert_eq!(ended(&case, "warm-up --resume out").0, code);
    assert_same(&files(&case.path().join("out")), &whole);
}

#[test]
fn a_verification_of_which_replications_are_missing_reports_the_others_and_does_not_pass() {
    let case = case();
    let (code, ..) = ended(&case, "verify cases.csv --replications 5 --output out");
    let whole = files(&case.path().join("out"));
    lose_rows(&case, 3);
    let (found, said, errors) = ended(&case, "report out");
    assert_eq!(found, Some(3), "{errors}");
    assert!(said.contains("PARTIAL, 3 of 5 replications") && !said.contains("PASSED"), "{said}");
    every_line_is_partial(&text(&case, "out/verification.csv"));
    assert_eq!(ended(&case, "verify --resume out").0, code);
    assert_same(&files(&case.path().join("out")), &whole);
}

#[cfg(unix)]
#[test]
fn a_warm_up_and_a_verification_that_a_signal_stops_report_what_is_finished() {
    for (args, csv) in [
        ("warm-up small.toml --weeks 1 --warm-up-weeks 0 --replications 1000", "out/warm-up.csv"),
        ("verify cases.csv --replications 10000", "out/verification.csv"),
    ] {
        let case = case();
        let mut child = program(case.path(), args, &["--output", "out"]).spawn().unwrap();
        let rows = case.path().join("out/rows.jsonl");
        for _ in 0..8_000 {
            if fs::read_to_string(&rows).is_ok_and(|rows| rows.lines().count() >= 9) {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(1));
        }
        let id = child.id().to_string();
        assert!(std::process::Command::new("kill").args(["-INT", &id]).status().unwrap().success());
        assert_eq!(child.wait().unwrap().code(), Some(3), "{args}");
        every_line_is_partial(&text(&case, csv));
    }
}

#[test]
fn a_measure_that_is_undefined_in_a_replication_fails_and_is_not_partial() {
    let case = case();
    let asked = "--precision 0.1 --measure advice_wait_min_mean --max-replications 20";
    let args = format!("run small.toml --weeks 1 --warm-up-weeks 0 {asked}");
    let (code, _, said) = ended(&case, &format!("{args} --output out"));
    assert_eq!(code, Some(1), "{said}");
    let words = "advice_wait_min_mean of \"A small network\" is undefined in replication 1,";
    assert!(said.contains(words) && said.contains("Choose another measure"), "{said}");
    assert!(!said.contains("partial"), "{said}");
    assert!(text(&case, "out/results.json").contains("\"partial\": false"));
    let whole = files(&case.path().join("out"));
    // Resuming a finished run simulates nothing, and a run that lost rows ends like one that was
    // never stopped.
    for lost in [0, 3] {
        lose_rows(&case, lost);
        assert_eq!(ended(&case, "run --resume out").0, Some(1));
        assert_same(&files(&case.path().join("out")), &whole);
    }
}

#[test]
fn a_limit_of_replications_is_raised_by_the_command_that_is_told() {
    let case = case();
    let args = "run small.toml --weeks 1 --warm-up-weeks 0 --precision 0.02 --measure requests";
    let (code, _, said) = ended(&case, &format!("{args} --max-replications 4 --output out"));
    assert_eq!(code, Some(1), "{said}");
    let told = said.split("`pcn-sim ").nth(1).and_then(|rest| rest.split('`').next());
    let told = told.unwrap_or_else(|| panic!("no command in {said}"));
    assert!(told.starts_with("run --resume out --max-replications "), "{told}");
    let before = text(&case, "out/rows.jsonl");
    let (code, _, said) = ended(&case, told);
    assert!(matches!(code, Some(0 | 1)), "{said}");
    assert!(text(&case, "out/rows.jsonl").starts_with(&before), "rows are kept");
    let limit = told.rsplit(' ').next().unwrap();
    let direct = format!("{args} --max-replications {limit} --output direct");
    assert_eq!(ended(&case, &direct).0, code);
    let whole = files(&case.path().join("direct"));
    assert_same(&files(&case.path().join("out")), &whole);
    // The raised limit is stored, so the rows alone give the same result again.
    assert_eq!(ended(&case, "report out").0, code);
    assert_same(&files(&case.path().join("out")), &whole);
    says(&case, "run --resume out --max-replications 3", 2, "can be raised but not lowered");
    says(&case, "run small.toml --max-replications 9", 2, "state --precision too");
}

#[test]
fn more_waves_of_a_calibration_are_stated_in_its_study() {
    let case = case();
    let args = "calibrate small.toml --parameters free.toml --points 4 --weeks 1 --warm-up-weeks 0";
    assert_eq!(ended(&case, &format!("{args} --waves 1 --output out")).0, Some(0));
    let (code, _, said) = ended(&case, "calibrate --resume out --waves 2");
    assert_eq!(code, Some(0), "{said}");
    assert!(!said.contains("0 million events"), "{said}");
    let whole = files(&case.path().join("out"));
    assert!(text(&case, "out/study.json").contains("\"waves\": 2"));
    assert_eq!(ended(&case, "report out").0, Some(0));
    assert_same(&files(&case.path().join("out")), &whole);
}

#[test]
fn what_cannot_be_done_is_refused_with_a_remedy_that_works() {
    let case = case();
    let brief = "--weeks 1 --warm-up-weeks 0 --quiet";
    assert_eq!(ended(&case, "money small.toml --quiet --output money").0, Some(0));
    let (code, _, said) = ended(&case, "money small.toml --output money");
    assert!(code == Some(2) && !said.contains("--resume"), "{said}");
    assert!(
        said.contains(
            "it contains the tables of `pcn-sim money` or `value-of-information`; name another"
        ),
        "{said}"
    );
    let warm_up = format!("warm-up small.toml {brief} --replications 1 --output warm");
    assert!(ended(&case, &warm_up).0.is_some());
    says(&case, "merge warm --output x", 2, "`pcn-sim warm-up` has no --only-replications");
    says(&case, "run small.toml --precision -0.1", 2, "expected a share above 0 and below 1");
    let shard = |more: &str| {
        let args = format!("compare small.toml more.toml {brief} --replications 2 {more}");
        assert_eq!(ended(&case, &args).0, Some(0));
    };
    shard("--only-replications 1 --output one");
    shard("--only-replications 2 --no-room-sensitivity --output two");
    let (code, _, said) = ended(&case, "merge one two --output x");
    assert!(code == Some(2) && said.contains("they differ in variant 3: "), "{said}");
    assert!(said.contains(" rooms) and none"), "{said}");
}

#[test]
fn shares_of_scenarios_on_other_days_are_told_in_points() {
    let case = case();
    let later = text(&case, "more.toml") + "[calendar]\nstart = 2026-04-01\n";
    fs::write(case.path().join("later.toml"), later).unwrap();
    let args =
        "compare small.toml later.toml --unlike --weeks 2 --warm-up-weeks 0 --replications 3";
    let (code, said, errors) = ended(&case, &format!("{args} --no-room-sensitivity --output out"));
    assert_eq!(code, Some(0), "{errors}");
    let table = said.split("by working day, unpaired").nth(1).unwrap_or_else(|| panic!("{said}"));
    let line = table.lines().find(|line| line.starts_with("Appointments on the same day")).unwrap();
    assert!(line.contains(" points"), "{line}");
}

#[test]
fn a_case_study_without_a_replication_in_a_shard_is_left_out_and_named() {
    let case = case();
    let study =
        text(&case, "case.toml").replace("networks = 1\n", "networks = 1\nreplications = 1\n");
    fs::write(case.path().join("fewer.toml"), study).unwrap();
    let args = "case-studies fewer.toml case.toml --weeks 1 --warm-up-weeks 0 --replications 3";
    let (code, said, errors) =
        ended(&case, &format!("{args} --only-replications 2..3 --output out"));
    assert_eq!(code, Some(0), "{errors}");
    assert!(
        said.contains("Left out, because this shard has none of their replications: fewer."),
        "{said}"
    );
    let csv = text(&case, "out/case-studies.csv");
    assert!(!csv.contains("fewer") && csv.contains("\ncase,"), "{csv}");
}

#[test]
fn only_what_was_printed_is_said_to_be_complete() {
    if !cfg!(debug_assertions) {
        return;
    }
    for args in ["money small.toml", "run small.toml --weeks 1 --warm-up-weeks 0 --replications 1"]
    {
        for (more, is_told) in [("--quiet", false), ("", true)] {
            // Some of the operations, up to the last ones, which are those on files.
            let mut wordings: Vec<String> = Vec::new();
            for number in (1..60).step_by(4) {
                let case = case();
                let command = format!("{args} {more} --output out");
                let (status, said) = with_fault(case.path(), &command, &[], &number.to_string());
                if status.success() {
                    break;
                }
                if said.contains("be written") {
                    wordings.push(said);
                }
            }
            assert!(!wordings.is_empty(), "{args} {more}");
            for said in wordings {
                assert_eq!(said.contains(" complete, but "), is_told, "{args} {more}: {said}");
            }
        }
    }
}

#[cfg(unix)]
#[test]
fn force_removes_no_file_that_the_program_does_not_write_and_nothing_but_files() {
    let case = case();
    let args = "run small.toml --weeks 1 --warm-up-weeks 0 --replications 1 --quiet --output out";
    assert_eq!(ended(&case, args).0, Some(0));
    let out: PathBuf = case.path().join("out");
    fs::write(out.join("thesis.docx"), "years").unwrap();
    // A manifest of a stranger lists it as one of ours.
    let manifest = text(&case, "out/manifest.json");
    let listed = manifest.replacen("results.json", "thesis.docx", 1);
    assert_ne!(listed, manifest);
    fs::write(out.join("manifest.json"), listed).unwrap();
    std::os::unix::fs::symlink("thesis.docx", out.join("warm-up.csv")).unwrap();
    assert_eq!(ended(&case, &format!("{args} --force --seed 2")).0, Some(0));
    assert_eq!(text(&case, "out/thesis.docx"), "years");
    assert!(out.join("warm-up.csv").is_symlink(), "a link is nothing that the program writes");
}
