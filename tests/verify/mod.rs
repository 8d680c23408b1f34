//! `pcn-sim verify`, from the outside.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const HEAD: &str = "case_id,model,parameters_json,metric,value,reference\n";
const GOOD: &str =
    "mm2,M/M/c,\"{\"\"c\"\": 2, \"\"lam\"\": 1, \"\"mu\"\": 1}\",Wq,0.33333333,Erlang C\n";

/// A folder of its own for one test, with a file of cases in it.
fn file(test: &str, text: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("verify-{test}"));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("cases.csv");
    std::fs::write(&path, text).unwrap();
    path
}

fn verify(file: &Path) -> Output {
    let output = file.with_file_name("out");
    let mut command = Command::new(env!("CARGO_BIN_EXE_pcn-sim"));
    command.arg("verify").arg(file).args(["--replications", "10", "--output"]).arg(output);
    command.output().unwrap()
}

#[test]
fn agreement_is_told_and_written() {
    let path = file("good", &format!("{HEAD}{GOOD}"));
    let output = verify(&path);
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{text}");
    assert!(text.contains("PASSED: 1 values of 1 cases") && text.contains("Bonferroni"), "{text}");
    let table = std::fs::read_to_string(path.with_file_name("out").join("verification.csv"));
    assert!(table.unwrap().starts_with("case_id,model,metric,known,found,ci99_low,ci99_high,z,p,"));
}

#[test]
fn a_wrong_value_and_an_unknown_model_exit_with_one() {
    let wrong = GOOD.replace("0.33333333", "0.4");
    let output = verify(&file("wrong", &format!("{HEAD}{wrong}")));
    assert_eq!(output.status.code(), Some(1));
    let unknown = "ring,token ring,{},Wq,1,x\n";
    let output = verify(&file("unknown", &format!("{HEAD}{GOOD}{unknown}")));
    assert_eq!(output.status.code(), Some(1));
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("left out: case ring (token ring): unknown model"), "{told}");
}

#[test]
fn a_file_that_cannot_be_read_exits_with_two_and_one_message() {
    for (test, text, words) in [
        ("empty", String::new(), "it contains no cases"),
        ("head", HEAD.to_owned(), "it contains no cases"),
        ("column", "case_id,model\na,b\n".to_owned(), "column `parameters_json` is missing"),
        ("json", format!("{HEAD}a,M/M/1,{{c,Wq,1,x\n"), "`parameters_json` is not a JSON object"),
        ("value", format!("{HEAD}a,M/M/1,{{}},Wq,much,x\n"), "`value` is not a number"),
    ] {
        let path = file(test, &text);
        let output = verify(&path);
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{test}: {told}");
        assert!(told.starts_with("error: ") && told.contains(words), "{told}");
        assert_eq!(told.lines().count(), 1, "{told}");
        assert!(!path.with_file_name("out").exists(), "nothing is left behind");
    }
    assert_eq!(verify(Path::new("no-such-file.csv")).status.code(), Some(2));
}
