//! `pcn-sim validate`, from the outside: verdicts, exit codes, files, messages.

use crate::support::{BRIEF, Case, SMALL, in_crate, names};
use pcn_sim::scenario::embedded::{FITS, TARGETS};
use serde_json::Value;

const HEAD: &str = "[about]\ntitle = \"Made up\"\nattribution = \"None needed\"\n\
                    [sources.none]\ncitation = \"Nobody: made up\"\n";

/// A target that any network meets, lines 6 to 14.
const EASY: &str = "[[target]]\nname = \"Appointments\"\nmeasure = \"appointments_per_patient_year\"\n\
                    unit = \"appointments per patient and year\"\nlow = 0.1\nhigh = 100\n\
                    period = \"never\"\nsource = \"none\"\nweight = \"must\"\nuse = \"validation\"\n";

/// A distribution with this `weight`.
fn lag(weight: &str) -> String {
    format!(
        "[[target]]\nname = \"Lag\"\ndistribution = \"booking_lag_all\"\nunit = \"share\"\n\
         tolerance = \"1 points\"\nperiod = \"never\"\nsource = \"none\"\nuse = \"calibration\"\n\
         weight = \"{weight}\"\n[target.values]\n\"over 28 days\" = 0.987\n"
    )
}

fn validate(targets: &str, more: &[&str]) -> Case {
    let command = ["validate", "small.toml", "--targets", "targets.toml"];
    Case::new()
        .file("small.toml", SMALL)
        .file("targets.toml", &format!("{HEAD}{targets}"))
        .args(command.into_iter().chain(BRIEF).chain(more.iter().copied()))
}

#[test]
fn what_must_be_met_and_is_exits_with_nought_and_leaves_table_and_figures() {
    let ended = validate(&format!("{EASY}{}", lag("should")), &["--output", "out"])
        .succeeds()
        .stdout_contains("1 of 1 must targets pass; 0 of 1 should; 1 held")
        .stdout_contains("Lag\n  over 28 days")
        .stdout_contains("FAIL");
    let out = ended.path().join("out");
    let written = [
        "manifest.json",
        "report.html",
        "results.json",
        "rows.jsonl",
        "study.json",
        "validation-booking-lag.svg",
        "validation.csv",
    ];
    assert_eq!(names(&out), written);
    let table = std::fs::read_to_string(out.join("validation.csv")).unwrap();
    let mut lines = table.lines();
    assert!(lines.next().unwrap().starts_with("target,compared_with,band,unit,period,weight,use,"));
    assert!(lines.next().unwrap().starts_with("Appointments,appointments_per_patient_year,,"));
    assert!(lines.next().unwrap().contains(",0.987,0.977,0.997,"), "{table}");
    let figure = std::fs::read_to_string(out.join("validation-booking-lag.svg")).unwrap();
    for text in ["98.7", "Observed (left)", "Simulated (right)", "over 28 days: observed 98.7%"] {
        assert!(figure.contains(text), "{text} is not in the figure");
    }
    let study = std::fs::read_to_string(out.join("study.json")).unwrap();
    let study: Value = serde_json::from_str(&study).unwrap();
    assert!(study["task"]["targets"]["text"].as_str().unwrap().contains("Made up"));
}

#[test]
fn what_must_be_met_and_is_not_exits_with_one() {
    validate(&format!("{EASY}{}", lag("must")), &["--quiet", "--output", "out"])
        .ends_with(1)
        .stdout_contains("1 of 2 must targets pass; 1 held for validation (*): 1 pass\n");
}

#[test]
fn what_so_short_a_run_does_not_measure_is_not_met() {
    let month = "[[target]]\nname = \"M\"\ndistribution = \"appointments_by_month\"\nunit = \"index\"\n\
                 tolerance = \"4 %\"\nperiod = \"never\"\nsource = \"none\"\nuse = \"calibration\"\n\
                 weight = \"must\"\n[target.values]\nMay = 1\n";
    validate(month, &["--output", "out"])
        .ends_with(1)
        .stdout_contains("0 of 1 must targets pass; 1 not measured by this run");
}

#[test]
fn inputs_are_shown_and_not_counted() {
    let input = EASY.replace("validation", "input").replace("weight = \"must\"\n", "");
    validate(&input, &["--output", "out"])
        .succeeds()
        .stdout_contains("0 of 0 must targets pass; 1 inputs not judged");
}

#[test]
fn findings_are_printed_as_json() {
    let ended = validate(EASY, &["--json", "--output", "out"]).succeeds();
    let found: Value = serde_json::from_str(&ended.stdout()).unwrap();
    assert_eq!(found["findings"][0]["verdict"], "pass");
    assert_eq!((&found["passes"], &found["targets"]), (&Value::Bool(true), &"targets".into()));
}

#[test]
fn targets_that_cannot_be_read_exit_with_two_and_one_message() {
    let misspelt = EASY.replace("appointments_per_patient_year", "appointment_per_patient_year");
    validate(&misspelt, &[]).fails_with(2).stderr_is(
        "error: cannot use targets targets.toml: 1 problem
  targets.toml:8: `target[0].measure`
    found     the text \"appointment_per_patient_year\"
    expected  the name of a measure
    remedy    did you mean \"appointments_per_patient_year\"?
",
    );
    Case::new().args(["validate", "nowhere"]).fails_with(2).stderr_is(
        "error: cannot use scenario nowhere: there is no file and no built-in scenario of \
         that name; built in are: average-pcn, two-more-physiotherapists, two-more-rooms, \
         physiotherapists-and-rooms, without-arrs, total-triage, average-pcn-2019, \
         arrs-2023-without-navigation, arrs-2023 (more: `pcn-sim describe scenarios`)\n",
    );
    Case::new()
        .args(["validate", "average-pcn", "--targets", "nowhere.toml"])
        .fails_with(2)
        .stderr_contains("no built-in targets of that name; built in are: england-2025-26");
}

#[test]
fn a_scenario_names_its_targets_beside_itself() {
    let about = "[about]\ntargets = \"own.toml\"\n";
    Case::new()
        .file("small.toml", &SMALL.replace("[about]\n", about))
        .file("own.toml", &format!("{HEAD}{EASY}"))
        .args(["validate", "small.toml", "--output", "out"].into_iter().chain(BRIEF))
        .succeeds()
        .stdout_contains("1 of 1 must targets pass");
}

#[test]
fn every_file_of_targets_is_embedded_to_the_letter() {
    let mut embedded: Vec<String> =
        TARGETS.iter().chain(&FITS).map(|(name, _)| format!("{name}.toml")).collect();
    embedded.sort();
    assert_eq!(names(&in_crate("scenarios/targets")), embedded);
    for (name, text) in TARGETS.into_iter().chain(FITS) {
        let path = in_crate(&format!("scenarios/targets/{name}.toml"));
        assert_eq!(std::fs::read_to_string(path).unwrap(), text, "{name}");
    }
}
