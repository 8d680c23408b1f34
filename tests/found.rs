//! Faults found by fuzzing and by extreme inputs, each with the smallest input that shows it.

use crate::fuzz::reader::{InMemory, read_files};
use crate::support::{Case, Ended, one, small};
use pcn_sim::scenario::load;
use pcn_sim::simulation::Horizon;
use pcn_sim::units::{Minutes, Probability};

const OVERLAY: &str =
    "base = \"average-pcn\"\n[about]\ntitle = \"A test\"\nquestion = \"What was found?\"\n";

/// Checks `scenario.toml`, which must be refused.
#[track_caller]
fn refused(scenario: &str) -> Ended {
    Case::new().scenario(scenario).args(["check", "scenario.toml"]).fails_with(2)
}

/// Checks the baseline with `lines` laid upon it, from line 5 on, which must be refused.
#[track_caller]
fn overlay_refused(lines: &str) -> Ended {
    refused(&format!("{OVERLAY}{lines}"))
}

/// An overlay that is accepted must be read again as what it resolves to.
#[track_caller]
fn overlay_accepted(lines: &str) {
    let text = format!("{OVERLAY}{lines}");
    let files = InMemory(vec![("a.toml", text.as_bytes())]);
    load("a.toml", &files).unwrap_or_else(|error| panic!("{error}"));
    read_files(&files);
}

#[test]
fn a_number_that_is_cut_short_is_shown_as_it_was_written() {
    for (text, line) in [("n = 0b", 1), ("\nn = 0x", 2), ("n = 99999999999999999999", 1)] {
        let written = text.trim().split_once(" = ").unwrap().1;
        refused(text).stderr_contains(&format!(
            "scenario.toml:{line}: `n`\n    found     {written}\n    expected  a finite number"
        ));
    }
    refused("n = 07:30:00").stderr_contains("found     07:30:00\n");
}

#[test]
fn a_hundred_thousand_wrong_lines_are_told_without_delay() {
    refused(&"= \n".repeat(100_000)).stderr_contains("scenario.toml:100000\n");
}

#[test]
fn more_keys_than_any_scenario_has_are_one_problem() {
    let keys: String = (0..90_000).map(|key| format!("a{key} = 1\n")).collect();
    refused(&keys).stderr_is(
        "error: cannot use scenario scenario.toml: 1 problem
  scenario.toml:1
    found     90000 entries
    expected  at most 1000 keys in a table or values in a list
    remedy    a scenario has fewer. Is it the right file?
",
    );
    let roles: String = (0..60_000).map(|role| format!("[roles.a{role}]\n")).collect();
    overlay_refused(&roles)
        .stderr_contains("scenario.toml:5: `roles`\n    found     60000 entries");
}

#[test]
fn bases_that_go_round_by_a_growing_path_come_to_an_end() {
    let case = Case::new().args(["check", "scenario.toml"]);
    let folder = case.path().file_name().unwrap().to_str().unwrap().to_owned();
    case.scenario(&format!("base = \"../{folder}/scenario.toml\"\n"))
        .fails_with(2)
        .stderr_contains(": more than 20 bases follow one another, from scenario.toml to ")
        .stderr_contains("leads back to the scenario, it must have no `base`\n");
}

#[test]
fn a_missing_table_is_one_problem() {
    refused("[about]\ntitle = \"Nothing\"\nquestion = \"What is missing?\"\n")
        .stderr_contains("error: cannot use scenario scenario.toml: 19 problems\n")
        .stderr_contains("`calendar`\n    found     nothing\n    expected  a table [calendar]");
}

#[test]
fn what_a_scenario_resolves_to_is_toml_whatever_its_texts_hold() {
    // Escapes that Rust writes otherwise, tables without keys.
    overlay_accepted(
        "[sources]\n[calendar.bank_holidays]\nnote = \"\\u200b 'a' \\\\ \\\" é\\u0301 \\U0001D518\"\n",
    );
    // A key that needs quotes is not a valid name.
    overlay_refused("[practices.\"St. Mary's é\"]\nlist_size = 9\n")
        .stderr_contains("found     the key \"St. Mary's é\"\n    expected  a name of at most 64 ");
}

#[test]
fn minus_nought_is_nought() {
    overlay_accepted("[practices.oak-lane.sites.main]\nconsulting_rooms = -0.0\n");
}

#[test]
fn lengths_and_variations_that_lead_out_of_time_are_refused() {
    let length = |text: &str| {
        format!(
            "[front_door]\nredial_delay = {{ value = \"{text}\", range = [\"0 min\", \"{text}\"], assumption = \"none\" }}\n"
        )
    };
    overlay_refused(&length("10000000 min"))
        .stderr_contains(
            "scenario.toml:6: `front_door.redial_delay`\n    found     the text \"10000000 min\"",
        )
        .stderr_contains("or \"14 d\", at most 366 d\n");
    overlay_accepted(&length("366 d"));
    overlay_refused(
        "[triage]\ntriage_variation = { value = 1e7, range = [0, 1e7], assumption = \"none\" }\n",
    )
    .stderr_contains("`triage.triage_variation`\n    found     10000000\n    expected  a number from 0 to 10, in multiples of the mean");
}

#[test]
fn numbers_that_make_a_rate_of_no_number_are_refused() {
    overlay_refused("[demand.age]\nengland_shares = [0, 0, 0, 0, 0, 0, 0, 0]\n")
        .stderr_contains("`demand.age.england_shares`\n    found     shares that sum to 0.0000");
    let rates = "5e-324, ".repeat(8);
    overlay_refused(&format!("[demand.age]\nconsultations_per_year = [{rates}]\n"))
        .stderr_contains("`demand.age.consultations_per_year`\n    found     a mean of 0 over")
        .stderr_contains("expected  a mean above 0\n");
}

#[test]
fn a_year_of_bank_holidays_is_refused() {
    let dates: Vec<String> = (1..=12)
        .flat_map(|month| (1..=28).map(move |day| format!("2025-{month:02}-{day:02}")))
        .collect();
    overlay_refused(&format!("[calendar.bank_holidays]\ndates = [{}]\n", dates.join(", ")))
        .stderr_contains(
            "scenario.toml:6: `calendar.bank_holidays.dates`\n    found     336 dates in 2025",
        )
        .stderr_contains("expected  at most 60 a year");
}

#[test]
fn numbers_beyond_what_can_be_simulated_are_refused() {
    let parameter =
        |number| format!("{{ value = {number}, range = [0, {number}], assumption = \"none\" }}");
    let cases = [
        ("[emergency_department]\nbackground_per_1000_year", parameter("1e7"), "at most 10000\n"),
        ("[needs.skin]\nfollow_up_weeks", "1e7".into(), "at most 104\n"),
        ("[planned]\nlead_days", "[1, 2, 8, 15, 22, 29, 1e7]".into(), "at most 730\n"),
        ("[book]\nconvenience_days", parameter("1e7"), "at most 365\n"),
        ("[triage]\nduty_sessions_per_10000", "1e7".into(), "at most 10000\n"),
        ("[rooms]\nalso_shown_at", "[0]".into(), "at most 20 totals from 1 to 1000\n"),
        ("[roles.gp-partner]\nsessions_per_wte", "1e7".into(), "at most 500000\n"),
        ("[practices.oak-lane.sites.main]\nconsulting_rooms", "1200".into(), "at most 1000\n"),
    ];
    for (key, value, expected) in cases {
        overlay_refused(&format!("{key} = {value}\n"))
            .stderr_contains(&format!("    expected  {expected}"));
    }
    let handlers = "handlers = [{ from = \"08:00\", per_10000 = 1e7, per_10000_monday = 1 }]";
    overlay_refused(&format!("[front_door]\n{handlers}\n")).stderr_contains("at most 10000\n");
    let starts: String =
        (0..60).map(|minute| format!("{{ at = \"08:{minute:02}\", weight = 1 }}, ")).collect();
    overlay_refused(&format!("[roles.gp-partner]\nsession_starts = [{starts}]\n"))
        .stderr_contains("expected  1 to 48 starts, early enough");
}

#[test]
fn a_consultation_may_outlast_the_days_that_are_followed() {
    let mut system = small();
    for role in &mut system.roles {
        role.length.face_to_face = Minutes::new(60_000.0).unwrap();
        role.length.remote = role.length.face_to_face;
        role.length.variation = 0.0;
    }
    let record = one(&system, Horizon { warm_up_weeks: 0, weeks: 1 }, 1);
    assert!(record.ledger().balances() && record.ledger().not_reached > 0);
}

#[test]
fn a_patient_may_come_back_years_after_the_run_is_over() {
    let mut system = small();
    system.aftercare.reconsultation_days = 100_000;
    system.roles.iter_mut().for_each(|role| role.reconsultation = Probability::ONE);
    let record = one(&system, Horizon { warm_up_weeks: 0, weeks: 1 }, 1);
    let requests = &record.requests;
    let ended = requests.settled + requests.referred + requests.unmet_total();
    assert_eq!(requests.made, ended + requests.open);
    assert!(requests.open > 0);
}
