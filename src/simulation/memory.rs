//! Memory is asked for before the measured period, not in it.

use crate::model::chance::Chance;
use crate::simulation::state::{ContactId, SessionId};
use crate::simulation::trace::Observer;
use crate::simulation::{DESK_CLASSES, FOLLOWED_DAYS, Simulation};

/// Room kept in each queue, beyond what it ever needed in the warm-up.
const QUEUE_ROOM: usize = 256;

/// Lists that are filled and emptied again within an event: kept, so that no event asks for memory.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    pub(super) sessions: Vec<usize>,
    pub(super) held_up: Vec<SessionId>,
    pub(super) contacts: Vec<(ContactId, bool)>,
    /// By practice: how busy the day is.
    pub(super) day_factors: Vec<f64>,
    /// People at a meeting.
    pub(super) present: Vec<u16>,
    /// By person: how many they supervise on the day.
    pub(super) supervised: Vec<u32>,
}

impl<C: Chance, O: Observer> Simulation<'_, C, O> {
    /// Makes room for the measured period from what the warm-up needed: what grows from day to day
    /// for as many days as are left, everything else for twice the size.
    pub(super) fn make_room(&mut self) {
        let opened = self.sessions_by_day.len();
        let left = (self.measured_days + FOLLOWED_DAYS) as usize + 1;
        // A quarter more than the average: the warm-up may have had the holidays.
        let share = left as f64 / opened.max(1) as f64 * 1.25;
        let more = |len: usize| (len as f64 * share) as usize + 1;
        self.sessions_by_day.reserve(left);
        self.sessions.reserve(more(self.sessions.len()));
        self.session_slots.reserve(more(self.session_slots.len()));
        self.diary.make_room(share);
        self.drafts.reserve(2 * self.drafts.capacity());

        self.calendar.make_room();
        self.arrivals.reserve(2 * self.arrivals.capacity());
        self.arrival_order.reserve(2 * self.arrival_order.capacity());
        self.requests.make_room();
        self.contacts.make_room();
        self.bookings.make_room();
        self.make_room_in_queues();

        let candidates = self.network.patients()
            * crate::model::demand::MAJORANT_PER_PATIENT_DAY
            * f64::from(self.measured_days);
        let words = (candidates * 1.1) as usize / 64 + 1;
        self.record.took_gp.reserve(words);
        self.record.settled_without_gp.reserve(words);
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
        for queue in &mut self.triage_queues {
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
        scratch.present.reserve(people);
        scratch.contacts.reserve(DESK_CLASSES * QUEUE_ROOM);
    }
}
