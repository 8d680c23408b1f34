//! Attendances at the emergency department and their causes.

use crate::model::demand::URGENCIES;
use crate::model::emergency_by_hour::EmergencyByHour;
use crate::units::Probability;

/// The emergency department, as far as the practice affects it.
#[derive(Clone, Debug, PartialEq)]
pub struct EmergencyDepartment {
    /// Attendances unrelated to the practice, per 1,000 patients and year.
    pub background_per_1000_year: f64,
    /// Their share by weekday, Monday first.
    pub weekday_share: [f64; 7],
    /// Their cumulative share by hour of the day.
    pub hour_cumulative: [f64; 24],
    /// Probability that a failed or late request leads to an attendance: low, central, high.
    pub per_failure: [Probability; 3],
    /// A wait longer than this counts as a failure, by urgency \[d\].
    pub tolerated_days: [u32; URGENCIES],
    /// How the hour matters; nothing by default.
    pub by_hour: EmergencyByHour,
}

impl EmergencyDepartment {
    /// How many background attendances there are in an hour of the week relative to others \[-\].
    pub fn level(&self, weekday: usize, hour: usize) -> f64 {
        let before = if hour > 0 { self.hour_cumulative[hour - 1] } else { 0.0 };
        self.weekday_share[weekday] * (self.hour_cumulative[hour] - before).max(0.0)
    }
}
