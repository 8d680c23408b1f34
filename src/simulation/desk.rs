//! The desk: receptionists take calls, visitors and, between them, forms.

use crate::engine::resource::Seized;
use crate::model::calendar::MONDAY;
use crate::model::chance::{Chance, Decision};
use crate::model::front_door::HandlerBand;
use crate::simulation::avoidable::Because;
use crate::simulation::event::Event;
use crate::simulation::observer::{Observer, What};
use crate::simulation::record::Constraint;
use crate::simulation::state::{Contact, ContactId, ContactKind, NONE, RequestId};
use crate::simulation::{Simulation, minutes};
use crate::units::SimTime;

/// Calls and visits.
pub(super) const LIVE: usize = 0;
/// Forms, read between calls.
pub(super) const FORMS: usize = 1;

/// For how long telephone and doors are shut.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shuts {
    ForATime,
    ForTheDay,
}

impl<C: Chance, O: Observer> Simulation<'_, C, O> {
    pub(super) fn walked_in(&mut self, id: RequestId) {
        self.record_now(|record| record.front_door.walk_ins += 1);
        let now = self.calendar.now();
        let request = self.requests.get_mut(id.0);
        let because = request.take_cause();
        let contact = Contact::about(ContactKind::WalkIn, id, request, request.call_ordinal(), now);
        self.count_contact(because);
        self.note_contact(&contact, What::WalkedIn);
        let contact = ContactId(self.contacts.insert(contact));
        self.ask_at_desk(contact, LIVE);
    }

    pub(super) fn ask_at_desk(&mut self, id: ContactId, class: usize) {
        let practice = usize::from(self.contacts.get(id.0).practice);
        match self.desks[practice].seize(id, class) {
            Seized::AtOnce => self.serve_at_desk(id),
            Seized::Queued => self.live_waiting[practice] += u32::from(class == LIVE),
        }
    }

    /// A receptionist takes a call, a form or a visit.
    pub(super) fn serve_at_desk(&mut self, id: ContactId) {
        let now = self.calendar.now();
        let contact = *self.contacts.get(id.0);
        self.contacts.get_mut(id.0).is_waiting = false;
        let door = &self.system.front_door;
        let is_call = contact.kind.is_call();
        let (mean, decision) = match contact.kind {
            ContactKind::RequestCall => (door.call_length_request, Decision::CallLength),
            ContactKind::OtherCall => (door.call_length_other, Decision::CallLength),
            ContactKind::RequestForm | ContactKind::OtherForm => {
                (door.form_length, Decision::FormLength)
            }
            ContactKind::WalkIn => (door.walk_in_length, Decision::CallLength),
        };
        let chance = self.chance.uniform(decision, contact.subject, contact.step, contact.ordinal);
        let factor = self.derived.call_length.map_or(1.0, |length| length.quantile(chance));
        if is_call {
            let waited = (now - contact.joined).as_minutes();
            let called_back = contact.wants_call_back;
            self.note_contact(&contact, What::Answered { waited_min: waited, called_back });
            // A patient who is called back did not hold the line.
            if !contact.wants_call_back {
                self.note_monday_wait(contact.joined, waited);
                let month = self.day(now.day()).month;
                self.record_now(|record| {
                    let door = &mut record.front_door;
                    let of_month = &mut door.ends_by_month[month];
                    door.answered += 1;
                    of_month.answered += 1;
                    door.wait_answered_min.observe(waited);
                    for (index, bound) in [1.0, 2.0, 5.0].into_iter().enumerate() {
                        let count = u64::from(waited < bound);
                        door.answered_within[index] += count;
                        of_month.answered_within[index] += count;
                    }
                });
            }
        }
        if !is_call {
            self.note_contact(&contact, What::DeskBegan);
        }
        self.calendar.schedule(now + minutes(mean.get() * factor), Event::DeskFinished(id));
    }

    /// A call, form or visit is completed: its request proceeds, and the receptionist takes the next.
    pub(crate) fn desk_finished(&mut self, id: ContactId) {
        let contact = *self.contacts.get(id.0);
        self.contacts.remove(id.0);
        let practice = usize::from(contact.practice);
        self.note_contact(&contact, What::DeskEnded);
        self.desks[practice].release();
        self.take_next_at_desk(practice);
        if contact.request == NONE {
            return;
        }
        let request = RequestId(contact.request);
        self.reached(request);
        match contact.kind {
            ContactKind::RequestForm => self.form_read(request),
            _ => self.spoken_to(request),
        }
    }

    /// Free receptionists take waiting calls, visitors and forms.
    pub(super) fn take_next_at_desk(&mut self, practice: usize) {
        loop {
            let contacts = &mut self.contacts;
            let next = self.desks[practice].next(|id: ContactId| {
                let waits = contacts.get(id.0).is_waiting;
                if !waits {
                    // The caller has hung up. Its entry has left the queue, so its index is free.
                    contacts.remove(id.0);
                }
                waits
            });
            let Some(id) = next else { return };
            let contact = self.contacts.get(id.0);
            let is_live = !contact.kind.is_form();
            self.live_waiting[practice] -= u32::from(is_live);
            self.serve_at_desk(id);
        }
    }

    /// Sets the staffing of the telephone for the day that begins.
    pub(crate) fn set_handlers(&mut self, day: i32) {
        let about = self.day(day);
        if !about.is_working {
            return;
        }
        for band in &self.system.front_door.handlers {
            let at = SimTime::on(day, band.from);
            self.calendar.schedule_in(
                at,
                crate::engine::calendar::Phase::Release,
                Event::HandlersChanged,
            );
        }
        // Who comes for a half-day opens no desk that is still closed.
        let opens = self.system.front_door.handlers[0].from;
        let come_and_go = self.system.handlers_come_and_go(about.weekday).into_iter().flatten();
        for at in come_and_go.filter(|at| *at > opens) {
            let phase = crate::engine::calendar::Phase::Release;
            self.calendar.schedule_in(SimTime::on(day, at), phase, Event::HandlersChanged);
        }
        self.plan_shutting(day);
        let closes = SimTime::on(day, self.system.calendar.telephone_closes);
        self.calendar.schedule(closes, Event::DeskClosed);
    }

    /// The number of call handlers changes, at every practice.
    pub(crate) fn handlers_changed(&mut self) {
        let now = self.calendar.now();
        let time = now.time_of_day();
        if time >= self.system.calendar.telephone_closes {
            return;
        }
        let about = self.day(now.day());
        let is_monday = about.demand_weekday == MONDAY;
        let more = self.system.more_handlers(about.weekday, time);
        let bands = &self.system.front_door.handlers;
        let band = bands.iter().rev().find(|band| band.from <= time).unwrap_or(&bands[0]);
        for index in 0..self.practices.len() {
            let practice = self.practices[index];
            if self.shut_until(practice, now).is_some() {
                if self.desks[practice].capacity() > 0 {
                    self.shut_desk(practice, Shuts::ForATime);
                }
                continue;
            }
            let is_there = self.derived.at[practice] == Some(practice as u8);
            let handlers = self.handlers_at(practice, band, is_monday);
            self.desks[practice].set_capacity(if is_there { handlers + more } else { 0 });
            self.take_next_at_desk(practice);
        }
        for &pcn in self.networks {
            if self.coordinators[pcn].capacity() == 0 {
                self.coordinators[pcn].set_capacity(self.system.triage.coordinators);
                self.take_next_coordinated(pcn);
            }
        }
    }

    /// The doors close: callers in the queue are cut off, visitors are sent home, forms wait.
    pub(crate) fn desk_closed(&mut self) {
        self.coordinators.iter_mut().for_each(|of_network| of_network.set_capacity(0));
        for index in 0..self.practices.len() {
            self.shut_desk(self.practices[index], Shuts::ForTheDay);
        }
    }

    /// The people at the desk of `practice` and on its telephone, with those of a practice that has joined it.
    fn handlers_at(&self, practice: usize, band: &HandlerBand, is_monday: bool) -> u32 {
        let at = |other: &&usize| self.derived.at[**other] == Some(practice as u8);
        let of = |other: &usize| {
            let more = self.derived.taken_over[*other];
            band.handlers_with(self.system, &self.system.practices[*other], more, is_monday)
        };
        self.practices.iter().filter(at).map(of).sum()
    }

    /// The telephone and the doors of `practice` are shut.
    fn shut_desk(&mut self, practice: usize, how: Shuts) {
        self.desks[practice].set_capacity(0);
        let mut waiting = std::mem::take(&mut self.scratch.contacts);
        let contacts = &self.contacts;
        self.desks[practice].drain(LIVE, |id: ContactId| {
            waiting.push((id, contacts.get(id.0).is_waiting));
            contacts.get(id.0).is_waiting
        });
        self.live_waiting[practice] = 0;
        for (id, is_waiting) in waiting.drain(..) {
            let contact = *self.contacts.get(id.0);
            if how == Shuts::ForATime && is_waiting && contact.wants_call_back {
                // Who asked for a call-back has it when the practice opens again.
                self.ask_at_desk(id, LIVE);
                continue;
            }
            if !is_waiting {
                // Has hung up before.
            } else if contact.kind == ContactKind::WalkIn {
                self.give_cause(RequestId(contact.request), Because::NotAnswered);
                self.give_up_for_today(RequestId(contact.request), Constraint::Telephone);
            } else if contact.wants_call_back {
                self.call_back_not_made(contact);
            } else {
                self.missed_call(id, contact);
            }
            self.contacts.remove(id.0);
        }
        self.scratch.contacts = waiting;
    }

    /// A promised call-back that was not made by closing is made the next morning. Whoever still waits
    /// when the desk closes on that day stops waiting: requests are brought again, other calls are not.
    fn call_back_not_made(&mut self, contact: Contact) {
        if contact.joined.day() < self.calendar.now().day() {
            if contact.request != NONE {
                self.give_cause(RequestId(contact.request), Because::Chased);
                self.give_up_for_today(RequestId(contact.request), Constraint::Telephone);
            }
            return;
        }
        let id = ContactId(self.contacts.insert(contact));
        // It is first in the queue when the desk opens.
        self.ask_at_desk(id, LIVE);
    }
}
