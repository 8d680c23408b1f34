//! Faults in a folder that already has content: each file stays as it was or is replaced as a
//! whole.
//!
//! As in `faults`, only a build with debug assertions can let operations on files fail.

use crate::faults::with_fault;
use crate::interruption::{Files, assert_same, case, files, program};
use std::fs;
use std::path::Path;

/// More operations than any of these has.
const MOST: u32 = 200;

const BRIEF: &str = "--weeks 1 --warm-up-weeks 0 --quiet";

/// Something that happens to a folder in which there is already something.
struct Later {
    /// Makes what is there before.
    before: fn(&Path),
    args: String,
    /// The command that completes it once the disk works again.
    again: String,
    /// One operation in this number fails.
    step: usize,
}

/// Runs the program, which must do what was asked.
#[track_caller]
fn done(folder: &Path, args: &str) {
    let status = program(folder, args, &[]).status().unwrap();
    assert!(status.success(), "{args}: {status:?}");
}

fn out_of(folder: &Path) -> Files {
    let out = folder.join("out");
    if out.exists() { files(&out) } else { Files::new() }
}

/// Lets operations fail in turn, first one, then all from it on. `holds` checks the content before,
/// the content now, and the content without a fault.
fn every_operation_may_fail(later: &Later, holds: impl Fn(&Path, [&Files; 3], &str)) {
    if !cfg!(debug_assertions) {
        println!("left out: without debug assertions no operation can be made to fail");
        return;
    }
    let undisturbed = case();
    (later.before)(undisturbed.path());
    let before = out_of(undisturbed.path());
    done(undisturbed.path(), &later.args);
    let whole = out_of(undisturbed.path());
    for stays in ["", "+"] {
        let mut is_reached = false;
        for number in (1..MOST).step_by(later.step) {
            let told = format!("{}, operation {number}{stays}", later.args);
            let disturbed = case();
            (later.before)(disturbed.path());
            let fault = format!("{number}{stays}");
            let (status, said) = with_fault(disturbed.path(), &later.args, &[], &fault);
            if status.success() && !said.contains("(a test)") {
                is_reached = true;
                break;
            }
            assert!(matches!(status.code(), Some(1 | 2)), "{told}: {status:?}\n{said}");
            assert!(said.contains("no space left (a test)"), "{told}: {said}");
            holds(disturbed.path(), [&before, &out_of(disturbed.path()), &whole], &told);
            done(disturbed.path(), &later.again);
            assert_same(&out_of(disturbed.path()), &whole);
        }
        assert!(is_reached, "{} has fewer operations than {MOST}", later.args);
    }
}

/// Every file is the one before or the one to come, and nothing else is there.
fn old_or_new(_: &Path, [before, now, whole]: [&Files; 3], told: &str) {
    for (name, bytes) in now {
        let is_known = before.get(name) == Some(bytes) || whole.get(name) == Some(bytes);
        assert!(is_known, "{told}: {name} is neither what it was nor what it was to be");
    }
    for name in before.keys() {
        assert!(now.contains_key(name), "{told}: {name} was there before");
    }
}

/// A run of four replications, of which two rows are lost, one of them in part.
fn half_a_run(folder: &Path) {
    done(folder, &format!("run small.toml {BRIEF} --replications 4 --threads 1 --output out"));
    let path = folder.join("out/rows.jsonl");
    let text = fs::read_to_string(&path).unwrap();
    let rows: Vec<&str> = text.split_inclusive('\n').collect();
    fs::write(&path, format!("{}{}{}", rows[3], rows[1], &rows[0][..100])).unwrap();
}

#[test]
fn a_run_that_is_gone_on_with_keeps_its_rows_and_never_tears_a_file() {
    let args = "run --resume out --threads 1 --quiet".to_owned();
    let later = Later { before: half_a_run, again: args.clone(), args, step: 3 };
    every_operation_may_fail(&later, |_, [before, now, whole], told| {
        let without_rows = |files: &Files| -> Files {
            let others = files.iter().filter(|(name, _)| *name != "rows.jsonl");
            others.map(|(name, bytes)| (name.clone(), bytes.clone())).collect()
        };
        let [before_others, others, whole_others] = [before, now, whole].map(without_rows);
        old_or_new(Path::new(""), [&before_others, &others, &whole_others], told);
        let rows = |files: &Files| String::from_utf8(files["rows.jsonl"].clone()).unwrap();
        let (had, has) = (rows(before), rows(now));
        for row in had.split_inclusive('\n').take(2) {
            assert!(has.contains(row), "{told}: a row that was kept is lost");
        }
    });
}

/// A run whose files were made of fewer rows than it has now.
fn reported_early(folder: &Path) {
    done(folder, &format!("run small.toml {BRIEF} --replications 4 --output out"));
    let path = folder.join("out/rows.jsonl");
    let rows = fs::read_to_string(&path).unwrap();
    let cut = rows.trim_end().rfind('\n').unwrap() + 1;
    fs::write(&path, &rows[..cut]).unwrap();
    let status = program(folder, "report out --quiet", &[]).status().unwrap();
    assert_eq!(status.code(), Some(3), "a row is missing");
    fs::write(&path, rows).unwrap();
}

#[test]
fn a_report_that_is_written_again_replaces_each_file_whole_or_not() {
    let args = "report out --quiet".to_owned();
    let later = Later { before: reported_early, again: args.clone(), args, step: 4 };
    every_operation_may_fail(&later, old_or_new);
}

fn calibrated(folder: &Path) {
    let args = "calibrate small.toml --parameters free.toml --points 4 --waves 1 --output out";
    done(folder, &format!("{args} {BRIEF}"));
}

#[test]
fn a_calibration_with_more_waves_loses_no_point_of_the_earlier_ones() {
    let args = "calibrate --resume out --waves 2 --quiet".to_owned();
    let later = Later { before: calibrated, again: args.clone(), args, step: 9 };
    every_operation_may_fail(&later, |_, [before, now, _], told| {
        let rows = |files: &Files| String::from_utf8(files["rows.jsonl"].clone()).unwrap();
        assert!(rows(now).starts_with(&rows(before)), "{told}: points are lost");
        for (name, bytes) in now {
            assert!(!bytes.is_empty(), "{told}: {name} is empty");
        }
    });
}

fn two_shards(folder: &Path) {
    for (only, out) in [("1..2", "one"), ("3..3", "two")] {
        let args = format!("run small.toml {BRIEF} --replications 3");
        done(folder, &format!("{args} --only-replications {only} --output {out}"));
    }
}

#[test]
fn shards_stay_as_they_were_whatever_happens_to_what_is_made_of_them() {
    let reference = case();
    two_shards(reference.path());
    let shards = ["one", "two"].map(|shard| files(&reference.path().join(shard)));
    let later = Later {
        before: two_shards,
        args: "merge two one --output out --quiet".to_owned(),
        again: "merge one two --output out --quiet --force".to_owned(),
        step: 3,
    };
    every_operation_may_fail(&later, |folder, [_, now, whole], told| {
        for (shard, was) in ["one", "two"].iter().zip(&shards) {
            assert!(files(&folder.join(shard)) == *was, "{told}: {shard} was changed");
        }
        let is_whole = |(name, bytes): (&String, &Vec<u8>)| whole.get(name) == Some(bytes);
        assert!(now.iter().all(is_whole), "{told}: something is torn");
    });
}

fn a_run_and_notes(folder: &Path) {
    done(folder, &format!("run more.toml {BRIEF} --replications 1 --output out"));
    fs::write(folder.join("out/notes.txt"), "mine").unwrap();
}

#[test]
fn a_run_that_is_replaced_stays_ours_and_is_mixed_with_nothing() {
    let args = format!("run small.toml {BRIEF} --replications 1 --output out --force");
    let later = Later { before: a_run_and_notes, again: args.clone(), args, step: 7 };
    every_operation_may_fail(&later, |_, [before, now, whole], told| {
        assert_eq!(now["notes.txt"], b"mine", "{told}");
        let is_of = |files: &Files| {
            now.iter().all(|(name, bytes)| name == "rows.jsonl" || files.get(name) == Some(bytes))
        };
        assert!(is_of(before) || is_of(whole), "{told}: files of two runs stand side by side");
        assert!(now.contains_key("study.json"), "{told}: the folder is no longer known for ours");
        // While one file of the earlier run cannot be removed, all of that run can be written
        // again.
        if now["study.json"] == before["study.json"] {
            let has_rows = now.get("rows.jsonl") == before.get("rows.jsonl");
            assert!(has_rows || now.len() == 2, "{told}: rows went before what comes of them");
        }
    });
}

#[test]
fn money_that_is_told_again_is_the_old_table_or_the_new_one() {
    let later = Later {
        before: |folder| done(folder, "money small.toml --quiet --output out"),
        args: "money small.toml more.toml --quiet --output out --force".to_owned(),
        again: "money small.toml more.toml --quiet --output out --force".to_owned(),
        step: 5,
    };
    every_operation_may_fail(&later, |_, [before, now, whole], told| {
        for (name, bytes) in now {
            let is_known = before.get(name) == Some(bytes) || whole.get(name) == Some(bytes);
            assert!(is_known, "{told}: {name} is torn");
        }
    });
}
