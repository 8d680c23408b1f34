//! The rows of a course, by stage, team and replication; missing ones are simulated when asked for.

use crate::experiment::row::Kept;
use crate::optimisation::goal::Goal;
use crate::optimisation::posts::{Posts, Team};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a replication of a team is for. Each stage has random numbers of its own; within a stage all
/// teams share them, replication by replication.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// To find good teams.
    Search = 1,
    /// To choose among the best of them.
    Selection = 2,
    /// To say what the finalists are worth: never used to choose.
    Value = 3,
    /// With drawn parameters.
    Draw = 4,
    /// The second replication of a draw.
    DrawAgain = 5,
}

/// A team in one replication.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TeamRow {
    /// The stage, as a number.
    pub stage: u32,
    /// The team's number, in the order in which teams were first wanted; 0 is the team in post.
    pub number: u32,
    /// The replication or the draw, from 1.
    pub replication: u32,
    /// How often parameters were drawn before a valid combination came; 0 without draws.
    pub refused: u32,
    /// Events executed.
    pub events: u64,
    /// The team.
    pub team: Team,
    /// Its cost in a year, whoever pays \[£\].
    pub cost: f64,
    /// Every measure; `None` where it is undefined.
    pub measures: Vec<Option<f64>>,
}

impl Kept for TeamRow {
    type Key = (u32, u32, u32);

    fn key(&self) -> (u32, u32, u32) {
        (self.stage, self.number, self.replication)
    }
}

/// A replication of a team to be simulated.
#[derive(Clone, Debug, PartialEq)]
pub struct Job {
    /// What it is for.
    pub stage: Stage,
    /// The team's number.
    pub number: u32,
    /// The replication or the draw, from 1.
    pub replication: u32,
    /// The team.
    pub team: Team,
}

/// Why a course ends early.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Halt {
    /// It was stopped, or rows are missing that may not be simulated.
    #[error("stopped")]
    Stopped,
    /// A row belongs to another team than the course asks for.
    #[error("row {stage}, team {number}, replication {replication} was made by another course")]
    Mismatch {
        /// Its stage.
        stage: u32,
        /// Its team.
        number: u32,
        /// Its replication.
        replication: u32,
    },
    /// The goal is undefined.
    #[error(
        "--goal: {goal} is undefined in replication {replication} of a team; choose another goal, or \
         measure more weeks"
    )]
    Undefined {
        /// The goal in words.
        goal: String,
        /// The replication.
        replication: u32,
    },
    /// A team cannot be simulated.
    #[error("{0}")]
    Failed(String),
}

/// Makes rows: all that are asked for, or an error.
pub type Simulate<'b> = dyn FnMut(&[Job]) -> Result<Vec<TeamRow>, Halt> + 'b;

/// The rows of a course.
pub struct Book<'b> {
    /// The teams wanted so far, by number.
    pub teams: Vec<Team>,
    /// The points of the lattice, by number; `None` for the team in post if it is none.
    pub points: Vec<Option<Vec<i64>>>,
    /// What teams are judged by.
    pub goal: &'b Goal,
    /// The teams that may be chosen.
    pub posts: &'b Posts,
    weeks: u32,
    numbers: BTreeMap<Team, u32>,
    /// The rows wanted so far. What a course does next depends on these alone.
    rows: BTreeMap<(u32, u32, u32), TeamRow>,
    /// Rows of an earlier run that were not wanted yet.
    kept: BTreeMap<(u32, u32, u32), TeamRow>,
    simulate: Box<Simulate<'b>>,
}

impl std::fmt::Debug for Book<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{} teams, {} rows", self.teams.len(), self.rows.len())
    }
}

impl<'b> Book<'b> {
    /// A book with the rows that are known. The team in post is the first, number 0.
    pub fn new(
        (posts, goal, weeks): (&'b Posts, &'b Goal, u32),
        known: Vec<TeamRow>,
        simulate: Box<Simulate<'b>>,
    ) -> Book<'b> {
        let mut book = Book {
            teams: Vec::new(),
            points: Vec::new(),
            goal,
            posts,
            weeks,
            numbers: BTreeMap::new(),
            rows: BTreeMap::new(),
            kept: known.into_iter().map(|row| (row.key(), row)).collect(),
            simulate,
        };
        let near = posts.near_in_post();
        let point = (posts.at(&near) == posts.in_post).then_some(near);
        book.enter(posts.in_post.clone(), point);
        book
    }

    fn enter(&mut self, team: Team, point: Option<Vec<i64>>) -> u32 {
        if let Some(known) = self.numbers.get(&team) {
            return *known;
        }
        let number = self.teams.len() as u32;
        self.numbers.insert(team.clone(), number);
        self.teams.push(team);
        self.points.push(point);
        number
    }

    /// The number of the team at a point; a new one if it was not wanted before.
    pub fn number_of(&mut self, point: &[i64]) -> u32 {
        self.enter(self.posts.at(point), Some(point.to_owned()))
    }

    /// Has the first `replications` of each of these teams simulated, as far as they are missing.
    ///
    /// # Errors
    ///
    /// [`Halt`]; rows that were finished are kept by who simulates.
    pub fn want(&mut self, stage: Stage, numbers: &[u32], replications: u32) -> Result<(), Halt> {
        let each = |number: u32| (1..=replications).map(move |replication| (number, replication));
        let all: Vec<(u32, u32)> = numbers.iter().copied().flat_map(each).collect();
        self.want_each(stage, &all)
    }

    /// The same for a list of teams with a replication each.
    ///
    /// # Errors
    ///
    /// [`Halt`].
    pub fn want_each(&mut self, stage: Stage, wanted: &[(u32, u32)]) -> Result<(), Halt> {
        let mut jobs = Vec::new();
        for &(number, replication) in wanted {
            let key = (stage as u32, number, replication);
            if self.rows.contains_key(&key) {
                continue;
            }
            let team = &self.teams[number as usize];
            match self.kept.remove(&key) {
                Some(row) if row.team == *team => {
                    self.rows.insert(key, row);
                }
                Some(_) => {
                    let (stage, number, replication) = key;
                    return Err(Halt::Mismatch { stage, number, replication });
                }
                None => jobs.push(Job { stage, number, replication, team: team.clone() }),
            }
        }
        if !jobs.is_empty() {
            for row in (self.simulate)(&jobs)? {
                self.rows.insert(row.key(), row);
            }
        }
        Ok(())
    }

    /// The row of a replication, if it is known.
    pub fn row(&self, stage: Stage, number: u32, replication: u32) -> Option<&TeamRow> {
        self.rows.get(&(stage as u32, number, replication))
    }

    /// The rows of a team in a stage, in order.
    pub fn rows_of(&self, stage: Stage, number: u32) -> impl Iterator<Item = &TeamRow> {
        let stage = stage as u32;
        self.rows.range((stage, number, 0)..=(stage, number, u32::MAX)).map(|(_, row)| row)
    }

    /// The goal of a row, turned so that more is better.
    ///
    /// # Errors
    ///
    /// [`Halt::Undefined`].
    pub fn gain(&self, row: &TeamRow) -> Result<f64, Halt> {
        let value = self.goal.value(&row.measures, self.weeks, row.cost);
        let undefined =
            || Halt::Undefined { goal: self.goal.words.clone(), replication: row.replication };
        value.map(|value| self.goal.gain(value)).ok_or_else(undefined)
    }

    /// The gains of the replications of a team, from the first on without a gap.
    ///
    /// # Errors
    ///
    /// [`Halt::Undefined`].
    pub fn gains(&self, stage: Stage, number: u32) -> Result<Vec<f64>, Halt> {
        let rows = self.rows_of(stage, number).zip(1..);
        let rows = rows.take_while(|(row, place)| row.replication == *place);
        rows.map(|(row, _)| self.gain(row)).collect()
    }

    /// Rows of a stage.
    pub fn count(&self, stage: Stage) -> usize {
        let stage = stage as u32;
        self.rows.range((stage, 0, 0)..(stage + 1, 0, 0)).count()
    }

    /// Events of all rows.
    pub fn events(&self) -> u64 {
        self.rows.values().map(|row| row.events).sum()
    }

    /// Weeks measured.
    pub const fn weeks(&self) -> u32 {
        self.weeks
    }
}
