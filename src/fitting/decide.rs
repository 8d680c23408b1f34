//! What changes gain in a fitted network: over draws from the posterior, and at both ends of the direction in
//! which the published figures say least.

use super::figures::{FIGURES, simulated};
use super::fit::{ALIKE, Fit, Prepared, World, results, simulated_year, targets};
use super::observed::Observed;
use super::posterior::{PILOTS, Posterior, pilot, widened};
use super::prior::{BOUND, RANGE, levels};
use super::row::{Decisions, OptionGain};
use crate::calibration::local::Run;
use crate::calibration::most_probable::Observed as Target;
use crate::model::CareSystem;
use crate::model::margin::{More, THOUSANDTHS};
use crate::simulation::record::Record;
use crate::statistics::interval::variance;
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

/// What each change gains in a replication, of which `baseline` is the year without one \[needs settled a year\].
fn gains(
    system: &CareSystem,
    baseline: &Record,
    options: &[(String, Vec<More>)],
    (world, stopped): (&World<'_>, &(dyn Fn() -> bool + Sync)),
    replication: u32,
) -> Option<Vec<f64>> {
    let gain = |(_, more): &(String, Vec<More>)| {
        if stopped() {
            return None;
        }
        let changed = simulated_year(&with(system, more)?, world.seed, replication)?;
        Some(settled(&changed) - settled(baseline))
    };
    options.iter().map(gain).collect()
}

/// The years without changes of all replications but that of the fit; `None` if `stopped` says so.
fn baselines(
    system: &CareSystem,
    world: &World<'_>,
    stopped: &(dyn Fn() -> bool + Sync),
) -> Option<Vec<Record>> {
    let year = |replication| {
        if stopped() { None } else { simulated_year(system, world.seed, replication) }
    };
    each((1..=REPLICATIONS).collect(), year).into_iter().collect()
}

/// The means over these years.
fn mean_gains(
    system: &CareSystem,
    baselines: &[Record],
    options: &[(String, Vec<More>)],
    world: (&World<'_>, &(dyn Fn() -> bool + Sync)),
) -> Option<Vec<f64>> {
    let years: Vec<(u32, &Record)> = (1..).zip(baselines).collect();
    let of_year = |(number, year)| gains(system, year, options, world, number);
    let all: Vec<Vec<f64>> = each(years, of_year).into_iter().collect::<Option<_>>()?;
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

/// A network under the assignments that are drawn from.
struct Alike<'a> {
    world: &'a World<'a>,
    observed: &'a Observed,
    systems: Vec<&'a CareSystem>,
    fits: Vec<&'a Fit>,
    stopped: &'a (dyn Fn() -> bool + Sync),
}

impl Alike<'_> {
    fn at(&self, policy: usize, deviations: &[f64]) -> CareSystem {
        self.systems[policy].clone().at_levels(&levels(deviations))
    }

    /// The figures of the months that are shown, of a year.
    fn figures(&self, year: &Record) -> [f64; FIGURES] {
        let [shown, _] = self.observed.months();
        results(&simulated(year, &shown, self.world.usual_planned))
    }

    /// The same of the year in which the fit was made, with other levels; `None` if it cannot be simulated.
    fn figures_with(&self, system: &CareSystem) -> Option<[f64; FIGURES]> {
        if (self.stopped)() {
            return None;
        }
        simulated_year(system, self.world.seed, 0).map(|year| self.figures(&year))
    }

    /// The variance of each figure between years at the most probable levels: that of the fit and `others`.
    fn chance(&self, others: &[Record]) -> Vec<f64> {
        let of_fit = results(&self.fits[0].values[0]);
        let others = others.iter().map(|year| self.figures(year));
        let years: Vec<[f64; FIGURES]> = std::iter::once(of_fit).chain(others).collect();
        let of = |figure: usize| {
            let values: Vec<f64> = years.iter().map(|year| year[figure]).collect();
            variance(&values)
        };
        (0..FIGURES).map(of).collect()
    }

    /// What is known under each assignment.
    fn posteriors<'t>(&self, targets: &'t [Option<Target>], noise: &[f64]) -> Vec<Posterior<'t>> {
        let of = |(policy, fit): (usize, &&Fit)| {
            let run = |number: u32| -> Option<Run> {
                // Pilots have random numbers of their own.
                let subject = (self.fits.len() + policy) as u64;
                let deviations = pilot(&fit.found, self.world.seed, number, subject);
                let results = self.figures_with(&self.at(policy, &deviations))?;
                Some((deviations, results.into()))
            };
            let pilots: Vec<Run> = each((0..PILOTS).collect(), run).into_iter().flatten().collect();
            Posterior::of(fit, targets, &pilots, noise)
        };
        self.fits.iter().enumerate().map(of).collect()
    }
}

/// The logarithm of the weight of each draw: those under one assignment count the same, and together as the
/// assignment is probable.
fn log_weights(posteriors: &[Posterior<'_>], drawn: &[(usize, Vec<f64>)]) -> Vec<f64> {
    let count = |policy: usize| drawn.iter().filter(|(of, _)| *of == policy).count().max(1) as f64;
    let shares: Vec<f64> = posteriors
        .iter()
        .enumerate()
        .map(|(policy, of)| of.log_evidence() - libm::log(count(policy)))
        .collect();
    drawn.iter().map(|(policy, _)| shares[*policy]).collect()
}

/// What changes gain. `fits` are those of [`super::fit::fit`], the best first; those that fit about as well as
/// the best are drawn from too, `count` draws each. `None` if the best cannot be simulated, or if `stopped` says so.
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
    let systems = alike.iter().map(|(index, _)| &prepared[*index].system).collect();
    let found = alike.iter().map(|(_, fit)| fit).collect();
    let alike = Alike { world, observed, systems, fits: found, stopped };
    let found = &alike.fits[0].found;
    let options = options(alike.systems[0]);
    let fitted = alike.at(0, &found.deviations);
    let years = baselines(&fitted, world, stopped)?;
    let central = mean_gains(&fitted, &years, &options, (world, stopped))?;
    let (direction, deviation) = found.flattest();
    let end = |sign: f64| {
        let moved = found.deviations.iter().zip(&direction);
        let place: Vec<f64> = moved
            .map(|(at, by)| (at + sign * RANGE * deviation * by).clamp(-BOUND, BOUND))
            .collect();
        let system = alike.at(0, &place);
        mean_gains(&system, &baselines(&system, world, stopped)?, &options, (world, stopped))
    };
    let ends = [end(-1.0), end(1.0)];
    let noise = alike.chance(&years);
    let targets = widened(&targets(observed), &noise, found.objective);
    let posteriors = alike.posteriors(&targets, &noise);
    // A draw is fitted in the replication of the fit, and gains in one of its own, so that the range holds chance.
    let of_draw = |(policy, number): (usize, u32)| {
        let draw = (world.seed, number, policy as u64);
        let mut simulate =
            |at: &[f64]| alike.figures_with(&alike.at(policy, at)).map(|figures| figures.to_vec());
        let deviations = posteriors[policy].draw(draw, &mut simulate)?;
        let system = alike.at(policy, &deviations);
        let replication = 1 + policy as u32 * count + number;
        let baseline = simulated_year(&system, world.seed, replication)?;
        Some((policy, gains(&system, &baseline, &options, (world, stopped), replication)?))
    };
    let tried: Vec<(usize, u32)> = (0..posteriors.len())
        .flat_map(|policy| (0..count).map(move |draw| (policy, draw)))
        .collect();
    let asked = tried.len() as u32;
    let drawn: Vec<(usize, Vec<f64>)> = each(tried, of_draw).into_iter().flatten().collect();
    if stopped() {
        return None;
    }
    let log_weights = log_weights(&posteriors, &drawn);
    let policies = drawn.iter().map(|(policy, _)| *policy).collect();
    let mut decisions = Decisions { options: Vec::new(), log_weights, policies, asked };
    for (index, (title, _)) in options.iter().enumerate() {
        decisions.options.push(OptionGain {
            title: title.clone(),
            central: central[index],
            ends: ends.each_ref().map(|end| end.as_ref().map(|gains| gains[index])),
            draws: drawn.iter().map(|(_, gains)| gains[index]).collect(),
        });
    }
    Some(decisions)
}
