//! The most probable levels of a network, under each assignment of who routes requests.

use super::figures::{ALL, FIGURES, Figure, Months, Values, expected, simulated};
use super::inputs;
use super::observed::{Observed, Periods};
use super::policy::{Policy, candidates};
use super::prior::{BOUND, levels};
use crate::calibration::most_probable::{MostProbable, Observed as Target, Problem as Search};
use crate::model::CareSystem;
use crate::model::demand::BusiestDay;
use crate::own::fill::Network;
use crate::own::planned::{Planned, scaled};
use crate::own::write::write;
use crate::publications::data::Dataset;
use crate::scenario::error::Problem;
use crate::simulation::chances::Addressed;
use crate::simulation::observer::Silent;
use crate::simulation::record::Record;
use crate::simulation::{Horizon, simulate};

/// A year, after a quarter in which the book fills.
pub const HORIZON: Horizon = Horizon { warm_up_weeks: 13, weeks: 52 };

/// What the head of a scenario says of who wrote it.
const HEADING: &str = "A network of England, as `pcn-sim network` fitted it to its published figures. What is \
                       published of it and what was fitted is here; everything else comes from the base. Contains \
                       information from NHS England, licensed under the current version of the Open Government \
                       Licence.";

/// The most runs for each assignment.
const MOST_RUNS: usize = 8;

/// An assignment is given up if after a few runs its objective is above this multiple of the best one's, and
/// this much more.
const HOPELESS: (f64, f64) = (1.5, 20.0);

/// Assignments whose objectives differ by less than this fit alike: the data do not decide.
pub const ALIKE: f64 = 10.0;

/// By figure, then level: the change of the figure for one standard deviation of the prior.
pub type Jacobian = Vec<Vec<f64>>;

/// What all networks share.
#[derive(Clone, Debug)]
pub struct World<'w> {
    /// The name of the average network, and the network.
    pub base: (&'w str, &'w CareSystem),
    /// From which months figures are taken.
    pub periods: &'w Periods,
    /// The Jacobians to begin with, under care navigation and total triage.
    pub jacobians: &'w [Jacobian; 2],
    /// The share of planned care of the average network \[-\].
    pub usual_planned: f64,
    /// The seed of the simulated year.
    pub seed: u64,
}

/// A network under one assignment, before its levels are known.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// The assignment.
    pub policy: Policy,
    /// The scenario without levels.
    pub text: String,
    /// The same as a system.
    pub system: CareSystem,
}

/// A fitted network under one assignment.
#[derive(Clone, Debug)]
pub struct Fit {
    /// The result.
    pub found: MostProbable,
    /// The figures of the months that the fit saw, and of those held back.
    pub values: [Values; 2],
}

/// Loads a scenario from its text.
pub type Load<'l> = dyn Fn(&str) -> Result<CareSystem, Vec<Problem>> + Sync + 'l;

/// A network as it is given, before anything is fitted.
#[derive(Clone, Debug)]
pub struct Described {
    /// The network, with what was assumed.
    pub network: Network,
    /// Its scenario, without who routes requests and without levels.
    text: String,
}

impl Described {
    /// The scenario under a policy, without levels.
    pub fn under(&self, policy: &Policy) -> String {
        let keys = self.network.practices.iter().map(|own| own.stated.key.as_str());
        self.text.clone() + &policy.to_toml(keys)
    }
}

/// The network of `observed`, with planned care as its staff can hold it.
///
/// # Errors
///
/// What contradicts itself in the data.
pub fn describe(
    observed: &Observed,
    data: &Dataset,
    world: &World<'_>,
    load: &Load<'_>,
) -> Result<Described, Vec<Problem>> {
    let network = inputs::network(observed, data, world.base.1)?;
    let first = load(&write(&network, &Planned::default(), world.base, (HEADING, &[])))?;
    let planned = scaled(&first, world.base.1);
    let told: Vec<String> = planned.assumed.iter().chain(&network.assumed).cloned().collect();
    let text = write(&network, &planned, world.base, (HEADING, &told));
    Ok(Described { network, text })
}

/// The network under every assignment that is tried.
///
/// # Errors
///
/// What contradicts itself in the data.
pub fn prepare(
    observed: &Observed,
    data: &Dataset,
    world: &World<'_>,
    load: &Load<'_>,
) -> Result<Vec<Prepared>, Vec<Problem>> {
    let described = describe(observed, data, world, load)?;
    let prepared = candidates(observed).into_iter().map(|policy| {
        let text = described.under(&policy);
        let system = load(&text)?;
        Ok(Prepared { policy, text, system })
    });
    prepared.collect()
}

/// A year of `system` in a replication; `None` if it cannot be simulated.
pub(super) fn simulated_year(system: &CareSystem, seed: u64, replication: u32) -> Option<Record> {
    if !BusiestDay::of(system).is_within_limits() {
        return None;
    }
    simulate(system, HORIZON, &Addressed::new(seed, replication), &mut Silent).ok()
}

/// The figures of a simulated year: of the months that are shown, and of those held back. `None` if no year can
/// be simulated.
pub fn year(
    system: &CareSystem,
    deviations: &[f64],
    (world, months): (&World<'_>, &[Months; 2]),
    seed: u64,
) -> Option<[Values; 2]> {
    let record = simulated_year(&system.clone().at_levels(&levels(deviations)), seed, 0)?;
    Some(months.each_ref().map(|months| simulated(&record, months, world.usual_planned)))
}

/// The targets of `observed`. What is not shown is taken to be as in other networks with such a book, within the
/// spread of these networks.
pub fn targets(observed: &Observed) -> Vec<Option<Target>> {
    let target = |(figure, value): (&Figure, &Option<f64>)| {
        let value = value.filter(|_| figure.is_shown)?;
        Some(Target { value, tolerance: figure.tolerance.of(value) })
    };
    let mut targets: Vec<Option<Target>> = ALL.iter().zip(&observed.values).map(target).collect();
    for (index, value, tolerance) in expected(&observed.values).into_iter().flatten() {
        targets[index] = Some(Target { value, tolerance });
    }
    targets
}

/// The results of a year in the order of the figures.
pub fn results(values: &Values) -> [f64; FIGURES] {
    values.map(|value| value.unwrap_or(0.0))
}

/// What is sought, with the targets of a network.
pub fn search<'s>(
    targets: &'s [Option<Target>],
    jacobian: &'s [Vec<f64>],
    start: &'s [f64],
    give_up_above: f64,
) -> Search<'s> {
    let most_runs = MOST_RUNS;
    Search { observed: targets, jacobian, bound: BOUND, most_runs, start, give_up_above }
}

/// The most probable levels under every assignment, the best first; those that fit far worse are left out.
/// Empty if no year can be simulated.
pub fn fit(prepared: &[Prepared], observed: &Observed, world: &World<'_>) -> Vec<(usize, Fit)> {
    let (targets, months) = (targets(observed), observed.months());
    let mut fits: Vec<(usize, Fit)> = Vec::new();
    for (index, prepared) in prepared.iter().enumerate() {
        let best = fits.first().map(|(_, fit)| fit.found.clone());
        let (start, worst) = match &best {
            Some(best) => (best.deviations.clone(), best.objective * HOPELESS.0 + HOPELESS.1),
            None => (Vec::new(), f64::INFINITY),
        };
        let is_all_total = !prepared.policy.is_total.contains(&false);
        let jacobian = &world.jacobians[usize::from(is_all_total)];
        let mut years: Vec<(Vec<f64>, [Values; 2])> = Vec::new();
        let found = search(&targets, jacobian, &start, worst).solve(&mut |deviations: &[f64]| {
            let years_of = (world, &months);
            let values = year(&prepared.system, deviations, years_of, world.seed)?;
            years.push((deviations.to_vec(), values));
            Some(results(&values[0]).to_vec())
        });
        let Some(found) = found else { continue };
        let at_best = years.into_iter().find(|(at, _)| *at == found.deviations);
        if let Some((_, values)) = at_best.filter(|_| found.objective <= worst) {
            fits.push((index, Fit { found, values }));
        }
        fits.sort_by(|(_, one), (_, other)| one.found.objective.total_cmp(&other.found.objective));
    }
    fits
}
