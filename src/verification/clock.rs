//! The time of a simulated system: its calendar, in the unit of a case, and the loop over its events.

use crate::engine::calendar::{Calendar, Phase};
use crate::units::{SimTime, Span};
use crate::verification::line::span;

/// A calendar with the unit of a case. It counts events, and tells how long each came after the one before.
#[derive(Debug)]
pub(super) struct Clock<E> {
    /// What is to come.
    pub(super) calendar: Calendar<E>,
    /// How long a unit of the case is \[min\].
    unit_min: f64,
    since: SimTime,
    events: u64,
}

impl<E: Copy> Clock<E> {
    /// A clock at 0, of which a unit lasts `unit_min` minutes.
    pub(super) fn new(unit_min: f64) -> Clock<E> {
        let calendar = Calendar::new(SimTime::ZERO);
        Clock { calendar, unit_min, since: SimTime::ZERO, events: 0 }
    }

    /// Plans the end of the warm-up and of the measured time, in units of the case.
    pub(super) fn plan(&mut self, (warm_up, warmed_up): (f64, E), (measured, closed): (f64, E)) {
        let begins = SimTime::ZERO + self.span(warm_up);
        self.calendar.schedule_in(begins, Phase::Observe, warmed_up);
        let ends = begins + self.span(measured);
        self.calendar.schedule_in(ends, Phase::Observe, closed);
    }

    /// The next event, and how long it comes after the one before, in units of the case.
    pub(super) fn advance(&mut self) -> Option<(E, f64)> {
        let event = self.calendar.advance()?;
        self.events += 1;
        let now = self.calendar.now();
        let length = self.units(now - self.since);
        self.since = now;
        Some((event, length))
    }

    /// The time now.
    pub(super) fn now(&self) -> SimTime {
        self.calendar.now()
    }

    /// A length of simulated time in the unit of the case.
    pub(super) fn units(&self, length: Span) -> f64 {
        length.as_minutes() / self.unit_min
    }

    /// A length in the unit of the case as simulated time.
    pub(super) fn span(&self, length: f64) -> Span {
        span(length, self.unit_min)
    }

    /// How many events there were.
    pub(super) const fn events(&self) -> u64 {
        self.events
    }
}
