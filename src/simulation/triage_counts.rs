//! Counts about triage and what encounters miss.

use crate::engine::monitor::Tally;
use crate::model::demand::URGENCIES;

/// Days at each end of the measured period over which the queue for triage is averaged.
pub const QUEUE_DAYS: i32 = 28;

/// Triage, and what encounters miss.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct TriageCounts {
    /// By urgency when triage began: waits for it \[min\].
    pub wait_min: [Tally; URGENCIES],
    /// Urgent requests that waited up to the limit and were booked without triage.
    pub limit_reached: u64,
    /// Encounters that ended although more was needed.
    pub missed: u64,
    /// Requests that an encounter closed and whose patient comes back.
    pub reopened: u64,
    /// Requests waiting for triage at the end of a day, added up over the first and the last
    /// [`QUEUE_DAYS`] measured days.
    pub waiting: [u64; 2],
    /// By urgency when the request arose: measured requests with an encounter, and encounters about
    /// them within 28 days.
    pub contacts: [[u64; 2]; URGENCIES],
}
