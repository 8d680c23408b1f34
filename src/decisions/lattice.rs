//! The best point of a lattice: very many options whose coordinates are whole numbers.
//!
//! The search is R-SPLINE, retrospective search with piecewise-linear interpolation and
//! neighbourhood enumeration. It climbs on the mean of a few replications to a point with no better
//! neighbour, then repeats from there with more replications. All points use the same random
//! numbers, replication by replication, and no replication is asked for twice.
//!
//! The result is the best point of its neighbourhood. A function with several peaks needs several
//! starts. What the search says of the value of its best point is flattered, because the same
//! replications chose it: simulate it afresh.

use crate::engine::streams::Streams;
use crate::statistics::purpose;
use std::collections::BTreeMap;

/// Replications of a point that the search needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The coordinates of the point.
    pub point: Vec<i64>,
    /// The first replication, counted from 0.
    pub from: usize,
    /// The replication after the last.
    pub to: usize,
}

/// The points that are compared with one before it counts as the best of its neighbourhood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moves {
    /// One coordinate is one larger or smaller.
    Steps,
    /// Also: one coordinate is one larger and another one smaller. At a limit that several
    /// coordinates share, such as a sum of money, steps alone end at the first point that uses it
    /// up.
    StepsAndSwaps,
}

/// How a lattice is searched.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// Replications of each point in the first climb; 1 or more.
    pub first: usize,
    /// The factor by which replications grow from climb to climb; above 1. At least one is added.
    pub growth: f64,
    /// Replications of each point in the last climb.
    pub last: usize,
    /// Replications of all points together, after which a search from one start ends.
    pub budget: usize,
    /// What counts as a neighbour.
    pub moves: Moves,
}

impl Default for Settings {
    /// From 8 to 200 replications, each climb with a tenth more, without limit; steps.
    fn default() -> Settings {
        Settings { first: 8, growth: 1.1, last: 200, budget: usize::MAX, moves: Moves::Steps }
    }
}

/// A point that was looked at.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    /// Its coordinates.
    pub point: Vec<i64>,
    /// The values of its replications, from the first on.
    pub values: Vec<f64>,
}

impl Seen {
    /// The mean of its values.
    pub fn mean(&self) -> f64 {
        self.values.iter().sum::<f64>() / self.values.len() as f64
    }
}

/// The outcome of a search.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The best point: the end of the last climb from the best start.
    pub best: Vec<i64>,
    /// The end of the search from each start, in the order of starts.
    pub ends: Vec<Vec<i64>>,
    /// Whether the last climb from every start was completed within its budget.
    pub is_complete: bool,
    /// All points that were looked at, in the order of their coordinates.
    pub seen: Vec<Seen>,
}

impl Found {
    /// Replications of all points together.
    pub fn replications(&self) -> usize {
        self.seen.iter().map(|seen| seen.values.len()).sum()
    }

    /// The ends of all starts and the so many points with the best means beside them, among those
    /// with at least half as many replications as the best point: candidates for a selection by
    /// fresh replications.
    pub fn candidates(&self, beside: usize) -> Vec<Vec<i64>> {
        let most = self.seen.iter().map(|seen| seen.values.len()).max().unwrap_or(0);
        let mut ranked: Vec<&Seen> =
            self.seen.iter().filter(|seen| 2 * seen.values.len() >= most).collect();
        ranked.sort_by(|one, other| other.mean().total_cmp(&one.mean()));
        let mut found: Vec<Vec<i64>> = Vec::new();
        let ranked = ranked.into_iter().map(|seen| &seen.point);
        let beside = ranked.filter(|point| !self.ends.contains(point)).take(beside);
        for point in self.ends.iter().chain(beside) {
            if !found.contains(point) {
                found.push(point.clone());
            }
        }
        found
    }
}

/// Searches the lattice from each of `starts` for the point with the largest mean.
///
/// `is_allowed` says which points exist. `values` is given a list of what to simulate and returns,
/// for each, one value a replication; or `None` to stop, and then the search returns `None`. Given
/// the same answers a search takes the same way: to resume one, answer from the values that are
/// kept.
///
/// `None` also without an allowed start, if the starts have different dimensions, or for settings
/// out of range.
///
/// # Panics
///
/// If an answer has not the length that was asked for, or a value is not finite.
///
/// # Source
///
/// Wang, Pasupathy and Schmeiser (2013), "Integer-ordered simulation optimization using R-SPLINE",
/// *ACM Transactions on Modeling and Computer Simulation* 23(3): 17. Three differences:
/// replications of earlier climbs are used again; a slope is taken as 0 where the lattice ends,
/// instead of the climb ending there; swaps may be neighbours too.
///
/// # Example
///
/// ```
/// use pcn_sim::decisions::lattice::{Settings, Wanted, search};
/// use pcn_sim::engine::streams::Streams;
///
/// // The peak is at (3, -2); the noise is the same at all points.
/// let value = |point: &[i64], replication: usize| {
///     let noise = if replication % 2 == 0 { 0.5 } else { -0.5 };
///     noise - ((point[0] - 3).pow(2) + (point[1] + 2).pow(2)) as f64
/// };
/// let is_allowed = |point: &[i64]| point.iter().all(|x| x.abs() <= 100);
/// let answer = |wanted: &[Wanted]| {
///     let each = |w: &Wanted| (w.from..w.to).map(|r| value(&w.point, r)).collect();
///     Some(wanted.iter().map(each).collect())
/// };
/// let found = search(&[vec![90, 90]], is_allowed, &Settings::default(), &Streams::new(1, 0), answer);
/// assert_eq!(found.expect("a start").best, [3, -2]);
/// ```
pub fn search(
    starts: &[Vec<i64>],
    is_allowed: impl Fn(&[i64]) -> bool,
    settings: &Settings,
    streams: &Streams,
    values: impl FnMut(&[Wanted]) -> Option<Vec<Vec<f64>>>,
) -> Option<Found> {
    let dimensions = starts.first()?.len();
    let is_start = |start: &Vec<i64>| start.len() == dimensions && is_allowed(start);
    let is_in_range = settings.first > 0 && settings.growth > 1.0 && settings.growth.is_finite();
    if !starts.iter().all(is_start) || !is_in_range {
        return None;
    }
    let mut search =
        Search { is_allowed, values, settings, streams, seen: BTreeMap::new(), spent: 0, moved: 0 };
    let mut ends = Vec::new();
    let mut is_complete = true;
    for start in starts {
        search.spent = 0;
        match search.from(start) {
            Ok(end) => ends.push(end),
            Err(Halt::Spent(end)) => {
                ends.push(end);
                is_complete = false;
            }
            Err(Halt::Stopped) => return None,
        }
    }
    let mean = |point: &Vec<i64>| search.mean(point, usize::MAX).unwrap_or(f64::NEG_INFINITY);
    let best = ends.iter().reduce(|best, end| if mean(end) > mean(best) { end } else { best });
    let best = best?.clone();
    let seen = search.seen.into_iter().map(|(point, values)| Seen { point, values }).collect();
    Some(Found { best, ends, is_complete, seen })
}

/// Why a climb ends early.
enum Halt {
    /// The budget would be exceeded; the best point so far.
    Spent(Vec<i64>),
    /// The caller stopped it.
    Stopped,
}

struct Search<'s, A, V> {
    is_allowed: A,
    values: V,
    settings: &'s Settings,
    streams: &'s Streams,
    seen: BTreeMap<Vec<i64>, Vec<f64>>,
    /// Replications since the start.
    spent: usize,
    /// Perturbations so far.
    moved: u64,
}

/// The first length of step along a slope, and the factor from step to step.
const STEP: f64 = 2.0;

/// The largest distance by which a point is moved off the lattice to be interpolated.
const OFF: f64 = 0.15;

impl<A, V> Search<'_, A, V>
where
    A: Fn(&[i64]) -> bool,
    V: FnMut(&[Wanted]) -> Option<Vec<Vec<f64>>>,
{
    /// All climbs from a start.
    fn from(&mut self, start: &[i64]) -> Result<Vec<i64>, Halt> {
        let mut at = start.to_owned();
        let mut size = self.settings.first;
        loop {
            at = self.climb(at, size)?;
            if size >= self.settings.last {
                return Ok(at);
            }
            let grown = (size as f64 * self.settings.growth).ceil() as usize;
            size = grown.max(size + 1).min(self.settings.last);
        }
    }

    /// Along slopes, then among neighbours, until no neighbour is better.
    fn climb(&mut self, from: Vec<i64>, size: usize) -> Result<Vec<i64>, Halt> {
        let mut at = from;
        self.look(std::slice::from_ref(&at), size, &at)?;
        loop {
            at = self.slopes(at, size)?;
            match self.better_neighbour(&at, size)? {
                Some(better) => at = better,
                None => return Ok(at),
            }
        }
    }

    /// Follows interpolated slopes with growing steps while they lead upwards.
    fn slopes(&mut self, from: Vec<i64>, size: usize) -> Result<Vec<i64>, Halt> {
        let mut best = from;
        while let Some(slope) = self.slope(&best, size)? {
            let length = slope.iter().map(|s| s * s).sum::<f64>().sqrt();
            let origin = best.clone();
            let (mut step, mut taken) = (STEP, 0);
            loop {
                let along = origin.iter().zip(&slope);
                let next: Vec<i64> =
                    along.map(|(x, s)| (*x as f64 + step * s / length).round() as i64).collect();
                if next == best || !(self.is_allowed)(&next) {
                    return Ok(best);
                }
                self.look(std::slice::from_ref(&next), size, &best)?;
                if self.mean(&next, size) <= self.mean(&best, size) {
                    break;
                }
                best = next;
                taken += 1;
                step *= STEP;
            }
            // Short ways are left to the neighbourhood.
            if taken < 2 {
                break;
            }
        }
        Ok(best)
    }

    /// The slope of the piecewise-linear interpolation near a point. `None` if there is none.
    fn slope(&mut self, at: &[i64], size: usize) -> Result<Option<Vec<f64>>, Halt> {
        let number = self.moved;
        self.moved += 1;
        let off = |coordinate: usize| {
            let chance = self.streams.uniform(purpose::PERTURBATION, number, coordinate as u32, 0);
            OFF * (2.0 * chance - 1.0)
        };
        let moved: Vec<f64> = at.iter().enumerate().map(|(i, x)| *x as f64 + off(i)).collect();
        let mut order: Vec<usize> = (0..at.len()).collect();
        let part = |i: usize| moved[i] - moved[i].floor();
        order.sort_by(|one, other| part(*other).total_cmp(&part(*one)));
        let mut corner: Vec<i64> = moved.iter().map(|x| x.floor() as i64).collect();
        let mut corners = vec![corner.clone()];
        for coordinate in &order {
            corner[*coordinate] += 1;
            corners.push(corner.clone());
        }
        let allowed: Vec<Vec<i64>> =
            corners.iter().filter(|corner| (self.is_allowed)(corner)).cloned().collect();
        self.look(&allowed, size, at)?;
        let mut slope = vec![0.0; at.len()];
        for (pair, coordinate) in corners.windows(2).zip(order) {
            let means = (self.mean(&pair[0], size), self.mean(&pair[1], size));
            if let ((Some(below), Some(above)), true) =
                (means, pair.iter().all(|corner| (self.is_allowed)(corner)))
            {
                slope[coordinate] = above - below;
            }
        }
        Ok(slope.iter().any(|s| *s != 0.0).then_some(slope))
    }

    /// The best of the neighbours, if it is better than the point. Swaps are looked at only if no
    /// step is better.
    fn better_neighbour(&mut self, at: &[i64], size: usize) -> Result<Option<Vec<i64>>, Halt> {
        let mut rounds = vec![steps(at)];
        if self.settings.moves == Moves::StepsAndSwaps {
            rounds.push(swaps(at));
        }
        for mut neighbours in rounds {
            neighbours.retain(|point| (self.is_allowed)(point));
            self.look(&neighbours, size, at)?;
            let here = self.mean(at, size);
            let better = neighbours.into_iter().filter(|point| self.mean(point, size) > here);
            let best = better.reduce(|best, point| {
                if self.mean(&point, size) > self.mean(&best, size) { point } else { best }
            });
            if best.is_some() {
                return Ok(best);
            }
        }
        Ok(None)
    }

    /// Asks for what is not yet known of the first `size` replications of `points`. `best` is the
    /// point to return if that exceeds the budget.
    fn look(&mut self, points: &[Vec<i64>], size: usize, best: &[i64]) -> Result<(), Halt> {
        let known = |point: &Vec<i64>| self.seen.get(point).map_or(0, Vec::len);
        let wanted: Vec<Wanted> = points
            .iter()
            .filter(|point| known(point) < size)
            .map(|point| Wanted { point: point.clone(), from: known(point), to: size })
            .collect();
        if wanted.is_empty() {
            return Ok(());
        }
        let count: usize = wanted.iter().map(|wanted| wanted.to - wanted.from).sum();
        if self.spent + count > self.settings.budget {
            return Err(Halt::Spent(best.to_owned()));
        }
        let answers = (self.values)(&wanted).ok_or(Halt::Stopped)?;
        assert_eq!(answers.len(), wanted.len(), "every point has an answer");
        for (wanted, answer) in wanted.into_iter().zip(answers) {
            assert_eq!(answer.len(), wanted.to - wanted.from, "every replication has a value");
            assert!(answer.iter().all(|value| value.is_finite()), "every value is finite");
            self.seen.entry(wanted.point).or_default().extend(answer);
        }
        self.spent += count;
        Ok(())
    }

    /// The mean of the first `size` replications of a point, or of all if there are fewer.
    fn mean(&self, point: &[i64], size: usize) -> Option<f64> {
        let values = self.seen.get(point)?;
        let used = &values[..size.min(values.len())];
        (!used.is_empty()).then(|| used.iter().sum::<f64>() / used.len() as f64)
    }
}

/// The points one step away.
fn steps(at: &[i64]) -> Vec<Vec<i64>> {
    let all = (0..at.len()).flat_map(|coordinate| [1, -1].map(|by| (coordinate, by)));
    all.map(|(coordinate, by)| moved(at, &[(coordinate, by)])).collect()
}

/// The points at which one coordinate is one larger and another one smaller.
fn swaps(at: &[i64]) -> Vec<Vec<i64>> {
    let pairs = (0..at.len()).flat_map(|up| (0..at.len()).map(move |down| (up, down)));
    let pairs = pairs.filter(|(up, down)| up != down);
    pairs.map(|(up, down)| moved(at, &[(up, 1), (down, -1)])).collect()
}

fn moved(at: &[i64], by: &[(usize, i64)]) -> Vec<i64> {
    let mut point = at.to_owned();
    by.iter().for_each(|(coordinate, by)| point[*coordinate] += by);
    point
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exact(value: impl Fn(&[i64]) -> f64) -> impl FnMut(&[Wanted]) -> Option<Vec<Vec<f64>>> {
        move |wanted| {
            let each = |w: &Wanted| vec![value(&w.point); w.to - w.from];
            Some(wanted.iter().map(each).collect())
        }
    }

    #[test]
    fn swaps_leave_a_limit_that_steps_do_not() {
        // Three posts at most; the second kind is worth more. From (3, 0) no single step is allowed
        // and better.
        let value = |point: &[i64]| (point[0] + 2 * point[1]) as f64;
        let is_allowed =
            |point: &[i64]| point.iter().all(|x| *x >= 0) && point.iter().sum::<i64>() <= 3;
        let by = |moves| {
            let settings = Settings { moves, ..Settings::default() };
            let streams = Streams::new(1, 0);
            search(&[vec![3, 0]], is_allowed, &settings, &streams, exact(value))
                .expect("a start")
                .best
        };
        assert_eq!(by(Moves::Steps), [3, 0]);
        assert_eq!(by(Moves::StepsAndSwaps), [0, 3]);
    }

    #[test]
    fn several_starts_find_the_higher_peak() {
        // Peaks at 10 (height 5) and 80 (height 9).
        let value =
            |p: &[i64]| f64::max(5.0 - (p[0] - 10).abs() as f64, 9.0 - (p[0] - 80).abs() as f64);
        let is_allowed = |p: &[i64]| (0..=100).contains(&p[0]);
        let settings = Settings::default();
        let starts = [vec![0], vec![100]];
        let found = search(&starts, is_allowed, &settings, &Streams::new(1, 0), exact(value));
        let found = found.expect("starts");
        assert_eq!((found.best.clone(), found.ends.clone()), (vec![80], vec![vec![10], vec![80]]));
        assert!(found.candidates(2).len() == 4 && found.candidates(0) == found.ends);
    }

    #[test]
    fn a_budget_ends_the_search_and_a_stop_too() {
        let value = |p: &[i64]| -(p[0].pow(2)) as f64;
        let settings = Settings { budget: 100, ..Settings::default() };
        let streams = Streams::new(1, 0);
        let found =
            search(&[vec![90]], |_| true, &settings, &streams, exact(value)).expect("a start");
        assert!(!found.is_complete && found.replications() <= 100, "{found:?}");
        assert!(search(&[vec![90]], |_| true, &settings, &streams, |_| None).is_none());
        assert!(search(&[vec![90]], |_| false, &settings, &streams, exact(value)).is_none());
        let wrong = Settings { growth: 1.0, ..settings };
        assert!(search(&[vec![90]], |_| true, &wrong, &streams, exact(value)).is_none());
    }

    #[test]
    fn no_replication_is_asked_for_twice_and_none_is_skipped() {
        let mut asked: BTreeMap<Vec<i64>, usize> = BTreeMap::new();
        let answer = |wanted: &[Wanted]| {
            let each = |w: &Wanted| {
                let known = asked.entry(w.point.clone()).or_default();
                assert_eq!(*known, w.from);
                *known = w.to;
                vec![-(w.point[0].pow(2) + w.point[1].pow(2)) as f64; w.to - w.from]
            };
            Some(wanted.iter().map(each).collect())
        };
        let settings = Settings::default();
        let found = search(&[vec![40, -30]], |_| true, &settings, &Streams::new(1, 0), answer);
        let found = found.expect("a start");
        assert_eq!(found.best, [0, 0]);
        assert_eq!(found.replications(), asked.values().sum::<usize>());
    }
}
