//! What a profession can settle: how a consultation proceeds and what follows it.

use crate::units::Probability;

/// How one profession's consultations about one need go.
///
/// `advice` and `hand_back` divide consultations: with the remaining probability the clinician
/// manages alone. `follow_up` and `referral` divide the consultations that are not handed back.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Competence {
    /// A GP's advice is sought during the consultation.
    pub advice: Probability,
    /// The need cannot be met and goes back to a GP.
    pub hand_back: Probability,
    /// Another appointment with the same profession is needed.
    pub follow_up: Probability,
    /// The patient is referred to secondary care.
    pub referral: Probability,
}

/// How a consultation proceeds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proceeding {
    /// The clinician manages alone.
    Alone,
    /// A supervisor's advice is sought.
    WithAdvice,
    /// The need is handed back to a GP.
    HandedBack,
}

/// What follows a consultation that was not handed back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing more is needed.
    Settled,
    /// Another appointment is needed.
    FollowUp,
    /// Referred to secondary care.
    Referred,
}

impl Competence {
    /// The clinician manages alone and nothing follows.
    pub const ALONE: Competence = Competence {
        advice: Probability::ZERO,
        hand_back: Probability::ZERO,
        follow_up: Probability::ZERO,
        referral: Probability::ZERO,
    };

    /// How a consultation proceeds under `chance`.
    pub fn proceeding(&self, chance: f64) -> Proceeding {
        // Hand-backs take the low chances. A profession that hands back more then hands back the
        // same patients and some others.
        if chance < self.hand_back.get() {
            Proceeding::HandedBack
        } else if chance < self.hand_back.get() + self.advice.get() {
            Proceeding::WithAdvice
        } else {
            Proceeding::Alone
        }
    }

    /// Probability that a consultation that refers nobody leads to another appointment.
    pub fn follow_up_unless_referred(&self) -> f64 {
        let others = 1.0 - self.referral.get();
        if others > 0.0 { (self.follow_up.get() / others).min(1.0) } else { 0.0 }
    }

    /// What follows a consultation with a patient who needs no referral, under `chance`.
    pub fn outcome_unless_referred(&self, chance: f64) -> Outcome {
        if chance < self.follow_up_unless_referred() { Outcome::FollowUp } else { Outcome::Settled }
    }

    /// What follows under `chance`, if each consultation decides about a referral by itself: planned
    /// care.
    pub fn outcome(&self, chance: f64) -> Outcome {
        if chance < self.referral.get() {
            Outcome::Referred
        } else if chance < self.referral.get() + self.follow_up.get() {
            Outcome::FollowUp
        } else {
            Outcome::Settled
        }
    }
}
