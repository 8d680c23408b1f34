//! The place: several networks, and the travel of staff who work in all of them.

use crate::units::Minutes;

/// The name of a scenario's only network, and of the first of several copies.
const FIRST: &str = "1";

/// The networks of a place, and the time needed to travel between sites.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// The names of its networks; [`crate::model::practice::Practice::pcn`] is an index here. It is
    /// one network unless the scenario states more.
    pub pcns: Vec<String>,
    /// Travel between sites. `None`: it takes no time.
    pub travel: Option<Travel>,
}

impl Place {
    /// A single network whose staff lose no time to travel.
    pub fn of_one() -> Self {
        Place { pcns: vec![FIRST.into()], travel: None }
    }

    /// The key that distinguishes things of the network with index `pcn` from the same things in
    /// another network. `None` for the first of several copies, which has the keys of a single
    /// network.
    pub fn key(&self, pcn: usize) -> Option<&str> {
        Some(self.pcns[pcn].as_str()).filter(|name| *name != FIRST)
    }
}

/// The travel time of a person who works at more than one site.
///
/// A person travels to the first session of a day if it is not at their base, and to every session
/// at another site than the one before. The time is taken from the session after the journey.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Travel {
    /// A journey between two sites of one network \[min\].
    pub within: Minutes,
    /// A journey between two sites of different networks \[min\].
    pub between: Minutes,
    /// Whether teams shared within one network also lose time to travel, as place teams do.
    pub concerns_networks: bool,
}

impl Travel {
    /// The travel time from one site to another. Each is given as site and network.
    pub fn minutes(&self, from: (usize, usize), to: (usize, usize)) -> Minutes {
        if from.0 == to.0 {
            Minutes::ZERO
        } else if from.1 == to.1 {
            self.within
        } else {
            self.between
        }
    }
}

/// A rotation of a person's base through the networks.
///
/// All people of a team move in the same week, each to the next network. They begin in different
/// networks, so a team with as many people as networks has one in each network in every week.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spells {
    /// Weeks in one network before the next. If the team also rotates with another employer, only
    /// weeks here count.
    pub weeks: u32,
    /// The network in which the person begins.
    pub first: usize,
    /// The site, by network and session of the person's week.
    pub sites: Vec<Vec<usize>>,
}

impl Spells {
    /// The network after so many `weeks` of work, counted from any fixed origin.
    pub fn pcn_after(&self, weeks: i32) -> usize {
        let gone = weeks.div_euclid(self.weeks as i32);
        (self.first as i32 + gone).rem_euclid(self.sites.len() as i32) as usize
    }
}
