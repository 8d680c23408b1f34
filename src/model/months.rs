//! What differs from month to month beside the total of requests.

use crate::model::demand::Need;

/// A factor for each month, January first [-].
pub type Twelve = [f64; 12];

/// No month differs.
pub const SAME: Twelve = [1.0; 12];

/// Factors by month. Each multiplies what the scenario states for the whole year.
#[derive(Clone, Debug, PartialEq)]
pub struct Months {
    /// By need: requests with it. Requests of the month rise and fall with them.
    pub requests: Vec<Twelve>,
    /// By need: its part of the requests of the month, whose number stays.
    pub mix: Vec<Twelve>,
    /// Probability that an appointment is not attended.
    pub not_attended: Twelve,
    /// Share of working days lost to sickness; the month is that in which a spell begins.
    pub sickness: Twelve,
}

impl Months {
    /// The months in which nothing differs, for so many needs.
    pub fn same(needs: usize) -> Months {
        Months {
            requests: vec![SAME; needs],
            mix: vec![SAME; needs],
            not_attended: SAME,
            sickness: SAME,
        }
    }

    /// Requests in `month`, January being 0, relative to those without the factors [-].
    ///
    /// # Example
    ///
    /// ```
    /// use pcn_sim::model::months::Months;
    /// use pcn_sim::scenario::{FileSystem, load};
    ///
    /// let needs = load("average-pcn", &FileSystem)?.system.needs;
    /// let mut months = Months::same(needs.len());
    /// assert_eq!(months.requests_in(0, &needs), 1.0);
    /// months.requests.iter_mut().for_each(|need| need[0] = 2.0);
    /// assert_eq!(months.requests_in(0, &needs), 2.0);
    /// # Ok::<(), pcn_sim::scenario::error::ScenarioError>(())
    /// ```
    pub fn requests_in(&self, month: usize, needs: &[Need]) -> f64 {
        let all: f64 = needs.iter().map(|need| need.share).sum();
        let with = needs.iter().zip(&self.requests).map(|(need, of)| need.share * of[month]);
        with.sum::<f64>() / all
    }

    /// Cumulative shares of `needs` among the requests of `month`, on the scale of the needs' own shares.
    pub fn cumulative(&self, month: usize, needs: &[Need]) -> Vec<f64> {
        let factor = |need: usize| self.requests[need][month] * self.mix[need][month];
        let weights = needs.iter().enumerate().map(|(index, need)| need.share * factor(index));
        let all: f64 = needs.iter().map(|need| need.share).sum();
        let weighed: f64 = weights.clone().sum();
        let scale = if weighed > 0.0 { all / weighed } else { 1.0 };
        weights
            .scan(0.0, |sum, weight| {
                *sum += weight * scale;
                Some(*sum)
            })
            .collect()
    }

    /// The most requests of any month, relative to those without the factors, each month counted with `index` [-].
    pub fn busiest(&self, index: &Twelve, needs: &[Need]) -> f64 {
        let of = |month: usize| index[month] * self.requests_in(month, needs);
        (0..12).map(of).fold(0.0, f64::max)
    }
}
