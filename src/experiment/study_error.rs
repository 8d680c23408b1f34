//! Errors of a study that cannot be made.

/// A study cannot be made.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum StudyError {
    /// There is no scenario.
    #[error("there is no scenario to simulate; name one, such as average-pcn")]
    NoScenario,
    /// A number is out of its range.
    #[error("{what} is {found}; {limit}")]
    Range {
        /// Which number.
        what: &'static str,
        /// The stated value.
        found: u32,
        /// The allowed values.
        limit: String,
    },
    /// The bank holidays do not cover the years.
    #[error(
        "scenario {scenario}: the run goes from {first} to {last}, but `calendar.bank_holidays` has \
         none in {year}; add them, or shorten --weeks or --warm-up-weeks"
    )]
    BankHolidays {
        /// The scenario.
        scenario: String,
        /// The first day of the run.
        first: String,
        /// The last day on which requests are followed.
        last: String,
        /// The first year without any.
        year: i16,
    },
    /// One replication would be too large.
    #[error(
        "scenario {scenario}: {patients:.0} patients over {weeks} weeks, warm-up included, are \
         {millions:.0} million patient-weeks; the maximum is {most:.0} million: shorten --weeks or \
         --warm-up-weeks, or simulate fewer networks at once"
    )]
    TooLarge {
        /// The scenario.
        scenario: String,
        /// Its patients.
        patients: f64,
        /// Weeks, warm-up included.
        weeks: u32,
        /// Millions of patient-weeks.
        millions: f64,
        /// The maximum.
        most: f64,
    },
    /// A scenario measures other days than its baseline.
    #[error(
        "{scenario} measures other days than {baseline}: {what}. Counts over other days are not compared: \
         give both the same `calendar`, or add --unlike to hold them against each other by working day, \
         unpaired"
    )]
    OtherDays {
        /// The scenario.
        scenario: String,
        /// Its baseline.
        baseline: String,
        /// What differs.
        what: String,
    },
    /// The outline is of other scenarios.
    #[error("{what}; the study was written by other scenarios or another version")]
    NotOfThese {
        /// What does not fit.
        what: String,
    },
}
