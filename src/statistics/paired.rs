//! Differences between two samples, value by value.

use crate::statistics::interval::{MeanInterval, errors_beside, mean, variance};

/// A difference below this share of the two values counts as rounding error.
const ROUNDING: f64 = 1e-11;

/// `scenario - baseline`, replication by replication. `None` if either is undefined or the
/// difference is not finite. Values that differ only by the rounding of sums count as equal.
pub fn differences(scenario: &[Option<f64>], baseline: &[Option<f64>]) -> Vec<Option<f64>> {
    let difference = |s: f64, b: f64| {
        let is_rounding = (s - b).abs() <= ROUNDING * s.abs().max(b.abs());
        if is_rounding { 0.0 } else { s - b }
    };
    let finite = |s: f64, b: f64| Some(difference(s, b)).filter(|found| found.is_finite());
    scenario.iter().zip(baseline).map(|(s, b)| finite((*s)?, (*b)?)).collect()
}

/// The gain from pairing: the variance of independent differences divided by that of paired ones.
///
/// ```text
/// (var(scenario) + var(baseline)) / var(scenario - baseline)
/// ```
///
/// `None` for fewer than two pairs, if the differences do not vary, or if the result is not finite.
///
/// # Example
///
/// ```
/// use pcn_sim::statistics::paired::variance_ratio;
///
/// // The two samples move together, so pairing helps.
/// let ratio = variance_ratio(&[11.0, 21.0, 32.0], &[10.0, 20.0, 30.0]);
/// assert!(ratio.expect("the differences vary") > 100.0);
/// ```
pub fn variance_ratio(scenario: &[f64], baseline: &[f64]) -> Option<f64> {
    if scenario.len() != baseline.len() || scenario.len() < 2 {
        return None;
    }
    let differences: Vec<f64> = scenario.iter().zip(baseline).map(|(s, b)| s - b).collect();
    let paired = variance(&differences);
    let ratio = (variance(scenario) + variance(baseline)) / paired;
    // An infinite variance of the differences would make the ratio zero.
    (paired > 0.0 && paired.is_finite() && ratio.is_finite()).then_some(ratio)
}

/// The difference of the means of two unpaired samples, with its `confidence` interval.
///
/// ```text
/// half-width = t(f, 1 - a/2) · √(s₁²/n₁ + s₂²/n₂)
/// f = (s₁²/n₁ + s₂²/n₂)² / ((s₁²/n₁)²/(n₁ - 1) + (s₂²/n₂)²/(n₂ - 1))
/// ```
///
/// `None` for an empty sample or a mean that is not finite. There is no half-width if a sample has
/// a single value.
///
/// # Source
///
/// Welch BL (1947), "The generalization of Student's problem when several different population variances
/// are involved", *Biometrika* 34: 28–35.
pub fn unpaired_interval(
    scenario: &[f64],
    baseline: &[f64],
    confidence: f64,
) -> Option<MeanInterval> {
    if scenario.is_empty() || baseline.is_empty() {
        return None;
    }
    let difference = mean(scenario) - mean(baseline);
    let part = |sample: &[f64]| variance(sample) / sample.len() as f64;
    let half_width = (scenario.len() > 1 && baseline.len() > 1).then(|| {
        let (one, other) = (part(scenario), part(baseline));
        let of = |part: f64, n: usize| part * part / (n - 1) as f64;
        let freedom = (one + other).powi(2) / (of(one, scenario.len()) + of(other, baseline.len()));
        if one + other > 0.0 {
            errors_beside(freedom, confidence) * (one + other).sqrt()
        } else {
            0.0
        }
    });
    let found = MeanInterval { mean: difference, half_width };
    (difference.is_finite() && half_width.is_none_or(f64::is_finite)).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairing_helps_when_both_rise_together() {
        let baseline = [1.0, 2.0, 3.0, 4.0];
        let scenario = [2.1, 3.0, 3.9, 5.0];
        assert!(variance_ratio(&scenario, &baseline).expect("four pairs") > 100.0);
        assert_eq!(variance_ratio(&[1.0], &[1.0]), None);
    }

    #[test]
    fn a_difference_needs_both_sides() {
        assert_eq!(differences(&[Some(3.0), None], &[Some(1.0), Some(1.0)]), [Some(2.0), None]);
        // Sums in another order differ in their last digits.
        let (sum, in_another_order) = (0.1 + 0.2 + 0.3, 0.3 + 0.2 + 0.1);
        assert_ne!(sum, in_another_order);
        assert_eq!(differences(&[Some(sum)], &[Some(in_another_order)]), [Some(0.0)]);
        let endless = [Some(f64::INFINITY), Some(f64::NAN), Some(f64::MAX)];
        let baseline = [Some(f64::INFINITY), Some(1.0), Some(f64::MIN)];
        assert_eq!(differences(&endless, &baseline), [None; 3]);
        assert_eq!(variance_ratio(&[1.0, f64::NAN], &[1.0, 2.0]), None);
        assert_eq!(variance_ratio(&[1e200, -1e200], &[1.0, 2.0]), None);
        assert_eq!(differences(&[Some(1e7 + 1.0)], &[Some(1e7)]), [Some(1.0)]);
    }

    #[test]
    fn the_unpaired_interval_is_that_of_welch() {
        // Means 5.48 and 4.0, s² 0.262 and 1.0, n 5 and 3: s²/n 0.0524 and 0.333333; f = 0.148796 /
        // (0.000686 + 0.055556) = 2.6457; t(2.6457, 0.975) = 3.4425 by interpolation of tables between
        // t(2) = 4.303 and t(3) = 3.182, which bound the half-width to 0.6211 times of them.
        let one = [5.1, 4.9, 6.2, 5.7, 5.5];
        let found = unpaired_interval(&one, &[3.0, 4.0, 5.0], 0.95).expect("two samples");
        assert!((found.mean - 1.48).abs() < 1e-12);
        let half = found.half_width.expect("both have a spread") / 0.385_733_f64.sqrt();
        assert!((3.182..4.303).contains(&half) && (half - 3.44).abs() < 0.03, "{half}");
        // Equal samples of equal size have 2(n - 1) degrees of freedom: t(8, 0.975) = 2.306004.
        let same = unpaired_interval(&one, &one, 0.95).expect("two samples");
        let half = same.half_width.expect("both have a spread") / (2.0 * 0.0524_f64).sqrt();
        assert!((half - 2.306_004).abs() < 1e-5 && same.mean == 0.0, "{half}");
        assert_eq!(unpaired_interval(&one, &[], 0.95), None);
        assert_eq!(unpaired_interval(&one, &[1.0], 0.95).expect("a mean").half_width, None);
    }
}
