//! A smooth surface through the results of teams: what each post adds, less the more there is of it.
//!
//! A search compares teams that differ by little on few replications, so single results are mostly noise.
//! The surface uses all results at once. It says which teams are worth a look, and how much of a team's
//! own result is to be believed. No number of it is ever reported.

use crate::statistics::least_squares::Ridge;
use std::collections::BTreeMap;

/// Penalties that are tried.
const PENALTIES: [f64; 5] = [0.01, 0.1, 1.0, 10.0, 100.0];

/// A result of a team: a point of the lattice, a replication, and the gain.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    /// The coordinates of the point, as shares of their ranges.
    pub shares: Vec<f64>,
    /// The share of the sum that it claims \[-\].
    pub spent: f64,
    /// The number of the team.
    pub number: u32,
    /// The replication.
    pub replication: u32,
    /// The gain.
    pub gain: f64,
}

/// A fitted surface.
#[derive(Clone, Debug, PartialEq)]
pub struct Surface {
    /// Of the constant, each coordinate, the square of each that has one, and the square of what is spent.
    coefficients: Vec<f64>,
    /// The coordinates whose square counts.
    curved: Vec<bool>,
    /// By team: the mean of its residuals, and its replications.
    residuals: BTreeMap<u32, (f64, usize)>,
    /// The variance of a replication of a team about its own mean.
    noise: f64,
    /// The variance of teams about the surface.
    off: f64,
}

impl Surface {
    /// Fits a surface to `seen`; `None` for results that do not determine one.
    ///
    /// It is a sum of a parabola in each coordinate and in what is spent, and of an effect of each
    /// replication, since all teams share its patients. A coordinate that seems to gain the more the more
    /// there is of it gets a straight line. The penalty is the one that foretells left-out results best.
    pub fn fit(seen: &[Seen]) -> Option<Surface> {
        let dimensions = seen.first()?.shares.len();
        let every = vec![true; dimensions];
        let first = Surface::with(seen, &every)?;
        let squares = &first.coefficients[1 + dimensions..1 + 2 * dimensions];
        let curved: Vec<bool> = squares.iter().map(|square| *square < 0.0).collect();
        if curved == every { Some(first) } else { Surface::with(seen, &curved) }
    }

    fn with(seen: &[Seen], curved: &[bool]) -> Option<Surface> {
        let replications: Vec<u32> = {
            let mut all: Vec<u32> = seen.iter().map(|one| one.replication).collect();
            all.sort_unstable();
            all.dedup();
            all
        };
        let own = |one: &Seen| features(&one.shares, one.spent, curved);
        let row = |one: &Seen| -> Vec<f64> {
            let of = replications.iter().map(|r| f64::from(u8::from(*r == one.replication)));
            own(one).into_iter().chain(of).collect()
        };
        let rows: Vec<Vec<f64>> = seen.iter().map(row).collect();
        let gains: Vec<f64> = seen.iter().map(|one| one.gain).collect();
        let weights = vec![1.0; rows.len()];
        let fits = PENALTIES.iter().filter_map(|penalty| {
            let fit = Ridge::new(&rows, &weights, *penalty)?.fit(&gains);
            let missed: f64 = fit.left_out.iter().map(|miss| miss * miss).sum();
            missed.is_finite().then_some((missed, fit))
        });
        let (_, fit) = fits.min_by(|one, other| one.0.total_cmp(&other.0))?;
        let foretold = |row: &Vec<f64>| dot(row, &fit.coefficients);
        let mut by_team: BTreeMap<u32, Vec<f64>> = BTreeMap::new();
        for (one, row) in seen.iter().zip(&rows) {
            by_team.entry(one.number).or_default().push(one.gain - foretold(row));
        }
        let (noise, off) = parts(&by_team);
        let mean = |of: &Vec<f64>| (of.iter().sum::<f64>() / of.len() as f64, of.len());
        Some(Surface {
            coefficients: fit.coefficients[..2 + 2 * curved.len()].to_vec(),
            curved: curved.to_vec(),
            residuals: by_team.iter().map(|(number, of)| (*number, mean(of))).collect(),
            noise,
            off,
        })
    }

    /// What the surface says of a point, up to a constant.
    pub fn at(&self, shares: &[f64], spent: f64) -> f64 {
        dot(&features(shares, spent, &self.curved), &self.coefficients)
    }

    /// The same with as much of the team's own results as they are to be believed: all of it with many
    /// replications, none without.
    pub fn believed(&self, number: u32, shares: &[f64], spent: f64) -> f64 {
        let own = self.residuals.get(&number).map_or(0.0, |(mean, count)| {
            let noise = self.noise / *count as f64;
            if self.off > 0.0 { mean * self.off / (self.off + noise) } else { 0.0 }
        });
        self.at(shares, spent) + own
    }
}

fn features(shares: &[f64], spent: f64, curved: &[bool]) -> Vec<f64> {
    let squares =
        shares.iter().zip(curved).map(|(share, is)| if *is { share * share } else { 0.0 });
    [1.0].into_iter().chain(shares.iter().copied()).chain(squares).chain([spent * spent]).collect()
}

fn dot(one: &[f64], other: &[f64]) -> f64 {
    one.iter().zip(other).map(|(a, b)| a * b).sum()
}

/// The variance of a replication about the mean of its team, and that of means about 0 beyond it.
fn parts(by_team: &BTreeMap<u32, Vec<f64>>) -> (f64, f64) {
    let (mut squares, mut free, mut of_means, mut share) = (0.0, 0.0, 0.0, 0.0);
    for residuals in by_team.values() {
        let count = residuals.len() as f64;
        let mean = residuals.iter().sum::<f64>() / count;
        squares += residuals.iter().map(|one| (one - mean) * (one - mean)).sum::<f64>();
        free += count - 1.0;
        of_means += mean * mean;
        share += 1.0 / count;
    }
    let teams = by_team.len().max(1) as f64;
    let noise = if free > 0.0 { squares / free } else { 0.0 };
    (noise, ((of_means - noise * share) / teams).max(0.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::samplers::standard_normal;
    use crate::engine::streams::Streams;

    /// Results of `teams` at random points: 100 · x₁ − 60 · x₁² + 20 · x₂, with noise.
    fn seen(teams: u32, noise: f64) -> Vec<Seen> {
        let streams = Streams::new(1, 0);
        let chance = |number: u32, place: u16| streams.uniform(0, number.into(), 0, place);
        let each = |number: u32| {
            let shares = vec![chance(number, 1), chance(number, 2)];
            (1..=2).map(move |replication| {
                let z = standard_normal(streams.uniform(1, number.into(), replication, 0));
                let of_replication = 5.0 * f64::from(replication);
                let gain = 100.0 * shares[0] - 60.0 * shares[0] * shares[0] + 20.0 * shares[1];
                Seen {
                    shares: shares.clone(),
                    spent: 0.0,
                    number,
                    replication,
                    gain: gain + of_replication + noise * z,
                }
            })
        };
        (0..teams).flat_map(each).collect()
    }

    #[test]
    fn a_parabola_is_found_again() {
        let surface = Surface::fit(&seen(60, 0.5)).expect("enough results");
        let rise = |from: [f64; 2], to: [f64; 2]| surface.at(&to, 0.0) - surface.at(&from, 0.0);
        // 100 · 0.5 − 60 · 0.25 = 35; then 100 − 60 − 35 = 5.
        assert!((rise([0.0, 0.5], [0.5, 0.5]) - 35.0).abs() < 1.5);
        assert!((rise([0.5, 0.5], [1.0, 0.5]) - 5.0).abs() < 1.5);
        assert!((rise([0.5, 0.0], [0.5, 1.0]) - 20.0).abs() < 1.5);
    }

    #[test]
    fn a_result_of_its_own_is_believed_the_more_the_less_noise_there_is() {
        // One team is 30 above the surface of all others.
        let off = |noise: f64| {
            let mut seen = seen(60, noise);
            seen.iter_mut().filter(|one| one.number == 7).for_each(|one| one.gain += 30.0);
            let surface = Surface::fit(&seen).expect("enough results");
            let team = seen.iter().find(|one| one.number == 7).expect("it is there");
            surface.believed(7, &team.shares, 0.0) - surface.at(&team.shares, 0.0)
        };
        assert!(off(0.1) > 25.0, "{}", off(0.1));
        assert!(off(30.0) < 10.0, "{}", off(30.0));
        assert!(Surface::fit(&[]).is_none());
    }
}
