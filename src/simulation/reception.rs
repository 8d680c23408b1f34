//! The front door: requests arise, ring, queue, hang up, send forms, are navigated.

use crate::engine::resource::Seized;
use crate::engine::samplers::{choose, exponential, two_exponentials};
use crate::model::calendar::MONDAY;
use crate::model::chance::{Chance, Decision};
use crate::model::demand::{Channel, Urgency};
use crate::model::triage::TriagePolicy;
use crate::simulation::dealing::{Arrival, ArrivalKind};
use crate::simulation::event::Event;
use crate::simulation::record::{Constraint, MONDAY_BINS};
use crate::simulation::state::{
    Contact, ContactId, ContactKind, NO_STREAM, NONE, Request, RequestId, fact,
};
use crate::simulation::trace::Observer;
use crate::simulation::{Simulation, minutes};
use crate::units::{SimTime, Span, TimeOfDay};

/// Calls and visits.
const LIVE: usize = 0;
/// Forms, read between calls.
const FORMS: usize = 1;

impl<C: Chance, O: Observer> Simulation<'_, C, O> {
    /// Something arises by itself.
    pub(crate) fn arose(&mut self, arrival: Arrival) {
        match arrival.kind {
            ArrivalKind::Request(channel, is_latent) => {
                self.request_arose(arrival, channel, is_latent);
            }
            ArrivalKind::OtherCall => self.other_call(arrival),
            ArrivalKind::OtherForm => self.other_form(arrival),
            ArrivalKind::Planned(stream) => self.planned_care_arose(arrival, stream),
            ArrivalKind::Background => {
                self.record_now(|record| record.attendances.background += 1);
            }
        }
    }

    fn request_arose(&mut self, arrival: Arrival, channel: Channel, is_latent: bool) {
        let practice = usize::from(arrival.practice);
        if is_latent && !self.is_access_good_enough(practice, arrival.identity) {
            return;
        }
        let id = self.new_request(&arrival, channel, is_latent);
        let request = self.requests.get(id.0);
        if request.is(fact::MEASURED) {
            let is_able = request.is(fact::ONLINE_ABLE);
            let quintile = self.network.practices[practice].deprivation_quintile - 1;
            let counts = &mut self.record.requests;
            counts.made += 1;
            counts.latent += u64::from(is_latent);
            counts.by_quintile[usize::from(quintile)][0] += 1;
            let by_ability =
                if is_able { &mut counts.online_able } else { &mut counts.not_online_able };
            by_ability[0] += 1;
            self.open_measured += 1;
        }
        if O::LISTENS {
            let request = self.requests.get(id.0);
            let need = &self.network.needs[usize::from(request.need)].name;
            let urgency = ["urgent", "soon", "routine"][usize::from(request.urgency)];
            let name = &self.network.practices[practice].name;
            self.note(id, format_args!("request arises at {name}: {need}, {urgency}"));
        }
        match channel {
            Channel::Telephone => self.call_placed(id),
            Channel::Online => self.form_sent(id),
            Channel::WalkIn => self.walked_in(id),
            Channel::Nhs111 => self.rang_111_first(id),
        }
    }

    /// Whether the practice's success share over the last four weeks is above a latent request's own
    /// threshold.
    fn is_access_good_enough(&self, practice: usize, identity: u64) -> bool {
        let (good, bad) = self.access[practice]
            .iter()
            .fold((0, 0), |(good, bad), day| (good + day[0], bad + day[1]));
        if good + bad == 0 {
            return false;
        }
        let success = f64::from(good) / f64::from(good + bad);
        let demand = &self.network.demand;
        let (low, high) = (demand.latent_threshold_low.get(), demand.latent_threshold_high.get());
        let chance = self.chance.uniform(Decision::Latent, identity, 0, 0);
        success >= low + (high - low) * chance
    }

    fn new_request(&mut self, arrival: &Arrival, channel: Channel, is_latent: bool) -> RequestId {
        let (network, chance) = (self.network, self.chance);
        let identity = arrival.identity;
        let draw = |decision| chance.uniform(decision, identity, 0, 0);
        let need_index = choose(&self.plan.need_cumulative, draw(Decision::Need));
        let need = &network.needs[need_index];
        let practice = &network.practices[usize::from(arrival.practice)];
        let quintile = usize::from(practice.deprivation_quintile - 1);
        let mut facts = 0;
        let mut set = |bit, holds| facts |= if holds { bit } else { 0 };
        let demand = &network.demand;
        set(fact::SUITABLE, need.suitable.happens(draw(Decision::Suitable)));
        set(fact::ACCEPTS_OTHERS, demand.accepts_others.happens(draw(Decision::AcceptsOthers)));
        set(fact::FACE_TO_FACE, need.face_to_face.happens(draw(Decision::FaceToFace)));
        set(fact::HOME_VISIT, need.home_visit.happens(draw(Decision::HomeVisit)));
        let is_able = demand.online_ability[quintile].happens(draw(Decision::OnlineAbility));
        set(fact::ONLINE_ABLE, is_able || channel == Channel::Online);
        let insists = network.book.own_gp.happens(draw(Decision::OwnGp));
        set(fact::OWN_GP, insists);
        set(fact::LATENT, is_latent);
        set(fact::FROM_111, channel == Channel::Nhs111);
        set(fact::MEASURED, arrival.pairing != NONE);
        let urgency = need.urgency(draw(Decision::Urgency));
        let day = chance.uniform(Decision::Convenience, identity, 0, 1);
        set(
            fact::SAME_DAY,
            urgency == Urgency::Urgent || network.book.same_day_for_others.happens(day),
        );
        let convenience = match urgency {
            Urgency::Urgent => 0.0,
            _ => exponential(network.book.convenience_days, draw(Decision::Convenience)),
        };
        // Whoever takes today's slot does not look for a convenient day.
        let convenience = if facts & fact::SAME_DAY != 0 { 0.0 } else { convenience };
        let own_gp = if insists { self.own_gp(usize::from(arrival.practice), identity) } else { 0 };
        let request = Request {
            identity,
            pairing: arrival.pairing,
            practice: arrival.practice,
            need: need_index as u8,
            stream: NO_STREAM,
            urgency: urgency as u8,
            profession: network.general_practitioner as u8,
            first_choice: network.general_practitioner as u8,
            arose: arrival.at,
            wanted_from: arrival.at + Span::from_days(convenience as i64),
            step: 1,
            facts,
            own_gp,
            days_tried: 0,
            calls: 0,
            forms: 0,
            bookings: 0,
            consultations: 0,
            tries: 0,
            waiting_since: arrival.at,
        };
        RequestId(self.requests.insert(request))
    }

    /// The GP with whom a patient is registered: the one with the highest score, so that a GP who
    /// joins takes some patients from each and moves nobody else.
    fn own_gp(&self, practice: usize, identity: u64) -> u16 {
        let score = |gp: u16| {
            let name = self.people[usize::from(gp)].identity;
            self.chance.uniform(Decision::OwnGp, identity ^ name, 1, 0)
        };
        let gps = self.plan.gps[practice].iter().copied();
        gps.max_by(|&a, &b| score(a).total_cmp(&score(b))).unwrap_or(0)
    }

    // --- The telephone ---------------------------------------------------------------------------

    /// A patient rings again, for a request that is under way.
    pub(crate) fn patient_rang(&mut self, id: RequestId) {
        self.call_placed(id);
    }

    /// A call with a request comes in.
    pub(crate) fn call_placed(&mut self, id: RequestId) {
        let request = self.requests.get_mut(id.0);
        request.calls = request.calls.saturating_add(1);
        let contact = Contact {
            kind: ContactKind::RequestCall,
            practice: request.practice,
            is_waiting: false,
            wants_call_back: false,
            request: id.0,
            generation: 0,
            joined: SimTime::ZERO,
            subject: request.identity,
            ordinal: request.call_ordinal(),
            step: request.step,
        };
        self.call_came_in(contact);
    }

    fn other_call(&mut self, arrival: Arrival) {
        self.call_came_in(Contact {
            kind: ContactKind::OtherCall,
            practice: arrival.practice,
            is_waiting: false,
            wants_call_back: false,
            request: NONE,
            generation: 0,
            joined: SimTime::ZERO,
            subject: arrival.identity,
            ordinal: 0,
            step: 0,
        });
    }

    /// Someone whose call was no request rings again.
    pub(crate) fn other_call_repeated(&mut self, id: ContactId) {
        let contact = *self.contacts.get(id.0);
        self.contacts.remove(id.0);
        self.call_came_in(Contact { ordinal: contact.ordinal + 1, ..contact });
    }

    fn call_came_in(&mut self, mut contact: Contact) {
        let now = self.calendar.now();
        contact.generation = self.next_generation();
        let day = self.day(now.day());
        self.record_now(|record| {
            let door = &mut record.front_door;
            door.inbound += 1;
            door.by_weekday[day.weekday] += 1;
            let time = now.time_of_day();
            if day.weekday == MONDAY && (TimeOfDay::at(8, 0)..TimeOfDay::at(10, 0)).contains(&time)
            {
                door.monday_opening += 1;
            }
        });
        let id = ContactId(self.contacts.insert(contact));
        let menu = self.network.front_door.menu_time.to_span();
        self.calendar.schedule(now + menu, Event::MenuCompleted(id));
    }

    fn is_open(&self) -> bool {
        let now = self.calendar.now();
        let calendar = &self.network.calendar;
        let time = now.time_of_day();
        calendar.opens <= time && time < calendar.closes && self.day(now.day()).is_working
    }

    /// A caller has heard the menu: leaves it, or joins the queue.
    pub(crate) fn menu_completed(&mut self, id: ContactId) {
        let contact = *self.contacts.get(id.0);
        let chance =
            self.chance.uniform(Decision::Menu, contact.subject, contact.step, contact.ordinal);
        let exit = self.network.front_door.menu_exit.get();
        let is_open = self.is_open();
        if !is_open || chance < exit {
            self.record_now(|record| record.front_door.menu += 1);
            // Closed: everyone hears the message. The chance then decides the fate alone.
            let fate = if is_open { chance / exit } else { chance };
            self.left_menu(id, contact, fate, is_open);
            return;
        }
        self.join_queue(id, contact);
    }

    /// What becomes of a call that ends in the menu or meets the closed message.
    fn left_menu(&mut self, id: ContactId, contact: Contact, fate: f64, is_open: bool) {
        let door = &self.network.front_door;
        let is_request = contact.kind == ContactKind::RequestCall;
        let fates = if is_request { door.menu_fates_request } else { door.menu_fates_other };
        let redial_at = self.redial_time(&contact, is_open);
        let resolved = fates.resolved.get();
        let online = resolved + fates.online.get();
        let redial = online + fates.redial.get();
        if !is_request {
            // A closed practice is rung again when it opens.
            if fate >= resolved && (fate < redial && fate >= online || !is_open) {
                self.calendar.schedule(redial_at, Event::OtherCallRepeated(id));
            } else {
                self.contacts.remove(id.0);
            }
            return;
        }
        let request = RequestId(contact.request);
        self.contacts.remove(id.0);
        if fate < resolved && is_open {
            self.settle_at_front_door(request, FrontDoorEnd::Menu);
        } else if fate < online && self.requests.get(request.0).is(fact::ONLINE_ABLE) {
            self.note(request, format_args!("the menu sends the caller online"));
            self.calendar.schedule(self.calendar.now(), Event::FormSent(request));
        } else if fate < redial || !is_open {
            self.ring_again(request, redial_at);
        } else {
            self.fail_finally(request, Some(Constraint::Telephone));
        }
    }

    fn redial_time(&self, contact: &Contact, is_open: bool) -> SimTime {
        let door = &self.network.front_door;
        let now = self.calendar.now();
        let place = (contact.subject, contact.step, contact.ordinal);
        let chance = self.chance.uniform(Decision::RedialDelay, place.0, place.1, place.2);
        if is_open {
            return now + minutes(exponential(door.redial_delay.get(), chance));
        }
        // Those who met the closed message are on the line when the practice opens.
        self.next_opening(now) + minutes(exponential(door.opening_delay.get(), chance))
    }

    /// Rings again at `at`, unless the day's patience for ringing is used up: then another day.
    fn ring_again(&mut self, id: RequestId, at: SimTime) {
        let limit = self.network.front_door.attempts_per_day;
        let request = self.requests.get_mut(id.0);
        if u32::from(request.calls) < limit {
            if at.day() > self.calendar.now().day() {
                request.begin_another_day();
            }
            self.calendar.schedule(at, Event::PatientRang(id));
        } else {
            self.give_up_for_today(id, Constraint::Telephone);
        }
    }

    fn join_queue(&mut self, id: ContactId, contact: Contact) {
        let now = self.calendar.now();
        let practice = usize::from(contact.practice);
        let door = &self.network.front_door;
        let place = (contact.subject, contact.step, contact.ordinal);
        let draw = |decision| self.chance.uniform(decision, place.0, place.1, place.2);
        let queue = &self.desks[practice];
        let waiting = f64::from(self.live_waiting[practice]);
        let is_offered = waiting >= door.call_back_offered_at * f64::from(queue.capacity().max(1))
            && waiting > 0.0;
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
            self.record_now(|record| record.front_door.call_back += 1);
        }
        match self.desks[practice].seize(id, LIVE) {
            Seized::AtOnce => self.serve_at_desk(id),
            Seized::Queued => {
                let before = self.live_waiting[practice];
                self.live_waiting[practice] += 1;
                if contact.request != NONE {
                    let how = if wants_call_back { ", asks to be called back" } else { "" };
                    let request = RequestId(contact.request);
                    self.note(request, format_args!("joins the queue behind {before}{how}"));
                }
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
            return;
        }
        self.desks[usize::from(contact.practice)].renege();
        self.live_waiting[usize::from(contact.practice)] -= 1;
        self.missed_call(id, contact);
    }

    /// A caller has left the queue, or was cut off at closing.
    fn missed_call(&mut self, id: ContactId, contact: Contact) {
        let now = self.calendar.now();
        let waited = (now - contact.joined).as_minutes();
        self.record_now(|record| {
            let door = &mut record.front_door;
            door.missed += 1;
            door.wait_missed_min.observe(waited);
            for (bound, count) in [1.0, 2.0, 5.0].into_iter().zip(&mut door.missed_within) {
                *count += u64::from(waited < bound);
            }
        });
        self.note_monday_wait(contact.joined, waited);
        // The queue still holds the place; it is free again once the queue has skipped it.
        self.contacts.get_mut(id.0).is_waiting = false;
        let is_open = self.is_open();
        let redial_at = self.redial_time(&contact, is_open);
        let chance = self.chance.uniform(
            Decision::AfterHangingUp,
            contact.subject,
            contact.step,
            contact.ordinal,
        );
        let after = self.network.front_door.after_hanging_up;
        let redial = after.redial.get();
        if contact.kind == ContactKind::OtherCall {
            if chance < redial {
                let copy = ContactId(self.contacts.insert(contact));
                self.calendar.schedule(redial_at, Event::OtherCallRepeated(copy));
            }
            return;
        }
        let request = RequestId(contact.request);
        self.note(request, format_args!("hangs up after {waited:.1} min"));
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

    fn note_monday_wait(&mut self, joined: SimTime, waited: f64) {
        let weekday = self.day(joined.day()).weekday;
        let bin = ((joined.time_of_day().as_minutes() - 480.0) / 30.0).floor();
        if weekday == MONDAY && (0.0..MONDAY_BINS as f64).contains(&bin) {
            self.record_now(|record| {
                record.front_door.monday_wait_min[bin as usize].observe(waited);
            });
        }
    }

    // --- The desk --------------------------------------------------------------------------------

    fn walked_in(&mut self, id: RequestId) {
        self.record_now(|record| record.front_door.walk_ins += 1);
        let now = self.calendar.now();
        let request = self.requests.get(id.0);
        let contact = Contact {
            kind: ContactKind::WalkIn,
            practice: request.practice,
            is_waiting: true,
            wants_call_back: false,
            request: id.0,
            generation: 0,
            joined: now,
            subject: request.identity,
            ordinal: request.call_ordinal(),
            step: request.step,
        };
        let contact = ContactId(self.contacts.insert(contact));
        self.ask_at_desk(contact, LIVE);
    }

    fn ask_at_desk(&mut self, id: ContactId, class: usize) {
        let practice = usize::from(self.contacts.get(id.0).practice);
        match self.desks[practice].seize(id, class) {
            Seized::AtOnce => self.serve_at_desk(id),
            Seized::Queued => self.live_waiting[practice] += u32::from(class == LIVE),
        }
    }

    /// A receptionist takes a call, a form or a visit.
    fn serve_at_desk(&mut self, id: ContactId) {
        let now = self.calendar.now();
        let contact = *self.contacts.get(id.0);
        self.contacts.get_mut(id.0).is_waiting = false;
        let door = &self.network.front_door;
        let is_call = matches!(contact.kind, ContactKind::RequestCall | ContactKind::OtherCall);
        let (mean, decision) = match contact.kind {
            ContactKind::RequestCall => (door.call_length_request, Decision::CallLength),
            ContactKind::OtherCall => (door.call_length_other, Decision::CallLength),
            ContactKind::RequestForm | ContactKind::OtherForm => {
                (door.form_length, Decision::FormLength)
            }
            ContactKind::WalkIn => (door.walk_in_length, Decision::CallLength),
        };
        let chance = self.chance.uniform(decision, contact.subject, contact.step, contact.ordinal);
        let factor = self.plan.call_length.map_or(1.0, |length| length.quantile(chance));
        if is_call {
            let waited = (now - contact.joined).as_minutes();
            if contact.request != NONE {
                let request = RequestId(contact.request);
                self.note(request, format_args!("answered after {waited:.1} min"));
            }
            // Who is called back has not been holding the line.
            if !contact.wants_call_back {
                self.note_monday_wait(contact.joined, waited);
                self.record_now(|record| {
                    let door = &mut record.front_door;
                    door.answered += 1;
                    door.wait_answered_min.observe(waited);
                    let bounds = [1.0, 2.0, 5.0];
                    for (bound, count) in bounds.into_iter().zip(&mut door.answered_within) {
                        *count += u64::from(waited < bound);
                    }
                });
            }
        }
        self.calendar.schedule(now + minutes(mean.get() * factor), Event::DeskFinished(id));
    }

    /// A call, form or visit has been dealt with: the next is taken, and what was wanted is done.
    pub(crate) fn desk_finished(&mut self, id: ContactId) {
        let contact = *self.contacts.get(id.0);
        self.contacts.remove(id.0);
        let practice = usize::from(contact.practice);
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

    /// Free handlers take whoever waits, as long as there is someone.
    fn take_next_at_desk(&mut self, practice: usize) {
        loop {
            let contacts = &mut self.contacts;
            let next = self.desks[practice].next(|id: ContactId| {
                let waits = contacts.get(id.0).is_waiting;
                if !waits {
                    // Has hung up: with its entry in the queue, its place is free.
                    contacts.remove(id.0);
                }
                waits
            });
            let Some(id) = next else { return };
            let contact = self.contacts.get(id.0);
            let is_live =
                !matches!(contact.kind, ContactKind::RequestForm | ContactKind::OtherForm);
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
        for band in &self.network.front_door.handlers {
            let at = SimTime::on(day, band.from);
            self.calendar.schedule_in(
                at,
                crate::engine::calendar::Phase::Release,
                Event::HandlersChanged,
            );
        }
        let closes = SimTime::on(day, self.network.calendar.closes);
        self.calendar.schedule(closes, Event::DeskClosed);
    }

    /// The number of call handlers changes, at every practice.
    pub(crate) fn handlers_changed(&mut self) {
        let now = self.calendar.now();
        let time = now.time_of_day();
        if time >= self.network.calendar.closes {
            return;
        }
        let is_monday = self.day(now.day()).demand_weekday == MONDAY;
        let bands = &self.network.front_door.handlers;
        let band = bands.iter().rev().find(|band| band.from <= time).unwrap_or(&bands[0]);
        let per_10000 = if is_monday { band.per_10000_monday } else { band.per_10000 };
        for practice in 0..self.network.practices.len() {
            let list = self.network.practices[practice].list_size;
            let handlers = (per_10000 * list / 10_000.0).round().max(1.0) as u32;
            self.desks[practice].set_capacity(handlers);
            self.take_next_at_desk(practice);
        }
        if self.coordinators.capacity() == 0 {
            self.coordinators.set_capacity(self.network.triage.coordinators);
            self.take_next_coordinated();
        }
    }

    /// The doors close: callers in the queue are cut off, visitors are sent home, forms wait.
    pub(crate) fn desk_closed(&mut self) {
        self.coordinators.set_capacity(0);
        for practice in 0..self.network.practices.len() {
            self.desks[practice].set_capacity(0);
            let mut waiting = Vec::new();
            let contacts = &self.contacts;
            self.desks[practice].drain(LIVE, |id: ContactId| {
                waiting.push((id, contacts.get(id.0).is_waiting));
                contacts.get(id.0).is_waiting
            });
            self.live_waiting[practice] = 0;
            for (id, is_waiting) in waiting {
                let contact = *self.contacts.get(id.0);
                if !is_waiting {
                    // Has hung up before.
                } else if contact.kind == ContactKind::WalkIn {
                    self.give_up_for_today(RequestId(contact.request), Constraint::Telephone);
                } else if contact.wants_call_back {
                    // A promised call-back is made the next morning.
                    self.call_back_tomorrow(contact);
                } else {
                    self.missed_call(id, contact);
                }
                self.contacts.remove(id.0);
            }
        }
    }

    fn call_back_tomorrow(&mut self, contact: Contact) {
        let id = ContactId(self.contacts.insert(contact));
        // It is first in the queue when the desk opens.
        self.ask_at_desk(id, LIVE);
    }

    // --- Forms -----------------------------------------------------------------------------------

    fn other_form(&mut self, arrival: Arrival) {
        self.record_now(|record| record.front_door.forms += 1);
        let contact = Contact {
            kind: ContactKind::OtherForm,
            practice: arrival.practice,
            is_waiting: true,
            wants_call_back: false,
            request: NONE,
            generation: 0,
            joined: self.calendar.now(),
            subject: arrival.identity,
            ordinal: 0,
            step: 0,
        };
        let id = ContactId(self.contacts.insert(contact));
        self.ask_at_desk(id, FORMS);
    }

    /// A patient sends an online form.
    pub(crate) fn form_sent(&mut self, id: RequestId) {
        let now = self.calendar.now();
        let door = &self.network.front_door;
        let time = now.time_of_day();
        if !(door.forms_open..door.forms_close).contains(&time) {
            let day = now.day() + i32::from(time >= door.forms_close);
            let opens = SimTime::on(day, door.forms_open);
            self.calendar.schedule(opens, Event::FormSent(id));
            return;
        }
        self.record_now(|record| record.front_door.forms += 1);
        self.note(id, format_args!("sends an online form"));
        let request = self.requests.get_mut(id.0);
        request.forms = request.forms.saturating_add(1);
        request.waiting_since = now;
        let contact = Contact {
            kind: ContactKind::RequestForm,
            practice: request.practice,
            is_waiting: true,
            wants_call_back: false,
            request: id.0,
            generation: 0,
            joined: now,
            subject: request.identity,
            ordinal: u16::from(request.forms),
            step: request.step,
        };
        if self.network.triage.policy == TriagePolicy::DigitalSelfBooking && self.books_directly(id)
        {
            return;
        }
        let contact = ContactId(self.contacts.insert(contact));
        self.ask_at_desk(contact, FORMS);
    }

    /// Digital self-booking: a suitable need goes straight to a first-contact role.
    fn books_directly(&mut self, id: RequestId) -> bool {
        let request = self.requests.get(id.0);
        let need = &self.network.needs[usize::from(request.need)];
        let has_role = need.routes[0] != self.network.general_practitioner;
        if !has_role || !request.is(fact::SUITABLE) || !request.is(fact::ACCEPTS_OTHERS) {
            return false;
        }
        self.reached(id);
        self.navigate(id, self.network.triage.accuracy_patient.get());
        true
    }

    fn form_read(&mut self, id: RequestId) {
        let request = self.requests.get(id.0);
        let patience = self.network.front_door.form_patience.get();
        let ordinal = u16::from(request.forms);
        let place = (request.identity, request.step);
        let waits = exponential(
            patience,
            self.chance.uniform(Decision::FormPatience, place.0, place.1, ordinal),
        );
        // Whether the sender still waits is only found out when the form is read.
        if self.working_minutes_since(request.waiting_since) > waits {
            self.fail_finally(id, Some(Constraint::Triage));
            return;
        }
        let share = match self.network.triage.policy {
            TriagePolicy::TotalTriage => 1.0,
            TriagePolicy::GpFirst => 0.0,
            _ => self.network.triage.clinical_triage_share.get(),
        };
        let chance = self.chance.uniform(Decision::ClinicalTriage, place.0, place.1, ordinal);
        if chance < share {
            self.ask_for_triage(id);
        } else {
            self.route(id);
        }
    }

    // --- Navigation ------------------------------------------------------------------------------

    /// Notes that a request has reached the practice.
    fn reached(&mut self, id: RequestId) {
        let request = self.requests.get_mut(id.0);
        let is_new = !request.is(fact::REACHED);
        request.facts |= fact::REACHED;
        if is_new && request.is(fact::MEASURED) {
            self.record.requests.reached += 1;
        }
    }

    /// A receptionist has heard what a patient wants.
    fn spoken_to(&mut self, id: RequestId) {
        if self.requests.get(id.0).is(fact::TRIAGED) {
            // Told to try another day: what the triage decided still holds.
            self.offer(id);
        } else if self.network.triage.policy == TriagePolicy::TotalTriage {
            self.ask_for_triage(id);
        } else {
            self.route(id);
        }
    }

    /// Whoever navigates finds the profession.
    fn route(&mut self, id: RequestId) {
        if self.network.triage.policy == TriagePolicy::CareCoordinators {
            match self.coordinators.seize(id, 0) {
                Seized::AtOnce => self.coordinate(id),
                Seized::Queued => {}
            }
            return;
        }
        self.navigate(id, self.network.triage.accuracy_reception.get());
    }

    fn coordinate(&mut self, id: RequestId) {
        let mean = self.network.triage.coordinator_minutes.get();
        let request = self.requests.get(id.0);
        let chance =
            self.chance.uniform(Decision::TriageLength, request.identity, request.step, 100);
        let at = self.calendar.now() + minutes(exponential(mean, chance));
        self.calendar.schedule(at, Event::CoordinatorFinished(id));
    }

    /// A care coordinator has dealt with a request.
    pub(crate) fn coordinator_finished(&mut self, id: RequestId) {
        self.coordinators.release();
        self.take_next_coordinated();
        self.navigate(id, self.network.triage.accuracy_coordinator.get());
    }

    fn take_next_coordinated(&mut self) {
        while let Some(next) = self.coordinators.next(|_| true) {
            self.coordinate(next);
        }
    }

    /// Settles a request at the front door, or finds its profession and books it; right with
    /// probability `accuracy`.
    pub(crate) fn navigate(&mut self, id: RequestId, accuracy: f64) {
        let network = self.network;
        let request = self.requests.get(id.0);
        let need = &network.needs[usize::from(request.need)];
        let place = (request.identity, request.step);
        let draw = |decision| self.chance.uniform(decision, place.0, place.1, 0);
        let advice = draw(Decision::Advice);
        if request.consultations == 0 {
            if need.administrative.happens(advice) {
                self.settle_at_front_door(id, FrontDoorEnd::Administrative);
                return;
            }
            if advice < need.administrative.get() + need.pharmacy.get() {
                self.settle_at_front_door(id, FrontDoorEnd::Pharmacy);
                return;
            }
        }
        let gp = network.general_practitioner;
        let is_for_others = request.is(fact::SUITABLE) && request.is(fact::ACCEPTS_OTHERS);
        let right = if is_for_others { need.routes[0] } else { gp };
        let chosen = match network.triage.policy {
            TriagePolicy::GpFirst | TriagePolicy::TelephoneFirst => gp,
            _ if draw(Decision::Routing) < accuracy => right,
            _ => self.wrong_profession(id, right),
        };
        let request = self.requests.get_mut(id.0);
        request.first_choice = right as u8;
        request.profession = chosen as u8;
        request.facts &= !fact::MISROUTED;
        if chosen != right && chosen != gp {
            request.facts |= fact::MISROUTED;
        }
        self.offer(id);
    }

    /// Where an error sends a request: to a GP whom it does not need, or to someone who is not
    /// right for it.
    fn wrong_profession(&self, id: RequestId, right: usize) -> usize {
        let request = self.requests.get(id.0);
        let gp = self.network.general_practitioner;
        let draw = |ordinal| {
            self.chance.uniform(Decision::WrongProfession, request.identity, request.step, ordinal)
        };
        let is_possible = |p: &usize| *p != right && self.plan.is_staffed[*p];
        let others: Vec<usize> =
            self.plan.first_contact.iter().copied().filter(is_possible).collect();
        let to_gp = right != gp && draw(0) < self.network.triage.error_to_gp.get();
        if to_gp || others.is_empty() {
            return gp;
        }
        others[(draw(1) * others.len() as f64) as usize]
    }

    /// Ends a request at the front door.
    pub(crate) fn settle_at_front_door(&mut self, id: RequestId, how: FrontDoorEnd) {
        self.note(id, format_args!("settled at the front door: {}", how.words()));
        let administrative = self.network.front_door.administrative_minutes.get();
        if self.requests.get(id.0).is(fact::MEASURED) {
            let counts = &mut self.record.requests;
            match how {
                FrontDoorEnd::Administrative => {
                    counts.settled_administrative += 1;
                    self.record.work.administrative_min += administrative;
                }
                FrontDoorEnd::Menu => counts.settled_administrative += 1,
                FrontDoorEnd::Pharmacy => counts.settled_pharmacy += 1,
                FrontDoorEnd::Triage => counts.settled_triage += 1,
            }
        }
        self.settle(id);
    }
}

/// Ways in which the front door settles a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FrontDoorEnd {
    /// The menu answered it.
    Menu,
    /// It was administrative.
    Administrative,
    /// A community pharmacy takes it.
    Pharmacy,
    /// Clinical triage settled it by advice or message.
    Triage,
}

impl FrontDoorEnd {
    const fn words(self) -> &'static str {
        match self {
            FrontDoorEnd::Menu => "by the menu",
            FrontDoorEnd::Administrative => "administration",
            FrontDoorEnd::Pharmacy => "community pharmacy",
            FrontDoorEnd::Triage => "advice after triage",
        }
    }
}
