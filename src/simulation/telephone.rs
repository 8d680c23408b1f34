//! The telephone: the menu, the queue, hanging up, ringing again.

use crate::engine::resource::Seized;
use crate::engine::samplers::{exponential, two_exponentials};
use crate::model::calendar::MONDAY;
use crate::model::chance::{Chance, Decision};
use crate::simulation::arrivals::Arrival;
use crate::simulation::avoidable::Because;
use crate::simulation::desk::LIVE;
use crate::simulation::event::Event;
use crate::simulation::fact;
use crate::simulation::observer::{FrontDoorEnd, Observer, PracticeId, What};
use crate::simulation::record::{Constraint, MONDAY_BINS, day_band, day_kind};
use crate::simulation::state::{Contact, ContactId, ContactKind, RequestId};
use crate::simulation::{Simulation, minutes};
use crate::units::{SimTime, TimeOfDay};

impl<C: Chance, O: Observer> Simulation<'_, C, O> {
    /// A patient rings again, for a request that is under way.
    pub(crate) fn patient_rang(&mut self, id: RequestId) {
        if self.is_gone(id) {
            return self.left_with_practice(id);
        }
        if self.is_shut_today(self.requests.get(id.0).practice.into()) {
            // The patient knows that the door is shut, and a day of trying goes by.
            self.give_cause(id, Because::Own);
            return self.give_up_for_today(id, Constraint::Telephone);
        }
        self.call_placed(id);
    }

    /// A call with a request comes in.
    pub(crate) fn call_placed(&mut self, id: RequestId) {
        let now = self.calendar.now();
        let request = self.requests.get_mut(id.0);
        request.calls = request.calls.saturating_add(1);
        let because = request.take_cause();
        let contact =
            Contact::about(ContactKind::RequestCall, id, request, request.call_ordinal(), now);
        self.call_came_in(Contact { because, ..contact });
    }

    pub(super) fn other_call(&mut self, arrival: Arrival) {
        self.call_came_in(Contact::other(
            ContactKind::OtherCall,
            arrival.practice,
            arrival.identity,
            self.calendar.now(),
        ));
    }

    /// Someone whose call was no request rings again.
    pub(crate) fn other_call_repeated(&mut self, id: ContactId) {
        let contact = *self.contacts.get(id.0);
        self.contacts.remove(id.0);
        let ordinal = contact.ordinal.wrapping_add(1);
        self.call_came_in(Contact { ordinal, calls: contact.calls.saturating_add(1), ..contact });
    }

    /// Rings again at `at` about something else, unless the maximum number of calls of the day is
    /// reached; then the caller gives up.
    fn other_rings_again(&mut self, contact: Contact, at: SimTime) {
        let is_another_day = at.day() > self.calendar.now().day();
        let calls = if is_another_day { 0 } else { contact.calls };
        if u32::from(calls) < self.system.front_door.attempts_per_day {
            let again = ContactId(self.contacts.insert(Contact { calls, ..contact }));
            self.calendar.schedule(at, Event::OtherCallRepeated(again));
        }
    }

    pub(super) fn call_came_in(&mut self, mut contact: Contact) {
        if self.derived.at[usize::from(contact.practice)].is_none() {
            return;
        }
        let now = self.calendar.now();
        contact.generation = self.next_generation();
        let day = self.day(now.day());
        self.count_contact(contact.because);
        let patient = self.patient_of(contact.practice, contact.subject);
        self.record_now(|record| {
            record.count_part(patient, day.weekday, |counts| counts.calls += 1);
            let door = &mut record.front_door;
            door.inbound += 1;
            door.by_month[day.month] += 1;
            door.by_weekday[day.weekday] += 1;
            let time = now.time_of_day();
            door.by_kind_and_band[day_kind(day)][day_band(time)] += 1;
            if day.weekday == MONDAY && (TimeOfDay::at(8, 0)..TimeOfDay::at(10, 0)).contains(&time)
            {
                door.monday_opening += 1;
            }
        });
        let practice = PracticeId(contact.practice);
        self.note_contact(&contact, What::Called { practice });
        let id = ContactId(self.contacts.insert(contact));
        let menu = self.system.front_door.menu_time.to_span();
        self.calendar.schedule(now + menu, Event::MenuCompleted(id));
    }

    pub(super) fn is_open(&self) -> bool {
        let now = self.calendar.now();
        let calendar = &self.system.calendar;
        let time = now.time_of_day();
        calendar.opens <= time && time < calendar.telephone_closes && self.day(now.day()).is_working
    }

    /// A caller has heard the menu: leaves it, or joins the queue.
    pub(crate) fn menu_completed(&mut self, id: ContactId) {
        let contact = *self.contacts.get(id.0);
        let chance =
            self.chance.uniform(Decision::Menu, contact.subject, contact.step, contact.ordinal);
        let exit = self.system.front_door.menu_exit.get();
        let is_open = self.answers(contact.practice.into());
        if !is_open || chance < exit {
            let month = self.day(self.calendar.now().day()).month;
            self.record_now(|record| {
                record.front_door.menu += 1;
                record.front_door.ends_by_month[month].menu += 1;
            });
            // If the practice is closed, everyone hears the message. The whole chance then decides
            // what follows.
            let fate = if is_open { chance / exit } else { chance };
            self.left_menu(id, contact, fate, is_open);
            return;
        }
        self.join_queue(id, contact);
    }

    /// The end of a call in the menu or at the closed message.
    pub(super) fn left_menu(&mut self, id: ContactId, contact: Contact, fate: f64, is_open: bool) {
        self.note_contact(&contact, What::LeftMenu { is_open });
        let door = &self.system.front_door;
        let is_request = contact.kind == ContactKind::RequestCall;
        // That a practice is closed is no failure.
        let because = if is_open { Because::NotAnswered } else { Because::Own };
        let fates = if is_request { door.menu_fates_request } else { door.menu_fates_other };
        let redial_at = self.redial_time(&contact, is_open);
        let resolved = fates.resolved.get();
        let online = resolved + fates.online.get();
        let redial = online + fates.redial.get();
        if !is_request {
            self.contacts.remove(id.0);
            // A closed practice is rung again when it opens.
            if fate >= resolved && (fate < redial && fate >= online || !is_open) {
                self.other_rings_again(Contact { because, ..contact }, redial_at);
            }
            return;
        }
        let request = RequestId(contact.request);
        self.contacts.remove(id.0);
        self.give_cause(request, because);
        if fate < resolved && is_open {
            self.settle_at_front_door(request, FrontDoorEnd::Menu);
        } else if fate < online && self.requests.get(request.0).is(fact::ONLINE_ABLE) {
            self.note(request, What::SentOnline);
            self.calendar.schedule(self.calendar.now(), Event::FormSent(request));
        } else if fate < redial || !is_open {
            self.ring_again(request, redial_at);
        } else {
            self.fail_finally(request, Some(Constraint::Telephone));
        }
    }

    pub(super) fn redial_time(&self, contact: &Contact, is_open: bool) -> SimTime {
        let door = &self.system.front_door;
        let now = self.calendar.now();
        let address = (contact.subject, contact.step, contact.ordinal);
        let chance = self.chance.uniform(Decision::RedialDelay, address.0, address.1, address.2);
        if is_open {
            return now + minutes(exponential(door.redial_delay.get(), chance));
        }
        // Callers who heard the closed message ring again when the practice opens.
        self.next_try(contact.practice.into(), now)
            + minutes(exponential(door.opening_delay.get(), chance))
    }

    /// Rings again at `at`, or on another day if the maximum number of calls of the day is reached.
    pub(super) fn ring_again(&mut self, id: RequestId, at: SimTime) {
        if self.is_shut_for_today(self.requests.get(id.0).practice.into()) {
            return self.give_up_for_today(id, Constraint::Telephone);
        }
        let limit = self.system.front_door.attempts_per_day;
        let request = self.requests.get_mut(id.0);
        if u32::from(request.calls) < limit {
            if at.day() > self.calendar.now().day() {
                request.begin_another_day();
            }
            self.note(id, What::RingsAgain { at });
            self.calendar.schedule(at, Event::PatientRang(id));
        } else {
            self.give_up_for_today(id, Constraint::Telephone);
        }
    }

    pub(super) fn join_queue(&mut self, id: ContactId, contact: Contact) {
        let now = self.calendar.now();
        let practice = usize::from(contact.practice);
        let door = &self.system.front_door;
        let address = (contact.subject, contact.step, contact.ordinal);
        let draw = |decision| self.chance.uniform(decision, address.0, address.1, address.2);
        let queue = &self.desks[practice];
        let waiting = f64::from(self.live_waiting[practice]);
        let is_offered =
            waiting >= door.call_back_offered_at * f64::from(queue.capacity()) && waiting > 0.0;
        let wants_call_back =
            is_offered && door.call_back_accepted.happens(draw(Decision::CallBack));
        let patience = two_exponentials(
            door.impatient_share.get(),
            door.impatient_mean.get(),
            door.patient_mean.get(),
            draw(Decision::Patience),
        );
        let stored = self.contacts.get_mut(id.0);
        stored.joined = now;
        stored.is_waiting = true;
        stored.wants_call_back = wants_call_back;
        if wants_call_back {
            let month = self.day(now.day()).month;
            self.record_now(|record| {
                record.front_door.call_back += 1;
                record.front_door.ends_by_month[month].call_back += 1;
            });
        }
        match self.desks[practice].seize(id, LIVE) {
            Seized::AtOnce => self.serve_at_desk(id),
            Seized::Queued => {
                let ahead = self.live_waiting[practice];
                self.live_waiting[practice] += 1;
                let call_back = wants_call_back;
                self.note_contact(&contact, What::JoinedQueue { ahead, call_back });
                if !wants_call_back {
                    let event = Event::CallerHungUp(id, contact.generation);
                    self.calendar.schedule(now + minutes(patience), event);
                }
            }
        }
    }

    /// A caller in the queue loses patience, if still there.
    pub(crate) fn caller_hung_up(&mut self, id: ContactId, generation: u32) {
        let contact = *self.contacts.get(id.0);
        if contact.generation != generation || !contact.is_waiting {
            return self.overtaken();
        }
        self.desks[usize::from(contact.practice)].renege();
        self.live_waiting[usize::from(contact.practice)] -= 1;
        self.missed_call(id, contact);
    }

    /// A caller has left the queue, or was cut off at closing.
    pub(super) fn missed_call(&mut self, id: ContactId, contact: Contact) {
        let now = self.calendar.now();
        let waited = (now - contact.joined).as_minutes();
        let month = self.day(now.day()).month;
        self.record_now(|record| {
            let door = &mut record.front_door;
            door.missed += 1;
            door.ends_by_month[month].missed += 1;
            door.wait_missed_min.observe(waited);
            for (bound, count) in [1.0, 2.0, 5.0].into_iter().zip(&mut door.missed_within) {
                *count += u64::from(waited < bound);
            }
        });
        self.note_monday_wait(contact.joined, waited);
        self.note_contact(&contact, What::HungUp { waited_min: waited });
        // The queue still holds the index, which is free again once the queue has skipped it.
        self.contacts.get_mut(id.0).is_waiting = false;
        let is_open = self.answers(contact.practice.into());
        let redial_at = self.redial_time(&contact, is_open);
        let chance = self.chance.uniform(
            Decision::AfterHangingUp,
            contact.subject,
            contact.step,
            contact.ordinal,
        );
        let after = self.system.front_door.after_hanging_up;
        let redial = after.redial.get();
        if contact.kind == ContactKind::OtherCall {
            if chance < redial {
                let because = Because::NotAnswered;
                self.other_rings_again(Contact { because, ..contact }, redial_at);
            }
            return;
        }
        let request = RequestId(contact.request);
        self.give_cause(request, Because::NotAnswered);
        let online = redial + after.online.get();
        if chance < redial {
            self.ring_again(request, redial_at);
        } else if chance < online && self.requests.get(request.0).is(fact::ONLINE_ABLE) {
            self.calendar.schedule(now, Event::FormSent(request));
        } else if chance < online + after.another_day.get() {
            self.give_up_for_today(request, Constraint::Telephone);
        } else {
            self.fail_finally(request, Some(Constraint::Telephone));
        }
    }

    pub(super) fn note_monday_wait(&mut self, joined: SimTime, waited: f64) {
        let weekday = self.day(joined.day()).weekday;
        let bin = ((joined.time_of_day().as_minutes() - 480.0) / 30.0).floor();
        if weekday == MONDAY && (0.0..MONDAY_BINS as f64).contains(&bin) {
            self.record_now(|record| {
                record.front_door.monday_wait_min[bin as usize].observe(waited);
            });
        }
    }
}
