//! What is stated, completed from a base. Every addition is an assumption in words.

use crate::model::CareSystem;
use crate::model::role::StaffGroup;
use crate::model::roster::{FixedSession, Scope, Team};
use crate::own::rooms::{self, Sites};
use crate::own::stated::{GPS, Hours, Practice, Staff, Stated};
use crate::scenario::error::Problem;
use crate::text::LONGEST_NAME;
use crate::text::number::whole;

/// The quintile of a practice that states none.
const MIDDLE_QUINTILE: u8 = 3;

/// The difference up to which two sums of whole-time equivalents are the same.
const SAME_WTE: f64 = 0.011;

/// The role that nobody is asked for: cover for absence.
const NOT_ASKED_FOR: &str = "gp-locum";

/// A level of calls or forms that was fitted.
#[derive(Clone, Debug, PartialEq)]
pub struct Level {
    /// Relative to the base's rates [-].
    pub factor: f64,
    /// To what it was fitted, and how close it came.
    pub words: String,
}

/// A practice, complete.
#[derive(Clone, Debug, PartialEq)]
pub struct Filled {
    /// The practice as stated.
    pub stated: Practice,
    /// Deprivation quintile.
    pub quintile: u8,
    /// GPs of its own without trainees and locums.
    pub gp_wte: f64,
    /// Its sites: key, consulting rooms, treatment rooms.
    pub sites: Sites,
    /// Its calls and its forms, if they were fitted.
    pub levels: [Option<Level>; 2],
}

/// A team as it differs from the base.
#[derive(Clone, Debug, PartialEq)]
pub enum Line {
    /// A team of the base with other whole-time equivalents.
    Wte(f64),
    /// A rota of the base with other sessions.
    Rota(Vec<FixedSession>),
    /// A team of its own at one practice: the key of the practice, the team of the base that it resembles, as
    /// an index, and whole-time equivalents.
    At(String, usize, f64),
}

/// A network, complete.
#[derive(Clone, Debug, PartialEq)]
pub struct Network {
    /// Its name.
    pub title: String,
    /// Its practices.
    pub practices: Vec<Filled>,
    /// Its teams, by key, where they differ from the base.
    pub teams: Vec<(String, Line)>,
    /// Teams at a practice for which the scheme pays.
    pub claimed: Vec<String>,
    /// Whether the rooms were counted.
    pub has_counted_rooms: bool,
    /// Care coordinators who navigate, if the base has any.
    pub coordinators: Option<u32>,
    /// Core hours, if stated.
    pub opening: Option<Hours>,
    /// When online forms can be sent, if stated for all.
    pub online: Option<Hours>,
    /// What was assumed, in sentences.
    pub assumed: Vec<String>,
}

impl Network {
    /// Registered patients.
    pub fn patients(&self) -> f64 {
        self.practices.iter().map(|practice| practice.stated.list_size).sum()
    }
}

/// Completes `stated` from `base`, a scenario of one network.
///
/// # Errors
///
/// Everything that contradicts itself.
pub fn fill(stated: &Stated, base: &CareSystem) -> Result<Network, Vec<Problem>> {
    let mut filling = Filling { base, stated, assumed: Vec::new(), problems: Vec::new() };
    if stated.practices.is_empty() {
        let at = crate::own::stated::Place::option("--practice");
        let remedy = "write --practice \"Station Road: list=14200, gps=6.2, rooms=6+3\"";
        return Err(vec![at.problem("", "no practice", "at least one practice", remedy)]);
    }
    filling.contacts();
    filling.about_deprivation();
    let gps = filling.gps();
    let sites = rooms::sites(stated, base, &mut filling.assumed, &mut filling.problems);
    let (teams, claimed) = filling.teams();
    let coordinators = filling.coordinators();
    filling.about_shared();
    filling.about_reception();
    let of_practice = |((own, gp_wte), sites): ((&Practice, f64), Sites)| Filled {
        stated: own.clone(),
        quintile: own.deprivation.unwrap_or(MIDDLE_QUINTILE),
        gp_wte,
        sites,
        levels: [None, None],
    };
    let practices: Vec<Filled> =
        stated.practices.iter().zip(gps).zip(sites).map(of_practice).collect();
    if !filling.problems.is_empty() {
        return Err(filling.problems);
    }
    let names: Vec<&str> = stated.practices.iter().map(|own| own.title.as_str()).collect();
    let title =
        stated.title.clone().unwrap_or_else(|| format!("Our network: {}", names.join(", ")));
    Ok(Network {
        title,
        practices,
        teams,
        claimed,
        has_counted_rooms: stated.rooms.is_some()
            || stated.practices.iter().all(|p| !p.rooms.is_empty()),
        coordinators,
        opening: stated.opening,
        online: stated.online,
        assumed: filling.assumed,
    })
}

struct Filling<'f> {
    base: &'f CareSystem,
    stated: &'f Stated,
    assumed: Vec<String>,
    problems: Vec<Problem>,
}

impl Filling<'_> {
    fn patients(&self) -> f64 {
        self.stated.practices.iter().map(|practice| practice.list_size).sum()
    }

    /// Patients relative to the base.
    fn share(&self) -> f64 {
        self.patients() / self.base.patients()
    }

    fn problem(&mut self, key: &str, found: &str, expected: &str, remedy: &str) {
        let at = crate::own::stated::Place::option("the network");
        self.problems.push(at.problem(key, found, expected, remedy));
    }

    /// Calls and forms of all practices together must fit those of single practices.
    fn contacts(&mut self) {
        let days = self.base.calendar.working_days_per_year;
        for (kind, key) in ["calls", "online forms"].into_iter().enumerate() {
            let Some(all) = [self.stated.calls, self.stated.forms][kind] else { continue };
            let of = |own: &Practice| [own.calls, own.forms][kind];
            let known = self.stated.practices.iter().filter_map(of);
            let known: f64 = known.filter_map(|amount| amount.in_year(days)).sum();
            let are_all = self.stated.practices.iter().all(|own| of(own).is_some());
            let whole = all.in_year(days).unwrap_or(f64::INFINITY);
            if known > 0.0 && (are_all || known >= whole) {
                let found = format!(
                    "{} of all practices, and others practice by practice",
                    all.words_of(key)
                );
                let remedy = "state one of them: of all practices together, or of each";
                self.problem(key, &found, "numbers that fit each other", remedy);
            }
        }
    }

    fn about_deprivation(&mut self) {
        let unknown = self.stated.practices.iter().filter(|own| own.deprivation.is_none());
        let names: Vec<&str> = unknown.map(|own| own.title.as_str()).collect();
        if !names.is_empty() {
            self.assumed.push(format!(
                "deprivation is not stated for {}: the middle fifth of England",
                names.join(", ")
            ));
        }
    }

    /// Staff stated for all practices and at some of them are teams apart, which must be said: the first number
    /// may have been of all.
    fn about_shared(&mut self) {
        let stated = self.stated;
        let is_apart = |staff: &&Staff| staff.wte > 0.0 && !self.is_gp(&staff.role);
        let all: Vec<&Staff> = stated.staff.iter().filter(is_apart).collect();
        for shared in all {
            let at: Vec<(&str, f64)> = stated
                .practices
                .iter()
                .flat_map(|own| own.staff.iter().map(|staff| (own.title.as_str(), staff)))
                .filter(|(_, staff)| staff.role == shared.role && staff.wte > 0.0)
                .map(|(title, staff)| (title, staff.wte))
                .collect();
            if at.is_empty() {
                continue;
            }
            let sum = shared.wte + at.iter().map(|(_, wte)| wte).sum::<f64>();
            let own: Vec<String> =
                at.iter().map(|(title, wte)| format!("{wte} at {title}")).collect();
            let told = format!(
                "{}: {} that practices share and {} are teams apart, {} WTE together; if the first number \
                 holds them all, take the others from it",
                shared.role,
                shared.wte,
                own.join(", "),
                (sum * 1e3).round() / 1e3
            );
            self.assumed.push(told);
        }
    }

    fn about_reception(&mut self) {
        self.assumed.push(
            "receptionists, duty sessions, online forms, needs, ages and all rules of practices are \
             England's, per patient"
                .to_owned(),
        );
    }

    /// The keys of the roles of own GPs, with the whole-time equivalents of the base.
    fn own_gp_roles(&self) -> Vec<(&str, f64)> {
        let own = self.base.teams.iter().filter(|team| self.base.is_own_gp(team));
        own.map(|team| (self.base.roles[team.role].name.as_str(), team.wte)).collect()
    }

    fn is_gp(&self, role: &str) -> bool {
        role == GPS || self.own_gp_roles().iter().any(|(own, _)| *own == role)
    }

    /// The GPs of each practice.
    fn gps(&mut self) -> Vec<f64> {
        let is_gp: Vec<Option<f64>> =
            self.stated.practices.iter().map(|own| self.gps_of(own)).collect();
        let shared: Vec<f64> =
            self.stated.staff.iter().filter(|s| self.is_gp(&s.role)).map(|s| s.wte).collect();
        let known: f64 = is_gp.iter().flatten().sum();
        let shared = (!shared.is_empty()).then(|| shared.iter().sum::<f64>());
        let of_base: f64 = self.own_gp_roles().iter().map(|(_, wte)| wte).sum();
        let is_unknown =
            |(own, gps): &(&Practice, &Option<f64>)| gps.is_none().then_some(own.list_size);
        let unknown: f64 =
            self.stated.practices.iter().zip(&is_gp).filter_map(|p| is_unknown(&p)).sum();
        let left = match shared {
            Some(all) if (all - known).abs() > SAME_WTE && (unknown <= 0.0 || all < known) => {
                let found =
                    format!("{all} of all practices together, and {known} practice by practice");
                let remedy = "correct one of them, or state only those of the practices";
                self.problem("gps", &found, "the same GPs", remedy);
                0.0
            }
            Some(all) => all - known,
            None => of_base * unknown / self.base.patients(),
        };
        if unknown > 0.0 {
            self.assumed.push(match shared {
                Some(_) => {
                    "GPs are divided among practices that do not state theirs, by list".to_owned()
                }
                None => "GPs that are not stated: as many per patient as in England".to_owned(),
            });
        }
        let of = |(own, gps): (&Practice, &Option<f64>)| {
            let wte = gps.unwrap_or_else(|| left * own.list_size / unknown.max(1.0));
            (wte * 1e3).round() / 1e3
        };
        self.stated.practices.iter().zip(&is_gp).map(of).collect()
    }

    /// The GPs that a practice states: as a whole, or as partners and salaried GPs.
    fn gps_of(&self, own: &Practice) -> Option<f64> {
        let whole: Vec<f64> = own.staff.iter().filter(|s| s.role == GPS).map(|s| s.wte).collect();
        let parts = own.staff.iter().filter(|s| s.role != GPS && self.is_gp(&s.role));
        let parts: Vec<f64> = parts.map(|s| s.wte).collect();
        match (whole.is_empty(), parts.is_empty()) {
            (true, true) => None,
            (true, false) => Some(parts.iter().sum()),
            // Partners and salaried GPs are a part of them.
            (false, _) => Some(whole.iter().sum()),
        }
    }

    /// The teams that differ from the base, and those at a practice for which the scheme pays.
    fn teams(&mut self) -> (Vec<(String, Line)>, Vec<String>) {
        let (base, stated) = (self.base, self.stated);
        let share = self.share();
        let all = || stated.staff.iter().chain(stated.practices.iter().flat_map(|own| &own.staff));
        let states_others = all().any(|staff| !self.is_gp(&staff.role));
        let (mut lines, mut claimed, mut nobody) = (Vec::new(), Vec::new(), Vec::new());
        for (index, team) in base.teams.iter().enumerate() {
            let role = &base.roles[team.role];
            if !team.sessions.is_empty() {
                lines.push((team.name.clone(), Line::Rota(rota(team, share))));
            } else if self.is_gp(&role.name) {
                continue;
            } else if base.main_team(&role.name) != Some(index) {
                lines.extend((team.wte > 0.0).then(|| (team.name.clone(), Line::Wte(0.0))));
            } else if all().any(|staff| staff.role == role.name) {
                let shared = stated.staff.iter().filter(|s| s.role == role.name);
                // From 0: the sum of no numbers is −0.
                let wte = shared.fold(0.0, |sum, staff| sum + staff.wte);
                lines.push((team.name.clone(), Line::Wte(wte)));
                let is_network = matches!(team.scope, Scope::Network | Scope::Place)
                    && role.group != StaffGroup::Additional;
                for (key, wte) in self.at_practices(&role.name) {
                    let name = name_at(&team.name, &key, lines.len());
                    claimed.extend(is_network.then(|| name.clone()));
                    lines.push((name, Line::At(key, index, wte)));
                }
            } else if team.wte > 0.0 && states_others && role.name != NOT_ASKED_FOR {
                nobody.push(role.name.as_str());
                lines.push((team.name.clone(), Line::Wte(0.0)));
            } else if team.wte > 0.0 {
                let wte = (team.wte * share * 100.0).round() / 100.0;
                lines.push((team.name.clone(), Line::Wte(wte)));
            }
        }
        if !nobody.is_empty() {
            self.assumed.push(format!(
                "nobody is employed in roles that are not stated: {}",
                nobody.join(", ")
            ));
        }
        let (what, as_many) =
            ("evening and Saturday rotas, vaccination clinics", "as England, by list");
        self.assumed.push(match states_others {
            true => format!("{what} and locums: {as_many}"),
            false => format!("all staff but GPs, {what}: {as_many}"),
        });
        self.assumed.push(
            "staff are whole-time equivalents, with contracts as long as England's; trainees are in \
             their second stage"
                .to_owned(),
        );
        (self.with_gp_roles(lines), claimed)
    }

    fn at_practices(&self, role: &str) -> Vec<(String, f64)> {
        let of = |own: &Practice| {
            let wte: f64 = own.staff.iter().filter(|s| s.role == role).map(|s| s.wte).sum();
            (wte > 0.0).then(|| (own.key.clone(), wte))
        };
        self.stated.practices.iter().filter_map(of).collect()
    }

    /// The lines with those of partners and salaried GPs, if they are told apart. Otherwise the GPs of practices
    /// keep the base's proportion.
    fn with_gp_roles(&mut self, mut lines: Vec<(String, Line)>) -> Vec<(String, Line)> {
        let stated = self.stated;
        let all = || stated.staff.iter().chain(stated.practices.iter().flat_map(|own| &own.staff));
        let of_role = |role: &str| -> f64 { all().filter(|s| s.role == role).map(|s| s.wte).sum() };
        let parts: f64 = self.own_gp_roles().iter().map(|(role, _)| of_role(role)).sum();
        if parts <= 0.0 {
            self.assumed.push("partners and salaried GPs are in England's proportion".to_owned());
            return lines;
        }
        let total: f64 = {
            let whole: f64 = of_role(GPS);
            if whole > 0.0 { whole } else { parts }
        };
        if parts > total + SAME_WTE {
            let found = format!("{total} GPs, and {parts} partners and salaried GPs");
            self.problem(
                "gps",
                &found,
                "partners and salaried GPs among the GPs",
                "correct one of them",
            );
        }
        let own = self.base.teams.iter().filter(|team| self.base.is_own_gp(team));
        let of_base: f64 = self.own_gp_roles().iter().map(|(_, wte)| wte).sum();
        for team in own {
            // Those of whom it is not stated what they are keep the base's proportion.
            let others = (total - parts).max(0.0) * team.wte / of_base;
            let wte = of_role(&self.base.roles[team.role].name) + others;
            lines.push((team.name.clone(), Line::Wte((wte * 1e3).round() / 1e3)));
        }
        lines
    }

    fn coordinators(&mut self) -> Option<u32> {
        let of_base = f64::from(self.base.triage.coordinators);
        (of_base > 0.0).then(|| (of_base * self.share()).round().max(1.0) as u32)
    }
}

/// The rota of `team` with its share of people; one session remains at least.
fn rota(team: &Team, share: f64) -> Vec<FixedSession> {
    let sessions = team.rota_of(share);
    if !sessions.is_empty() {
        return sessions;
    }
    team.sessions.first().map(|first| FixedSession { people: 1, ..*first }).into_iter().collect()
}

/// The key of a team at a practice.
fn name_at(team: &str, practice: &str, number: usize) -> String {
    let name = format!("{team}-{practice}");
    if name.len() <= LONGEST_NAME {
        name
    } else {
        format!("{}-{number}", &name[..LONGEST_NAME - 6])
    }
}

/// The lists in words: "3 practices, 30,100 patients".
pub fn size(network: &Network) -> String {
    let count = network.practices.len();
    let noun = if count == 1 { "practice" } else { "practices" };
    format!("{count} {noun}, {} patients", whole(network.patients()))
}
