//! The duty rota of a day of the book.

use crate::model::chance::Chance;
use crate::simulation::Simulation;
use crate::simulation::observer::Observer;
use crate::units::TimeOfDay;

/// Sessions that start from this hour on are afternoon sessions, for the duty rota.
const AFTERNOON: TimeOfDay = TimeOfDay::at(13, 0);

impl<C: Chance, O: Observer> Simulation<'_, C, O> {
    /// Assigns the duty of each practice, morning and afternoon, in turn.
    pub(super) fn choose_duty(&mut self, day: i32) {
        let mut candidates = std::mem::take(&mut self.scratch.sessions);
        for &practice in &self.practices {
            let list_size = self.system.practices[practice].list_size;
            let wanted = self.system.triage.duty_sessions(list_size) as usize;
            for is_morning in [true, false] {
                candidates.clear();
                candidates.extend(self.opening.at_practice(practice).filter(|&s| {
                    let session = &self.sessions[s];
                    !session.is_absent
                        && self.people[usize::from(session.person)].practice == Some(practice)
                        && self.system.roles[usize::from(session.role)].takes_duty
                        && (session.start.time_of_day() < AFTERNOON) == is_morning
                }));
                // Turns go round: the order shifts by one each day.
                if !candidates.is_empty() {
                    let shift = day.rem_euclid(candidates.len() as i32) as usize;
                    candidates.rotate_left(shift);
                }
                for &session in candidates.iter().take(wanted) {
                    self.sessions[session].is_duty = true;
                }
            }
        }
        self.scratch.sessions = candidates;
    }

    /// Reassigns the duty where everyone on duty is sick. Their lists do not change.
    pub(super) fn cover_duty(&mut self) {
        for &practice in &self.practices {
            for is_morning in [true, false] {
                let may_take = |s: &usize| {
                    let session = &self.sessions[*s];
                    !session.is_lost
                        && self.system.roles[usize::from(session.role)].takes_duty
                        && (session.start.time_of_day() < AFTERNOON) == is_morning
                };
                let is_away = |s: &usize| self.sessions[*s].is_absent;
                let has_duty = |s: &usize| self.sessions[*s].is_duty;
                let may_take = || self.today.at_practice(practice).filter(may_take);
                if may_take().any(|s| has_duty(&s) && is_away(&s))
                    && !may_take().any(|s| has_duty(&s) && !is_away(&s))
                    && let Some(s) = may_take().find(|s| !is_away(s))
                {
                    self.sessions[s].is_duty = true;
                }
            }
        }
    }
}
