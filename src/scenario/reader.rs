//! Reads values out of a document. It collects every problem, reports every unknown key, and
//! records every parameter with its evidence.

use crate::model::sourced::{Evidence, Lever, Parameter};
use crate::scenario::document::{Node, Value};
use crate::scenario::error::Problem;
use crate::text::alike::{most_alike, nearest};
use crate::text::{NAME, is_name};
use crate::units::{Minutes, Probability, TimeOfDay};
use jiff::civil::Date;
use std::cell::RefCell;
use std::collections::BTreeSet;

/// The result of reading.
#[derive(Debug, Default)]
pub struct Findings {
    /// Problems.
    pub problems: Vec<Problem>,
    /// Parameters of the world, with evidence.
    pub parameters: Vec<Parameter>,
    /// Planners' decisions.
    pub levers: Vec<Lever>,
    /// Keys under `sources` that were cited.
    pub cited: BTreeSet<String>,
    /// Remedies for missing and unknown keys in a file of this sort.
    pub hints: Hints,
}

/// Remedies for keys, which depend on the sort of file.
#[derive(Clone, Copy, Debug)]
pub struct Hints {
    /// For a missing key.
    pub missing: &'static str,
    /// For a key that is not used here that is similar to no known one.
    pub unknown: &'static str,
}

impl Default for Hints {
    /// Those for scenarios.
    fn default() -> Self {
        Hints {
            missing: "add the key, or give a `base` that has it",
            unknown: "remove it, or look the key up in docs/parameters.md",
        }
    }
}

/// The expected kind of number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A share or probability, 0 to 1.
    Share,
    /// A number that is not negative, in the given unit.
    Amount(&'static str),
    /// A number above zero, in the given unit.
    Positive(&'static str),
    /// A whole number that is not negative, in the given unit.
    Whole(&'static str),
    /// A whole number from one to the given maximum, in the given unit.
    OneTo(u32, &'static str),
    /// A standard deviation, as a multiple of the mean.
    Variation,
    /// A length of time, written as text.
    Duration,
}

/// The largest accepted number. Larger ones are probably typing errors.
const LARGEST: f64 = 10_000_000.0;

/// The longest accepted length of time [min], 366 days.
const LONGEST: f64 = 527_040.0;

/// The largest accepted coefficient of variation. Above it, hardly any value is near the mean.
const MOST_VARIATION: f64 = 10.0;

impl Kind {
    fn expected(self) -> String {
        match self {
            Kind::Share => "a share between 0 and 1".into(),
            Kind::Amount(unit) => format!("a number from 0 to {LARGEST}, in {unit}"),
            Kind::Positive(unit) => format!("a number above 0, at most {LARGEST}, in {unit}"),
            Kind::Whole(unit) => format!("a whole number from 0 to 100000, in {unit}"),
            Kind::OneTo(most, unit) => format!("a whole number from 1 to {most}, in {unit}"),
            Kind::Variation => {
                format!("a number from 0 to {MOST_VARIATION}, in multiples of the mean")
            }
            Kind::Duration => {
                "a length of time such as \"12 min\", \"1.5 h\" or \"14 d\", at most 366 d".into()
            }
        }
    }

    /// The remedy for a refused value. For a number beyond a limit, it states the limit.
    fn remedy(self, key: &str, node: &Node) -> String {
        let name = key.rsplit('.').next().unwrap_or(key);
        match (self, &node.value) {
            (Kind::Share, _) => "write 0.25 for 25 per cent".into(),
            (Kind::Duration, _) => "write the number, a space and min, h or d, in quotes".into(),
            (_, Value::Number(number)) if *number > self.largest() => {
                format!("`{name}` is {number}; the maximum is {}", self.largest())
            }
            (_, Value::Number(number)) if *number < self.least() => {
                format!("`{name}` is {number}; the minimum is {}", self.least())
            }
            _ => "write a plain number, without quotes or commas".into(),
        }
    }

    const fn largest(self) -> f64 {
        match self {
            Kind::Share => 1.0,
            Kind::Whole(_) => 100_000.0,
            Kind::OneTo(most, _) => most as f64,
            Kind::Variation => MOST_VARIATION,
            Kind::Amount(_) | Kind::Positive(_) | Kind::Duration => LARGEST,
        }
    }

    const fn least(self) -> f64 {
        match self {
            Kind::OneTo(..) => 1.0,
            _ => 0.0,
        }
    }

    fn read(self, node: &Node) -> Option<f64> {
        match (&node.value, self) {
            (Value::Text(text), Kind::Duration) => duration(text),
            (Value::Number(number), _) => {
                let fits = match self {
                    Kind::Share => (0.0..=1.0).contains(number),
                    Kind::Amount(_) => (0.0..=LARGEST).contains(number),
                    Kind::Positive(_) => *number > 0.0 && *number <= LARGEST,
                    Kind::Whole(_) => (0.0..=100_000.0).contains(number) && number.fract() == 0.0,
                    Kind::OneTo(most, _) => {
                        (1.0..=f64::from(most)).contains(number) && number.fract() == 0.0
                    }
                    Kind::Variation => (0.0..=MOST_VARIATION).contains(number),
                    Kind::Duration => false,
                };
                fits.then_some(*number)
            }
            _ => None,
        }
    }

    /// A value used in place of a refused one, so that reading continues and finds all problems.
    const fn stand_in(self) -> f64 {
        match self {
            Kind::Positive(_) | Kind::OneTo(..) | Kind::Duration => 1.0,
            _ => 0.0,
        }
    }

    fn show(self, node: &Node) -> String {
        let unit = match self {
            Kind::Amount(unit)
            | Kind::Positive(unit)
            | Kind::Whole(unit)
            | Kind::OneTo(_, unit) => unit,
            Kind::Variation => "multiples of the mean",
            Kind::Share | Kind::Duration => "",
        };
        match &node.value {
            Value::Text(text) => text.clone(),
            Value::Array(items) => {
                let items: Vec<String> = items.iter().map(Node::to_toml).collect();
                format!("{} {unit}", items.join(", ")).trim_end().to_owned()
            }
            _ if unit.is_empty() => node.to_toml(),
            _ => format!("{} {unit}", node.to_toml()),
        }
    }
}

/// A length of time in minutes, from text such as "12 min".
pub fn duration(text: &str) -> Option<f64> {
    let (number, unit) = text.split_once(' ')?;
    let factor = match unit {
        "min" => 1.0,
        "h" => 60.0,
        "d" => 1440.0,
        _ => return None,
    };
    let is_plain = number.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let minutes = number.parse::<f64>().ok().filter(|_| is_plain)? * factor;
    (minutes.is_finite() && minutes <= LONGEST).then_some(minutes)
}

/// A table of the document, while it is read.
pub struct Section<'d> {
    findings: &'d RefCell<Findings>,
    files: &'d [String],
    node: Option<&'d Node>,
    key: String,
    asked: RefCell<BTreeSet<String>>,
    /// Evidence for the whole table, and its relative range.
    evidence: Option<(Evidence, String)>,
}

impl<'d> Section<'d> {
    /// The whole document.
    pub fn root(node: &'d Node, files: &'d [String], findings: &'d RefCell<Findings>) -> Self {
        Section {
            findings,
            files,
            node: Some(node),
            key: String::new(),
            asked: RefCell::default(),
            evidence: None,
        }
    }

    fn path(&self, key: &str) -> String {
        if self.key.is_empty() { key.to_owned() } else { format!("{}.{key}", self.key) }
    }

    fn ask(&self, key: &str) -> Option<&'d Node> {
        self.asked.borrow_mut().insert(key.to_owned());
        self.node.and_then(|node| node.get(key))
    }

    /// Records a problem with the value under `key`.
    pub fn problem(&self, key: &str, found: &str, expected: &str, remedy: &str) {
        // A missing table is reported once, not again for each of its keys.
        let Some(table) = self.node else { return };
        let at = table.get(key).unwrap_or(table);
        self.findings.borrow_mut().problems.push(Problem {
            file: self.files[at.file].clone(),
            line: Some(at.line),
            key: if key.is_empty() { self.key.clone() } else { self.path(key) },
            found: found.into(),
            expected: expected.into(),
            remedy: remedy.into(),
        });
    }

    fn missing(&self, key: &str, expected: &str) {
        let remedy = self.findings.borrow().hints.missing;
        self.problem(key, "nothing", expected, remedy);
    }

    /// The table under `key`. Its own evidence, if any, applies to all its values.
    pub fn section(&self, key: &str) -> Section<'d> {
        let mut section = self.plain_section(key);
        section.evidence =
            section.own_evidence("relative_range", |section| section.relative_range());
        if section.evidence.is_none() {
            section.evidence.clone_from(&self.evidence);
        }
        section
    }

    /// The table under `key`, with levers only. Evidence is not a valid key in it.
    pub fn plain_section(&self, key: &str) -> Section<'d> {
        let node = self.ask(key);
        match node {
            None => self.missing(key, &format!("a table [{}]", self.path(key))),
            Some(Node { value: Value::Table(_), .. }) => {}
            Some(other) => {
                let remedy = match other.value {
                    Value::Boolean(false) => "remove it: the base has no such table to leave out",
                    _ => "write it as a [table] of keys",
                };
                self.problem(key, &other.found(), "a table", remedy);
            }
        }
        let node = node.filter(|node| matches!(node.value, Value::Table(_)));
        Section {
            findings: self.findings,
            files: self.files,
            node,
            key: self.path(key),
            asked: RefCell::default(),
            evidence: None,
        }
    }

    /// The table under `key`, read a second time. Its problems have been reported.
    pub fn quietly(&self, key: &str) -> Section<'d> {
        Section {
            findings: self.findings,
            files: self.files,
            node: self.node.and_then(|node| node.get(key)),
            key: self.path(key),
            asked: RefCell::default(),
            evidence: None,
        }
    }

    /// The table under `key`, if it exists.
    pub fn optional_section(&self, key: &str) -> Option<Section<'d>> {
        self.ask(key).is_some().then(|| self.section(key))
    }

    /// The same for a table with levers only.
    pub fn optional_plain_section(&self, key: &str) -> Option<Section<'d>> {
        self.ask(key).is_some().then(|| self.plain_section(key))
    }

    /// All tables within this one, with levers only, by name, in the order of the document.
    pub fn plain_sections(&self) -> Vec<(String, Section<'d>)> {
        let Some(Value::Table(entries)) = self.node.map(|node| &node.value) else {
            return Vec::new();
        };
        let named = entries.iter().filter(|(name, _)| self.is_named(name));
        named.map(|(name, _)| (name.clone(), self.plain_section(name))).collect()
    }

    /// Whether the name of a table is valid. If not, it is reported and the table is not read.
    fn is_named(&self, name: &str) -> bool {
        if !is_name(name) {
            self.quietly_asked(name);
            self.problem(name, &format!("the name {name:?}"), NAME, "choose such a name");
        }
        is_name(name)
    }

    /// All tables within this one, by name, in the order of the document.
    pub fn sections(&self) -> Vec<(String, Section<'d>)> {
        let names: Vec<String> = match self.node.map(|node| &node.value) {
            Some(Value::Table(entries)) => entries
                .iter()
                .map(|(key, _)| key.clone())
                .filter(|key| {
                    !["source", "assumption", "fitted", "relative_range"].contains(&key.as_str())
                        && self.is_named(key)
                })
                .collect(),
            _ => Vec::new(),
        };
        names.into_iter().map(|name| (name.clone(), self.section(&name))).collect()
    }

    /// Reports keys that were never read.
    pub fn finish(&self) {
        let Some(Node { value: Value::Table(entries), .. }) = self.node else { return };
        let asked = self.asked.borrow();
        for (key, _) in entries {
            if asked.contains(key) {
                continue;
            }
            let near = nearest(key, asked.iter().map(String::as_str));
            let remedy = near.map_or_else(
                || {
                    let alike = most_alike(key, asked.iter().map(String::as_str), 3);
                    let hint = self.findings.borrow().hints.unknown;
                    format!("{hint}; most like it: {}", alike.join(", "))
                },
                |known| format!("did you mean `{known}`?"),
            );
            let known = asked.iter().cloned().collect::<Vec<_>>().join(", ");
            self.problem(key, "a key that is not used here", &format!("one of: {known}"), &remedy);
        }
    }

    fn own_evidence(
        &self,
        range_key: &str,
        range: impl Fn(&Self) -> String,
    ) -> Option<(Evidence, String)> {
        let source = self.ask("source");
        let assumption = self.ask("assumption");
        let fitted = self.ask("fitted");
        let has_range = self.ask(range_key).is_some();
        let text = |key: &str, node: &Node| match &node.value {
            Value::Text(text) if !text.trim().is_empty() => Some(text.clone()),
            _ => {
                self.problem(key, &node.found(), "a text", "say where the number comes from");
                None
            }
        };
        let evidence = match (source, assumption, fitted) {
            (Some(_), Some(_), _) => {
                self.problem(
                    "assumption",
                    "both `source` and `assumption`",
                    "exactly one of `source` and `assumption`",
                    "keep `source` if the number was measured, otherwise `assumption`",
                );
                return None;
            }
            (Some(_), None, Some(_)) | (None, Some(_), Some(_)) => {
                self.problem(
                    "fitted",
                    "`fitted` beside other evidence",
                    "exactly one of `source`, `assumption` and `fitted`",
                    "keep `fitted` if `pcn-sim calibrate` found the number",
                );
                return None;
            }
            (None, None, Some(node)) => Evidence::Fitted(text("fitted", node)?),
            (Some(node), None, None) => {
                let key = text("source", node)?;
                self.findings.borrow_mut().cited.insert(key.clone());
                Evidence::Source(key)
            }
            (None, Some(node), None) => Evidence::Assumption(text("assumption", node)?),
            (None, None, None) => {
                if has_range {
                    self.problem(
                        range_key,
                        "a range without evidence",
                        "exactly one of `source` and `assumption` beside it",
                        "say where the numbers come from",
                    );
                }
                return None;
            }
        };
        Some((evidence, range(self)))
    }

    fn relative_range(&self) -> String {
        let Some(node) = self.ask("relative_range") else {
            self.problem(
                "",
                "no `relative_range`",
                "`relative_range = [low, high]`, factors around 1",
                "state the plausible range of the values of this table",
            );
            return String::new();
        };
        match pair(node, Kind::Amount("times the value")) {
            Some((low, high)) if low <= 1.0 && high >= 1.0 => format!("{low} to {high} times"),
            _ => {
                self.problem(
                    "relative_range",
                    &node.to_toml(),
                    "[low, high] with low ≤ 1 ≤ high",
                    "write factors, for example [0.8, 1.2]",
                );
                String::new()
            }
        }
    }

    /// A planner's decision: a plain number.
    pub fn lever(&self, key: &str, kind: Kind, meaning: &'static str) -> f64 {
        let Some(node) = self.ask(key) else {
            self.missing(key, &kind.expected());
            return kind.stand_in();
        };
        match kind.read(node) {
            Some(value) => {
                self.note_lever(key, kind.show(node), meaning);
                value
            }
            None => {
                let remedy = kind.remedy(&self.path(key), node);
                self.problem(key, &node.found(), &kind.expected(), &remedy);
                kind.stand_in()
            }
        }
    }

    /// A lever that may be omitted.
    pub fn optional_lever(&self, key: &str, kind: Kind, meaning: &'static str) -> Option<f64> {
        self.ask(key).is_some().then(|| self.lever(key, kind, meaning))
    }

    fn note_lever(&self, key: &str, value: String, meaning: &'static str) {
        self.findings.borrow_mut().levers.push(Lever { key: self.path(key), value, meaning });
    }

    /// A parameter of the world: a number with its own evidence or the table's.
    pub fn number(&self, key: &str, kind: Kind, meaning: &'static str) -> f64 {
        self.values(key, kind, Some(1), meaning)[0]
    }

    /// A parameter of the world: `count` numbers under one key, with evidence.
    pub fn numbers(&self, key: &str, kind: Kind, count: usize, meaning: &'static str) -> Vec<f64> {
        self.values(key, kind, Some(count), meaning)
    }

    /// A parameter of the world: a list of at least one number.
    pub fn list(&self, key: &str, kind: Kind, meaning: &'static str) -> Vec<f64> {
        self.values(key, kind, None, meaning)
    }

    /// A probability with evidence.
    pub fn probability(&self, key: &str, meaning: &'static str) -> Probability {
        probability(self.number(key, Kind::Share, meaning))
    }

    /// A probability with evidence, which may be omitted.
    pub fn optional_probability(&self, key: &str, meaning: &'static str) -> Option<Probability> {
        self.quietly_asked(key);
        self.has(key).then(|| self.probability(key, meaning))
    }

    /// A length of time with evidence.
    pub fn minutes(&self, key: &str, meaning: &'static str) -> Minutes {
        minutes(self.number(key, Kind::Duration, meaning))
    }

    fn values(
        &self,
        key: &str,
        kind: Kind,
        count: Option<usize>,
        meaning: &'static str,
    ) -> Vec<f64> {
        let stand_in = vec![kind.stand_in(); count.unwrap_or(1)];
        let Some(stated) = self.ask(key) else {
            self.missing(key, &kind.expected());
            return stand_in;
        };
        let (node, evidence) = if matches!(stated.value, Value::Table(_)) {
            let inner = Section {
                findings: self.findings,
                files: self.files,
                node: Some(stated),
                key: self.path(key),
                asked: RefCell::default(),
                evidence: None,
            };
            let Some(node) = inner.ask("value") else {
                inner.missing("value", &kind.expected());
                return stand_in;
            };
            let is_list = matches!(node.value, Value::Array(_));
            let evidence = if is_list {
                inner.own_evidence("relative_range", Section::relative_range)
            } else {
                inner.own_evidence("range", |inner| inner.range_around(node, kind))
            };
            inner.finish();
            (node, evidence.or_else(|| self.evidence.clone()))
        } else {
            (stated, self.evidence.clone())
        };
        let items: Vec<&Node> = match &node.value {
            Value::Array(items) if count != Some(1) => items.iter().collect(),
            _ => vec![node],
        };
        if count.is_some_and(|count| count != items.len()) || items.is_empty() {
            let wanted = count.map_or("at least one value".to_owned(), |n| format!("{n} values"));
            let expected = format!("a list of {wanted}, each {}", kind.expected());
            self.problem(key, &node.found(), &expected, "count the values");
            return stand_in;
        }
        let read: Vec<Option<f64>> = items.iter().map(|item| kind.read(item)).collect();
        for (item, value) in items.iter().zip(&read) {
            if value.is_none() {
                let remedy = kind.remedy(if key == "value" { &self.key } else { key }, item);
                self.problem(key, &item.found(), &kind.expected(), &remedy);
            }
        }
        match evidence {
            Some((evidence, range)) => self.findings.borrow_mut().parameters.push(Parameter {
                key: self.path(key),
                value: kind.show(node),
                range,
                evidence,
                meaning,
            }),
            None => self.problem(
                key,
                "a value without evidence",
                "exactly one of `source` and `assumption`, and a `range`",
                "write { value = …, range = [low, high], source = \"…\" } or assumption = \"…\"",
            ),
        }
        read.into_iter().map(|value| value.unwrap_or_else(|| kind.stand_in())).collect()
    }

    fn range_around(&self, value: &Node, kind: Kind) -> String {
        let Some(node) = self.ask("range") else {
            self.problem("", "no `range`", "`range = [low, high]`", "state the plausible range");
            return String::new();
        };
        let Some((low, high)) = pair(node, kind) else {
            let expected = format!("[low, high], each {}", kind.expected());
            self.problem("range", &node.to_toml(), &expected, &kind.remedy("range", node));
            return String::new();
        };
        if let Some(value) = kind.read(value)
            && !(low <= value && value <= high)
        {
            self.problem(
                "range",
                &node.to_toml(),
                &format!("a range that holds the value {value}"),
                "widen the range or correct the value",
            );
        }
        match &node.value {
            Value::Array(items) => {
                items.iter().map(|item| kind.show(item)).collect::<Vec<_>>().join(" to ")
            }
            _ => String::new(),
        }
    }

    /// A word from a closed list.
    pub fn choice<T: Copy>(&self, key: &str, choices: &[(&str, T)], meaning: &'static str) -> T {
        let words = choices.iter().map(|(word, _)| format!("\"{word}\"")).collect::<Vec<_>>();
        let expected = format!("one of {}", words.join(", "));
        let Some(node) = self.ask(key) else {
            self.missing(key, &expected);
            return choices[0].1;
        };
        let Value::Text(text) = &node.value else {
            self.problem(key, &node.found(), &expected, "write one of the words, in quotes");
            return choices[0].1;
        };
        match choices.iter().find(|(word, _)| word == text) {
            Some((_, choice)) => {
                self.note_lever(key, text.clone(), meaning);
                *choice
            }
            None => {
                let near = most_alike(text, choices.iter().map(|(word, _)| *word), 1);
                let remedy = format!("did you mean \"{}\"?", near.join(""));
                self.problem(key, &node.found(), &expected, &remedy);
                choices[0].1
            }
        }
    }

    /// True or false.
    pub fn flag(&self, key: &str, meaning: &'static str) -> bool {
        match self.ask(key).map(|node| (&node.value, node)) {
            Some((Value::Boolean(value), _)) => {
                self.note_lever(key, value.to_string(), meaning);
                *value
            }
            Some((_, node)) => {
                self.problem(key, &node.found(), "true or false", "write true or false, unquoted");
                false
            }
            None => {
                self.missing(key, "true or false");
                false
            }
        }
    }

    /// True or false, if stated.
    pub fn optional_flag(&self, key: &str, meaning: &'static str) -> Option<bool> {
        self.ask(key).is_some().then(|| self.flag(key, meaning))
    }

    /// A text.
    pub fn text(&self, key: &str) -> String {
        match self.ask(key).map(|node| (&node.value, node)) {
            Some((Value::Text(text), _)) if !text.trim().is_empty() => text.clone(),
            Some((_, node)) => {
                self.problem(key, &node.found(), "a text", "write it in quotes");
                String::new()
            }
            None => {
                self.missing(key, "a text");
                String::new()
            }
        }
    }

    /// A name by which other tables may refer to this one.
    pub fn name(&self, key: &str) -> String {
        let name = self.text(key);
        if !name.is_empty() && !is_name(&name) {
            self.problem(key, &format!("the text {name:?}"), NAME, "choose such a name");
        }
        name
    }

    /// A text that may be omitted.
    pub fn optional_text(&self, key: &str) -> Option<String> {
        self.ask(key).is_some().then(|| self.text(key))
    }

    /// Whether `key` is stated.
    pub fn has(&self, key: &str) -> bool {
        self.node.is_some_and(|node| node.get(key).is_some())
    }

    /// The value of `key`, not checked.
    pub fn stated(&self, key: &str) -> Option<&'d Node> {
        self.ask(key)
    }

    /// Marks `key` as known without reading it.
    pub fn quietly_asked(&self, key: &str) {
        self.asked.borrow_mut().insert(key.to_owned());
    }

    /// The file in which `key` is stated; the first file if it is not.
    pub fn file_of(&self, key: &str) -> &'d str {
        let at = self.node.and_then(|node| node.get(key));
        &self.files[at.map_or(0, |node| node.file)]
    }

    /// Several texts.
    pub fn texts(&self, key: &str) -> Vec<String> {
        let Some(node) = self.ask(key) else {
            self.missing(key, "a list of texts");
            return Vec::new();
        };
        let items = match &node.value {
            Value::Array(items) => items
                .iter()
                .map(|item| match &item.value {
                    Value::Text(text) => Some(text.clone()),
                    _ => None,
                })
                .collect::<Option<Vec<_>>>(),
            _ => None,
        };
        items.unwrap_or_else(|| {
            self.problem(key, &node.found(), "a list of texts", "write [\"…\", \"…\"]");
            Vec::new()
        })
    }

    /// Several whole numbers that planners decide; empty if omitted.
    pub fn whole_numbers(&self, key: &str, meaning: &'static str) -> Vec<u32> {
        let Some(node) = self.ask(key) else { return Vec::new() };
        let kind = Kind::Whole("them");
        let read = match &node.value {
            Value::Array(items) => items.iter().map(|item| kind.read(item)).collect(),
            _ => None,
        };
        let Some(read) = read else {
            self.problem(key, &node.found(), "a list of whole numbers", "write [1, 2]");
            return Vec::new();
        };
        self.note_lever(key, node.to_toml(), meaning);
        Vec::into_iter(read).map(|number: f64| number as u32).collect()
    }

    /// A time of day that planners decide.
    pub fn time(&self, key: &str, meaning: &'static str) -> TimeOfDay {
        let expected = "a time of day such as \"08:30\"";
        let Some(node) = self.ask(key) else {
            self.missing(key, expected);
            return TimeOfDay::default();
        };
        let read = match &node.value {
            Value::Text(text) => TimeOfDay::parse(text),
            _ => None,
        };
        match read {
            Some(time) => {
                self.note_lever(key, time.to_string(), meaning);
                time
            }
            None => {
                self.problem(
                    key,
                    &node.found(),
                    expected,
                    "write hours:minutes with two digits each",
                );
                TimeOfDay::default()
            }
        }
    }

    /// A date that planners decide.
    pub fn date(&self, key: &str, meaning: &'static str) -> Option<Date> {
        let expected = "a date such as 2025-04-01";
        match self.ask(key).map(|node| (&node.value, node)) {
            Some((Value::Date(date), _)) => {
                self.note_lever(key, date.to_string(), meaning);
                Some(*date)
            }
            Some((_, node)) => {
                self.problem(key, &node.found(), expected, "write year-month-day, without quotes");
                None
            }
            None => {
                self.missing(key, expected);
                None
            }
        }
    }

    /// Several dates.
    pub fn dates(&self, key: &str) -> Vec<Date> {
        let Some(node) = self.ask(key) else {
            self.missing(key, "a list of dates");
            return Vec::new();
        };
        let read = match &node.value {
            Value::Array(items) => items
                .iter()
                .map(|item| match item.value {
                    Value::Date(date) => Some(date),
                    _ => None,
                })
                .collect::<Option<Vec<_>>>(),
            _ => None,
        };
        read.unwrap_or_else(|| {
            self.problem(key, &node.found(), "a list of dates", "write [2025-12-25, 2025-12-26]");
            Vec::new()
        })
    }

    /// The tables in the list under `key`; empty if omitted.
    pub fn list_of_sections(&self, key: &str) -> Vec<Section<'d>> {
        let Some(node) = self.ask(key) else { return Vec::new() };
        let Value::Array(items) = &node.value else {
            self.problem(key, &node.found(), "a list of tables", "write [{ … }, { … }]");
            return Vec::new();
        };
        items
            .iter()
            .enumerate()
            .map(|(number, item)| {
                if !matches!(item.value, Value::Table(_)) {
                    self.problem(key, &item.found(), "a table", "write { … }");
                }
                Section {
                    findings: self.findings,
                    files: self.files,
                    node: Some(item),
                    key: format!("{}[{number}]", self.path(key)),
                    asked: RefCell::default(),
                    evidence: self.evidence.clone(),
                }
            })
            .collect()
    }
}

/// A probability that has been checked to lie within 0–1.
pub fn probability(value: f64) -> Probability {
    Probability::new(value).expect("a share that was read lies between 0 and 1")
}

/// A length of time that has been checked.
pub fn minutes(value: f64) -> Minutes {
    Minutes::new(value).expect("a length of time that was read is finite and not negative")
}

fn pair(node: &Node, kind: Kind) -> Option<(f64, f64)> {
    match &node.value {
        Value::Array(items) if items.len() == 2 => {
            let (low, high) = (kind.read(&items[0])?, kind.read(&items[1])?);
            (low <= high).then_some((low, high))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_time_need_their_unit() {
        assert_eq!(duration("12 min"), Some(12.0));
        assert_eq!(duration("1.5 h"), Some(90.0));
        assert_eq!(duration("14 d"), Some(20_160.0));
        for refused in ["12", "12min", "10 minutes", "-1 min", "1e9 d", " min", "inf min", "+1 min"]
        {
            assert_eq!(duration(refused), None, "{refused}");
        }
    }
}
