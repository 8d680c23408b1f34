//! The bookable slots of a day: opened, closed, and entered into the slot ledger.

use crate::model::appointments::{SLOT_KINDS, SlotKind};
use crate::model::chance::Chance;
use crate::model::policy::with_same_day;
use crate::model::role::{MODES, Mode, Role};
use crate::simulation::Simulation;
use crate::simulation::event::Event;
use crate::simulation::observer::{Observer, Release, What};
use crate::simulation::rooms::starts_lost;
use crate::simulation::rota::PersonState;
use crate::simulation::state::{NONE, RequestId, Session, SessionId, Slot, SlotId, SlotState};
use crate::units::{SimTime, Span};
use std::hint::select_unpredictable;
use std::ops::Range;

/// By kind of slot: how many other moments of opening come before its own.
const OPENS_AFTER: [u8; SLOT_KINDS] = {
    let mut rank = [0; SLOT_KINDS];
    rank[SlotKind::Fortnight as usize] = 1;
    rank[SlotKind::Week as usize] = 2;
    rank[SlotKind::TwoDay as usize] = 3;
    rank[SlotKind::SameDay as usize] = 4;
    rank[SlotKind::Nhs111 as usize] = 4;
    rank
};

impl<C: Chance, O: Observer> Simulation<'_, C, O> {
    /// Writes the slots of all sessions of the day into the book.
    pub(super) fn open_slots(&mut self, day: i32, today: Range<usize>) {
        let mut drafts = std::mem::take(&mut self.scratch.drafts);
        drafts.clear();
        self.weigh_modes(today.clone());
        for s in today {
            self.draft_slots(s, &mut drafts);
        }
        let sessions = &mut self.sessions;
        self.diary.open(day, &drafts, |slot, first| {
            let session = &mut sessions[slot.session as usize];
            (session.first, session.next) = (first.0, first.0);
        });
        self.scratch.drafts = drafts;
    }

    /// Finds out, by diary, how much colleagues with a room can make good for clinics without one.
    fn weigh_modes(&mut self, today: Range<usize>) {
        let modes = &mut self.scratch.modes;
        modes.clear();
        modes.resize(self.derived.diaries, ModesOfDay::default());
        if !self.system.rooms.colleagues_make_good {
            return;
        }
        for session in &self.sessions[today] {
            if session.is_absent || session.is_lost {
                continue;
            }
            let role = &self.system.roles[usize::from(session.role)];
            let starts = f64::from(session.starts(role));
            let shares = [role.telephone_share.get(), role.home_visit_share.get()];
            let of_diary = &mut modes[usize::from(session.diary)];
            if session.is_remote_for_rooms {
                of_diary.missing += starts * (1.0 - shares[0] - shares[1]);
            } else if !session.is_remote {
                of_diary.by_telephone += starts * shares[0];
            }
        }
    }

    /// The shares of the kinds of slot in the template of a session: of its person, on its weekday.
    fn shares_of_kinds(&self, session: &Session) -> [f64; SLOT_KINDS] {
        let role = &self.system.roles[usize::from(session.role)];
        let factor = role.same_day_by_weekday[self.day(session.day).weekday];
        with_same_day(&self.derived.slot_shares[usize::from(session.person)], factor)
    }

    pub(super) fn draft_slots(&mut self, s: usize, drafts: &mut Vec<Slot>) {
        let session = &self.sessions[s];
        let role = &self.system.roles[usize::from(session.role)];
        let slot_length = role.slot.to_span();
        let mut slots = if role.sees_patients { session.starts(role) } else { 0 };
        slots -= self.starts_closed_for_administration(session).min(slots);
        let meeting_min = session.meeting_min;
        let state = match (session.is_absent, session.is_lost) {
            (true, _) => SlotState::ClosedAbsence,
            (_, true) => SlotState::ClosedRooms,
            _ => SlotState::Free,
        };
        let shares_of_kinds = &self.shares_of_kinds(session);
        let person = &mut self.person_states[usize::from(session.person)];
        if meeting_min > 0.0 {
            // The last slots are not offered; less than half a slot is carried over.
            person.meetings_owed_min += meeting_min;
            let slot = role.slot.get();
            let given = (person.meetings_owed_min / slot + 0.5).floor().min(f64::from(slots));
            person.meetings_owed_min -= given * slot;
            slots -= given as u32;
        }
        let duty_bookable = self.derived.policies[usize::from(session.practice)].duty_bookable;
        let mut by_mode = shares_of_modes(session, role);
        if !session.is_remote {
            self.scratch.modes[usize::from(session.diary)].make_good(&mut by_mode);
        }
        let mut roomless = 0;
        let begins =
            Beginning::of(session, role, slot_length, self.system.rooms.late_end.to_span());
        let bookable_on_duty = session.is_duty.then_some(duty_bookable.get());
        let planned = &mut self.scratch.planned;
        plan_starts(person, slots, bookable_on_duty, shares_of_kinds, planned);
        if self.system.book.first_to_open_first {
            first_to_open_first(planned);
        }
        for &(number, kind) in &*planned {
            person.modes[kind].iter_mut().zip(by_mode).for_each(|(due, share)| *due += share);
            let modes = &mut person.modes[kind];
            let start = begins.start(number);
            let mode = if begins.is_by_telephone(start) {
                // The slots in the room make up for it.
                modes[Mode::Telephone as usize] -= 1.0;
                Mode::Telephone
            } else {
                Mode::ALL[take_most(modes)]
            };
            let state = if begins.is_lost(number) && state == SlotState::Free {
                roomless += 1;
                SlotState::ClosedRooms
            } else {
                state
            };
            drafts.push(Slot {
                start,
                session: s as u32,
                request: NONE,
                after: NONE,
                diary: session.diary,
                person: session.person,
                kind: kind as u8,
                mode,
                state,
                was_cancelled: false,
                is_in_room: !session.is_remote && start >= session.room_from,
            });
        }
        self.sessions[s].roomless_ms = slot_length.as_ms() * roomless;
    }

    /// Closes the slots of a session of the kinds concerned; patients are booked again.
    pub(super) fn close_slots(
        &mut self,
        session: SessionId,
        state: SlotState,
        is_concerned: impl Fn(u8) -> bool,
    ) {
        let mut next = self.sessions[session.index()].first;
        let opening = SimTime::on(self.sessions[session.index()].day, self.system.calendar.opens);
        let rebooked_at = opening.max(self.calendar.now());
        while next != NONE {
            let id = SlotId(next);
            let slot = *self.diary.slot(id);
            next = slot.after;
            // The ledger states the first reason for which a slot was closed.
            let is_open = matches!(slot.state, SlotState::Free | SlotState::Booked);
            let is_used_up = matches!(slot.state, SlotState::Merged | SlotState::CancelledLate);
            if !is_concerned(slot.kind) || !is_open && !is_used_up {
                continue;
            }
            if slot.request != NONE {
                let request = RequestId(slot.request);
                self.drop_booking(request);
                self.note(request, What::Released(Release::Closed));
                self.calendar.schedule(rebooked_at, Event::PracticeRebooks(request));
            }
            self.diary.set_state(id, state);
        }
    }

    /// Enters the sessions of `day`, long over, into the slot ledger.
    pub(crate) fn enter_into_ledger(&mut self, day: i32) {
        for session in &self.sessions[self.sessions_of(day)] {
            let ledger = &mut self.record.ledgers[usize::from(session.profession)];
            // Where a consultation outlasts the days that are followed, its clinic is not over: those
            // still on the list are not reached, nor is the consultation at an end.
            let is_squeezed_in = |request| self.requests.get(request).booking.slot == NONE;
            let under_way = session.current != NONE && is_squeezed_in(session.current);
            let first = (session.added.0 != NONE).then_some(session.added.0);
            let waiting = std::iter::successors(first, |&index| {
                Some(self.requests.get(index).booking.added_after).filter(|&after| after != NONE)
            });
            ledger.not_reached += waiting.count() as u64 + u64::from(under_way);
            for (_, slot) in self.diary.slots_from(session.first) {
                ledger.planned += 1;
                match slot.state {
                    SlotState::ClosedAbsence => ledger.absence += 1,
                    SlotState::ClosedRooms => ledger.rooms += 1,
                    SlotState::ClosedSupervision => ledger.supervision += 1,
                    SlotState::Merged => ledger.merged += 1,
                    SlotState::Free if slot.was_cancelled => ledger.cancelled += 1,
                    SlotState::Free => ledger.unfilled += 1,
                    SlotState::CancelledLate => ledger.cancelled += 1,
                    SlotState::Missed => ledger.dna += 1,
                    SlotState::NotReached | SlotState::Booked => ledger.not_reached += 1,
                    SlotState::HandedBack => ledger.hand_backs += 1,
                    SlotState::Attended => ledger.net += 1,
                }
            }
        }
    }
}

/// Of the clinics of a diary on a day.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct ModesOfDay {
    /// Starts in person that clinics without a room cannot offer.
    missing: f64,
    /// Telephone starts of clinics that have a room.
    by_telephone: f64,
}

impl ModesOfDay {
    /// Turns telephone starts of a clinic with a room into starts in person, as many as are missing and as far as
    /// there are any. All clinics with a room give the same share.
    fn make_good(self, shares: &mut [f64; MODES]) {
        if self.missing > 0.0 && self.by_telephone > 0.0 {
            let turned = (self.missing / self.by_telephone).min(1.0);
            let moved = shares[Mode::Telephone as usize] * turned;
            shares[Mode::Telephone as usize] -= moved;
            shares[Mode::FaceToFace as usize] += moved;
        }
    }
}

/// The starts of a clinic that can be booked, by number, and the kind of each: all of them, or a share of them if
/// the clinician is on duty.
fn plan_starts(
    person: &mut PersonState,
    starts: u32,
    bookable_on_duty: Option<f64>,
    shares_of_kinds: &[f64; SLOT_KINDS],
    planned: &mut Vec<(u32, usize)>,
) {
    planned.clear();
    for number in 0..starts {
        if let Some(share) = bookable_on_duty {
            person.bookable += share;
            if person.bookable < 0.5 {
                continue;
            }
            person.bookable -= 1.0;
        }
        person.kinds.iter_mut().zip(shares_of_kinds).for_each(|(due, share)| *due += share);
        planned.push((number, take_most(&mut person.kinds)));
    }
}

/// Gives the earlier starts of a clinic to the kinds that open earlier. Numbers of starts stay in order, and so do
/// kinds that open at the same time.
fn first_to_open_first(planned: &mut [(u32, usize)]) {
    // Insertion is stable and needs no memory.
    for i in 1..planned.len() {
        let mut at = i;
        while at > 0 && OPENS_AFTER[planned[at - 1].1] > OPENS_AFTER[planned[at].1] {
            let kind = planned[at].1;
            planned[at].1 = std::mem::replace(&mut planned[at - 1].1, kind);
            at -= 1;
        }
    }
}

/// The shares of slots in each mode.
fn shares_of_modes(session: &Session, role: &Role) -> [f64; MODES] {
    // A visit at home needs no room.
    let is_planned_remote = session.is_remote && !session.is_remote_for_rooms;
    let home = if is_planned_remote { 0.0 } else { role.home_visit_share.get() };
    let telephone = if session.is_remote { 1.0 - home } else { role.telephone_share.get() };
    [1.0 - telephone - home, telephone, 0.0, home]
}

/// How a session begins whose room is not yet free.
struct Beginning {
    start: SimTime,
    slot: i64,
    /// The first slots are by telephone until this instant.
    telephones_until: SimTime,
    /// The first slots are lost.
    lost: i64,
    /// The other slots are later than usual [ms].
    delay: i64,
}

impl Beginning {
    /// Who can telephone does so until the room is free. The others begin when it is; their clinic ends in
    /// time, or by `late_end` later.
    fn of(session: &Session, role: &Role, slot_length: Span, late_end: Span) -> Self {
        let (start, slot) = (session.start, slot_length.as_ms());
        let has_room = session.room_from < SimTime::NEVER;
        let waits = has_room && !session.is_remote && session.room_from > start;
        let wait = if waits { (session.room_from - start).as_ms() } else { 0 };
        if role.can_work_remotely {
            return Beginning {
                start,
                slot,
                telephones_until: start + Span::from_ms(wait),
                lost: 0,
                delay: 0,
            };
        }
        let lost = starts_lost(wait, (session.end - start).as_ms(), slot, late_end.as_ms());
        let delay = (wait - lost * slot).max(0);
        Beginning { start, slot, telephones_until: start, lost, delay }
    }

    /// The start of slot `number`.
    fn start(&self, number: u32) -> SimTime {
        let delay = if self.is_lost(number) { 0 } else { self.delay };
        self.start + Span::from_ms(self.slot * i64::from(number) + delay)
    }

    fn is_lost(&self, number: u32) -> bool {
        i64::from(number) < self.lost
    }

    fn is_by_telephone(&self, start: SimTime) -> bool {
        start < self.telephones_until
    }
}

/// Takes one from the fullest of several shares, so that over time each gets its due.
fn take_most<const N: usize>(shares: &mut [f64; N]) -> usize {
    let (mut most, mut fullest) = (0, shares[0]);
    for (index, &share) in shares.iter().enumerate().skip(1) {
        most = select_unpredictable(share > fullest, index, most);
        fullest = fullest.max(share);
    }
    shares[most] -= 1.0;
    most
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(kinds: &[SlotKind]) -> Vec<(u32, usize)> {
        let mut planned = (0..).zip(kinds.iter().map(|&kind| kind as usize)).collect::<Vec<_>>();
        first_to_open_first(&mut planned);
        planned
    }

    #[test]
    fn a_clinic_begins_with_what_opens_first_and_ends_with_what_opens_on_the_day() {
        use SlotKind::*;
        let found = sorted(&[SameDay, Planned, Week, TwoDay, SameDay, Fortnight, Routine, Nhs111]);
        let kinds = [Planned, Routine, Fortnight, Week, TwoDay, SameDay, SameDay, Nhs111];
        let expected = (0..).zip(kinds.map(|kind| kind as usize)).collect::<Vec<_>>();
        assert_eq!(found, expected);
    }

    #[test]
    fn starts_keep_their_numbers_where_duty_leaves_some_out() {
        let mut planned = vec![(1, SlotKind::SameDay as usize), (4, SlotKind::Planned as usize)];
        first_to_open_first(&mut planned);
        assert_eq!(planned, [(1, SlotKind::Planned as usize), (4, SlotKind::SameDay as usize)]);
    }
}
