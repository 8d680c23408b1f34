//! Draws that count for more or less: importance weights.
//!
//! Parameters are drawn from their ranges, and each draw is then weighted by how well it agrees
//! with what was observed. A few draws may carry most of the weight; the effective sample size says
//! how many draws of equal weight would be as good.

/// The smallest effective sample size from which a distribution of outcomes is stated.
pub const LEAST_EFFECTIVE: f64 = 100.0;

/// The weights of draws, which add up to 1.
///
/// # Source
///
/// Kong (1992), "A note on importance sampling using standardized weights", University of Chicago,
/// Dept. of Statistics, technical report 348: effective sample size (Σw)²/Σw².
///
/// # Example
///
/// ```
/// use pcn_sim::decisions::weights::Weights;
///
/// let weights = Weights::new(&[1.0, 1.0, 2.0]).expect("weights");
/// assert_eq!(weights.mean(&[10.0, 20.0, 30.0]), 22.5);
/// assert!((weights.effective() - 16.0 / 6.0).abs() < 1e-12);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Weights {
    shares: Vec<f64>,
}

impl Weights {
    /// Weights in proportion to `weights`, which are not negative. `None` if one is negative or not
    /// finite, or if their sum is not positive and finite.
    pub fn new(weights: &[f64]) -> Option<Weights> {
        let is_weight = |weight: &f64| *weight >= 0.0;
        let total: f64 = weights.iter().sum();
        let is_known = weights.iter().all(is_weight) && total > 0.0 && total.is_finite();
        is_known.then(|| Weights { shares: weights.iter().map(|weight| weight / total).collect() })
    }

    /// The same weight for each of `count` draws, one or more.
    ///
    /// # Panics
    ///
    /// If there are no draws.
    pub fn equal(count: usize) -> Weights {
        assert!(count > 0, "there are draws");
        Weights { shares: vec![1.0 / count as f64; count] }
    }

    /// Weights in proportion to e to the power of `logs`, for example log-likelihoods. Their common
    /// level does not matter. `None` if one is NaN or plus infinity, or if all are minus infinity.
    pub fn from_logs(logs: &[f64]) -> Option<Weights> {
        let most = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let relative: Vec<f64> = logs.iter().map(|log| libm::exp(log - most)).collect();
        // NaN passes `max` unseen, and stays in its difference.
        Weights::new(&relative).filter(|_| most.is_finite())
    }

    /// The weight of each draw \[-\]; their sum is 1.
    pub fn shares(&self) -> &[f64] {
        &self.shares
    }

    /// The effective sample size: how many draws of equal weight give a mean with the same
    /// variance. Between 1 and the number of draws.
    pub fn effective(&self) -> f64 {
        1.0 / self.shares.iter().map(|share| share * share).sum::<f64>()
    }

    /// Whether the effective sample size is at least [`LEAST_EFFECTIVE`].
    pub fn is_enough(&self) -> bool {
        // The sum of equal weights may round to just below.
        self.effective() >= LEAST_EFFECTIVE * (1.0 - 1e-9)
    }

    /// The weighted mean of `values` \[their unit\], one a draw.
    ///
    /// # Panics
    ///
    /// If the number of values is not that of draws; so do the other functions of values.
    pub fn mean(&self, values: &[f64]) -> f64 {
        assert_eq!(values.len(), self.shares.len(), "every draw has a value");
        self.shares.iter().zip(values).map(|(share, value)| share * value).sum()
    }

    /// The weighted variance of `values`, times n/(n − 1) with the effective sample size n, so that
    /// it has no bias for equal weights. Infinite if a single draw has all of the weight.
    pub fn variance(&self, values: &[f64]) -> f64 {
        let mean = self.mean(values);
        let squares: Vec<f64> =
            values.iter().map(|value| (value - mean) * (value - mean)).collect();
        let effective = self.effective();
        let free = 1.0 - 1.0 / effective;
        if free < 1e-12 { f64::INFINITY } else { self.mean(&squares) / free }
    }

    /// The standard error of the weighted mean of `values` \[their unit\], by the delta method:
    ///
    /// ```text
    /// √ Σ w² (value − mean)²
    /// ```
    pub fn standard_error(&self, values: &[f64]) -> f64 {
        let mean = self.mean(values);
        let terms = self.shares.iter().zip(values).map(|(w, x)| w * w * (x - mean) * (x - mean));
        terms.sum::<f64>().sqrt()
    }

    /// The weighted quantile of `values` at `share` in \[0, 1\] \[their unit\].
    ///
    /// Each value stands at the middle of its weight, with straight lines between values, and level
    /// beyond the first and the last. With equal weights this is type 5 of Hyndman and Fan (1996).
    pub fn quantile(&self, values: &[f64], share: f64) -> f64 {
        assert_eq!(values.len(), self.shares.len(), "every draw has a value");
        let counted = self.shares.iter().zip(values).filter(|(weight, _)| **weight > 0.0);
        let mut sorted: Vec<(f64, f64)> =
            counted.map(|(weight, value)| (*value, *weight)).collect();
        sorted.sort_by(|one, other| one.0.total_cmp(&other.0));
        let (mut before, mut last) = (0.0, None);
        for (value, weight) in sorted {
            let place = before + weight / 2.0;
            if place >= share {
                return last.map_or(value, |(from, at): (f64, f64)| {
                    from + (value - from) * (share - at) / (place - at)
                });
            }
            last = Some((value, place));
            before += weight;
        }
        last.map_or(f64::NAN, |(value, _)| value)
    }

    /// The interval that holds the share `confidence` of the weight of `values`, with the same
    /// share on either side.
    pub fn interval(&self, values: &[f64], confidence: f64) -> (f64, f64) {
        let tail = (1.0 - confidence) / 2.0;
        (self.quantile(values, tail), self.quantile(values, 1.0 - tail))
    }

    /// The weight of the draws for which `is_so` \[-\]: their probability.
    pub fn share_of(&self, is_so: impl Fn(usize) -> bool) -> f64 {
        // Adding up more than half of the weights is exact only to rounding: 1 stays 1.
        let sum: f64 =
            (0..self.shares.len()).filter(|draw| is_so(*draw)).map(|d| self.shares[d]).sum();
        // The sum of nothing is -0.
        sum.clamp(0.0, 1.0) + 0.0
    }

    /// The probability that each option is the best \[-\], given `benefits`, a list of options a
    /// draw. Options that tie share the weight of the draw.
    ///
    /// # Panics
    ///
    /// If the number of draws differs.
    pub fn best_shares(&self, benefits: &[Vec<f64>]) -> Vec<f64> {
        assert_eq!(benefits.len(), self.shares.len(), "every draw has benefits");
        let mut found = vec![0.0; benefits.first().map_or(0, Vec::len)];
        for (weight, draw) in self.shares.iter().zip(benefits) {
            let most = draw.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let best: Vec<usize> = (0..draw.len()).filter(|option| draw[*option] == most).collect();
            best.iter().for_each(|option| found[*option] += weight / best.len() as f64);
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::samplers::standard_normal;

    #[test]
    fn equal_weights_are_all_effective() {
        let weights = Weights::equal(100);
        assert!((weights.effective() - 100.0).abs() < 1e-9 && weights.is_enough());
        assert!(!Weights::equal(99).is_enough());
        assert!((Weights::new(&[0.0, 3.0]).expect("one counts").effective() - 1.0).abs() < 1e-12);
    }

    #[test]
    fn values_are_worked_by_hand() {
        let weights = Weights::new(&[1.0, 1.0, 2.0]).expect("weights");
        let values = [3.0, 1.0, 2.0];
        // In order 1, 2, 3 with weights 1/4, 1/2, 1/4: middles at 1/8, 1/2, 7/8.
        assert_eq!(weights.mean(&values), 2.0);
        assert_eq!(weights.quantile(&values, 0.5), 2.0);
        assert_eq!(weights.quantile(&values, 0.3125), 1.5);
        assert_eq!((weights.quantile(&values, 0.0), weights.quantile(&values, 1.0)), (1.0, 3.0));
        // Σ w² (x − 2)² = 2 · (1/16) = 1/8.
        assert!((weights.standard_error(&values) - 0.125_f64.sqrt()).abs() < 1e-15);
        // Equal weights give the usual variance: 1, 2, 3 have 1.
        assert!((Weights::equal(3).variance(&values) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn logarithms_are_relative() {
        let weights = Weights::from_logs(&[-1e6, -1e6 + 2.0_f64.ln()]).expect("weights");
        assert!((weights.shares()[1] - 2.0 / 3.0).abs() < 1e-9);
        assert!(Weights::from_logs(&[f64::NEG_INFINITY; 3]).is_none());
        assert!(Weights::from_logs(&[f64::NAN, 1.0]).is_none());
        assert!(Weights::from_logs(&[f64::INFINITY, 1.0]).is_none());
        assert!(Weights::from_logs(&[]).is_none() && Weights::new(&[1.0, -1.0]).is_none());
    }

    #[test]
    fn weighted_draws_have_the_distribution_they_stand_for() {
        // Draws of N(0, 1), weighted by an observation 1 with standard error 1: N(1/2, 1/2). The
        // effective share is (∫ p L)² / ∫ p L²; here ∫ p L = N(1; 0, 2) and ∫ p L² = N(1; 0, 3/2) /
        // √(4π).
        let n = 20_000;
        let draws: Vec<f64> =
            (0..n).map(|i| standard_normal((f64::from(i) + 0.5) / f64::from(n))).collect();
        let logs: Vec<f64> = draws.iter().map(|x| -0.5 * (1.0 - x) * (1.0 - x)).collect();
        let weights = Weights::from_logs(&logs).expect("weights");
        assert!((weights.mean(&draws) - 0.5).abs() < 1e-3, "{}", weights.mean(&draws));
        assert!((weights.variance(&draws) - 0.5).abs() < 1e-3);
        let known = 0.5 + 1.644_853_6 * 0.5_f64.sqrt();
        assert!((weights.quantile(&draws, 0.95) - known).abs() < 2e-3);
        let pi = std::f64::consts::PI;
        let once = (-0.25_f64).exp() / (4.0 * pi).sqrt();
        let twice = (-1.0 / 3.0_f64).exp() / (3.0 * pi).sqrt() / (4.0 * pi).sqrt();
        let share = weights.effective() / f64::from(n);
        assert!((share - once * once / twice).abs() < 1e-3, "{share}");
    }

    #[test]
    fn ties_share_the_weight_of_a_draw() {
        let weights = Weights::new(&[1.0, 3.0]).expect("weights");
        let best = weights.best_shares(&[vec![1.0, 1.0, 0.0], vec![0.0, 2.0, 1.0]]);
        assert_eq!(best, [0.125, 0.875, 0.0]);
        assert_eq!(weights.share_of(|draw| draw == 1), 0.75);
        assert!(weights.share_of(|_| false).is_sign_positive());
    }
}
