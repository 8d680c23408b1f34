//! Memory is asked for before the measured period, not in it.

use crate::support::small;
use pcn_sim::model::workforce::{NewStarters, Turnover};
use pcn_sim::scenario::embedded::BASELINE;
use pcn_sim::scenario::{FileSystem, load};
use pcn_sim::simulation::chances::Addressed;
use pcn_sim::simulation::trace::Silent;
use pcn_sim::simulation::{Horizon, simulate};
use pcn_sim::units::Probability;

#[test]
fn posts_that_change_hands_ask_for_none_either() {
    // Nobody asks for anything, so that only the rota goes on from day to day.
    let mut network = small();
    network.demand.requests_per_patient_year = 0.0;
    network.demand.other_calls_per_patient_year = 0.0;
    network.demand.other_forms_per_patient_year = 0.0;
    network.planned.iter_mut().for_each(|stream| stream.per_patient_year = 0.0);
    let new_starters = NewStarters {
        entry_weeks: 10.0,
        transition_weeks: 10.0,
        entry_length: 1.2,
        transition_length: 1.1,
    };
    for team in network.teams.iter_mut().filter(|team| team.sessions.is_empty()) {
        team.turnover = Some(Turnover {
            per_year: Probability::new(0.9).unwrap(),
            recruitment_weeks: 4.0,
            recruitment_least_weeks: 2.0,
            vacant: None,
        });
        team.new_starters = Some(new_starters);
    }
    let requests = |weeks| {
        let horizon = Horizon { warm_up_weeks: 8, weeks };
        allocation_counter::measure(|| {
            simulate(&network, horizon, &Addressed::new(1, 0), &mut Silent);
        })
        .count_total
    };
    assert_eq!(requests(26), requests(52), "half a year more ask for memory");
}

#[test]
fn no_event_of_the_measured_period_asks_for_memory() {
    let scenario = load(BASELINE, &FileSystem).expect("the embedded baseline is valid");
    // Set-up, warm-up and the reserve at its end ask equally often, however many weeks are measured,
    // as long as these are more than the warm-up has left room for; any more come from an event.
    let requests = |weeks| {
        let horizon = Horizon { warm_up_weeks: 8, weeks };
        allocation_counter::measure(|| {
            simulate(&scenario.network, horizon, &Addressed::new(1, 0), &mut Silent);
        })
        .count_total
    };
    let (short, long) = (requests(26), requests(52));
    assert!(short > 0, "setting up asks for memory, or the counter does not count");
    assert_eq!(short, long, "half a year more ask for memory");
}
