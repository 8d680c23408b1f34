//! Draws that agree with what was observed.
//!
//! Ranges alone are too wide: most draws from them miss some of the targets that the average network
//! must meet. An [`Emulator`] predicts by how many tolerances. Each draw is moved so that the emulator no
//! longer sees it disagree by more than observations and emulator may be off; draws that still disagree
//! count less.
//!
//! The move is the exact one for an emulator that is a straight line and parameters that are normal
//! (Matheron's rule; Doucet 2010, "A note on efficient conditional simulation of Gaussian distributions").
//! The curves of the emulator are then allowed for by the weights, as in importance sampling.

use crate::engine::samplers::standard_normal;
use crate::engine::streams::Streams;
use crate::scenario::embedded::{BASELINE, EMULATOR, text};
use crate::scenario::{Scenario, of_resolved};
use crate::statistics::least_squares::{dot, solved};
use crate::statistics::purpose::OBSERVATION;
use crate::uncertainty::emulator::Emulator;
use crate::uncertainty::spread::{Source, hash};
use std::sync::OnceLock;

/// A target whose misses vary less over the ranges does not vary \[tolerances²\].
const LEAST_VARIANCE: f64 = 1e-9;

/// The steps to the point with which the targets agree best. The point moves no more after four.
const STEPS: usize = 8;

/// By how much a target may be missed: a tolerance counts as one standard deviation, as in calibration.
const TOLERANCE: f64 = 1.0;

/// A number that differs, with overwhelming probability, if anything in a scenario does.
pub fn identity(scenario: &Scenario) -> u64 {
    hash(&scenario.resolved)
}

/// The agreement of draws with what was observed in England, and the average network that was observed;
/// `None` only if the built-in emulator is not of the built-in network, which a test excludes.
pub fn england() -> Option<&'static (Agreement, Scenario)> {
    static ENGLAND: OnceLock<Option<(Agreement, Scenario)>> = OnceLock::new();
    let made = || {
        let agreement = Agreement::new(Emulator::parse(EMULATOR).ok()?)?;
        Some((agreement, of_resolved(BASELINE, text(BASELINE)?).ok()?))
    };
    ENGLAND.get_or_init(made).as_ref()
}

/// Moves and weighs draws.
#[derive(Clone, Debug)]
pub struct Agreement {
    emulator: Emulator,
    /// Where the emulator is taken as a straight line: the scores that agree best.
    at: Vec<f64>,
    /// The misses there.
    misses: Vec<f64>,
    /// The slopes there, by target and source.
    slopes: Vec<Vec<f64>>,
    /// By how much the scores are moved for each tolerance of disagreement, by target and source.
    gains: Vec<Vec<f64>>,
    /// By how much each target and its emulator may be off together: variances \[tolerances²\].
    variances: Vec<f64>,
}

impl Agreement {
    /// Agreement by `emulator` where targets overlap: all of them together count as much as
    /// [`effective_targets`] that are independent. `None` if it has no target.
    pub fn new(emulator: Emulator) -> Option<Agreement> {
        let share = effective_targets(&emulator) / emulator.curves.len() as f64;
        Agreement::counting(emulator, share)
    }

    /// Agreement by `emulator` where each target counts as if it were independent of all others: draws come
    /// closer to the targets than they say. `None` if it has no target.
    pub fn close(emulator: Emulator) -> Option<Agreement> {
        Agreement::counting(emulator, 1.0)
    }

    /// Agreement where each target counts as the `share` of one.
    fn counting(emulator: Emulator, share: f64) -> Option<Agreement> {
        let variance = |error: f64| (TOLERANCE * TOLERANCE + error * error) / share;
        let variances: Vec<f64> = emulator.curves.iter().map(|c| variance(c.error)).collect();
        let mut at = vec![0.0; emulator.sources.len()];
        let mut found = None;
        for _ in 0..STEPS {
            let misses = emulator.misses(&at);
            let slopes = slopes(&emulator, &at);
            let gains = gains(&slopes, &variances)?;
            // Where the straight line through this point predicts the scores that agree best.
            let off: Vec<f64> =
                misses.iter().zip(&slopes).map(|(miss, slope)| miss - dot(slope, &at)).collect();
            let next = moved(&vec![0.0; at.len()], &off, &gains);
            found = Some((at, misses, slopes, gains));
            at = next;
        }
        let (at, misses, slopes, gains) = found?;
        let has_targets = !misses.is_empty();
        has_targets.then_some(Agreement { emulator, at, misses, slopes, gains, variances })
    }

    /// The sources whose random numbers it moves, in the order of scores.
    pub fn sources(&self) -> &[Source] {
        &self.emulator.sources
    }

    /// The number of targets.
    pub fn targets(&self) -> usize {
        self.misses.len()
    }

    /// The scores of a draw, moved towards agreement. What observations may be off by is drawn with
    /// `streams`, so that moved draws are as uncertain as they should be.
    pub fn moved(&self, scores: &[f64], streams: &Streams, attempt: u32) -> Vec<f64> {
        let off = self.by_line(scores).into_iter().zip(&self.variances).enumerate();
        let off: Vec<f64> = off
            .map(|(target, (miss, variance))| {
                let chance = streams.uniform(OBSERVATION, target as u64, attempt, 0);
                miss + variance.sqrt() * standard_normal(chance)
            })
            .collect();
        moved(scores, &off, &self.gains)
    }

    /// The logarithm of the weight of a moved draw, up to a constant: how much better or worse it agrees by
    /// the emulator's curves than by its straight line.
    pub fn log_weight(&self, scores: &[f64]) -> f64 {
        let curved = self.emulator.misses(scores);
        let terms = self.by_line(scores).into_iter().zip(curved).zip(&self.variances);
        terms.map(|((line, curve), variance)| (line * line - curve * curve) / variance / 2.0).sum()
    }

    /// The misses that the straight line predicts.
    fn by_line(&self, scores: &[f64]) -> Vec<f64> {
        let off: Vec<f64> = scores.iter().zip(&self.at).map(|(z, at)| z - at).collect();
        self.misses.iter().zip(&self.slopes).map(|(miss, slope)| miss + dot(slope, &off)).collect()
    }
}

/// How many independent targets say as much as those of `emulator`, which overlap: n² / Σᵢⱼ rᵢⱼ² for the
/// correlations r of their misses over the ranges (the participation ratio; Bretherton and others 1999,
/// "The effective number of spatial degrees of freedom of a time-varying field", Journal of Climate 12:
/// 1990–2009). Targets that do not vary say nothing.
pub fn effective_targets(emulator: &Emulator) -> f64 {
    let sources = emulator.sources.len();
    // Slopes and curves are uncorrelated over standard normal scores; z² − 1 has the variance 2.
    let terms: Vec<Vec<f64>> = emulator
        .curves
        .iter()
        .map(|curve| {
            let mut terms = vec![0.0; 2 * sources];
            for &(source, slope, curved) in &curve.terms {
                terms[source] = slope;
                terms[sources + source] = curved * std::f64::consts::SQRT_2;
            }
            terms
        })
        .collect();
    let variance = |at: usize| {
        let error = emulator.curves[at].error;
        dot(&terms[at], &terms[at]) + error * error
    };
    let varying: Vec<usize> =
        (0..terms.len()).filter(|at| variance(*at) > LEAST_VARIANCE).collect();
    let correlation = |i: usize, j: usize| match i == j {
        true => 1.0,
        false => dot(&terms[i], &terms[j]) / (variance(i) * variance(j)).sqrt(),
    };
    let squares: f64 = varying
        .iter()
        .flat_map(|i| varying.iter().map(move |j| (*i, *j)))
        .map(|(i, j)| correlation(i, j) * correlation(i, j))
        .sum();
    if squares > 0.0 { (varying.len() * varying.len()) as f64 / squares } else { 1.0 }
}

/// How fast each miss changes at `at`, by target and source.
fn slopes(emulator: &Emulator, at: &[f64]) -> Vec<Vec<f64>> {
    let of = |curve: &crate::uncertainty::emulator::Curve| {
        let mut slopes = vec![0.0; at.len()];
        for &(source, slope, curved) in &curve.terms {
            slopes[source] = slope + 2.0 * curved * at[source];
        }
        slopes
    };
    emulator.curves.iter().map(of).collect()
}

/// (J Jᵀ + V)⁻¹ J for slopes J and variances V; `None` without any target.
fn gains(slopes: &[Vec<f64>], variances: &[f64]) -> Option<Vec<Vec<f64>>> {
    let targets = slopes.len();
    let sources = slopes.first()?.len();
    let together =
        |i: usize, j: usize| dot(&slopes[i], &slopes[j]) + if i == j { variances[i] } else { 0.0 };
    let matrix = (0..targets).map(|i| (0..targets).map(|j| together(i, j)).collect()).collect();
    let of_source = |source: usize| slopes.iter().map(|slopes| slopes[source]).collect();
    let by_source = solved(matrix, &(0..sources).map(of_source).collect::<Vec<_>>())?;
    Some((0..targets).map(|at| by_source.iter().map(|gains| gains[at]).collect()).collect())
}

fn moved(scores: &[f64], off: &[f64], gains: &[Vec<f64>]) -> Vec<f64> {
    let mut moved = scores.to_vec();
    for (off, gains) in off.iter().zip(gains) {
        moved.iter_mut().zip(gains).for_each(|(score, gain)| *score -= gain * off);
    }
    moved
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decisions::weights::Weights;
    use crate::statistics::interval::{mean, variance};
    use crate::uncertainty::emulator::Curve;

    /// Two sources; the target sees their sum, `constant` off, with the `error` of the emulator.
    fn of(constant: f64, error: f64, curved: f64) -> Agreement {
        let sources = ["a", "b"].map(|key| Source { key: key.to_owned(), item: 0 }).to_vec();
        let terms = vec![(0, 2.0, curved), (1, 2.0, 0.0)];
        let curve = Curve { target: "sum".to_owned(), constant, error, terms };
        Agreement::new(Emulator { sources, curves: vec![curve] }).expect("a target")
    }

    fn draws(agreement: &Agreement, count: u32) -> Vec<Vec<f64>> {
        let one = |draw| {
            let streams = Streams::new(5, draw);
            let z = [0, 1].map(|at| standard_normal(streams.uniform(1, at, 0, 0)));
            agreement.moved(&z, &streams, 0)
        };
        (0..count).map(one).collect()
    }

    #[test]
    fn moved_draws_have_the_distribution_that_the_observation_leaves() {
        // Miss = 3 + 2a + 2b with variance 1 + 3: a given a miss of 0 has the mean −3 · 2/12 and the
        // variance 1 − 4/12.
        let agreement = of(3.0, 3.0_f64.sqrt(), 0.0);
        let found = draws(&agreement, 20_000);
        let a: Vec<f64> = found.iter().map(|z| z[0]).collect();
        assert!((mean(&a) + 0.5).abs() < 0.02, "{}", mean(&a));
        assert!((variance(&a) - 2.0 / 3.0).abs() < 0.02, "{}", variance(&a));
        // A straight line leaves nothing to weigh.
        assert!(found.iter().all(|z| agreement.log_weight(z).abs() < 1e-9));
    }

    #[test]
    fn weights_allow_for_a_curve() {
        // The density of a and b given the curved miss, by summation over a grid.
        let agreement = of(1.0, 1.0, 0.3);
        let found = draws(&agreement, 40_000);
        let logs: Vec<f64> = found.iter().map(|z| agreement.log_weight(z)).collect();
        let weights = Weights::from_logs(&logs).expect("weights");
        let grid: Vec<f64> = (-400..=400).map(|i| f64::from(i) / 100.0).collect();
        let (mut sum, mut first) = (0.0, 0.0);
        for a in &grid {
            for b in &grid {
                let miss = 1.0 + 2.0 * a + 0.3 * (a * a - 1.0) + 2.0 * b;
                let density = (-0.5 * (a * a + b * b) - miss * miss / 4.0).exp();
                sum += density;
                first += density * a;
            }
        }
        let a: Vec<f64> = found.iter().map(|z| z[0]).collect();
        let known = first / sum;
        assert!((weights.mean(&a) - known).abs() < 0.02, "{} {known}", weights.mean(&a));
        assert!(weights.effective() > 10_000.0, "{}", weights.effective());
    }

    #[test]
    fn targets_that_say_the_same_count_once() {
        let sources = ["a", "b"].map(|key| Source { key: key.to_owned(), item: 0 }).to_vec();
        let curve = |terms| Curve { target: "t".to_owned(), constant: 0.0, error: 0.0, terms };
        let of = |curves| effective_targets(&Emulator { sources: sources.clone(), curves });
        let (one, other) = (curve(vec![(0, 2.0, 0.0)]), curve(vec![(1, 1.0, 0.0)]));
        assert_eq!(of(vec![one.clone(), one.clone(), one.clone()]), 1.0);
        assert_eq!(of(vec![one.clone(), other.clone()]), 2.0);
        // Correlations 1, 1, 0 off the diagonal: 9 / (3 + 2).
        assert_eq!(of(vec![one.clone(), one.clone(), other]), 9.0 / 5.0);
        assert_eq!(of(vec![one, curve(Vec::new())]), 1.0);
    }

    #[test]
    fn without_targets_there_is_nothing_to_agree_with() {
        assert!(Agreement::new(Emulator { sources: Vec::new(), curves: Vec::new() }).is_none());
    }
}
