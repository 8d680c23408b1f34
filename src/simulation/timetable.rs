//! The duty rota of a day of the book.

use crate::model::chance::Chance;
use crate::simulation::Simulation;
use crate::simulation::observer::Observer;
use crate::units::SimTime;
use std::cmp::Reverse;

impl<C: Chance, O: Observer> Simulation<'_, C, O> {
    /// Assigns the duty of each practice, in turn, over the whole opening day.
    ///
    /// Each of the simultaneous duties is a chain of sessions, one after the other.
    pub(super) fn choose_duty(&mut self, day: i32) {
        let mut candidates = std::mem::take(&mut self.scratch.sessions);
        for &practice in &self.practices {
            let wanted = self.derived.policies[practice].duty_sessions as usize;
            candidates.clear();
            candidates.extend(self.opening.at_practice(practice).filter(|&s| {
                let session = &self.sessions[s];
                !session.is_absent
                    && self.derived.works_for[usize::from(session.person)] == Some(practice)
                    && self.system.roles[usize::from(session.role)].takes_duty
            }));
            // Turns go round: the order shifts by one each day.
            if !candidates.is_empty() {
                let shift = day.rem_euclid(candidates.len() as i32) as usize;
                candidates.rotate_left(shift);
            }
            for _ in 0..wanted {
                let mut covered = SimTime::on(day, self.system.calendar.opens);
                while let Some(next) = self.next_on_duty(&candidates, covered) {
                    self.sessions[next].is_duty = true;
                    covered = self.sessions[next].end;
                }
            }
        }
        self.scratch.sessions = candidates;
    }

    /// The session that takes the duty over when those before cover it until `covered`: the one that adds
    /// most time on duty, less the gap before it; of equals the first in turn.
    ///
    /// A session that is more than half over by then takes no duty: a few minutes of cover are not worth
    /// its slots.
    fn next_on_duty(&self, candidates: &[usize], covered: SimTime) -> Option<usize> {
        let adds = |s: usize| {
            let session = &self.sessions[s];
            session.end.as_ms() - session.start.max(covered).as_ms()
        };
        let is_possible = |s: &usize| {
            let session = &self.sessions[*s];
            !session.is_duty && 2 * adds(*s) > (session.end - session.start).as_ms()
        };
        let gap = |s: usize| (self.sessions[s].start.as_ms() - covered.as_ms()).max(0);
        let open = candidates.iter().copied().filter(is_possible);
        open.min_by_key(|&s| Reverse(adds(s) - gap(s)))
    }

    /// Reassigns the duty of those who are away, unless someone else is on duty at the time. Lists of
    /// patients do not change.
    pub(super) fn cover_duty(&mut self) {
        for &practice in &self.practices {
            let today = || self.today.at_practice(practice);
            for away in today() {
                if !self.sessions[away].is_duty || !self.sessions[away].is_absent {
                    continue;
                }
                let overlap = |s: usize| {
                    let (one, other) = (&self.sessions[s], &self.sessions[away]);
                    one.end.min(other.end).as_ms() - one.start.max(other.start).as_ms()
                };
                let is_there = |s: &usize| {
                    let session = &self.sessions[*s];
                    !session.is_absent
                        && !session.is_lost
                        && self.system.roles[usize::from(session.role)].takes_duty
                        && overlap(*s) > 0
                };
                if today().filter(is_there).any(|s| self.sessions[s].is_duty) {
                    continue;
                }
                // Of equals the first.
                let stands_in = today().filter(is_there).min_by_key(|&s| Reverse(overlap(s)));
                if let Some(s) = stands_in {
                    self.sessions[s].is_duty = true;
                }
            }
        }
    }
}
