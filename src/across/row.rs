//! The rows: a network in one replication, without and with every change.

use crate::experiment::row::Kept;
use serde::{Deserialize, Serialize};

/// What a row is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Demand is fitted to the calls and forms of a table.
    Fit = 0,
    /// The network is compared with itself under each change.
    Compare = 1,
}

/// What is known of a network before anything is simulated.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct About {
    /// Registered patients.
    pub patients: f64,
    /// Consulting and treatment rooms.
    pub rooms: f64,
    /// GPs of the practices \[WTE\].
    pub gps: f64,
    /// All other staff \[WTE\].
    pub others: f64,
    /// The mean fifth of deprivation of its patients, 1 the most deprived.
    pub deprivation: f64,
}

/// A network in one replication, or the fit of its demand.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NetworkRow {
    /// The stage, as a number.
    pub stage: u32,
    /// The replication, from 1; 0 for a fit.
    pub replication: u32,
    /// The network, as an index.
    pub network: u32,
    /// Events executed.
    pub events: u64,
    /// Of a fit: observed over simulated calls and forms, round by round.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fitted: Vec<[Option<f64>; 2]>,
    /// What is known of the network; of a comparison only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<About>,
    /// Every measure: of the network as it is, then under each change.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub measures: Vec<Vec<Option<f64>>>,
    /// Every measure that only a comparison has, of each change.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub paired: Vec<Vec<Option<f64>>>,
}

impl Kept for NetworkRow {
    type Key = (u32, u32, u32);

    fn key(&self) -> (u32, u32, u32) {
        (self.stage, self.replication, self.network)
    }
}
