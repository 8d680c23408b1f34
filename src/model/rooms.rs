//! How rooms are given out.

use crate::units::Minutes;

/// Who gets which room, for how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoomPolicy {
    /// Each clinician has a room of their own; visitors take what is left.
    RoomEach,
    /// A room for a session, by timetable.
    RoomPerSession,
    /// A room for an appointment, asked for when the patient is called.
    HotDesking,
}

impl RoomPolicy {
    /// The choices, as written in a scenario.
    pub const CHOICES: [(&'static str, RoomPolicy); 3] = [
        ("room-each", RoomPolicy::RoomEach),
        ("room-per-session", RoomPolicy::RoomPerSession),
        ("hot-desking", RoomPolicy::HotDesking),
    ];
}

/// Rules for rooms.
#[derive(Clone, Debug, PartialEq)]
pub struct RoomRules {
    /// How rooms are given out.
    pub policy: RoomPolicy,
    /// Time to clear and set up a room between two clinicians \[min\].
    pub turnover: Minutes,
    /// Total numbers of rooms of each network at which every headline is shown again.
    pub also_shown_at: Vec<u32>,
}

impl crate::model::Network {
    /// Adds or removes consulting rooms, one by one, until there are `total` rooms: added where
    /// patients have the fewest, removed where they have the most. A site keeps its last room.
    pub fn set_rooms_total(&mut self, total: u32) {
        loop {
            let rooms = self.rooms_total();
            let per_patient = |site: usize| {
                let of_practice: u32 = self
                    .sites
                    .iter()
                    .filter(|other| other.practice == self.sites[site].practice)
                    .map(|other| other.consulting_rooms + other.treatment_rooms)
                    .sum();
                f64::from(of_practice) / self.practices[self.sites[site].practice].list_size
            };
            let order = |a: &usize, b: &usize| per_patient(*a).total_cmp(&per_patient(*b));
            let sites = 0..self.sites.len();
            let chosen = if rooms < total {
                sites.min_by(order)
            } else if rooms > total {
                sites.filter(|&site| self.sites[site].consulting_rooms > 1).max_by(order)
            } else {
                None
            };
            let Some(site) = chosen else { return };
            let consulting = &mut self.sites[site].consulting_rooms;
            *consulting = if rooms < total { *consulting + 1 } else { *consulting - 1 };
        }
    }
}
