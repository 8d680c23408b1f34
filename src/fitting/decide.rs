//! What changes gain in a fitted network: over draws from the posterior, and at both ends of the direction in
//! which the published figures say least.

use super::figures::simulated;
use super::fit::{ALIKE, Fit, Prepared, World, results, search, simulated_year, targets};
use super::observed::Observed;
use super::prior::{BOUND, RANGE, levels};
use super::row::{Decisions, OptionGain};
use crate::engine::samplers::standard_normal;
use crate::engine::streams::Streams;
use crate::model::CareSystem;
use crate::model::margin::{More, THOUSANDTHS};
use crate::simulation::record::Record;
use crate::statistics::least_squares::dot;
use crate::statistics::purpose::POSTERIOR;
use crate::statistics::symmetric::{Eigen, Matrix};
use crate::units::YEAR_DAYS;

/// Replications at the most probable levels and at each end.
const REPLICATIONS: u32 = 4;

/// Roles of which two whole-time equivalents are added, with words for them.
const POSTS: [(&str, &str); 2] = [
    ("first-contact-physiotherapist", "two physiotherapists"),
    ("gp-salaried", "two salaried GPs"),
];

/// The changes that are looked at: each with its words, and what is added.
pub fn options(system: &CareSystem) -> Vec<(String, Vec<More>)> {
    let mut found: Vec<(String, Vec<More>)> = Vec::new();
    for (key, title) in POSTS {
        let role = system.roles.iter().position(|role| role.name == key);
        if let Some(role) = role {
            let more = More::Staff { role, thousandths: 2 * THOUSANDTHS };
            found.push((title.to_owned(), vec![more]));
        }
    }
    found.push(("two rooms".to_owned(), vec![More::Room; 2]));
    found.push(("a receptionist at all hours".to_owned(), vec![More::Receptionist]));
    // A post of which nobody is there to be like cannot be added.
    found.retain(|(_, more)| with(system, more).is_some());
    found
}

fn with(system: &CareSystem, more: &[More]) -> Option<CareSystem> {
    let mut system = system.clone();
    for more in more {
        system = system.with_more(*more)?;
    }
    Some(system)
}

/// Needs settled a year.
fn settled(record: &Record) -> f64 {
    (record.requests.settled - record.requests.lapsed) as f64 * YEAR_DAYS / f64::from(record.days)
}

/// What each change gains in a replication \[needs settled a year\].
fn gains(
    system: &CareSystem,
    options: &[(String, Vec<More>)],
    world: &World<'_>,
    replication: u32,
) -> Option<Vec<f64>> {
    let baseline = settled(&simulated_year(system, world.seed, replication)?);
    let gain = |(_, more): &(String, Vec<More>)| {
        let changed = simulated_year(&with(system, more)?, world.seed, replication)?;
        Some(settled(&changed) - baseline)
    };
    options.iter().map(gain).collect()
}

/// The means of several replications.
fn mean_gains(
    system: &CareSystem,
    options: &[(String, Vec<More>)],
    world: &World<'_>,
) -> Option<Vec<f64>> {
    let all: Option<Vec<Vec<f64>>> =
        each((1..=REPLICATIONS).collect(), |number| gains(system, options, world, number))
            .into_iter()
            .collect();
    let all = all?;
    let mean = |index: usize| all.iter().map(|gains| gains[index]).sum::<f64>() / all.len() as f64;
    Some((0..options.len()).map(mean).collect())
}

/// Does `work` for each item, on all threads if there are any. The order of the results is that of the items.
///
/// Networks are on threads themselves: [`crate::experiment::run::spread`] would make one wait for all others.
fn each<T: Send, R: Send>(items: Vec<T>, work: impl Fn(T) -> R + Sync + Send) -> Vec<R> {
    #[cfg(feature = "parallel")]
    {
        use rayon::prelude::*;
        items.into_par_iter().map(work).collect()
    }
    #[cfg(not(feature = "parallel"))]
    {
        items.into_iter().map(work).collect()
    }
}

/// A draw from the posterior of one assignment.
struct Draw {
    policy: usize,
    deviations: Vec<f64>,
    /// The logarithm of the density from which it was drawn, but for a constant.
    log_drawn: f64,
}

/// The square root of a covariance, and the logarithm of its determinant.
fn root(covariance: &Matrix) -> (Matrix, f64) {
    let eigen = Eigen::of(covariance);
    let log = eigen.values.iter().map(|value| libm::log(value.max(1e-12))).sum();
    (eigen.map(|value| value.max(0.0).sqrt()), log)
}

fn draws(fits: &[&Fit], count: u32, seed: u64) -> Vec<Draw> {
    let mut draws = Vec::new();
    for (policy, fit) in fits.iter().enumerate() {
        let (root, log_determinant) = root(&fit.found.covariance);
        for number in 0..count {
            let streams = Streams::new(seed, number);
            let normal = |index: usize| {
                let chance = streams.uniform(POSTERIOR, policy as u64, index as u32, 0);
                standard_normal(chance.clamp(1e-9, 1.0 - 1e-9))
            };
            let normals: Vec<f64> = (0..root.len()).map(normal).collect();
            let moved = fit.found.deviations.iter().zip(&root);
            let deviations: Vec<f64> =
                moved.map(|(at, row)| (at + dot(row, &normals)).clamp(-BOUND, BOUND)).collect();
            let log_drawn = -0.5 * dot(&normals, &normals) - 0.5 * log_determinant;
            draws.push(Draw { policy, deviations, log_drawn });
        }
    }
    draws
}

/// What changes gain. `fits` are those of [`super::fit::fit`], the best first; those that fit about as well as
/// the best are drawn from too, `count` draws each. `None` if the best cannot be simulated.
pub fn decide(
    prepared: &[Prepared],
    fits: &[(usize, Fit)],
    observed: &Observed,
    world: &World<'_>,
    count: u32,
    stopped: &(dyn Fn() -> bool + Sync),
) -> Option<Decisions> {
    let best = fits.first()?.1.found.objective;
    let alike: Vec<&(usize, Fit)> =
        fits.iter().filter(|(_, fit)| fit.found.objective - best < ALIKE).collect();
    let systems: Vec<&CareSystem> =
        alike.iter().map(|(index, _)| &prepared[*index].system).collect();
    let options = options(systems[0]);
    let found: Vec<&Fit> = alike.iter().map(|(_, fit)| fit).collect();
    let at =
        |policy: usize, deviations: &[f64]| systems[policy].clone().at_levels(&levels(deviations));
    let central = mean_gains(&at(0, &found[0].found.deviations), &options, world)?;
    let (direction, deviation) = found[0].found.flattest();
    let end = |sign: f64| {
        let moved = found[0].found.deviations.iter().zip(&direction);
        let place: Vec<f64> = moved
            .map(|(at, by)| (at + sign * RANGE * deviation * by).clamp(-BOUND, BOUND))
            .collect();
        mean_gains(&at(0, &place), &options, world)
    };
    let ends = [end(-1.0), end(1.0)];
    let targets = targets(observed);
    let [shown, _] = observed.months();
    // A draw is weighed in the replication of the fit, so that its weight is not chance, and gains in one of its
    // own, so that the range holds chance. A draw that is impossible has no weight.
    let of_draw = |(number, draw): (u32, Draw)| {
        if stopped() {
            return None;
        }
        let system = at(draw.policy, &draw.deviations);
        let weighed = simulated_year(&system, world.seed, 0)?;
        let values = simulated(&weighed, &shown, world.usual_planned);
        let problem = search(&targets, &[], &[], f64::INFINITY);
        let objective = problem.objective(&draw.deviations, &results(&values));
        let gained = gains(&system, &options, world, 1 + number)?;
        Some((draw.policy, -0.5 * objective - draw.log_drawn, gained))
    };
    let drawn: Vec<(u32, Draw)> = (0..).zip(draws(&found, count, world.seed)).collect();
    let drawn = each(drawn, of_draw);
    if stopped() {
        return None;
    }
    let mut decisions =
        Decisions { options: Vec::new(), log_weights: Vec::new(), policies: Vec::new() };
    let mut of_draws: Vec<Vec<f64>> = Vec::new();
    for (policy, log_weight, gained) in drawn.into_iter().flatten() {
        decisions.log_weights.push(log_weight);
        decisions.policies.push(policy);
        of_draws.push(gained);
    }
    for (index, (title, _)) in options.iter().enumerate() {
        decisions.options.push(OptionGain {
            title: title.clone(),
            central: central[index],
            ends: ends.each_ref().map(|end| end.as_ref().map(|gains| gains[index])),
            draws: of_draws.iter().map(|gains| gains[index]).collect(),
        });
    }
    Some(decisions)
}
