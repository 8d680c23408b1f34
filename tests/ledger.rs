//! Everything adds up, exactly, in every replication.

use crate::support::{SHORT, compared, small, team};
use pcn_sim::experiment::results::{Results, Series};
use pcn_sim::model::demand::Urgency;
use pcn_sim::model::rooms::RoomPolicy;
use pcn_sim::model::supervision::Stage;
use std::sync::LazyLock;

/// The lines that make up the net appointments gained.
const LINES: [&str; 11] = [
    "gained_planned",
    "gained_added",
    "gained_absence",
    "gained_rooms",
    "gained_supervision",
    "gained_merged",
    "gained_unfilled",
    "gained_cancelled",
    "gained_dna",
    "gained_not_reached",
    "gained_hand_backs",
];

/// What stops a request.
const CONSTRAINTS: [&str; 7] = [
    "requests_unmet_telephone",
    "requests_unmet_triage",
    "requests_unmet_gp",
    "requests_unmet_role",
    "requests_unmet_room",
    "requests_unmet_supervision",
    "requests_unmet_horizon",
];

/// A small network against itself with more staff under supervision, and against one with fewer
/// rooms: together they move every line of the ledger.
static RESULTS: LazyLock<Results> = LazyLock::new(|| {
    let base = small();
    let mut supervised = base.clone();
    let mut associates = team(&base, "associates", "physician-associate", 1.0);
    associates.stage = Stage::Entry;
    supervised.teams.push(associates);
    let mut cramped = base.clone();
    cramped.rooms.policy = RoomPolicy::RoomPerSession;
    (cramped.sites[0].consulting_rooms, cramped.sites[0].treatment_rooms) = (1, 0);
    let networks = [("base", &base), ("supervised", &supervised), ("cramped", &cramped)];
    compared(&networks, SHORT, 5, 4)
});

/// The values of a series, all of them defined.
fn values(series: Option<&Series>) -> Vec<f64> {
    series.unwrap().values.iter().map(|value| value.unwrap()).collect()
}

#[test]
fn what_was_gained_is_the_sum_of_the_lines_of_the_ledger() {
    assert_eq!(RESULTS.comparisons.len(), 2);
    for comparison in &RESULTS.comparisons {
        let net = values(comparison.measure("appointments_gained_net"));
        for (replication, net) in net.iter().enumerate() {
            let lines: f64 =
                LINES.iter().map(|line| values(comparison.measure(line))[replication]).sum();
            assert_eq!(lines, *net, "replication {replication}");
        }
        assert_eq!(net, values(comparison.measure("appointments_net")));
        assert!(net.iter().any(|net| *net != 0.0), "something was gained or lost");
    }
}

#[test]
fn no_line_is_left_out_of_the_sum() {
    let comparison = &RESULTS.comparisons[0];
    let lines: Vec<&str> = comparison
        .measures
        .iter()
        .map(|series| series.name.as_str())
        .filter(|name| name.starts_with("gained_"))
        .collect();
    assert_eq!(lines, LINES);
    for line in ["gained_planned", "gained_supervision", "gained_unfilled"] {
        let values = values(comparison.measure(line));
        assert!(values.iter().any(|value| *value != 0.0), "{line} moves");
    }
    let rooms = values(RESULTS.comparisons[1].measure("gained_rooms"));
    assert!(rooms.iter().all(|rooms| *rooms < 0.0), "fewer rooms close slots: {rooms:?}");
}

#[test]
fn unmet_requests_are_the_sum_over_what_stopped_them() {
    for scenario in &RESULTS.scenarios {
        let unmet = values(scenario.measure("requests_unmet"));
        for (replication, unmet) in unmet.iter().enumerate() {
            let parts: f64 = CONSTRAINTS
                .iter()
                .map(|constraint| values(scenario.measure(constraint))[replication])
                .sum();
            assert_eq!(parts, *unmet, "{}, replication {replication}", scenario.name);
        }
        let named = scenario.measures.iter().map(|series| series.name.as_str());
        let is_of_all = |name: &&str| {
            name.starts_with("requests_unmet_")
                && !Urgency::WORDS.iter().any(|word| name.ends_with(word))
        };
        let named: Vec<&str> = named.filter(is_of_all).collect();
        assert_eq!(named, CONSTRAINTS);
    }
}

#[test]
fn every_request_ends_in_one_way_or_is_open() {
    for scenario in &RESULTS.scenarios {
        let made = values(scenario.measure("requests"));
        for (replication, made) in made.iter().enumerate() {
            // Those who let an appointment lapse are not settled.
            let ways = [
                "needs_settled",
                "needs_settled_lapsed",
                "requests_referred",
                "requests_unmet",
                "requests_open",
            ];
            let ended: f64 =
                ways.iter().map(|way| values(scenario.measure(way))[replication]).sum();
            assert_eq!(ended, *made, "{}, replication {replication}", scenario.name);
        }
    }
}

#[test]
fn a_difference_is_the_scenario_minus_the_baseline() {
    for comparison in &RESULTS.comparisons {
        let (scenario, baseline) =
            (&RESULTS.scenarios[comparison.scenario], &RESULTS.scenarios[comparison.baseline]);
        for measure in ["requests", "appointments_net", "dna_share", "supervision_hours_gp"] {
            let differences = values(comparison.measure(measure));
            let (with, without) =
                (values(scenario.measure(measure)), values(baseline.measure(measure)));
            for (index, difference) in differences.iter().enumerate() {
                assert_eq!(*difference, with[index] - without[index], "{measure}");
            }
        }
    }
}
