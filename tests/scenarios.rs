//! The scenarios that come with the program: each loads, runs, and changes only what it says.

use crate::support::{in_crate, names, one};
use pcn_sim::model::Network;
use pcn_sim::model::role::StaffGroup;
use pcn_sim::model::roster::Team;
use pcn_sim::model::triage::TriagePolicy;
use pcn_sim::scenario::embedded::{BASELINE, SCENARIOS};
use pcn_sim::scenario::{FileSystem, Scenario, load};
use pcn_sim::simulation::Horizon;

fn loaded(name: &str) -> Scenario {
    load(name, &FileSystem).unwrap()
}

fn baseline() -> Network {
    loaded(BASELINE).network
}

#[test]
fn every_file_is_embedded_to_the_letter() {
    let mut embedded: Vec<String> =
        SCENARIOS.iter().map(|(name, _)| format!("{name}.toml")).collect();
    embedded.sort();
    let mut files = names(&in_crate("scenarios"));
    files.retain(|name| name != "targets");
    assert_eq!(files, embedded);
    for (name, text) in SCENARIOS {
        let path = in_crate(&format!("scenarios/{name}.toml"));
        assert_eq!(std::fs::read_to_string(path).unwrap(), text, "{name}");
    }
}

#[test]
fn a_file_and_its_embedded_text_are_the_same_scenario() {
    for (name, _) in SCENARIOS {
        let path = in_crate(&format!("scenarios/{name}.toml"));
        let (file, embedded) = (loaded(path.to_str().unwrap()), loaded(name));
        assert_eq!(file.network, embedded.network, "{name}");
        assert_eq!(file.name, embedded.name);
        assert_eq!(file.differences, embedded.differences);
    }
}

#[test]
fn every_scenario_runs() {
    for (name, _) in SCENARIOS {
        let record = one(&loaded(name).network, Horizon { warm_up_weeks: 0, weeks: 1 }, 1);
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
    let rooms = [
        "practices.oak-lane.sites.main.consulting_rooms = 8",
        "practices.riverside.sites.main.consulting_rooms = 6",
    ];
    for name in ["two-more-rooms", "physiotherapists-and-rooms"] {
        let (project, found): (Vec<String>, Vec<String>) =
            differences(name).into_iter().partition(|line| line.starts_with("money.estate."));
        assert_eq!(found, rooms, "{name}, beside those of its own base");
        assert_eq!(project.len(), 7, "{project:?}");
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
    let (mut base, more) = (baseline(), loaded("two-more-rooms").network);
    assert_eq!(more.rooms_total(), base.rooms_total() + 2);
    base.sites.clone_from(&more.sites);
    assert_eq!(base, more);
}

#[test]
fn two_more_physiotherapists_are_a_team_at_the_end() {
    let (mut base, mut more) = (baseline(), loaded("two-more-physiotherapists").network);
    let team = more.teams.pop().unwrap();
    assert_eq!((team.name.as_str(), team.wte), ("more-physiotherapists", 2.0));
    assert_eq!(base, more);
    base.teams.push(team);
    let both = loaded("physiotherapists-and-rooms").network;
    assert_eq!((both.teams, both.rooms), (base.teams, base.rooms));
    assert_eq!(both.sites, loaded("two-more-rooms").network.sites);
}

#[test]
fn without_additional_roles_teams_remain_but_nobody_is_in_them() {
    let (mut base, without) = (baseline(), loaded("without-arrs").network);
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
    let (mut base, total) = (baseline(), loaded("total-triage").network);
    assert_eq!(total.triage.policy, TriagePolicy::TotalTriage);
    assert_ne!(base.triage, total.triage);
    base.triage.clone_from(&total.triage);
    let role = base.roles.iter_mut().find(|role| role.name == "advanced-practitioner").unwrap();
    role.takes_duty = true;
    assert_eq!(base, total);
}

#[test]
fn the_network_of_2019_has_no_forms_few_additional_roles_and_targets_of_its_own() {
    let scenario = loaded("average-pcn-2019");
    assert_eq!(scenario.targets.as_deref(), Some("england-2019-20"));
    let (base, past) = (baseline(), scenario.network);
    assert!((past.patients() - 48_160.0).abs() < 1.0, "{} patients", past.patients());
    assert_eq!((past.triage.policy, &past.sites), (TriagePolicy::CareNavigation, &base.sites));
    assert_eq!(past.demand.requests_per_patient_year, base.demand.requests_per_patient_year);
    let of_group = |network: &Network, group: StaffGroup| -> f64 {
        let teams = network.teams.iter();
        teams.filter(|team| network.roles[team.role].group == group).map(|team| team.wte).sum()
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
    let past = loaded("average-pcn-2019").network;
    let mut staff = loaded("arrs-2023-without-navigation").network;
    let people = |network: &Network| -> f64 {
        let person = |team: &Team| team.wte / team.wte_per_person;
        network.teams.iter().filter(|team| team.sessions.is_empty()).map(person).sum()
    };
    let added = people(&staff) - people(&past);
    assert!((added - 34_000.0 / 1_250.0).abs() < 0.5, "{added} people");
    let navigated = loaded("arrs-2023").network;
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
