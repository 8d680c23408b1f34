//! How much of each case is simulated.

/// How much is simulated.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// The seed.
    pub seed: u64,
    /// Replications of each case, at least two.
    pub replications: u32,
    /// The approximate number of events of a replication after the warm-up; more if the load is heavy.
    pub events: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Settings { seed: 1, replications: 40, events: 200_000 }
    }
}
