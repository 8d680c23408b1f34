//! What follows a consultation: follow-up, re-consultation, hand-back, rapid response.

use crate::units::Probability;

/// Rules for what follows a consultation.
#[derive(Clone, Debug, PartialEq)]
pub struct Aftercare {
    /// Longest time until a re-consultation \[d\].
    pub reconsultation_days: u32,
    /// Share of follow-ups that the clinician wants in a round number of weeks. The others are wanted on any
    /// day around the mean of the need. Key: `aftercare.follow_up_in_weeks_share`; 0 for none.
    pub follow_up_in_weeks: Probability,
    /// The round numbers of weeks \[d\], the longest that is not longer than the need suggests.
    pub follow_up_days: Vec<u32>,
    /// How much earlier than wanted a follow-up may be \[d\].
    pub follow_up_early_days: u32,
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

impl Aftercare {
    /// The days until a follow-up is wanted where the need suggests `days` and the clinician chooses a
    /// round number of weeks: the longest that is not longer, or the shortest if all are.
    pub fn in_round_weeks(&self, days: i32) -> i32 {
        let choices = || self.follow_up_days.iter().map(|&choice| choice as i32);
        let longest = choices().filter(|choice| *choice <= days).max();
        longest.or_else(|| choices().min()).unwrap_or(days)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_round_number_of_weeks_is_chosen_that_is_not_longer() {
        let aftercare = Aftercare {
            reconsultation_days: 14,
            referrals_per_course: Probability::ONE,
            follow_up_in_weeks: Probability::ONE,
            follow_up_days: vec![7, 14, 28],
            follow_up_early_days: 3,
            follow_up_tolerance_days: 14,
            hand_back_wait_days: 14,
            consultations_limit: 8,
            rapid_response: None,
        };
        let found = [3, 7, 13, 14, 27, 28, 42].map(|days| aftercare.in_round_weeks(days));
        assert_eq!(found, [7, 7, 7, 14, 14, 28, 28]);
        let any = Aftercare { follow_up_days: Vec::new(), ..aftercare };
        assert_eq!(any.in_round_weeks(17), 17);
    }
}
