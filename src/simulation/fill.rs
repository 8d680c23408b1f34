//! How full clinics have been lately, and what is therefore expected of those that are planned.

use crate::model::chance::Chance;
use crate::simulation::Simulation;
use crate::simulation::observer::Observer;
use crate::simulation::state::SlotState;
use std::ops::Range;

/// Days over which clinics are looked back on: a day that is so long ago counts 1/e of yesterday.
const REMEMBERED_DAYS: f64 = 28.0;

/// Starts of the last weeks, the latest counting most.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Fill {
    open: f64,
    used: f64,
}

impl Fill {
    /// The share of open starts that were used; 1 as long as nothing is known.
    fn share(self) -> f64 {
        if self.open > 0.0 { self.used / self.open } else { 1.0 }
    }
}

impl<C: Chance, O: Observer> Simulation<'_, C, O> {
    /// Counts the starts of the sessions of `day`, which is over.
    pub(super) fn remember_fill(&mut self, day: i32) {
        if !self.weighs_use() {
            return;
        }
        for fill in &mut self.fill {
            fill.open *= 1.0 - 1.0 / REMEMBERED_DAYS;
            fill.used *= 1.0 - 1.0 / REMEMBERED_DAYS;
        }
        for session in &self.sessions[self.sessions_of(day)] {
            let fill = &mut self.fill[usize::from(session.diary)];
            for (_, slot) in self.diary.slots_from(session.first) {
                let is_closed = matches!(
                    slot.state,
                    SlotState::ClosedAbsence
                        | SlotState::ClosedRooms
                        | SlotState::ClosedSupervision
                );
                fill.open += f64::from(u8::from(!is_closed));
                fill.used += f64::from(u8::from(!is_closed && slot.state != SlotState::Free));
            }
        }
    }

    const fn weighs_use(&self) -> bool {
        self.system.rooms.unused_start_cost.get() < 1.0
    }

    /// Notes for each session of the day the share of its starts that is expected to be used. Starts that stay
    /// empty are those of the clinics that come last in the list of staff: without such a clinic the others
    /// would see its patients.
    pub(super) fn expect_use(&mut self, today: Range<usize>) {
        if !self.weighs_use() {
            return;
        }
        let mut unused_of = std::mem::take(&mut self.scratch.unused);
        unused_of.clear();
        unused_of.resize(self.fill.len(), 0.0);
        for s in today.clone() {
            let diary = usize::from(self.sessions[s].diary);
            unused_of[diary] += if self.sessions[s].is_absent { 0.0 } else { self.starts_of(s) };
        }
        for (expected, fill) in unused_of.iter_mut().zip(&self.fill) {
            *expected *= 1.0 - fill.share();
        }
        for s in today.rev() {
            if !self.sessions[s].is_absent {
                let starts = self.starts_of(s);
                let left = &mut unused_of[usize::from(self.sessions[s].diary)];
                let unused = left.min(starts).max(0.0);
                *left -= unused;
                self.sessions[s].expected_use =
                    if starts > 0.0 { 1.0 - unused / starts } else { 0.0 };
            }
        }
        self.scratch.unused = unused_of;
    }

    fn starts_of(&self, s: usize) -> f64 {
        let session = &self.sessions[s];
        f64::from(session.starts(&self.system.roles[usize::from(session.role)]))
    }
}
