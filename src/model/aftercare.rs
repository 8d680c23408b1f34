//! What follows a consultation: follow-up, re-consultation, hand-back, rapid response.

use crate::units::Probability;

/// Rules for what follows a consultation.
#[derive(Clone, Debug, PartialEq)]
pub struct Aftercare {
    /// Longest time until a re-consultation \[d\].
    pub reconsultation_days: u32,
    /// Longest time from the wanted day to a follow-up \[d\].
    pub follow_up_tolerance_days: u32,
    /// Longest wait for the GP appointment after a hand-back \[d\].
    pub hand_back_wait_days: u32,
    /// Referrals that requests need, as a share of those that full courses of consultations with the
    /// profession right for them would make. Courses are cut short, and others see some of the patients.
    pub referrals_per_course: Probability,
    /// Maximum number of consultations about one need. The need is then closed as settled, unless
    /// the patient was referred.
    pub consultations_limit: u32,
    /// The rapid response team, if there is one.
    pub rapid_response: Option<RapidResponse>,
}

/// A team that visits a patient within hours after a clinician's referral. Each need states how
/// often it leads to a referral.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RapidResponse {
    /// Factor by which need for the team is higher in patients who must be visited at home \[-\].
    pub home_visit_factor: f64,
    /// Probability that a referral leads to a visit.
    pub visited: Probability,
}
