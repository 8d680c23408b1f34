//! People in recall whose practice leaves: they are called in where they are registered then.

use crate::model::chance::Chance;
use crate::simulation::Simulation;
use crate::simulation::observer::Observer;
use crate::simulation::state::NONE;

impl<C: Chance, O: Observer> Simulation<'_, C, O> {
    /// The people whom `practice`, which has left or has joined another, called in are called in where they are
    /// registered now, and who waits keeps the day on which the waiting began. Who leaves the network is called in no
    /// more.
    pub(super) fn move_recalls(&mut self, practice: usize) {
        if self.recalls.is_empty() || self.derived.at[practice].is_some() {
            // After a merger the people wait in their own queue, which has the books of both.
            return;
        }
        for person in 0..self.recalls.people.len() as u32 {
            if usize::from(self.recalls.people[person as usize].at) != practice {
                continue;
            }
            let list = usize::from(self.recalls.people[person as usize].practice);
            if let Some(other) = self.asks_at(list, self.identity_of_recall(person)) {
                self.recalls.people[person as usize].at = other as u8;
            }
        }
        let kinds = self.recalls.kinds.len();
        for kind in 0..kinds {
            let waiting = self.recalls.all_of(practice * kinds + kind);
            for other in 0..self.derived.at.len() {
                let moves =
                    |person: &u32| usize::from(self.recalls.people[*person as usize].at) == other;
                let arriving: Vec<u32> = waiting.iter().copied().filter(moves).collect();
                if arriving.is_empty() {
                    continue;
                }
                let queue = other * kinds + kind;
                let mut all = self.recalls.all_of(queue);
                all.extend(arriving);
                // Who has waited longest is first; of equals, who was in the queue already.
                all.sort_by_key(|person| self.recalls.people[*person as usize].joined);
                for person in all {
                    let since = self.recalls.people[person as usize].joined;
                    self.recalls.join(queue, person, since);
                }
            }
        }
    }
}

impl super::recall::Recalls {
    /// Everyone in a queue, in order; it is empty afterwards.
    fn all_of(&mut self, queue: usize) -> Vec<u32> {
        let mut all = Vec::new();
        while self.queues[queue].first != NONE {
            all.push(self.take_first(queue));
        }
        all
    }

    /// The people whom a practice still calls in; `at` says for each practice whether there is one.
    pub(super) fn called(&self, at: &[Option<u8>]) -> u64 {
        let called = self.people.iter().filter(|person| at[usize::from(person.at)].is_some());
        called.count() as u64
    }

    /// The people who are overdue on `day`, of those whom a practice still calls in; `at` says for each practice
    /// whether there is one.
    pub(super) fn overdue(&self, day: i32, at: &[Option<u8>]) -> u64 {
        let is_called = |practice: u8| at[usize::from(practice)].is_some();
        let overdue = self.people.iter().filter(|person| person.due < day && is_called(person.at));
        overdue.count() as u64
    }
}
