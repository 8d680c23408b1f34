//! Coverage: how often 95% intervals contain the known mean wait. Each interval comes from runs pooled
//! over several seeds.
//!
//! An interval pools several seeds and as many replications of each, with the same numbers: for example
//! seeds 12 to 15 with replications 12 to 15. This would show a fault in the seeding. If the run (s, r)
//! equalled (r, s), or if (s, s) were the same run for every s, many runs of an interval would be
//! duplicates, and the interval would be too narrow.

use crate::statistics::interval::{CONFIDENCE, mean_interval};
use crate::verification::case::Unsupported;
use crate::verification::chance::Address;
use crate::verification::metric;
use crate::verification::notation::station;
use crate::verification::observation::Observation;
use crate::verification::settings::Settings;
use crate::verification::stated::Stated;
use crate::verification::station::Station;

/// The length of a run, relative to a replication of another case. The number of intervals matters, not
/// their width.
const PART_OF_EVENTS: u32 = 50;

/// Intervals of the mean wait at a station.
#[derive(Clone, Debug)]
pub(super) struct Coverage {
    station: Station,
    /// The known mean wait.
    wait: f64,
    /// The minimum number of intervals.
    intervals: u32,
    /// The number of seeds of an interval, and of replications of each seed.
    seeds: u32,
    /// The limits of the share of intervals that contain the mean.
    limits: Option<[f64; 2]>,
}

/// The metrics of intervals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Metric {
    /// The share of the intervals that contain the mean.
    Share,
    /// The mean wait, over all runs.
    Wait,
}

/// The results of the runs of some intervals.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    intervals: f64,
    holding: f64,
    waited: f64,
    customers: f64,
    events: u64,
}

impl Coverage {
    /// Whether the words of a model, in lower case, name the coverage of intervals.
    pub(super) fn is_meant(model: &str) -> bool {
        model.contains("coverage")
    }

    /// The intervals that a case describes. The station comes first in its model.
    pub(super) fn read(case: &Stated<'_>) -> Result<Self, Unsupported> {
        let limits = case.numbers(&["limits"])?.unwrap_or_default();
        let limits = match limits[..] {
            [] => None,
            [low, high] if low <= high => Some([low, high]),
            _ => {
                return Err(Unsupported::new(
                    "`limits` are not two shares, the lower first",
                    "`limits` such as [0.915, 0.98]",
                ));
            }
        };
        let (intervals, seeds) = (case.count(&["intervals"])?, case.count(&["seeds"])?);
        if intervals == 0 || !(2..=100).contains(&seeds) {
            return Err(Unsupported::new(
                format!("{intervals} intervals of {seeds} seeds each"),
                "at least one interval, of 2 to 100 seeds each",
            ));
        }
        Ok(Coverage {
            station: station(case)?,
            wait: case.needed(&["Wq"])?,
            intervals,
            seeds,
            limits,
        })
    }

    /// The metric that a text names.
    pub(super) fn metric(text: &str) -> Option<Metric> {
        match text {
            "coverage" => Some(Metric::Share),
            "wq" => Some(Metric::Wait),
            _ => None,
        }
    }

    /// The limits of `metric`, if the case states them.
    pub(super) fn limits(&self, metric: Metric) -> Option<[f64; 2]> {
        self.limits.filter(|_| metric == Metric::Share)
    }

    /// One replication: its part of the intervals, rounded up.
    pub(super) fn replicate(
        &self,
        metrics: &[Metric],
        address: &Address,
        settings: &Settings,
    ) -> (Vec<Observation>, u64) {
        let own = self.intervals.div_ceil(settings.replications.max(1));
        let all = u64::from(own) * u64::from(settings.replications);
        let first =
            settings.seed.wrapping_mul(all) + u64::from(address.replication()) * u64::from(own);
        let events = f64::from(settings.events / PART_OF_EVENTS);
        let counts =
            self.make(first, own, events, |seed, replication| address.elsewhere(seed, replication));
        let observed = metrics.iter().map(|metric| match metric {
            Metric::Share => Observation::Ratio { sum: counts.holding, over: counts.intervals },
            Metric::Wait => Observation::Ratio { sum: counts.waited, over: counts.customers },
        });
        (observed.collect(), counts.events)
    }

    /// Makes `count` intervals from number `first` on. Every run uses the random numbers of its seed and
    /// replication.
    fn make(
        &self,
        first: u64,
        count: u32,
        events: f64,
        address: impl Fn(u64, u32) -> Address,
    ) -> Counts {
        let mut counts = Counts::default();
        for interval in 0..u64::from(count) {
            let runs = self.pooled(first.wrapping_add(interval), events, &address);
            let means: Vec<f64> = runs.iter().map(|run| run.waited / run.customers).collect();
            let bounds = mean_interval(&means, CONFIDENCE).and_then(|found| found.bounds());
            let holds = bounds.is_some_and(|(low, high)| low <= self.wait && self.wait <= high);
            counts.intervals += 1.0;
            counts.holding += f64::from(u8::from(holds));
            for run in runs {
                counts.waited += run.waited;
                counts.customers += run.customers;
                counts.events += run.events;
            }
        }
        counts
    }

    /// The runs of interval number `interval`: every replication of every seed.
    fn pooled(
        &self,
        interval: u64,
        events: f64,
        address: impl Fn(u64, u32) -> Address,
    ) -> Vec<Counts> {
        let begin = interval.wrapping_mul(self.seeds.into());
        let numbers = || (0..u64::from(self.seeds)).map(|next| begin.wrapping_add(next));
        let pairs = numbers().flat_map(|seed| numbers().map(move |number| (seed, number)));
        pairs
            .map(|(seed, number)| {
                // Replications have half of a seed's bits, so larger numbers wrap around.
                let at = address(seed, number as u32);
                let wait = [metric::Metric::Wait(None)];
                let (observed, events) = self.station.replicate(&wait, &at, events);
                let (waited, customers) = match observed[..] {
                    [Observation::Ratio { sum, over }] => (sum, over),
                    _ => (f64::NAN, f64::NAN),
                };
                Counts { waited, customers, events, ..Counts::default() }
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verification::case::Case;
    use crate::verification::{built_in, verify};

    /// Less than is asked of the program, and quick.
    const RUN: f64 = 1_500.0;

    fn case() -> Case {
        let cases = built_in().expect("the built-in cases are well formed");
        cases.into_iter().find(|case| case.id == "pooled-seeds").expect("it is built in")
    }

    /// The share of the 400 intervals that hold the mean, under a seed; events as a replication of
    /// another case would have.
    fn coverage(seed: u64, events: u32) -> f64 {
        let found = verify(&[case()], &Settings { seed, events, ..Settings::default() });
        assert!(found.passes(), "{:?}", found.verdict);
        found.checks[0].comparison.found
    }

    /// The chance of a replication as it was found before 0.2.0: two hashes combined by an
    /// exclusive-or, which does not know which of them is the seed's.
    fn exchangeable(seed: u64, replication: u32) -> Address {
        let mix = |number: u64| {
            let mut z = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            z ^ (z >> 31)
        };
        Address::new(mix(seed) ^ mix(replication.into()), 0, "pooled-seeds")
    }

    #[test]
    fn intervals_pooled_over_seeds_hold_the_mean_as_often_as_they_say() {
        let pinned = coverage(1, Settings::default().events);
        assert!((pinned - PINNED).abs() < 1e-12, "{pinned}");
        for seed in [0, u64::MAX] {
            let found = coverage(seed, 100_000);
            assert!((0.915..=0.98).contains(&found), "{seed}: {found}");
        }
    }

    /// 376 of 400: within one standard error, 1.1 points, of 95%.
    const PINNED: f64 = 376.0 / 400.0;

    #[test]
    fn runs_that_seeds_share_make_intervals_too_narrow() {
        let case = case();
        let coverage = Coverage::read(&Stated::of(&case)).expect("it is known");
        let ordered = |seed, replication| Address::new(seed, replication, "pooled-seeds");
        let distinct = |runs: Vec<Counts>| {
            let mut waits: Vec<u64> = runs.iter().map(|run| run.waited.to_bits()).collect();
            waits.sort_unstable();
            waits.dedup();
            waits.len()
        };
        assert_eq!(distinct(coverage.pooled(400, RUN, ordered)), 16);
        // Four seeds by four replications: those on the diagonal are one run, the others pairs.
        assert_eq!(distinct(coverage.pooled(400, RUN, exchangeable)), 7);
        let share = |counts: Counts| counts.holding / counts.intervals;
        let [low, _] = coverage.limits(Metric::Share).expect("the case states limits");
        let sound = share(coverage.make(400, 400, RUN, ordered));
        let shared = share(coverage.make(400, 400, RUN, exchangeable));
        assert!(sound >= low && shared < low - 0.05, "{sound} and {shared}");
    }

    #[test]
    fn limits_are_two_shares_in_order() {
        let mut case = case();
        case.parameters["limits"] = serde_json::json!([0.98, 0.915]);
        assert!(Coverage::read(&Stated::of(&case)).is_err());
        case.parameters.remove("limits");
        let without = Coverage::read(&Stated::of(&case)).expect("it is known");
        assert_eq!(without.limits(Metric::Share), None);
        case.parameters["seeds"] = serde_json::json!(1);
        assert!(Coverage::read(&Stated::of(&case)).is_err(), "one seed is not pooled");
    }
}
