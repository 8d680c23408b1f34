//! Variances of many small samples, each drawn towards what they have in common.
//!
//! The variance of four values is hardly known. If there are forty such samples, their variances say what is
//! usual and how much variances differ; each is then a weighted mean of its own and the usual one.

/// The fewest samples from which something in common is learnt.
pub const LEAST_SAMPLES: usize = 5;

/// What variances of samples of one size have in common.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moderation {
    /// The usual variance.
    usual: f64,
    /// Degrees of freedom that the usual variance is worth; infinite if variances differ no more than by
    /// chance.
    worth: f64,
    /// Degrees of freedom of each sample.
    own: f64,
    /// Degrees of freedom of all samples.
    all: f64,
}

impl Moderation {
    /// What `variances`, each with `freedom` degrees of freedom, have in common. Zeros are left out: they
    /// have no logarithm. `None` for fewer than [`LEAST_SAMPLES`] others, or if a value is not finite.
    ///
    /// # Source
    ///
    /// Smyth (2004), "Linear models and empirical Bayes methods for assessing differential expression in
    /// microarray experiments", *Statistical Applications in Genetics and Molecular Biology* 3: 3, section 6.2:
    /// the moments of the logarithms of variances.
    ///
    /// # Example
    ///
    /// ```
    /// use pcn_sim::statistics::moderated::Moderation;
    ///
    /// let found = Moderation::of(&[1.0, 2.0, 0.5, 1.0, 1.5, 0.8], 3.0).expect("six variances");
    /// // They differ less than chance makes them differ: each is taken to be the usual one.
    /// assert_eq!(found.variance(0.5), found.variance(2.0));
    /// assert_eq!(found.freedom(), 18.0);
    /// ```
    pub fn of(variances: &[f64], freedom: f64) -> Option<Moderation> {
        let half = freedom / 2.0;
        let positive = variances.iter().filter(|variance| **variance != 0.0);
        let mut logs: Vec<f64> = positive
            .map(|variance| libm::log(*variance) - digamma(half) + libm::log(half))
            .collect();
        if logs.len() < LEAST_SAMPLES || logs.iter().any(|log| !log.is_finite()) {
            return None;
        }
        // The order of samples then does not change the last digits of the sums.
        logs.sort_by(f64::total_cmp);
        let count = logs.len() as f64;
        let mean = logs.iter().sum::<f64>() / count;
        let squares: f64 = logs.iter().map(|log| (log - mean) * (log - mean)).sum();
        let beyond_chance = squares / (count - 1.0) - trigamma(half);
        let all = count * freedom;
        if beyond_chance <= 0.0 {
            let (usual, worth) = (libm::exp(mean), f64::INFINITY);
            return Some(Moderation { usual, worth, own: freedom, all });
        }
        let worth = 2.0 * inverse_trigamma(beyond_chance);
        let usual = libm::exp(mean + digamma(worth / 2.0) - libm::log(worth / 2.0));
        Some(Moderation { usual, worth, own: freedom, all })
    }

    /// The variance of a sample whose own is `variance`. A sample that happens not to vary is taken to vary a
    /// little all the same.
    pub fn variance(&self, variance: f64) -> f64 {
        if self.worth.is_infinite() {
            return self.usual;
        }
        (self.worth * self.usual + self.own * variance) / (self.worth + self.own)
    }

    /// The degrees of freedom of each such variance, at most those of all samples.
    pub fn freedom(&self) -> f64 {
        (self.worth + self.own).min(self.all)
    }
}

/// The share of the size of values below which their differences are rounding.
const ROUNDING: f64 = 1e-9;

/// The variance of two or more `values` whose size is `size`; zero if they are all the same but for rounding.
pub fn variance_of(values: impl Iterator<Item = f64> + Clone, size: f64) -> f64 {
    let count = values.clone().count() as f64;
    let mean = values.clone().sum::<f64>() / count;
    if values.clone().all(|value| (value - mean).abs() <= ROUNDING * size) {
        return 0.0;
    }
    values.map(|value| (value - mean) * (value - mean)).sum::<f64>() / (count - 1.0)
}

/// From here on the expansions for large arguments are exact to the last digits.
const LARGE: f64 = 15.0;

/// The derivative of the logarithm of the gamma function, for `x` above 0 (DLMF 5.5.2, 5.11.2).
fn digamma(mut x: f64) -> f64 {
    let mut sum = 0.0;
    while x < LARGE {
        sum -= 1.0 / x;
        x += 1.0;
    }
    let square = 1.0 / (x * x);
    // Each coefficient as a multiple of the one before: 1/12, 1/120, 1/252, 1/240.
    let last = 1.0 - square * 21.0 / 20.0;
    let series = square / 12.0 * (1.0 - square / 10.0 * (1.0 - square * 10.0 / 21.0 * last));
    sum + libm::log(x) - 0.5 / x - series
}

/// The derivative of [`digamma`], for `x` above 0 (DLMF 5.15.5, 5.15.8).
fn trigamma(mut x: f64) -> f64 {
    let mut sum = 0.0;
    while x < LARGE {
        sum += 1.0 / (x * x);
        x += 1.0;
    }
    let square = 1.0 / (x * x);
    let series = square
        * (1.0 / 6.0 - square * (1.0 / 30.0 - square * (1.0 / 42.0 - square * (1.0 / 30.0))));
    sum + 1.0 / x + 0.5 * square + series / x
}

/// The `x` above 0 at which [`trigamma`] is `wanted`, above 0. It lies between 1/√wanted, below which
/// trigamma exceeds 1/x², and 1/wanted + 1.
fn inverse_trigamma(wanted: f64) -> f64 {
    let (mut low, mut high) = (1.0 / wanted.sqrt(), 1.0 / wanted + 1.0);
    for _ in 0..200 {
        let middle = f64::midpoint(low, high);
        if middle <= low || middle >= high {
            break;
        }
        if trigamma(middle) > wanted {
            low = middle;
        } else {
            high = middle;
        }
    }
    high
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::samplers::standard_normal;
    use crate::engine::streams::Streams;
    use crate::statistics::interval::{errors_beside, mean, variance};

    const EULER: f64 = 0.577_215_664_901_532_9;

    #[test]
    fn the_functions_have_their_known_values() {
        let squared = std::f64::consts::PI * std::f64::consts::PI;
        assert!((digamma(1.0) + EULER).abs() < 1e-13);
        assert!((digamma(0.5) + EULER + 2.0 * std::f64::consts::LN_2).abs() < 1e-13);
        assert!((trigamma(1.0) - squared / 6.0).abs() < 1e-13);
        assert!((trigamma(0.5) - squared / 2.0).abs() < 1e-13);
        for x in [0.2, 1.0, 7.5, 400.0] {
            assert!((inverse_trigamma(trigamma(x)) / x - 1.0).abs() < 1e-9, "{x}");
        }
    }

    /// `samples` of four values whose variances are those of `variance`.
    fn samples(study: u64, samples: u64, variance: impl Fn(u64) -> f64) -> Vec<Vec<f64>> {
        let streams = Streams::new(3, 0);
        let value = |sample, of| {
            let address = study * 1_000 + sample;
            variance(sample).sqrt() * standard_normal(streams.uniform(0, address, of, 0))
        };
        (0..samples).map(|sample| (0..4).map(|of| value(sample, of)).collect()).collect()
    }

    #[test]
    fn equal_variances_are_found_to_be_equal_and_different_ones_keep_their_difference() {
        let variances =
            |all: &[Vec<f64>]| -> Vec<f64> { all.iter().map(|of| variance(of)).collect() };
        let equal = Moderation::of(&variances(&samples(0, 4_000, |_| 9.0)), 3.0).expect("enough");
        // The mean of so many logarithms has an error of 1.5%, their variance one of 0.04.
        assert!((equal.usual / 9.0 - 1.0).abs() < 0.12 && equal.worth > 20.0, "{equal:?}");
        let apart = samples(10, 400, |sample| if sample % 2 == 0 { 1.0 } else { 400.0 });
        let apart = Moderation::of(&variances(&apart), 3.0).expect("enough");
        assert!(apart.worth < 3.0, "{apart:?}");
        // A tenth has no exact binary form; three of them still do not vary.
        assert_eq!(variance_of([0.1, 0.1, 0.1].into_iter(), 0.1), 0.0);
        assert_eq!(variance_of([1.0, 3.0].into_iter(), 3.0), 2.0);
        assert!(apart.variance(0.0) > 0.0 && apart.variance(0.0) < apart.variance(1.0));
        assert_eq!(Moderation::of(&[1.0, 2.0, 0.0, 0.0, 3.0, 4.0], 3.0), None);
    }

    /// The share of intervals that hold the mean, which is zero.
    fn coverage(variance_of: impl Fn(u64) -> f64 + Copy) -> f64 {
        let (mut held, mut all) = (0, 0);
        for study in 0..100 {
            let samples = samples(study, 40, variance_of);
            let variances: Vec<f64> = samples.iter().map(|sample| variance(sample)).collect();
            let found = Moderation::of(&variances, 3.0).expect("forty");
            let errors = errors_beside(found.freedom(), 0.95);
            for (sample, own) in samples.iter().zip(&variances) {
                let half = errors * (found.variance(*own) / 4.0).sqrt();
                held += u32::from(mean(sample).abs() <= half);
                all += 1;
            }
        }
        f64::from(held) / f64::from(all)
    }

    #[test]
    fn intervals_hold_the_truth_as_often_as_they_say() {
        // 4,000 intervals each: 95% is known to 0.7 points.
        let equal = coverage(|_| 4.0);
        assert!((0.94..=0.96).contains(&equal), "{equal}");
        // From a half to twice the usual variance, as networks of a region may differ.
        let unequal = coverage(|sample| libm::exp2((sample % 3) as f64 - 1.0));
        assert!((0.935..=0.965).contains(&unequal), "{unequal}");
    }
}
