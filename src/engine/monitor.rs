//! What is measured while the clock runs: per observation and per unit of time.

use crate::units::SimTime;

/// Count and sum of single observations, such as waits.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Tally {
    /// The number of observations.
    pub count: u64,
    /// Their sum, in the unit of the observation.
    pub sum: f64,
}

impl Tally {
    /// Notes one observation.
    pub fn observe(&mut self, value: f64) {
        self.count += 1;
        self.sum += value;
    }

    /// The mean of the observations, if there are any.
    pub fn mean(&self) -> Option<f64> {
        (self.count > 0).then(|| self.sum / self.count as f64)
    }
}

/// The integral of a level over time, such as rooms in use, by hour of the week.
///
/// Changes are noted as they happen; the time between is spread over the hours it covers.
#[derive(Clone, Debug, PartialEq)]
pub struct WeekProfile {
    level: f64,
    since: SimTime,
    /// Weekday of day zero, Monday being 0.
    weekday_of_zero: i32,
    level_ms: Vec<f64>,
    /// Measurement is over: nothing is added any more.
    is_closed: bool,
}

/// Hours in a week.
pub const HOURS_PER_WEEK: usize = 168;
const MS_PER_HOUR: i64 = 3_600_000;

impl WeekProfile {
    /// A profile at level zero from `start`; day zero is `weekday_of_zero` (Monday is 0).
    pub fn new(start: SimTime, weekday_of_zero: i32) -> Self {
        WeekProfile {
            level: 0.0,
            since: start,
            weekday_of_zero,
            level_ms: vec![0.0; HOURS_PER_WEEK],
            is_closed: false,
        }
    }

    /// Changes the level by `by` at the instant `now`.
    pub fn change(&mut self, now: SimTime, by: f64) {
        self.account(now);
        self.level += by;
    }

    /// Accounts for the time up to `now`, and for nothing later.
    pub fn close(&mut self, now: SimTime) {
        self.account(now);
        self.is_closed = true;
    }

    fn account(&mut self, now: SimTime) {
        // Most of the week nothing is at work: skipping costs nothing and is exact.
        if self.level != 0.0 {
            self.spread(self.since, now, self.level);
        }
        self.since = now;
    }

    /// Adds `weight` over the interval from `from` to `to`, whatever the level.
    pub fn spread(&mut self, from: SimTime, to: SimTime, weight: f64) {
        if self.is_closed {
            return;
        }
        let mut at = from.as_ms();
        let end = to.as_ms();
        while at < end {
            let hour = at.div_euclid(MS_PER_HOUR);
            let until = ((hour + 1) * MS_PER_HOUR).min(end);
            let of_week = (hour + i64::from(self.weekday_of_zero) * 24).rem_euclid(168) as usize;
            self.level_ms[of_week] += weight * (until - at) as f64;
            at = until;
        }
    }

    /// Forgets all that was measured, at `now`; the level stays. For the end of the warm-up.
    pub fn reset(&mut self, now: SimTime) {
        self.level_ms.fill(0.0);
        self.since = now;
    }

    /// Level × hours by hour of the week, Monday 00:00 first.
    pub fn level_hours(&self) -> Vec<f64> {
        self.level_ms.iter().map(|ms| ms / MS_PER_HOUR as f64).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::{Span, TimeOfDay};

    #[test]
    fn time_is_spread_over_the_hours_it_covers() {
        // Day zero is a Tuesday: hour 24 of the week is its midnight.
        let mut profile = WeekProfile::new(SimTime::ZERO, 1);
        profile.change(SimTime::on(0, TimeOfDay::at(8, 30)), 2.0);
        profile.change(SimTime::on(0, TimeOfDay::at(10, 15)), -2.0);
        profile.close(SimTime::ZERO + Span::from_days(7));
        let hours = profile.level_hours();
        assert_eq!((hours[32], hours[33], hours[34]), (1.0, 2.0, 0.5));
        assert_eq!(hours.iter().sum::<f64>(), 3.5);
    }
}
