//! The differences between a scenario and its baseline, and the class of each.
//!
//! The effect of a planner's decision is known only if the world, the patients and the days are the
//! same. So each difference has a [`Class`], and reports name the differences that are not levers.
//!
//! The resolved scenarios are compared value by value. An overlay that states a value of its base
//! again makes no difference. Titles, sources, evidence and ranges are ignored.

use crate::model::population::{WhyNot, same_patients};
use crate::scenario::Scenario;
use crate::scenario::document::{Node, Value};
use crate::scenario::key_words::in_words;
use crate::scenario::quantity::duration;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// Tables without effect on what is simulated or paid.
const ABOUT: [&str; 4] = ["about", "base", "case_study", "sources"];

/// Keys of labels and evidence, which are not values.
const LABELS: [&str; 7] =
    ["title", "note", "source", "assumption", "fitted", "range", "relative_range"];

/// Tables of named tables. A named table that is in only one scenario is one difference, with this
/// class. `None`: it belongs to the world if its values have evidence.
const NAMED: [(&str, Class); 19] = [
    ("administration", Class::World),
    ("competence", Class::Lever),
    ("cohorts", Class::Lever),
    ("continuity", Class::World),
    ("emergency_by_hour", Class::World),
    ("estate", Class::Lever),
    ("labour_pool", Class::World),
    ("money.roles", Class::Lever),
    ("needs", Class::World),
    ("overbooking", Class::Lever),
    ("planned.streams", Class::World),
    ("practices", Class::Population),
    ("recall", Class::World),
    ("recall.conditions", Class::World),
    ("returns", Class::World),
    ("months", Class::World),
    ("double_slots", Class::World),
    ("roles", Class::Lever),
    ("staff", Class::Lever),
];

/// Maximum number of differences of a class named in a heading.
const MOST_TOLD: usize = 4;

/// Maximum number of characters of a value in a message.
const LONGEST_TOLD: usize = 30;

/// The class of a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Planners' decisions, and everything else without evidence, such as a new role, team or
    /// cohort with all its values.
    Lever,
    /// Values with evidence: a source, an assumption or a fit.
    World,
    /// The practices, their networks, lists, ages, deprivation and need.
    Population,
    /// The first day, bank holidays and core hours.
    Calendar,
}

impl Class {
    /// The classes that a reader of results must know about, in the order of display.
    pub const TOLD: [Class; 3] = [Class::World, Class::Population, Class::Calendar];

    /// Its word.
    pub const fn word(self) -> &'static str {
        match self {
            Class::Lever => "lever",
            Class::World => "world",
            Class::Population => "population",
            Class::Calendar => "calendar",
        }
    }

    /// The class of a value, by its key and by whether either scenario states evidence for it.
    fn of(key: &str, has_evidence: bool) -> Self {
        let parts: Vec<&str> = key.split('.').collect();
        match parts[..] {
            ["calendar", ..] => Class::Calendar,
            ["practices", _, "list_size" | "growth_per_year" | "deprivation_quintile" | "pcn"]
            | ["practices", _, "age_shares", ..]
            | ["place", "networks" | "rotate_deprivation"]
            | ["place", "changes", _, "list_size_factor" | "need_factor"] => Class::Population,
            _ if has_evidence => Class::World,
            _ => Class::Lever,
        }
    }
}

/// A value, or a whole named table, that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The key, from the top of the file.
    pub key: String,
    /// Its class.
    pub class: Class,
    /// The value in the baseline, as written in TOML; `None` if it is not there.
    pub baseline: Option<String>,
    /// The value in the scenario; `None` if it is not there.
    pub scenario: Option<String>,
}

impl fmt::Display for Difference {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = in_words(&self.key);
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

/// The similarity of a scenario and its baseline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Likeness {
    /// All differences, in the order of keys.
    pub differences: Vec<Difference>,
    /// Whether they meet the same patients, or why not.
    pub same_patients: Result<(), WhyNot>,
    /// Whether other days are measured: another first day or other bank holidays. Counts then refer
    /// to different working days. Other core hours are a difference of the calendar but not of the
    /// days.
    pub calendar_differs: bool,
}

impl Likeness {
    /// The differences of one class.
    pub fn of_class(&self, class: Class) -> impl Iterator<Item = &Difference> {
        self.differences.iter().filter(move |difference| difference.class == class)
    }

    /// Whether only levers differ and the patients are the same. The difference of results is then
    /// the effect of the levers.
    pub fn is_like(&self) -> bool {
        self.same_patients.is_ok() && self.differences.iter().all(|d| d.class == Class::Lever)
    }
}

/// One line for the heading of a table: the differences that are not levers. Empty if there are
/// none.
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

/// The similarity of `scenario` to `baseline`.
///
/// # Example
///
/// ```
/// use pcn_sim::scenario::likeness::{Class, like};
/// use pcn_sim::scenario::{FileSystem, load};
///
/// let baseline = load("average-pcn", &FileSystem)?;
/// let changed = load("two-more-rooms", &FileSystem)?;
/// let likeness = like(&baseline, &changed);
/// assert!(likeness.is_like());
/// assert!(likeness.of_class(Class::Lever).count() > 0);
/// # Ok::<(), pcn_sim::scenario::error::ScenarioError>(())
/// ```
pub fn like(baseline: &Scenario, scenario: &Scenario) -> Likeness {
    let days = |of: &Scenario| {
        let calendar = &of.system.calendar;
        (calendar.start, calendar.bank_holidays.clone())
    };
    // A key stated with the value that applies without it makes no difference.
    let is_same = baseline.system == scenario.system && baseline.money == scenario.money;
    Likeness {
        differences: if is_same { Vec::new() } else { differences(baseline, scenario) },
        same_patients: same_patients(&baseline.system, &scenario.system),
        calendar_differs: days(baseline) != days(scenario),
    }
}

fn differences(baseline: &Scenario, scenario: &Scenario) -> Vec<Difference> {
    let parameters = baseline.parameters.iter().chain(&scenario.parameters);
    // The list that a value within it belongs to: `demand.rates[2].value` belongs to
    // `demand.rates`.
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
    for (index, of) in [baseline, scenario].into_iter().enumerate() {
        for (key, value) in &of.values {
            values.entry(key).or_default()[index] = Some(value);
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

/// The named table that contains `key`, and the class of such a table as a whole.
fn named_table(key: &str) -> Option<(&str, Class)> {
    NAMED.iter().find_map(|(tables, class)| {
        let name = key.strip_prefix(tables)?.strip_prefix('.')?;
        let end = name.find('.')?;
        Some((&key[..tables.len() + 1 + end], *class))
    })
}

/// Whether two values mean the same, as "1 h" and "60 min" do.
fn is_same_value(one: Option<&String>, other: Option<&String>) -> bool {
    let length = |value: Option<&String>| {
        let text = value?.strip_prefix('"')?.strip_suffix('"')?;
        duration(text)
    };
    one == other || length(one).is_some_and(|minutes| length(other) == Some(minutes))
}

/// Every value of a document, by key, as written in TOML, without labels, evidence and tables that
/// do not affect the network.
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
