//! The clinic day: sessions, their rooms, and the list of patients.

use crate::model::appointments::lag_band;
use crate::model::calendar::Day;
use crate::model::chance::{Chance, Decision};
use crate::model::role::{Mode, StaffGroup};
use crate::model::rooms::RoomPolicy;
use crate::simulation::Simulation;
use crate::simulation::event::Event;
use crate::simulation::fact;
use crate::simulation::observer::{NotReached, Observer, What};
use crate::simulation::record::{ActivityKind, TimeUse, length_band};
use crate::simulation::state::{Doing, NONE, RequestId, SessionId, Slot, SlotId, SlotState};
use crate::units::SimTime;

impl<C: Chance, O: Observer> Simulation<'_, C, O> {
    /// Starts a session, or delays it while its clinician is busy. If its room is not yet free, it begins
    /// with what needs no room.
    pub(crate) fn session_started(&mut self, id: SessionId) {
        let session = &self.sessions[id.index()];
        let person = usize::from(session.person);
        if self.person_in[person] != NONE {
            self.held_up.push(id);
            return;
        }
        let now = self.calendar.now();
        self.open_time_sheet(id);
        self.person_in[person] = id.0;
        let session = &mut self.sessions[id.index()];
        session.doing = Doing::Idle;
        let (room_from, day) = (session.room_from, session.day);
        if room_from <= now {
            self.enter_room(id);
        } else if room_from < SimTime::NEVER {
            self.record_if(|record| record.work.sessions_before_their_room += 1, day);
        }
        let session = &self.sessions[id.index()];
        let practice = usize::from(session.practice);
        let role = usize::from(session.role);
        let group = self.derived.group[role];
        let with_patients = u64::from(self.system.roles[role].sees_patients);
        self.under_way[practice].push(id);
        self.record.work.in_session[group].change(now, 1.0);
        self.record_now(|record| record.work.sessions_held[group] += with_patients);
        let session = &self.sessions[id.index()];
        let (meetings, meeting_min, day) =
            (u64::from(session.meetings), session.meeting_min, session.day);
        if meetings > 0 {
            self.record_if(
                |record| {
                    record.cohorts.meetings_attended += meetings;
                    record.cohorts.meeting_min += meeting_min;
                },
                day,
            );
        }
        self.look_at_list(id);
    }

    /// Starts delayed sessions whose clinician is now free.
    pub(super) fn start_held_up(&mut self) {
        if self.held_up.is_empty() {
            return;
        }
        let spare = std::mem::take(&mut self.scratch.held_up);
        let mut held_up = std::mem::replace(&mut self.held_up, spare);
        // Each either starts or is delayed again, in the same order.
        for id in held_up.drain(..) {
            self.session_started(id);
        }
        self.scratch.held_up = held_up;
    }

    pub(super) fn end_session(&mut self, id: SessionId) {
        let now = self.calendar.now();
        let generation = self.next_generation();
        let session = &mut self.sessions[id.index()];
        session.doing = Doing::Ended;
        session.generation = generation;
        let (practice, day) = (usize::from(session.practice), session.day);
        let person = usize::from(session.person);
        let group = self.derived.group[usize::from(session.role)];
        let late = (now - session.end).as_minutes().max(0.0);
        self.under_way[practice].retain(|other| *other != id);
        self.record.work.in_session[group].change(now, -1.0);
        self.record_if(|record| record.work.late_finish_min.observe(late), day);
        if self.is_in_its_room(id) {
            let room = self.sessions[id.index()].room;
            self.record.work.rooms.change(now, -1.0);
            let at = now + self.system.rooms.turnover.to_span();
            self.calendar.schedule(at, Event::RoomCleared(room));
        }
        self.close_time_sheet(id);
        self.person_in[person] = NONE;
        self.start_held_up();
    }

    /// A room has been cleared and can be used again.
    pub(crate) fn room_cleared(&mut self, room: u32) {
        if self.system.rooms.policy == RoomPolicy::HotDesking {
            self.hot_rooms[room as usize].release();
            self.take_next_for_room(room as usize);
            return;
        }
        self.room_held_by[room as usize] = NONE;
        let site = self.derived.site_of_room(room);
        let practice = self.system.sites[site].practice;
        // Of several that wait for it, the one that should have it first.
        let waits = |id: &SessionId| self.sessions[id.index()].room == room;
        let next = self.under_way[practice]
            .iter()
            .copied()
            .filter(waits)
            .min_by_key(|id| (self.sessions[id.index()].room_from, *id));
        let Some(id) = next else { return };
        self.enter_room(id);
        if self.is_in_its_room(id) && self.sessions[id.index()].doing == Doing::AwaitingRoom {
            self.waited_for_room(id);
        }
    }

    /// The room that a patient and the clinician have waited for is free: the consultation begins.
    pub(super) fn waited_for_room(&mut self, id: SessionId) {
        let waited = (self.calendar.now() - self.sessions[id.index()].busy_since).as_minutes();
        self.spent(id, TimeUse::Waiting);
        self.record_now(|record| record.work.room_waits += u64::from(waited > 1.0));
        self.consultation_began(id);
    }

    /// A clinician who is still idle looks at the list again. One who has waited for a room until the end
    /// of the clinic stops waiting.
    pub(crate) fn clinician_looked(&mut self, id: SessionId, generation: u32) {
        let session = &self.sessions[id.index()];
        if session.generation != generation {
            return self.overtaken();
        }
        if session.doing == Doing::AwaitingRoom {
            self.room_given_up(id);
        }
        if self.sessions[id.index()].doing == Doing::Idle {
            self.look_at_list(id);
        }
    }

    /// No room came free in time: the patient who was called is booked again.
    pub(super) fn room_given_up(&mut self, id: SessionId) {
        let now = self.calendar.now();
        self.spent(id, TimeUse::Waiting);
        let session = &mut self.sessions[id.index()];
        session.doing = Doing::Idle;
        let request = RequestId(std::mem::replace(&mut session.current, NONE));
        let site = usize::from(session.site);
        // Removed, not only marked: its index may be reused before the queue reaches it.
        self.hot_rooms[site].withdraw(|other| other == id);
        self.appointment_is_over(id, request, SlotState::NotReached);
        self.drop_booking(request);
        self.note(request, What::NotReached(NotReached::NoRoom));
        self.calendar.schedule(now, Event::PracticeRebooks(request));
    }

    /// A free clinician's next work: advice that is asked for, the next patient who is due, those
    /// squeezed in, triage, or a pause until the next slot.
    pub(crate) fn look_at_list(&mut self, id: SessionId) {
        let now = self.calendar.now();
        loop {
            if self.advises_next(id) {
                return;
            }
            let next = self.next_slot(id);
            let session = &self.sessions[id.index()];
            let is_over = now > session.end + self.system.clinic.late_limit.to_span();
            if let Some((slot, start)) = next
                && start <= now
            {
                if is_over {
                    self.not_reached(id);
                    continue;
                }
                let Slot { request, after, .. } = *self.diary.slot(slot);
                self.sessions[id.index()].next = after;
                if self.call_patient(id, RequestId(request)) {
                    return;
                }
                continue;
            }
            let added = session.added.0;
            if added != NONE && self.requests.get(added).booking.start <= now {
                if is_over {
                    self.not_reached(id);
                    continue;
                }
                self.take_added(id);
                if self.call_patient(id, RequestId(added)) {
                    return;
                }
                continue;
            }
            let gap_ends = next.map_or(session.end, |(_, start)| start);
            let gap = self.system.clinic.triage_gap.to_span();
            if session.is_duty && gap_ends - now >= gap && self.triages_next(id) {
                return;
            }
            self.pause(id, next.map(|(_, start)| start));
            return;
        }
    }

    /// Removes the first squeezed-in appointment from the list.
    fn take_added(&mut self, id: SessionId) -> RequestId {
        let session = &mut self.sessions[id.index()];
        let request = session.added.0;
        session.added.0 = self.requests.get(request).booking.added_after;
        RequestId(request)
    }

    /// The next slot that has a patient, or that may still get one.
    pub(super) fn next_slot(&mut self, id: SessionId) -> Option<(SlotId, SimTime)> {
        let now = self.calendar.now();
        let session = &mut self.sessions[id.index()];
        while session.next != NONE {
            let slot_id = SlotId(session.next);
            let slot = self.diary.slot(slot_id);
            if slot.state == SlotState::Booked || slot.start > now {
                return Some((slot_id, slot.start));
            }
            session.next = slot.after;
            self.diary.take_away(slot_id);
        }
        None
    }

    /// Waits for the next slot or the next patient squeezed in; without either the session ends.
    pub(super) fn pause(&mut self, id: SessionId, next_start: Option<SimTime>) {
        let now = self.calendar.now();
        let generation = self.next_generation();
        let session = &mut self.sessions[id.index()];
        session.doing = Doing::Idle;
        session.generation = generation;
        let added = session.added.0;
        let added = (added != NONE).then(|| self.requests.get(added).booking.start);
        let until = [next_start, added].into_iter().flatten().min();
        let until = match until {
            Some(at) => at,
            None if now < session.end => session.end,
            None => {
                self.end_session(id);
                return;
            }
        };
        self.calendar.schedule(until, Event::ClinicianLooked(id, generation));
    }

    /// The clinic has ended first: those still on the list are booked again.
    pub(super) fn not_reached(&mut self, id: SessionId) {
        let now = self.calendar.now();
        let mut next = std::mem::replace(&mut self.sessions[id.index()].next, NONE);
        while next != NONE {
            let Slot { request, after, .. } = *self.diary.slot(SlotId(next));
            next = after;
            if request != NONE {
                let request = RequestId(request);
                self.appointment_is_over(id, request, SlotState::NotReached);
                self.drop_booking(request);
                self.note(request, What::NotReached(NotReached::ClinicEnded));
                self.calendar.schedule(now, Event::PracticeRebooks(request));
            }
        }
        while self.sessions[id.index()].added.0 != NONE {
            let request = self.take_added(id);
            self.appointment_is_over(id, request, SlotState::NotReached);
            self.drop_booking(request);
            self.note(request, What::NotReached(NotReached::ClinicEnded));
            self.calendar.schedule(now, Event::PracticeRebooks(request));
        }
    }

    /// Enters the outcome of an appointment in its slot, or in the ledger if it was squeezed in.
    pub(super) fn appointment_is_over(
        &mut self,
        id: SessionId,
        request: RequestId,
        state: SlotState,
    ) {
        let slot = self.requests.get(request.0).booking.slot;
        let session = &self.sessions[id.index()];
        let (day, profession) = (session.day, usize::from(session.profession));
        if slot != NONE {
            self.diary.set_state(SlotId(slot), state);
        } else {
            self.record_if(
                |record| {
                    let ledger = &mut record.ledgers[profession];
                    match state {
                        SlotState::Attended => ledger.net += 1,
                        SlotState::HandedBack => ledger.hand_backs += 1,
                        SlotState::Missed => ledger.dna += 1,
                        _ => ledger.not_reached += 1,
                    }
                },
                day,
            );
        }
        if state == SlotState::NotReached || state == SlotState::Missed {
            self.count_appointment(id, request, state == SlotState::Missed, false);
        }
    }

    /// Counts an appointment as national data would.
    pub(super) fn count_appointment(
        &mut self,
        id: SessionId,
        request: RequestId,
        is_missed: bool,
        came: bool,
    ) {
        let (practice, asked_on) = self.part_of(request);
        let session = &self.sessions[id.index()];
        let request = self.requests.get(request.0);
        let booking = request.booking;
        let draw = |decision| {
            let ordinal = u16::from(request.bookings);
            self.chance.uniform(decision, request.identity, request.step, ordinal)
        };
        let share = self.derived.recorded[usize::from(request.practice)].appointments;
        let is_counted = share.happens(draw(Decision::Counted));
        let kind = match booking.mode {
            Mode::Telephone if self.system.book.video.happens(draw(Decision::Video)) => {
                ActivityKind::Video
            }
            mode => ActivityKind::of_appointment(mode),
        };
        let group = self.derived.group[usize::from(session.role)];
        let lag = lag_band(booking.start.day() - booking.booked_at.day());
        let Day { weekday, month, .. } = self.day(session.day);
        // A patient who attended has been with the clinician from `busy_since` until now.
        let spent = (self.calendar.now() - session.busy_since).as_minutes();
        let length = length_band(spent).filter(|_| came);
        let is_gp = usize::from(session.profession) == self.system.general_practitioner;
        let is_additional = StaffGroup::ALL[group] == StaffGroup::Additional;
        let is_ahead = request.is_planned() || request.is(fact::FOLLOW_UP);
        let own = request.is(fact::OWN_GP) && is_gp && came;
        let is_own = own && request.own_gp == session.person;
        self.record_if(
            |record| {
                let counts = &mut record.appointments;
                counts.happened.count(kind, lag == 0, is_gp);
                if !is_counted {
                    return;
                }
                counts.by_group_and_lag[group][lag] += 1;
                counts.by_mode[kind.recorded_as() as usize] += 1;
                counts.by_weekday[weekday] += 1;
                counts.by_month[month] += 1;
                counts.attended_by_group_and_lag[group][lag] += u64::from(came);
                counts.dna_by_group_and_lag[group][lag] += u64::from(is_missed);
                if let Some(length) = length {
                    counts.by_length[length] += 1;
                }
                counts.attended += u64::from(came);
                counts.attended_gp += u64::from(came && is_gp);
                counts.attended_additional += u64::from(came && is_additional);
                counts.dna += u64::from(is_missed);
                counts.planned += u64::from(is_ahead);
                counts.planned_gp += u64::from(is_ahead && is_gp);
                counts.own_gp[0] += u64::from(own);
                counts.own_gp[1] += u64::from(is_own);
                record.count_part(practice, asked_on, |counts| {
                    counts.attended += u64::from(came);
                    counts.missed += u64::from(is_missed);
                });
            },
            session.day,
        );
    }
}
