//! The results of one small scenario are fixed here, so that every change of results is seen.
//!
//! The table is kept in `tests/golden/`. A change that is meant is renewed with
//! `INSTA_UPDATE=always cargo test --test main golden`, reviewed as a difference, and explained in the
//! changelog under "Changes that alter results".

use crate::support::{SHORT, one, small};
use pcn_sim::measures::find;

/// A dozen measures that together depend on every part of the model.
const PINNED: [&str; 14] = [
    "requests",
    "requests_unmet",
    "needs_settled",
    "appointments_booked",
    "appointments_attended_gp",
    "appointments_net",
    "dna_share",
    "same_day_share",
    "calls_inbound",
    "calls_answered_share",
    "online_submissions",
    "supervision_hours_gp",
    "room_utilisation_mean",
    "ed_attendances_all",
];

#[test]
fn published_figures_rest_on_these_numbers() {
    let record = one(&small(), SHORT, 2025);
    let mut table = format!("events = {}\n", record.events);
    for name in PINNED {
        let value = (find(name).unwrap().value)(&record).unwrap();
        table.push_str(&format!("{name} = {value:.6}\n"));
    }
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("golden");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!("small-network", table));
}
