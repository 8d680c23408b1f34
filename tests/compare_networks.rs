//! `compare --networks`, from the outside: every change on every network.

use crate::interruption::{assert_same, files};
use crate::support::{Case, Ended, SMALL};
use std::collections::BTreeMap;

/// Two more paramedics, whatever a network has.
const MORE: &str = "base = \"average-pcn\"\n[about]\ntitle = \"Two more\"\nquestion = \"?\"\n\
                    [staff.paramedics]\nwte = \"+2\"\n";

/// The same number of paramedics everywhere.
const SAME: &str = "base = \"average-pcn\"\n[about]\ntitle = \"Three\"\nquestion = \"?\"\n\
                    [staff.paramedics]\nwte = 3.0\n";

/// States what every network has already.
const NOTHING: &str = "base = \"average-pcn\"\n[about]\ntitle = \"Nothing\"\nquestion = \"?\"\n\
                       [staff.paramedics]\nwte = \"+0%\"\n";

const HEAD: &str = "network,practice,list_size,deprivation_quintile,gp_wte,calls_per_1000_month,\
                    online_per_1000_month,appointments_per_1000_month,missed_share,same_day_share,\
                    over_14_days_share\n";
const ROWS: &str = "N1,P1,1500,1,0.9,700,60,480,0.15,0.41,0.20\nN1,P2,900,3,0.4,500,90,400,0.08,0.5,0.15\n\
                    N2,P3,2000,5,1.1,400,150,520,0.05,0.38,0.25\nN3,P4,1200,,,,,,,,\n";

/// A small network with so many paramedics.
fn network(paramedics: f64) -> String {
    format!("{SMALL}[staff.paramedics]\nwte = {paramedics}\n")
}

/// Three networks in a folder, and changes.
fn three() -> Case {
    Case::new()
        .file("nets/A.toml", &network(0.2))
        .file("nets/B.toml", &network(0.5))
        .file("nets/C.toml", &network(1.0))
        .file("more.toml", MORE)
        .file("same.toml", SAME)
        .file("nothing.toml", NOTHING)
        .file("rows.csv", &format!("{HEAD}{ROWS}"))
}

const BRIEF: &str = "--weeks 1 --warm-up-weeks 0 --replications 2 --output out";

fn compare(case: Case, args: &str) -> Case {
    let line = format!("compare {args} {BRIEF}");
    case.args(line.split_whitespace())
}

/// The cells of a table in the folder, by network, change and measure.
fn gains(ended: &Ended, folder: &str) -> BTreeMap<[String; 3], Vec<String>> {
    let path = ended.path().join(folder).join("gains-by-network.csv");
    let text = std::fs::read_to_string(path).unwrap();
    let cells = |line: &str| -> Vec<String> { line.split(',').map(str::to_owned).collect() };
    text.lines()
        .skip(1)
        .map(cells)
        .map(|cells| ([0, 1, 2].map(|at| cells[at].clone()), cells[3..].to_vec()))
        .collect()
}

#[test]
fn each_change_is_compared_on_each_network_in_one_table_and_one_report() {
    let ended = compare(three(), "--networks nets more.toml same.toml")
        .succeeds()
        .stdout_contains("Ranked by the gain of the whole network")
        .stdout_contains("How much networks differ in needs settled")
        .stdout_contains("What to do: ")
        .stdout_contains("simulation noise only")
        .stderr_contains(
            "same sets staff.paramedics.wte to 3 in every network, where it is 0.2 to 1 now",
        );
    assert!(!ended.stderr().contains("more sets"), "a difference is no such number");
    let found = gains(&ended, "out");
    let measures = found.keys().map(|key| &key[2]).filter(|name| *name == "needs_settled").count();
    assert_eq!(measures, 6, "three networks, two changes");
    let first = &found[&["A", "more", "needs_settled"].map(str::to_owned)];
    assert_eq!(first.len(), 15);
    // Unit, mean, low, high, each of the last three for 1,000 patients: the list has 2,455.
    let [mean, per_1000] = [1, 4].map(|at| first[at].parse::<f64>().unwrap());
    assert!((per_1000 - mean / 2.455).abs() < 1e-9);
    let page = std::fs::read_to_string(ended.path().join("out/report.html")).unwrap();
    assert!(
        page.contains("<svg ") && page.contains("Before you use this") && page.contains("Two more")
    );
}

#[test]
fn a_change_without_effect_is_said_to_be_one() {
    let ended = compare(three(), "--networks nets nothing.toml")
        .succeeds()
        .stdout_contains("What to do: nothing differs: under every change, needs settled")
        .stdout_contains("none seen");
    let found = gains(&ended, "out");
    assert!(found.values().all(|cells| cells[1] == "0" || cells[1] == "-0" || cells[1].is_empty()));
}

#[test]
fn the_same_network_under_two_names_in_any_order_has_the_same_gains_and_ranks() {
    let table = |rows: &str| three().file("table.txt", &format!("network,scenario,note\n{rows}"));
    let run = |rows: &str| {
        gains(&compare(table(rows), "--networks table.txt more.toml").succeeds(), "out")
    };
    let found = run("X,nets/A.toml,\nY,nets/C.toml,\nZ,nets/A.toml,\n");
    let of = |network: &str| {
        let is_its = |(key, _): &(&[String; 3], &Vec<String>)| key[0] == network;
        let own = found.iter().filter(is_its);
        own.map(|(key, cells)| (key[2].clone(), cells.clone())).collect::<Vec<_>>()
    };
    assert_eq!(of("X"), of("Z"), "one network under two names");
    let again = run("Z,nets/A.toml,\nX,nets/A.toml,\nY,nets/C.toml,\n");
    assert_eq!(found, again, "the order of the file changes no value");
    // A table and a folder, a name from the file or from the table: the same numbers.
    let renamed = run("A,nets/A.toml,\nB,nets/B.toml,\nC,nets/C.toml,\n");
    let folder = gains(&compare(three(), "--networks nets more.toml").succeeds(), "out");
    assert_eq!(renamed, folder);
}

#[test]
fn networks_of_a_table_of_practices_are_those_of_validate() {
    let ended = compare(three(), "--networks rows.csv more.toml same.toml").succeeds();
    let found = gains(&ended, "out");
    let patients = |network: &str| {
        found[&[network, "more", "needs_settled"].map(str::to_owned)][10].parse::<f64>().unwrap()
    };
    assert_eq!(["N1", "N2", "N3"].map(patients), [2_400.0, 2_000.0, 1_200.0]);
    assert!(ended.stderr().contains("same sets staff.paramedics.wte to 3"), "{}", ended.stderr());
    // Values of single practices of the base mean nothing there.
    compare(three(), "--networks rows.csv two-more-rooms more.toml").fails_with(2).stderr_contains(
        "the change two-more-rooms does not fit 3 of the 3 networks: N1, N2, N3; nothing",
    );
}

#[test]
fn a_change_that_does_not_fit_names_the_networks_and_nothing_is_simulated() {
    let unlike = network(0.2).replace("[about]", "leave_out = [\"staff.paramedics\"]\n\n[about]");
    // Its paramedics are a team of another name.
    let unlike = unlike.replace(
        "[staff.paramedics]\nwte = 0.2\n",
        "[staff.own]\nrole = \"paramedic\"\nwte = 0.2\nwte_per_person = 0.2\nscope = \"network\"\n\
         stage = \"steady\"\n",
    );
    let case = three().file("nets/D.toml", &unlike);
    compare(case, "--networks nets more.toml").fails_with(2).stderr_is(
        "error: the change more does not fit 1 of the 4 networks: D; nothing was simulated
  more.toml:5: `staff.paramedics`
    found     a team that the network does not have
    expected  a team of every network
    remedy    add people by their role, as below [add] paramedic = 2, or leave these networks out
",
    );
    let role = "[add]\nastrologer = 1\n";
    let case = three().file("add.toml", &format!("base = \"average-pcn\"\n{role}"));
    compare(case, "--networks nets add.toml")
        .fails_with(2)
        .stderr_contains("does not fit 3 of the 3 networks: A, B, C")
        .stderr_contains("`add.astrologer`");
    compare(three(), "--networks nets average-pcn")
        .fails_with(2)
        .stderr_contains("a complete scenario without a base");
    let lists = "base = \"average-pcn\"\n[practices.oak-lane]\nlist_size = 9\n";
    compare(three().file("lists.toml", lists), "--networks nets lists.toml")
        .fails_with(2)
        .stderr_contains("other patients than those of the network");
}

#[test]
fn what_is_added_is_added_to_every_network_by_role() {
    let add = "base = \"average-pcn\"\n[add]\nparamedic = 2\nrooms = 1\nreceptionists = 1\n\
               [add_per_10000]\nclinical-pharmacist = 1\n";
    let case = three().file("add.toml", add);
    // Two paramedics by their role are two by their team.
    let by_role = "base = \"average-pcn\"\n[add]\nparamedic = 2\n";
    let case = case.file("role.toml", by_role);
    let ended = compare(case, "--networks nets/A.toml --networks nets/C.toml role.toml add.toml")
        .succeeds();
    let found = gains(&ended, "out");
    let hours = |network: &str, change: &str| {
        found[&[network, change, "additional_hours"].map(str::to_owned)][1].parse::<f64>().unwrap()
    };
    assert!(hours("A", "role") > 0.0 && hours("A", "add") > hours("A", "role"), "{found:?}");
}

#[test]
fn files_that_name_no_networks_are_refused_with_what_was_expected() {
    let wrong = |name: &str, text: &str, told: &str| {
        let case = three().file(name, text);
        compare(case, &format!("--networks {name} more.toml")).fails_with(2).stderr_contains(told);
    };
    wrong("empty.csv", "", "the file is empty; expected a scenario (TOML), a folder");
    wrong("head.csv", "network,scenario\n", "expected  a header and at least one row");
    wrong("what.csv", "a,b\n1,2\n", "its first line is no header that is known");
    wrong("semi.csv", "network;scenario\nA;nets/A.toml\n", "separated by semicolons");
    wrong(
        "twice.csv",
        "network,scenario\nA,nets/A.toml\nB,nets/B.toml\nA,nets/C.toml\n",
        "twice.csv:4: found the network \"A\", as before in twice.csv:2",
    );
    wrong("gone.csv", "scenario\nnets/nowhere.toml\n", "nowhere.toml");
    wrong("out.csv", "scenario\n../../x.toml\n", "outside the folder of the table");
    compare(three(), "--networks nets").fails_with(2).stderr_contains("found no change");
    compare(three(), "--networks nowhere more.toml").fails_with(2).stderr_contains("no such file");
    compare(three(), "--networks nets more.toml --draws 3")
        .fails_with(2)
        .stderr_contains("cannot be used");
    compare(three(), "nets/A.toml more.toml --rank-by per-1000")
        .fails_with(2)
        .stderr_contains("name networks with --networks");
}

#[test]
fn threads_shards_and_a_cut_run_change_no_byte() {
    let args = "--networks rows.csv more.toml --threads";
    let one = compare(three(), &format!("{args} 1")).succeeds();
    let whole = files(&one.path().join("out"));
    let two = compare(three(), &format!("{args} 2")).succeeds();
    assert_same(&files(&two.path().join("out")), &whole);
    let run = |line: &str| {
        let mut command = crate::support::without_cache(env!("CARGO_BIN_EXE_pcn-sim"));
        let ended = command.args(line.split_whitespace()).current_dir(two.path()).output().unwrap();
        assert!(ended.status.success(), "{line}: {}", String::from_utf8_lossy(&ended.stderr));
    };
    // The last rows were cut off, in the middle of one.
    let out = two.path().join("out");
    let rows = std::fs::read(out.join("rows.jsonl")).unwrap();
    std::fs::write(out.join("rows.jsonl"), &rows[..rows.len() * 2 / 3]).unwrap();
    std::fs::remove_file(out.join("results.json")).unwrap();
    run("compare --resume out");
    assert_same(&files(&out), &whole);
    let brief = "--networks rows.csv more.toml --weeks 1 --warm-up-weeks 0 --replications 2";
    run(&format!("compare {brief} --only-replications 1 --output first"));
    run(&format!("compare {brief} --only-replications 2 --output second"));
    run("merge second first --output both");
    assert_same(&files(&two.path().join("both")), &whole);
    // Another ranking of the same rows.
    run("compare --resume both --rank-by per-1000 --by requests-not-met");
    let table = std::fs::read_to_string(two.path().join("both/gains-summary.csv")).unwrap();
    assert!(table.contains("requests_not_met"), "{table}");
}
