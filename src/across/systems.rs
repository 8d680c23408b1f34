//! The networks and their changed forms, made one at a time.

use crate::across::request::{Networks, Request};
use crate::across::row::About;
use crate::experiment::run::spread;
use crate::model::CareSystem;
use crate::model::population::same_patients;
use crate::model::roster::{Scope, Team};
use crate::scenario::change::{Change, Changed, Replaced};
use crate::scenario::error::{Problem, ScenarioError, ScenarioErrorKind};
use crate::scenario::{Written, written};
use crate::text::{shortened, shown};
use crate::validation::networks::build::{build, fit, has_own_gps};
use crate::validation::networks::rows::{NetworkRows, read};
use std::collections::BTreeMap;
use std::fmt;

/// The most networks that a message names.
const MOST_NAMED: usize = 12;

/// The networks of a request.
#[derive(Debug)]
pub struct Systems<'r> {
    request: &'r Request,
    rows: Option<FromRows>,
}

/// Networks of rows: what they share is made once.
#[derive(Debug)]
struct FromRows {
    base: CareSystem,
    networks: Vec<NetworkRows>,
    /// The base with each change, and what the change states, or why it cannot be made to it.
    changed: Vec<Result<(CareSystem, Changed), Vec<Problem>>>,
}

/// A change that cannot be made to some networks.
#[derive(Clone, Debug, PartialEq)]
pub struct Misfit {
    /// The change.
    pub change: String,
    /// What is wrong, each as it is in the first of its networks, with the names of all of them.
    pub problems: Vec<(Problem, Vec<String>)>,
    /// How many networks there are.
    pub of: usize,
}

impl Misfit {
    /// The networks that it does not fit.
    pub fn networks(&self) -> Vec<&String> {
        let mut all: Vec<&String> = Vec::new();
        for name in self.problems.iter().flat_map(|(_, networks)| networks) {
            if !all.contains(&name) {
                all.push(name);
            }
        }
        all
    }
}

/// The first few names of networks.
fn named(networks: &[&String]) -> String {
    let names: Vec<String> = networks.iter().take(MOST_NAMED).map(|name| shown(name)).collect();
    match networks.len() - names.len() {
        0 => names.join(", "),
        more => format!("{} and {more} more", names.join(", ")),
    }
}

impl fmt::Display for Misfit {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all = self.networks();
        write!(
            out,
            "the change {} does not fit {} of the {} networks: {}; nothing was simulated",
            shown(&self.change),
            all.len(),
            self.of,
            named(&all)
        )?;
        for (problem, networks) in &self.problems {
            write!(out, "\n  {problem}")?;
            if networks.len() < all.len() {
                write!(out, "\n    networks  {}", named(&networks.iter().collect::<Vec<_>>()))?;
            }
        }
        Ok(())
    }
}

/// What was found when every change was tried on every network.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Checked {
    /// Changes that do not fit.
    pub misfits: Vec<Misfit>,
    /// What a reader must know about changes that fit.
    pub notes: Vec<String>,
}

impl<'r> Systems<'r> {
    /// The networks of `request`. Those of a table have the rest of `base`.
    ///
    /// # Errors
    ///
    /// [`ScenarioError`] if the base cannot be used, or the table is not one of networks.
    pub fn new(request: &'r Request, base: &Written) -> Result<Self, ScenarioError> {
        let fail = |problems| ScenarioError {
            name: base.name.clone(),
            kind: ScenarioErrorKind::Invalid(problems),
        };
        let Networks::Rows { name, text } = &request.networks else {
            return Ok(Systems { request, rows: None });
        };
        let networks = read(text, name).map_err(fail)?;
        let system = base.scenario().map_err(fail)?.system;
        if let Some(found) = why_no_base(&system) {
            return Err(fail(vec![Problem {
                file: base.name.clone(),
                line: None,
                key: "--base".into(),
                found,
                expected: "a scenario of one network with GPs of its practices, who take duty"
                    .into(),
                remedy: "name another --base".into(),
            }]));
        }
        let on = |change: &Change| -> Result<(CareSystem, Changed), Vec<Problem>> {
            let changed = change.on(base)?;
            let of_change = changed.written.scenario()?.system;
            of_every_network(&system, &of_change, change)?;
            Ok((of_change, changed))
        };
        let changed = request.changes.iter().map(on).collect();
        Ok(Systems { request, rows: Some(FromRows { base: system, networks, changed }) })
    }

    /// The number of networks.
    pub fn count(&self) -> usize {
        match (&self.request.networks, &self.rows) {
            (_, Some(rows)) => rows.networks.len(),
            (Networks::Scenarios(packed), None) => packed.count(),
            _ => 0,
        }
    }

    /// The name of a network.
    pub fn name(&self, network: usize) -> &str {
        match (&self.request.networks, &self.rows) {
            (_, Some(rows)) => &rows.networks[network].network,
            (Networks::Scenarios(packed), None) => packed.name(network),
            _ => "",
        }
    }

    /// The rows of a network whose demand is to be fitted to them: they state calls or forms.
    pub fn to_fit(&self, network: usize) -> Option<&NetworkRows> {
        let rows = &self.rows.as_ref()?.networks[network];
        let is_stated =
            rows.practices.iter().any(|row| row.calls.is_some() || row.online.is_some());
        is_stated.then_some(rows)
    }

    /// A network as it is, and under each change, or why the change cannot be made to it. `fitted` are the
    /// rounds of its fit.
    ///
    /// # Errors
    ///
    /// Every problem of the network itself.
    pub fn of(&self, network: usize, fitted: &[[Option<f64>; 2]]) -> Result<Forms, Vec<Problem>> {
        let mut forms = match &self.rows {
            Some(rows) => rows.forms(network, fitted),
            None => self.of_scenario(network)?,
        };
        let baseline = &forms.baseline;
        for (form, change) in forms.changed.iter_mut().zip(&self.request.changes) {
            let kept = std::mem::replace(form, Err(Vec::new()));
            *form = kept.and_then(|system| of_the_same_patients(baseline, system, change));
        }
        Ok(forms)
    }

    fn of_scenario(&self, network: usize) -> Result<Forms, Vec<Problem>> {
        let Networks::Scenarios(packed) = &self.request.networks else { return Err(Vec::new()) };
        let document = written(packed.name(network), &packed.text(network));
        let document = document.map_err(ScenarioError::into_problems)?;
        let baseline = document.scenario()?.system;
        let mut replaced = Vec::new();
        let on = |change: &Change| {
            let made = change.on(&document);
            replaced.push(made.as_ref().map(|made| made.replaced.clone()).unwrap_or_default());
            made?.system()
        };
        let changed = self.request.changes.iter().map(on).collect();
        Ok(Forms { baseline, changed, replaced })
    }

    /// Tries every change on every network: which do not fit, and which state the same number for networks
    /// that differ.
    ///
    /// # Errors
    ///
    /// Every problem of a network itself, and what `check` finds in a network and its forms.
    pub fn check<E: Send + From<Vec<Problem>>>(
        &self,
        check: impl Fn(&str, Forms) -> Result<(), E> + Sync,
    ) -> Result<Checked, E> {
        type Tried = (Vec<(usize, Vec<Problem>)>, Vec<Vec<Replaced>>);
        let one = |network: usize| -> Result<Tried, E> {
            let forms = self.of(network, &[])?;
            let replaced = forms.replaced.clone();
            let wrong = |(index, form): (usize, &Result<CareSystem, Vec<Problem>>)| {
                Some((index, form.as_ref().err()?.clone()))
            };
            let misfits: Vec<_> = forms.changed.iter().enumerate().filter_map(wrong).collect();
            if misfits.is_empty() {
                check(self.name(network), forms)?;
            }
            Ok((misfits, replaced))
        };
        let mut misfits: Vec<Misfit> = Vec::new();
        let mut ranges: BTreeMap<(usize, String), [f64; 3]> = BTreeMap::new();
        for (network, tried) in spread(self.count(), one).into_iter().enumerate() {
            let (wrong, replaced) = tried?;
            for (change, problems) in wrong {
                for problem in problems {
                    self.enter(&mut misfits, (change, network), problem);
                }
            }
            for (change, all) in replaced.into_iter().enumerate() {
                for Replaced { key, own, stated } in all {
                    let range = ranges.entry((change, key)).or_insert([own, own, stated]);
                    *range = [range[0].min(own), range[1].max(own), stated];
                }
            }
        }
        let differ = ranges.iter().filter(|(_, [low, high, _])| low != high);
        let notes = differ.map(|((change, key), [low, high, stated])| {
            format!(
                "{} sets {} to {stated} in every network, where it is {} to {} now. To add the same \
                 everywhere write \"+2\" in its place, in proportion \"+20%\".",
                shown(&self.request.changes[*change].name),
                shown(key),
                short(*low),
                short(*high)
            )
        });
        Ok(Checked { notes: notes.collect(), misfits })
    }

    /// Adds a problem to those of the same kind in other networks.
    fn enter(&self, all: &mut Vec<Misfit>, (change, network): (usize, usize), problem: Problem) {
        let (change, name) = (&self.request.changes[change].name, self.name(network).to_owned());
        let at = all.iter().position(|misfit| misfit.change == *change).unwrap_or_else(|| {
            let problems = Vec::new();
            all.push(Misfit { change: change.clone(), problems, of: self.count() });
            all.len() - 1
        });
        // What was found may differ from network to network.
        let is_same = |(other, _): &&mut (Problem, Vec<String>)| {
            (&other.key, &other.expected) == (&problem.key, &problem.expected)
        };
        match all[at].problems.iter_mut().find(is_same) {
            Some((_, networks)) if networks.last() == Some(&name) => {}
            Some((_, networks)) => networks.push(name),
            None => all[at].problems.push((problem, vec![name])),
        }
    }
}

fn short(number: f64) -> String {
    let text = format!("{number:.3}");
    shortened(text.trim_end_matches('0').trim_end_matches('.'), 20)
}

/// A network as it is, and under each change.
#[derive(Debug)]
pub struct Forms {
    /// As it is.
    pub baseline: CareSystem,
    /// Under each change, or why that cannot be made.
    pub changed: Vec<Result<CareSystem, Vec<Problem>>>,
    /// By change: numbers that are the same in every network.
    replaced: Vec<Vec<Replaced>>,
}

/// What is known of a network before it is simulated.
pub fn about(system: &CareSystem) -> About {
    let patients = system.patients();
    let wte = |is_gp: bool| -> f64 {
        let is_wanted = |team: &&Team| {
            let role = &system.roles[team.role];
            (role.booked_as == system.general_practitioner) == is_gp
        };
        system.teams.iter().filter(is_wanted).map(|team| team.wte).sum()
    };
    let fifth = |practice: &crate::model::practice::Practice| {
        f64::from(practice.deprivation_quintile) * practice.list_size
    };
    About {
        patients,
        rooms: f64::from(system.rooms_total()),
        gps: wte(true),
        others: wte(false),
        deprivation: system.practices.iter().map(fifth).sum::<f64>() / patients,
    }
}

/// Why networks of rows cannot be built upon this system.
fn why_no_base(system: &CareSystem) -> Option<String> {
    if !has_own_gps(system) {
        return Some("no practice GPs who take duty, whom those of the table would replace".into());
    }
    (system.pcns() > 1).then(|| format!("{} networks", system.pcns()))
}

fn problem(change: &Change, key: &str, found: String, expected: &str, remedy: &str) -> Problem {
    Problem {
        file: change.layers.last().map(|layer| layer.file.clone()).unwrap_or_default(),
        line: None,
        key: key.into(),
        found,
        expected: expected.into(),
        remedy: remedy.into(),
    }
}

/// Refuses a change of single practices or sites of the base, which no network of a table has.
fn of_every_network(
    base: &CareSystem,
    changed: &CareSystem,
    change: &Change,
) -> Result<(), Vec<Problem>> {
    let is_of_one = |team: &Team| matches!(team.scope, Scope::Practice(_));
    let what = if base.practices != changed.practices {
        "practices"
    } else if base.sites != changed.sites || base.projects != changed.projects {
        "estate"
    } else if changed.teams.iter().any(|team| is_of_one(team) && !base.teams.contains(team)) {
        "staff"
    } else {
        return Ok(());
    };
    Err(vec![problem(
        change,
        what,
        "values of single practices or sites of the base".into(),
        "what every network has: a table of practices has other practices and sites",
        "remove them; to add rooms to every network write [add] and below it rooms = 2",
    )])
}

/// Refuses a form that meets other patients or measures other days: the two could not be compared.
fn of_the_same_patients(
    baseline: &CareSystem,
    system: CareSystem,
    change: &Change,
) -> Result<CareSystem, Vec<Problem>> {
    let days = |system: &CareSystem| (system.calendar.start, system.calendar.bank_holidays.clone());
    if days(baseline) != days(&system) {
        return Err(vec![problem(
            change,
            "calendar",
            "other days than those of the network".into(),
            "a change that is measured on the same days",
            "remove the first day and the bank holidays from the change",
        )]);
    }
    match same_patients(baseline, &system) {
        Ok(()) => Ok(system),
        Err(why) => Err(vec![problem(
            change,
            "practices",
            format!("other patients than those of the network: {why}"),
            "a change of staff, rooms or rules, for the same patients",
            "remove the practices and lists from the change",
        )]),
    }
}

impl FromRows {
    fn forms(&self, network: usize, fitted: &[[Option<f64>; 2]]) -> Forms {
        let rows = &self.networks[network];
        let share = rows.patients() / self.base.patients();
        let fit_all = |mut system: CareSystem| {
            fitted.iter().for_each(|round| fit(&mut system, *round));
            system
        };
        let on = |made: &Result<(CareSystem, Changed), Vec<Problem>>| {
            let (of_change, changed) = made.as_ref().map_err(Clone::clone)?;
            let system = fit_all(self.network_with((of_change, changed), rows));
            changed.with_additions(system)
        };
        let replaced = |made: &Result<(CareSystem, Changed), Vec<Problem>>| match made {
            Ok((_, changed)) => {
                // Staff of the base are in proportion to the list of each network.
                let scaled = |of: &Replaced| {
                    let is_staff = of.key.starts_with("staff.") && of.key.ends_with(".wte");
                    Replaced { own: if is_staff { of.own * share } else { of.own }, ..of.clone() }
                };
                changed.replaced.iter().map(scaled).collect()
            }
            Err(_) => Vec::new(),
        };
        Forms {
            baseline: fit_all(build(&self.base, rows)),
            changed: self.changed.iter().map(on).collect(),
            replaced: self.changed.iter().map(replaced).collect(),
        }
    }

    /// The network of `rows` with a change. Staff that the change states are as stated, whatever the size of
    /// the network; all other staff have the network's share.
    fn network_with(
        &self,
        (of_change, changed): (&CareSystem, &Changed),
        rows: &NetworkRows,
    ) -> CareSystem {
        let own = |name: &str| self.base.teams.iter().find(|team| team.name == name);
        // Divided among practices as without the change.
        let mut like_base = of_change.clone();
        for team in &mut like_base.teams {
            if let Some(own) = own(&team.name) {
                (team.wte, team.sessions) = (own.wte, own.sessions.clone());
            }
        }
        let mut system = build(&like_base, rows);
        if of_change.triage.coordinators != self.base.triage.coordinators {
            system.triage.coordinators = of_change.triage.coordinators;
        }
        let mut at = 0;
        for (stated, like) in of_change.teams.iter().zip(&like_base.teams) {
            let parts = if like_base.is_own_gp(like) { rows.practices.len() } else { 1 };
            let Some(parts) = system.teams.get_mut(at..at + parts) else { break };
            at += parts.len();
            state(parts, stated, own(&stated.name), changed);
        }
        system
    }
}

/// Gives the parts of a team the staff that the change states.
fn state(parts: &mut [Team], stated: &Team, own: Option<&Team>, changed: &Changed) {
    if own.is_none_or(|own| own.sessions != stated.sessions) {
        parts.iter_mut().for_each(|part| part.sessions.clone_from(&stated.sessions));
    }
    let sum: f64 = parts.iter().map(|part| part.wte).sum();
    let key = format!("staff.{}.wte", stated.name);
    let raised = || changed.raised.iter().filter(|(of, _)| *of == key).map(|(_, more)| more);
    let is_replaced = changed.replaced.iter().any(|of| of.key == key);
    let wanted = match own {
        Some(own) if own.wte == stated.wte => return,
        Some(own) if !is_replaced && raised().next().is_none() => sum * stated.wte / own.wte,
        Some(_) if !is_replaced => (sum + raised().sum::<f64>()).max(0.0),
        _ => stated.wte,
    };
    for part in parts.iter_mut() {
        part.wte = if sum > 0.0 { part.wte * wanted / sum } else { wanted };
    }
}
