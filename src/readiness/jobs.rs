//! The replications that are tried: the scenario as stated, and with one thing changed.

use super::watch::{Seen, Watch};
use super::{AS_STATED, HORIZON, OF_DIRECTIONS, SEED};
use crate::model::CareSystem;
use crate::model::demand::BusiestDay;
use crate::model::relief::{Amount, Capacity, Relief};
use crate::simulation::budget::Endless;
use crate::simulation::chances::Addressed;
use crate::simulation::record::Record;
use crate::simulation::simulate;

/// What is changed in the scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// Nothing.
    Nothing,
    /// One whole-time equivalent GP more.
    OneMoreGp,
    /// A fifth more requests.
    MoreDemand,
    /// No clinician.
    NoStaff,
    /// No GP.
    NoGps,
    /// No consulting or treatment room.
    NoRooms,
    /// Nobody on the telephone or at the desk.
    NoReceptionists,
    /// Three times the requests.
    DemandTimesThree,
    /// So much of every capacity that none binds.
    AmpleEverything,
}

impl Change {
    /// All of them, in the order in which they are judged.
    pub const ALL: [Change; 9] = [
        Change::Nothing,
        Change::OneMoreGp,
        Change::MoreDemand,
        Change::NoStaff,
        Change::NoGps,
        Change::NoRooms,
        Change::NoReceptionists,
        Change::DemandTimesThree,
        Change::AmpleEverything,
    ];

    const fn replications(self) -> u32 {
        match self {
            Change::Nothing => AS_STATED,
            Change::OneMoreGp | Change::MoreDemand => OF_DIRECTIONS,
            _ => 1,
        }
    }

    /// The scenario with this change; `None` if it cannot be made to it.
    fn made_to(self, system: &CareSystem) -> Option<CareSystem> {
        let gp = Capacity::Profession(system.general_practitioner);
        match self {
            Change::Nothing => Some(system.clone()),
            Change::OneMoreGp => {
                system.with_relief(Relief { capacity: gp, amount: Amount::OneMore })
            }
            Change::MoreDemand => with_demand(system, 1.2),
            Change::DemandTimesThree => with_demand(system, 3.0),
            Change::NoStaff => Some(without_teams(system, |_| true)),
            Change::NoGps => {
                let gps = system.general_practitioner;
                Some(without_teams(system, |role| system.roles[role].booked_as == gps))
            }
            Change::NoRooms => Some(without_rooms(system)),
            Change::NoReceptionists => Some(without_receptionists(system)),
            Change::AmpleEverything => {
                system.capacities().into_iter().try_fold(system.clone(), |system, capacity| {
                    system.with_relief(Relief { capacity, amount: Amount::Full })
                })
            }
        }
    }
}

/// More requests; `None` if there are more than the model takes.
fn with_demand(system: &CareSystem, factor: f64) -> Option<CareSystem> {
    let mut system = system.clone();
    system.demand.requests_per_patient_year *= factor;
    BusiestDay::of(&system).is_within_limits().then_some(system)
}

fn without_teams(system: &CareSystem, goes: impl Fn(usize) -> bool) -> CareSystem {
    let mut system = system.clone();
    for team in system.teams.iter_mut().filter(|team| goes(team.role)) {
        team.wte = 0.0;
        team.sessions.clear();
    }
    system
}

fn without_rooms(system: &CareSystem) -> CareSystem {
    let mut system = system.clone();
    for site in &mut system.sites {
        (site.consulting_rooms, site.treatment_rooms) = (0, 0);
        site.dated_rooms.clear();
    }
    system.projects.clear();
    system
}

fn without_receptionists(system: &CareSystem) -> CareSystem {
    let mut system = system.clone();
    for band in &mut system.front_door.handlers {
        (band.per_10000, band.per_10000_monday) = (0.0, 0.0);
    }
    system.practices.iter_mut().for_each(|practice| practice.added_handlers = 0);
    system
}

/// One replication.
#[derive(Clone, Debug)]
pub struct Job {
    /// What is changed.
    pub change: Change,
    /// The replication, from 1.
    pub replication: u32,
    /// The scenario with the change; `None` if it cannot be made.
    system: Option<CareSystem>,
}

/// What a replication found.
#[derive(Debug)]
pub struct Done {
    /// What was changed.
    pub(super) change: Change,
    /// Its counts and what was watched; `None` if the change cannot be made.
    pub(super) found: Option<(Record, Seen)>,
}

/// All replications that are tried on `system`.
pub fn jobs(system: &CareSystem) -> Vec<Job> {
    let of = |change: Change| {
        let changed = change.made_to(system);
        (1..=change.replications()).map(move |replication| Job {
            change,
            replication,
            system: changed.clone(),
        })
    };
    Change::ALL.into_iter().flat_map(of).collect()
}

impl Job {
    /// Simulates it.
    ///
    /// # Errors
    ///
    /// [`Endless`] if more happens at one instant than a scenario may ask for.
    pub fn carry_out(&self) -> Result<Done, Endless> {
        let Some(system) = &self.system else {
            return Ok(Done { change: self.change, found: None });
        };
        let mut watch = Watch::new(system, HORIZON);
        let chance = Addressed::new(SEED, self.replication);
        let record = simulate(system, HORIZON, &chance, &mut watch)?;
        Ok(Done { change: self.change, found: Some((record, watch.end())) })
    }
}
