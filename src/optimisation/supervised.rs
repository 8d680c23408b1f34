//! Whether those who must be supervised can be: someone may do it, and has the hours.

use crate::model::CareSystem;
use crate::model::roster::Team;
use crate::model::supervision::PaidFrom;

/// Beyond so many different groups of supervisors, only each alone and all together are looked at.
const MOST_GROUPS: usize = 10;

/// Whether `teams` of `system` can be supervised.
///
/// A role with a need of supervision needs a team whose role supervises and whose profession may supervise
/// it. Supervision is paid from the supervisors' clinics, so the hours that all supervised people need in
/// a week, scheduled, in the moment and delegated, must not exceed the clinic hours of those who may
/// supervise them; for every selection of supervised people (Hall's condition). If supervision is paid
/// from administrative time, only the first rule holds.
pub fn can_be_supervised(system: &CareSystem, teams: &[Team]) -> bool {
    let mut groups: Vec<(&[usize], f64)> = Vec::new();
    for team in teams {
        let Some(need) = &system.roles[team.role].supervision else { continue };
        let days = days_a_week(system, team);
        if days <= 0.0 {
            continue;
        }
        let hours = days * need.total(team.stage).get() / 60.0;
        match groups.iter_mut().find(|(by, _)| *by == need.by.as_slice()) {
            Some((_, all)) => *all += hours,
            None => groups.push((&need.by, hours)),
        }
    }
    let supervisors: Vec<(usize, f64)> = teams
        .iter()
        .filter(|team| system.roles[team.role].supervises)
        .map(|team| (system.roles[team.role].booked_as, hours_a_week(system, team)))
        .filter(|(_, hours)| *hours > 0.0)
        .collect();
    let available = |by: &dyn Fn(usize) -> bool| -> f64 {
        supervisors.iter().filter(|(of, _)| by(*of)).map(|(_, hours)| hours).sum()
    };
    if groups.iter().any(|(by, _)| available(&|of| by.contains(&of)) <= 0.0) {
        return false;
    }
    if system.supervision.paid_from == PaidFrom::Administrative {
        return true;
    }
    let fits = |chosen: &dyn Fn(usize) -> bool| {
        let of = || groups.iter().enumerate().filter(|(index, _)| chosen(*index));
        let needed: f64 = of().map(|(_, (_, hours))| hours).sum();
        needed <= available(&|profession| of().any(|(_, (by, _))| by.contains(&profession)))
    };
    if groups.len() > MOST_GROUPS {
        return fits(&|_| true) && (0..groups.len()).all(|one| fits(&|index| index == one));
    }
    (1..1_usize << groups.len()).all(|mask| fits(&|index| mask >> index & 1 == 1))
}

/// Hours with patients that a team holds in a week.
fn hours_a_week(system: &CareSystem, team: &Team) -> f64 {
    let role = &system.roles[team.role];
    let by_contract = team.wte * role.sessions_per_wte * role.session.get();
    let by_rota: f64 = team.sessions.iter().map(|of| f64::from(of.people) * of.length.get()).sum();
    (by_contract + by_rota) / 60.0
}

/// Clinical days in a week of all people of a team together.
fn days_a_week(system: &CareSystem, team: &Team) -> f64 {
    let by_rota: u32 = team.sessions.iter().map(|of| of.people).sum();
    let sessions = team.wte * system.roles[team.role].sessions_per_wte + f64::from(by_rota);
    sessions / f64::from(system.clinic.per_day.max(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{FileSystem, load};

    #[test]
    fn the_baseline_can_be_supervised_and_not_without_supervisors() {
        let system = load("average-pcn", &FileSystem).expect("it is built in").system;
        assert!(can_be_supervised(&system, &system.teams));
        let mut teams = system.teams.clone();
        let supervises = |team: &Team| system.roles[team.role].supervises;
        teams.retain(|team| !supervises(team));
        assert!(!can_be_supervised(&system, &teams));
    }

    #[test]
    fn hours_are_worked_by_hand() {
        let mut system = load("average-pcn", &FileSystem).expect("it is built in").system;
        let supervisor = system.teams.iter().find(|team| team.name == "gp-partners").cloned();
        let supervised = system.teams.iter().find(|team| team.name == "physician-associates");
        let supervised = supervised.cloned().expect("it has associates");
        let supervisor = supervisor.expect("it has partners");
        let need = system.roles[supervised.role].supervision.clone().expect("they need it");
        // The associates' days times the minutes of a day against the partners' hours.
        let role = &system.roles[supervised.role];
        let a_wte = role.sessions_per_wte / f64::from(system.clinic.per_day)
            * need.total(supervised.stage).get()
            / 60.0;
        let partner = &system.roles[supervisor.role];
        let hours = 0.5 * partner.sessions_per_wte * partner.session.get() / 60.0;
        let most = hours / a_wte;
        let teams = |wte: f64| {
            vec![Team { wte: 0.5, ..supervisor.clone() }, Team { wte, ..supervised.clone() }]
        };
        assert!(can_be_supervised(&system, &teams(most * 0.999)));
        assert!(!can_be_supervised(&system, &teams(most * 1.001)));
        system.supervision.paid_from = PaidFrom::Administrative;
        assert!(can_be_supervised(&system, &teams(most * 1.001)));
    }
}
