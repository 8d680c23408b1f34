//! What to add next: one unit of each, told apart only where it is clear, and where a room gains more than a post.

use crate::interruption::{assert_same, files, program};
use crate::support::{Case, SHORT, SMALL, baseline, small};
use pcn_sim::experiment::marginal::{Finding, Levels, Switch, next_units, switch};
use pcn_sim::experiment::progress::Unwatched;
use pcn_sim::experiment::study::{Design, Entry, Extent, Study};
use pcn_sim::model::CareSystem;
use pcn_sim::model::margin::More;
use pcn_sim::model::roster::people;
use pcn_sim::units::Probability;

const HALF: Levels = Levels { post: 500, step: 1_000, to: 1_000 };

/// A case with the small scenario, and a command of few weeks.
fn case(args: &str) -> Case {
    Case::new().file("small.toml", SMALL).args(args.split_whitespace())
}

const BRIEF: &str = "--weeks 1 --warm-up-weeks 0 --replications 2 --switch-to 1 --switch-step 1";

fn role(system: &CareSystem, name: &str) -> usize {
    system.roles.iter().position(|role| role.name == name).unwrap()
}

#[test]
fn one_unit_is_added_and_nobody_else_changes() {
    let system = crate::support::with_fixed_weeks(baseline());
    let before = people(&system);
    let staff = |system: &CareSystem| system.teams.iter().map(|team| team.wte).sum::<f64>();
    let handlers =
        |system: &CareSystem| system.practices.iter().map(|p| p.added_handlers).sum::<i32>();
    let all = system.could_add(500);
    for more in &all {
        let with = system.with_more(*more).unwrap();
        assert_eq!(people(&with)[..before.len()], before[..], "{more:?}");
        let wte = if matches!(more, More::Staff { .. }) { 0.5 } else { 0.0 };
        assert!((staff(&with) - staff(&system) - wte).abs() < 1e-9, "{more:?}");
        let rooms = with.rooms_total() - system.rooms_total();
        assert_eq!(rooms, u32::from(*more == More::Room), "{more:?}");
        let receptionists = handlers(&with) - handlers(&system);
        assert_eq!(receptionists, i32::from(*more == More::Receptionist), "{more:?}");
    }
    let supervised = system.with_more(More::Supervision).unwrap();
    let added = &people(&supervised)[before.len()..];
    let hours: f64 = added.iter().flat_map(|p| &p.week).map(|held| held.length.get() / 60.0).sum();
    assert_eq!((added.len(), hours), (1, 1.0), "one hour a week");
    // Every role in post is there or is said to be left out.
    let is_in_post = |role: usize| {
        let held = system.teams.iter().filter(|team| team.role == role);
        held.clone().any(|team| team.wte > 0.0 || !team.sessions.is_empty())
    };
    let left_out = system.could_not_add();
    for role in (0..system.roles.len()).filter(|role| is_in_post(*role)) {
        let is_there = all.contains(&More::Staff { role, thousandths: 500 });
        assert!(is_there != left_out.contains(&role), "{}", system.roles[role].name);
    }
}

#[test]
fn levels_of_staff_are_the_same_people_and_more() {
    let system = crate::support::with_fixed_weeks(baseline());
    let role = role(&system, "paramedic");
    let at = |thousandths| people(&system.with_more(More::Staff { role, thousandths }).unwrap());
    let (few, many) = (at(1_000), at(3_000));
    // The last person of a level may have part of a contract, and more of it at the next.
    let same = few.len() - 1;
    assert!(many.len() > few.len() && many[..same] == few[..same]);
    let both = system.with_more(More::StaffAndRoom { role, thousandths: 1_000 }).unwrap();
    assert_eq!(people(&both), few);
    assert_eq!(both.rooms_total(), system.rooms_total() + 1);
}

/// The switch point of GPs in a system, judged by needs settled.
fn switch_of(system: &CareSystem, at: Levels) -> Switch {
    let mut more = system.could_add(HALF.post);
    let levels = at.of_role(role(system, "gp-partner"));
    more.extend(levels.into_iter().filter(|of| !system.could_add(HALF.post).contains(of)));
    let entry = Entry { name: "made".into(), title: "Made".into(), system: system.clone() };
    let extent = Extent { horizon: SHORT, seed: 7, replications: 4 };
    let study = Study::new(vec![entry], Design::Marginal(more.clone()), extent).unwrap();
    let results = pcn_sim::experiment::results(&study, &Unwatched).unwrap().unwrap();
    assert_eq!(results.scenarios.len(), more.len() + 1);
    assert_eq!(next_units(&results, HALF).len(), system.could_add(HALF.post).len());
    switch(&results, at, "needs_settled", false).unwrap()
}

#[test]
fn a_room_gains_more_only_where_rooms_are_scarce() {
    let mut plenty = small();
    plenty.sites[0].consulting_rooms = 30;
    let found = switch_of(&plenty, HALF);
    assert_eq!((found.finding, found.at), (Finding::None, None), "{found:?}");
    let mut scarce = crate::support::with_fixed_weeks(small());
    scarce.sites[0].consulting_rooms = 1;
    // Nobody can work elsewhere.
    for role in &mut scarce.roles {
        role.can_work_remotely = false;
        role.remote_sessions = Probability::new(0.0).unwrap();
    }
    let found = switch_of(&scarce, HALF);
    assert_eq!((found.finding, found.at), (Finding::Clear, Some(0.0)), "{found:?}");
}

/// The rows of a table that a run writes, each by the names of its columns.
fn rows(folder: &std::path::Path, file: &str) -> Vec<std::collections::BTreeMap<String, String>> {
    let text = std::fs::read_to_string(folder.join(file)).unwrap();
    csv::Reader::from_reader(text.as_bytes()).deserialize().map(Result::unwrap).collect()
}

#[test]
fn every_unit_has_every_headline_measure_and_unpriced_ones_nothing_for_money() {
    let ended = case(&format!("marginal small.toml {BRIEF} --post 1 --output out")).succeeds();
    let found = rows(&ended.path().join("out"), "marginal.csv");
    let of = |option: &str| found.iter().filter(|row| row["option"] == option).collect::<Vec<_>>();
    for (option, size, is_priced) in [
        ("gp-partner", "1", true),
        ("paramedic", "1", true),
        ("supervision", "1", true),
        ("room", "1", false),
        ("receptionist", "1", false),
    ] {
        let rows = of(option);
        assert_eq!(rows.len(), 14, "{option}");
        for row in rows {
            assert_eq!(row["size"], size, "{option}");
            assert_eq!(row["per_10000_pounds"].is_empty(), !is_priced, "{row:?}");
            assert_eq!(row["cost_pounds"].is_empty(), !is_priced, "{row:?}");
            let number = |key: &str| row[key].parse::<f64>().unwrap();
            assert!(number("per_unit_ci95_low") <= number("per_unit"), "{row:?}");
            if is_priced {
                let scaled = number("per_unit") / number("cost_pounds") * 10_000.0;
                assert!((scaled - number("per_10000_pounds")).abs() < 1e-6 * scaled.abs() + 1e-9);
            }
        }
    }
    // What leads is marked once for each unit, and the first of the table is among it.
    let judged: Vec<_> = found.iter().filter(|row| row["judged_by"] == "yes").collect();
    let options: std::collections::BTreeSet<&str> =
        found.iter().map(|row| row["option"].as_str()).collect();
    assert_eq!(judged.len(), options.len());
    assert!(judged.iter().all(|row| row["measure"] == "needs_settled"));
    let levels = rows(&ended.path().join("out"), "switch.csv");
    assert_eq!(levels.iter().map(|row| row["wte_added"].as_str()).collect::<Vec<_>>(), ["0", "1"]);
    let told = ended.stdout();
    for sentence in ["What to do:", "How sure:", "What would change it:", "Switch point"] {
        assert_eq!(told.matches(sentence).count(), 1, "{sentence}: {told}");
    }
    assert!(told.contains('–'), "a dash where there is no price");
}

#[test]
fn what_cannot_be_told_is_said() {
    case("marginal small.toml --weeks 1 --warm-up-weeks 0 --replications 1 --switch-to 1 --switch-step 1")
        .succeeds()
        .stdout_contains("more runs are needed");
    let ended = case(&format!("marginal small.toml {BRIEF}")).succeeds();
    assert!(ended.says("cannot be told apart") && !ended.says("What to do: add next"));
    // In a first week with an empty book, nobody is refused for want of triage.
    let ended = case(&format!("marginal small.toml {BRIEF} --by requests-unmet-triage")).succeeds();
    assert!(ended.says("What to do: nothing differs") && ended.says("none; nothing differs"));
}

#[test]
fn wrong_requests_are_refused() {
    let refused = |args: &str, what: &str| {
        case(&format!("marginal small.toml {args}")).fails_with(2).stderr_contains(what);
    };
    refused("--switch-role paramedics", "did you mean paramedic");
    refused("--by need-settled", "needs_settled");
    refused("--by appointments-booked-nothing", "--by");
    refused("--post 0", "whole-time equivalents from 0.05 to 100");
    refused("--switch-step 0.05", "at most 100");
    refused("--switch-to 1", "less than a step");
    refused("--replications 2 --only-replications 1", "--switch-role");
}

#[test]
fn an_example_is_in_the_help() {
    case("marginal --help").succeeds().stdout_contains("pcn-sim marginal average-pcn");
}

#[test]
fn the_same_bytes_on_one_and_two_threads_and_when_written_again() {
    let on = |threads: u32| {
        case(&format!("marginal small.toml {BRIEF} --output out --threads {threads}")).succeeds()
    };
    let (one, two) = (on(1), on(2));
    let before = files(&one.path().join("out"));
    assert_same(&before, &files(&two.path().join("out")));
    for name in ["marginal.csv", "marginal.svg", "switch.csv", "switch.svg"] {
        assert!(before.contains_key(name), "{name}");
    }
    let again = Case::new().args(["report", one.path().join("out").to_str().unwrap()]).succeeds();
    again.stdout_contains("What to do:");
    assert_same(&before, &files(&one.path().join("out")));
    // What is stated again is no difference, another size is.
    let said = |args: &str| crate::interruption::said_in(one.path(), args);
    assert_eq!(said("marginal --resume out --post 0.5 --by needs_settled").0, Some(0));
    assert_eq!(said("marginal --resume out --post 1").0, Some(2));
    assert_same(&before, &files(&one.path().join("out")));
}

#[test]
fn shards_are_joined_to_the_bytes_of_one_run() {
    let args = format!("marginal small.toml {BRIEF} --switch-role gp-partner");
    let ended = case(&format!("{args} --output out")).succeeds();
    let whole = files(&ended.path().join("out"));
    let folder = ended.path().to_owned();
    for (shard, name) in [("1", "one"), ("2", "two")] {
        let more = ["--only-replications", shard, "--output", name];
        assert!(program(&folder, &args, &more).status().unwrap().success());
    }
    let merged = program(&folder, "merge two one --output both", &[]).status();
    assert!(merged.unwrap().success());
    assert_same(&whole, &files(&folder.join("both")));
}
