//! A file of networks: one row a practice, with what is known of it and what was observed there.

use crate::scenario::error::{Problem, list};
use crate::scenario::{Files, Sort};
use crate::text::alike::nearest;
use crate::text::csv::other_separator;
use crate::text::lines::line_feeds;
use crate::text::{LONGEST_NAME, is_harmful, shown, shown_lines};
use std::path::Path;

/// The columns, in the order in which they are documented. A file may have them in any order.
pub const COLUMNS: [&str; 11] = [
    "network",
    "practice",
    "list_size",
    "deprivation_quintile",
    "gp_wte",
    "calls_per_1000_month",
    "online_per_1000_month",
    "appointments_per_1000_month",
    "missed_share",
    "same_day_share",
    "over_14_days_share",
];

/// Maximum number of practices in a network, which are numbered in eight bits.
const MOST_PRACTICES: usize = 50;

/// A practice, as its row states it. Unknown values are `None`.
#[derive(Clone, Debug, PartialEq)]
pub struct PracticeRow {
    /// Its code.
    pub practice: String,
    /// Registered patients.
    pub list_size: f64,
    /// Deprivation quintile of its patients, 1 the most deprived, 5 the least.
    pub deprivation_quintile: Option<u8>,
    /// Fully qualified GPs without locums and trainees \[WTE\].
    pub gp_wte: Option<f64>,
    /// Incoming calls, per 1,000 patients and month.
    pub calls: Option<f64>,
    /// Online forms sent, per 1,000 patients and month.
    pub online: Option<f64>,
    /// Appointments booked, per 1,000 patients and month.
    pub appointments: Option<f64>,
    /// Share of incoming calls that were missed.
    pub missed_share: Option<f64>,
    /// Share of appointments booked for the same day.
    pub same_day_share: Option<f64>,
    /// Share of appointments booked more than 14 days ahead.
    pub over_14_days_share: Option<f64>,
}

/// A network and its practices.
#[derive(Clone, Debug, PartialEq)]
pub struct NetworkRows {
    /// Its code.
    pub network: String,
    /// Its practices, in the order of the file.
    pub practices: Vec<PracticeRow>,
}

impl NetworkRows {
    /// Registered patients.
    pub fn patients(&self) -> f64 {
        self.practices.iter().map(|practice| practice.list_size).sum()
    }

    /// The mean of a rate, weighted by patients, over the practices that state it.
    pub fn rate(&self, rate: fn(&PracticeRow) -> Option<f64>) -> Option<f64> {
        weighted(self.practices.iter().map(|row| (rate(row), Some(row.list_size))))
    }

    /// The mean of a share over the practices that state it, weighted by the count of `rate` that
    /// the share refers to.
    pub fn share(
        &self,
        share: fn(&PracticeRow) -> Option<f64>,
        rate: fn(&PracticeRow) -> Option<f64>,
    ) -> Option<f64> {
        let weight = |row: &PracticeRow| rate(row).map(|rate| rate * row.list_size);
        weighted(self.practices.iter().map(|row| (share(row), weight(row))))
    }
}

/// The weighted mean of the known values.
fn weighted(values: impl Iterator<Item = (Option<f64>, Option<f64>)>) -> Option<f64> {
    let known = values.filter_map(|(value, weight)| Some((value?, weight?)));
    let (sum, weights) = known.fold((0.0, 0.0), |(sum, weights), (value, weight)| {
        (sum + value * weight, weights + weight)
    });
    (weights > 0.0).then(|| sum / weights)
}

/// A file of networks, read and checked.
#[derive(Clone, Debug, PartialEq)]
pub struct Networks {
    /// The file as requested.
    pub name: String,
    /// The networks, in the order in which the file first names them.
    pub networks: Vec<NetworkRows>,
    /// The text of the file.
    pub text: String,
}

/// A file of networks cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("cannot use networks {}: {}", shown(.name), shown_lines(.reason))]
#[non_exhaustive]
pub struct NetworksError {
    /// The file as requested.
    pub name: String,
    /// All problems, and how to correct them.
    pub reason: String,
}

/// Loads the file of networks at `path`.
///
/// # Errors
///
/// [`NetworksError`], with every problem of the file.
pub fn load(path: &Path, files: &impl Files) -> Result<Networks, NetworksError> {
    let name = path.display().to_string();
    let fail = |reason| NetworksError { name: name.clone(), reason };
    let text = files
        .read(path, Sort::Networks)
        .map_err(|reason| fail(format!("cannot read it: {reason}")))?;
    match read(&text, &name) {
        Ok(networks) => Ok(Networks { name, networks, text }),
        Err(problems) => Err(fail(list(&problems))),
    }
}

/// Reads `text`, the file called `file`.
///
/// # Errors
///
/// Every problem found.
pub fn read(text: &str, file: &str) -> Result<Vec<NetworkRows>, Vec<Problem>> {
    // Spreadsheet programs may begin a file with a byte order mark.
    let text = line_feeds(text.trim_start_matches('\u{feff}'));
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let mut problems = Vec::new();
    let mut indices: Option<(Vec<usize>, usize)> = None;
    let mut networks: Vec<NetworkRows> = Vec::new();
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                let line = error.position().map(|at| at.line() as usize);
                let found = error.to_string();
                problems.push(problem(file, line, "", &found, "a row", "correct the row"));
                break;
            }
        };
        let line = record.position().map(|at| at.line() as usize);
        let Some((indices, width)) = &indices else {
            let found = columns(&record, file, line, &mut problems);
            if !problems.is_empty() {
                return Err(problems);
            }
            indices = Some((found, record.len()));
            continue;
        };
        let width = *width;
        let mut row = Row { record: &record, indices, width, file, line, problems: &mut problems };
        if let Some((network, practice)) = row.read() {
            enter(network, practice, &mut row, &mut networks);
        }
    }
    if networks.is_empty() && problems.is_empty() {
        let expected = "a header and at least one row";
        let remedy = "write one row a practice; docs/networks.md describes the columns";
        problems.push(problem(file, None, "", "no practice", expected, remedy));
    }
    check_staff(&networks, file, &mut problems);
    if problems.is_empty() { Ok(networks) } else { Err(problems) }
}

fn problem(
    file: &str,
    line: Option<usize>,
    key: &str,
    found: &str,
    expected: &str,
    remedy: &str,
) -> Problem {
    Problem {
        file: file.into(),
        line,
        key: key.into(),
        found: found.into(),
        expected: expected.into(),
        remedy: remedy.into(),
    }
}

/// The index of each column in the file.
fn columns(
    head: &csv::StringRecord,
    file: &str,
    line: Option<usize>,
    problems: &mut Vec<Problem>,
) -> Vec<usize> {
    if let Some(other) = other_separator(head) {
        let found = format!("values separated by {other}");
        let remedy = "save it again with commas: in Excel, Save as, CSV UTF-8 (Comma delimited); \
                      if Excel still writes semicolons, change the decimal sign of the system \
                      from a comma to a point";
        problems.push(problem(file, line, "", &found, "values separated by commas", remedy));
        return Vec::new();
    }
    // Other columns are ignored, but only beside all that are needed: otherwise one may be misspelt.
    let is_complete = COLUMNS.iter().all(|column| head.iter().any(|name| name == *column));
    for (index, name) in head.iter().enumerate() {
        let is_again = head.iter().take(index).any(|other| other == name);
        if !COLUMNS.contains(&name) {
            if is_complete {
                continue;
            }
            let remedy = nearest(name, COLUMNS).map_or_else(
                || "remove the column; docs/networks.md describes the columns".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            let expected = format!("the columns {}", COLUMNS.join(", "));
            let found = format!("the column {name:?}");
            problems.push(problem(file, line, "", &found, &expected, &remedy));
        } else if is_again {
            let found = "the column twice";
            problems.push(problem(file, line, name, found, "it once", "remove one of them"));
        }
    }
    let index = |name: &&str| head.iter().position(|other| other == *name);
    for name in COLUMNS.iter().filter(|name| index(name).is_none()) {
        let remedy = "add it; where a value is not known, leave the cell empty";
        problems.push(problem(file, line, name, "no such column", "the column", remedy));
    }
    COLUMNS.iter().map(|name| index(name).unwrap_or(0)).collect()
}

/// A row under its header.
struct Row<'r> {
    record: &'r csv::StringRecord,
    indices: &'r [usize],
    /// The number of cells in the header.
    width: usize,
    file: &'r str,
    line: Option<usize>,
    problems: &'r mut Vec<Problem>,
}

impl Row<'_> {
    fn cell(&self, column: &str) -> &str {
        let index = COLUMNS.iter().position(|known| *known == column);
        index.and_then(|index| self.record.get(self.indices[index])).unwrap_or("")
    }

    fn problem(&mut self, column: &str, found: &str, expected: &str, remedy: &str) {
        self.problems.push(problem(self.file, self.line, column, found, expected, remedy));
    }

    /// A number between `least` and `most`; `None` if the cell is empty.
    fn number(&mut self, column: &str, (least, most): (f64, f64), what: &str) -> Option<f64> {
        let text = self.cell(column).to_owned();
        if text.is_empty() {
            return None;
        }
        let value = text.parse::<f64>().ok().filter(|value| (least..=most).contains(value));
        if value.is_none() {
            let remedy = "correct the number, without thousands separators or units; where it is not \
                          known, leave the cell empty";
            self.problem(column, &format!("{text:?}"), what, remedy);
        }
        value
    }

    fn share(&mut self, column: &str) -> Option<f64> {
        self.number(column, (0.0, 1.0), "a share between 0 and 1")
    }

    fn rate(&mut self, column: &str) -> Option<f64> {
        self.number(column, (0.0, 5_000.0), "a number from 0 to 5000, per 1,000 patients and month")
    }

    /// A text that is required.
    fn code(&mut self, column: &str) -> Option<String> {
        let text = self.cell(column).to_owned();
        if text.is_empty() {
            self.problem(column, "an empty cell", "a code", "state it in every row");
            return None;
        }
        if text.contains(is_harmful) || text.chars().count() > LONGEST_NAME {
            let expected = "a code of at most 64 characters, none of them a control character";
            self.problem(column, &format!("{text:?}"), expected, "write the code by hand");
            return None;
        }
        Some(text)
    }

    /// The network and the practice of the row; `None` if essential cells are wrong.
    fn read(&mut self) -> Option<(String, PracticeRow)> {
        if self.record.len() != self.width {
            let found = format!("{} cells", self.record.len());
            let expected = format!("{} cells, as in the header", self.width);
            self.problem("", &found, &expected, "correct the commas of this row");
            return None;
        }
        let (network, practice) = (self.code("network"), self.code("practice"));
        let sizes = "a number of patients from 1 to 200000";
        let list_size = self.number("list_size", (1.0, 200_000.0), sizes);
        if self.cell("list_size").is_empty() {
            self.problem("list_size", "an empty cell", sizes, "state it in every row");
        }
        let quintiles = "1, 2, 3, 4 or 5; 1 is the most deprived fifth of England";
        let quintile = self.number("deprivation_quintile", (1.0, 5.0), quintiles);
        if let Some(between) = quintile.filter(|quintile| quintile.fract() != 0.0) {
            let remedy = "state the quintile that most patients live in";
            self.problem("deprivation_quintile", &between.to_string(), quintiles, remedy);
        }
        let wte = "whole-time equivalents from 0 to 200";
        let row = PracticeRow {
            practice: practice.clone().unwrap_or_default(),
            list_size: list_size.unwrap_or(1.0),
            deprivation_quintile: quintile.map(|quintile| quintile as u8),
            gp_wte: self.number("gp_wte", (0.0, 200.0), wte),
            calls: self.rate("calls_per_1000_month"),
            online: self.rate("online_per_1000_month"),
            appointments: self.rate("appointments_per_1000_month"),
            missed_share: self.share("missed_share"),
            same_day_share: self.share("same_day_share"),
            over_14_days_share: self.share("over_14_days_share"),
        };
        for (column, weight) in [
            ("missed_share", "calls_per_1000_month"),
            ("same_day_share", "appointments_per_1000_month"),
            ("over_14_days_share", "appointments_per_1000_month"),
        ] {
            if !self.cell(column).is_empty() && self.cell(weight).is_empty() {
                let found = format!("a share without `{weight}`");
                let expected = "both: practices weigh by what the share is of";
                self.problem(column, &found, expected, "state both, or neither");
            }
        }
        let near_and_far =
            row.same_day_share.unwrap_or(0.0) + row.over_14_days_share.unwrap_or(0.0);
        if near_and_far > 1.0 + 1e-9 {
            let found = format!("shares that sum to {near_and_far:.3} with `same_day_share`");
            let remedy = "state both as shares of all appointments";
            self.problem("over_14_days_share", &found, "a sum of at most 1", remedy);
        }
        practice?;
        Some((network?, row))
    }
}

/// Adds a practice to its network.
fn enter(
    network: String,
    practice: PracticeRow,
    row: &mut Row<'_>,
    networks: &mut Vec<NetworkRows>,
) {
    let is_known = |known: &PracticeRow| known.practice == practice.practice;
    if networks.iter().any(|network| network.practices.iter().any(is_known)) {
        let found = format!("{:?}, as before", practice.practice);
        row.problem("practice", &found, "one row a practice", "remove one of the rows");
        return;
    }
    let index = networks.iter().position(|known| known.network == network);
    let index = index.unwrap_or_else(|| {
        networks.push(NetworkRows { network, practices: Vec::new() });
        networks.len() - 1
    });
    networks[index].practices.push(practice);
    if networks[index].practices.len() == MOST_PRACTICES + 1 {
        let found = format!("more than {MOST_PRACTICES} practices");
        let expected = "a network, which has some five practices";
        row.problem("network", &found, expected, "split it, or correct the codes");
    }
}

/// A network must have a GP, because some needs have no other profession.
fn check_staff(networks: &[NetworkRows], file: &str, problems: &mut Vec<Problem>) {
    for network in networks {
        if network.practices.iter().all(|practice| practice.gp_wte == Some(0.0)) {
            let found = format!("no GP in all of {}", network.network);
            let remedy = "correct the numbers; where they are not known, leave the cells empty";
            problems.push(problem(file, None, "gp_wte", &found, "at least one GP", remedy));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "network,practice,list_size,deprivation_quintile,gp_wte,\
                        calls_per_1000_month,online_per_1000_month,appointments_per_1000_month,\
                        missed_share,same_day_share,over_14_days_share\n";

    #[test]
    fn practices_come_under_their_network_whatever_the_order_of_rows() {
        let text = format!(
            "{HEAD}N1,P1,8000,1,4.5,600,100,500,0.10,0.40,0.20\nN2,P2,5000,,,,,,,,\n\
             N1,P3,2000,5,,400,,250,0.30,0.50,\n"
        );
        let networks = read(&text, "n.csv").expect("a good file");
        assert_eq!(networks.len(), 2);
        let first = &networks[0];
        assert_eq!((first.practices.len(), first.patients()), (2, 10_000.0));
        assert_eq!(first.practices[1].deprivation_quintile, Some(5));
        // Calls 8,000·600 and 2,000·400 = 48 : 8, so (0.10·48 + 0.30·8) / 56.
        let missed = first.share(|row| row.missed_share, |row| row.calls);
        assert!(missed.is_some_and(|share| (share - 7.2 / 56.0).abs() < 1e-12), "{missed:?}");
        assert_eq!(first.rate(|row| row.calls), Some(560.0));
        assert_eq!(first.rate(|row| row.online), Some(100.0));
        assert_eq!(networks[1].share(|row| row.missed_share, |row| row.calls), None);
    }

    #[test]
    fn columns_may_stand_in_any_order_after_a_byte_order_mark() {
        let mut columns: Vec<&str> = COLUMNS.to_vec();
        columns.reverse();
        let text =
            format!("\u{feff}{}\n0.2,0.4,0.1,500,100,600,4.5,1,8000,P1,N1\n", columns.join(","));
        let networks = read(&text, "n.csv").expect("a good file");
        assert_eq!(networks[0].practices[0].gp_wte, Some(4.5));
    }

    #[test]
    fn other_columns_are_ignored_beside_all_that_are_needed() {
        let head = HEAD.trim_end();
        let text = format!("{head},name\nN1,P1,8000,1,4.5,600,100,500,0.10,0.40,0.20,Oak Lane\n");
        assert_eq!(read(&text, "n.csv").expect("a good file")[0].practices[0].gp_wte, Some(4.5));
        let short = format!("{head},name\nN1,P1,8000,1,4.5,600,100,500,0.10,0.40,0.20\n");
        let text = list(&read(&short, "n.csv").expect_err("a cell is missing"));
        assert!(text.contains("expected  12 cells"), "{text}");
    }

    #[test]
    fn all_problems_are_told_at_once_with_their_lines() {
        let text = format!(
            "{HEAD}N1,P1,8000,6,4.5,600,100,500,0.10,0.40,0.20\n\
             N1,P1,many,1,,,,,0.1,0.9,0.2\n,P2,,2.5,4,\"1,000\",1,1,1.2,0.1,0.1\nN1,P3,9\n"
        );
        let text = list(&read(&text, "n.csv").expect_err("a bad file"));
        for words in [
            "n.csv:2: `deprivation_quintile`\n    found     \"6\"",
            "n.csv:3: `list_size`\n    found     \"many\"",
            "n.csv:3: `missed_share`\n    found     a share without `calls_per_1000_month`",
            "n.csv:3: `over_14_days_share`\n    found     shares that sum to 1.100",
            "n.csv:3: `practice`\n    found     \"P1\", as before",
            "n.csv:4: `network`\n    found     an empty cell",
            "n.csv:4: `list_size`\n    found     an empty cell",
            "n.csv:4: `deprivation_quintile`\n    found     2.5",
            "n.csv:4: `calls_per_1000_month`\n    found     \"1,000\"",
            "n.csv:4: `missed_share`\n    found     \"1.2\"",
            "n.csv:5\n    found     3 cells",
        ] {
            assert!(text.contains(words), "{words:?} is not in\n{text}");
        }
    }

    #[test]
    fn a_header_that_is_wrong_is_the_only_thing_told() {
        let text = HEAD.replace("list_size", "list_sizes");
        let text = list(&read(&format!("{text}x\n"), "n.csv").expect_err("no such column"));
        assert!(text.starts_with("2 problems"), "{text}");
        assert!(text.contains("did you mean `list_size`?"), "{text}");
        assert!(text.contains("n.csv:1: `list_size`"), "{text}");
        assert!(read("", "n.csv").is_err() && read(HEAD, "n.csv").is_err());
        let nobody = format!("{HEAD}N1,P1,8000,,0,,,,,,\n");
        assert!(list(&read(&nobody, "n.csv").expect_err("no GP")).contains("no GP in all of N1"));
    }
}
