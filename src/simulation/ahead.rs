//! What is booked ahead: planned care and follow-ups.

use crate::engine::samplers::choose_within;
use crate::model::appointments::{SLOT_KINDS, SlotKind};
use crate::model::chance::{Chance, Decision};
use crate::simulation::Simulation;
use crate::simulation::dealing::Arrival;
use crate::simulation::diary::{NO_DAY, Wanted, Wish};
use crate::simulation::event::Event;
use crate::simulation::state::{NONE, Request, RequestId, SlotId, SlotState, fact};
use crate::simulation::trace::Observer;
use crate::units::{SimTime, Span};

impl<C: Chance, O: Observer> Simulation<'_, C, O> {
    /// An item of planned care arises: the practice books it.
    pub(crate) fn planned_care_arose(&mut self, arrival: Arrival, stream: u8) {
        let about = &self.network.planned[usize::from(stream)];
        let identity = arrival.identity;
        let lead = self.chance.uniform(Decision::PlannedLead, identity, 0, 0);
        let (band, within) = choose_within(&about.lead_cumulative, lead);
        let low = if band == 0 { 0.0 } else { about.lead_days[band - 1] };
        let days = (low + within.min(0.999) * (about.lead_days[band] - low)) as i32;
        let face_to_face =
            about.face_to_face.happens(self.chance.uniform(Decision::FaceToFace, identity, 0, 0));
        let now = self.calendar.now();
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
        self.note(id, format_args!("planned care is due in {days} days"));
        self.offer_planned(id);
    }

    /// Books planned care from the wanted day on, or tries again in a week.
    pub(super) fn offer_planned(&mut self, id: RequestId) {
        let request = self.requests.get(id.0);
        if request.is_contact() {
            self.offer_contact(id);
            return;
        }
        let stream = &self.network.planned[usize::from(request.stream)];
        let tolerance = self.network.book.planned_tolerance_days;
        let starts = stream.starts;
        let slot = self.find_ahead(request, stream.profession, tolerance, starts);
        match slot {
            Some(slot) => self.book(id, slot, starts as u8),
            None => self.try_ahead_later(id),
        }
    }

    /// Books a follow-up from the wanted day on, or tries again in a week.
    pub(super) fn offer_follow_up(&mut self, id: RequestId) {
        let request = self.requests.get(id.0);
        let tolerance = self.network.aftercare.follow_up_tolerance_days;
        match self.find_ahead(request, usize::from(request.profession), tolerance, 1) {
            Some(slot) => self.book(id, slot, 1),
            None => self.try_ahead_later(id),
        }
    }

    /// The earliest start for what is booked ahead, within the tolerance.
    pub(super) fn find_ahead(
        &self,
        request: &Request,
        profession: usize,
        tolerance_days: u32,
        starts: u32,
    ) -> Option<SlotId> {
        let book = &self.network.book;
        let now = self.calendar.now();
        let from = self.after_notice(now).max(request.wanted_from);
        let wanted_last = from.day() + tolerance_days as i32;
        let last = wanted_last.min(now.day() + book.planned_horizon_days as i32);
        let last_days = self.last_days_ahead(from, last, !request.is_planned());
        let wish = Wish {
            diaries: self.diaries(request, profession),
            modes: self.acceptable_modes(request),
            from,
            last_days,
        };
        if starts == 1 {
            return self.diary.earliest_free(&wish);
        }
        self.diary.earliest(&wish, Wanted::Free, |_, slot| {
            slot.after != NONE && self.diary.slot(SlotId(slot.after)).state == SlotState::Free
        })
    }

    /// By kind of slot, the last day on which something wanted from `from` to the day `last` can be
    /// booked ahead; routine slots are for those who may take them.
    pub(super) fn last_days_ahead(
        &self,
        from: SimTime,
        last: i32,
        may_take_routine: bool,
    ) -> [i32; SLOT_KINDS] {
        let today = self.calendar.now().day();
        let mut last_days = [NO_DAY; SLOT_KINDS];
        self.open_short_notice(&mut last_days, last, from.day() == today);
        last_days[SlotKind::Planned as usize] = last;
        if may_take_routine {
            let horizon = today + self.network.book.horizon_days as i32;
            last_days[SlotKind::Routine as usize] = last.min(horizon);
        }
        last_days
    }

    pub(super) fn try_ahead_later(&mut self, id: RequestId) {
        let now = self.calendar.now();
        let limit = self.network.book.planned_tries;
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
