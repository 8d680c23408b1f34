//! Quantities with a unit that cannot be lost: lengths of time, instants, probabilities, staffing.
//!
//! Simulated time is a whole number of milliseconds, so instants are ordered exactly and equality
//! is exact. Zero is midnight at the start of the measured period. Warm-up times are negative.

use std::fmt;
use std::ops::{Add, AddAssign, Sub};

const MS_PER_MINUTE: f64 = 60_000.0;
const MS_PER_DAY: i64 = 86_400_000;

/// Days in a year \[d\], for everything that is stated by year: counts that reports scale, rates of
/// patients and cohort members, what leaves or stays within a year, and pay.
///
/// This is the mean calendar year. It is not 52 weeks, which are 364 days, because pay, running
/// costs and published figures refer to calendar years. If only counts were scaled to 364 days, an
/// appointment gained would seem 0.3% more expensive than it is.
pub const YEAR_DAYS: f64 = 365.25;

/// The names of the months, January first.
pub const MONTH_NAMES: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Days in a month \[d\]: a twelfth of a year.
pub const MONTH_DAYS: f64 = YEAR_DAYS / 12.0;

/// Whole weeks in a year \[weeks\]. So many weeks contain every season.
pub const WHOLE_WEEKS_A_YEAR: u32 = (YEAR_DAYS / 7.0) as u32;

/// A length of time \[min\]: finite and not negative.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Minutes(f64);

/// A quantity is outside its valid range.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum QuantityError {
    /// A length of time that is negative, infinite or not a number.
    #[error("a length of time must be finite and not negative, found {found} min")]
    Minutes {
        /// The refused value \[min\].
        found: f64,
    },
    /// A probability outside 0–1.
    #[error("a probability lies between 0 and 1, found {found}")]
    Probability {
        /// The refused value [-].
        found: f64,
    },
}

impl Minutes {
    /// Zero.
    pub const ZERO: Minutes = Minutes(0.0);

    /// A length of `minutes` \[min\].
    ///
    /// # Errors
    ///
    /// [`QuantityError::Minutes`] if `minutes` is negative, infinite or NaN.
    pub fn new(minutes: f64) -> Result<Self, QuantityError> {
        // The condition is stated positively, so that NaN is refused.
        if minutes >= 0.0 && minutes.is_finite() {
            Ok(Minutes(minutes))
        } else {
            Err(QuantityError::Minutes { found: minutes })
        }
    }

    /// The length in minutes \[min\].
    pub const fn get(self) -> f64 {
        self.0
    }

    /// The length in hours \[h\].
    pub const fn as_hours(self) -> f64 {
        self.0 / 60.0
    }

    /// The length in days \[d\].
    pub const fn as_days(self) -> f64 {
        self.0 / 1440.0
    }

    /// The length as simulated time, rounded to whole milliseconds. No other function rounds it.
    pub fn to_span(self) -> Span {
        Span::from_minutes(self.0)
    }
}

impl fmt::Display for Minutes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 >= 1440.0 {
            write!(f, "{} d", self.as_days())
        } else if self.0 >= 60.0 {
            write!(f, "{} h", self.as_hours())
        } else {
            write!(f, "{} min", self.0)
        }
    }
}

/// A length of simulated time, in whole milliseconds; may be negative as a difference.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span(i64);

impl Span {
    /// Zero.
    pub const ZERO: Span = Span(0);

    /// A length of `ms` milliseconds.
    pub const fn from_ms(ms: i64) -> Self {
        Span(ms)
    }

    /// A length of `minutes` \[min\], not negative, rounded to whole milliseconds.
    pub const fn from_minutes(minutes: f64) -> Self {
        debug_assert!(minutes >= 0.0, "a length of time is not negative");
        // For non-negative values truncation rounds down in one instruction; `floor` is a call.
        Span((minutes * MS_PER_MINUTE + 0.5) as i64)
    }

    /// A length of whole `days`.
    pub const fn from_days(days: i64) -> Self {
        Span(days * MS_PER_DAY)
    }

    /// The length in milliseconds.
    pub const fn as_ms(self) -> i64 {
        self.0
    }

    /// The length in minutes \[min\].
    pub const fn as_minutes(self) -> f64 {
        self.0 as f64 / MS_PER_MINUTE
    }
}

impl Add for Span {
    type Output = Span;
    fn add(self, other: Span) -> Span {
        Span(self.0 + other.0)
    }
}

impl Sub for Span {
    type Output = Span;
    fn sub(self, other: Span) -> Span {
        Span(self.0 - other.0)
    }
}

/// An instant of simulated time: milliseconds since midnight at the start of measurement.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SimTime(i64);

impl SimTime {
    /// The start of the measured period.
    pub const ZERO: SimTime = SimTime(0);
    /// Later than every event.
    pub const NEVER: SimTime = SimTime(i64::MAX);

    /// The instant `ms` milliseconds after the start of measurement.
    pub const fn from_ms(ms: i64) -> Self {
        SimTime(ms)
    }

    /// Midnight at the start of `day`, counted from the start of measurement.
    pub const fn midnight(day: i32) -> Self {
        SimTime(day as i64 * MS_PER_DAY)
    }

    /// The instant `time` of `day`.
    pub const fn on(day: i32, time: TimeOfDay) -> Self {
        SimTime(day as i64 * MS_PER_DAY + time.0 as i64)
    }

    /// Milliseconds since the start of measurement.
    pub const fn as_ms(self) -> i64 {
        self.0
    }

    /// The day, counted from the start of measurement; negative in the warm-up.
    pub const fn day(self) -> i32 {
        self.0.div_euclid(MS_PER_DAY) as i32
    }

    /// The time of day.
    pub const fn time_of_day(self) -> TimeOfDay {
        TimeOfDay(self.0.rem_euclid(MS_PER_DAY) as i32)
    }
}

impl Add<Span> for SimTime {
    type Output = SimTime;
    fn add(self, span: Span) -> SimTime {
        SimTime(self.0 + span.0)
    }
}

impl AddAssign<Span> for SimTime {
    fn add_assign(&mut self, span: Span) {
        self.0 += span.0;
    }
}

impl Sub<Span> for SimTime {
    type Output = SimTime;
    fn sub(self, span: Span) -> SimTime {
        SimTime(self.0 - span.0)
    }
}

impl Sub for SimTime {
    type Output = Span;
    fn sub(self, other: SimTime) -> Span {
        Span(self.0 - other.0)
    }
}

/// A time of day: milliseconds after midnight, 00:00 to 24:00.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct TimeOfDay(i32);

impl TimeOfDay {
    /// `hours`:`minutes` o'clock.
    pub const fn at(hours: i32, minutes: i32) -> Self {
        TimeOfDay((hours * 60 + minutes) * 60_000)
    }

    /// The time as minutes after midnight \[min\].
    pub const fn as_minutes(self) -> f64 {
        self.0 as f64 / MS_PER_MINUTE
    }

    /// The instant `span` later on the same day.
    pub const fn plus(self, span: Span) -> Self {
        TimeOfDay(self.0 + span.0 as i32)
    }

    /// The length of time since `earlier` on the same day.
    pub const fn since(self, earlier: TimeOfDay) -> Span {
        Span((self.0 - earlier.0) as i64)
    }

    /// The full hour that has begun, 0–23.
    pub const fn hour(self) -> usize {
        (self.0 / 3_600_000) as usize
    }

    /// The full minute of the hour that has begun, 0–59.
    pub const fn minute(self) -> usize {
        (self.0 / 60_000 % 60) as usize
    }

    /// Reads `"08:30"`; 24:00 is the end of the day.
    pub fn parse(text: &str) -> Option<Self> {
        let (hours, minutes) = text.split_once(':')?;
        let digits = |part: &str| {
            (part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit()))
                .then(|| part.parse::<i32>().ok())
                .flatten()
        };
        let (hours, minutes) = (digits(hours)?, digits(minutes)?);
        (hours < 24 && minutes < 60 || hours == 24 && minutes == 0)
            .then(|| TimeOfDay::at(hours, minutes))
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let minutes = self.0 / 60_000;
        write!(f, "{:02}:{:02}", minutes / 60, minutes % 60)
    }
}

/// A probability or share [-]: 0 to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub struct Probability(f64);

impl Probability {
    /// Zero.
    pub const ZERO: Probability = Probability(0.0);
    /// One.
    pub const ONE: Probability = Probability(1.0);

    /// A probability of `value` [-].
    ///
    /// # Errors
    ///
    /// [`QuantityError::Probability`] if `value` is outside 0–1 or NaN.
    pub fn new(value: f64) -> Result<Self, QuantityError> {
        if (0.0..=1.0).contains(&value) {
            Ok(Probability(value))
        } else {
            Err(QuantityError::Probability { found: value })
        }
    }

    /// The probability as a number [-].
    pub const fn get(self) -> f64 {
        self.0
    }

    /// Whether an event of this probability happens under a uniform `chance` in [0, 1).
    ///
    /// Small chances make the event happen. A larger probability therefore keeps every event that a
    /// smaller one had, which pairs scenarios.
    pub fn happens(self, chance: f64) -> bool {
        chance < self.0
    }
}

/// The number of whole people for the number `stated`: nobody for zero, otherwise the nearest whole
/// number and at least one.
pub fn whole_people(stated: f64) -> u32 {
    if stated > 0.0 { stated.round().max(1.0) as u32 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_weeks_of_a_year_are_no_year() {
        assert_eq!(WHOLE_WEEKS_A_YEAR, 52);
        assert!((YEAR_DAYS - 7.0 * f64::from(WHOLE_WEEKS_A_YEAR) - 1.25).abs() < 1e-12);
    }

    #[test]
    fn lengths_of_time_refuse_what_is_no_length() {
        for refused in [-1.0, f64::NAN, f64::INFINITY] {
            assert!(Minutes::new(refused).is_err(), "{refused} was accepted");
        }
        assert_eq!(Minutes::new(1.5).map(Minutes::to_span), Ok(Span(90_000)));
    }

    #[test]
    fn probabilities_lie_between_nought_and_one() {
        for refused in [-0.001, 1.001, f64::NAN] {
            assert!(Probability::new(refused).is_err(), "{refused} was accepted");
        }
    }

    #[test]
    fn days_before_the_measured_period_are_negative() {
        let eve = SimTime::ZERO - Span::from_minutes(1.0);
        assert_eq!((eve.day(), eve.time_of_day().to_string()), (-1, "23:59".into()));
    }

    #[test]
    fn times_of_day_are_read_strictly() {
        assert_eq!(TimeOfDay::parse("08:30"), Some(TimeOfDay::at(8, 30)));
        for refused in ["8:30", "08.30", "24:01", "12:60", "-1:00", "noon", ""] {
            assert_eq!(TimeOfDay::parse(refused), None, "{refused}");
        }
    }
}
