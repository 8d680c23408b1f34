//! How many replications are enough: the rule of Hoad, Robinson and Davies.
//!
//! Replications are added one by one until the interval of every watched mean is as narrow as
//! requested, relative to that mean, and stays so for some more replications.
//!
//! # Source
//!
//! Hoad K, Robinson S, Davies R (2010), "Automated selection of the number of replications for a
//! discrete-event simulation", *Journal of the Operational Research Society* 61: 1632–1644.

use crate::statistics::interval::{CONFIDENCE, MeanInterval, half_width_of};

/// The number of replications from which the rule is applied: the fewest that show a spread.
pub const FIRST: usize = 3;

/// Additional replications after the first that is precise enough, for up to a hundred
/// replications.
const LOOK_AHEAD: usize = 5;

/// How many further replications must remain precise after `n`: 5, and beyond a hundred 5% of `n`,
/// rounded up.
pub const fn look_ahead(n: usize) -> usize {
    let counted = if n > 100 { n } else { 100 };
    (LOOK_AHEAD * counted).div_ceil(100)
}

/// Half the width of an interval relative to its mean \[-\].
///
/// `None` without a half-width, or if the mean is zero.
pub fn relative_half_width(interval: MeanInterval) -> Option<f64> {
    let relative = interval.half_width? / interval.mean.abs();
    relative.is_finite().then_some(relative)
}

/// The precision wanted for a mean.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Wanted {
    /// The half-width is at most this share of the mean \[-\].
    Relative(f64),
    /// The half-width is at most this value, in the measure's unit.
    Absolute(f64),
}

impl Wanted {
    /// Half the width of an interval relative to the one wanted: at most 1 is narrow enough. `None`
    /// without a half-width, or for a share of a mean of zero. A value that does not vary is known
    /// exactly, whatever its mean.
    pub fn beside(self, interval: MeanInterval) -> Option<f64> {
        match self {
            _ if interval.half_width == Some(0.0) => Some(0.0),
            Wanted::Relative(share) => relative_half_width(interval).map(|found| found / share),
            Wanted::Absolute(width) => interval.half_width.map(|found| found / width),
        }
    }
}

/// Watches means as replications are added, and reports when all of them are precise enough.
///
/// The verdict after a replication depends only on the replications up to it, not on how they were
/// made.
#[derive(Clone, Debug)]
pub struct Watch {
    /// The precision wanted for each watched mean.
    wanted: Vec<Wanted>,
    replications: usize,
    /// For each watched mean: the mean so far, and the sum of squared deviations from it (Welford).
    moments: Vec<(f64, f64)>,
    /// The first of the replications since which all means have been precise enough.
    precise_from: Option<usize>,
    is_undefined: bool,
    widest: Option<f64>,
}

impl Watch {
    /// Watches one mean for each of `wanted`.
    pub fn new(wanted: Vec<Wanted>) -> Self {
        Watch {
            replications: 0,
            moments: vec![(0.0, 0.0); wanted.len()],
            wanted,
            precise_from: None,
            is_undefined: false,
            widest: None,
        }
    }

    /// Adds the next replication: a value for each watched mean, `None` if it is undefined.
    pub fn enter(&mut self, values: &[Option<f64>]) {
        self.replications += 1;
        let n = self.replications as f64;
        for ((mean, squares), value) in self.moments.iter_mut().zip(values) {
            let Some(value) = value.filter(|value| value.is_finite()) else {
                self.is_undefined = true;
                continue;
            };
            let before = value - *mean;
            *mean += before / n;
            *squares += before * (value - *mean);
        }
        self.widest = self.widest_now();
        let is_precise = self.widest.is_some_and(|widest| widest <= 1.0);
        if self.replications < FIRST || !is_precise {
            self.precise_from = None;
        } else if self.precise_from.is_none() {
            self.precise_from = Some(self.replications);
        }
    }

    /// The largest half-width so far relative to the one wanted: 1 or less is narrow enough. `None`
    /// if one is undefined, or relative to a mean of zero.
    pub fn widest(&self) -> Option<f64> {
        self.widest
    }

    /// The number of replications after which all means were precise enough and stayed so, without
    /// the further ones.
    pub fn reached(&self) -> Option<usize> {
        self.precise_from.filter(|first| self.replications >= first + look_ahead(*first))
    }

    /// Whether a value was undefined. Then the precision is never reached.
    pub fn is_undefined(&self) -> bool {
        self.is_undefined
    }

    /// The fewest further replications after which the rule might be met. Making this number at
    /// once makes none in vain.
    pub fn at_least(&self) -> usize {
        let next = (self.replications + 1).max(FIRST);
        let first = self.precise_from.unwrap_or(next);
        (first + look_ahead(first)).saturating_sub(self.replications)
    }

    fn widest_now(&self) -> Option<f64> {
        if self.is_undefined || self.replications < 2 {
            return None;
        }
        let variance = |squares: f64| squares / (self.replications - 1) as f64;
        let beside = |((mean, squares), wanted): (&(f64, f64), &Wanted)| {
            let half_width = half_width_of(variance(*squares), self.replications, CONFIDENCE);
            wanted.beside(MeanInterval { mean: *mean, half_width })
        };
        let all = self.moments.iter().zip(&self.wanted).map(beside);
        all.into_iter().try_fold(0.0, |widest, found| Some(found?.max(widest)))
    }
}

/// The approximate number of replications for a relative half-width of `wanted`, if it is `found`
/// after `n`. The width falls with the square root of the number.
pub fn about_needed(n: usize, found: f64, wanted: f64) -> f64 {
    n as f64 * (found / wanted).powi(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Enters values until the rule is met; after how many, and how many were entered.
    fn met(wanted: f64, values: &[f64]) -> Option<(usize, usize)> {
        let mut watch = Watch::new(vec![Wanted::Relative(wanted)]);
        values.iter().enumerate().find_map(|(index, value)| {
            watch.enter(&[Some(*value)]);
            Some((watch.reached()?, index + 1))
        })
    }

    #[test]
    fn the_relative_half_width_is_that_worked_by_hand() {
        // As in `interval`: mean 5.48, half-width 0.635557, of which it is 11.5977%.
        let mut watch = Watch::new(vec![Wanted::Relative(0.02)]);
        [5.1, 4.9, 6.2, 5.7, 5.5].iter().for_each(|value| watch.enter(&[Some(*value)]));
        assert!((watch.widest().expect("five values") * 0.02 - 0.115_977).abs() < 1e-6);
        // In the unit of the measure it is the half-width itself.
        let mut watch = Watch::new(vec![Wanted::Absolute(0.5)]);
        [5.1, 4.9, 6.2, 5.7, 5.5].iter().for_each(|value| watch.enter(&[Some(*value)]));
        assert!((watch.widest().expect("five values") * 0.5 - 0.635_557).abs() < 1e-6);
    }

    #[test]
    fn a_steady_series_needs_three_and_a_look_ahead_of_five() {
        assert_eq!(met(0.1, &[10.0; 20]), Some((3, 8)));
        assert_eq!(met(0.1, &[10.0; 7]), None, "the look-ahead is not over");
    }

    #[test]
    fn what_widens_within_the_look_ahead_starts_again() {
        // After 3 the half-width is nil; the sixth value makes it 2.57 · 4.08/√6 = 4.28 of a mean of
        // 11.67, 37%. It falls below 20% of the mean after 12: t(11) · 2.887/√12 = 1.834 of 10.83,
        // 16.9%; after 11 it is 2.025 of 10.91, 18.6%; after 10 it is 2.262 of 11, 20.6%.
        let mut values = [10.0; 30];
        values[5] = 20.0;
        assert_eq!(met(0.2, &values), Some((11, 16)));
    }

    #[test]
    fn every_mean_must_be_precise_at_once() {
        let mut watch = Watch::new(vec![Wanted::Relative(0.1); 2]);
        for replication in 0..40 {
            let wide = if replication % 2 == 0 { 80.0 } else { 120.0 };
            watch.enter(&[Some(10.0), Some(wide)]);
        }
        // s/√n · t = 20.5/√n · 2.1: 10% of 100 from some 20 replications on, not from 3.
        assert!(watch.reached().is_some_and(|first| (15..25).contains(&first)), "{watch:?}");
    }

    #[test]
    fn the_look_ahead_grows_beyond_a_hundred() {
        assert_eq!([3, 100, 101, 150, 200, 1000].map(look_ahead), [5, 5, 6, 8, 10, 50]);
    }

    #[test]
    fn what_never_varies_is_known_and_a_mean_of_zero_or_an_undefined_value_never() {
        assert_eq!(met(0.5, &[0.0; 50]), Some((3, 8)), "nothing differs");
        let around_zero: Vec<f64> = (0..50).map(|n| if n % 2 == 0 { 1.0 } else { -1.0 }).collect();
        assert_eq!(met(0.5, &around_zero), None);
        let mut watch = Watch::new(vec![Wanted::Relative(0.5)]);
        for value in [Some(1.0), None, Some(1.0), Some(1.0), Some(1.0)] {
            watch.enter(&[value]);
        }
        assert!(watch.is_undefined() && watch.widest().is_none() && watch.reached().is_none());
    }

    #[test]
    fn no_replication_is_made_in_vain() {
        // In batches of the fewest that might do, the rule is met at the end of a batch.
        let values: Vec<f64> = (0..400).map(|n| 100.0 + f64::from(n * 7919 % 101) - 50.0).collect();
        let (mut watch, mut made) = (Watch::new(vec![Wanted::Relative(0.05)]), 0);
        let mut batches = Vec::new();
        while watch.reached().is_none() {
            batches.push(watch.at_least());
            for _ in 0..watch.at_least() {
                assert_eq!(watch.reached(), None);
                watch.enter(&[Some(values[made])]);
                made += 1;
            }
        }
        assert_eq!(batches[0], 8);
        assert_eq!(met(0.05, &values).map(|(_, entered)| entered), Some(made));
    }

    #[test]
    fn a_quarter_of_the_width_needs_sixteen_times_as_many() {
        assert!((about_needed(10, 0.08, 0.02) - 160.0).abs() < 1e-9);
    }
}
