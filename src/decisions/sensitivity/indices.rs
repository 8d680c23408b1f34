//! Sobol' indices: the shares of variance that parameters explain alone and together with others.

use crate::engine::streams::Streams;
use crate::statistics::order::bootstrap_interval;
use crate::statistics::sobol::{DIMENSIONS, Sobol};

/// How many indices a design gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// First and total indices: a block of k + 2 points for k groups.
    FirstAndTotal,
    /// Also those of pairs: a block of 2k + 2 points.
    Pairs,
}

/// A design of blocks: two independent points A and B, and points that have the coordinates of one
/// group from the other.
///
/// Parameters must be independent of each other. A block is A, B, for each group A with that group
/// from B, and for pairs also for each group B with that group from A. Take a power of two of
/// blocks.
///
/// # Source
///
/// Saltelli et al. (2010), "Variance based sensitivity analysis of model output. Design and
/// estimator for the total sensitivity index", *Computer Physics Communications* 181: 259–270:
/// first indices by their equation (b), total ones by Jansen's (f). Pairs: Saltelli (2002), "Making
/// best use of model evaluations to compute sensitivity indices", *Computer Physics Communications*
/// 145: 280–297. Values are centred first, which makes the estimates of first indices more precise.
///
/// # Example
///
/// ```
/// use pcn_sim::decisions::sensitivity::indices::{Order, SobolIndices};
/// use pcn_sim::engine::streams::Streams;
///
/// // f = x + 2 y: variances 1/12 and 4/12, so shares 0.2 and 0.8.
/// let design = SobolIndices::new(&[0, 1], Order::FirstAndTotal, Streams::new(1, 0)).expect("two groups");
/// let model = |point: &[f64]| point[0] + 2.0 * point[1];
/// let values: Vec<f64> = (0..1_024 * design.block()).map(|index| model(&design.point(index))).collect();
/// let found = design.estimate(&values).expect("values that vary");
/// assert!((found.first[1] - 0.8).abs() < 0.01 && (found.total[0] - 0.2).abs() < 0.01);
/// ```
#[derive(Clone, Debug)]
pub struct SobolIndices {
    groups: Vec<usize>,
    count: usize,
    order: Order,
    points: Sobol,
    streams: Streams,
}

/// Estimated indices \[-\].
#[derive(Clone, Debug, PartialEq)]
pub struct Estimate {
    /// The mean of the values.
    pub mean: f64,
    /// Their variance.
    pub variance: f64,
    /// For each group, the share of variance that it explains alone.
    pub first: Vec<f64>,
    /// For each group, the share of variance that would remain if all others were known.
    pub total: Vec<f64>,
    /// For each pair of groups, the smaller first, the share that only both together explain. Empty
    /// unless asked for.
    pub pairs: Vec<((usize, usize), f64)>,
}

/// Bootstrap intervals of first and total indices, one a group.
#[derive(Clone, Debug, PartialEq)]
pub struct Intervals {
    /// Of the first indices.
    pub first: Vec<(f64, f64)>,
    /// Of the total indices.
    pub total: Vec<(f64, f64)>,
}

impl SobolIndices {
    /// A design in which parameter i belongs to group `groups[i]`; groups are numbered from 0
    /// without gaps.
    ///
    /// `None` without parameters, for more than half of [`DIMENSIONS`], or with a gap among groups.
    pub fn new(groups: &[usize], order: Order, streams: Streams) -> Option<SobolIndices> {
        let count = groups.iter().max()? + 1;
        let is_there = |group: usize| groups.contains(&group);
        if groups.len() > DIMENSIONS / 2 || !(0..count).all(is_there) {
            return None;
        }
        let points = Sobol::scrambled(2 * groups.len(), streams)?;
        Some(SobolIndices { groups: groups.to_owned(), count, order, points, streams })
    }

    /// The number of points of a block.
    pub fn block(&self) -> usize {
        match self.order {
            Order::FirstAndTotal => self.count + 2,
            Order::Pairs => 2 * self.count + 2,
        }
    }

    /// A point of the design. Points are numbered block by block.
    pub fn point(&self, index: usize) -> Vec<f64> {
        let (block, place) = (index / self.block(), index % self.block());
        let both = self.points.point(block as u32);
        let (a, b) = both.split_at(self.groups.len());
        let is_from_b = |group: usize| match place {
            0 => false,
            1 => true,
            _ if place < self.count + 2 => group == place - 2,
            _ => group != place - 2 - self.count,
        };
        let coordinates = self.groups.iter().zip(a.iter().zip(b));
        coordinates.map(|(group, (a, b))| if is_from_b(*group) { *b } else { *a }).collect()
    }

    /// The indices by the values of the points in their order. An incomplete last block is left
    /// out.
    ///
    /// `None` for fewer than two blocks, or if the values do not vary or are not finite.
    pub fn estimate(&self, values: &[f64]) -> Option<Estimate> {
        let blocks: Vec<usize> = (0..values.len() / self.block()).collect();
        self.of(values, &blocks)
    }

    /// Bootstrap percentile intervals of first and total indices, by resampling blocks. Blocks are
    /// spread evenly, which the bootstrap does not know, so the intervals are rather too wide.
    ///
    /// `None` as for [`SobolIndices::estimate`], or without replicates.
    pub fn intervals(&self, values: &[f64], replicates: u32, confidence: f64) -> Option<Intervals> {
        let count = values.len() / self.block();
        let interval = |index: &dyn Fn(&Estimate) -> f64| {
            let statistic =
                |drawn: &[usize]| self.of(values, drawn).map_or(f64::NAN, |e| index(&e));
            bootstrap_interval(count, replicates, confidence, &self.streams, statistic)
        };
        let groups = 0..self.count;
        let first = groups.clone().map(|group| interval(&|e| e.first[group]));
        let total = groups.map(|group| interval(&|e| e.total[group]));
        Some(Intervals {
            first: first.collect::<Option<_>>()?,
            total: total.collect::<Option<_>>()?,
        })
    }

    /// The indices by some of the blocks.
    fn of(&self, values: &[f64], blocks: &[usize]) -> Option<Estimate> {
        let size = self.block();
        let value = |block: usize, place: usize| values[block * size + place];
        let number = blocks.len() as f64;
        let over = |f: &dyn Fn(usize) -> f64| blocks.iter().map(|b| f(*b)).sum::<f64>() / number;
        let mean = over(&|block| (value(block, 0) + value(block, 1)) / 2.0);
        let square = |x: f64| (x - mean) * (x - mean);
        let variance = over(&|block| (square(value(block, 0)) + square(value(block, 1))) / 2.0);
        if blocks.len() < 2 || variance.is_nan() || variance <= 1e-24 * mean * mean {
            return None;
        }
        let alone = |group: usize| {
            over(&|block| (value(block, 1) - mean) * (value(block, 2 + group) - value(block, 0)))
        };
        let remaining =
            |group: usize| over(&|block| (value(block, 0) - value(block, 2 + group)).powi(2) / 2.0);
        let first: Vec<f64> = (0..self.count).map(alone).collect();
        let mut pairs = Vec::new();
        if self.order == Order::Pairs {
            for one in 0..self.count {
                for other in one + 1..self.count {
                    // B with one from A, and A with the other from B, share the coordinates of both
                    // and no others.
                    let both = over(&|block| {
                        (value(block, 2 + self.count + one) - mean)
                            * (value(block, 2 + other) - mean)
                            - (value(block, 0) - mean) * (value(block, 1) - mean)
                    });
                    pairs.push(((one, other), (both - first[one] - first[other]) / variance));
                }
            }
        }
        Some(Estimate {
            mean,
            variance,
            first: first.iter().map(|index| index / variance).collect(),
            total: (0..self.count).map(|group| remaining(group) / variance).collect(),
            pairs,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(design: &SobolIndices, blocks: usize, model: impl Fn(&[f64]) -> f64) -> Vec<f64> {
        (0..blocks * design.block()).map(|index| model(&design.point(index))).collect()
    }

    #[test]
    fn a_group_has_what_its_members_explain() {
        // x + y + 2z, with x and y together: 2/6 and 4/6, without interaction.
        let design = SobolIndices::new(&[0, 0, 1], Order::FirstAndTotal, Streams::new(1, 0));
        let design = design.expect("groups");
        let values = values(&design, 1_024, |p| p[0] + p[1] + 2.0 * p[2]);
        let found = design.estimate(&values).expect("values");
        for (index, known) in found.first.iter().chain(&found.total).zip([1.0, 2.0, 1.0, 2.0]) {
            assert!((index - known / 3.0).abs() < 0.01, "{found:?}");
        }
    }

    #[test]
    fn intervals_hold_the_indices_and_an_incomplete_block_is_left_out() {
        let design = SobolIndices::new(&[0, 1], Order::Pairs, Streams::new(2, 0)).expect("groups");
        // x y about 1/2: variances 1/48 each, and 1/144 of the pair.
        let mut values = values(&design, 256, |p| p[0] * p[1]);
        let whole = design.estimate(&values).expect("values");
        values.extend([9.0, 9.0]);
        assert_eq!(design.estimate(&values).expect("values"), whole);
        let intervals = design.intervals(&values, 200, 0.95).expect("values");
        for group in 0..2 {
            let (low, high) = intervals.first[group];
            assert!(low < 3.0 / 7.0 && 3.0 / 7.0 < high && high - low < 0.4, "{intervals:?}");
            let (low, high) = intervals.total[group];
            assert!(low < 4.0 / 7.0 && 4.0 / 7.0 < high && high - low < 0.4, "{intervals:?}");
        }
        let ((one, other), pair) = whole.pairs[0];
        assert!((one, other) == (0, 1) && (pair - 1.0 / 7.0).abs() < 0.03, "{pair}");
    }

    #[test]
    fn values_that_do_not_vary_have_no_indices() {
        let design = SobolIndices::new(&[0, 1], Order::FirstAndTotal, Streams::new(1, 0));
        let design = design.expect("groups");
        assert_eq!(design.estimate(&[0.1; 40]), None);
        assert_eq!(design.estimate(&[1.0, 2.0, 3.0, 4.0]), None);
        assert_eq!(design.estimate(&[f64::NAN; 40]), None);
        assert!(SobolIndices::new(&[0; 65], Order::Pairs, Streams::new(1, 0)).is_none());
        assert!(SobolIndices::new(&[1], Order::Pairs, Streams::new(1, 0)).is_none());
    }
}
