//! Reads values out of a document. It collects every problem, reports every unknown key, and
//! records every parameter with its evidence.

use crate::model::sourced::{Evidence, Lever, Parameter, Sum};
use crate::scenario::document::{Node, Value};
use crate::scenario::error::Problem;
use crate::scenario::quantity::{Kind, pair};
use crate::text::alike::{is_misspelt, most_alike, nearest};
use crate::text::{NAME, is_name};
use std::cell::RefCell;
use std::collections::BTreeSet;

/// The result of reading.
#[derive(Debug, Default)]
pub struct Collected {
    /// Problems.
    pub problems: Vec<Problem>,
    /// Parameters of the world, with evidence.
    pub parameters: Vec<Parameter>,
    /// Planners' decisions.
    pub levers: Vec<Lever>,
    /// Shares that add up.
    pub sums: Vec<Sum>,
    /// Keys under `sources` that were cited.
    pub cited: BTreeSet<String>,
    /// Remedies for missing and unknown keys in a file of this sort.
    pub hints: Hints,
    /// The paths of all keys that are used in the tables that were read to their end.
    pub(crate) known: Vec<String>,
    /// Problems, by their place, with keys that no key of their table is like.
    pub(crate) strays: Vec<(usize, String)>,
}

impl Collected {
    /// Says of keys that are like none in their own table where they belong, if another table has such a key: the
    /// nearest one.
    pub(super) fn place_strays(&mut self) {
        for (index, path) in std::mem::take(&mut self.strays) {
            let key = path.rsplit('.').next().unwrap_or_default();
            let shared = |known: &&String| {
                known
                    .split('.')
                    .zip(path.split('.'))
                    .take_while(|(one, other)| one == other)
                    .count()
            };
            let is_like = |known: &&String| {
                is_misspelt(key, known.rsplit('.').next().unwrap_or_default()) && **known != path
            };
            // The first of those that share as much.
            let best = self.known.iter().filter(is_like).rev().max_by_key(shared);
            if let (Some(known), Some(problem)) = (best, self.problems.get_mut(index)) {
                problem.remedy = format!("did you mean `{known}`, in another table?");
            }
        }
    }
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

/// A table of the document, while it is read.
pub struct Section<'d> {
    pub(super) collected: &'d RefCell<Collected>,
    files: &'d [String],
    node: Option<&'d Node>,
    pub(super) key: String,
    asked: RefCell<BTreeSet<String>>,
    /// Evidence for the whole table, and its relative range.
    pub(super) evidence: Option<(Evidence, String)>,
}

impl<'d> Section<'d> {
    /// The whole document.
    pub fn root(node: &'d Node, files: &'d [String], collected: &'d RefCell<Collected>) -> Self {
        Section {
            collected,
            files,
            node: Some(node),
            key: String::new(),
            asked: RefCell::default(),
            evidence: None,
        }
    }

    /// The table `node` under `key`, or one that is not there.
    pub(super) fn below(&self, key: &str, node: Option<&'d Node>) -> Section<'d> {
        Section {
            collected: self.collected,
            files: self.files,
            node,
            key: self.path(key),
            asked: RefCell::default(),
            evidence: None,
        }
    }

    pub(super) fn path(&self, key: &str) -> String {
        if self.key.is_empty() { key.to_owned() } else { format!("{}.{key}", self.key) }
    }

    pub(super) fn ask(&self, key: &str) -> Option<&'d Node> {
        self.asked.borrow_mut().insert(key.to_owned());
        self.node.and_then(|node| node.get(key))
    }

    /// Adds what another reading of the same files has found.
    pub(super) fn also(&self, problems: Vec<Problem>, cited: BTreeSet<String>) {
        let mut collected = self.collected.borrow_mut();
        collected.problems.extend(problems);
        collected.cited.extend(cited);
    }

    /// Records a problem with the value under `key`.
    pub fn problem(&self, key: &str, found: &str, expected: &str, remedy: &str) {
        // A missing table is reported once, not again for each of its keys.
        let Some(table) = self.node else { return };
        let at = table.get(key).unwrap_or(table);
        self.collected.borrow_mut().problems.push(Problem {
            file: self.files[at.file].clone(),
            line: Some(at.line),
            key: if key.is_empty() { self.key.clone() } else { self.path(key) },
            found: found.into(),
            expected: expected.into(),
            remedy: remedy.into(),
        });
    }

    pub(super) fn missing(&self, key: &str, expected: &str) {
        let remedy = self.collected.borrow().hints.missing;
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
        self.below(key, node)
    }

    /// The table under `key`, read a second time. Its problems have been reported.
    pub fn quietly(&self, key: &str) -> Section<'d> {
        self.below(key, self.node.and_then(|node| node.get(key)))
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
        let known = asked.iter().map(|key| self.path(key));
        self.collected.borrow_mut().known.extend(known);
        for (key, _) in entries {
            if asked.contains(key) {
                continue;
            }
            let near = nearest(key, asked.iter().map(String::as_str));
            let remedy = near.map_or_else(
                || {
                    let alike = most_alike(key, asked.iter().map(String::as_str), 3);
                    let hint = self.collected.borrow().hints.unknown;
                    format!("{hint}; most like it: {}", alike.join(", "))
                },
                |known| format!("did you mean `{known}`?"),
            );
            let is_stray = near.is_none();
            let known = asked.iter().cloned().collect::<Vec<_>>().join(", ");
            if is_stray {
                let mut collected = self.collected.borrow_mut();
                let index = collected.problems.len();
                collected.strays.push((index, self.path(key)));
            }
            self.problem(key, "a key that is not used here", &format!("one of: {known}"), &remedy);
        }
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
                    collected: self.collected,
                    files: self.files,
                    node: Some(item),
                    key: format!("{}[{number}]", self.path(key)),
                    asked: RefCell::default(),
                    evidence: self.evidence.clone(),
                }
            })
            .collect()
    }

    /// The evidence that this table states, with its range; `None` if it states none.
    pub(super) fn own_evidence(
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
                self.collected.borrow_mut().cited.insert(key.clone());
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

    /// How far the values of this table may lie from the truth, in multiples of each.
    pub(super) fn relative_range(&self) -> String {
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
}
