//! What the book and the clinics of a day look like when it is over: counted, and told to an observer that asks for it.
//!
//! Nothing here changes the state of the practice.

use crate::model::chance::Chance;
use crate::simulation::Simulation;
use crate::simulation::observer::{
    ClinicEnd, Clinician, DayEnd, FreeStart, Observer, PersonId, PracticeId, RoleId, RoomId,
    SiteId, TeamId,
};
use crate::simulation::state::{Doing, NONE, Session, SlotState};
use crate::units::SimTime;
use std::collections::BTreeMap;

/// How many free starts of a role are looked for: the third one says more than the first, which may be a slot that
/// was just cancelled.
const STARTS: usize = 3;

impl<C: Chance, O: Observer> Simulation<'_, C, O> {
    /// Counts what is booked ahead and what is open when `day` ends.
    pub(super) fn count_day_end(&mut self, day: i32) {
        let (booked_ahead, open) = (self.booked, self.requests.count());
        self.record_day(
            |state| {
                state.booked_ahead += booked_ahead;
                state.open += open;
            },
            day,
        );
    }

    /// Tells the observer how `day` ended, if it wants to know.
    pub(super) fn tell_day_end(&mut self, day: i32) {
        if O::WANTS_DAYS {
            let sessions = self.sessions_of(day);
            let clinics = sessions.map(|index| self.clinic_end(&self.sessions[index])).collect();
            let end = DayEnd { day, clinics, free: self.free_starts(day) };
            self.observer.day_ended(&end);
        }
    }

    fn clinician_of(&self, session: &Session) -> Clinician {
        Clinician {
            person: PersonId(session.person),
            team: TeamId(self.people[usize::from(session.person)].team as u16),
            role: RoleId(session.role),
            site: SiteId(session.site),
        }
    }

    fn clinic_end(&self, session: &Session) -> ClinicEnd {
        let mut end = ClinicEnd {
            clinician: self.clinician_of(session),
            practice: PracticeId(session.practice),
            start: session.start,
            end: session.end,
            ended: if session.doing == Doing::Ended { session.busy_since } else { session.end },
            is_remote: session.is_remote,
            is_duty: session.is_duty,
            is_held: !(session.is_absent || session.is_lost),
            room: (session.room != NONE).then_some(RoomId(session.room)),
            starts: 0,
            closed: 0,
            attended: 0,
            missed: 0,
            cancelled: 0,
            empty: 0,
            added: session.extras,
        };
        for (_, slot) in self.diary.slots_from(session.first) {
            end.starts += 1;
            let count = match slot.state {
                SlotState::Attended | SlotState::HandedBack | SlotState::Booked => {
                    &mut end.attended
                }
                // A double appointment takes the start after its own.
                SlotState::Merged => &mut end.attended,
                SlotState::Missed => &mut end.missed,
                SlotState::CancelledLate | SlotState::NotReached => &mut end.cancelled,
                SlotState::Free => &mut end.empty,
                SlotState::ClosedRooms
                | SlotState::ClosedSupervision
                | SlotState::ClosedAbsence => &mut end.closed,
            };
            *count += 1;
        }
        end
    }

    /// The first free starts of each role at each practice after `day`, in the order of time.
    fn free_starts(&self, day: i32) -> Vec<FreeStart> {
        let mut found: BTreeMap<(u8, u8), Vec<SimTime>> = BTreeMap::new();
        let last = self.first_day + self.sessions_by_day.len() as i32;
        for session in (day + 1..last).flat_map(|day| self.sessions_of(day)) {
            let session = &self.sessions[session];
            if session.is_absent || session.is_lost {
                continue;
            }
            let free = self
                .diary
                .slots_from(session.first)
                .filter(|(_, slot)| slot.state == SlotState::Free);
            let starts = found.entry((session.practice, session.role)).or_default();
            starts.extend(free.map(|(_, slot)| slot.start));
        }
        let of = |((practice, role), mut starts): ((u8, u8), Vec<SimTime>)| {
            starts.sort_unstable();
            starts.truncate(STARTS);
            FreeStart { practice: PracticeId(practice), role: RoleId(role), starts }
        };
        found.into_iter().map(of).collect()
    }
}
