//! The duty clinician: triage of what came in, between patients.

use crate::model::appointments::lag_band;
use crate::model::calendar::Day;
use crate::model::chance::{Chance, Decision};
use crate::model::role::StaffGroup;
use crate::simulation::event::Event;
use crate::simulation::observer::{FrontDoorEnd, Observer, What};
use crate::simulation::record::{AccessCounts, ContactKind, TimeUse};
use crate::simulation::state::{Doing, RequestId, SessionId, fact};
use crate::simulation::{Simulation, minutes};

/// Triages are numbered from here, apart from the consultations of the same step.
const TRIAGES: u16 = 1 << 10;

impl<C: Chance, O: Observer> Simulation<'_, C, O> {
    /// A request joins the queue for clinical triage; an idle duty clinician takes it at once.
    pub(crate) fn ask_for_triage(&mut self, id: RequestId) {
        let now = self.calendar.now();
        let practice = usize::from(self.requests.get(id.0).practice);
        self.requests.get_mut(id.0).waiting_since = now;
        self.triage_queues[practice].push_back(id);
        self.note(id, What::TriageAsked);
        let idle = self.under_way[practice].iter().copied().find(|&session| {
            let session = &self.sessions[session.index()];
            session.is_duty && session.doing == Doing::Idle
        });
        if let Some(session) = idle {
            self.look_at_list(session);
        }
    }

    /// Takes the next request for triage; false if there is none.
    pub(super) fn triages_next(&mut self, id: SessionId) -> bool {
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
        let length = self.derived.triage_length.quantile(chance);
        let generation = self.next_generation();
        let session = &mut self.sessions[id.index()];
        session.doing = Doing::Triaging;
        session.busy_since = now;
        session.generation = generation;
        let group = self.derived.group[usize::from(session.role)];
        self.record.work.busy[group].change(now, 1.0);
        let clinician = self.clinician(id);
        self.note(request, What::TriageBegan { clinician });
        self.calendar.schedule(now + minutes(length), Event::TriageCompleted(id, request));
        true
    }

    /// A clinician has triaged a request: settled by advice or message, or booked.
    pub(crate) fn triage_completed(&mut self, session: SessionId, id: RequestId) {
        let now = self.calendar.now();
        self.spent(session, TimeUse::Triage);
        let about = &mut self.sessions[session.index()];
        about.doing = Doing::Idle;
        let group = self.derived.group[usize::from(about.role)];
        self.record.work.busy[group].change(now, -1.0);
        self.requests.get_mut(id.0).facts |= fact::TRIAGED;
        self.note(id, What::TriageEnded);
        let request = self.requests.get(id.0);
        let need = &self.system.needs[usize::from(request.need)];
        let address = (request.identity, request.step, u16::from(request.forms));
        let draw = |decision| self.chance.uniform(decision, address.0, address.1, address.2);
        let settles = need.triage_settles.happens(draw(Decision::TriageOutcome))
            && request.consultations == 0;
        let recorded = &self.derived.recorded[usize::from(request.practice)];
        let share = if settles { recorded.messages } else { recorded.triages };
        let kind = if settles { ContactKind::Message } else { ContactKind::Triage };
        let encounter =
            self.chance.uniform(Decision::Counted, address.0, address.1, TRIAGES + address.2);
        let is_counted = share.happens(encounter);
        let lag = lag_band(now.day() - request.waiting_since.day());
        self.count_triage(group, lag, kind, is_counted);
        if is_counted {
            let (practice, weekday) = self.part_of(id);
            let attended = |counts: &mut AccessCounts| counts.attended += 1;
            self.record_now(|record| record.count_part(practice, weekday, attended));
        }
        if settles {
            self.settle_at_front_door(id, FrontDoorEnd::Triage);
        } else {
            self.navigate(id, self.system.triage.accuracy_clinician.get());
        }
        if self.sessions[session.index()].doing == Doing::Idle {
            self.look_at_list(session);
        }
    }

    /// Counts a triage or a message as the contact that it is, with the duty clinician, and, if
    /// `is_counted`, as national data would: online, as nearly all begin with a form.
    pub(super) fn count_triage(
        &mut self,
        group: usize,
        lag: usize,
        kind: ContactKind,
        is_counted: bool,
    ) {
        let now = self.calendar.now();
        let Day { weekday, month, .. } = self.day(now.day());
        let is_gp = StaffGroup::ALL[group] == StaffGroup::Gp;
        self.record_now(|record| {
            let counts = &mut record.appointments;
            counts.happened.count(kind, lag == 0, is_gp);
            if !is_counted {
                return;
            }
            counts.by_group_and_lag[group][lag] += 1;
            counts.by_mode[kind.recorded_as() as usize] += 1;
            counts.by_weekday[weekday] += 1;
            counts.by_month[month] += 1;
            counts.attended += 1;
            counts.attended_by_group_and_lag[group][lag] += 1;
            counts.attended_gp += u64::from(is_gp);
            counts.triage += 1;
            counts.triage_gp += u64::from(is_gp);
        });
    }
}
