//! A fitted network as it is kept: all that its scenario, its page and the tables are made from.

use super::figures::Values;
use crate::experiment::row::Kept;
use crate::model::levels::Level;
use serde::{Deserialize, Serialize};

/// A network that was tried.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NetworkRow {
    /// Its place in the list of networks.
    pub index: u32,
    /// Its code.
    pub network: String,
    /// What became of it.
    pub outcome: Outcome,
}

/// What became of a network.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It was fitted.
    Fitted(Box<FittedNetwork>),
    /// It was not, and why.
    NotFitted(String),
}

/// A fitted network.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FittedNetwork {
    /// The assignments that were fitted, the best first.
    pub policies: Vec<PolicyFit>,
    /// The figures of the scenario as written, with another seed: of the months that the fit saw, and of
    /// those held back.
    pub checked: [Values; 2],
    /// What changes gain, over the posterior; `None` if it was not asked.
    pub decisions: Option<Decisions>,
}

/// The fit under one assignment of who routes requests.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PolicyFit {
    /// The assignment in words.
    pub name: String,
    /// Practices that triage every request, in the order of the practices.
    pub is_total: Vec<bool>,
    /// Squared misses in tolerances, and squared deviations from the prior.
    pub objective: f64,
    /// Simulated years.
    pub runs: usize,
    /// Whether no further step was worthwhile.
    pub has_settled: bool,
    /// The levels \[standard deviations of their priors, from their means\].
    pub deviations: Vec<f64>,
    /// Their standard deviations after the fit, in the same unit.
    pub left: Vec<f64>,
    /// The levels at a bound.
    pub at_bounds: Vec<usize>,
    /// The direction in which the figures say least, and the standard deviation along it.
    pub flattest: (Vec<f64>, f64),
    /// The figures of the months that the fit saw, and of those held back, with the seed of the fit.
    pub values: [Values; 2],
}

impl PolicyFit {
    /// Whether a level has an effect: under total triage nobody is navigated.
    pub fn has(&self, level: Level) -> bool {
        level != Level::Triaged || self.is_total.contains(&false)
    }
}

/// What changes gain in needs settled a year.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Decisions {
    /// The changes.
    pub options: Vec<OptionGain>,
    /// The logarithm of the weight of each draw.
    pub log_weights: Vec<f64>,
    /// How many draws were tried: those that did not reach their figures are not among the others.
    pub asked: u32,
    /// The assignment of each draw, as an index of [`FittedNetwork::policies`].
    pub policies: Vec<usize>,
}

/// What one change gains \[needs settled a year\].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OptionGain {
    /// The change in words.
    pub title: String,
    /// At the most probable levels.
    pub central: f64,
    /// At both ends of the flattest direction: the central 90%.
    pub ends: [Option<f64>; 2],
    /// For each draw.
    pub draws: Vec<f64>,
}

impl Kept for NetworkRow {
    type Key = u32;

    fn key(&self) -> u32 {
        self.index
    }
}
