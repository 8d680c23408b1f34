//! What the published figures leave open of a network: a density from which its levels are drawn.
//!
//! The search gives a first density by the stored Jacobian. Simulated years at a few draws from it correct that
//! Jacobian near the fit, and give the density from which the draws for decisions come. Each of these is
//! simulated again and weighted, so that the density itself need not be right.

use super::fit::{Fit, search};
use super::prior::BOUND;
use crate::calibration::local::{Local, Run};
use crate::calibration::most_probable::{MostProbable, Observed as Target};
use crate::engine::samplers::standard_normal;
use crate::engine::streams::Streams;
use crate::statistics::least_squares::dot;
use crate::statistics::purpose::POSTERIOR;
use crate::statistics::symmetric::{Eigen, Matrix};

/// Draws whose years correct the Jacobian.
pub(super) const PILOTS: u32 = 24;

/// A draw is tried so often until all levels are within their bounds; then they are moved to them.
const TRIES: u16 = 50;

/// A normal density of levels within the bounds of their priors.
#[derive(Clone, Debug)]
pub(super) struct Density {
    centre: Vec<f64>,
    /// The square root of the covariance, and the logarithm of its determinant.
    root: Matrix,
    log_determinant: f64,
}

/// A draw from a density.
#[derive(Clone, Debug)]
pub(super) struct Draw {
    /// The levels \[standard deviations of their priors, from their means\].
    pub deviations: Vec<f64>,
    /// The logarithm of the density there, but for a constant.
    pub log_density: f64,
}

impl Density {
    /// The density around the most probable levels.
    pub(super) fn of(found: &MostProbable) -> Density {
        let eigen = Eigen::of(&found.covariance);
        let log_determinant = eigen.values.iter().map(|value| libm::log(value.max(1e-12))).sum();
        let root = eigen.map(|value| value.max(0.0).sqrt());
        Density { centre: found.deviations.clone(), root, log_determinant }
    }

    /// Draw `number`, with the random numbers of `subject`.
    pub(super) fn draw(&self, seed: u64, number: u32, subject: u64) -> Draw {
        let streams = Streams::new(seed, number);
        let tried = |attempt: u16| -> Draw {
            let normal = |index: usize| {
                let chance = streams.uniform(POSTERIOR, subject, index as u32, attempt);
                standard_normal(chance.clamp(1e-9, 1.0 - 1e-9))
            };
            let normals: Vec<f64> = (0..self.root.len()).map(normal).collect();
            let moved = self.centre.iter().zip(&self.root);
            let deviations = moved.map(|(at, row)| at + dot(row, &normals)).collect();
            let log_density = -0.5 * (dot(&normals, &normals) + self.log_determinant);
            Draw { deviations, log_density }
        };
        let is_within = |draw: &Draw| draw.deviations.iter().all(|by| by.abs() <= BOUND);
        let within = (0..TRIES).map(tried).find(is_within);
        within.unwrap_or_else(|| {
            let mut draw = tried(0);
            draw.deviations.iter_mut().for_each(|by| *by = by.clamp(-BOUND, BOUND));
            draw
        })
    }
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

/// The density around `fit`, with its Jacobian corrected by the `pilots`: levels and figures of years. The
/// density of the search if there are none.
pub(super) fn corrected(
    fit: &Fit,
    targets: &[Option<Target>],
    pilots: &[Run],
    noise: &[f64],
) -> Density {
    let found = &fit.found;
    let local = Local::of(&found.deviations, &found.jacobian, pilots, noise);
    let again = local.and_then(|local| {
        let problem = search(targets, &local.jacobian, &found.deviations, f64::INFINITY);
        problem.solve(&mut |deviations: &[f64]| Some(local.at(deviations)))
    });
    Density::of(again.as_ref().unwrap_or(found))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fitting::figures::FIGURES;

    fn found(deviations: Vec<f64>, variance: f64) -> MostProbable {
        let count = deviations.len();
        let row = |at: usize| (0..count).map(|i| if i == at { variance } else { 0.0 }).collect();
        MostProbable {
            jacobian: vec![vec![1.0; count]; FIGURES],
            covariance: (0..count).map(row).collect(),
            results: vec![0.0; FIGURES],
            deviations,
            objective: 0.0,
            runs: 1,
            at_bounds: Vec::new(),
            has_settled: true,
        }
    }

    #[test]
    fn draws_have_the_mean_and_the_spread_of_the_density_and_stay_within_bounds() {
        let density = Density::of(&found(vec![0.5, 0.0], 0.25));
        let draws: Vec<Draw> = (0..4000).map(|number| density.draw(1, number, 0)).collect();
        let mean = draws.iter().map(|draw| draw.deviations[0]).sum::<f64>() / 4000.0;
        let square = |draw: &Draw| (draw.deviations[0] - mean).powi(2);
        let variance = draws.iter().map(square).sum::<f64>() / 3999.0;
        // Four standard errors of either.
        assert!((mean - 0.5).abs() < 4.0 * 0.5 / 4000_f64.sqrt(), "{mean}");
        assert!((variance - 0.25).abs() < 4.0 * 0.25 * (2.0 / 4000_f64).sqrt(), "{variance}");
        let wide = Density::of(&found(vec![2.4, 0.0], 4.0));
        let far = (0..500).map(|number| wide.draw(1, number, 0));
        assert!(far.flat_map(|draw| draw.deviations).all(|by| by.abs() <= BOUND));
    }

    #[test]
    fn the_logarithm_of_the_density_is_that_of_a_normal_one() {
        let density = Density::of(&found(vec![0.5, 0.0], 0.25));
        let draw = density.draw(1, 3, 0);
        let away = (draw.deviations[0] - 0.5).powi(2) + draw.deviations[1].powi(2);
        let expected = -0.5 * (away / 0.25 + 2.0 * libm::log(0.25));
        assert!((draw.log_density - expected).abs() < 1e-9);
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
