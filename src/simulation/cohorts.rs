//! Cohorts: which requests and attendances are members', visits of the schedule, meetings, leaving.
//!
//! Members are patients like any others. A random number at the address of each request and attendance
//! decides whether it is a member's. A cohort therefore adds no request and does not affect other
//! patients.

use crate::engine::samplers::{choose, ln};
use crate::model::CareSystem;
use crate::model::calendar::{Day, MONDAY, SATURDAY};
use crate::model::chance::{Chance, Decision};
use crate::model::cohort::{CohortVisit, Fall, OfPractice, Offered};
use crate::model::role::{MODES, Mode};
use crate::simulation::Simulation;
use crate::simulation::arrivals::{Arrival, member_identity};
use crate::simulation::diary::Wanted;
use crate::simulation::event::Event;
use crate::simulation::observer::{CohortId, Observer, PracticeId, Release, What};
use crate::simulation::state::{NO_VISIT, NONE, Request, RequestId, SlotId, VISIT_STREAM};
use crate::units::{Minutes, SimTime, YEAR_DAYS};
use std::ops::Range;

/// The longest membership \[d\]; it exceeds every run.
const LONGEST_STAY_DAYS: f64 = 1.0e6;

/// A member of a cohort.
#[derive(Clone, Copy, Debug)]
struct Member {
    /// The identity: the subject of the random numbers. The identities of visits follow it.
    identity: u64,
    cohort: u16,
    practice: u8,
    is_engaged: bool,
    is_referred_on: bool,
    /// Engages and has had a visit: the programme takes effect.
    is_reached: bool,
    /// The day of enrolment.
    enrolled: i32,
    /// The first day after membership.
    leaves: i32,
    /// Visits of the schedule that have been planned, as bits.
    planned: u32,
}

impl Member {
    /// Whether enrolled, and not gone, on `day`.
    const fn is_enrolled_on(&self, day: i32) -> bool {
        self.enrolled <= day && day < self.leaves
    }
}

/// The members of one cohort at one practice.
#[derive(Clone, Copy, Debug)]
struct Group {
    /// The first of them, and how many there are.
    members: (u32, u32),
    /// Share of the practice's requests for GPs that are theirs.
    requests: f64,
    /// Share of the practice's background attendances that are theirs.
    attendances: f64,
}

/// All members, and values derived from their cohorts.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cohorts {
    members: Vec<Member>,
    by_practice: Vec<Vec<Group>>,
    /// By cohort: falls of requests and of attendances.
    falls: Vec<(Fall, Fall)>,
    /// The visits of all schedules, cohort by cohort, and by cohort where its own begin.
    visits: Vec<(u16, CohortVisit)>,
    first_visit: Vec<usize>,
}

/// Whose a request or an attendance is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    /// That of a patient in no cohort.
    Anyone,
    /// A member's.
    Of(u32),
    /// Avoided by the programme; it would have been a member's.
    Spared,
}

impl Cohorts {
    /// The members of `system`, whose first simulated day is `first_day`.
    pub(crate) fn new<C: Chance>(system: &CareSystem, chance: &C, first_day: i32) -> Self {
        let mut cohorts = Cohorts::default();
        if system.cohorts.is_empty() {
            return cohorts;
        }
        for (number, cohort) in system.cohorts.iter().enumerate() {
            cohorts.falls.push(cohort.falls());
            cohorts.first_visit.push(cohorts.visits.len());
            cohorts.visits.extend(cohort.visits.iter().map(|c| (number as u16, *c)));
        }
        cohorts.first_visit.push(cohorts.visits.len());
        let lists: Vec<f64> = system.practices.iter().map(|p| p.list_size).collect();
        for (index, practice) in system.practices.iter().enumerate() {
            let all = OfPractice::of(system, index);
            let mut groups = Vec::new();
            for (number, cohort) in system.cohorts.iter().enumerate() {
                let people = cohort.spread(&lists)[index];
                let first = cohorts.members.len() as u32;
                let members = cohort.identity_at(&practice.name);
                for member in 0..people {
                    let identity = member_identity(members, member);
                    let share = (f64::from(member) + 0.5) / f64::from(people);
                    let about = Member::new(system, number, index as u8, identity, share, chance);
                    cohorts.members.push(about.as_of(system, first_day));
                }
                let share = |rate: f64, of: f64| {
                    if of > 0.0 { (f64::from(people) * rate / of).min(1.0) } else { 0.0 }
                };
                groups.push(Group {
                    members: (first, people),
                    requests: share(cohort.requests_per_year(), all.requests),
                    attendances: share(cohort.ed_attendances_per_year, all.attendances),
                });
            }
            cohorts.by_practice.push(groups);
        }
        cohorts
    }

    /// Whether there are none.
    pub(crate) const fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// The visit with the index `visit`.
    pub(super) fn visit(&self, visit: u8) -> &CohortVisit {
        &self.visits[usize::from(visit)].1
    }

    /// The cohort member selected by `chance`, among groups with these shares.
    fn member(&self, practice: u8, mut chance: f64, share: fn(&Group) -> f64) -> Option<u32> {
        for group in &self.by_practice[usize::from(practice)] {
            let of_group = share(group);
            if chance < of_group {
                let (first, count) = group.members;
                let index = (chance / of_group * f64::from(count)) as u32;
                return Some(first + index.min(count - 1));
            }
            chance -= of_group;
        }
        None
    }
}

impl Member {
    fn new<C: Chance>(
        system: &CareSystem,
        number: usize,
        practice: u8,
        identity: u64,
        quantile: f64,
        chance: &C,
    ) -> Self {
        let cohort = &system.cohorts[number];
        let draw = |decision| chance.uniform(decision, identity, 0, 0);
        let mut enrolled =
            cohort.enrolment_starts + (quantile * cohort.enrolment_weeks * 7.0).floor() as i32;
        // A member due to enrol at a weekend enrols on the Monday after.
        let weekday = (system.calendar.weekday_of_zero() as i32 + enrolled).rem_euclid(7);
        if weekday >= SATURDAY as i32 {
            enrolled += 7 + MONDAY as i32 - weekday;
        }
        let yearly = cohort.leaving_per_year.get();
        let stays = if yearly <= 0.0 {
            LONGEST_STAY_DAYS
        } else {
            // Exponential: after a year the stated share has left.
            let mean = -YEAR_DAYS / ln(1.0 - yearly.min(0.999_999));
            (-ln(1.0 - draw(Decision::LeavingCohort)) * mean).min(LONGEST_STAY_DAYS)
        };
        let is_engaged = cohort.engagement.happens(draw(Decision::Engagement));
        Member {
            identity,
            cohort: number as u16,
            practice,
            is_engaged,
            is_referred_on: is_engaged && cohort.referred_on.happens(draw(Decision::ReferredOn)),
            is_reached: false,
            enrolled,
            leaves: enrolled + 1 + stays as i32,
            planned: 0,
        }
    }

    /// The member when the simulation begins: visits that were due before have been held.
    fn as_of(mut self, system: &CareSystem, first_day: i32) -> Self {
        let cohort = &system.cohorts[usize::from(self.cohort)];
        for (number, visit) in cohort.visits.iter().enumerate() {
            if cohort.is_programme_on && self.enrolled + visit.week as i32 * 7 < first_day {
                self.planned |= 1 << number;
                self.is_reached |= self.is_engaged;
            }
        }
        self
    }

    /// Whether a visit is offered to the member, as things stand.
    const fn is_offered(&self, visit: &CohortVisit) -> bool {
        match visit.offered {
            Offered::Everyone => true,
            Offered::Engaged => self.is_engaged,
            Offered::ReferredOn => self.is_referred_on && self.is_reached,
        }
    }
}

impl<C: Chance, O: Observer> Simulation<'_, C, O> {
    /// The member who makes a request, or [`NONE`] for other patients. `None` if the programme avoids it.
    pub(super) fn whose_request(&mut self, arrival: &Arrival) -> Option<u32> {
        match self.fate(arrival, |group| group.requests, |(requests, _)| requests) {
            Fate::Anyone => Some(NONE),
            // Members' requests are those that a GP should see.
            _ if !self.is_for_gps(arrival.identity) => Some(NONE),
            Fate::Of(member) => Some(member),
            Fate::Spared => {
                self.record_now(|record| record.cohorts.requests_spared += 1);
                None
            }
        }
    }

    /// A background attendance arises, unless a programme avoids it.
    pub(super) fn attendance_arose(&mut self, arrival: &Arrival) {
        let day = arrival.at.day();
        let fate = self.fate(arrival, |group| group.attendances, |(_, attendances)| attendances);
        if fate == Fate::Spared {
            self.record_now(|record| record.cohorts.ed_attendances_spared += 1);
            return;
        }
        if self.background_attendance(arrival)
            && let Fate::Of(member) = fate
            && self.cohorts.members[member as usize].is_enrolled_on(day)
        {
            self.record_now(|record| record.cohorts.ed_attendances += 1);
        }
    }

    fn fate(
        &self,
        arrival: &Arrival,
        share: fn(&Group) -> f64,
        part: fn(&(Fall, Fall)) -> &Fall,
    ) -> Fate {
        let chance = self.chance.uniform(Decision::Member, arrival.identity, 0, 0);
        let Some(member) = self.cohorts.member(arrival.practice, chance, share) else {
            return Fate::Anyone;
        };
        let about = &self.cohorts.members[member as usize];
        let day = arrival.at.day();
        if day >= about.leaves {
            return Fate::Anyone;
        }
        if day < about.enrolled {
            return Fate::Of(member);
        }
        let fall = part(&self.cohorts.falls[usize::from(about.cohort)]);
        let programme = if about.is_reached { fall.programme } else { 0.0 };
        let chance = self.chance.uniform(Decision::CohortEffect, arrival.identity, 0, 0);
        // Low chances are avoided first, so that a larger programme avoids the same and more.
        if chance < fall.regression {
            // The member improves and another patient worsens: the practice's total stays the same.
            Fate::Anyone
        } else if chance < fall.regression + programme {
            Fate::Spared
        } else {
            Fate::Of(member)
        }
    }

    /// Whether a GP is right for a request, and no front desk and no pharmacy settles it.
    fn is_for_gps(&self, identity: u64) -> bool {
        let draw = |decision, step| self.chance.uniform(decision, identity, step, 0);
        let needs = self.derived.needs_in(self.day(self.calendar.now().day()).month);
        let need = &self.system.needs[choose(needs, draw(Decision::Need, 0))];
        let is_for_others = need.routes[0] != self.system.general_practitioner
            && need.suitable.happens(draw(Decision::Suitable, 0))
            && self.system.demand.accepts_others.happens(draw(Decision::AcceptsOthers, 0));
        !is_for_others && draw(Decision::Advice, 1) >= need.settled_at_the_door()
    }

    /// A GP has seen a member about a request of the member's own.
    pub(super) fn gp_saw(&mut self, member: u32) {
        let day = self.calendar.now().day();
        if self.cohorts.members[member as usize].is_enrolled_on(day) {
            self.record_now(|record| record.cohorts.gp_contacts += 1);
        }
    }

    /// Plans the visits that can be booked from `today` on.
    pub(crate) fn plan_visits(&mut self, today: i32) {
        let ahead = self.system.book.horizon_days as i32;
        for index in 0..self.cohorts.members.len() {
            let member = self.cohorts.members[index];
            let cohort = usize::from(member.cohort);
            let is_on = self.system.cohorts[cohort].is_programme_on;
            if !is_on || !member.is_enrolled_on(today) {
                continue;
            }
            let (from, to) =
                (self.cohorts.first_visit[cohort], self.cohorts.first_visit[cohort + 1]);
            for visit in from..to {
                let (_, about) = self.cohorts.visits[visit];
                let bit = 1 << (visit - from);
                let due = member.enrolled + about.week as i32 * 7;
                let is_time = due - ahead <= today && member.planned & bit == 0;
                if is_time && member.is_offered(&about) {
                    self.cohorts.members[index].planned |= bit;
                    // A member who is referred on late is seen late.
                    self.plan_visit(index, visit as u8, due.max(today));
                }
            }
        }
    }

    fn plan_visit(&mut self, index: usize, visit: u8, due: i32) {
        let member = self.cohorts.members[index];
        let about = *self.cohorts.visit(visit);
        let now = self.calendar.now();
        let first = self.cohorts.first_visit[usize::from(member.cohort)];
        let index_in_schedule = u64::from(visit) - first as u64;
        // One of the names after the member's own, by its index in the schedule.
        let identity = member.identity + 1 + index_in_schedule;
        let request = Request {
            stream: VISIT_STREAM,
            waiting_since: now,
            member: index as u32,
            visit,
            ..Request::new(
                identity,
                member.practice,
                about.profession as u8,
                SimTime::midnight(due),
            )
        };
        let id = RequestId(self.requests.insert(request));
        self.record_if(|record| record.cohorts.visits[usize::from(visit)].due += 1, due);
        let (practice, days) = (PracticeId(member.practice), due - now.day());
        self.note(id, What::VisitDue { practice, week: about.week, days });
        self.calendar.schedule(self.next_opening(now), Event::PracticeRebooks(id));
    }

    /// Books a visit from its due day on, or tries again in a week. Former members are not booked.
    pub(super) fn offer_visit(&mut self, id: RequestId) {
        let request = self.requests.get(id.0);
        let member = self.cohorts.members[request.member as usize];
        if !member.is_enrolled_on(self.calendar.now().day()) {
            self.call_off(id);
            return;
        }
        let visit = *self.cohorts.visit(request.visit);
        let found = self.find_visit(request, &visit);
        self.note_search_ahead(id, visit.within_days, found);
        match found {
            Some(slot) => {
                let slots = visit.slots(self.slot_length(slot)) as u8;
                self.book(id, slot, slots);
            }
            None => self.try_ahead_later(id),
        }
    }

    /// The earliest slot from which on as many are free as the visit takes.
    fn find_visit(&self, request: &Request, visit: &CohortVisit) -> Option<SlotId> {
        let modes = visit_modes(visit.mode);
        let query = self.query_ahead(request, visit.profession, modes, visit.within_days);
        self.diary.earliest(&query, Wanted::Free, |slot, _| {
            self.has_free_after(slot, visit.slots(self.slot_length(slot)))
        })
    }

    fn slot_length(&self, slot: SlotId) -> Minutes {
        let session = self.diary.slot(slot).session as usize;
        self.system.roles[usize::from(self.sessions[session].role)].slot
    }

    /// A visit has been booked. It is called off if the member leaves first.
    pub(super) fn visit_booked(&mut self, id: RequestId) {
        let Request { member, booking, .. } = self.requests.get(id.0);
        let leaves = SimTime::midnight(self.cohorts.members[*member as usize].leaves);
        if leaves <= booking.start {
            let event = Event::VisitCalledOff(id, booking.generation);
            self.calendar.schedule(leaves.max(self.calendar.now()), event);
        }
    }

    /// A member has left: the appointment is taken out of the book, if it still stands.
    pub(crate) fn visit_called_off(&mut self, id: RequestId, generation: u32) {
        if self.requests.get(id.0).booking.generation != generation {
            return self.overtaken();
        }
        self.free_booking(id);
        self.note(id, What::Released(Release::LeftCohort));
        self.call_off(id);
    }

    fn call_off(&mut self, id: RequestId) {
        self.note(id, What::VisitCalledOff);
        self.end_visit(id, |counts| &mut counts.called_off);
    }

    /// A visit has been held, or given up.
    pub(super) fn visit_over(&mut self, id: RequestId, is_held: bool) {
        if !is_held {
            self.note(id, What::PlannedGivenUp);
            self.end_visit(id, |counts| &mut counts.missed);
            return;
        }
        self.note(id, What::PlannedDone);
        let request = self.requests.get(id.0);
        let (member, visit, due) = (request.member, request.visit, request.arose.day());
        let member = &mut self.cohorts.members[member as usize];
        member.is_reached |= member.is_engaged;
        let length = self.cohorts.visit(visit).length.get();
        let is_in_week = self.calendar.now().day() < due + 7;
        self.record_if(
            |record| {
                record.cohorts.visit_min += length;
                record.cohorts.visits[usize::from(visit)].in_week += u64::from(is_in_week);
            },
            due,
        );
        self.end_visit(id, |counts| &mut counts.held);
    }

    fn end_visit(
        &mut self,
        id: RequestId,
        count: impl FnOnce(&mut crate::simulation::record::VisitCounts) -> &mut u64,
    ) {
        let request = self.requests.get(id.0);
        let (visit, due) = (usize::from(request.visit), request.arose.day());
        self.record_if(|record| *count(&mut record.cohorts.visits[visit]) += 1, due);
        self.requests.remove(id.0);
    }

    /// Takes the time of the day's meetings out of the sessions of those who attend.
    pub(super) fn hold_meetings(&mut self, day: i32, about: Day, today: Range<usize>) {
        if !about.is_working {
            return;
        }
        let system = self.system;
        let held = system
            .cohorts
            .iter()
            .enumerate()
            .filter(|(_, cohort)| cohort.is_programme_on && cohort.enrolment_starts <= day);
        let mut present = std::mem::take(&mut self.scratch.present);
        for (cohort, meeting) in held
            .flat_map(|(index, cohort)| cohort.meetings.iter().map(move |meeting| (index, meeting)))
        {
            if !meeting.weekdays.contains(&about.weekday) {
                continue;
            }
            present.clear();
            for &(profession, people) in &meeting.attended_by {
                for _ in 0..people {
                    match self.attendee(profession, today.clone(), &present) {
                        Some(s) => {
                            let session = &mut self.sessions[s];
                            session.meeting_min += meeting.length.get();
                            session.meetings += 1;
                            let person = session.person;
                            present.push(person);
                            let state = &mut self.person_states[usize::from(person)];
                            state.meetings_attended_min += meeting.length.get();
                        }
                        None => {
                            self.record_if(|record| record.cohorts.meeting_places_empty += 1, day);
                        }
                    }
                }
            }
            let (cohort, attend) = (CohortId(cohort as u8), present.len() as u32);
            self.note_of_staff(What::Meeting { cohort, attend }, day);
        }
        self.scratch.present = present;
    }

    /// The session that gives up the time: that of the person who has attended least, of those who are in,
    /// preferably not on duty. Sessions of a rota are never used.
    fn attendee(&self, profession: usize, today: Range<usize>, present: &[u16]) -> Option<usize> {
        let key = |s: usize| {
            let session = &self.sessions[s];
            let attended = self.person_states[usize::from(session.person)].meetings_attended_min;
            (session.is_duty, attended, session.person)
        };
        today
            .filter(|&s| {
                let session = &self.sessions[s];
                let team = self.people[usize::from(session.person)].team;
                usize::from(session.profession) == profession
                    && self.system.teams[team].sessions.is_empty()
                    && !session.is_absent
                    && !session.is_lost
                    && !present.contains(&session.person)
            })
            .min_by(|&a, &b| {
                let (a, b) = (key(a), key(b));
                a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then(a.2.cmp(&b.2))
            })
    }

    /// Enters the totals of members at the end of the run.
    pub(super) fn count_members(&mut self) {
        let end = self.measured_days;
        let counts = &mut self.record.cohorts;
        for member in &self.cohorts.members {
            let days = (member.leaves.min(end) - member.enrolled.max(0)).max(0);
            counts.members += u64::from(days > 0);
            counts.member_days += days as u64;
            counts.left += u64::from((0..end).contains(&member.leaves));
        }
    }
}

impl Request {
    /// Whether it is a visit of a cohort's schedule.
    pub const fn is_visit(&self) -> bool {
        self.visit != NO_VISIT
    }
}

/// The modes of slots in which a visit of `mode` can be held: whoever can be telephoned or seen at home can be
/// so from a slot in a room.
pub(super) fn visit_modes(mode: Mode) -> [bool; MODES] {
    let mut modes = [mode != Mode::FaceToFace; MODES];
    modes[Mode::FaceToFace as usize] = true;
    modes[Mode::HomeVisit as usize] = mode == Mode::HomeVisit;
    modes
}
