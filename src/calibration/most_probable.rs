//! The most probable parameters given observations and a prior: Gauss–Newton steps on a simulator, with
//! a stored Jacobian that is corrected as it goes.
//!
//! Parameters are counted in standard deviations of their prior, from its mean. With few runs of a slow
//! simulator this finds what an emulator would need hundreds of runs for, if the Jacobian is roughly
//! known beforehand.

use crate::statistics::least_squares::{dot, solved};
use crate::statistics::symmetric::{Eigen, Matrix};

/// The first largest step \[standard deviations of the prior\].
const FIRST_RADIUS: f64 = 2.5;

/// The largest step ever \[standard deviations\].
const WIDEST_RADIUS: f64 = 4.0;

/// What the largest step is multiplied by after a better point, and after a worse one.
const BETTER: f64 = 1.4;
const WORSE: f64 = 0.45;

/// Refused steps mean that the search has settled if they were shorter than this \[standard deviations\].
const SETTLED: f64 = 0.3;

/// A step shorter than this ends the search \[standard deviations\].
const SHORTEST: f64 = 0.02;

/// Runs after which a search is judged by whether it may still succeed.
pub const TRIED: usize = 4;

/// The search has settled if so many runs in a row improve the objective by less than [`SLIGHT`], or less than
/// this part of it.
const STALE: usize = 2;
const SLIGHT: f64 = 0.5;
const SLIGHT_PART: f64 = 0.01;

/// An observation of a result.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Observed {
    /// Its value.
    pub value: f64,
    /// By how much it may be missed: one standard deviation, above 0 \[the unit of the value\].
    pub tolerance: f64,
}

/// What is sought.
#[derive(Clone, Copy, Debug)]
pub struct Problem<'p> {
    /// The observation of each result; `None` if there is none.
    pub observed: &'p [Option<Observed>],
    /// By result, then parameter: the change of the result for one standard deviation of the prior.
    pub jacobian: &'p [Vec<f64>],
    /// The farthest that a parameter may be from the mean of its prior \[standard deviations\].
    pub bound: f64,
    /// The most runs of the simulator, at least 1.
    pub most_runs: usize,
    /// Where the search begins \[standard deviations\]; the mean of the prior if empty.
    pub start: &'p [f64],
    /// The search ends after [`TRIED`] runs if the smallest objective is still above this.
    pub give_up_above: f64,
}

/// What was found.
#[derive(Clone, Debug, PartialEq)]
pub struct MostProbable {
    /// The parameters \[standard deviations of the prior, from its mean\].
    pub deviations: Vec<f64>,
    /// The results there.
    pub results: Vec<f64>,
    /// The sum of squared misses, in tolerances, and of squared deviations.
    pub objective: f64,
    /// Runs of the simulator.
    pub runs: usize,
    /// The Jacobian as the search corrected it.
    pub jacobian: Vec<Vec<f64>>,
    /// The covariance of the parameters after the observations, by this Jacobian.
    pub covariance: Matrix,
    /// The parameters at their bounds.
    pub at_bounds: Vec<usize>,
    /// Whether the search ended because no step was worthwhile, and not because runs were used up.
    pub has_settled: bool,
}

impl MostProbable {
    /// The direction in which the observations say least, of length 1, and the standard deviation along
    /// it \[standard deviations of the prior\].
    pub fn flattest(&self) -> (Vec<f64>, f64) {
        let eigen = Eigen::of(&self.covariance);
        let widest =
            (0..eigen.values.len()).max_by(|a, b| eigen.values[*a].total_cmp(&eigen.values[*b]));
        let widest = widest.unwrap_or(0);
        let direction = eigen.vectors.iter().map(|row| row[widest]).collect();
        (direction, eigen.values.get(widest).copied().unwrap_or(0.0).max(0.0).sqrt())
    }
}

/// A place in the search.
#[derive(Clone)]
struct Place {
    deviations: Vec<f64>,
    results: Vec<f64>,
    objective: f64,
}

impl Problem<'_> {
    /// Searches from `start`. `simulate` gives the results of a place, or `None` where
    /// parameters must not have such values together, or if it was stopped. `None` if it has no results at
    /// that place.
    ///
    /// # Example
    ///
    /// ```
    /// use pcn_sim::calibration::most_probable::{Observed, Problem};
    ///
    /// // One parameter, one result: twice the parameter, observed as 3 ± 1; the prior is 0 ± 1.
    /// let observed = [Some(Observed { value: 3.0, tolerance: 1.0 })];
    /// let jacobian = [vec![2.0]];
    /// let problem = Problem {
    ///     observed: &observed,
    ///     jacobian: &jacobian,
    ///     bound: 2.2,
    ///     most_runs: 9,
    ///     start: &[],
    ///     give_up_above: f64::INFINITY,
    /// };
    /// let found = problem.solve(&mut |z: &[f64]| Some(vec![2.0 * z[0]])).expect("it can be simulated");
    /// assert!((found.deviations[0] - 1.2).abs() < 1e-9);
    /// assert!((found.covariance[0][0] - 0.2).abs() < 1e-9);
    /// ```
    pub fn solve(
        &self,
        simulate: &mut dyn FnMut(&[f64]) -> Option<Vec<f64>>,
    ) -> Option<MostProbable> {
        let count = self.jacobian.first().map_or(0, Vec::len);
        let mut jacobian = self.jacobian.to_vec();
        let start = if self.start.is_empty() { vec![0.0; count] } else { self.start.to_vec() };
        let mut best = self.place(start, simulate)?;
        let (mut runs, mut radius, mut stale) = (1, FIRST_RADIUS, 0);
        let mut has_settled = false;
        while runs < self.most_runs && (runs < TRIED || best.objective <= self.give_up_above) {
            let step = self.step(&jacobian, &best, radius);
            let length = dot(&step, &step).sqrt();
            if length < SHORTEST {
                has_settled = true;
                break;
            }
            let next = best.deviations.iter().zip(&step).map(|(at, by)| at + by).collect();
            runs += 1;
            let Some(place) = self.place(next, simulate) else {
                radius = WORSE * length;
                continue;
            };
            correct(&mut jacobian, &step, &best.results, &place.results);
            let is_better = place.objective < best.objective;
            let slight = SLIGHT.max(SLIGHT_PART * best.objective);
            let is_slight = place.objective > best.objective - slight;
            stale = if is_slight { stale + 1 } else { 0 };
            if is_better {
                best = place;
                radius = (radius * BETTER).min(WIDEST_RADIUS);
            } else {
                radius = WORSE * length;
            }
            if stale == STALE {
                // Steps that were refused say that the foretold way is wrong, not that there is none.
                has_settled = is_better || radius < SETTLED;
                break;
            }
        }
        let is_at_bound = |index: &usize| best.deviations[*index].abs() >= self.bound - 1e-9;
        Some(MostProbable {
            covariance: self.covariance(&jacobian),
            jacobian,
            at_bounds: (0..count).filter(is_at_bound).collect(),
            deviations: best.deviations,
            results: best.results,
            objective: best.objective,
            runs,
            has_settled,
        })
    }

    fn place(
        &self,
        deviations: Vec<f64>,
        simulate: &mut dyn FnMut(&[f64]) -> Option<Vec<f64>>,
    ) -> Option<Place> {
        let results = simulate(&deviations)?;
        let objective = self.objective(&deviations, &results);
        Some(Place { deviations, results, objective }).filter(|place| place.objective.is_finite())
    }

    /// The sum of squared misses, in tolerances, and of squared deviations from the prior.
    pub fn objective(&self, deviations: &[f64], results: &[f64]) -> f64 {
        let miss = |(observed, result): (&Option<Observed>, &f64)| {
            observed.map_or(0.0, |of| ((of.value - result) / of.tolerance).powi(2))
        };
        let misses: f64 = self.observed.iter().zip(results).map(miss).sum();
        misses + dot(deviations, deviations)
    }

    /// The curvature of half the objective: what the observations and the prior say of each pair.
    fn curvature(&self, jacobian: &[Vec<f64>]) -> Matrix {
        let count = jacobian.first().map_or(0, Vec::len);
        let mut sum: Matrix = (0..count)
            .map(|row| (0..count).map(|column| f64::from(u8::from(row == column))).collect())
            .collect();
        for (observed, line) in self.observed.iter().zip(jacobian) {
            let Some(observed) = observed else { continue };
            let weight = observed.tolerance.powi(-2);
            for (row, own) in sum.iter_mut().zip(line) {
                row.iter_mut().zip(line).for_each(|(cell, other)| *cell += weight * own * other);
            }
        }
        sum
    }

    fn covariance(&self, jacobian: &[Vec<f64>]) -> Matrix {
        let curvature = self.curvature(jacobian);
        Eigen::of(&curvature).map(|value| 1.0 / value)
    }

    /// The step to the smallest objective as the Jacobian foretells it, no longer than `radius`, within the
    /// bounds.
    fn step(&self, jacobian: &[Vec<f64>], from: &Place, radius: f64) -> Vec<f64> {
        let curvature = self.curvature(jacobian);
        let mut slope: Vec<f64> = from.deviations.iter().map(|at| -at).collect();
        for ((observed, line), result) in self.observed.iter().zip(jacobian).zip(&from.results) {
            let Some(of) = observed else { continue };
            let pull = (of.value - result) / of.tolerance.powi(2);
            slope.iter_mut().zip(line).for_each(|(sum, own)| *sum += pull * own);
        }
        let step_with = |damping: f64| self.bounded(&curvature, &slope, &from.deviations, damping);
        let length = |step: &[f64]| dot(step, step).sqrt();
        let full = step_with(0.0);
        if length(&full) <= radius {
            return full;
        }
        // The more damping, the shorter the step.
        let (mut low, mut high) = (0.0, 1.0);
        while length(&step_with(high)) > radius && high < 1e12 {
            (low, high) = (high, high * 4.0);
        }
        for _ in 0..60 {
            let middle = 0.5 * (low + high);
            if length(&step_with(middle)) > radius { low = middle } else { high = middle }
        }
        step_with(high)
    }

    /// The damped step, with the parameters that would leave their bounds held there.
    fn bounded(
        &self,
        curvature: &[Vec<f64>],
        slope: &[f64],
        from: &[f64],
        damping: f64,
    ) -> Vec<f64> {
        let count = slope.len();
        let mut held: Vec<Option<f64>> = vec![None; count];
        loop {
            let free: Vec<usize> = (0..count).filter(|index| held[*index].is_none()).collect();
            let mut step: Vec<f64> = held.iter().map(|by| by.unwrap_or(0.0)).collect();
            let row = |of: &usize| -> Vec<f64> {
                let cell = |other: &usize| {
                    curvature[*of][*other] + if of == other { damping } else { 0.0 }
                };
                free.iter().map(cell).collect()
            };
            let right = |of: &usize| slope[*of] - dot(&curvature[*of], &step);
            let rights = vec![free.iter().map(right).collect::<Vec<f64>>()];
            let found = solved(free.iter().map(row).collect(), &rights);
            let Some(found) = found.and_then(|mut all| all.pop()) else { return vec![0.0; count] };
            free.iter().zip(found).for_each(|(index, by)| step[*index] = by);
            let leaves =
                |index: &&usize| (from[**index] + step[**index]).abs() > self.bound + 1e-12;
            let leaving: Vec<usize> = free.iter().filter(leaves).copied().collect();
            if leaving.is_empty() {
                return step;
            }
            for index in leaving {
                let bound = self.bound.copysign(from[index] + step[index]);
                held[index] = Some(bound - from[index]);
            }
        }
    }
}

/// Broyden's update: the Jacobian foretells the last step rightly, and is otherwise changed least.
fn correct(jacobian: &mut [Vec<f64>], step: &[f64], before: &[f64], after: &[f64]) {
    let length = dot(step, step);
    for ((line, before), after) in jacobian.iter_mut().zip(before).zip(after) {
        let missed = (after - before - dot(line, step)) / length;
        line.iter_mut().zip(step).for_each(|(cell, by)| *cell += missed * by);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::samplers::standard_normal;
    use crate::engine::streams::Streams;

    /// Four results of three parameters.
    const LINES: [[f64; 3]; 4] =
        [[2.0, 0.5, 0.0], [0.3, -1.5, 0.4], [0.0, 0.6, 0.7], [1.0, 1.0, -0.2]];

    fn lines() -> Vec<Vec<f64>> {
        LINES.map(Vec::from).to_vec()
    }

    fn linear(z: &[f64]) -> Vec<f64> {
        LINES.iter().map(|line| dot(line, z)).collect()
    }

    fn observed(values: &[f64]) -> Vec<Option<Observed>> {
        values.iter().map(|value| Some(Observed { value: *value, tolerance: 0.5 })).collect()
    }

    fn problem<'p>(observed: &'p [Option<Observed>], jacobian: &'p [Vec<f64>]) -> Problem<'p> {
        Problem {
            observed,
            jacobian,
            bound: 2.2,
            most_runs: 9,
            start: &[],
            give_up_above: f64::INFINITY,
        }
    }

    /// How far the slope of the objective is from zero at a place, by small differences.
    fn slope(problem: &Problem<'_>, at: &[f64], f: &dyn Fn(&[f64]) -> Vec<f64>) -> f64 {
        let of = |index: usize| {
            let moved = |by: f64| {
                let mut place = at.to_vec();
                place[index] += by;
                problem.objective(&place, &f(&place))
            };
            (moved(1e-5) - moved(-1e-5)) / 2e-5
        };
        (0..at.len()).map(of).fold(0.0, |most: f64, slope| most.max(slope.abs()))
    }

    #[test]
    fn a_straight_line_is_solved_in_one_step() {
        let (observed, jacobian) = (observed(&[1.0, -0.5, 0.3, 0.8]), lines());
        let problem = problem(&observed, &jacobian);
        let found = problem.solve(&mut |z| Some(linear(z))).expect("it has results");
        assert!(found.has_settled && found.runs == 2, "{found:?}");
        assert!(slope(&problem, &found.deviations, &linear) < 1e-6, "{found:?}");
        // The covariance is the inverse of the curvature.
        let curvature = problem.curvature(&jacobian);
        let identity = crate::statistics::symmetric::product(&curvature, &found.covariance);
        for (row, line) in identity.iter().enumerate() {
            for (column, cell) in line.iter().enumerate() {
                assert!((cell - f64::from(u8::from(row == column))).abs() < 1e-9, "{identity:?}");
            }
        }
        let (direction, deviation) = found.flattest();
        let along: f64 =
            found.covariance.iter().zip(&direction).map(|(row, a)| a * dot(row, &direction)).sum();
        assert!(
            (along.sqrt() - deviation).abs() < 1e-9
                && (dot(&direction, &direction) - 1.0).abs() < 1e-9
        );
        assert!(
            found.covariance.iter().enumerate().all(|(i, row)| row[i] <= deviation.powi(2) + 1e-9)
        );
    }

    #[test]
    fn curves_and_a_rough_jacobian_are_corrected_within_nine_runs() {
        let curved = |z: &[f64]| -> Vec<f64> {
            linear(z).iter().enumerate().map(|(i, y)| y + 0.15 * z[i % 3].powi(2)).collect()
        };
        let rough: Vec<Vec<f64>> = lines()
            .into_iter()
            .map(|line| line.into_iter().enumerate().map(|(i, a)| a * [0.7, 1.4, 0.8][i]).collect())
            .collect();
        let truth = [0.9, -0.6, 0.4];
        let observed = observed(&curved(&truth));
        let problem = problem(&observed, &rough);
        let found = problem.solve(&mut |z| Some(curved(z))).expect("it has results");
        let at_truth = problem.objective(&truth, &curved(&truth));
        assert!(
            found.objective < at_truth,
            "the prior pulls it: {} and {at_truth}",
            found.objective
        );
        assert!(slope(&problem, &found.deviations, &curved) < 0.3, "{found:?}");
        assert!(found.runs <= 9);
    }

    #[test]
    fn bounds_hold_and_are_named_and_the_rest_is_fitted_beside_them() {
        let (observed, jacobian) = (observed(&[40.0, -0.5, 0.3, 0.8]), lines());
        let problem = problem(&observed, &jacobian);
        let found = problem.solve(&mut |z| Some(linear(z))).expect("it has results");
        assert!(found.at_bounds.contains(&0) && found.deviations[0] == 2.2, "{found:?}");
        assert!(found.deviations.iter().all(|z| z.abs() <= 2.2 + 1e-9), "{found:?}");
        // No free parameter can improve it alone.
        for index in (0..3).filter(|index| !found.at_bounds.contains(index)) {
            for by in [-0.01, 0.01] {
                let mut other = found.deviations.clone();
                other[index] += by;
                assert!(problem.objective(&other, &linear(&other)) > found.objective - 1e-9);
            }
        }
    }

    #[test]
    fn what_is_not_observed_keeps_the_prior() {
        let jacobian = lines();
        let none: Vec<Option<Observed>> = vec![None; 4];
        let found = problem(&none, &jacobian).solve(&mut |z| Some(linear(z))).expect("results");
        assert_eq!((found.runs, found.deviations.as_slice()), (1, [0.0; 3].as_slice()));
        assert!((0..3).all(|index| (found.covariance[index][index] - 1.0).abs() < 1e-9));
        let some = [observed(&[1.0])[0], None, None, None];
        let found = problem(&some, &jacobian).solve(&mut |z| Some(linear(z))).expect("results");
        assert!(found.deviations[2].abs() < 1e-9, "the first result does not depend on the third");
    }

    #[test]
    fn impossible_places_shorten_the_step_and_no_place_at_all_is_said() {
        let (observed, jacobian) = (observed(&[3.0, -0.5, 0.3, 0.8]), lines());
        let problem = problem(&observed, &jacobian);
        let mut runs = 0;
        let found = problem.solve(&mut |z| {
            runs += 1;
            (z[0] <= 0.5).then(|| linear(z))
        });
        let found = found.expect("the mean is possible");
        assert!(found.deviations[0] <= 0.5 && found.deviations[0] > 0.1, "{found:?}");
        assert_eq!(found.runs, runs);
        assert_eq!(problem.solve(&mut |_| None), None);
    }

    #[test]
    fn the_truth_is_within_what_is_said_as_often_as_said() {
        let streams = Streams::new(5, 0);
        let z = |what: u8, world: u64, index: usize| {
            standard_normal(streams.uniform(what, world, index as u32, 0).max(1e-12))
        };
        let jacobian = lines();
        let (mut within, mut all) = (0, 0);
        for world in 0..400 {
            let truth: Vec<f64> = (0..3).map(|index| z(1, world, index)).collect();
            let seen: Vec<f64> =
                linear(&truth).iter().enumerate().map(|(i, y)| y + 0.5 * z(2, world, i)).collect();
            let observed = observed(&seen);
            let problem = Problem { bound: 10.0, ..problem(&observed, &jacobian) };
            let found = problem.solve(&mut |z| Some(linear(z))).expect("it has results");
            for (index, truth) in truth.iter().enumerate() {
                let off = (found.deviations[index] - truth).abs();
                within += usize::from(off < 1.959_964 * found.covariance[index][index].sqrt());
                all += 1;
            }
        }
        let share = f64::from(within as u32) / f64::from(all as u32);
        // A standard error of 0.6% if the three were independent.
        assert!((0.925..=0.975).contains(&share), "{share}");
    }
}
