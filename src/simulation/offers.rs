//! Appointments are offered, booked, cancelled and booked again.

use crate::engine::samplers::choose_within;
use crate::model::appointments::{SLOT_KINDS, SlotKind};
use crate::model::chance::{Chance, Decision};
use crate::model::demand::Urgency;
use crate::model::role::{MODES, Mode};
use crate::model::triage::TriagePolicy;
use crate::simulation::Simulation;
use crate::simulation::dealing::Arrival;
use crate::simulation::diary::{NO_WINDOW, Wanted, Wish};
use crate::simulation::event::Event;
use crate::simulation::rota::is_remote;
use crate::simulation::state::{
    Booking, BookingId, Doing, NONE, Request, RequestId, SessionId, SlotId, SlotState, fact,
};
use crate::simulation::trace::Observer;
use crate::units::{SimTime, Span};

/// The last instant of `day`.
fn end_of(day: i32) -> SimTime {
    SimTime::midnight(day + 1) - Span::from_ms(1)
}

/// The modes of `modes` that need no room.
fn remote_only(modes: [bool; MODES]) -> [bool; MODES] {
    std::array::from_fn(|mode| modes[mode] && is_remote(mode as u8))
}

impl<C: Chance, O: Observer> Simulation<'_, C, O> {
    /// Offers the earliest acceptable start; without one the patient is told to try another day.
    pub(crate) fn offer(&mut self, id: RequestId) {
        let request = self.requests.get(id.0);
        if request.is_planned() {
            self.offer_planned(id);
            return;
        }
        if request.is(fact::FOLLOW_UP) {
            self.offer_follow_up(id);
            return;
        }
        if let Some((slot, profession)) = self.find_slot(id) {
            self.requests.get_mut(id.0).profession = profession as u8;
            self.book(id, slot, 1);
            self.offered(id);
        } else if let Some(session) = self.duty_with_room_for(id) {
            self.squeeze_in(id, session);
            self.offered(id);
        } else {
            self.refuse(id);
        }
    }

    /// Notes that a request has been offered an appointment, once.
    fn offered(&mut self, id: RequestId) {
        let request = self.requests.get_mut(id.0);
        let is_new = !request.is(fact::OFFERED);
        request.facts |= fact::OFFERED;
        let (practice, is_measured) = (usize::from(request.practice), request.is(fact::MEASURED));
        if is_new {
            self.count_access(practice, true);
            self.record.requests.offered += u64::from(is_measured);
        }
    }

    /// Counts a success or a failure of access for the practice's word of mouth.
    pub(crate) fn count_access(&mut self, practice: usize, is_success: bool) {
        let today = self.calendar.now().day();
        let place = today.rem_euclid(self.access[practice].len() as i32) as usize;
        self.access[practice][place][usize::from(!is_success)] += 1;
    }

    /// The earliest acceptable start of the profession sought, or of those that can stand in.
    fn find_slot(&mut self, id: RequestId) -> Option<(SlotId, usize)> {
        let request = self.requests.get(id.0);
        let gp = self.network.general_practitioner;
        let sought = usize::from(request.profession);
        if sought == gp && request.is(fact::OWN_GP) && request.urgency != Urgency::Urgent as u8 {
            let mut wish = self.wish(request, gp);
            let last = self.calendar.now().day() + self.network.book.own_gp_wait_days as i32;
            for window in &mut wish.windows {
                window.1 = window.1.min(end_of(last));
            }
            let own = request.own_gp;
            let sessions = &self.sessions;
            let found = self.diary.earliest(&wish, Wanted::Free, |_, slot| {
                sessions[slot.session as usize].person == own
            });
            if let Some(slot) = found {
                return Some((slot, gp));
            }
        }
        let stands_in = request.is(fact::SUITABLE)
            && request.is(fact::ACCEPTS_OTHERS)
            && !request.is(fact::MISROUTED)
            && sought != gp;
        let routes = &self.network.needs[usize::from(request.need)].routes;
        let others = routes.iter().copied().filter(|&p| stands_in && p != sought && p != gp);
        let last = (sought != gp).then_some(gp);
        for profession in [sought].into_iter().chain(others).chain(last) {
            if !self.plan.is_staffed[profession] {
                continue;
            }
            let wish = self.wish(request, profession);
            if let Some(slot) = self.earliest_by_preference(&wish) {
                return Some((slot, profession));
            }
        }
        None
    }

    /// The earliest start in the preferred mode: what can be done without a room is, so that starts
    /// in a room are left for those who must be seen.
    fn earliest_by_preference(&self, wish: &Wish) -> Option<SlotId> {
        let remote = Wish { modes: remote_only(wish.modes), ..*wish };
        let found = match remote.modes.contains(&true) {
            true => self.diary.earliest(&remote, Wanted::Free, |_, _| true),
            false => None,
        };
        found.or_else(|| self.diary.earliest(wish, Wanted::Free, |_, _| true))
    }

    /// What is acceptable to `request` with `profession`, as things stand now.
    pub(crate) fn wish(&self, request: &Request, profession: usize) -> Wish {
        let book = &self.network.book;
        let now = self.calendar.now();
        let today = now.day();
        let longest = if request.is(fact::IN_HOUSE) {
            self.network.aftercare.hand_back_wait_days as i32
        } else {
            book.longest_wait_days[usize::from(request.urgency)] as i32
        };
        // A day that suits, but no later than half of what the need allows.
        let convenient = request.wanted_from.min(SimTime::midnight(today + longest / 2));
        let from = self.after_notice(now).max(convenient);
        let last = today + longest;
        let mut windows = [NO_WINDOW; SLOT_KINDS];
        windows[SlotKind::Routine as usize] =
            (from, end_of(last.min(today + book.horizon_days as i32)));
        self.open_short_notice(&mut windows, from, last, request.is(fact::SAME_DAY));
        Wish {
            diaries: self.diaries(request, profession),
            modes: self.acceptable_modes(request),
            windows,
        }
    }

    fn after_notice(&self, now: SimTime) -> SimTime {
        // At least a moment: a start that begins now has been passed over.
        now + self.network.book.notice.to_span().max(Span::from_ms(1))
    }

    /// Opens the windows of slots that are kept until shortly before their day.
    fn open_short_notice(
        &self,
        windows: &mut [(SimTime, SimTime); SLOT_KINDS],
        from: SimTime,
        last: i32,
        may_take_same_day: bool,
    ) {
        let book = &self.network.book;
        let now = self.calendar.now();
        // Before the hour of release the last day that is open is the day before.
        let released = now.day() - i32::from(now.time_of_day() < book.release);
        windows[SlotKind::TwoDay as usize] = (from, end_of(last.min(released + 2)));
        let planned = released + book.planned_release_days as i32;
        windows[SlotKind::Planned as usize] = (from, end_of(last.min(planned)));
        if may_take_same_day {
            windows[SlotKind::SameDay as usize] = (from, end_of(last.min(released)));
            if now.time_of_day() >= book.nhs_111_release {
                windows[SlotKind::Nhs111 as usize] = (from, end_of(now.day()));
            }
        }
    }

    fn diaries(&self, request: &Request, profession: usize) -> [Option<u16>; 2] {
        [
            Some(self.plan.diary(Some(usize::from(request.practice)), profession)),
            Some(self.plan.diary(None, profession)),
        ]
    }

    fn acceptable_modes(&self, request: &Request) -> [bool; MODES] {
        let mut modes = [false; MODES];
        if request.is(fact::HOME_VISIT) {
            modes[Mode::HomeVisit as usize] = true;
        } else if self.network.triage.policy == TriagePolicy::TelephoneFirst
            && !request.is(fact::TELEPHONED)
            && usize::from(request.profession) == self.network.general_practitioner
        {
            modes[Mode::Telephone as usize] = true;
        } else {
            modes[Mode::FaceToFace as usize] = true;
            let by_telephone = !request.is(fact::FACE_TO_FACE);
            modes[Mode::Telephone as usize] = by_telephone;
            modes[Mode::Online as usize] = by_telephone;
        }
        modes
    }

    // --- Planned care and follow-ups -------------------------------------------------------------

    /// An item of planned care arises: the practice books it.
    pub(crate) fn planned_care_arose(&mut self, arrival: Arrival, stream: u8) {
        let about = &self.network.planned[usize::from(stream)];
        let identity = arrival.identity;
        let lead = self.chance.uniform(Decision::PlannedLead, identity, 0, 0);
        let (band, within) = choose_within(&about.lead_cumulative, lead);
        let low = if band == 0 { 0.0 } else { about.lead_days[band - 1] };
        let days = (low + within.min(0.999) * (about.lead_days[band] - low)) as i32;
        let face_to_face =
            about.face_to_face.happens(self.chance.uniform(Decision::FaceToFace, identity, 0, 0));
        let now = self.calendar.now();
        let is_measured = arrival.at >= SimTime::ZERO && now.day() < self.measured_days;
        let mut facts = if face_to_face { fact::FACE_TO_FACE } else { 0 };
        facts |= if is_measured { fact::MEASURED } else { 0 };
        let wanted_from = if days == 0 { now } else { SimTime::midnight(now.day() + days) };
        let request = Request {
            identity,
            pairing: NONE,
            practice: arrival.practice,
            need: 0,
            stream,
            urgency: Urgency::Routine as u8,
            profession: about.profession as u8,
            first_choice: about.profession as u8,
            arose: arrival.at,
            wanted_from,
            step: 1,
            facts,
            own_gp: 0,
            days_tried: 0,
            calls: 0,
            forms: 0,
            bookings: 0,
            consultations: 0,
            tries: 0,
            waiting_since: now,
        };
        let id = RequestId(self.requests.insert(request));
        self.record_now(|record| record.planned_items[0] += 1);
        self.note(id, format_args!("planned care is due in {days} days"));
        self.offer_planned(id);
    }

    /// Books planned care from the wanted day on, or tries again in a week.
    fn offer_planned(&mut self, id: RequestId) {
        let request = self.requests.get(id.0);
        let stream = &self.network.planned[usize::from(request.stream)];
        let tolerance = self.network.book.planned_tolerance_days;
        let starts = stream.starts;
        let slot = self.find_ahead(request, stream.profession, tolerance, starts);
        match slot {
            Some(slot) => self.book(id, slot, starts as u8),
            None => self.try_ahead_later(id),
        }
    }

    /// Books a follow-up from the wanted day on, or tries again in a week.
    fn offer_follow_up(&mut self, id: RequestId) {
        let request = self.requests.get(id.0);
        let tolerance = self.network.aftercare.follow_up_tolerance_days;
        match self.find_ahead(request, usize::from(request.profession), tolerance, 1) {
            Some(slot) => self.book(id, slot, 1),
            None => self.try_ahead_later(id),
        }
    }

    /// The earliest start for what is booked ahead, within the tolerance.
    fn find_ahead(
        &self,
        request: &Request,
        profession: usize,
        tolerance_days: u32,
        starts: u32,
    ) -> Option<SlotId> {
        let book = &self.network.book;
        let now = self.calendar.now();
        let from = self.after_notice(now).max(request.wanted_from);
        let wanted_last = from.day() + tolerance_days as i32;
        let last = wanted_last.min(now.day() + book.planned_horizon_days as i32);
        let mut windows = [NO_WINDOW; SLOT_KINDS];
        self.open_short_notice(&mut windows, from, last, from.day() == now.day());
        windows[SlotKind::Planned as usize] = (from, end_of(last));
        let routine_last = last.min(now.day() + book.horizon_days as i32);
        windows[SlotKind::Routine as usize] =
            if request.is_planned() { NO_WINDOW } else { (from, end_of(routine_last)) };
        let wish = Wish {
            diaries: self.diaries(request, profession),
            modes: self.acceptable_modes(request),
            windows,
        };
        self.diary.earliest(&wish, Wanted::Free, |_, slot| {
            starts == 1
                || slot.after != NONE
                    && self.diary.slot(SlotId(slot.after)).state == SlotState::Free
        })
    }

    fn try_ahead_later(&mut self, id: RequestId) {
        let now = self.calendar.now();
        let limit = self.network.book.planned_tries;
        let request = self.requests.get_mut(id.0);
        request.tries = request.tries.saturating_add(1);
        if u32::from(request.tries) <= limit {
            let at = self.next_opening(now + Span::from_days(7));
            self.calendar.schedule(at, Event::PracticeRebooks(id));
        } else if request.is_planned() {
            self.end_planned(id, false);
        } else {
            self.fail_finally(id, None);
        }
    }

    // --- NHS 111 ---------------------------------------------------------------------------------

    /// A patient rings NHS 111 before the practice.
    pub(crate) fn rang_111_first(&mut self, id: RequestId) {
        self.note(id, format_args!("rings NHS 111 first"));
        if self.is_booked_by_111(id) {
            return;
        }
        // Without a kept slot the patient is told to contact the practice.
        let at = self.next_opening(self.calendar.now());
        self.calendar.schedule(at, Event::PatientRang(id));
    }

    /// Books one of the slots kept for NHS 111, today or tomorrow.
    pub(crate) fn is_booked_by_111(&mut self, id: RequestId) -> bool {
        let request = self.requests.get(id.0);
        let now = self.calendar.now();
        let mut windows = [NO_WINDOW; SLOT_KINDS];
        windows[SlotKind::Nhs111 as usize] = (self.after_notice(now), end_of(now.day() + 1));
        let gp = self.network.general_practitioner;
        let wish = Wish {
            diaries: self.diaries(request, gp),
            modes: self.acceptable_modes(request),
            windows,
        };
        let Some(slot) = self.diary.earliest(&wish, Wanted::Free, |_, _| true) else {
            return false;
        };
        self.record_now(|record| record.front_door.booked_by_111 += 1);
        self.requests.get_mut(id.0).profession = gp as u8;
        self.book(id, slot, 1);
        self.offered(id);
        true
    }

    // --- Booking ---------------------------------------------------------------------------------

    fn book(&mut self, id: RequestId, slot_id: SlotId, starts: u8) {
        let now = self.calendar.now();
        let slot = *self.diary.slot(slot_id);
        let session = SessionId(slot.session);
        let diary = self.sessions[session.index()].diary;
        let generation = self.next_generation();
        let booking = Booking {
            request: id,
            slot: slot_id.0,
            session,
            booked_at: now,
            start: slot.start,
            mode: slot.mode,
            starts,
            generation,
        };
        let place = self.bookings.insert(booking);
        self.diary.set_state(diary, slot_id, SlotState::Booked);
        self.diary.slot_mut(slot_id).booking = place;
        if starts > 1 {
            self.diary.set_state(diary, SlotId(slot.after), SlotState::Merged);
        }
        if O::LISTENS {
            let role = &self.network.roles[usize::from(self.sessions[session.index()].role)].title;
            let days = slot.start.day() - now.day();
            let (mode, at) = (Mode::ALL[usize::from(slot.mode)].name(), slot.start.time_of_day());
            self.note(id, format_args!("booked: {role}, {mode}, in {days} days at {at}"));
        }
        let request = self.requests.get_mut(id.0);
        request.bookings = request.bookings.saturating_add(1);
        if slot.start.day() > now.day() {
            let place_of_chance = (request.identity, request.step, u16::from(request.bookings));
            let (subject, step, ordinal) = place_of_chance;
            let chance = self.chance.uniform(Decision::Cancellation, subject, step, ordinal);
            let cancelled = self.network.book.cancelled.get();
            if chance < cancelled {
                // The same chance says when: any time between booking and start.
                let wait = (slot.start - now).as_ms() as f64;
                let at = now + Span::from_ms((wait * chance / cancelled) as i64);
                self.calendar
                    .schedule(at, Event::AppointmentCancelled(BookingId(place), generation));
            }
        }
    }

    /// A duty session of today that can take one more urgent patient: the one with fewest extras.
    fn duty_with_room_for(&self, id: RequestId) -> Option<SessionId> {
        let request = self.requests.get(id.0);
        if request.urgency != Urgency::Urgent as u8 || request.is(fact::HOME_VISIT) {
            return None;
        }
        let now = self.calendar.now();
        let (from, to) = self.sessions_of(now.day());
        let in_person = request.is(fact::FACE_TO_FACE);
        (from..to)
            .filter(|&s| {
                let session = &self.sessions[s as usize];
                session.is_duty
                    && !session.is_absent
                    && !session.is_lost
                    && session.practice == request.practice
                    && session.doing != Doing::Ended
                    && session.extras < self.network.book.duty_extra
                    && session.end > self.after_notice(now)
                    && !(in_person && session.is_remote)
            })
            .min_by_key(|&s| self.sessions[s as usize].extras)
            .map(SessionId)
    }

    /// Adds an urgent patient to a duty session, beyond its starts.
    fn squeeze_in(&mut self, id: RequestId, session: SessionId) {
        let now = self.calendar.now();
        let start = self.after_notice(now).max(self.sessions[session.index()].start);
        let request = self.requests.get_mut(id.0);
        request.bookings = request.bookings.saturating_add(1);
        request.profession = self.network.general_practitioner as u8;
        let in_person = request.is(fact::FACE_TO_FACE);
        let mode = if in_person { Mode::FaceToFace } else { Mode::Telephone };
        let generation = self.next_generation();
        let booking = Booking {
            request: id,
            slot: NONE,
            session,
            booked_at: now,
            start,
            mode: mode as u8,
            starts: 1,
            generation,
        };
        let place = BookingId(self.bookings.insert(booking));
        let about = &mut self.sessions[session.index()];
        about.added.push(place);
        about.extras += 1;
        let (day, profession) = (about.day, usize::from(about.profession));
        self.record_if(|record| record.ledgers[profession].added += 1, day);
        self.note(id, format_args!("added to the duty doctor's list"));
        if self.sessions[session.index()].doing == Doing::Idle {
            self.look_at_list(session);
        }
    }

    /// Takes a booking out of the book; its start stays as it is for the caller to decide.
    pub(crate) fn drop_booking(&mut self, place: u32) -> RequestId {
        let booking = self.bookings.get_mut(place);
        // A cancellation still set down for it finds nothing.
        booking.generation = 0;
        let (request, slot) = (booking.request, booking.slot);
        if slot != NONE {
            self.diary.slot_mut(SlotId(slot)).booking = NONE;
        }
        self.bookings.remove(place);
        request
    }

    /// A patient cancels, if the appointment still stands.
    pub(crate) fn appointment_cancelled(&mut self, id: BookingId, generation: u32) {
        let booking = *self.bookings.get(id.0);
        if booking.generation != generation {
            return;
        }
        let now = self.calendar.now();
        let slot = SlotId(booking.slot);
        let after = self.diary.slot(slot).after;
        let diary = self.sessions[booking.session.index()].diary;
        let request = self.drop_booking(id.0);
        let early = self.network.book.cancelled_reusable.to_span();
        let state =
            if booking.start - now >= early { SlotState::Free } else { SlotState::CancelledLate };
        self.diary.slot_mut(slot).was_cancelled = true;
        self.diary.set_state(diary, slot, state);
        if booking.starts > 1 {
            self.diary.slot_mut(SlotId(after)).was_cancelled = true;
            self.diary.set_state(diary, SlotId(after), state);
        }
        self.note(request, format_args!("the patient cancels"));
        self.did_not_come(request, 0);
    }

    /// Whoever cancelled or missed an appointment comes again, or lets it be.
    pub(crate) fn did_not_come(&mut self, id: RequestId, reason: u16) {
        let request = self.requests.get(id.0);
        let ordinal = u16::from(request.bookings) * 2 + reason;
        let place = (request.identity, request.step, ordinal);
        let chance = self.chance.uniform(Decision::Rebooking, place.0, place.1, place.2);
        let comes_again = self.network.book.rebooks.happens(chance);
        let tomorrow = self.next_opening(SimTime::midnight(self.calendar.now().day() + 1));
        let is_ahead = request.is_planned() || request.is(fact::FOLLOW_UP);
        let request = self.requests.get_mut(id.0);
        request.begin_another_day();
        match (comes_again, is_ahead) {
            (true, true) => {
                request.wanted_from = request.wanted_from.max(tomorrow);
                self.calendar.schedule(tomorrow, Event::PracticeRebooks(id));
            }
            (true, false) => {
                let at = self.opening_call_at(id, tomorrow);
                self.calendar.schedule(at, Event::PatientRang(id));
            }
            (false, _) if request.is_planned() => self.end_planned(id, false),
            (false, _) => {
                request.facts |= fact::LAPSED;
                self.settle(id);
            }
        }
    }

    /// The practice books again what it had to cancel, or could not book before.
    pub(crate) fn practice_rebooks(&mut self, id: RequestId) {
        self.offer(id);
    }

    /// Whether a patient in `mode` is met without a room.
    pub(crate) fn needs_room(&self, session: SessionId, mode: u8) -> bool {
        let session = &self.sessions[session.index()];
        !is_remote(mode) && mode != Mode::HomeVisit as u8 && !session.is_remote
    }
}
