//! Starts that are booked twice, because their patients may not come.

use crate::units::Probability;

/// Which starts of the day may be booked twice.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Overbooking {
    /// The most starts booked twice, as a share of all starts of a profession at a practice on a day.
    pub share: Probability,
    /// The lowest probability that the patient who is booked does not attend.
    pub least_risk: Probability,
}

impl Overbooking {
    /// The most of `starts` that are booked twice, to the nearest whole number.
    ///
    /// # Example
    ///
    /// ```
    /// use pcn_sim::model::overbooking::Overbooking;
    /// use pcn_sim::units::Probability;
    ///
    /// let share = |value| Probability::new(value).expect("a share");
    /// let overbooking = Overbooking { share: share(0.05), least_risk: share(0.1) };
    /// assert_eq!([0, 9, 10, 50, 60].map(|starts| overbooking.at_most(starts)), [0, 0, 1, 3, 3]);
    /// ```
    pub fn at_most(&self, starts: u32) -> u32 {
        (self.share.get() * f64::from(starts)).round() as u32
    }
}
