//! `pcn-sim calibrate`: the method on a model whose answer is known, and the program from outside.

use crate::support::{BRIEF, Case, Ended, SMALL};
use pcn_sim::calibration::change::{Change, Free};
use pcn_sim::calibration::identified::{Fitted, Identified, identify};
use pcn_sim::calibration::search::{Outcome, Point, Settings, search};
use pcn_sim::scenario::{FileSystem, load};
use std::fs;
use std::sync::Mutex;

fn free(name: &str, low: f64, high: f64, start: f64) -> Free {
    let (name, locations) = (name.to_owned(), Vec::new());
    Free { name, change: Change::Value, is_whole: false, low, high, start, locations }
}

/// Two parameters that matter, one that does nothing, and two of which only the sum matters.
fn toy() -> Vec<Free> {
    let mut all = vec![free("slope", 0.0, 10.0, 5.0), free("height", -4.0, 4.0, 0.0)];
    all.extend(["inert", "one half", "other half"].map(|name| free(name, 0.0, 1.0, 0.5)));
    all
}

/// Misses are zero at slope 3, height 1 and halves that sum to 0.9, apart from a little noise.
fn toy_misses(values: &[f64]) -> Outcome {
    let [slope, height, _, one, other] = values else { panic!("five values") };
    // Noise that depends on the point alone, as a simulation's with one seed does.
    let noise = (values.iter().sum::<f64>() * 1e4).sin() * 0.1;
    Outcome::Misses(vec![
        4.0 * (slope - 3.0) + noise,
        5.0 * (height - 1.0) - noise,
        (slope - 3.0) + 3.0 * (height - 1.0) + 0.1 * (slope - 3.0) * (slope - 3.0),
        20.0 * (one + other - 0.9) + noise,
    ])
}

const TOY: Settings = Settings { points: 30, waves: 3, seed: 4 };

fn found(plan: Settings, known: &[Point]) -> (Vec<Point>, Vec<usize>) {
    let told = Mutex::new(Vec::new());
    let tell = |point: &Point| told.lock().unwrap().push(point.number);
    let found = search(&toy(), &[1.0; 4], plan, known, toy_misses, tell).unwrap();
    assert!(!found.partial);
    (found.points, told.into_inner().unwrap())
}

fn toy_fitted() -> Fitted {
    identify(&toy(), &[1.0; 4], TOY, &found(TOY, &[]).0).unwrap()
}

#[test]
fn known_values_are_found_and_lie_within_their_ranges() {
    let fitted = toy_fitted();
    for (posterior, known) in fitted.posteriors.iter().zip([3.0, 1.0]) {
        assert!((posterior.fitted - known).abs() < 0.25, "{} is not {known}", posterior.fitted);
        assert!(posterior.range.0 <= known && known <= posterior.range.1, "{posterior:?}");
        assert_eq!(posterior.verdict, Identified::PinnedDown);
    }
    let halves = fitted.posteriors[3].fitted + fitted.posteriors[4].fitted;
    assert!((halves - 0.9).abs() < 0.06, "the halves sum to {halves}");
    assert!(fitted.distance < 0.5, "{}", fitted.distance);
}

#[test]
fn what_does_nothing_is_not_pinned_down_and_what_hangs_together_is_named() {
    let posteriors = toy_fitted().posteriors;
    assert_eq!(posteriors[2].verdict, Identified::Not);
    assert!(posteriors[2].tied.is_empty());
    assert!(matches!(posteriors[3].tied[..], [(4, with)] if with < -0.8), "{posteriors:?}");
    assert_ne!(posteriors[3].verdict, Identified::PinnedDown);
}

#[test]
fn a_search_gone_on_with_is_the_search_uninterrupted() {
    let (whole, told) = found(TOY, &[]);
    assert_eq!(whole.len(), 90);
    assert_eq!(told, Vec::from_iter(0..90), "points are told in order");
    for finished in [1, 30, 47, 90] {
        let (again, told) = found(TOY, &whole[..finished]);
        assert_eq!(again, whole);
        assert_eq!(told, Vec::from_iter(finished..90));
    }
    let mut other = whole[..10].to_vec();
    other[7].values[0] += 0.001;
    let refused = search(&toy(), &[1.0; 4], TOY, &other, toy_misses, |_| {});
    assert_eq!(refused.unwrap_err().number, 7);
}

#[test]
fn points_without_a_scenario_are_passed_over() {
    let hole = |values: &[f64]| if values[0] > 6.0 { Outcome::Nothing } else { toy_misses(values) };
    let found = search(&toy(), &[1.0; 4], TOY, &[], hole, |_| {}).unwrap();
    assert!(found.points.iter().any(|point| point.misses.is_none()));
    let fitted = identify(&toy(), &[1.0; 4], TOY, &found.points).unwrap();
    assert!((fitted.posteriors[0].fitted - 3.0).abs() < 0.3);
}

#[test]
fn a_tilt_keeps_the_sum_and_moves_towards_the_last() {
    let tilted = Change::Tilt.apply(&[0.5, 0.3, 0.2], 0.5);
    assert!((tilted.iter().sum::<f64>() - 1.0).abs() < 3e-6, "{tilted:?}");
    assert!(tilted[0] < 0.5 && tilted[2] > 0.2);
    assert_eq!(Change::Tilt.apply(&[0.5, 0.3, 0.2], 0.0), [0.5, 0.3, 0.2]);
    assert_eq!(Change::Factor.apply(&[2.0, 4.0], 0.5), [1.0, 2.0]);
}

const FREE: &str = "[about]\ntitle = \"A few\"\n\
    [[free]]\nname = \"Requests\"\nparameters = [\"demand.requests_per_patient_year\"]\n\
    [[free]]\nname = \"Handlers\"\nparameters = [\"front_door.handlers[*].per_10000\"]\n\
    change = \"factor\"\nlow = 0.7\nhigh = 1.4\n\
    [[free]]\nname = \"Lead\"\nparameters = [\"planned.streams.*.lead_shares\"]\n\
    change = \"tilt\"\nlow = -0.5\nhigh = 0.5\n\
    [[free]]\nname = \"Again\"\nparameters = [\"front_door.redial_delay\"]\n";

fn calibrate(parameters: &str, more: &[&str]) -> Case {
    let command = "calibrate small.toml --parameters free.toml --points 6";
    Case::new()
        .file("small.toml", SMALL)
        .file("free.toml", parameters)
        .args(command.split(' ').chain(BRIEF).chain(more.iter().copied()))
}

fn read(ended: &Ended, name: &str) -> String {
    fs::read_to_string(ended.path().join("out").join(name)).unwrap()
}

#[test]
fn the_overlay_loads_and_says_that_its_values_were_fitted() {
    let ended = calibrate(FREE, &["--waves", "2", "--output", "out"])
        .succeeds()
        .stdout_contains("12 points in 2 waves, 4 parameters")
        .stdout_contains("targets say");
    let path = ended.path().join("out/fitted.toml");
    let fitted = load(path.to_str().unwrap(), &FileSystem).unwrap();
    assert!(read(&ended, "fitted.toml").contains("base = \"base.toml\""));
    assert!(!read(&ended, "base.toml").contains("base ="), "it stands alone");
    let shown = format!("{:?}", fitted.parameters);
    assert_eq!(
        shown.matches("Fitted(\"to england-2025-26 by calibrate, seed 1: Requests").count(),
        1
    );
    assert_eq!(shown.matches("calibrate, seed 1: Lead").count(), 8, "each stream is tilted");
    assert_eq!(read(&ended, "calibration.csv").lines().count(), 13);
    assert_eq!(read(&ended, "identifiability.csv").lines().count(), 5);
    assert!(read(&ended, "fitted.toml").contains("min\"], fitted = \"to england-2025-26"));
}

#[test]
fn neither_threads_nor_an_interruption_change_a_byte() {
    let once = calibrate(FREE, &["--waves", "2", "--threads", "2", "--output", "out"]).succeeds();
    let whole = read(&once, "calibration.csv");
    // Cut off within the ninth line, as if it had been killed while writing.
    let (study, rows) = (read(&once, "study.json"), read(&once, "rows.jsonl"));
    let cut = rows.match_indices('\n').nth(7).unwrap().0 + 20;
    let resumed = |more: &[&str], rows: &str| {
        Case::new()
            .file("out/study.json", &study)
            .file("out/rows.jsonl", rows)
            .args(["calibrate", "--resume", "out"].into_iter().chain(more.iter().copied()))
    };
    let again = resumed(&["--threads", "1"], &rows[..cut]).succeeds();
    let written = ["calibration.csv", "identifiability.csv", "targets.csv", "fitted.toml"];
    for name in written.into_iter().chain(["rows.jsonl", "study.json", "base.toml"]) {
        assert_eq!(read(&once, name), read(&again, name), "{name}");
    }
    resumed(&["--seed", "2"], &rows)
        .fails_with(2)
        .stderr_contains("its values and the requested ones differ: seed");
    // More waves continue the same calibration.
    let more = resumed(&["--waves", "3"], &rows).succeeds();
    assert!(read(&more, "calibration.csv").starts_with(&whole));
    assert_eq!(read(&more, "calibration.csv").lines().count(), 1 + 18);
}

#[test]
fn everything_wrong_with_the_list_is_told_at_once() {
    let wrong = "[about]\ntitle = \"T\"\n\
        [[free]]\nname = \"Menu\"\nparameters = [\"front_door.menu_exit\"]\n\
        [[free]]\nname = \"Spelt\"\nparameters = [\"demand.request_per_patient_year\"]\n\
        [[free]]\nname = \"Wide\"\nparameters = [\"book.own_gp\"]\nhigh = 0.9\n\
        [[free]]\nname = \"Handlers\"\nparameters = [\"front_door.handlers[0].per_10000\"]\n";
    calibrate(wrong, &["--output", "out"])
        .fails_with(2)
        .stderr_contains("free.toml:5: `free[0].parameters`")
        .stderr_contains(
            "`front_door.menu_exit`, which has direct evidence: the source \"cbt-2026\"",
        )
        .stderr_contains("did you mean \"demand.requests_per_patient_year\"?")
        .stderr_contains("a range within 0.1 to 0.5, the range of the scenario")
        .stderr_contains("state both: the scenario gives no range for it");
}

#[test]
fn whole_numbers_must_be_said_to_be_whole() {
    let tries = "[about]\ntitle = \"T\"\n[[free]]\nname = \"Tries\"\n\
                 parameters = [\"book.planned_tries\"]\n";
    calibrate(tries, &["--output", "out"])
        .fails_with(2)
        .stderr_contains("or add `whole = true` if only whole numbers are valid");
    calibrate(&format!("{tries}whole = true\n"), &["--waves", "1", "--output", "out"]).succeeds();
}

#[test]
fn more_parameters_than_a_third_of_the_values_are_refused() {
    let targets = "[about]\ntitle = \"T\"\nattribution = \"A\"\n[sources.s]\ncitation = \"C\"\n\
        [[target]]\nname = \"GP\"\nmeasure = \"gp_share\"\nunit = \"share\"\nvalue = 0.45\n\
        tolerance = \"2 points\"\nperiod = \"P\"\nsource = \"s\"\nweight = \"must\"\n\
        use = \"calibration\"\n";
    calibrate(FREE, &["--targets", "targets.toml", "--output", "out"])
        .file("targets.toml", targets)
        .fails_with(2)
        .stderr_contains("4 free parameters for 1 target value(s) for calibration");
}

#[test]
fn the_built_in_list_fits_the_built_in_baseline() {
    use pcn_sim::calibration::free;
    use pcn_sim::scenario::{self, embedded};
    let written = scenario::read(embedded::BASELINE, &FileSystem).unwrap();
    let list = free::load(embedded::ENGLAND_FIT, &written, &FileSystem).unwrap();
    assert!((10..=24).contains(&list.free.len()), "{}", list.free.len());
}
