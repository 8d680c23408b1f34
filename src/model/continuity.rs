//! What continuity of care is worth: patients who see their own GP ask again later.

use crate::units::Probability;

/// Patients who see their own GP come back later than those who see another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Continuity {
    /// By how much the interval to the next request is longer after the own GP, as a share of that after another
    /// GP [-]; 0 to 1. 0 changes nothing.
    pub longer_interval: f64,
    /// Share of GP consultations held by the own GP where requests per patient were calibrated.
    pub reference: Probability,
}

impl Continuity {
    /// Requests of a list whose patients see their own GP in `share` of GP consultations, relative to those at the
    /// reference [-].
    ///
    /// The interval is `T` after another GP and `(1 + l)T` after the own, so `(1 + l·share)T` on average, and
    /// requests are one for each interval.
    ///
    /// # Example
    ///
    /// ```
    /// use pcn_sim::model::continuity::Continuity;
    /// use pcn_sim::units::Probability;
    ///
    /// let reference = Probability::new(0.5).expect("a share");
    /// let continuity = Continuity { longer_interval: 0.2, reference };
    /// assert_eq!(continuity.requests(0.5), 1.0);
    /// assert!((continuity.requests(0.0) - 1.1).abs() < 1e-12);
    /// assert!((continuity.requests(1.0) - 1.1 / 1.2).abs() < 1e-12);
    /// ```
    pub fn requests(&self, share: f64) -> f64 {
        let interval = |share: f64| 1.0 + self.longer_interval * share;
        interval(self.reference.get()) / interval(share)
    }
}
