//! What follows a consultation: follow-up, re-consultation, hand-back.

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
}
