//! Whose patients GPs see, and starts that are booked twice.

use super::lists::list_of_measures;
use super::{count, share};

list_of_measures! {
    /// The measures of continuity for everyone and of overbooking.
    pub(super) WEEKLY:
    "seen_by_own_gp_share", "share", Share, More,
        "Consultations about requests with the patient's own GP, as a share of those with any GP. Everyone has an own GP here; `continuity_share` is of those who insist on theirs. Planned care is excluded.",
        |r| share(r.seen_by.own_gp, r.seen_by.gp);
    "starts_booked_twice", "starts", Flow, Neither,
        "Starts that were given to a second patient because the first might not come. Zero without `[overbooking]`.",
        |r| count(r.booked_twice.starts);
    "booked_twice_both_came", "starts", Flow, Less,
        "Of starts booked twice, those for which both came and were seen in the same clinic. Zero without `[overbooking]`.",
        |r| count(r.booked_twice.both_came);
    "booked_twice_wait_min", "min", Mean, Less,
        "How long the second patient waited beyond the start, on average, where both came.",
        |r| (r.booked_twice.both_came > 0).then(|| r.booked_twice.waited_min / r.booked_twice.both_came as f64);
}
