//! Online forms: sent, read, given up.

use crate::engine::samplers::exponential;
use crate::model::chance::{Chance, Decision};
use crate::model::triage::TriagePolicy;
use crate::simulation::Simulation;
use crate::simulation::arrivals::Arrival;
use crate::simulation::desk::FORMS;
use crate::simulation::event::Event;
use crate::simulation::fact;
use crate::simulation::observer::{Observer, What};
use crate::simulation::record::{Constraint, OfPatient, day_band, day_kind};
use crate::simulation::state::{Contact, ContactId, ContactKind, RequestId};
use crate::units::{SimTime, Span};

/// What someone does who finds the online form closed.
enum Closed {
    /// Rings at once.
    Rings,
    /// Does not ask.
    GivesUp,
    /// Sends the form when it opens.
    Waits,
}

impl<C: Chance, O: Observer> Simulation<'_, C, O> {
    pub(super) fn other_form(&mut self, arrival: Arrival) {
        let contact = Contact::other(
            ContactKind::OtherForm,
            arrival.practice,
            arrival.identity,
            self.calendar.now(),
        );
        let Some(opens) = self.form_opens(arrival.practice.into()) else {
            return self.send_other_form(contact);
        };
        match self.found_closed(arrival.identity, 0, 0) {
            Closed::Rings => self.other_call(arrival),
            Closed::GivesUp => {}
            Closed::Waits => {
                let id = ContactId(self.contacts.insert(contact));
                self.calendar.schedule(opens, Event::OtherFormSent(id));
            }
        }
    }

    /// Someone sends an online form about anything else, who found it closed before.
    pub(crate) fn other_form_sent(&mut self, id: ContactId) {
        let contact = Contact { joined: self.calendar.now(), ..*self.contacts.get(id.0) };
        self.contacts.remove(id.0);
        self.send_other_form(contact);
    }

    fn send_other_form(&mut self, contact: Contact) {
        if self.derived.at[usize::from(contact.practice)].is_none() {
            return;
        }
        self.count_form(self.patient_of(contact.practice, contact.subject));
        self.count_contact(contact.because);
        self.note_contact(&contact, What::FormSent);
        let id = ContactId(self.contacts.insert(contact));
        self.ask_at_desk(id, FORMS);
    }

    fn count_form(&mut self, patient: OfPatient) {
        let now = self.calendar.now();
        let day = self.day(now.day());
        self.record_now(|record| {
            record.count_part(patient, day.weekday, |counts| counts.forms += 1);
            let door = &mut record.front_door;
            door.forms += 1;
            door.forms_by_month[day.month] += 1;
            door.forms_by_kind_and_band[day_kind(day)][day_band(now.time_of_day())] += 1;
        });
    }

    /// When the online form of `practice` opens; `None` if it is open now.
    fn form_opens(&self, practice: usize) -> Option<SimTime> {
        let now = self.calendar.now();
        let (hours, time) = (self.system.form_hours(practice), now.time_of_day());
        let day = now.day() + i32::from(time >= hours.end);
        (!hours.contains(&time)).then(|| SimTime::on(day, hours.start))
    }

    /// What someone does who finds the form closed. While the practice is closed too, everyone waits.
    fn found_closed(&mut self, subject: u64, step: u32, ordinal: u16) -> Closed {
        if !self.is_open() {
            return Closed::Waits;
        }
        self.record_now(|record| record.front_door.found_closed += 1);
        let closed = self.system.front_door.form_closed;
        let chance = self.chance.uniform(Decision::FormClosed, subject, step, ordinal);
        if chance < closed.ring.get() {
            Closed::Rings
        } else if chance < closed.ring.get() + closed.gives_up.get() {
            Closed::GivesUp
        } else {
            Closed::Waits
        }
    }

    /// A patient sends an online form.
    pub(crate) fn form_sent(&mut self, id: RequestId) {
        if self.is_gone(id) {
            return self.left_with_practice(id);
        }
        let now = self.calendar.now();
        let request = self.requests.get(id.0);
        let practice = usize::from(request.practice);
        let (identity, step, forms) = (request.identity, request.step, request.forms);
        if let Some(opens) = self.form_opens(practice) {
            return match self.found_closed(identity, step, forms.into()) {
                Closed::Rings => self.ring_again(id, now),
                Closed::GivesUp => self.fail_finally(id, Some(Constraint::Telephone)),
                Closed::Waits => self.calendar.schedule(opens, Event::FormSent(id)),
            };
        }
        self.count_form(self.patient_of(practice as u8, identity));
        self.note(id, What::FormSent);
        let because = self.requests.get_mut(id.0).take_cause();
        self.count_contact(because);
        let request = self.requests.get_mut(id.0);
        request.forms = request.forms.saturating_add(1);
        request.waiting_since = now;
        let contact =
            Contact::about(ContactKind::RequestForm, id, request, u16::from(request.forms), now);
        let policy = self.triage_policy(self.requests.get(id.0));
        if policy == TriagePolicy::DigitalSelfBooking && self.books_directly(id) {
            return;
        }
        let contact = ContactId(self.contacts.insert(contact));
        self.ask_at_desk(contact, FORMS);
    }

    /// Digital self-booking: a suitable need goes straight to a first-contact role.
    pub(super) fn books_directly(&mut self, id: RequestId) -> bool {
        let request = self.requests.get(id.0);
        let need = &self.system.needs[usize::from(request.need)];
        let has_role = need.routes[0] != self.system.general_practitioner;
        if !has_role || !request.is(fact::SUITABLE) || !request.is(fact::ACCEPTS_OTHERS) {
            return false;
        }
        self.reached(id);
        self.navigate(id, self.system.triage.accuracy_patient.get());
        true
    }

    pub(super) fn form_read(&mut self, id: RequestId) {
        let request = self.requests.get(id.0);
        let patience = self.system.front_door.form_patience.get();
        let ordinal = u16::from(request.forms);
        let address = (request.identity, request.step);
        let waits = exponential(
            patience,
            self.chance.uniform(Decision::FormPatience, address.0, address.1, ordinal),
        );
        // Whether the sender still waits is only found out when the form is read.
        if self.working_minutes_since(request.waiting_since) > waits {
            self.note(id, What::FormLapsed);
            self.fail_finally(id, Some(Constraint::Triage));
            return;
        }
        let request = self.requests.get(id.0);
        let share = match self.triage_policy(request) {
            _ if request.is(fact::CLOSED_IN_ERROR) => 0.0,
            TriagePolicy::TotalTriage => f64::from(u8::from(self.is_triaged_first(request))),
            TriagePolicy::GpFirst => 0.0,
            _ => self.system.triage.clinical_triage_share.get(),
        };
        let chance = self.chance.uniform(Decision::ClinicalTriage, address.0, address.1, ordinal);
        if chance < share {
            self.ask_for_triage(id);
        } else {
            self.route(id);
        }
    }

    /// Clock time since `since` less days on which practices are closed \[min\].
    fn working_minutes_since(&self, since: SimTime) -> f64 {
        let now = self.calendar.now();
        let is_closed = |day: &i32| !self.day(*day).is_working;
        let closed = (since.day()..now.day()).filter(is_closed).count();
        ((now - since).as_minutes() - Span::from_days(closed as i64).as_minutes()).max(0.0)
    }
}
