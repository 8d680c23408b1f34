//! Differences between two samples, value by value.

use crate::statistics::interval::variance;

/// What is no more than this share of two values is not told from the rounding of their sums.
const ROUNDING: f64 = 1e-11;

/// `scenario - baseline`, replication by replication; `None` where either is undefined, or no finite
/// number comes of them. Values that differ
/// by the rounding of sums alone do not differ.
pub fn differences(scenario: &[Option<f64>], baseline: &[Option<f64>]) -> Vec<Option<f64>> {
    let difference = |s: f64, b: f64| {
        let is_rounding = (s - b).abs() <= ROUNDING * s.abs().max(b.abs());
        if is_rounding { 0.0 } else { s - b }
    };
    let finite = |s: f64, b: f64| Some(difference(s, b)).filter(|found| found.is_finite());
    scenario.iter().zip(baseline).map(|(s, b)| finite((*s)?, (*b)?)).collect()
}

/// How much pairing helps: the variance of independent differences over that of paired ones.
///
/// ```text
/// (var(scenario) + var(baseline)) / var(scenario - baseline)
/// ```
///
/// `None` for fewer than two pairs, if the differences do not vary, or if no finite number comes of them.
pub fn variance_ratio(scenario: &[f64], baseline: &[f64]) -> Option<f64> {
    if scenario.len() != baseline.len() || scenario.len() < 2 {
        return None;
    }
    let differences: Vec<f64> = scenario.iter().zip(baseline).map(|(s, b)| s - b).collect();
    let paired = variance(&differences);
    let ratio = (variance(scenario) + variance(baseline)) / paired;
    // An endless spread of differences would make it zero.
    (paired > 0.0 && paired.is_finite() && ratio.is_finite()).then_some(ratio)
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
}
