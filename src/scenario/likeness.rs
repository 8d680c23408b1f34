//! What differs between a scenario and its baseline, and of what kind each difference is.
//!
//! Like is compared with like: a planner's decision is known by its effect only where the world, the
//! patients and the days are the same. So each difference has a [`Class`], and whoever shows results
//! names those that are no levers.
//!
//! Compared are the resolved scenarios, value by value: what an overlay states again as its base has
//! it is no difference, nor are titles, sources, evidence and ranges.

use crate::model::population::{WhyNot, same_patients};
use crate::scenario::Scenario;
use crate::scenario::document::{Node, Value};
use crate::scenario::quantity::duration;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// Tables that say nothing of what is simulated or paid.
const ABOUT: [&str; 4] = ["about", "base", "case_study", "sources"];

/// Keys that hold labels and evidence, not values.
const LABELS: [&str; 7] =
    ["title", "note", "source", "assumption", "fitted", "range", "relative_range"];

/// Tables of tables by name: one that is in one scenario only is one difference, with its class. None:
/// a part of the world where its values carry evidence.
const NAMED: [(&str, Class); 10] = [
    ("competence", Class::Lever),
    ("cohorts", Class::Lever),
    ("estate", Class::Lever),
    ("labour_pool", Class::World),
    ("money.roles", Class::Lever),
    ("needs", Class::World),
    ("planned.streams", Class::World),
    ("practices", Class::Population),
    ("roles", Class::Lever),
    ("staff", Class::Lever),
];

/// So many differences of a class are named in a heading.
const MOST_TOLD: usize = 4;

/// A value of more characters is cut short where it is told.
const LONGEST_TOLD: usize = 30;

/// Of what kind a difference is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// What planners decide, and whatever else states no evidence: also a new role, team or cohort
    /// with all that is said of it.
    Lever,
    /// What carries evidence: a source, an assumption, or what it was fitted to.
    World,
    /// Which practices there are, in which network, with which lists, ages, deprivation and need.
    Population,
    /// The first day, bank holidays and core hours.
    Calendar,
}

impl Class {
    /// The classes of which a reader of results must be told, in the order in which they are.
    pub const TOLD: [Class; 3] = [Class::World, Class::Population, Class::Calendar];

    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Class::Lever => "lever",
            Class::World => "world",
            Class::Population => "population",
            Class::Calendar => "calendar",
        }
    }

    /// The class of a value: by its key, and by whether either scenario states evidence for it.
    fn of(key: &str, has_evidence: bool) -> Self {
        let parts: Vec<&str> = key.split('.').collect();
        match parts[..] {
            ["calendar", ..] => Class::Calendar,
            ["practices", _, "list_size" | "deprivation_quintile" | "pcn"]
            | ["practices", _, "age_shares", ..]
            | ["place", "networks"]
            | ["place", "changes", _, "list_size_factor" | "need_factor"] => Class::Population,
            _ if has_evidence => Class::World,
            _ => Class::Lever,
        }
    }
}

/// A value, or a whole table by name, that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The key, from the top of the file.
    pub key: String,
    /// Of what kind it is.
    pub class: Class,
    /// What the baseline has there, as written in TOML; `None` if nothing.
    pub baseline: Option<String>,
    /// What the scenario has there.
    pub scenario: Option<String>,
}

impl fmt::Display for Difference {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = &self.key;
        let told = |value: &Option<String>| value.as_deref().map(shortened);
        match (told(&self.baseline), told(&self.scenario)) {
            (Some(baseline), Some(scenario)) => write!(out, "{key} {baseline} → {scenario}"),
            (Some(value), None) => write!(out, "{key} only in the baseline ({value})"),
            (None, Some(value)) => write!(out, "{key} only in the scenario ({value})"),
            (None, None) => write!(out, "{key}"),
        }
    }
}

fn shortened(value: &str) -> String {
    match value.char_indices().nth(LONGEST_TOLD) {
        Some((end, _)) => format!("{}…", &value[..end]),
        None => value.to_owned(),
    }
}

/// How far a scenario and its baseline are alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Likeness {
    /// Everything that differs, in the order of keys.
    pub differences: Vec<Difference>,
    /// Whether they meet the same patients, or why not.
    pub same_patients: Result<(), WhyNot>,
    /// Whether other days are measured: another first day, or other bank holidays. Then counts of one
    /// stand for other working days than counts of the other. Other core hours alone are a difference
    /// of the calendar as well, but of the same days.
    pub calendar_differs: bool,
}

impl Likeness {
    /// The differences of one class.
    pub fn of_class(&self, class: Class) -> impl Iterator<Item = &Difference> {
        self.differences.iter().filter(move |difference| difference.class == class)
    }

    /// Whether levers are all that differs, and the patients are the same: then a difference of
    /// results is the effect of the levers.
    pub fn is_like(&self) -> bool {
        self.same_patients.is_ok() && self.differences.iter().all(|d| d.class == Class::Lever)
    }
}

/// One line for the heading of a table: what differs and is no lever. Empty if nothing is.
impl fmt::Display for Likeness {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut is_first = true;
        for class in Class::TOLD {
            let all: Vec<String> = self.of_class(class).map(ToString::to_string).collect();
            if all.is_empty() {
                continue;
            }
            let word = class.word();
            match word.chars().next().filter(|_| is_first) {
                Some(first) => write!(out, "{}{}", first.to_uppercase(), &word[1..])?,
                None => write!(out, "; {word}")?,
            }
            is_first = false;
            write!(out, " differs: {}", all[..all.len().min(MOST_TOLD)].join(", "))?;
            if all.len() > MOST_TOLD {
                write!(out, " and {} more", all.len() - MOST_TOLD)?;
            }
        }
        Ok(())
    }
}

/// How far `scenario` is like `baseline`.
pub fn like(baseline: &Scenario, scenario: &Scenario) -> Likeness {
    let days = |of: &Scenario| {
        let calendar = &of.network.calendar;
        (calendar.start, calendar.bank_holidays.clone())
    };
    // What is stated as it is where nothing is stated makes no difference either.
    let is_same = baseline.network == scenario.network && baseline.money == scenario.money;
    Likeness {
        differences: if is_same { Vec::new() } else { differences(baseline, scenario) },
        same_patients: same_patients(&baseline.network, &scenario.network),
        calendar_differs: days(baseline) != days(scenario),
    }
}

fn differences(baseline: &Scenario, scenario: &Scenario) -> Vec<Difference> {
    let parameters = baseline.parameters.iter().chain(&scenario.parameters);
    // Of values within a list, the list: `demand.rates[2].value` is of `demand.rates`.
    let with_evidence: BTreeSet<&str> =
        parameters.filter_map(|parameter| parameter.key.split('[').next()).collect();
    let tables = |of: &Scenario| -> BTreeMap<String, usize> {
        let mut values = BTreeMap::new();
        for (table, _) in of.values.iter().filter_map(|(key, _)| named_table(key)) {
            *values.entry(table.to_owned()).or_default() += 1;
        }
        values
    };
    let (theirs, ours) = (tables(baseline), tables(scenario));
    let mut values: BTreeMap<&str, [Option<&String>; 2]> = BTreeMap::new();
    for (place, of) in [baseline, scenario].into_iter().enumerate() {
        for (key, value) in &of.values {
            values.entry(key).or_default()[place] = Some(value);
        }
    }
    let mut found: Vec<Difference> = Vec::new();
    for (key, [before, after]) in values {
        let text = |count: &usize| format!("{count} values");
        let one_sided = named_table(key)
            .map(|(table, class)| (table, class, theirs.get(table), ours.get(table)))
            .filter(|(.., before, after)| before.is_some() != after.is_some());
        let difference = match one_sided {
            Some((table, class, before, after)) => Difference {
                key: table.to_owned(),
                class,
                baseline: before.map(text),
                scenario: after.map(text),
            },
            None if is_same_value(before, after) => continue,
            None => Difference {
                key: key.to_owned(),
                class: Class::of(key, with_evidence.contains(key)),
                baseline: before.cloned(),
                scenario: after.cloned(),
            },
        };
        if found.last() != Some(&difference) {
            found.push(difference);
        }
    }
    found
}

/// The named table in which `key` stands, and the class of such a table as a whole.
fn named_table(key: &str) -> Option<(&str, Class)> {
    NAMED.iter().find_map(|(tables, class)| {
        let name = key.strip_prefix(tables)?.strip_prefix('.')?;
        let end = name.find('.')?;
        Some((&key[..tables.len() + 1 + end], *class))
    })
}

/// Whether two values mean the same: "1 h" is "60 min".
fn is_same_value(one: Option<&String>, other: Option<&String>) -> bool {
    let length = |value: Option<&String>| {
        let text = value?.strip_prefix('"')?.strip_suffix('"')?;
        duration(text)
    };
    one == other || length(one).is_some_and(|minutes| length(other) == Some(minutes))
}

/// Every value of a document, key by key as written in TOML: without labels, evidence and what says
/// nothing of the network.
pub(super) fn values(root: &Node) -> Vec<(String, String)> {
    fn walk(node: &Node, key: &str, out: &mut Vec<(String, String)>) {
        let entries = match (&node.value, node.get("value")) {
            (_, Some(value)) => return out.push((key.to_owned(), value.to_toml())),
            (Value::Table(entries), None) if !entries.is_empty() => entries,
            _ => return out.push((key.to_owned(), node.to_toml())),
        };
        for (name, inner) in entries {
            let is_table = matches!(inner.value, Value::Table(_));
            if is_table || !LABELS.contains(&name.as_str()) {
                walk(inner, &format!("{key}.{name}"), out);
            }
        }
    }
    let mut out = Vec::new();
    if let Value::Table(entries) = &root.value {
        for (name, node) in entries.iter().filter(|(name, _)| !ABOUT.contains(&name.as_str())) {
            walk(node, name, &mut out);
        }
    }
    out
}
