//! What was simulated once is not simulated again: rows are found by all that decides them.

use crate::experiment::row::Row;
use crate::model::CareSystem;
use crate::simulation::Horizon;
use std::fmt::Debug;
use std::sync::{Arc, OnceLock};

/// A system, in one replication.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Simulated {
    /// The digest of the system, as the cache gives it.
    pub digest: String,
    /// Warm-up and measured period.
    pub horizon: Horizon,
    /// The number of the replication in the addresses of random numbers.
    pub address: u32,
}

/// All that decides the numbers of a row, apart from the program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The seed.
    pub seed: u64,
    /// What is simulated.
    pub own: Simulated,
    /// What it is compared with.
    pub baseline: Option<Simulated>,
    /// Whether the row holds the state of every day.
    pub keeps_days: bool,
}

/// Rows of earlier studies. A cache may forget any of them, and never fails: without a row, it is
/// simulated.
pub trait Cache: Debug + Send + Sync {
    /// The digest of a system: different for systems that differ in anything.
    fn digest(&self, system: &CareSystem) -> String;

    /// The row with this origin, if it is known. Its stage, replication and variant are those of the
    /// study that made it.
    fn find(&self, origin: &Origin) -> Option<Row>;

    /// Enters a row that was simulated.
    fn enter(&self, origin: &Origin, row: &Row);
}

/// A cache that several studies share; `None` if everything is simulated.
pub type Shared = Option<Arc<dyn Cache>>;

/// A system of a study, with its digest as soon as a cache asked for it.
#[derive(Clone, Debug)]
pub(super) struct Digested {
    system: CareSystem,
    digest: OnceLock<String>,
}

impl Digested {
    pub(super) const fn new(system: CareSystem) -> Self {
        Digested { system, digest: OnceLock::new() }
    }

    pub(super) const fn system(&self) -> &CareSystem {
        &self.system
    }

    /// The system, to be changed: its digest will be another.
    pub(super) fn system_mut(&mut self) -> &mut CareSystem {
        self.digest = OnceLock::new();
        &mut self.system
    }

    pub(super) fn digest(&self, cache: &dyn Cache) -> &str {
        self.digest.get_or_init(|| cache.digest(&self.system))
    }
}
