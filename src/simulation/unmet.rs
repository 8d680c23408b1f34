//! What can stop a request; how requests of one urgency, and needs over all their requests, ended.

/// What stopped a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Constraint {
    /// Lost on the telephone.
    Telephone = 0,
    /// Lost waiting for triage.
    Triage = 1,
    /// GPs' time was missing.
    Gp = 2,
    /// The time of another profession was missing.
    Role = 3,
    /// A room was missing: a slot that rooms closed would have served.
    Room = 4,
    /// A supervisor's time was missing: a slot that supervision closed would have served.
    Supervision = 5,
    /// The patient would have accepted a later slot, which existed, and the book was closed.
    Horizon = 6,
}

/// The number of constraints.
pub const CONSTRAINTS: usize = 7;

/// Requests of one urgency, counted as in [`Requests`](crate::simulation::record::Requests).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OfUrgency {
    /// All that were made.
    pub made: u64,
    /// Reached reception or triage.
    pub reached: u64,
    /// Were told to try another day at least once.
    pub told_another_day: u64,
    /// Were offered an appointment.
    pub offered: u64,
    /// No further contact for the same need; lapsed ones excluded.
    pub settled: u64,
    /// Referred to secondary care.
    pub referred: u64,
    /// Ended because the patient let an appointment lapse.
    pub lapsed: u64,
    /// Ended without help, by what stopped them.
    pub unmet: [u64; CONSTRAINTS],
}

impl OfUrgency {
    /// Requests that ended without help.
    pub fn unmet_total(&self) -> u64 {
        self.unmet.iter().sum()
    }

    /// Requests that have ended.
    pub fn ended(&self) -> u64 {
        self.met() + self.unmet_total()
    }

    /// Requests that ended in any other way.
    pub const fn met(&self) -> u64 {
        self.settled + self.referred + self.lapsed
    }
}

/// Needs about which patients first asked in the measured period, each over all its spells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Needs {
    /// All of them.
    pub made: u64,
    /// Ended without help, and did not return.
    pub unmet: u64,
    /// Not ended when the run ended: the request is open, or will return.
    pub open: u64,
    /// Requests of the measured period that were returns, whenever the need was first brought.
    pub returned: u64,
}
