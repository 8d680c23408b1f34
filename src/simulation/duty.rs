//! The duty clinician: triage of what came in, between patients.

use crate::model::appointments::lag_band;
use crate::model::calendar::Day;
use crate::model::chance::{Chance, Decision};
use crate::model::demand::Urgency;
use crate::model::role::StaffGroup;
use crate::simulation::event::Event;
use crate::simulation::fact;
use crate::simulation::findings::Triage;
use crate::simulation::observer::{FrontDoorEnd, Observer, What};
use crate::simulation::record::{AccessCounts, ActivityKind, QUEUE_DAYS, TimeUse};
use crate::simulation::state::{Doing, RequestId, SessionId};
use crate::simulation::{Simulation, minutes};
use crate::units::SimTime;
use std::collections::VecDeque;

/// Triages are numbered from here, apart from the consultations of the same step.
const TRIAGES: u16 = 1 << 10;

/// An instant as a number of a timer: its last bits, which recur after seven weeks.
const fn instant(at: SimTime) -> u32 {
    at.as_ms() as u32
}

impl<C: Chance, O: Observer> Simulation<'_, C, O> {
    /// A request joins the queue for clinical triage; an idle duty clinician takes the next at once.
    pub(crate) fn ask_for_triage(&mut self, id: RequestId) {
        let now = self.calendar.now();
        let request = self.requests.get_mut(id.0);
        request.waiting_since = now;
        request.facts |= fact::AWAITS_TRIAGE;
        let (practice, urgency) = (usize::from(request.practice), usize::from(request.urgency));
        self.triage_queues[practice][urgency].push_back(id);
        self.note(id, What::TriageAsked);
        let idle = self.under_way[practice].iter().copied().find(|&session| {
            let session = &self.sessions[session.index()];
            session.is_duty && session.doing == Doing::Idle
        });
        if let Some(session) = idle {
            self.look_at_list(session);
        }
        let limit = self.system.triage.urgent_wait_limit;
        if let Some(limit) = limit.filter(|_| urgency == Urgency::Urgent as usize)
            && self.requests.get(id.0).is(fact::AWAITS_TRIAGE)
        {
            // What waits while the practice is closed is booked when it opens.
            let at = self.next_opening(now + limit.to_span());
            self.calendar.schedule(at, Event::TriageOverdue(id, instant(now)));
        }
    }

    /// An urgent request that has waited up to the limit is booked by reception, without triage.
    pub(crate) fn triage_overdue(&mut self, id: RequestId, since: u32) {
        let request = self.requests.get_mut(id.0);
        // Another request under the same identifier that waits since then is overdue as well.
        let is_meant = request.is(fact::AWAITS_TRIAGE)
            && request.urgency == Urgency::Urgent as u8
            && instant(request.waiting_since) == since;
        if !is_meant {
            return self.overtaken();
        }
        request.facts &= !fact::AWAITS_TRIAGE;
        let (practice, urgency) = (usize::from(request.practice), usize::from(request.urgency));
        self.triage_queues[practice][urgency].retain(|waiting| *waiting != id);
        self.record_now(|record| record.triage.limit_reached += 1);
        self.note(id, What::TriageLimitReached);
        self.route(id);
    }

    /// Takes the next request for triage, the most urgent first; false if there is none.
    pub(super) fn triages_next(&mut self, id: SessionId) -> bool {
        let practice = usize::from(self.sessions[id.index()].practice);
        let next = self.triage_queues[practice].iter_mut().find_map(VecDeque::pop_front);
        let Some(request) = next else { return false };
        let now = self.calendar.now();
        let about = self.requests.get(request.0);
        let chance = self.chance.uniform(
            Decision::TriageLength,
            about.identity,
            about.step,
            u16::from(about.forms),
        );
        let length = self.derived.triage_length.quantile(chance);
        let (urgency, waited) =
            (usize::from(about.urgency), (now - about.waiting_since).as_minutes());
        self.requests.get_mut(request.0).facts &= !fact::AWAITS_TRIAGE;
        self.record_now(|record| record.triage.wait_min[urgency].observe(waited));
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

    /// A clinician has triaged a request: it is settled by advice or message, referred, sent to the
    /// emergency department, or booked.
    pub(crate) fn triage_completed(&mut self, session: SessionId, id: RequestId) {
        let now = self.calendar.now();
        self.spent(session, TimeUse::Triage);
        let about = &mut self.sessions[session.index()];
        about.doing = Doing::Idle;
        let group = self.derived.group[usize::from(about.role)];
        self.record.work.busy[group].change(now, -1.0);
        self.requests.get_mut(id.0).facts |= fact::TRIAGED;
        self.note(id, What::TriageEnded);
        self.met(id);
        let found = self.triage_finds(id);
        let request = self.requests.get(id.0);
        let address = (request.identity, request.step, u16::from(request.forms));
        let is_message = matches!(found, Triage::Advice | Triage::Missed);
        let recorded = &self.derived.recorded[usize::from(request.practice)];
        let share = if is_message { recorded.messages } else { recorded.triages };
        let kind = if is_message { ActivityKind::Message } else { ActivityKind::Triage };
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
        match found {
            Triage::Advice => self.settle_at_front_door(id, FrontDoorEnd::Triage),
            Triage::Missed => self.closed_in_error(id),
            Triage::Referral => self.refer(id),
            Triage::Emergency => {
                self.send_to_ed(id);
                self.settle_at_front_door(id, FrontDoorEnd::Triage);
            }
            Triage::ToBeBooked => self.navigate(id, self.system.triage.accuracy_clinician.get()),
        }
        if self.sessions[session.index()].doing == Doing::Idle {
            self.look_at_list(session);
        }
    }

    /// Counts those who wait for triage at the end of `day`, near both ends of the measured period.
    pub(crate) fn count_waiting_for_triage(&mut self, day: i32) {
        let days = QUEUE_DAYS.min(self.measured_days);
        let ends = [0..days, self.measured_days - days..self.measured_days];
        let waiting: usize = self.triage_queues.iter().flatten().map(VecDeque::len).sum();
        for (end, days) in ends.into_iter().enumerate() {
            if days.contains(&day) {
                self.record.triage.waiting[end] += waiting as u64;
            }
        }
    }

    /// Counts a triage or a message as the contact that it is, with the duty clinician, and, if
    /// `is_counted`, as national data would: online, as nearly all begin with a form.
    pub(super) fn count_triage(
        &mut self,
        group: usize,
        lag: usize,
        kind: ActivityKind,
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
