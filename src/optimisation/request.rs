//! What is asked of a course, as it is kept with its rows.

use crate::experiment::study::MOST_REPLICATIONS;
use crate::optimisation::course::{LEAST_BUDGET, MOST_BUDGET, Settings};
use crate::optimisation::posts::Asked;
use serde::{Deserialize, Serialize};

/// What is asked of a course.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Request {
    /// What teams are judged by.
    pub goal: String,
    /// The teams that may be chosen.
    pub teams: Asked,
    /// Replications of all teams in all stages, at most.
    pub budget: u32,
    /// Draws of the parameters; `None` for as many as the budget allows.
    pub draws: Option<u32>,
    /// The smallest difference that matters \[the unit of the goal\]; `None` for the usual one.
    pub indifference: Option<f64>,
}

impl Request {
    /// Whether every number of it is in its range.
    pub fn is_in_range(&self) -> bool {
        (LEAST_BUDGET..=MOST_BUDGET).contains(&self.budget)
            && self.draws.is_none_or(|draws| draws <= MOST_REPLICATIONS)
            && self.indifference.is_none_or(|least| least.is_finite() && least > 0.0)
    }

    /// How its course is made under a seed.
    pub const fn settings(&self, seed: u64) -> Settings {
        let Request { budget, draws, indifference, .. } = *self;
        Settings { budget, draws, indifference, seed }
    }
}
