//! Runs that are stopped, cut off or divided: finished work is kept, and the final files have the
//! bytes of an undisturbed run.

use crate::support::{Case, SMALL, SMALL_AND_MORE, few_gps, without_cache};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// A command that simulates, with the options of a run that takes a moment.
pub(crate) struct Simulates {
    pub(crate) name: &'static str,
    pub(crate) args: &'static str,
}

/// Every command that simulates; `verify`, `calibrate`, `optimise` and `sensitivity` choose what to simulate in their own ways.
pub(crate) const COMMANDS: [Simulates; 18] = [
    Simulates { name: "run", args: "run small.toml --weeks 2 --warm-up-weeks 1 --replications 6" },
    Simulates {
        name: "compare",
        args: "compare small.toml more.toml --weeks 1 --warm-up-weeks 1 --replications 3",
    },
    Simulates {
        name: "draws",
        args: "compare small.toml more.toml --weeks 1 --warm-up-weeks 0 --replications 1 \
               --no-room-sensitivity --draws 3",
    },
    Simulates {
        name: "validate",
        args: "validate small.toml --weeks 2 --warm-up-weeks 1 --replications 6",
    },
    Simulates {
        name: "networks",
        args: "validate --networks networks.csv --weeks 1 --warm-up-weeks 0 --replications 2",
    },
    Simulates {
        name: "case-studies",
        args: "case-studies case.toml --weeks 1 --warm-up-weeks 1 --replications 4",
    },
    Simulates {
        name: "warm-up",
        args: "warm-up small.toml --weeks 2 --warm-up-weeks 1 --replications 2",
    },
    Simulates {
        name: "calibrate",
        args: "calibrate small.toml --parameters free.toml --points 6 --waves 2 --weeks 1 \
               --warm-up-weeks 0",
    },
    Simulates { name: "verify", args: "verify cases.csv --replications 5" },
    // Three rounds: some relief needs more replications, and pairs are added after the first.
    Simulates {
        name: "bottlenecks",
        args: "bottlenecks small.toml --constraint rooms --constraint receptionists --constraint \
               general-practitioner --weeks 1 --warm-up-weeks 1 --max-replications 12",
    },
    Simulates {
        name: "sweep",
        args: "sweep small.toml --vary rooms=28,30 --vary staff.paramedics.wte=0,1 --weeks 1 \
               --warm-up-weeks 0 --replications 2",
    },
    // Two rounds: the levels of staff are those of the role that the first finds.
    Simulates {
        name: "marginal",
        args: "marginal small.toml --weeks 1 --warm-up-weeks 0 --replications 2 --switch-to 2.5",
    },
    // Demand is fitted first; the rows of a network follow from its fit.
    Simulates {
        name: "across",
        args: "compare --networks networks.csv more-people.toml --weeks 1 --warm-up-weeks 0 --replications 2",
    },
    // Each stage follows from the rows of the ones before; draws are last.
    Simulates {
        name: "optimise",
        args: "optimise small.toml --roles paramedic,first-contact-physiotherapist --max 1 --sum 1000000 \
               --weeks 1 --warm-up-weeks 0 --budget 160 --draws 2",
    },
    // Each stage follows from the rows of the ones before.
    Simulates {
        name: "sensitivity",
        args: "sensitivity small.toml more.toml --groups 3 --trajectories 1 --replications 3 --tornado 2 \
               --weeks 1 --warm-up-weeks 0 --sobol 2",
    },
    // Two rounds: half-days are those of the constraints that lead in the first.
    Simulates {
        name: "hours",
        args: "bottlenecks few.toml --hours --constraint general-practitioner --weeks 2 \
               --warm-up-weeks 0 --replications 3",
    },
    Simulates { name: "network", args: "network --all --data data --draws 1" },
    Simulates {
        name: "elasticities",
        args: "bottlenecks small.toml --elasticities --constraint receptionists --weeks 1 \
               --warm-up-weeks 0 --replications 2",
    },
];

const CASE_STUDY: &str = "\n[case_study]\nwho = \"A small network\"\ndone = \"One more.\"\n\
    reported = \"Fewer waits.\"\ncitation = \"Nobody\"\nbaseline = \"small.toml\"\nnetworks = 1\n\
    controlled = \"no\"\nassumes = \"Nothing.\"\nnot_represented = \"All else.\"\n\
    [[case_study.figures]]\ntitle = \"Unmet\"\nunit = \"a year\"\nreported = 10\n\
    measure = \"requests_unmet\"\nper = \"year\"\nregresses = false\nreason = \"None.\"\n";

const NETWORKS: &str = "network,practice,list_size,deprivation_quintile,gp_wte,\
    calls_per_1000_month,online_per_1000_month,appointments_per_1000_month,missed_share,\
    same_day_share,over_14_days_share\nN1,P1,900,1,0.6,600,100,500,0.10,0.40,0.20\n\
    N2,P2,700,3,0.4,500,80,450,0.12,0.45,0.15\n";

const FREE: &str = "[about]\ntitle = \"Few\"\n[[free]]\nname = \"Requests\"\n\
    parameters = [\"demand.requests_per_patient_year\"]\n";

const CASES: &str = "case_id,model,parameters_json,metric,value,reference\n\
    mm2,M/M/c,\"{\"\"c\"\": 2, \"\"lam\"\": 1, \"\"mu\"\": 1}\",Wq,0.3333333333,Erlang C\n\
    mm1,M/M/c,\"{\"\"c\"\": 1, \"\"lam\"\": 0.5, \"\"mu\"\": 1}\",Wq,1,Erlang C\n";

/// A folder with everything that the commands name.
pub(crate) fn case() -> Case {
    Case::new()
        .file("small.toml", SMALL)
        .file("more.toml", SMALL_AND_MORE)
        .file("few.toml", &few_gps())
        .file("case.toml", &format!("{SMALL_AND_MORE}{CASE_STUDY}"))
        .file("networks.csv", NETWORKS)
        .file("more-people.toml", "base = \"average-pcn\"\n[add]\nparamedic = 1\n")
        .file("free.toml", FREE)
        .file("cases.csv", CASES)
        .file("data/practices.csv", crate::network::PRACTICES)
        .file("data/monthly.csv", crate::network::MONTHS)
        .file("data/left-out.csv", crate::network::LEFT_OUT)
}

/// The exit code, and what was said on standard error.
pub(crate) fn said(case: &Case, args: &str) -> (Option<i32>, String) {
    said_in(case.path(), args)
}

/// The same in a folder.
pub(crate) fn said_in(folder: &Path, args: &str) -> (Option<i32>, String) {
    let ended = program(folder, args, &[]).stderr(Stdio::piped()).output().unwrap();
    (ended.status.code(), String::from_utf8(ended.stderr).unwrap())
}

pub(crate) fn program(folder: &Path, args: &str, more: &[&str]) -> Command {
    let mut command = without_cache(env!("CARGO_BIN_EXE_pcn-sim"));
    command.args(args.split_whitespace()).args(more).current_dir(folder);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// The files of a folder, by name.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

/// Every file of a folder but the manifest, to which time and machine move.
pub(crate) fn files(folder: &Path) -> Files {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let named = entries.map(|path| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        (name, fs::read(path).unwrap())
    });
    named.filter(|(name, _)| name != "manifest.json").collect()
}

/// That two folders hold the same bytes, by the names of the files that differ.
#[track_caller]
pub(crate) fn assert_same(one: &Files, other: &Files) {
    let names = one.keys().chain(other.keys());
    let differ: Vec<&String> = names.filter(|name| one.get(*name) != other.get(*name)).collect();
    assert!(differ.is_empty(), "these differ: {differ:?}");
}

/// The same command going on in `folder`.
fn resumed(args: &str, folder: &str) -> String {
    let command = args.split_whitespace().next().unwrap();
    format!("{command} --resume {folder}")
}

/// A small generator: the moments of a test are the same in every run of it.
struct Moments(u64);

impl Moments {
    fn next(&mut self) -> f64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as f64 / (1_u64 << 31) as f64
    }
}

/// Neither a panic, which aborts, nor a memory fault.
fn is_no_crash(status: ExitStatus) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::process::ExitStatusExt;
        !matches!(status.signal(), Some(4 | 6 | 7 | 8 | 11))
    }
    #[cfg(not(unix))]
    {
        status.code().is_some()
    }
}

/// Ends the command at `moments` moments with each signal, and goes on.
#[cfg(unix)]
fn end_at_moments(simulates: &Simulates, moments: usize, signals: &[&str]) {
    let Simulates { name, args } = simulates;
    let undisturbed = case();
    #[expect(clippy::disallowed_methods, reason = "moments are shares of how long it takes")]
    let started = Instant::now();
    let code = program(undisturbed.path(), args, &["--output", "out"]).status().unwrap().code();
    let takes = started.elapsed().as_secs_f64();
    let whole = files(&undisturbed.path().join("out"));
    let mut random = Moments(name.len() as u64 * 7919);
    for signal in signals {
        for number in 0..moments {
            let at = random.next() * takes * 1.1;
            let told = format!("{name}, {signal} number {number} after {at:.3} s");
            let disturbed = case();
            let mut child = program(disturbed.path(), args, &["--output", "out"]).spawn().unwrap();
            std::thread::sleep(Duration::from_secs_f64(at));
            let id = child.id().to_string();
            let _ = Command::new("kill")
                .args([&format!("-{signal}"), &id])
                .stderr(Stdio::null())
                .status();
            let status = child.wait().unwrap();
            assert!(is_no_crash(status), "{told}: {status:?}");
            if *signal != "KILL" {
                let is_known = status.code() == code || matches!(status.code(), Some(3) | None);
                assert!(is_known, "{told}: {status:?}");
            }
            let out = disturbed.path().join("out");
            // Ended before there was a study, the same command starts as if it had never run.
            let again = if out.join("study.json").exists() {
                program(disturbed.path(), &resumed(args, "out"), &[]).status()
            } else {
                program(disturbed.path(), args, &["--output", "out"]).status()
            };
            assert_eq!(again.unwrap().code(), code, "{told}, gone on with");
            assert_same(&files(&out), &whole);
        }
    }
}

#[cfg(unix)]
#[test]
fn whatever_ends_a_run_or_a_comparison_it_can_be_gone_on_with() {
    for command in &COMMANDS[..2] {
        end_at_moments(command, 1, &["INT", "TERM", "HUP", "KILL"]);
    }
}

#[cfg(unix)]
#[test]
fn whatever_ends_a_validation_or_case_studies_they_can_be_gone_on_with() {
    for command in &COMMANDS[2..5] {
        end_at_moments(command, 1, &["TERM", "KILL"]);
    }
}

#[cfg(unix)]
#[test]
fn whatever_ends_another_command_it_can_be_gone_on_with() {
    for command in &COMMANDS[5..] {
        end_at_moments(command, 1, &["INT", "KILL"]);
    }
}

#[cfg(unix)]
#[test]
#[ignore = "minutes: all commands, all signals, many moments"]
fn at_any_moment_any_command_can_be_ended_and_gone_on_with() {
    for command in &COMMANDS {
        end_at_moments(command, 9, &["INT", "TERM", "HUP", "KILL"]);
    }
}

#[test]
fn shards_of_three_processes_are_one_run_whatever_their_order() {
    let case = case();
    let args = "compare small.toml more.toml --weeks 1 --warm-up-weeks 1 --replications 6";
    let run = |more: &[&str]| program(case.path(), args, more).status().unwrap();
    assert!(run(&["--output", "whole", "--threads", "1"]).success());
    let shards = [("one", "1..2"), ("two", "3..4"), ("three", "5..6")];
    for (folder, only) in shards {
        assert!(run(&["--only-replications", only, "--output", folder]).success());
    }
    // One of them was cut off within its last row.
    let rows = case.path().join("two/rows.jsonl");
    let text = fs::read(&rows).unwrap();
    fs::write(&rows, &text[..text.len() - 100]).unwrap();
    fs::remove_file(case.path().join("two/results.json")).unwrap();
    let merge = |folders: &[&str], out: &str| {
        let mut command = program(case.path(), "merge", folders);
        command.args(["--output", out]).stderr(Stdio::piped());
        let ended = command.output().unwrap();
        (ended.status.code(), String::from_utf8(ended.stderr).unwrap())
    };
    let (code, said) = merge(&["one", "two", "three"], "gap");
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("rows of draws are missing or incomplete"), "{said}");
    assert!(!case.path().join("gap").exists(), "nothing is left behind");
    assert!(program(case.path(), "compare --resume two", &[]).status().unwrap().success());
    let whole = files(&case.path().join("whole"));
    for (out, order) in [("a", ["three", "one", "two"]), ("b", ["one", "two", "three"])] {
        assert_eq!(merge(&order, out).0, Some(0), "{order:?}");
        assert_same(&files(&case.path().join(out)), &whole);
    }
    // The same replications twice are fine while they agree.
    assert!(run(&["--only-replications", "2..5", "--output", "more"]).success());
    assert_eq!(merge(&["one", "more", "two", "three"], "c").0, Some(0));
    assert_same(&files(&case.path().join("c")), &whole);
    // Another seed is another study, and says so.
    assert!(run(&["--only-replications", "3..4", "--seed", "9", "--output", "other"]).success());
    let (code, said) = merge(&["one", "other", "three"], "d");
    assert_eq!(code, Some(2));
    assert!(said.contains("they differ in seed: 1 and 9"), "{said}");
    // Rows that the study does not give, in the place of its own: duplicates that differ.
    crate::shards::falsify(&case.path().join("more"));
    let (code, said) = merge(&["one", "more", "two", "three"], "e");
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("the rows of") && said.contains("differ"), "{said}");
    assert!(!case.path().join("e").exists());
    // Another model is another program.
    let study = fs::read_to_string(case.path().join("three/study.json")).unwrap();
    let at = study.find("\"model_sha256\": \"").unwrap() + 17;
    let mut other = study.clone();
    other.replace_range(at..at + 4, "0000");
    fs::write(case.path().join("three/study.json"), &other).unwrap();
    let (code, said) = merge(&["one", "two", "three"], "f");
    assert_eq!(code, Some(2));
    assert!(said.contains("they differ in model hash"), "{said}");
}

#[test]
fn a_report_is_written_again_from_rows_alone() {
    let case = case();
    let args = COMMANDS[1].args;
    assert!(program(case.path(), args, &["--output", "out"]).status().unwrap().success());
    let out = case.path().join("out");
    let whole = files(&out);
    for name in whole.keys().filter(|name| *name != "study.json" && *name != "rows.jsonl") {
        fs::remove_file(out.join(name)).unwrap();
    }
    assert!(program(case.path(), "report out", &[]).status().unwrap().success());
    assert_same(&files(&out), &whole);
    // Without the last row a replication is missing, and everything says so.
    let rows = String::from_utf8(whole["rows.jsonl"].clone()).unwrap();
    let cut = rows.trim_end().rfind('\n').unwrap() + 1;
    fs::write(out.join("rows.jsonl"), &rows[..cut]).unwrap();
    let status = program(case.path(), "report out", &[]).status().unwrap();
    assert_eq!(status.code(), Some(3));
    let partial = files(&out);
    let text = |name: &str| String::from_utf8(partial[name].clone()).unwrap();
    assert!(text("results.json").contains("\"partial\": true"));
    assert!(text("summary.csv").contains(",partial,"));
    assert!(text("replications.csv").contains(",partial\n"));
    assert!(text("report.html").contains("stopped early"));
    assert!(text("gained.svg").contains("Partial results"));
    assert!(fs::read_to_string(out.join("manifest.json")).unwrap().contains("\"partial\": true"));
}

#[test]
fn what_is_gone_on_with_is_the_same_study() {
    let case = case();
    let args = COMMANDS[0].args;
    assert!(program(case.path(), args, &["--output", "out"]).status().unwrap().success());
    let said = |args: &str| {
        let ended = program(case.path(), args, &[]).stderr(Stdio::piped()).output().unwrap();
        (ended.status.code(), String::from_utf8(ended.stderr).unwrap())
    };
    // What is stated again and is the same is no difference.
    assert_eq!(said("run small.toml --seed 1 --weeks 2 --resume out").0, Some(0));
    for (args, what) in [
        ("run --seed 2 --resume out", "seed: 1 and 2"),
        ("run --weeks 3 --resume out", "--weeks: 2 and 3"),
        ("run more.toml --resume out", "scenarios: small and more"),
        ("run --only-replications 1..2 --resume out", "--only-replications"),
        ("compare --resume out", "continue it with that command"),
        ("run --resume nowhere", "there is no study.json"),
    ] {
        let (code, said) = said(args);
        assert_eq!(code, Some(2), "{args}: {said}");
        assert!(said.contains(what), "{args}: {said}");
    }
    // Another version wrote it.
    let study = fs::read_to_string(case.path().join("out/study.json")).unwrap();
    let other = study.replace("\"version\": \"", "\"version\": \"9.");
    fs::write(case.path().join("out/study.json"), other).unwrap();
    let (code, said) = said("run --resume out");
    assert!(code == Some(2) && said.contains("made by version 9."), "{said}");
}

#[test]
fn force_replaces_a_run_and_nothing_else() {
    let case = case();
    let run = |seed: &str, more: &[&str]| {
        let args = format!("{} --seed {seed}", COMMANDS[0].args);
        program(case.path(), &args, more).status().unwrap().code()
    };
    let out = case.path().join("out");
    fs::create_dir(&out).unwrap();
    assert_eq!(run("1", &["--output", "out"]), Some(0), "an empty folder needs no --force");
    let first = files(&out);
    assert_eq!(run("2", &["--output", "out"]), Some(2), "a run is not mixed with another");
    assert_same(&files(&out), &first);
    fs::write(out.join("notes.txt"), "mine").unwrap();
    assert_eq!(run("2", &["--output", "out", "--force"]), Some(0));
    let second = files(&out);
    assert_eq!(second["notes.txt"], b"mine");
    assert_ne!(second["results.json"], first["results.json"]);
    fs::create_dir(case.path().join("mine")).unwrap();
    fs::write(case.path().join("mine/results.json"), "{}").unwrap();
    assert_eq!(run("1", &["--output", "mine", "--force"]), Some(2), "it is nobody's run");
    assert_eq!(fs::read(case.path().join("mine/results.json")).unwrap(), b"{}");
}

#[test]
fn runs_are_numbered_beyond_any_number_or_refused() {
    let case = case();
    for taken in ["run-4294967295", "run-18446744073709551614", "run-99999999999999999999999"] {
        fs::create_dir_all(case.path().join("output").join(taken)).unwrap();
    }
    let run = || {
        let mut command = program(case.path(), COMMANDS[0].args, &[]);
        let ended = command.stderr(Stdio::piped()).output().unwrap();
        (ended.status.code(), String::from_utf8(ended.stderr).unwrap())
    };
    assert_eq!(run().0, Some(0));
    assert!(case.path().join("output/run-18446744073709551615/results.json").exists());
    let (code, said) = run();
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("no free number above 18446744073709551615"), "{said}");
}
