//! What follows a consultation: follow-up, re-consultation, hand-back, rapid response.

use crate::units::Probability;

/// Rules of what follows.
#[derive(Clone, Debug, PartialEq)]
pub struct Aftercare {
    /// Re-consultation comes within this many days \[d\].
    pub reconsultation_days: u32,
    /// How long after the wanted day a follow-up may be \[d\].
    pub follow_up_tolerance_days: u32,
    /// Longest wait for the GP appointment after a hand-back \[d\].
    pub hand_back_wait_days: u32,
    /// Consultations about one need before it is closed as settled, referrals aside.
    pub consultations_limit: u32,
    /// The rapid response team, where there is one.
    pub rapid_response: Option<RapidResponse>,
}

/// A team that visits within hours whom a clinician sends it to: how often each need leads to it is
/// stated with the need.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RapidResponse {
    /// How many times as often it is needed by patients who must be visited at home \[-\].
    pub home_visit_factor: f64,
    /// Probability that a referral leads to a visit.
    pub visited: Probability,
}
