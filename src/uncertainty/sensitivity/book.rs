//! The rows of a course, by stage and point; missing ones are simulated when asked for.

use crate::experiment::row::Kept;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a point is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// The central values.
    Central = 1,
    /// Which steps of a trajectory are possible. Nothing is simulated.
    Plan = 2,
    /// The points of the trajectories.
    Screen = 3,
    /// The same in another replication.
    Again = 4,
    /// Members of the leading groups, singly.
    Members = 5,
    /// The leading parameters, singly, in fresh replications.
    Tornado = 6,
    /// Blocks of points of the leading eight.
    Sobol = 7,
}

/// A key: the stage, the number of what is moved, the step or end, and the replication.
pub type Key = (u32, u32, u32, u32);

/// A point in one replication.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PointRow {
    /// The stage, as a number.
    pub stage: u32,
    /// The trajectory, the parameter or the block, from 0.
    pub number: u32,
    /// The step of a trajectory, the end of a range (0 low, 1 high), or the place in a block.
    pub step: u32,
    /// The replication, from 1.
    pub replication: u32,
    /// How often another point was tried because a scenario must not have such values.
    pub attempts: u32,
    /// Of a plan: the steps that are impossible. Of a point: 0, if the point itself is.
    pub refused: Vec<u32>,
    /// Events executed.
    pub events: u64,
    /// For each scenario, [`MEASURED`](super::central::MEASURED) a year, `None` where undefined; empty for
    /// a scenario that is not simulated here.
    pub values: Vec<Vec<Option<f64>>>,
}

impl PointRow {
    /// Whether no scenario may have these values, so that nothing was simulated.
    pub fn is_refused(&self) -> bool {
        self.stage != Stage::Plan as u32 && !self.refused.is_empty()
    }
}

impl Kept for PointRow {
    type Key = Key;

    fn key(&self) -> Key {
        (self.stage, self.number, self.step, self.replication)
    }
}

/// Where the parameters are.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// The place of each source in its distribution, `None` for the value as written. If `may_shrink`, an
    /// impossible point moves half of the way to the median, several times if need be.
    Point {
        /// One a source.
        chances: Vec<Option<f64>>,
        /// Whether it may move.
        may_shrink: bool,
    },
    /// Which steps of the trajectory are possible.
    Plan,
}

/// A point to be simulated in one replication.
#[derive(Clone, Debug, PartialEq)]
pub struct Job {
    /// What it is for.
    pub stage: Stage,
    /// The trajectory, the parameter or the block.
    pub number: u32,
    /// The step, the end or the place.
    pub step: u32,
    /// The replication, from 1.
    pub replication: u32,
    /// The scenarios, as indices.
    pub scenarios: Vec<usize>,
    /// The point.
    pub what: What,
}

impl Job {
    /// Its key.
    pub const fn key(&self) -> Key {
        (self.stage as u32, self.number, self.step, self.replication)
    }

    /// Its row without values.
    pub const fn row(&self) -> PointRow {
        PointRow {
            stage: self.stage as u32,
            number: self.number,
            step: self.step,
            replication: self.replication,
            attempts: 0,
            refused: Vec::new(),
            events: 0,
            values: Vec::new(),
        }
    }
}

/// Why a course ends early.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Halt {
    /// It was stopped, or rows are missing that may not be simulated.
    #[error("stopped")]
    Stopped,
    /// A scenario cannot be simulated.
    #[error("{0}")]
    Failed(String),
}

/// Makes rows: all that are asked for, or an error.
pub type Simulate<'b> = dyn FnMut(&[Job]) -> Result<Vec<PointRow>, Halt> + 'b;

/// The rows of a course.
pub struct Book<'b> {
    /// The rows wanted so far. What a course does next depends on these alone.
    rows: BTreeMap<Key, PointRow>,
    /// Rows of an earlier run that were not wanted yet.
    kept: BTreeMap<Key, PointRow>,
    simulate: Box<Simulate<'b>>,
}

impl std::fmt::Debug for Book<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{} rows", self.rows.len())
    }
}

impl<'b> Book<'b> {
    /// A book with the rows that are known.
    pub fn new(known: Vec<PointRow>, simulate: Box<Simulate<'b>>) -> Book<'b> {
        let kept = known.into_iter().map(|row| (row.key(), row)).collect();
        Book { rows: BTreeMap::new(), kept, simulate }
    }

    /// Has these points simulated, as far as they are missing.
    ///
    /// # Errors
    ///
    /// [`Halt`]; rows that were finished are kept by who simulates.
    pub fn want(&mut self, jobs: Vec<Job>) -> Result<(), Halt> {
        let mut missing = Vec::new();
        for job in jobs {
            let key = job.key();
            match self.kept.remove(&key) {
                Some(row) => {
                    self.rows.insert(key, row);
                }
                None if self.rows.contains_key(&key) => {}
                None => missing.push(job),
            }
        }
        if missing.is_empty() {
            return Ok(());
        }
        for row in (self.simulate)(&missing)? {
            self.rows.insert(row.key(), row);
        }
        Ok(())
    }

    /// A row, if it is known.
    pub fn row(
        &self,
        stage: Stage,
        (number, step, replication): (u32, u32, u32),
    ) -> Option<&PointRow> {
        self.rows.get(&(stage as u32, number, step, replication))
    }

    /// The rows of a stage, in the order of their keys.
    pub fn rows_of(&self, stage: Stage) -> impl Iterator<Item = &PointRow> {
        let stage = stage as u32;
        self.rows.range((stage, 0, 0, 0)..(stage + 1, 0, 0, 0)).map(|(_, row)| row)
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Events of all rows.
    pub fn events(&self) -> u64 {
        self.rows.values().map(|row| row.events).sum()
    }

    /// Simulated years of scenarios: one a scenario and point.
    pub fn simulations(&self) -> usize {
        let of = |row: &PointRow| row.values.iter().filter(|values| !values.is_empty()).count();
        self.rows.values().map(of).sum()
    }
}
