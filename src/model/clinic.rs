//! How a clinic runs.

use crate::units::Minutes;

/// Rules of the clinic day.
#[derive(Clone, Debug, PartialEq)]
pub struct ClinicRules {
    /// How long after its end a session still calls patients \[min\].
    pub late_limit: Minutes,
    /// Shortest gap before the next patient that is used for triage \[min\].
    pub triage_gap: Minutes,
    /// The number of clinics that a person holds on a day at most, as far as all of the contract then fits
    /// into the week; 1 to 3, an assumption. As many as start times: no limit.
    pub per_day: u32,
}
