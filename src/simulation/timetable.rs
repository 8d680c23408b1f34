//! The duty rota and the room timetable of a day of the book.

use crate::model::chance::Chance;
use crate::model::role::RoomNeed;
use crate::model::rooms::RoomPolicy;
use crate::simulation::Simulation;
use crate::simulation::observer::Observer;
use crate::units::{SimTime, TimeOfDay};
use std::ops::Range;

/// Sessions that start from this hour on are afternoon sessions, for the duty rota.
const AFTERNOON: TimeOfDay = TimeOfDay::at(13, 0);

impl<C: Chance, O: Observer> Simulation<'_, C, O> {
    /// Assigns the duty of each practice, morning and afternoon, in turn.
    pub(super) fn choose_duty(&mut self, day: i32) {
        let mut candidates = std::mem::take(&mut self.scratch.sessions);
        for &practice in &self.practices {
            let wanted = self.derived.policies[practice].duty_sessions as usize;
            for is_morning in [true, false] {
                candidates.clear();
                candidates.extend(self.opening.at_practice(practice).filter(|&s| {
                    let session = &self.sessions[s];
                    !session.is_absent
                        && self.people[usize::from(session.person)].practice == Some(practice)
                        && self.system.roles[usize::from(session.role)].takes_duty
                        && (session.start.time_of_day() < AFTERNOON) == is_morning
                }));
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
        self.scratch.sessions = candidates;
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

    /// Reassigns the duty where everyone on duty is sick. Their lists do not change.
    pub(super) fn cover_duty(&mut self) {
        for &practice in &self.practices {
            for is_morning in [true, false] {
                let may_take = |s: &usize| {
                    let session = &self.sessions[*s];
                    !session.is_lost
                        && self.system.roles[usize::from(session.role)].takes_duty
                        && (session.start.time_of_day() < AFTERNOON) == is_morning
                };
                let is_away = |s: &usize| self.sessions[*s].is_absent;
                let has_duty = |s: &usize| self.sessions[*s].is_duty;
                let may_take = || self.today.at_practice(practice).filter(may_take);
                if may_take().any(|s| has_duty(&s) && is_away(&s))
                    && !may_take().any(|s| has_duty(&s) && !is_away(&s))
                    && let Some(s) = may_take().find(|s| !is_away(s))
                {
                    self.sessions[s].is_duty = true;
                }
            }
        }
    }
}
