//! Rank correlation: whether two quantities order the same subjects in the same way.

use crate::statistics::distributions::normal_quantile;
use crate::statistics::interval::mean;

/// Spearman's rank correlation of two samples, value by value [-]: Pearson's correlation of the
/// ranks. Ties have the mean of their ranks.
///
/// `None` for samples of different lengths or of fewer than three values, if one does not vary, or
/// if a value is NaN.
pub fn spearman(one: &[f64], other: &[f64]) -> Option<f64> {
    let is_no_number = |value: &f64| value.is_nan();
    if one.len() != other.len() || one.len() < 3 || one.iter().chain(other).any(is_no_number) {
        return None;
    }
    let (one, other) = (ranks(one), ranks(other));
    let (mean_one, mean_other) = (mean(&one), mean(&other));
    let pairs = one.iter().zip(&other);
    let product: f64 = pairs.map(|(x, y)| (x - mean_one) * (y - mean_other)).sum();
    let squares = |ranks: &[f64], mean: f64| -> f64 {
        ranks.iter().map(|rank| (rank - mean) * (rank - mean)).sum()
    };
    let scale = (squares(&one, mean_one) * squares(&other, mean_other)).sqrt();
    (scale > 0.0).then(|| (product / scale).clamp(-1.0, 1.0))
}

/// The ranks of a sample, the smallest being 1. Ties have the mean of their ranks. NaN ranks after
/// all numbers.
pub fn ranks(sample: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..sample.len()).collect();
    order.sort_by(|&a, &b| sample[a].total_cmp(&sample[b]));
    let mut ranks = vec![0.0; sample.len()];
    let mut first = 0;
    while first < order.len() {
        let tied = order[first..].iter().take_while(|&&i| sample[i] == sample[order[first]]);
        // NaN is equal to nothing, not even to itself.
        let end = first + tied.count().max(1);
        // The ranks from first + 1 to end, whose mean is half the sum of the two.
        let rank = (first + 1 + end) as f64 / 2.0;
        order[first..end].iter().for_each(|&i| ranks[i] = rank);
        first = end;
    }
    ranks
}

/// The `confidence` interval of a rank correlation found in `n` pairs, by Fisher's z with the
/// standard error of Bonett and Wright (2000):
///
/// ```text
/// tanh( artanh(r) ± z(1 - a/2) · √((1 + r²/2) / (n - 3)) )
/// ```
///
/// `None` for fewer than four pairs, and for a correlation of exactly 1 or -1, for which it is not
/// defined.
pub fn spearman_interval(correlation: f64, n: usize, confidence: f64) -> Option<(f64, f64)> {
    if n < 4 || correlation.abs() >= 1.0 {
        return None;
    }
    let error = ((1.0 + correlation * correlation / 2.0) / (n as f64 - 3.0)).sqrt();
    let half = normal_quantile(0.5 + confidence / 2.0) * error;
    let at = |z: f64| libm::tanh(z);
    let z = libm::atanh(correlation);
    Some((at(z - half), at(z + half)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ties_have_the_mean_of_their_ranks() {
        assert_eq!(ranks(&[30.0, 10.0, 20.0, 20.0, 40.0]), [4.0, 1.0, 2.5, 2.5, 5.0]);
        assert_eq!(ranks(&[7.0, 7.0, 7.0]), [2.0, 2.0, 2.0]);
        assert_eq!(ranks(&[f64::NAN, 1.0, f64::NAN]), [2.0, 1.0, 3.0], "and it ends");
        assert_eq!(spearman(&[1.0, f64::NAN, 2.0], &[1.0, 2.0, 3.0]), None);
    }

    #[test]
    fn the_correlation_is_that_worked_by_hand() {
        // Ranks 1 to 5 against 2, 1, 4, 3, 5: d² = 1, 1, 1, 1, 0; 1 - 6·4 / (5·24) = 0.8.
        let found = spearman(&[1.0, 2.0, 3.0, 4.0, 5.0], &[20.0, 10.0, 40.0, 30.0, 50.0]);
        assert!(found.is_some_and(|r| (r - 0.8).abs() < 1e-12), "{found:?}");
        // Ranks 1, 2.5, 2.5, 4 against 1, 2, 3, 4: products of deviations 2.25 + 0 + 0 + 2.25 = 4.5;
        // squares 4.5 and 5; 4.5 / √22.5 = 0.948683.
        let found = spearman(&[1.0, 5.0, 5.0, 9.0], &[1.0, 2.0, 3.0, 4.0]);
        assert!(found.is_some_and(|r| (r - 0.948_683).abs() < 1e-6), "{found:?}");
        let reversed = spearman(&[1.0, 2.0, 3.0], &[3.0, 2.0, 1.0]);
        assert_eq!(reversed, Some(-1.0));
    }

    #[test]
    fn what_does_not_vary_has_no_order() {
        assert_eq!(spearman(&[1.0, 1.0, 1.0], &[1.0, 2.0, 3.0]), None);
        assert_eq!(spearman(&[1.0, 2.0], &[1.0, 2.0]), None);
        assert_eq!(spearman(&[1.0, 2.0, 3.0], &[1.0, 2.0]), None);
    }

    #[test]
    fn the_interval_is_that_worked_by_hand() {
        // artanh(0.5) = 0.549306; √(1.125 / 27) = 0.204124; · 1.959964 = 0.400076;
        // tanh(0.149230) = 0.148132, tanh(0.949382) = 0.739503.
        let (low, high) = spearman_interval(0.5, 30, 0.95).expect("30 pairs");
        assert!((low - 0.148_132).abs() < 1e-5 && (high - 0.739_503).abs() < 1e-5, "{low} {high}");
        assert_eq!(spearman_interval(0.5, 3, 0.95), None);
        assert_eq!(spearman_interval(1.0, 30, 0.95), None);
    }
}
