//! The description of a study: what it is made of, how long it is, and which rows it has.

use crate::experiment::variant::Variant;
use crate::model::CareSystem;
use crate::simulation::Horizon;
use crate::statistics::precision::Wanted;
use serde::{Deserialize, Serialize};

/// How precisely a measure is to be known.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Goal {
    /// The measure's name: of every scenario as stated, or of every comparison with the first.
    pub measure: String,
    /// The widest that half its interval may be.
    pub wanted: Wanted,
}

/// A scenario as a study takes it.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The scenario's name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// The system to simulate.
    pub system: CareSystem,
}

/// The length, the number of replications and the seed of a study.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extent {
    /// Warm-up and measured period.
    pub horizon: Horizon,
    /// The seed.
    pub seed: u64,
    /// Replications of each variant; with goals, at most.
    pub replications: u32,
}

/// The description of a study: the rows it has and what they mean, without the systems. It is the same
/// for all shards of a study.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outline {
    /// Warm-up and measured period.
    pub horizon: Horizon,
    /// The seed.
    #[serde(with = "crate::experiment::seed")]
    pub seed: u64,
    /// Replications of each variant; with goals, at most.
    pub replications: u32,
    /// The goals of precision, if replications are made until they are reached.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub goals: Vec<Goal>,
    /// Whether rows hold the state of every day.
    #[serde(default)]
    pub keeps_days: bool,
    /// The variants, those that are scenarios as stated first.
    pub variants: Vec<Variant>,
}

impl Outline {
    /// Replications of the variant with this index, at most.
    pub fn replications_of(&self, index: usize) -> u32 {
        let at_most = self.variants[index].at_most.unwrap_or(u32::MAX);
        self.replications.min(at_most)
    }
}
