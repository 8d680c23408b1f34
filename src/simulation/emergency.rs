//! Emergency attendances by time of day: after a failure, and patients who take a start instead of attending.

use crate::model::chance::{Chance, Decision};
use crate::model::demand::{Channel, Urgency};
use crate::model::emergency_by_hour::WITHIN_HOURS;
use crate::simulation::Simulation;
use crate::simulation::arrivals::{Arrival, is_of_background};
use crate::simulation::diary::{Query, Wanted};
use crate::simulation::emergency_counts::StartKind;
use crate::simulation::fact;
use crate::simulation::facts::Sought;
use crate::simulation::observer::{NeedId, Observer, PracticeId, What};
use crate::simulation::state::{NONE, Request, RequestId, SlotId, UNPAIRED};
use crate::units::{SimTime, Span};

/// One hour.
const HOUR: Span = Span::from_minutes(60.0);

/// A stretch of time within which attendances are equally frequent.
#[derive(Clone, Copy, Debug)]
struct Stretch {
    from: SimTime,
    until: SimTime,
    /// Practices are closed.
    is_closed: bool,
    /// How many of the day's attendances fall in it, relative to others.
    weight: f64,
}

impl<C: Chance, O: Observer> Simulation<'_, C, O> {
    /// Whether practices are closed `at` an instant.
    fn are_closed(&self, at: SimTime) -> bool {
        let calendar = &self.system.calendar;
        let time = at.time_of_day();
        !self.day(at.day()).is_working || time < calendar.opens || time >= calendar.closes
    }

    /// The day from an instant on, cut wherever attendances become more or less frequent, or practices open or
    /// close.
    fn stretches(&self, from: SimTime) -> impl Iterator<Item = Stretch> {
        let end = from + Span::from_ms(HOUR.as_ms() * WITHIN_HOURS);
        let mut at = from;
        std::iter::from_fn(move || {
            if at >= end {
                return None;
            }
            let day = at.day();
            let hour = at.time_of_day().hour();
            let calendar = &self.system.calendar;
            let next_hour =
                SimTime::midnight(day) + Span::from_ms(HOUR.as_ms() * (hour as i64 + 1));
            let until = [calendar.opens, calendar.closes]
                .map(|time| SimTime::on(day, time))
                .into_iter()
                .filter(|bound| *bound > at)
                .fold(next_hour.min(end), SimTime::min);
            let level = self.system.emergency.level(self.day(day).weekday, hour);
            let stretch = Stretch {
                from: at,
                until,
                is_closed: self.are_closed(at),
                weight: level * (until - at).as_minutes(),
            };
            at = until;
            Some(stretch)
        })
    }

    /// The share of the attendances of the day from `now` on that would fall in hours in which practices are closed.
    fn share_closed(&self, now: SimTime) -> f64 {
        let (mut closed, mut all) = (0.0, 0.0);
        for stretch in self.stretches(now) {
            all += stretch.weight;
            closed += if stretch.is_closed { stretch.weight } else { 0.0 };
        }
        if all > 0.0 { closed / all } else { f64::from(u8::from(self.are_closed(now))) }
    }

    /// When within the day from `now` on a patient attends: the quantile at `chance` of the hours in which practices
    /// are closed, or of those in which they are open.
    fn time_of_attendance(&self, now: SimTime, is_closed: bool, chance: f64) -> SimTime {
        let of_kind = || self.stretches(now).filter(|stretch| stretch.is_closed == is_closed);
        let mut left = chance * of_kind().map(|stretch| stretch.weight).sum::<f64>();
        let mut last = now;
        for stretch in of_kind() {
            if left < stretch.weight {
                let length = (stretch.until - stretch.from).as_ms() as f64;
                return stretch.from + Span::from_ms((length * left / stretch.weight) as i64);
            }
            left -= stretch.weight;
            last = stretch.from;
        }
        last
    }

    /// Whether the failure of a request leads to an attendance, low, central and high: one `chance` for all.
    ///
    /// Attendances in open hours have the lowest chances, so that a higher ratio of closed hours adds attendances
    /// there and moves no other.
    pub(super) fn goes_after_failure(&mut self, id: RequestId, chance: f64) -> [bool; 3] {
        let now = self.calendar.now();
        let system = self.system;
        let Some(after) = &system.emergency.by_hour.after_failure else {
            let goes = system.emergency.per_failure.map(|share| share.happens(chance));
            self.count_hour(now, goes[1]);
            return goes;
        };
        let request = self.requests.get(id.0);
        let fifth = self.fifth_of(request.practice, request.identity);
        let relative = after.relative(usize::from(request.urgency), fifth);
        let shares = system.emergency.per_failure.map(|share| share.get() * relative);
        if chance >= shares[2] * after.closed_ratio {
            return [false; 3];
        }
        let closed = self.share_closed(now);
        let open = 1.0 - closed;
        let of_day = after.of_day(closed);
        let goes = shares.map(|share| chance < share * of_day);
        let is_open = shares.map(|share| chance < share * open);
        for (level, (goes, is_open)) in goes.into_iter().zip(is_open).enumerate() {
            self.record.emergency.after_failure[usize::from(!is_open)][level] += u64::from(goes);
        }
        if goes[1] {
            let within = chance / shares[1];
            let at = if is_open[1] {
                self.time_of_attendance(now, false, within / open)
            } else {
                let beyond = (within - open) / (of_day - open);
                self.time_of_attendance(now, true, beyond)
            };
            self.count_hour(at, true);
        }
        goes
    }

    /// Enters an attendance `at` an instant under its weekday and hour, if there is one.
    pub(super) fn count_hour(&mut self, at: SimTime, attends: bool) {
        let (weekday, hour) = (self.day(at.day()).weekday, at.time_of_day().hour());
        self.record.emergency.by_hour[weekday][hour] += u64::from(attends);
    }

    /// A patient is about to attend an emergency department for a reason that the practice cannot change. Returns
    /// whether the patient attends: some take a start of the practice instead.
    pub(super) fn background_attendance(&mut self, arrival: &Arrival) -> bool {
        if self.takes_start_instead(arrival) {
            return false;
        }
        let patient = self.patient_of(arrival.practice, arrival.identity);
        let weekday = self.day(arrival.at.day()).weekday;
        let is_measuring = self.is_measuring;
        self.count_hour(arrival.at, is_measuring);
        self.record_now(|record| {
            record.attendances.background += 1;
            record.count_part(patient, weekday, |counts| counts.attendances.background += 1);
        });
        true
    }

    /// Whether someone who is about to attend comes by themselves with something minor and takes a start instead.
    fn takes_start_instead(&mut self, arrival: &Arrival) -> bool {
        let system = self.system;
        let Some(stream) = &system.emergency.by_hour.self_referred else { return false };
        let draw = |decision| self.chance.uniform(decision, arrival.identity, 0, 0);
        let share = stream.per_1000_year / system.emergency.background_per_1000_year;
        if draw(Decision::SelfReferred) >= share {
            return false;
        }
        let is_willing = stream.takes_start.happens(draw(Decision::TakesStart));
        self.record_now(|record| {
            record.emergency.self_referred += 1;
            record.emergency.willing += u64::from(is_willing);
        });
        is_willing && self.finds_start_instead(arrival, stream.need)
    }

    /// Looks for a start within a day at a place that is open now, and books it. The patient then counts as demand.
    fn finds_start_instead(&mut self, arrival: &Arrival, need: usize) -> bool {
        let system = self.system;
        let practice = usize::from(arrival.practice);
        let request = self.instead_of_attendance(arrival, need);
        let latest = arrival.at + Span::from_ms(HOUR.as_ms() * WITHIN_HOURS);
        let gp = system.general_practitioner;
        let sees_others = request.is(fact::SUITABLE) && request.is(fact::ACCEPTS_OTHERS);
        let routes = system.needs[need].routes.iter().copied();
        let others = routes.filter(|&profession| sees_others && profession != gp);
        let mut is_open = false;
        let mut found = None;
        for profession in others.chain([gp]) {
            if !self.derived.is_staffed(practice, profession) {
                continue;
            }
            let query = self.query_instead(&request, profession, latest);
            if query.diaries.iter().all(Option::is_none) {
                continue;
            }
            is_open = true;
            let slot = self.diary.earliest(&query, Wanted::Free, |_, slot| slot.start <= latest);
            if let Some(slot) = slot {
                found = Some((profession, query, slot));
                break;
            }
        }
        self.record_now(|record| record.emergency.found_open += u64::from(is_open));
        let Some((profession, query, slot)) = found else { return false };
        self.asks_instead(request, (profession, query), slot);
        true
    }

    /// The request of a patient who asks for a start instead of attending. It is as minor as what the department
    /// would have given guidance about: nobody has to go there, be referred or be visited at home.
    fn instead_of_attendance(&self, arrival: &Arrival, need: usize) -> Request {
        let demand = &self.system.demand;
        let about = &self.system.needs[need];
        let draw = |decision| self.chance.uniform(decision, arrival.identity, 0, 0);
        let fifth = self.fifth_of(arrival.practice, arrival.identity);
        let ability = demand.online_ability[fifth];
        let is_measured = (0..self.measured_days).contains(&arrival.at.day());
        let mut facts = fact::SAME_DAY;
        let mut set = |bit, holds| facts |= if holds { bit } else { 0 };
        set(fact::SUITABLE, about.suitable.happens(draw(Decision::Suitable)));
        set(fact::ACCEPTS_OTHERS, demand.accepts_others.happens(draw(Decision::AcceptsOthers)));
        set(fact::FACE_TO_FACE, about.face_to_face.happens(draw(Decision::FaceToFace)));
        set(fact::ONLINE_ABLE, ability.happens(draw(Decision::OnlineAbility)));
        set(fact::MEASURED | fact::NEED_MEASURED, is_measured);
        let gp = self.system.general_practitioner as u8;
        Request {
            pairing: if is_measured { UNPAIRED } else { NONE },
            need: need as u8,
            urgency: Urgency::Soon as u8,
            urgency_at_first: Urgency::Soon as u8,
            facts,
            ..Request::new(arrival.identity, arrival.practice, gp, arrival.at)
        }
    }

    /// What such a request looks for with `profession`: any start until `latest` that those who ask now may have, in
    /// the diaries of places that are open now.
    fn query_instead(&self, request: &Request, profession: usize, latest: SimTime) -> Query {
        let mut query = self.query(request, profession);
        query.last_days = query.last_days.map(|day| day.min(latest.day()));
        query.diaries = query.diaries.map(|diary| diary.filter(|&diary| self.is_open_now(diary)));
        query
    }

    /// Whether starts of a diary can be had now: in core hours, or while a clinic of it is held.
    fn is_open_now(&self, diary: u16) -> bool {
        let now = self.calendar.now();
        !self.are_closed(now)
            || self.sessions[self.sessions_of(now.day())].iter().any(|session| {
                session.diary == diary
                    && (session.start..session.end).contains(&now)
                    && !session.is_absent
                    && !session.is_lost
                    && self.system.roles[usize::from(session.role)].sees_patients
            })
    }

    /// The patient books a start, and is a request like others from then on.
    fn asks_instead(&mut self, request: Request, sought: (usize, Query), slot: SlotId) {
        let (profession, query) = sought;
        let is_measured = request.is(fact::MEASURED);
        let (practice, need) = (PracticeId(request.practice), NeedId(request.need));
        let id = RequestId(self.requests.insert(Request {
            profession: profession as u8,
            first_choice: profession as u8,
            ..request
        }));
        self.open_needs += u64::from(is_measured);
        self.record.needs.made += u64::from(is_measured);
        self.count_made(id);
        let (urgency, channel) = (Urgency::Soon, Channel::Telephone);
        self.note(id, What::Arose { practice, need, urgency, channel });
        self.note(id, What::InsteadOfEd);
        self.note_search(id, profession, &Sought { query, only: None }, Some(slot));
        let kind = self.kind_of_start(self.diary.slot(slot).start);
        self.book(id, slot, 1);
        self.offered(id);
        self.record_now(|record| record.emergency.avoided[kind as usize] += 1);
    }

    /// When a start of the book is.
    fn kind_of_start(&self, start: SimTime) -> StartKind {
        if !self.day(start.day()).is_working {
            StartKind::Weekend
        } else if self.are_closed(start) {
            StartKind::Evening
        } else {
            StartKind::Core
        }
    }

    /// Counts starts that are booked for someone who asked, by when they are.
    pub(super) fn count_starts_booked(&mut self, id: RequestId, start: SimTime, starts: u8) {
        let request = self.requests.get(id.0);
        if request.is_planned() {
            return;
        }
        let is_instead = is_of_background(request.identity);
        let kind = self.kind_of_start(start) as usize;
        self.record_now(|record| {
            let counts = &mut record.emergency;
            let of =
                if is_instead { &mut counts.starts_instead } else { &mut counts.starts_others };
            of[kind] += u64::from(starts);
        });
    }
}
