//! Several networks on one clock: apart where nothing is shared, together where it is.

use crate::identities::{check_finite, check_record};
use crate::support::{Notes, SHORT, one, small};
use pcn_sim::model::Network;
use pcn_sim::model::practice::Site;
use pcn_sim::model::roster::{Scope, Team, people};
use pcn_sim::simulation::chances::Addressed;
use pcn_sim::simulation::simulate;
use std::collections::BTreeSet;

/// So many copies of the small network, as the reader makes them.
fn place(networks: usize) -> Network {
    let mut network = small();
    let (practice, site) = (network.practices[0].clone(), network.sites[0].clone());
    let teams = network.teams.clone();
    network.place.pcns = (1..=networks).map(|number| number.to_string()).collect();
    for pcn in 1..networks {
        let mut practice = practice.clone();
        (practice.name, practice.pcn) = (format!("{}-{}", practice.name, pcn + 1), pcn);
        network.practices.push(practice);
        network.sites.push(Site { practice: pcn, ..site.clone() });
    }
    let of_network = |pcn: usize| teams.iter().map(move |team| Team { pcn, ..team.clone() });
    network.teams = (0..networks).flat_map(of_network).collect();
    network
}

/// What befalls the patients of the first practice.
fn stories_of_the_first(network: &Network) -> Vec<String> {
    let mut notes = Notes::default();
    simulate(network, SHORT, &Addressed::new(5, 0), &mut notes);
    let is_of_the_first = |identity: u64| (identity >> 48) & 0xfff == 0;
    let of_the_first = notes.0.iter().filter(|note| note.patient.is_some_and(is_of_the_first));
    of_the_first.map(|note| format!("{:?} {:?} {}", note.at, note.patient, note.what)).collect()
}

#[track_caller]
fn same(found: &[String], expected: &[String]) {
    let differ = found.iter().zip(expected).find(|(found, expected)| found != expected);
    assert_eq!((differ, found.len()), (None, expected.len()));
}

#[test]
fn networks_that_share_nobody_know_nothing_of_each_other() {
    let alone = stories_of_the_first(&small());
    assert!(alone.len() > 10_000, "{} notes", alone.len());
    same(&stories_of_the_first(&place(2)), &alone);
    // Not even of a network that is on its knees.
    let mut uneven = place(3);
    uneven.teams.iter_mut().filter(|team| team.pcn == 1).for_each(|team| team.wte *= 0.3);
    uneven.practices[2].need_multiplier *= 1.2;
    same(&stories_of_the_first(&uneven), &alone);
}

#[test]
fn what_must_hold_of_any_replication_holds_of_several_networks() {
    let network = place(3);
    let record = one(&network, SHORT, 3);
    check_record(&record, &network);
    check_finite(&record);
    let made: u64 = record.by_pcn.iter().map(|of_network| of_network[0]).sum();
    let unmet: u64 = record.by_pcn.iter().map(|of_network| of_network[1]).sum();
    assert_eq!((made, unmet), (record.requests.made, record.requests.unmet_total()));
    // The same lists, other patients.
    assert!(record.by_pcn[0] != record.by_pcn[1] && record.by_pcn[1] != record.by_pcn[2]);
}

#[test]
fn everyone_in_a_place_has_a_name_of_their_own() {
    let network = place(4);
    let everyone = people(&network);
    let names: BTreeSet<u64> = everyone.iter().map(|person| person.identity).collect();
    assert_eq!(names.len(), everyone.len());
    let of_one: BTreeSet<u64> = people(&small()).iter().map(|person| person.identity).collect();
    assert_eq!(everyone.len(), 4 * of_one.len());
    assert!(of_one.is_subset(&names));
}

#[test]
fn a_place_of_one_network_is_that_network() {
    let mut pooled = small();
    for team in pooled.teams.iter_mut().filter(|team| team.scope == Scope::Network) {
        team.scope = Scope::Place;
    }
    assert_ne!(pooled, small());
    assert_eq!(one(&pooled, SHORT, 1), one(&small(), SHORT, 1));
}
