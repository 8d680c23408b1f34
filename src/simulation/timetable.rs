//! The duty rota and the room timetable of a day of the book.

use crate::model::chance::Chance;
use crate::model::role::RoomNeed;
use crate::model::rooms::RoomPolicy;
use crate::simulation::Simulation;
use crate::simulation::observer::Observer;
use crate::units::SimTime;
use std::cmp::Reverse;
use std::ops::Range;

impl<C: Chance, O: Observer> Simulation<'_, C, O> {
    /// Assigns the duty of each practice, in turn, over the whole opening day.
    ///
    /// Each of the simultaneous duties is a chain of sessions: the next one is the first that goes on
    /// after the one before has ended, and of several that then work the one that works longest.
    pub(super) fn choose_duty(&mut self, day: i32) {
        let mut candidates = std::mem::take(&mut self.scratch.sessions);
        for &practice in &self.practices {
            let wanted = self.derived.policies[practice].duty_sessions as usize;
            candidates.clear();
            candidates.extend(self.opening.at_practice(practice).filter(|&s| {
                let session = &self.sessions[s];
                !session.is_absent
                    && self.people[usize::from(session.person)].practice == Some(practice)
                    && self.system.roles[usize::from(session.role)].takes_duty
            }));
            // Turns go round: the order shifts by one each day.
            if !candidates.is_empty() {
                let shift = day.rem_euclid(candidates.len() as i32) as usize;
                candidates.rotate_left(shift);
            }
            for _ in 0..wanted {
                let mut covered = SimTime::on(day, self.system.calendar.opens);
                while let Some(next) = self.next_on_duty(&candidates, covered) {
                    self.sessions[next].is_duty = true;
                    covered = self.sessions[next].end;
                }
            }
        }
        self.scratch.sessions = candidates;
    }

    /// The session that takes the duty over when those before cover it until `covered`; of equals the first
    /// in turn.
    fn next_on_duty(&self, candidates: &[usize], covered: SimTime) -> Option<usize> {
        let is_possible = |s: &usize| !self.sessions[*s].is_duty && self.sessions[*s].end > covered;
        let open = candidates.iter().copied().filter(is_possible);
        open.min_by_key(|&s| {
            let session = &self.sessions[s];
            (session.start.max(covered), Reverse(session.end))
        })
    }

    /// Draws up the room timetable of the day.
    pub(super) fn assign_rooms(&mut self, day: i32, today: Range<usize>) {
        let mut order = std::mem::take(&mut self.scratch.sessions);
        order.clear();
        order.extend(today.filter(|&s| !self.sessions[s].is_absent && !self.sessions[s].is_remote));
        order.sort_unstable_by_key(|&s| (self.sessions[s].start, self.sessions[s].person, s));
        self.free_from.fill(SimTime::from_ms(i64::MIN));
        for &room in &self.derived.rooms_on(day).out_of_use {
            self.free_from[room as usize] = SimTime::NEVER;
        }
        for s in order.drain(..) {
            self.record_if(|record| record.work.sessions_in_rooms += 1, self.sessions[s].day);
            let found = match self.system.rooms.policy {
                RoomPolicy::HotDesking => continue,
                RoomPolicy::RoomEach => {
                    let key = (self.sessions[s].person, self.sessions[s].site);
                    let own_rooms = &self.derived.rooms_on(day).own_rooms;
                    own_rooms.iter().find(|(own, _)| *own == key).map(|(_, room)| *room)
                }
                RoomPolicy::RoomPerSession => self.free_room(s, usize::from(self.sessions[s].site)),
            };
            match found {
                Some(room) => self.take_room(s, room),
                None => self.do_without_room(s),
            }
        }
        self.scratch.sessions = order;
    }

    /// A room of `site` that is free for session `s`, of the better kind first.
    pub(super) fn free_room(&self, s: usize, site: usize) -> Option<u32> {
        let session = &self.sessions[s];
        let rooms = &self.derived.rooms_of_site[site];
        let need = self.system.roles[usize::from(session.role)].room;
        let consulting = rooms.consulting.clone();
        let treatment = rooms.treatment.clone();
        let mut fits = |room: &u32| self.free_from[*room as usize] <= session.start;
        match need {
            RoomNeed::Treatment => treatment.chain(consulting).find(&mut fits),
            _ => consulting.chain(treatment).find(&mut fits),
        }
    }

    pub(super) fn take_room(&mut self, s: usize, room: u32) {
        let turnover = self.system.rooms.turnover.to_span();
        self.sessions[s].room = room;
        self.free_from[room as usize] = self.sessions[s].end + turnover;
    }

    /// A session without a room is held remotely if the role allows, else moves, else is lost.
    pub(super) fn do_without_room(&mut self, s: usize) {
        let day = self.sessions[s].day;
        let role = &self.system.roles[usize::from(self.sessions[s].role)];
        if role.can_work_remotely {
            self.sessions[s].is_remote = true;
            self.sessions[s].is_remote_for_rooms = true;
            self.record_if(|record| record.work.sessions_remote_for_rooms += 1, day);
            return;
        }
        let employer = self.people[usize::from(self.sessions[s].person)].practice;
        let pcn = self.system.pcn_of_site(usize::from(self.sessions[s].site));
        if self.system.rooms.policy == RoomPolicy::RoomPerSession {
            for site in 0..self.system.sites.len() {
                let may_move = match employer {
                    Some(practice) => self.system.sites[site].practice == practice,
                    // Rooms of another network are no rooms of theirs on the day.
                    None => self.system.pcn_of_site(site) == pcn,
                };
                if may_move && let Some(room) = self.free_room(s, site) {
                    self.sessions[s].site = site as u8;
                    self.sessions[s].practice = self.system.sites[site].practice as u8;
                    self.take_room(s, room);
                    self.record_if(|record| record.work.sessions_moved_for_rooms += 1, day);
                    return;
                }
            }
        }
        self.sessions[s].is_lost = true;
        self.record_if(|record| record.work.sessions_lost_to_rooms += 1, day);
    }

    /// Reassigns the duty of those who are away, unless someone else is on duty at the time. Lists of
    /// patients do not change.
    pub(super) fn cover_duty(&mut self) {
        for &practice in &self.practices {
            let today = || self.today.at_practice(practice);
            for away in today() {
                if !self.sessions[away].is_duty || !self.sessions[away].is_absent {
                    continue;
                }
                let overlap = |s: usize| {
                    let (one, other) = (&self.sessions[s], &self.sessions[away]);
                    one.end.min(other.end).as_ms() - one.start.max(other.start).as_ms()
                };
                let is_there = |s: &usize| {
                    let session = &self.sessions[*s];
                    !session.is_absent
                        && !session.is_lost
                        && self.system.roles[usize::from(session.role)].takes_duty
                        && overlap(*s) > 0
                };
                if today().filter(is_there).any(|s| self.sessions[s].is_duty) {
                    continue;
                }
                // Of equals the first.
                let stands_in = today().filter(is_there).min_by_key(|&s| Reverse(overlap(s)));
                if let Some(s) = stands_in {
                    self.sessions[s].is_duty = true;
                }
            }
        }
    }
}
