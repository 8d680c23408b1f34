//! A limit on the number of events, so that a replication that would never end stops with an error.

use crate::model::CareSystem;
use crate::simulation::event::Event;
use crate::units::SimTime;
use std::fmt;

/// The number of events above which a replication counts as endless.
///
/// The busiest practice that a scenario may have stays far below it. Every rate has a limit, and a
/// patient rings a few dozen times a day at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// Events at one instant.
    pub at_one_instant: u64,
    /// Events in one week.
    pub in_one_week: u64,
}

/// Events that any network may have, however few its patients.
const ALWAYS: u64 = 200_000;

/// Events at one instant for each patient: all of them may ring when the practice opens.
const AT_ONE_INSTANT_PER_PATIENT: u64 = 200;

/// Events for each patient-week; an average practice has about one.
const PER_PATIENT_WEEK: u64 = 1_000;

impl Budget {
    /// The budget of `system`, in proportion to its patients.
    pub fn of(system: &CareSystem) -> Self {
        let patients = system.patients() as u64;
        Budget {
            at_one_instant: ALWAYS + AT_ONE_INSTANT_PER_PATIENT * patients,
            in_one_week: ALWAYS + PER_PATIENT_WEEK * patients,
        }
    }
}

/// The period in which there were too many events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Within {
    /// The clock stands still.
    Instant,
    /// The clock advances too slowly.
    Week,
}

/// A replication has so many events that it would take far too long, or never end.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct Endless {
    /// What repeats, in words, the most frequent first.
    pub repeats: Vec<&'static str>,
    /// The keys of the scenario that make it repeat.
    pub keys: Vec<&'static str>,
    /// How many events there were.
    pub events: u64,
    /// Within what.
    pub within: Within,
    /// When, as date and time.
    pub when: String,
}

impl fmt::Display for Endless {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let within = match self.within {
            Within::Instant => "at one instant",
            Within::Week => "within one week",
        };
        write!(
            f,
            "this would never end: {} events {within}, on {}; what repeats: {}. Remedy: look at {}; give \
             what repeats a longer time, or make it less likely or less often",
            self.events,
            self.when,
            self.repeats.join("; "),
            self.keys.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", "),
        )
    }
}

/// The maximum number of events between two checks. Checks are rare, so they cost nothing.
const LONGEST_STRIDE: u64 = 65_536;

/// The number of single events examined to find out which repeat.
const LOOKED_AT: u32 = 4_096;

/// An event that is at least one in this number of events is part of what repeats.
const PART: u32 = 10;

/// Events of a kind among those looked at.
#[derive(Clone, Copy, Debug)]
struct Seen {
    words: &'static str,
    keys: &'static [&'static str],
    count: u32,
}

/// Counts the events of a replication and checks the clock at intervals.
#[derive(Clone, Debug)]
pub(super) struct Watch {
    budget: Budget,
    stride: u64,
    /// Events until the next look.
    left: u64,
    looked_at: SimTime,
    at_instant: u64,
    week: i32,
    in_week: u64,
    /// The limit that was exceeded, and the number of events.
    over: Option<(Within, u64)>,
    seen: Vec<Seen>,
}

impl Watch {
    /// Watches under `budget`.
    pub(super) fn new(budget: Budget) -> Self {
        let least = budget.at_one_instant.min(budget.in_one_week);
        let stride = (least / 4).clamp(1, LONGEST_STRIDE);
        Watch {
            budget,
            stride,
            left: stride,
            looked_at: SimTime::NEVER,
            at_instant: 0,
            week: i32::MIN,
            in_week: 0,
            over: None,
            seen: Vec::new(),
        }
    }

    /// Counts an event. Returns whether the clock must be checked.
    #[inline]
    pub(super) const fn is_time_to_look(&mut self) -> bool {
        self.left -= 1;
        self.left == 0
    }

    /// Checks the clock. An exceeded limit is reported after enough further events have shown which
    /// of them repeat.
    #[cold]
    pub(super) fn look(&mut self, now: SimTime, event: Event) -> Option<(Within, u64)> {
        self.left = self.stride;
        if self.over.is_none() {
            self.at_instant = if now == self.looked_at { self.at_instant + self.stride } else { 0 };
            let week = now.day().div_euclid(7);
            self.in_week = if week == self.week { self.in_week + self.stride } else { 0 };
            (self.looked_at, self.week) = (now, week);
            self.over = if self.at_instant > self.budget.at_one_instant {
                Some((Within::Instant, self.at_instant))
            } else if self.in_week > self.budget.in_one_week {
                Some((Within::Week, self.in_week))
            } else {
                return None;
            };
        }
        // From now on every event is examined.
        self.left = 1;
        let (words, keys) = event.told();
        match self.seen.iter_mut().find(|seen| seen.words == words) {
            Some(seen) => seen.count += 1,
            None => self.seen.push(Seen { words, keys, count: 1 }),
        }
        let looked_at: u32 = self.seen.iter().map(|seen| seen.count).sum();
        self.over.filter(|_| looked_at >= LOOKED_AT)
    }

    /// The error.
    pub(super) fn endless(mut self, (within, events): (Within, u64), when: String) -> Endless {
        self.seen.retain(|seen| seen.count >= LOOKED_AT / PART);
        // The sort is stable: of equals, what came first comes first.
        self.seen.sort_by_key(|seen| std::cmp::Reverse(seen.count));
        let mut keys: Vec<&'static str> = Vec::new();
        for key in self.seen.iter().flat_map(|seen| seen.keys) {
            if !keys.contains(key) {
                keys.push(key);
            }
        }
        let repeats = self.seen.iter().map(|seen| seen.words).collect();
        Endless { repeats, keys, events, within, when }
    }
}
