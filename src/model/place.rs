//! The place: several networks, and the journeys of staff who work in all of them.

use crate::units::Minutes;

/// What the only network of a scenario is called, and the first of several copies.
const FIRST: &str = "1";

/// The networks of a place, and what going from site to site costs.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// The names of its networks; [`crate::model::practice::Practice::pcn`] points here. One if
    /// the scenario says nothing.
    pub pcns: Vec<String>,
    /// Journeys between sites; `None`: they take no time.
    pub travel: Option<Travel>,
}

impl Place {
    /// One network by itself, whose staff lose no time on journeys.
    pub fn of_one() -> Self {
        Place { pcns: vec![FIRST.into()], travel: None }
    }

    /// The key that tells what belongs to the network with index `pcn` from the same in another;
    /// `None` for the first of several copies, which is called as if there were no other.
    pub fn key(&self, pcn: usize) -> Option<&str> {
        Some(self.pcns[pcn].as_str()).filter(|name| *name != FIRST)
    }
}

/// What a journey costs whoever works at more than one site.
///
/// A journey is made to the first session of a day that is not at the person's base, and to every
/// session that is not at the site of the one before. It is taken off the session that it leads to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Travel {
    /// A journey between two sites of one network \[min\].
    pub within: Minutes,
    /// A journey between two sites of different networks \[min\].
    pub between: Minutes,
    /// Whether teams that one network shares lose time on journeys too, as place teams do.
    pub concerns_networks: bool,
}

impl Travel {
    /// How long the journey from one site to another takes, each given with its network.
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

/// A base in one network after the other.
///
/// All people of a team go on in the same week, each from the next network, so that as many people
/// as networks are one in each of them in every week.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spells {
    /// Weeks in one network before the next; of those here, where the team rotates with another
    /// employer.
    pub weeks: u32,
    /// The network in which the person begins.
    pub first: usize,
    /// By network and session of the person's week: the site.
    pub sites: Vec<Vec<usize>>,
}

impl Spells {
    /// The network after so many `weeks` of work, counted from any fixed origin.
    pub fn pcn_after(&self, weeks: i32) -> usize {
        let gone = weeks.div_euclid(self.weeks as i32);
        (self.first as i32 + gone).rem_euclid(self.sites.len() as i32) as usize
    }
}
