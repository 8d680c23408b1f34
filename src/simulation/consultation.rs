//! Consultations: patients are called in, seen, and what follows is decided.

use crate::engine::resource::Seized;
use crate::model::appointments::lag_band;
use crate::model::chance::{Chance, Decision};
use crate::model::competence::{Competence, Outcome, Proceeding};
use crate::model::role::{Mode, Role};
use crate::model::rooms::RoomPolicy;
use crate::model::triage::TriagePolicy;
use crate::simulation::avoidable::Because;
use crate::simulation::event::Event;
use crate::simulation::fact;
use crate::simulation::findings::Found;
use crate::simulation::observer::{
    Continuation, Observer, PersonId, RoleId, RoomId, Supervisor, What, Whereabouts,
};
use crate::simulation::state::{Doing, NONE, RequestId, SessionId, SlotState, StepKind};
use crate::simulation::{Simulation, minutes};
use crate::units::{Probability, SimTime, Span};

/// Chances of a consultation beyond the first of its kind at a step.
const RECONSULTS: u16 = 1;
/// The chance of the return of a patient whose need a consultation missed.
const AFTER_CONSULTATION: u16 = 2;

/// The chance of a follow-up in a round number of weeks, beside that of its day.
const IN_WEEKS: u16 = 4;

impl<C: Chance, O: Observer> Simulation<'_, C, O> {
    /// Calls the patient of a booking; false if nobody comes.
    ///
    /// Attendance is drawn before a shared room is taken, so a missed appointment holds no shared room. Without
    /// hot-desking the room belongs to the session and stays with it.
    pub(super) fn call_patient(&mut self, id: SessionId, called: RequestId) -> bool {
        let request = self.requests.get(called.0);
        let booking = request.booking;
        let missed = self.risk_of_missing(id, called);
        let chance = self.chance.uniform(
            Decision::Attendance,
            request.identity,
            request.step,
            u16::from(request.bookings),
        );
        if chance < missed {
            self.appointment_is_over(id, called, SlotState::Missed);
            self.drop_booking(called);
            self.note(called, What::DidNotAttend);
            self.did_not_come(called, 1);
            return false;
        }
        self.sessions[id.index()].current = called.0;
        let clinician = self.clinician(id);
        self.note(called, What::CalledIn { clinician });
        if self.needs_room(id, booking.mode) {
            self.go_to_room(id);
        } else {
            self.consultation_began(id);
        }
        true
    }

    /// The probability that the patient of a booking does not attend.
    pub(super) fn risk_of_missing(&self, id: SessionId, booked: RequestId) -> f64 {
        let request = self.requests.get(booked.0);
        let booking = request.booking;
        let group = self.derived.group[usize::from(self.sessions[id.index()].role)];
        let lag = lag_band(booking.start.day() - booking.booked_at.day());
        let is_in_person = matches!(booking.mode, Mode::FaceToFace | Mode::HomeVisit);
        let factor = if is_in_person { 1.0 } else { self.system.book.dna_remote_factor };
        let factor = factor * self.derived.not_attended_factor[self.list_of_request(request)];
        let month = self.day(booking.start.day()).month;
        let of_month = self.system.months.as_ref().map_or(1.0, |own| own.not_attended[month]);
        self.system.book.dna[group][lag].get() * factor * of_month
    }

    /// Takes the patient to a room, or waits for it.
    fn go_to_room(&mut self, id: SessionId) {
        if self.is_in_its_room(id) {
            return self.consultation_began(id);
        }
        let now = self.calendar.now();
        let session = &mut self.sessions[id.index()];
        session.doing = Doing::AwaitingRoom;
        session.busy_since = now;
        let site = usize::from(session.site);
        if self.system.rooms.policy == RoomPolicy::HotDesking {
            if self.hot_rooms[site].seize(id, 0) == Seized::AtOnce {
                return self.enter_hot_room(id);
            }
        } else {
            self.enter_room(id);
            if self.is_in_its_room(id) {
                return self.waited_for_room(id);
            }
        }
        let late_limit = self.system.clinic.late_limit.to_span();
        let generation = self.next_generation();
        let session = &mut self.sessions[id.index()];
        session.generation = generation;
        let over = session.end + late_limit + Span::from_ms(1);
        // A patient called in the last minute waits until the next minute at most.
        self.calendar.schedule(over.max(now), Event::ClinicianLooked(id, generation));
    }

    pub(super) fn enter_hot_room(&mut self, id: SessionId) {
        self.record.work.rooms.change(self.calendar.now(), 1.0);
        self.waited_for_room(id);
    }

    pub(super) fn take_next_for_room(&mut self, site: usize) {
        loop {
            let sessions = &self.sessions;
            let waits = |id: SessionId| sessions[id.index()].doing == Doing::AwaitingRoom;
            let Some(next) = self.hot_rooms[site].next(waits) else { return };
            self.enter_hot_room(next);
        }
    }

    pub(super) fn consultation_began(&mut self, id: SessionId) {
        let now = self.calendar.now();
        let session = &self.sessions[id.index()];
        let called = RequestId(session.current);
        let role = &self.system.roles[usize::from(session.role)];
        let request = self.requests.get(called.0);
        let booking = request.booking;
        let address = (request.identity, request.step);
        let draw = |decision, ordinal| self.chance.uniform(decision, address.0, address.1, ordinal);
        let mean = if booking.mode == Mode::HomeVisit {
            role.length.home_visit
        } else if self.needs_room(id, booking.mode) {
            role.length.face_to_face
        } else {
            role.length.remote
        };
        let factor = self.derived.length[usize::from(session.role)]
            .quantile(draw(Decision::ConsultationLength, 0));
        let team = &self.system.teams[self.people[usize::from(session.person)].team];
        let pace = team.new_starters.as_ref().map_or(1.0, |new| new.length(session.stage));
        let length = if request.is_visit() {
            // A visit lasts as long as planned, whoever holds it.
            self.cohorts.visit(request.visit).length.get()
        } else if request.is_recall() {
            let relative = mean.get() / role.length.face_to_face.get().max(1.0);
            self.recall_minutes(request) * relative * factor * pace
        } else {
            mean.get() * factor * pace * self.slots_in_length(request, booking.slots)
        };
        let competence = self.competence(id, called);
        let proceeding = competence.proceeding(draw(Decision::Proceeding, 0));
        let waited = (now - booking.start).as_minutes().max(0.0);
        if O::LISTENS {
            let whereabouts = match (self.needs_room(id, booking.mode), session.room) {
                (true, NONE) => Whereabouts::SharedRoom,
                (true, room) => Whereabouts::Room(RoomId(room)),
                (false, _) => Whereabouts::NoRoom,
            };
            let (clinician, mode) = (self.clinician(id), booking.mode);
            let supervisor = session.supervisor.map(|person| Supervisor {
                person: PersonId(person),
                role: RoleId(self.people[usize::from(person)].role as u8),
            });
            let waited_min = waited;
            let began = What::Began { clinician, mode, whereabouts, supervisor, waited_min };
            self.note(called, began);
        }
        self.record_now(|record| record.work.waiting_room_min.observe(waited));
        self.second_seen(id, called, waited);
        let session = &mut self.sessions[id.index()];
        session.busy_since = now;
        session.doing = Doing::Consulting;
        session.hands_back = proceeding == Proceeding::HandedBack;
        let group = self.derived.group[usize::from(session.role)];
        self.record.work.busy[group].change(now, 1.0);
        if proceeding == Proceeding::WithAdvice {
            let before = length * self.system.supervision.advice_after.get();
            session.remaining_ms = minutes(length - before).as_ms();
            self.calendar.schedule(now + minutes(before), Event::AdviceSought(id));
        } else {
            self.calendar.schedule(now + minutes(length), Event::ConsultationEnded(id));
        }
        self.first_seen(called);
    }

    /// A first consultation: a wait longer than the need tolerates counts as a failure of access.
    pub(super) fn first_seen(&mut self, id: RequestId) {
        let now = self.calendar.now();
        let request = self.requests.get_mut(id.0);
        if request.is_planned() || request.is(fact::SEEN) {
            return;
        }
        request.facts |= fact::SEEN;
        // Of a patient whom triage closed in error, the wait is from the return on.
        let since = if request.is_at_first_step() { request.arose } else { request.wanted_from };
        let waited = now.day() - since.day();
        let tolerated = self.system.emergency.tolerated_days[usize::from(request.urgency)];
        let is_measured = request.is(fact::MEASURED);
        self.record.requests.seen += u64::from(is_measured);
        if is_measured {
            let (practice, weekday) = self.part_of(id);
            self.record.count_part(practice, weekday, |counts| {
                counts.seen += 1;
                counts.seen_same_day += u64::from(waited == 0);
                counts.waited_days += waited as u64;
            });
        }
        if waited > tolerated as i32 {
            self.draw_access_related_ed(id);
        }
    }

    /// How the session's clinician proceeds with this request.
    pub(super) fn competence(&self, id: SessionId, request: RequestId) -> Competence {
        let session = &self.sessions[id.index()];
        let role = &self.system.roles[usize::from(session.role)];
        let request = self.requests.get(request.0);
        if request.is_visit() {
            return Competence::ALONE;
        }
        if request.is_recall() {
            return self.competence_of_recall(request);
        }
        if request.is_planned() {
            return self.system.planned[usize::from(request.stream)].competence;
        }
        let profession = usize::from(session.profession);
        let known = self.system.competence[profession][usize::from(request.need)];
        let mut competence = known.unwrap_or(Competence::ALONE);
        // A stand-in who sees the patient is no error of navigation.
        if request.is(fact::MISROUTED) && profession != self.system.general_practitioner {
            let least = self.system.triage.misrouted_hand_back;
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
        self.spent(id, self.use_of_consultation(id));
        let session = &mut self.sessions[id.index()];
        let request = RequestId(std::mem::replace(&mut session.current, NONE));
        let spent = (now - session.busy_since).as_minutes();
        let (role, hands_back, site) =
            (usize::from(session.role), session.hands_back, session.site);
        session.doing = Doing::Idle;
        let group = self.derived.group[role];
        let mode = self.requests.get(request.0).booking.mode;
        self.record.work.busy[group].change(now, -1.0);
        self.record_now(|record| record.work.consultation_min[group].observe(spent));
        self.makes_administration(id, request, spent);
        let is_hot = self.system.rooms.policy == RoomPolicy::HotDesking;
        if is_hot && self.needs_room(id, mode) {
            self.record.work.rooms.change(now, -1.0);
            let at = now + self.system.rooms.turnover.to_span();
            self.calendar.schedule(at, Event::RoomCleared(u32::from(site)));
        }
        let state = if hands_back { SlotState::HandedBack } else { SlotState::Attended };
        self.count_own_gp(id, request);
        self.count_appointment(id, request, false, true);
        self.appointment_is_over(id, request, state);
        self.drop_booking(request);
        let clinician = self.clinician(id);
        self.note(request, What::Ended { clinician });
        if self.requests.get(request.0).is_after_hand_back() {
            self.count_contact(Because::HandedBack);
        }
        self.after_consultation(id, request, mode, hands_back);
        // The clinician may have begun to advise or see a patient in the meantime.
        if self.sessions[id.index()].doing == Doing::Idle {
            self.look_at_list(id);
        }
    }

    /// What follows a consultation.
    pub(super) fn after_consultation(
        &mut self,
        session: SessionId,
        id: RequestId,
        mode: Mode,
        hands_back: bool,
    ) {
        let gp = self.system.general_practitioner;
        let profession = usize::from(self.sessions[session.index()].profession);
        let role = &self.system.roles[usize::from(self.sessions[session.index()].role)];
        let competence = self.competence(session, id);
        let request = self.requests.get_mut(id.0);
        let address = (request.identity, request.step);
        let chance = self.chance;
        let draw = |decision, ordinal| chance.uniform(decision, address.0, address.1, ordinal);
        request.consultations = request.consultations.saturating_add(1);
        let is_first = request.consultations == 1;
        request.facts |= if profession == gp { fact::GP_TAKEN } else { 0 };
        request.facts &= !(fact::FOLLOW_UP | fact::CLOSED_IN_ERROR);
        let (is_planned, is_measured) = (request.is_planned(), request.is(fact::MEASURED));
        let member = request.member;
        if member != NONE && profession == gp && !is_planned {
            self.gp_saw(member);
        }
        if is_planned {
            if role.sends_to_ed.happens(draw(Decision::SentToEd, 0)) {
                self.send_to_ed(id);
            }
            let outcome = competence.outcome(draw(Decision::Outcome, 0));
            self.after_planned(id, hands_back, outcome);
            return;
        }
        self.met(id);
        let found = self.consultation_finds(id, self.system.triage.sensitivity.of(mode));
        if found == Found::Emergency {
            self.send_to_ed(id);
        }
        if !hands_back {
            self.look_for_rapid_response(id, role);
        }
        if is_first && is_measured && !hands_back && self.is_right(id, profession) {
            self.record.requests.right_first_time += 1;
        }
        if hands_back {
            self.hand_back(id);
            return;
        }
        let calls_first = self.system.triage.policy == TriagePolicy::TelephoneFirst
            && is_first
            && mode == Mode::Telephone;
        let examination = if calls_first { self.telephone_finds_examination(id) } else { None };
        let outcome = competence.outcome_unless_referred(draw(Decision::Outcome, 0));
        let comes_again = || role.reconsultation.happens(draw(Decision::Outcome, RECONSULTS));
        let request = self.requests.get_mut(id.0);
        let is_last = u32::from(request.consultations) >= self.system.aftercare.consultations_limit;
        match (found, examination) {
            (Found::Referral, _) => self.refer(id),
            (_, Some(true)) => self.see_in_person(id),
            _ if is_last => self.settle(id),
            (_, Some(false)) => {
                request.facts |= fact::TELEPHONED | fact::FACE_TO_FACE;
                self.missed(id, AFTER_CONSULTATION);
            }
            (Found::Missed, _) => self.missed(id, AFTER_CONSULTATION),
            _ if outcome == Outcome::FollowUp => self.follow_up(id, draw(Decision::Return, 0)),
            _ if comes_again() => self.comes_back(id, draw(Decision::Return, RECONSULTS)),
            _ => self.settle(id),
        }
    }

    /// A patient who needs a visit within hours is seen by the clinician, or referred to the rapid response
    /// team. The request then continues as usual.
    fn look_for_rapid_response(&mut self, id: RequestId, role: &Role) {
        let Some(team) = self.system.aftercare.rapid_response else { return };
        let request = self.requests.get(id.0);
        let at_home = if request.is(fact::HOME_VISIT) { team.home_visit_factor } else { 1.0 };
        let needed = self.system.needs[usize::from(request.need)].rapid_response.get() * at_home;
        let draw = |ordinal| {
            let (subject, step) = (request.identity, request.step);
            self.chance.uniform(Decision::RapidResponse, subject, step, ordinal)
        };
        if draw(0) >= needed {
            return;
        }
        let (is_handled, is_visited) =
            (role.handles_rapid_response.happens(draw(1)), team.visited.happens(draw(2)));
        self.record_now(|record| {
            let counts = &mut record.rapid_response;
            counts.handled += u64::from(is_handled);
            counts.referrals += u64::from(!is_handled);
            counts.visits += u64::from(!is_handled && is_visited);
        });
        self.note(id, What::RapidResponse { by_clinician: is_handled });
    }

    /// Whether `profession` was the right one for a request.
    pub(super) fn is_right(&self, id: RequestId, profession: usize) -> bool {
        let request = self.requests.get(id.0);
        let gp = self.system.general_practitioner;
        let routes = &self.system.needs[usize::from(request.need)].routes;
        let is_for_others = request.is(fact::SUITABLE) && request.is(fact::ACCEPTS_OTHERS);
        let has_others = routes[0] != gp;
        !request.is(fact::MISROUTED)
            && if is_for_others && has_others {
                profession != gp && routes.contains(&profession)
            } else {
                profession == gp
            }
    }

    pub(super) fn after_planned(&mut self, id: RequestId, hands_back: bool, outcome: Outcome) {
        if outcome == Outcome::Referred && !hands_back {
            self.record_now(|record| record.referrals += 1);
        }
        let gp = self.system.general_practitioner;
        let request = self.requests.get(id.0);
        if request.is_recall() {
            self.recall_held(request.recalled);
        }
        if hands_back && usize::from(self.requests.get(id.0).profession) != gp {
            // The finding of planned care needs a GP, who sees the patient as planned care.
            let now = self.calendar.now();
            let gp_stream = self.system.planned.iter().position(|s| s.profession == gp);
            if let Some(gp_stream) = gp_stream {
                let request = self.requests.get_mut(id.0);
                request.begin_step(StepKind::HandBack);
                request.stream = gp_stream as u8;
                request.profession = gp as u8;
                request.wanted_from = now;
                self.note(id, What::Continues(Continuation::HandedBack));
                self.offer(id);
                return;
            }
        }
        self.end_planned(id, true);
    }

    pub(super) fn hand_back(&mut self, id: RequestId) {
        let gp = self.system.general_practitioner;
        let now = self.calendar.now();
        let request = self.requests.get_mut(id.0);
        request.facts |= fact::IN_HOUSE;
        request.facts &= !fact::MISROUTED;
        request.begin_step(StepKind::HandBack);
        request.profession = gp as u8;
        request.first_choice = gp as u8;
        request.wanted_from = now;
        self.note(id, What::Continues(Continuation::HandedBack));
        self.offer(id);
    }

    /// Telephone first: the GP wants to see the patient.
    pub(super) fn see_in_person(&mut self, id: RequestId) {
        let now = self.calendar.now();
        let request = self.requests.get_mut(id.0);
        request.facts |= fact::TELEPHONED | fact::FACE_TO_FACE | fact::IN_HOUSE;
        request.begin_step(StepKind::FollowUp);
        request.wanted_from = now;
        self.note(id, What::Continues(Continuation::SeenInPerson));
        self.offer(id);
    }

    pub(super) fn follow_up(&mut self, id: RequestId, chance: f64) {
        let now = self.calendar.now();
        let request = self.requests.get(id.0);
        let weeks = self.system.needs[usize::from(request.need)].follow_up_weeks;
        // Uniform between 0.5 and 1.5 times the mean.
        let days = weeks * 7.0 * (0.5 + chance);
        let suggested = days.round() as i32;
        let aftercare = &self.system.aftercare;
        let address = (request.identity, request.step);
        let draw = self.chance.uniform(Decision::Return, address.0, address.1, IN_WEEKS);
        let wanted = if aftercare.follow_up_in_weeks.happens(draw) {
            (aftercare.in_round_weeks(suggested) - aftercare.follow_up_early_days as i32).max(1)
        } else {
            suggested
        };
        let due = self.due_day(now.day(), now.day() + wanted, days.fract());
        let request = self.requests.get_mut(id.0);
        request.begin_step(StepKind::FollowUp);
        request.facts |= fact::FOLLOW_UP;
        request.wanted_from = SimTime::midnight(due);
        self.note(id, What::Continues(Continuation::FollowUp { days: due - now.day() }));
        self.offer(id);
    }

    /// The patient rings again within two weeks although the consultation ended.
    pub(super) fn comes_back(&mut self, id: RequestId, chance: f64) {
        let now = self.calendar.now();
        let days = f64::from(self.system.aftercare.reconsultation_days) * chance;
        let request = self.requests.get_mut(id.0);
        request.begin_step(StepKind::Reconsultation);
        request.facts &= !(fact::IN_HOUSE | fact::MISROUTED | fact::TRIAGED);
        let span = Span::from_minutes(days * 24.0 * 60.0);
        self.record_now(|record| record.triage.reopened += 1);
        let request = self.requests.get_mut(id.0);
        request.wanted_from = now + span;
        let at = self.next_opening(now + span);
        self.note(id, What::Continues(Continuation::Reconsultation { at }));
        self.calendar.schedule(at, Event::PatientRang(id));
    }
}
