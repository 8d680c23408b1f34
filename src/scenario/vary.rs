//! Levers and parameters that are varied: `PATH=VALUES`, and the scenario at a point of them.

use crate::scenario::document::{Node, Value};
use crate::scenario::error::Problem;
use crate::scenario::quantity::duration;
use crate::scenario::{Scenario, Written};
use crate::text::alike::most_alike;
use crate::text::shown;
use std::fmt;

/// The path of the total number of rooms, which is not one value of a scenario: rooms are added and
/// removed as in the comparisons at other numbers of rooms.
pub const ROOMS: &str = "rooms";

/// The maximum number of values of a lever.
pub const MOST_VALUES: usize = 1_000;

/// The maximum number of rooms.
const MOST_ROOMS: f64 = 10_000.0;

/// A value that a lever is given.
#[derive(Clone, Debug, PartialEq)]
pub enum Setting {
    /// A number.
    Number(f64),
    /// A length of time \[min\].
    Minutes(f64),
    /// A word or another text.
    Word(String),
    /// True or false.
    Flag(bool),
}

impl Setting {
    /// The number, if it is one. Lengths of time are in minutes.
    pub const fn number(&self) -> Option<f64> {
        match self {
            Setting::Number(number) | Setting::Minutes(number) => Some(*number),
            _ => None,
        }
    }

    /// As a field of a table: lengths of time are numbers of minutes.
    pub fn field(&self) -> String {
        match self {
            Setting::Minutes(minutes) => minutes.to_string(),
            other => other.to_string(),
        }
    }

    fn value(&self) -> Value {
        match self {
            Setting::Number(number) => Value::Number(*number),
            Setting::Minutes(minutes) => Value::Text(format!("{minutes} min")),
            Setting::Word(word) => Value::Text(word.clone()),
            Setting::Flag(flag) => Value::Boolean(*flag),
        }
    }
}

impl fmt::Display for Setting {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Setting::Number(number) => write!(out, "{number}"),
            Setting::Minutes(minutes) => write!(out, "{minutes} min"),
            Setting::Word(word) => out.write_str(word),
            Setting::Flag(flag) => write!(out, "{flag}"),
        }
    }
}

/// The values that a lever is given.
#[derive(Clone, Debug, PartialEq)]
pub enum Values {
    /// Some values, in the order stated.
    Listed(Vec<Setting>),
    /// Every number from the first to the second.
    Between(f64, f64),
}

/// What a path leads to.
#[derive(Clone, Debug, PartialEq)]
enum Target {
    Rooms,
    /// A value of the document: the keys, and the item of a list.
    Value(Vec<String>, Option<usize>),
}

/// The kind of value at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sort {
    Number,
    Minutes,
    Word,
    Flag,
}

/// A lever or parameter with the values that it is given.
#[derive(Clone, Debug, PartialEq)]
pub struct Varied {
    /// Its path.
    pub path: String,
    /// Its value in the scenario; `None` if the scenario does not state it.
    pub stated: Option<Setting>,
    /// Its values.
    pub values: Values,
    target: Target,
}

impl Varied {
    /// How many values it has; `None` if it is a range without a step.
    pub const fn count(&self) -> Option<usize> {
        match &self.values {
            Values::Listed(values) => Some(values.len()),
            Values::Between(..) => None,
        }
    }

    /// Whether its values are numbers.
    pub fn is_number(&self) -> bool {
        match &self.values {
            Values::Listed(values) => values.iter().all(|value| value.number().is_some()),
            Values::Between(..) => true,
        }
    }

    /// Whether it is the total number of rooms.
    pub fn is_rooms(&self) -> bool {
        self.target == Target::Rooms
    }

    /// The value at a share of its values, from 0 to below 1. Numbers of a range without a step have four
    /// digits, those of rooms none.
    pub fn at(&self, share: f64) -> Setting {
        match &self.values {
            Values::Listed(values) => {
                let index = (share * values.len() as f64) as usize;
                values[index.min(values.len() - 1)].clone()
            }
            Values::Between(low, high) if self.is_rooms() => {
                Setting::Number((low + share * (high - low + 1.0)).floor().clamp(*low, *high))
            }
            Values::Between(low, high) => {
                let number = four_digits(low + share * (high - low)).clamp(*low, *high);
                match self.stated {
                    Some(Setting::Minutes(_)) => Setting::Minutes(number),
                    _ => Setting::Number(number),
                }
            }
        }
    }
}

/// Reads `PATH=VALUES` for each of `texts`, for a scenario and its document.
///
/// # Example
///
/// ```
/// use pcn_sim::scenario::{self, FileSystem, vary};
///
/// let written = scenario::read("average-pcn", &FileSystem)?;
/// let scenario = scenario::load("average-pcn", &FileSystem)?;
/// let texts = ["staff.paramedics.wte=0..6:2", "rooms=+0..+4:4"].map(str::to_owned);
/// let varied = vary::read(&texts, &written, &scenario).expect("both exist");
/// assert_eq!(varied.iter().map(|of| of.count()).collect::<Vec<_>>(), [Some(4), Some(2)]);
/// # Ok::<(), scenario::error::ScenarioError>(())
/// ```
///
/// # Errors
///
/// Every problem found.
pub fn read(
    texts: &[String],
    written: &Written,
    scenario: &Scenario,
) -> Result<Vec<Varied>, Vec<Problem>> {
    let mut problems = Vec::new();
    let mut all: Vec<Varied> = Vec::new();
    for text in texts {
        match one(text, written, scenario) {
            Err(problem) => problems.push(*problem),
            Ok(varied) if all.iter().any(|other| other.path == varied.path) => {
                let found = format!("`{}` more than once", varied.path);
                problems.push(*problem(text, &found, "each path once", "join the lists of values"));
            }
            Ok(varied) => all.push(varied),
        }
    }
    if problems.is_empty() { Ok(all) } else { Err(problems) }
}

/// A problem of what was asked.
fn problem(text: &str, found: &str, expected: &str, remedy: &str) -> Box<Problem> {
    Box::new(Problem {
        file: format!("--vary {}", shown(text)),
        line: None,
        key: String::new(),
        found: found.to_owned(),
        expected: expected.to_owned(),
        remedy: remedy.to_owned(),
    })
}

fn one(text: &str, written: &Written, scenario: &Scenario) -> Result<Varied, Box<Problem>> {
    let Some((path, values)) = text.split_once('=') else {
        let remedy = "write staff.paramedics.wte=0..6:1, or rooms=+0,+4";
        return Err(problem(text, "no `=`", "PATH=VALUES", remedy));
    };
    let (path, values) = (path.trim(), values.trim());
    if path == ROOMS {
        let base = f64::from(scenario.system.rooms_total());
        let values = read_values(text, values, Sort::Number, Some(base))?;
        check_rooms(text, &values, scenario)?;
        let stated = Some(Setting::Number(base));
        return Ok(Varied { path: path.to_owned(), stated, values, target: Target::Rooms });
    }
    let (steps, item) = steps(path);
    let Some(node) = find(&written.root, &steps) else {
        return unstated(text, (path, values), steps, written, scenario);
    };
    let node = node.get("value").unwrap_or(node);
    let node = match (&node.value, item) {
        (Value::Array(items), Some(item)) => items.get(item).ok_or_else(|| {
            let found = format!("item {item} of a list of {}", items.len());
            problem(text, &found, "an item that exists, counted from 0", "correct the number")
        })?,
        (Value::Array(items), None) => {
            let found = format!("a list of {} values", items.len());
            let remedy = format!("name one of them as {path}[0]");
            return Err(problem(text, &found, "the path of one value", &remedy));
        }
        (_, Some(_)) => {
            let remedy = "leave out the number in brackets";
            return Err(problem(text, "no list", "the path of one value", remedy));
        }
        (_, None) => node,
    };
    let key = steps.join(".");
    if !known(scenario).any(|known| known == key || known == path) {
        return Err(no_lever(text, path, node, scenario));
    }
    let (sort, stated) = setting(node).ok_or_else(|| no_lever(text, path, node, scenario))?;
    let values = read_values(text, values, sort, stated.number())?;
    let target = Target::Value(steps, item);
    Ok(Varied { path: path.to_owned(), stated: Some(stated), values, target })
}

/// The keys of a path, and the item of a list at its end, as `key[2]`.
fn steps(path: &str) -> (Vec<String>, Option<usize>) {
    let end = path.strip_suffix(']').and_then(|path| path.rsplit_once('['));
    let (path, item) = match end.map(|(path, item)| (path, item.parse())) {
        Some((path, Ok(item))) => (path, Some(item)),
        _ => (path, None),
    };
    (path.split('.').map(str::to_owned).collect(), item)
}

fn find<'n>(root: &'n Node, steps: &[String]) -> Option<&'n Node> {
    steps.iter().try_fold(root, |node, step| node.get(step))
}

/// The paths of levers and parameters of a scenario.
fn known(scenario: &Scenario) -> impl Iterator<Item = &str> {
    let parameters = scenario.parameters.iter().map(|parameter| parameter.key.as_str());
    scenario.levers.iter().map(|lever| lever.key.as_str()).chain(parameters)
}

/// The value at a node, if a lever can have it.
fn setting(node: &Node) -> Option<(Sort, Setting)> {
    Some(match &node.value {
        Value::Number(number) => (Sort::Number, Setting::Number(*number)),
        Value::Text(text) => duration(text).map_or_else(
            || (Sort::Word, Setting::Word(text.clone())),
            |minutes| (Sort::Minutes, Setting::Minutes(minutes)),
        ),
        Value::Boolean(flag) => (Sort::Flag, Setting::Flag(*flag)),
        _ => return None,
    })
}

/// The problem of a path that leads to no lever.
fn no_lever(text: &str, path: &str, node: &Node, scenario: &Scenario) -> Box<Problem> {
    let found = match &node.value {
        Value::Table(_) => format!("`{path}`, a table"),
        Value::Date(_) => format!("`{path}`, a date"),
        _ => format!("`{path}`, which is neither a lever nor a parameter"),
    };
    let within = format!("{path}.");
    let inside: Vec<&str> = known(scenario).filter(|known| known.starts_with(&within)).collect();
    let remedy = match inside.as_slice() {
        [] => nearest(path, scenario),
        keys => {
            let shown = keys.iter().take(5).copied().collect::<Vec<_>>().join(", ");
            let more = if keys.len() > 5 { ", …" } else { "" };
            format!("name one of its values: {shown}{more}")
        }
    };
    problem(text, &found, "the path of one lever or parameter", &remedy)
}

/// The nearest names as a question.
fn nearest(path: &str, scenario: &Scenario) -> String {
    let near = most_alike(path, known(scenario).chain([ROOMS]), 3).join(", ");
    format!("did you mean {near}? `pcn-sim check SCENARIO` lists all paths")
}

/// A lever that a scenario may state but this one does not; a problem if there is none of this path.
fn unstated(
    text: &str,
    (path, values): (&str, &str),
    steps: Vec<String>,
    written: &Written,
    scenario: &Scenario,
) -> Result<Varied, Box<Problem>> {
    let none = || {
        let found = format!("`{path}`, which {} does not have", scenario.name);
        problem(text, &found, "the path of a lever or parameter", &nearest(path, scenario))
    };
    let first = values.split(',').next().unwrap_or_default();
    let first = first.split("..").next().unwrap_or_default().trim();
    let sort = match first {
        "true" | "false" => Sort::Flag,
        first if first.trim_start_matches('+').parse::<f64>().is_ok() => Sort::Number,
        first if duration(first).is_some() => Sort::Minutes,
        _ => Sort::Word,
    };
    let parent = &steps[..steps.len() - 1];
    if path.contains('[') || parent.is_empty() || find(&written.root, parent).is_none() {
        return Err(none());
    }
    let values = read_values(text, values, sort, None).map_err(|wrong| {
        // A wrong path comes first: its values mean nothing.
        if sort == Sort::Word { none() } else { wrong }
    })?;
    let target = Target::Value(steps, None);
    let varied = Varied { path: path.to_owned(), stated: None, values, target };
    let tried = at(written, std::slice::from_ref(&varied), &[Some(varied.at(0.0))]);
    match tried.scenario() {
        Ok(found) if known(&found).any(|known| known == path) => Ok(varied),
        _ => Err(none()),
    }
}

/// The values of a lever of this sort, whose value in the scenario is `base`.
fn read_values(
    text: &str,
    values: &str,
    sort: Sort,
    base: Option<f64>,
) -> Result<Values, Box<Problem>> {
    let fail = |found: &str, expected: &str, remedy: &str| problem(text, found, expected, remedy);
    let words = || values.split(',').map(str::trim);
    if words().any(str::is_empty) {
        let remedy = "write 1,2,4 or 0..6:1";
        return Err(fail(
            "a value that is empty",
            "values separated by commas, or a range",
            remedy,
        ));
    }
    let listed: Vec<Setting> = match sort {
        Sort::Word => words().map(|word| Setting::Word(word.to_owned())).collect(),
        Sort::Flag => {
            let flag = |word: &str| word.parse().map(Setting::Flag);
            words().map(flag).collect::<Result<_, _>>().map_err(|_| {
                fail(&format!("{values:?}"), "true, false or both", "write true,false")
            })?
        }
        Sort::Number | Sort::Minutes => {
            let of = |number| match sort {
                Sort::Minutes => Setting::Minutes(number),
                _ => Setting::Number(number),
            };
            let found = numbers(values, sort, base)
                .map_err(|(found, expected, remedy)| fail(&found, expected, remedy))?;
            match found {
                Numbers::Listed(numbers) => numbers.into_iter().map(of).collect(),
                Numbers::Between(low, high) => return Ok(Values::Between(low, high)),
            }
        }
    };
    if let Some(twice) = (1..listed.len()).find(|index| listed[..*index].contains(&listed[*index]))
    {
        let found = format!("{} twice", listed[twice]);
        return Err(fail(&found, "different values", "remove one of the two"));
    }
    if listed.len() > MOST_VALUES {
        let (found, expected) =
            (format!("{} values", listed.len()), format!("at most {MOST_VALUES}"));
        return Err(fail(&found, &expected, "choose a larger step"));
    }
    Ok(Values::Listed(listed))
}

enum Numbers {
    Listed(Vec<f64>),
    Between(f64, f64),
}

/// What was found, what was expected, and the remedy.
type Wrong = (String, &'static str, &'static str);

/// The numbers of a list or a range, relative to `base` if they have signs of which one is `+`.
fn numbers(values: &str, sort: Sort, base: Option<f64>) -> Result<Numbers, Wrong> {
    let example = match sort {
        Sort::Minutes => "write 5 min,10 min or 5 min..20 min:5 min",
        _ => "write 1,2,4 or 0..6:1; + before a number adds it to the scenario's value",
    };
    let not_read =
        |word: &str| (format!("{word:?}"), "a number, or a range LOW..HIGH:STEP", example);
    let (words, range) = match values.split_once("..") {
        Some((low, rest)) => {
            let (high, step) =
                rest.split_once(':').map_or((rest, None), |(high, step)| (high, Some(step)));
            (vec![low.trim(), high.trim()], Some(step.map(str::trim)))
        }
        None => (values.split(',').map(str::trim).collect(), None),
    };
    let is_signed = |word: &&str| word.starts_with(['+', '-', '−']);
    let is_relative = words.iter().any(|word| word.starts_with('+'));
    if is_relative && !words.iter().all(is_signed) {
        let expected =
            "all values with a sign, which are relative to the scenario, or none with a +";
        return Err((format!("{values:?}"), expected, example));
    }
    let from = match (is_relative, base) {
        (false, _) => 0.0,
        (true, Some(base)) => base,
        (true, None) => {
            let remedy = "state values without +";
            return Err((format!("{values:?}"), "values, since the scenario states none", remedy));
        }
    };
    let read = words.iter().map(|word| number(word, sort).ok_or_else(|| not_read(word)));
    let read: Vec<f64> = read.collect::<Result<_, _>>()?;
    let Some(step) = range else {
        return Ok(Numbers::Listed(read.iter().map(|number| tidy(from + number)).collect()));
    };
    let (low, high) = (read[0], read[1]);
    if low > high {
        return Err((format!("{values:?}"), "the lower end of the range first", example));
    }
    let Some(step) = step else {
        return Ok(Numbers::Between(tidy(from + low), tidy(from + high)));
    };
    let step = number(step, sort)
        .filter(|step| *step > 0.0)
        .ok_or_else(|| (format!("the step {step:?}"), "a step above 0", example))?;
    let count = ((high - low) / step + 1e-9).floor();
    if count >= MOST_VALUES as f64 {
        let expected = "at most 1,000 values";
        return Err((format!("{} values", count + 1.0), expected, "choose a larger step"));
    }
    let value = |index: u32| tidy(from + low + f64::from(index) * step);
    Ok(Numbers::Listed((0..=count as u32).map(value).collect()))
}

/// A number with or without a sign; a length of time in minutes, with or without its unit.
fn number(word: &str, sort: Sort) -> Option<f64> {
    let (sign, size) = match word.strip_prefix(['-', '−']) {
        Some(size) => (-1.0, size),
        None => (1.0, word.strip_prefix('+').unwrap_or(word)),
    };
    let is_number = size.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    let number = match sort {
        Sort::Minutes => duration(size).or_else(|| size.parse().ok()),
        _ => size.parse().ok(),
    };
    number.filter(|number: &f64| is_number && number.is_finite()).map(|number| sign * number + 0.0)
}

/// Without the noise of binary fractions: 0.3 and not 0.30000000000000004.
fn tidy(number: f64) -> f64 {
    format!("{number:.12e}").parse::<f64>().unwrap_or(number) + 0.0
}

fn four_digits(number: f64) -> f64 {
    format!("{number:.3e}").parse().unwrap_or(number)
}

/// Rooms must be whole numbers that the scenario can have.
fn check_rooms(text: &str, values: &Values, scenario: &Scenario) -> Result<(), Box<Problem>> {
    let ends: Vec<f64> = match values {
        Values::Listed(values) => values.iter().filter_map(Setting::number).collect(),
        Values::Between(low, high) => vec![*low, *high],
    };
    let fail =
        |found: String, expected: &str, remedy: &str| Err(problem(text, &found, expected, remedy));
    if let Some(wrong) =
        ends.iter().find(|end| end.fract() != 0.0 || !(1.0..=MOST_ROOMS).contains(*end))
    {
        let expected = "whole numbers of rooms from 1 to 10,000";
        return fail(format!("{wrong} rooms"), expected, "correct the values");
    }
    let fewest = ends.iter().copied().fold(f64::INFINITY, f64::min);
    let mut system = scenario.system.clone();
    system.set_rooms_total(fewest as u32);
    let least = system.rooms_total();
    if f64::from(least) > fewest {
        let expected = format!("at least {least}: every site keeps its last consulting room");
        return fail(format!("{fewest} rooms"), &expected, "leave out smaller numbers");
    }
    Ok(())
}

/// The scenario with these levers at these values; those without a value stay as they are. The number of
/// rooms is no value of a scenario and is left out.
pub fn at(written: &Written, varied: &[Varied], settings: &[Option<Setting>]) -> Written {
    let mut changed = written.clone();
    for (varied, setting) in varied.iter().zip(settings) {
        let (Target::Value(steps, item), Some(setting)) = (&varied.target, setting) else {
            continue;
        };
        if varied.stated.as_ref() != Some(setting) {
            set(&mut changed.root, steps, *item, setting);
        }
    }
    changed.root.put_in_order();
    changed
}

pub(super) fn set(node: &mut Node, steps: &[String], item: Option<usize>, setting: &Setting) {
    let Some((step, rest)) = steps.split_first() else {
        return put(node, item, setting);
    };
    let (file, line) = (node.file, node.line);
    let Value::Table(entries) = &mut node.value else { return };
    let index = entries.iter().position(|(key, _)| key == step).unwrap_or_else(|| {
        let value = Value::Number(0.0);
        entries.push((step.clone(), Node { value, file, line }));
        entries.len() - 1
    });
    set(&mut entries[index].1, rest, item, setting);
}

fn put(node: &mut Node, item: Option<usize>, setting: &Setting) {
    match (&mut node.value, item) {
        (Value::Table(entries), _) => {
            // The scenario's range is around its own value; here it reaches to the one that is tried.
            if let (Some((_, range)), Some(number)) =
                (entries.iter_mut().find(|(key, _)| key == "range"), setting.number())
            {
                widen(range, number, setting);
            }
            let value = entries.iter_mut().find(|(key, _)| key == "value");
            if let Some((_, value)) = value {
                put(value, item, setting);
            }
        }
        (Value::Array(items), Some(item)) if item < items.len() => {
            items[item].value = setting.value();
        }
        (value, _) => *value = setting.value(),
    }
}

fn widen(range: &mut Node, number: f64, setting: &Setting) {
    let Value::Array(ends) = &mut range.value else { return };
    let of = |node: &Node| match &node.value {
        Value::Number(number) => Some(*number),
        Value::Text(text) => duration(text),
        _ => None,
    };
    let [low, high] = ends.as_mut_slice() else { return };
    if of(low).is_some_and(|low| number < low) {
        low.value = setting.value();
    }
    if of(high).is_some_and(|high| number > high) {
        high.value = setting.value();
    }
}

/// The shortest ends of paths that tell them apart, of at least two keys: `paramedics.wte`.
pub fn short_names(paths: &[&str]) -> Vec<String> {
    let end = |path: &str, count: usize| {
        let keys: Vec<&str> = path.split('.').collect();
        keys[keys.len().saturating_sub(count)..].join(".")
    };
    let short = |path: &&str| {
        let is_alone = |name: &String| {
            paths.iter().filter(|other| end(other, name.split('.').count()) == *name).count() == 1
        };
        let depth = path.split('.').count();
        (2..=depth)
            .map(|count| end(path, count))
            .find(is_alone)
            .unwrap_or_else(|| (*path).to_owned())
    };
    paths.iter().map(short).collect()
}
