//! Random numbers are found by address and not consumed. Seeds, threads and other scenarios change
//! only what they should.

use crate::support::{SHORT, compared, one, small, team, team_mut, with_fixed_weeks};
use pcn_sim::measures::{COMPARED, MEASURES};
use pcn_sim::model::CareSystem;
use pcn_sim::model::roster::{Person, people};
use pcn_sim::simulation::chances::Addressed;
use pcn_sim::simulation::observer::Silent;
use pcn_sim::simulation::{Horizon, simulate};
use std::collections::BTreeSet;

const BRIEF: Horizon = Horizon { warm_up_weeks: 2, weeks: 3 };

/// The small network with one more GP.
fn with_gp() -> CareSystem {
    let mut system = small();
    system.teams.push(team(&system, "one-more", "gp-salaried", 1.0));
    system
}

#[test]
fn the_same_seed_gives_the_same_record() {
    assert_eq!(one(&small(), SHORT, 7), one(&small(), SHORT, 7));
}

#[test]
fn another_seed_gives_another_record() {
    let (first, second) = (one(&small(), SHORT, 7), one(&small(), SHORT, 8));
    assert_ne!(first.requests, second.requests);
    assert_ne!(first.front_door, second.front_door);
    assert_ne!(first.ledger(), second.ledger());
}

#[test]
fn another_replication_of_the_same_seed_gives_another_record() {
    let results = compared(&[("small", &small())], BRIEF, 1, 2);
    let values = &results.scenarios[0].measure("calls_inbound").unwrap().values;
    assert_ne!(values[0], values[1]);
}

#[test]
fn ten_seeds_of_ten_replications_are_a_hundred_results() {
    let (system, week) = (small(), Horizon { warm_up_weeks: 0, weeks: 1 });
    let record = |seed, replication| {
        let chance = Addressed::new(seed, replication);
        format!("{:?}", simulate(&system, week, &chance, &mut Silent))
    };
    let seeds = (0..10).flat_map(|seed| (0..10).map(move |replication| (seed, replication)));
    let records: BTreeSet<String> = seeds.map(|(s, r)| record(s, r)).collect();
    assert_eq!(records.len(), 100);
}

#[test]
fn threads_do_not_matter() {
    let (base, more) = (small(), with_gp());
    let networks = [("small", &base), ("with a GP", &more)];
    let with_threads = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| compared(&networks, BRIEF, 1, 3))
    };
    assert_eq!(with_threads(1), with_threads(2));
}

#[test]
fn scenarios_do_not_influence_each_other() {
    let (base, more) = (small(), with_gp());
    let alone = compared(&[("small", &base)], BRIEF, 1, 2);
    let together = compared(&[("small", &base), ("with a GP", &more)], BRIEF, 1, 2);
    assert_eq!(alone.scenarios[0], together.scenarios[0]);
    let reversed = compared(&[("with a GP", &more), ("small", &base)], BRIEF, 1, 2);
    // Only the position in the study differs.
    assert_eq!(alone.scenarios[0].measures, reversed.scenarios[1].measures);
    assert_eq!(alone.scenarios[0].profiles, reversed.scenarios[1].profiles);
    assert_ne!(together.scenarios[0].measures, together.scenarios[1].measures);
}

#[test]
fn scenarios_that_differ_in_staff_have_the_same_patients() {
    let (mut base, mut more, mut fewer) = (small(), with_gp(), small());
    team_mut(&mut fewer, "gp-partners").wte = 0.0;
    for system in [&mut base, &mut more, &mut fewer] {
        // Latent requests depend on access, and so on staff.
        system.demand.latent_share = 0.0;
        // Who is due for recall depends on who has been done.
        system.recall = None;
    }
    let networks = [("base", &base), ("more", &more), ("fewer", &fewer)];
    let results = compared(&networks, SHORT, 3, 2);
    let values =
        |index: usize, name: &str| results.scenarios[index].measure(name).unwrap().values.clone();
    for measure in ["requests", "walk_ins", "planned_care_items"] {
        assert_eq!(values(0, measure), values(1, measure), "{measure}");
        assert_eq!(values(0, measure), values(2, measure), "{measure}");
    }
    assert_ne!(values(0, "requests_unmet"), values(2, "requests_unmet"), "but other fates");
}

#[test]
fn latent_requests_are_made_where_access_is_good() {
    let (base, more) = (small(), with_gp());
    let latent = |system: &CareSystem| one(system, SHORT, 3).requests.latent;
    assert!(latent(&more) > latent(&base), "{} and {}", latent(&more), latent(&base));
}

#[test]
fn where_the_rota_looks_for_rooms_a_new_team_changes_nobodys_contract_or_identity() {
    let contract = |person: &Person| {
        let share: f64 = person.week.iter().map(|session| session.weekly_share).sum();
        (person.identity, person.role, person.week.len(), (share * 1e6).round() as i64)
    };
    let (base, more) = (people(&small()), people(&with_gp()));
    let before: Vec<_> = base.iter().map(contract).collect();
    let after: Vec<_> = more[..base.len()].iter().map(contract).collect();
    assert_eq!(before, after);
}

#[test]
fn a_new_team_leaves_everyone_else_as_they_were() {
    let base = people(&with_fixed_weeks(small()));
    let more = people(&with_fixed_weeks(with_gp()));
    assert_eq!(more.len(), base.len() + 1);
    assert_eq!(more[..base.len()], base);
    assert!(base.iter().all(|person| person.identity != more[base.len()].identity));
}

#[test]
fn a_larger_team_keeps_the_people_whom_it_had() {
    let (base, mut more) = (small(), small());
    team_mut(&mut more, "gp-partners").wte_per_person = 0.2;
    team_mut(&mut more, "gp-partners").wte = 0.4;
    let mut larger = more.clone();
    team_mut(&mut larger, "gp-partners").wte = 0.6;
    let is_partner = |person: &Person| more.teams[person.team].name == "gp-partners";
    let (mut before, mut after) = (people(&more), people(&larger));
    let [of_before, of_after]: [Vec<Person>; 2] =
        [&mut before, &mut after].map(|people| people.extract_if(.., |p| is_partner(p)).collect());
    assert_eq!((of_before.len(), of_after.len()), (2, 3));
    assert_eq!(of_before, of_after[..2]);
    assert_eq!(before, after, "and those of all other teams");
    assert_ne!(people(&base), people(&more));
}

#[test]
fn a_baseline_against_itself_differs_in_nothing() {
    let base = small();
    let results = compared(&[("one", &base), ("other", &base)], BRIEF, 1, 3);
    let comparison = &results.comparisons[0];
    assert_eq!(comparison.measures.len(), MEASURES.len() + COMPARED.len());
    for series in &comparison.measures {
        let alone = results.scenarios[0].measure(&series.name);
        for (replication, value) in series.values.iter().enumerate() {
            // A measure that is undefined in both has no difference.
            let is_defined = alone.is_none_or(|series| series.values[replication].is_some());
            assert_eq!(*value, is_defined.then_some(0.0), "{}", series.name);
        }
    }
}
