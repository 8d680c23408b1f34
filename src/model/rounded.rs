//! Stated values that cannot be used exactly, the values used instead, and the words that explain
//! them.
//!
//! `docs/model.md` lists all such rules. This module finds those that affect a given network.

use crate::model::CareSystem;
use crate::model::cohort::Cohort;
use crate::model::demand::{DAY_FACTOR_LIMIT, Urgency};
use crate::model::front_door::HandlerBand;
use crate::model::practice::Practice;
use crate::model::role::Role;
use crate::model::roster::{Team, people};
use crate::model::triage::TriagePolicy;
use crate::units::{Minutes, whole_people};

/// A stated value that is replaced by another.
#[derive(Clone, Debug, PartialEq)]
pub struct Rounded {
    /// The key, from the top of the file.
    pub key: String,
    /// The stated value, or the value that follows from it, in the unit that is rounded.
    pub stated: f64,
    /// The value used.
    pub used: f64,
    /// Both values in words.
    pub words: String,
}

impl Rounded {
    /// The relative difference between the value used and the stated value \[-\].
    pub fn off(&self) -> f64 {
        if self.stated > 0.0 { (self.used / self.stated - 1.0).abs() } else { 0.0 }
    }
}

/// Values closer than this are equal \[-\].
const SAME: f64 = 1e-9;

/// A limit that is exceeded less often than this is not reported.
const RARE: f64 = 0.01;

/// Every value of `system` that is replaced by another, in the order of the file.
pub fn rounded(system: &CareSystem) -> Vec<Rounded> {
    let mut found = Vec::new();
    totals_of_rooms(system, &mut found);
    days_of_demand(system, &mut found);
    receptionists(system, &mut found);
    duty(system, &mut found);
    starts_of_sessions(system, &mut found);
    advice(system, &mut found);
    weeks_of_teams(system, &mut found);
    sickness(system, &mut found);
    waits(system, &mut found);
    non_attendance(system, &mut found);
    system.cohorts.iter().for_each(|cohort| visits(system, cohort, &mut found));
    found
}

fn note(found: &mut Vec<Rounded>, key: String, stated: f64, used: f64, words: String) {
    if (stated - used).abs() > SAME {
        found.push(Rounded { key, stated, used, words });
    }
}

/// A number as people write it: at most two decimal places.
fn figure(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn totals_of_rooms(system: &CareSystem, found: &mut Vec<Rounded>) {
    for &of_one in &system.rooms.also_shown_at {
        let total = of_one * system.pcns() as u32;
        let mut with_them = system.clone();
        with_them.set_rooms_total(total);
        let rooms = with_them.rooms_total();
        let words = format!(
            "{total} rooms in all become {rooms}: treatment rooms remain, and every site keeps its last \
             consulting room"
        );
        note(found, "rooms.also_shown_at".into(), total.into(), rooms.into(), words);
    }
}

fn days_of_demand(system: &CareSystem, found: &mut Vec<Rounded>) {
    let variation = system.demand.day_variation;
    if variation <= 0.0 {
        return;
    }
    // The probability that a lognormal factor with mean one exceeds the limit.
    let variance = libm::log1p(variation * variation);
    let z = (libm::log(DAY_FACTOR_LIMIT) + variance / 2.0) / libm::sqrt(variance);
    let beyond = 0.5 * libm::erfc(z / std::f64::consts::SQRT_2);
    if beyond > RARE {
        let words = format!(
            "one day in {:.0} would be more than {DAY_FACTOR_LIMIT} times as busy as usual; it is \
             {DAY_FACTOR_LIMIT} times as busy",
            1.0 / beyond
        );
        note(found, "demand.day_variation".into(), beyond, 0.0, words);
    }
}

/// The days that share a band's number of receptionists.
fn days_of_band(is_monday: bool) -> &'static str {
    if is_monday { "on Mondays" } else { "from Tuesday to Friday" }
}

fn receptionists(system: &CareSystem, found: &mut Vec<Rounded>) {
    for (number, band) in system.front_door.handlers.iter().enumerate() {
        let closes = system.calendar.closes;
        for is_monday in [true, false] {
            let end = if is_monday { "_monday" } else { "" };
            let key = format!("front_door.handlers[{number}].per_10000{end}");
            if band.from >= closes {
                let stated = band.per_10000(is_monday);
                let words = format!(
                    "{} receptionists per 10,000 patients from {} on are not used: the telephone \
                     closes at {closes}",
                    figure(stated),
                    band.from
                );
                note(found, key, stated, 0.0, words);
                continue;
            }
            for practice in &system.practices {
                let stated = band.stated(system, practice, is_monday);
                receptionists_at(band, is_monday, (practice, stated), &key, found);
            }
        }
    }
}

fn receptionists_at(
    band: &HandlerBand,
    is_monday: bool,
    (practice, stated): (&Practice, f64),
    key: &str,
    found: &mut Vec<Rounded>,
) {
    let used = whole_people(stated);
    let words = format!(
        "{} receptionists at {} {} from {} on become {used}",
        figure(stated),
        practice.name,
        days_of_band(is_monday),
        band.from
    );
    note(found, key.to_owned(), stated, used.into(), words);
}

fn duty(system: &CareSystem, found: &mut Vec<Rounded>) {
    let triage = &system.triage;
    for (index, practice) in system.practices.iter().enumerate() {
        let own = practice.policy.duty_sessions_per_10000;
        let stated = own.unwrap_or(triage.duty_sessions_per_10000) * practice.list_size / 10_000.0;
        let used = system.policy_of(index).duty_sessions;
        let (figure, name) = (figure(stated), &practice.name);
        let words = format!("{figure} duty sessions at a time at {name} become {used}");
        let key = match own {
            Some(_) => format!("practices.{name}.policy.duty_sessions_per_10000"),
            None => "triage.duty_sessions_per_10000".into(),
        };
        note(found, key, stated, used.into(), words);
    }
    let navigates =
        |practice: usize| system.policy_of(practice).triage == TriagePolicy::CareCoordinators;
    if !(0..system.practices.len()).any(navigates) {
        let stated = f64::from(triage.coordinators);
        let words = format!(
            "{stated} care coordinators on navigation are not used: they do not navigate under this \
             policy"
        );
        note(found, "triage.coordinators".into(), stated, 0.0, words);
    }
}

fn starts_of_sessions(system: &CareSystem, found: &mut Vec<Rounded>) {
    let has_rota = |index: usize| {
        system.teams.iter().any(|team| team.role == index && !team.sessions.is_empty())
    };
    for (index, role) in system.roles.iter().enumerate() {
        if role.sessions_per_wte > 0.0 || has_rota(index) {
            continue;
        }
        let slots = &role.slots;
        let stated = slots.kept().iter().sum();
        let title = &role.title;
        let words = format!("{title}: kept slots are not used, because the role holds no sessions");
        note(found, format!("roles.{}.planned_share", role.name), stated, 0.0, words);
    }
    for (index, role) in system.roles.iter().enumerate() {
        let is_held =
            |team: &&Team| team.role == index && (team.wte > 0.0 || !team.sessions.is_empty());
        let slot = role.slot.to_span().as_ms() as f64;
        let slots = |length: Minutes| length.to_span().as_ms() as f64 / slot;
        let of_team = |team: &Team| match team.sessions.as_slice() {
            [] => vec![slots(role.session)],
            sessions => sessions.iter().map(|session| slots(session.length)).collect(),
        };
        let held = system.teams.iter().filter(is_held).flat_map(of_team);
        // Of sessions of several lengths, the first that leaves a remainder.
        let Some(stated) = held.filter(|_| role.sees_patients).find(|slots| slots.fract() != 0.0)
        else {
            continue;
        };
        let used = stated.floor();
        let words = format!(
            "{}: {} slots of {} in a session become {used}; the rest of the session is too short for another",
            role.title,
            figure(stated),
            role.slot
        );
        note(found, format!("roles.{}.slot", role.name), stated, used, words);
    }
}

fn advice(system: &CareSystem, found: &mut Vec<Rounded>) {
    for role in &system.roles {
        let of_needs = system.competence[role.booked_as].iter().flatten();
        let beyond = of_needs
            .map(|c| c.advice.get() + role.extra_advice.get() + c.hand_back.get() - 1.0)
            .fold(0.0, f64::max);
        let stated = role.extra_advice.get();
        let words = format!(
            "{}: advice and hand-backs would exceed all consultations; of {} extra advice {} are \
             used",
            role.title,
            figure(stated),
            figure(stated - beyond)
        );
        note(found, format!("roles.{}.extra_advice", role.name), stated, stated - beyond, words);
    }
}

/// Weekly sessions that do not fit into a person's week.
fn weeks_of_teams(system: &CareSystem, found: &mut Vec<Rounded>) {
    let everyone = people(system);
    for (index, team) in system.teams.iter().enumerate() {
        if !team.sessions.is_empty() || team.wte <= 0.0 {
            continue;
        }
        let while_here =
            team.rotation.map_or(1.0, |turn| f64::from(turn.cycle()) / f64::from(turn.weeks_on));
        let role = &system.roles[team.role];
        let stated = team.wte * while_here * role.sessions_per_wte;
        let of_team = everyone.iter().filter(|person| person.team == index);
        let used: f64 = of_team.flat_map(|p| &p.week).map(|session| session.weekly_share).sum();
        let words = format!(
            "{} sessions a week of {} become {}: a person's week has no more session starts",
            figure(stated),
            team.name,
            figure(used)
        );
        if (stated - used).abs() > 1e-6 * stated {
            note(found, format!("staff.{}.wte_per_person", team.name), stated, used, words);
        }
    }
}

fn sickness(system: &CareSystem, found: &mut Vec<Rounded>) {
    let stated = system.absence.sickness_spell_days * 7.0 / 5.0;
    let longest = f64::from(system.absence.longest_spell_days);
    let beyond = libm::exp(-longest / stated);
    if system.absence.sickness_share > 0.0 && beyond > RARE {
        let words = format!(
            "one spell of sickness in {:.0} would last longer than {longest} days; it lasts {longest}, \
             and there are more spells, so that the number of days lost is the same",
            1.0 / beyond
        );
        note(found, "absence.sickness_spell_days".into(), beyond, 0.0, words);
    }
}

fn waits(system: &CareSystem, found: &mut Vec<Rounded>) {
    let book = &system.book;
    for (word, stated) in Urgency::WORDS.iter().zip(book.longest_wait_days) {
        let used = stated.min(book.horizon_days);
        let words = format!(
            "a wait of {stated} days ({word}) becomes {used}: routine slots do not open further ahead"
        );
        note(found, format!("book.longest_wait_days.{word}"), stated.into(), used.into(), words);
    }
}

fn non_attendance(system: &CareSystem, found: &mut Vec<Rounded>) {
    let factor = system.book.dna_remote_factor;
    let most = system.book.dna.iter().flatten().map(|dna| dna.get()).fold(0.0, f64::max);
    let stated = most * factor;
    if stated > 1.0 {
        let words = format!(
            "up to {} times as many appointments by telephone or online as exist would be missed: \
             all are",
            figure(stated)
        );
        note(found, "book.dna.remote_factor".into(), stated, 1.0, words);
    }
}

fn visits(system: &CareSystem, cohort: &Cohort, found: &mut Vec<Rounded>) {
    for (number, visit) in cohort.visits.iter().enumerate() {
        let is_of = |role: &&Role| role.booked_as == visit.profession;
        let Some(role) = system.roles.iter().find(is_of) else { continue };
        let stated = visit.length.get() / role.slot.get();
        let used = f64::from(visit.slots(role.slot));
        let words = format!(
            "{}: a contact of {} takes {used} slots of {}, not {}",
            role.title,
            visit.length,
            role.slot,
            figure(stated)
        );
        note(found, format!("cohorts.{}.contacts[{number}]", cohort.name), stated, used, words);
    }
}
