//! Patients for whom two slots are booked: those who need an interpreter, and those with several conditions.

use crate::units::Probability;

/// Why an appointment takes two slots.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Double {
    /// Share of requests that it concerns.
    pub share: Probability,
    /// Length of their consultations, relative to the usual [-].
    pub length: f64,
}

/// Appointments of two slots among those of patients who ask.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DoubleSlots {
    /// Those who need an interpreter.
    pub interpreter: Double,
    /// Those with several long-term conditions for whom the practice books two slots.
    pub multimorbidity: Double,
}

impl DoubleSlots {
    /// Whether the request with this `chance` has two slots, and how long its consultations are; `None`: one slot.
    ///
    /// Interpreters take the lowest chances and multimorbidity those above, so that a change of one share does
    /// not change whom the other concerns as long as the first stays.
    pub fn of(&self, chance: f64) -> Option<Double> {
        let interpreter = self.interpreter.share.get();
        if chance < interpreter {
            Some(self.interpreter)
        } else if chance < interpreter + self.multimorbidity.share.get() {
            Some(self.multimorbidity)
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn interpreters_come_first_and_the_rest_have_one_slot() {
        let share = |value| Probability::new(value).unwrap();
        let doubles = DoubleSlots {
            interpreter: Double { share: share(0.03), length: 2.0 },
            multimorbidity: Double { share: share(0.1), length: 1.1 },
        };
        let lengths = [0.0, 0.029, 0.03, 0.129, 0.13].map(|chance| doubles.of(chance));
        let lengths = lengths.map(|of| of.map(|double| double.length));
        assert_eq!(lengths, [Some(2.0), Some(2.0), Some(1.1), Some(1.1), None]);
    }
}
