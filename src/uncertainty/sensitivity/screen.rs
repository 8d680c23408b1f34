//! Elementary effects of groups of parameters (Morris), where some points are impossible.

use crate::decisions::sensitivity::morris::{Effect, Morris};
use crate::engine::streams::Streams;
use crate::uncertainty::draw::MOST_ATTEMPTS;
use crate::uncertainty::sensitivity::book::{Book, Job, PointRow, Stage, What};
use crate::uncertainty::sensitivity::central::{
    Central, FALSE_ALARM, MARGIN, NEEDS, Noise, QUANTITIES, Quantities, quantities,
};
use crate::uncertainty::sensitivity::groups::{Group, of_sources};
use crate::uncertainty::sensitivity::request::MOST_TRAJECTORIES;

/// The places of a coordinate: the middles of four equal parts of a distribution.
pub const LEVELS: u32 = 4;

/// The fewest steps that are simulated a second time, if there are so many.
const LEAST_AGAIN: usize = 20;

/// The number of a replication that is the second of a trajectory.
const SECOND: u32 = 5_000;

/// A screening of groups.
#[derive(Clone, Debug)]
pub struct Screen {
    design: Morris,
    groups: usize,
}

/// A trajectory without its impossible steps.
#[derive(Clone, Debug, PartialEq)]
pub struct Trajectory {
    /// Its number in the design.
    index: usize,
    /// Its steps that are possible, each with its place among all steps and its group.
    pub steps: Vec<(u32, usize)>,
    /// The groups that keep their places, because their steps are impossible.
    pub refused: Vec<usize>,
    /// Beginnings that were impossible.
    pub attempts: u32,
}

impl Screen {
    /// A screening of `groups` of so many `sources`; `None` without any.
    pub fn new(groups: &[Group], sources: usize, seed: u64) -> Option<Screen> {
        let of = of_sources(groups, sources);
        let design = Morris::new(&of, LEVELS, Streams::new(seed, 0))?;
        Some(Screen { design, groups: groups.len() })
    }

    fn index(number: u32, attempt: u32) -> usize {
        (number + MOST_TRAJECTORIES * attempt) as usize
    }

    /// The attempt at which a trajectory begins, and which of its steps, from 1, are impossible. `None` if
    /// no beginning was possible.
    ///
    /// A group whose step would lead to an impossible point keeps its place, and the trajectory goes on
    /// without it.
    pub fn plan(
        &self,
        number: u32,
        is_possible: &dyn Fn(&[f64]) -> bool,
    ) -> Option<(u32, Vec<u32>)> {
        for attempt in 0..MOST_ATTEMPTS {
            let index = Screen::index(number, attempt);
            if !is_possible(&self.design.after(index, &[])) {
                continue;
            }
            let (mut moved, mut refused) = (Vec::new(), Vec::new());
            for (step, group) in (1..).zip(self.design.order(index)) {
                moved.push(group);
                if !is_possible(&self.design.after(index, &moved)) {
                    moved.pop();
                    refused.push(step);
                }
            }
            return Some((attempt, refused));
        }
        None
    }

    /// The trajectory that a plan describes.
    pub fn trajectory(&self, plan: &PointRow) -> Trajectory {
        let index = Screen::index(plan.number, plan.attempts);
        let order = (1..).zip(self.design.order(index));
        let (refused, steps) = order.partition(|(step, _)| plan.refused.contains(step));
        let refused: Vec<(u32, usize)> = refused;
        let refused = refused.into_iter().map(|(_, group)| group).collect();
        Trajectory { index, steps, refused, attempts: plan.attempts }
    }

    /// The points of a trajectory: its beginning, and one after each possible step, with its place among
    /// all steps.
    fn points(&self, trajectory: &Trajectory) -> Vec<(u32, Vec<Option<f64>>)> {
        let moved: Vec<usize> = trajectory.steps.iter().map(|(_, group)| *group).collect();
        let steps = std::iter::once(0).chain(trajectory.steps.iter().map(|(step, _)| *step));
        let point = |count: usize| {
            self.design.after(trajectory.index, &moved[..count]).into_iter().map(Some).collect()
        };
        steps.enumerate().map(|(count, step)| (step, point(count))).collect()
    }

    /// The plans of so many trajectories.
    pub fn plans(trajectories: u32) -> Vec<Job> {
        let plan = |number| Job {
            stage: Stage::Plan,
            number,
            step: 0,
            replication: 1,
            scenarios: Vec::new(),
            what: What::Plan,
        };
        (0..trajectories).map(plan).collect()
    }

    /// The trajectories that are planned.
    pub fn trajectories(&self, book: &Book<'_>) -> Vec<(u32, Trajectory)> {
        let plans = book.rows_of(Stage::Plan);
        plans.map(|plan| (plan.number, self.trajectory(plan))).collect()
    }

    /// All points of the trajectories, and those of the first tenth of all steps in a second replication.
    /// All points of a trajectory share their fates; each trajectory has fates of its own.
    pub fn points_of(&self, planned: &[(u32, Trajectory)], scenarios: &[usize]) -> Vec<Job> {
        let all: usize = planned.iter().map(|(_, of)| of.steps.len()).sum();
        let mut again = all.div_ceil(10).max(LEAST_AGAIN.min(all));
        let (mut first, mut second) = (Vec::new(), Vec::new());
        for (number, trajectory) in planned {
            let points = self.points(trajectory);
            let twice = again.min(trajectory.steps.len());
            again -= twice;
            for (place, (step, chances)) in points.into_iter().enumerate() {
                let job = |stage, replication| Job {
                    stage,
                    number: *number,
                    step,
                    replication,
                    scenarios: scenarios.to_vec(),
                    what: What::Point { chances: chances.clone(), may_shrink: false },
                };
                first.push(job(Stage::Screen, number + 1));
                if twice > 0 && place <= twice {
                    second.push(job(Stage::Again, SECOND + number + 1));
                }
            }
        }
        first.extend(second);
        first
    }

    /// The differences over the steps of a trajectory that are known: the step's group, and each quantity
    /// before and after.
    fn steps(
        book: &Book<'_>,
        (stage, first): (Stage, u32),
        (number, trajectory): &(u32, Trajectory),
        leading: Option<(usize, usize)>,
    ) -> Vec<(usize, Quantities, Quantities)> {
        let at = |step: u32| {
            let row = book.row(stage, (*number, step, first + number + 1))?;
            Some(quantities(row, leading))
        };
        let mut found = Vec::new();
        let mut before = at(0);
        for (step, group) in &trajectory.steps {
            let after = at(*step);
            if let (Some(before), Some(after)) = (before, after) {
                found.push((*group, before, after));
            }
            before = after;
        }
        found
    }

    /// What the rows say of every group.
    pub fn found(&self, book: &Book<'_>, central: &Central) -> Screened {
        let planned = self.trajectories(book);
        let mut effects: Vec<[Vec<f64>; QUANTITIES]> = vec![Default::default(); self.groups];
        let mut turns = vec![0; self.groups];
        let mut again: [Vec<Vec<f64>>; QUANTITIES] = Default::default();
        for one in &planned {
            let trajectory = &one.1;
            let first = Screen::steps(book, (Stage::Screen, 0), one, central.leading);
            let second = Screen::steps(book, (Stage::Again, SECOND), one, central.leading);
            for (group, before, after) in &first {
                let twice = second.iter().find(|(other, ..)| other == group);
                for quantity in 0..QUANTITIES {
                    let ends = |of: (&Quantities, &Quantities)| of.0[quantity].zip(of.1[quantity]);
                    let Some(own) = ends((before, after)) else { continue };
                    let effect = |ends| self.design.effect(trajectory.index, *group, ends);
                    effects[*group][quantity].push(effect(own));
                    if quantity == MARGIN && own.0 * own.1 < 0.0 {
                        turns[*group] += 1;
                    }
                    let other = twice.and_then(|(_, before, after)| ends((before, after)));
                    again[quantity].extend(other.map(|other| vec![effect(own), effect(other)]));
                }
            }
        }
        let noise: [Option<Noise>; QUANTITIES] = std::array::from_fn(|q| Noise::of(&again[q]));
        let groups = effects.iter().zip(turns).map(|(of, turns)| OfGroup {
            effects: std::array::from_fn(|quantity| {
                Judged::of(&of[quantity], noise[quantity], self.groups)
            }),
            turns,
        });
        let groups = groups.collect();
        Screened {
            groups,
            noise,
            refused: planned.iter().map(|(_, of)| of.refused.len()).sum(),
            attempts: planned.iter().map(|(_, of)| of.attempts).sum(),
            steps: planned.iter().map(|(_, of)| of.steps.len()).sum(),
        }
    }
}

/// The effect of a group on a quantity.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Judged {
    /// The effect: from one end of the distribution to the other, if it were linear.
    pub effect: Effect,
    /// Steps that it is known from.
    pub steps: usize,
    /// Whether it is larger than chance gives any of all groups in 1 of 20 studies; `None` if the noise is
    /// not known.
    pub is_told: Option<bool>,
}

impl Judged {
    fn of(effects: &[f64], noise: Option<Noise>, groups: usize) -> Option<Judged> {
        let effect = Effect::of(effects)?;
        let square = effects.iter().map(|one| one * one).sum::<f64>() / effects.len() as f64;
        let is_told = match noise {
            // Nothing is known of the noise, but what never moved anything is no effect.
            None => (square == 0.0).then_some(false),
            Some(noise) => {
                let probability = noise.probability(square, effects.len() as f64);
                Some(probability < FALSE_ALARM / groups as f64)
            }
        };
        Some(Judged { effect, steps: effects.len(), is_told })
    }
}

/// What is known of a group.
#[derive(Clone, Debug, PartialEq)]
pub struct OfGroup {
    /// Its effect on each quantity; `None` without a step.
    pub effects: [Option<Judged>; QUANTITIES],
    /// Steps over which the preferred option became the other one.
    pub turns: usize,
}

impl OfGroup {
    /// The mean absolute effect on a quantity; 0 if it is not known.
    pub fn size(&self, quantity: usize) -> f64 {
        self.effects[quantity].map_or(0.0, |judged| judged.effect.absolute)
    }
}

/// What a screening says.
#[derive(Clone, Debug, PartialEq)]
pub struct Screened {
    /// Each group.
    pub groups: Vec<OfGroup>,
    /// The noise of an elementary effect, by quantity.
    pub noise: [Option<Noise>; QUANTITIES],
    /// Steps planned.
    pub steps: usize,
    /// Steps that were impossible.
    pub refused: usize,
    /// Beginnings that were impossible.
    pub attempts: u32,
}

impl Screened {
    /// Whether nothing is known of any group.
    pub fn is_empty(&self) -> bool {
        self.groups.iter().all(|group| group.effects.iter().all(Option::is_none))
    }

    /// All groups, alternately the next by its effect on the margin and the next by that on needs settled;
    /// without a margin, by needs settled.
    pub fn order(&self) -> Vec<usize> {
        let sizes =
            |quantity: usize| self.groups.iter().map(|g| g.size(quantity)).collect::<Vec<f64>>();
        alternately(&sizes(MARGIN), &sizes(NEEDS))
    }
}

/// All indices, alternately the next largest of `one` and of `other`, none twice.
pub fn alternately(one: &[f64], other: &[f64]) -> Vec<usize> {
    let by = |sizes: &[f64]| {
        let mut order: Vec<usize> = (0..sizes.len()).collect();
        order.sort_by(|a, b| sizes[*b].total_cmp(&sizes[*a]));
        order
    };
    let has_one = one.iter().any(|size| *size > 0.0);
    let first = if has_one { by(one) } else { by(other) };
    let mut found = Vec::new();
    for (a, b) in first.into_iter().zip(by(other)) {
        for next in [a, b] {
            if !found.contains(&next) {
                found.push(next);
            }
        }
    }
    found
}
