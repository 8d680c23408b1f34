//! Random numbers for the cases: the engine's streams, with one generator for each purpose.

use crate::engine::samplers::{self, LogNormal};
use crate::engine::streams::Streams;
use crate::verification::case::Unsupported;
use rand::Rng;
use rand_distr::{Distribution as _, Gamma};
use rand_xoshiro::SplitMix64;
use rand_xoshiro::rand_core::SeedableRng;

/// The purposes of random numbers. Each has its own generator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// When customers arrive, and how many.
    Arrivals = 1,
    /// The length of service.
    Services = 2,
    /// How long customers wait before they give up, and whether they come at all.
    Patience = 3,
    /// How busy the day is.
    Day = 4,
}

/// The address of the random numbers of one replication of one case.
#[derive(Clone, Copy, Debug)]
pub(super) struct Address {
    streams: Streams,
    case: u64,
    replication: u32,
}

impl Address {
    /// The random numbers of `replication` of the case `id` under `seed`.
    pub(super) fn new(seed: u64, replication: u32, id: &str) -> Self {
        // FNV-1a: a case keeps its random numbers wherever it is in the file.
        let case = id.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        Address { streams: Streams::new(seed, replication), case, replication }
    }

    /// The number of the replication.
    pub(super) fn replication(&self) -> u32 {
        self.replication
    }

    /// The random numbers of the same case in another `replication`, under another `seed`.
    pub(super) fn elsewhere(&self, seed: u64, replication: u32) -> Self {
        Address { streams: Streams::new(seed, replication), replication, ..*self }
    }

    /// The generator for one purpose.
    pub(super) fn dice(&self, purpose: Purpose) -> Dice {
        Dice(self.streams.sequence(purpose as u8, self.case))
    }
}

/// A generator.
#[derive(Clone, Debug)]
pub(super) struct Dice(pub(super) SplitMix64);

impl Dice {
    /// A separate generator for each `class`. That of the first class is this one.
    pub(super) fn split(&self, class: usize) -> Self {
        let mut other = self.clone();
        let seed = if class == 0 { return other } else { other.0.next_u64() };
        Dice(SplitMix64::seed_from_u64(seed ^ (class as u64).rotate_left(32)))
    }

    /// The next uniform number in [0, 1), with 53 random bits.
    pub(super) fn uniform(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 * (1.0 / (1_u64 << 53) as f64)
    }
}

/// A distribution of lengths of time, in the unit of the case.
#[derive(Clone, Debug)]
pub(super) struct Lengths {
    /// The mean.
    pub(super) mean: f64,
    /// The squared coefficient of variation [-].
    pub(super) cv2: f64,
    shape: Shape,
}

#[derive(Clone, Debug)]
enum Shape {
    Fixed,
    Exponential,
    Erlang(u32),
    Gamma(Gamma<f64>),
    LogNormal(LogNormal),
    TwoExponentials { share: f64, first: f64, second: f64 },
    Uniform,
    Table { values: Vec<f64>, cumulative: Vec<f64> },
}

impl Lengths {
    /// The exponential distribution with `mean`.
    pub(super) const fn exponential(mean: f64) -> Self {
        Lengths { mean, cv2: 1.0, shape: Shape::Exponential }
    }

    /// The distribution named by the first word of `words`.
    ///
    /// `D` or deterministic, `M` or exponential, `E2` or Erlang-2, gamma, lognormal, `H2` or
    /// hyperexponential (with balanced means), `U` or uniform. `cv2`, the squared coefficient of
    /// variation, is needed by gamma, lognormal and hyperexponential.
    pub(super) fn named(words: &str, mean: f64, cv2: Option<f64>) -> Result<Self, Unsupported> {
        let (lower, stated_cv2) = (words.trim().to_lowercase(), cv2);
        let word: String = lower.chars().take_while(char::is_ascii_alphabetic).collect();
        let digits = lower[word.len()..].trim_start_matches(['-', '_', ' ', '(']);
        let digits: String = digits.chars().take_while(char::is_ascii_digit).collect();
        let stated = || {
            let wrong = || {
                Unsupported::new(
                    format!("distribution `{words}` has no stated spread"),
                    "`cv2`, the squared coefficient of variation, or `var`, `sd` or `second_moment`",
                )
            };
            cv2.filter(|cv2| *cv2 >= 0.0).ok_or_else(wrong)
        };
        let (cv2, shape) = match word.as_str() {
            "d" | "det" | "deterministic" | "constant" | "fixed" => (0.0, Shape::Fixed),
            "m" | "exp" | "exponential" => (1.0, Shape::Exponential),
            "u" | "uniform" => (1.0 / 3.0, Shape::Uniform),
            "e" | "erlang" => {
                let stages = digits.parse().ok().or(cv2.map(|cv2| (1.0 / cv2).round() as u32));
                let stages = stages.filter(|stages| (1..=10_000).contains(stages));
                let text = || {
                    Unsupported::new(
                        format!("distribution `{words}` has no stages"),
                        "1 to 10,000 stages, as in Erlang-2, or `cv2`",
                    )
                };
                let stages = stages.ok_or_else(text)?;
                (1.0 / f64::from(stages), Shape::Erlang(stages))
            }
            "g" | "gamma" => (stated()?, gamma(mean, stated()?)?),
            "ln" | "lognormal" => (
                stated()?,
                Shape::LogNormal(LogNormal::from_mean_sd(mean, mean * stated()?.sqrt())),
            ),
            "h" | "hyperexponential" | "hyper" => (stated()?, balanced(mean, stated()?)?),
            _ => {
                return Err(Unsupported::new(
                    format!("unknown distribution `{words}`"),
                    "D, M, E2 or Erlang-2, gamma, lognormal, H2 or hyperexponential, or uniform",
                ));
            }
        };
        // A spread that contradicts the name would be simulated as the name says.
        if stated_cv2.is_some_and(|stated| (stated - cv2).abs() > 0.01 * cv2.max(1.0)) {
            return Err(Unsupported::new(
                format!(
                    "distribution `{words}` has a cv2 of {cv2}, not of {}",
                    stated_cv2.unwrap_or(cv2)
                ),
                "a distribution with the stated spread, such as gamma or hyperexponential",
            ));
        }
        Ok(Lengths { mean, cv2, shape })
    }

    /// The gamma distribution with `mean` and squared coefficient of variation `cv2`.
    pub(super) fn gamma(mean: f64, cv2: f64) -> Result<Self, Unsupported> {
        Ok(Lengths { mean, cv2, shape: gamma(mean, cv2)? })
    }

    /// With probability `share` exponential with mean `first`, otherwise with mean `second`.
    pub(super) fn two_exponentials(share: f64, first: f64, second: f64) -> Self {
        let mean = share * first + (1.0 - share) * second;
        let square = 2.0 * (share * first * first + (1.0 - share) * second * second);
        let shape = Shape::TwoExponentials { share, first, second };
        Lengths { mean, cv2: square / (mean * mean) - 1.0, shape }
    }

    /// The discrete distribution of a table `minutes,prob`.
    pub(super) fn table(text: &str) -> Result<Self, Unsupported> {
        let (mut values, mut cumulative) = (Vec::new(), Vec::new());
        let mut total = 0.0;
        for line in text.lines().skip(1).filter(|line| !line.trim().is_empty()) {
            let pair = line.split_once(',').and_then(|(value, share)| {
                Some((value.trim().parse().ok()?, share.trim().parse().ok()?))
            });
            let (value, share): (f64, f64) =
                pair.filter(|(value, share)| *value >= 0.0 && *share >= 0.0).ok_or_else(|| {
                    Unsupported::new(
                        format!("not a length and a probability: `{line}`"),
                        "two numbers from 0 on in each line",
                    )
                })?;
            total += share;
            values.push(value);
            cumulative.push(total);
        }
        if !(total > 0.999 && total < 1.001) {
            return Err(Unsupported::new(
                format!("the probabilities of the table add up to {total}"),
                "probabilities that add up to 1",
            ));
        }
        let shares = cumulative.iter().scan(0.0, |low, high| {
            let share = (high - *low) / total;
            *low = *high;
            Some(share)
        });
        let moments = values.iter().zip(shares);
        let (mean, square) =
            moments.fold((0.0, 0.0), |(mean, square), (v, p)| (mean + p * v, square + p * v * v));
        let cv2 = square / (mean * mean) - 1.0;
        Ok(Lengths { mean, cv2, shape: Shape::Table { values, cumulative } })
    }

    /// A length.
    pub(super) fn draw(&self, dice: &mut Dice) -> f64 {
        match &self.shape {
            Shape::Fixed => self.mean,
            Shape::Exponential => samplers::exponential(self.mean, dice.uniform()),
            Shape::Erlang(stages) => {
                let mean = self.mean / f64::from(*stages);
                (0..*stages).map(|_| samplers::exponential(mean, dice.uniform())).sum()
            }
            Shape::Gamma(gamma) => gamma.sample(&mut dice.0),
            Shape::LogNormal(lognormal) => lognormal.quantile(dice.uniform()),
            Shape::TwoExponentials { share, first, second } => {
                samplers::two_exponentials(*share, *first, *second, dice.uniform())
            }
            Shape::Uniform => 2.0 * self.mean * dice.uniform(),
            Shape::Table { values, cumulative } => {
                values[samplers::choose(cumulative, dice.uniform())]
            }
        }
    }
}

fn gamma(mean: f64, cv2: f64) -> Result<Shape, Unsupported> {
    if cv2 == 0.0 {
        return Ok(Shape::Fixed);
    }
    let text = || {
        Unsupported::new(
            format!("no gamma distribution has the mean {mean} and the cv2 {cv2}"),
            "a positive mean and a cv2 from 0 on",
        )
    };
    Gamma::new(1.0 / cv2, mean * cv2).map(Shape::Gamma).map_err(|_| text())
}

/// Two exponentials, each of which carries half of the mean.
///
/// ```text
/// share = (1 + √((cv2 - 1)/(cv2 + 1))) / 2,  means mean/(2·share) and mean/(2·(1 - share))
/// ```
fn balanced(mean: f64, cv2: f64) -> Result<Shape, Unsupported> {
    if cv2 < 1.0 {
        return Err(Unsupported::new(
            format!("no hyperexponential distribution has a cv2 of {cv2}"),
            "a cv2 of at least 1",
        ));
    }
    let share = (1.0 + ((cv2 - 1.0) / (cv2 + 1.0)).sqrt()) / 2.0;
    let (first, second) = (mean / (2.0 * share), mean / (2.0 * (1.0 - share)));
    Ok(Shape::TwoExponentials { share, first, second })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_distribution_has_the_moments_it_was_given() {
        let table = Lengths::table("minutes,prob\n1,0.5\n3,0.25\n5,0.25\n").expect("a table");
        let named = |words, cv2| Lengths::named(words, 10.0, cv2).expect(words);
        let all = [
            named("D", Some(0.0)),
            named("M", None),
            named("Gamma cv2=.25 / Erlang-4", Some(0.25)),
            named("lognormal sigma s.t. cv2=0.5", Some(0.5)),
            named("Erlang-2", Some(0.5)),
            named("E3", None),
            named("hyperexponential", Some(3.0)),
            named("uniform", None),
            Lengths::two_exponentials(0.2, 3.0, 1.0),
            table,
        ];
        for (index, lengths) in all.iter().enumerate() {
            let mut dice = Address::new(1, 0, "moments").dice(Purpose::Services);
            let n = 400_000;
            let (mut sum, mut squares) = (0.0, 0.0);
            for _ in 0..n {
                let length = lengths.draw(&mut dice);
                sum += length;
                squares += length * length;
            }
            let mean = sum / f64::from(n);
            let cv2 = squares / f64::from(n) / (mean * mean) - 1.0;
            assert!((mean / lengths.mean - 1.0).abs() < 0.015, "{index}: mean {mean}");
            assert!((cv2 - lengths.cv2).abs() < 0.02 * (1.0 + 4.0 * cv2), "{index}: cv2 {cv2}");
        }
    }

    #[test]
    fn unknown_distributions_are_named() {
        let unknown = Lengths::named("Pareto 1.5", 1.0, None).expect_err("it is unknown");
        assert!(
            unknown.to_string().starts_with("unknown distribution `Pareto 1.5`; it would need")
        );
        assert!(Lengths::named("gamma", 1.0, None).is_err());
        assert!(Lengths::named("H2", 1.0, Some(0.5)).is_err());
        assert!(Lengths::table("minutes,prob\n1,0.5\n").is_err());
        assert!(Lengths::table("minutes,prob\n1,a\n").is_err());
    }
}
