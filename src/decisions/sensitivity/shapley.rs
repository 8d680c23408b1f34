//! Shapley effects: the variance divided among parameters so that the shares add up to 1.
//!
//! What parameters explain only together is divided equally among them. An effect lies between the
//! first and the total Sobol' index.

use crate::engine::streams::Streams;
use crate::statistics::order::{bootstrap_interval, shuffled};
use crate::statistics::purpose;
use crate::statistics::sobol::{DIMENSIONS, Sobol};

/// A design of blocks of k + 1 points for k groups of parameters: from one random point to another,
/// one group after the other in random order.
///
/// Parameters must be independent of each other. Take a power of two of blocks.
///
/// # Source
///
/// Owen (2014), "Sobol' indices and Shapley value", *SIAM/ASA Journal on Uncertainty
/// Quantification* 2: 245–251. The estimator: Goda (2021), "A simple algorithm for global
/// sensitivity analysis with Shapley effects", *Reliability Engineering & System Safety* 213:
/// 107702.
///
/// # Example
///
/// ```
/// use pcn_sim::decisions::sensitivity::shapley::Shapley;
/// use pcn_sim::engine::streams::Streams;
///
/// // f = x + 2 y: variances 1/12 and 4/12.
/// let design = Shapley::new(&[0, 1], Streams::new(1, 0)).expect("two groups");
/// let model = |point: &[f64]| point[0] + 2.0 * point[1];
/// let values: Vec<f64> = (0..1_024 * design.block()).map(|index| model(&design.point(index))).collect();
/// let found = design.effects(&values).expect("values that vary");
/// assert!((found[0] - 0.2).abs() < 0.01 && (found[0] + found[1] - 1.0).abs() < 1e-12);
/// ```
#[derive(Clone, Debug)]
pub struct Shapley {
    groups: Vec<usize>,
    count: usize,
    points: Sobol,
    streams: Streams,
}

impl Shapley {
    /// A design in which parameter i belongs to group `groups[i]`; groups are numbered from 0
    /// without gaps.
    ///
    /// `None` without parameters, for more than half of [`DIMENSIONS`], or with a gap among groups.
    pub fn new(groups: &[usize], streams: Streams) -> Option<Shapley> {
        let count = groups.iter().max()? + 1;
        let is_there = |group: usize| groups.contains(&group);
        if groups.len() > DIMENSIONS / 2 || !(0..count).all(is_there) {
            return None;
        }
        let points = Sobol::scrambled(2 * groups.len(), streams)?;
        Some(Shapley { groups: groups.to_owned(), count, points, streams })
    }

    /// The number of points of a block: one more than there are groups.
    pub fn block(&self) -> usize {
        self.count + 1
    }

    /// A point of the design. Points are numbered block by block.
    pub fn point(&self, index: usize) -> Vec<f64> {
        let (block, step) = (index / self.block(), index % self.block());
        let both = self.points.point(block as u32);
        let (from, to) = both.split_at(self.groups.len());
        let moved = &self.order(block)[..step];
        let coordinates = self.groups.iter().zip(from.iter().zip(to));
        coordinates
            .map(|(group, (from, to))| if moved.contains(group) { *to } else { *from })
            .collect()
    }

    /// The order in which groups move.
    fn order(&self, block: usize) -> Vec<usize> {
        shuffled(self.count, &self.streams, purpose::ORDER, block as u32)
    }

    /// The effect of each group \[-\], by the values of the points in their order. Effects sum to one;
    /// an incomplete last block is left out. Where there is little influence, an effect may be
    /// estimated a little below zero.
    ///
    /// `None` without a complete block, or if the values do not vary or are not finite.
    pub fn effects(&self, values: &[f64]) -> Option<Vec<f64>> {
        let parts = self.parts(values);
        shares(&parts, &(0..parts.len()).collect::<Vec<_>>())
    }

    /// Bootstrap percentile intervals of the effects, by resampling blocks.
    ///
    /// `None` as for [`Shapley::effects`], for a single block, or without replicates.
    pub fn intervals(
        &self,
        values: &[f64],
        replicates: u32,
        confidence: f64,
    ) -> Option<Vec<(f64, f64)>> {
        let parts = self.parts(values);
        let interval = |group: usize| {
            let effect =
                |drawn: &[usize]| shares(&parts, drawn).map_or(f64::NAN, |found| found[group]);
            bootstrap_interval(parts.len(), replicates, confidence, &self.streams, effect)
        };
        (0..self.count).map(interval).collect()
    }

    /// For each block, what each group adds to the variance.
    fn parts(&self, values: &[f64]) -> Vec<Vec<f64>> {
        let part = |(block, values): (usize, &[f64])| {
            let mut parts = vec![0.0; self.count];
            for (step, group) in self.order(block).into_iter().enumerate() {
                let (before, after) = (values[step], values[step + 1]);
                parts[group] = (values[0] - f64::midpoint(before, after)) * (before - after);
            }
            parts
        };
        values.chunks_exact(self.block()).enumerate().map(part).collect()
    }
}

/// The parts of some blocks as shares of their sum.
fn shares(parts: &[Vec<f64>], blocks: &[usize]) -> Option<Vec<f64>> {
    let groups = parts.first()?.len();
    let sum = |group: usize| blocks.iter().map(|block| parts[*block][group]).sum::<f64>();
    let sums: Vec<f64> = (0..groups).map(sum).collect();
    let total: f64 = sums.iter().sum();
    (total > 0.0 && total.is_finite()).then(|| sums.iter().map(|sum| sum / total).collect())
}

/// Shapley effects from the variance that each set of parameters explains, exactly.
///
/// `explained[set]` is the variance of the mean given the parameters of a set \[any unit\]; bit i
/// of `set` says whether parameter i is known. The first entry, of no parameter, is 0, and the
/// last, of all, is the variance.
///
/// `None` unless the number of sets is a power of two of at least 2, and the variance is above 0.
///
/// # Source
///
/// Shapley (1953), "A value for n-person games", in *Contributions to the Theory of Games II*,
/// Princeton.
///
/// # Example
///
/// ```
/// use pcn_sim::decisions::sensitivity::shapley::from_sets;
///
/// // Parameter 0 alone explains 1, parameter 1 alone 2, both 5: the 2 that only both explain are shared.
/// assert_eq!(from_sets(&[0.0, 1.0, 2.0, 5.0]), Some(vec![2.0 / 5.0, 3.0 / 5.0]));
/// ```
pub fn from_sets(explained: &[f64]) -> Option<Vec<f64>> {
    let variance = *explained.last()?;
    if explained.len() < 2
        || !explained.len().is_power_of_two()
        || variance.is_nan()
        || variance <= 0.0
    {
        return None;
    }
    let count = explained.len().trailing_zeros() as usize;
    // The share of orders in which just so many come before: 1 / (count · (count − 1 over size)).
    let share = |size: usize| {
        let choose: f64 = (0..size).map(|i| (count - 1 - i) as f64 / (i + 1) as f64).product();
        1.0 / (count as f64 * choose)
    };
    let effect = |parameter: usize| {
        let others = (0..explained.len()).filter(|set| set >> parameter & 1 == 0);
        let added = others.map(|set| {
            let size = set.count_ones() as usize;
            share(size) * (explained[set | 1 << parameter] - explained[set])
        });
        added.sum::<f64>() / variance
    };
    Some((0..count).map(effect).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn effects_add_up_to_one_and_intervals_hold_them() {
        // x y: each has half. One more without influence.
        let design = Shapley::new(&[0, 1, 2], Streams::new(1, 0)).expect("groups");
        let value = |index: usize| design.point(index)[..2].iter().product::<f64>();
        let values: Vec<f64> = (0..512 * 4).map(value).collect();
        let found = design.effects(&values).expect("values");
        assert!((found.iter().sum::<f64>() - 1.0).abs() < 1e-12 && found[2] == 0.0);
        let intervals = design.intervals(&values, 200, 0.95).expect("values");
        let (low, high) = intervals[0];
        assert!(low < 0.5 && 0.5 < high && high - low < 0.3, "{intervals:?}");
    }

    #[test]
    fn groups_move_one_after_the_other_from_one_point_to_another() {
        let design = Shapley::new(&[0, 1, 0], Streams::new(2, 0)).expect("groups");
        for block in 0..20 {
            let points: Vec<Vec<f64>> = (0..3).map(|step| design.point(3 * block + step)).collect();
            for (parameter, coordinate) in points[0].iter().enumerate() {
                assert_ne!(*coordinate, points[2][parameter]);
            }
            assert_eq!(points[0][0] == points[1][0], points[0][2] == points[1][2]);
            assert_ne!(points[0][0] == points[1][0], points[0][1] == points[1][1]);
        }
    }

    #[test]
    fn what_does_not_vary_has_no_effects() {
        let design = Shapley::new(&[0, 1], Streams::new(1, 0)).expect("groups");
        assert_eq!(design.effects(&[1.0; 30]), None);
        assert_eq!(design.effects(&[1.0, 2.0]), None);
        assert_eq!(from_sets(&[0.0, 1.0, 2.0]), None);
        assert_eq!(from_sets(&[0.0, 0.0]), None);
        assert!(Shapley::new(&[0, 2], Streams::new(1, 0)).is_none());
    }
}
