//! Random numbers by address.
//!
//! A random number is not consumed from a stream but found at an address: (seed, replication,
//! decision, subject, step, ordinal). The same address gives the same number in every scenario, so
//! the same patient meets the same fate, and one more decision elsewhere moves nothing.
//!
//! The address is folded into 64 bits by the finaliser of SplitMix64 (Steele, Lea & Flood 2014,
//! "Fast splittable pseudorandom number generators", OOPSLA; constants "mix13" of Stafford 2011),
//! once for each part; where a sequence is needed, the result seeds SplitMix64 from `rand_xoshiro`.

use rand_xoshiro::SplitMix64;
use rand_xoshiro::rand_core::SeedableRng;

/// The golden ratio in 64 bits, SplitMix64's increment: keeps zero from mapping to zero.
const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

/// SplitMix64's finaliser: a bijection of 64 bits in which every input bit moves every output bit.
const fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// All chance of one replication.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Streams {
    root: u64,
}

impl Streams {
    /// The chance of `replication` under `seed`.
    pub const fn new(seed: u64, replication: u32) -> Self {
        let seeded = mix(seed.wrapping_add(GOLDEN));
        Streams { root: mix(seeded ^ mix((replication as u64).wrapping_add(GOLDEN))) }
    }

    const fn bits(&self, decision: u8, subject: u64, step: u32, ordinal: u16) -> u64 {
        // Eight, sixteen and thirty-two bits side by side: no two addresses share a place.
        let place = ((decision as u64) << 48) | ((ordinal as u64) << 32) | step as u64;
        // Two rounds: the subject is mixed by itself, so that neighbouring subjects share no bits
        // with neighbouring decisions.
        let who = mix(self.root ^ subject.wrapping_mul(GOLDEN));
        mix(who.wrapping_add(mix(place.wrapping_add(GOLDEN))))
    }

    /// The uniform number in [0, 1) at an address, with 53 random bits.
    pub const fn uniform(&self, decision: u8, subject: u64, step: u32, ordinal: u16) -> f64 {
        (self.bits(decision, subject, step, ordinal) >> 11) as f64 * (1.0 / (1_u64 << 53) as f64)
    }

    /// A generator seeded at an address, where one decision needs a sequence of numbers.
    pub fn sequence(&self, decision: u8, subject: u64) -> SplitMix64 {
        SplitMix64::seed_from_u64(self.bits(decision, subject, 0, 0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_figures_rest_on_these_numbers() {
        let streams = Streams::new(1, 0);
        assert_eq!(streams.uniform(1, 1, 0, 0), PINNED);
        assert_ne!(streams.uniform(1, 2, 0, 0), PINNED);
    }

    #[test]
    fn each_part_of_the_address_matters() {
        let base = Streams::new(1, 0).uniform(1, 1, 0, 0);
        let moved = [
            Streams::new(2, 0).uniform(1, 1, 0, 0),
            Streams::new(1, 1).uniform(1, 1, 0, 0),
            Streams::new(1, 0).uniform(2, 1, 0, 0),
            Streams::new(1, 0).uniform(1, 2, 0, 0),
            Streams::new(1, 0).uniform(1, 1, 1, 0),
            Streams::new(1, 0).uniform(1, 1, 0, 1),
        ];
        for (part, number) in moved.iter().enumerate() {
            assert!((number - base).abs() > 1e-6, "part {part} of the address does not matter");
        }
    }

    #[test]
    fn neighbouring_subjects_and_decisions_are_uniform_and_independent() {
        // Chi-square over a 10 x 10 table of (number, number of the next subject); 99 degrees of
        // freedom, 99.9% point 148.2.
        let streams = Streams::new(7, 3);
        for decision in 0..20 {
            let mut table = [0_u32; 100];
            for subject in 0..20_000 {
                let here = (streams.uniform(decision, subject, 0, 0) * 10.0) as usize;
                let next = (streams.uniform(decision + 1, subject + 1, 0, 0) * 10.0) as usize;
                table[here * 10 + next] += 1;
            }
            let chi: f64 = table.iter().map(|&n| (f64::from(n) - 200.0).powi(2) / 200.0).sum();
            assert!(chi < 148.2, "decision {decision}: chi-square {chi}");
        }
    }

    const PINNED: f64 = 0.685_305_511_991_131_3;
}
