//! The room timetable of a day: which clinics have a room, from when on, and which.

use crate::engine::assignment::Job;
use crate::model::chance::Chance;
use crate::model::role::{Role, RoomNeed};
use crate::model::rooms::{RoomPolicy, RoomRules};
use crate::simulation::Simulation;
use crate::simulation::derived::SiteRooms;
use crate::simulation::observer::Observer;
use crate::simulation::state::{NONE, Session, SessionId, SlotId, SlotState};
use crate::units::{SimTime, Span};
use std::ops::Range;

/// A lost start in the unit of the timetable's costs. Costs within a thousandth of a start count as
/// equal: then clinics wait as little as possible, and newcomers have a room last.
const START: f64 = (1 << 20) as f64;
const EQUAL: i64 = 1 << 10;

/// The price of taking a room from a clinic that already has it: more than all starts of a day.
const KEPT: i64 = 1 << 50;

/// A clinic that wants a room, and the longest time for which it waits for one [ms].
#[derive(Clone, Copy, Debug)]
pub(super) struct RoomWait {
    stake: Stake,
    longest: i64,
}

/// What a clinic loses without its room for a while, or for all of its time.
#[derive(Clone, Copy, Debug)]
struct Stake {
    /// The length of a slot [ms].
    slot: i64,
    /// The length of the clinic [ms].
    length: i64,
    /// Starts of the clinic.
    starts: f64,
    /// The cost of a start without a room, in lost starts.
    each: f64,
    /// Starts that need no room: by telephone, and visits at home.
    elsewhere: f64,
    /// Whether it can be held without a room.
    is_movable: bool,
    /// By how much it may end later [ms].
    late_end: i64,
    /// What its starts count for, by how many are expected to be used.
    weight: f64,
}

impl Stake {
    fn new(session: &Session, role: &Role, rules: &RoomRules, bookable_on_duty: f64) -> Self {
        let (slot, length) = (role.slot.to_span().as_ms(), (session.end - session.start).as_ms());
        let in_session = f64::from(session.starts(role));
        let is_movable = role.can_work_remotely || session.is_remote;
        let by_telephone = rules.telephone_cost.get();
        let each = match (is_movable, session.is_duty && !session.is_remote) {
            (false, _) => 1.0,
            // The patients of the duty are examined; those of its bookable starts may be telephoned.
            (true, true) => 1.0 - bookable_on_duty * (1.0 - by_telephone),
            (true, false) => by_telephone,
        };
        let shares = role.telephone_share.get() + role.home_visit_share.get();
        let elsewhere = if is_movable && !session.is_remote { shares * in_session } else { 0.0 };
        let unused = rules.unused_start_cost.get();
        // A start by telephone is taken by another patient; a clinic that cannot be held is lost with its empty ones.
        let weight = if is_movable { 1.0 } else { unused + (1.0 - unused) * session.expected_use };
        let late_end = rules.late_end.to_span().as_ms();
        Stake { slot, length, starts: in_session, each, elsewhere, is_movable, late_end, weight }
    }

    /// The price of going without a room.
    fn price(&self) -> i64 {
        self.cost_of(self.starts)
    }

    /// The cost of beginning `wait` before the room is free.
    fn late(&self, wait: i64) -> i64 {
        let without = if self.is_movable {
            (wait as f64 / self.slot as f64).ceil()
        } else {
            starts_lost(wait, self.length, self.slot, self.late_end) as f64
        };
        self.cost_of(without.min(self.starts))
    }

    fn cost_of(&self, without: f64) -> i64 {
        ((without - self.elsewhere).max(0.0) * self.each * self.weight * START) as i64
    }
}

/// Starts that are lost where a clinic of `length` waits for its room: its other slots may begin later by
/// what is left over at its end, and by `late_end` beyond it.
pub(super) const fn starts_lost(wait: i64, length: i64, slot: i64, late_end: i64) -> i64 {
    let lost = wait - length % slot - late_end;
    if lost <= 0 { 0 } else { (lost + slot - 1) / slot }
}

impl<C: Chance, O: Observer> Simulation<'_, C, O> {
    /// Draws up the room timetable of the day.
    pub(super) fn assign_rooms(&mut self, day: i32, today: Range<usize>) {
        for s in today.clone() {
            if self.is_beyond_its_practice(s) {
                let session = &mut self.sessions[s];
                (session.wants_room, session.room_from) = (false, session.start);
            }
            let session = &self.sessions[s];
            let is_planned = !session.is_absent && !session.is_remote;
            self.record_if(|record| record.work.sessions_in_rooms += u64::from(is_planned), day);
        }
        match self.system.rooms.policy {
            RoomPolicy::HotDesking => {
                today.for_each(|s| self.sessions[s].room_from = self.sessions[s].start);
                return;
            }
            RoomPolicy::RoomEach => today.clone().for_each(|s| self.give_own_room(s, day)),
            RoomPolicy::RoomPerSession => self.draw_up_timetable(day, today.clone()),
        }
        for s in today {
            if self.is_without_room(s) {
                self.do_without_room(s);
            }
        }
    }

    fn give_own_room(&mut self, s: usize, day: i32) {
        if self.is_without_room(s) {
            let key = (self.sessions[s].person, self.sessions[s].site);
            let own_rooms = &self.derived.rooms_on(day).own_rooms;
            if let Some((_, room)) = own_rooms.iter().find(|(own, _)| *own == key) {
                self.sessions[s].room = *room;
                self.sessions[s].room_from = self.sessions[s].start;
            }
        }
    }

    /// Whether a session is held, needs a room for its patients, and has none.
    fn is_without_room(&self, s: usize) -> bool {
        let session = &self.sessions[s];
        let is_in_person = !session.is_remote || session.is_remote_for_rooms;
        !session.is_absent
            && is_in_person
            && session.room == NONE
            && !self.is_beyond_its_practice(s)
    }

    /// Whether a clinic is in the book only because nobody knows yet that its practice will have left by then. What is
    /// missing is then the clinician, and not a room.
    fn is_beyond_its_practice(&self, s: usize) -> bool {
        let session = &self.sessions[s];
        self.parts.has_left(session.person, session.day)
            && !self.derived.is_in_use(session.site.into())
    }

    /// Site by site, the timetable in which clinics without a room cost least; then clinics that would be
    /// lost move to other sites.
    fn draw_up_timetable(&mut self, day: i32, today: Range<usize>) {
        self.expect_use(today.clone());
        for site in 0..self.system.sites.len() {
            let listed = self.system.rooms.priority.len();
            // Roles that come first are given rooms before all others.
            for stage in 0..=listed {
                let mut wishes = std::mem::take(&mut self.scratch.sessions);
                let takes_part = |session: &Session| {
                    usize::from(session.site) == site
                        && session.wants_room
                        && !session.is_absent
                        && self.stage_of(session) <= stage
                };
                wishes.clear();
                wishes.extend(today.clone().filter(|&s| takes_part(&self.sessions[s])));
                self.share_out(self.rooms_at(day, site), &wishes);
                if stage == listed {
                    self.number_rooms(day, &self.derived.rooms_of_site[site].clone(), &wishes);
                }
                self.scratch.sessions = wishes;
            }
        }
        let is_lost = |s: usize| self.is_without_room(s) && !self.role_of(s).can_work_remotely;
        if today.clone().any(is_lost) {
            (0..self.system.sites.len()).for_each(|site| self.move_in(day, site, today.clone()));
        }
        for site in 0..self.system.sites.len() {
            self.lend_rooms(day, site, today.clone());
        }
    }

    /// The position of a session's role among those that come first; behind all of them for the others.
    fn stage_of(&self, session: &Session) -> usize {
        let priority = &self.system.rooms.priority;
        let place = priority.iter().position(|&role| role == usize::from(session.role));
        place.unwrap_or(priority.len())
    }

    fn role_of(&self, s: usize) -> &Role {
        &self.system.roles[usize::from(self.sessions[s].role)]
    }

    /// Clinics that have no room, and would be lost, take what is left at `site`.
    fn move_in(&mut self, day: i32, site: usize, today: Range<usize>) {
        let mut wishes = std::mem::take(&mut self.scratch.sessions);
        let may_move = |s: usize| {
            let session = &self.sessions[s];
            let away = usize::from(session.site);
            let is_allowed = match self.derived.works_for[usize::from(session.person)] {
                Some(practice) => self.system.sites[site].practice == practice,
                // Rooms of another network are no rooms of theirs on the day.
                None => self.system.pcn_of_site(site) == self.system.pcn_of_site(away),
            };
            away != site
                && is_allowed
                && self.is_without_room(s)
                && !self.role_of(s).can_work_remotely
        };
        wishes.clear();
        let has_room = |s: usize| {
            let session = &self.sessions[s];
            usize::from(session.site) == site && session.room != NONE
        };
        if today.clone().any(may_move) {
            wishes.extend(today.filter(|&s| has_room(s) || may_move(s)));
        }
        self.share_out(self.rooms_at(day, site), &wishes);
        for &s in &wishes {
            if self.sessions[s].room_from < SimTime::NEVER
                && usize::from(self.sessions[s].site) != site
            {
                self.sessions[s].site = site as u8;
                self.sessions[s].practice = self.system.sites[site].practice as u8;
                self.record_if(|record| record.work.sessions_moved_for_rooms += 1, day);
            }
        }
        self.number_rooms(day, &self.derived.rooms_of_site[site].clone(), &wishes);
        self.scratch.sessions = wishes;
    }

    /// The number of rooms of `site` on `day`, without those of one half-day.
    fn rooms_at(&self, day: i32, site: usize) -> usize {
        self.derived.rooms_on(day).rooms_of_site[site] as usize
    }

    /// Gives the rooms that `site` has in one half-day to clinics that begin in it and have no other, and lists
    /// the clinics that could have them. The timetable of all other rooms stays as it is.
    fn lend_rooms(&mut self, day: i32, site: usize, today: Range<usize>) -> Vec<usize> {
        let Some(more) = self.system.in_half_day.filter(|more| more.rooms > 0) else {
            return Vec::new();
        };
        let times = more.half_day.times(&self.system.calendar);
        if self.day(day).weekday != more.half_day.weekday {
            return Vec::new();
        }
        let takes_part = |s: usize| {
            let session = &self.sessions[s];
            usize::from(session.site) == site
                && session.wants_room
                && times.contains(&session.start.time_of_day())
                && !session.is_absent
                && (self.is_without_room(s) || self.derived.is_lent(session.room))
        };
        let wishes: Vec<usize> = today.filter(|&s| takes_part(s)).collect();
        self.share_out(more.rooms as usize, &wishes);
        let lent = self.derived.rooms_of_site[site].lent.clone();
        let rooms = SiteRooms { consulting: lent, treatment: 0..0, lent: 0..0 };
        self.number_rooms(day, &rooms, &wishes);
        wishes
    }

    /// Decides which of `wishes` have one of so many `rooms`, and from when on. Those that already have one keep
    /// it, and wait no longer than before.
    fn share_out(&mut self, rooms: usize, wishes: &[usize]) {
        let turnover = self.system.rooms.turnover.to_span();
        let longest = self.system.rooms.longest_wait.to_span().as_ms();
        let mut jobs = std::mem::take(&mut self.scratch.jobs);
        let mut stakes = std::mem::take(&mut self.scratch.stakes);
        jobs.clear();
        stakes.clear();
        for (number, &s) in wishes.iter().enumerate() {
            let session = &self.sessions[s];
            let bookable = self.system.triage.duty_bookable.get();
            let stake = Stake::new(session, self.role_of(s), &self.system.rooms, bookable);
            let has_room = session.room_from < SimTime::NEVER;
            // Of equal clinics, those of people who stand earlier in the list of staff come first.
            let rank = (wishes.len() - number) as i64;
            let price = if has_room { KEPT } else { stake.price() / EQUAL * EQUAL + rank };
            jobs.push(Job {
                start: session.start.as_ms(),
                free: (session.end + turnover).as_ms(),
                price,
            });
            let waits =
                if has_room { (session.room_from - session.start).as_ms() } else { longest };
            stakes.push(RoomWait { stake, longest: waits });
        }
        let late = |job: usize, wait: i64| {
            let RoomWait { stake, longest } = &stakes[job];
            let minutes = Span::from_ms(wait).as_minutes() as i64;
            (wait <= *longest).then(|| stake.late(wait) / EQUAL * EQUAL + minutes)
        };
        let found = self.assignment.solve(&jobs, rooms, late);
        for (&s, from) in wishes.iter().zip(found) {
            self.sessions[s].room_from = from.map_or(SimTime::NEVER, SimTime::from_ms);
        }
        self.scratch.jobs = jobs;
        self.scratch.stakes = stakes;
    }

    /// Gives each clinic that has one of `rooms` its number: in order of time, one of the better kind if it is
    /// free.
    fn number_rooms(&mut self, day: i32, rooms: &SiteRooms, wishes: &[usize]) {
        let turnover = self.system.rooms.turnover.to_span();
        let mut order = std::mem::take(&mut self.scratch.in_rooms);
        order.clear();
        let has_room = |s: &usize| self.sessions[*s].room_from < SimTime::NEVER;
        order.extend(wishes.iter().copied().filter(has_room));
        order.sort_unstable_by_key(|&s| (self.sessions[s].room_from, s));
        self.free_from.fill(SimTime::from_ms(i64::MIN));
        for &room in &self.derived.rooms_on(day).out_of_use {
            self.free_from[room as usize] = SimTime::NEVER;
        }
        for &s in &order {
            let session = &self.sessions[s];
            let is_free = |room: &u32| self.free_from[*room as usize] <= session.room_from;
            let (consulting, treatment) = (rooms.consulting.clone(), rooms.treatment.clone());
            let found = match self.role_of(s).room {
                RoomNeed::Treatment => treatment.chain(consulting).find(is_free),
                _ => consulting.chain(treatment).find(is_free),
            };
            let room = found.expect("the timetable has no more clinics at once than rooms");
            self.free_from[room as usize] = session.end + turnover;
            self.sessions[s].room = room;
        }
        self.scratch.in_rooms = order;
    }

    /// A session without a room is held remotely if the role allows, else is lost.
    fn do_without_room(&mut self, s: usize) {
        let day = self.sessions[s].day;
        if self.role_of(s).can_work_remotely {
            self.sessions[s].is_remote = true;
            self.sessions[s].is_remote_for_rooms = true;
            self.record_if(|record| record.work.sessions_remote_for_rooms += 1, day);
        } else {
            self.sessions[s].is_lost = true;
            self.record_if(|record| record.work.sessions_lost_to_rooms += 1, day);
        }
    }

    /// The morning of `day`: rooms of people who turn out to be away go to clinics that have none, or wait
    /// for one. Nobody loses a room.
    pub(super) fn reuse_rooms(&mut self, day: i32, today: Range<usize>) {
        if self.system.rooms.policy != RoomPolicy::RoomPerSession {
            return;
        }
        self.expect_use(today.clone());
        for site in 0..self.system.sites.len() {
            let is_here = |session: &Session| usize::from(session.site) == site;
            let mut is_any_freed = false;
            for s in today.clone() {
                let session = &mut self.sessions[s];
                if is_here(session) && session.is_absent && session.room != NONE {
                    is_any_freed |= !self.derived.is_lent(session.room);
                    (session.room, session.room_from) = (NONE, SimTime::NEVER);
                }
            }
            if !is_any_freed {
                continue;
            }
            let mut wishes = std::mem::take(&mut self.scratch.sessions);
            wishes.clear();
            wishes.extend(today.clone().filter(|&s| {
                let session = &self.sessions[s];
                is_here(session)
                    && !session.is_absent
                    && (session.room != NONE || self.is_without_room(s))
                    && !self.derived.is_lent(session.room)
            }));
            self.share_out(self.rooms_at(day, site), &wishes);
            self.number_rooms(day, &self.derived.rooms_of_site[site].clone(), &wishes);
            for &s in &wishes {
                self.open_in_room(s, day);
            }
            self.scratch.sessions = wishes;
        }
        for site in 0..self.system.sites.len() {
            for s in self.lend_rooms(day, site, today.clone()) {
                self.open_in_room(s, day);
            }
        }
    }

    /// A clinic has a room, or has it earlier: its slots can be offered in person, and those that were
    /// closed for lack of it are opened.
    fn open_in_room(&mut self, s: usize, day: i32) {
        let session = &mut self.sessions[s];
        let from = session.room_from;
        if from == SimTime::NEVER {
            return;
        }
        let was_remote = std::mem::take(&mut session.is_remote_for_rooms);
        let was_lost = std::mem::take(&mut session.is_lost);
        if was_remote {
            session.is_remote = false;
        }
        self.record_if(
            |record| {
                record.work.sessions_remote_for_rooms -= u64::from(was_remote);
                record.work.sessions_lost_to_rooms -= u64::from(was_lost);
                record.work.sessions_in_freed_rooms += u64::from(was_remote || was_lost);
            },
            day,
        );
        let slot_length = self.role_of(s).slot.to_span();
        let mut next = self.sessions[s].first;
        while next != NONE {
            let id = SlotId(next);
            let slot = self.diary.slot_mut(id);
            next = slot.after;
            if slot.start < from {
                continue;
            }
            slot.is_in_room = true;
            if slot.state == SlotState::ClosedRooms {
                self.diary.set_state(id, SlotState::Free);
                let roomless = &mut self.sessions[s].roomless_ms;
                *roomless = (*roomless - slot_length.as_ms()).max(0);
            }
        }
    }

    /// A session enters its room, if it has one that nobody else holds.
    pub(super) fn enter_room(&mut self, id: SessionId) {
        let room = self.sessions[id.index()].room;
        if room != NONE && self.room_held_by[room as usize] == NONE {
            self.room_held_by[room as usize] = id.0;
            self.record.work.rooms.change(self.calendar.now(), 1.0);
        }
    }

    /// Whether a session holds the room that it has been given.
    pub(super) fn is_in_its_room(&self, id: SessionId) -> bool {
        let room = self.sessions[id.index()].room;
        room != NONE && self.room_held_by[room as usize] == id.0
    }
}
