//! The parameters that may be fitted: a declared list.

use crate::calibration::change::{Change, Free, Location, Step, change, shown};
use crate::model::sourced::Evidence;
use crate::scenario::document::{Node, Value, parse};
use crate::scenario::embedded;
use crate::scenario::error::{Problem, list};
use crate::scenario::quantity::duration;
use crate::scenario::reader::{Collected, Hints, Section};
use crate::scenario::{Files, Scenario, Sort, Written};
use crate::text::{self, alike::nearest};
use std::cell::RefCell;
use std::path::Path;

/// The list of parameters that may be fitted, resolved in a scenario.
#[derive(Clone, Debug)]
pub struct FreeList {
    /// A title for people.
    pub title: String,
    /// The free quantities, in the order written.
    pub free: Vec<Free>,
    /// The text of the file.
    pub text: String,
}

/// A list of parameters cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("cannot use parameters {}: {}", text::shown(.name), text::shown_lines(.text))]
pub struct FreeError {
    /// The list as requested: a path or a built-in name.
    pub name: String,
    /// All problems.
    pub text: String,
}

/// Loads the list called `name`, a path or a built-in name, for a scenario.
///
/// # Example
///
/// ```
/// use pcn_sim::calibration::free;
/// use pcn_sim::scenario::{self, FileSystem};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let written = scenario::read("average-pcn", &FileSystem)?;
/// let list = free::load("england-2025-26-fit", &written, &FileSystem)?;
/// assert!(list.free.iter().all(|free| free.low <= free.start && free.start <= free.high));
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// [`FreeError`], with every problem of the file.
pub fn load(name: &str, written: &Written, files: &impl Files) -> Result<FreeList, FreeError> {
    let fail = |text| FreeError { name: name.to_owned(), text };
    let (text, shown) = match embedded::fit(name) {
        Some(text) => (text.to_owned(), format!("{name} (built in)")),
        None => (files.read(Path::new(name), Sort::Parameters).map_err(fail)?, name.to_owned()),
    };
    read(&text, &shown, written).map_err(|problems| fail(list(&problems)))
}

/// Remedies for keys of such a file.
const HINTS: Hints = Hints {
    missing: "add the key; `scenarios/targets/england-2025-26-fit.toml` shows the form",
    unknown: "remove it",
};

/// Reads the list from `text`, the file called `file`, and finds its keys in the scenario.
///
/// # Errors
///
/// Every problem found.
pub fn read(text: &str, file: &str, written: &Written) -> Result<FreeList, Vec<Problem>> {
    let root = parse(text, 0, file)?;
    let scenario = written.scenario()?;
    let files = [file.to_owned()];
    let collected = RefCell::new(Collected { hints: HINTS, ..Collected::default() });
    let document = Section::root(&root, &files, &collected);
    let about = document.section("about");
    let title = about.text("title");
    about.finish();
    let sections = document.list_of_sections("free");
    let mut all: Vec<Free> = Vec::new();
    for section in &sections {
        let found = free(section, written, &scenario);
        section.finish();
        let Some(found) = found else { continue };
        let taken = |location: &Location| {
            all.iter().flat_map(|free| &free.locations).any(|other| other.steps == location.steps)
        };
        if let Some(twice) = found.locations.iter().find(|location| taken(location)) {
            let said = format!("`{}`, which is already in the list", twice.key());
            section.problem("parameters", &said, "each value once", "remove one of the two");
        }
        if all.iter().any(|other| other.name == found.name) {
            let said = format!("{:?}, as before", found.name);
            section.problem("name", &said, "a unique name", "give it another name");
        }
        let is_alone = collected.borrow().problems.is_empty();
        if is_alone {
            check_ends(section, &found, written);
        }
        all.push(found);
    }
    document.finish();
    if sections.is_empty() {
        document.problem("free", "nothing free", "at least one [[free]]", "name a parameter");
    }
    let mut problems = collected.into_inner().problems;
    if problems.is_empty() {
        return Ok(FreeList { title, free: all, text: text.to_owned() });
    }
    problems.sort_by_key(|problem| problem.line);
    problems.dedup();
    Err(problems)
}

/// One `[[free]]`.
fn free(section: &Section<'_>, written: &Written, scenario: &Scenario) -> Option<Free> {
    let name = section.text("name");
    let patterns = section.texts("parameters");
    let is_stated = section.has("change");
    let change =
        if is_stated { section.choice("change", &Change::WORDS, "") } else { Change::Value };
    let is_whole = section.has("whole") && section.flag("whole", "");
    section.optional_text("why");
    let stated_low = end(section, "low");
    let stated_high = end(section, "high");
    let mut locations = Vec::new();
    for pattern in &patterns {
        locations.extend(found_places(section, pattern, written, scenario));
    }
    let first = locations.first()?;
    if change == Change::Value && (locations.len() > 1 || first.is_list) {
        section.problem(
            "parameters",
            "several values",
            "one, or `change = \"factor\"` or \"tilt\"",
            "a single quantity moves several values only by a factor or a tilt",
        );
        return None;
    }
    if change == Change::Tilt && locations.iter().any(|location| !location.is_list) {
        section.problem(
            "change",
            "a tilt of a single value",
            "a list of shares",
            "write \"factor\"",
        );
        return None;
    }
    let start = match change {
        Change::Value => first.base[0],
        Change::Factor => 1.0,
        Change::Tilt => 0.0,
    };
    let own = own_range(change, &locations, written);
    let range = match (stated_low, stated_high, own) {
        (Some(low), Some(high), _) => Some((low, high)),
        (low, high, Some(own)) => Some((low.unwrap_or(own.0), high.unwrap_or(own.1))),
        _ => None,
    };
    let Some((low, high)) = range else {
        let remedy = "state both: the scenario gives no range for it";
        section.problem("low", "no range", "`low` and `high`", remedy);
        return None;
    };
    if !(low < high && low <= start && start <= high) {
        let expected = format!("low < high, with {start}, the value of the scenario, between them");
        section.problem("low", &format!("{low} to {high}"), &expected, "correct the range");
        return None;
    }
    if let Some((least, most)) = own
        && (low < least - 1e-9 || high > most + 1e-9)
    {
        let found = format!("{low} to {high}");
        let expected = format!("a range within {least} to {most}, the range of the scenario");
        section.problem(
            "low",
            &found,
            &expected,
            "narrow it, or widen the scenario's with evidence",
        );
        return None;
    }
    Some(Free { name, change, is_whole, low, high, start, locations })
}

/// An end of a range: a number, or a length of time in minutes.
fn end(section: &Section<'_>, key: &str) -> Option<f64> {
    let node = section.stated(key)?;
    let read = number(node);
    if read.is_none() {
        section.problem(
            key,
            &node.found(),
            "a number or a length of time",
            "write 0.5 or \"5 min\"",
        );
    }
    read
}

fn number(node: &Node) -> Option<f64> {
    match &node.value {
        Value::Number(number) => Some(*number),
        Value::Text(text) => duration(text),
        _ => None,
    }
}

/// The values that match `pattern`. `*` stands for any letters of a key, `[*]` for every item.
fn found_places(
    section: &Section<'_>,
    pattern: &str,
    written: &Written,
    scenario: &Scenario,
) -> Vec<Location> {
    let mut found = vec![(Vec::new(), &written.root)];
    for part in pattern.split('.') {
        let (key, item) = part.split_once('[').map_or((part, None), |(key, rest)| {
            (key, Some(rest.strip_suffix(']').unwrap_or(rest)))
        });
        found =
            found.into_iter().flat_map(|(steps, node)| below(&steps, node, key, item)).collect();
    }
    let keys = || {
        let parameters = scenario.parameters.iter().map(|parameter| parameter.key.as_str());
        parameters.chain(scenario.levers.iter().map(|lever| lever.key.as_str()))
    };
    if found.is_empty() {
        let near = nearest(pattern, keys());
        let remedy = near.map_or_else(
            || "`pcn-sim check SCENARIO` lists the keys".to_owned(),
            |near| format!("did you mean \"{near}\"?"),
        );
        section.problem("parameters", &format!("{pattern:?}"), "the key of a value", &remedy);
    }
    let location = |(steps, node): (Vec<Step>, &Node)| location(section, steps, node, scenario);
    found.into_iter().filter_map(location).collect()
}

/// The value called `key` within `node`, and its `item` if one is given.
fn below<'n>(
    steps: &[Step],
    node: &'n Node,
    key: &str,
    item: Option<&str>,
) -> Vec<(Vec<Step>, &'n Node)> {
    let Value::Table(entries) = &node.value else { return Vec::new() };
    let mut found = Vec::new();
    for (known, inner) in entries.iter().filter(|(known, _)| matches(key, known)) {
        let mut steps = steps.to_vec();
        steps.push(Step::Key(known.clone()));
        let Some(item) = item else {
            found.push((steps, inner));
            continue;
        };
        let Value::Array(items) = &inner.value else { continue };
        for (number, inner) in items.iter().enumerate() {
            if item == "*" || item.parse() == Ok(number) {
                let mut steps = steps.clone();
                steps.push(Step::Item(number));
                found.push((steps, inner));
            }
        }
    }
    found
}

fn matches(pattern: &str, word: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == word,
        Some((start, end)) => {
            word.len() >= start.len() + end.len() && word.starts_with(start) && word.ends_with(end)
        }
    }
}

/// The value at `node`, unless it has direct evidence.
fn location(
    section: &Section<'_>,
    steps: Vec<Step>,
    node: &Node,
    scenario: &Scenario,
) -> Option<Location> {
    let key = shown(&steps);
    let parameter = scenario.parameters.iter().find(|parameter| parameter.key == key);
    let is_lever = scenario.levers.iter().any(|lever| lever.key == key);
    let refuse = |found: &str, expected: &str, remedy: &str| {
        section.problem("parameters", &format!("`{key}`{found}"), expected, remedy);
        None
    };
    match parameter.map(|parameter| &parameter.evidence) {
        Some(Evidence::Source(source)) => {
            return refuse(
                &format!(", which has direct evidence: the source \"{source}\""),
                "parameters without direct evidence",
                "remove it from the list",
            );
        }
        None if !is_lever => {
            return refuse(
                ", which is neither a parameter nor a lever",
                "the key of a number, as `pcn-sim check SCENARIO` lists them",
                "name a value, or an item of a list as key[0]",
            );
        }
        _ => {}
    }
    let value = node.get("value").unwrap_or(node);
    let items = match &value.value {
        Value::Array(items) => items.iter().collect(),
        _ => vec![value],
    };
    let Some(base) = items.iter().map(|item| number(item)).collect::<Option<Vec<f64>>>() else {
        return refuse(", which is not a number", "a number or a list of numbers", "leave it out");
    };
    Some(Location {
        steps,
        base,
        is_list: matches!(value.value, Value::Array(_)),
        is_duration: matches!(items[0].value, Value::Text(_)),
        has_evidence: parameter.is_some(),
    })
}

/// The range that the scenario gives for the quantity. For several values, their common range.
fn own_range(change: Change, locations: &[Location], written: &Written) -> Option<(f64, f64)> {
    let ranges = locations.iter().map(|location| range_of(change, location, written));
    let ranges = ranges.collect::<Option<Vec<(f64, f64)>>>()?;
    let both = |one: (f64, f64), other: &(f64, f64)| (one.0.max(other.0), one.1.min(other.1));
    Some(ranges.iter().fold((f64::NEG_INFINITY, f64::INFINITY), both))
}

fn range_of(change: Change, location: &Location, written: &Written) -> Option<(f64, f64)> {
    let mut node = &written.root;
    let mut relative = None;
    for step in &location.steps {
        node = match (step, &node.value) {
            (Step::Key(key), _) => node.get(key)?,
            (Step::Item(item), Value::Array(items)) => items.get(*item)?,
            (Step::Item(_), _) => return None,
        };
        relative = node.get("relative_range").or(relative);
    }
    let pair = |node: &Node| match &node.value {
        Value::Array(ends) if ends.len() == 2 => Some((number(&ends[0])?, number(&ends[1])?)),
        _ => None,
    };
    let base = location.base[0];
    match (change, node.get("range"), relative) {
        (Change::Tilt, ..) => None,
        (Change::Value, Some(range), _) => pair(range),
        (Change::Value, None, Some(range)) => {
            pair(range).map(|(low, high)| (low * base, high * base))
        }
        (Change::Factor, Some(range), _) if base > 0.0 => {
            pair(range).map(|(low, high)| (low / base, high / base))
        }
        (Change::Factor, None, Some(range)) => pair(range),
        _ => None,
    }
}

/// The scenario must be valid with each end of the range, and with a value between them.
fn check_ends(section: &Section<'_>, free: &Free, written: &Written) {
    // The golden section, which is no round number.
    let between = free.low + (free.high - free.low) * 0.618;
    for (key, value) in [("low", free.low), ("high", free.high), ("low", free.rounded(between))] {
        let change = change(written, std::slice::from_ref(free), &[value], None);
        if let Err(problems) = written.with(change).scenario() {
            let found = format!("{value}, at which the scenario has {}", problems[0].found);
            let expected = format!("values that make a scenario: {}", problems[0].expected);
            let remedy = "narrow the range, or add `whole = true` if only whole numbers are valid";
            section.problem(key, &found, &expected, remedy);
            return;
        }
    }
}
