//! Notifies the observer of facts as they happen. Of a search of the book it gives the criteria,
//! the slot found and the obstacles.
//!
//! Nothing here changes the state. Obstacles are found by further searches, made only for an observer.

use crate::model::appointments::SLOT_KINDS;
use crate::model::chance::Chance;
use crate::model::role::{MODES, Mode};
use crate::simulation::Simulation;
use crate::simulation::cohorts::visit_modes;
use crate::simulation::diary::{NO_DAY, Query, Wanted};

use crate::simulation::observer::{
    Clinician, Criteria, Fact, Found, Observer, Obstacles, PatientId, PersonId, ProfessionId,
    RoleId, SiteId, TeamId, What, Who,
};
use crate::simulation::state::{Contact, NONE, RequestId, SessionId, Slot, SlotId};

/// The query of a search, and the only person it was for: the patient's own GP, or anyone if `None`.
pub(super) struct Sought {
    pub(super) query: Query,
    pub(super) only: Option<u16>,
}

impl<C: Chance, O: Observer> Simulation<'_, C, O> {
    /// Notifies the observer of a fact about the patient of a request.
    pub(super) fn note(&mut self, request: RequestId, what: What) {
        if O::LISTENS {
            let who = Who::Patient(PatientId(self.requests.get(request.0).identity));
            self.observer.note(Fact { at: self.calendar.now(), who, what });
        }
    }

    /// Notifies the observer of a fact about someone at the desk, on the telephone or online.
    pub(super) fn note_contact(&mut self, contact: &Contact, what: What) {
        if O::LISTENS {
            let id = PatientId(contact.subject);
            let is_other = contact.request == NONE;
            let who = if is_other { Who::Other(id) } else { Who::Patient(id) };
            self.observer.note(Fact { at: self.calendar.now(), who, what });
        }
    }

    /// Notifies the observer of a fact about staff on `day`, which may be ahead in the book.
    pub(super) fn note_of_staff(&mut self, what: What, day: i32) {
        if O::LISTENS {
            self.observer.note(Fact { at: self.calendar.now(), who: Who::Staff { day }, what });
        }
    }

    /// The clinician of a session.
    pub(super) fn clinician(&self, id: SessionId) -> Clinician {
        let session = &self.sessions[id.index()];
        Clinician {
            person: PersonId(session.person),
            team: TeamId(self.people[usize::from(session.person)].team as u16),
            role: RoleId(session.role),
            site: SiteId(session.site),
        }
    }

    /// A slot of the book, at which the patient is met in `mode`.
    pub(super) fn found(&self, slot: SlotId, mode: Mode) -> Found {
        let slot = self.diary.slot(slot);
        Found { clinician: self.clinician(SessionId(slot.session)), start: slot.start, mode }
    }

    /// Notifies the observer of a search for `sought` with `profession`, and of its result.
    pub(super) fn note_search(
        &mut self,
        id: RequestId,
        profession: usize,
        sought: &Sought,
        found: Option<SlotId>,
    ) {
        if !O::LISTENS {
            return;
        }
        let query = &sought.query;
        let criteria = Criteria {
            profession: ProfessionId(profession as u8),
            own_gp: sought.only.is_some(),
            modes: query.modes,
            from: query.from,
            last_day: last_day_of(query),
        };
        let obstacles = match found {
            Some(_) => Obstacles::default(),
            None => self.obstacles(id, profession, sought),
        };
        let request = self.requests.get(id.0);
        let found = found.map(|slot| self.found(slot, self.diary.slot(slot).mode_for(request)));
        self.note(id, What::Searched { criteria, found, obstacles });
    }

    /// The same for an appointment booked ahead, from the wanted day on.
    pub(super) fn note_search_ahead(
        &mut self,
        id: RequestId,
        tolerance_days: u32,
        found: Option<SlotId>,
    ) {
        if !O::LISTENS {
            return;
        }
        let request = self.requests.get(id.0);
        let modes = if request.is_visit() {
            visit_modes(self.cohorts.visit(request.visit).mode)
        } else {
            self.acceptable_modes(request)
        };
        let profession = usize::from(request.profession);
        let query = self.query_ahead(request, profession, modes, tolerance_days);
        self.note_search(id, profession, &Sought { query, only: None }, found);
    }

    /// The obstacles of a search that found no slot.
    fn obstacles(&self, id: RequestId, profession: usize, sought: &Sought) -> Obstacles {
        let Sought { query, only } = sought;
        let practice = usize::from(self.requests.get(id.0).practice);
        let start = |slot: Option<SlotId>| slot.map(|slot| self.diary.slot(slot).start);
        let is_theirs = |slot: &Slot| only.is_none_or(|person| slot.person == person);
        let earliest = |query: &Query, wanted: Wanted| {
            start(self.diary.earliest(query, wanted, |_, slot| is_theirs(slot)))
        };
        let last_day = last_day_of(query);
        let of_all_kinds = Query { last_days: [last_day; SLOT_KINDS], ..*query };
        let later = self.later(self.requests.get(id.0), query);
        let without_its_room = start(self.slot_without_its_room(query, is_theirs).1);
        let other_mode = earliest(&Query { modes: [true; MODES], ..*query }, Wanted::Free);
        Obstacles {
            kept: earliest(&of_all_kinds, Wanted::Free),
            no_room: earliest(query, Wanted::ClosedByRooms).or(without_its_room),
            supervision: earliest(query, Wanted::ClosedBySupervision),
            too_late: earliest(&later, Wanted::Free),
            // A telephone slot whose session has no room is reported as a missing room.
            other_mode: other_mode.filter(|_| other_mode != without_its_room),
            no_staff: !self.derived.is_staffed(practice, profession),
        }
    }
}

/// The last acceptable day of any kind of slot; the day before the first if there is none.
fn last_day_of(query: &Query) -> i32 {
    let last = query.last_days.iter().copied().max().unwrap_or(NO_DAY);
    if last == NO_DAY { query.from.day() - 1 } else { last }
}
