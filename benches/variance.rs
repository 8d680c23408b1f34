//! What antithetic pairs and evenly spread draws would spare: the variance of a gain with them, as a
//! share of its variance with independent replications and draws. `cargo bench --bench variance --
//! pairs` measures the former and `-- draws` the latter, each in some ten minutes on two cores. The
//! program uses neither; docs/design.md gives the figures and the reason.

#![allow(clippy::unwrap_used, reason = "a measurement that cannot go on should stop")]

use pcn_sim::engine::streams::Streams;
use pcn_sim::experiment::run::spread;
use pcn_sim::measures::{COMPARED, MEASURES};
use pcn_sim::model::CareSystem;
use pcn_sim::model::chance::{Chance, Decision};
use pcn_sim::scenario::embedded::SCENARIOS;
use pcn_sim::scenario::{FileSystem, Scenario, load};
use pcn_sim::simulation::chances::Addressed;
use pcn_sim::simulation::observer::Silent;
use pcn_sim::simulation::record::Record;
use pcn_sim::simulation::{Horizon, simulate};
use pcn_sim::statistics::hypercube::latin_hypercube;
use pcn_sim::statistics::sobol::{DIMENSIONS, Sobol};
use pcn_sim::uncertainty::draw::Draws;
use statrs::distribution::{DiscreteCDF, Poisson};

/// The random numbers of a replication, or of the one that is its mirror image: 1 − u for every u.
struct Mirrored {
    chance: Addressed,
    is_mirrored: bool,
}

/// The address of the uniform number for the number of candidates of a stream on a day.
const COUNT: u16 = 60_000;

impl Chance for Mirrored {
    fn uniform(&self, decision: Decision, subject: u64, step: u32, ordinal: u16) -> f64 {
        let uniform = self.chance.uniform(decision, subject, step, ordinal);
        // The largest number below 1 is 1 − 2⁻⁵³.
        if self.is_mirrored { 1.0 - f64::EPSILON / 2.0 - uniform } else { uniform }
    }

    fn count(&self, subject: u64, mean: f64) -> u32 {
        if mean <= 0.0 {
            return 0;
        }
        // By its quantile: the program's own sampler rejects, and cannot be mirrored.
        let uniform = self.uniform(Decision::Arrivals, subject, 0, COUNT);
        Poisson::new(mean).unwrap().inverse_cdf(uniform) as u32
    }
}

/// The measures in which gains are compared.
const GAINS: usize = 2;

/// Needs settled and net appointments gained against a baseline.
fn gains(record: &Record, baseline: &Record) -> [f64; GAINS] {
    let needs = MEASURES.iter().find(|measure| measure.name == "needs_settled").unwrap();
    let net = COMPARED.iter().find(|measure| measure.name == "appointments_gained_net").unwrap();
    let needs = (needs.value)(record).unwrap() - (needs.value)(baseline).unwrap();
    [needs, (net.value)(record, baseline).unwrap()]
}

/// The gains of each option over the first of `systems`, with these random numbers.
fn gains_of(systems: &[CareSystem], horizon: Horizon, chance: &impl Chance) -> Vec<[f64; GAINS]> {
    let record = |system| simulate(system, horizon, chance, &mut Silent).unwrap();
    let baseline = record(&systems[0]);
    systems[1..].iter().map(|system| gains(&record(system), &baseline)).collect()
}

fn options() -> Vec<Scenario> {
    SCENARIOS.iter().map(|(name, _)| load(name, &FileSystem).unwrap()).collect()
}

fn mean(of: &[f64]) -> f64 {
    of.iter().sum::<f64>() / of.len() as f64
}

fn variance(of: &[f64]) -> f64 {
    let mean = mean(of);
    of.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (of.len() - 1) as f64
}

fn main() {
    let asked: Vec<String> = std::env::args().collect();
    let asks = |what: &str| asked.iter().any(|word| word == what);
    if asks("pairs") {
        antithetic_pairs();
    }
    if asks("draws") {
        evenly_spread_draws();
    }
    if !asks("pairs") && !asks("draws") {
        println!("variance: left out; state `-- pairs` or `-- draws`, which take ten minutes each");
    }
}

/// Prints the variance of a mean of two mirrored replications over that of two independent ones.
fn antithetic_pairs() {
    let systems: Vec<CareSystem> = options().into_iter().map(|s| s.system).collect();
    let horizon = Horizon { warm_up_weeks: 26, weeks: 52 };
    const PAIRS: usize = 60;
    for seed in [1, 2] {
        let all = spread(2 * PAIRS, |job| {
            let chance = Addressed::new(seed, (job / 2) as u32);
            gains_of(&systems, horizon, &Mirrored { chance, is_mirrored: job % 2 == 1 })
        });
        for (option, (name, _)) in SCENARIOS[1..].iter().enumerate() {
            let ratios = [0, 1].map(|gain| {
                let half = |half: usize| -> Vec<f64> {
                    all.iter().skip(half).step_by(2).map(|of| of[option][gain]).collect()
                };
                let (plain, mirrored) = (half(0), half(1));
                let pairs: Vec<f64> =
                    plain.iter().zip(&mirrored).map(|(one, other)| (one + other) / 2.0).collect();
                // Two independent replications would have half the variance of one.
                variance(&pairs) / ((variance(&plain) + variance(&mirrored)) / 4.0)
            });
            println!("seed {seed} | {name} | needs {:.2} | net {:.2}", ratios[0], ratios[1]);
        }
    }
}

/// Draws of a block, and blocks of each arrangement.
const BLOCK: usize = 16;
const BLOCKS: usize = 48;

/// The uniform numbers of a block of draws, evenly spread: scrambled Sobol' points for the leading
/// sources, and a Latin hypercube for all others.
fn evenly(sources: usize, leading: &[usize], block: u32) -> Vec<Vec<f64>> {
    let mut points = latin_hypercube(BLOCK, sources, &Streams::new(71, block));
    let leading = &leading[..leading.len().min(DIMENSIONS)];
    let sobol = Sobol::scrambled(leading.len(), Streams::new(72, block)).unwrap();
    for (index, point) in points.iter_mut().enumerate() {
        for (source, value) in leading.iter().zip(sobol.point(index as u32)) {
            point[*source] = value;
        }
    }
    points
}

/// The beginnings of the keys of parameters among which are those that matter most to the shipped
/// comparison (docs/model.md, section 4.5).
const LEADING: [&str; 7] =
    ["absence.", "book.", "clinic.", "front_door.", "rooms.", "supervision.", "triage."];

/// Prints the variance of a mean over evenly spread draws over that of independent ones.
fn evenly_spread_draws() {
    let scenarios = options();
    let draws = Draws::new(&scenarios, 1).unwrap();
    let sources = draws.sources();
    let is_leading = |source: &usize| LEADING.iter().any(|of| sources[*source].key.starts_with(of));
    let leading: Vec<usize> = (0..sources.len()).filter(is_leading).collect();
    println!(
        "{} sources, {} of them by Sobol' points",
        sources.len(),
        leading.len().min(DIMENSIONS)
    );
    let horizon = Horizon { warm_up_weeks: 8, weeks: 13 };
    let independent = |block: u32| -> Vec<Vec<f64>> {
        let uniform =
            |draw: u32, source: usize| Streams::new(73, block).uniform(1, source as u64, draw, 0);
        (0..BLOCK as u32)
            .map(|draw| (0..sources.len()).map(|source| uniform(draw, source)).collect())
            .collect()
    };
    let blocks = |spread_evenly: bool| {
        let points: Vec<Vec<f64>> = (0..BLOCKS as u32)
            .flat_map(|block| match spread_evenly {
                true => evenly(sources.len(), &leading, block),
                false => independent(block),
            })
            .collect();
        spread(points.len(), |job| {
            let chances: Vec<Option<f64>> = points[job].iter().copied().map(Some).collect();
            // Combinations that no network may have are left out of both arrangements.
            let drawn = draws.at(&sources, &chances)?;
            let systems: Vec<CareSystem> = drawn.into_iter().map(|s| s.system).collect();
            Some(gains_of(&systems, horizon, &Addressed::new(1, job as u32)))
        })
    };
    let (apart, even) = (blocks(false), blocks(true));
    for (option, (name, _)) in SCENARIOS[1..].iter().enumerate() {
        let ratios = [0, 1].map(|gain| {
            let values = |all: &[Option<Vec<[f64; GAINS]>>]| -> Vec<f64> {
                all.iter().flatten().map(|of| of[option][gain]).collect()
            };
            let means: Vec<f64> = even.chunks(BLOCK).map(|block| mean(&values(block))).collect();
            variance(&means) / (variance(&values(&apart)) / BLOCK as f64)
        });
        println!("{name} | needs {:.2} | net {:.2}", ratios[0], ratios[1]);
    }
    let valid = |all: &[Option<Vec<[f64; GAINS]>>]| all.iter().flatten().count();
    println!("{} and {} of {} valid", valid(&apart), valid(&even), BLOCK * BLOCKS);
}
