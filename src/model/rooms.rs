//! How rooms are allocated, and which open or close on a given day.

use crate::units::{Minutes, Probability};
use jiff::civil::Date;

/// Who is given which room, and for how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoomPolicy {
    /// Each clinician has a room of their own. Visitors use the rooms that are left.
    RoomEach,
    /// A room for a session, by timetable.
    RoomPerSession,
    /// A room for each appointment, requested when the patient is called.
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
    /// How rooms are allocated.
    pub policy: RoomPolicy,
    /// Time to clear and set up a room between two clinicians \[min\].
    pub turnover: Minutes,
    /// Roles that come first in the timetable, as indices, in this order; then all others.
    pub priority: Vec<usize>,
    /// The cost of a start that is turned from in person to telephone, as a share of the cost of a
    /// start that is lost (κ): what the timetable weighs. 0.2 to 0.8, an assumption.
    pub telephone_cost: Probability,
    /// The cost of a start that nobody is expected to use, as a share of the cost of one that is used: what
    /// the timetable weighs. 1: every start counts alike. 0 to 1, an assumption.
    pub unused_start_cost: Probability,
    /// Whether clinics of the weekly roster are placed where a room is free. If not, they are spread over the
    /// week whether there is a room or not.
    pub rota_by_rooms: bool,
    /// Whether colleagues with a room see patients in person in their telephone starts, as many as a clinic
    /// without a room cannot.
    pub colleagues_make_good: bool,
    /// The longest time by which a clinic may begin before its room is free \[min\]; 0: a clinic has its
    /// room from its start, or has none.
    pub longest_wait: Minutes,
    /// By how much a clinic that waited for its room, and cannot be held without one, may end later so that no start
    /// is lost \[min\]; 0: it ends in time.
    pub late_end: Minutes,
    /// Share of remote sessions that are held in a room; 0 to 0.47, from the share of appointments that
    /// need a room.
    pub remote_in_room: Probability,
    /// Room totals of each network at which every headline is repeated.
    pub also_shown_at: Vec<u32>,
    /// Room totals of each network within which the number of rooms is drawn, as its 5th and 95th
    /// percentile, where parameters are drawn; `None` where rooms were counted.
    pub drawn_within: Option<(u32, u32)>,
}

/// The rooms that an estate project adds, and those that are closed during its construction.
/// [`crate::model::money::Project`] has its cost.
#[derive(Clone, Debug, PartialEq)]
pub struct RoomProject {
    /// The key under `estate` in the scenario.
    pub name: String,
    /// The site, as an index.
    pub site: usize,
    /// Number of consulting rooms that it adds. Key: `estate.NAME.rooms`.
    pub rooms: u32,
    /// The first day of their use. Key: `estate.NAME.ready`.
    pub ready: Date,
    /// The first day after their use ends, at the end of their life.
    pub gone: Date,
    /// The first day of the works; `None` if they close no room. Key: `estate.NAME.works_begin`.
    pub works_begin: Option<Date>,
    /// Number of consulting rooms of the site that are closed from then until the project is ready.
    /// Key: `estate.NAME.rooms_closed`.
    pub rooms_closed: u32,
}

impl RoomProject {
    /// The rooms that it adds on `date`.
    pub fn added_on(&self, date: Date) -> u32 {
        if (self.ready..self.gone).contains(&date) { self.rooms } else { 0 }
    }

    /// The rooms of the site that it closes on `date`.
    pub fn closed_on(&self, date: Date) -> u32 {
        match self.works_begin {
            Some(begins) if (begins..self.ready).contains(&date) => self.rooms_closed,
            _ => 0,
        }
    }

    /// The days on which it changes the number of rooms of its site.
    pub fn changes(&self) -> impl Iterator<Item = Date> {
        self.works_begin.into_iter().chain([self.ready, self.gone])
    }
}

impl crate::model::CareSystem {
    /// The number of consulting and treatment rooms of `site` that can be used on `date`: its own,
    /// plus rooms added by projects, minus rooms closed by works; none while it is not in use.
    pub fn rooms_of_site(&self, site: usize, date: Date) -> u32 {
        if !self.is_in_use(site, date) {
            return 0;
        }
        let own = self.sites[site].consulting_rooms
            + self.sites[site].treatment_rooms
            + self.rooms_for_a_time(site, date);
        let (added, closed) = self
            .projects
            .iter()
            .filter(|project| project.site == site)
            .fold((0, 0), |(a, c), p| (a + p.added_on(date), c + p.closed_on(date)));
        (own + added).saturating_sub(closed)
    }

    /// The same network with the rooms of every project in use from the first day to the last and
    /// no rooms closed. The projects in `others` are left unchanged.
    #[must_use]
    pub fn with_projects_in_use(&self, others: &[RoomProject]) -> Self {
        let mut system = self.clone();
        let (kept, built) =
            system.projects.into_iter().partition(|project| others.contains(project));
        system.projects = kept;
        for project in built {
            system.sites[project.site].consulting_rooms += project.rooms;
        }
        system
    }

    /// Adds or removes consulting rooms, one by one, until there are `total` rooms. A room is added
    /// where there are fewest per patient and removed where there are most. A site keeps its last
    /// consulting room.
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
            // A room at a site that is not in use on the first day would not count.
            let is_used = |site: &usize| self.is_in_use(*site, self.calendar.start);
            let sites = (0..self.sites.len()).filter(is_used);
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
