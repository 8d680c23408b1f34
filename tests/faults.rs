//! Files that cannot be written, and closed terminals: nothing that was finished is lost.
//!
//! A build with debug assertions lets the n-th operation on files fail (`PCN_SIM_FAULT`); a build
//! without them cannot, and these tests then check nothing.

use crate::interruption::{COMMANDS, Files, assert_same, case, files, program};
use crate::support::without_cache;
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};

/// Commands with less to write: a fault for each operation is a run of the program.
const BRIEF: [(&str, &str); 9] = [
    ("run", "run small.toml --weeks 1 --warm-up-weeks 0 --replications 2"),
    ("money", "money small.toml"),
    ("warm-up", "warm-up small.toml --weeks 1 --warm-up-weeks 0 --replications 1"),
    (
        "compare",
        "compare small.toml more.toml --weeks 1 --warm-up-weeks 0 --replications 1 \
         --no-room-sensitivity",
    ),
    ("validate", "validate small.toml --weeks 1 --warm-up-weeks 0 --replications 2"),
    ("networks", "validate --networks networks.csv --weeks 1 --warm-up-weeks 0 --replications 1"),
    (
        "calibrate",
        "calibrate small.toml --parameters free.toml --points 4 --waves 1 --weeks 1 \
         --warm-up-weeks 0",
    ),
    ("verify", "verify cases.csv --replications 5"),
    (
        "bottlenecks",
        "bottlenecks small.toml --constraint rooms --constraint receptionists --weeks 1 --warm-up-weeks 0 \
         --max-replications 2",
    ),
];

/// More operations than any of them has.
const MOST: u32 = 400;

pub(crate) fn with_fault(
    folder: &Path,
    args: &str,
    more: &[&str],
    fault: &str,
) -> (ExitStatus, String) {
    let mut command = program(folder, args, more);
    command.env("PCN_SIM_FAULT", fault).stderr(Stdio::piped());
    let ended = command.output().unwrap();
    (ended.status, String::from_utf8(ended.stderr).unwrap())
}

/// The files to be written, and the exit code.
fn undisturbed(args: &str) -> (Files, Option<i32>) {
    let case = case();
    let status = program(case.path(), args, &["--output", "out"]).status().unwrap();
    (files(&case.path().join("out")), status.code())
}

/// No file is incomplete: each is as intended, except for missing rows and a cut last row.
fn assert_whole_or_missing(found: &Files, whole: &Files, told: &str) {
    for (name, bytes) in found {
        let is_fine =
            name == "rows.jsonl" || name.ends_with(".part") || whole.get(name) == Some(bytes);
        assert!(is_fine, "{told}: {name} is neither whole nor missing");
    }
}

/// Lets every operation fail in turn, once or from there on, and goes on without faults.
fn every_operation_may_fail(name: &str, args: &str, step: u32, stays: &str) {
    if !cfg!(debug_assertions) {
        return;
    }
    let (whole, code) = undisturbed(args);
    let mut reached = None;
    for number in (1..MOST).step_by(step as usize) {
        let told = format!("{name}, operation {number}{stays}");
        let case = case();
        let fault = format!("{number}{stays}");
        let (status, said) = with_fault(case.path(), args, &["--output", "out"], &fault);
        let out = case.path().join("out");
        if status.code() == code && !said.contains("(a test)") {
            reached = Some(number);
            assert_same(&files(&out), &whole);
            break;
        }
        assert!(matches!(status.code(), Some(1 | 2)), "{told}: {status:?}\n{said}");
        assert!(said.contains("no space left (a test)"), "{told}: {said}");
        if !out.exists() {
            continue;
        }
        let found = files(&out);
        assert_whole_or_missing(&found, &whole, &told);
        // Every file reported as written exists.
        if let Some((_, list)) = said.split_once("already written and complete: ") {
            for written in list.trim().split(", ") {
                assert!(found.contains_key(written.trim()), "{told}: {written} in {said}");
            }
        }
        let again = if found.contains_key("study.json") {
            let command = args.split_whitespace().next().unwrap();
            program(case.path(), &format!("{command} --resume out"), &[]).status()
        } else {
            program(case.path(), args, &["--output", "out"]).status()
        };
        assert_eq!(again.unwrap().code(), code, "{told}, gone on with");
        assert_same(&files(&out), &whole);
    }
    assert!(reached.is_some_and(|number| number > 8), "{name} has so many operations: {reached:?}");
}

#[test]
fn whichever_operation_of_a_run_fails_nothing_finished_is_lost() {
    let (name, args) = BRIEF[0];
    every_operation_may_fail(name, args, 1, "");
}

#[test]
fn a_disk_that_stays_full_costs_no_row() {
    for (name, args) in &BRIEF[1..3] {
        every_operation_may_fail(name, args, 2, "+");
    }
}

#[test]
fn a_calibration_whose_disk_is_full_keeps_its_points() {
    let (name, args) = BRIEF[6];
    every_operation_may_fail(name, args, 3, "");
}

#[test]
#[ignore = "minutes: every operation of every command"]
fn whichever_operation_of_any_command_fails_nothing_finished_is_lost() {
    for (name, args) in &BRIEF {
        for stays in ["", "+"] {
            every_operation_may_fail(name, args, 1, stays);
        }
    }
}

#[test]
fn a_fault_while_going_on_or_reporting_again_leaves_what_was_there() {
    if !cfg!(debug_assertions) {
        return;
    }
    let case = case();
    let (_, args) = BRIEF[0];
    assert!(program(case.path(), args, &["--output", "out"]).status().unwrap().success());
    let out = case.path().join("out");
    let whole = files(&out);
    for command in ["run --resume out", "report out"] {
        for number in (1..60).step_by(4) {
            let (status, said) = with_fault(case.path(), command, &[], &format!("{number}+"));
            assert!(matches!(status.code(), Some(0 | 1)), "{command}, {number}: {said}");
            assert_same(&files(&out), &whole);
        }
    }
}

#[cfg(unix)]
mod terminal {
    use super::*;
    use crate::interruption::Simulates;
    use std::time::Duration;

    /// The states of standard output or standard error, as shell redirections.
    const GONE: [(&str, &str); 6] = [
        ("output closed", ">&-"),
        ("output full", ">/dev/full"),
        ("error closed", "2>&-"),
        ("error full", "2>/dev/full"),
        ("both closed", ">&- 2>&-"),
        ("both full", ">/dev/full 2>/dev/full"),
    ];

    fn shell(folder: &Path, args: &str, gone: &str) -> Command {
        let program = env!("CARGO_BIN_EXE_pcn-sim");
        let mut command = without_cache("sh");
        command.args(["-c", &format!("exec '{program}' {args} {gone}")]).current_dir(folder);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    /// Only where an answer is printed does the exit code report a full output.
    fn expected(code: Option<i32>, gone: &str) -> Option<i32> {
        let is_lost = gone.starts_with(">/dev/full");
        if is_lost && code == Some(0) { Some(1) } else { code }
    }

    #[test]
    fn results_are_kept_whatever_becomes_of_the_terminal() {
        for (name, args) in [BRIEF[0], BRIEF[3], BRIEF[1]] {
            let (whole, code) = undisturbed(args);
            for (told, gone) in GONE {
                let case = case();
                let status =
                    shell(case.path(), &format!("{args} --output out"), gone).status().unwrap();
                assert_eq!(status.code(), expected(code, gone), "{name}, {told}");
                assert_same(&files(&case.path().join("out")), &whole);
            }
        }
    }

    #[test]
    fn a_reader_who_leaves_costs_no_results() {
        let (_, args) = BRIEF[0];
        let (whole, _) = undisturbed(args);
        let case = case();
        let script = format!("'{}' {args} --output out 2>&1 | true", env!("CARGO_BIN_EXE_pcn-sim"));
        let status =
            without_cache("sh").args(["-c", &script]).current_dir(case.path()).status().unwrap();
        assert!(status.success());
        assert_same(&files(&case.path().join("out")), &whole);
    }

    #[test]
    fn commands_that_only_print_say_when_they_could_not() {
        let case = case();
        for args in [
            "trace small.toml --weeks 1 --warm-up-weeks 0",
            "check small.toml",
            "describe measures",
            "--help",
            "compare --help",
        ] {
            for (told, gone) in GONE {
                let status = shell(case.path(), args, gone).status().unwrap();
                assert_eq!(status.code(), expected(Some(0), gone), "{args}, {told}");
            }
        }
    }

    /// A signal during the run, with the terminal closed, as when a window is closed.
    fn end_with_terminal_gone(simulates: &Simulates, gone: &str) {
        let Simulates { name, args } = simulates;
        let (whole, code) = undisturbed(args);
        let case = case();
        let mut child = shell(case.path(), &format!("{args} --output out"), gone).spawn().unwrap();
        let rows = case.path().join("out/rows.jsonl");
        for _ in 0..2_000 {
            // As soon as a row is there.
            if rows.metadata().is_ok_and(|about| about.len() > 0) {
                break;
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        let _ = Command::new("kill").args(["-HUP", &child.id().to_string()]).status();
        let status = child.wait().unwrap();
        let known = [Some(3), code, expected(code, gone)];
        assert!(known.contains(&status.code()), "{name}, {gone}: {status:?}");
        let command = args.split_whitespace().next().unwrap();
        let resumed = format!("{command} --resume out");
        assert_eq!(program(case.path(), &resumed, &[]).status().unwrap().code(), code, "{name}");
        assert_same(&files(&case.path().join("out")), &whole);
    }

    #[test]
    fn a_signal_with_the_terminal_gone_ends_a_run_that_can_be_gone_on_with() {
        for (_, gone) in GONE {
            end_with_terminal_gone(&COMMANDS[0], gone);
        }
    }

    #[test]
    #[ignore = "a minute: every command with every terminal"]
    fn a_signal_with_the_terminal_gone_ends_any_command_that_can_be_gone_on_with() {
        for simulates in &COMMANDS {
            for (_, gone) in GONE {
                end_with_terminal_gone(simulates, gone);
            }
        }
    }
}
