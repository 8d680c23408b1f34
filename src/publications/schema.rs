//! What a table of a publication is: its sort, its columns and their roles.

use super::measure::M;

/// What a column says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    /// The code of a practice.
    Practice,
    /// The code of a network.
    Network,
    /// The code of a sub-ICB location.
    SubIcb,
    /// The name of the practice.
    Name,
    /// A month, or a day of it.
    Month,
    /// A year.
    Year,
    /// The number of a month in a year.
    MonthOfYear,
    /// Registered patients.
    Registered,
    /// Whether the practice took part in the month, 0 or 1.
    Participation,
    /// The supplier of a system.
    Supplier,
    /// The profession of an appointment.
    Profession,
    /// The mode of an appointment.
    Mode,
    /// The national category of an appointment.
    Category,
    /// The time from booking to appointment.
    Lag,
    /// Whether an appointment was attended.
    Status,
    /// A number of appointments or patients.
    Count,
    /// Which measure a row states.
    Metric,
    /// The value of the measure of the row.
    Value,
    /// The sort of organisation, of which only practices are taken.
    Organisation,
    /// Sex.
    Sex,
    /// Age or age group.
    Age,
    /// The score of the indices of deprivation.
    Score,
    /// The fifth of England by deprivation.
    Quintile,
    /// The tenth of England by deprivation.
    Decile,
    /// The group of staff.
    StaffGroup,
    /// The role of staff.
    StaffPost,
    /// The role of staff in detail.
    StaffDetail,
    /// Full-time equivalents.
    Fte,
    /// What no two rows of a network's staff have in common: a person, or the number of people of a sum.
    Distinct,
    /// When a relationship ended.
    End,
    /// Which indicator a row states.
    Indicator,
    /// How long a call waited or lasted.
    Band,
    /// The time of the day.
    TimeOfDay,
    /// Whether the hours are core hours.
    Hours,
    /// Patient-months.
    Exposure,
    /// A rate per 1,000 patients and month.
    Rate(M),
    /// The share of appointments booked for the same day.
    SameDayShare,
    /// The share of appointments booked over 14 days ahead.
    Over14Share,
    /// A measure.
    Of(M),
}

/// How much a column is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Need {
    /// Without it the table is another one.
    Key,
    /// Without it the table cannot be used.
    Required,
    /// It may be absent.
    Optional,
}

/// A column of a publication.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column {
    /// What it says.
    pub(super) role: Role,
    /// How much it is needed.
    pub(super) need: Need,
    /// Its names: as published first, then others, each as [`plain`] makes it.
    pub(super) names: &'static [&'static str],
    /// Its name as published, for messages.
    pub(super) shown: &'static str,
}

/// The sort of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sort {
    /// Appointments by practice and month.
    Appointments,
    /// One row a practice and month, a measure a column.
    Wide,
    /// One row a practice, month and measure.
    Long,
    /// One row a practice, day, measure of calls and band.
    Calls,
    /// Registered patients by age.
    Lists,
    /// Staff of practices.
    Workforce,
    /// Staff of networks.
    NetworkWorkforce,
    /// Practices and their networks.
    Mapping,
    /// Practices and their networks with the time of membership.
    Partners,
    /// Deprivation of practices.
    Deprivation,
    /// Deprivation of practices among other indicators.
    Indicators,
    /// Rates of a year.
    Annual,
}

/// A publication's table.
#[derive(Debug)]
pub(super) struct Schema {
    /// Its sort.
    pub(super) sort: Sort,
    /// What it is called in messages.
    pub(super) title: &'static str,
    /// Its columns.
    pub(super) columns: &'static [Column],
    /// Names of columns that show that it is another table.
    pub(super) never: &'static [&'static str],
}
