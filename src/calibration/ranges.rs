//! Fits an emulator to draws of all parameters from their ranges, wave by wave: what the targets of a
//! network say of parameters that nobody measured.
//!
//! The draws of the first wave come from the ranges alone. Those of each later wave are moved towards close
//! agreement by the emulator of the wave before, so that the last emulator is fitted best where draws agree
//! best.

use crate::calibration::simulator::{Wanted, off, wanted};
use crate::engine::samplers::standard_normal;
use crate::experiment::results::Results;
use crate::experiment::row::{Key, Row};
use crate::experiment::study::Outline;
use crate::scenario::Scenario;
use crate::scenario::error::ScenarioError;
use crate::uncertainty::agreement::Agreement;
use crate::uncertainty::draw::Draws;
use crate::uncertainty::emulator::Emulator;
use crate::validation::targets::{Targets, Weight};
use std::collections::BTreeMap;

/// The stage of the rows of the first wave; that of the second is one more. Lower ones are of comparisons.
const FIRST_WAVE: u32 = 11;

/// The keys of the rows of `wave`, from 1, with so many `draws`.
pub fn keys(wave: u32, draws: u32) -> impl Iterator<Item = Key> {
    let stage = FIRST_WAVE + wave - 1;
    (1..=draws).map(move |draw| Key { stage, replication: draw, variant: 0 })
}

/// The draws of a wave, given the emulator of the wave before; from the ranges alone in the first.
///
/// # Errors
///
/// [`ScenarioError`] if the text of the scenario is not TOML.
pub fn draws(
    scenario: &Scenario,
    seed: u64,
    before: Option<&Emulator>,
) -> Result<Draws, ScenarioError> {
    let draws = Draws::new(std::slice::from_ref(scenario), seed)?;
    match before.cloned().and_then(Agreement::close) {
        Some(agreement) => draws.in_agreement(&agreement, scenario),
        None => Ok(draws),
    }
}

/// The draws of a wave that are simulated, with the misses of all targets that must be met.
#[derive(Clone, Debug)]
pub struct Wave {
    /// By draw and source: standard normal over the range.
    pub scores: Vec<Vec<f64>>,
    /// By target that every draw measures: its label and the misses by draw \[tolerances\].
    pub misses: Vec<(String, Vec<f64>)>,
}

impl Wave {
    /// The `rows` of a wave, by draw, beside `targets`; `None` without any.
    pub fn of(
        rows: &BTreeMap<u32, Row>,
        draws: &Draws,
        outline: &Outline,
        targets: &Targets,
    ) -> Option<Wave> {
        let wanted: Vec<Wanted<'_>> = wanted(targets)
            .into_iter()
            .filter(|wanted| wanted.target.weight == Some(Weight::Must))
            .collect();
        let one = Outline { replications: 1, ..outline.clone() };
        let sources = draws.sources();
        let (mut scores, mut by_draw) = (Vec::new(), Vec::new());
        for (draw, row) in rows {
            let chances = draws.chances(&sources, *draw, row.refused);
            scores.push(chances.into_iter().map(standard_normal).collect());
            by_draw.push(missed(&one, row, targets, &wanted)?);
        }
        let measured = |index: &usize| by_draw.iter().all(|misses| misses[*index].is_some());
        let of_target = |index: usize| {
            let misses = by_draw.iter().filter_map(|misses| misses[index]).collect();
            (wanted[index].label(), misses)
        };
        let misses: Vec<_> = (0..wanted.len()).filter(measured).map(of_target).collect();
        (!scores.is_empty()).then_some(Wave { scores, misses })
    }

    /// The emulator of its draws; `None` if they are too few.
    pub fn emulator(&self, draws: &Draws) -> Option<Emulator> {
        Emulator::fit(draws.sources(), &self.scores, &self.misses)
    }

    /// The mean number of targets that a draw meets.
    pub fn met(&self) -> f64 {
        let of_target = |(_, misses): &(String, Vec<f64>)| {
            misses.iter().filter(|miss| miss.abs() <= 1.0).count()
        };
        self.misses.iter().map(of_target).sum::<usize>() as f64 / self.scores.len() as f64
    }
}

/// By how many tolerances the row of a draw misses each of `wanted`.
fn missed(
    outline: &Outline,
    row: &Row,
    targets: &Targets,
    wanted: &[Wanted<'_>],
) -> Option<Vec<Option<f64>>> {
    let central = Row { stage: 0, replication: 1, ..row.clone() };
    let results = Results::from_rows(outline, &[central]).ok().flatten()?;
    Some(off(targets, wanted, &results.scenarios[0]))
}
