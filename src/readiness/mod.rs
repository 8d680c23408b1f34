//! Whether a model of one's own is ready to be used: what must hold of any simulation of it is tried on the scenario
//! itself, with the numbers that show it.
//!
//! A [`Job`](jobs::Job) is one replication of the scenario, or of the scenario with one thing changed. Each is a pure
//! function of the scenario, so jobs may be carried out in any order. [`judge`](judge::judge) turns what they found
//! into [`Line`]s.

pub mod jobs;
pub mod judge;

mod arrivals;
mod watch;

use crate::simulation::Horizon;

/// The weeks that are simulated. Changes that are dated later are not seen.
pub const HORIZON: Horizon = Horizon { warm_up_weeks: 3, weeks: 4 };

/// The seed of the random numbers.
pub const SEED: u64 = 1;

/// Replications of the scenario as stated, by which arrivals are judged.
pub const AS_STATED: u32 = 30;

/// Replications of each change of which the direction is judged.
pub const OF_DIRECTIONS: u32 = 12;

/// The confidence of every interval, for all comparisons of a group together [-].
pub const CONFIDENCE: f64 = 0.99;

/// Whether a line passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It holds.
    Passes,
    /// It does not.
    Fails,
    /// It cannot be judged on this scenario; the evidence says why.
    NotJudged,
}

impl Verdict {
    /// Passes if it `holds`.
    pub const fn of(holds: bool) -> Self {
        if holds { Verdict::Passes } else { Verdict::Fails }
    }

    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Verdict::Passes => "pass",
            Verdict::Fails => "FAIL",
            Verdict::NotJudged => "n/a",
        }
    }
}

/// One thing that must hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Under which heading it is.
    pub heading: &'static str,
    /// What must hold, in words.
    pub claim: String,
    /// Whether it does.
    pub verdict: Verdict,
    /// The numbers that show it.
    pub evidence: String,
}

/// The headings, in their order.
pub mod headings {
    /// What comes in goes out or is still inside.
    pub const CONSERVATION: &str = "Conservation";
    /// Nobody and no room is in two places at once.
    pub const DOUBLE_USE: &str = "No double use";
    /// More of something moves results the right way.
    pub const DIRECTIONS: &str = "Directions";
    /// The same seed gives the same bytes.
    pub const SAME_SEED: &str = "Same seed";
    /// None of something, too much of something.
    pub const EXTREMES: &str = "Extremes";
    /// What arrives is what the scenario states.
    pub const ARRIVALS: &str = "Arrivals against the scenario's own rates";
}
