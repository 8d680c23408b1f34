//! Builds a network from the rows of its practices. What they do not state comes from the base.

use crate::model::CareSystem;
use crate::model::demand::Contacts;
use crate::model::demand::{BusiestDay, Channel};
use crate::model::policy::PolicyOtherwise;
use crate::model::practice::{Practice, RecordedOtherwise, Site};
use crate::model::roster::{Scope, Team};
use crate::validation::networks::rows::NetworkRows;

/// The number of rounds in which demand is fitted before the final runs. After three rounds, calls
/// and forms of most networks are within one or two per cent of the given values.
pub const ROUNDS: u32 = 3;

/// The share of a gap that is closed in one round. It is below one because calls cause calls: on
/// busy lines callers ring again, and a full step would overshoot.
const STEP: f64 = 0.8;

/// The quintile of a practice that states none.
const MIDDLE_QUINTILE: u8 = 3;

/// The network of `rows`. Lists, deprivation and GPs are as stated. Staff and rooms per patient,
/// and all rules and rates, are those of `base`.
///
/// # Example
///
/// ```
/// use pcn_sim::scenario::{FileSystem, load};
/// use pcn_sim::validation::networks::build::build;
/// use pcn_sim::validation::networks::rows::read;
///
/// let file = "network,practice,list_size,deprivation_quintile,gp_wte,calls_per_1000_month,\
///             online_per_1000_month,appointments_per_1000_month,missed_share,same_day_share,\
///             over_14_days_share\n\
///             N1,P1,9000,2,5.1,,,,,,\nN1,P2,7000,4,3.4,,,,,,\n";
/// let networks = read(file, "networks.csv").expect("a valid file");
/// let base = load("average-pcn", &FileSystem)?.system;
/// assert_eq!(build(&base, &networks[0]).patients(), 16_000.0);
/// # Ok::<(), pcn_sim::scenario::error::ScenarioError>(())
/// ```
pub fn build(base: &CareSystem, rows: &NetworkRows) -> CareSystem {
    let mut system = base.clone();
    let share = rows.patients() / base.patients();
    system.practices = practices(base, rows);
    system.sites = sites(base, rows);
    system.rooms.also_shown_at.clear();
    system.rooms.drawn_within = None;
    let coordinators = f64::from(base.triage.coordinators);
    if coordinators > 0.0 {
        system.triage.coordinators = (coordinators * share).round().max(1.0) as u32;
    }
    system.teams = base.teams.iter().flat_map(|team| teams(base, team, rows)).collect();
    system
}

fn practices(base: &CareSystem, rows: &NetworkRows) -> Vec<Practice> {
    let patients = base.patients();
    let age_shares = std::array::from_fn(|age| {
        let of = |practice: &Practice| practice.age_shares[age] * practice.list_size / patients;
        base.practices.iter().map(of).sum()
    });
    let one = |row: &super::rows::PracticeRow| {
        let quintile = row.deprivation_quintile.unwrap_or(MIDDLE_QUINTILE);
        Practice {
            pcn: 0,
            name: row.practice.clone(),
            title: None,
            list_size: row.list_size,
            gp_staffing: 1.0,
            gp_wte: None,
            contacts: Contacts::USUAL,
            reception_staffing: 1.0,
            recorded: RecordedOtherwise::default(),
            added_handlers: 0,
            added_duty_sessions: 0,
            age_multiplier: 1.0,
            policy: PolicyOtherwise::default(),
            deprivation_quintile: quintile,
            need_multiplier: base.demand.deprivation_multiplier[usize::from(quintile) - 1],
            age_shares,
            list: Default::default(),
        }
    };
    rows.practices.iter().map(one).collect()
}

/// One site for each practice, with its share of the rooms and at least one room of each kind.
fn sites(base: &CareSystem, rows: &NetworkRows) -> Vec<Site> {
    let consulting: u32 = base.sites.iter().map(|site| site.consulting_rooms).sum();
    let treatment: u32 = base.sites.iter().map(|site| site.treatment_rooms).sum();
    let scaled = |rooms: u32, list_size: f64| {
        (f64::from(rooms) * list_size / base.patients()).round().max(1.0) as u32
    };
    let one = |(practice, row): (usize, &super::rows::PracticeRow)| Site {
        name: format!("{}/main", row.practice),
        practice,
        consulting_rooms: scaled(consulting, row.list_size),
        treatment_rooms: scaled(treatment, row.list_size),
        during: Default::default(),
        dated_rooms: Vec::new(),
    };
    rows.practices.iter().enumerate().map(one).collect()
}

/// A team of the base in the network of `rows`: scaled by list size, except the practices' own GPs,
/// which are as stated.
fn teams(base: &CareSystem, team: &Team, rows: &NetworkRows) -> Vec<Team> {
    let share = rows.patients() / base.patients();
    let mut scaled = team.clone();
    scaled.wte *= share;
    scaled.sessions = team.rota_of(share);
    if !base.is_own_gp(team) {
        let is_rota_without_people = scaled.sessions.is_empty() && !team.sessions.is_empty();
        debug_assert!(!is_rota_without_people || scaled.wte == 0.0, "a rota employs nobody");
        return vec![scaled];
    }
    let all: f64 = base.teams.iter().filter(|team| base.is_own_gp(team)).map(|team| team.wte).sum();
    let of_practice = |(practice, row): (usize, &super::rows::PracticeRow)| {
        let usual = all * row.list_size / base.patients();
        let wte = row.gp_wte.unwrap_or(usual) * team.wte / all;
        Team { wte, scope: Scope::Practice(practice), ..team.clone() }
    };
    rows.practices.iter().enumerate().map(of_practice).collect()
}

/// Whether demand of `base` can be fitted to rows: it must have GPs of its own to replace.
pub fn has_own_gps(base: &CareSystem) -> bool {
    base.teams.iter().any(|team| base.is_own_gp(team))
}

/// Moves demand towards the observations: `[calls, forms]`, observed over simulated, if known.
///
/// One factor multiplies everything that arrives by telephone, requests and other calls; another
/// multiplies everything that arrives by online form. Requests at the desk and through NHS 111 do
/// not change. A step is shortened if it would exceed the majorant of arrivals.
pub fn fit(system: &mut CareSystem, observed_over_simulated: [Option<f64>; 2]) {
    let mut factors = observed_over_simulated
        .map(|ratio| ratio.filter(|ratio| ratio.is_finite()).map_or(1.0, |r| libm::pow(r, STEP)));
    // Each halving moves back towards the previous demand, which was within the majorant.
    for _ in 0..20 {
        let mut tried = system.clone();
        scale(&mut tried, factors);
        if BusiestDay::of(&tried).is_within_limits() {
            *system = tried;
            return;
        }
        factors = factors.map(f64::sqrt);
    }
}

/// Multiplies all calls and all forms.
fn scale(system: &mut CareSystem, [calls, forms]: [f64; 2]) {
    let demand = &mut system.demand;
    demand.channel_share[Channel::Telephone as usize] *= calls;
    demand.channel_share[Channel::Online as usize] *= forms;
    let sum: f64 = demand.channel_share.iter().sum();
    demand.channel_share.iter_mut().for_each(|share| *share /= sum);
    demand.requests_per_patient_year *= sum;
    demand.other_calls_per_patient_year *= calls;
    demand.other_forms_per_patient_year *= forms;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{FileSystem, embedded::BASELINE, load};
    use crate::validation::networks::rows::{COLUMNS, read};

    fn base() -> CareSystem {
        load(BASELINE, &FileSystem).expect("the built-in baseline").system
    }

    fn rows(lines: &str) -> NetworkRows {
        let text = format!("{}\n{lines}", COLUMNS.join(","));
        read(&text, "n.csv").expect(lines).remove(0)
    }

    fn wte(system: &CareSystem, chosen: impl Fn(&Team) -> bool) -> f64 {
        system.teams.iter().filter(|team| chosen(team)).map(|team| team.wte).sum()
    }

    #[test]
    fn the_rows_say_lists_and_gps_and_the_base_all_else() {
        let base = base();
        let rows = rows("N,P1,16370,1,9.0,,,,,,\nN,P2,8185,,,,,,,,\n");
        let system = build(&base, &rows);
        assert_eq!(system.patients(), base.patients() / 2.0);
        let multipliers: Vec<f64> = system.practices.iter().map(|p| p.need_multiplier).collect();
        assert_eq!(multipliers, [1.10, 1.00]);
        let of = |p: usize| wte(&system, |team| team.scope == Scope::Practice(p));
        // 12.4 + 8.2 WTE of partners and salaried GPs for 49,110 patients: a sixth for 8,185.
        assert!((of(0) - 9.0).abs() < 1e-9 && (of(1) - 20.6 / 6.0).abs() < 1e-9);
        let is_other = |team: &Team| !matches!(team.scope, Scope::Practice(_));
        let others = wte(&base, |team| !base.is_own_gp(team));
        assert!((wte(&system, is_other) - others / 2.0).abs() < 1e-9);
        assert!(system.sites.iter().all(|site| site.consulting_rooms * site.treatment_rooms > 0));
        assert_eq!(system.rooms_total(), 15);
        assert!(has_own_gps(&base));
    }

    #[test]
    fn a_rota_gets_its_share_of_people() {
        let base = base();
        let people = |system: &CareSystem| -> Vec<u32> {
            let team = system.teams.iter().find(|team| team.name == "enhanced-access-gps");
            team.expect("it is there").sessions.iter().map(|session| session.people).collect()
        };
        assert_eq!(people(&base), [2, 2, 2, 2, 2, 2, 1]);
        assert_eq!(people(&build(&base, &rows("N,P,24555,,,,,,,,\n"))), [1, 1, 1, 1, 1, 1, 1]);
        assert_eq!(people(&build(&base, &rows("N,P,12277.5,,,,,,,,\n"))), [1, 1, 1]);
    }

    #[test]
    fn calls_and_forms_are_scaled_apart_and_the_desk_stays() {
        let mut system = base();
        let before = system.demand.clone();
        fit(&mut system, [Some(1.2), None]);
        let (after, factor) = (&system.demand, libm::pow(1.2, STEP));
        let rate = |demand: &crate::model::demand::Demand, channel: Channel| {
            demand.requests_per_patient_year * demand.channel_share[channel as usize]
        };
        let ratio = |channel| rate(after, channel) / rate(&before, channel);
        assert!((ratio(Channel::Telephone) - factor).abs() < 1e-12);
        assert!((ratio(Channel::Online) - 1.0).abs() < 1e-12);
        assert!((ratio(Channel::WalkIn) - 1.0).abs() < 1e-12);
        let other = after.other_calls_per_patient_year / before.other_calls_per_patient_year;
        assert!((other - factor).abs() < 1e-12);
        assert!((after.channel_share.iter().sum::<f64>() - 1.0).abs() < 1e-12);
    }

    #[test]
    fn no_day_is_busier_than_its_limits() {
        let mut system = base();
        fit(&mut system, [Some(40.0), Some(40.0)]);
        let busiest = BusiestDay::of(&system);
        assert!(busiest.is_within_limits(), "{busiest:?}");
        assert!(
            system.demand.other_calls_per_patient_year > base().demand.other_calls_per_patient_year
        );
    }
}
