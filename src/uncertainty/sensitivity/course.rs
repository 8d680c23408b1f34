//! The course of a study of sensitivity: each stage from the rows before it.

use crate::scenario::Scenario;
use crate::uncertainty::sensitivity::book::{Book, Halt, Job, Stage, What};
use crate::uncertainty::sensitivity::central::Central;
use crate::uncertainty::sensitivity::groups::{Group, joined, roles_without_staff, singly};
use crate::uncertainty::sensitivity::request::Request;
use crate::uncertainty::sensitivity::screen::{Screen, Screened};
use crate::uncertainty::sensitivity::shares;
use crate::uncertainty::sensitivity::tornado::{FRESH, LOOK, Tornado, candidates, ends, leading};
use crate::uncertainty::spread::Source;

/// What a course is about.
#[derive(Clone, Debug)]
pub struct Course {
    /// The random numbers that move parameters, in their order.
    pub sources: Vec<Source>,
    /// Those that move together in the screening; each source is in one group.
    pub groups: Vec<Group>,
    /// The screening.
    pub screen: Screen,
    /// What is asked.
    pub request: Request,
    /// The number of scenarios.
    pub scenarios: usize,
    /// The seed.
    pub seed: u64,
}

/// What is known at the end of a course, or where it was stopped.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// Why it ended early.
    pub halt: Option<Halt>,
    /// The choice at the central values.
    pub central: Option<Central>,
    /// The effects of groups.
    pub screened: Option<Screened>,
    /// The parameters that were looked at singly.
    pub looked_at: Vec<usize>,
    /// The tornado.
    pub tornado: Option<Tornado>,
    /// Sobol' indices.
    pub shares: Option<shares::Found>,
}

impl Course {
    /// The course of `request` for these `scenarios` with these `sources`; `None` if nothing is uncertain.
    pub fn new(
        request: Request,
        scenarios: &[Scenario],
        sources: Vec<Source>,
        seed: u64,
    ) -> Option<Course> {
        let groups = if request.singly {
            singly(&sources)
        } else {
            joined(&sources, &roles_without_staff(scenarios), request.groups as usize)
        };
        let screen = Screen::new(&groups, sources.len(), seed)?;
        Some(Course { sources, groups, screen, request, scenarios: scenarios.len(), seed })
    }

    /// Takes all stages, as far as rows can be had.
    pub fn run(&self, book: &mut Book<'_>) -> Outcome {
        let mut outcome = Outcome {
            halt: None,
            central: None,
            screened: None,
            looked_at: Vec::new(),
            tornado: None,
            shares: None,
        };
        outcome.halt = self.stages(book, &mut outcome).err();
        outcome
    }

    fn stages(&self, book: &mut Book<'_>, outcome: &mut Outcome) -> Result<(), Halt> {
        let halted = book.want(self.central());
        outcome.central = Central::of(book, self.scenarios);
        halted?;
        let central = outcome.central.clone().ok_or(Halt::Stopped)?;
        let scenarios = central.scenarios();

        book.want(Screen::plans(self.request.trajectories))?;
        let planned = self.screen.trajectories(book);
        let halted = book.want(self.screen.points_of(&planned, &scenarios));
        let screened = self.screen.found(book, &central);
        let order = screened.order();
        outcome.screened = Some(screened).filter(|found| !found.is_empty());
        halted?;

        let bars = self.request.tornado as usize;
        if bars == 0 {
            return Ok(());
        }
        let count = self.sources.len();
        let shown: Vec<usize> = if self.request.singly {
            // The screening itself looked at each.
            outcome.looked_at = (0..count).collect();
            order.into_iter().take(bars).map(|group| self.groups[group].members[0]).collect()
        } else {
            outcome.looked_at = candidates((&self.groups, &order), &self.sources, bars);
            let looked_at = &outcome.looked_at;
            book.want(ends(Stage::Members, (looked_at, count), LOOK, &scenarios))?;
            leading(book, looked_at, &central, bars)
        };
        let halted = book.want(ends(Stage::Tornado, (&shown, count), FRESH, &scenarios));
        let tornado = Tornado::of(book, &shown, &central);
        let eight: Vec<usize> =
            tornado.bars.iter().take(shares::LEADING).map(|bar| bar.parameter).collect();
        outcome.tornado = Some(tornado);
        halted?;

        if self.request.sobol == 0 || eight.is_empty() {
            return Ok(());
        }
        let blocks = self.request.sobol;
        let halted = book.want(shares::points((&eight, count), blocks, &scenarios, self.seed));
        outcome.shares = shares::Found::of(book, &eight, central.leading, self.seed);
        halted
    }

    /// All scenarios as written.
    fn central(&self) -> Vec<Job> {
        let job = |replication| Job {
            stage: Stage::Central,
            number: 0,
            step: 0,
            replication,
            scenarios: (0..self.scenarios).collect(),
            what: What::Point { chances: vec![None; self.sources.len()], may_shrink: false },
        };
        (1..=self.request.replications).map(job).collect()
    }

    /// Points of the stages whose number is known beforehand, at most.
    pub fn points(&self) -> u64 {
        let Request { trajectories, replications, tornado, sobol, singly, .. } = self.request;
        let (steps, bars) = (self.groups.len() as u64, u64::from(tornado));
        let all = u64::from(trajectories) * steps;
        let screen = all + u64::from(trajectories) + all.div_ceil(10) + 1;
        let looked_at = if singly { 0 } else { 2 * (2 * bars).min(self.sources.len() as u64) };
        let shown = 2 * bars.min(self.sources.len() as u64) * FRESH.count() as u64;
        let blocks = u64::from(sobol) * (shares::LEADING as u64 + 2);
        u64::from(replications) + screen + looked_at + shown + blocks
    }
}
