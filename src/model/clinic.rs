//! How a clinic runs.

use crate::units::Minutes;

/// Rules of the clinic day.
#[derive(Clone, Debug, PartialEq)]
pub struct ClinicRules {
    /// How long after its end a session still calls patients \[min\].
    pub late_limit: Minutes,
    /// Shortest gap before the next patient that is used for triage \[min\].
    pub triage_gap: Minutes,
}
