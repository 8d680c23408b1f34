//! A lognormal distribution fitted to values that may be rounded, by maximum likelihood, and how far the fit is
//! from them.

use crate::engine::samplers::standard_normal;
use crate::engine::streams::Streams;
use crate::statistics::distributions::{normal_density, normal_share_below};
use crate::statistics::purpose::SYNTHETIC;

/// Values that lie between two bounds, and how many of them. Equal bounds are an exact value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Between {
    /// The lower bound, not negative.
    pub low: f64,
    /// The upper bound, above zero.
    pub high: f64,
    /// The number of values.
    pub count: u64,
}

/// A lognormal distribution by the mean and standard deviation of the logarithm.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lognormal {
    /// The mean of the logarithm.
    pub mu: f64,
    /// The standard deviation of the logarithm, above zero.
    pub sigma: f64,
}

/// The most rounds of the algorithm.
const ROUNDS: usize = 1_000;

/// The largest share of values that may have been left out \[-\]. Of more nothing is known from the others.
const MOST_LOST: f64 = 0.5;

impl Lognormal {
    /// The share below `value` \[-\].
    pub fn share_below(&self, value: f64) -> f64 {
        if value > 0.0 {
            normal_share_below((libm::log(value) - self.mu) / self.sigma)
        } else {
            0.0
        }
    }

    /// The mean.
    pub fn mean(&self) -> f64 {
        libm::exp(self.mu + self.sigma * self.sigma / 2.0)
    }

    /// The standard deviation divided by the mean \[-\].
    pub fn variation(&self) -> f64 {
        libm::sqrt(libm::expm1(self.sigma * self.sigma))
    }

    /// The share below `value` \[-\] of those values that are not below `least`.
    pub fn share_of_kept(&self, value: f64, least: f64) -> f64 {
        let lost = self.share_below(least);
        ((self.share_below(value) - lost) / (1.0 - lost)).max(0.0)
    }

    /// The most likely distribution of values within bounds, by expectation and maximisation. Values below `least`
    /// were left out of the sample (0 if none were), however many there are.
    ///
    /// `None` if fewer than two different values leave the spread unknown.
    ///
    /// # Source
    ///
    /// Dempster, Laird and Rubin (1977), "Maximum likelihood from incomplete data via the EM algorithm", *Journal
    /// of the Royal Statistical Society B* 39: 1–38; moments of the normal distribution between two bounds.
    pub fn fitted(values: &[Between], least: f64) -> Option<Lognormal> {
        let n: f64 = values.iter().map(|cell| cell.count as f64).sum();
        let first = values.first()?;
        if values.iter().all(|cell| (cell.low, cell.high) == (first.low, first.high)) {
            return None;
        }
        let middle = |cell: &Between| libm::log(f64::midpoint(cell.low, cell.high));
        // With `lost` values that were left out, and their moments.
        let moments = |of: &dyn Fn(&Between) -> (f64, f64), lost: (f64, (f64, f64))| {
            let n = n + lost.0;
            let (mut sum, mut square) = (lost.0 * lost.1.0, lost.0 * lost.1.1);
            for cell in values {
                let (mean, second) = of(cell);
                sum += cell.count as f64 * mean;
                square += cell.count as f64 * second;
            }
            let mu = sum / n;
            Lognormal { mu, sigma: libm::sqrt((square / n - mu * mu).max(1e-12)) }
        };
        let none = (0.0, (0.0, 0.0));
        let mut found = moments(&|cell| (middle(cell), middle(cell) * middle(cell)), none);
        if values.iter().all(|cell| cell.low == cell.high) {
            return Some(found);
        }
        for _ in 0..ROUNDS {
            let last = found;
            let share = last.share_below(least).min(MOST_LOST);
            let below = Between { low: 0.0, high: least, count: 0 };
            let lost = match share > 0.0 {
                true => (n * share / (1.0 - share), last.expected(&below)),
                false => none,
            };
            found = moments(&|cell| last.expected(cell), lost);
            if (found.mu - last.mu).abs() + (found.sigma - last.sigma).abs() < 1e-10 {
                break;
            }
        }
        Some(found)
    }

    /// The expected logarithm of a value within bounds, and of its square.
    fn expected(&self, cell: &Between) -> (f64, f64) {
        let z = |value: f64| (libm::log(value) - self.mu) / self.sigma;
        let middle = libm::log(f64::midpoint(cell.low, cell.high));
        if cell.low == cell.high {
            return (middle, middle * middle);
        }
        let upper = z(cell.high);
        let (lower, at_lower) = match cell.low > 0.0 {
            true => (normal_share_below(z(cell.low)), normal_density(z(cell.low))),
            false => (0.0, 0.0),
        };
        let share = normal_share_below(upper) - lower;
        // So far out that the share is lost in rounding.
        if share < 1e-12 {
            return (middle, middle * middle);
        }
        let below = if cell.low > 0.0 { z(cell.low) * at_lower } else { 0.0 };
        let mean = (at_lower - normal_density(upper)) / share;
        let second = 1.0 + (below - upper * normal_density(upper)) / share;
        let log = self.mu + self.sigma * mean;
        let square = self.mu * self.mu
            + 2.0 * self.mu * self.sigma * mean
            + self.sigma * self.sigma * second;
        (log, square)
    }
}

/// The largest distance between the shares below a bound in `values`, which are in ascending order, and in a
/// distribution: the statistic of Kolmogorov and Smirnov. Within bounds nothing can be compared.
pub fn distance(values: &[Between], share_below: impl Fn(f64) -> f64) -> f64 {
    let n: f64 = values.iter().map(|cell| cell.count as f64).sum();
    let (mut below, mut most) = (0.0_f64, 0.0_f64);
    for cell in values {
        most = most.max((below / n - share_below(cell.low)).abs());
        below += cell.count as f64;
        most = most.max((below / n - share_below(cell.high)).abs());
    }
    most
}

/// The values in ascending order, each known to the nearest `unit`, or exactly if it is `None`.
pub fn grouped(values: &mut [f64], unit: Option<f64>) -> Vec<Between> {
    values.sort_by(f64::total_cmp);
    let mut found: Vec<Between> = Vec::new();
    for value in values {
        let (low, high) = match unit {
            Some(unit) => ((*value - unit / 2.0).max(0.0), *value + unit / 2.0),
            None => (*value, *value),
        };
        match found.last_mut() {
            Some(last) if (last.low, last.high) == (low, high) => last.count += 1,
            _ => found.push(Between { low, high, count: 1 }),
        }
    }
    found
}

/// The probability \[-\] of a distance of at least `distance` if the lognormal distribution is right, with
/// parameters estimated anew from each of `replicates` made-up samples of `n` values, rounded to `unit`, of which
/// those that would be 0 are left out: a parametric bootstrap. Tables of Kolmogorov's distribution do not hold where
/// the parameters come from the same values.
///
/// # Source
///
/// Lilliefors (1967), "On the Kolmogorov–Smirnov test for normality with mean and variance unknown", *Journal of
/// the American Statistical Association* 62: 399–402.
pub fn probability(
    fit: &Lognormal,
    (n, unit): (usize, Option<f64>),
    observed: f64,
    (streams, replicates): (&Streams, u32),
) -> f64 {
    let least = unit.map_or(0.0, |unit| unit / 2.0);
    let lost = fit.share_below(least);
    let mut as_far = 1;
    for replicate in 0..replicates {
        let draw = |place: usize| {
            let chance =
                lost + (1.0 - lost) * streams.uniform(SYNTHETIC, place as u64, replicate, 0);
            let value = libm::exp(fit.mu + fit.sigma * standard_normal(chance));
            unit.map_or(value, |unit| ((value / unit).round() * unit).max(unit))
        };
        let mut sample: Vec<f64> = (0..n).map(draw).collect();
        let cells = grouped(&mut sample, unit);
        let again = Lognormal::fitted(&cells, least);
        let found =
            again.map_or(1.0, |again| distance(&cells, |value| again.share_of_kept(value, least)));
        as_far += u32::from(found >= observed);
    }
    f64::from(as_far) / f64::from(replicates + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Values at the quantiles of a lognormal distribution.
    fn quantiles(mu: f64, sigma: f64, n: usize) -> Vec<f64> {
        let at = |place: usize| (place as f64 + 0.5) / n as f64;
        (0..n).map(|place| libm::exp(mu + sigma * standard_normal(at(place)))).collect()
    }

    #[test]
    fn exact_values_have_the_moments_of_their_logarithms() {
        let cells = grouped(&mut [1.0, libm::exp(2.0)], None);
        let found = Lognormal::fitted(&cells, 0.0).expect("two values");
        assert!((found.mu - 1.0).abs() < 1e-12 && (found.sigma - 1.0).abs() < 1e-12, "{found:?}");
        assert!((found.mean() - libm::exp(1.5)).abs() < 1e-12);
        // By hand: at the lower value 0 and 0.5 are observed, and 0.1587 are below it.
        let far = distance(&cells, |value| found.share_below(value));
        assert!((far - 0.341_344_7).abs() < 1e-6, "{far}");
    }

    #[test]
    fn rounding_to_minutes_does_not_move_the_estimate() {
        let mut rounded: Vec<f64> =
            quantiles(1.0, 0.8, 20_000).iter().map(|value| value.round()).collect();
        rounded.retain(|value| *value > 0.0);
        let found = Lognormal::fitted(&grouped(&mut rounded, Some(1.0)), 0.5).expect("many values");
        // A share of 1.7% is rounded to nothing and left out, which the fit knows.
        assert!((found.mu - 1.0).abs() < 0.003 && (found.sigma - 0.8).abs() < 0.003, "{found:?}");
        let mut long: Vec<f64> =
            quantiles(2.5, 0.5, 20_000).iter().map(|value| (value / 5.0).round() * 5.0).collect();
        let found = Lognormal::fitted(&grouped(&mut long, Some(5.0)), 0.0).expect("many values");
        assert!((found.mu - 2.5).abs() < 0.002 && (found.sigma - 0.5).abs() < 0.002, "{found:?}");
    }

    #[test]
    fn one_value_leaves_the_spread_unknown() {
        assert_eq!(Lognormal::fitted(&grouped(&mut [7.0, 7.0], Some(1.0)), 0.5), None);
        assert_eq!(Lognormal::fitted(&[], 0.0), None);
    }

    #[test]
    fn another_distribution_is_improbable_and_the_right_one_is_not() {
        let streams = Streams::new(1, 0);
        let judged = |mut values: Vec<f64>| {
            let cells = grouped(&mut values, None);
            let fit = Lognormal::fitted(&cells, 0.0).expect("many values");
            let far = distance(&cells, |value| fit.share_below(value));
            probability(&fit, (values.len(), None), far, (&streams, 99))
        };
        assert!(judged(quantiles(2.0, 0.5, 300)) > 0.9);
        assert!(judged((1..=300).map(f64::from).collect()) < 0.05);
    }
}
