//! Which points are simulated: waves, each where the last ones suggest good agreement.

use crate::calibration::change::Free;
use crate::calibration::emulator::{Chance, Emulators, Seen, distance};
use crate::experiment::row::Kept;
use crate::experiment::run::spread;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Mutex;

/// The number of points, and the seed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Points in each wave.
    pub points: usize,
    /// Number of waves.
    pub waves: usize,
    /// The seed.
    pub seed: u64,
}

/// A point within the ranges, and its result.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// Its number over all waves, from 0.
    pub number: usize,
    /// Its wave, from 0.
    pub wave: usize,
    /// The value of each free quantity.
    pub values: Vec<f64>,
    /// The number of tolerances by which it misses each target. `None` if the values give no valid
    /// scenario, or one in which a target cannot be measured.
    pub misses: Option<Vec<f64>>,
}

impl Kept for Point {
    type Key = usize;

    fn key(&self) -> usize {
        self.number
    }
}

/// The result of simulating a point.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// The number of tolerances by which each target is missed.
    Misses(Vec<f64>),
    /// No result: the values give no valid scenario.
    Nothing,
    /// The search was stopped.
    Stopped,
}

/// The known points differ from those that this search would have simulated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("point {number} was made by another calibration")]
pub struct Mismatch {
    /// The first point that differs.
    pub number: usize,
}

/// The result of a search.
#[derive(Clone, Debug)]
pub struct Found {
    /// The points, in order.
    pub points: Vec<Point>,
    /// Whether it was stopped before all of them were simulated.
    pub partial: bool,
}

/// Simulates the points of `settings`, wave by wave. When a search is resumed, `known` are its first
/// points. `told` is called for each further point after it and all earlier ones are finished.
///
/// The first wave is a Latin hypercube over the ranges. Its first point is the scenario before the
/// fit. Each further wave begins with the best point according to the emulators of all points so
/// far. Two thirds of its points are samples that the emulators consider plausible; the rest are
/// samples with tolerances three times as wide.
///
/// # Example
///
/// ```
/// use pcn_sim::calibration::free;
/// use pcn_sim::calibration::search::{Outcome, Settings, search};
/// use pcn_sim::scenario::{self, FileSystem};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let written = scenario::read("average-pcn", &FileSystem)?;
/// let list = free::load("england-2025-26-fit", &written, &FileSystem)?;
/// let settings = Settings { points: 8, waves: 1, seed: 1 };
/// // In place of a simulation: the distance of the first quantity from the middle of its range.
/// let simulate = |values: &[f64]| Outcome::Misses(vec![list.free[0].share(values[0]) - 0.5]);
/// let found = search(&list.free, &[1.0], settings, &[], simulate, |_| ())?;
/// assert_eq!(found.points.len(), 8);
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// [`Mismatch`] if `known` are not the points of this search.
pub fn search(
    free: &[Free],
    weights: &[f64],
    settings: Settings,
    known: &[Point],
    simulate: impl Fn(&[f64]) -> Outcome + Sync,
    told: impl Fn(&Point) + Sync,
) -> Result<Found, Mismatch> {
    let mut points: Vec<Point> = Vec::new();
    for wave in 0..settings.waves {
        let design = match wave {
            0 => first_wave(free, settings, 0),
            _ => next_wave(free, weights, settings, wave, &points),
        };
        let first = points.len();
        for (number, values) in (first..).zip(&design) {
            if known.get(number).is_some_and(|known| known.values != *values || known.wave != wave)
            {
                return Err(Mismatch { number });
            }
        }
        let before = known.len().clamp(first, first + design.len());
        points.extend_from_slice(known.get(first..before).unwrap_or(&[]));
        let line = Mutex::new(Line { next: before, waiting: BTreeMap::new() });
        let one = |job: usize| {
            let number = before + job;
            let values = design[number - first].clone();
            let misses = match simulate(&values) {
                Outcome::Stopped => return None,
                Outcome::Nothing => None,
                Outcome::Misses(misses) => Some(misses),
            };
            let point = Point { number, wave, values, misses };
            line.lock().expect("nobody panics in line").finished(&point, &told);
            Some(point)
        };
        let done = spread(first + design.len() - before, one);
        let whole: Vec<Point> = done.into_iter().map_while(|point| point).collect();
        points.extend(whole);
        if points.len() < first + design.len() {
            return Ok(Found { points, partial: true });
        }
    }
    Ok(Found { points, partial: false })
}

/// Points are finished in any order and reported in their own order.
struct Line {
    next: usize,
    waiting: BTreeMap<usize, Point>,
}

impl Line {
    fn finished(&mut self, point: &Point, told: &impl Fn(&Point)) {
        self.waiting.insert(point.number, point.clone());
        while let Some(point) = self.waiting.remove(&self.next) {
            told(&point);
            self.next += 1;
        }
    }
}

/// The scenario before the fit, and a Latin hypercube: for each quantity, one point in each of
/// equally many parts of its range, by the chance of `wave`.
fn first_wave(free: &[Free], settings: Settings, wave: u32) -> Vec<Vec<f64>> {
    let count = settings.points.saturating_sub(1);
    let mut chance = Chance::new(settings.seed, wave);
    let columns = free.iter().map(|free| {
        let mut parts: Vec<usize> = (0..count).collect();
        for last in (1..count).rev() {
            parts.swap(last, chance.below(last + 1));
        }
        let at = |part| free.at((part as f64 + chance.uniform()) / count as f64);
        parts.into_iter().map(at).collect::<Vec<f64>>()
    });
    let columns: Vec<Vec<f64>> = columns.collect();
    let start = free.iter().map(|free| free.start).collect();
    let spread = (0..count).map(|row| columns.iter().map(|column| column[row]).collect());
    [start].into_iter().chain(spread).collect()
}

fn next_wave(
    free: &[Free],
    weights: &[f64],
    settings: Settings,
    wave: usize,
    points: &[Point],
) -> Vec<Vec<f64>> {
    let seen = seen(free, points);
    let mut chance = Chance::new(settings.seed, wave as u32);
    let values = |shares: &Vec<f64>| -> Vec<f64> {
        free.iter().zip(shares).map(|(free, share)| free.at(*share)).collect()
    };
    let Some(emulators) = Emulators::fit(&seen, weights) else {
        // No point could be measured, so the next wave is also a Latin hypercube, by its own
        // chance.
        let again = Settings { points: settings.points + 1, ..settings };
        return first_wave(free, again, wave as u32).split_off(1);
    };
    let start = &nearest(&seen, weights).shares;
    let plausible = (settings.points - 1) * 2 / 3;
    let afield = settings.points - 1 - plausible;
    let within = emulators.sample(start, plausible, &mut chance);
    let beyond = emulators.widened(3.0).sample(start, afield, &mut chance);
    let best = emulators.best_near(start);
    [&best].into_iter().chain(&within).chain(&beyond).map(values).collect()
}

/// The points that could be measured.
pub fn seen(free: &[Free], points: &[Point]) -> Vec<Seen> {
    let one = |point: &Point| {
        let shares = free.iter().zip(&point.values).map(|(free, value)| free.share(*value));
        Some(Seen { shares: shares.collect(), misses: point.misses.clone()? })
    };
    points.iter().filter_map(one).collect()
}

/// The point that agrees best.
fn nearest<'s>(seen: &'s [Seen], weights: &[f64]) -> &'s Seen {
    let off = |seen: &Seen| distance(&seen.misses, weights);
    seen.iter().min_by(|one, other| off(one).total_cmp(&off(other))).expect("something was seen")
}
