//! How far a run has come, and whether it should stop.

/// Receives the progress of a run.
pub trait Progress {
    /// A replication of a scenario is finished, after this number of events.
    fn finished(&self, scenario: &str, events: u64);

    /// Whether to stop: no further replication is begun.
    fn should_stop(&self) -> bool;

    /// This number of replications of every scenario is finished. `widest` is the largest
    /// half-width of the watched means relative to its goal, if it is known.
    fn known(&self, _replications: u32, _widest: Option<f64>) {}
}

/// Ignores progress and never stops a run.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unwatched;

impl Progress for Unwatched {
    fn finished(&self, _: &str, _: u64) {}

    fn should_stop(&self) -> bool {
        false
    }
}
