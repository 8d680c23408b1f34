//! Where a number comes from.

/// Why a parameter has the value it has: exactly one of the three.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// A key under `sources` in the scenario.
    Source(String),
    /// Nobody measured it: what was assumed, and why.
    Assumption(String),
    /// Nobody measured it: what it was fitted to, and how.
    Fitted(String),
}

/// A parameter as the scenario states it: for the report, not for the simulation.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// The key, from the top of the file.
    pub key: String,
    /// The value, as text with its unit.
    pub value: String,
    /// The plausible range, as text.
    pub range: String,
    /// Where it comes from.
    pub evidence: Evidence,
    /// What it means.
    pub meaning: &'static str,
}

/// Something a planner decides: no source is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lever {
    /// The key, from the top of the file.
    pub key: String,
    /// The value, as text.
    pub value: String,
    /// What it means.
    pub meaning: &'static str,
}
