//! Administrative work of GPs: what arose in each practice and week, and which time absorbed it.
//!
//! Nothing here changes an appointment, unless starts are closed for it: the account is made up when all days are
//! over.

use crate::model::CareSystem;
use crate::model::administration::{
    Absorbed, Administration, Reopened, SessionTime, Work, is_shared_by, sessions_of_week,
    sessions_of_week_on, spared, starts_closed,
};
use crate::model::chance::Chance;
use crate::model::roster::Person;
use crate::model::supervision::PaidFrom;
use crate::simulation::Simulation;
use crate::simulation::dated::Parts;
use crate::simulation::observer::Observer;
use crate::simulation::state::{Doing, RequestId, Session, SessionId, SlotState};
use crate::units::{SimTime, Span};
use std::ops::Range;

/// A practice in a week.
#[derive(Clone, Copy, Debug, Default)]
struct PracticeWeek {
    /// Consultations of its patients.
    contacts: u32,
    /// Supervision that closes no start \[min\].
    supervision: f64,
    /// Sessions held.
    sessions: u32,
    /// Work for each of them \[min\].
    each: f64,
    /// What became of it.
    absorbed: Absorbed,
    /// Overtime if starts that are open because of pharmacists were closed \[min\].
    closed_again: f64,
}

/// What is kept until the account is made up; empty without `[administration]`.
#[derive(Debug, Default)]
pub(super) struct Book {
    /// By person: whether they share the work.
    shares: Vec<bool>,
    /// By part of the run and practice: sessions of a week among whose GPs its work is shared.
    rostered: Vec<Vec<f64>>,
    /// The number of weeks.
    weeks: usize,
    /// By practice and week.
    cells: Vec<PracticeWeek>,
    /// Sessions held, by the index of their practice and week.
    sessions: Vec<(u32, SessionTime, Reopened)>,
}

impl Book {
    /// An empty book for the measured `weeks`.
    pub(super) fn new(parts: &Parts<'_>, people: &[Person], weeks: u32) -> Self {
        let system = parts.on(0);
        if system.administration.is_none() {
            return Book::default();
        }
        let in_part = |(from, system): (i32, &CareSystem)| {
            sessions_of_week_on(system, people, system.calendar.date(from.max(0)))
        };
        let shares =
            |person: &Person| person.practice.is_some() && is_shared_by(&system.roles[person.role]);
        let rostered: f64 = sessions_of_week(system, people).iter().sum();
        let weeks = weeks as usize;
        Book {
            shares: people.iter().map(shares).collect(),
            rostered: parts.first_days().zip(parts.systems()).map(in_part).collect(),
            weeks,
            cells: vec![PracticeWeek::default(); system.practices.len() * weeks],
            // All of the measured period: it allocates no memory.
            sessions: Vec::with_capacity((rostered * weeks as f64 * 1.1) as usize + 64),
        }
    }

    fn index(&self, practice: u8, day: i32) -> usize {
        usize::from(practice) * self.weeks + day as usize / 7
    }

    /// Shares out what arose in each practice and week among its sessions. Without a session it waits for the next
    /// week, at the practices where its patients are registered then. Returns by practice what is left at the end.
    fn share_out(&mut self, system: &CareSystem, practices: &[usize], arisen: &[f64]) -> Vec<f64> {
        let mut carried = vec![0.0; system.practices.len()];
        for week in 0..self.weeks {
            let begins = system.calendar.date(days_of(week).start);
            for &practice in practices {
                if carried[practice] <= 0.0 || system.is_there(practice, begins) {
                    continue;
                }
                let work = carried[practice];
                for (other, share) in system.registered_of(practice, begins) {
                    carried[other] += work * share;
                    carried[practice] -= work * share;
                }
            }
            for &practice in practices {
                let index = practice * self.weeks + week;
                let cell = &mut self.cells[index];
                let work = carried[practice] + arisen[index] + cell.supervision;
                let has_none = cell.sessions == 0;
                carried[practice] = if has_none { work } else { 0.0 };
                cell.each = if has_none { 0.0 } else { work / f64::from(cell.sessions) };
            }
        }
        carried
    }
}

/// The days of a measured week.
const fn days_of(week: usize) -> Range<i32> {
    let first = week as i32 * 7;
    first..first + 7
}

impl<C: Chance, O: Observer> Simulation<'_, C, O> {
    /// Whether administrative work is shared with the clinician of `session`.
    fn shares_administration(&self, session: &Session) -> bool {
        self.administration.shares.get(usize::from(session.person)).is_some_and(|shares| *shares)
    }

    /// How many starts of a session are not offered, so that its administrative work fits: by the rule, the list and
    /// the GPs of its day.
    pub(super) fn starts_closed_for_administration(&self, session: &Session) -> u32 {
        self.starts_closed_for(session, Administration::excess)
    }

    /// How many starts a session does not offer, if its practice's usual week leaves such an excess for so many
    /// patients, sessions and practices in one.
    fn starts_closed_for(
        &self,
        session: &Session,
        excess: impl Fn(&Administration, f64, f64, f64) -> f64,
    ) -> u32 {
        let (day, practice) = (session.day, usize::from(session.practice));
        let system = self.parts.on(day);
        let Some(administration) = system.administration.as_ref().filter(|it| it.closes_starts)
        else {
            return 0;
        };
        if !self.shares_administration(session) {
            return 0;
        }
        let role = &self.system.roles[usize::from(session.role)];
        let sessions = self.administration.rostered[self.parts.of(day)][practice];
        let practices = system.practices_as(practice, &(day..day + 1));
        let excess = excess(administration, system.registered(practice, day), sessions, practices);
        starts_closed(excess, role.slot.get(), session.starts(role))
    }

    /// A consultation about `request` ended after so many minutes: it makes work for the patient's practice.
    pub(super) fn makes_administration(&mut self, id: SessionId, request: RequestId, spent: f64) {
        let Some(administration) = &self.system.administration else { return };
        if !self.is_measuring {
            return;
        }
        let practice = self.requests.get(request.0).practice;
        let cell = self.administration.index(practice, self.calendar.now().day());
        self.administration.cells[cell].contacts += 1;
        if self.shares_administration(&self.sessions[id.index()]) {
            let counts = &mut self.record.administration;
            counts.contacts += 1;
            counts.contact_min += spent;
            counts.record_min += spent * administration.record_share;
        }
    }

    /// Supervision on `day` that closes no start is done in the administrative time of the supervisor's practice.
    pub(super) fn supervises_in_administration(
        &mut self,
        supervisor: u16,
        practice: u8,
        day: i32,
        [scheduled, delegated]: [f64; 2],
    ) {
        let book = &mut self.administration;
        let shares = book.shares.get(usize::from(supervisor)).is_some_and(|shares| *shares);
        if !shares || !(0..self.measured_days).contains(&day) {
            return;
        }
        let closes_starts = self.system.supervision.paid_from == PaidFrom::PatientFacing;
        let cell = book.index(practice, day);
        book.cells[cell].supervision += delegated + if closes_starts { 0.0 } else { scheduled };
    }

    /// Enters the sessions of `day`, which is over and measured, into the book.
    pub(super) fn enter_into_administration(&mut self, day: i32) {
        let Some(administration) = &self.system.administration else { return };
        let contracted = administration.contracted.get();
        for s in self.sessions_of(day) {
            let session = &self.sessions[s];
            if !self.shares_administration(session) {
                continue;
            }
            self.record.administration.sessions_rostered += 1;
            let is_held = !session.is_absent && !session.is_lost;
            if !is_held || session.doing == Doing::NotStarted {
                continue;
            }
            let time = self.time_of(session, contracted);
            let closed = u64::from(self.starts_closed_for_administration(session));
            let (count, reopened) = self.reopened(session);
            let counts = &mut self.record.administration;
            counts.sessions += 1;
            counts.session_min += time.length;
            counts.contracted_min += time.contracted;
            counts.overrun_min += time.overrun;
            counts.starts_closed += closed;
            counts.starts_reopened += count;
            let cell = self.administration.index(session.practice, day);
            self.administration.cells[cell].sessions += 1;
            self.administration.sessions.push((cell as u32, time, reopened));
        }
    }

    /// The time of a session that is over, as it can absorb work.
    fn time_of(&self, session: &Session, contracted: f64) -> SessionTime {
        let slot = self.system.roles[usize::from(session.role)].slot.get();
        let (mut empty, mut missed) = (0.0, 0.0);
        for (_, start) in self.diary.slots_from(session.first) {
            match start.state {
                SlotState::Free | SlotState::CancelledLate => empty += slot,
                SlotState::Missed => missed += slot,
                _ => {}
            }
        }
        let ended = session.busy_since;
        // What lasts into the person's next session is in that session's time.
        let next = self
            .sessions_of(session.day)
            .map(|s| &self.sessions[s])
            .filter(|other| other.person == session.person && other.start >= session.end)
            .map(|other| other.start)
            .min()
            .unwrap_or(SimTime::NEVER);
        let late = (ended.min(next) - session.end).as_ms().max(0);
        let idle = (ended - session.start).as_ms() - session.accounted_ms;
        let kept = Span::from_minutes(session.meeting_min).as_ms() + session.debriefs_ms;
        let minutes = |ms: i64| Span::from_ms(ms).as_minutes();
        SessionTime {
            length: (session.end - session.start).as_minutes(),
            empty,
            missed,
            closed: slot * f64::from(self.starts_closed_for_administration(session)),
            idle: minutes((idle - kept).max(0)),
            // Meetings and debriefs that did not fit between patients follow the clinic.
            overrun: minutes(late + (kept - idle).max(0)),
            contracted,
        }
    }

    /// How many of the last starts of a session that is over are open because pharmacists take work over, and what
    /// they were used for.
    fn reopened(&self, session: &Session) -> (u64, Reopened) {
        let alone = self.starts_closed_for(session, |it, patients, sessions, _| {
            it.excess_alone(patients, sessions)
        });
        let more = alone.saturating_sub(self.starts_closed_for_administration(session)) as usize;
        let mut minutes = Reopened::default();
        if more == 0 {
            return (0, minutes);
        }
        let slot = self.system.roles[usize::from(session.role)].slot.get();
        let starts = || self.diary.slots_from(session.first);
        let before = starts().count().saturating_sub(more);
        let is_used = |state: SlotState| {
            !matches!(state, SlotState::Free | SlotState::CancelledLate | SlotState::Missed)
        };
        let patients = starts().filter(|(_, start)| is_used(start.state)).count().max(1) as f64;
        let each = (Span::from_ms(session.accounted_ms).as_minutes() / patients).min(slot);
        let mut count = 0;
        for (_, start) in starts().skip(before) {
            match start.state {
                SlotState::Free | SlotState::CancelledLate => minutes.empty += slot,
                SlotState::Missed => minutes.missed += slot,
                _ => {
                    minutes.used += slot;
                    minutes.seen += each;
                }
            }
            count += 1;
        }
        (count, minutes)
    }

    /// Makes up the account, once all days are over.
    pub(super) fn account_for_administration(&mut self) {
        let Some(administration) = &self.system.administration else { return };
        let mut book = std::mem::take(&mut self.administration);
        let counts = &mut self.record.administration;
        let system = self.system;
        let mut prescriptions = vec![0.0; book.cells.len()];
        let mut arisen_in = vec![0.0; book.cells.len()];
        for &practice in &self.practices {
            for week in 0..book.weeks {
                let index = practice * book.weeks + week;
                let cell = &book.cells[index];
                // Who is registered elsewhere takes the work of their list along.
                let patients = system.mean_registered(practice, &days_of(week));
                let arisen = administration.arising(patients, f64::from(cell.contacts), 1.0);
                counts.arisen.iter_mut().zip(arisen).for_each(|(sum, minutes)| *sum += minutes);
                counts.supervision_min += cell.supervision;
                prescriptions[index] = arisen[Work::Prescriptions as usize];
                arisen_in[index] = arisen.iter().sum::<f64>();
            }
        }
        let left = book.share_out(system, &self.practices, &arisen_in);
        for &practice in &self.practices {
            counts.left_min += left[practice];
        }
        for &(index, time, reopened) in &book.sessions {
            let cell = &mut book.cells[index as usize];
            cell.absorbed.add(time.absorb(cell.each));
            cell.closed_again += time.closed_again(&reopened).absorb(cell.each).overtime;
        }
        for (index, prescriptions) in prescriptions.into_iter().enumerate() {
            let days = days_of(index % book.weeks);
            let practices = system.practices_as(index / book.weeks, &days);
            let cell = &mut book.cells[index];
            let taken = taken_by_pharmacists(administration, cell, prescriptions, practices);
            counts.by_pharmacists.iter_mut().zip(taken).for_each(|(sum, minutes)| *sum += minutes);
            counts.absorbed.add(cell.absorbed);
        }
        debug_assert!(counts.balances(), "what arose went somewhere: {counts:?}");
    }
}

/// What pharmacists take over of a practice's week, which is so many `practices` in one.
fn taken_by_pharmacists(
    administration: &Administration,
    cell: &mut PracticeWeek,
    prescriptions: f64,
    practices: f64,
) -> [f64; 3] {
    if cell.sessions == 0 {
        return [0.0; 3];
    }
    let overtime = cell.absorbed.overtime;
    let taken = cell.absorbed.take(administration.by_pharmacists(prescriptions, practices));
    spared(taken, overtime, cell.closed_again)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{FileSystem, load};

    #[test]
    fn what_waits_for_a_session_goes_with_the_patients() {
        let mut system = load("average-pcn", &FileSystem).unwrap().system;
        let list = &mut system.practices[4].list;
        list.during.until = Some(system.calendar.date(7));
        list.registered_at = vec![(0, 0.6), (1, 0.3)];
        let practices = [0, 1, 2, 3, 4];
        let mut book = Book {
            weeks: 2,
            cells: vec![PracticeWeek { sessions: 1, ..PracticeWeek::default() }; 10],
            ..Book::default()
        };
        // The practice that leaves after the first week has no session in it, and 100 min of work.
        book.cells[8].sessions = 0;
        book.cells[9].sessions = 0;
        let mut arisen = vec![0.0; 10];
        arisen[8] = 100.0;
        let left = book.share_out(&system, &practices, &arisen);
        let each: Vec<f64> = book.cells.iter().map(|cell| cell.each).collect();
        assert_eq!(each, [0.0, 60.0, 0.0, 30.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
        // A tenth leaves the network.
        assert!((left[4] - 10.0).abs() < 1e-9 && left[..4].iter().all(|left| *left <= 0.0));
    }
}
