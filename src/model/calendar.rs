//! The practice's calendar: dates, weekdays, bank holidays, opening hours.

use crate::units::TimeOfDay;
use jiff::civil::Date;

/// Days of the week, Monday first.
pub const WEEKDAYS: [&str; 7] =
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// Index of Monday in the week.
pub const MONDAY: usize = 0;
/// Index of Saturday in the week.
pub const SATURDAY: usize = 5;
/// Index of Sunday in the week.
pub const SUNDAY: usize = 6;

/// Dates and opening hours. Days are counted from the start of measurement, which is day 0.
#[derive(Clone, Debug, PartialEq)]
pub struct PracticeCalendar {
    /// The first day of the measured period.
    pub start: Date,
    /// Days on which practices are closed, in order.
    pub bank_holidays: Vec<Date>,
    /// When core hours begin, Monday to Friday.
    pub opens: TimeOfDay,
    /// When core hours end, Monday to Friday.
    pub closes: TimeOfDay,
    /// When the telephone and the desk stop answering: the end of core hours, or later where that
    /// constraint is relieved.
    pub telephone_closes: TimeOfDay,
    /// Working days in a year, over which planned care and study leave are spread; 200 to 262.
    pub working_days_per_year: f64,
}

/// The kind of a day, as it affects demand and opening.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Day {
    /// The day of the week, Monday being 0.
    pub weekday: usize,
    /// The month, January being 0.
    pub month: usize,
    /// Whether practices keep core hours.
    pub is_working: bool,
    /// The weekday whose demand this day has. A bank holiday has a Sunday's demand, and the working
    /// day after it has a Monday's.
    pub demand_weekday: usize,
}

impl PracticeCalendar {
    /// The weekday of day 0, Monday being 0.
    pub fn weekday_of_zero(&self) -> usize {
        self.start.weekday().to_monday_zero_offset() as usize
    }

    /// The date of `day`.
    ///
    /// # Panics
    ///
    /// If the date is outside the years that can be written. A checked horizon excludes this.
    pub fn date(&self, day: i32) -> Date {
        let span = jiff::Span::new().days(day);
        self.start.checked_add(span).expect("a checked horizon stays within the calendar")
    }

    /// The day of `date`, counted from the start of measurement.
    pub fn day_of(&self, date: Date) -> i32 {
        // Dates are in the years 1 to 9999, so the number of days fits.
        (date - self.start).get_days()
    }

    /// The kind of the day `day`.
    pub fn day(&self, day: i32) -> Day {
        let date = self.date(day);
        let weekday = date.weekday().to_monday_zero_offset() as usize;
        let is_holiday = self.is_bank_holiday(date);
        let is_working = weekday < SATURDAY && !is_holiday;
        let demand_weekday = if is_holiday {
            SUNDAY
        } else if is_working && self.is_bank_holiday(self.date(day - 1)) {
            MONDAY
        } else {
            weekday
        };
        Day { weekday, month: date.month() as usize - 1, is_working, demand_weekday }
    }

    fn is_bank_holiday(&self, date: Date) -> bool {
        self.bank_holidays.binary_search(&date).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_day_after_a_bank_holiday_is_busy_like_a_monday() {
        let calendar = PracticeCalendar {
            start: date(2025, 4, 1),
            bank_holidays: vec![date(2025, 4, 18), date(2025, 4, 21)],
            opens: TimeOfDay::at(8, 0),
            closes: TimeOfDay::at(18, 30),
            telephone_closes: TimeOfDay::at(18, 30),
            working_days_per_year: 253.0,
        };
        assert_eq!(calendar.weekday_of_zero(), 1);
        let easter_monday = calendar.day(20);
        assert!(!easter_monday.is_working);
        assert_eq!(easter_monday.demand_weekday, SUNDAY);
        assert_eq!(calendar.day(21).demand_weekday, MONDAY);
        assert_eq!(calendar.day(-1).month, 2);
    }
}
