//! Memory is allocated before the measured period, not in it.

use crate::engine::assignment::Job;
use crate::model::chance::Chance;
use crate::model::demand::MAJORANT_PER_PATIENT_DAY;
use crate::simulation::arrivals::Arrival;
use crate::simulation::observer::Observer;
use crate::simulation::rooms::RoomWait;
use crate::simulation::slots::ModesOfDay;
use crate::simulation::state::{ContactId, Session, SessionId, Slot, SlotId};
use crate::simulation::{DESK_CLASSES, FOLLOWED_DAYS, Simulation};

/// Room kept in each queue, beyond what it ever needed in the warm-up.
const QUEUE_ROOM: usize = 256;

/// Clinics of a site on a day for which the timetable keeps memory; beyond it, it takes more.
const MOST_CLINICS: usize = 120;

/// Lists that are used within one event. They are kept, so that events allocate no memory.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    pub(super) sessions: Vec<usize>,
    /// Clinics with a room, in order of time.
    pub(super) in_rooms: Vec<usize>,
    /// Clinics of a site that want a room, and what they lose without it.
    pub(super) jobs: Vec<Job>,
    pub(super) stakes: Vec<RoomWait>,
    /// By diary: starts of the day that nobody is expected to use.
    pub(super) unused: Vec<f64>,
    /// By diary: what clinics with a room make good for those without one on the day.
    pub(super) modes: Vec<ModesOfDay>,
    /// The sessions of a day before they are stored.
    pub(super) rostered: Vec<Session>,
    /// The slots of a day before they are in the book.
    pub(super) drafts: Vec<Slot>,
    /// The starts of one session that can be booked: their numbers and kinds.
    pub(super) planned: Vec<(u32, usize)>,
    /// Free slots of a session.
    pub(super) free_slots: Vec<SlotId>,
    pub(super) held_up: Vec<SessionId>,
    pub(super) contacts: Vec<(ContactId, bool)>,
    /// The arrivals of a day in the order of their identities; and time of day and number of each, to be sorted.
    pub(super) arrivals: Vec<Arrival>,
    pub(super) arrival_order: Vec<u64>,
    /// By practice: how busy the day is.
    pub(super) day_factors: Vec<f64>,
    /// By stream of planned care: its rate on the day.
    pub(super) planned_rates: Vec<f64>,
    /// People at a meeting.
    pub(super) present: Vec<u16>,
    /// By person: how many they supervise on the day.
    pub(super) supervised: Vec<u32>,
}

impl<C: Chance, O: Observer> Simulation<'_, C, O> {
    /// Reserves memory for the measured period, judged by what the warm-up needed. Lists that grow every
    /// day get space for the days that are left. Others get half as much again or more.
    pub(super) fn make_room(&mut self) {
        let left = (self.measured_days + FOLLOWED_DAYS) as usize + 1;
        self.sessions_by_day.reserve(left);
        self.sessions.make_room();
        self.diary.make_room();

        self.calendar.make_room();
        self.arrivals.reserve(2 * self.arrivals.capacity());
        self.requests.make_room();
        self.returning.make_room();
        self.contacts.make_room();
        self.make_room_in_queues();

        for &pcn in self.networks {
            let patients: f64 = self.practices_of(pcn).map(|practice| practice.list_size).sum();
            let candidates = patients * MAJORANT_PER_PATIENT_DAY * f64::from(self.measured_days);
            let words = (candidates * 1.1) as usize / 64 + 1;
            self.record.took_gp[pcn].reserve(words);
            self.record.settled_without_gp[pcn].reserve(words);
        }
    }

    fn make_room_in_queues(&mut self) {
        for desk in &mut self.desks {
            desk.reserve(QUEUE_ROOM);
        }
        for of_network in &mut self.coordinators {
            of_network.reserve(QUEUE_ROOM);
        }
        for rooms in &mut self.hot_rooms {
            rooms.reserve(QUEUE_ROOM);
        }
        for queue in self.triage_queues.iter_mut().flatten() {
            queue.reserve(queue.capacity() + QUEUE_ROOM);
        }
        for queue in &mut self.advice_queues {
            queue.reserve(QUEUE_ROOM);
        }
        let people = self.people.len();
        self.under_way.iter_mut().for_each(|sessions| sessions.reserve(people));
        self.held_up.reserve(2 * people);
        self.opening.make_room();
        self.today.make_room();
        let scratch = &mut self.scratch;
        scratch.held_up.reserve(2 * people);
        scratch.sessions.reserve(2 * people);
        scratch.in_rooms.reserve(2 * people);
        scratch.jobs.reserve(2 * people);
        scratch.stakes.reserve(2 * people);
        self.assignment.make_room(2 * scratch.jobs.capacity().min(MOST_CLINICS));
        scratch.present.reserve(people);
        scratch.arrivals.reserve(2 * scratch.arrivals.capacity());
        scratch.arrival_order.reserve(2 * scratch.arrival_order.capacity());
        scratch.rostered.reserve(2 * scratch.rostered.capacity());
        scratch.drafts.reserve(2 * scratch.drafts.capacity());
        scratch.planned.reserve(2 * scratch.planned.capacity());
        scratch.free_slots.reserve(2 * scratch.free_slots.capacity());
        scratch.contacts.reserve(DESK_CLASSES * QUEUE_ROOM);
    }
}
