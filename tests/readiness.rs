//! What must hold of any simulation is tried on a scenario of one's own.

use crate::support::{Case, SMALL, small, with_fixed_weeks};
use pcn_sim::model::CareSystem;
use pcn_sim::readiness::jobs::{Change, Done, jobs};
use pcn_sim::readiness::judge::judge;
use pcn_sim::readiness::{Line, Verdict, headings};

fn tried(system: &CareSystem) -> Vec<Line> {
    let done: Vec<Done> = jobs(system).iter().map(|job| job.carry_out().unwrap()).collect();
    judge(system, &done)
}

fn failing(lines: &[Line]) -> Vec<&Line> {
    lines.iter().filter(|line| line.verdict == Verdict::Fails).collect()
}

#[test]
fn a_sound_network_passes_every_line_that_can_be_judged() {
    let lines = tried(&with_fixed_weeks(small()));
    assert!(failing(&lines).is_empty(), "{:#?}", failing(&lines));
    let arrivals = lines.iter().filter(|line| line.heading == headings::ARRIVALS).count();
    assert!(arrivals > 10, "channels and hours: {arrivals}");
    assert!(lines.iter().all(|line| !line.evidence.is_empty()));
}

#[test]
fn arrivals_that_are_not_those_of_the_rates_fail() {
    // What was simulated had a sixth more requests than the scenario that is judged.
    let stated = small();
    let mut other = stated.clone();
    other.demand.requests_per_patient_year *= 1.17;
    let as_stated = jobs(&other).into_iter().filter(|job| job.change == Change::Nothing);
    let done: Vec<Done> = as_stated.map(|job| job.carry_out().unwrap()).collect();
    let lines = judge(&stated, &done);
    let fails = failing(&lines);
    assert!(fails.iter().any(|line| line.claim == "Requests by telephone"), "{fails:#?}");
    assert!(fails.iter().all(|line| line.heading == headings::ARRIVALS), "{fails:#?}");

    // Calls an hour later in the day have the right number and the wrong hours.
    let mut later = stated.clone();
    for day in &mut later.demand.shape[0].band_cumulative {
        let before = *day;
        let last = before.len() - 1;
        day[3..last].copy_from_slice(&before[2..last - 1]);
    }
    let as_stated = jobs(&later).into_iter().filter(|job| job.change == Change::Nothing);
    let done: Vec<Done> = as_stated.map(|job| job.carry_out().unwrap()).collect();
    let lines = judge(&stated, &done);
    let fails = failing(&lines);
    assert!(fails.iter().any(|line| line.claim.starts_with("First calls")), "{fails:#?}");
    assert!(fails.iter().all(|line| !line.claim.starts_with("Requests")), "{fails:#?}");
}

#[test]
fn what_rates_alone_do_not_say_is_not_judged() {
    let mut system = small();
    system.practices[0].list.growth_per_year = 0.2;
    let line = tried(&system).into_iter().find(|line| line.heading == headings::ARRIVALS).unwrap();
    assert_eq!(line.verdict, Verdict::NotJudged);
    assert!(line.evidence.contains("lists of patients change by date"), "{line:?}");
}

#[test]
fn the_command_prints_every_heading_and_a_wrong_scenario_is_refused() {
    let case = Case::new().file("small.toml", SMALL).args(["check", "--readiness", "small.toml"]);
    let said = case.succeeds().stdout();
    for heading in
        ["Conservation", "No double use", "Directions", "Same seed", "Extremes", "Arrivals"]
    {
        assert!(said.contains(&format!("\n{heading}")), "{heading}: {said}");
    }
    assert!(said.contains(" 0 fail"), "{said}");
    Case::new()
        .file("bad.toml", "base = \"average-pcn\"\n[about]\ntitle = 1\n")
        .args(["check", "--readiness", "bad.toml"])
        .fails_with(2)
        .stderr_contains("bad.toml");
}
