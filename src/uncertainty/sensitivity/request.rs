//! What is asked of a study of sensitivity, as it is kept with its rows.

use crate::uncertainty::sensitivity::groups::MOST_GROUPS;
use serde::{Deserialize, Serialize};

/// The most trajectories of a screening.
pub const MOST_TRAJECTORIES: u32 = 1_000;

/// The most parameters of a tornado.
pub const MOST_BARS: u32 = 60;

/// The most blocks of Sobol' indices.
pub const MOST_BLOCKS: u32 = 65_536;

/// The most replications of the central values.
pub const MOST_CENTRAL: u32 = 1_000;

/// The fewest replications of the central values: one more than the tornado has.
pub const LEAST_CENTRAL: u32 = TORNADO_REPLICATIONS + 1;

/// The fresh replications of each end of a bar of the tornado.
pub const TORNADO_REPLICATIONS: u32 = 2;

/// What is asked of a study of sensitivity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// Whether each parameter is a group of its own.
    pub singly: bool,
    /// The most groups otherwise.
    pub groups: u32,
    /// Trajectories of the screening.
    pub trajectories: u32,
    /// Replications of the central values.
    pub replications: u32,
    /// Parameters of the tornado.
    pub tornado: u32,
    /// Blocks of Sobol' indices; 0 for none.
    pub sobol: u32,
}

impl Request {
    /// Whether every number of it is in its range.
    pub fn is_in_range(&self) -> bool {
        (1..=MOST_GROUPS as u32).contains(&self.groups)
            && (1..=MOST_TRAJECTORIES).contains(&self.trajectories)
            && (LEAST_CENTRAL..=MOST_CENTRAL).contains(&self.replications)
            && self.tornado <= MOST_BARS
            && self.sobol <= MOST_BLOCKS
            && (self.sobol == 0 || self.sobol.is_power_of_two() && self.tornado > 0)
    }
}
