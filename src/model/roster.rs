//! Who works when: teams become people, and people have sessions in a weekly roster.

use crate::model::Network;
use crate::model::calendar::SATURDAY;
use crate::model::practice::Practice;
use crate::model::role::StaffGroup;
use crate::model::supervision::Stage;
use crate::model::workforce::{NewStarters, Rotation, Turn, Turnover};
use crate::units::{Minutes, TimeOfDay};

/// How far a team's work reaches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Employed by practices, divided among them by list size.
    Practices,
    /// Employed by one practice, as an index.
    Practice(usize),
    /// Shared over the network: its people go from site to site.
    Network,
}

/// A session that a team holds every week, whatever its staffing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FixedSession {
    /// The day of the week, Monday being 0.
    pub weekday: usize,
    /// When it starts.
    pub start: TimeOfDay,
    /// How long it lasts \[min\].
    pub length: Minutes,
    /// How many people hold it at once.
    pub people: u32,
}

/// A group of people in the same role.
#[derive(Clone, Debug, PartialEq)]
pub struct Team {
    /// The key under `staff` in the scenario.
    pub name: String,
    /// Their role, as an index.
    pub role: usize,
    /// Whole-time equivalents.
    pub wte: f64,
    /// Whole-time equivalents of one person.
    pub wte_per_person: f64,
    /// How far their work reaches.
    pub scope: Scope,
    /// How far they have come in the role: all of them for good, or where they begin if new starters
    /// move on.
    pub stage: Stage,
    /// Sessions held every week by rota instead of by contract; then `wte` is zero.
    pub sessions: Vec<FixedSession>,
    /// Months in which the team works (January is 0); empty means all.
    pub months: Vec<usize>,
    /// How often posts fall vacant and how long they stay so; `None`: nobody leaves.
    pub turnover: Option<Turnover>,
    /// How new starters move on; `None`: the stage is that of the whole run.
    pub new_starters: Option<NewStarters>,
    /// Turns with another employer, of which `wte` is this network's part.
    pub rotation: Option<Rotation>,
}

/// Time away from work. Working days net of these are what a whole-time equivalent delivers.
#[derive(Clone, Debug, PartialEq)]
pub struct Absence {
    /// Annual leave \[d\] a year, bank holidays apart.
    pub leave_days: f64,
    /// Study leave \[d\] a year.
    pub study_days: f64,
    /// Share of working days lost to sickness.
    pub sickness_share: f64,
    /// Mean length of a spell of sickness \[working d\].
    pub sickness_spell_days: f64,
    /// Probability that a person begins parental leave in a year.
    pub parental_leave: f64,
    /// Length of parental leave \[weeks\].
    pub parental_leave_weeks: u32,
    /// How much likelier a week of school holidays is for leave [-].
    pub holiday_weight: f64,
}

/// A session of the weekly roster.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RosterSession {
    /// The day of the week, Monday being 0.
    pub weekday: usize,
    /// When it starts.
    pub start: TimeOfDay,
    /// How long it lasts \[min\].
    pub length: Minutes,
    /// The site, as an index.
    pub site: usize,
    /// In which share of weeks it is held: 1, or less for the last of a part-time contract.
    pub weekly_share: f64,
}

/// A member of staff; where posts have turnover, a post, whoever is in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Person {
    /// The team, as an index.
    pub team: usize,
    /// The role, as an index.
    pub role: usize,
    /// The practice whose appointment book they are in; `None` for the network's.
    pub practice: Option<usize>,
    /// The name by which chance finds them: the same in every scenario.
    pub identity: u64,
    /// Where they stand on the ladder of the role, unless the team has new starters who move on.
    pub stage: Stage,
    /// Their week.
    pub week: Vec<RosterSession>,
    /// Months in which they work (January is 0); empty means all.
    pub months: Vec<usize>,
    /// Their place in a rotation with another employer.
    pub turn: Option<Turn>,
}

/// FNV-1a, a small hash with a fixed definition: names become identities that never change.
pub fn hash(parts: &[&str], number: u64) -> u64 {
    let bytes = parts.iter().flat_map(|part| part.bytes().chain([0])).chain(number.to_le_bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3))
}

/// A share of a whole, given out one by one so that every prefix is as fair as can be.
#[derive(Clone)]
struct FairShares {
    weights: Vec<f64>,
    given: Vec<f64>,
    /// Where ties are broken from: without it every small team would begin its week on Monday.
    first: usize,
}

impl FairShares {
    fn new(weights: Vec<f64>, name: u64) -> Self {
        let first = (name % weights.len().max(1) as u64) as usize;
        FairShares { given: vec![0.0; weights.len()], weights, first }
    }

    /// The next to be served among those allowed: the one furthest behind its share.
    fn next(&mut self, amount: f64, allowed: impl Fn(usize) -> bool) -> Option<usize> {
        let chosen = (0..self.weights.len())
            .map(|i| (i + self.first) % self.weights.len())
            .filter(|&i| self.weights[i] > 0.0 && allowed(i))
            .min_by(|&a, &b| {
                let behind = |i: usize| (self.given[i] + amount * 0.5) / self.weights[i];
                behind(a).total_cmp(&behind(b))
            })?;
        self.given[chosen] += amount;
        Some(chosen)
    }
}

/// The people of a network, team by team in the order of the scenario: a team stated later leaves
/// everyone before it as they were.
pub fn people(network: &Network) -> Vec<Person> {
    let mut people = Vec::new();
    for (index, team) in network.teams.iter().enumerate() {
        match (&team.scope, team.sessions.is_empty()) {
            (Scope::Practices, true) => {
                let is_gp = network.roles[team.role].group == StaffGroup::Gp;
                let weight = |practice: &Practice| {
                    practice.list_size * if is_gp { practice.gp_staffing } else { 1.0 }
                };
                let sum: f64 = network.practices.iter().map(weight).sum();
                for practice in 0..network.practices.len() {
                    let share = weight(&network.practices[practice]) / sum;
                    employ(network, index, Some(practice), team.wte * share, &mut people);
                }
            }
            (Scope::Practice(practice), true) => {
                employ(network, index, Some(*practice), team.wte, &mut people);
            }
            (Scope::Network, true) => employ(network, index, None, team.wte, &mut people),
            (_, false) => hold_fixed_sessions(network, index, &mut people),
        }
    }
    people
}

/// Turns `wte` of a team into people with a week each.
fn employ(
    network: &Network,
    team_index: usize,
    practice: Option<usize>,
    wte: f64,
    people: &mut Vec<Person>,
) {
    let team = &network.teams[team_index];
    let role = &network.roles[team.role];
    let owner = practice.map_or("", |p| network.practices[p].name.as_str());
    // Sessions are spread over the week by weekday and start; each team keeps its own balance.
    let starts = &role.session_starts;
    let name = hash(&[&team.name, owner], u64::MAX);
    // Groups that take turns are never here together, so each has a balance of its own.
    let rotation = team.rotation;
    let groups = rotation.map_or(1, Rotation::groups) as usize;
    let mut shares_of_groups = vec![
        FairShares::new(
            (0..SATURDAY).flat_map(|_| starts.iter().map(|start| start.weight)).collect(),
            name,
        );
        groups
    ];
    let sites: Vec<usize> = (0..network.sites.len())
        .filter(|&site| practice.is_none_or(|p| network.sites[site].practice == p))
        .collect();
    let mut sites_of_groups = vec![
        FairShares::new(
            sites.iter().map(|&site| site_weight(network, site, practice.is_some())).collect(),
            name,
        );
        groups
    ];
    let mut left = wte;
    let mut number = 0;
    while left > 1e-9 {
        let person_wte = left.min(team.wte_per_person);
        left -= person_wte;
        let group = number as usize % groups;
        let (shares, site_shares) = (&mut shares_of_groups[group], &mut sites_of_groups[group]);
        // Whoever takes turns is here for a part of the weeks, and for more of each of them.
        let while_here = rotation
            .map_or(1.0, |rotation| f64::from(rotation.cycle()) / f64::from(rotation.weeks_on));
        let mut sessions = person_wte * while_here * role.sessions_per_wte;
        let mut week: Vec<RosterSession> = Vec::new();
        let mut taken: Vec<usize> = Vec::new();
        while sessions > 1e-9 {
            let share = sessions.min(1.0);
            sessions -= share;
            let length = role.session;
            let overlaps = |place: usize| {
                let (weekday, start) = (place / starts.len(), starts[place % starts.len()].at);
                week.iter().any(|held| {
                    held.weekday == weekday
                        && start < held.start.plus(held.length.to_span())
                        && held.start < start.plus(length.to_span())
                })
            };
            let Some(place) = shares.next(share, |p| !taken.contains(&p) && !overlaps(p)) else {
                // The week is full: a person cannot be in two places at once.
                break;
            };
            taken.push(place);
            let site = site_shares.next(share, |_| true).expect("a checked network has sites");
            week.push(RosterSession {
                weekday: place / starts.len(),
                start: starts[place % starts.len()].at,
                length,
                site: sites[site],
                weekly_share: share,
            });
        }
        week.sort_by_key(|session| (session.weekday, session.start));
        people.push(Person {
            team: team_index,
            role: team.role,
            practice,
            identity: hash(&[&team.name, owner], number),
            stage: team.stage,
            week,
            months: team.months.clone(),
            turn: rotation.map(|rotation| Turn { rotation, group: group as u32 }),
        });
        number += 1;
    }
}

/// How often a site is visited: by its practice's list for shared staff, by rooms within one.
fn site_weight(network: &Network, site: usize, within_practice: bool) -> f64 {
    let site = &network.sites[site];
    let rooms = f64::from(site.consulting_rooms + site.treatment_rooms) + 0.01;
    if within_practice {
        return rooms;
    }
    let of_practice: f64 = network
        .sites
        .iter()
        .filter(|other| other.practice == site.practice)
        .map(|other| f64::from(other.consulting_rooms + other.treatment_rooms) + 0.01)
        .sum();
    network.practices[site.practice].list_size * rooms / of_practice
}

/// One person for each place on the rota of fixed sessions; sites take turns.
fn hold_fixed_sessions(network: &Network, team_index: usize, people: &mut Vec<Person>) {
    let team = &network.teams[team_index];
    let mut number = 0;
    let mut site = 0;
    for session in &team.sessions {
        for _ in 0..session.people {
            people.push(Person {
                team: team_index,
                role: team.role,
                practice: None,
                identity: hash(&[&team.name, ""], number),
                stage: team.stage,
                week: vec![RosterSession {
                    weekday: session.weekday,
                    start: session.start,
                    length: session.length,
                    site: site % network.sites.len(),
                    weekly_share: 1.0,
                }],
                months: team.months.clone(),
                turn: None,
            });
            number += 1;
            site += 1;
        }
    }
}

impl Person {
    /// Whether the person is in this network in `week`, counted from any fixed origin, and not with
    /// another employer.
    pub fn is_here(&self, week: i32) -> bool {
        self.turn.is_none_or(|turn| turn.is_here(week))
    }

    /// Whether the person holds `session` of their own week in `week`. The weeks of whoever takes
    /// turns are counted here only, or a session held in every other week might never fall on one.
    pub fn holds(&self, session: &RosterSession, week: i32) -> bool {
        match self.turn {
            None => session.is_held_in(week),
            Some(turn) => turn.is_here(week) && session.is_held_in(turn.weeks_here_before(week)),
        }
    }
}

impl RosterSession {
    /// Whether the session is held in `week`, counted from any fixed origin.
    pub fn is_held_in(&self, week: i32) -> bool {
        let held_before = |w: i32| (f64::from(w) * self.weekly_share).floor();
        self.weekly_share >= 1.0 - 1e-9 || held_before(week + 1) > held_before(week)
    }
}
