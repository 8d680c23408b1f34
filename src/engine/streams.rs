//! Random numbers by address.
//!
//! A random number is not consumed from a stream but found at an address: (seed, replication,
//! decision, subject, step, ordinal). The same address gives the same number in every scenario. So
//! the same patient has the same random numbers, and an additional decision elsewhere changes
//! nothing.
//!
//! The address is hashed into 64 bits, part by part, by the finaliser of SplitMix64 (Steele, Lea &
//! Flood 2014, "Fast splittable pseudorandom number generators", OOPSLA; constants "mix13" of
//! Stafford 2011). Each step mixes the hash so far with the next part, multiplied by an odd
//! constant, so that addresses with exchanged parts differ. If a decision needs a
//! sequence, the hash seeds SplitMix64 from `rand_xoshiro`.

use rand_xoshiro::SplitMix64;
use rand_xoshiro::rand_core::SeedableRng;

/// The golden ratio in 64 bits, SplitMix64's increment. It keeps zero from mapping to zero.
const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

/// Another odd number without pattern (a multiplier of Steele & Vigna 2021, "Computationally easy,
/// spectrally good multipliers"). It spreads small numbers over 64 bits, each to a different value.
const ODD: u64 = 0xd134_2543_de82_ef95;

/// SplitMix64's finaliser: a bijection of 64 bits in which every input bit affects every output
/// bit.
const fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// The random numbers of one replication.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Streams {
    root: u64,
}

impl Streams {
    /// The random numbers of `replication` under `seed`.
    pub const fn new(seed: u64, replication: u32) -> Self {
        let seeded = mix(seed.wrapping_add(GOLDEN));
        Streams { root: mix(seeded.wrapping_add((replication as u64 + 1).wrapping_mul(ODD))) }
    }

    const fn bits(&self, decision: u8, subject: u64, step: u32, ordinal: u16) -> u64 {
        // Eight, sixteen and thirty-two bits side by side: no two addresses have the same value.
        let address = ((decision as u64) << 48) | ((ordinal as u64) << 32) | step as u64;
        // Two rounds: the subject is mixed before the rest is added, so that neighbouring subjects
        // share no bits with neighbouring decisions.
        let who = mix(self.root ^ subject.wrapping_mul(GOLDEN));
        mix(who.wrapping_add(address.wrapping_mul(ODD)))
    }

    /// The uniform number in [0, 1) at an address, with 53 random bits.
    pub const fn uniform(&self, decision: u8, subject: u64, step: u32, ordinal: u16) -> f64 {
        (self.bits(decision, subject, step, ordinal) >> 11) as f64 * (1.0 / (1_u64 << 53) as f64)
    }

    /// A generator seeded at an address, for a decision that needs a sequence of numbers.
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

    /// The roots of a grid of seeds and replications under `root`, sorted.
    fn grid(root: impl Fn(u64, u32) -> u64) -> Vec<u64> {
        let mut roots: Vec<u64> =
            (0..300).flat_map(|s| (0..300).map(move |r| (s, r))).map(|(s, r)| root(s, r)).collect();
        roots.sort_unstable();
        roots
    }

    fn repeats(roots: &[u64]) -> usize {
        roots.windows(2).filter(|pair| pair[0] == pair[1]).count()
    }

    #[test]
    fn no_replication_of_one_seed_is_one_of_another() {
        assert_eq!(repeats(&grid(|seed, replication| Streams::new(seed, replication).root)), 0);
        // As in version 0.1: two hashes combined by a commutative operation.
        let exchanged = |seed: u64, replication: u32| {
            mix(mix(seed.wrapping_add(GOLDEN)) ^ mix((replication as u64).wrapping_add(GOLDEN)))
        };
        assert!(repeats(&grid(exchanged)) > 44_000, "this test would not have noticed");
    }

    #[test]
    fn neighbouring_seeds_and_replications_are_uniform_and_independent() {
        // Chi-square over a 10 x 10 table of (number, number of a neighbour), by neighbour: 99 degrees
        // of freedom, 99.9% point 148.2; with four tables, none above by more than chance.
        let of = |seed: u64, replication: u32| {
            (Streams::new(seed, replication).uniform(3, 17, 0, 0) * 10.0) as usize
        };
        type Neighbour = fn(u64, u32) -> (u64, u32);
        let neighbours: [Neighbour; 4] = [
            |s, r| (s, r + 1),
            |s, r| (s + 1, r),
            |s, r| (s + 1, r + 1),
            |s, r| (r.into(), s as u32),
        ];
        for (number, neighbour) in neighbours.iter().enumerate() {
            let mut table = [0_u32; 100];
            for (seed, replication) in (0..200).flat_map(|s| (0..100_u32).map(move |r| (s, r))) {
                let (beside, other) = neighbour(seed, replication);
                if (beside, other) != (seed, replication) {
                    table[of(seed, replication) * 10 + of(beside, other)] += 1;
                }
            }
            let each = f64::from(table.iter().sum::<u32>()) / 100.0;
            let chi: f64 = table.iter().map(|&n| (f64::from(n) - each).powi(2) / each).sum();
            assert!(chi < 148.2, "neighbour {number}: chi-square {chi}");
        }
    }

    const PINNED: f64 = 0.609_741_960_972_801_2;
}
