//! The command line: what is printed, what is written, how it ends.

use crate::support::{BRIEF, Case, Ended, SMALL, SMALL_AND_MORE, names, without_cache};
use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::process::Stdio;

/// Measures of every scenario on whose names other programs rely.
const SCENARIO_MEASURES: &str = "requests appointments_booked appointments_attended \
    appointments_attended_gp appointments_attended_additional dna_share same_day_share within_7_days_share within_14_days_share \
    over_28_days_share same_day_share_gp same_day_share_other face_to_face_share gp_share \
    calls_inbound calls_answered_share calls_missed_share calls_menu_share calls_callback_share \
    calls_answered_within_1_min_share calls_answered_within_5_min_share online_submissions \
    requests_unmet requests_unmet_telephone requests_unmet_triage requests_unmet_gp \
    requests_unmet_role requests_unmet_room requests_unmet_supervision requests_unmet_horizon \
    told_another_day_share tried_none_share needs_settled appointments_per_patient_year \
    supervision_hours_gp hand_backs right_first_time_share sessions_lost_to_rooms \
    room_utilisation_mean room_utilisation_peak staff_utilisation_gp late_finish_min_mean \
    ed_attendances_all ed_attendances_access_related_low ed_attendances_access_related_central \
    ed_attendances_access_related_high appointments_net";

/// Measures that only comparisons have.
const COMPARED_MEASURES: &str = "appointments_gained_net gained_planned gained_added \
    gained_absence gained_rooms gained_supervision gained_merged gained_unfilled gained_cancelled \
    gained_dna gained_not_reached gained_hand_backs needs_settled gp_appointments_freed \
    ed_deflected_low ed_deflected_central ed_deflected_high";

/// The files of a run, without figures that only a comparison has.
const WRITTEN: [&str; 6] = [
    "manifest.json",
    "replications.csv",
    "report.html",
    "results.json",
    "summary.csv",
    "supervision.csv",
];

/// The small network and a change to it, to be compared.
fn small_study<'a>(options: impl IntoIterator<Item = &'a str>) -> Case {
    let command = ["compare", "small.toml", "more.toml"];
    Case::new()
        .file("small.toml", SMALL)
        .file("more.toml", SMALL_AND_MORE)
        .args(command.into_iter().chain(options))
}

fn run<'a>(options: impl IntoIterator<Item = &'a str>) -> Case {
    let command = ["run", "small.toml"];
    Case::new().file("small.toml", SMALL).args(command.into_iter().chain(BRIEF).chain(options))
}

#[track_caller]
fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

#[track_caller]
fn assert_written(ended: &Ended, folder: &str) {
    let found = names(&ended.path().join(folder));
    for name in WRITTEN {
        assert!(found.iter().any(|found| found == name), "{name} is not among {found:?}");
    }
    assert!(!found.iter().any(|name| name.ends_with(".part")), "{found:?}");
}

#[test]
fn differences_are_scaled_to_as_many_patients_as_asked_for() {
    small_study(BRIEF.into_iter().chain(["--scale-to", "england"]))
        .succeeds()
        .stdout_contains("Scaled to 63.8 million patients: millions a year")
        .stdout_contains("Booked, as national data count");
    small_study(["--scale-to", "everyone"])
        .fails_with(2)
        .stderr_contains("expected a number of patients, such as 60200000, or england");
}

#[test]
fn help_shows_an_example_of_every_command() {
    Case::new()
        .args(["--help"])
        .succeeds()
        .stdout_contains("Example:\n  pcn-sim compare average-pcn my-change.toml")
        .stdout_contains("base = \"average-pcn\"");
    for command in ["compare", "run", "warm-up", "money", "trace", "describe"] {
        Case::new()
            .args([command, "--help"])
            .succeeds()
            .stdout_contains(&format!("Example:\n  pcn-sim {command} "));
    }
    Case::new().args(["check", "--help"]).succeeds().stdout_contains("Examples:\n  pcn-sim check ");
    Case::new()
        .args(["case-studies", "--help"])
        .succeeds()
        .stdout_contains("Examples:\n  pcn-sim case-studies\n");
}

#[test]
fn the_example_of_the_help_is_a_valid_scenario() {
    let help = Case::new().args(["--help"]).succeeds().stdout();
    let (_, example) = help.split_once("what differs:\n").unwrap();
    Case::new().scenario(example).args(["check", "scenario.toml", "--quiet"]).succeeds();
}

#[test]
fn the_program_describes_itself() {
    for (what, heading, holds) in [
        ("measures", "# Measures\n", "| `requests_unmet_room` |"),
        ("parameters", "# Parameters of the built-in baseline\n", "`book.own_gp`"),
        ("roles", "# Roles of the built-in baseline\n", "| GP partner |"),
        ("scenarios", "# Built-in scenarios\n", "| `two-more-rooms` |"),
        ("scenarios", "# Built-in scenarios\n", "## Levers"),
        ("scenarios", "# Built-in scenarios\n", "(compared with `place-level-divided`, not the"),
        ("scenarios", "# Built-in scenarios\n", "| `well-up-north` |"),
    ] {
        let ended = Case::new().args(["describe", what]).succeeds().stdout_contains(holds);
        assert!(ended.stdout().starts_with(heading), "{what}");
        assert_eq!(ended.stderr(), "");
    }
}

#[test]
fn check_lists_what_differs_and_every_parameter() {
    Case::new()
        .file("small.toml", SMALL)
        .args(["check", "small.toml"])
        .succeeds()
        .stdout_contains("small: A small network\n  2455 patients in 5 practices, 30 rooms")
        .stdout_contains("  differs    practices.oak-lane.list_size = 770\n")
        .stdout_contains("  lever      staff.gp-partners.wte = 1.5")
        .stdout_contains("  parameter  book.own_gp = 0.25 (0.1 to 0.5); assumption: ");
    let quiet = Case::new().args(["check", "--quiet", "average-pcn"]).succeeds();
    assert_eq!((quiet.stdout(), quiet.stderr()), (String::new(), String::new()));
}

#[test]
fn json_is_all_that_is_printed_and_has_the_form_agreed() {
    let run = ["run", "average-pcn"].into_iter().chain(BRIEF).chain(["--json"]);
    let ended = Case::new().args(run).succeeds();
    assert_eq!(ended.stderr(), "");
    let results: Value = serde_json::from_str(&ended.stdout()).unwrap();
    let mut expected = vec![
        "schema",
        "partial",
        "seed",
        "replications",
        "replication_numbers",
        "weeks",
        "warm_up_weeks",
        "events",
        "scenarios",
        "ci95_holds",
        "comparisons",
    ];
    let mut found = keys(&results);
    expected.sort_unstable();
    found.sort_unstable();
    assert_eq!(found, expected);
    assert_eq!((&results["schema"], &results["partial"]), (&Value::from(2), &Value::from(false)));
    assert_eq!((&results["weeks"], &results["replications"]), (&Value::from(1), &Value::from(1)));
    assert_eq!(results["comparisons"], Value::Array(Vec::new()));
    let scenario = &results["scenarios"][0];
    assert_eq!(scenario["name"], "average-pcn");
    for name in SCENARIO_MEASURES.split_whitespace() {
        let measure = &scenario["measures"][name];
        assert!(measure.is_object(), "{name} is missing");
        let mut found = keys(measure);
        found.sort_unstable();
        assert_eq!(found, ["ci95", "mean", "unit", "values"], "{name}");
        assert_eq!(measure["values"].as_array().unwrap().len(), 1, "{name}");
        assert_eq!(measure["mean"], measure["values"][0], "{name}");
        assert!(measure["ci95"].is_null(), "one replication has no interval: {name}");
    }
    assert_eq!(
        std::fs::read_to_string(ended.path().join("output/run-001/results.json")).unwrap(),
        ended.stdout(),
    );
}

#[test]
fn a_comparison_has_every_difference_and_its_own_measures() {
    let options = ["--weeks", "2", "--warm-up-weeks", "0", "--replications", "2", "--json"];
    let ended = small_study(options).succeeds();
    let results: Value = serde_json::from_str(&ended.stdout()).unwrap();
    let names: Vec<_> =
        results["scenarios"].as_array().unwrap().iter().map(|scenario| &scenario["name"]).collect();
    assert_eq!(names[..2], ["small", "more"]);
    let comparison = &results["comparisons"][0];
    assert_eq!(
        (&comparison["scenario"], &comparison["baseline"]),
        (&"more".into(), &"small".into())
    );
    let required = SCENARIO_MEASURES.split_whitespace().chain(COMPARED_MEASURES.split_whitespace());
    for name in required {
        let measure = &comparison["measures"][name];
        assert_eq!(measure["values"].as_array().map(Vec::len), Some(2), "{name}");
    }
    let gained = &comparison["measures"]["gained_planned"];
    let [low, high] = [0, 1].map(|bound| gained["ci95"][bound].as_f64().unwrap());
    let mean = gained["mean"].as_f64().unwrap();
    assert!(low <= mean && mean <= high && mean > 0.0, "{gained}");
}

#[test]
fn runs_are_numbered_and_keep_their_files() {
    let ended =
        run([]).succeeds().stdout_contains("A small network").stderr_contains("report.html");
    assert_eq!(names(&ended.path().join("output")), ["run-001"]);
    assert_written(&ended, "output/run-001");
    let again = without_cache(env!("CARGO_BIN_EXE_pcn-sim"))
        .args(["run", "small.toml", "--quiet"].into_iter().chain(BRIEF))
        .current_dir(ended.path())
        .output()
        .unwrap();
    assert!(again.status.success() && again.stdout.is_empty() && again.stderr.is_empty());
    assert_eq!(names(&ended.path().join("output")), ["run-001", "run-002"]);
}

#[test]
fn a_folder_that_exists_is_not_written_into_without_force() {
    let study = |force: Option<&'static str>| {
        let case = run(["--output", "study"].into_iter().chain(force));
        std::fs::create_dir(case.path().join("study")).unwrap();
        std::fs::write(case.path().join("study/notes.txt"), "mine").unwrap();
        case
    };
    for force in [None, Some("--force")] {
        let refused = study(force).fails_with(2).stderr_is(
            "error: --output study: it contains files that do not belong to a run of pcn-sim; name another \
             folder\n",
        );
        assert_eq!(names(&refused.path().join("study")), ["notes.txt"]);
    }
}

#[test]
fn a_folder_of_ones_own_is_made() {
    let ended = run(["--output", "studies/first"]).succeeds();
    assert_written(&ended, "studies/first");
    assert_eq!(names(ended.path()), ["small.toml", "studies"]);
    run(["--output", "small.toml"])
        .fails_with(2)
        .stderr_is("error: --output small.toml: it is a file; name a folder\n");
}

#[test]
fn wrong_options_are_refused() {
    let wrong: [(&[&str], &str); 12] = [
        (&["run", "average-pcn", "--weeks", "0"], "invalid value '0' for '--weeks <N>'"),
        (&["run", "average-pcn", "--replications", "0"], "'--replications <N>'"),
        (&["run", "average-pcn", "--threads", "0"], "'--threads <N>'"),
        (&["run", "average-pcn", "--seed", "-1"], "unexpected argument '-1'"),
        (&["run", "average-pcn", "--precision", "2"], "such as 0.02 for ±2%"),
        (&["run", "average-pcn", "--precision", "NaN"], "such as 0.02 for ±2%"),
        (
            &["run", "average-pcn", "--precision", "0.1", "--replications", "5"],
            "'--precision <SHARE OR ±WIDTH>' cannot be used with '--replications <N>'",
        ),
        (&["run", "average-pcn", "--measure", "requests"], "--precision <SHARE OR ±WIDTH>"),
        (
            &["run", "average-pcn", "--precision", "0.1", "--measure", "unmet_requests"],
            "--measure unmet_requests: no measure has this name; did you mean requests_unmet",
        ),
        (
            &["run", "average-pcn", "--precision", "0.1", "--measure", "appointments_gained_net"],
            "--measure appointments_gained_net: only a comparison has this measure; use `compare`",
        ),
        (&["describe", "weather"], "[possible values: parameters, measures, roles"),
        (&["trace", "average-pcn", "--patient", "nobody"], "--patient nobody: a patient's name is"),
    ];
    for (options, text) in wrong {
        Case::new().args(options.iter().copied()).fails_with(2).stderr_contains(text);
    }
}

#[test]
fn one_thread_and_two_write_the_same_bytes() {
    let with = |threads| {
        let common = ["--weeks", "2", "--warm-up-weeks", "2", "--replications", "2", "--quiet"];
        small_study(common.into_iter().chain(["--output", "out", "--threads", threads])).succeeds()
    };
    let (one, two) = (with("1"), with("2"));
    let written = [
        ("results.json", 10_000),
        ("summary.csv", 10_000),
        ("replications.csv", 10_000),
        ("supervision.csv", 200),
    ];
    for (name, least) in written {
        let read = |ended: &Ended| std::fs::read(ended.path().join("out").join(name)).unwrap();
        assert!(read(&one) == read(&two), "{name} differs");
        assert!(read(&one).len() > least, "{name} holds something");
    }
}

#[test]
fn supervision_by_role_and_stage_adds_up_to_the_hours_of_the_summary() {
    let ended = run(["--output", "out"]).succeeds();
    assert!(ended.stdout().contains("Supervision, hours a year by role and stage"));
    let records = |name: &str| -> Vec<csv::StringRecord> {
        let mut reader = csv::Reader::from_path(ended.path().join("out").join(name)).unwrap();
        reader.records().map(Result::unwrap).collect()
    };
    let number = |row: &csv::StringRecord, column: usize| row[column].parse::<f64>().unwrap();
    let rows = records("supervision.csv");
    for row in &rows {
        let [total, parts] = [number(row, 6), (3..6).map(|column| number(row, column)).sum()];
        assert!(total > 0.0 && (total - parts).abs() < 1e-9 * total, "{row:?}");
    }
    let sum: f64 = rows.iter().map(|row| number(row, 6)).sum();
    let summary = records("summary.csv");
    let hours = summary.iter().find(|row| &row[2] == "supervision_hours_gp").unwrap();
    assert!((sum - number(hours, 4)).abs() < 1e-9 * sum, "{sum} in {hours:?}");
}

#[test]
fn another_seed_writes_other_results() {
    let with = |seed| run(["--json", "--seed", seed]).succeeds().stdout();
    assert_eq!(with("1"), with("1"));
    assert_ne!(with("1").replace("\"seed\": 1", ""), with("2").replace("\"seed\": 2", ""));
}

/// The arguments of a trace of the small network's first week.
fn trace<'a>(options: impl IntoIterator<Item = &'a str>) -> Case {
    let command = ["trace", "small.toml", "--warm-up-weeks", "0"];
    Case::new().file("small.toml", SMALL).args(command.into_iter().chain(options))
}

#[test]
fn trace_tells_what_happens_line_by_line() {
    let ended = trace([])
        .succeeds()
        .stdout_contains("2025-04-01 Tue ")
        .stdout_contains("  request arises at oak-lane: ")
        .stdout_contains("  booked: ")
        .stdout_contains("  consultation begins, ")
        .stdout_contains("  settled\n");
    let text = ended.stdout();
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("date and time            patient           event"));
    let lines: Vec<&str> = lines.collect();
    assert!(lines.len() > 100, "{} lines", lines.len());
    // Without the weekday, dates and times sort alphabetically.
    assert!(lines.is_sorted_by_key(|line| (&line[..10], &line[15..23])), "time goes forward");
    assert!(!ended.path().join("output").exists(), "a trace is told, not kept");
}

#[test]
fn trace_follows_one_patient() {
    let all = trace([]).succeeds().stdout();
    let is_seen = |line: &&str| line.contains("  consultation begins, ");
    let patient = &all.lines().find(is_seen).unwrap()[25..41];
    let one = trace(["--patient", patient]).succeeds().stdout();
    let of_patient: Vec<&str> = all.lines().filter(|line| line.contains(patient)).collect();
    assert_eq!(one.lines().skip(1).collect::<Vec<_>>(), of_patient);
    assert!((2..50).contains(&of_patient.len()));
}

/// Reads the first line and closes the pipe, as `head -1` does. The program must not fail.
#[track_caller]
fn assert_head_is_fine(case: &Case) {
    let mut command = case.command();
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::with_capacity(64, child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert!(!line.is_empty());
    let ended = child.wait_with_output().unwrap();
    let errors = String::from_utf8(ended.stderr).unwrap();
    assert_eq!((ended.status.code(), errors.contains("error")), (Some(0), false), "{errors}");
}

#[test]
fn a_reader_who_has_seen_enough_is_no_failure() {
    assert_head_is_fine(&trace(["--weeks", "20"]));
    assert_head_is_fine(&Case::new().args(["describe", "parameters"]));
    assert_head_is_fine(&Case::new().args(["check", "average-pcn"]));
}

#[test]
fn results_are_written_even_if_nobody_reads_what_is_printed() {
    let options = ["--weeks", "1", "--warm-up-weeks", "0", "--replications", "6", "--json"];
    let case = small_study(options);
    assert_head_is_fine(&case);
    let folder = case.path().join("output/run-001");
    assert!(names(&folder).iter().any(|name| name == "results.json"), "the study is not lost");
}

/// Replications of the small network until a measure reaches a precision.
fn precise<'a>(options: impl IntoIterator<Item = &'a str>) -> Case {
    let brief = ["run", "small.toml", "--weeks", "1", "--warm-up-weeks", "0", "--precision"];
    Case::new().file("small.toml", SMALL).args(brief.into_iter().chain(options))
}

fn results(ended: &Ended, folder: &str) -> Value {
    let path = ended.path().join(folder).join("results.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

#[test]
fn replications_are_made_until_a_measure_is_known_precisely() {
    let ended = precise(["0.5", "--output", "out"])
        .succeeds()
        .stdout_contains("Precision: Reached (95%) after 8 replications, 3 and a look-ahead")
        .stdout_contains("of 5. appointments_net: ±");
    let results = results(&ended, "out");
    let precision = &results["precision"];
    assert_eq!((&results["replications"], &results["partial"]), (&8.into(), &false.into()));
    assert_eq!(
        (&precision["reached"], &precision["replications_needed"]),
        (&true.into(), &3.into())
    );
    let known = &precision["known"][0];
    let number = |key: &str| known[key].as_f64().unwrap();
    assert!(number("half_width") < 0.5 * number("mean"), "{precision}");
    assert_eq!(known["wanted"]["relative"], 0.5);
}

#[test]
fn how_many_replications_are_made_does_not_depend_on_threads() {
    let with = |threads| {
        let options = ["0.02", "--measure", "calls_inbound", "--quiet", "--output", "out"];
        precise(options.into_iter().chain(["--threads", threads])).succeeds()
    };
    let (one, three) = (with("1"), with("3"));
    let made = results(&one, "out")["replications"].as_u64().unwrap();
    assert!(made > 8, "the first batch is not enough: {made}");
    assert_eq!(results(&one, "out"), results(&three, "out"));
}

#[test]
fn precision_that_is_not_there_is_not_claimed() {
    let options = ["0.0001", "--max-replications", "5", "--quiet", "--output", "out"];
    let ended = precise(options)
        .ends_with(1)
        .stderr_contains("error: precision: ±0.010% was NOT reached: after 5 replications")
        .stderr_contains("would be needed: raise --max-replications");
    assert_eq!(ended.stdout(), "");
    assert_eq!(results(&ended, "out")["precision"]["reached"], false);
    assert_written(&ended, "out");
}

#[test]
fn a_gain_that_may_be_nothing_is_not_known_precisely() {
    let options = ["--weeks", "1", "--warm-up-weeks", "0", "--no-room-sensitivity"];
    let precision = ["--precision", "0.1", "--max-replications", "4"];
    let measure = ["--measure", "gained_merged"];
    small_study(options.into_iter().chain(precision).chain(measure))
        .ends_with(1)
        .stdout_contains("was NOT reached: after 4 replications gained_merged of")
        .stderr_contains("was NOT reached: after 4 replications gained_merged of");
}

#[test]
fn a_warm_up_is_judged_and_drawn() {
    let options = ["warm-up", "small.toml", "--warm-up-weeks", "1", "--weeks", "20"];
    let more = ["--replications", "2", "--output", "out"];
    let ended = Case::new()
        .file("small.toml", SMALL)
        .args(options.into_iter().chain(more))
        .ends_with(1)
        .stdout_contains("Is a warm-up of 1 weeks enough for 20 measured weeks?")
        .stdout_contains(
            "1 weeks of warm-up are NOT shown to be enough to fill the appointment book.",
        );
    assert_eq!(
        names(&ended.path().join("out")),
        ["manifest.json", "report.html", "rows.jsonl", "study.json", "warm-up.csv", "warm-up.svg"]
    );
}

/// A change to the small network, with what somebody reported of such a change.
const SMALL_CASE: &str = r#"
[case_study]
who = "A small network"
done = "One physiotherapist more."
reported = "A tenth fewer waits."
citation = "Nobody"
baseline = "small.toml"
networks = 3
controlled = "no"
assumes = "Nothing."
not_represented = "Everything else."

[case_study.remains]
relative_range = [0.7, 1.3]
assumption = "a test"
low = 0.3
central = 0.4
high = 0.5

[[case_study.figures]]
title = "Waits"
reported_less = 10
unit = "per cent"
per = "one"
regresses = true
reason = "The model has no such thing."

[[case_study.figures]]
title = "Held"
reported = 100
unit = "a month"
measure = "appointments_attended_additional"
per = "month"
regresses = false
reason = "One is not many."

[[case_study.figures]]
title = "Share"
unit = "of those held"
measure = "gp_appointments_freed"
of = "appointments_attended_additional"
per = "one"
regresses = false
reason = "Some are follow-ups."
"#;

/// The files of case studies.
const CASE_STUDIES: [&str; 8] = [
    "case-studies.csv",
    "manifest.json",
    "replications.csv",
    "report.html",
    "results.json",
    "rows.jsonl",
    "study.json",
    "summary.csv",
];

/// The small case study, by the name of a file.
fn small_case<'a>(case: &str, options: impl IntoIterator<Item = &'a str>) -> Case {
    Case::new()
        .file("small.toml", SMALL)
        .file("case.toml", case)
        .args(["case-studies", "case.toml"].into_iter().chain(options))
}

#[test]
fn case_studies_stand_beside_what_was_reported() {
    let case = format!("{SMALL_AND_MORE}{SMALL_CASE}");
    let options =
        ["--output", "out", "--weeks", "3", "--warm-up-weeks", "2", "--replications", "2"];
    let ended = small_case(&case, options)
        .succeeds()
        .stdout_contains("Reported: A tenth fewer waits. No control.")
        .stdout_contains("-3.00 to -5.00")
        .stdout_contains("Not represented: Everything else.")
        .stderr_contains("report.html");
    let written = names(&ended.path().join("out"));
    assert_eq!(written, CASE_STUDIES);
    let table = std::fs::read(ended.path().join("out/case-studies.csv")).unwrap();
    let mut reader = csv::Reader::from_reader(table.as_slice());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 3);
    // Reported, what remains, and nothing simulated.
    let reported = [&rows[0][4], &rows[0][5], &rows[0][6], &rows[0][7], &rows[0][8], &rows[0][10]];
    assert_eq!(reported, ["-10", "no", "-3", "-4", "-5", ""]);
    // Of three networks, three times as many; a share stays as it is.
    let number = |row: usize, column: usize| rows[row][column].parse::<f64>().unwrap();
    assert!((number(1, 14) - 3.0 * number(1, 10)).abs() < 1e-9 && number(1, 10) != 0.0);
    assert_eq!(rows[2][14], rows[2][10]);
}

#[test]
fn studies_with_fewer_replications_are_run_beside_the_others() {
    let case = format!("{SMALL_AND_MORE}{SMALL_CASE}");
    let fewer = case.replace("networks = 3\n", "networks = 3\nreplications = 1\n");
    assert_ne!(fewer, case);
    let options =
        ["fewer.toml", "--output", "out", "--weeks", "1", "--warm-up-weeks", "1", "--replications"];
    let ended = small_case(&case, options.into_iter().chain(["2"]))
        .file("fewer.toml", &fewer)
        .succeeds()
        .stdout_contains("over 2 replications");
    assert!(!ended.stderr().contains("warning"), "{}", ended.stderr());
    let written = names(&ended.path().join("out"));
    assert_eq!(written, CASE_STUDIES);
    let table = std::fs::read_to_string(ended.path().join("out/case-studies.csv")).unwrap();
    for (name, replications) in [("case,", ",2,"), ("fewer,", ",1,")] {
        let mut of_study = table.lines().filter(|line| line.starts_with(name));
        assert!(of_study.all(|line| line.ends_with(replications)), "{table}");
    }
    let compared = &results(&ended, "out")["comparisons"];
    let made = |id: usize| compared[id]["measures"]["requests"]["values"].as_array().map(Vec::len);
    assert_eq!((made(0), made(1)), (Some(2), Some(1)));
}

#[test]
fn what_is_no_case_study_is_refused() {
    small_case(SMALL_AND_MORE, BRIEF).fails_with(2).stderr_contains("case: it is not a case study");
    let wrong = format!("{SMALL_AND_MORE}{SMALL_CASE}").replace("_additional\"", "_extra\"");
    small_case(&wrong, BRIEF)
        .fails_with(2)
        .stderr_contains("no measure is called appointments_attended_extra");
}
