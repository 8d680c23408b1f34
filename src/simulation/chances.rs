//! Random numbers by address: the engine's generator behind the model's `Chance`.

use crate::engine::streams::Streams;
use crate::model::chance::{Chance, Decision};
use rand_distr::{Distribution, Poisson};

/// The random numbers of one replication under one seed.
#[derive(Clone, Copy, Debug)]
pub struct Addressed(Streams);

impl Addressed {
    /// The random numbers of `replication` under `seed`.
    pub const fn new(seed: u64, replication: u32) -> Self {
        Addressed(Streams::new(seed, replication))
    }
}

impl Chance for Addressed {
    fn uniform(&self, decision: Decision, subject: u64, step: u32, ordinal: u16) -> f64 {
        self.0.uniform(decision as u8, subject, step, ordinal)
    }

    fn count(&self, subject: u64, mean: f64) -> u32 {
        if mean <= 0.0 {
            return 0;
        }
        let poisson = Poisson::new(mean).expect("a positive mean gives a Poisson distribution");
        poisson.sample(&mut self.0.sequence(Decision::Arrivals as u8, subject)) as u32
    }
}
