//! Who must be supervised by whom, and how much of the supervisor's time it takes.

use crate::units::{Minutes, Probability};

/// How experienced a member of staff is in the role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// In the first months.
    Entry,
    /// Between entry and steady state.
    Transition,
    /// Established.
    Steady,
}

/// The number of stages.
pub const STAGES: usize = 3;

impl Stage {
    /// The choices, as written in a scenario, in the order of the stages.
    pub const CHOICES: [(&'static str, Stage); STAGES] =
        [("entry", Stage::Entry), ("transition", Stage::Transition), ("steady", Stage::Steady)];
}

/// Which time of the supervisor is used for scheduled supervision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaidFrom {
    /// Slots of the supervisor's clinic are closed.
    PatientFacing,
    /// The supervisor's administrative time. No slot is closed.
    Administrative,
}

impl PaidFrom {
    /// The choices, as written in a scenario.
    pub const CHOICES: [(&'static str, PaidFrom); 2] =
        [("patient-facing", PaidFrom::PatientFacing), ("administrative", PaidFrom::Administrative)];
}

/// The supervision that a role needs.
///
/// The minutes are totals per clinical day of one person. The parts given in the moment and by
/// delegation are subtracted; the rest is scheduled.
#[derive(Clone, Debug, PartialEq)]
pub struct SupervisionNeed {
    /// The professions that may supervise the role, as indices. Only their roles that supervise
    /// count.
    pub by: Vec<usize>,
    /// Total at entry \[min\].
    pub entry: Minutes,
    /// Total in transition \[min\].
    pub transition: Minutes,
    /// Total in the steady state \[min\].
    pub steady: Minutes,
    /// Part of the total that is expected in the moment \[min\].
    pub in_the_moment: Minutes,
    /// Part of the total that is delegated to the supervisor, such as signing and checking \[min\].
    pub delegated: Minutes,
    /// Whether the role may see undifferentiated patients only while a supervisor is in.
    pub needs_presence: bool,
}

impl SupervisionNeed {
    /// The total per clinical day at `stage` \[min\].
    pub const fn total(&self, stage: Stage) -> Minutes {
        match stage {
            Stage::Entry => self.entry,
            Stage::Transition => self.transition,
            Stage::Steady => self.steady,
        }
    }

    /// The scheduled part per clinical day at `stage` \[min\], never negative.
    pub const fn scheduled_min(&self, stage: Stage) -> f64 {
        let rest = self.total(stage).get() - self.in_the_moment.get() - self.delegated.get();
        if rest > 0.0 { rest } else { 0.0 }
    }
}

/// Rules of supervision.
#[derive(Clone, Debug, PartialEq)]
pub struct SupervisionRules {
    /// Which time of the supervisor is used for scheduled supervision.
    pub paid_from: PaidFrom,
    /// Maximum number of people supervised by one supervisor at the same time.
    pub at_once: u32,
    /// Mean time of advice during a consultation \[min\].
    pub advice_minutes: Minutes,
    /// Its standard deviation, as a share of the mean [-].
    pub advice_variation: f64,
    /// When advice is sought, as a share of the consultation's length.
    pub advice_after: Probability,
    /// How long patient, room and supervisee wait for advice before the patient is handed back
    /// \[min\].
    pub advice_patience: Minutes,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scheduled_supervision_is_the_rest_and_never_negative() {
        let minutes = |m| Minutes::new(m).expect("a length of time");
        let need = SupervisionNeed {
            by: vec![0],
            entry: minutes(30.0),
            transition: minutes(15.0),
            steady: minutes(6.0),
            in_the_moment: minutes(5.0),
            delegated: minutes(4.0),
            needs_presence: true,
        };
        assert_eq!(need.scheduled_min(Stage::Entry), 21.0);
        assert_eq!(need.scheduled_min(Stage::Steady), 0.0);
    }
}
