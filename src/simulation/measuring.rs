//! What is counted, and when: within the measured period, by day, and at the end.

use crate::model::CareSystem;
use crate::model::chance::Chance;
use crate::model::population::Population;
use crate::simulation::observer::Observer;
use crate::simulation::parts::of_practice;
use crate::simulation::record::{
    Because, DayState, Ledger, Record, TimeLedger, VisitCounts, day_kind,
};
use crate::simulation::state::RequestId;
use crate::simulation::{Horizon, Simulation};

/// A record that holds only what is known before the simulation.
pub(super) fn blank_record(system: &CareSystem, horizon: Horizon) -> Record {
    let measured_days = horizon.weeks as i32 * 7;
    let mut record = Record::new(system.calendar.weekday_of_zero() as i32);
    record.days = measured_days as u32;
    let days = 0..measured_days.max(1);
    record.patients = system.mean_patients(&days);
    record.population = Population::of(system).fingerprint();
    record.rooms = system.rooms_total();
    record.by_pcn = vec![[0; 2]; system.pcns()];
    for (index, practice) in system.practices.iter().enumerate() {
        let registered = system.mean_registered(index, &days);
        record.by_practice.push(of_practice(practice, registered));
        record.by_list.push(of_practice(practice, system.mean_of_list(index, &days)));
    }
    record.unmet_for_want_of = vec![0; system.professions.len()];
    record.took_gp = vec![Vec::new(); system.pcns()];
    record.settled_without_gp = vec![Vec::new(); system.pcns()];
    record.ledgers = vec![Ledger::default(); system.professions.len()];
    let visits = system.cohorts.iter().map(|cohort| cohort.visits.len()).sum();
    record.cohorts.visits = vec![VisitCounts::default(); visits];
    record.work.supervision_by_role = vec![Default::default(); system.roles.len()];
    let days_recorded = (horizon.warm_up_weeks + horizon.weeks) * 7;
    record.by_day = vec![DayState::default(); days_recorded as usize];
    for day in 0..measured_days {
        let about = system.calendar.day(day);
        record.count_rooms(about, system.rooms_on(system.calendar.date(day)));
        record.working_days += u32::from(about.is_working);
        record.working_weekdays[about.weekday] += u32::from(about.is_working);
        record.working_months[about.month] += u32::from(about.is_working);
        record.kinds_of_day[day_kind(about)] += 1;
    }
    record
}

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
        self.account_for_administration();
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
