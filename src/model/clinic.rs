//! How a clinic runs.

use crate::units::Minutes;

/// Rules of the clinic day.
#[derive(Clone, Debug, PartialEq)]
pub struct ClinicRules {
    /// After this long beyond its end a session calls nobody more \[min\].
    pub late_limit: Minutes,
    /// A gap before the next patient at least this long is used for triage \[min\].
    pub triage_gap: Minutes,
}
