//! Which ranks networks may have, with what chance leaves open.

use crate::statistics::interval::{CONFIDENCE, errors_beside, mean};
use crate::statistics::moderated::{Moderation, variance_of};

/// The first and the last rank that a network may have, from 1, the largest gain first.
pub type RankRange = (usize, usize);

/// The ranks of networks by their gains.
///
/// `gains[network][replication]`, positive where better; the values of a replication belong together. `noise` is
/// a number for each network to which the variance of its gains is taken to be proportional, where nothing
/// else is known of it. A network ranks after those whose paired difference from it is clear, all pairs
/// together: with the probability [`CONFIDENCE`] every true rank is within its range, by Bonferroni's
/// inequality. Networks whose gains are always the same have the same range.
///
/// `None` for fewer than two replications.
///
/// # Source
///
/// Mogstad, Romano, Shaikh, Wilhelm (2024), "Inference for ranks with applications to mobility across
/// neighbourhoods and academic achievement across countries", *Review of Economic Studies* 91: 476–518:
/// ranks from simultaneous intervals of all differences.
pub fn ranges(gains: &[Vec<f64>], noise: &[f64]) -> Option<Vec<RankRange>> {
    let (count, replications) = (gains.len(), gains.first()?.len());
    if replications < 2 {
        return None;
    }
    let means: Vec<f64> = gains.iter().map(|of| mean(of)).collect();
    // The variance of paired differences.
    let spread = |one: usize, other: usize| -> f64 {
        let size = means[one].abs() + means[other].abs();
        variance_of(gains[one].iter().zip(&gains[other]).map(|(a, b)| a - b), size)
    };
    let pairs = || (0..count).flat_map(|one| (one + 1..count).map(move |other| (one, other)));
    let scale = |one: usize, other: usize| noise[one] + noise[other];
    let freedom = (replications - 1) as f64;
    let scaled: Vec<f64> =
        pairs().map(|(one, other)| spread(one, other) / scale(one, other)).collect();
    let moderation = Moderation::of(&scaled, freedom);
    let each = 1.0 - (1.0 - CONFIDENCE) / scaled.len().max(1) as f64;
    let freedom = moderation.map_or(freedom, |found| found.freedom());
    let errors = if scaled.is_empty() { 0.0 } else { errors_beside(freedom, each) };
    let (mut better, mut worse) = (vec![0; count], vec![0; count]);
    for ((one, other), scaled) in pairs().zip(scaled) {
        let own = moderation.map_or(scaled, |found| found.variance(scaled)) * scale(one, other);
        let half = errors * (own / replications as f64).sqrt();
        let difference = means[one] - means[other];
        // A few replications that happen to agree do not make certain.
        let is_known = scaled > 0.0 || moderation.is_some();
        if is_known && difference.abs() > half {
            let (first, second) = if difference > 0.0 { (one, other) } else { (other, one) };
            better[second] += 1;
            worse[first] += 1;
        }
    }
    Some((0..count).map(|network| (better[network] + 1, count - worse[network])).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::samplers::standard_normal;
    use crate::engine::streams::Streams;

    fn drawn(study: u64, truths: &[f64], replications: u32) -> Vec<Vec<f64>> {
        let streams = Streams::new(7, 0);
        let value = |network: usize, replication: u32| {
            let at = study * 1_000 + network as u64;
            truths[network] + standard_normal(streams.uniform(0, at, replication, 0))
        };
        (0..truths.len()).map(|of| (0..replications).map(|at| value(of, at)).collect()).collect()
    }

    #[test]
    fn what_lies_far_apart_is_ranked_and_what_is_alike_is_not() {
        let far: Vec<f64> = (0..8).map(|of| 100.0 * f64::from(of)).collect();
        let found = ranges(&drawn(0, &far, 4), &[1.0; 8]).expect("four replications");
        let known: Vec<RankRange> = (1..=8).rev().map(|rank| (rank, rank)).collect();
        assert_eq!(found, known);
        // The same gains under eight names: nobody is before anybody.
        let same = vec![vec![3.0, 5.0, 4.0]; 8];
        assert_eq!(ranges(&same, &[1.0; 8]), Some(vec![(1, 8); 8]));
        assert_eq!(ranges(&[vec![1.0]], &[1.0]), None);
        assert_eq!(ranges(&[vec![1.0, 2.0]], &[1.0]), Some(vec![(1, 1)]));
    }

    #[test]
    fn the_order_of_networks_does_not_change_their_ranges() {
        let truths = [0.0, 3.0, 9.0, 9.0, 20.0, 1.0];
        let gains = drawn(3, &truths, 5);
        let found = ranges(&gains, &[1.0, 2.0, 1.0, 2.0, 1.0, 1.0]).expect("five replications");
        let reversed: Vec<Vec<f64>> = gains.iter().rev().cloned().collect();
        let mut again = ranges(&reversed, &[1.0, 1.0, 2.0, 1.0, 2.0, 1.0]).expect("five");
        again.reverse();
        assert_eq!(found, again);
    }

    #[test]
    fn all_true_ranks_are_within_their_ranges_as_often_as_is_said() {
        // Twelve networks, some of them nearly alike: at most 5% of studies put one out of its place.
        let truths: Vec<f64> =
            (0..12).map(|of| f64::from(of / 3) * 1.5 + 0.01 * f64::from(of)).collect();
        let wrong = (0..400).filter(|study| {
            let found = ranges(&drawn(*study, &truths, 4), &[1.0; 12]).expect("four");
            let is_out = |(network, (first, last)): (usize, &RankRange)| {
                !(*first..=*last).contains(&(12 - network))
            };
            found.iter().enumerate().any(is_out)
        });
        let wrong = wrong.count();
        assert!(wrong <= 20 + 9, "{wrong} of 400");
    }
}
