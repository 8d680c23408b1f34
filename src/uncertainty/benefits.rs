//! The benefits of options in each draw, with and without simulation noise.

use crate::decisions::information::perfect;
use crate::decisions::weights::Weights;
use crate::experiment::study::Outline;
use crate::measures::{Better, MEASURES};
use crate::uncertainty::draw::Draws;
use crate::uncertainty::total::{Complete, Differences, Gathered, HEADLINES, take_noise_out};

/// The benefits of the options of a comparison in each draw, the baseline first, which has none.
#[derive(Clone, Debug)]
pub struct Benefits {
    /// The number and the attempt of each draw.
    pub(super) draws: Vec<(u32, u32)>,
    /// As simulated, by draw and scenario \[a year\]; more is better.
    pub(super) observed: Vec<Vec<f64>>,
    /// The same without noise, where that is known and not most of the variance.
    pub(super) expected: Vec<Vec<f64>>,
    /// Second replications: the index of a draw and its results.
    pub(super) again: Vec<(usize, Vec<f64>)>,
    pub(super) weights: Weights,
    /// For each scenario but the baseline, the share of the variance that was noise \[-\]; `None` if there are
    /// too few second replications to tell.
    pub noise: Option<Vec<f64>>,
}

impl Benefits {
    /// The benefits by the headline with this index, where less is better with the other sign; `None` without
    /// a complete draw of two scenarios.
    pub fn of(
        gathered: &Gathered,
        outline: &Outline,
        draws: &Draws,
        (wanted, headline): (u32, usize),
    ) -> Option<Benefits> {
        let scenarios = draws.scenarios();
        let measure = MEASURES.iter().find(|of| of.name == HEADLINES[headline].0);
        let sign = if measure.is_some_and(|of| of.better == Better::Less) { -1.0 } else { 1.0 };
        let complete = Complete::of(gathered, outline, draws, wanted)?;
        if scenarios < 2 {
            return None;
        }
        let benefits = |all: &Differences| -> Vec<f64> {
            let of_options = all[headline].iter().map(|value| sign * value);
            std::iter::once(0.0).chain(of_options).collect()
        };
        let observed: Vec<Vec<f64>> =
            complete.first.iter().map(|(.., all)| benefits(all)).collect();
        let again: Vec<(usize, Vec<f64>)> =
            complete.again.iter().map(|(place, all)| (*place, benefits(all))).collect();
        let numbers = complete.first.iter().map(|(draw, refused, _)| (*draw, *refused)).collect();
        let weights = complete.weights;
        let (expected, noise) = expected(&observed, &again, &weights);
        Some(Benefits { draws: numbers, observed, expected, again, weights, noise })
    }

    /// The number of complete draws.
    pub fn count(&self) -> usize {
        self.observed.len()
    }

    /// The effective sample size of the draws.
    pub fn effective(&self) -> f64 {
        self.weights.effective()
    }

    /// Whether the effective sample size is enough for intervals of 95% and calibrated ranges.
    pub fn is_enough(&self) -> bool {
        self.weights.is_enough()
    }

    /// The number of draws that were simulated twice.
    pub fn twice(&self) -> usize {
        self.again.len()
    }

    /// The number of scenarios.
    pub fn scenarios(&self) -> usize {
        self.observed[0].len()
    }

    /// The value of knowing everything, with draws drawn again; NaN if there is none.
    pub(super) fn perfect_redrawn(&self, terms: &Terms, drawn: &[usize]) -> f64 {
        let pick = |rows: &[Vec<f64>]| drawn.iter().map(|draw| rows[*draw].clone()).collect();
        let observed: Vec<Vec<f64>> = pick(&self.observed);
        let second = |draw: usize| self.again.iter().find(|(place, _)| *place == draw);
        let again: Vec<(usize, Vec<f64>)> = drawn
            .iter()
            .enumerate()
            .filter_map(|(place, draw)| Some((place, second(*draw)?.1.clone())))
            .collect();
        let shares: Vec<f64> = drawn.iter().map(|draw| self.weights.shares()[*draw]).collect();
        let Some(weights) = Weights::new(&shares) else { return f64::NAN };
        let (values, noise) = expected(&observed, &again, &weights);
        if noise.is_none() && self.noise.is_some() {
            return f64::NAN;
        }
        perfect(&terms.all(&values), &weights).map_or(f64::NAN, |found| found.value)
    }
}

/// Results without noise, where it is known and not most of the variance, and its shares.
fn expected(
    observed: &[Vec<f64>],
    again: &[(usize, Vec<f64>)],
    weights: &Weights,
) -> (Vec<Vec<f64>>, Option<Vec<f64>>) {
    // The baseline differs from itself by nothing, so it has no noise.
    let beyond = |row: &Vec<f64>| row[1..].to_vec();
    let mut values: Vec<Vec<f64>> = observed.iter().map(beyond).collect();
    let again: Vec<(usize, Vec<f64>)> = again.iter().map(|(at, row)| (*at, beyond(row))).collect();
    let noise = take_noise_out(&mut values, &again, &[], weights);
    let with_baseline = |row: Vec<f64>| std::iter::once(0.0).chain(row).collect();
    (values.into_iter().map(with_baseline).collect(), noise)
}

/// What a decision is made by: so much for each unit of benefit, less the cost of the option.
#[derive(Clone, Debug)]
pub(super) struct Terms {
    /// Scenarios with their costs.
    pub(super) options: Vec<(usize, f64)>,
    /// Pounds for a unit; 1 if nothing is priced.
    pub(super) price: f64,
}

impl Terms {
    pub(super) fn row(&self, row: &[f64]) -> Vec<f64> {
        self.options.iter().map(|(option, cost)| self.price * row[*option] - cost).collect()
    }

    pub(super) fn all(&self, rows: &[Vec<f64>]) -> Vec<Vec<f64>> {
        rows.iter().map(|row| self.row(row)).collect()
    }
}

impl Benefits {
    pub(super) fn confidence(&self) -> f64 {
        if self.is_enough() { 0.95 } else { 0.9 }
    }
}
