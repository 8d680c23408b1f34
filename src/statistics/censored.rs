//! Times of which some are only known to be longer: the survival curve of Kaplan and Meier, and a mixture of two
//! exponential distributions by maximum likelihood.

use crate::engine::streams::Streams;
use crate::statistics::purpose::CENSORED;

/// Equal times.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Times {
    /// The time, not negative.
    pub time: f64,
    /// Whether it ended then; if not, it is only known to be longer.
    pub ended: bool,
    /// How many there are.
    pub count: u64,
}

/// A point of a survival curve.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// The time.
    pub time: f64,
    /// The share that lasts longer \[-\].
    pub survival: f64,
    /// How many were observed to last at least so long.
    pub at_risk: u64,
}

/// The share that lasts longer, after each time at which some ended.
///
/// # Source
///
/// Kaplan and Meier (1958), "Nonparametric estimation from incomplete observations", *Journal of the American
/// Statistical Association* 53: 457–481. Those who leave at the time of an end were at risk of it.
pub fn kaplan_meier(times: &[Times]) -> Vec<Point> {
    let mut sorted = times.to_vec();
    sorted.sort_by(|a, b| a.time.total_cmp(&b.time));
    let mut at_risk: u64 = sorted.iter().map(|times| times.count).sum();
    let mut survival = 1.0;
    let mut points = Vec::new();
    let mut index = 0;
    while index < sorted.len() {
        let time = sorted[index].time;
        let same: Vec<&Times> = sorted[index..].iter().take_while(|of| of.time == time).collect();
        let ended: u64 = same.iter().filter(|of| of.ended).map(|of| of.count).sum();
        if ended > 0 {
            survival *= 1.0 - ended as f64 / at_risk as f64;
            points.push(Point { time, survival, at_risk });
        }
        at_risk -= same.iter().map(|of| of.count).sum::<u64>();
        index += same.len();
    }
    points
}

/// A mixture of two exponential distributions; the first has the smaller mean.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TwoExponentials {
    /// The share of the first \[-\].
    pub share: f64,
    /// The mean of the first.
    pub first: f64,
    /// The mean of the second.
    pub second: f64,
}

/// The most rounds of the algorithm.
const ROUNDS: usize = 4_000;

/// Where the algorithm begins: share of the first, and both means as multiples of the mean of one exponential.
const STARTS: [(f64, f64, f64); 3] = [(0.2, 0.05, 1.3), (0.5, 0.2, 2.0), (0.1, 0.01, 1.1)];

impl TwoExponentials {
    /// The share that lasts longer than `time` \[-\].
    pub fn survival(&self, time: f64) -> f64 {
        self.share * libm::exp(-time / self.first)
            + (1.0 - self.share) * libm::exp(-time / self.second)
    }

    /// The logarithm of the likelihood of the times.
    pub fn log_likelihood(&self, times: &[Times]) -> f64 {
        let of = |of: &Times| {
            let density =
                |mean: f64| libm::exp(-of.time / mean) / if of.ended { mean } else { 1.0 };
            let both = self.share * density(self.first) + (1.0 - self.share) * density(self.second);
            of.count as f64 * libm::log(both.max(f64::MIN_POSITIVE))
        };
        times.iter().map(of).sum()
    }

    /// One exponential distribution with the most likely mean: all time by the number of ends. `None` without
    /// ends or time.
    pub fn one(times: &[Times]) -> Option<TwoExponentials> {
        let all: f64 = times.iter().map(|of| of.count as f64 * of.time).sum();
        let ended: f64 = times.iter().filter(|of| of.ended).map(|of| of.count as f64).sum();
        let mean = all / ended;
        (mean.is_finite() && mean > 0.0).then_some(TwoExponentials {
            share: 0.0,
            first: mean,
            second: mean,
        })
    }

    /// The most likely mixture, by expectation and maximisation from several starts. No mean is below `least`.
    ///
    /// # Source
    ///
    /// Dempster, Laird and Rubin (1977), as for rounded values; an exponential component with censored times has
    /// the mean of all its time by the number of its ends.
    pub fn fitted(times: &[Times], least: f64) -> Option<TwoExponentials> {
        let one = TwoExponentials::one(times)?;
        let from = |(share, first, second): (f64, f64, f64)| {
            let start = TwoExponentials {
                share,
                first: (first * one.second).max(least),
                second: second * one.second,
            };
            start.improved(times, least, ROUNDS)
        };
        let all = STARTS.into_iter().map(from).map(|fit| (fit.log_likelihood(times), fit));
        all.max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, fit)| fit)
    }

    fn improved(mut self, times: &[Times], least: f64, rounds: usize) -> TwoExponentials {
        let all: f64 = times.iter().map(|of| of.count as f64).sum();
        for _ in 0..rounds {
            let (mut share, mut time, mut ends) = (0.0, [0.0; 2], [0.0; 2]);
            for of in times {
                let weight = |share: f64, mean: f64| {
                    share * libm::exp(-of.time / mean) / if of.ended { mean } else { 1.0 }
                };
                let (one, other) =
                    (weight(self.share, self.first), weight(1.0 - self.share, self.second));
                let first = if one + other > 0.0 { one / (one + other) } else { 0.0 };
                let count = of.count as f64;
                share += count * first;
                for (part, weight) in [first, 1.0 - first].into_iter().enumerate() {
                    time[part] += count * weight * of.time;
                    ends[part] += if of.ended { count * weight } else { 0.0 };
                }
            }
            let mean = |part: usize| (time[part] / ends[part].max(1e-9)).max(least);
            let next = TwoExponentials { share: share / all, first: mean(0), second: mean(1) };
            let moved = (next.share - self.share).abs()
                + (next.first / self.first - 1.0).abs()
                + (next.second / self.second - 1.0).abs();
            self = next;
            if moved < 1e-8 {
                break;
            }
        }
        match self.first <= self.second {
            true => self,
            false => {
                TwoExponentials { share: 1.0 - self.share, first: self.second, second: self.first }
            }
        }
    }

    /// The same fitted to `replicates` resamples of the times.
    pub fn resampled(
        &self,
        times: &[Times],
        least: f64,
        (streams, replicates): (&Streams, u32),
    ) -> Vec<TwoExponentials> {
        let mut ends = Vec::new();
        let mut all = 0_u64;
        for of in times {
            all += of.count;
            ends.push(all);
        }
        let again = |replicate: u32| {
            let mut drawn: Vec<Times> = times.iter().map(|of| Times { count: 0, ..*of }).collect();
            for place in 0..all {
                let chance = streams.uniform(CENSORED, place, replicate, 0);
                let member = (chance * all as f64) as u64;
                let index = ends.partition_point(|end| *end <= member);
                drawn[index.min(times.len() - 1)].count += 1;
            }
            drawn.retain(|of| of.count > 0);
            self.improved(&drawn, least, ROUNDS / 4)
        };
        (0..replicates).map(again).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn times(of: &[(f64, bool, u64)]) -> Vec<Times> {
        of.iter().map(|&(time, ended, count)| Times { time, ended, count }).collect()
    }

    #[test]
    fn the_survival_curve_is_that_of_a_table_made_by_hand() {
        // Ten at risk; one ends at 1, one leaves at 2, two end and one leaves at 3, five leave at 9.
        let of = times(&[
            (3.0, true, 2),
            (1.0, true, 1),
            (2.0, false, 1),
            (3.0, false, 1),
            (9.0, false, 5),
        ]);
        let found = kaplan_meier(&of);
        assert_eq!(found.len(), 2);
        assert_eq!((found[0].time, found[0].at_risk), (1.0, 10));
        assert!((found[0].survival - 0.9).abs() < 1e-12);
        assert_eq!((found[1].time, found[1].at_risk), (3.0, 8));
        assert!((found[1].survival - 0.9 * 0.75).abs() < 1e-12);
    }

    #[test]
    fn one_exponential_has_all_time_by_the_number_of_ends() {
        let found =
            TwoExponentials::one(&times(&[(2.0, true, 1), (4.0, false, 2)])).expect("one ended");
        assert_eq!(found.second, 10.0);
        assert_eq!(TwoExponentials::one(&times(&[(4.0, false, 2)])), None);
        assert_eq!(TwoExponentials::one(&times(&[(0.0, true, 2)])), None);
    }

    #[test]
    fn a_known_mixture_is_found_again_although_most_times_are_cut_off() {
        let truth = TwoExponentials { share: 0.15, first: 0.7, second: 30.0 };
        let streams = Streams::new(5, 0);
        let drawn: Vec<Times> = (0..60_000)
            .map(|who| {
                let chance = |which: u16| streams.uniform(1, who, 0, which);
                let mean = if chance(0) < truth.share { truth.first } else { truth.second };
                let patience = -mean * libm::log(1.0 - chance(1));
                let offered = -6.0 * libm::log(1.0 - chance(2));
                Times { time: patience.min(offered), ended: patience <= offered, count: 1 }
            })
            .collect();
        let found = TwoExponentials::fitted(&drawn, 0.01).expect("many ended");
        assert!((found.share - truth.share).abs() < 0.01, "{found:?}");
        assert!((found.first / truth.first - 1.0).abs() < 0.1, "{found:?}");
        assert!((found.second / truth.second - 1.0).abs() < 0.06, "{found:?}");
        // The curve without any assumption about its form agrees.
        for point in kaplan_meier(&drawn).iter().filter(|point| point.at_risk > 1_000) {
            assert!((point.survival - found.survival(point.time)).abs() < 0.01, "{point:?}");
        }
        let one = TwoExponentials::one(&drawn).expect("many ended");
        assert!(found.log_likelihood(&drawn) > one.log_likelihood(&drawn) + 100.0);
    }
}
