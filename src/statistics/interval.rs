//! A confidence interval for a mean.

use crate::statistics::distributions;
use std::cell::Cell;

/// The confidence level of every interval that the program shows [-].
pub const CONFIDENCE: f64 = 0.95;

/// A mean with its confidence interval.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct MeanInterval {
    /// The mean.
    pub mean: f64,
    /// Half the width of the interval; `None` for a single value, which has no spread.
    pub half_width: Option<f64>,
}

impl MeanInterval {
    /// The ends of the interval.
    pub fn bounds(&self) -> Option<(f64, f64)> {
        self.half_width.map(|half| (self.mean - half, self.mean + half))
    }
}

/// The mean of `sample` with its `confidence` interval, by Student's t.
///
/// ```text
/// half-width = t(n - 1, 1 - a/2) · s / √n
/// ```
///
/// Returns `None` for an empty sample, or if a value, their mean or their spread is not finite.
///
/// # Example
///
/// ```
/// use pcn_sim::statistics::interval::mean_interval;
///
/// let interval = mean_interval(&[9.0, 10.0, 11.0], 0.95).expect("three finite values");
/// assert_eq!(interval.mean, 10.0);
/// assert!((interval.half_width.expect("a spread") - 2.48).abs() < 0.01);
/// ```
pub fn mean_interval(sample: &[f64], confidence: f64) -> Option<MeanInterval> {
    if sample.is_empty() {
        return None;
    }
    let mean = mean(sample);
    let half_width = (sample.len() > 1).then(|| variance(sample));
    let half_width = half_width.and_then(|v| half_width_of(v, sample.len(), confidence));
    let is_known = half_width.is_some() || sample.len() == 1;
    (mean.is_finite() && is_known).then_some(MeanInterval { mean, half_width })
}

/// Half the width of the `confidence` interval of the mean of `n` values with `variance`, by
/// Student's t. `None` for fewer than two values, or if the result is not finite.
pub fn half_width_of(variance: f64, n: usize, confidence: f64) -> Option<f64> {
    if n < 2 {
        return None;
    }
    let n = n as f64;
    let half_width = errors_beside(n - 1.0, confidence) * (variance / n).sqrt();
    half_width.is_finite().then_some(half_width)
}

thread_local! {
    /// The last quantile of this thread, with its arguments. A table has thousands of intervals over one
    /// number of replications.
    static LAST: Cell<[f64; 3]> = const { Cell::new([0.0; 3]) };
}

/// The number of standard errors on either side of the mean in a `confidence` interval, with
/// `freedom` degrees of freedom.
pub fn errors_beside(freedom: f64, confidence: f64) -> f64 {
    let [last_freedom, last_confidence, last] = LAST.get();
    if (last_freedom, last_confidence) == (freedom, confidence) {
        return last;
    }
    let found = distributions::quantile_of_t(0.5 + confidence / 2.0, freedom);
    LAST.set([freedom, confidence, found]);
    found
}

/// The mean of a non-empty sample.
pub fn mean(sample: &[f64]) -> f64 {
    sample.iter().sum::<f64>() / sample.len() as f64
}

/// The variance of a sample of two or more values, with n - 1 in the denominator.
pub fn variance(sample: &[f64]) -> f64 {
    let mean = mean(sample);
    sample.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (sample.len() - 1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_is_that_worked_by_hand() {
        // Mean 5.48, sum of squares 1.048, s² = 0.262, s/√5 = 0.228910; t(4, 0.975) = 2.776445
        // (tables); half-width 0.635557.
        let interval = mean_interval(&[5.1, 4.9, 6.2, 5.7, 5.5], 0.95).expect("five values");
        let (low, high) = interval.bounds().expect("five values have a spread");
        assert!((low - 4.844_443).abs() < 1e-5 && (high - 6.115_557).abs() < 1e-5, "{low} {high}");
    }

    #[test]
    fn one_value_has_a_mean_and_no_interval() {
        let single = mean_interval(&[3.0], 0.95).expect("one value");
        assert_eq!((single.mean, single.half_width), (3.0, None));
        assert_eq!(mean_interval(&[], 0.95), None);
    }

    #[test]
    fn what_is_not_finite_has_no_interval() {
        for broken in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert_eq!(mean_interval(&[broken], 0.95), None);
            assert_eq!(mean_interval(&[1.0, broken, 2.0], 0.95), None);
            assert_eq!(half_width_of(broken, 5, 0.95), None);
        }
        // Each is finite; the squares of their deviations are not, nor the sum of the last two.
        assert_eq!(mean_interval(&[1e200, -1e200], 0.95), None);
        assert_eq!(mean_interval(&[1.7e308, 1.7e308], 0.95), None);
    }
}
