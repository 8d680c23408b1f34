//! Scheduled supervision: debriefs close the supervisor's slots. Without a supervisor, slots of
//! supervisees are closed.

use crate::model::appointments::SlotKind;
use crate::model::chance::Chance;
use crate::model::supervision::PaidFrom;
use crate::simulation::Simulation;
use crate::simulation::observer::Observer;
use crate::simulation::state::{NONE, Session, SessionId, SlotId, SlotState};
use std::ops::Range;

impl<C: Chance, O: Observer> Simulation<'_, C, O> {
    /// Closes slots of supervisors for debriefs, and of those whom nobody supervises.
    pub(super) fn schedule_supervision(&mut self, day: i32, today: Range<usize>) {
        let mut supervised = std::mem::take(&mut self.scratch.supervised);
        supervised.clear();
        supervised.resize(self.people.len(), 0);
        // The sessions of one person stand side by side.
        let mut debriefed = None;
        for s in today {
            let session = &self.sessions[s];
            let role = &self.system.roles[usize::from(session.role)];
            let Some(need) = &role.supervision else { continue };
            if session.is_absent || session.is_lost || debriefed == Some(session.person) {
                continue;
            }
            let person = session.person;
            let (of_role, stage) = (usize::from(session.role), session.stage);
            let practice = session.practice;
            let (scheduled, delegated) = (need.scheduled_min(stage), need.delegated.get());
            let needs_presence = need.needs_presence;
            match self.supervisor_for(practice, person, &supervised, &need.by) {
                Some(supervisor) => {
                    supervised[usize::from(supervisor)] += 1;
                    for s in self.opening.of_person(person) {
                        self.sessions[s].supervisor = Some(supervisor);
                    }
                    let role = self.people[usize::from(supervisor)].role;
                    let from_clinic = self.derived.holds_gp_clinics[role];
                    self.record_if(
                        |record| {
                            let work = &mut record.work;
                            work.scheduled_supervision_min += scheduled;
                            work.delegated_supervision_min += delegated;
                            let had = work.supervision_of(of_role, stage);
                            had.scheduled += scheduled;
                            had.delegated += delegated;
                            if from_clinic {
                                work.supervision_by_clinic_gps_min += scheduled + delegated;
                            }
                        },
                        day,
                    );
                    let minutes = [scheduled, delegated];
                    self.supervises_in_administration(supervisor, practice, day, minutes);
                    if self.system.supervision.paid_from == PaidFrom::PatientFacing {
                        self.pay_supervision(supervisor, scheduled);
                    }
                }
                None if needs_presence => self.close_undifferentiated(person),
                None => {}
            }
            debriefed = Some(person);
        }
        self.scratch.supervised = supervised;
    }

    /// A supervisor at `practice` on the day who can take another supervisee: the one with the highest
    /// priority and, of equals, the least time owed.
    pub(super) fn supervisor_for(
        &self,
        practice: u8,
        supervisee: u16,
        supervised: &[u32],
        by: &[usize],
    ) -> Option<u16> {
        let has_place =
            |person: u16| supervised[usize::from(person)] < self.system.supervision.at_once;
        self.opening
            .at_practice(usize::from(practice))
            .map(|s| &self.sessions[s])
            .filter(|session| {
                session.person != supervisee
                    && !session.is_absent
                    && !session.is_lost
                    && self.system.roles[usize::from(session.role)].supervises
                    && by.contains(&usize::from(session.profession))
                    && has_place(session.person)
            })
            .map(|session| session.person)
            .min_by(|&a, &b| {
                let owed =
                    |person: u16| self.person_states[usize::from(person)].supervision_owed_min;
                let asked_later = |person: u16| {
                    let role = self.people[usize::from(person)].role;
                    !self.system.roles[role].supervises_first
                };
                let by_turn = owed(a).total_cmp(&owed(b)).then(a.cmp(&b));
                asked_later(a).cmp(&asked_later(b)).then(by_turn)
            })
    }

    /// Closes slots at the end of the supervisor's day to pay for `minutes`; the rest is carried.
    pub(super) fn pay_supervision(&mut self, supervisor: u16, minutes: f64) {
        let role = &self.system.roles[self.people[usize::from(supervisor)].role];
        let slot = role.slot.get();
        self.person_states[usize::from(supervisor)].supervision_owed_min += minutes;
        for s in self.opening.of_person(supervisor).rev() {
            if self.sessions[s].is_absent {
                continue;
            }
            let (diary, slots) = (&mut self.diary, &mut self.scratch.free_slots);
            slots.clear();
            let free = diary
                .slots_from(self.sessions[s].first)
                .filter(|(_, slot)| slot.state == SlotState::Free);
            slots.extend(free.map(|(id, _)| id));
            let owed = &mut self.person_states[usize::from(supervisor)].supervision_owed_min;
            for &id in slots.iter().rev() {
                if *owed < slot / 2.0 {
                    return;
                }
                diary.set_state(id, SlotState::ClosedSupervision);
                *owed -= slot;
                self.sessions[s].debriefs_ms += role.slot.to_span().as_ms();
            }
        }
    }

    /// Without a supervisor in, a supervisee sees planned patients only.
    pub(super) fn close_undifferentiated(&mut self, person: u16) {
        for s in self.opening.of_person(person) {
            if self.sessions[s].is_absent {
                continue;
            }
            let mut next = self.sessions[s].first;
            while next != NONE {
                let (id, slot) = (SlotId(next), self.diary.slot(SlotId(next)));
                next = slot.after;
                if slot.state == SlotState::Free && slot.kind != SlotKind::Planned as u8 {
                    self.diary.set_state(id, SlotState::ClosedSupervision);
                }
            }
        }
    }

    /// Staff who may see undifferentiated patients only with a supervisor present do not see them if all
    /// their supervisors are sick. The patients are booked again.
    pub(super) fn stop_unsupervised(&mut self, today: Range<usize>) {
        for s in today {
            let session = &self.sessions[s];
            let role = &self.system.roles[usize::from(session.role)];
            let Some(need) = role.supervision.as_ref().filter(|need| need.needs_presence) else {
                continue;
            };
            let is_supervisor = |other: &Session| {
                other.person != session.person
                    && !other.is_absent
                    && !other.is_lost
                    && self.system.roles[usize::from(other.role)].supervises
                    && need.by.contains(&usize::from(other.profession))
            };
            let is_held = !session.is_absent && !session.is_lost;
            let here = self.today.at_practice(usize::from(session.practice));
            if is_held && !here.map(|s| &self.sessions[s]).any(is_supervisor) {
                self.close_slots(SessionId(s as u32), SlotState::ClosedSupervision, |kind| {
                    kind != SlotKind::Planned as u8
                });
            }
        }
    }
}
