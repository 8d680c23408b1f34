//! What the published figures leave open of a network: levels that agree with them as well as the fit does.
//!
//! Each draw is a fit of its own, to figures and to a prior that chance has moved by what is not known of them:
//! randomised maximum likelihood (Kitanidis 1995, Water Resources Research 31:2411; Oliver, He & Reynolds
//! 1996). Where the model is straight, such draws are exactly those of the posterior, and each counts the same. Simulated
//! years at a few places near the fit correct its Jacobian, so that a draw needs few years.

use super::fit::{Fit, search};
use super::prior::BOUND;
use crate::calibration::local::{Local, Run};
use crate::calibration::most_probable::{MostProbable, Observed as Target, Problem};
use crate::engine::samplers::standard_normal;
use crate::engine::streams::Streams;
use crate::statistics::least_squares::dot;
use crate::statistics::purpose::POSTERIOR;
use crate::statistics::symmetric::Eigen;

/// Years that correct the Jacobian.
pub(super) const PILOTS: u32 = 24;

/// The most simulated years for a draw.
const YEARS: usize = 3;

/// What the random numbers of a draw are for.
const OF_LEVELS: u16 = 0;
const OF_FIGURES: u16 = 1;

/// A draw has reached its figures if its objective is below that of 999 in 1,000 draws of a straight model: the
/// quantile of the standard normal distribution.
const REACHED: f64 = 3.09;

/// Standard normal numbers of draw `number` of `subject`.
fn normals(seed: u64, number: u32, subject: u64, of: u16) -> impl Fn(usize) -> f64 {
    let streams = Streams::new(seed, number);
    move |index| {
        let chance = streams.uniform(POSTERIOR, subject, index as u32, of);
        standard_normal(chance.clamp(1e-9, 1.0 - 1e-9))
    }
}

/// Place `number` at which a year corrects the Jacobian: from the normal density around the fit, within bounds.
pub(super) fn pilot(found: &MostProbable, seed: u64, number: u32, subject: u64) -> Vec<f64> {
    let root = Eigen::of(&found.covariance).map(|value| value.max(0.0).sqrt());
    let normals: Vec<f64> =
        (0..root.len()).map(normals(seed, number, subject, OF_LEVELS)).collect();
    let moved = found.deviations.iter().zip(&root);
    moved.map(|(at, row)| (at + dot(row, &normals)).clamp(-BOUND, BOUND)).collect()
}

/// The targets as draws are held against them: what chance does to a simulated year is added to their
/// tolerances, `noise` being the variance of each figure between years of the network as fitted; and where the
/// most probable levels miss by more than the tolerances allow, these are too small for this network and are
/// widened by the root of `objective` per target (Birge 1932, Physical Review 40:207).
pub(super) fn widened(
    targets: &[Option<Target>],
    noise: &[f64],
    objective: f64,
) -> Vec<Option<Target>> {
    let count = targets.iter().flatten().count().max(1) as f64;
    let misfit = (objective / count).max(1.0);
    let wide = |(target, noise): (&Option<Target>, &f64)| {
        target.map(|of| {
            let tolerance = (of.tolerance * of.tolerance * misfit + noise).sqrt();
            Target { tolerance, ..of }
        })
    };
    targets.iter().zip(noise).map(wide).collect()
}

/// What is known of the levels after the figures, under one assignment.
#[derive(Clone, Debug)]
pub(super) struct Posterior<'t> {
    targets: &'t [Option<Target>],
    local: Local,
    /// The most probable levels by the corrected Jacobian.
    found: MostProbable,
}

impl<'t> Posterior<'t> {
    /// Around `fit`, with its Jacobian corrected by the `pilots`: levels and figures of years, of which each
    /// figure has the variance `noise`.
    pub(super) fn of(
        fit: &Fit,
        targets: &'t [Option<Target>],
        pilots: &[Run],
        noise: &[f64],
    ) -> Posterior<'t> {
        let (place, jacobian) = (&fit.found.deviations, &fit.found.jacobian);
        let results = fit.found.results.clone();
        let local = Local::of(place, jacobian, pilots, noise).unwrap_or_else(|| Local {
            place: place.clone(),
            results,
            jacobian: jacobian.clone(),
        });
        let problem = search(targets, &local.jacobian, place, f64::INFINITY);
        let found = problem.solve(&mut |deviations: &[f64]| Some(local.at(deviations)));
        let found = found.unwrap_or_else(|| fit.found.clone());
        Posterior { targets, local, found }
    }

    /// The logarithm of the probability of the figures under this assignment, but for a constant, as far as the
    /// posterior is normal (Laplace's method): what assignments are weighed by.
    pub(super) fn log_evidence(&self) -> f64 {
        let eigen = Eigen::of(&self.found.covariance);
        let log_determinant: f64 =
            eigen.values.iter().map(|value| libm::log(value.max(1e-12))).sum();
        0.5 * (log_determinant - self.found.objective)
    }

    /// The levels of draw `number`, with the random numbers of `subject`. `simulate` gives the figures of a
    /// year. `None` if no year can be simulated there, or if its figures are not reached.
    pub(super) fn draw(
        &self,
        (seed, number, subject): (u64, u32, u64),
        simulate: &mut dyn FnMut(&[f64]) -> Option<Vec<f64>>,
    ) -> Option<Vec<f64>> {
        let levels = self.found.deviations.len();
        let prior: Vec<f64> = (0..levels).map(normals(seed, number, subject, OF_LEVELS)).collect();
        let chance = normals(seed, number, subject, OF_FIGURES);
        let moved = |(index, target): (usize, &Option<Target>)| {
            target.map(|of| Target { value: of.value + of.tolerance * chance(index), ..of })
        };
        let targets: Vec<Option<Target>> = self.targets.iter().enumerate().map(moved).collect();
        let of = |start, most_runs| Problem {
            prior: &prior,
            most_runs,
            ..search(&targets, &self.local.jacobian, start, f64::INFINITY)
        };
        let foretold = of(&self.found.deviations, 2);
        let foretold = foretold.solve(&mut |at: &[f64]| Some(self.local.at(at)))?.deviations;
        let found = of(&foretold, YEARS).solve(simulate)?;
        self.is_reached(found.objective).then_some(found.deviations)
    }

    /// Whether the objective of a draw is one that a straight model could have. There it is chi-squared with as
    /// many degrees as there are figures, and not central by what the most probable levels miss. Its quantile is
    /// that of a central one with the same mean and variance (Patnaik 1949; Wilson & Hilferty 1931).
    fn is_reached(&self, objective: f64) -> bool {
        let figures = self.targets.iter().flatten().count().max(1) as f64;
        let (mean, double) = (figures + self.found.objective, figures + 2.0 * self.found.objective);
        let (factor, degrees) = (double / mean, mean * mean / double);
        let part = 2.0 / (9.0 * degrees);
        objective <= factor * degrees * (1.0 - part + REACHED * part.sqrt()).powi(3)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fitting::figures::FIGURES;

    /// A fit with a Jacobian of as many figures as lines, at the prior mean, with an objective of zero.
    fn fit(lines: &[Vec<f64>]) -> Fit {
        let count = lines[0].len();
        let unit = |at: usize| (0..count).map(|i| f64::from(u8::from(i == at))).collect();
        let found = MostProbable {
            jacobian: lines.to_vec(),
            covariance: (0..count).map(unit).collect(),
            results: vec![0.0; lines.len()],
            deviations: vec![0.0; count],
            objective: 0.0,
            runs: 1,
            at_bounds: Vec::new(),
            has_settled: true,
        };
        Fit { found, values: [[None; FIGURES]; 2] }
    }

    fn drawn(
        posterior: &Posterior<'_>,
        count: u32,
        model: &dyn Fn(&[f64]) -> f64,
    ) -> Vec<Vec<f64>> {
        let draw = |number| posterior.draw((1, number, 0), &mut |z: &[f64]| Some(vec![model(z)]));
        (0..count).filter_map(draw).collect()
    }

    fn mean_and_variance(values: &[f64]) -> (f64, f64) {
        let count = values.len() as f64;
        let mean = values.iter().sum::<f64>() / count;
        (mean, values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (count - 1.0))
    }

    #[test]
    fn draws_of_a_straight_model_are_those_of_the_exact_posterior() {
        // One figure, z₁ + z₂, observed as 1 ± 0.5. By hand: the sum has prior variance 2, so its posterior has
        // mean 2/2.25 and variance 2·0.25/2.25; the difference keeps its prior, of variance 2.
        let targets = [Some(Target { value: 1.0, tolerance: 0.5 })];
        let fit = fit(&[vec![1.0, 1.0]]);
        let posterior = Posterior::of(&fit, &targets, &[], &[0.0]);
        let draws = drawn(&posterior, 4000, &|z| z[0] + z[1]);
        assert!(draws.len() > 3950, "{}", draws.len());
        let sums: Vec<f64> = draws.iter().map(|z| z[0] + z[1]).collect();
        let gaps: Vec<f64> = draws.iter().map(|z| z[0] - z[1]).collect();
        let ((sum, of_sum), (gap, of_gap)) = (mean_and_variance(&sums), mean_and_variance(&gaps));
        // Four standard errors of each, and a little for the draws that are held at bounds or left out.
        assert!((sum - 2.0 / 2.25).abs() < 4.0 * (of_sum / 4000.0).sqrt() + 0.01, "{sum}");
        assert!(
            (of_sum / (0.5 / 2.25) - 1.0).abs() < 4.0 * (2.0 / 4000_f64).sqrt() + 0.02,
            "{of_sum}"
        );
        assert!(gap.abs() < 4.0 * (2.0 / 4000_f64).sqrt(), "{gap}");
        assert!((of_gap / 2.0 - 1.0).abs() < 4.0 * (2.0 / 4000_f64).sqrt() + 0.02, "{of_gap}");
    }

    #[test]
    fn draws_of_a_bent_model_are_near_the_posterior_by_integration() {
        // One level, one figure z + 0.3 z², observed as 1 ± 0.3; the Jacobian is that of the prior mean.
        let model = |z: &[f64]| z[0] + 0.3 * z[0] * z[0];
        let density = |z: f64| libm::exp(-0.5 * (((1.0 - model(&[z])) / 0.3).powi(2) + z * z));
        let steps: Vec<f64> = (-2500..=2500).map(|step| f64::from(step) / 1000.0).collect();
        let total: f64 = steps.iter().map(|z| density(*z)).sum();
        let mean = steps.iter().map(|z| z * density(*z)).sum::<f64>() / total;
        let variance = steps.iter().map(|z| (z - mean).powi(2) * density(*z)).sum::<f64>() / total;
        let targets = [Some(Target { value: 1.0, tolerance: 0.3 })];
        let fit = fit(&[vec![1.0]]);
        let posterior = Posterior::of(&fit, &targets, &[], &[0.0]);
        let values: Vec<f64> = drawn(&posterior, 2000, &model).iter().map(|z| z[0]).collect();
        let (found, spread) = mean_and_variance(&values);
        assert!((found - mean).abs() < 0.1 * variance.sqrt(), "{found} and {mean}");
        assert!(
            (spread / variance).sqrt() > 0.85 && (spread / variance).sqrt() < 1.15,
            "{spread}, {variance}"
        );
    }

    #[test]
    fn the_evidence_of_a_straight_model_is_exact() {
        // By hand: a figure is normal with variance (slope² + tolerance²) before it is seen.
        let log_density = |slope: f64| {
            let variance = slope * slope + 0.25;
            -0.5 * (libm::log(variance) + 1.0 / variance)
        };
        let targets = [Some(Target { value: 1.0, tolerance: 0.5 })];
        let of =
            |slope: f64| Posterior::of(&fit(&[vec![slope]]), &targets, &[], &[0.0]).log_evidence();
        let difference = of(2.0) - of(0.5);
        assert!((difference - (log_density(2.0) - log_density(0.5))).abs() < 1e-9, "{difference}");
    }

    #[test]
    fn draws_that_cannot_reach_their_figures_are_left_out() {
        let targets = [Some(Target { value: 1.0, tolerance: 0.1 })];
        let fit = fit(&[vec![1.0]]);
        let posterior = Posterior::of(&fit, &targets, &[], &[0.0]);
        assert_eq!(drawn(&posterior, 20, &|_| 9.0), Vec::<Vec<f64>>::new());
        let impossible = posterior.draw((1, 0, 0), &mut |_: &[f64]| None);
        assert_eq!(impossible, None);
    }

    #[test]
    fn pilots_have_the_spread_of_the_fit_and_stay_within_bounds() {
        let found = fit(&[vec![1.0, 0.0]]).found;
        let places: Vec<Vec<f64>> = (0..4000).map(|number| pilot(&found, 1, number, 0)).collect();
        let (mean, variance) =
            mean_and_variance(&places.iter().map(|place| place[0]).collect::<Vec<f64>>());
        assert!(mean.abs() < 4.0 / 4000_f64.sqrt(), "{mean}");
        // The bounds cut 1.2% off.
        assert!((variance - 1.0).abs() < 4.0 * (2.0 / 4000_f64).sqrt() + 0.03, "{variance}");
        assert!(places.iter().flatten().all(|by| by.abs() <= BOUND));
    }

    #[test]
    fn chance_and_misfit_widen_tolerances_as_variances_add() {
        let target = Some(Target { value: 1.0, tolerance: 3.0 });
        let with = |objective: f64| widened(&[target, None, target], &[16.0, 1.0, 0.0], objective);
        let tolerances =
            |of: Vec<Option<Target>>| of.into_iter().map(|of| of.map(|of| of.tolerance));
        let found: Vec<Option<f64>> = tolerances(with(1.0)).collect();
        assert_eq!(found, [Some(5.0), None, Some(3.0)]);
        // An objective of 8 for two targets is 4 each: tolerances are twice as wide.
        let found: Vec<Option<f64>> = tolerances(with(8.0)).collect();
        assert_eq!(found, [Some(52_f64.sqrt()), None, Some(6.0)]);
    }
}
