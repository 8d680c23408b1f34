//! Cases: systems with known answers, read from comma-separated text.
//!
//! A row states one value: `case_id, model, parameters_json, metric, value, reference`. Rows with the
//! same case, model and parameters share their replications.

use crate::text::csv::other_separator;
use crate::text::lines::line_feeds;
use crate::text::{is_harmful, shown};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The required columns. Others are ignored.
const COLUMNS: [&str; 6] = ["case_id", "model", "parameters_json", "metric", "value", "reference"];

/// A system with its known values.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// Its name.
    pub id: String,
    /// Its description, in Kendall's notation or in words.
    pub model: String,
    /// Its parameters, as stated in the file.
    pub parameters: Map<String, Value>,
    /// The text of the tables that its parameters name, by name. Tables that were not found are missing.
    pub tables: BTreeMap<String, String>,
    /// Its known values.
    pub known_values: Vec<KnownValue>,
}

/// A known value of a system.
#[derive(Clone, Debug, PartialEq)]
pub struct KnownValue {
    /// What is measured.
    pub metric: String,
    /// Its value, in the unit of the parameters.
    pub value: f64,
    /// The origin of the value, which may include a published interval.
    pub reference: String,
}

/// Why the cases could not be read.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum CaseError {
    /// Not a table.
    #[error("it is not a comma-separated table: {}", shown(.0))]
    Csv(String),
    /// A column is missing.
    #[error("column `{name}` is missing; a file of cases has the columns {}", COLUMNS.join(","))]
    Column {
        /// Its name.
        name: &'static str,
    },
    /// A row that cannot be checked.
    #[error("line {line}, case {}: {}", shown(.id), shown(.problem))]
    Row {
        /// The line of the file.
        line: u64,
        /// The case.
        id: String,
        /// What is wrong.
        problem: String,
    },
    /// Nothing to verify.
    #[error("it contains no cases")]
    Empty,
}

/// A part of a case that this program does not know, and what the case would need so that it can be checked.
/// Nothing is guessed.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{}; it would need {}", shown(.problem), shown(.need))]
pub struct Unsupported {
    problem: String,
    need: String,
}

impl Unsupported {
    /// What is unknown, and what the case would need.
    pub(super) fn new(problem: impl Into<String>, need: impl Into<String>) -> Self {
        Unsupported { problem: problem.into(), need: need.into() }
    }
}

/// The cases of a comma-separated text, in the order in which they first appear.
///
/// `beside` finds the text of a table that a parameter names, such as `service_pmf.csv`.
///
/// # Errors
///
/// [`CaseError`] names the line and what was expected.
pub fn read_cases(
    text: &str,
    beside: impl Fn(&str) -> Option<String>,
) -> Result<Vec<Case>, CaseError> {
    let text = line_feeds(text.trim_start_matches('\u{feff}'));
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let head = reader.headers().map_err(|error| CaseError::Csv(error.to_string()))?.clone();
    if head.is_empty() {
        return Err(CaseError::Empty);
    }
    if let Some(other) = other_separator(&head) {
        let why = format!("its values are separated by {other}; save it again with commas");
        return Err(CaseError::Csv(why));
    }
    let mut indices = [0; COLUMNS.len()];
    for (index, name) in indices.iter_mut().zip(COLUMNS) {
        *index = head.iter().position(|column| column == name).ok_or(CaseError::Column { name })?;
    }
    let mut cases: Vec<Case> = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| CaseError::Csv(error.to_string()))?;
        let fields = indices.map(|index| record.get(index).unwrap_or_default());
        let line = record.position().map_or(0, csv::Position::line);
        add_row(&mut cases, fields, line, &beside)?;
    }
    if cases.is_empty() { Err(CaseError::Empty) } else { Ok(cases) }
}

fn add_row(
    cases: &mut Vec<Case>,
    [id, model, parameters, metric, value, reference]: [&str; 6],
    line: u64,
    beside: &impl Fn(&str) -> Option<String>,
) -> Result<(), CaseError> {
    let refused = |problem: String| CaseError::Row { line, id: id.to_owned(), problem };
    for (name, text) in
        [("case_id", id), ("model", model), ("metric", metric), ("reference", reference)]
    {
        if text.contains(is_harmful) {
            return Err(refused(format!("`{name}` contains control characters: {text:?}")));
        }
    }
    let parameters: Map<String, Value> = serde_json::from_str(parameters)
        .map_err(|error| refused(format!("`parameters_json` is not a JSON object: {error}")))?;
    let value = value
        .parse()
        .ok()
        .filter(|value: &f64| value.is_finite())
        .ok_or_else(|| refused(format!("`value` is not a number: {value:?}")))?;
    let known_value =
        KnownValue { metric: metric.to_owned(), value, reference: reference.to_owned() };
    let same = cases
        .iter_mut()
        .find(|case| case.id == id && case.model == model && case.parameters == parameters);
    if let Some(case) = same {
        case.known_values.push(known_value);
        return Ok(());
    }
    let named = parameters.values().filter_map(Value::as_str).filter(|name| name.ends_with(".csv"));
    let tables = named.filter_map(|name| Some((name.to_owned(), beside(name)?))).collect();
    let (id, model) = (id.to_owned(), model.to_owned());
    cases.push(Case { id, model, parameters, tables, known_values: vec![known_value] });
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "case_id,model,parameters_json,metric,value,reference\n";

    fn read(rows: &str) -> Result<Vec<Case>, CaseError> {
        read_cases(&format!("{HEAD}{rows}"), |_| None)
    }

    #[test]
    fn rows_of_one_case_are_read_together() {
        let cases = read("a,M/M/c,\"{\"\"c\"\": 1}\",Wq,2,x\na,M/M/c,\"{\"\"c\"\": 1}\",L,1,y\n");
        let cases = cases.expect("two good rows");
        assert_eq!((cases.len(), cases[0].known_values.len()), (1, 2));
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        assert_eq!(read(""), Err(CaseError::Empty));
        assert_eq!(read_cases("", |_| None), Err(CaseError::Empty));
        let missing = read_cases("case_id,model,metric,value,reference\n", |_| None);
        assert_eq!(missing, Err(CaseError::Column { name: "parameters_json" }));
        for (row, words) in [
            ("a,M/M/c,{c: 1},Wq,2,x\n", "line 2, case a: `parameters_json` is not a JSON object"),
            ("a,M/M/c,{},Wq,much,x\n", "line 2, case a: `value` is not a number: \"much\""),
            ("a,M/M/c,{},Wq,NaN,x\n", "`value` is not a number"),
            ("a,M/M/c\n", "it is not a comma-separated table"),
        ] {
            let error = read(row).expect_err(row).to_string();
            assert!(error.contains(words), "{error}");
        }
    }
}
