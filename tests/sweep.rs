//! A scenario with levers at many values: which points, the same chances, and what may be said of them.

use crate::interruption::{assert_same, files};
use crate::support::{Case, SMALL};

/// A case with the small scenario, and a command of few weeks.
fn case(args: &str) -> Case {
    Case::new().file("small.toml", SMALL).args(args.split_whitespace())
}

const BRIEF: &str = "--weeks 1 --warm-up-weeks 0 --replications 2 --output out";

/// The points of a case, each as the fields of its levers, and its difference in a measure.
fn points(args: &str, levers: usize, measure: &str) -> Vec<(Vec<String>, String)> {
    let ended = case(&format!("{args} {BRIEF}")).succeeds();
    let text = std::fs::read_to_string(ended.path().join("out/sweep.csv")).unwrap();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let head = reader.headers().unwrap().clone();
    let column = |name: &str| head.iter().position(|known| known == name).unwrap();
    let (measures, differences) = (column("measure"), column("difference"));
    let rows = reader.records().map(Result::unwrap).filter(|row| row[measures] == *measure);
    rows.map(|row| {
        let settings = (1..=levers).map(|lever| row[lever].to_owned()).collect();
        (settings, row[differences].to_owned())
    })
    .collect()
}

fn settings(args: &str, levers: usize) -> Vec<Vec<String>> {
    points(args, levers, "needs_settled").into_iter().map(|(settings, _)| settings).collect()
}

#[test]
fn a_grid_has_every_combination_and_the_last_lever_changes_first() {
    let found =
        settings("sweep small.toml --vary staff.paramedics.wte=0..1:0.5 --vary rooms=20,22", 2);
    let wanted = [["0", "20"], ["0", "22"], ["0.5", "20"], ["0.5", "22"], ["1", "20"], ["1", "22"]];
    assert_eq!(found, wanted);
}

#[test]
fn one_at_a_time_leaves_the_other_levers_as_they_are() {
    let args = "sweep small.toml --design one-at-a-time --vary staff.gp-partners.wte=1,2 --vary rooms=+0..+2:2";
    let found = settings(args, 2);
    // 30 rooms; the small scenario has the sites of the average network.
    assert_eq!(found, [["1", "30"], ["2", "30"], ["1.5", "30"], ["1.5", "32"]]);
}

#[test]
fn a_point_that_equals_the_scenario_differs_by_exactly_nothing() {
    let args = "sweep small.toml --vary staff.gp-partners.wte=+0,+1";
    for measure in ["needs_settled", "requests_not_met", "gp_hours", "appointments_gained_net"] {
        let found = points(args, 1, measure);
        assert_eq!(found[0], (vec!["1.5".to_owned()], "0".to_owned()), "{measure}");
    }
    let hours: f64 = points(args, 1, "gp_hours")[1].1.parse().unwrap();
    assert!(hours > 0.0, "one more GP works");
}

#[test]
fn rooms_are_those_of_the_comparison_at_other_rooms() {
    use pcn_sim::experiment::study::{Design, Entry, Extent, Study, VariantKind};
    let system = crate::support::baseline();
    let entry = Entry { name: "a".into(), title: "A".into(), system };
    let extent = Extent { horizon: crate::support::SHORT, seed: 1, replications: 1 };
    let design = Design::AgainstFirst { at_rooms: true, unlike: false };
    let pair = vec![entry.clone(), entry.clone()];
    let compared = Study::new(pair.clone(), design, extent).unwrap();
    let at = compared.variants().iter().position(|of| of.kind == VariantKind::Rooms(36)).unwrap();
    let swept = Study::new(pair, Design::Points(vec![Some(36)]), extent).unwrap();
    assert_eq!(swept.system(1), compared.system(at));
    assert_eq!(swept.variants()[1].baseline, Some(0));
}

#[test]
fn spread_designs_have_so_many_points_within_the_ranges() {
    for design in ["latin-hypercube", "sobol"] {
        let args = format!(
            "sweep small.toml --design {design} --points 4 --vary staff.gp-partners.wte=1..2 --vary \
             book.horizon_days=28..56:14 --vary rooms=28..31"
        );
        let found = settings(&args, 3);
        assert_eq!(found.len(), 4, "{design}");
        for point in &found {
            let numbers: Vec<f64> = point.iter().map(|field| field.parse().unwrap()).collect();
            assert!((1.0..=2.0).contains(&numbers[0]) && [28.0, 42.0, 56.0].contains(&numbers[1]));
            assert!((28.0..=31.0).contains(&numbers[2]) && numbers[2].fract() == 0.0);
        }
        let mut rooms: Vec<&str> = found.iter().map(|point| point[2].as_str()).collect();
        rooms.sort_unstable();
        assert_eq!(rooms, ["28", "29", "30", "31"], "{design}: each part of a range once");
    }
}

#[test]
fn every_wrong_path_and_value_is_named_at_once() {
    case(
        "sweep small.toml --vary staff.first-contact-physiotherapist.wte=0..6:1 --vary rooms=0..8:2 \
         --vary staff.paramedics.wte=6..0:1 --vary telephone --vary staff=1 --vary rooms=+1,2",
    )
    .fails_with(2)
    .stderr_contains("6 problems")
    .stderr_contains("did you mean staff.first-contact-physiotherapists.wte")
    .stderr_contains("whole numbers of rooms from 1")
    .stderr_contains("the lower end of the range first")
    .stderr_contains("PATH=VALUES")
    .stderr_contains("a table")
    .stderr_contains("all values with a sign");
    case("sweep small.toml --vary staff.paramedics.wte=0,-1")
        .fails_with(2)
        .stderr_contains("paramedics.wte -1");
    case("sweep small.toml --vary rooms=1..40:1").fails_with(2).stderr_contains("keeps its last");
    case("sweep small.toml --vary rooms=+0..+4").fails_with(2).stderr_contains("LOW..HIGH:STEP");
    case("sweep small.toml --vary rooms=30,30").fails_with(2).stderr_contains("30 twice");
    case("sweep small.toml --vary rooms=30 --points 4").fails_with(2).stderr_contains("--points");
    case("sweep small.toml --vary rooms=30 --measure need_settled")
        .fails_with(2)
        .stderr_contains("needs_settled");
    case("sweep small.toml").fails_with(2).stderr_contains("--vary");
}

#[test]
fn an_example_is_in_the_help() {
    case("sweep --help").succeeds().stdout_contains("pcn-sim sweep average-pcn --vary");
}

#[test]
fn the_same_bytes_on_one_and_two_threads_and_when_written_again() {
    let on = |threads: u32| {
        case(&format!("sweep small.toml --vary rooms=28,30 {BRIEF} --threads {threads}")).succeeds()
    };
    let (one, two) = (on(1), on(2));
    assert_same(&files(&one.path().join("out")), &files(&two.path().join("out")));
    let before = files(&one.path().join("out"));
    assert!(before.contains_key("sweep.csv") && before.contains_key("sweep.svg"));
    let again = Case::new().args(["report", one.path().join("out").to_str().unwrap()]).succeeds();
    again.stdout_contains("What to do:");
    assert_same(&before, &files(&one.path().join("out")));
}

#[test]
fn shards_are_joined_to_the_bytes_of_one_run() {
    let ended = case(&format!("sweep small.toml --vary rooms=28,30 {BRIEF}")).succeeds();
    let whole = files(&ended.path().join("out"));
    let folder = ended.path().to_owned();
    for (shard, name) in [("1", "one"), ("2", "two")] {
        let args = format!(
            "sweep small.toml --vary rooms=28,30 --weeks 1 --warm-up-weeks 0 --replications 2 \
             --only-replications {shard} --output {name}"
        );
        assert!(crate::interruption::program(&folder, &args, &[]).status().unwrap().success());
    }
    let merged = crate::interruption::program(&folder, "merge one two --output both", &[]).status();
    assert!(merged.unwrap().success());
    assert_same(&whole, &files(&folder.join("both")));
}

#[test]
fn what_cannot_be_told_is_not_called_the_best() {
    // More rooms than the staff of a small network can use.
    let same = case(&format!("sweep small.toml --vary rooms=40,41,42 {BRIEF}")).succeeds();
    let told = same.stdout();
    assert!(told.contains("What to do:") && told.contains("How sure:"), "{told}");
    assert!(told.contains("What would change it:") && !told.contains("choose rooms"), "{told}");
    case("sweep small.toml --vary staff.gp-partners.wte=1,2 --weeks 1 --warm-up-weeks 0 --replications 1")
        .succeeds()
        .stdout_contains("more runs are needed");
}

#[test]
fn a_best_mean_that_may_be_the_scenarios_is_not_recommended() {
    let ended = case(
        "sweep small.toml --vary staff.gp-partners.wte=0.2,4 --weeks 2 --warm-up-weeks 1 --replications 6 \
         --output out",
    )
    .succeeds();
    let told = ended.stdout();
    assert!(told.contains("keep the scenario as it is until more is known"), "{told}");
    assert!(told.contains("values beyond the end"), "{told}");
}
