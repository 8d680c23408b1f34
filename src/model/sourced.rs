//! Where a number comes from.

/// Why a parameter has its value: exactly one of the three.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// A key under `sources` in the scenario.
    Source(String),
    /// The value is not measured: what was assumed, and why.
    Assumption(String),
    /// The value is not measured: what it was fitted to, and how.
    Fitted(String),
}

/// A parameter as the scenario states it. The report uses it; the simulation does not.
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

/// A planner's decision. It needs no source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lever {
    /// The key, from the top of the file.
    pub key: String,
    /// The value, as text.
    pub value: String,
    /// What it means.
    pub meaning: &'static str,
}
