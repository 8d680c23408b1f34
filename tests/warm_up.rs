//! Whether a practice has a steady state that the warm-up can reach.

use crate::support::small;
use pcn_sim::experiment::progress::Unwatched;
use pcn_sim::experiment::run::{Done, InMemory, Part, run};
use pcn_sim::experiment::study::{Entry, Extent, Study};
use pcn_sim::experiment::warm_up::{WarmUp, design, judge};
use pcn_sim::report::warm_up::{verdict, warm_up_text};
use pcn_sim::simulation::Horizon;

/// The verdict on the warm-up of the small network with its demand multiplied.
fn judged(demand: f64) -> WarmUp {
    let mut system = small();
    system.demand.requests_per_patient_year *= demand;
    let entry = Entry { name: "small".into(), title: "Small".into(), system };
    let horizon = Horizon { warm_up_weeks: 8, weeks: 20 };
    let extent = Extent { horizon, seed: 1, replications: 8 };
    let study = Study::new(vec![entry], design(), extent).unwrap();
    let kept = InMemory::default();
    run(&study, &Part::whole(&study), &mut Done::default(), &kept, &Unwatched).unwrap();
    judge(&study, kept.into_rows().into_iter()).unwrap()
}

#[test]
fn far_too_much_demand_has_no_steady_state_and_is_told_so() {
    let found = judged(3.0);
    let growing: Vec<_> = found.growing().map(|(series, growth)| (series.name, growth)).collect();
    let [("open", growth)] = growing[..] else { panic!("what is open grows alone: {growing:?}") };
    // Some 150 requests a week are made; the book itself is full, and grows no more.
    assert!((20.0..70.0).contains(&growth.mean), "{growth:?}");
    assert!(!found.is_enough());
    let said = verdict(&found);
    assert!(
        said.starts_with("No steady state: requests and planned care not ended grow"),
        "{said}"
    );
    assert!(said.contains("a longer warm-up does not help") && !said.contains("Use a longer"));
    assert!(warm_up_text(&found).ends_with(&format!("{said}\n")));
}

#[test]
fn a_practice_that_fills_its_book_slowly_does_not_grow_without_end() {
    let found = judged(1.0);
    assert_eq!(found.growing().count(), 0);
    assert!(!verdict(&found).contains("No steady state"));
}
