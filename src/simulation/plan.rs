//! What can be worked out of a network once, before the clock starts.

use crate::engine::samplers::LogNormal;
use crate::model::Network;
use crate::model::role::{RoomNeed, StaffGroup};
use crate::model::rooms::RoomPolicy;
use crate::model::roster::Person;
use std::ops::Range;

/// The rooms of a site, as ranges of room numbers.
#[derive(Clone, Debug)]
pub(crate) struct SiteRooms {
    /// Consulting rooms.
    pub(crate) consulting: Range<u32>,
    /// Treatment rooms.
    pub(crate) treatment: Range<u32>,
}

/// What can be worked out once.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    practices: usize,
    /// The number of diaries: professions × (practices + the network).
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
    /// By role: whether it is a GP's and sees patients.
    pub(crate) holds_gp_clinics: Vec<bool>,
    /// By practice: its GPs.
    pub(crate) gps: Vec<Vec<u16>>,
    /// By profession: whether anyone of it works in the network.
    pub(crate) is_staffed: Vec<bool>,
    /// Professions other than GPs to which some need is routed.
    pub(crate) first_contact: Vec<usize>,
    /// Cumulative shares of needs.
    pub(crate) need_cumulative: Vec<f64>,
}

impl Plan {
    /// Works it out of `network` and its people.
    pub(crate) fn new(network: &Network, people: &[Person]) -> Self {
        let practices = network.practices.len();
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
            diaries: network.professions.len() * (practices + 1),
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
            holds_gp_clinics: network
                .roles
                .iter()
                .map(|role| role.group == StaffGroup::Gp && role.sees_patients)
                .collect(),
            gps: (0..practices)
                .map(|practice| {
                    (0..people.len())
                        .filter(|&p| {
                            let role = &network.roles[people[p].role];
                            people[p].practice == Some(practice)
                                && role.booked_as == network.general_practitioner
                                && role.sees_patients
                        })
                        .map(|p| p as u16)
                        .collect()
                })
                .collect(),
            is_staffed: (0..network.professions.len())
                .map(|p| {
                    let roles = people.iter().map(|person| &network.roles[person.role]);
                    roles.filter(|role| role.sees_patients).any(|role| role.booked_as == p)
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

    /// The diary of a profession at a practice, or over the network.
    pub(crate) const fn diary(&self, practice: Option<usize>, profession: usize) -> u16 {
        let owner = match practice {
            Some(practice) => practice,
            None => self.practices,
        };
        (profession * (self.practices + 1) + owner) as u16
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
        for session in &person.week {
            let key = (number as u16, session.site as u8);
            if need == RoomNeed::None || own[before..].iter().any(|(k, _)| *k == key) {
                continue;
            }
            let of_site = &rooms[session.site];
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
