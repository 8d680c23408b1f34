//! A dated world: the parts of a run, people who have left, and their clinics in the book.

use crate::model::CareSystem;
use crate::model::chance::Chance;
use crate::model::roster::Person;
use crate::simulation::Simulation;
use crate::simulation::derived::Derived;
use crate::simulation::event::Event;
use crate::simulation::observer::{Observer, Release, What};
use crate::simulation::state::{NONE, RequestId, SessionId, SlotId, SlotState};
use std::borrow::Cow;
use std::ops::Range;

/// A system as it is in each part of a run.
#[derive(Debug)]
pub(super) struct Timeline<'s> {
    /// The system as stated, its dates within the measured period.
    pub(super) stated: Cow<'s, CareSystem>,
    /// The system from a day on, in order of days; none if nothing of it has a date.
    parts: Vec<(i32, CareSystem)>,
}

impl<'s> Timeline<'s> {
    /// That of `system` over so many measured days.
    pub(super) fn of(system: &'s CareSystem, measured_days: i32) -> Timeline<'s> {
        if !system.is_dated() {
            return Timeline { stated: Cow::Borrowed(system), parts: Vec::new() };
        }
        let calendar = &system.calendar;
        let stated = system.within(calendar.date(measured_days));
        let later = stated.changes().into_iter().filter(|date| *date > calendar.start);
        let first = (i32::MIN, stated.as_on(calendar.start));
        let later = later.map(|date| (calendar.day_of(date), stated.as_on(date)));
        let parts = [first].into_iter().chain(later).collect();
        Timeline { stated: Cow::Owned(stated), parts }
    }

    /// The parts of the run: the first day of each, with the system; the first has no beginning.
    pub(super) fn parts(&self) -> Vec<(i32, &CareSystem)> {
        if self.parts.is_empty() {
            return vec![(i32::MIN, self.stated.as_ref())];
        }
        self.parts.iter().map(|(day, system)| (*day, system)).collect()
    }
}

/// The parts of a run, with what is derived from the system of each. What is derived of the present part is with the
/// simulation.
#[derive(Debug)]
pub(crate) struct Parts<'n> {
    systems: Vec<(i32, &'n CareSystem)>,
    others: Vec<Option<Derived>>,
    /// The part in which the run is.
    present: usize,
    /// By person: the days on which they work.
    days: Vec<Range<i32>>,
}

impl<'n> Parts<'n> {
    /// The parts, and what is derived for the first of them.
    pub(super) fn new(systems: Vec<(i32, &'n CareSystem)>, people: &[Person]) -> (Self, Derived) {
        let calendar = &systems[0].1.calendar;
        let days: Vec<Range<i32>> = people
            .iter()
            .map(|person| {
                let day = |date| calendar.day_of(date);
                let until = person.during.until.map_or(i32::MAX, day);
                person.during.from.map_or(i32::MIN, day)..until
            })
            .collect();
        let derive = |(from, system): &(i32, &CareSystem)| {
            let from = (*from).max(0);
            let in_post: Vec<bool> = days.iter().map(|days| days.contains(&from)).collect();
            Derived::new(system, people, &in_post, system.calendar.date(from))
        };
        let mut derived: Vec<Derived> = systems.iter().map(derive).collect();
        // The book is open as far ahead as in any part.
        let ahead = derived.iter().map(|part| part.open_ahead_days).max().unwrap_or(0);
        derived.iter_mut().for_each(|part| part.open_ahead_days = ahead);
        let mut others: Vec<Option<Derived>> = derived.into_iter().map(Some).collect();
        let first = others[0].take().expect("a run has a first part");
        (Parts { systems, others, present: 0, days }, first)
    }

    /// The system in each part, in order.
    pub(super) fn systems(&self) -> impl Iterator<Item = &'n CareSystem> {
        self.systems.iter().map(|(_, system)| *system)
    }

    /// The first day of each part, in order; the first has no beginning.
    pub(super) fn first_days(&self) -> impl Iterator<Item = i32> {
        self.systems.iter().map(|(day, _)| *day)
    }

    /// The system on `day`.
    pub(super) fn on(&self, day: i32) -> &'n CareSystem {
        self.systems[self.of(day)].1
    }

    /// Whether `person` has no post any more on `day`, known or not.
    pub(super) fn has_left(&self, person: u16, day: i32) -> bool {
        self.days[usize::from(person)].end <= day
    }

    /// The part in which `day` is.
    pub(super) fn of(&self, day: i32) -> usize {
        self.systems.iter().rposition(|(from, _)| *from <= day).unwrap_or(0)
    }

    /// Whether there is more than one part.
    fn are_several(&self) -> bool {
        self.systems.len() > 1
    }
}

impl<C: Chance, O: Observer> Simulation<'_, C, O> {
    /// Goes to part `number` of the run, and returns the one before.
    fn go_to_part(&mut self, number: usize) -> usize {
        let before = self.parts.present;
        if number != before {
            let derived = self.parts.others[number].take().expect("it is not the present part");
            self.parts.others[before] = Some(std::mem::replace(&mut self.derived, derived));
            self.system = self.parts.systems[number].1;
            self.parts.present = number;
        }
        before
    }

    /// Opens `day` in the book, by the rules and the staff of that day.
    pub(crate) fn open_in_its_part(&mut self, day: i32) {
        let before = self.go_to_part(self.parts.of(day));
        self.open_day(day);
        self.go_to_part(before);
    }

    /// What begins and ends on the morning of `today`.
    pub(crate) fn begin_part(&mut self, today: i32) {
        if !self.parts.are_several() {
            return;
        }
        let was = self.derived.at.clone();
        self.go_to_part(self.parts.of(today));
        for (practice, was) in was.into_iter().enumerate() {
            if was.is_some() && self.derived.at[practice] != was {
                self.practice_is_gone(practice);
            }
        }
        self.ends_become_known(today);
    }

    /// Whether `person` has clinics on `day`, as far as it is known today.
    pub(super) fn is_in_post(&self, person: usize, day: i32) -> bool {
        let days = &self.parts.days[person];
        days.contains(&day)
            || days.start <= day && self.calendar.now().day() < self.known_on(person)
    }

    /// From which day on it is known when `person` leaves.
    fn known_on(&self, person: usize) -> i32 {
        let notice = self.people[person].notice_days as i32;
        self.parts.days[person].end.saturating_sub(notice)
    }

    /// Clinics in the book beyond an end that is known from `today` on are cancelled, and their patients booked again.
    fn ends_become_known(&mut self, today: i32) {
        let last = self.first_day + self.sessions_by_day.len() as i32;
        for person in 0..self.people.len() {
            let end = self.parts.days[person].end;
            if end == i32::MAX || self.known_on(person) != today {
                continue;
            }
            for day in end.max(today)..last {
                for s in self.sessions_of(day) {
                    if usize::from(self.sessions[s].person) == person {
                        self.clinic_is_beyond(SessionId(s as u32));
                    }
                }
            }
        }
    }

    /// A clinic in the book is beyond the end of its clinician's post: the clinician is away, and the practice books
    /// its patients again.
    fn clinic_is_beyond(&mut self, id: SessionId) {
        let session = &mut self.sessions[id.index()];
        let (day, was_held) = (session.day, !session.is_absent);
        session.is_absent = true;
        self.record_if(|record| record.ended.clinics += u64::from(was_held), day);
        let at = self.next_opening(self.calendar.now());
        let mut next = self.sessions[id.index()].first;
        while next != NONE {
            let slot_id = SlotId(next);
            let slot = *self.diary.slot(slot_id);
            next = slot.after;
            if slot.request != NONE {
                let request = RequestId(slot.request);
                self.drop_booking(request);
                self.note(request, What::Released(Release::Closed));
                self.record_if(|record| record.ended.rebooked += 1, day);
                self.calendar.schedule(at, Event::PracticeRebooks(request));
            }
            let is_open = matches!(
                slot.state,
                SlotState::Free | SlotState::Booked | SlotState::Merged | SlotState::CancelledLate
            );
            if is_open {
                self.diary.set_state(slot_id, SlotState::ClosedAbsence);
            }
        }
    }
}
