//! Sobol' indices of the leading parameters, all others at their central values.

use crate::decisions::sensitivity::indices::{Estimate, Intervals, Order, SobolIndices};
use crate::engine::streams::Streams;
use crate::uncertainty::sensitivity::book::{Book, Job, Stage, What};
use crate::uncertainty::sensitivity::central::{MARGIN, NEEDS, QUANTITIES, quantities};

/// The number of parameters that have indices.
pub const LEADING: usize = 8;

/// The quantities that have indices.
pub const OF: [usize; 2] = [NEEDS, MARGIN];

/// The confidence of the intervals.
pub const CONFIDENCE: f64 = 0.95;

/// Bootstrap replicates.
const REPLICATES: u32 = 1_000;

/// The replication of all points.
const REPLICATION: u32 = 1;

fn design(parameters: usize, seed: u64) -> Option<SobolIndices> {
    let groups: Vec<usize> = (0..parameters).collect();
    SobolIndices::new(&groups, Order::FirstAndTotal, Streams::new(seed, 1))
}

/// The points of so many blocks of these parameters, of `count` in all. All share their fates.
pub fn points(
    (parameters, count): (&[usize], usize),
    blocks: u32,
    scenarios: &[usize],
    seed: u64,
) -> Vec<Job> {
    let Some(design) = design(parameters.len(), seed) else { return Vec::new() };
    let block = design.block() as u32;
    let job = |index: u32| {
        let mut chances = vec![None; count];
        for (parameter, chance) in parameters.iter().zip(design.point(index as usize)) {
            chances[*parameter] = Some(chance);
        }
        Job {
            stage: Stage::Sobol,
            number: index / block,
            step: index % block,
            replication: REPLICATION,
            scenarios: scenarios.to_vec(),
            what: What::Point { chances, may_shrink: false },
        }
    };
    (0..blocks * block).map(job).collect()
}

/// The indices of a quantity.
#[derive(Clone, Debug, PartialEq)]
pub struct Shares {
    /// The quantity.
    pub quantity: usize,
    /// The indices.
    pub estimate: Estimate,
    /// Their bootstrap intervals.
    pub intervals: Intervals,
}

/// What the blocks say.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The parameters, as indices of sources.
    pub parameters: Vec<usize>,
    /// The indices of each of [`OF`] that varies.
    pub shares: Vec<Shares>,
    /// Blocks that are complete and possible.
    pub blocks: usize,
    /// Blocks with an impossible point, which are left out.
    pub refused: usize,
}

impl Found {
    /// The indices by the rows; `None` without two complete blocks.
    pub fn of(
        book: &Book<'_>,
        parameters: &[usize],
        leading: Option<(usize, usize)>,
        seed: u64,
    ) -> Option<Found> {
        let design = design(parameters.len(), seed)?;
        let size = design.block();
        let mut values: [Vec<f64>; QUANTITIES] = Default::default();
        let (mut blocks, mut refused) = (0, 0);
        let last = book.rows_of(Stage::Sobol).last().map(|row| row.number)?;
        for number in 0..=last {
            let at = |step| book.row(Stage::Sobol, (number, step, REPLICATION));
            let rows: Vec<_> = (0..size as u32).filter_map(at).collect();
            if rows.len() < size {
                continue;
            }
            if rows.iter().any(|row| row.is_refused()) {
                refused += 1;
                continue;
            }
            blocks += 1;
            for row in rows {
                let own = quantities(row, leading);
                OF.iter().for_each(|of| values[*of].push(own[*of].unwrap_or(f64::NAN)));
            }
        }
        let of = |quantity: &usize| {
            let values = &values[*quantity];
            Some(Shares {
                quantity: *quantity,
                estimate: design.estimate(values)?,
                intervals: design.intervals(values, REPLICATES, CONFIDENCE)?,
            })
        };
        let shares = OF.iter().filter_map(of).collect();
        (blocks > 1).then(|| Found { parameters: parameters.to_vec(), shares, blocks, refused })
    }
}
