//! Advice during a consultation: patient, room and supervisee wait for a supervisor.

use crate::model::chance::{Chance, Decision};
use crate::simulation::event::Event;
use crate::simulation::observer::{Observer, What};
use crate::simulation::record::TimeUse;
use crate::simulation::state::{Doing, RequestId, SessionId};
use crate::simulation::{Simulation, minutes};
use crate::units::{SimTime, Span};

impl<C: Chance, O: Observer> Simulation<'_, C, O> {
    /// A supervisee asks for advice; patient, room and supervisee wait for a supervisor.
    pub(crate) fn advice_sought(&mut self, id: SessionId) {
        let now = self.calendar.now();
        let generation = self.next_generation();
        let session = &mut self.sessions[id.index()];
        session.doing = Doing::AwaitingAdvice;
        session.asked_at = now;
        session.generation = generation;
        let (practice, patient) = (usize::from(session.practice), RequestId(session.current));
        self.note(patient, What::AdviceAsked);
        let is_free = |other: &SessionId| {
            self.sessions[other.index()].doing == Doing::Idle && self.may_advise(*other, id)
        };
        let asked_later = |other: &SessionId| {
            let role = usize::from(self.sessions[other.index()].role);
            !self.system.roles[role].supervises_first
        };
        // Of several free supervisors, the first of those with the highest priority.
        let supervisor =
            self.under_way[practice].iter().copied().filter(is_free).min_by_key(asked_later);
        match supervisor {
            Some(supervisor) => self.advice_began(supervisor, id, now),
            None => {
                self.advice_queues[practice].push_back(id);
                let patience = self.system.supervision.advice_patience.to_span();
                self.calendar.schedule(now + patience, Event::AdviceTimedOut(id, generation));
            }
        }
    }

    /// Whether one clinician may advise another. The role of the supervisee states who supervises it. A
    /// clinician who needs no supervision may ask any supervisor.
    pub(super) fn may_advise(&self, supervisor: SessionId, supervisee: SessionId) -> bool {
        let (one, other) = (&self.sessions[supervisor.index()], &self.sessions[supervisee.index()]);
        let need = &self.system.roles[usize::from(other.role)].supervision;
        one.person != other.person
            && self.system.roles[usize::from(one.role)].supervises
            && need.as_ref().is_none_or(|need| need.by.contains(&usize::from(one.profession)))
    }

    /// A supervisor between patients advises the next clinician who waits. Returns false if nobody waits.
    pub(super) fn advises_next(&mut self, id: SessionId) -> bool {
        let practice = usize::from(self.sessions[id.index()].practice);
        let queue = &self.advice_queues[practice];
        let Some(position) = queue.iter().position(|&other| self.may_advise(id, other)) else {
            return false;
        };
        let supervisee =
            self.advice_queues[practice].remove(position).expect("the supervisee was found");
        debug_assert!(self.sessions[supervisee.index()].doing == Doing::AwaitingAdvice);
        self.advice_began(id, supervisee, self.calendar.now());
        true
    }

    pub(super) fn advice_began(
        &mut self,
        supervisor: SessionId,
        supervisee: SessionId,
        now: SimTime,
    ) {
        let id = RequestId(self.sessions[supervisee.index()].current);
        let request = self.requests.get(id.0);
        let chance = self.chance.uniform(Decision::AdviceLength, request.identity, request.step, 0);
        let length = self.derived.advice_length.quantile(chance);
        let generation = self.next_generation();
        self.waited_for_advice(supervisee);
        let session = &mut self.sessions[supervisee.index()];
        session.doing = Doing::BeingAdvised;
        session.generation = generation;
        let waited = (now - session.asked_at).as_minutes();
        let (of_role, stage) = (usize::from(session.role), session.stage);
        let session = &mut self.sessions[supervisor.index()];
        session.doing = Doing::Advising;
        session.busy_since = now;
        session.generation = generation;
        let group = self.derived.group[usize::from(session.role)];
        let from_clinic = self.derived.holds_gp_clinics[usize::from(session.role)];
        self.record.work.busy[group].change(now, 1.0);
        self.record_now(|record| {
            record.work.advice_min.observe(length);
            record.work.supervision_of(of_role, stage).in_the_moment += length;
            if from_clinic {
                record.work.supervision_by_clinic_gps_min += length;
            }
            record.work.advice_wait_min.observe(waited);
        });
        let by = self.clinician(supervisor);
        self.note(id, What::AdviceBegan { supervisor: by, length_min: length });
        self.calendar.schedule(now + minutes(length), Event::AdviceGiven(supervisor, supervisee));
    }

    /// Advice has been given: supervisor and supervisee continue.
    pub(crate) fn advice_given(&mut self, supervisor: SessionId, supervisee: SessionId) {
        let now = self.calendar.now();
        let patient = RequestId(self.sessions[supervisee.index()].current);
        let by = self.clinician(supervisor);
        self.note(patient, What::AdviceEnded { supervisor: by });
        let session = &mut self.sessions[supervisee.index()];
        session.doing = Doing::Consulting;
        let rest = Span::from_ms(session.remaining_ms);
        self.calendar.schedule(now + rest, Event::ConsultationEnded(supervisee));
        self.spent(supervisor, TimeUse::Advice);
        let session = &mut self.sessions[supervisor.index()];
        session.doing = Doing::Idle;
        let group = self.derived.group[usize::from(session.role)];
        self.record.work.busy[group].change(now, -1.0);
        self.look_at_list(supervisor);
    }

    /// Nobody was free to advise in time: the patient is handed back.
    pub(crate) fn advice_timed_out(&mut self, id: SessionId, generation: u32) {
        let session = &mut self.sessions[id.index()];
        if session.generation != generation || session.doing != Doing::AwaitingAdvice {
            return self.overtaken();
        }
        session.doing = Doing::Consulting;
        session.hands_back = true;
        let practice = usize::from(session.practice);
        self.waited_for_advice(id);
        self.advice_queues[practice].retain(|other| *other != id);
        self.record_now(|record| record.work.advice_timed_out += 1);
        let patient = RequestId(self.sessions[id.index()].current);
        self.note(patient, What::AdviceTimedOut);
        let now = self.calendar.now();
        self.calendar.schedule(now, Event::ConsultationEnded(id));
    }
}
