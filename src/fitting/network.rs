//! One network from its published figures to what is kept of it.

use super::decide::decide;
use super::figures::{Values, simulated};
use super::fit::{Fit, Load, Prepared, World, fit, prepare};
use super::observed::Observed;
use super::row::{FittedNetwork, NetworkRow, Outcome, PolicyFit};
use super::scenario::to_toml;
use crate::publications::data::Dataset;
use crate::scenario::error::{Problem, list};
use crate::simulation::chances::Addressed;
use crate::simulation::observer::Silent;
use crate::simulation::{Horizon, simulate};

/// The SHA-256 of the sources of the fit.
pub const FITTING: &str = env!("PCN_SIM_FITTING_SHA256");

/// The run that checks a written scenario: as `pcn-sim run` makes it.
pub const CHECK: Horizon = Horizon { warm_up_weeks: 26, weeks: 52 };

/// The seed of the run that checks a scenario fitted with `seed`.
pub const fn check_seed(seed: u64) -> u64 {
    seed.wrapping_add(1)
}

/// A network that is to be fitted.
#[derive(Clone, Copy)]
pub struct Task<'t> {
    /// Its place in the list of networks.
    pub index: u32,
    /// Its code.
    pub network: &'t str,
    /// What is published of it; `None` if the data do not have it.
    pub observed: Option<&'t Observed>,
    /// Draws from the posterior for decisions; 0 for none.
    pub draws: u32,
}

/// Fits a network. `load` reads a scenario; `None` if `stopped` says so.
pub fn fit_network(
    task: Task<'_>,
    data: &Dataset,
    world: &World<'_>,
    load: &Load<'_>,
    stopped: &(dyn Fn() -> bool + Sync),
) -> Option<NetworkRow> {
    let made =
        |outcome| Some(NetworkRow { index: task.index, network: task.network.to_owned(), outcome });
    let not = |why: &str| made(Outcome::NotFitted(why.to_owned()));
    let Some(observed) = task.observed else {
        return not("no practice of the data is in it");
    };
    if observed.values.iter().all(Option::is_none) {
        return not("no figures are published of enough of its patients");
    }
    let prepared = match prepare(observed, data, world, load) {
        Ok(prepared) => prepared,
        Err(problems) => return not(&list(&problems)),
    };
    let fits = fit(&prepared, observed, world);
    if stopped() {
        return None;
    }
    let Some((best, _)) = fits.first() else {
        return not("no year of it could be simulated");
    };
    let policies: Vec<PolicyFit> =
        fits.iter().map(|(index, fit)| kept(&prepared[*index], fit)).collect();
    let text = to_toml(&prepared[*best].text, &policies[0], observed, world.seed);
    let checked = match checked(&text, (world, observed), load) {
        Ok(checked) => checked,
        Err(problems) => return not(&list(&problems)),
    };
    let mut decisions = None;
    if task.draws > 0 {
        decisions = decide(&prepared, &fits, observed, world, task.draws, stopped);
        if stopped() {
            return None;
        }
    }
    made(Outcome::Fitted(Box::new(FittedNetwork { policies, checked, decisions })))
}

fn kept(prepared: &Prepared, fit: &Fit) -> PolicyFit {
    let found = &fit.found;
    PolicyFit {
        name: prepared.policy.name.to_owned(),
        is_total: prepared.policy.is_total.clone(),
        objective: found.objective,
        runs: found.runs,
        has_settled: found.has_settled,
        deviations: found.deviations.clone(),
        left: found.covariance.iter().enumerate().map(|(i, row)| row[i].max(0.0).sqrt()).collect(),
        at_bounds: found.at_bounds.clone(),
        flattest: found.flattest(),
        values: fit.values,
    }
}

/// The figures of a written scenario with another seed.
fn checked(
    text: &str,
    (world, observed): (&World<'_>, &Observed),
    load: &Load<'_>,
) -> Result<[Values; 2], Vec<Problem>> {
    let system = load(text)?;
    let chance = Addressed::new(check_seed(world.seed), 0);
    let record = simulate(&system, CHECK, &chance, &mut Silent).map_err(|error| {
        vec![Problem {
            file: "the fitted scenario".into(),
            line: None,
            key: String::new(),
            found: error.to_string(),
            expected: "a year that ends".into(),
            remedy: "look at the data of this network".into(),
        }]
    })?;
    Ok(observed.months().map(|months| simulated(&record, &months, world.usual_planned)))
}
