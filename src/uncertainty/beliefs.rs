//! What clinicians believe about parameters, in place of the ranges of a scenario.
//!
//! A belief is *low, likely, high*: the 5th percentile, the median and the 95th percentile of what someone holds
//! possible, as a range of a scenario is. Several people are pooled with equal weights: the distribution of the group is
//! the mean of theirs (a linear opinion pool), and its 5th, 50th and 95th percentiles are the range and the value.
//! Everything else follows from the text of the scenario: draws, hashes, resumed runs.

use crate::model::sourced::{Evidence, Parameter, Sort};
use crate::scenario::document::{Node, Value};
use crate::scenario::quantity::duration;
use crate::scenario::{Scenario, Written, written};
use crate::text::alike::most_alike;
use crate::text::csv::other_separator;
use crate::text::lines::line_feeds;
use crate::text::shown;
use crate::uncertainty::pool::pooled;
use crate::uncertainty::spread::{Step, below, below_mut, number, steps};
use std::collections::{BTreeMap, BTreeSet};

/// The number of rooms of a network, which no parameter has a range for.
pub const ROOMS: &str = "rooms.drawn_within";

/// The columns that are read. Others are ignored.
const COLUMNS: [&str; 4] = ["name", "low", "likely", "high"];

/// What a text of evidence begins with if it is a belief.
const BELIEFS_OF: &str = "beliefs of ";

/// What one person believes about one parameter.
#[derive(Clone, Debug, PartialEq)]
pub struct Belief {
    /// The line of the file.
    pub line: u64,
    /// The key of the parameter, or of a table with a range of factors.
    pub key: String,
    /// Who believes it; empty if nobody is named.
    pub expert: String,
    /// Low, likely and high, in the unit of the parameter; of a table or a list in multiples of its values.
    pub range: [f64; 3],
}

/// Reads a form. Rows without figures are left out: they keep the range of the scenario.
///
/// # Errors
///
/// Every problem, in words: where, what was found, what was expected, what to do.
pub fn read(text: &str) -> Result<Vec<Belief>, Vec<String>> {
    let text = text.trim_start_matches('\u{feff}');
    let text = line_feeds(text);
    let mut reader =
        csv::ReaderBuilder::new().trim(csv::Trim::All).flexible(true).from_reader(text.as_bytes());
    let head = match reader.headers() {
        Ok(head) => head.clone(),
        Err(error) => {
            return Err(vec![format!(
                "it is not a comma-separated table: {}",
                shown(&error.to_string())
            )]);
        }
    };
    if let Some(other) = other_separator(&head) {
        return Err(vec![format!(
            "its values are separated by {other}; save it again with commas"
        )]);
    }
    let at = |name: &str| head.iter().position(|column| column.eq_ignore_ascii_case(name));
    let missing: Vec<&str> = COLUMNS.into_iter().filter(|name| at(name).is_none()).collect();
    if !missing.is_empty() {
        let (missing, all) = (missing.join(", "), COLUMNS.join(", "));
        return Err(vec![format!(
            "line 1: no column {missing}; a form has the columns {all} and, for several people, expert; \
             `pcn-sim describe beliefs` prints one"
        )]);
    }
    let (mut beliefs, mut problems) = (Vec::new(), Vec::new());
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                problems.push(format!(
                    "it is not a comma-separated table: {}",
                    shown(&error.to_string())
                ));
                break;
            }
        };
        let line = record.position().map_or(0, csv::Position::line);
        let cell = |name: &str| at(name).and_then(|index| record.get(index)).unwrap_or_default();
        match one(line, cell("name"), cell("expert"), ["low", "likely", "high"].map(cell)) {
            Ok(Some(belief)) => beliefs.push(belief),
            Ok(None) => {}
            Err(of_row) => problems.extend(of_row),
        }
    }
    let mut seen = BTreeMap::new();
    for belief in &beliefs {
        if let Some(first) = seen.insert((&belief.key, &belief.expert), belief.line) {
            let who = if belief.expert.is_empty() {
                "nobody named".into()
            } else {
                shown(&belief.expert)
            };
            problems.push(format!(
                "line {}, {}: stated before on line {first} by the same person ({who}); name each person in the \
                 column expert, or remove one row",
                belief.line,
                shown(&belief.key)
            ));
        }
    }
    if problems.is_empty() { Ok(beliefs) } else { Err(problems) }
}

/// One row; `None` if it states no figures.
fn one(
    line: u64,
    key: &str,
    expert: &str,
    cells: [&str; 3],
) -> Result<Option<Belief>, Vec<String>> {
    if cells.iter().all(|cell| cell.is_empty()) {
        return Ok(None);
    }
    let place = format!("line {line}, {}", shown(key));
    let mut problems = Vec::new();
    if key.is_empty() {
        problems.push(format!(
            "line {line}: figures without a name; write the name of a parameter, or empty the row"
        ));
    }
    let mut range = [None; 3];
    for ((number, cell), name) in range.iter_mut().zip(cells).zip(["low", "likely", "high"]) {
        // Rooms are counted: how many there are is not a belief.
        if cell.is_empty() && !(key == ROOMS && name == "likely") {
            problems.push(format!("{place}: no {name}; state low, likely and high, or empty all three to keep the range"));
        } else if !cell.is_empty() {
            *number = read_number(cell);
            if number.is_none() {
                problems.push(format!(
                    "{place}: {name}: found {}, expected a number such as 3.5 or 15%; write a point, not a comma, \
                     before decimals",
                    shown(cell)
                ));
            }
        }
    }
    let [low, likely, high] = range;
    if let (Some(low), Some(high)) = (low, high) {
        let likely = likely.unwrap_or(low);
        if !(low <= likely && likely <= high) {
            problems.push(format!(
                "{place}: found low {low}, likely {likely}, high {high}; expected low ≤ likely ≤ high; put them in order"
            ));
        }
        if problems.is_empty() {
            let (key, expert) = (key.to_owned(), expert.to_owned());
            return Ok(Some(Belief { line, key, expert, range: [low, likely, high] }));
        }
    }
    Err(problems)
}

/// `3.5`, `15%`, or a length of time such as `3.5 min` in minutes.
fn read_number(cell: &str) -> Option<f64> {
    let number = match cell.strip_suffix('%') {
        Some(percent) => percent.trim().parse::<f64>().ok()? / 100.0,
        None => cell.parse().ok().or_else(|| duration(cell))?,
    };
    number.is_finite().then_some(number)
}

/// Scenarios with beliefs in place of ranges.
#[derive(Clone, Debug)]
pub struct Believing {
    /// The scenarios.
    pub scenarios: Vec<Scenario>,
    /// What a reader should know: who was left out, where a scenario kept a value of its own.
    pub notes: Vec<String>,
}

/// The scenarios with `beliefs` from `file` in place of their ranges. Where a scenario states another value than the
/// first one, it keeps it.
///
/// # Errors
///
/// Every problem, in words.
pub fn applied(
    scenarios: &[Scenario],
    beliefs: &[Belief],
    file: &str,
) -> Result<Believing, Vec<String>> {
    let mut problems = Vec::new();
    if beliefs.is_empty() {
        return Err(vec!["no row states low, likely and high; fill in at least one".to_owned()]);
    }
    let Some(first) = scenarios.first() else {
        return Err(vec!["there is no scenario".to_owned()]);
    };
    let Ok(base) = written(&first.name, &first.resolved) else {
        return Err(vec![format!("{} cannot be read again", first.name)]);
    };
    let mut groups: BTreeMap<&str, Vec<&Belief>> = BTreeMap::new();
    beliefs.iter().for_each(|belief| groups.entry(belief.key.as_str()).or_default().push(belief));
    let mut group_beliefs = Vec::new();
    for (key, of_key) in groups {
        match Subject::of(first, &base.root, key) {
            Err(why) => problems.push(format!("line {}, {}: {why}", of_key[0].line, shown(key))),
            Ok(subject) => {
                let before = problems.len();
                problems.extend(of_key.iter().filter_map(|belief| subject.refuses(belief, first)));
                if problems.len() == before {
                    let stated = |belief: &&Belief| subject.stated(belief.range, first);
                    let ranges: Vec<[f64; 3]> = of_key.iter().map(stated).collect();
                    group_beliefs.push((key, pooled(subject.sort, &ranges), of_key, subject));
                }
            }
        }
    }
    let mut believing = Believing { scenarios: Vec::new(), notes: Vec::new() };
    for scenario in scenarios {
        let Ok(mut own) = written(&scenario.name, &scenario.resolved) else { continue };
        let mut lines = BTreeMap::new();
        for (key, range, of_key, subject) in &group_beliefs {
            let (theirs, stated) = (find(&own.root, key), find(&base.root, key));
            if theirs.is_none() {
                continue;
            }
            if theirs.map(|node| node.to_toml()) != stated.map(|node| node.to_toml()) {
                believing.notes.push(format!("{} keeps its own {key}", scenario.title));
                continue;
            }
            subject.put(&mut own, scenario, key, *range, &words(of_key, file));
            lines.insert(*key, of_key[0].line);
        }
        remove_uncited(&mut own.root);
        own.root.put_in_order();
        match own.scenario() {
            Ok(changed) if problems.is_empty() => believing.scenarios.push(Scenario {
                title: scenario.title.clone(),
                differences: scenario.differences.clone(),
                left_in: scenario.left_in.clone(),
                ..changed
            }),
            Ok(_) => {}
            Err(found) => problems.extend(found.iter().map(|problem| {
                let of = lines.iter().find(|(key, _)| problem.key.starts_with(**key));
                let place = of.map_or(String::new(), |(key, line)| format!("line {line}, {key}: "));
                format!("{place}{} may not have these values: {problem}", scenario.title)
            })),
        }
    }
    problems.dedup();
    if problems.is_empty() { Ok(believing) } else { Err(problems) }
}

/// The evidence of a belief.
fn words(beliefs: &[&Belief], file: &str) -> String {
    let people: BTreeSet<&str> = beliefs.iter().map(|belief| belief.expert.as_str()).collect();
    match people.len() {
        1 => format!("{BELIEFS_OF}1 person, low, likely and high ({file})"),
        count => format!(
            "{BELIEFS_OF}{count} people, low, likely and high, pooled with equal weights ({file})"
        ),
    }
}

/// A sentence for the results, if ranges of `scenarios` are beliefs.
pub fn told(scenarios: &[Scenario]) -> Option<String> {
    let mut found: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for scenario in scenarios {
        for parameter in &scenario.parameters {
            if let Evidence::Assumption(text) = &parameter.evidence
                && let Some(people) = text.strip_prefix(BELIEFS_OF)
            {
                let people = people.split_once(',').map_or(people, |(people, _)| people);
                found.entry(people).or_default().insert(&parameter.key);
            }
        }
        let rooms = scenario.levers.iter().find(|lever| lever.key == ROOMS_BELIEVED);
        if let Some(rooms) = rooms {
            let text = rooms.value.strip_prefix(BELIEFS_OF).unwrap_or(&rooms.value);
            found.entry(text.split(',').next().unwrap_or(text)).or_default().insert(ROOMS);
        }
    }
    let of = |(people, keys): (&&str, &BTreeSet<&str>)| {
        let keys: Vec<&str> = keys.iter().copied().collect();
        format!("of {people} about {}", keys.join(", "))
    };
    let parts: Vec<String> = found.iter().map(of).collect();
    (!parts.is_empty()).then(|| {
        format!(
            "Ranges, and the values within them, are beliefs, and no longer those of the evidence: {}.",
            parts.join("; ")
        )
    })
}

/// The lever that says whose beliefs the number of rooms is drawn within.
const ROOMS_BELIEVED: &str = "rooms.believed";

/// What a belief is about.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Subject {
    what: What,
    sort: Sort,
}

/// How a belief is written into a scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    /// One value: the belief is in its unit.
    Value,
    /// A table or list with a range of factors: the belief is in multiples of the values.
    Factor,
    /// The number of rooms.
    Rooms,
}

fn find<'n>(root: &'n Node, key: &str) -> Option<&'n Node> {
    steps(key).iter().try_fold(root, below)
}

fn find_mut<'n>(root: &'n mut Node, key: &str) -> Option<&'n mut Node> {
    steps(key).iter().try_fold(root, below_mut)
}

/// The number of rooms of a network of `scenario`.
fn rooms_of(scenario: &Scenario) -> f64 {
    f64::from(scenario.system.rooms_total()) / scenario.system.pcns() as f64
}

impl Subject {
    /// # Errors
    ///
    /// Why nothing can be believed about `key`.
    fn of(scenario: &Scenario, root: &Node, key: &str) -> Result<Subject, String> {
        if key == ROOMS && scenario.system.rooms.drawn_within.is_some() {
            return Ok(Subject { what: What::Rooms, sort: Sort::Whole(1) });
        }
        let node = find(root, key);
        if node.is_some_and(|node| node.get("relative_range").is_some()) {
            return Ok(Subject { what: What::Factor, sort: Sort::Amount });
        }
        let parameter = scenario.parameters.iter().find(|parameter| parameter.key == key);
        let is_one = |node: &Node| number(node.get("value").unwrap_or(node)).is_some();
        match (parameter, node) {
            (Some(Parameter { sort: Sort::TimeOfDay, .. }), _) => {
                Err("it is a time of day; state it in the scenario, with a `range` beside it"
                    .to_owned())
            }
            (Some(parameter), Some(node)) if is_one(node) => {
                Ok(Subject { what: What::Value, sort: parameter.sort })
            }
            _ => {
                let known = known(scenario, root);
                let near = most_alike(key, known.iter().map(String::as_str), 3).join(", ");
                Err(format!("there is no such parameter with a range; nearest names: {near}"))
            }
        }
    }

    /// A belief with what the scenario states in place of what is not believed: the number of rooms.
    fn stated(&self, [low, likely, high]: [f64; 3], scenario: &Scenario) -> [f64; 3] {
        let is_rooms = self.what == What::Rooms;
        [low, if is_rooms { rooms_of(scenario) } else { likely }, high]
    }

    /// What is wrong with a belief, in words.
    fn refuses(&self, belief: &Belief, scenario: &Scenario) -> Option<String> {
        let [low, likely, high] = belief.range;
        let place = format!("line {}, {}", belief.line, shown(&belief.key));
        let is_whole = |numbers: [f64; 3]| numbers.iter().all(|number| number.fract() == 0.0);
        let (is_fine, expected, remedy) = match (self.what, self.sort) {
            (What::Factor, _) => {
                let expected = "multiples of the values from 0 on, likely above 0".to_owned();
                (low >= 0.0 && likely > 0.0, expected, "1 keeps them")
            }
            (_, Sort::Share) => (
                low >= 0.0 && high <= 1.0,
                "shares from 0 to 1, or percentages".to_owned(),
                "write 0.15 or 15% for 15 per cent",
            ),
            (What::Rooms, _) => {
                let rooms = rooms_of(scenario);
                let is_stated = likely == low || likely == rooms;
                (
                    low >= 1.0
                        && low <= rooms
                        && rooms <= high
                        && is_whole([low, high, low])
                        && is_stated,
                    format!(
                        "whole numbers on both sides of the {rooms} rooms that the scenario states, and likely empty or {rooms}"
                    ),
                    "count the rooms and state them in the scenario",
                )
            }
            (_, Sort::Whole(least)) => (
                low >= f64::from(least) && is_whole([low, likely, high]),
                format!("whole numbers from {least} on"),
                "round them",
            ),
            _ => (low >= 0.0, "numbers from 0 on".to_owned(), "look at the unit in the form"),
        };
        (!is_fine).then(|| {
            format!("{place}: found {low}, {likely}, {high}; expected {expected}; {remedy}")
        })
    }

    /// Writes the belief of a group into a scenario.
    fn put(
        &self,
        written: &mut Written,
        scenario: &Scenario,
        key: &str,
        range: [f64; 3],
        evidence: &str,
    ) {
        let [low, likely, high] = range;
        match self.what {
            What::Rooms => {
                if let Some(node) = find_mut(&mut written.root, key) {
                    let like = node.clone();
                    node.value = Value::Array(vec![plain(low, &like), plain(high, &like)]);
                }
                if let Some(rooms) = find_mut(&mut written.root, "rooms") {
                    set(rooms, "believed", Value::Text(evidence.to_owned()));
                }
            }
            What::Factor => {
                scale(&mut written.root, scenario, key, likely);
                let Some(table) = find_mut(&mut written.root, key) else { return };
                let like = table.clone();
                let ends = [low / likely, high / likely].map(|end| plain(end, &like));
                set(table, "relative_range", Value::Array(ends.to_vec()));
                state(table, evidence);
            }
            What::Value => {
                keep_sum(&mut written.root, scenario, key, likely);
                let Some(node) = find_mut(&mut written.root, key) else { return };
                let value = node.get("value").unwrap_or(node).clone();
                let as_written = |by: f64| match value.value {
                    Value::Text(_) => {
                        Node { value: Value::Text(format!("{by} min")), ..value.clone() }
                    }
                    _ => plain(by, &value),
                };
                let ends = Value::Array(vec![as_written(low), as_written(high)]);
                let mut table = Node { value: Value::Table(Vec::new()), ..value.clone() };
                set(&mut table, "value", as_written(likely).value);
                set(&mut table, "range", ends);
                state(&mut table, evidence);
                *node = table;
            }
        }
    }
}

fn plain(number: f64, like: &Node) -> Node {
    Node { value: Value::Number(number), ..like.clone() }
}

/// Sets the value under `key` of a table.
fn set(table: &mut Node, key: &str, value: Value) {
    let node = Node { value, ..table.clone() };
    let Value::Table(entries) = &mut table.value else { return };
    match entries.iter_mut().find(|(known, _)| known == key) {
        Some((_, known)) => *known = node,
        None => entries.push((key.to_owned(), node)),
    }
}

/// States the evidence of a table, in place of what it was.
fn state(table: &mut Node, evidence: &str) {
    if let Value::Table(entries) = &mut table.value {
        entries.retain(|(key, _)| !matches!(key.as_str(), "source" | "assumption" | "fitted"));
    }
    set(table, "assumption", Value::Text(evidence.to_owned()));
}

/// Multiplies all values that share the range of factors of the table or list called `key`.
fn scale(root: &mut Node, scenario: &Scenario, key: &str, by: f64) {
    if by == 1.0 {
        return;
    }
    for parameter in scenario.parameters.iter().filter(|of| of.sort != Sort::TimeOfDay) {
        if !(parameter.key == key || parameter.key.starts_with(&format!("{key}.")))
            || has_own_range(root, key, &parameter.key)
        {
            continue;
        }
        let Some(node) = find_mut(root, &parameter.key) else { continue };
        let value = if node.get("value").is_some() {
            below_mut(node, &Step::Key("value".to_owned()))
        } else {
            Some(node)
        };
        let Some(value) = value else { continue };
        match &mut value.value {
            Value::Array(items) => items.iter_mut().for_each(|item| multiply(item, by)),
            _ => multiply(value, by),
        }
    }
}

/// Whether a parameter below the table called `table` has a range of its own, or a nearer table's.
fn has_own_range(root: &Node, table: &str, key: &str) -> bool {
    let (above, all) = (steps(table).len(), steps(key));
    (above + 1..=all.len()).any(|depth| {
        let node = all[..depth].iter().try_fold(root, below);
        node.is_some_and(|node| node.get("range").is_some() || node.get("relative_range").is_some())
    })
}

fn multiply(node: &mut Node, by: f64) {
    let Some(number) = number(node) else { return };
    node.value = match node.value {
        Value::Text(_) => Value::Text(format!("{} min", number * by)),
        _ => Value::Number(number * by),
    };
}

/// Where `key` is one of shares that add up to 1, scales the others so that they still do if it is `share`.
fn keep_sum(root: &mut Node, scenario: &Scenario, key: &str, share: f64) {
    let whole = scenario
        .sums
        .iter()
        .find(|sum| sum.is_whole && sum.keys.len() > 1 && sum.keys.iter().any(|own| own == key));
    let Some(whole) = whole else { return };
    let value = |root: &Node, key: &str| {
        find(root, key).and_then(|node| number(node.get("value").unwrap_or(node)))
    };
    let Some(was) = value(root, key).filter(|was| *was < 1.0) else { return };
    let by = (1.0 - share) / (1.0 - was);
    for other in whole.keys.iter().filter(|other| *other != key) {
        let Some(node) = find_mut(root, other) else { continue };
        let inner = if node.get("value").is_some() {
            below_mut(node, &Step::Key("value".to_owned()))
        } else {
            Some(node)
        };
        if let Some(inner) = inner {
            multiply(inner, by);
        }
        if let Some(range) =
            find_mut(root, other).and_then(|node| below_mut(node, &Step::Key("range".to_owned())))
            && let Value::Array(ends) = &mut range.value
        {
            ends.iter_mut().for_each(|end| multiply(end, by));
        }
    }
}

/// Removes citations that nothing cites any more, because a scenario must not keep them.
fn remove_uncited(root: &mut Node) {
    let mut cited = BTreeSet::new();
    note_cited(root, &mut cited);
    if let Some(sources) = find_mut(root, "sources")
        && let Value::Table(entries) = &mut sources.value
    {
        entries.retain(|(key, _)| cited.contains(key));
    }
}

fn note_cited(node: &Node, cited: &mut BTreeSet<String>) {
    match &node.value {
        Value::Table(entries) => {
            for (key, inner) in entries {
                match &inner.value {
                    Value::Text(text) if key == "source" => {
                        cited.insert(text.clone());
                    }
                    _ => note_cited(inner, cited),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| note_cited(item, cited)),
        _ => {}
    }
}

/// All names that beliefs may be about.
fn known(scenario: &Scenario, root: &Node) -> BTreeSet<String> {
    let parameters = scenario.parameters.iter().filter(|of| of.sort != Sort::TimeOfDay);
    let mut known = BTreeSet::from([ROOMS.to_owned()]);
    for parameter in parameters {
        known.insert(parameter.key.clone());
        let parts: Vec<&str> = parameter.key.split('.').collect();
        for depth in 1..parts.len() {
            let above = parts[..depth].join(".");
            if find(root, &above).is_some_and(|node| node.get("relative_range").is_some()) {
                known.insert(above);
            }
        }
    }
    known
}
