//! What is booked ahead: planned care and follow-ups.

use crate::engine::samplers::choose_within;
use crate::model::appointments::{SLOT_KINDS, SlotKind};
use crate::model::calendar::{SATURDAY, SUNDAY};
use crate::model::chance::{Chance, Decision};
use crate::model::demand::PlannedStream;
use crate::model::role::MODES;
use crate::simulation::Simulation;
use crate::simulation::arrivals::Arrival;
use crate::simulation::diary::{NO_DAY, Query, Wanted};
use crate::simulation::event::Event;
use crate::simulation::fact;
use crate::simulation::observer::{Observer, PracticeId, ProfessionId, What};
use crate::simulation::state::{NONE, Request, RequestId, SlotId, SlotState};
use crate::units::{SimTime, Span};

impl<C: Chance, O: Observer> Simulation<'_, C, O> {
    /// An item of planned care arises: the practice books it.
    pub(crate) fn planned_care_arose(&mut self, arrival: Arrival, stream: u8) {
        let about = &self.system.planned[usize::from(stream)];
        let identity = arrival.identity;
        let now = self.calendar.now();
        let days = self.days_until_wanted(about, identity, now.day());
        let face_to_face =
            about.face_to_face.happens(self.chance.uniform(Decision::FaceToFace, identity, 0, 0));
        let is_measured = arrival.at >= SimTime::ZERO && now.day() < self.measured_days;
        let mut facts = if face_to_face { fact::FACE_TO_FACE } else { 0 };
        facts |= if is_measured { fact::MEASURED } else { 0 };
        let wanted_from = if days == 0 { now } else { SimTime::midnight(now.day() + days) };
        let profession = about.profession as u8;
        let request = Request {
            stream,
            wanted_from,
            facts,
            ..Request::new(identity, arrival.practice, profession, now)
        };
        let id = RequestId(self.requests.insert(request));
        self.record_now(|record| record.planned_items[0] += 1);
        let practice = PracticeId(arrival.practice);
        self.note(id, What::PlannedDue { practice, profession: ProfessionId(profession), days });
        self.offer_planned(id);
    }

    /// In how many days an item of planned care that arises on `today` is wanted: a working day.
    pub(super) fn days_until_wanted(
        &self,
        about: &PlannedStream,
        identity: u64,
        today: i32,
    ) -> i32 {
        let lead = self.chance.uniform(Decision::PlannedLead, identity, 0, 0);
        let (band, within) = choose_within(&about.lead_cumulative, lead);
        let low = if band == 0 { 0.0 } else { about.lead_days[band - 1] };
        let days = low + within.min(0.999) * (about.lead_days[band] - low);
        if days < 1.0 {
            return 0;
        }
        self.due_day(today, today + days as i32, days.fract()) - today
    }

    /// Books planned care from the wanted day on, or tries again in a week.
    pub(super) fn offer_planned(&mut self, id: RequestId) {
        let request = self.requests.get(id.0);
        if request.is_visit() {
            self.offer_visit(id);
            return;
        }
        if request.is_recall() {
            self.offer_recall_again(id);
            return;
        }
        let stream = &self.system.planned[usize::from(request.stream)];
        let tolerance = self.system.book.planned_tolerance_days;
        let slots = stream.slots;
        let slot = self.find_ahead(request, stream.profession, tolerance, slots);
        self.note_search_ahead(id, tolerance, slot);
        match slot {
            Some(slot) => self.book(id, slot, slots as u8),
            None => self.try_ahead_later(id),
        }
    }

    /// Books a follow-up from the wanted day on, or tries again in a week.
    pub(super) fn offer_follow_up(&mut self, id: RequestId) {
        let request = self.requests.get(id.0);
        let tolerance = self.system.aftercare.follow_up_tolerance_days;
        let profession = usize::from(request.profession);
        let wanted = self.slots_wanted(request);
        let in_a_row = self.find_ahead(request, profession, tolerance, wanted);
        // Without as many in a row as there should be, one will do.
        let is_one = wanted == 1 || in_a_row.is_some();
        let slot =
            if is_one { in_a_row } else { self.find_ahead(request, profession, tolerance, 1) };
        let slots = slot.map_or(1, |slot| self.slots_taken(request, slot));
        self.note_search_ahead(id, tolerance, slot);
        match slot {
            Some(slot) => self.book(id, slot, slots),
            None => self.try_ahead_later(id),
        }
    }

    /// The earliest slot for an appointment booked ahead, within the tolerance.
    pub(super) fn find_ahead(
        &self,
        request: &Request,
        profession: usize,
        tolerance_days: u32,
        slots: u32,
    ) -> Option<SlotId> {
        let modes = self.acceptable_modes(request);
        let query = self.query_ahead(request, profession, modes, tolerance_days);
        let found = self.first_of_a_row(&query, slots);
        if found.is_some() {
            return found;
        }
        if request.is_planned() && self.system.book.kept_for_requests {
            return None;
        }
        let mut last_days = [NO_DAY; SLOT_KINDS];
        last_days[SlotKind::SameDay as usize] = self.given_to_late_callers()?;
        self.first_of_a_row(&Query { last_days, ..query }, slots)
    }

    /// The earliest of so many slots in a row that fit the query.
    fn first_of_a_row(&self, query: &Query, slots: u32) -> Option<SlotId> {
        if slots == 1 {
            return self.diary.earliest_free(query);
        }
        self.diary.earliest(query, Wanted::Free, |slot, _| self.has_free_after(slot, slots))
    }

    /// The query for an appointment booked ahead: from the wanted day on, within the tolerance.
    pub(super) fn query_ahead(
        &self,
        request: &Request,
        profession: usize,
        modes: [bool; MODES],
        tolerance_days: u32,
    ) -> Query {
        let book = &self.system.book;
        let now = self.calendar.now();
        let from = self.after_notice(now).max(request.wanted_from);
        let wanted_last = from.day() + tolerance_days as i32;
        let last = wanted_last.min(now.day() + book.planned_horizon_days as i32);
        let mut last_days = [NO_DAY; SLOT_KINDS];
        self.open_short_notice(&mut last_days, last, from.day() == now.day());
        last_days[SlotKind::Planned as usize] = last;
        // Planned care does not use routine slots, which are for patients who ask.
        if !request.is_planned() || request.is_visit() {
            last_days[SlotKind::Routine as usize] =
                last.min(now.day() + self.horizon_days(request));
        }
        if request.is_recall() && book.kept_for_requests {
            last_days[SlotKind::SameDay as usize] = NO_DAY;
            last_days[SlotKind::TwoDay as usize] = NO_DAY;
        }
        let either_until = self.either_mode_until;
        Query { diaries: self.diaries(request, profession), modes, from, last_days, either_until }
    }

    /// Whether `slots` in a row are free, of which `slot` is the first and free.
    pub(super) fn has_free_after(&self, slot: SlotId, slots: u32) -> bool {
        let mut after = self.diary.slot(slot).after;
        (1..slots).all(|_| {
            let is_free = after != NONE && self.diary.slot(SlotId(after)).state == SlotState::Free;
            if is_free {
                after = self.diary.slot(SlotId(after)).after;
            }
            is_free
        })
    }

    /// Someone who did not come to planned care and does not ask for it is invited again in a week, as often as
    /// the practice invites.
    pub(super) fn invite_again(&mut self, id: RequestId) {
        let request = self.requests.get(id.0);
        if request.is_visit()
            || u32::from(request.days_tried) > self.system.book.planned_invitations
        {
            self.end_planned(id, false);
            return;
        }
        let at = self.next_opening(self.calendar.now() + Span::from_days(7));
        let request = self.requests.get_mut(id.0);
        request.wanted_from = request.wanted_from.max(at);
        self.calendar.schedule(at, Event::PracticeRebooks(id));
    }

    /// The working day on which care is due that is wanted on `day`. At a weekend it is a working day of the week
    /// before (Saturday) or after (Sunday), by `within` from 0 to 1, so that Mondays get no more than
    /// other days; on a bank holiday it is the next working day.
    pub(super) fn due_day(&self, today: i32, day: i32, within: f64) -> i32 {
        let spread = (within.clamp(0.0, 0.999) * 5.0) as i32;
        let wanted = match self.day(day).weekday {
            SATURDAY => (day - 5 + spread).max(today + 1),
            SUNDAY => day + 1 + spread,
            _ => day,
        };
        self.next_opening(SimTime::midnight(wanted)).day()
    }

    pub(super) fn try_ahead_later(&mut self, id: RequestId) {
        let now = self.calendar.now();
        let limit = self.system.book.planned_tries;
        let request = self.requests.get_mut(id.0);
        request.tries = request.tries.saturating_add(1);
        if u32::from(request.tries) <= limit {
            let at = self.next_opening(now + Span::from_days(7));
            self.calendar.schedule(at, Event::PracticeRebooks(id));
        } else if request.is_planned() {
            self.end_planned(id, false);
        } else {
            self.fail_finally(id, None);
        }
    }
}
