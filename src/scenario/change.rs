//! A change apart from the scenario that it was written for, to be made to other networks.
//!
//! A change states a value (`wte = 3.6`), a difference from the network's own value (`wte = "+2"`, `"-10%"`), or
//! what is added whatever the network has (`[add]`, `[add_per_10000]`).

use super::aliases::{meant, question};
use super::document::{self, Node, Value};
use super::error::{Problem, ScenarioError, ScenarioErrorKind};
use super::vary::{Setting, set};
use super::{Chain, Files, Written, gps, overlay, short_name};
use crate::model::CareSystem;
use crate::model::margin::{More, THOUSANDTHS};
use crate::text::alike::nearest;
use serde::{Deserialize, Serialize};

/// The table of what every network has more, by role, `rooms` or `receptionists`.
const ADD: &str = "add";
/// The same for each 10,000 patients of a network.
const ADD_PER_10000: &str = "add_per_10000";
/// The patients that [`ADD_PER_10000`] refers to.
const PATIENTS: f64 = 10_000.0;
/// Keys of a file that say nothing of the network.
const ABOUT: [&str; 5] = ["base", "about", "case_study", ADD, ADD_PER_10000];
/// The most that may be added of anything.
const MOST: f64 = 1_000.0;

/// A file of a change, or the file that it builds on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Layer {
    /// The name of the file.
    pub file: String,
    /// Its text.
    pub text: String,
}

/// A change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The file name without its extension, or the built-in name.
    pub name: String,
    /// A title for people.
    pub title: String,
    /// What it states: the file itself last, before it those that it builds on and that are changes too.
    pub layers: Vec<Layer>,
}

/// What is added to every network.
#[derive(Clone, Debug, PartialEq)]
struct Addition {
    /// A role, `rooms` or `receptionists`.
    what: String,
    /// Whole-time equivalents, rooms, or people at all opening hours.
    amount: f64,
    /// Whether that is for each 10,000 patients.
    per_10000: bool,
    file: usize,
    line: usize,
}

/// A number that a change states in place of the network's own.
#[derive(Clone, Debug, PartialEq)]
pub struct Replaced {
    /// Its path.
    pub key: String,
    /// The network's own number.
    pub own: f64,
    /// The number stated.
    pub stated: f64,
}

/// A network with a change.
#[derive(Clone, Debug)]
pub struct Changed {
    /// The document.
    pub written: Written,
    /// Numbers that are the same in every network.
    pub replaced: Vec<Replaced>,
    /// By how much values differ from the network's own, by path; those in per cent are not among them.
    pub raised: Vec<(String, f64)>,
    additions: Vec<Addition>,
}

impl Change {
    /// Reads the change called `name`, a file or a built-in scenario. What a complete scenario or a network
    /// states beneath it is no part of it.
    ///
    /// # Errors
    ///
    /// [`ScenarioError`] if a file cannot be read, or it is no change but a complete scenario.
    pub fn read(name: &str, files: &impl Files) -> Result<Change, ScenarioError> {
        // Circles, missing bases and folders that may not be read are found here.
        let whole = super::read(name, files)?;
        let fail = |kind| ScenarioError { name: name.to_owned(), kind };
        let mut chain = Chain::of(files);
        let mut origin = chain.origin(name, None);
        chain.home_is_that_of(&origin);
        let (mut layers, mut title) = (Vec::new(), None);
        for file in &whole.files {
            let text = chain.text_of(&origin).map_err(fail)?;
            let node = document::parse(&text, layers.len(), file);
            let node = node.map_err(|problems| fail(ScenarioErrorKind::Invalid(problems)))?;
            chain.names.push(file.clone());
            let below = chain.below(&node, &origin).map_err(fail)?;
            if layers.is_empty() {
                title = title_of(&node);
            } else if below.is_none() || is_network(&node) {
                break;
            }
            layers.push(Layer { file: file.clone(), text });
            let Some(below) = below else { break };
            origin = below;
        }
        layers.reverse();
        if whole.files.len() == 1 && whole.scenario().is_ok() {
            return Err(fail(ScenarioErrorKind::Invalid(vec![Problem {
                file: whole.files[0].clone(),
                line: None,
                key: "base".into(),
                found: "a complete scenario without a base".into(),
                expected: "a change, which states only what differs".into(),
                remedy: "name networks with --networks, and as changes files with `base = \"average-pcn\"` \
                         that state only what differs"
                    .into(),
            }])));
        }
        let name = short_name(name);
        Ok(Change { title: title.unwrap_or_else(|| name.clone()), name, layers })
    }

    /// The `network` with this change.
    ///
    /// # Errors
    ///
    /// What the network lacks that the change names, and what in the change is wrong.
    pub fn on(&self, network: &Written) -> Result<Changed, Vec<Problem>> {
        let mut made = Changed {
            written: network.clone(),
            replaced: Vec::new(),
            raised: Vec::new(),
            additions: Vec::new(),
        };
        for layer in &self.layers {
            made.lay(layer)?;
        }
        made.written.root.put_in_order();
        Ok(made)
    }
}

/// Whether a document describes a network of its own: it states the lists of practices.
fn is_network(node: &Node) -> bool {
    let Some(Value::Table(practices)) = node.get("practices").map(|node| &node.value) else {
        return false;
    };
    practices.iter().any(|(_, practice)| practice.get("list_size").is_some())
}

fn title_of(node: &Node) -> Option<String> {
    match &node.get("about")?.get("title")?.value {
        Value::Text(title) => Some(title.clone()),
        _ => None,
    }
}

impl Changed {
    /// Lays a layer over the network as it is so far.
    fn lay(&mut self, layer: &Layer) -> Result<(), Vec<Problem>> {
        let file = self.written.files.len();
        self.written.files.push(layer.file.clone());
        let mut over = document::parse(&layer.text, file, &layer.file)?;
        let mut problems = Vec::new();
        for (table, per_10000) in [(ADD, false), (ADD_PER_10000, true)] {
            if let Some(node) = over.get(table) {
                let found = additions(node, (table, per_10000), layer, &mut problems);
                self.additions.extend(found);
            }
        }
        if let Value::Table(entries) = &mut over.value {
            entries.retain(|(key, _)| !ABOUT.contains(&key.as_str()));
        }
        let root = &mut self.written.root;
        let gps = gps::Gps::of(root);
        if let Err(unknown) = overlay::leave_out(root, &mut over) {
            problems.extend(unknown.into_iter().map(|unknown| Problem {
                file: layer.file.clone(),
                line: Some(unknown.line),
                key: overlay::LEAVE_OUT.into(),
                found: unknown.found,
                expected: "tables or keys of every network".into(),
                remedy: unknown.remedy,
            }));
        }
        problems.extend(not_there(&over, root, layer));
        if !problems.is_empty() {
            return Err(problems);
        }
        let mut walk = Walk { layer, root: root.clone(), raised: &mut self.raised, problems };
        walk.table(&mut over, root, &mut Vec::new());
        let problems = walk.problems;
        if !problems.is_empty() {
            return Err(problems);
        }
        replaced(&over, root, String::new(), &mut self.replaced);
        gps::lay_with_gps(root, over, &gps);
        Ok(())
    }

    /// The care system: what the document states, with what is added to every network.
    ///
    /// # Errors
    ///
    /// Every problem.
    pub fn system(&self) -> Result<CareSystem, Vec<Problem>> {
        self.with_additions(self.written.scenario()?.system)
    }

    /// A system of this network with what is added to every network.
    ///
    /// # Errors
    ///
    /// What cannot be added.
    pub fn with_additions(&self, mut system: CareSystem) -> Result<CareSystem, Vec<Problem>> {
        let mut problems = Vec::new();
        for addition in &self.additions {
            match addition.to(&system) {
                Ok(more) => system = more,
                Err((expected, remedy)) => problems.push(Problem {
                    file: self.written.files.get(addition.file).cloned().unwrap_or_default(),
                    line: Some(addition.line),
                    key: format!(
                        "{}.{}",
                        if addition.per_10000 { ADD_PER_10000 } else { ADD },
                        addition.what
                    ),
                    found: addition.amount.to_string(),
                    expected,
                    remedy,
                }),
            }
        }
        if problems.is_empty() { Ok(system) } else { Err(problems) }
    }
}

/// The entries of a table of additions.
fn additions(
    node: &Node,
    (table, per_10000): (&str, bool),
    layer: &Layer,
    problems: &mut Vec<Problem>,
) -> Vec<Addition> {
    let mut wrong = |key: String, at: &Node, expected: &str| {
        problems.push(Problem {
            file: layer.file.clone(),
            line: Some(at.line),
            key,
            found: at.found(),
            expected: expected.into(),
            remedy: format!("write, say, [{table}] and below it paramedic = 2 or rooms = 1"),
        });
    };
    let Value::Table(entries) = &node.value else {
        wrong(table.to_owned(), node, "a table of roles, rooms and receptionists");
        return Vec::new();
    };
    let mut found = Vec::new();
    for (what, node) in entries {
        match node.value {
            Value::Number(amount) if amount > 0.0 && amount <= MOST => {
                let (file, line) = (node.file, node.line);
                found.push(Addition { what: what.clone(), amount, per_10000, file, line });
            }
            _ => wrong(format!("{table}.{what}"), node, "a number above 0, at most 1,000"),
        }
    }
    found
}

impl Addition {
    /// The system with it; what was expected and the remedy if that is not possible.
    fn to(&self, system: &CareSystem) -> Result<CareSystem, (String, String)> {
        let factor = if self.per_10000 { system.patients() / PATIENTS } else { 1.0 };
        let amount = self.amount * factor;
        let whole = || -> Result<u32, (String, String)> {
            if !self.per_10000 && amount.fract() != 0.0 {
                let remedy = "correct the number".to_owned();
                return Err(("a whole number".to_owned(), remedy));
            }
            Ok(amount.round() as u32)
        };
        match self.what.as_str() {
            "rooms" => {
                let mut more = system.clone();
                more.set_rooms_total(system.rooms_total() + whole()?);
                Ok(more)
            }
            "receptionists" => {
                let add = |system: Option<CareSystem>, _| system?.with_more(More::Receptionist);
                let added = (0..whole()?).fold(Some(system.clone()), add);
                added.ok_or_else(|| ("a practice".to_owned(), "remove the line".to_owned()))
            }
            role => {
                let Some(index) = system.roles.iter().position(|known| known.name == role) else {
                    return Err(unknown_role(role, system));
                };
                let thousandths = (amount * f64::from(THOUSANDTHS)).round() as u32;
                system.with_more(More::Staff { role: index, thousandths }).ok_or_else(|| {
                    (
                        "a role of which the network has somebody in post, who is not there by rota alone"
                            .to_owned(),
                        format!(
                            "state them as a team of their own: [staff.more] with role = {role:?}, wte, \
                             wte_per_person, scope and stage"
                        ),
                    )
                })
            }
        }
    }
}

fn unknown_role(role: &str, system: &CareSystem) -> (String, String) {
    let names: Vec<&str> = system.roles.iter().map(|role| role.name.as_str()).collect();
    let all = format!("name one of: {}, rooms, receptionists", names.join(", "));
    let known = names.iter().copied().chain(["rooms", "receptionists"]);
    let mut near = meant(role, &names);
    near.extend(nearest(role, known).filter(|_| near.is_empty()));
    let remedy = question(&near, &all);
    ("a role of the network, `rooms` or `receptionists`".to_owned(), remedy)
}

/// A difference from a network's own value, as it is written.
enum Difference {
    More(f64),
    Percent(f64),
}

/// The difference that a text states: `+2`, `-0.5`, `+20%`.
fn difference(text: &str) -> Option<Difference> {
    let text = text.trim().replace('−', "-");
    let signed = text.strip_suffix('%').unwrap_or(&text);
    let is_number = |c: char| c.is_ascii_digit() || c == '.';
    let size = signed.strip_prefix(['+', '-'])?;
    if size.is_empty() || !size.chars().all(is_number) {
        return None;
    }
    let number: f64 = signed.parse().ok()?;
    Some(if text.ends_with('%') { Difference::Percent(number) } else { Difference::More(number) })
}

/// The number that a node states, itself or as its `value`.
fn number_of(node: &Node) -> Option<f64> {
    match (&node.value, node.get("value").map(|node| &node.value)) {
        (Value::Number(number), _) | (_, Some(Value::Number(number))) => Some(*number),
        _ => None,
    }
}

/// Takes differences out of a layer and makes them in the network.
struct Walk<'w> {
    layer: &'w Layer,
    /// The network before the layer.
    root: Node,
    raised: &'w mut Vec<(String, f64)>,
    problems: Vec<Problem>,
}

impl Walk<'_> {
    fn table(&mut self, over: &mut Node, root: &mut Node, path: &mut Vec<String>) {
        let Value::Table(entries) = &mut over.value else { return };
        entries.retain_mut(|(key, node)| {
            path.push(key.clone());
            let found = match &node.value {
                Value::Text(text) => difference(text),
                _ => None,
            };
            let is_kept = found.is_none();
            match found {
                Some(difference) => self.make(&difference, node, root, path),
                None => self.table(node, root, path),
            }
            path.pop();
            is_kept
        });
    }

    fn make(&mut self, of: &Difference, node: &Node, root: &mut Node, path: &[String]) {
        // A difference may stand as the `value` of a table, beside its evidence.
        let steps = match path.split_last() {
            Some((last, rest)) if last == "value" && !rest.is_empty() => rest,
            _ => path,
        };
        let own = steps.iter().try_fold(&self.root, |node, step| node.get(step));
        let Some(own) = own.and_then(number_of) else {
            self.problems.push(Problem {
                file: self.layer.file.clone(),
                line: Some(node.line),
                key: steps.join("."),
                found: node.found(),
                expected: "a number of the network to change, but it has none of this name".into(),
                remedy: "name something that every network has, add it with [add] by its role, or leave \
                         these networks out"
                    .into(),
            });
            return;
        };
        let new = match of {
            Difference::More(more) => own + more,
            Difference::Percent(percent) => own * (1.0 + percent / 100.0),
        };
        // Without the noise of binary fractions.
        let new = format!("{new:.12e}").parse().unwrap_or(new) + 0.0;
        if let Difference::More(more) = of {
            self.raised.push((steps.join("."), *more));
        }
        set(root, steps, None, &Setting::Number(new));
    }
}

/// Teams and practices that a layer changes but that the network does not have.
fn not_there(over: &Node, root: &Node, layer: &Layer) -> Vec<Problem> {
    // A new one states what makes it one.
    let of = |(table, made_by, words): (&str, &str, &str)| -> Vec<Problem> {
        let Some(Value::Table(entries)) = over.get(table).map(|node| &node.value) else {
            return Vec::new();
        };
        let is_there = |name: &str| root.get(table).is_some_and(|known| known.get(name).is_some());
        let is_missing =
            |(name, node): &&(String, Node)| !is_there(name) && node.get(made_by).is_none();
        let missing = entries.iter().filter(is_missing);
        let problem = |(name, node): &(String, Node)| {
            Problem {
            file: layer.file.clone(),
            line: Some(node.line),
            key: format!("{table}.{name}"),
            found: format!("a {words} that the network does not have"),
            expected: format!("a {words} of every network"),
            remedy: match table {
                "staff" => "add people by their role, as below [add] paramedic = 2, or leave these networks out",
                _ => "change what all practices have, or leave these networks out",
            }
            .into(),
        }
        };
        missing.map(problem).collect()
    };
    let named = [("staff", "role", "team"), ("practices", "list_size", "practice")];
    named.into_iter().flat_map(of).collect()
}

/// Notes the numbers of a layer that replace others of the network.
fn replaced(over: &Node, own: &Node, key: String, out: &mut Vec<Replaced>) {
    if let (Some(stated), Some(own)) = (number_of(over), number_of(own)) {
        out.push(Replaced { key, own, stated });
        return;
    }
    let Value::Table(entries) = &over.value else { return };
    for (name, node) in entries {
        if let Some(own) = own.get(name) {
            let key = if key.is_empty() { name.clone() } else { format!("{key}.{name}") };
            replaced(node, own, key, out);
        }
    }
}
