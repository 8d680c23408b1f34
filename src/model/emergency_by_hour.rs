//! Emergency attendances by time of day: how the hour matters after the practice failed a patient, and who would
//! take a start of the practice instead.
//!
//! Both parts may be absent: the hour then does not matter, and nobody takes a start instead.

use crate::model::demand::URGENCIES;
use crate::model::deprivation::FIFTHS;
use crate::units::Probability;

/// How long after a failure a patient may attend, and how soon a start must be for which someone stays away
/// from the emergency department \[h\].
pub const WITHIN_HOURS: i64 = 24;

/// Emergency attendances by time of day.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EmergencyByHour {
    /// How hour, urgency and deprivation matter after a failure.
    pub after_failure: Option<AfterFailure>,
    /// Those who come by themselves with something minor.
    pub self_referred: Option<SelfReferred>,
}

/// What changes the probability of an attendance after a failure.
#[derive(Clone, Debug, PartialEq)]
pub struct AfterFailure {
    /// The probability of attending in an hour in which practices are closed, relative to one in which they are
    /// open; 1 to 2 \[-\].
    pub closed_ratio: f64,
    /// The probability by urgency of the request; only proportions matter \[-\].
    pub urgency: [f64; URGENCIES],
    /// The probability in the most deprived tenth of places relative to the least deprived \[-\].
    pub deprivation_ratio: f64,
    /// The failures over which `emergency_department.per_failure` is the mean.
    pub failures: Failures,
}

/// Failures, by what the probability of an attendance depends on.
#[derive(Clone, Debug, PartialEq)]
pub struct Failures {
    /// The share of the attendances of a day after a failure that fall in hours in which practices are closed, if
    /// these hours were like others.
    pub closed: Probability,
    /// Shares by urgency.
    pub urgency: [f64; URGENCIES],
    /// Shares by fifth of deprivation, the most deprived first.
    pub fifths: [f64; FIFTHS],
}

/// Tenths of places between the middles of two neighbouring fifths, of the nine between the first tenth and the
/// last.
const STEP: f64 = 2.0 / 9.0;

impl AfterFailure {
    /// The probability in this fifth of deprivation relative to the middle one: the ratio of a tenth to the next is
    /// the same for all tenths.
    ///
    /// # Example
    ///
    /// ```
    /// use pcn_sim::model::emergency_by_hour::of_fifth;
    ///
    /// assert!((of_fifth(1.94, 0) - 1.342).abs() < 5e-4);
    /// assert_eq!(of_fifth(1.94, 2), 1.0);
    /// assert!((of_fifth(1.94, 4) - 0.745).abs() < 5e-4);
    /// ```
    pub fn of_fifth(&self, fifth: usize) -> f64 {
        of_fifth(self.deprivation_ratio, fifth)
    }

    /// The probability of an attendance of a request of this urgency and fifth, in a day whose hours are all open,
    /// relative to the mean over all failures \[-\].
    pub fn relative(&self, urgency: usize, fifth: usize) -> f64 {
        self.urgency[urgency] * self.of_fifth(fifth) / self.mean()
    }

    /// The factor of a day of whose attendances this share would fall in closed hours \[-\].
    pub fn of_day(&self, closed: f64) -> f64 {
        1.0 + (self.closed_ratio - 1.0) * closed
    }

    /// The mean over the stated failures, with hour, urgency and deprivation independent of each other.
    fn mean(&self) -> f64 {
        // Differences from one: where all values are one, so is the mean, to the last digit.
        let mean = |shares: &[f64], value: &dyn Fn(usize) -> f64| {
            let beyond =
                shares.iter().enumerate().map(|(index, share)| share * (value(index) - 1.0));
            1.0 + beyond.sum::<f64>()
        };
        let failures = &self.failures;
        self.of_day(failures.closed.get())
            * mean(&failures.urgency, &|urgency| self.urgency[urgency])
            * mean(&failures.fifths, &|fifth| self.of_fifth(fifth))
    }
}

/// A fifth of places relative to the middle one, if the most deprived tenth has `ratio` times as much as the
/// least.
pub fn of_fifth(ratio: f64, fifth: usize) -> f64 {
    libm::exp(libm::log(ratio) * STEP * (2.0 - fifth as f64))
}

/// Those who come to the emergency department by themselves, and need no more than guidance or advice. They are a
/// part of the background.
#[derive(Clone, Debug, PartialEq)]
pub struct SelfReferred {
    /// Attendances per 1,000 patients and year.
    pub per_1000_year: f64,
    /// The share that takes a start of the practice or its network, if one can be had.
    pub takes_start: Probability,
    /// What they need, as an index of needs.
    pub need: usize,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usual() -> AfterFailure {
        AfterFailure {
            closed_ratio: 1.0,
            urgency: [1.0; URGENCIES],
            deprivation_ratio: 1.0,
            failures: Failures {
                closed: Probability::new(0.3).unwrap(),
                urgency: [0.3, 0.3, 0.4],
                fifths: [0.21, 0.2, 0.2, 0.2, 0.19],
            },
        }
    }

    #[test]
    fn ratios_of_one_change_nothing_to_the_last_digit() {
        let usual = usual();
        for (urgency, fifth) in (0..URGENCIES).flat_map(|u| (0..FIFTHS).map(move |f| (u, f))) {
            assert_eq!(usual.relative(urgency, fifth) * usual.of_day(0.123_456_789), 1.0);
        }
    }

    #[test]
    fn the_mean_over_the_stated_failures_stays() {
        let mut after = usual();
        after.closed_ratio = 1.19;
        after.urgency = [2.0, 1.0, 0.5];
        after.deprivation_ratio = 1.94;
        let failures = after.failures.clone();
        let mut mean = 0.0;
        for (urgency, share) in failures.urgency.iter().enumerate() {
            for (fifth, of_fifth) in failures.fifths.iter().enumerate() {
                mean += share * of_fifth * after.relative(urgency, fifth) * after.of_day(0.3);
            }
        }
        assert!((mean - 1.0).abs() < 1e-12, "{mean}");
        // By hand: 1 + 0.19 × 0.3 = 1.057 for the hours.
        let hours = after.of_day(0.3);
        assert!((hours - 1.057).abs() < 1e-12);
    }

    #[test]
    fn the_ratio_is_that_of_the_first_tenth_to_the_last() {
        // The middles of the first and the last fifth are eight tenths of nine apart.
        let ratio = of_fifth(1.94, 0) / of_fifth(1.94, 4);
        assert!((libm::log(ratio) - libm::log(1.94) * 8.0 / 9.0).abs() < 1e-12);
        assert!((0..FIFTHS).all(|fifth| of_fifth(1.0, fifth) == 1.0));
    }
}
