//! A table that names networks: one row a scenario.

use crate::across::request::{NAMES, SCENARIO};
use crate::scenario::error::Problem;
use crate::text::lines::line_feeds;
use crate::text::{LONGEST_NAME, is_harmful};

/// A row of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The network, if the table names it.
    pub network: Option<String>,
    /// The scenario.
    pub scenario: String,
    /// The line.
    pub line: Option<usize>,
}

/// Reads `text`, the table called `file`: a column `scenario`, and perhaps `network` or `name`. Other columns are
/// ignored.
///
/// # Errors
///
/// Every problem found.
pub fn read(text: &str, file: &str) -> Result<Vec<Named>, Vec<Problem>> {
    let text = line_feeds(text.trim_start_matches('\u{feff}'));
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let mut told = Told { file, problems: Vec::new() };
    let mut found = Vec::new();
    let mut head: Option<csv::StringRecord> = None;
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                let line = error.position().map(|at| at.line() as usize);
                told.add(line, "", error.to_string(), "a row", "correct the row");
                break;
            }
        };
        let line = record.position().map(|at| at.line() as usize);
        match &head {
            Some(head) => found.extend(named(head, &record, line, &mut told)),
            None => {
                check_head(&record, line, &mut told);
                head = Some(record);
            }
        }
    }
    if found.is_empty() && told.problems.is_empty() {
        let remedy = "write one row a network, with its scenario";
        told.add(None, "", "no network".into(), "a header and at least one row", remedy);
    }
    if told.problems.is_empty() { Ok(found) } else { Err(told.problems) }
}

/// The problems of a file.
struct Told<'f> {
    file: &'f str,
    problems: Vec<Problem>,
}

impl Told<'_> {
    fn add(&mut self, line: Option<usize>, key: &str, found: String, expected: &str, remedy: &str) {
        self.problems.push(Problem {
            file: self.file.into(),
            line,
            key: key.into(),
            found,
            expected: expected.into(),
            remedy: remedy.into(),
        });
    }
}

fn check_head(head: &csv::StringRecord, line: Option<usize>, told: &mut Told<'_>) {
    for name in [SCENARIO, NAMES[0], NAMES[1]] {
        if head.iter().filter(|cell| *cell == name).count() > 1 {
            told.add(line, name, "the column twice".into(), "it once", "remove one of them");
        }
    }
}

/// The network of a row; `None` if a cell is wrong.
fn named(
    head: &csv::StringRecord,
    record: &csv::StringRecord,
    line: Option<usize>,
    told: &mut Told<'_>,
) -> Option<Named> {
    if record.len() != head.len() {
        let cells = |count: usize| format!("{count} cells");
        let expected = format!("{}, as in the header", cells(head.len()));
        told.add(line, "", cells(record.len()), &expected, "correct the commas of this row");
        return None;
    }
    let cell = |name: &str| head.iter().position(|cell| cell == name).and_then(|at| record.get(at));
    let scenario = cell(SCENARIO).unwrap_or_default();
    if scenario.is_empty() {
        let expected = "the path of a file, from the folder of the table, or a built-in name";
        told.add(line, SCENARIO, "an empty cell".into(), expected, "state it in every row");
        return None;
    }
    let network = NAMES.iter().find_map(|name| cell(name)).filter(|name| !name.is_empty());
    let mut all = [Some(scenario), network].into_iter().flatten();
    if let Some(wrong) = all.find(|text| text.contains(is_harmful)) {
        let expected = "text without control characters";
        told.add(line, "", format!("{wrong:?}"), expected, "write the cell by hand");
        return None;
    }
    if let Some(long) = network.filter(|name| name.chars().count() > LONGEST_NAME) {
        let expected = "a name of at most 64 characters";
        told.add(line, NAMES[0], format!("{long:?}"), expected, "shorten it");
        return None;
    }
    Some(Named { network: network.map(str::to_owned), scenario: scenario.to_owned(), line })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_name_scenarios_and_perhaps_networks() {
        let found =
            read("scenario,network,note\na.toml,North,x\nb.toml,,\n", "t.csv").expect("two rows");
        let known = |network: Option<&str>, scenario: &str, line| Named {
            network: network.map(str::to_owned),
            scenario: scenario.to_owned(),
            line: Some(line),
        };
        assert_eq!(found, [known(Some("North"), "a.toml", 2), known(None, "b.toml", 3)]);
    }

    #[test]
    fn every_problem_of_a_table_is_told() {
        let wrong = |text: &str| -> Vec<String> {
            let problems = read(text, "t.csv").expect_err(text);
            problems.iter().map(|problem| format!("{:?} {}", problem.line, problem.found)).collect()
        };
        assert_eq!(wrong("scenario\n"), ["None no network"]);
        assert_eq!(
            wrong("network,scenario\nA,\nB\nC,c.toml\n"),
            ["Some(2) an empty cell", "Some(3) 1 cells"]
        );
        assert_eq!(wrong("scenario,scenario\na,b\n"), ["Some(1) the column twice"]);
    }
}
