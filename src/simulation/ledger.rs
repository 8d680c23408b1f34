//! The slot ledger: what became of each bookable slot. The ledger of time: what became of each minute.

use crate::model::role::STAFF_GROUPS;

/// The slot ledger: bookable slots by what became of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    /// Slots that the roster would offer with nobody away.
    pub planned: u64,
    /// Consultations squeezed in beyond them.
    pub added: u64,
    /// Closed: the clinician was away.
    pub absence: u64,
    /// Closed: no room.
    pub rooms: u64,
    /// Closed: supervision.
    pub supervision: u64,
    /// Used up by double appointments.
    pub merged: u64,
    /// Never booked.
    pub unfilled: u64,
    /// Cancelled and not refilled.
    pub cancelled: u64,
    /// Not attended.
    pub dna: u64,
    /// The clinic ended first.
    pub not_reached: u64,
    /// Attended and handed back.
    pub hand_backs: u64,
    /// Attended and not handed back: planned and added slots minus all losses.
    pub net: u64,
}

impl Ledger {
    /// The losses, in the order in which the ledger states them.
    pub const fn losses(&self) -> [u64; 9] {
        [
            self.absence,
            self.rooms,
            self.supervision,
            self.merged,
            self.unfilled,
            self.cancelled,
            self.dna,
            self.not_reached,
            self.hand_backs,
        ]
    }

    /// The sum of several ledgers.
    pub fn sum(ledgers: &[Ledger]) -> Ledger {
        let mut sum = Ledger::default();
        for ledger in ledgers {
            sum.planned += ledger.planned;
            sum.added += ledger.added;
            sum.absence += ledger.absence;
            sum.rooms += ledger.rooms;
            sum.supervision += ledger.supervision;
            sum.merged += ledger.merged;
            sum.unfilled += ledger.unfilled;
            sum.cancelled += ledger.cancelled;
            sum.dna += ledger.dna;
            sum.not_reached += ledger.not_reached;
            sum.hand_backs += ledger.hand_backs;
            sum.net += ledger.net;
        }
        sum
    }

    /// Whether the lines add up.
    pub fn balances(&self) -> bool {
        self.planned + self.added == self.net + self.losses().iter().sum::<u64>()
    }
}

/// What a clinician's time went into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum TimeUse {
    /// Consultations about requests, notes and follow-ups included; waits for advice excluded.
    Consultations = 0,
    /// Consultations of planned care, and visits on the schedules of cohorts.
    Planned = 1,
    /// Clinical triage.
    Triage = 2,
    /// Advice to colleagues during their consultations.
    Advice = 3,
    /// Debriefs that close the supervisor's slots.
    Supervision = 4,
    /// Meetings about cohorts.
    Meetings = 5,
    /// Journeys between sites within working time.
    Travel = 6,
    /// Waits for a room or for advice.
    Waiting = 7,
    /// In session with nothing to do.
    Empty = 8,
    /// Leave, sickness, study and parental leave without a locum.
    Away = 9,
    /// Sessions that were lost because they had no room.
    Roomless = 10,
}

/// The number of uses of time.
pub const TIME_USES: usize = 11;

impl TimeUse {
    /// The words for each use, in the order of their numbers.
    pub const NAMES: [&'static str; TIME_USES] = [
        "consultations",
        "planned care",
        "triage",
        "advice",
        "supervision",
        "meetings",
        "travel",
        "waiting",
        "empty",
        "away",
        "no room",
    ];
}

/// The ledger of a staff group's time. Whole milliseconds, so that it adds up exactly.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TimeLedger {
    /// Rostered time of filled posts, whether or not the session was held \[ms\].
    pub contracted_ms: i64,
    /// Work after the end of a session and before the person's next one \[ms\].
    pub overtime_ms: i64,
    /// What both went into, by [`TimeUse`] \[ms\].
    pub by_use: [i64; TIME_USES],
}

/// The ledgers of all staff groups.
pub type TimeLedgers = [TimeLedger; STAFF_GROUPS];

impl TimeLedger {
    /// The time that went into `time_use` \[ms\].
    pub const fn of(&self, time_use: TimeUse) -> i64 {
        self.by_use[time_use as usize]
    }

    /// The time that work took, waits included \[ms\].
    pub fn worked_ms(&self) -> i64 {
        let idle = [TimeUse::Empty, TimeUse::Away, TimeUse::Roomless];
        let all: i64 = self.by_use.iter().sum();
        all - idle.iter().map(|time_use| self.of(*time_use)).sum::<i64>()
    }

    /// Whether the uses add up to contracted time and overtime, and none of them is negative.
    pub fn balances(&self) -> bool {
        self.contracted_ms + self.overtime_ms == self.by_use.iter().sum::<i64>()
            && self.overtime_ms >= 0
            && self.by_use.iter().all(|spent| *spent >= 0)
    }
}
