//! `pcn-sim validate --networks`, from the outside.

use crate::support::{BRIEF, Case, Ended, names};
use serde_json::Value;

const HEAD: &str = "network,practice,list_size,deprivation_quintile,gp_wte,calls_per_1000_month,\
                    online_per_1000_month,appointments_per_1000_month,missed_share,same_day_share,\
                    over_14_days_share\n";

/// Four networks of small practices, all made up.
const FOUR: &str = "N1,P1,1500,1,0.9,700,60,480,0.15,0.41,0.20\nN1,P2,900,3,0.4,500,90,400,0.08,0.5,0.15\n\
                    N2,P3,2000,5,1.1,400,150,520,0.05,0.38,0.25\nN3,P4,1200,,,,,,,,\n\
                    N4,P5,1800,2,0.5,600,,450,,0.45,0.10\n";

fn validate(rows: &str, more: &[&str]) -> Case {
    let command = ["validate", "--networks", "networks.csv"];
    Case::new()
        .file("networks.csv", &format!("{HEAD}{rows}"))
        .args(command.into_iter().chain(BRIEF).chain(more.iter().copied()))
}

fn table(ended: &Ended) -> String {
    std::fs::read_to_string(ended.path().join("out/networks.csv")).unwrap()
}

#[test]
fn every_network_is_shown_beside_what_was_observed_and_files_are_written() {
    let ended = validate(FOUR, &["--output", "out"])
        .succeeds()
        .stdout_contains("Networks: 4, of networks.csv")
        .stdout_contains("N3                  1     1200      –")
        .stdout_contains("Appointments booked for the same day               3  ")
        .stdout_contains("Calls missed, of all incoming calls                2  ");
    let out = ended.path().join("out");
    assert_eq!(
        names(&out),
        [
            "manifest.json",
            "networks.csv",
            "networks.svg",
            "report.html",
            "results.json",
            "rows.jsonl",
            "study.json"
        ]
    );
    let table = table(&ended);
    let mut lines = table.lines();
    let head = lines.next().unwrap();
    assert!(head.starts_with("network,practices,patients,calls_per_1000_month_observed,"));
    // Calls 1,500·700 and 900·500: 625 of 1,000; missed (0.15·1050 + 0.08·450) / 1500 = 0.129.
    let first: Vec<&str> = lines.next().unwrap().split(',').collect();
    assert_eq!(first[..4], ["N1", "2", "2400", "625"]);
    let missed: f64 = first[7].parse().unwrap();
    assert!((missed - 0.129).abs() < 1e-12);
    let figure = std::fs::read_to_string(out.join("networks.svg")).unwrap();
    assert!(figure.contains("rank correlation") && figure.contains("<desc"));
    let study = std::fs::read_to_string(out.join("study.json")).unwrap();
    let study: Value = serde_json::from_str(&study).unwrap();
    assert!(study["task"]["networks"]["text"].as_str().unwrap().contains("N4,P5,1800"));
    assert!(study["task"]["targets"].is_null());
}

#[test]
fn calls_and_forms_come_near_those_given() {
    let rows = "N1,P1,6000,3,3.0,450,60,,,,\n";
    let longer =
        ["validate", "--networks", "networks.csv", "--output", "out", "--replications", "1"];
    let weeks = ["--weeks", "4", "--warm-up-weeks", "1"];
    let ended = validate(rows, &[]).args(longer.into_iter().chain(weeks)).succeeds();
    let table = table(&ended);
    let cells: Vec<f64> = table
        .lines()
        .nth(1)
        .unwrap()
        .split(',')
        .skip(3)
        .take(4)
        .map(|c| c.parse().unwrap())
        .collect();
    assert!((cells[1] / cells[0] - 1.0).abs() < 0.05, "{cells:?}");
    assert!((cells[3] / cells[2] - 1.0).abs() < 0.15, "{cells:?}");
}

#[test]
fn the_same_file_and_seed_give_the_same_table_on_any_number_of_threads() {
    let one = validate(FOUR, &["--output", "out", "--threads", "1"]).succeeds();
    let two = validate(FOUR, &["--output", "out", "--threads", "2", "--quiet"]).succeeds();
    assert_eq!(table(&one), table(&two));
}

#[test]
fn findings_are_printed_as_json() {
    let ended = validate(FOUR, &["--json", "--output", "out"]).succeeds();
    let found: Value = serde_json::from_str(&ended.stdout()).unwrap();
    assert_eq!(found["agreements"][1]["outcome"], "same_day_share");
    assert_eq!(found["agreements"][1]["networks"], 3);
    assert_eq!(found["networks"][3]["missed_share"][0], Value::Null);
}

#[test]
fn a_file_that_is_wrong_exits_with_two_and_every_problem() {
    validate("N1,P1,9000,7,,,,,,,\nN1,P1,9000,,,,,,,,\n", &[]).fails_with(2).stderr_is(
        "error: cannot use networks networks.csv: 2 problems
  networks.csv:2: `deprivation_quintile`
    found     \"7\"
    expected  1, 2, 3, 4 or 5; 1 is the most deprived fifth of England
    remedy    correct the number, without thousands separators or units; where it is not known, leave the cell empty
  networks.csv:3: `practice`
    found     \"P1\", as before
    expected  one row a practice
    remedy    remove one of the rows
",
    );
    Case::new()
        .args(["validate", "--networks", "nowhere.csv"])
        .fails_with(2)
        .stderr_contains("cannot use networks nowhere.csv: cannot read it: there is no such file");
    Case::new()
        .args(["validate", "--networks", "a.csv", "--targets", "b.toml"])
        .fails_with(2)
        .stderr_contains("cannot be used with");
}
