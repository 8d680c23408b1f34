//! Simulation noise, taken out of the results of draws.
//!
//! Results from one replication a draw vary because parameters differ and because chance does. An
//! interval of the expected result should hold the first only; so should the probability that an
//! option is best. A second replication of some draws shows how much is chance.

use crate::decisions::weights::Weights;
use crate::statistics::symmetric::{Eigen, Matrix, product};

/// The smallest number of second replications from which noise is judged; where there are fewer, of
/// degrees of freedom of them and of [central replications](without_noise_beside) together.
pub const LEAST_PAIRS: usize = 10;

/// Results of draws without noise.
#[derive(Clone, Debug, PartialEq)]
pub struct Expected {
    /// `values[draw][option]` \[the unit of the results\]: moved towards their mean so that they
    /// vary only as much as expected results do.
    pub values: Vec<Vec<f64>>,
    /// For each option, the share of the variance over draws that was noise, from 0 to 1 \[-\].
    pub noise: Vec<f64>,
}

/// Takes noise out of `values[draw][option]`, given second results of some draws: `again` has the
/// index of a draw and its results from another replication.
///
/// With S the weighted covariance over draws and N that of the noise, values are moved linearly
/// about their mean so that their covariance becomes S − N, and no further than this takes:
///
/// ```text
/// A = S^(−½) (S^½ (S − N) S^½)^½ S^(−½)
/// ```
///
/// The variance of noise is known no better than its pairs allow: with 20 pairs to a third. If
/// noise is more than a fifth of the variance, more pairs are needed: at three fifths, intervals of
/// 95% by 20 pairs covered 89%.
///
/// So results that options share stay shared. The form of the distribution stays too; that is exact
/// if results are normal. Where N exceeds S by chance the variance becomes 0. Give differences from
/// a baseline if those are what is asked about: most noise is common.
///
/// `None` for fewer than [`LEAST_PAIRS`] second results, for a list of them or draws with different
/// numbers of options, a number of draws that is not that of weights, an index of no draw, or
/// values that are not finite.
///
/// # Source
///
/// The linear map between normal distributions that moves least: Olkin and Pukelsheim (1982), "The
/// distance between two random vectors with given dispersion matrices", *Linear Algebra and its
/// Applications* 48: 257–263. Variance by nested replications: O'Hagan, Stevenson and Madan (2007),
/// "Monte Carlo probabilistic sensitivity analysis for patient level simulation models", *Health
/// Economics* 16: 1009–1023.
///
/// # Example
///
/// ```
/// use pcn_sim::decisions::noise::without_noise;
/// use pcn_sim::decisions::weights::Weights;
///
/// // Results 0 to 19; a second replication of every draw gives the same: there is no noise.
/// let values: Vec<Vec<f64>> = (0..20).map(|draw| vec![f64::from(draw)]).collect();
/// let again: Vec<(usize, Vec<f64>)> = values.iter().cloned().enumerate().collect();
/// let found = without_noise(&values, &again, &Weights::equal(20)).expect("pairs");
/// assert_eq!(found.noise, [0.0]);
/// assert!((found.values[7][0] - 7.0).abs() < 1e-9);
/// ```
pub fn without_noise(
    values: &[Vec<f64>],
    again: &[(usize, Vec<f64>)],
    weights: &Weights,
) -> Option<Expected> {
    without_noise_beside(values, again, &[], weights)
}

/// [`without_noise`] where few draws have a second result: then replications with the stated parameters,
/// `central[replication][option]`, help to judge the noise. It is taken to be of the same size there as in
/// draws; with [`LEAST_PAIRS`] second results or more, central replications are not looked at.
///
/// `None` also if second results and central replications give fewer degrees of freedom than
/// [`LEAST_PAIRS`].
pub fn without_noise_beside(
    values: &[Vec<f64>],
    again: &[(usize, Vec<f64>)],
    central: &[Vec<f64>],
    weights: &Weights,
) -> Option<Expected> {
    let options = values.first()?.len();
    let central = if again.len() < LEAST_PAIRS { central } else { &[] };
    let is_complete = |row: &Vec<f64>| row.len() == options && row.iter().all(|x| x.is_finite());
    let all = values.iter().chain(again.iter().map(|(_, row)| row)).chain(central);
    let are_complete = all.into_iter().all(is_complete);
    let is_draw = |(draw, _): &(usize, Vec<f64>)| *draw < values.len();
    let freedom = again.len() + central.len().saturating_sub(1);
    if !are_complete || freedom < LEAST_PAIRS || !again.iter().all(is_draw) {
        return None;
    }
    if weights.shares().len() != values.len() || options == 0 {
        return None;
    }
    let of = |option: usize| values.iter().map(|row| row[option]).collect::<Vec<f64>>();
    let means: Vec<f64> = (0..options).map(|option| weights.mean(&of(option))).collect();
    let free = 1.0 - 1.0 / weights.effective();
    let over_draws = matrix(options, |i, j| {
        let products = values.iter().map(|row| (row[i] - means[i]) * (row[j] - means[j]));
        weights.mean(&products.collect::<Vec<f64>>()) / free
    });
    let centre: Vec<f64> = (0..options)
        .map(|option| central.iter().map(|row| row[option]).sum::<f64>() / central.len() as f64)
        .collect();
    let of_noise = matrix(options, |i, j| {
        let half = |(draw, second): &(usize, Vec<f64>)| {
            let first = &values[*draw];
            (first[i] - second[i]) * (first[j] - second[j]) / 2.0
        };
        let at = |row: &Vec<f64>| (row[i] - centre[i]) * (row[j] - centre[j]);
        let sum = again.iter().map(half).sum::<f64>() + central.iter().map(at).sum::<f64>();
        sum / freedom as f64
    });
    let moved = towards_mean(&over_draws, &of_noise);
    let expected = |row: &Vec<f64>| {
        let off: Vec<f64> = row.iter().zip(&means).map(|(value, mean)| value - mean).collect();
        let by = |(line, mean): (&Vec<f64>, &f64)| {
            mean + line.iter().zip(&off).map(|(a, x)| a * x).sum::<f64>()
        };
        moved.iter().zip(&means).map(by).collect()
    };
    let share = |option: usize| {
        let (noise, all) = (of_noise[option][option], over_draws[option][option]);
        // Without any variance there is no noise either.
        if noise > 0.0 { (noise / all).min(1.0) } else { 0.0 }
    };
    Some(Expected {
        values: values.iter().map(expected).collect(),
        noise: (0..options).map(share).collect(),
    })
}

fn matrix(options: usize, entry: impl Fn(usize, usize) -> f64) -> Matrix {
    (0..options).map(|i| (0..options).map(|j| entry(i, j)).collect()).collect()
}

/// The map that turns the covariance `all` into `all` − `noise`, or, where that is negative, into
/// none.
fn towards_mean(all: &[Vec<f64>], noise: &[Vec<f64>]) -> Matrix {
    let count = all.len();
    let eigen = Eigen::of(all);
    let largest = eigen.values.iter().copied().fold(0.0, f64::max);
    // Directions in which nothing varies stay as they are: as 0.
    let is_there = |value: f64| value > 1e-12 * largest;
    let root = eigen.map(|value| value.max(0.0).sqrt());
    let inverse = eigen.map(|value| if is_there(value) { 1.0 / value.sqrt() } else { 0.0 });
    let wanted = Eigen::of(&matrix(count, |i, j| all[i][j] - noise[i][j])).map(|v| v.max(0.0));
    let middle = Eigen::of(&product(&product(&root, &wanted), &root)).map(|v| v.max(0.0).sqrt());
    product(&product(&inverse, &middle), &inverse)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::samplers::standard_normal;
    use crate::engine::streams::Streams;
    use crate::statistics::interval::variance;

    type Again = Vec<(usize, Vec<f64>)>;

    /// Draws of two options whose expected results have the standard deviations 1 and 2 and
    /// correlate with 0.6, with noise of standard deviation 1.5, half of whose variance is common.
    fn draws(count: u64) -> (Vec<Vec<f64>>, Again) {
        let streams = Streams::new(1, 0);
        let z =
            |draw, what, replication| standard_normal(streams.uniform(0, draw, what, replication));
        let result = |draw: u64, replication: u16| {
            let (one, other) = (z(draw, 0, 0), 0.6 * z(draw, 0, 0) + 0.8 * z(draw, 1, 0));
            let noise = |what| 1.5 * 0.5_f64.sqrt() * z(draw, what, replication);
            vec![one + noise(2) + noise(3), 2.0 * other + noise(2) + noise(4)]
        };
        let again = (0..count).step_by(10).map(|draw| (draw as usize, result(draw, 1))).collect();
        ((0..count).map(|draw| result(draw, 0)).collect(), again)
    }

    #[test]
    fn expected_results_vary_as_they_should_and_together() {
        // 20,000 draws, 2,000 pairs: the variance of noise, 2.25, has the standard error 2.25 ·
        // √(2/2,000) = 0.07, and those over draws have 0.03 and 0.06; shares of noise have some
        // 0.03.
        let (values, again) = draws(20_000);
        let found = without_noise(&values, &again, &Weights::equal(20_000)).expect("pairs");
        let of = |option: usize| found.values.iter().map(|row| row[option]).collect::<Vec<f64>>();
        let (one, other) = (of(0), of(1));
        let both: Vec<f64> = one.iter().zip(&other).map(|(a, b)| a + b).collect();
        let (v1, v2) = (variance(&one), variance(&other));
        let covariance = (variance(&both) - v1 - v2) / 2.0;
        assert!((v1 - 1.0).abs() < 0.24 && (v2 - 4.0).abs() < 0.3, "{v1} {v2}");
        assert!((covariance - 1.2).abs() < 0.2, "{covariance}");
        assert!((found.noise[0] - 2.25 / 3.25).abs() < 0.07, "{:?}", found.noise);
        assert!((found.noise[1] - 2.25 / 6.25).abs() < 0.05, "{:?}", found.noise);
    }

    #[test]
    fn one_option_is_moved_by_the_root_of_the_share_that_is_no_noise() {
        // Values ±2 with pairs that differ by ±2: noise has the variance 2, all has 4 · 20/19.
        let values: Vec<Vec<f64>> =
            (0..20).map(|i| vec![if i % 2 == 0 { 2.0 } else { -2.0 }]).collect();
        let again: Vec<(usize, Vec<f64>)> = (0..20).map(|i| (i, vec![0.0])).collect();
        let found = without_noise(&values, &again, &Weights::equal(20)).expect("pairs");
        let all: f64 = 80.0 / 19.0;
        assert!((found.values[0][0] - 2.0 * ((all - 2.0) / all).sqrt()).abs() < 1e-9);
        assert!((found.noise[0] - 2.0 / all).abs() < 1e-12);
    }

    #[test]
    fn where_all_is_noise_nothing_is_left() {
        let values: Vec<Vec<f64>> = (0..20).map(|i| vec![f64::from(i % 2), 5.0]).collect();
        let again: Vec<(usize, Vec<f64>)> =
            (0..20).map(|i| (i, vec![if i % 2 == 0 { 3.0 } else { -2.0 }, 5.0])).collect();
        let found = without_noise(&values, &again, &Weights::equal(20)).expect("pairs");
        assert!(found.values.iter().all(|row| (row[0] - 0.5).abs() < 1e-9 && row[1] == 5.0));
        assert_eq!(found.noise, [1.0, 0.0]);
    }

    #[test]
    fn central_replications_help_where_pairs_are_few() {
        // Two pairs that differ by nothing, and nine central replications whose squares add up to 66:
        // the noise has the variance 66 / (2 + 8).
        let values: Vec<Vec<f64>> = (0..20).map(|i| vec![f64::from(i) * 3.0]).collect();
        let again: Vec<(usize, Vec<f64>)> = (0..2).map(|i| (i, values[i].clone())).collect();
        let central: Vec<Vec<f64>> =
            [-5.0, -2.0, -2.0, 0.0, 0.0, 0.0, 2.0, 2.0, 5.0].map(|x| vec![7.0 + x]).to_vec();
        let weights = Weights::equal(20);
        let found = without_noise_beside(&values, &again, &central, &weights).expect("enough");
        assert!((found.noise[0] - 6.6 / (9.0 * 35.0)).abs() < 1e-12, "{:?}", found.noise);
        assert!(without_noise_beside(&values, &again, &central[1..], &weights).is_none());
        // With enough pairs they are not looked at.
        let again: Vec<(usize, Vec<f64>)> = values.iter().cloned().enumerate().collect();
        let found = without_noise_beside(&values, &again, &central, &weights).expect("enough");
        assert_eq!(found.noise, [0.0]);
    }

    #[test]
    fn few_or_incomplete_pairs_are_refused() {
        let (values, again) = draws(200);
        let weights = Weights::equal(200);
        assert!(without_noise(&values, &again[..9], &weights).is_none());
        assert!(without_noise(&values[..20], &again, &Weights::equal(20)).is_none());
        assert!(without_noise(&values, &again, &Weights::equal(20)).is_none());
        let short: Vec<(usize, Vec<f64>)> = (0..10).map(|draw| (draw, vec![1.0])).collect();
        assert!(without_noise(&values, &short, &weights).is_none());
    }
}
