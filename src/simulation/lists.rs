//! Lists of patients that change during a run: growth, a practice that leaves or joins another, hours at which a
//! practice is shut.

use crate::engine::calendar::Phase;
use crate::model::chance::{Chance, Decision};
use crate::simulation::Simulation;
use crate::simulation::arrivals::{list_of, who_registers};
use crate::simulation::desk::{FORMS, LIVE};
use crate::simulation::event::Event;
use crate::simulation::fact;
use crate::simulation::observer::Observer;
use crate::simulation::record::OfPatient;
use crate::simulation::state::{ContactId, NONE, Request, RequestId};
use crate::units::{SimTime, TimeOfDay};

impl<C: Chance, O: Observer> Simulation<'_, C, O> {
    /// The practice where someone of the list of practice `list` asks today; `None`: not in the network.
    pub(super) fn asks_at(&self, list: usize, identity: u64) -> Option<usize> {
        let mut practice = list;
        // Nobody moves more often than there are practices.
        for moved in 0..=self.derived.at.len() {
            if let Some(at) = self.derived.at[practice] {
                return Some(usize::from(at));
            }
            let about = &self.system.practices[practice].list;
            let today = self.system.calendar.date(self.calendar.now().day().max(0));
            // A practice that has not begun has no patients yet.
            about.during.until.filter(|until| *until <= today)?;
            let (decision, who) = (Decision::RegisteredElsewhere, who_registers(identity));
            practice = about.registered(self.chance.uniform(decision, who, moved as u32, 0))?;
        }
        None
    }

    /// The practice from whose list the patient with this `identity` comes, who is registered with `practice` now.
    pub(super) fn list_of(&self, practice: u8, identity: u64) -> usize {
        let stays = usize::from(practice);
        if !self.derived.patients_move {
            return stays;
        }
        let Some(of) = list_of(identity) else { return stays };
        self.derived.identity_of.iter().position(|known| *known == of).unwrap_or(stays)
    }

    /// Where the patient with this `identity` belongs, who is registered with `practice`.
    pub(super) fn patient_of(&self, practice: u8, identity: u64) -> OfPatient {
        OfPatient { practice: practice.into(), list: self.list_of(practice, identity) }
    }

    /// The practice from whose list the patient of a request comes.
    pub(super) fn list_of_request(&self, request: &Request) -> usize {
        self.list_of(request.practice, request.identity)
    }

    /// The fifth of deprivation of that list, the most deprived being 0.
    pub(super) fn fifth_of(&self, practice: u8, identity: u64) -> usize {
        let list = &self.system.practices[self.list_of(practice, identity)];
        usize::from(list.deprivation_quintile - 1)
    }

    /// The list of `practice` on `day`, relative to that of the first measured day; that on which it left, after it.
    pub(super) fn list_factor(&self, practice: usize, day: i32) -> f64 {
        self.system.list_factor(practice, day)
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
        self.move_recalls(practice);
        for id in self.requests.kept() {
            let request = self.requests.get(id);
            if usize::from(request.practice) != practice {
                continue;
            }
            let (identity, booking) = (request.identity, request.booking);
            if let Some(other) = self.asks_at(self.list_of_request(request), identity) {
                self.requests.get_mut(id).practice = other as u8;
                self.counts_elsewhere(id, practice, other);
            } else if booking.generation != 0 && booking.slot != NONE && booking.start >= now {
                self.free_booking(RequestId(id));
                self.left_with_practice(RequestId(id));
            }
            // Whatever else is under way ends when it comes to the practice next.
        }
        for id in self.returning.kept() {
            let request = self.returning.get(id);
            if usize::from(request.practice) == practice
                && let Some(other) = self.asks_at(self.list_of_request(request), request.identity)
            {
                self.returning.get_mut(id).practice = other as u8;
            }
        }
        self.move_contacts(practice);
        self.move_triage(practice);
    }

    /// An open request whose patient is registered elsewhere now counts there, as made and in how it ends: else a
    /// practice would end requests that another made.
    fn counts_elsewhere(&mut self, id: u32, before: usize, now: usize) {
        let request = self.requests.get(id);
        if !request.is(fact::MEASURED) || request.is_planned() {
            return;
        }
        self.record.by_practice[before].counts.made -= 1;
        self.record.by_practice[now].counts.made += 1;
        let [before, now] = [before, now].map(|practice| self.system.practices[practice].pcn);
        self.record.by_pcn[before][0] -= 1;
        self.record.by_pcn[now][0] += 1;
    }

    /// Calls and forms of `practice` go where their patients are registered now.
    fn move_contacts(&mut self, practice: usize) {
        for id in self.contacts.kept() {
            let contact = self.contacts.get(id);
            let list = self.list_of(contact.practice, contact.subject);
            if usize::from(contact.practice) == practice
                && let Some(other) = self.asks_at(list, contact.subject)
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

    /// Whether the doors of `practice` stay shut all day, on a day on which the network is open.
    pub(super) fn is_shut_today(&self, practice: usize) -> bool {
        let today = self.calendar.now().day();
        !self.system.practices[practice].list.shut.is_empty()
            && self.day(today).is_working
            && self.opening_of(practice, SimTime::midnight(today)).day() > today
    }

    /// Whether `practice` is shut now, while the network is open, and does not open again today.
    pub(super) fn is_shut_for_today(&self, practice: usize) -> bool {
        let now = self.calendar.now();
        self.is_open()
            && self.shut_until(practice, now).is_some()
            && self.opening_of(practice, now).day() > now.day()
    }

    /// When someone who does not get through to `practice` tries next, from `at` on: when it opens, but a day on which
    /// the network is open and the practice is not is a day of trying too.
    pub(super) fn next_try(&self, practice: usize, at: SimTime) -> SimTime {
        let opens = self.opening_of(practice, at);
        let now = self.calendar.now();
        let mut first = self.next_opening(at);
        if first <= now {
            first = self.next_opening(SimTime::midnight(now.day() + 1));
        }
        if first.day() < opens.day() { first } else { opens }
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
