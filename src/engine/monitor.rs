//! Measurements while the clock runs: per observation and per unit of time.

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
    /// Records one observation.
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
/// Changes are recorded as they happen. While measurement is open, the time between changes is
/// spread over the hours that it covers.
#[derive(Clone, Debug, PartialEq)]
pub struct WeekProfile {
    level: f64,
    since: SimTime,
    /// Weekday of day zero, Monday being 0.
    weekday_of_zero: i32,
    level_ms: Vec<f64>,
    is_open: bool,
}

/// Hours in a week.
pub const HOURS_PER_WEEK: usize = 168;
const MS_PER_HOUR: i64 = 3_600_000;

impl WeekProfile {
    /// A profile at level zero, not yet measured. Day 0 is `weekday_of_zero` (Monday is 0).
    pub fn new(weekday_of_zero: i32) -> Self {
        WeekProfile {
            level: 0.0,
            since: SimTime::ZERO,
            weekday_of_zero,
            level_ms: vec![0.0; HOURS_PER_WEEK],
            is_open: false,
        }
    }

    /// Changes the level by `by` at the instant `now`.
    pub fn change(&mut self, now: SimTime, by: f64) {
        self.account(now);
        self.level += by;
    }

    /// Starts measurement at `now` with the current level, at the end of the warm-up.
    pub fn open(&mut self, now: SimTime) {
        self.account(now);
        self.is_open = true;
    }

    /// Adds the time up to `now`.
    pub fn close(&mut self, now: SimTime) {
        self.account(now);
        self.is_open = false;
    }

    /// Resets the level to zero before another run is added.
    pub fn clear(&mut self) {
        debug_assert!(!self.is_open, "what is measured does not vanish");
        self.level = 0.0;
    }

    fn account(&mut self, now: SimTime) {
        // Most of the week the level is zero. Skipping this time is free and exact.
        if self.is_open && self.level != 0.0 {
            self.spread(self.since, now, self.level);
        }
        self.since = now;
    }

    /// Adds `weight` over the interval from `from` to `to`.
    fn spread(&mut self, from: SimTime, to: SimTime, weight: f64) {
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

    /// Level × hours, by hour of the week, Monday 00:00 first.
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
        let mut profile = WeekProfile::new(1);
        profile.change(SimTime::on(-1, TimeOfDay::at(8, 0)), 1.0);
        profile.change(SimTime::on(-1, TimeOfDay::at(9, 0)), -1.0);
        profile.open(SimTime::ZERO);
        profile.change(SimTime::on(0, TimeOfDay::at(8, 30)), 2.0);
        profile.change(SimTime::on(0, TimeOfDay::at(10, 15)), -2.0);
        profile.close(SimTime::ZERO + Span::from_days(7));
        let hours = profile.level_hours();
        assert_eq!((hours[32], hours[33], hours[34]), (1.0, 2.0, 0.5));
        assert_eq!(hours.iter().sum::<f64>(), 3.5);
        // Another run is measured in addition; its level begins at zero.
        profile.change(SimTime::on(8, TimeOfDay::at(9, 0)), 1.0);
        profile.clear();
        profile.change(SimTime::on(-1, TimeOfDay::at(23, 0)), 1.0);
        profile.open(SimTime::ZERO);
        profile.change(SimTime::on(0, TimeOfDay::at(0, 30)), -1.0);
        profile.close(SimTime::ZERO + Span::from_days(7));
        assert_eq!(profile.level_hours()[24], 0.5);
        assert_eq!(profile.level_hours().iter().sum::<f64>(), 4.0);
    }
}
