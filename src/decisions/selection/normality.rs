//! Whether a sample looks normal: the test of Anderson and Darling.

use crate::statistics::distributions::normal_share_below;
use crate::statistics::interval::{mean, variance};

/// The smallest sample that is tested.
pub const LEAST: usize = 8;

/// How well a sample agrees with a normal distribution.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Normality {
    /// The statistic A*² \[-\]: the larger, the less normal.
    pub statistic: f64,
    /// The probability of so large a statistic if the values are normal \[-\].
    pub probability: f64,
}

/// Tests whether `sample` looks normal, with a mean and a variance that are not known.
///
/// `None` for fewer than [`LEAST`] values, values that are not finite, or values without spread, of
/// which nothing can be said.
///
/// # Source
///
/// Stephens (1986), "Tests based on EDF statistics", in D'Agostino and Stephens, *Goodness-of-Fit
/// Techniques*, table 4.7 for case 3 and the formulas of table 4.9 for the probability.
///
/// # Example
///
/// ```
/// use pcn_sim::decisions::selection::normality::normality;
///
/// let lumpy: Vec<f64> = (0..40).map(|i| if i % 8 == 0 { 10.0 } else { f64::from(i) / 40.0 }).collect();
/// assert!(normality(&lumpy).expect("forty values").probability < 0.001);
/// ```
pub fn normality(sample: &[f64]) -> Option<Normality> {
    if sample.len() < LEAST || sample.iter().any(|value| !value.is_finite()) {
        return None;
    }
    let (mean, spread) = (mean(sample), variance(sample).sqrt());
    if spread <= 1e-12 * mean.abs() {
        return None;
    }
    let mut places: Vec<f64> = sample.iter().map(|value| (value - mean) / spread).collect();
    places.sort_by(f64::total_cmp);
    let n = places.len() as f64;
    // Both tails are computed from their own side, so that neither is lost to rounding.
    let log = |z: f64| libm::log(normal_share_below(z).max(f64::MIN_POSITIVE));
    let pairs = places.iter().zip(places.iter().rev()).enumerate();
    let terms = pairs.map(|(i, (low, high))| (2.0 * i as f64 + 1.0) * (log(*low) + log(-*high)));
    let plain = -n - terms.sum::<f64>() / n;
    let statistic = plain * (1.0 + 0.75 / n + 2.25 / (n * n));
    Some(Normality { statistic, probability: probability(statistic) })
}

fn probability(a: f64) -> f64 {
    let found = if a >= 0.6 {
        libm::exp(1.2937 - 5.709 * a + 0.0186 * a * a)
    } else if a > 0.34 {
        libm::exp(0.9177 - 4.279 * a - 1.38 * a * a)
    } else if a > 0.2 {
        1.0 - libm::exp(-8.318 + 42.796 * a - 59.938 * a * a)
    } else {
        1.0 - libm::exp(-13.436 + 101.14 * a - 223.73 * a * a)
    };
    // The first formula rises again beyond 153.
    if a > 100.0 { 0.0 } else { found.clamp(0.0, 1.0) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::samplers::standard_normal;
    use crate::engine::streams::Streams;

    #[test]
    fn the_statistic_is_that_of_another_implementation() {
        // scipy.stats.anderson(range(1, 11) squared, 'norm') gives A² = 0.3203435355177806.
        let squares: Vec<f64> = (1..=10).map(|i| f64::from(i * i)).collect();
        let found = normality(&squares).expect("ten values").statistic / (1.0 + 0.075 + 0.0225);
        assert!((found - 0.3203435355177806).abs() < 1e-9, "{found}");
    }

    #[test]
    fn normal_samples_are_refused_as_often_as_stated_and_exponential_ones_mostly() {
        let streams = Streams::new(1, 0);
        for size in [10, 50] {
            let chance = |sample: u64, place| streams.uniform(0, sample, place, size);
            let refused = |value: &dyn Fn(f64) -> f64| {
                let tests = (0..2_000).filter(|sample| {
                    let values: Vec<f64> =
                        (0..u32::from(size)).map(|place| value(chance(*sample, place))).collect();
                    normality(&values).expect("enough values").probability < 0.05
                });
                tests.count() as f64 / 2_000.0
            };
            // The standard error of the share is 0.005; the formulas themselves are good to some
            // 0.005.
            let normal = refused(&standard_normal);
            assert!((normal - 0.05).abs() < 0.02, "{size}: {normal}");
            let exponential = refused(&|u| -(1.0 - u).ln());
            assert!(exponential > if size == 10 { 0.35 } else { 0.99 }, "{size}: {exponential}");
        }
    }

    #[test]
    fn nothing_is_said_of_few_or_equal_values() {
        assert_eq!(normality(&[1.0; 20]), None);
        assert_eq!(normality(&[1.0, 2.0, 3.0]), None);
        assert_eq!(normality(&[f64::NAN; 20]), None);
    }
}
