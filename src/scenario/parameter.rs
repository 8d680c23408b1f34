//! Reading parameters and levers out of a table: each value with its kind, and each parameter with its
//! evidence.

use crate::model::sourced::{Lever, Parameter, Sort, Sum};
use crate::scenario::document::{Node, Value};
use crate::scenario::quantity::{Kind, minutes, pair, probability};
use crate::scenario::reader::Section;
use crate::text::alike::most_alike;
use crate::units::{Minutes, Probability, TimeOfDay};
use jiff::civil::Date;

impl Section<'_> {
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

    pub(super) fn note_lever(&self, key: &str, value: String, meaning: &'static str) {
        self.collected.borrow_mut().levers.push(Lever { key: self.path(key), value, meaning });
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
            let inner = self.below(key, Some(stated));
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
            Some((evidence, range)) => self.collected.borrow_mut().parameters.push(Parameter {
                key: self.path(key),
                value: kind.show(node),
                range,
                sort: kind.sort(),
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

    /// Notes that the shares under `keys` add up to 1 if `is_whole`, otherwise to at most 1.
    pub(super) fn note_sum(&self, keys: &[&str], is_whole: bool) {
        let keys = keys.iter().map(|key| self.path(key)).collect();
        self.collected.borrow_mut().sums.push(Sum { keys, is_whole });
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

    /// A time of day that planners decide, with the times between which it may lie if `range` states them
    /// beside it.
    pub fn time_within(&self, key: &str, meaning: &'static str) -> TimeOfDay {
        let (Some(range), Some((evidence, _))) = (self.ask("range"), &self.evidence) else {
            return self.time(key, meaning);
        };
        let time_of = |value: &Value| match value {
            Value::Text(text) => TimeOfDay::parse(text),
            _ => None,
        };
        let ends = match &range.value {
            Value::Array(ends) => ends.iter().map(|end| time_of(&end.value)).collect(),
            _ => None,
        };
        let ends: Vec<TimeOfDay> = ends.unwrap_or_default();
        let read = self.ask(key).and_then(|node| time_of(&node.value));
        match (read, ends.as_slice()) {
            (Some(time), &[low, high]) if low <= time && time <= high => {
                self.collected.borrow_mut().parameters.push(Parameter {
                    key: self.path(key),
                    value: time.to_string(),
                    range: format!("{low} to {high}"),
                    sort: Sort::TimeOfDay,
                    evidence: evidence.clone(),
                    meaning,
                });
                time
            }
            (Some(time), _) => {
                let expected = format!("two times of day around {time}, as [\"08:10\", \"08:50\"]");
                self.problem("range", &range.found(), &expected, "widen the range, or remove it");
                time
            }
            (None, _) => self.time(key, meaning),
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
}
