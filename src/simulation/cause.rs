//! What stopped an unmet request: the capacity that was missing, found by searching the book again.

use crate::model::appointments::{SLOT_KINDS, SlotKind};
use crate::model::chance::Chance;
use crate::model::role::{MODES, Mode};
use crate::simulation::Simulation;
use crate::simulation::diary::{NO_DAY, Query, Wanted};
use crate::simulation::fact;
use crate::simulation::observer::Observer;
use crate::simulation::record::Constraint;
use crate::simulation::state::{Request, RequestId, Slot, SlotId};
use crate::units::SimTime;

impl<C: Chance, O: Observer> Simulation<'_, C, O> {
    /// What stopped a request: the first of a room, a supervisor's time and the book's horizon that
    /// would have served it; otherwise the time of a profession. The profession is also returned.
    pub(super) fn what_stopped(&mut self, id: RequestId) -> (Constraint, Option<usize>) {
        let request = self.requests.get(id.0);
        let profession = self.missing_profession(request);
        let query = self.query_that_failed(request, profession);
        let beyond = self.beyond_the_book(request, &query);
        let closed = self.closed_slot(id, &query);
        let is_beyond = || beyond.is_some_and(|beyond| self.diary.earliest_free(&beyond).is_some());
        first_constraint(closed, is_beyond, profession, self.system.general_practitioner)
    }

    /// The profession whose time a request lacked: the right one, unless that one has a free slot and
    /// the request was sent to another.
    fn missing_profession(&self, request: &Request) -> usize {
        let (right, sought) = (usize::from(request.first_choice), usize::from(request.profession));
        if request.is(fact::FOLLOW_UP) || right == sought {
            return sought;
        }
        let has_time = self.diary.earliest_free(&self.query(request, right)).is_some();
        if has_time { sought } else { right }
    }

    /// The search that a request made last, with `profession`.
    fn query_that_failed(&self, request: &Request, profession: usize) -> Query {
        if request.is(fact::FOLLOW_UP) {
            let tolerance = self.system.aftercare.follow_up_tolerance_days;
            self.query_ahead(request, profession, self.acceptable_modes(request), tolerance)
        } else {
            self.query(request, profession)
        }
    }

    /// The same search where the book was closed: after its horizon, up to the last day that the
    /// patient would have accepted; `None` if the book was open on all of these days.
    fn beyond_the_book(&self, request: &Request, query: &Query) -> Option<Query> {
        let today = self.calendar.now().day();
        let last_open = today + self.horizon_days(request);
        let last_accepted = if request.is(fact::FOLLOW_UP) {
            query.from.day() + self.system.aftercare.follow_up_tolerance_days as i32
        } else {
            today + self.longest_wait(request)
        };
        after_the_horizon(query, last_open, last_accepted)
    }

    /// Whether a slot that rooms or supervision closed would have served a request, and which of them.
    /// The slot is attributed to the request.
    fn closed_slot(&mut self, id: RequestId, query: &Query) -> Option<Constraint> {
        let is_measured = self.requests.get(id.0).is(fact::MEASURED);
        let closed = [
            (Wanted::ClosedByRooms, Wanted::UnattributedByRooms, Constraint::Room),
            (
                Wanted::ClosedBySupervision,
                Wanted::UnattributedBySupervision,
                Constraint::Supervision,
            ),
        ];
        let mut found = None;
        for (any, unattributed, constraint) in closed {
            let mut would_do = self.diary.earliest(query, any, |_, _| true).is_some();
            let mut unattributed = self.diary.earliest(query, unattributed, |_, _| true);
            if constraint == Constraint::Room {
                let (in_person, free) = self.slot_without_its_room(query, |_| true);
                would_do |= in_person;
                unattributed = unattributed.or(free);
            }
            let counts = &mut self.record.requests;
            let relieved = match constraint {
                Constraint::Room => &mut counts.relieved_by_rooms,
                _ => &mut counts.relieved_by_supervision,
            };
            *relieved += u64::from(would_do && is_measured);
            if found.is_none()
                && let Some(slot) = unattributed
            {
                self.diary.attribute(slot);
                found = Some(constraint);
            }
        }
        found
    }

    /// The same query beyond the longest wait, where the book has routine slots only, up to its horizon.
    pub(super) fn later(&self, request: &Request, query: &Query) -> Query {
        let routine = SlotKind::Routine as usize;
        let mut last_days = [NO_DAY; SLOT_KINDS];
        last_days[routine] = self.calendar.now().day() + self.horizon_days(request);
        let first = match query.last_days[routine] {
            NO_DAY => query.from.day(),
            last => last + 1,
        };
        Query { from: SimTime::midnight(first), last_days, ..*query }
    }

    /// Counts an unmet request beside a free start of a GP on the day that it could have used, each start
    /// once.
    pub(super) fn look_for_gp_start(&mut self, id: RequestId) {
        let request = self.requests.get(id.0);
        let is_measured = request.is(fact::MEASURED);
        let query = self.left_over(request, self.system.general_practitioner);
        let diary = &self.diary;
        let found = diary.earliest(&query, Wanted::Free, |slot, _| !diary.is_attributed(slot));
        if let Some(slot) = found {
            self.diary.attribute(slot);
            self.record.requests.beside_gp_start += u64::from(is_measured);
        }
    }

    /// Whether a slot is by telephone because its session has no room, or has none yet.
    fn would_be_in_person(&self, slot: &Slot) -> bool {
        let session = &self.sessions[slot.session as usize];
        session.is_remote_for_rooms || !session.is_remote
    }

    /// A free telephone slot that would be in person, had its session found a room: whether there is
    /// one for a patient who must be seen, and the first to which no request has been attributed.
    pub(super) fn slot_without_its_room(
        &self,
        query: &Query,
        accept: impl Fn(&Slot) -> bool,
    ) -> (bool, Option<SlotId>) {
        let must_be_seen =
            query.modes[Mode::FaceToFace as usize] && !query.modes[Mode::Telephone as usize];
        if !must_be_seen {
            return (false, None);
        }
        let mut modes = [false; MODES];
        modes[Mode::Telephone as usize] = true;
        let by_telephone = Query { modes, ..*query };
        let lost_its_room =
            |slot: &Slot| accept(slot) && !slot.is_in_room && self.would_be_in_person(slot);
        let diary = &self.diary;
        let any = diary.earliest(&by_telephone, Wanted::Free, |_, slot| lost_its_room(slot));
        let unattributed = diary.earliest(&by_telephone, Wanted::Free, |id, slot| {
            lost_its_room(slot) && !diary.is_attributed(id)
        });
        (any.is_some(), unattributed)
    }
}

/// The first constraint that applies: a closed slot, a free slot beyond the horizon, otherwise the time
/// of a profession, which is then also returned. `gp` is the general practitioner among the professions.
fn first_constraint(
    closed: Option<Constraint>,
    is_beyond: impl FnOnce() -> bool,
    profession: usize,
    gp: usize,
) -> (Constraint, Option<usize>) {
    if let Some(constraint) = closed {
        (constraint, None)
    } else if is_beyond() {
        (Constraint::Horizon, None)
    } else if profession == gp {
        (Constraint::Gp, Some(profession))
    } else {
        (Constraint::Role, Some(profession))
    }
}

/// `query` for the days after `last_open`, the last day of the book, up to `last_accepted`; `None` if
/// there is no such day. It searches routine slots only.
fn after_the_horizon(query: &Query, last_open: i32, last_accepted: i32) -> Option<Query> {
    let from = query.from.max(SimTime::midnight(last_open + 1));
    let mut last_days = [NO_DAY; SLOT_KINDS];
    last_days[SlotKind::Routine as usize] = last_accepted;
    (last_open < last_accepted).then_some(Query { from, last_days, ..*query })
}

#[cfg(test)]
mod tests {
    use super::*;

    const GP: usize = 2;

    #[test]
    fn a_closed_slot_names_the_constraint_before_anything_else() {
        for closed in [Constraint::Room, Constraint::Supervision] {
            let found = first_constraint(Some(closed), || panic!("not searched"), GP, GP);
            assert_eq!(found, (closed, None));
        }
    }

    #[test]
    fn the_book_is_named_only_if_a_slot_beyond_it_would_have_served() {
        assert_eq!(first_constraint(None, || true, GP, GP), (Constraint::Horizon, None));
        assert_eq!(first_constraint(None, || false, GP, GP), (Constraint::Gp, Some(GP)));
    }

    #[test]
    fn missing_time_is_that_of_the_profession() {
        assert_eq!(first_constraint(None, || false, 0, GP), (Constraint::Role, Some(0)));
    }

    #[test]
    fn days_beyond_the_book_are_searched_up_to_the_last_that_the_patient_accepts() {
        let query = Query {
            diaries: [Some(0), None, None],
            modes: [true; MODES],
            from: SimTime::midnight(3),
            last_days: [14; SLOT_KINDS],
            either_until: NO_DAY,
        };
        // The book is open up to day 14; the patient would accept day 21.
        let found = after_the_horizon(&query, 14, 21).unwrap();
        assert_eq!(found.from, SimTime::midnight(15));
        for (kind, last_day) in found.last_days.into_iter().enumerate() {
            let expected = if kind == SlotKind::Routine as usize { 21 } else { NO_DAY };
            assert_eq!(last_day, expected, "slots of kind {kind}");
        }
        assert_eq!((found.diaries, found.modes), (query.diaries, query.modes));
        // A patient who wants a day beyond the book is not offered an earlier one.
        let later = Query { from: SimTime::midnight(18), ..query };
        assert_eq!(after_the_horizon(&later, 14, 21).unwrap().from, SimTime::midnight(18));
        // The book is open on every acceptable day.
        assert!(after_the_horizon(&query, 14, 14).is_none());
    }
}
