//! The scenarios that come with the program: each loads, runs, and changes only what it says.

use crate::support::{Case, in_crate, names, one};
use pcn_sim::model::CareSystem;
use pcn_sim::model::role::StaffGroup;
use pcn_sim::model::roster::Team;
use pcn_sim::model::triage::TriagePolicy;
use pcn_sim::scenario::embedded::{
    BASELINE, BEFORE, BESIDE_LEVERS, CASE_STUDIES, CHANGE, EQUITY, LEVERS, OTHER_YEARS, SCENARIOS,
    UNMEASURED, WEEKLY, all, text,
};
use pcn_sim::scenario::{FileSystem, Scenario, load};
use pcn_sim::simulation::Horizon;
use pcn_sim::validation::case_studies::unknown_measures;
use std::collections::BTreeSet;

fn loaded(name: &str) -> Scenario {
    load(name, &FileSystem).unwrap()
}

/// Path, name and text of every embedded scenario.
fn files() -> Vec<(String, &'static str, &'static str)> {
    let groups: [(&'static str, &'static [(&'static str, &'static str)]); 10] = [
        ("scenarios", &SCENARIOS),
        ("scenarios", &OTHER_YEARS),
        ("scenarios", &EQUITY),
        ("scenarios", &CHANGE),
        ("scenarios/levers", &LEVERS),
        ("scenarios/levers", &WEEKLY),
        ("scenarios/levers", &BESIDE_LEVERS),
        ("scenarios/levers", &UNMEASURED),
        ("scenarios/case-studies", &CASE_STUDIES),
        ("scenarios/case-studies", &BEFORE),
    ];
    let of_group =
        |(folder, scenarios): (&'static str, &'static [(&'static str, &'static str)])| {
            scenarios
                .iter()
                .map(move |(name, text)| (format!("{folder}/{name}.toml"), *name, *text))
        };
    groups.into_iter().flat_map(of_group).collect()
}

fn baseline() -> CareSystem {
    loaded(BASELINE).system
}

#[test]
fn every_file_is_embedded_to_the_letter() {
    let mut embedded = Vec::new();
    for (path, name, text) in files() {
        assert_eq!(std::fs::read_to_string(in_crate(&path)).unwrap(), text, "{name}");
        embedded.push(path);
    }
    embedded.sort();
    let mut found = Vec::new();
    for folder in ["scenarios", "scenarios/levers", "scenarios/case-studies"] {
        let files = names(&in_crate(folder)).into_iter().filter(|name| name.ends_with(".toml"));
        found.extend(files.map(|name| format!("{folder}/{name}")));
    }
    found.sort();
    assert_eq!(found, embedded);
}

#[test]
fn no_two_embedded_scenarios_have_the_same_name() {
    let mut names: Vec<_> = all().map(|(name, _)| name).collect();
    let count = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), count);
}

#[test]
fn a_file_and_its_embedded_text_are_the_same_scenario() {
    for (path, name, _) in files() {
        let (file, embedded) = (loaded(in_crate(&path).to_str().unwrap()), loaded(name));
        assert_eq!(file.system, embedded.system, "{name}");
        assert_eq!(file.name, embedded.name);
        assert_eq!(file.differences, embedded.differences);
    }
}

#[test]
fn every_scenario_runs() {
    for (name, _) in all() {
        let record = one(&loaded(name).system, Horizon { warm_up_weeks: 0, weeks: 1 }, 1);
        assert!(record.requests.made > 1_000 && record.ledger().net > 1_000, "{name}");
    }
}

#[test]
fn overlays_state_their_differences_and_nothing_else() {
    let differences = |name| {
        let keys = loaded(name).differences.into_iter();
        keys.map(|(key, value)| format!("{key} = {value}")).collect::<Vec<_>>()
    };
    assert!(differences(BASELINE).is_empty(), "the baseline differs from nothing");
    for name in ["two-more-rooms", "physiotherapists-and-rooms"] {
        let (projects, others): (Vec<String>, Vec<String>) =
            differences(name).into_iter().partition(|line| line.starts_with("estate."));
        assert!(others.is_empty(), "{name}, beside those of its own base: {others:?}");
        assert_eq!(projects.len(), 16, "{projects:?}");
    }
    let more = differences("two-more-physiotherapists");
    assert!(more.iter().all(|line| line.starts_with("staff.more-physiotherapists")), "{more:?}");
    assert!(more.iter().any(|line| line.contains("wte = 2")), "{more:?}");
    let without = differences("without-arrs");
    assert_eq!(without.len(), 9);
    assert!(without.iter().all(|line| line.starts_with("staff.") && line.ends_with(".wte = 0")));
}

#[test]
fn two_more_rooms_change_rooms_only() {
    let (mut base, more) = (baseline(), loaded("two-more-rooms").system);
    assert_eq!(more.rooms_total(), base.rooms_total() + 2);
    base.projects.clone_from(&more.projects);
    assert_eq!(base, more);
}

#[test]
fn two_more_physiotherapists_are_a_team_more() {
    let (base, more) = (baseline(), loaded("two-more-physiotherapists").system);
    let mut without = more.clone();
    let place = more.teams.iter().position(|team| team.name == "more-physiotherapists").unwrap();
    assert_eq!(without.teams.remove(place).wte, 2.0);
    assert_eq!(base, without);
    let both = loaded("physiotherapists-and-rooms").system;
    assert_eq!((both.teams, both.rooms), (more.teams, base.rooms));
    assert_eq!(both.projects, loaded("two-more-rooms").system.projects);
}

#[test]
fn without_additional_roles_teams_remain_but_nobody_is_in_them() {
    let (mut base, without) = (baseline(), loaded("without-arrs").system);
    let mut changed = 0;
    for (team, other) in base.teams.iter_mut().zip(&without.teams) {
        changed += usize::from(team.wte != other.wte);
        assert!(team.wte == other.wte || other.wte == 0.0, "{}", team.name);
        team.wte = other.wte;
    }
    assert_eq!((base, changed), (without, 9));
}

#[test]
fn total_triage_changes_triage_and_who_takes_duty() {
    let (mut base, total) = (baseline(), loaded("total-triage").system);
    assert_eq!(total.triage.policy, TriagePolicy::TotalTriage);
    assert_ne!(base.triage, total.triage);
    base.triage.clone_from(&total.triage);
    let role = base.roles.iter_mut().find(|role| role.name == "advanced-practitioner").unwrap();
    role.takes_duty = true;
    let at = base.practices.iter().position(|practice| practice.name == "hillside").unwrap();
    base.practices[at].policy.duty_bookable = total.practices[at].policy.duty_bookable;
    assert_eq!(base, total);
}

#[test]
fn the_network_of_2019_has_no_forms_few_additional_roles_and_targets_of_its_own() {
    let scenario = loaded("average-pcn-2019");
    assert_eq!(scenario.targets.as_deref(), Some("england-2019-20"));
    let (base, past) = (baseline(), scenario.system);
    assert!((past.patients() - 48_160.0).abs() < 1.0, "{} patients", past.patients());
    assert_eq!((past.triage.policy, &past.sites), (TriagePolicy::CareNavigation, &base.sites));
    assert_eq!(past.demand.requests_per_patient_year, base.demand.requests_per_patient_year);
    let of_group = |system: &CareSystem, group: StaffGroup| -> f64 {
        let teams = system.teams.iter();
        teams.filter(|team| system.roles[team.role].group == group).map(|team| team.wte).sum()
    };
    assert!((of_group(&past, StaffGroup::Additional) - 1.1).abs() < 1e-9);
    assert!(of_group(&base, StaffGroup::Additional) > 15.0);
    assert!(of_group(&past, StaffGroup::Gp) < of_group(&base, StaffGroup::Gp));
    let horizon = Horizon { warm_up_weeks: 0, weeks: 1 };
    let record = one(&past, horizon, 1);
    assert_eq!((record.front_door.forms, record.appointments.triage), (0, 0));
    assert_eq!(record.front_door.call_back, 0);
}

#[test]
fn the_additional_roles_of_2023_are_staff_and_nothing_but_staff_until_routes_follow() {
    let past = loaded("average-pcn-2019").system;
    let mut staff = loaded("arrs-2023-without-navigation").system;
    let people = |system: &CareSystem| -> f64 {
        let person = |team: &Team| team.wte / team.wte_per_person;
        system.teams.iter().filter(|team| team.sessions.is_empty()).map(person).sum()
    };
    let added = people(&staff) - people(&past);
    assert!((added - 34_000.0 / 1_250.0).abs() < 0.5, "{added} people");
    let navigated = loaded("arrs-2023").system;
    for (need, of_base) in navigated.needs.iter().zip(&baseline().needs) {
        assert_eq!(need.routes, of_base.routes, "{}: the routes are the baseline's", need.name);
    }
    let mut routed = staff.clone();
    routed.needs.clone_from(&navigated.needs);
    assert_eq!(routed, navigated);
    staff.teams.clone_from(&past.teams);
    assert_eq!(staff, past);
}

#[test]
fn every_parameter_of_the_baseline_has_a_range_and_evidence() {
    let scenario = loaded(BASELINE);
    assert!(scenario.parameters.len() > 300, "{} parameters", scenario.parameters.len());
    for parameter in &scenario.parameters {
        assert!(!parameter.range.is_empty() && !parameter.meaning.is_empty(), "{}", parameter.key);
    }
}

#[test]
fn every_lever_says_what_it_pulls_what_is_known_and_what_is_missing() {
    for (name, text) in LEVERS.iter().chain(&WEEKLY) {
        let is_asked =
            ["# The report (", "# Asked for by "].iter().any(|who| text.starts_with(who));
        assert!(is_asked, "{name} does not say who asks for it");
        for word in ["# Pulls: ", "# Evidence: ", "# Moves: ", "# Not represented"] {
            assert!(text.contains(word), "{name} does not say {word:?}");
        }
        let scenario = loaded(name);
        assert!(scenario.case_study.is_none() && !scenario.differences.is_empty(), "{name}");
        assert_ne!(scenario.system, baseline(), "{name}");
    }
}

#[test]
fn no_scenario_claims_for_those_whom_practices_pay() {
    // A list of an overlay replaces the baseline's, so no entry may be missing.
    let not_claimed = |scenario: &Scenario| -> BTreeSet<String> {
        let Some(money) = &scenario.money else { return BTreeSet::new() };
        let name = |team: &usize| scenario.system.teams[*team].name.clone();
        money.not_claimed.iter().map(name).collect()
    };
    let of_baseline = not_claimed(&loaded(BASELINE));
    assert!(of_baseline.contains("healthcare-assistants"));
    for (_, name, _) in files() {
        let scenario = loaded(name);
        let missing: Vec<_> = of_baseline.difference(&not_claimed(&scenario)).cloned().collect();
        assert!(scenario.money.is_none() || missing.is_empty(), "{name}: {missing:?}");
    }
}

#[test]
fn every_case_study_names_what_was_reported_and_a_baseline_that_loads() {
    for (name, _) in CASE_STUDIES {
        let scenario = loaded(name);
        let study = scenario.case_study.as_ref().unwrap();
        assert_eq!(unknown_measures(study), Vec::<String>::new(), "{name}");
        let published = ["NHS Confederation", "Lancet"];
        assert!(published.iter().any(|by| study.citation.contains(by)), "{name}");
        let before = loaded(&study.baseline);
        assert!(before.case_study.is_none(), "{name}");
        assert_ne!(before.system, scenario.system, "{name}");
        assert_eq!(before.system.practices, scenario.system.practices, "{name}: the same patients");
        assert!(
            scenario.differences.iter().all(|(key, _)| !key.starts_with("case_study")),
            "{name}"
        );
    }
}

#[test]
fn well_up_north_is_five_physiotherapists_over_ten_practices() {
    let (mut before, with) =
        (loaded("well-up-north-before").system, loaded("well-up-north").system);
    assert_eq!((with.practices.len(), with.rooms_total()), (10, 38));
    assert!((with.patients() - baseline().patients()).abs() < 1e-6);
    let team = before.teams.iter_mut().find(|team| team.name == "first-contact-physiotherapists");
    let team = team.unwrap();
    assert_eq!(team.wte, 0.0);
    (team.wte, team.wte_per_person) = (5.0, 1.0);
    assert_eq!(before, with);
}

#[test]
fn what_is_wrong_with_a_case_study_is_told() {
    let original = text("merton").unwrap();
    for (from, to, expected) in [
        ("replications = 4", "replications = 0", "1 to 10000 replications"),
        ("replications = 4", "networks = 1.5", "a whole number from 1"),
        ("replications = 4", "networks = 6", "each a place of 6"),
        ("replications = 4", "replications = 4\nweeks = 4", "a key that is not used here"),
        ("central = 0.4", "central = 0.6", "low at most central"),
        ("reported_less = 0.5", "reported = 1\nreported_less = 0.5", "one of the two"),
        ("controlled = \"no\"", "controlled = \"perhaps\"", "one of \"no\", \"yes\""),
        ("per = \"one\"", "per = \"one\"\nfactor = 2", "a key that is not used here"),
        ("reported_less = 0.5", "", "what was reported"),
    ] {
        assert!(original.contains(from), "{from}");
        let wrong = original.replacen(from, to, 1);
        let stderr =
            Case::new().scenario(&wrong).args(["check", "scenario.toml"]).fails_with(2).stderr();
        assert!(stderr.contains(expected), "{to}: {expected:?} is not in\n{stderr}");
    }
}
