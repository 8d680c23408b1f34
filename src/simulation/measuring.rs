//! What is counted, and when: within the measured period, by day, and at the end.

use crate::model::chance::Chance;
use crate::simulation::Simulation;
use crate::simulation::observer::Observer;
use crate::simulation::record::{Because, DayState, Record, TimeLedger};
use crate::simulation::state::RequestId;

impl<C: Chance, O: Observer> Simulation<'_, C, O> {
    /// Counts what belongs to `day` if the day is measured.
    pub(super) fn record_if(&mut self, count: impl FnOnce(&mut Record), day: i32) {
        if (0..self.measured_days).contains(&day) {
            count(&mut self.record);
        }
    }

    /// Counts what happens now if now is measured.
    pub(super) fn record_now(&mut self, count: impl FnOnce(&mut Record)) {
        if self.is_measuring {
            count(&mut self.record);
        }
    }

    /// The next contact about a request will be made for this reason.
    pub(super) fn give_cause(&mut self, id: RequestId, because: Because) {
        self.requests.get_mut(id.0).because = because;
    }

    /// Counts a contact with the practice.
    pub(super) fn count_contact(&mut self, because: Because) {
        self.record_now(|record| record.contacts.by_cause[because as usize] += 1);
    }

    /// Enters what belongs to `day`, in the warm-up too.
    pub(super) fn record_day(&mut self, enter: impl FnOnce(&mut DayState), day: i32) {
        let index = (day - self.first_day) as usize;
        // Days on which requests are only followed are not kept.
        self.record.by_day.get_mut(index).map(enter);
    }

    /// Completes the record: counts open requests, and fills and checks the slot ledger.
    pub(super) fn close(mut self) -> Record {
        // Days whose clinics are not over are entered as they are.
        for day in self.kept_from.max(0)..self.measured_days {
            self.enter_into_ledger(day);
            self.enter_into_time_ledger(day);
        }
        self.count_members();
        self.record.requests.open += self.open_measured;
        self.record.needs.open += self.open_needs;
        debug_assert!(self.record.ledger().balances(), "the slot ledger adds up");
        debug_assert!(
            self.record.work.time.iter().all(TimeLedger::balances),
            "so does that of time"
        );
        self.record
    }
}
