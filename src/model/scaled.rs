//! A team in a network of another size: its share of a rota, whether it stands for its role, and whether it is
//! the practices' own GPs, which a network states by itself.

use crate::model::CareSystem;
use crate::model::roster::{FixedSession, Scope, Team};

impl Team {
    /// Its rota with a `share` of the people, above 0. What rounding leaves is carried to the next session;
    /// sessions that nobody holds any more are left out.
    pub fn rota_of(&self, share: f64) -> Vec<FixedSession> {
        let (mut wanted, mut given) = (0.0, 0.0);
        let mut sessions = self.sessions.clone();
        for session in &mut sessions {
            wanted += f64::from(session.people) * share;
            let people = (wanted - given + 1e-9_f64).round();
            given += people;
            session.people = people as u32;
        }
        sessions.retain(|session| session.people > 0);
        sessions
    }
}

impl CareSystem {
    /// The team that stands for the role called `role`, as an index: of those without a rota the largest, and of
    /// equal ones the first.
    pub fn main_team(&self, role: &str) -> Option<usize> {
        let same = self.teams.iter().enumerate();
        let same =
            same.filter(|(_, team)| self.roles[team.role].name == role && team.sessions.is_empty());
        same.max_by(|(a, one), (b, other)| one.wte.total_cmp(&other.wte).then(b.cmp(a)))
            .map(|(index, _)| index)
    }

    /// Whether `team` consists of the practices' own GPs, partners and salaried: booked as GPs, employed by
    /// practices, and on duty. Trainees and locums are not.
    pub fn is_own_gp(&self, team: &Team) -> bool {
        let role = &self.roles[team.role];
        role.booked_as == self.general_practitioner
            && role.takes_duty
            && team.scope == Scope::Practices
            && team.wte > 0.0
    }
}
