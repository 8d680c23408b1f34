//! A new day of the book: who is in, in which room, with which starts; and who is sick after all.
//!
//! A day opens as far ahead as planned care can be booked. Leave and rooms are settled then; on the
//! morning itself only sickness is news.

use crate::model::appointments::{SLOT_KINDS, SlotKind};
use crate::model::calendar::Day;
use crate::model::chance::{Chance, Decision};
use crate::model::role::{MODES, Mode, RoomNeed};
use crate::model::rooms::RoomPolicy;
use crate::model::roster::RosterSession;
use crate::model::supervision::PaidFrom;
use crate::simulation::Simulation;
use crate::simulation::diary::Draft;
use crate::simulation::event::Event;
use crate::simulation::state::{Doing, NONE, Session, SessionId, Slot, SlotId, SlotState};
use crate::simulation::trace::Observer;
use crate::units::{SimTime, Span, TimeOfDay};

/// What is carried from session to session of one person, so that shares come out exactly.
#[derive(Clone, Debug, Default)]
pub(crate) struct PersonState {
    kinds: [f64; SLOT_KINDS],
    modes: [[f64; MODES]; SLOT_KINDS],
    remote: f64,
    bookable: f64,
    /// Scheduled supervision given and not yet paid for with closed starts \[min\].
    supervision_owed_min: f64,
    /// The year for which `leave_weeks` holds.
    leave_year: Option<i32>,
    leave_weeks: u64,
}

impl PersonState {
    /// The state of a person called `identity`: each begins at a place of their own, or all would
    /// telephone on the same day.
    pub(crate) fn new(identity: u64) -> Self {
        let phase = (identity % 997) as f64 / 997.0 - 0.5;
        PersonState { remote: phase, bookable: phase, ..PersonState::default() }
    }
}

/// Leave is taken by weeks, a year of leave has this many.
const WEEKS_PER_YEAR: i32 = 52;
/// Sickness is looked for this many days back.
const LONGEST_SPELL_DAYS: i32 = 42;
/// Starts before this hour are the morning, for the duty rota.
const NOON: TimeOfDay = TimeOfDay::at(13, 0);

impl<C: Chance, O: Observer> Simulation<'_, C, O> {
    /// Opens `day` in the book.
    pub(crate) fn open_day(&mut self, day: i32) {
        let about = self.day(day);
        let first = self.sessions.len();
        self.gather_sessions(day, about);
        self.choose_duty(day, first);
        self.assign_rooms(first);
        self.open_starts(day, first);
        self.schedule_supervision(day, first);
        self.sessions_by_day.push((first as u32, self.sessions.len() as u32));
    }

    /// Lists the sessions that the roster has on `day`.
    fn gather_sessions(&mut self, day: i32, about: Day) {
        let is_holiday = !about.is_working && about.weekday < 5;
        if is_holiday {
            return;
        }
        let week = (day + self.network.calendar.weekday_of_zero() as i32).div_euclid(7);
        for person in 0..self.people.len() {
            let months = &self.people[person].months;
            if !months.is_empty() && !months.contains(&about.month) {
                continue;
            }
            let mut is_away = None;
            for held in 0..self.people[person].week.len() {
                let roster = self.people[person].week[held];
                if roster.weekday != about.weekday || !roster.is_held_in(week) {
                    continue;
                }
                let is_absent = *is_away.get_or_insert_with(|| self.is_away(person, day, week));
                let session = self.new_session(person, &roster, day, is_absent);
                self.sessions.push(session);
            }
        }
    }

    fn new_session(
        &mut self,
        person: usize,
        roster: &RosterSession,
        day: i32,
        is_absent: bool,
    ) -> Session {
        let about = &self.people[person];
        let role = &self.network.roles[about.role];
        let state = &mut self.person_states[person];
        state.remote += role.remote_sessions.get();
        let is_remote = role.room == RoomNeed::None || state.remote >= 0.5;
        if state.remote >= 0.5 {
            state.remote -= 1.0;
        }
        let start = SimTime::on(day, roster.start);
        Session {
            person: person as u16,
            role: about.role as u8,
            profession: role.booked_as as u8,
            practice: self.network.sites[roster.site].practice as u8,
            diary: self.plan.diary(about.practice, role.booked_as),
            site: roster.site as u8,
            is_remote,
            is_duty: false,
            is_absent,
            is_lost: false,
            is_remote_for_rooms: false,
            doing: Doing::NotStarted,
            day,
            start,
            end: start + roster.length.to_span(),
            room: NONE,
            slots: (0, 0),
            next: 0,
            added: Vec::new(),
            extras: 0,
            current: NONE,
            busy_since: start,
            asked_at: start,
            remaining_ms: 0,
            hands_back: false,
            generation: 0,
        }
    }

    /// Whether `person` is on leave, studying or on parental leave on `day`.
    fn is_away(&mut self, person: usize, day: i32, week: i32) -> bool {
        let absence = &self.network.absence;
        let identity = self.people[person].identity;
        let year = week.div_euclid(WEEKS_PER_YEAR);
        if self.person_states[person].leave_year != Some(year) {
            self.person_states[person].leave_weeks = self.leave_weeks(identity, year);
            self.person_states[person].leave_year = Some(year);
        }
        let of_year = week.rem_euclid(WEEKS_PER_YEAR);
        if self.person_states[person].leave_weeks >> of_year & 1 == 1 {
            return true;
        }
        let study = absence.study_days / crate::model::demand::WORKING_DAYS_PER_YEAR;
        if self.chance.uniform(Decision::Study, identity, day as u32, 0) < study {
            return true;
        }
        // Parental leave may have begun the year before.
        (year - 1..=year).any(|y| {
            let chance = self.chance.uniform(Decision::ParentalLeave, identity, y as u32, 0);
            if chance >= absence.parental_leave {
                return false;
            }
            let week_of_year = (chance / absence.parental_leave * f64::from(WEEKS_PER_YEAR)) as i32;
            let begins = y * WEEKS_PER_YEAR + week_of_year;
            (begins..begins + absence.parental_leave_weeks as i32).contains(&week)
        })
    }

    /// The weeks of leave of a year, as bits: those with the smallest keys, school holidays weighted.
    ///
    /// Efraimidis & Spirakis 2006, "Weighted random sampling with a reservoir", Information
    /// Processing Letters 97(5).
    fn leave_weeks(&self, identity: u64, year: i32) -> u64 {
        let absence = &self.network.absence;
        let exact = absence.leave_days / 5.0;
        let spare = self.chance.uniform(Decision::Leave, identity, year as u32, 1);
        let count = (exact as usize + usize::from(spare < exact.fract())).min(52);
        let mut keys: Vec<(f64, i32)> = (0..WEEKS_PER_YEAR)
            .map(|week| {
                let number = year * WEEKS_PER_YEAR + week;
                let chance = self.chance.uniform(Decision::Leave, identity, number as u32, 0);
                let weekday = self.network.calendar.weekday_of_zero() as i32;
                // July and August, the turn of the year and spring are school holidays in part.
                let weight = match self.day(number * 7 - weekday).month {
                    7 => absence.holiday_weight,
                    3 | 6 | 11 => (1.0 + absence.holiday_weight) / 2.0,
                    _ => 1.0,
                };
                (-crate::engine::samplers::ln(1.0 - chance) / weight, week)
            })
            .collect();
        keys.sort_by(|a, b| a.0.total_cmp(&b.0));
        keys.iter().take(count).fold(0, |weeks, (_, week)| weeks | 1 << week)
    }

    /// Gives the duty of each practice, morning and afternoon, to those whose turn it is.
    fn choose_duty(&mut self, day: i32, first: usize) {
        for practice in 0..self.network.practices.len() {
            let wanted = (self.network.triage.duty_sessions_per_10000
                * self.network.practices[practice].list_size
                / 10_000.0)
                .round()
                .max(1.0) as usize;
            for is_morning in [true, false] {
                let mut candidates: Vec<usize> = (first..self.sessions.len())
                    .filter(|&s| {
                        let session = &self.sessions[s];
                        !session.is_absent
                            && self.people[usize::from(session.person)].practice == Some(practice)
                            && self.network.roles[usize::from(session.role)].takes_duty
                            && (session.start.time_of_day() < NOON) == is_morning
                    })
                    .collect();
                // Turns go round: the order shifts by one each day.
                if !candidates.is_empty() {
                    let shift = day.rem_euclid(candidates.len() as i32) as usize;
                    candidates.rotate_left(shift);
                }
                for &session in candidates.iter().take(wanted) {
                    self.sessions[session].is_duty = true;
                }
            }
        }
    }

    /// Draws up the room timetable of the day.
    fn assign_rooms(&mut self, first: usize) {
        let mut order: Vec<usize> = (first..self.sessions.len())
            .filter(|&s| !self.sessions[s].is_absent && !self.sessions[s].is_remote)
            .collect();
        order.sort_by_key(|&s| (self.sessions[s].start, self.sessions[s].person));
        self.free_from.fill(SimTime::from_ms(i64::MIN));
        for s in order {
            self.record_if(|record| record.work.sessions_in_rooms += 1, self.sessions[s].day);
            let found = match self.network.rooms.policy {
                RoomPolicy::HotDesking => continue,
                RoomPolicy::RoomEach => {
                    let key = (self.sessions[s].person, self.sessions[s].site);
                    self.plan.own_rooms.iter().find(|(own, _)| *own == key).map(|(_, room)| *room)
                }
                RoomPolicy::RoomPerSession => self.free_room(s, usize::from(self.sessions[s].site)),
            };
            match found {
                Some(room) => self.take_room(s, room),
                None => self.do_without_room(s),
            }
        }
    }

    /// A room of `site` that is free for session `s`, of the better kind first.
    fn free_room(&self, s: usize, site: usize) -> Option<u32> {
        let session = &self.sessions[s];
        let rooms = &self.plan.rooms_of_site[site];
        let need = self.network.roles[usize::from(session.role)].room;
        let consulting = rooms.consulting.clone();
        let treatment = rooms.treatment.clone();
        let mut fits = |room: &u32| self.free_from[*room as usize] <= session.start;
        match need {
            RoomNeed::Treatment => treatment.chain(consulting).find(&mut fits),
            _ => consulting.chain(treatment).find(&mut fits),
        }
    }

    fn take_room(&mut self, s: usize, room: u32) {
        let turnover = self.network.rooms.turnover.to_span();
        self.sessions[s].room = room;
        self.free_from[room as usize] = self.sessions[s].end + turnover;
    }

    /// A session without a room is held remotely if the role allows, else moves, else is lost.
    fn do_without_room(&mut self, s: usize) {
        let day = self.sessions[s].day;
        let role = &self.network.roles[usize::from(self.sessions[s].role)];
        if role.can_work_remotely {
            self.sessions[s].is_remote = true;
            self.sessions[s].is_remote_for_rooms = true;
            self.record_if(|record| record.work.sessions_remote_for_rooms += 1, day);
            return;
        }
        let employer = self.people[usize::from(self.sessions[s].person)].practice;
        if self.network.rooms.policy == RoomPolicy::RoomPerSession {
            for site in 0..self.network.sites.len() {
                let may_move = employer.is_none_or(|p| self.network.sites[site].practice == p);
                if let Some(room) = self.free_room(s, site).filter(|_| may_move) {
                    self.sessions[s].site = site as u8;
                    self.sessions[s].practice = self.network.sites[site].practice as u8;
                    self.take_room(s, room);
                    self.record_if(|record| record.work.sessions_moved_for_rooms += 1, day);
                    return;
                }
            }
        }
        self.sessions[s].is_lost = true;
        self.record_if(|record| record.work.sessions_lost_to_rooms += 1, day);
    }

    /// Writes the starts of all sessions of the day into the book.
    fn open_starts(&mut self, day: i32, first: usize) {
        let mut drafts = std::mem::take(&mut self.drafts);
        drafts.clear();
        for s in first..self.sessions.len() {
            self.draft_starts(s, &mut drafts);
        }
        let (session_slots, sessions) = (&mut self.session_slots, &mut self.sessions);
        for session in &mut sessions[first..] {
            let from = session_slots.len() as u32;
            session_slots.resize(session_slots.len() + session.slots.1 as usize, SlotId(NONE));
            session.slots = (from, session_slots.len() as u32);
            session.next = from;
        }
        self.diary.open(day, &mut drafts, |draft, id| {
            let session = &sessions[draft.slot.session as usize];
            session_slots[(session.slots.0 + draft.position) as usize] = id;
        });
        for session in &self.sessions[first..] {
            let range = session.slots.0 as usize..session.slots.1 as usize;
            for pair in self.session_slots[range].windows(2) {
                self.diary.slot_mut(pair[0]).after = pair[1].0;
            }
        }
        self.drafts = drafts;
    }

    fn draft_starts(&mut self, s: usize, drafts: &mut Vec<Draft>) {
        let session = &self.sessions[s];
        let role = &self.network.roles[usize::from(session.role)];
        let slot_length = role.slot.to_span();
        let starts = ((session.end - session.start).as_ms() / slot_length.as_ms()) as u32;
        let state = match (session.is_absent, session.is_lost) {
            (true, _) => SlotState::ClosedAbsence,
            (_, true) => SlotState::ClosedRooms,
            _ => SlotState::Free,
        };
        let person = &mut self.person_states[usize::from(session.person)];
        let shares = &role.slots;
        let (planned, two_day) = (shares.planned.get(), shares.two_day.get());
        let (same_day, nhs_111) = (shares.same_day.get(), shares.nhs_111.get());
        let routine = 1.0 - planned - two_day - same_day - nhs_111;
        let shares_of_kinds: [f64; SLOT_KINDS] = [planned, routine, two_day, same_day, nhs_111];
        let telephone = if session.is_remote { 1.0 } else { role.telephone_share.get() };
        let home = if session.is_remote { 0.0 } else { role.home_visit_share.get() };
        let by_mode = [1.0 - telephone - home, telephone, 0.0, home];
        let mut position = 0;
        for number in 0..starts {
            if session.is_duty {
                person.bookable += self.network.triage.duty_bookable.get();
                if person.bookable < 0.5 {
                    continue;
                }
                person.bookable -= 1.0;
            }
            person.kinds.iter_mut().zip(shares_of_kinds).for_each(|(due, share)| *due += share);
            let kind = take_most(&mut person.kinds);
            person.modes[kind].iter_mut().zip(by_mode).for_each(|(due, share)| *due += share);
            let mode = take_most(&mut person.modes[kind]);
            let slot = Slot {
                start: session.start + Span::from_ms(slot_length.as_ms() * i64::from(number)),
                session: s as u32,
                booking: NONE,
                kind: kind as u8,
                mode: mode as u8,
                state,
                was_cancelled: false,
                after: NONE,
            };
            drafts.push(Draft { diary: session.diary, slot, position });
            position += 1;
        }
        // For the moment: the number of starts. Their place in the list is given next.
        self.sessions[s].slots = (0, position);
    }

    /// Closes starts of supervisors for debriefs, and of those whom nobody supervises.
    fn schedule_supervision(&mut self, day: i32, first: usize) {
        let mut debriefed: Vec<u16> = Vec::new();
        let mut supervised: Vec<(u16, u32)> = Vec::new();
        for s in first..self.sessions.len() {
            let session = &self.sessions[s];
            let role = &self.network.roles[usize::from(session.role)];
            let Some(need) = &role.supervision else { continue };
            if session.is_absent || session.is_lost || debriefed.contains(&session.person) {
                continue;
            }
            let person = session.person;
            let stage = self.people[usize::from(person)].stage;
            let practice = session.practice;
            let (scheduled, delegated) = (need.scheduled_min(stage), need.delegated.get());
            let needs_presence = need.needs_presence;
            match self.supervisor_for(practice, person, first, &supervised, &need.by) {
                Some(supervisor) => {
                    match supervised.iter_mut().find(|(who, _)| *who == supervisor) {
                        Some((_, count)) => *count += 1,
                        None => supervised.push((supervisor, 1)),
                    }
                    self.record_if(
                        |record| {
                            record.work.scheduled_supervision_min += scheduled;
                            record.work.delegated_supervision_min += delegated;
                        },
                        day,
                    );
                    if self.network.supervision.paid_from == PaidFrom::PatientFacing {
                        self.pay_supervision(supervisor, scheduled, first);
                    }
                }
                None if needs_presence => self.close_undifferentiated(person, first),
                None => {}
            }
            debriefed.push(person);
        }
    }

    /// A supervisor who is in at `practice` on the day and has a place left: the one with least to
    /// pay back.
    fn supervisor_for(
        &self,
        practice: u8,
        supervisee: u16,
        first: usize,
        supervised: &[(u16, u32)],
        by: &[usize],
    ) -> Option<u16> {
        let has_place = |person: u16| {
            let count = supervised.iter().find(|(who, _)| *who == person).map_or(0, |(_, n)| *n);
            count < self.network.supervision.at_once
        };
        self.sessions[first..]
            .iter()
            .filter(|session| {
                session.practice == practice
                    && session.person != supervisee
                    && !session.is_absent
                    && !session.is_lost
                    && self.network.roles[usize::from(session.role)].supervises
                    && by.contains(&usize::from(session.profession))
                    && has_place(session.person)
            })
            .map(|session| session.person)
            .min_by(|&a, &b| {
                let owed =
                    |person: u16| self.person_states[usize::from(person)].supervision_owed_min;
                owed(a).total_cmp(&owed(b)).then(a.cmp(&b))
            })
    }

    /// Closes starts at the end of the supervisor's day to pay for `minutes`; the rest is carried.
    fn pay_supervision(&mut self, supervisor: u16, minutes: f64, first: usize) {
        let role = &self.network.roles[self.people[usize::from(supervisor)].role];
        let slot = role.slot.get();
        self.person_states[usize::from(supervisor)].supervision_owed_min += minutes;
        for s in (first..self.sessions.len()).rev() {
            if self.sessions[s].person != supervisor || self.sessions[s].is_absent {
                continue;
            }
            let (from, to) = self.sessions[s].slots;
            for place in (from..to).rev() {
                if self.person_states[usize::from(supervisor)].supervision_owed_min < slot / 2.0 {
                    return;
                }
                let id = self.session_slots[place as usize];
                if self.diary.slot(id).state == SlotState::Free {
                    let diary = self.sessions[s].diary;
                    self.diary.set_state(diary, id, SlotState::ClosedSupervision);
                    self.person_states[usize::from(supervisor)].supervision_owed_min -= slot;
                }
            }
        }
    }

    /// Without a supervisor in, a supervisee sees planned patients only.
    fn close_undifferentiated(&mut self, person: u16, first: usize) {
        for s in first..self.sessions.len() {
            if self.sessions[s].person != person || self.sessions[s].is_absent {
                continue;
            }
            let (from, to) = self.sessions[s].slots;
            for place in from..to {
                let id = self.session_slots[place as usize];
                let slot = self.diary.slot(id);
                if slot.state == SlotState::Free && slot.kind != SlotKind::Planned as u8 {
                    let diary = self.sessions[s].diary;
                    self.diary.set_state(diary, id, SlotState::ClosedSupervision);
                }
            }
        }
    }

    /// The morning of `day`: the sick are known, and who stands in for them; everyone else's session
    /// is set down.
    pub(crate) fn start_rota(&mut self, day: i32) {
        let (from, to) = self.sessions_of(day);
        for s in from..to {
            let person = usize::from(self.sessions[s as usize].person);
            let is_held =
                !self.sessions[s as usize].is_absent && !self.sessions[s as usize].is_lost;
            if is_held && self.is_sick(self.people[person].identity, day) {
                self.cancel_session(SessionId(s));
            }
        }
        self.cover_duty(from as usize, to as usize);
        self.stop_unsupervised(from as usize, to as usize);
        for s in from..to {
            let session = &self.sessions[s as usize];
            if !session.is_absent && !session.is_lost {
                self.calendar.schedule(session.start, Event::SessionStarted(SessionId(s)));
            }
        }
    }

    /// Someone else takes the duty where everyone who had it is sick; their list stays as it is.
    fn cover_duty(&mut self, from: usize, to: usize) {
        for practice in 0..self.network.practices.len() {
            for is_morning in [true, false] {
                let may_take = |session: &Session| {
                    usize::from(session.practice) == practice
                        && !session.is_lost
                        && self.network.roles[usize::from(session.role)].takes_duty
                        && (session.start.time_of_day() < NOON) == is_morning
                };
                let sessions = &self.sessions[from..to];
                let had_duty = sessions.iter().any(|s| s.is_duty && s.is_absent && may_take(s));
                let has_duty = sessions.iter().any(|s| s.is_duty && !s.is_absent && may_take(s));
                if had_duty
                    && !has_duty
                    && let Some(s) = sessions.iter().position(|s| !s.is_absent && may_take(s))
                {
                    self.sessions[from + s].is_duty = true;
                }
            }
        }
    }

    /// Those who may see undifferentiated patients only while a supervisor is in do not, if all who
    /// could supervise them are sick: the patients are booked again.
    fn stop_unsupervised(&mut self, from: usize, to: usize) {
        for s in from..to {
            let session = &self.sessions[s];
            let role = &self.network.roles[usize::from(session.role)];
            let Some(need) = role.supervision.as_ref().filter(|need| need.needs_presence) else {
                continue;
            };
            let is_supervisor = |other: &Session| {
                other.practice == session.practice
                    && other.person != session.person
                    && !other.is_absent
                    && !other.is_lost
                    && self.network.roles[usize::from(other.role)].supervises
                    && need.by.contains(&usize::from(other.profession))
            };
            let is_held = !session.is_absent && !session.is_lost;
            if is_held && !self.sessions[from..to].iter().any(is_supervisor) {
                self.close_starts(SessionId(s as u32), SlotState::ClosedSupervision, |kind| {
                    kind != SlotKind::Planned as u8
                });
            }
        }
    }

    /// Whether a spell of sickness that began on one of the days before reaches `day`.
    fn is_sick(&self, identity: u64, day: i32) -> bool {
        let absence = &self.network.absence;
        if absence.sickness_share <= 0.0 {
            return false;
        }
        // Spells are counted in working days; a week has seven for five of them.
        let mean = absence.sickness_spell_days * 7.0 / 5.0;
        // Days of a spell, the first included, on average: the sum over k of P(length > k).
        let days = 1.0 / (1.0 - crate::engine::samplers::exp(-1.0 / mean));
        let onset = absence.sickness_share / days;
        (0..LONGEST_SPELL_DAYS).any(|back| {
            let began = (day - back) as u32;
            let chance = self.chance.uniform(Decision::Sickness, identity, began, 0);
            chance < onset
                && crate::engine::samplers::exponential(mean, chance / onset) > f64::from(back)
        })
    }

    /// The clinician is away at short notice.
    fn cancel_session(&mut self, session: SessionId) {
        self.sessions[session.index()].is_absent = true;
        self.close_starts(session, SlotState::ClosedAbsence, |_| true);
    }

    /// Closes the starts of a session of the kinds concerned; patients are booked again.
    fn close_starts(
        &mut self,
        session: SessionId,
        state: SlotState,
        is_concerned: impl Fn(u8) -> bool,
    ) {
        let diary = self.sessions[session.index()].diary;
        let (from, to) = self.sessions[session.index()].slots;
        let opening = SimTime::on(self.sessions[session.index()].day, self.network.calendar.opens);
        let rebooked_at = opening.max(self.calendar.now());
        for place in from..to {
            let id = self.session_slots[place as usize];
            let slot = *self.diary.slot(id);
            // What closed a start first is what the ledger names.
            let is_open = matches!(slot.state, SlotState::Free | SlotState::Booked);
            let is_used_up = matches!(slot.state, SlotState::Merged | SlotState::CancelledLate);
            if !is_concerned(slot.kind) || !is_open && !is_used_up {
                continue;
            }
            if slot.booking != NONE {
                let request = self.drop_booking(slot.booking);
                self.calendar.schedule(rebooked_at, Event::PracticeRebooks(request));
            }
            self.diary.set_state(diary, id, state);
        }
    }

    /// The sessions of `day`, as a range of identifiers.
    pub(crate) fn sessions_of(&self, day: i32) -> (u32, u32) {
        self.sessions_by_day[(day - self.first_day) as usize]
    }

    /// Enters the sessions of `day`, long over, into the slot ledger.
    pub(crate) fn enter_into_ledger(&mut self, day: i32) {
        let (from, to) = self.sessions_of(day);
        for session in &self.sessions[from as usize..to as usize] {
            let ledger = &mut self.record.ledgers[usize::from(session.profession)];
            for place in session.slots.0..session.slots.1 {
                let slot = self.diary.slot(self.session_slots[place as usize]);
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
                    SlotState::NotReached => ledger.not_reached += 1,
                    SlotState::HandedBack => ledger.hand_backs += 1,
                    SlotState::Attended => ledger.net += 1,
                    SlotState::Booked => unreachable!("a clinic long over has no appointment left"),
                }
            }
        }
    }
}

/// Takes one from the fullest of several shares, so that over time each gets its due.
fn take_most<const N: usize>(shares: &mut [f64; N]) -> usize {
    let most = (0..N)
        .max_by(|&a, &b| shares[a].total_cmp(&shares[b]).then(b.cmp(&a)))
        .expect("there are shares");
    shares[most] -= 1.0;
    most
}

/// Whether `mode` can be met without a room.
pub(crate) const fn is_remote(mode: u8) -> bool {
    mode == Mode::Telephone as u8 || mode == Mode::Online as u8
}
