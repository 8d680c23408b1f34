//! What is asked: networks, changes, and what they are judged by.

use crate::scenario::change::Change;
use crate::text::csv::other_separator;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What is asked of changes across networks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Request {
    /// The networks.
    pub networks: Networks,
    /// The changes.
    pub changes: Vec<Change>,
    /// The measure by which networks are ranked.
    pub by: String,
    /// What of it ranks them.
    pub rank_by: RankBy,
    /// What a reader must know about the changes, in sentences.
    pub notes: Vec<String>,
}

impl Request {
    /// Leaves what is simulated, and nothing about how it is shown.
    pub fn forget_how_shown(&mut self) {
        self.by.clear();
        self.rank_by = RankBy::default();
        self.notes.clear();
    }
}

/// What ranks networks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RankBy {
    /// The whole gain of a network: where the change brings most.
    #[default]
    Total,
    /// The gain for each 1,000 patients: where it brings most for the size of the network.
    Per1000,
}

/// The networks, in the order stated.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Networks {
    /// Scenarios, merged with their bases.
    Scenarios(Packed),
    /// A table of one row a practice; the rest is that of a base.
    Rows {
        /// The file.
        name: String,
        /// Its text.
        text: String,
    },
}

/// Texts that have most lines in common, each line kept once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Packed {
    lines: Vec<String>,
    texts: Vec<(String, Vec<u32>)>,
    #[serde(skip)]
    known: BTreeMap<String, u32>,
}

impl Packed {
    /// Adds the text of a network.
    pub fn add(&mut self, name: &str, text: &str) {
        let Packed { lines, known, .. } = self;
        let number = |line: &str| {
            *known.entry(line.to_owned()).or_insert_with(|| {
                lines.push(line.to_owned());
                lines.len() as u32 - 1
            })
        };
        let numbers = text.split('\n').map(number).collect();
        self.texts.push((name.to_owned(), numbers));
    }

    /// Forgets what is only needed while texts are added, which is not kept either.
    #[must_use]
    pub fn complete(mut self) -> Self {
        self.known.clear();
        self
    }

    /// The number of networks.
    pub fn count(&self) -> usize {
        self.texts.len()
    }

    /// The name of a network.
    pub fn name(&self, network: usize) -> &str {
        self.texts.get(network).map_or("", |(name, _)| name)
    }

    /// The text of a network.
    pub fn text(&self, network: usize) -> String {
        let numbers = self.texts.get(network).map_or(&[][..], |(_, numbers)| numbers);
        let line = |number: &u32| self.lines.get(*number as usize).map_or("", String::as_str);
        numbers.iter().map(line).collect::<Vec<_>>().join("\n")
    }
}

/// The form of a file of networks, by its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A table with a column `scenario`.
    Scenarios,
    /// A table of one row a practice.
    Practices,
    /// A scenario.
    Scenario,
    /// A table whose columns are not separated by commas, but by what is named.
    Separated(&'static str),
    /// Nothing.
    Empty,
    /// None of these.
    Unknown,
}

/// The column that names scenarios.
pub const SCENARIO: &str = "scenario";
/// The columns that may name the network of a scenario.
pub const NAMES: [&str; 2] = ["network", "name"];

impl Form {
    /// The form of `text`, by its header.
    pub fn of(text: &str) -> Form {
        let text = text.trim_start_matches('\u{feff}');
        if text.trim().is_empty() {
            return Form::Empty;
        }
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes());
        let Some(Ok(head)) = reader.records().next() else { return Form::Unknown };
        let has = |name: &str| head.iter().any(|cell| cell == name);
        if has(SCENARIO) {
            return Form::Scenarios;
        }
        if has("network") && has("practice") {
            return Form::Practices;
        }
        let words = [SCENARIO, "practice", "list_size"];
        let is_separated =
            head.get(0).is_some_and(|cell| words.iter().any(|word| cell.contains(word)));
        if let Some(separator) = other_separator(&head).filter(|_| is_separated) {
            return Form::Separated(separator);
        }
        match crate::scenario::document::parse(text, 0, "") {
            Ok(_) => Form::Scenario,
            // A file with a mistake of syntax is still meant as a scenario: its own message says where.
            Err(_) if text.lines().any(|line| line.trim_start().starts_with("base")) => {
                Form::Scenario
            }
            Err(_) if text.contains("\n[") => Form::Scenario,
            Err(_) => Form::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_says_which_form_a_file_has() {
        for (text, form) in [
            ("", Form::Empty),
            ("\n \n", Form::Empty),
            ("network,scenario\nA,a.toml\n", Form::Scenarios),
            ("\u{feff}\"scenario\"\na.toml\n", Form::Scenarios),
            ("network,practice,list_size\n", Form::Practices),
            ("network;practice;list_size\nA;B;1\n", Form::Separated("semicolons")),
            ("base = \"average-pcn\"\n", Form::Scenario),
            ("base = average-pcn\n", Form::Scenario),
            ("code,list\nA,5\n", Form::Unknown),
        ] {
            assert_eq!(Form::of(text), form, "{text:?}");
        }
    }

    #[test]
    fn packed_texts_come_back_and_share_their_lines() {
        let mut packed = Packed::default();
        packed.add("one", "a\nb\nc\n");
        packed.add("two", "a\nx\nc\n");
        let packed = packed.complete();
        assert_eq!((packed.count(), packed.name(1)), (2, "two"));
        assert_eq!((packed.text(0).as_str(), packed.text(1).as_str()), ("a\nb\nc\n", "a\nx\nc\n"));
        assert_eq!(packed.lines.len(), 5);
        let again: Packed =
            serde_json::from_str(&serde_json::to_string(&packed).expect("it is written"))
                .expect("it is read");
        assert_eq!(again, packed);
    }
}
