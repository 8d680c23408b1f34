//! The points of a sweep: which of its values each lever has at each point.

use crate::engine::streams::Streams;
use crate::statistics::hypercube::latin_hypercube;
use crate::statistics::sobol::{DIMENSIONS, Sobol};
use serde::{Deserialize, Serialize};

/// The maximum number of points of a sweep.
pub const MOST_SWEPT: usize = 1_000;

/// How points are chosen among the values of levers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Arrangement {
    /// Every combination of values. The values of the last lever change first.
    Grid,
    /// Every value of every lever while the others stay as the scenario states them.
    OneAtATime,
    /// So many points of a Latin hypercube: every part of the range of each lever has one.
    LatinHypercube(u32),
    /// The first so many points of a scrambled Sobol' sequence.
    Sobol(u32),
}

/// Why there are no points.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SweepError {
    /// A range without a step has no values to list.
    #[error("a range without a step has no values to take one by one: state LOW..HIGH:STEP")]
    NoStep,
    /// There are too many points.
    #[error(
        "{points} points, of at most {MOST_SWEPT}: choose larger steps, `--design one-at-a-time`, or \
         `--design sobol` with `--points`"
    )]
    TooMany {
        /// How many.
        points: u128,
    },
    /// A Sobol' sequence has a limited number of dimensions.
    #[error("{levers} levers, of at most {DIMENSIONS} in a Sobol' sequence: use latin-hypercube")]
    TooManyLevers {
        /// How many.
        levers: usize,
    },
}

/// The points of a sweep of levers with so many values each; `None` for a range without a step.
///
/// For each point and lever, the share of its values at which the point lies, from 0 to below 1, or
/// `None` where the lever stays as the scenario states it.
///
/// # Example
///
/// ```
/// use pcn_sim::experiment::sweep::{Arrangement, points};
///
/// let grid = points(&[Some(2), Some(2)], Arrangement::Grid, 1).expect("four points");
/// let shares = |a, b| vec![Some(a), Some(b)];
/// assert_eq!(grid, [shares(0.25, 0.25), shares(0.25, 0.75), shares(0.75, 0.25), shares(0.75, 0.75)]);
/// ```
///
/// # Errors
///
/// [`SweepError`].
pub fn points(
    counts: &[Option<usize>],
    arrangement: Arrangement,
    seed: u64,
) -> Result<Vec<Vec<Option<f64>>>, SweepError> {
    let listed =
        || counts.iter().copied().collect::<Option<Vec<usize>>>().ok_or(SweepError::NoStep);
    let few = |points: u128| {
        if points > MOST_SWEPT as u128 { Err(SweepError::TooMany { points }) } else { Ok(()) }
    };
    let some = |point: Vec<f64>| point.into_iter().map(Some).collect::<Vec<_>>();
    let streams = Streams::new(seed, 0);
    match arrangement {
        Arrangement::Grid => {
            let counts = listed()?;
            let all = counts.iter().fold(1_u128, |all, count| all.saturating_mul(*count as u128));
            few(all)?;
            Ok((0..all as usize).map(|index| grid_point(&counts, index)).collect())
        }
        Arrangement::OneAtATime => {
            let counts = listed()?;
            few(counts.iter().map(|count| *count as u128).sum())?;
            let of = |(lever, count): (usize, &usize)| {
                let (count, levers) = (*count, counts.len());
                (0..count).map(move |index| {
                    let mut point = vec![None; levers];
                    point[lever] = Some(middle(index, count));
                    point
                })
            };
            Ok(counts.iter().enumerate().flat_map(of).collect())
        }
        Arrangement::LatinHypercube(points) => {
            few(u128::from(points))?;
            let found = latin_hypercube(points as usize, counts.len(), &streams);
            Ok(found.into_iter().map(some).collect())
        }
        Arrangement::Sobol(points) => {
            few(u128::from(points))?;
            let levers = counts.len();
            let sobol =
                Sobol::scrambled(levers, streams).ok_or(SweepError::TooManyLevers { levers })?;
            Ok((0..points).map(|index| some(sobol.point(index))).collect())
        }
    }
}

/// The middle of a part of the values.
fn middle(index: usize, count: usize) -> f64 {
    (index as f64 + 0.5) / count as f64
}

fn grid_point(counts: &[usize], index: usize) -> Vec<Option<f64>> {
    let mut rest = index;
    let mut point: Vec<Option<f64>> = counts
        .iter()
        .rev()
        .map(|count| {
            let own = rest % count;
            rest /= count;
            Some(middle(own, *count))
        })
        .collect();
    point.reverse();
    point
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_at_a_time_moves_one_lever_and_leaves_the_others() {
        let found = points(&[Some(2), Some(1)], Arrangement::OneAtATime, 1).expect("three points");
        assert_eq!(found, [[Some(0.25), None], [Some(0.75), None], [None, Some(0.5)]]);
    }

    #[test]
    fn spread_points_fill_every_part_once() {
        for arrangement in [Arrangement::LatinHypercube(8), Arrangement::Sobol(8)] {
            let found = points(&[None, Some(8)], arrangement, 3).expect("eight points");
            for lever in 0..2 {
                let mut parts: Vec<usize> =
                    found.iter().filter_map(|of| of[lever]).map(|at| (at * 8.0) as usize).collect();
                parts.sort_unstable();
                assert_eq!(parts, [0, 1, 2, 3, 4, 5, 6, 7], "{arrangement:?}");
            }
        }
    }

    #[test]
    fn too_much_or_too_little_is_refused() {
        let grid = |counts: &[Option<usize>]| points(counts, Arrangement::Grid, 1);
        assert_eq!(grid(&[Some(2), None]), Err(SweepError::NoStep));
        assert_eq!(grid(&[Some(1_000), Some(2)]), Err(SweepError::TooMany { points: 2_000 }));
        let levers = DIMENSIONS + 1;
        let wrong = points(&vec![None; levers], Arrangement::Sobol(2), 1);
        assert_eq!(wrong, Err(SweepError::TooManyLevers { levers }));
    }
}
