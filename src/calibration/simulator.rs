//! Simulates a point and compares it with the targets.

use crate::calibration::change::{Free, change};
use crate::calibration::search::Outcome;
use crate::experiment::cache::Shared;
use crate::experiment::progress::Progress;
use crate::experiment::results::{Results, ScenarioResults};
use crate::experiment::run::in_turn;
use crate::experiment::study::{Design, Entry, Extent, Study};
use crate::scenario::{Scenario, Written};
use crate::simulation::Horizon;
use crate::validation::judgement::judge;
use crate::validation::targets::{Compared, Purpose, Target, TargetValue, Targets, Weight};

/// A value of a target that parameters are fitted to.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'t> {
    /// The target.
    pub target: &'t Target,
    /// The index of the target.
    pub index: usize,
    /// The value.
    pub target_value: TargetValue,
}

impl Wanted<'_> {
    /// Its title, with its band.
    pub fn label(&self) -> String {
        match (self.target.compared, self.target_value.band) {
            (Compared::Distribution(distribution), Some(band)) => {
                format!("{}: {}", self.target.name, distribution.bands[band])
            }
            _ => self.target.name.clone(),
        }
    }

    /// Its weight: a half if it should be met but need not be.
    pub fn weight(&self) -> f64 {
        if self.target.weight == Some(Weight::Must) { 1.0 } else { 0.5 }
    }

    /// Half the width of its limits: its tolerance.
    pub fn tolerance(&self) -> f64 {
        self.target_value.limits.map_or(f64::NAN, |(low, high)| (high - low) / 2.0)
    }
}

/// The values that may be fitted to, without those held for validation and without inputs.
pub fn wanted(targets: &Targets) -> Vec<Wanted<'_>> {
    let of_target = |(index, target)| {
        let target: &Target = target;
        target.target_values.iter().map(move |target_value| Wanted {
            target,
            index,
            target_value: *target_value,
        })
    };
    let all = targets.targets.iter().enumerate().flat_map(of_target);
    all.filter(|wanted| {
        wanted.target.purpose == Purpose::Calibration && wanted.target_value.limits.is_some()
    })
    .collect()
}

/// The number of these values that can vary independently. Shares that sum to one have one fewer.
pub fn independent(wanted: &[Wanted<'_>]) -> usize {
    let is_last_of_all = |wanted: &&Wanted<'_>| match wanted.target.compared {
        Compared::Distribution(distribution) => {
            wanted.target_value.band == Some(distribution.bands.len() - 1)
                && wanted.target.target_values.len() == distribution.bands.len()
        }
        Compared::Measure(_) => false,
    };
    wanted.len() - wanted.iter().filter(is_last_of_all).count()
}

/// By how many tolerances `results` miss each of the values in `wanted` of `targets`; `None` for one that they
/// do not measure.
pub fn off(
    targets: &Targets,
    wanted: &[Wanted<'_>],
    results: &ScenarioResults,
) -> Vec<Option<f64>> {
    let found = judge(targets, results);
    let of = |wanted: &Wanted<'_>| {
        let target = &targets.targets[wanted.index];
        let same = found.findings.iter().find(|finding| {
            std::ptr::eq(finding.target, target) && finding.target_value == wanted.target_value
        });
        same.and_then(|finding| finding.off_in_tolerances())
    };
    wanted.iter().map(of).collect()
}

/// What is simulated at each point.
pub struct Simulator<'s, P> {
    /// The scenario as written.
    pub written: &'s Written,
    /// The parameters that may be fitted.
    pub free: &'s [Free],
    /// All targets.
    pub targets: &'s Targets,
    /// Warm-up and measured period.
    pub horizon: Horizon,
    /// The seed, the same for every point, so that points differ only in their values.
    pub seed: u64,
    /// Replications of each point.
    pub replications: u32,
    /// The cache of rows.
    pub cache: Shared,
    /// The progress display, which may also stop the search.
    pub progress: P,
}

impl<P: Progress> Simulator<'_, P> {
    /// The scenario at a point; `None` if its values are not valid.
    pub fn scenario(&self, values: &[f64]) -> Option<Scenario> {
        self.written.with(change(self.written, self.free, values, None)).scenario().ok()
    }

    /// The number of tolerances by which a point misses each of the values in `wanted`.
    pub fn misses(&self, wanted: &[Wanted<'_>], values: &[f64]) -> Outcome {
        let Some(off) = self.off(wanted, values) else { return Outcome::Stopped };
        off.into_iter().collect::<Option<Vec<f64>>>().map_or(Outcome::Nothing, Outcome::Misses)
    }

    /// The same for each value, `None` if this run does not measure it; `None` if stopped.
    pub fn off(&self, wanted: &[Wanted<'_>], values: &[f64]) -> Option<Vec<Option<f64>>> {
        let Some(scenario) = self.scenario(values) else { return Some(vec![None; wanted.len()]) };
        let Scenario { name, title, system, .. } = scenario;
        let entry = Entry { name, title, system };
        let Simulator { horizon, seed, replications, .. } = *self;
        let extent = Extent { horizon, seed, replications };
        // A point whose network cannot be simulated has no result.
        let nothing = || Some(vec![None; wanted.len()]);
        let Ok(study) = Study::new(vec![entry], Design::Alone, extent) else { return nothing() };
        let study = study.remembering(&self.cache);
        let Ok(rows) = in_turn(&study, &self.progress) else { return nothing() };
        let results = Results::from_rows(study.outline(), &rows?).ok().flatten()?;
        Some(off(self.targets, wanted, &results.scenarios[0]))
    }
}
