//! Several networks in one scenario: copies of the network in the file, and their differences.

use crate::model::place::{Place, Travel};
use crate::model::practice::{Practice, Site};
use crate::model::roster::{Scope, Team};
use crate::scenario::quantity::Kind;
use crate::scenario::reader::Section;
use crate::units::Minutes;

/// Maximum number of networks of a place.
const MOST_NETWORKS: u32 = 20;

/// Maximum factor by which networks of a place differ.
const MOST_FACTOR: f64 = 10.0;

/// The longest journey [min].
const LONGEST_JOURNEY: f64 = 240.0;

/// What a file states, for one network or for all.
pub(super) struct Stated {
    pub(super) practices: Vec<Practice>,
    pub(super) sites: Vec<Site>,
    pub(super) teams: Vec<Team>,
}

/// The networks of the place. Every table applies to each of them, except teams of the place, which
/// are stated once for all.
pub(super) fn networks(
    document: &Section<'_>,
    practices: &Section<'_>,
    mut stated: Stated,
    deprivation: &[f64; 5],
) -> (Place, Stated) {
    let table = document.optional_section("place");
    let table = table.as_ref();
    let named = named_networks(practices, &mut stated.practices);
    let copies = table.and_then(|table| copies(table, named.is_empty()));
    let are_copies = named.is_empty();
    let mut place = Place::of_one();
    if !named.is_empty() {
        place.pcns = named;
    } else if let Some(copies) = copies {
        place.pcns = (1..=copies).map(|number| number.to_string()).collect();
        copy_practices(copies, &mut stated, practices);
        let is_rotated = table.and_then(|table| {
            table.optional_flag(
                "rotate_deprivation",
                "Whether each network after the first has the deprivation of its practices moved on by one practice more",
            )
        });
        if is_rotated == Some(true) {
            rotate_deprivation(copies, &mut stated.practices, deprivation);
        }
    }
    stated.teams = teams_of_networks(&place, &stated, are_copies);
    if let Some(table) = table {
        place.travel = table.optional_section("travel").map(|travel| read_travel(&travel));
        if let Some(changes) = table.optional_plain_section("changes") {
            change_networks(&changes, &place, &mut stated);
        }
        table.finish();
    }
    (place, stated)
}

/// The networks that practices name with `pcn`, in the order of their names; empty if no practice
/// names one.
fn named_networks(section: &Section<'_>, practices: &mut [Practice]) -> Vec<String> {
    let mut named = Vec::new();
    let mut unnamed = None;
    for practice in practices {
        let own = section.quietly(&practice.name);
        if own.has("pcn") {
            named.push((own.name("pcn"), practice));
        } else {
            unnamed.get_or_insert(practice.name.clone());
        }
    }
    let mut pcns: Vec<String> = named.iter().map(|(name, _)| name.clone()).collect();
    pcns.sort();
    pcns.dedup();
    for (name, practice) in named {
        practice.pcn = pcns.iter().position(|known| *known == name).unwrap_or(0);
    }
    if let Some(unnamed) = unnamed.filter(|_| !pcns.is_empty()) {
        section.quietly(&unnamed).problem(
            "pcn",
            "a practice without `pcn`, while others have one",
            "the network of every practice, or of none",
            "add pcn = \"NAME\"",
        );
    }
    if pcns.len() > MOST_NETWORKS as usize {
        let found = format!("{} networks", pcns.len());
        section.problem("", &found, &format!("at most {MOST_NETWORKS}"), "name fewer in `pcn`");
    }
    pcns
}

/// The number of copies of the practices; `None` if the practices name their networks.
fn copies(table: &Section<'_>, may_copy: bool) -> Option<usize> {
    let copies = table.optional_lever(
        "networks",
        Kind::OneTo(MOST_NETWORKS, "networks"),
        "Number of networks of the place, each with the practices and teams of the file",
    )?;
    if !may_copy {
        table.problem(
            "networks",
            "copies of practices that name their own networks with `pcn`",
            "one of the two",
            "remove `networks`, or `pcn` of every practice",
        );
        return None;
    }
    Some(copies as usize)
}

/// Adds the practices and sites of all networks but the first, as copies.
fn copy_practices(copies: usize, stated: &mut Stated, section: &Section<'_>) {
    let (of_one, sites) = (stated.practices.clone(), stated.sites.clone());
    for pcn in 1..copies {
        let first = pcn * of_one.len();
        let named = |name: &str| format!("{name}-{}", pcn + 1);
        for practice in &of_one {
            let name = named(&practice.name);
            if of_one.iter().any(|other| other.name == name) {
                section.problem(
                    &name,
                    "a practice with the name of a copy of another",
                    "a unique name",
                    "rename the practice",
                );
            }
            let title =
                practice.title.as_ref().map(|title| format!("{title}, network {}", pcn + 1));
            let list = practice.list.moved_by(first);
            stated.practices.push(Practice { name, title, pcn, list, ..practice.clone() });
        }
        for site in &sites {
            let (of_practice, of_site) = site.name.split_once('/').unwrap_or((&site.name, ""));
            stated.sites.push(Site {
                name: format!("{}/{of_site}", named(of_practice)),
                practice: first + site.practice,
                ..site.clone()
            });
        }
    }
}

/// Gives practice `i` of network `r`, counted from 0, the deprivation of practice `i + r` of the first
/// network, going round. With as many networks as practices, every practice has every deprivation once.
fn rotate_deprivation(copies: usize, practices: &mut [Practice], deprivation: &[f64; 5]) {
    let of_one = practices.len() / copies;
    let stated: Vec<u8> = practices[..of_one].iter().map(|of| of.deprivation_quintile).collect();
    for (index, practice) in practices.iter_mut().enumerate() {
        let quintile = stated[(index % of_one + index / of_one) % of_one];
        practice.deprivation_quintile = quintile;
        practice.need_multiplier = practice.age_multiplier * deprivation[usize::from(quintile) - 1];
    }
}

/// The teams of the first network and of the place, as for a single network, then those of the
/// others. Existing teams therefore keep their numbers. A team of one practice is where the practice is; a copy of
/// the network has a copy of it.
fn teams_of_networks(place: &Place, stated: &Stated, are_copies: bool) -> Vec<Team> {
    let of_one = stated.practices.len() / place.pcns.len();
    let in_network = |team: &Team, pcn: usize| -> Option<Team> {
        let scope = match team.scope {
            Scope::Practice(of) if are_copies => Scope::Practice(of + pcn * of_one),
            Scope::Practice(of) if stated.practices[of].pcn != pcn => return None,
            Scope::Place if pcn > 0 => return None,
            ref other => other.clone(),
        };
        let shift = if are_copies { pcn * of_one } else { 0 };
        Some(Team { pcn, scope, dates: team.dates.moved_by(shift), ..team.clone() })
    };
    let mut teams = Vec::new();
    for pcn in 0..place.pcns.len() {
        teams.extend(stated.teams.iter().filter_map(|team| in_network(team, pcn)));
    }
    teams
}

fn read_travel(section: &Section<'_>) -> Travel {
    let journey = |key, meaning| {
        let minutes: Minutes = section.minutes(key, meaning);
        if minutes.get() > LONGEST_JOURNEY {
            section.problem(
                key,
                &minutes.to_string(),
                &format!("at most {LONGEST_JOURNEY} min"),
                "state the time of one journey, not of a week",
            );
        }
        minutes
    };
    let travel = Travel {
        within: journey("within", "Travel time between two sites of one network"),
        between: journey("between", "Travel time between two sites of different networks"),
        concerns_networks: section.flag(
            "network_teams",
            "Whether teams shared within one network also lose travel time, as place teams do",
        ),
    };
    section.finish();
    travel
}

/// Applies the differences of single networks from the file.
fn change_networks(section: &Section<'_>, place: &Place, stated: &mut Stated) {
    for (name, change) in section.plain_sections() {
        let Some(pcn) = place.pcns.iter().position(|known| *known == name) else {
            section.problem(
                &name,
                "a network that does not exist",
                &format!("one of: {}", place.pcns.join(", ")),
                "correct the name, or raise `networks` of [place]",
            );
            continue;
        };
        let factor = |key, meaning| {
            let factor = change.optional_lever(key, Kind::Positive("multiples"), meaning);
            let factor = factor.unwrap_or(1.0);
            if factor > MOST_FACTOR {
                let expected = format!("at most {MOST_FACTOR}");
                change.problem(key, &factor.to_string(), &expected, "correct the number");
            }
            factor
        };
        let lists =
            factor("list_size_factor", "List sizes of a network, relative to the stated ones");
        let need =
            factor("need_factor", "Need of a network's patients, relative to the stated need");
        for practice in stated.practices.iter_mut().filter(|practice| practice.pcn == pcn) {
            practice.list_size *= lists;
            practice.need_multiplier *= need;
        }
        if let Some(staff) = change.optional_plain_section("staff") {
            change_staff(&staff, pcn, &mut stated.teams);
        }
        change.finish();
    }
}

fn change_staff(section: &Section<'_>, pcn: usize, teams: &mut [Team]) {
    for (name, change) in section.plain_sections() {
        let wte =
            change.lever("wte", Kind::Amount("whole-time equivalents"), "Whole-time equivalents");
        change.finish();
        let is_shared = teams.iter().any(|team| team.name == name && team.scope == Scope::Place);
        let own = teams.iter_mut().find(|team| team.name == name && team.pcn == pcn);
        match own.filter(|_| !is_shared) {
            Some(team) if wte > 0.0 && !team.sessions.is_empty() => {
                let found = "`wte` above 0 for a team with fixed sessions";
                change.problem("wte", found, "a team with contracts", "remove the table");
            }
            Some(team) if wte <= 2_000.0 => team.wte = wte,
            Some(_) => {
                change.problem("wte", &wte.to_string(), "at most 2000", "correct the number")
            }
            None if is_shared => section.problem(
                &name,
                "a team shared by the place",
                "a team of each network",
                "change its `wte` under [staff]: it is stated once for all networks",
            ),
            None => {
                let of_first = teams.iter().filter(|team| team.pcn == 0);
                let known: Vec<&str> = of_first.map(|team| team.name.as_str()).collect();
                section.problem(
                    &name,
                    "a team that does not exist",
                    &format!("one of: {}", known.join(", ")),
                    "correct the name, or add the team under [staff]",
                );
            }
        }
    }
}
