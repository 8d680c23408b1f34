//! A practice's own exports, read for several commands.

use crate::cli::reading_options::{Dates, ReadingOptions, WaitUnit};
use pcn_sim::exports::cells::Order;
use pcn_sim::exports::columns::Sort;
use pcn_sim::exports::mapping::Mapping;
use pcn_sim::exports::read::{Asked, Export, ExportsError, read};
use pcn_sim::scenario::Scenario;
use pcn_sim::scenario::error::Problem;
use std::fs;
use std::path::Path;

/// The largest file that is read \[bytes\].
const LARGEST: u64 = 1_000_000_000;

/// Reads the mapping and every export, and tells all problems at once. The names of clinicians are those of the
/// roles of `base`.
pub(crate) fn read_exports(
    named: &[(&Path, Option<Sort>)],
    options: &ReadingOptions,
    base: &Scenario,
) -> anyhow::Result<Vec<Export>> {
    let roles: Vec<&str> = base.system.roles.iter().map(|role| role.name.as_str()).collect();
    let mapping = match &options.mapping {
        Some(path) => {
            let bytes = bytes(path).map_err(|problem| ExportsError(vec![*problem]))?;
            Mapping::read(&path.display().to_string(), &bytes, &roles).map_err(ExportsError)?
        }
        None => Mapping::default(),
    };
    let asked = Asked {
        order: options.dates.map(|dates| match dates {
            Dates::DayFirst => Order::DayFirst,
            Dates::MonthFirst => Order::MonthFirst,
        }),
        wait_unit: options.wait_unit.map(|unit| match unit {
            WaitUnit::Seconds => 1.0 / 60.0,
            WaitUnit::Minutes => 1.0,
        }),
        mapping: &mapping,
        roles: &roles,
    };
    let (mut exports, mut problems) = (Vec::<Export>::new(), Vec::new());
    for (path, sort) in named {
        let label = path.display().to_string();
        let result = bytes(path).map_err(|problem| vec![*problem]);
        match result.and_then(|bytes| read(&label, &bytes, *sort, &asked)) {
            Ok(export)
                if exports.iter().any(|known| is_of_calls(known) == is_of_calls(&export)) =>
            {
                let what = if is_of_calls(&export) { "calls" } else { "appointments" };
                let found = format!("a second file of {what}");
                problems.push(problem(
                    &label,
                    &found,
                    "one file of each",
                    "join the files into one",
                ));
            }
            Ok(export) => exports.push(export),
            Err(more) => problems.extend(more),
        }
    }
    if problems.is_empty() { Ok(exports) } else { Err(ExportsError(problems).into()) }
}

fn is_of_calls(export: &Export) -> bool {
    export.appointments.is_empty()
}

fn problem(file: &str, found: &str, expected: &str, remedy: &str) -> Problem {
    Problem {
        file: file.to_owned(),
        line: None,
        key: String::new(),
        found: found.to_owned(),
        expected: expected.to_owned(),
        remedy: remedy.to_owned(),
    }
}

fn bytes(path: &Path) -> Result<Vec<u8>, Box<Problem>> {
    let label = path.display().to_string();
    let wrong = |found: &str| {
        Box::new(problem(
            &label,
            found,
            "a file that can be read",
            "name an export as CSV or as an Excel workbook",
        ))
    };
    let about = fs::metadata(path).map_err(|error| wrong(&error.to_string()))?;
    if !about.is_file() {
        return Err(wrong("it is no regular file"));
    }
    if about.len() > LARGEST {
        return Err(wrong("a file of more than 1 GB"));
    }
    fs::read(path).map_err(|error| wrong(&error.to_string()))
}
