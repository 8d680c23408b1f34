//! A mapping file: which of their columns and words are which of ours.

use crate::exports::cells::{Mode, Outcome, Status};
use crate::exports::columns::COLUMNS;
use crate::publications::plain::each_row;
use crate::scenario::document::{Node, Value, parse};
use crate::scenario::error::Problem;
use crate::text::alike::{nearest, plain};
use std::collections::BTreeMap;

/// Our words for modes.
pub const MODES: [(&str, Mode); 3] =
    [("face-to-face", Mode::FaceToFace), ("remote", Mode::Remote), ("home-visit", Mode::HomeVisit)];

/// Our words for what became of appointments.
pub const STATUSES: [(&str, Status); 4] = [
    ("attended", Status::Attended),
    ("not-attended", Status::NotAttended),
    ("cancelled", Status::Cancelled),
    ("unknown", Status::Unknown),
];

/// Our words for what became of calls.
pub const OUTCOMES: [(&str, Outcome); 5] = [
    ("answered", Outcome::Answered),
    ("hung-up", Outcome::HungUp),
    ("call-back", Outcome::CallBack),
    ("menu", Outcome::Menu),
    ("diverted", Outcome::Diverted),
];

/// The word under `roles` for clinicians that are left out.
pub const NO_ROLE: &str = "none";

/// The tables of words of a mapping.
const TABLES: [&str; 4] = ["modes", "statuses", "outcomes", "roles"];

/// What a mapping file says.
#[derive(Clone, Debug, Default)]
pub struct Mapping {
    /// Their column for each of ours, with the file and line that says so. An empty name stands for no column.
    pub(super) columns: BTreeMap<&'static str, (String, String, usize)>,
    /// Our word for each of theirs, by table.
    words: BTreeMap<(&'static str, String), String>,
}

/// A line of a mapping file.
struct Entry {
    line: usize,
    ours: String,
    theirs: String,
}

impl Mapping {
    /// The mapping in `bytes`, a file called `label`: TOML if its name ends so, or else a table of two columns,
    /// ours and theirs. `roles` are those of the scenario.
    ///
    /// # Errors
    ///
    /// Every problem found.
    pub fn read(label: &str, bytes: &[u8], roles: &[&str]) -> Result<Mapping, Vec<Problem>> {
        let entries = match label.to_lowercase().ends_with(".toml") {
            true => of_toml(label, bytes)?,
            false => of_table(label, bytes).map_err(|problem| vec![*problem])?,
        };
        let mut mapping = Mapping::default();
        let mut problems = Vec::new();
        for entry in entries {
            problems.extend(mapping.take(label, &entry, roles).err().map(|problem| *problem));
        }
        if problems.is_empty() { Ok(mapping) } else { Err(problems) }
    }

    fn take(&mut self, label: &str, entry: &Entry, roles: &[&str]) -> Result<(), Box<Problem>> {
        let problem = |found: String, expected: String, remedy: String| {
            Box::new(Problem {
                file: label.to_owned(),
                line: Some(entry.line),
                key: entry.ours.clone(),
                found,
                expected,
                remedy,
            })
        };
        let unknown = |known: &[&str], what: &str| {
            let near = nearest(&entry.ours, known.iter().copied());
            let remedy = near.map_or_else(
                || "write one of them".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            problem(
                format!("no {what} of this name"),
                format!("one of {}", known.join(", ")),
                remedy,
            )
        };
        if let Some((table, word)) = entry.ours.split_once('.') {
            let Some(table) = TABLES.into_iter().find(|known| *known == table) else {
                return Err(unknown(&TABLES, "table"));
            };
            let known: Vec<&str> = match table {
                "modes" => MODES.iter().map(|of| of.0).collect(),
                "statuses" => STATUSES.iter().map(|of| of.0).collect(),
                "outcomes" => OUTCOMES.iter().map(|of| of.0).collect(),
                _ => roles.iter().copied().chain([NO_ROLE]).collect(),
            };
            if !known.contains(&word) {
                return Err(unknown(&known, "word"));
            }
            self.words.insert((table, plain(&entry.theirs)), word.to_owned());
            return Ok(());
        }
        let known: Vec<&'static str> = COLUMNS.iter().map(|column| column.key).collect();
        let Some(key) = known.iter().find(|key| **key == entry.ours) else {
            return Err(unknown(&known, "column"));
        };
        let stated = (entry.theirs.trim().to_owned(), label.to_owned(), entry.line);
        if self.columns.insert(key, stated).is_some() {
            return Err(problem(
                "a second column for it".into(),
                "one column".into(),
                "remove one of the lines".into(),
            ));
        }
        Ok(())
    }

    /// Our word for one of theirs.
    pub(super) fn word(&self, table: &'static str, theirs: &str) -> Option<&str> {
        self.words.get(&(table, plain(theirs))).map(String::as_str)
    }
}

fn of_toml(label: &str, bytes: &[u8]) -> Result<Vec<Entry>, Vec<Problem>> {
    let text = String::from_utf8_lossy(bytes);
    let root = parse(text.trim_start_matches('\u{feff}'), 0, label)?;
    let (mut entries, mut problems) = (Vec::new(), Vec::new());
    walk(&root, "", label, &mut entries, &mut problems);
    if problems.is_empty() { Ok(entries) } else { Err(problems) }
}

fn walk(
    node: &Node,
    key: &str,
    label: &str,
    entries: &mut Vec<Entry>,
    problems: &mut Vec<Problem>,
) {
    match &node.value {
        // [appointments] and [calls] may hold the columns, which have different names.
        Value::Table(below) => {
            for (name, node) in below {
                let is_group =
                    key.is_empty() && ["appointments", "calls", "columns"].contains(&name.as_str());
                let path = match (is_group, key.is_empty()) {
                    (true, _) => String::new(),
                    (_, true) => name.clone(),
                    _ => format!("{key}.{name}"),
                };
                walk(node, &path, label, entries, problems);
            }
        }
        Value::Array(items) if key.contains('.') => {
            items.iter().for_each(|item| walk(item, key, label, entries, problems));
        }
        Value::Text(theirs) => {
            entries.push(Entry { line: node.line, ours: key.to_owned(), theirs: theirs.clone() });
        }
        _ => problems.push(Problem {
            file: label.to_owned(),
            line: Some(node.line),
            key: key.to_owned(),
            found: node.found(),
            expected: "a text: the name of the column, or a word; several words in a list".into(),
            remedy: "write starts = \"Appointment date\", say".into(),
        }),
    }
}

fn of_table(label: &str, bytes: &[u8]) -> Result<Vec<Entry>, Box<Problem>> {
    let mut entries = Vec::new();
    let mut wrong = None;
    let read = each_row(bytes, &mut |_, line, cells| {
        let cell = |index: usize| cells.get(index).map_or("", |cell| cell.trim());
        let is_head = line == 1
            && COLUMNS.iter().all(|column| column.key != cell(0))
            && !cell(0).contains('.');
        if is_head || cells.iter().all(|cell| cell.trim().is_empty()) {
            return;
        }
        if cell(0).is_empty() || cells.len() > 2 && !cell(2).is_empty() {
            wrong.get_or_insert(line);
        }
        let (ours, theirs) = (cell(0).to_owned(), cell(1).to_owned());
        entries.push(Entry { line, ours, theirs });
    });
    let problem = |line: Option<usize>, found: String| {
        Box::new(Problem {
            file: label.to_owned(),
            line,
            key: String::new(),
            found,
            expected: "two columns: our name, their column".into(),
            remedy: "write a line such as starts,Appointment date".into(),
        })
    };
    match (read, wrong) {
        (Err(reason), _) => Err(problem(None, reason)),
        (_, Some(line)) => Err(problem(Some(line), "a line of another form".into())),
        _ => Ok(entries),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROLES: [&str; 2] = ["gp-partner", "practice-nurse"];

    #[test]
    fn toml_and_tables_say_the_same() {
        let toml = "starts = \"Appt Date\"\nmode = \"\"\n[roles]\ngp-partner = [\"Principal\", \"Dr\"]\n\
                    [statuses]\nattended = \"Been\"\n";
        let table = "ours,theirs\nstarts,Appt Date\nmode,\nroles.gp-partner,Principal\nroles.gp-partner,Dr\n\
                     statuses.attended,Been\n";
        for (label, text) in [("map.toml", toml), ("map.csv", table)] {
            let found = Mapping::read(label, text.as_bytes(), &ROLES).expect("it is a mapping");
            assert_eq!(found.columns["starts"].0, "Appt Date", "{label}");
            assert_eq!(found.columns["mode"].0, "", "{label}");
            assert_eq!(found.word("roles", "DR"), Some("gp-partner"), "{label}");
            assert_eq!(found.word("statuses", "been"), Some("attended"), "{label}");
            assert_eq!(found.word("statuses", "dr"), None, "{label}");
        }
    }

    #[test]
    fn every_problem_is_told_with_the_nearest_name() {
        let text = "startz = \"x\"\n[roles]\ngp-patner = \"y\"\n[status]\nattended = \"z\"\n";
        let problems = Mapping::read("map.toml", text.as_bytes(), &ROLES).expect_err("three names");
        let remedies: Vec<&str> = problems.iter().map(|problem| problem.remedy.as_str()).collect();
        assert_eq!(problems.len(), 3, "{problems:?}");
        assert!(remedies[0].contains("`starts`"), "{remedies:?}");
        assert_eq!(problems[1].line, Some(3));
    }
}
