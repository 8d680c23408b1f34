//! Attendances at emergency departments by time of day, and the starts for which patients stayed away.

use crate::model::calendar::WEEKDAYS;

/// When a start of the book is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum StartKind {
    /// In core hours of a working day.
    Core = 0,
    /// Before or after core hours of a working day.
    Evening = 1,
    /// On a Saturday, a Sunday or a bank holiday.
    Weekend = 2,
}

/// The number of kinds of start.
pub const START_KINDS: usize = 3;

impl StartKind {
    /// Every kind, in the order of their numbers.
    pub const ALL: [StartKind; START_KINDS] =
        [StartKind::Core, StartKind::Evening, StartKind::Weekend];
}

/// Attendances by time of day, and starts by when they are, of the measured period.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EmergencyCounts {
    /// Attendances by weekday, Monday first, and hour: background, access-related at the central probability, and
    /// referred.
    pub by_hour: [[u64; 24]; WEEKDAYS.len()],
    /// Access-related attendances in hours in which practices are open, and closed: low, central, high. Those sent by
    /// NHS 111 are in none.
    pub after_failure: [[u64; 3]; 2],
    /// Patients who were about to attend by themselves with something minor.
    pub self_referred: u64,
    /// Of them, those who would take a start instead.
    pub willing: u64,
    /// Of these, those to whom a place was open at the hour.
    pub found_open: u64,
    /// Of these, those who took a start, by when it is: they did not attend.
    pub avoided: [u64; START_KINDS],
    /// Starts booked by such patients, a second one after the first included, by when they are.
    pub starts_instead: [u64; START_KINDS],
    /// Starts booked by all others who asked, planned care excluded, by when they are.
    pub starts_others: [u64; START_KINDS],
}

impl EmergencyCounts {
    /// Attendances that patients avoided by taking a start.
    pub fn avoided_total(&self) -> u64 {
        self.avoided.iter().sum()
    }

    /// Starts booked by anyone who asked, by when they are.
    pub const fn starts(&self, kind: StartKind) -> u64 {
        self.starts_instead[kind as usize] + self.starts_others[kind as usize]
    }
}
