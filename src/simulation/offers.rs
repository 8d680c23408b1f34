//! The search for the earliest acceptable slot, and its offer.

use crate::model::appointments::{SLOT_KINDS, SlotKind};
use crate::model::chance::Chance;
use crate::model::demand::Urgency;
use crate::model::policy::Policy;
use crate::model::role::{MODES, Mode};
use crate::model::triage::TriagePolicy;
use crate::simulation::Simulation;
use crate::simulation::diary::{DIARIES, NO_DAY, Query};
use crate::simulation::event::Event;
use crate::simulation::fact;
use crate::simulation::facts::Sought;
use crate::simulation::observer::{Observer, What};
use crate::simulation::rota::is_remote;
use crate::simulation::state::{Request, RequestId, SlotId};
use crate::units::{SimTime, Span};

/// The modes of `modes` that need no room.
pub(super) fn remote_only(modes: [bool; MODES]) -> [bool; MODES] {
    Mode::ALL.map(|mode| modes[mode as usize] && is_remote(mode))
}

impl<C: Chance, O: Observer> Simulation<'_, C, O> {
    /// Offers the earliest acceptable slot; without one the patient is told to try another day.
    pub(crate) fn offer(&mut self, id: RequestId) {
        if self.is_gone(id) {
            return self.left_with_practice(id);
        }
        let request = self.requests.get(id.0);
        if request.is_planned() {
            self.offer_planned(id);
            return;
        }
        if request.is(fact::FOLLOW_UP) {
            self.offer_follow_up(id);
            return;
        }
        let found = self.find_slot(id).or_else(|| self.find_left_over(id));
        if let Some((slot, profession)) = found {
            self.requests.get_mut(id.0).profession = profession as u8;
            let slots = self.slots_taken(self.requests.get(id.0), slot);
            self.book(id, slot, slots);
            self.offered(id);
        } else if let Some(session) = self.duty_with_room_for(id) {
            self.squeeze_in(id, session);
            self.offered(id);
        } else if self.books_second(id) {
            self.offered(id);
        } else {
            self.refuse(id);
        }
    }

    /// Notes that a request has been offered an appointment, once.
    pub(super) fn offered(&mut self, id: RequestId) {
        let request = self.requests.get_mut(id.0);
        let is_new = !request.is(fact::OFFERED);
        request.facts |= fact::OFFERED;
        let (practice, is_measured) = (usize::from(request.practice), request.is(fact::MEASURED));
        let urgency = usize::from(request.urgency_at_first);
        if is_new {
            self.count_access(practice, true);
            self.record.requests.offered += u64::from(is_measured);
            self.record.requests.by_urgency[urgency].offered += u64::from(is_measured);
        }
    }

    /// Counts a success or a failure of access for the practice's word of mouth.
    pub(crate) fn count_access(&mut self, practice: usize, is_success: bool) {
        let today = self.calendar.now().day();
        let index = today.rem_euclid(self.access[practice].len() as i32) as usize;
        self.access[practice][index][usize::from(!is_success)] += 1;
    }

    /// The earliest acceptable slot of the profession sought, or of those that can stand in.
    pub(super) fn find_slot(&mut self, id: RequestId) -> Option<(SlotId, usize)> {
        let request = self.requests.get(id.0);
        let gp = self.system.general_practitioner;
        let sought = usize::from(request.profession);
        if sought == gp && request.is(fact::OWN_GP) && request.urgency != Urgency::Urgent as u8 {
            let mut query = self.query(request, gp);
            let last = self.calendar.now().day() + self.system.book.own_gp_wait_days as i32;
            for last_of_kind in &mut query.last_days {
                *last_of_kind = last.min(*last_of_kind);
            }
            let own = request.own_gp;
            let found = self.earliest_for(request, &query, |slot| slot.person == own);
            self.note_search(id, gp, &Sought { query, only: Some(own) }, found);
            if let Some(slot) = found {
                return Some((slot, gp));
            }
        }
        let request = self.requests.get(id.0);
        let stands_in = request.is(fact::SUITABLE)
            && request.is(fact::ACCEPTS_OTHERS)
            && !request.is(fact::MISROUTED)
            && sought != gp;
        let system = self.system;
        let routes = &system.needs[usize::from(request.need)].routes;
        let others = routes.iter().copied().filter(|&p| stands_in && p != sought && p != gp);
        let last = (sought != gp).then_some(gp);
        for profession in [sought].into_iter().chain(others).chain(last) {
            let request = self.requests.get(id.0);
            let is_staffed = self.derived.is_staffed(usize::from(request.practice), profession);
            if !is_staffed && !O::LISTENS {
                continue;
            }
            let mut query = self.query(request, profession);
            let mut found = None;
            if is_staffed {
                if let Some((of_today, slot)) = self.starts_soon(request, &query) {
                    (query, found) = (of_today, Some(slot));
                } else {
                    found = self.earliest_preferred(request, &query);
                }
            }
            self.note_search(id, profession, &Sought { query, only: None }, found);
            if let Some(slot) = found {
                return Some((slot, profession));
            }
        }
        None
    }

    /// A slot kept for the day that begins within the window in which a clinic is filled: it is offered to a
    /// request that would otherwise be booked ahead, so that it is not left empty.
    fn starts_soon(&self, request: &Request, query: &Query) -> Option<(Query, SlotId)> {
        let window = self.system.book.fill_window.to_span();
        let (now, today) = (self.calendar.now(), self.calendar.now().day());
        if request.is(fact::SAME_DAY) || window == Span::ZERO || query.from.day() > today {
            return None;
        }
        let mut last_days = [NO_DAY; SLOT_KINDS];
        self.open_short_notice(&mut last_days, today, true);
        let of_today = Query { last_days, ..*query };
        let slot = self.earliest_by_preference(&of_today)?;
        (self.diary.slot(slot).start <= now + window).then_some((of_today, slot))
    }

    /// Nothing fits the request: what is left of today with the profession sought or a GP, although the slot
    /// is kept for others or the patient asked for another day.
    fn find_left_over(&mut self, id: RequestId) -> Option<(SlotId, usize)> {
        if !self.system.book.offers_left_over {
            return None;
        }
        let sought = usize::from(self.requests.get(id.0).profession);
        let gp = self.system.general_practitioner;
        for profession in [sought].into_iter().chain((sought != gp).then_some(gp)) {
            let query = self.left_over(self.requests.get(id.0), profession);
            let found = self.earliest_by_preference(&query);
            if found.is_some() {
                self.note_search(id, profession, &Sought { query, only: None }, found);
            }
            if let Some(slot) = found {
                return Some((slot, profession));
            }
        }
        None
    }

    /// The query for any free slot of `profession` that is left of today and is released.
    pub(super) fn left_over(&self, request: &Request, profession: usize) -> Query {
        let today = self.calendar.now().day();
        let mut last_days = [NO_DAY; SLOT_KINDS];
        last_days[SlotKind::Routine as usize] = today;
        self.open_short_notice(&mut last_days, today, true);
        if let Some(next_day) = self.given_to_late_callers() {
            last_days[SlotKind::SameDay as usize] = next_day;
        }
        Query {
            diaries: self.diaries(request, profession),
            modes: self.acceptable_modes(request),
            from: self.after_notice(self.calendar.now()),
            last_days,
            either_until: self.either_mode_until,
        }
    }

    /// The earliest slot in the preferred mode. Modes that need no room are preferred, so that slots in a
    /// room are left for patients who must be seen.
    pub(super) fn earliest_by_preference(&self, query: &Query) -> Option<SlotId> {
        self.diary.earliest_free_preferring(query, remote_only(query.modes))
    }

    /// The query of `request` for an appointment with `profession`.
    pub(crate) fn query(&self, request: &Request, profession: usize) -> Query {
        let now = self.calendar.now();
        let today = now.day();
        let longest = self.longest_wait(request);
        // The convenient day, but not later than half of the longest wait.
        let convenient = request.wanted_from.min(SimTime::midnight(today + longest / 2));
        let from = self.after_notice(now).max(convenient);
        let last = today + longest;
        let mut last_days = [NO_DAY; SLOT_KINDS];
        last_days[SlotKind::Routine as usize] = last.min(today + self.horizon_days(request));
        self.open_short_notice(&mut last_days, last, request.is(fact::SAME_DAY));
        Query {
            diaries: self.diaries(request, profession),
            modes: self.acceptable_modes(request),
            from,
            last_days,
            either_until: self.either_mode_until,
        }
    }

    /// The longest wait that a request accepts \[d\].
    pub(super) fn longest_wait(&self, request: &Request) -> i32 {
        let days = if request.is(fact::IN_HOUSE) {
            self.system.aftercare.hand_back_wait_days
        } else {
            self.policy(request).longest_wait_days[usize::from(request.urgency)]
        };
        days as i32
    }

    /// The policy of the practice of a request.
    pub(super) fn policy(&self, request: &Request) -> &Policy {
        &self.derived.policies[usize::from(request.practice)]
    }

    /// How requests are assigned to professions at the practice of a request.
    pub(super) fn triage_policy(&self, request: &Request) -> TriagePolicy {
        self.policy(request).triage
    }

    /// How far ahead a request can be booked \[d\].
    pub(super) fn horizon_days(&self, request: &Request) -> i32 {
        self.policy(request).horizon_days as i32
    }

    pub(super) fn after_notice(&self, now: SimTime) -> SimTime {
        // At least one millisecond: a slot that begins now is not offered.
        now + self.system.book.notice.to_span().max(Span::from_ms(1))
    }

    /// Adds the kinds of slot that are released shortly before their day.
    pub(super) fn open_short_notice(
        &self,
        last_days: &mut [i32; SLOT_KINDS],
        last: i32,
        may_take_same_day: bool,
    ) {
        let book = &self.system.book;
        let now = self.calendar.now();
        // Before the hour of release the last day that is open is the day before.
        let released = now.day() - i32::from(now.time_of_day() < book.release);
        last_days[SlotKind::Fortnight as usize] = last.min(released + 14);
        last_days[SlotKind::Week as usize] = last.min(released + 7);
        last_days[SlotKind::TwoDay as usize] = last.min(released + 2);
        let planned = released + book.planned_release_days as i32;
        last_days[SlotKind::Planned as usize] = last.min(planned);
        if may_take_same_day {
            last_days[SlotKind::SameDay as usize] = last.min(released);
            if now.time_of_day() >= book.nhs_111_release {
                last_days[SlotKind::Nhs111 as usize] = now.day();
            }
        }
    }

    /// The last day on which, today, telephone slots of sessions in a room are offered in person too: so
    /// many working days ahead.
    pub(super) fn last_day_in_either_mode(&self, today: i32) -> i32 {
        let ahead = self.system.book.either_mode_days;
        ahead.map_or(NO_DAY, |ahead| self.working_day_in_book(today, ahead))
    }

    /// The day that comes `ahead` working days after `today`, or the last working day before it whose slots are
    /// in the book; today if there is none.
    pub(super) fn working_day_in_book(&self, today: i32, ahead: u32) -> i32 {
        let last = today + self.derived.open_ahead_days;
        let later = (today + 1..=last).filter(|&day| self.day(day).is_working);
        later.take(ahead as usize).last().unwrap_or(today)
    }

    /// The next working day, whose kept slots are given away if the practice closes soon; `None` before.
    pub(super) fn given_to_late_callers(&self) -> Option<i32> {
        let (now, window) = (self.calendar.now(), self.system.book.late_caller_window.to_span());
        let closes = SimTime::on(now.day(), self.system.calendar.closes);
        (window > Span::ZERO && now + window > closes).then_some(self.next_working_day)
    }

    pub(super) fn diaries(&self, request: &Request, profession: usize) -> [Option<u16>; DIARIES] {
        self.derived.diaries_for(usize::from(request.practice), profession)
    }

    pub(super) fn acceptable_modes(&self, request: &Request) -> [bool; MODES] {
        let mut modes = [false; MODES];
        if request.is(fact::HOME_VISIT) {
            modes[Mode::HomeVisit as usize] = true;
        } else {
            modes[Mode::FaceToFace as usize] = true;
            let by_telephone = !request.is(fact::FACE_TO_FACE) || self.is_telephoned_first(request);
            modes[Mode::Telephone as usize] = by_telephone;
            modes[Mode::Online as usize] = by_telephone;
        }
        modes
    }

    /// Whether a GP telephones the patient first, in a slot of whatever mode.
    pub(super) fn is_telephoned_first(&self, request: &Request) -> bool {
        self.triage_policy(request) == TriagePolicy::TelephoneFirst
            && usize::from(request.profession) == self.system.general_practitioner
            && !request.is_planned()
            && !request.is(fact::TELEPHONED | fact::FOLLOW_UP | fact::HOME_VISIT)
    }

    /// A patient rings NHS 111 before the practice.
    pub(crate) fn rang_111_first(&mut self, id: RequestId) {
        self.note(id, What::Rang111 { first: true });
        if self.book_by_111(id) {
            return;
        }
        // Without a kept slot the patient is told to contact the practice.
        let at = self.next_opening(self.calendar.now());
        self.calendar.schedule(at, Event::PatientRang(id));
    }

    /// Books one of the slots kept for NHS 111, today or tomorrow, and returns whether one was free.
    pub(crate) fn book_by_111(&mut self, id: RequestId) -> bool {
        let request = self.requests.get(id.0);
        let now = self.calendar.now();
        let mut last_days = [NO_DAY; SLOT_KINDS];
        last_days[SlotKind::Nhs111 as usize] = now.day() + 1;
        let gp = self.system.general_practitioner;
        let query = Query {
            diaries: self.diaries(request, gp),
            modes: self.acceptable_modes(request),
            from: self.after_notice(now),
            last_days,
            either_until: self.either_mode_until,
        };
        let found = self.diary.earliest_free(&query);
        self.note_search(id, gp, &Sought { query, only: None }, found);
        let Some(slot) = found else { return false };
        self.record_now(|record| record.front_door.booked_by_111 += 1);
        let request = self.requests.get_mut(id.0);
        request.profession = gp as u8;
        // The contact was made with NHS 111.
        request.take_cause();
        self.book(id, slot, 1);
        self.offered(id);
        true
    }
}
