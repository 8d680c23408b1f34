//! A new day of the book: presence, rooms and slots of all staff, and sickness on the morning.
//!
//! A day opens as far ahead as planned care can be booked. Leave and rooms are settled then; on the
//! morning itself only sickness is news.

use crate::model::appointments::SLOT_KINDS;
use crate::model::calendar::Day;
use crate::model::chance::{Chance, Decision};
use crate::model::role::{MODES, Mode, RoomNeed};
use crate::model::roster::RosterSession;
use crate::model::supervision::Stage;
use crate::simulation::derived::Owner;
use crate::simulation::event::Event;
use crate::simulation::leave::{LEAVE_YEAR, LeaveWeek, chosen_weeks};
use crate::simulation::observer::{Observer, TeamId, What};
use crate::simulation::state::{Doing, NONE, Session, SessionId, SlotState};
use crate::simulation::tenure::Tenure;
use crate::simulation::time_sheet::LastSession;
use crate::simulation::{DAYS_BEFORE, Simulation};
use crate::units::SimTime;
use std::ops::Range;

/// What is carried from session to session of one person, so that shares come out exactly.
#[derive(Clone, Debug, Default)]
pub(crate) struct PersonState {
    pub(super) kinds: [f64; SLOT_KINDS],
    pub(super) modes: [[f64; MODES]; SLOT_KINDS],
    pub(super) remote: f64,
    /// Of remote sessions, those in a room.
    pub(super) remote_in_room: f64,
    pub(super) bookable: f64,
    /// Scheduled supervision given and not yet paid for with closed slots \[min\].
    pub(super) supervision_owed_min: f64,
    /// Time of meetings not yet paid for with slots \[min\].
    pub(super) meetings_owed_min: f64,
    /// Time of all meetings that the rota has given them \[min\].
    pub(super) meetings_attended_min: f64,
    /// The year for which `leave_weeks` holds.
    pub(super) leave_year: Option<i32>,
    pub(super) leave_weeks: u64,
    /// The day up to which spells of sickness have been looked for.
    pub(super) health_known_to: Option<i32>,
    /// When the last of these spells began, in days.
    pub(super) sick_since: i32,
    /// When the last of these spells ends, in days.
    pub(super) sick_until: f64,
    /// The last session that ended.
    pub(super) last_session: Option<LastSession>,
    /// The history of the post, if its occupant can change.
    pub(super) tenure: Option<Tenure>,
}

impl PersonState {
    /// The state of a person called `identity`: each begins at an index of their own, or all would
    /// telephone on the same day.
    pub(crate) fn new(identity: u64) -> Self {
        let phase = (identity % 997) as f64 / 997.0 - 0.5;
        PersonState {
            remote: phase,
            remote_in_room: phase,
            bookable: phase,
            sick_until: f64::MIN,
            ..PersonState::default()
        }
    }
}

/// Whether someone of the rota works on a day, as far as it is known when the day opens in the book.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Presence {
    In,
    Away,
    /// Away, and a locum is in.
    Covered,
}

impl<C: Chance, O: Observer> Simulation<'_, C, O> {
    /// Opens `day` in the book.
    pub(crate) fn open_day(&mut self, day: i32) {
        let about = self.day(day);
        self.fill_posts(day);
        let mut rostered = std::mem::take(&mut self.scratch.rostered);
        self.gather_sessions(day, about, &mut rostered);
        let today = self.sessions.put(rostered.drain(..));
        self.scratch.rostered = rostered;
        self.opening.fill(&self.sessions, today.clone());
        self.choose_duty(day);
        self.assign_rooms(day, today.clone());
        // Some have moved to another site.
        self.opening.fill(&self.sessions, today.clone());
        if let Some(travel) = self.system.place.travel {
            self.plan_journeys(day, today.clone(), travel);
        }
        if !self.cohorts.is_empty() {
            self.hold_meetings(day, about, today.clone());
        }
        self.open_slots(day, today.clone());
        self.schedule_supervision(day, today.clone());
        self.sessions_by_day.push(today);
    }

    /// Lists the sessions that the roster has on `day`.
    fn gather_sessions(&mut self, day: i32, about: Day, rostered: &mut Vec<Session>) {
        let is_holiday = !about.is_working && about.weekday < 5;
        if is_holiday {
            return;
        }
        let week = self.week(day);
        for person in 0..self.people.len() {
            let months = &self.people[person].months;
            if !months.is_empty() && !months.contains(&about.month) {
                continue;
            }
            if !self.people[person].is_here(week) || !self.is_in_post(person, day) {
                continue;
            }
            let mut presence = None;
            let mut in_post = None;
            for held in 0..self.people[person].week.len() {
                let about_person = &self.people[person];
                let mut roster = about_person.week[held];
                if roster.weekday != about.weekday || !about_person.holds(&roster, week) {
                    continue;
                }
                let stage = *in_post.get_or_insert_with(|| self.stage_in_post(person, day));
                let vacant = u64::from(stage.is_none());
                self.record_if(
                    |record| {
                        record.work.sessions_rostered += 1;
                        record.work.sessions_vacant += vacant;
                    },
                    day,
                );
                // A vacant post has no sessions, so it causes no absence.
                let Some(stage) = stage else { continue };
                let site = self.people[person].site_in(held, week);
                let (about_person, system) = (&self.people[person], self.system);
                let turn = person + held + day.unsigned_abs() as usize;
                roster.site = self.derived.site_in_use(system, about_person, site, turn);
                let presence = *presence.get_or_insert_with(|| self.presence(person, day, week));
                if presence == Presence::Covered {
                    self.record_if(|record| record.work.sessions_covered += 1, day);
                }
                let is_absent = presence == Presence::Away;
                let session = self.new_session(person, stage, &roster, day, is_absent);
                rostered.push(session);
            }
        }
    }

    /// The stage of the occupant of the post of `person` on `day`, or `None` if it is vacant.
    fn stage_in_post(&mut self, person: usize, day: i32) -> Option<Stage> {
        let about = &self.people[person];
        let Some(tenure) = &mut self.person_states[person].tenure else { return Some(about.stage) };
        let team = &self.system.teams[about.team];
        let was_filled = O::LISTENS && tenure.stage(day, team).is_some();
        tenure.move_to(day, team, about.identity, self.chance);
        let stage = tenure.stage(day, team);
        if O::LISTENS && was_filled != stage.is_some() {
            let team = TeamId(about.team as u16);
            let what = if was_filled { What::PostVacant(team) } else { What::SuccessorBegan(team) };
            self.note_of_staff(what, day);
        }
        stage
    }

    pub(super) fn new_session(
        &mut self,
        person: usize,
        stage: Stage,
        roster: &RosterSession,
        day: i32,
        is_absent: bool,
    ) -> Session {
        let about = &self.people[person];
        let role = &self.system.roles[about.role];
        let state = &mut self.person_states[person];
        state.remote += role.remote_sessions.get();
        let is_remote = role.room == RoomNeed::None || state.remote >= 0.5;
        if state.remote >= 0.5 {
            state.remote -= 1.0;
        }
        let mut wants_room = !is_remote;
        if is_remote && role.room != RoomNeed::None {
            state.remote_in_room += self.system.rooms.remote_in_room.get();
            wants_room = state.remote_in_room >= 0.5;
            state.remote_in_room -= f64::from(u8::from(wants_room));
        }
        let start = SimTime::on(day, roster.start);
        let owner = Owner::of(about, self.system.pcn_of_site(roster.site));
        Session {
            person: person as u16,
            role: about.role as u8,
            profession: role.booked_as as u8,
            practice: self.system.sites[roster.site].practice as u8,
            diary: self
                .derived
                .diary(owner, role.booked_as)
                .expect("whose slots are in it has a diary"),
            site: roster.site as u8,
            stage,
            is_remote,
            is_duty: false,
            is_absent,
            is_lost: false,
            is_remote_for_rooms: false,
            doing: Doing::NotStarted,
            day,
            start,
            travel_min: 0.0,
            end: start + roster.length.to_span(),
            wants_room,
            expected_use: 1.0,
            room: NONE,
            room_from: SimTime::NEVER,
            roomless_ms: 0,
            first: NONE,
            next: NONE,
            added: (NONE, NONE),
            extras: 0,
            current: NONE,
            busy_since: start,
            accounted_ms: 0,
            debriefs_ms: 0,
            asked_at: start,
            remaining_ms: 0,
            hands_back: false,
            supervisor: None,
            generation: 0,
            meetings: 0,
            meeting_min: 0.0,
        }
    }

    /// Whether `person` is on leave, studying or on parental leave on `day`, and whether a locum is in.
    pub(super) fn presence(&mut self, person: usize, day: i32, week: i32) -> Presence {
        let absence = &self.system.absence;
        let identity = self.people[person].identity;
        let year = week.div_euclid(LEAVE_YEAR);
        if self.person_states[person].leave_year != Some(year) {
            self.person_states[person].leave_weeks = self.leave_weeks(person, year);
            self.person_states[person].leave_year = Some(year);
        }
        let of_year = week.rem_euclid(LEAVE_YEAR);
        if self.person_states[person].leave_weeks >> of_year & 1 == 1 {
            return Presence::Away;
        }
        let study = absence.study_days / self.system.calendar.working_days_per_year;
        if self.chance.uniform(Decision::Study, identity, day as u32, 0) < study {
            return Presence::Away;
        }
        // Parental leave may have begun the year before.
        let is_on_parental_leave = (year - 1..=year).any(|y| {
            let chance = self.chance.uniform(Decision::ParentalLeave, identity, y as u32, 0);
            if chance >= absence.parental_leave {
                return false;
            }
            let week_of_year = (chance / absence.parental_leave * f64::from(LEAVE_YEAR)) as i32;
            let begins = y * LEAVE_YEAR + week_of_year;
            (begins..begins + absence.parental_leave_weeks as i32).contains(&week)
        });
        if !is_on_parental_leave {
            return Presence::In;
        }
        let is_covered = absence.cover.is_some_and(|cover| {
            let chance = self.chance.uniform(Decision::Cover, identity, day as u32, 0);
            cover.parental_leave.happens(chance)
        });
        if is_covered { Presence::Covered } else { Presence::Away }
    }

    /// The weeks of leave of a year, as bits; school holidays have more weight. A person who rotates with
    /// another employer takes leave there as far as possible, if the rotation says so.
    pub(super) fn leave_weeks(&self, person: usize, year: i32) -> u64 {
        let absence = &self.system.absence;
        let (identity, turn) = (self.people[person].identity, self.people[person].turn);
        let spare = self.chance.uniform(Decision::Leave, identity, year as u32, 1);
        chosen_weeks(absence.leave_days / 5.0, spare, |week| {
            let number = year * LEAVE_YEAR + week;
            let chance = self.chance.uniform(Decision::Leave, identity, number as u32, 0);
            let weekday = self.system.calendar.weekday_of_zero() as i32;
            let weight = absence.leave_weight(self.day(number * 7 - weekday).month);
            let is_last_resort =
                turn.is_some_and(|turn| turn.rotation.takes_leave_away && turn.is_here(number));
            LeaveWeek { is_last_resort, chance, weight }
        })
    }

    /// The morning of `day`: sickness and locums are known, and the other sessions are scheduled.
    pub(crate) fn start_rota(&mut self, day: i32) {
        let today = self.sessions_of(day);
        for s in today.clone() {
            let person = usize::from(self.sessions[s].person);
            let is_held = !self.sessions[s].is_absent && !self.sessions[s].is_lost;
            if is_held && self.is_sick(person, day) && !self.is_held_by_locum(person, day) {
                self.cancel_session(SessionId(s as u32));
            }
        }
        self.reuse_rooms(day, today.clone());
        self.today.fill(&self.sessions, today.clone());
        self.cover_duty();
        self.stop_unsupervised(today.clone());
        for s in today {
            let session = &self.sessions[s];
            if !session.is_absent && !session.is_lost {
                let (start, travel_min) = (session.start, session.travel_min);
                if travel_min > 0.0 {
                    self.record_if(|record| record.work.travel_min += travel_min, day);
                }
                self.calendar.schedule(start, Event::SessionStarted(SessionId(s as u32)));
            }
        }
    }

    /// Whether a spell of sickness that began on one of the days before reaches `day`.
    pub(super) fn is_sick(&mut self, person: usize, day: i32) -> bool {
        let absence = &self.system.absence;
        if absence.sickness_share <= 0.0 {
            return false;
        }
        // Spells are counted in working days; a week has seven for five of them.
        let mean = absence.sickness_spell_days * 7.0 / 5.0;
        let longest = absence.longest_spell_days;
        // Days of a spell, the first included, on average: the sum of P(length > k) over the days k
        // before the longest.
        let beyond = |days: f64| crate::engine::samplers::exp(-days / mean);
        let days = (1.0 - beyond(f64::from(longest))) / (1.0 - beyond(1.0));
        let whole_year = absence.sickness_share / days;
        let identity = self.people[person].identity;
        let state = &mut self.person_states[person];
        let from = state.health_known_to.unwrap_or(day - longest as i32) + 1;
        for began in from..=day {
            let month = self.days[(began - self.first_day + DAYS_BEFORE) as usize].month;
            let factor = self.system.months.as_ref().map_or(1.0, |months| months.sickness[month]);
            let onset = whole_year * factor;
            let chance = self.chance.uniform(Decision::Sickness, identity, began as u32, 0);
            if chance < onset {
                let length = crate::engine::samplers::exponential(mean, chance / onset);
                let ends = f64::from(began) + length.min(f64::from(longest));
                if f64::from(began) >= state.sick_until {
                    state.sick_since = began;
                }
                state.sick_until = state.sick_until.max(ends);
            }
        }
        state.health_known_to = Some(day);
        f64::from(day) < state.sick_until
    }

    /// Whether a locum holds a session of `person`, who is sick on `day`.
    fn is_held_by_locum(&mut self, person: usize, day: i32) -> bool {
        let Some(cover) = &self.system.absence.cover else { return false };
        // A person on parental leave already has a locum, who is not sick.
        if self.presence(person, day, self.week(day)) == Presence::Covered {
            return true;
        }
        let identity = self.people[person].identity;
        let chance = self.chance.uniform(Decision::Cover, identity, day as u32, 1);
        let days = day - self.person_states[person].sick_since;
        let is_held = days >= cover.sickness_after_days as i32 && cover.sickness.happens(chance);
        self.record_if(|record| record.work.sessions_covered += u64::from(is_held), day);
        is_held
    }

    /// The number of the week of `day`, which begins on a Monday.
    pub(super) fn week(&self, day: i32) -> i32 {
        (day + self.system.calendar.weekday_of_zero() as i32).div_euclid(7)
    }

    /// The clinician is away at short notice.
    pub(super) fn cancel_session(&mut self, session: SessionId) {
        self.sessions[session.index()].is_absent = true;
        self.close_slots(session, SlotState::ClosedAbsence, |_| true);
    }

    /// The indices of the sessions of `day`, which is still kept.
    pub(crate) fn sessions_of(&self, day: i32) -> Range<usize> {
        debug_assert!(day >= self.kept_from, "sessions of a day that is over are forgotten");
        self.sessions_by_day[(day - self.first_day) as usize].clone()
    }

    /// Forgets the days, up to `day`, whose sessions are all over. Timers of these sessions may be left.
    /// They have no effect, because no session has their generation.
    pub(super) fn forget_days(&mut self, day: i32) {
        while self.kept_from <= day {
            let sessions = self.sessions_of(self.kept_from);
            let is_over = |session: &Session| {
                session.is_absent || session.is_lost || session.doing == Doing::Ended
            };
            if !self.sessions[sessions.clone()].iter().all(is_over) {
                return;
            }
            if (0..self.measured_days).contains(&self.kept_from) {
                self.enter_into_ledger(self.kept_from);
                self.enter_into_time_ledger(self.kept_from);
            }
            self.remember_fill(self.kept_from);
            self.sessions.clear(&sessions);
            self.diary.forget_day();
            self.kept_from += 1;
        }
    }
}

/// Whether clinician and patient are not in one place in `mode`.
pub(crate) const fn is_remote(mode: Mode) -> bool {
    matches!(mode, Mode::Telephone | Mode::Online)
}
