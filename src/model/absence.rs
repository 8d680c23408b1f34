//! Time away from work.

use crate::model::workforce::Cover;

/// Time away from work. A whole-time equivalent works the remaining working days.
#[derive(Clone, Debug, PartialEq)]
pub struct Absence {
    /// Annual leave, without bank holidays \[d a year\].
    pub leave_days: f64,
    /// Study leave \[d a year\].
    pub study_days: f64,
    /// Share of working days lost to sickness.
    pub sickness_share: f64,
    /// Mean length of a spell of sickness \[working d\].
    pub sickness_spell_days: f64,
    /// The longest spell of sickness \[d\], 1 to 365. It bounds how far back the simulation looks for
    /// spells. The share of days lost holds whatever it is.
    pub longest_spell_days: u32,
    /// Probability that a person begins parental leave in a year.
    pub parental_leave: f64,
    /// Length of parental leave \[weeks\].
    pub parental_leave_weeks: u32,
    /// Factor by which leave is more likely in a week of school holidays [-].
    pub holiday_weight: f64,
    /// Share of each month that is school holidays, January first.
    pub school_holidays: [f64; 12],
    /// Locums for long absences. `None`: there is no cover.
    pub cover: Option<Cover>,
}

impl Absence {
    /// How much likelier a week of `month`, January being 0, is for leave than one of term time [-].
    pub fn leave_weight(&self, month: usize) -> f64 {
        1.0 + self.school_holidays[month] * (self.holiday_weight - 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leave_is_weighted_by_the_school_holidays_of_the_month() {
        let absence = Absence {
            leave_days: 0.0,
            longest_spell_days: 42,
            study_days: 0.0,
            sickness_share: 0.0,
            sickness_spell_days: 1.0,
            parental_leave: 0.0,
            parental_leave_weeks: 0,
            holiday_weight: 1.5,
            school_holidays: [0.0, 0.0, 0.0, 0.5, 0.0, 0.0, 0.5, 1.0, 0.0, 0.0, 0.0, 0.5],
            cover: None,
        };
        let (january, april, august) = (0, 3, 7);
        assert_eq!(
            [january, april, august].map(|month| absence.leave_weight(month)),
            [1.0, 1.25, 1.5]
        );
    }
}
