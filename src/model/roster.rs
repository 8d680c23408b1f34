//! Who works when: teams become people, and people have sessions in a weekly roster.

use crate::model::CareSystem;
pub use crate::model::absence::Absence;
use crate::model::calendar::SATURDAY;
use crate::model::dated::{During, TeamDates};
use crate::model::fair_shares::FairShares;
use crate::model::place::Spells;
use crate::model::practice::{Practice, hash};
use crate::model::role::{Role, StaffGroup};
use crate::model::supervision::Stage;
use crate::model::weekly_rooms::{Clinic, WeeklyRooms, order_of_rota};
use crate::model::workforce::{NewStarters, Rotation, Turn, Turnover};
use crate::units::{Minutes, TimeOfDay};

/// The part of the place in which a team works.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Employed by practices, divided among them by list size.
    Practices,
    /// Employed by one practice, as an index.
    Practice(usize),
    /// Shared within one network: its people travel between the sites.
    Network,
    /// Shared by all networks of the place, in one book: its people travel between the sites of
    /// all.
    Place,
}

/// A session that a team holds every week, independently of its staffing.
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
    /// Where it is held: the number of the site among those of the team's practice or network, in their order.
    /// `None`: the sites take turns, person by person.
    pub site: Option<usize>,
    /// When it is held.
    pub during: During,
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
    /// The part of the place in which they work.
    pub scope: Scope,
    /// The network to which [`Scope::Practices`] and [`Scope::Network`] refer, as an index; 0 for
    /// the other scopes.
    pub pcn: usize,
    /// Weeks for which each person of a place team is based in one network before the next, and
    /// sees only its patients. `None`: they serve all networks at once.
    pub weeks_per_pcn: Option<u32>,
    /// Their stage in the role. If new starters progress, it is the stage at the start.
    pub stage: Stage,
    /// Sessions held every week by rota instead of by contract. Then `wte` is zero.
    pub sessions: Vec<FixedSession>,
    /// Months in which the team works (January is 0); empty means all.
    pub months: Vec<usize>,
    /// How often posts fall vacant and for how long. `None`: nobody leaves.
    pub turnover: Option<Turnover>,
    /// How new starters progress. `None`: everyone keeps the stage for the whole run.
    pub new_starters: Option<NewStarters>,
    /// A rotation with another employer. `wte` is the part of this network.
    pub rotation: Option<Rotation>,
    /// When it works, and which of its posts for a part of that time.
    pub dates: TeamDates,
    /// Of GPs of a practice: patients whose own GP each of them is, relative to others of the practice [-]. 1 unless
    /// stated; 0: nobody's.
    pub list_weight: f64,
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
    /// The share of weeks in which it is held: 1, or less for the last session of a part-time
    /// contract.
    pub weekly_share: f64,
}

/// A member of staff. If posts have turnover, a post and whoever fills it.
#[derive(Clone, Debug, PartialEq)]
pub struct Person {
    /// The team, as an index.
    pub team: usize,
    /// The role, as an index.
    pub role: usize,
    /// The practice in whose appointment book they are. `None`: the book of a network or the place.
    pub practice: Option<usize>,
    /// The network whose patients they see. `None`: all of the place, or one network after another.
    pub pcn: Option<usize>,
    /// How their base rotates through the networks, if it does.
    pub spells: Option<Spells>,
    /// The site from which they travel to the others. One for each network if their base rotates,
    /// otherwise a single one.
    pub bases: Vec<usize>,
    /// The identifier under which chance finds them, the same in every scenario.
    pub identity: u64,
    /// Their stage in the role, unless the team has new starters who progress.
    pub stage: Stage,
    /// Their weekly sessions.
    pub week: Vec<RosterSession>,
    /// Months in which they work (January is 0); empty means all.
    pub months: Vec<usize>,
    /// Their part in a rotation with another employer.
    pub turn: Option<Turn>,
    /// When they work.
    pub during: During,
    /// How long beforehand an end is known \[d\].
    pub notice_days: u32,
}

/// The people of a network, team by team. A person's identity depends on keys alone, so another
/// team does not change the people of the first.
pub fn people(system: &CareSystem) -> Vec<Person> {
    let mut people = Vec::new();
    let mut rooms = WeeklyRooms::new(system);
    for index in order_of_rota(system) {
        let team = &system.teams[index];
        match (&team.scope, team.sessions.is_empty()) {
            (Scope::Practices, true) => {
                let is_gp = system.roles[team.role].group == StaffGroup::Gp;
                let weight = |practice: &Practice| {
                    let is_here = practice.pcn == team.pcn;
                    match (is_here, is_gp) {
                        (false, _) => 0.0,
                        (true, true) => system.gp_weight(practice),
                        (true, false) => practice.list_size,
                    }
                };
                let sum: f64 = system.practices.iter().map(weight).sum();
                for practice in 0..system.practices.len() {
                    if system.practices[practice].pcn == team.pcn {
                        let share = weight(&system.practices[practice]) / sum;
                        let reach = Reach::Practice(practice);
                        let wte = team.wte * share;
                        employ(system, index, reach, wte, &mut people, &mut rooms);
                    }
                }
            }
            (Scope::Practice(practice), true) => {
                let reach = Reach::Practice(*practice);
                employ(system, index, reach, team.wte, &mut people, &mut rooms);
            }
            (Scope::Network, true) => {
                let reach = Reach::Pcn(team.pcn);
                employ(system, index, reach, team.wte, &mut people, &mut rooms);
            }
            (Scope::Place, true) => {
                employ(system, index, Reach::Place, team.wte, &mut people, &mut rooms);
            }
            (_, false) => hold_fixed_sessions(system, index, &mut people, &mut rooms),
        }
    }
    people.sort_by_key(|person| person.team);
    people
}

/// The patients that a person sees.
#[derive(Clone, Copy)]
enum Reach {
    Practice(usize),
    Pcn(usize),
    Place,
}

impl Reach {
    fn practice(self) -> Option<usize> {
        if let Reach::Practice(practice) = self { Some(practice) } else { None }
    }

    /// Those of one network, or of all networks if `None`.
    fn pcn(self, system: &CareSystem) -> Option<usize> {
        match self {
            Reach::Practice(practice) => Some(system.practices[practice].pcn),
            Reach::Pcn(pcn) => Some(pcn),
            Reach::Place => None,
        }
    }

    fn holds(self, system: &CareSystem, site: usize) -> bool {
        match self {
            Reach::Practice(practice) => system.sites[site].practice == practice,
            Reach::Pcn(pcn) => system.pcn_of_site(site) == pcn,
            Reach::Place => true,
        }
    }
}

/// The identifier of person `number` in a team of the practice `owner`; `owner` is empty for a team
/// of a network or the place. It is computed from keys alone, so other teams and their order do not
/// change it. The network is added for a network's team; a practice belongs to its network anyway,
/// and people of the place belong to none.
fn name_of(system: &CareSystem, team: &Team, owner: &str, number: u64) -> u64 {
    let of_network = owner.is_empty() && team.scope != Scope::Place;
    match system.place.key(team.pcn).filter(|_| of_network) {
        Some(pcn) => hash(&[&team.name, owner, pcn], number),
        None => hash(&[&team.name, owner], number),
    }
}

/// The sites of a part of the place, allocated by how often each is visited.
#[derive(Clone)]
struct SiteShares {
    sites: Vec<usize>,
    shares: FairShares,
}

impl SiteShares {
    fn new(system: &CareSystem, reach: Reach, name: u64) -> Self {
        let sites: Vec<usize> =
            (0..system.sites.len()).filter(|&site| reach.holds(system, site)).collect();
        let is_one_practice = reach.practice().is_some();
        let weights = sites.iter().map(|&site| site_weight(system, site, is_one_practice));
        SiteShares { shares: FairShares::new(weights.collect(), name), sites }
    }

    /// The site that [`SiteShares::next`] would give.
    fn peek(&self, amount: f64) -> usize {
        self.clone().next(amount)
    }

    fn next(&mut self, amount: f64) -> usize {
        let index = self.shares.next(amount, |_| true).expect("a checked network has sites");
        self.sites[index]
    }

    /// Allocates the same `site` again.
    fn again(&mut self, site: usize, amount: f64) -> usize {
        self.shares.next(amount, |index| self.sites[index] == site).map_or(site, |_| site)
    }
}

/// How one group of a team is spread over the week and over sites. Each group is balanced
/// separately, because groups in rotation are never here together.
struct Balance {
    starts: FairShares,
    /// One balance for each network if people's bases rotate, otherwise one for all.
    sites: Vec<SiteShares>,
    /// Whether people stay at one site for a whole day. Nobody crosses the place at midday.
    stays_for_a_day: bool,
}

/// One balance for each group of a team, over all networks if people's bases rotate.
fn balances(
    system: &CareSystem,
    role: &Role,
    reach: Reach,
    name: u64,
    (groups, rotate): (usize, bool),
) -> Vec<Balance> {
    let one = |_| Balance {
        // Sessions are spread over the week by weekday and start.
        starts: FairShares::new(
            (0..SATURDAY)
                .flat_map(|_| role.session_starts.iter().map(|start| start.weight))
                .collect(),
            name,
        ),
        sites: if rotate {
            let of = |pcn| SiteShares::new(system, Reach::Pcn(pcn), name);
            (0..system.pcns()).map(of).collect()
        } else {
            vec![SiteShares::new(system, reach, name)]
        },
        stays_for_a_day: matches!(reach, Reach::Place) && system.pcns() > 1,
    };
    (0..groups).map(one).collect()
}

/// Divides the `wte` of a team into people with weekly sessions.
fn employ(
    system: &CareSystem,
    team_index: usize,
    reach: Reach,
    wte: f64,
    people: &mut Vec<Person>,
    rooms: &mut WeeklyRooms,
) {
    let team = &system.teams[team_index];
    let role = &system.roles[team.role];
    let practice = reach.practice();
    let owner = practice.map_or("", |p| system.practices[p].name.as_str());
    let name = name_of(system, team, owner, u64::MAX);
    let rotation = team.rotation;
    let groups = rotation.map_or(1, Rotation::groups) as usize;
    let spell_weeks = team.weeks_per_pcn.filter(|_| matches!(reach, Reach::Place));
    let mut balances = balances(system, role, reach, name, (groups, spell_weeks.is_some()));
    let list = practice.map(|practice| &system.practices[practice].list);
    let (during, notice_days) = team.dates.employed(list);
    let first = people.len();
    let mut left = wte;
    let mut number = 0;
    while left > 1e-9 {
        let person_wte = left.min(team.wte_per_person);
        left -= person_wte;
        let group = number as usize % groups;
        // A person in a rotation is here in part of the weeks, with more sessions in each.
        let while_here = rotation
            .map_or(1.0, |rotation| f64::from(rotation.cycle()) / f64::from(rotation.weeks_on));
        let sessions = person_wte * while_here * role.sessions_per_wte;
        let (week, sites) = week_of(system, role, (sessions, during), &mut balances[group], rooms);
        // Starting networks alternate within each group: all have equally many people.
        let first_pcn = (number as usize / groups) % system.pcns();
        let spells =
            spell_weeks.map(|weeks| Spells { weeks, first: first_pcn, sites: sites.clone() });
        let bases = balances[group]
            .sites
            .iter()
            .zip(&sites)
            .map(|(shares, held)| most_visited(&week, held).unwrap_or(shares.sites[0]))
            .collect();
        people.push(Person {
            team: team_index,
            role: team.role,
            practice,
            pcn: reach.pcn(system),
            spells,
            bases,
            identity: name_of(system, team, owner, number),
            stage: team.stage,
            week,
            months: team.months.clone(),
            turn: rotation.map(|rotation| Turn { rotation, group: group as u32 }),
            during,
            notice_days,
        });
        number += 1;
    }
    for (person, posts) in people[first..].iter_mut().rev().zip(team.dates.of_last(practice)) {
        person.during = person.during.and(posts);
    }
}

/// A week with so many sessions, at most `clinic.per_day` a day as far as all fit into the week, and the site
/// of each session for each balance of sites. If the rota looks for rooms, sessions are where and when there is
/// one, as far as that is possible.
fn week_of(
    system: &CareSystem,
    role: &Role,
    (mut sessions, during): (f64, During),
    balance: &mut Balance,
    rooms: &mut WeeklyRooms,
) -> (Vec<RosterSession>, Vec<Vec<usize>>) {
    let starts = &role.session_starts;
    let (length, per_day) = (role.session, system.clinic.per_day as usize);
    let in_rooms = rooms.wanted_by(role);
    // Of people whose base moves from network to network, each is at one site in a part of the weeks only.
    let looks = rooms.looks() && in_rooms > 0.0 && balance.sites.len() == 1;
    let mut held: Vec<(RosterSession, Vec<usize>)> = Vec::new();
    let mut taken: Vec<usize> = Vec::new();
    while sessions > 1e-9 {
        let share = sessions.min(1.0);
        sessions -= share;
        let next_site = balance.sites[0].peek(share);
        let session_at = |place: usize| {
            let (weekday, start) = (place / starts.len(), starts[place % starts.len()].at);
            let of_day = sites_of_day(&held, balance.stays_for_a_day, weekday);
            let site = of_day.map_or(next_site, |sites| sites[0]);
            RosterSession { weekday, start, length, site, weekly_share: share }
        };
        let overlaps = |place: usize| {
            let session = session_at(place);
            held.iter().any(|(held, _)| held.overlaps(&session))
        };
        let is_possible = |p: usize| !taken.contains(&p) && !overlaps(p);
        let is_full = |p: usize| {
            held.iter().filter(|(held, _)| held.weekday == p / starts.len()).count() >= per_day
        };
        // A contract that does not fit into days of so many clinics has further ones.
        let has_place = (0..SATURDAY * starts.len()).any(|p| is_possible(p) && !is_full(p));
        let fits = |p: usize| is_possible(p) && !(has_place && is_full(p));
        let has_room = |p: usize| rooms.has_room(&session_at(p).clinic(in_rooms, during));
        let finds_room = looks && (0..SATURDAY * starts.len()).any(|p| fits(p) && has_room(p));
        let allowed = |p: usize| fits(p) && (!finds_room || has_room(p));
        let Some(place) = balance.starts.next(share, allowed) else {
            // The week is full: a person cannot be in two places at once.
            break;
        };
        taken.push(place);
        let of_day = sites_of_day(&held, balance.stays_for_a_day, place / starts.len());
        let shares = balance.sites.iter_mut().enumerate();
        let sites: Vec<usize> = shares
            .map(|(number, shares)| match of_day {
                Some(sites) => shares.again(sites[number], share),
                None => shares.next(share),
            })
            .collect();
        let session = RosterSession { site: sites[0], ..session_at(place) };
        if looks {
            rooms.take(session.clinic(in_rooms, during));
        }
        held.push((session, sites));
    }
    held.sort_by_key(|(session, _)| (session.weekday, session.start));
    let by_balance = |index| held.iter().map(|(_, sites)| sites[index]).collect();
    let sites = (0..balance.sites.len()).map(by_balance).collect();
    (held.into_iter().map(|(session, _)| session).collect(), sites)
}

/// The sites of the first session of a day, for people who stay where they are for the day.
fn sites_of_day(
    held: &[(RosterSession, Vec<usize>)],
    stays_for_a_day: bool,
    weekday: usize,
) -> Option<&[usize]> {
    let of_day = held.iter().find(|(held, _)| stays_for_a_day && held.weekday == weekday);
    of_day.map(|(_, sites)| sites.as_slice())
}

/// The site with most sessions of a week; the first if several have as many.
fn most_visited(week: &[RosterSession], sites: &[usize]) -> Option<usize> {
    let sessions_at = |site: usize| -> f64 {
        let here = week.iter().zip(sites).filter(|(_, other)| **other == site);
        here.map(|(session, _)| session.weekly_share).sum()
    };
    let better = |best: usize, site: usize| {
        if sessions_at(site) > sessions_at(best) + 1e-9 { site } else { best }
    };
    sites.iter().copied().reduce(better)
}

/// How often a site is visited: by its practice's list for shared staff, by rooms within one
/// practice.
fn site_weight(system: &CareSystem, site: usize, within_practice: bool) -> f64 {
    // The roster is made once and uses the rooms of the first measured day.
    let rooms_of = |site| f64::from(system.rooms_of_site(site, system.calendar.start)) + 0.01;
    let (rooms, practice) = (rooms_of(site), system.sites[site].practice);
    if within_practice {
        return rooms;
    }
    let of_practice: f64 = (0..system.sites.len())
        .filter(|&other| system.sites[other].practice == practice)
        .map(rooms_of)
        .sum();
    system.practices[practice].list_size * rooms / of_practice
}

/// One person for each post on the rota of fixed sessions. Sites alternate.
fn hold_fixed_sessions(
    system: &CareSystem,
    team_index: usize,
    people: &mut Vec<Person>,
    rooms: &mut WeeklyRooms,
) {
    let team = &system.teams[team_index];
    let reach = match team.scope {
        Scope::Place => Reach::Place,
        Scope::Practice(practice) => Reach::Practice(practice),
        Scope::Practices | Scope::Network => Reach::Pcn(team.pcn),
    };
    let owner = reach.practice().map_or("", |practice| system.practices[practice].name.as_str());
    let sites: Vec<usize> =
        (0..system.sites.len()).filter(|&site| reach.holds(system, site)).collect();
    let list = reach.practice().map(|practice| &system.practices[practice].list);
    let (employed, notice_days) = team.dates.employed(list);
    let mut number = 0;
    for session in &team.sessions {
        let during = employed.and(session.during);
        for _ in 0..session.people {
            let in_turn = number as usize % sites.len();
            let site = session.site.and_then(|at| sites.get(at)).unwrap_or(&sites[in_turn]);
            let site = *site;
            let held = RosterSession {
                weekday: session.weekday,
                start: session.start,
                length: session.length,
                site,
                weekly_share: 1.0,
            };
            // Clinics of some months only leave their rooms to others in the rest of the year.
            if team.months.is_empty() {
                rooms.take(held.clinic(rooms.wanted_by(&system.roles[team.role]), during));
            }
            people.push(Person {
                team: team_index,
                role: team.role,
                practice: reach.practice(),
                pcn: reach.pcn(system),
                spells: None,
                bases: vec![site],
                identity: name_of(system, team, owner, number),
                stage: team.stage,
                week: vec![held],
                months: team.months.clone(),
                turn: None,
                during,
                notice_days,
            });
            number += 1;
        }
    }
}

impl Person {
    /// Whether the person is in this network in `week`, counted from any fixed origin, and not with
    /// another employer.
    pub fn is_here(&self, week: i32) -> bool {
        self.turn.is_none_or(|turn| turn.is_here(week))
    }

    /// The network in which the person works in `week`, counted from any fixed origin. `None` if
    /// the person serves the whole place.
    pub fn pcn_in(&self, week: i32) -> Option<usize> {
        let Some(spells) = &self.spells else { return self.pcn };
        // Weeks with another employer do not count towards a stay.
        Some(spells.pcn_after(self.turn.map_or(week, |turn| turn.weeks_here_before(week))))
    }

    /// The site of the `held`-th session of the person's week, in `week`.
    pub fn site_in(&self, held: usize, week: i32) -> usize {
        match (&self.spells, self.pcn_in(week)) {
            (Some(spells), Some(pcn)) => spells.sites[pcn][held],
            _ => self.week[held].site,
        }
    }

    /// The site from which the person travels in `week`.
    pub fn base_in(&self, week: i32) -> usize {
        match (&self.spells, self.pcn_in(week)) {
            (Some(_), Some(pcn)) => self.bases[pcn],
            _ => self.bases[0],
        }
    }

    /// Whether the person holds `session` of their own week in `week`. For a person in a rotation
    /// only the weeks here are counted. Otherwise a session held in every second week might never
    /// coincide with a week here.
    pub fn holds(&self, session: &RosterSession, week: i32) -> bool {
        match self.turn {
            None => session.is_held_in(week),
            Some(turn) => turn.is_here(week) && session.is_held_in(turn.weeks_here_before(week)),
        }
    }
}

impl RosterSession {
    /// The session as one that wants a room in a `share` of the weeks in which it is held.
    fn clinic(&self, share: f64, during: During) -> Clinic {
        let share = self.weekly_share * share;
        let (start, length) = (self.start, self.length.to_span());
        Clinic { site: self.site, weekday: self.weekday, start, length, share, during }
    }

    fn overlaps(&self, other: &RosterSession) -> bool {
        self.weekday == other.weekday
            && self.start < other.start.plus(other.length.to_span())
            && other.start < self.start.plus(self.length.to_span())
    }

    /// Whether the session is held in `week`, counted from any fixed origin.
    pub fn is_held_in(&self, week: i32) -> bool {
        let held_before = |w: i32| (f64::from(w) * self.weekly_share).floor();
        self.weekly_share >= 1.0 - 1e-9 || held_before(week + 1) > held_before(week)
    }
}
