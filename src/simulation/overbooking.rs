//! Starts of the day that are booked twice, because the patient who is booked may not come.

use crate::model::chance::Chance;
use crate::model::overbooking::Overbooking;
use crate::model::role::Mode;
use crate::simulation::Simulation;
use crate::simulation::fact;
use crate::simulation::observer::{Observer, What};
use crate::simulation::state::{
    Doing, NONE, Request, RequestId, Session, SessionId, Slot, SlotId, SlotState,
};

/// Who has a start for which someone else is booked too.
#[derive(Clone, Copy, Debug)]
pub(super) struct Second {
    request: RequestId,
    slot: SlotId,
    diary: u16,
    day: i32,
}

impl<C: Chance, O: Observer> Simulation<'_, C, O> {
    /// Gives a request for which nothing was found a start of today whose patient may not come, and returns
    /// whether there was one: with the profession sought or a GP.
    pub(super) fn books_second(&mut self, id: RequestId) -> bool {
        let Some(overbooking) = self.system.overbooking else { return false };
        let today = self.calendar.now().day();
        self.booked_twice.retain(|second| second.day == today);
        let sought = usize::from(self.requests.get(id.0).profession);
        let gp = self.system.general_practitioner;
        let mut professions = [sought].into_iter().chain((sought != gp).then_some(gp));
        let found = professions.find_map(|of| self.start_to_share(id, of, overbooking));
        let Some(slot) = found else { return false };
        self.book_second(id, slot);
        true
    }

    /// Of the starts of today that may be booked twice, that with the highest risk that nobody comes; of equal
    /// ones the earliest.
    fn start_to_share(
        &self,
        id: RequestId,
        profession: usize,
        overbooking: Overbooking,
    ) -> Option<SlotId> {
        let request = self.requests.get(id.0);
        let today = self.calendar.now().day();
        let diaries = self.diaries(request, profession);
        let mut best: Option<(f64, SlotId)> = None;
        for diary in diaries.into_iter().flatten() {
            let sessions = self.sessions_of(today);
            let here = |s: &usize| self.sessions[*s].diary == diary;
            let starts = sessions.clone().filter(here).map(|s| self.starts_in_book(s)).sum();
            let twice = self.booked_twice.iter().filter(|second| second.diary == diary).count();
            if twice as u32 >= overbooking.at_most(starts) {
                continue;
            }
            for (risk, slot) in self.starts_at_risk(request, sessions.filter(here)) {
                let start = |slot| self.diary.slot(slot).start;
                let is_better = best.is_none_or(|(most, other)| {
                    risk > most || risk == most && start(slot) < start(other)
                });
                if risk >= overbooking.least_risk.get() && is_better {
                    best = Some((risk, slot));
                }
            }
        }
        best.map(|(_, slot)| slot)
    }

    fn starts_in_book(&self, session: usize) -> u32 {
        self.diary.slots_from(self.sessions[session].first).count() as u32
    }

    /// The booked starts in `sessions` that would do for a request, each with the risk that its patient does not
    /// come. Duty clinics take patients beyond their starts anyway.
    fn starts_at_risk<'s>(
        &'s self,
        request: &'s Request,
        sessions: impl Iterator<Item = usize> + 's,
    ) -> impl Iterator<Item = (f64, SlotId)> + 's {
        let from = self.after_notice(self.calendar.now());
        let would_do = move |(id, slot): &(SlotId, &Slot)| {
            slot.state == SlotState::Booked
                && slot.request != NONE
                && slot.start >= from
                && self.takes_second(request, slot)
                && !self.booked_twice.iter().any(|second| second.slot == *id)
        };
        sessions
            .filter(move |s| {
                let session = &self.sessions[*s];
                !(session.is_duty || session.is_absent || session.is_lost)
                    && session.doing != Doing::Ended
            })
            .flat_map(move |s| {
                let slots = self.diary.slots_from(self.sessions[s].first).filter(would_do);
                slots.map(move |(id, slot)| {
                    let booked = RequestId(slot.request);
                    (self.risk_of_missing(SessionId(s as u32), booked), id)
                })
            })
    }

    /// Whether the patient of a request can be met in this slot too. Nobody is visited at home twice at once.
    fn takes_second(&self, request: &Request, slot: &Slot) -> bool {
        let modes = self.acceptable_modes(request);
        let today = self.calendar.now().day();
        let in_either_mode = slot.mode == Mode::Telephone
            && slot.is_in_room
            && modes[Mode::FaceToFace as usize]
            && today <= self.either_mode_until;
        slot.mode != Mode::HomeVisit
            && !request.is(fact::HOME_VISIT)
            && (modes[slot.mode as usize] || in_either_mode)
    }

    /// Books a start for a second patient, who is seen after the first, or at once if the first does not come.
    fn book_second(&mut self, id: RequestId, slot_id: SlotId) {
        let slot = *self.diary.slot(slot_id);
        let session = SessionId(slot.session);
        let request = self.requests.get(id.0);
        let mode = if self.is_telephoned_first(request) {
            Mode::Telephone
        } else {
            slot.mode_for(request)
        };
        let Session { day, profession, .. } = self.sessions[session.index()];
        self.requests.get_mut(id.0).profession = profession;
        self.booked_twice.push(Second { request: id, slot: slot_id, diary: slot.diary, day });
        self.record_if(|record| record.booked_twice.starts += 1, day);
        let booked = What::BookedTwice { clinician: self.clinician(session), start: slot.start };
        self.add_to_list(id, session, (slot.start, mode), booked);
    }

    /// Counts a second patient who is seen `waited` minutes after a start, if the first came too.
    pub(super) fn second_seen(&mut self, id: SessionId, request: RequestId, waited: f64) {
        if self.booked_twice.is_empty() || self.requests.get(request.0).booking.slot != NONE {
            return;
        }
        let day = self.sessions[id.index()].day;
        let of_today = |second: &&Second| second.day == day && second.request == request;
        let Some(second) = self.booked_twice.iter().rfind(of_today) else { return };
        let first = self.diary.slot(second.slot);
        if first.session != id.0 {
            return;
        }
        if matches!(first.state, SlotState::Attended | SlotState::HandedBack) {
            self.record_if(
                |record| {
                    record.booked_twice.both_came += 1;
                    record.booked_twice.waited_min += waited;
                },
                day,
            );
        }
    }
}
