//! The time sheet of a session: what its time went into, for the ledger of time.

use crate::model::chance::Chance;
use crate::simulation::Simulation;
use crate::simulation::observer::Observer;
use crate::simulation::record::{TimeLedger, TimeUse};
use crate::simulation::state::{Doing, Session, SessionId};
use crate::units::{SimTime, Span};

/// When a person's last session ended, and when it should have ended.
#[derive(Clone, Copy, Debug)]
pub(super) struct LastSession {
    ended: SimTime,
    planned_end: SimTime,
}

impl<C: Chance, O: Observer> Simulation<'_, C, O> {
    /// A session begins now. A delay by the person's own last session is already in that session's
    /// time; a delay by a room is a wait.
    pub(super) fn open_time_sheet(&mut self, id: SessionId) {
        let session = &mut self.sessions[id.index()];
        let start = session.start;
        let delay = (self.calendar.now() - start).as_ms();
        session.accounted_ms = delay;
        let Some(last) = self.person_states[usize::from(session.person)].last_session else {
            return self.enter_time(id, TimeUse::Waiting, delay);
        };
        let overlap = (last.ended - start).as_ms().clamp(0, delay);
        let rostered = (last.planned_end - start).as_ms().clamp(0, overlap);
        self.enter_time(id, TimeUse::Waiting, delay - overlap);
        self.enter_ledger(id, |ledger| {
            ledger.contracted_ms -= rostered;
            ledger.overtime_ms -= overlap - rostered;
        });
    }

    /// The clinician's present work ends now, and `time_use` is what it was.
    pub(super) fn spent(&mut self, id: SessionId, time_use: TimeUse) {
        let session = &mut self.sessions[id.index()];
        let spent = (self.calendar.now() - session.busy_since).as_ms();
        session.accounted_ms += spent;
        self.enter_time(id, time_use, spent);
    }

    /// The clinician has waited for advice since asking. This is not time with the patient.
    pub(super) fn waited_for_advice(&mut self, id: SessionId) {
        let waited = (self.calendar.now() - self.sessions[id.index()].asked_at).as_ms();
        self.enter_time(id, TimeUse::Waiting, waited);
        self.enter_time(id, self.use_of_consultation(id), -waited);
    }

    /// What the consultation under way counts as.
    pub(super) fn use_of_consultation(&self, id: SessionId) -> TimeUse {
        if self.requests.get(self.sessions[id.index()].current).is_planned() {
            TimeUse::Planned
        } else {
            TimeUse::Consultations
        }
    }

    /// A session has ended now.
    pub(super) fn close_time_sheet(&mut self, id: SessionId) {
        let now = self.calendar.now();
        let session = &mut self.sessions[id.index()];
        session.busy_since = now;
        let last = LastSession { ended: now, planned_end: session.end };
        self.person_states[usize::from(session.person)].last_session = Some(last);
    }

    fn enter_time(&mut self, id: SessionId, time_use: TimeUse, ms: i64) {
        self.enter_ledger(id, |ledger| ledger.by_use[time_use as usize] += ms);
    }

    fn enter_ledger(&mut self, id: SessionId, enter: impl FnOnce(&mut TimeLedger)) {
        let session = &self.sessions[id.index()];
        let (group, day) = (self.derived.group[usize::from(session.role)], session.day);
        self.record_if(|record| enter(&mut record.work.time[group]), day);
    }

    /// Enters the remaining time of the sessions of `day`, which is over, into the ledger of time.
    pub(super) fn enter_into_time_ledger(&mut self, day: i32) {
        for s in self.sessions_of(day) {
            let id = SessionId(s as u32);
            if !matches!(self.sessions[s].doing, Doing::NotStarted | Doing::Ended) {
                // The session lasts beyond the days that are followed.
                if let Some(time_use) = self.work_under_way(id) {
                    self.spent(id, time_use);
                }
                self.close_time_sheet(id);
            }
            let group = self.derived.group[usize::from(self.sessions[s].role)];
            enter_session(&self.sessions[s], &mut self.record.work.time[group]);
        }
        self.enter_into_administration(day);
    }

    /// What the clinician of a session does at the moment.
    fn work_under_way(&self, id: SessionId) -> Option<TimeUse> {
        match self.sessions[id.index()].doing {
            Doing::NotStarted | Doing::Idle | Doing::Ended => None,
            Doing::AwaitingRoom => Some(TimeUse::Waiting),
            Doing::Advising => Some(TimeUse::Advice),
            Doing::Triaging => Some(TimeUse::Triage),
            Doing::Consulting | Doing::AwaitingAdvice | Doing::BeingAdvised => {
                Some(self.use_of_consultation(id))
            }
        }
    }
}

/// Enters contracted time, overtime, and what of the session was not spent on patients.
fn enter_session(session: &Session, ledger: &mut TimeLedger) {
    let travel = Span::from_minutes(session.travel_min).as_ms();
    let contracted = (session.end - session.start).as_ms() + travel;
    let whole = match (session.is_absent, session.is_lost, session.doing) {
        (true, _, _) => Some(TimeUse::Away),
        (_, true, _) => Some(TimeUse::Roomless),
        // The session could not begin before the end of the days that are followed.
        (_, _, Doing::NotStarted) => return,
        _ => None,
    };
    ledger.contracted_ms += contracted;
    if let Some(whole) = whole {
        ledger.by_use[whole as usize] += contracted;
        return;
    }
    let ended = session.busy_since;
    let idle = (ended - session.start).as_ms() - session.accounted_ms;
    let meetings = Span::from_minutes(session.meeting_min).as_ms();
    // Meetings and debriefs that did not fit between patients follow the session.
    let too_much = (meetings + session.debriefs_ms - idle).max(0);
    ledger.overtime_ms += (ended - session.end).as_ms() + too_much;
    let empty = idle + too_much - meetings - session.debriefs_ms;
    let roomless = session.roomless_ms.min(empty);
    let entries = [
        (TimeUse::Travel, travel),
        (TimeUse::Meetings, meetings),
        (TimeUse::Supervision, session.debriefs_ms),
        (TimeUse::Roomless, roomless),
        (TimeUse::Empty, empty - roomless),
    ];
    for (time_use, ms) in entries {
        ledger.by_use[time_use as usize] += ms;
    }
}
