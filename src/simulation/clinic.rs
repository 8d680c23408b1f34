//! The clinic day: sessions, consultations, rooms, advice, triage.

use crate::model::appointments::lag_band;
use crate::model::chance::{Chance, Decision};
use crate::model::competence::{Competence, Outcome, Proceeding};
use crate::model::role::{Mode, StaffGroup};
use crate::model::rooms::RoomPolicy;
use crate::model::triage::TriagePolicy;
use crate::simulation::event::Event;
use crate::simulation::reception::FrontDoorEnd;
use crate::simulation::state::{
    Booking, Doing, NONE, RequestId, SessionId, SlotId, SlotState, StepKind, fact,
};
use crate::simulation::trace::Observer;
use crate::simulation::{Simulation, minutes};
use crate::units::{Probability, SimTime, Span};

/// Chances of a consultation beyond the first of its kind at a step.
const RECONSULTS: u16 = 1;
const CONVERTS: u16 = 2;
/// Triages are numbered from here, apart from the consultations of the same step.
const TRIAGES: u16 = 1 << 10;

impl<C: Chance, O: Observer> Simulation<'_, C, O> {
    // --- Sessions --------------------------------------------------------------------------------

    /// A session starts, as soon as its room is free and its clinician done with the one before.
    pub(crate) fn session_started(&mut self, id: SessionId) {
        let session = &self.sessions[id.index()];
        let (room, person) = (session.room, usize::from(session.person));
        let is_room_taken = room != NONE && self.room_held_by[room as usize] != NONE;
        if is_room_taken || self.person_in[person] != NONE {
            self.held_up.push(id);
            return;
        }
        let now = self.calendar.now();
        self.person_in[person] = id.0;
        if room != NONE {
            self.room_held_by[room as usize] = id.0;
            self.record.work.rooms.change(now, 1.0);
        }
        let session = &mut self.sessions[id.index()];
        session.doing = Doing::Idle;
        let practice = usize::from(session.practice);
        let group = self.plan.group[usize::from(session.role)];
        self.under_way[practice].push(id);
        self.record.work.in_session[group].change(now, 1.0);
        self.look_at_list(id);
    }

    /// Sessions that were held up start, if nothing holds them up any more.
    fn start_held_up(&mut self) {
        // Each either starts or is held up again, in the same order.
        for id in std::mem::take(&mut self.held_up) {
            self.session_started(id);
        }
    }

    fn end_session(&mut self, id: SessionId) {
        let now = self.calendar.now();
        let session = &mut self.sessions[id.index()];
        session.doing = Doing::Ended;
        session.generation += 1;
        let (practice, room, day) = (usize::from(session.practice), session.room, session.day);
        let person = usize::from(session.person);
        let group = self.plan.group[usize::from(session.role)];
        let late = (now - session.end).as_minutes().max(0.0);
        self.under_way[practice].retain(|other| *other != id);
        self.record.work.in_session[group].change(now, -1.0);
        self.record_if(|record| record.work.late_finish_min.observe(late), day);
        if room != NONE {
            self.record.work.rooms.change(now, -1.0);
            let at = now + self.network.rooms.turnover.to_span();
            self.calendar.schedule(at, Event::RoomCleared(room));
        }
        self.person_in[person] = NONE;
        self.start_held_up();
    }

    /// A room has been cleared: who waits for it can go in.
    pub(crate) fn room_cleared(&mut self, room: u32) {
        if self.network.rooms.policy == RoomPolicy::HotDesking {
            self.hot_rooms[room as usize].release();
            self.take_next_for_room(room as usize);
            return;
        }
        self.room_held_by[room as usize] = NONE;
        self.start_held_up();
    }

    /// An idle clinician looks at the list again, if still idle; one who has waited for a room until
    /// the clinic is over gives it up.
    pub(crate) fn clinician_looked(&mut self, id: SessionId, generation: u32) {
        let session = &self.sessions[id.index()];
        if session.generation != generation {
            return;
        }
        if session.doing == Doing::AwaitingRoom {
            self.room_given_up(id);
        }
        if self.sessions[id.index()].doing == Doing::Idle {
            self.look_at_list(id);
        }
    }

    /// No room came free in time (hot-desking): the patient who was called is booked again.
    fn room_given_up(&mut self, id: SessionId) {
        let now = self.calendar.now();
        let session = &mut self.sessions[id.index()];
        session.doing = Doing::Idle;
        let place = std::mem::replace(&mut session.current, NONE);
        let site = usize::from(session.site);
        // The queue still holds the session; it is skipped, as it waits no more.
        self.hot_rooms[site].renege();
        self.appointment_is_over(id, place, SlotState::NotReached);
        let request = self.drop_booking(place);
        self.note(request, format_args!("not reached: no room came free"));
        self.calendar.schedule(now, Event::PracticeRebooks(request));
    }

    /// A free clinician's next work: advice that is asked for, the next patient who is due, those
    /// squeezed in, triage, or a pause until the next start.
    pub(crate) fn look_at_list(&mut self, id: SessionId) {
        let now = self.calendar.now();
        loop {
            if self.advises_next(id) {
                return;
            }
            let next = self.next_start(id);
            let session = &self.sessions[id.index()];
            let is_over = now > session.end + self.network.clinic.late_limit.to_span();
            if let Some((slot, start)) = next
                && start <= now
            {
                if is_over {
                    self.not_reached(id);
                    continue;
                }
                self.sessions[id.index()].next += 1;
                if self.call_patient(id, self.diary.slot(slot).booking) {
                    return;
                }
                continue;
            }
            let is_waiting = |place: &crate::simulation::state::BookingId| {
                self.bookings.get(place.0).start <= now
            };
            if session.added.first().is_some_and(is_waiting) {
                if is_over {
                    self.not_reached(id);
                    continue;
                }
                let place = self.sessions[id.index()].added.remove(0);
                if self.call_patient(id, place.0) {
                    return;
                }
                continue;
            }
            let gap_ends = next.map_or(session.end, |(_, start)| start);
            let gap = self.network.clinic.triage_gap.to_span();
            if session.is_duty && gap_ends - now >= gap && self.triages_next(id) {
                return;
            }
            self.pause(id, next.map(|(_, start)| start));
            return;
        }
    }

    /// The next start that has a patient, or that may still get one.
    fn next_start(&mut self, id: SessionId) -> Option<(SlotId, SimTime)> {
        let now = self.calendar.now();
        let session = &mut self.sessions[id.index()];
        while session.next < session.slots.1 {
            let slot_id = self.session_slots[session.next as usize];
            let slot = self.diary.slot(slot_id);
            if slot.state == SlotState::Booked || slot.start > now {
                return Some((slot_id, slot.start));
            }
            session.next += 1;
        }
        None
    }

    /// Waits for the next start or the next patient squeezed in; without either the session ends.
    fn pause(&mut self, id: SessionId, next_start: Option<SimTime>) {
        let now = self.calendar.now();
        let session = &mut self.sessions[id.index()];
        session.doing = Doing::Idle;
        session.generation += 1;
        let added = session.added.first().map(|place| self.bookings.get(place.0).start);
        let until = [next_start, added].into_iter().flatten().min();
        let until = match until {
            Some(at) => at,
            None if now < session.end => session.end,
            None => {
                self.end_session(id);
                return;
            }
        };
        let event = Event::ClinicianLooked(id, session.generation);
        self.calendar.schedule(until, event);
    }

    /// The clinic has ended first: those still on the list are booked again.
    fn not_reached(&mut self, id: SessionId) {
        let now = self.calendar.now();
        let (from, to) = (self.sessions[id.index()].next, self.sessions[id.index()].slots.1);
        for place in from..to {
            let slot = self.session_slots[place as usize];
            let booking = self.diary.slot(slot).booking;
            if booking != NONE {
                self.appointment_is_over(id, booking, SlotState::NotReached);
                let request = self.drop_booking(booking);
                self.note(request, format_args!("not reached: the clinic has ended"));
                self.calendar.schedule(now, Event::PracticeRebooks(request));
            }
        }
        self.sessions[id.index()].next = to;
        for place in std::mem::take(&mut self.sessions[id.index()].added) {
            self.appointment_is_over(id, place.0, SlotState::NotReached);
            let request = self.drop_booking(place.0);
            self.calendar.schedule(now, Event::PracticeRebooks(request));
        }
    }

    /// Enters what became of an appointment: in its start, or in the ledger if it was squeezed in.
    fn appointment_is_over(&mut self, id: SessionId, place: u32, state: SlotState) {
        let booking = *self.bookings.get(place);
        let session = &self.sessions[id.index()];
        let (diary, day, profession) =
            (session.diary, session.day, usize::from(session.profession));
        if booking.slot != NONE {
            self.diary.set_state(diary, SlotId(booking.slot), state);
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
            self.count_appointment(id, &booking, state == SlotState::Missed, false);
        }
    }

    /// Counts an appointment as national data would.
    fn count_appointment(&mut self, id: SessionId, booking: &Booking, is_missed: bool, came: bool) {
        let session = &self.sessions[id.index()];
        let request = self.requests.get(booking.request.0);
        let share = self.network.book.gpad_counted;
        let chance = self.chance.uniform(
            Decision::Counted,
            request.identity,
            request.step,
            u16::from(request.bookings),
        );
        let group = self.plan.group[usize::from(session.role)];
        let lag = lag_band(booking.start.day() - booking.booked_at.day());
        let weekday = self.day(session.day).weekday;
        let is_gp = usize::from(session.profession) == self.network.general_practitioner;
        let is_ahead = request.is_planned() || request.is(fact::FOLLOW_UP);
        let own = request.is(fact::OWN_GP) && is_gp && came;
        let is_own = own && request.own_gp == session.person;
        if !share.happens(chance) {
            return;
        }
        self.record_if(
            |record| {
                let counts = &mut record.appointments;
                counts.by_group_and_lag[group][lag] += 1;
                counts.by_mode[usize::from(booking.mode)] += 1;
                counts.by_weekday[weekday] += 1;
                counts.attended += u64::from(came);
                counts.attended_gp += u64::from(came && is_gp);
                counts.dna += u64::from(is_missed);
                counts.planned += u64::from(is_ahead);
                counts.own_gp[0] += u64::from(own);
                counts.own_gp[1] += u64::from(is_own);
            },
            session.day,
        );
    }

    // --- Consultations ---------------------------------------------------------------------------

    /// Calls the patient of a booking; false if nobody comes.
    fn call_patient(&mut self, id: SessionId, place: u32) -> bool {
        let booking = *self.bookings.get(place);
        let request = self.requests.get(booking.request.0);
        let group = self.plan.group[usize::from(self.sessions[id.index()].role)];
        let lag = lag_band(booking.start.day() - booking.booked_at.day());
        let is_in_person =
            booking.mode == Mode::FaceToFace as u8 || booking.mode == Mode::HomeVisit as u8;
        let factor = if is_in_person { 1.0 } else { self.network.book.dna_remote_factor };
        let missed = self.network.book.dna[group][lag].get() * factor;
        let chance = self.chance.uniform(
            Decision::Attendance,
            request.identity,
            request.step,
            u16::from(request.bookings),
        );
        if chance < missed {
            self.appointment_is_over(id, place, SlotState::Missed);
            let request = self.drop_booking(place);
            self.note(request, format_args!("does not attend"));
            self.did_not_come(request, 1);
            return false;
        }
        self.sessions[id.index()].current = place;
        let is_hot = self.network.rooms.policy == RoomPolicy::HotDesking;
        if is_hot && self.needs_room(id, booking.mode) {
            let site = usize::from(self.sessions[id.index()].site);
            self.sessions[id.index()].doing = Doing::AwaitingRoom;
            self.sessions[id.index()].busy_since = self.calendar.now();
            match self.hot_rooms[site].seize(id, 0) {
                crate::engine::resource::Seized::AtOnce => self.enter_hot_room(id),
                crate::engine::resource::Seized::Queued => {
                    let late_limit = self.network.clinic.late_limit.to_span();
                    let session = &mut self.sessions[id.index()];
                    session.generation += 1;
                    let event = Event::ClinicianLooked(id, session.generation);
                    let over = session.end + late_limit + Span::from_ms(1);
                    // One called in the last minute waits no longer than until the next.
                    self.calendar.schedule(over.max(self.calendar.now()), event);
                }
            }
        } else {
            self.consultation_began(id);
        }
        true
    }

    fn enter_hot_room(&mut self, id: SessionId) {
        let now = self.calendar.now();
        let session = &self.sessions[id.index()];
        let waited = (now - session.busy_since).as_minutes();
        self.record_now(|record| {
            record.work.room_waits += u64::from(waited > 1.0);
        });
        self.record.work.rooms.change(now, 1.0);
        self.consultation_began(id);
    }

    fn take_next_for_room(&mut self, site: usize) {
        loop {
            let sessions = &self.sessions;
            let waits = |id: SessionId| sessions[id.index()].doing == Doing::AwaitingRoom;
            let Some(next) = self.hot_rooms[site].next(waits) else { return };
            self.enter_hot_room(next);
        }
    }

    fn consultation_began(&mut self, id: SessionId) {
        let now = self.calendar.now();
        let session = &self.sessions[id.index()];
        let booking = *self.bookings.get(session.current);
        let role = &self.network.roles[usize::from(session.role)];
        let request = self.requests.get(booking.request.0);
        let place = (request.identity, request.step);
        let draw = |decision, ordinal| self.chance.uniform(decision, place.0, place.1, ordinal);
        let mean = if booking.mode == Mode::HomeVisit as u8 {
            role.length.home_visit
        } else if self.needs_room(id, booking.mode) {
            role.length.face_to_face
        } else {
            role.length.remote
        };
        let factor = self.plan.length[usize::from(session.role)]
            .quantile(draw(Decision::ConsultationLength, 0));
        let length = mean.get() * factor * f64::from(booking.starts);
        let competence = self.competence(id, booking.request);
        let proceeding = competence.proceeding(draw(Decision::Proceeding, 0));
        let waited = (now - booking.start).as_minutes().max(0.0);
        if O::LISTENS {
            let (title, person, room) = (&role.title, session.person, session.room);
            let site = &self.network.sites[usize::from(session.site)].name;
            let place = match (self.needs_room(id, booking.mode), room) {
                (true, NONE) => format!(" in a room of {site}"),
                (true, room) => format!(" in room {room} of {site}"),
                (false, _) => String::new(),
            };
            let mode = Mode::ALL[usize::from(booking.mode)].name();
            self.note(
                booking.request,
                format_args!(
                    "consultation, {mode}: {title} {person}{place}, {waited:.0} min after its time"
                ),
            );
        }
        self.record_now(|record| record.work.waiting_room_min.observe(waited));
        let session = &mut self.sessions[id.index()];
        session.busy_since = now;
        session.doing = Doing::Consulting;
        session.hands_back = proceeding == Proceeding::HandedBack;
        let group = self.plan.group[usize::from(session.role)];
        self.record.work.busy[group].change(now, 1.0);
        if proceeding == Proceeding::WithAdvice {
            let before = length * self.network.supervision.advice_after.get();
            session.remaining_ms = minutes(length - before).as_ms();
            self.calendar.schedule(now + minutes(before), Event::AdviceSought(id));
        } else {
            self.calendar.schedule(now + minutes(length), Event::ConsultationEnded(id));
        }
        self.first_seen(booking.request);
    }

    /// A first consultation: a wait longer than the need tolerates counts as a failure of access.
    fn first_seen(&mut self, id: RequestId) {
        let now = self.calendar.now();
        let request = self.requests.get_mut(id.0);
        if request.is_planned() || request.is(fact::SEEN) {
            return;
        }
        request.facts |= fact::SEEN;
        let waited = now.day() - request.arose.day();
        let tolerated = self.network.emergency.tolerated_days[usize::from(request.urgency)];
        let is_measured = request.is(fact::MEASURED);
        self.record.requests.seen += u64::from(is_measured);
        if waited > tolerated as i32 {
            self.draw_access_related_ed(id);
        }
    }

    /// How this session's clinician deals with this request.
    fn competence(&self, id: SessionId, request: RequestId) -> Competence {
        let session = &self.sessions[id.index()];
        let role = &self.network.roles[usize::from(session.role)];
        let request = self.requests.get(request.0);
        if request.is_planned() {
            return self.network.planned[usize::from(request.stream)].competence;
        }
        let profession = usize::from(session.profession);
        let known = self.network.competence[profession][usize::from(request.need)];
        let mut competence = known.unwrap_or(Competence {
            advice: Probability::ZERO,
            hand_back: Probability::ZERO,
            follow_up: Probability::ZERO,
            referral: Probability::ZERO,
        });
        // Whoever else takes it in the end is no error of navigation.
        if request.is(fact::MISROUTED) && profession != self.network.general_practitioner {
            let least = self.network.triage.misrouted_hand_back;
            if competence.hand_back < least {
                competence.hand_back = least;
            }
        }
        let room = 1.0 - competence.hand_back.get();
        let advice = (competence.advice.get() + role.extra_advice.get()).min(room);
        competence.advice = Probability::new(advice).unwrap_or(Probability::ZERO);
        competence
    }

    /// A consultation ends: what follows is decided, and the clinician looks at the list.
    pub(crate) fn consultation_ended(&mut self, id: SessionId) {
        let now = self.calendar.now();
        let session = &mut self.sessions[id.index()];
        let place = std::mem::replace(&mut session.current, NONE);
        let spent = (now - session.busy_since).as_minutes();
        let (role, hands_back, site) =
            (usize::from(session.role), session.hands_back, session.site);
        session.doing = Doing::Idle;
        let group = self.plan.group[role];
        let booking = *self.bookings.get(place);
        self.record.work.busy[group].change(now, -1.0);
        self.record_now(|record| record.work.consultation_min[group].observe(spent));
        let is_hot = self.network.rooms.policy == RoomPolicy::HotDesking;
        if is_hot && self.needs_room(id, booking.mode) {
            self.record.work.rooms.change(now, -1.0);
            let at = now + self.network.rooms.turnover.to_span();
            self.calendar.schedule(at, Event::RoomCleared(u32::from(site)));
        }
        let state = if hands_back { SlotState::HandedBack } else { SlotState::Attended };
        self.count_appointment(id, &booking, false, true);
        self.appointment_is_over(id, place, state);
        let request = self.drop_booking(place);
        self.after_consultation(id, request, &booking, hands_back);
        // The clinician may have been given advice to give or a patient while this was decided.
        if self.sessions[id.index()].doing == Doing::Idle {
            self.look_at_list(id);
        }
    }

    /// What follows a consultation.
    fn after_consultation(
        &mut self,
        session: SessionId,
        id: RequestId,
        booking: &Booking,
        hands_back: bool,
    ) {
        let gp = self.network.general_practitioner;
        let profession = usize::from(self.sessions[session.index()].profession);
        let role = &self.network.roles[usize::from(self.sessions[session.index()].role)];
        let competence = self.competence(session, id);
        let request = self.requests.get_mut(id.0);
        let place = (request.identity, request.step);
        let chance = self.chance;
        let draw = |decision, ordinal| chance.uniform(decision, place.0, place.1, ordinal);
        request.consultations = request.consultations.saturating_add(1);
        let is_first = request.consultations == 1;
        request.facts |= if profession == gp { fact::GP_TAKEN } else { 0 };
        request.facts &= !fact::FOLLOW_UP;
        let (is_planned, is_measured) = (request.is_planned(), request.is(fact::MEASURED));
        if role.sends_to_ed.happens(draw(Decision::SentToEd, 0)) {
            self.record_now(|record| record.attendances.referred += 1);
            self.note(id, format_args!("sent to the emergency department by the clinician"));
        }
        let outcome = competence.outcome(draw(Decision::Outcome, 0));
        if is_first && !is_planned && is_measured && !hands_back && self.is_right(id, profession) {
            self.record.requests.right_first_time += 1;
        }
        if is_planned {
            self.after_planned(id, hands_back, outcome);
            return;
        }
        let request = self.requests.get(id.0);
        let is_last =
            u32::from(request.consultations) >= self.network.aftercare.consultations_limit;
        let is_telephone_first = self.network.triage.policy == TriagePolicy::TelephoneFirst
            && is_first
            && booking.mode == Mode::Telephone as u8;
        if hands_back {
            self.hand_back(id);
        } else if is_telephone_first
            && self.network.triage.telephone_conversion.happens(draw(Decision::Outcome, CONVERTS))
        {
            self.see_in_person(id);
        } else if outcome == Outcome::Referred {
            self.refer(id);
        } else if is_last {
            self.settle(id);
        } else if outcome == Outcome::FollowUp {
            self.follow_up(id, draw(Decision::Return, 0));
        } else if role.reconsultation.happens(draw(Decision::Outcome, RECONSULTS)) {
            self.comes_back(id, draw(Decision::Return, RECONSULTS));
        } else {
            self.settle(id);
        }
    }

    /// Whether `profession` was the right one for a request.
    fn is_right(&self, id: RequestId, profession: usize) -> bool {
        let request = self.requests.get(id.0);
        let gp = self.network.general_practitioner;
        let routes = &self.network.needs[usize::from(request.need)].routes;
        let is_for_others = request.is(fact::SUITABLE) && request.is(fact::ACCEPTS_OTHERS);
        let has_others = routes[0] != gp;
        !request.is(fact::MISROUTED)
            && if is_for_others && has_others {
                profession != gp && routes.contains(&profession)
            } else {
                profession == gp
            }
    }

    fn after_planned(&mut self, id: RequestId, hands_back: bool, outcome: Outcome) {
        if outcome == Outcome::Referred && !hands_back {
            self.record_now(|record| record.referrals += 1);
        }
        let gp = self.network.general_practitioner;
        let stream = usize::from(self.requests.get(id.0).stream);
        if hands_back && self.network.planned[stream].profession != gp {
            // What was found needs a GP, who sees it as planned care.
            let now = self.calendar.now();
            let gp_stream = self.network.planned.iter().position(|s| s.profession == gp);
            if let Some(gp_stream) = gp_stream {
                let request = self.requests.get_mut(id.0);
                request.begin_step(StepKind::HandBack);
                request.stream = gp_stream as u8;
                request.profession = gp as u8;
                request.wanted_from = now;
                self.offer(id);
                return;
            }
        }
        self.end_planned(id, true);
    }

    fn hand_back(&mut self, id: RequestId) {
        let gp = self.network.general_practitioner;
        let now = self.calendar.now();
        let request = self.requests.get_mut(id.0);
        request.facts |= fact::IN_HOUSE;
        request.facts &= !fact::MISROUTED;
        request.begin_step(StepKind::HandBack);
        request.profession = gp as u8;
        request.first_choice = gp as u8;
        request.wanted_from = now;
        self.note(id, format_args!("handed back to a GP"));
        self.offer(id);
    }

    /// Telephone first: the GP wants to see the patient.
    fn see_in_person(&mut self, id: RequestId) {
        let now = self.calendar.now();
        let request = self.requests.get_mut(id.0);
        request.facts |= fact::TELEPHONED | fact::FACE_TO_FACE | fact::IN_HOUSE;
        request.begin_step(StepKind::FollowUp);
        request.wanted_from = now;
        self.note(id, format_args!("to be seen in person"));
        self.offer(id);
    }

    fn follow_up(&mut self, id: RequestId, chance: f64) {
        let now = self.calendar.now();
        let request = self.requests.get_mut(id.0);
        let weeks = self.network.needs[usize::from(request.need)].follow_up_weeks;
        // Around the mean: between half of it and half as much again.
        let days = (weeks * 7.0 * (0.5 + chance)).round() as i64;
        request.begin_step(StepKind::FollowUp);
        request.facts |= fact::FOLLOW_UP;
        request.wanted_from = SimTime::midnight(now.day() + days as i32);
        self.note(id, format_args!("follow-up in {days} days"));
        self.offer(id);
    }

    /// The patient comes back within two weeks all the same, by telephone.
    fn comes_back(&mut self, id: RequestId, chance: f64) {
        let now = self.calendar.now();
        let days = f64::from(self.network.aftercare.reconsultation_days) * chance;
        let request = self.requests.get_mut(id.0);
        request.begin_step(StepKind::Reconsultation);
        request.facts &= !(fact::IN_HOUSE | fact::MISROUTED | fact::TRIAGED);
        let span = Span::from_minutes(days * 24.0 * 60.0);
        request.wanted_from = now + span;
        let at = self.next_opening(now + span);
        self.calendar.schedule(at, Event::PatientRang(id));
    }

    // --- Advice ----------------------------------------------------------------------------------

    /// A supervisee asks for advice; patient, room and supervisee wait for a supervisor.
    pub(crate) fn advice_sought(&mut self, id: SessionId) {
        let now = self.calendar.now();
        let session = &mut self.sessions[id.index()];
        session.doing = Doing::AwaitingAdvice;
        session.asked_at = now;
        session.generation += 1;
        let (practice, generation) = (usize::from(session.practice), session.generation);
        let supervisor = self.under_way[practice].iter().copied().find(|&other| {
            self.sessions[other.index()].doing == Doing::Idle && self.may_advise(other, id)
        });
        match supervisor {
            Some(supervisor) => self.advice_began(supervisor, id, now),
            None => {
                self.advice_queues[practice].push_back(id);
                let patience = self.network.supervision.advice_patience.to_span();
                self.calendar.schedule(now + patience, Event::AdviceTimedOut(id, generation));
            }
        }
    }

    /// Whether one clinician may advise another: as the other's role says who supervises it; whoever
    /// needs no supervision asks anyone who supervises.
    fn may_advise(&self, supervisor: SessionId, supervisee: SessionId) -> bool {
        let (one, other) = (&self.sessions[supervisor.index()], &self.sessions[supervisee.index()]);
        let need = &self.network.roles[usize::from(other.role)].supervision;
        one.person != other.person
            && self.network.roles[usize::from(one.role)].supervises
            && need.as_ref().is_none_or(|need| need.by.contains(&usize::from(one.profession)))
    }

    /// A supervisor between patients takes the next who waits for advice; false if nobody does.
    fn advises_next(&mut self, id: SessionId) -> bool {
        let practice = usize::from(self.sessions[id.index()].practice);
        let queue = &self.advice_queues[practice];
        let Some(place) = queue.iter().position(|&other| self.may_advise(id, other)) else {
            return false;
        };
        let supervisee = self.advice_queues[practice].remove(place).expect("the place was found");
        debug_assert!(self.sessions[supervisee.index()].doing == Doing::AwaitingAdvice);
        self.advice_began(id, supervisee, self.calendar.now());
        true
    }

    fn advice_began(&mut self, supervisor: SessionId, supervisee: SessionId, now: SimTime) {
        let booking = *self.bookings.get(self.sessions[supervisee.index()].current);
        let request = self.requests.get(booking.request.0);
        let chance = self.chance.uniform(Decision::AdviceLength, request.identity, request.step, 0);
        let length = self.plan.advice_length.quantile(chance);
        let session = &mut self.sessions[supervisee.index()];
        session.doing = Doing::BeingAdvised;
        session.generation += 1;
        let waited = (now - session.asked_at).as_minutes();
        let session = &mut self.sessions[supervisor.index()];
        session.doing = Doing::Advising;
        session.generation += 1;
        let group = self.plan.group[usize::from(session.role)];
        self.record.work.busy[group].change(now, 1.0);
        self.record_now(|record| {
            record.work.advice_min.observe(length);
            record.work.advice_wait_min.observe(waited);
        });
        self.note(booking.request, format_args!("a supervisor advises for {length:.1} min"));
        self.calendar.schedule(now + minutes(length), Event::AdviceGiven(supervisor, supervisee));
    }

    /// Advice has been given: both go on.
    pub(crate) fn advice_given(&mut self, supervisor: SessionId, supervisee: SessionId) {
        let now = self.calendar.now();
        let session = &mut self.sessions[supervisee.index()];
        session.doing = Doing::Consulting;
        let rest = Span::from_ms(session.remaining_ms);
        self.calendar.schedule(now + rest, Event::ConsultationEnded(supervisee));
        let session = &mut self.sessions[supervisor.index()];
        session.doing = Doing::Idle;
        let group = self.plan.group[usize::from(session.role)];
        self.record.work.busy[group].change(now, -1.0);
        self.look_at_list(supervisor);
    }

    /// Nobody was free to advise in time: the patient is handed back.
    pub(crate) fn advice_timed_out(&mut self, id: SessionId, generation: u32) {
        let session = &mut self.sessions[id.index()];
        if session.generation != generation || session.doing != Doing::AwaitingAdvice {
            return;
        }
        session.doing = Doing::Consulting;
        session.hands_back = true;
        let practice = usize::from(session.practice);
        self.advice_queues[practice].retain(|other| *other != id);
        self.record_now(|record| record.work.advice_timed_out += 1);
        let now = self.calendar.now();
        self.calendar.schedule(now, Event::ConsultationEnded(id));
    }

    // --- Triage by a clinician -------------------------------------------------------------------

    /// A request joins the queue for clinical triage; an idle duty clinician takes it at once.
    pub(crate) fn ask_for_triage(&mut self, id: RequestId) {
        let now = self.calendar.now();
        let practice = usize::from(self.requests.get(id.0).practice);
        self.requests.get_mut(id.0).waiting_since = now;
        self.triage_queues[practice].push_back(id);
        let idle = self.under_way[practice].iter().copied().find(|&session| {
            let session = &self.sessions[session.index()];
            session.is_duty && session.doing == Doing::Idle
        });
        if let Some(session) = idle {
            self.look_at_list(session);
        }
    }

    /// Takes the next request for triage; false if there is none.
    fn triages_next(&mut self, id: SessionId) -> bool {
        let practice = usize::from(self.sessions[id.index()].practice);
        let Some(request) = self.triage_queues[practice].pop_front() else { return false };
        let now = self.calendar.now();
        let about = self.requests.get(request.0);
        let chance = self.chance.uniform(
            Decision::TriageLength,
            about.identity,
            about.step,
            u16::from(about.forms),
        );
        let length = self.plan.triage_length.quantile(chance);
        let session = &mut self.sessions[id.index()];
        session.doing = Doing::Triaging;
        session.generation += 1;
        let group = self.plan.group[usize::from(session.role)];
        self.record.work.busy[group].change(now, 1.0);
        self.calendar.schedule(now + minutes(length), Event::TriageCompleted(id, request));
        true
    }

    /// A clinician has triaged a request: settled by advice or message, or booked.
    pub(crate) fn triage_completed(&mut self, session: SessionId, id: RequestId) {
        let now = self.calendar.now();
        let about = &mut self.sessions[session.index()];
        about.doing = Doing::Idle;
        let group = self.plan.group[usize::from(about.role)];
        self.record.work.busy[group].change(now, -1.0);
        self.requests.get_mut(id.0).facts |= fact::TRIAGED;
        let request = self.requests.get(id.0);
        let need = &self.network.needs[usize::from(request.need)];
        let place = (request.identity, request.step, u16::from(request.forms));
        let draw = |decision| self.chance.uniform(decision, place.0, place.1, place.2);
        let settles = need.triage_settles.happens(draw(Decision::TriageOutcome))
            && request.consultations == 0;
        let triage = &self.network.triage;
        let share = if settles { triage.message_gpad_counted } else { triage.triage_gpad_counted };
        let encounter = self.chance.uniform(Decision::Counted, place.0, place.1, TRIAGES + place.2);
        let is_counted = share.happens(encounter);
        let lag = lag_band(now.day() - request.waiting_since.day());
        if is_counted {
            self.count_triage(group, lag);
        }
        if settles {
            self.settle_at_front_door(id, FrontDoorEnd::Triage);
        } else {
            self.navigate(id, self.network.triage.accuracy_clinician.get());
        }
        if self.sessions[session.index()].doing == Doing::Idle {
            self.look_at_list(session);
        }
    }

    /// Counts a triage or a message as the encounter that it is, with the duty clinician: online, as
    /// nearly all begin with a form.
    fn count_triage(&mut self, group: usize, lag: usize) {
        let now = self.calendar.now();
        let weekday = self.day(now.day()).weekday;
        self.record_now(|record| {
            let counts = &mut record.appointments;
            counts.by_group_and_lag[group][lag] += 1;
            counts.by_mode[Mode::Online as usize] += 1;
            counts.by_weekday[weekday] += 1;
            counts.attended += 1;
            counts.attended_gp += u64::from(StaffGroup::ALL[group] == StaffGroup::Gp);
            counts.triage += 1;
        });
    }
}
