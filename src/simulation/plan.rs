//! What can be worked out of a network once, before the clock starts.

use crate::engine::samplers::LogNormal;
use crate::model::Network;
use crate::model::role::{RoomNeed, StaffGroup};
use crate::model::rooms::RoomPolicy;
use crate::model::roster::Person;
use crate::simulation::diary::DIARIES;
use std::ops::Range;

/// The rooms of a site, as ranges of room numbers.
#[derive(Clone, Debug)]
pub(crate) struct SiteRooms {
    /// Consulting rooms.
    pub(crate) consulting: Range<u32>,
    /// Treatment rooms.
    pub(crate) treatment: Range<u32>,
}

/// To whom a diary belongs.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Owner {
    /// A practice.
    Practice(usize),
    /// A network.
    Network(usize),
    /// All networks of the place.
    Place,
}

/// What can be worked out once.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    practices: usize,
    /// By practice: its network, as an index.
    pub(crate) pcn_of: Vec<usize>,
    /// Diaries of one profession: those of practices, of networks, and of the place if it has one.
    owners: usize,
    /// Whether anyone is pooled over several networks: then the place has a diary.
    is_pooled: bool,
    /// The number of diaries: professions × owners.
    pub(crate) diaries: usize,
    /// How many days ahead a day of the book opens.
    pub(crate) open_ahead_days: i32,
    /// All rooms.
    pub(crate) rooms: u32,
    /// By site.
    pub(crate) rooms_of_site: Vec<SiteRooms>,
    /// Who has a room of their own at which site, where that is the policy.
    pub(crate) own_rooms: Vec<((u16, u8), u32)>,
    /// By role: the length of a consultation relative to its mean.
    pub(crate) length: Vec<LogNormal>,
    /// The length of a call relative to its mean.
    pub(crate) call_length: Option<LogNormal>,
    /// The length of clinical triage \[min\].
    pub(crate) triage_length: LogNormal,
    /// The length of advice \[min\].
    pub(crate) advice_length: LogNormal,
    /// By role: the staff group, as a number.
    pub(crate) group: Vec<usize>,
    /// By practice: its GPs.
    pub(crate) gps: Vec<Vec<u16>>,
    /// By network and profession: whether anyone of it works there.
    is_staffed: Vec<Vec<bool>>,
    /// Professions other than GPs to which some need is routed.
    pub(crate) first_contact: Vec<usize>,
    /// Cumulative shares of needs.
    pub(crate) need_cumulative: Vec<f64>,
}

impl Plan {
    /// Works it out of `network` and its people.
    pub(crate) fn new(network: &Network, people: &[Person]) -> Self {
        let practices = network.practices.len();
        let pcns = network.pcns();
        let is_of_place = |person: &Person| person.pcn.is_none() && person.spells.is_none();
        let is_pooled = pcns > 1 && people.iter().any(is_of_place);
        let owners = practices + pcns + usize::from(is_pooled);
        let mut next = 0;
        let rooms_of_site: Vec<SiteRooms> = network
            .sites
            .iter()
            .map(|site| {
                let consulting = next..next + site.consulting_rooms;
                let treatment = consulting.end..consulting.end + site.treatment_rooms;
                next = treatment.end;
                SiteRooms { consulting, treatment }
            })
            .collect();
        let relative = |variation: f64| LogNormal::from_mean_sd(1.0, variation);
        let first_contact = (0..network.professions.len())
            .filter(|&p| p != network.general_practitioner)
            .filter(|p| network.needs.iter().any(|need| need.routes.contains(p)))
            .collect();
        let variation = network.front_door.call_variation;
        let triage = &network.triage;
        let supervision = &network.supervision;
        Plan {
            practices,
            pcn_of: network.practices.iter().map(|practice| practice.pcn).collect(),
            owners,
            is_pooled,
            diaries: network.professions.len() * owners,
            open_ahead_days: network.book.planned_horizon_days.max(network.book.horizon_days)
                as i32,
            rooms: next,
            own_rooms: own_rooms(network, people, &rooms_of_site),
            rooms_of_site,
            length: network.roles.iter().map(|role| relative(role.length.variation)).collect(),
            call_length: (variation > 0.0).then(|| relative(variation)),
            triage_length: around(triage.triage_minutes.get(), triage.triage_variation),
            advice_length: around(supervision.advice_minutes.get(), supervision.advice_variation),
            group: network
                .roles
                .iter()
                .map(|role| {
                    StaffGroup::ALL
                        .iter()
                        .position(|group| *group == role.group)
                        .expect("every group is among all groups")
                })
                .collect(),
            gps: (0..practices)
                .map(|practice| {
                    (0..people.len())
                        .filter(|&p| {
                            people[p].practice == Some(practice)
                                && network.roles[people[p].role].booked_as
                                    == network.general_practitioner
                        })
                        .map(|p| p as u16)
                        .collect()
                })
                .collect(),
            is_staffed: (0..pcns)
                .map(|pcn| {
                    let works_there = |person: &&Person| person.pcn.is_none_or(|own| own == pcn);
                    let booked_as = |person: &Person| network.roles[person.role].booked_as;
                    let is_staffed =
                        |p| people.iter().filter(works_there).any(|person| booked_as(person) == p);
                    (0..network.professions.len()).map(is_staffed).collect()
                })
                .collect(),
            first_contact,
            need_cumulative: network
                .needs
                .iter()
                .scan(0.0, |sum, need| {
                    *sum += need.share;
                    Some(*sum)
                })
                .collect(),
        }
    }

    /// The diary of a profession at a practice, over a network or over the place.
    pub(crate) const fn diary(&self, owner: Owner, profession: usize) -> u16 {
        let owner = match owner {
            Owner::Practice(practice) => practice,
            Owner::Network(pcn) => self.practices + pcn,
            // A place of one network is that network.
            Owner::Place if !self.is_pooled => self.practices,
            Owner::Place => self.owners - 1,
        };
        (profession * self.owners + owner) as u16
    }

    /// The diaries of a profession in which patients of a practice find a start.
    pub(crate) fn diaries_for(&self, practice: usize, profession: usize) -> [Option<u16>; DIARIES] {
        [
            Some(self.diary(Owner::Practice(practice), profession)),
            Some(self.diary(Owner::Network(self.pcn_of[practice]), profession)),
            self.is_pooled.then(|| self.diary(Owner::Place, profession)),
        ]
    }

    /// Whether patients of a practice have anyone of a profession.
    pub(crate) fn is_staffed(&self, practice: usize, profession: usize) -> bool {
        self.is_staffed[self.pcn_of[practice]][profession]
    }
}

/// A lognormal length around `mean` \[min\]; no time at all stays no time.
fn around(mean: f64, variation: f64) -> LogNormal {
    let mean = mean.max(1e-6);
    LogNormal::from_mean_sd(mean, mean * variation)
}

/// Rooms of one's own, in the order of people: at each site until its rooms are given out.
fn own_rooms(network: &Network, people: &[Person], rooms: &[SiteRooms]) -> Vec<((u16, u8), u32)> {
    let mut own = Vec::new();
    if network.rooms.policy != RoomPolicy::RoomEach {
        return own;
    }
    let mut is_given =
        vec![false; rooms.iter().map(|of_site| of_site.treatment.end).max().unwrap_or(0) as usize];
    for (number, person) in people.iter().enumerate() {
        let need = network.roles[person.role].room;
        let before = own.len();
        let elsewhere = person.spells.iter().flat_map(|spells| spells.sites.iter().flatten());
        for &site in person.week.iter().map(|session| &session.site).chain(elsewhere) {
            let key = (number as u16, site as u8);
            if need == RoomNeed::None || own[before..].iter().any(|(k, _)| *k == key) {
                continue;
            }
            let of_site = &rooms[site];
            let is_free = |room: &u32| !is_given[*room as usize];
            let consulting = of_site.consulting.clone();
            let treatment = of_site.treatment.clone();
            let room = match need {
                RoomNeed::Treatment => treatment.chain(consulting).find(is_free),
                _ => consulting.chain(treatment).find(is_free),
            };
            if let Some(room) = room {
                is_given[room as usize] = true;
                own.push((key, room));
            }
        }
    }
    own
}
