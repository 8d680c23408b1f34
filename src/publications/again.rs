//! Data of any form: a folder that an import wrote, publications as downloaded, or derived tables.

use super::cell::month;
use super::data::{Dataset, NetworkStaff, Practice, PracticeMonth};
use super::read::{PublicationsError, load, text_of};
use super::written::{FILES, column};
use crate::scenario::error::Problem;
use crate::text::csv::other_separator;
use crate::text::lines::LineFeeds;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The data of `path`: the tables of an import, if it has them, or else publications, as [`load`] reads them.
///
/// # Errors
///
/// [`PublicationsError`], with every problem.
pub fn open(path: &Path, accept: bool) -> Result<Dataset, PublicationsError> {
    if !is_written(path) {
        return load(path, accept);
    }
    let mut problems = gone(path);
    if !problems.is_empty() {
        return Err(PublicationsError { folder: path.display().to_string(), problems });
    }
    let mut data = Dataset::default();
    if !path.join(FILES[2]).is_file() {
        data.told.push(format!(
            "{} is gone from {}: the values are read as they were written, without the names of what the \
             import left out; import the publications again to see them",
            FILES[2],
            path.display()
        ));
    }
    let mut known: BTreeSet<String> = BTreeSet::new();
    read_table(&path.join(FILES[0]), &["network", "practice", "list_size"], &mut problems, |row| {
        let list_size = row.number("list_size")?;
        if row.text("network").is_empty() {
            return Err(("network", "the code of a network"));
        }
        if row.text("practice").is_empty() || !known.insert(row.text("practice").to_owned()) {
            return Err(("practice", "the code of a practice, each once"));
        }
        let unusual = row.text("outside_england").split_whitespace().filter_map(column).collect();
        let [network, practice, name, sub_icb] =
            ["network", "practice", "name", "sub_icb"].map(|name| row.text(name).to_owned());
        let values = row.values(&["list_size"])?;
        data.practices.push(Practice {
            network,
            practice,
            name,
            sub_icb,
            list_size,
            values,
            unusual,
        });
        Ok(())
    });
    read_table(&path.join(FILES[1]), &["month", "practice", "patients"], &mut problems, |row| {
        let month = month(row.text("month")).ok_or(("month", "a month such as 2025-12"))?;
        let patients = row.number("patients")?;
        let [network, practice] = ["network", "practice"].map(|name| row.text(name).to_owned());
        let values = row.values(&["patients"])?.into();
        data.months.push(PracticeMonth { month, network, practice, patients, values });
        Ok(())
    });
    let staff = path.join(FILES[4]);
    if staff.is_file() {
        read_table(&staff, &["network", "wte"], &mut problems, |row| {
            let role = ["staff_group", "staff_role", "detailed_staff_role"];
            data.staff.push(NetworkStaff {
                month: month(row.text("month")),
                network: row.text("network").to_owned(),
                role: role.map(|name| row.text(name).to_owned()),
                wte: row.number("wte")?,
            });
            Ok(())
        });
    }
    if problems.is_empty() {
        return Ok(data);
    }
    Err(PublicationsError { folder: path.display().to_string(), problems })
}

/// The columns by which the tables that are needed are known, beside their names.
const HEADS: [[&str; 3]; 2] =
    [["network", "practice", "outside_england"], ["month", "practice", "patients"]];

/// Whether a folder has tables of an import. One of them may be gone, which [`open`] tells.
pub fn is_written(path: &Path) -> bool {
    HEADS.iter().zip(FILES).any(|(columns, name)| {
        let head = text_of(&path.join(name))
            .ok()
            .and_then(|text| csv::Reader::from_reader(text).headers().ok().cloned());
        head.is_some_and(|head| columns.iter().all(|name| head.iter().any(|known| known == *name)))
    })
}

/// The tables that are needed and gone.
fn gone(path: &Path) -> Vec<Problem> {
    let what = ["practices and their networks", "practices by month"];
    let of = |(name, what): (&str, &str)| Problem {
        file: path.join(name).display().to_string(),
        line: None,
        key: String::new(),
        found: "no such file, although other tables of an import are there".to_owned(),
        expected: format!("the table of {what} that import wrote"),
        remedy:
            "put it back, or import the publications again; if the folder is of publications, move \
                 practices.csv and monthly.csv out of it"
                .to_owned(),
    };
    let is_gone = |(name, _): &(&str, &str)| !path.join(name).is_file();
    FILES.into_iter().zip(what).filter(is_gone).map(of).collect()
}

/// A row by the names of its columns.
struct Row<'r> {
    cells: BTreeMap<&'r str, &'r str>,
}

/// The column that is wrong, and what it must have.
type Wrong = (&'static str, &'static str);

impl Row<'_> {
    fn text(&self, name: &str) -> &str {
        self.cells.get(name).copied().unwrap_or("")
    }

    fn number(&self, name: &'static str) -> Result<f64, Wrong> {
        let found =
            self.text(name).parse::<f64>().ok().filter(|value| value.is_finite() && *value >= 0.0);
        let found = found.ok_or((name, "a number that is not negative"))?;
        match name {
            "deprivation_quintile" if ![1.0, 2.0, 3.0, 4.0, 5.0].contains(&found) => {
                Err((name, "a fifth of England: 1, 2, 3, 4 or 5"))
            }
            _ if name.ends_with("_share") && found > 1.0 => Err((name, "a share between 0 and 1")),
            _ => Ok(found),
        }
    }

    /// The numbers of all other columns that are not empty.
    fn values(&self, except: &[&str]) -> Result<BTreeMap<&'static str, f64>, Wrong> {
        let stated =
            self.cells.iter().filter(|(name, text)| !except.contains(name) && !text.is_empty());
        let known = stated.filter_map(|(name, _)| column(name));
        let numbers = known.filter(|name| !["name", "sub_icb", "outside_england"].contains(name));
        numbers.map(|name| Ok((name, self.number(name)?))).collect()
    }
}

/// So many problems of one table are told.
const MOST_TOLD: usize = 20;

/// Reads a table that an import wrote, which must have the columns that are `needed`.
fn read_table(
    path: &Path,
    needed: &[&str],
    problems: &mut Vec<Problem>,
    mut take: impl FnMut(Row<'_>) -> Result<(), Wrong>,
) {
    let before = problems.len();
    let mut problem = |line: Option<usize>, key: &str, found: &str, expected: &str| {
        if problems.len() >= before + MOST_TOLD {
            return;
        }
        problems.push(Problem {
            file: path.display().to_string(),
            line,
            key: key.to_owned(),
            found: found.to_owned(),
            expected: expected.to_owned(),
            remedy: "import the publications again".to_owned(),
        });
    };
    let text = match text_of(path) {
        Ok(text) => text,
        Err(error) => return problem(None, "", &error.to_string(), "a table that import wrote"),
    };
    let mut reader = csv::Reader::from_reader(LineFeeds::new(text));
    let head = match reader.headers() {
        Ok(head) => head.clone(),
        Err(error) => return problem(Some(1), "", &error.to_string(), "a table that import wrote"),
    };
    if let Some(words) = other_separator(&head) {
        return problem(Some(1), "", &format!("cells separated by {words}"), "by commas");
    }
    let missing: Vec<&&str> =
        needed.iter().filter(|name| !head.iter().any(|known| known == **name)).collect();
    for name in &missing {
        problem(Some(1), name, "no such column", "the column, as import wrote it");
    }
    if !missing.is_empty() {
        return;
    }
    for record in reader.records() {
        match record {
            Ok(record) => {
                let line = record.position().map(|position| position.line() as usize);
                let cells = head.iter().zip(&record).collect();
                if let Err((column, expected)) = take(Row { cells }) {
                    let at = head.iter().position(|name| name == column);
                    let found = at.and_then(|at| record.get(at)).unwrap_or("no such column");
                    problem(line, column, found, expected);
                }
            }
            Err(error) => {
                let line = error.position().map(|position| position.line() as usize);
                return problem(line, "", &error.to_string(), "a table that import wrote");
            }
        }
    }
}
