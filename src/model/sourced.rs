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

/// What sort of number a parameter is, which limits the values it can take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// A share or probability, from 0 to 1 \[-\].
    Share,
    /// A number or a length of time that is not negative.
    Amount,
    /// A whole number from this minimum on.
    Whole(u32),
    /// A time of day.
    TimeOfDay,
}

/// Shares that add up, and are therefore uncertain together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sum {
    /// The keys of the shares, from the top of the file; a single key if it has a list.
    pub keys: Vec<String>,
    /// Whether their sum is 1; otherwise it is at most 1.
    pub is_whole: bool,
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
    /// What sort of number it is.
    pub sort: Sort,
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
