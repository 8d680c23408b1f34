//! How much networks differ in what they gain, how much of that is chance, and what those that gain most have
//! in common.

use crate::statistics::interval::{CONFIDENCE, mean, variance};
use crate::statistics::order::quantile;
use crate::statistics::rank::{spearman, spearman_interval};

/// How much networks differ.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// The median of their means.
    pub median: f64,
    /// The 5th and the 95th centile of their means.
    pub centiles: (f64, f64),
    /// The share of the variance of their means that chance within replications makes, between 0 and 1; `None`
    /// where that is not known.
    pub noise: Option<f64>,
}

/// The spread of `gains[network][replication]`; `None` without networks.
///
/// The variance of the means of networks is that of the networks themselves plus that of chance. Chance is what
/// remains in the table of networks and replications after the means of both: what all networks have in common in
/// a replication makes no network differ from another.
pub fn spread(gains: &[Vec<f64>]) -> Option<Spread> {
    let mut means: Vec<f64> = gains.iter().map(|of| mean(of)).collect();
    means.sort_by(f64::total_cmp);
    let median = quantile(&means, 0.5);
    let centiles = (quantile(&means, 0.05), quantile(&means, 0.95));
    (!means.is_empty()).then(|| Spread { median, centiles, noise: noise(gains) })
}

fn noise(gains: &[Vec<f64>]) -> Option<f64> {
    let (networks, replications) = (gains.len(), gains.first()?.len());
    if networks < 2 || replications < 2 {
        return None;
    }
    let means: Vec<f64> = gains.iter().map(|of| mean(of)).collect();
    let all = sorted_sum(means.clone()) / networks as f64;
    let of_replication =
        |at: usize| sorted_sum(gains.iter().map(|of| of[at]).collect()) / networks as f64;
    let by_replication: Vec<f64> = (0..replications).map(of_replication).collect();
    let squares = gains.iter().zip(&means).flat_map(|(of, own)| {
        let left =
            of.iter().zip(&by_replication).map(move |(value, column)| value - own - column + all);
        left.map(|left| left * left)
    });
    let squares = sorted_sum(squares.collect());
    let chance = squares / ((networks - 1) * (replications - 1)) as f64 / replications as f64;
    let mut sorted = means;
    sorted.sort_by(f64::total_cmp);
    let between = variance(&sorted);
    (between > 0.0).then(|| (chance / between).clamp(0.0, 1.0))
}

/// A sum that does not depend on the order of its parts.
pub fn sorted_sum(mut parts: Vec<f64>) -> f64 {
    parts.sort_by(f64::total_cmp);
    parts.iter().sum()
}

/// A property that goes with what networks gain.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Common {
    /// The property.
    pub what: &'static str,
    /// Its rank correlation with the gains.
    pub correlation: f64,
    /// The interval of that, together with the other properties.
    pub bounds: (f64, f64),
}

/// The fewest networks among which a property is looked for.
pub const LEAST_NETWORKS: usize = 8;

/// Which of the `properties` go clearly with the `gains`, network by network: their rank correlation is clear,
/// together with `together` such questions.
pub fn in_common(
    gains: &[f64],
    properties: &[(&'static str, Vec<f64>)],
    together: usize,
) -> Vec<Common> {
    if gains.len() < LEAST_NETWORKS {
        return Vec::new();
    }
    let confidence = 1.0 - (1.0 - CONFIDENCE) / together.max(1) as f64;
    let one = |(what, values): &(&'static str, Vec<f64>)| {
        let correlation = spearman(gains, values)?;
        // Nothing is more certain than an order without exception.
        let bounds = spearman_interval(correlation, gains.len(), confidence)
            .unwrap_or((correlation, correlation));
        let is_clear = bounds.0 > 0.0 || bounds.1 < 0.0;
        is_clear.then_some(Common { what, correlation, bounds })
    };
    properties.iter().filter_map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::samplers::standard_normal;
    use crate::engine::streams::Streams;

    fn drawn(networks: usize, replications: u32, between: f64) -> Vec<Vec<f64>> {
        let streams = Streams::new(11, 0);
        let normal = |a: usize, b: u32| standard_normal(streams.uniform(0, a as u64, b, 0));
        let one = |network: usize| {
            let own = between * normal(network, 9_999);
            // What all networks have in common in a replication adds nothing.
            (0..replications)
                .map(|at| own + normal(network, at) + 50.0 * normal(9_999, at))
                .collect()
        };
        (0..networks).map(one).collect()
    }

    #[test]
    fn chance_is_told_from_true_differences() {
        // Means of four have a variance of 1/4 by chance alone.
        let alike = spread(&drawn(400, 4, 0.0)).expect("networks");
        assert!(alike.noise.is_some_and(|share| share > 0.85), "{alike:?}");
        let apart = spread(&drawn(400, 4, 1.0)).expect("networks");
        assert!(apart.noise.is_some_and(|share| (share - 0.2).abs() < 0.05), "{apart:?}");
        assert_eq!(spread(&[vec![1.0, 2.0]]).and_then(|found| found.noise), None);
        let same = spread(&[vec![1.0, 2.0], vec![1.0, 2.0]]).expect("two");
        assert_eq!((same.median, same.noise), (1.5, None));
        assert_eq!(spread(&[]), None);
    }

    #[test]
    fn only_what_goes_clearly_with_gains_is_named() {
        let gains: Vec<f64> = (0..20).map(f64::from).collect();
        let with: Vec<f64> =
            gains.iter().map(|gain| gain + if *gain == 3.0 { 5.0 } else { 0.0 }).collect();
        let without: Vec<f64> = (0..20).map(|of| f64::from(of * 7 % 20)).collect();
        let properties = [("rooms", with), ("list", without)];
        let found = in_common(&gains, &properties, 2);
        assert_eq!(found.iter().map(|common| common.what).collect::<Vec<_>>(), ["rooms"]);
        assert!(found[0].correlation > 0.9 && found[0].bounds.0 > 0.5);
        assert!(in_common(&gains[..5], &[("rooms", gains[..5].to_vec())], 1).is_empty());
    }
}
