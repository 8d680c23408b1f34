//! What the publications state of a network that the model takes as given: lists, deprivation, GPs, nurses,
//! additional roles, and how practices differ in calls and forms.

use super::observed::Observed;
use crate::model::CareSystem;
use crate::own::fill::{Filled, Level, Line, Network, fill};
use crate::own::stated::{GPS, Practice, Staff, Stated};
use crate::publications::cell::Month;
use crate::publications::data::{Dataset, NetworkStaff};
use crate::scenario::aliases::named;
use crate::scenario::error::Problem;
use crate::text::{is_harmful, number::whole};

/// Staff counted so many months before the newest data of a network are too old.
const OLDEST_STAFF: i32 = 18;

/// Calls and forms of a practice relative to its network that are this near to 1 are not written.
const ALIKE: std::ops::RangeInclusive<f64> = 0.97..=1.03;

/// The longest title \[characters\].
const LONGEST_TITLE: usize = 80;

/// Roles that the practices' own nurses and assistants stand for.
const NURSES: [&str; 2] = ["advanced-practitioner", "practice-nurse"];
const ASSISTANTS: [&str; 1] = ["healthcare-assistant"];

/// The network of `observed`, completed from `base`.
///
/// # Errors
///
/// Everything that contradicts itself.
pub fn network(
    observed: &Observed,
    data: &Dataset,
    base: &CareSystem,
) -> Result<Network, Vec<Problem>> {
    let practices: Vec<Practice> = observed.practices.iter().map(practice).collect();
    let stated = Stated { title: Some(title(observed)), practices, ..Stated::default() };
    let mut network = fill(&stated, base)?;
    network.assumed.retain(|words| !words.starts_with("receptionists,"));
    network.assumed.push("rooms are England's, per patient, and were not fitted".to_owned());
    nurses(observed, base, &mut network);
    additional(observed, data, base, &mut network);
    for (filled, relative) in network.practices.iter_mut().zip(&observed.relative) {
        contacts(filled, *relative);
    }
    Ok(network)
}

fn title(observed: &Observed) -> String {
    format!("Network {}, fitted to its published figures", observed.network)
}

fn practice(own: &crate::publications::data::Practice) -> Practice {
    let value = |name: &str| own.values.get(name).copied();
    let name: String = own.name.chars().filter(|c| !is_harmful(*c)).take(LONGEST_TITLE).collect();
    let gps = value("gp_wte").map(|wte| Staff { role: GPS.to_owned(), wte });
    Practice {
        key: own.practice.to_lowercase(),
        title: if name.trim().is_empty() { own.practice.clone() } else { name.trim().to_owned() },
        list_size: own.list_size.round(),
        deprivation: value("deprivation_quintile").map(|fifth| fifth as u8),
        staff: gps.into_iter().collect(),
        ..Practice::default()
    }
}

/// Replaces the whole-time equivalents of the base's team of `role`.
fn set(base: &CareSystem, network: &mut Network, role: &str, wte: f64) {
    let Some(team) = base.main_team(role).map(|index| &base.teams[index]) else { return };
    let wte = (wte * 100.0).round() / 100.0;
    network.teams.retain(|(name, _)| *name != team.name);
    network.teams.push((team.name.clone(), Line::Wte(wte)));
}

/// Nurses and assistants whom all practices report.
fn nurses(observed: &Observed, base: &CareSystem, network: &mut Network) {
    for (column, roles, words) in [
        ("nurse_wte", &NURSES[..], "nurses"),
        ("direct_patient_care_wte", &ASSISTANTS[..], "healthcare assistants"),
    ] {
        let reported: Option<f64> =
            observed.practices.iter().map(|own| own.values.get(column).copied()).sum();
        let Some(reported) = reported else {
            network.assumed.push(format!("{words} are England's, per patient"));
            continue;
        };
        let of = |role: &str| -> f64 {
            let teams = base.teams.iter().filter(|team| base.roles[team.role].name == role);
            teams.map(|team| team.wte).sum()
        };
        let whole: f64 = roles.iter().map(|role| of(role)).sum();
        for role in roles.iter().filter(|_| whole > 0.0) {
            set(base, network, role, reported * of(role) / whole);
        }
    }
}

/// Staff of the network, if a census is recent.
fn additional(observed: &Observed, data: &Dataset, base: &CareSystem, network: &mut Network) {
    let newest = data.months.iter().map(|row| row.month).max();
    let is_own = |row: &&NetworkStaff| row.network == observed.network;
    let census = data.staff.iter().filter(is_own).filter_map(|row| row.month).max();
    let is_recent =
        |month: Month| newest.is_none_or(|newest| newest.index() - month.index() <= OLDEST_STAFF);
    let Some(census) = census.filter(|month| is_recent(*month)) else {
        let old =
            census.map_or(String::new(), |month| format!("; the census of {month} is too old"));
        network.assumed.push(format!("additional roles are England's, per patient{old}"));
        return;
    };
    let keys: Vec<&str> = base.roles.iter().map(|role| role.name.as_str()).collect();
    let mut unknown: Vec<&str> = Vec::new();
    let mut found: Vec<(&str, f64)> = base
        .teams
        .iter()
        .filter(|team| {
            base.roles[team.role].group == crate::model::role::StaffGroup::Additional
                && team.sessions.is_empty()
        })
        .map(|team| (base.roles[team.role].name.as_str(), 0.0))
        .collect();
    for row in data.staff.iter().filter(is_own).filter(|row| row.month == Some(census)) {
        let [_, role, detail] = &row.role;
        let key = named(detail, &keys).or_else(|_| named(role, &keys)).ok();
        match key.and_then(|key| found.iter_mut().find(|(known, _)| *known == key)) {
            Some((_, wte)) => *wte += row.wte,
            None if row.wte > 0.0 => unknown.push(detail),
            None => {}
        }
    }
    for (role, wte) in found {
        set(base, network, role, wte);
    }
    if !unknown.is_empty() {
        unknown.sort_unstable();
        unknown.dedup();
        network.assumed.push(format!(
            "staff of the network who are in no team of the model are left out: {}",
            unknown.join(", ")
        ));
    }
}

/// How a practice differs from its network in calls and forms.
fn contacts(filled: &mut Filled, relative: [f64; 2]) {
    for (kind, (relative, what)) in relative.into_iter().zip(["calls", "online forms"]).enumerate()
    {
        if ALIKE.contains(&relative) {
            continue;
        }
        let words = format!(
            "to published {what} of the practice: {}% of its network's per patient",
            whole(relative * 100.0)
        );
        let factor = (relative * 1e3).round() / 1e3;
        filled.levels[kind] = Some(Level { factor, words });
    }
}
