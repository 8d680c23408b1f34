//! Counts of access by practice and by day of the week, and of calls by month, which add up to those of the whole
//! record.

use crate::model::practice::Practice;

/// Access-related, referred and background attendances at the emergency department.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Attendances {
    /// That the practice cannot change.
    pub background: u64,
    /// Related to access: low, central, high.
    pub access_related: [u64; 3],
    /// Sent by a consultation.
    pub referred: u64,
}

impl Attendances {
    /// All of them, with the access-related ones at the central probability.
    pub const fn all(&self) -> u64 {
        self.background + self.access_related[1] + self.referred
    }
}

/// How the calls of one month of the year ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MonthOfCalls {
    /// Answered by a handler.
    pub answered: u64,
    /// Of the answered, within 1, 2 and 5 minutes.
    pub answered_within: [u64; 3],
    /// Ended in the menu, or met the closed message.
    pub menu: u64,
    /// Left the queue, or were cut off at closing.
    pub missed: u64,
    /// Asked to be called back.
    pub call_back: u64,
}

/// How requests, waits, attendances and appointments of a part of the record went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AccessCounts {
    /// Requests made.
    pub made: u64,
    /// Of them, ended with a settled need or with a lapsed appointment.
    pub settled: u64,
    /// Of the settled, those in which the patient let an appointment lapse.
    pub lapsed: u64,
    /// Of those made, referred to secondary care.
    pub referred: u64,
    /// Of those made, ended without help.
    pub unmet: u64,
    /// Of those made, had a first consultation.
    pub seen: u64,
    /// Of those seen, on the day on which the request was made.
    pub seen_same_day: u64,
    /// Calendar days from request to first consultation, added up over those seen \[d\].
    pub waited_days: u64,
    /// Attendances at emergency departments.
    pub attendances: Attendances,
    /// Appointments attended, as national data count them.
    pub attended: u64,
    /// Appointments missed, as national data count them.
    pub missed: u64,
    /// Incoming calls of any kind, by the day of the call.
    pub calls: u64,
    /// Online forms sent on any subject, by the day on which they were sent.
    pub forms: u64,
}

impl AccessCounts {
    /// Adds the counts of another part.
    pub fn add(&mut self, other: &AccessCounts) {
        self.made += other.made;
        self.settled += other.settled;
        self.lapsed += other.lapsed;
        self.referred += other.referred;
        self.unmet += other.unmet;
        self.seen += other.seen;
        self.seen_same_day += other.seen_same_day;
        self.waited_days += other.waited_days;
        self.attendances.background += other.attendances.background;
        self.attendances.referred += other.attendances.referred;
        let (own, others) =
            (&mut self.attendances.access_related, other.attendances.access_related);
        own.iter_mut().zip(others).for_each(|(sum, more)| *sum += more);
        self.attended += other.attended;
        self.missed += other.missed;
        self.calls += other.calls;
        self.forms += other.forms;
    }

    /// Requests without help: those that ended without it, and those still open.
    pub const fn not_met(&self) -> u64 {
        self.made - self.settled - self.referred
    }
}

/// A practice and its counts.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct OfPractice {
    /// Registered patients, on average over the measured period: patient-days divided by the days.
    pub patients: f64,
    /// Deprivation quintile of its patients, 1 the most deprived.
    pub quintile: u8,
    /// Its counts.
    pub counts: AccessCounts,
}

/// No counts yet for `practice`, with so many `patients`.
pub(super) fn of_practice(practice: &Practice, patients: f64) -> OfPractice {
    let quintile = practice.deprivation_quintile;
    OfPractice { patients, quintile, counts: AccessCounts::default() }
}

/// Where a patient belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OfPatient {
    /// The practice with which the patient is registered now, as an index.
    pub practice: usize,
    /// That of the list to which the patient belonged when the run began: need and deprivation are its.
    pub list: usize,
}

/// People who are called in: those whom a practice still calls when measurement ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RecallCounts {
    /// All of them.
    pub people: u64,
    /// Of them, those who are overdue when measurement begins: due on a day before, and not yet done.
    pub overdue_at_start: u64,
    /// The same when it ends.
    pub overdue_at_end: u64,
}
