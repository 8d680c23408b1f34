//! How rooms are given out, and which come into use or go when.

use crate::units::Minutes;
use jiff::civil::Date;

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

/// Rooms that an estate project adds, and those that it puts out of use while it is built. What it costs
/// is in [`crate::model::money::Project`].
#[derive(Clone, Debug, PartialEq)]
pub struct RoomProject {
    /// The key under `estate` in the scenario.
    pub name: String,
    /// The site, as an index.
    pub site: usize,
    /// Consulting rooms that it adds. Key: `estate.NAME.rooms`.
    pub rooms: u32,
    /// The first day on which they are used. Key: `estate.NAME.ready`.
    pub ready: Date,
    /// The first day on which they are used no more: at the end of their life.
    pub gone: Date,
    /// The first day of the works; `None` if they put no room out of use. Key:
    /// `estate.NAME.works_begin`.
    pub works_begin: Option<Date>,
    /// Consulting rooms of the site out of use from then until the project is ready. Key:
    /// `estate.NAME.rooms_closed`.
    pub rooms_closed: u32,
}

impl RoomProject {
    /// Rooms that it adds on `date`.
    pub fn added_on(&self, date: Date) -> u32 {
        if (self.ready..self.gone).contains(&date) { self.rooms } else { 0 }
    }

    /// Rooms of the site that it puts out of use on `date`.
    pub fn closed_on(&self, date: Date) -> u32 {
        match self.works_begin {
            Some(begins) if (begins..self.ready).contains(&date) => self.rooms_closed,
            _ => 0,
        }
    }

    /// The days on which it changes the rooms of its site.
    pub fn changes(&self) -> impl Iterator<Item = Date> {
        self.works_begin.into_iter().chain([self.ready, self.gone])
    }
}

impl crate::model::Network {
    /// The consulting and treatment rooms of `site` that can be used on `date`: those that it has, more
    /// that projects have added, fewer that works have closed.
    pub fn rooms_of_site(&self, site: usize, date: Date) -> u32 {
        let own = self.sites[site].consulting_rooms + self.sites[site].treatment_rooms;
        let (added, closed) = self
            .projects
            .iter()
            .filter(|project| project.site == site)
            .fold((0, 0), |(a, c), p| (a + p.added_on(date), c + p.closed_on(date)));
        (own + added).saturating_sub(closed)
    }

    /// The same network with the rooms of every project, those of `others` apart, in use from the first
    /// day to the last, and none out of use.
    #[must_use]
    pub fn with_projects_in_use(&self, others: &[RoomProject]) -> Self {
        let mut network = self.clone();
        let (kept, built) =
            network.projects.into_iter().partition(|project| others.contains(project));
        network.projects = kept;
        for project in built {
            network.sites[project.site].consulting_rooms += project.rooms;
        }
        network
    }

    /// Adds or removes consulting rooms, one by one, until there are `total` rooms: added where
    /// patients have the fewest, removed where they have the most. A site keeps its last room.
    pub fn set_rooms_total(&mut self, total: u32) {
        loop {
            let rooms = self.rooms_total();
            let per_patient = |site: usize| {
                let of_practice: u32 = (0..self.sites.len())
                    .filter(|&other| self.sites[other].practice == self.sites[site].practice)
                    .map(|other| self.rooms_of_site(other, self.calendar.start))
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
