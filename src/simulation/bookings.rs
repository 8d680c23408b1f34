//! Appointments are booked, squeezed in, cancelled and booked again.

use crate::model::chance::{Chance, Decision};
use crate::model::demand::Urgency;
use crate::model::role::Mode;
use crate::simulation::Simulation;
use crate::simulation::event::Event;
use crate::simulation::fact;
use crate::simulation::observer::{Observer, Release, What};
use crate::simulation::rota::is_remote;
use crate::simulation::state::{Booking, Doing, NONE, RequestId, SessionId, SlotId, SlotState};
use crate::units::{SimTime, Span};

impl<C: Chance, O: Observer> Simulation<'_, C, O> {
    pub(super) fn book(&mut self, id: RequestId, slot_id: SlotId, slots: u8) {
        let now = self.calendar.now();
        let slot = *self.diary.slot(slot_id);
        let generation = self.next_generation();
        let is_telephoned = self.is_telephoned_first(self.requests.get(id.0));
        let about = self.requests.get(id.0);
        let is_visit = about.is_visit();
        let mode = if is_visit {
            self.cohorts.visit(about.visit).mode
        } else if is_telephoned {
            Mode::Telephone
        } else {
            slot.mode_for(about)
        };
        let booking = Booking {
            slot: slot_id.0,
            booked_at: now,
            start: slot.start,
            mode,
            slots,
            added_after: NONE,
            generation,
        };
        self.keep_booking(id, booking);
        self.count_starts_booked(id, slot.start, slots);
        self.diary.set_state(slot_id, SlotState::Booked);
        self.diary.slot_mut(slot_id).request = id.0;
        let mut after = slot.after;
        for _ in 1..slots {
            self.diary.set_state(SlotId(after), SlotState::Merged);
            after = self.diary.slot(SlotId(after)).after;
        }
        if O::LISTENS {
            self.note(id, What::Booked(self.found(slot_id, mode)));
        }
        let lead_days = slot.start.day() - now.day();
        self.record_day(
            |state| {
                state.booked += 1;
                state.booked_lead_days += lead_days as u32;
            },
            now.day(),
        );
        let request = self.requests.get_mut(id.0);
        request.bookings = request.bookings.saturating_add(1);
        if lead_days > 0 {
            let address = (request.identity, request.step, u16::from(request.bookings));
            let (subject, step, ordinal) = address;
            let chance = self.chance.uniform(Decision::Cancellation, subject, step, ordinal);
            let cancelled = self.system.book.cancelled.get();
            if chance < cancelled {
                // The same chance gives the time, uniform between booking and start.
                let wait = (slot.start - now).as_ms() as f64;
                let at = now + Span::from_ms((wait * chance / cancelled) as i64);
                self.calendar.schedule(at, Event::AppointmentCancelled(id, generation));
            }
        }
        if is_visit {
            self.visit_booked(id);
        }
    }

    /// The duty session of today with the fewest extra patients, if it can take one more.
    pub(super) fn duty_with_room_for(&self, id: RequestId) -> Option<SessionId> {
        let request = self.requests.get(id.0);
        if request.urgency != Urgency::Urgent as u8 || request.is(fact::HOME_VISIT) {
            return None;
        }
        let now = self.calendar.now();
        let in_person = request.is(fact::FACE_TO_FACE);
        self.today
            .at_practice(usize::from(request.practice))
            .filter(|&s| {
                let session = &self.sessions[s];
                session.is_duty
                    && !session.is_absent
                    && !session.is_lost
                    && session.doing != Doing::Ended
                    && session.extras < self.system.book.duty_extra
                    && session.end > self.after_notice(now)
                    && !(in_person && session.is_remote)
            })
            .min_by_key(|&s| self.sessions[s].extras)
            .map(|s| SessionId(s as u32))
    }

    /// Adds an urgent patient to a duty session, beyond its slots.
    pub(super) fn squeeze_in(&mut self, id: RequestId, session: SessionId) {
        let now = self.calendar.now();
        let start = self.after_notice(now).max(self.sessions[session.index()].start);
        let in_person = self.requests.get(id.0).is(fact::FACE_TO_FACE);
        let mode = if in_person { Mode::FaceToFace } else { Mode::Telephone };
        let clinician = self.clinician(session);
        let added = What::AddedToDuty { clinician, from: start };
        self.requests.get_mut(id.0).profession = self.system.general_practitioner as u8;
        self.add_to_list(id, session, (start, mode), added);
    }

    /// Adds a patient to a session, beyond its slots, and tells the observer what was `added`.
    pub(super) fn add_to_list(
        &mut self,
        id: RequestId,
        session: SessionId,
        (start, mode): (SimTime, Mode),
        added: What,
    ) {
        let now = self.calendar.now();
        let request = self.requests.get_mut(id.0);
        request.bookings = request.bookings.saturating_add(1);
        let generation = self.next_generation();
        let booking = Booking {
            slot: NONE,
            booked_at: now,
            start,
            mode,
            slots: 1,
            added_after: NONE,
            generation,
        };
        self.keep_booking(id, booking);
        self.put_in_order_of_time(id, session);
        let about = &mut self.sessions[session.index()];
        about.extras += 1;
        let (day, profession) = (about.day, usize::from(about.profession));
        self.record_if(|record| record.ledgers[profession].added += 1, day);
        self.note(id, added);
        if self.sessions[session.index()].doing == Doing::Idle {
            self.look_at_list(session);
        }
    }

    /// Links a request to those squeezed into a session, after all that are not later.
    fn put_in_order_of_time(&mut self, id: RequestId, session: SessionId) {
        let start = self.requests.get(id.0).booking.start;
        let first = self.sessions[session.index()].added.0;
        let (mut before, mut after) = (NONE, first);
        while after != NONE && self.requests.get(after).booking.start <= start {
            (before, after) = (after, self.requests.get(after).booking.added_after);
        }
        self.requests.get_mut(id.0).booking.added_after = after;
        let added = &mut self.sessions[session.index()].added;
        if after == NONE {
            added.1 = id.0;
        }
        if before == NONE {
            added.0 = id.0;
        } else {
            self.requests.get_mut(before).booking.added_after = id.0;
        }
    }

    /// Removes a booking from the book. The caller decides what happens to the slot.
    pub(crate) fn drop_booking(&mut self, id: RequestId) {
        let booking = &mut self.requests.get_mut(id.0).booking;
        // A cancellation that is still scheduled for it has no effect.
        booking.generation = 0;
        if booking.slot != NONE {
            self.diary.slot_mut(SlotId(booking.slot)).request = NONE;
        }
        self.booked -= 1;
    }

    /// Enters an appointment for a request that has none.
    fn keep_booking(&mut self, id: RequestId, booking: Booking) {
        let kept = &mut self.requests.get_mut(id.0).booking;
        debug_assert!(kept.generation == 0, "a request has one appointment at a time");
        *kept = booking;
        self.booked += 1;
    }

    /// A patient cancels, if the appointment still stands.
    pub(crate) fn appointment_cancelled(&mut self, id: RequestId, generation: u32) {
        if self.requests.get(id.0).booking.generation != generation {
            return self.overtaken();
        }
        self.free_booking(id);
        self.note(id, What::Released(Release::Cancelled));
        self.did_not_come(id, 0);
    }

    /// Removes a cancelled booking from the book. Its slots are offered again if there is time.
    pub(super) fn free_booking(&mut self, id: RequestId) {
        let booking = self.requests.get(id.0).booking;
        let now = self.calendar.now();
        self.drop_booking(id);
        let early = self.system.book.cancelled_reusable.to_span();
        let state =
            if booking.start - now >= early { SlotState::Free } else { SlotState::CancelledLate };
        let mut slot = SlotId(booking.slot);
        for _ in 0..booking.slots {
            let about = self.diary.slot_mut(slot);
            about.was_cancelled = true;
            let after = SlotId(about.after);
            self.diary.set_state(slot, state);
            slot = after;
        }
    }

    /// A patient who cancelled or missed an appointment contacts the practice again, or does not.
    pub(crate) fn did_not_come(&mut self, id: RequestId, reason: u16) {
        let request = self.requests.get(id.0);
        let ordinal = u16::from(request.bookings) * 2 + reason;
        let address = (request.identity, request.step, ordinal);
        let chance = self.chance.uniform(Decision::Rebooking, address.0, address.1, address.2);
        let comes_again = self.system.book.rebooks.happens(chance);
        let tomorrow = self.next_opening(SimTime::midnight(self.calendar.now().day() + 1));
        let is_ahead = request.is_planned() || request.is(fact::FOLLOW_UP);
        if request.is_recall() {
            self.wait_for_recall_again(id);
            return;
        }
        let request = self.requests.get_mut(id.0);
        request.begin_another_day();
        match (comes_again, is_ahead) {
            (true, true) => {
                request.wanted_from = request.wanted_from.max(tomorrow);
                self.calendar.schedule(tomorrow, Event::PracticeRebooks(id));
            }
            (true, false) => {
                let at = self.opening_call_at(id, tomorrow);
                self.note(id, What::RingsAgain { at });
                self.calendar.schedule(at, Event::PatientRang(id));
            }
            (false, _) if request.is_planned() => self.invite_again(id),
            (false, _) => {
                request.facts |= fact::LAPSED;
                self.note(id, What::Lapsed);
                self.settle(id);
            }
        }
    }

    /// The practice rebooks an appointment that it cancelled, or could not book before.
    pub(crate) fn practice_rebooks(&mut self, id: RequestId) {
        self.offer(id);
    }

    /// Whether a patient in `mode` is met in a room of the practice: neither remotely nor at home.
    pub(crate) fn needs_room(&self, session: SessionId, mode: Mode) -> bool {
        let session = &self.sessions[session.index()];
        !is_remote(mode) && mode != Mode::HomeVisit && !session.is_remote
    }
}
