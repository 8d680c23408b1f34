//! Lists of patients that change during a run: growth, a practice that leaves or joins another, hours at which a
//! practice is shut.

use crate::engine::calendar::Phase;
use crate::model::chance::{Chance, Decision};
use crate::simulation::Simulation;
use crate::simulation::desk::{FORMS, LIVE};
use crate::simulation::event::Event;
use crate::simulation::fact;
use crate::simulation::observer::Observer;
use crate::simulation::state::{ContactId, NONE, RequestId};
use crate::units::{SimTime, TimeOfDay};

impl<C: Chance, O: Observer> Simulation<'_, C, O> {
    /// The practice where someone of the list of `practice` asks today; `None`: not in the network.
    pub(super) fn asks_at(&self, practice: usize, identity: u64) -> Option<usize> {
        if let Some(at) = self.derived.at[practice] {
            return Some(usize::from(at));
        }
        let list = &self.system.practices[practice].list;
        let today = self.system.calendar.date(self.calendar.now().day().max(0));
        // A practice that has not begun has no patients yet.
        list.during.until.filter(|until| *until <= today)?;
        let chance = self.chance.uniform(Decision::RegisteredElsewhere, identity, 0, 0);
        list.registered(chance)
    }

    /// The list of `practice` on `day`, relative to that of the first measured day; that on which it left, after it.
    pub(super) fn list_factor(&self, practice: usize, day: i32) -> f64 {
        let list = &self.system.practices[practice].list;
        let last = list.during.until.map_or(day, |until| self.system.calendar.day_of(until));
        list.factor(day.min(last))
    }

    /// Whether nobody is there for the practice of a request any more.
    pub(super) fn is_gone(&self, id: RequestId) -> bool {
        self.derived.at[usize::from(self.requests.get(id.0).practice)].is_none()
    }

    /// A patient whose practice has left is registered outside the network: what was asked for ends here.
    pub(super) fn left_with_practice(&mut self, id: RequestId) {
        let request = self.requests.get(id.0);
        if request.is_planned() {
            return self.end_planned(id, false);
        }
        self.record.ended.left += u64::from(request.is(fact::MEASURED));
        self.lapse(id);
    }

    /// `practice` has left, or has joined another: its patients, with all that they have asked for, go where they are
    /// registered now.
    pub(super) fn practice_is_gone(&mut self, practice: usize) {
        let now = self.calendar.now();
        for id in self.requests.kept() {
            let request = self.requests.get(id);
            if usize::from(request.practice) != practice {
                continue;
            }
            let (identity, booking) = (request.identity, request.booking);
            if let Some(other) = self.asks_at(practice, identity) {
                self.requests.get_mut(id).practice = other as u8;
            } else if booking.generation != 0 && booking.slot != NONE && booking.start >= now {
                self.free_booking(RequestId(id));
                self.left_with_practice(RequestId(id));
            }
            // Whatever else is under way ends when it comes to the practice next.
        }
        for id in self.returning.kept() {
            let request = self.returning.get(id);
            if usize::from(request.practice) == practice
                && let Some(other) = self.asks_at(practice, request.identity)
            {
                self.returning.get_mut(id).practice = other as u8;
            }
        }
        self.move_contacts(practice);
        self.move_triage(practice);
    }

    /// Calls and forms of `practice` go where their patients are registered now.
    fn move_contacts(&mut self, practice: usize) {
        for id in self.contacts.kept() {
            let contact = self.contacts.get(id);
            if usize::from(contact.practice) == practice
                && let Some(other) = self.asks_at(practice, contact.subject)
            {
                self.contacts.get_mut(id).practice = other as u8;
            }
        }
        for class in [LIVE, FORMS] {
            let mut waiting = std::mem::take(&mut self.scratch.contacts);
            let contacts = &self.contacts;
            self.desks[practice].drain(class, |id: ContactId| {
                let waits = contacts.get(id.0).is_waiting;
                waiting.push((id, waits));
                waits
            });
            for (id, is_waiting) in waiting.drain(..) {
                let contact = *self.contacts.get(id.0);
                if is_waiting && usize::from(contact.practice) != practice {
                    self.ask_at_desk(id, class);
                    continue;
                }
                self.contacts.remove(id.0);
                if is_waiting && contact.request != NONE {
                    self.left_with_practice(RequestId(contact.request));
                }
            }
            self.scratch.contacts = waiting;
        }
        self.live_waiting[practice] = 0;
    }

    /// Requests that wait for triage at `practice` wait where their patients are registered now.
    fn move_triage(&mut self, practice: usize) {
        for urgency in 0..self.triage_queues[practice].len() {
            let waiting = std::mem::take(&mut self.triage_queues[practice][urgency]);
            for id in waiting {
                let at = usize::from(self.requests.get(id.0).practice);
                if at == practice {
                    self.requests.get_mut(id.0).facts &= !fact::AWAITS_TRIAGE;
                    self.left_with_practice(id);
                } else {
                    self.triage_queues[at][urgency].push_back(id);
                }
            }
        }
    }

    /// Whether telephone and doors of `practice` are shut at `at` although it is a working day.
    pub(super) fn shut_until(&self, practice: usize, at: SimTime) -> Option<TimeOfDay> {
        let shut = &self.system.practices[practice].list.shut;
        if shut.is_empty() {
            return None;
        }
        let (day, time) = (at.day(), at.time_of_day());
        let date = self.system.calendar.date(day.max(0));
        let weekday = self.day(day).weekday;
        let is_now = shut
            .iter()
            .filter(|shut| shut.is_on(weekday, date) && (shut.closes..shut.opens).contains(&time));
        is_now.map(|shut| shut.opens).max()
    }

    /// Whether telephone and desk of `practice` answer now.
    pub(super) fn answers(&self, practice: usize) -> bool {
        self.is_open() && self.shut_until(practice, self.calendar.now()).is_none()
    }

    /// The first instant, from `at` on, at which the doors of `practice` are open.
    pub(super) fn opening_of(&self, practice: usize, at: SimTime) -> SimTime {
        let mut opens = self.next_opening(at);
        while let Some(again) = self.shut_until(practice, opens) {
            // Times at which it is shut may touch or overlap.
            let later = SimTime::on(opens.day(), again);
            opens = self.next_opening(later);
            if opens.day() > self.last_day {
                return opens;
            }
        }
        opens
    }

    /// Notes the times of `day` at which a practice shuts and opens again.
    pub(super) fn plan_shutting(&mut self, day: i32) {
        let date = self.system.calendar.date(day.max(0));
        let weekday = self.day(day).weekday;
        let system = self.system;
        // No desk opens earlier because another is shut then.
        let opens = system.front_door.handlers[0].from;
        for index in 0..self.practices.len() {
            for shut in &system.practices[self.practices[index]].list.shut {
                if !shut.is_on(weekday, date) {
                    continue;
                }
                for at in [shut.closes, shut.opens].into_iter().filter(|at| *at > opens) {
                    let event = Event::HandlersChanged;
                    self.calendar.schedule_in(SimTime::on(day, at), Phase::Release, event);
                }
            }
        }
    }
}
