//! `pcn-sim validate --networks`, from the outside, and the script that makes its file.

use crate::support::{BRIEF, Case, Ended, in_crate, names};
use serde_json::Value;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

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

/// Python, if there is one that the script runs on.
fn python() -> Option<&'static str> {
    ["python3", "python"].into_iter().find(|name| {
        let asked = "import sys; assert sys.version_info >= (3, 9)";
        let tried = Command::new(name).args(["-c", asked]).output();
        tried.is_ok_and(|output| output.status.success())
    })
}

/// The script on `folder`; `None` without Python.
fn join(folder: &Path, more: &[&str]) -> Option<Output> {
    let mut command = Command::new(python()?);
    command.arg(in_crate("tests/networks/table.py")).arg(folder).args(more);
    Some(command.output().unwrap())
}

/// Files in the form of the publications, all made up: `networks` of three practices each.
fn publications(networks: usize) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let codes: Vec<(usize, String)> =
        (0..networks * 3).map(|n| (n / 3, format!("A{n:03}"))).collect();
    let write = |name: &str, head: &str, line: &dyn Fn(usize, &str) -> String| {
        let path = folder.path().join(format!("{name}.csv"));
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        let lines: Vec<String> = codes.iter().map(|(network, code)| line(*network, code)).collect();
        std::fs::write(path, format!("{head}\n{}\n", lines.join("\n"))).unwrap();
    };
    write(
        "lists/practice_pcn_map_2026-02",
        "practice,pcn,sub_icb,supplier,registered",
        &|n, code| format!("{code},U{n:03},S,\"ONE, TWO\",{}", 2000 + 100 * n),
    );
    write("lists/practice_imd", "Practice.Code,ICB.NAME,IMD,IMD_quintile", &|n, code| {
        format!("{code},\"Here, and there\",{},{}", 10 + n, 1 + n % 5)
    });
    let head = "practice_code_standardised,ocs_submissions_per_1000_patient_months,\
                gpad_appointments_per_1000_patient_months,gpad_same_day_share,gpad_over_14_days_share";
    write("practice/annual_practice_access_core", head, &|n, code| {
        format!("{code},{},{},0.4{n},0.2", 100 + n, 400 + n)
    });
    let head = "month,practice,inbound,answered,ended_ivr,callback_requested,missed";
    write("telephony/cbt_practice_monthly", head, &|n, code| {
        let month =
            |month: &str| format!("{month},{code},1000,{},200,50,{}", 650 - 10 * n, 100 + 10 * n);
        format!("{}\n{}", month("2025-10"), month("2025-11"))
    });
    let head = "Practice.Code,Year,TOTAL_GP_EXTGL_FTE";
    write("workforce/gp_workforce_practice_year", head, &|n, code| {
        format!("{code},2023,9.0\n{code},2024,{}.5", 1 + n % 3)
    });
    folder
}

#[test]
fn the_script_joins_publications_into_a_file_that_the_program_reads() {
    let folder = publications(4);
    // The last network lacks the telephony of a practice in one of the months.
    let path = folder.path().join("telephony/cbt_practice_monthly.csv");
    let text = std::fs::read_to_string(&path).unwrap();
    let cut: Vec<&str> = text.lines().filter(|line| !line.starts_with("2025-11,A011")).collect();
    std::fs::write(path, cut.join("\n")).unwrap();
    let Some(output) = join(folder.path(), &[]) else { return };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let table = String::from_utf8(output.stdout).unwrap();
    let lines: Vec<&str> = table.lines().collect();
    assert_eq!((lines.len(), lines[0]), (10, HEAD.trim()));
    // Two months of 1,000 calls for 2,100 patients; the second least deprived fifth is the fourth.
    assert_eq!(lines[4], "U001,A003,2100,4,2.5000,476.1905,101.0000,401.0000,0.1100,0.4100,0.2000");
    let rows = table.strip_prefix(HEAD).unwrap();
    validate(rows, &["--output", "out", "--quiet"]).succeeds();
    let chosen = join(folder.path(), &["--networks", "2"]).unwrap();
    assert_eq!(String::from_utf8(chosen.stdout).unwrap().lines().count(), 7);
}

#[test]
fn the_publications_themselves_are_joined_where_they_are_present() {
    let folder = in_crate("../shared/data");
    if !folder.join("telephony").exists() {
        return;
    }
    let Some(output) = join(&folder, &["--networks", "3"]) else { return };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let table = String::from_utf8(output.stdout).unwrap();
    let rows = table.strip_prefix(HEAD).unwrap();
    let ended = validate(rows, &["--json", "--output", "out"]).succeeds();
    let found: Value = serde_json::from_str(&ended.stdout()).unwrap();
    for network in found["networks"].as_array().unwrap() {
        for outcome in ["missed_share", "same_day_share", "over_14_days_share"] {
            let observed = network[outcome][0].as_f64().unwrap();
            assert!(0.0 < observed && observed < 1.0, "{network}");
        }
    }
    assert!(found["agreements"][0]["rank_correlation"].is_number());
}
