//! What a practice would add next: a post of a role, a room, a receptionist, an hour of supervision. The
//! same system with one of them more; nothing else changes.

use crate::model::CareSystem;
use crate::model::relief::SUPERVISOR_HOUR;
use crate::model::roster::{Team, people};
use crate::units::Minutes;
use serde::{Deserialize, Serialize};

/// Thousandths of a whole-time equivalent in one [-].
pub const THOUSANDTHS: u32 = 1_000;

/// What is added to a system.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum More {
    /// People of a role, as an index, in thousandths of a whole-time equivalent.
    Staff {
        /// The role.
        role: usize,
        /// Thousandths of a whole-time equivalent.
        thousandths: u32,
    },
    /// The same, and a room.
    StaffAndRoom {
        /// The role.
        role: usize,
        /// Thousandths of a whole-time equivalent; 0 for a room alone.
        thousandths: u32,
    },
    /// One consulting room, at the site with fewest rooms for the patients of its practice.
    Room,
    /// One person on the telephone and at the desk at all opening hours, at the practice with fewest for its
    /// patients.
    Receptionist,
    /// One hour a week of a supervisor without a clinic, in the network and on the weekday that have most
    /// sessions of people who are supervised.
    Supervision,
}

/// Thousandths of a whole-time equivalent as whole-time equivalents.
pub fn wte(thousandths: u32) -> f64 {
    f64::from(thousandths) / f64::from(THOUSANDTHS)
}

impl More {
    /// Its name in files, with the keys of `roles`: `paramedic`, `room`.
    pub fn name(self, roles: &[(String, String)]) -> String {
        match self {
            More::Staff { role, .. } | More::StaffAndRoom { role, .. } => {
                roles.get(role).map(|(key, _)| key.clone()).unwrap_or_default()
            }
            More::Room => "room".into(),
            More::Receptionist => "receptionist".into(),
            More::Supervision => "supervision".into(),
        }
    }

    /// Its title, without its size, with the titles of `roles`: `Paramedic`.
    pub fn title(self, roles: &[(String, String)]) -> &str {
        match self {
            More::Staff { role, .. } | More::StaffAndRoom { role, .. } => {
                roles.get(role).map_or("", |(_, title)| title.as_str())
            }
            More::Room => "Room",
            More::Receptionist => "Receptionist",
            More::Supervision => "Supervision, 1 hour a week",
        }
    }

    /// Its title with its size: `Paramedic, 0.5 WTE`.
    pub fn words(self, roles: &[(String, String)]) -> String {
        let title = self.title(roles);
        match self {
            More::Staff { thousandths, .. } => format!("{title}, {} WTE", wte(thousandths)),
            More::StaffAndRoom { thousandths, .. } => {
                format!("{title}, {} WTE, and a room", wte(thousandths))
            }
            More::Room | More::Receptionist | More::Supervision => title.to_owned(),
        }
    }

    /// How much of it, and the unit.
    pub fn size(self) -> (f64, &'static str) {
        match self {
            More::Staff { thousandths, .. } | More::StaffAndRoom { thousandths, .. } => {
                (wte(thousandths), "WTE")
            }
            More::Room => (1.0, "room"),
            More::Receptionist => (1.0, "person at all opening hours"),
            More::Supervision => (1.0, "hour a week"),
        }
    }

    /// What follows the name of a scenario in the name of a variant.
    pub fn suffix(self, roles: &[(String, String)]) -> String {
        let name = self.name(roles);
        match self {
            More::Staff { thousandths, .. } => format!("{name}+{}", wte(thousandths)),
            More::StaffAndRoom { thousandths, .. } => format!("{name}+{}+room", wte(thousandths)),
            _ => format!("{name}+1"),
        }
    }
}

impl CareSystem {
    /// What could be added to this system: `thousandths` of a whole-time equivalent of every role of which
    /// anyone is in post with clinics of the role all year, a room, a receptionist, and an hour of
    /// supervision if anyone is supervised.
    pub fn could_add(&self, thousandths: u32) -> Vec<More> {
        let roles = (0..self.roles.len()).filter(|&role| self.post_like(role).is_some());
        let supervision = self.busiest_supervised().map(|_| More::Supervision);
        roles
            .map(|role| More::Staff { role, thousandths })
            .chain([More::Room, More::Receptionist])
            .chain(supervision)
            .collect()
    }

    /// The roles of which someone is in post, but of which a whole-time equivalent adds no clinic: people who
    /// see no patients, hold fixed sessions, or come in a part of the year.
    pub fn could_not_add(&self) -> Vec<usize> {
        let is_held = |team: &Team| team.wte > 0.0 || !team.sessions.is_empty();
        let is_in_post =
            |role: usize| self.teams.iter().any(|team| team.role == role && is_held(team));
        (0..self.roles.len())
            .filter(|&role| is_in_post(role) && self.post_like(role).is_none())
            .collect()
    }

    /// The same system with `more`; `None` if nobody of the role can be added, or nobody supervises.
    #[must_use]
    pub fn with_more(&self, more: More) -> Option<Self> {
        let mut system = self.clone();
        match more {
            More::Staff { role, thousandths } => system.employ_more(role, thousandths)?,
            More::StaffAndRoom { role, thousandths } => {
                system.employ_more(role, thousandths)?;
                system.set_rooms_total(system.rooms_total() + 1);
            }
            More::Room => system.set_rooms_total(system.rooms_total() + 1),
            More::Receptionist => system.add_receptionist()?,
            More::Supervision => {
                let (pcn, weekday) = system.busiest_supervised()?;
                let hour = Minutes::new(60.0).ok()?;
                system.add_supervisors(
                    (1, SUPERVISOR_HOUR, hour),
                    pcn..pcn + 1,
                    weekday..weekday + 1,
                )?;
            }
        }
        Some(system)
    }

    /// The team after which a post of a role is made: the largest that has patients of its own all year.
    fn post_like(&self, role: usize) -> Option<Team> {
        let is_of_role = |team: &Team| team.role == role && team.wte > 0.0;
        let about = &self.roles[role];
        let is_bookable = about.sees_patients && about.sessions_per_wte > 0.0;
        self.largest(is_of_role).filter(|_| is_bookable).map(|team| self.like(team))
    }

    fn employ_more(&mut self, role: usize, thousandths: u32) -> Option<()> {
        let team = self.post_like(role)?;
        if thousandths > 0 {
            self.teams.push(Team { wte: wte(thousandths), ..team });
        }
        Some(())
    }

    /// The network and the weekday with most sessions of supervised people, the first of several; `None` if
    /// nobody is supervised.
    fn busiest_supervised(&self) -> Option<(usize, usize)> {
        let mut sessions = vec![0.0; self.pcns() * 7];
        for person in people(self).iter().filter(|p| self.roles[p.role].supervision.is_some()) {
            for held in &person.week {
                let pcn = self.pcn_of_site(held.site);
                sessions[pcn * 7 + held.weekday] += held.weekly_share;
            }
        }
        let most = (0..sessions.len())
            .reduce(|most, at| if sessions[at] > sessions[most] { at } else { most })?;
        (sessions[most] > 0.0).then_some((most / 7, most % 7))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_role_and_size() {
        let roles = [("paramedic".to_owned(), "Paramedic".to_owned())];
        let half = More::Staff { role: 0, thousandths: 500 };
        assert_eq!(
            (half.name(&roles), half.words(&roles)),
            ("paramedic".into(), "Paramedic, 0.5 WTE".into())
        );
        assert_eq!(half.suffix(&roles), "paramedic+0.5");
        let both = More::StaffAndRoom { role: 0, thousandths: 1_000 };
        assert_eq!(both.suffix(&roles), "paramedic+1+room");
        assert_eq!(More::Room.size(), (1.0, "room"));
    }
}
