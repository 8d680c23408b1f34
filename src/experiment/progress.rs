//! How far a run has come, and whether it should stop.

use crate::simulation::budget::Endless;

/// Someone who is told how far a run has come.
pub trait Progress {
    /// A replication of a scenario is finished, after so many events.
    fn finished(&self, scenario: &str, events: u64);

    /// A replication of a scenario would never end: the run is to stop, and to say so.
    fn failed(&self, scenario: &str, why: Endless);

    /// Whether to stop: no further replication is begun.
    fn should_stop(&self) -> bool;

    /// So many replications of every scenario are finished, and what is to be known precisely is
    /// known to this relative half-width, if to any.
    fn known(&self, _replications: u32, _widest: Option<f64>) {}
}

/// Nobody is told, nothing stops; what would never end is a panic.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unwatched;

impl Progress for Unwatched {
    fn finished(&self, _: &str, _: u64) {}

    fn failed(&self, scenario: &str, why: Endless) {
        panic!("{scenario}: {why}")
    }

    fn should_stop(&self) -> bool {
        false
    }
}
