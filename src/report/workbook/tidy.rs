//! Comma-separated tables as sheets: the same rows, with numbers as numbers.

use super::grid::{Column, Grid, Show, Value};

/// Columns that hold texts, whatever their cells look like.
const TEXTS: [&str; 9] = [
    "scenario", "baseline", "measure", "unit", "title", "practice", "weekday", "levers", "network",
];

/// The words for columns, with what they are measured in.
const WORDS: [(&str, &str); 26] = [
    ("scenario", "Scenario"),
    ("baseline", "Compared with; empty for the scenario alone"),
    ("practice", "Practice"),
    ("weekday", "Day of the request"),
    ("measure", "Measure"),
    ("unit", "Unit of the measure"),
    ("mean", "Mean over the measured weeks [unit of the measure]"),
    ("ci95_low", "Low, chance only, 95% [same]"),
    ("ci95_high", "High, chance only, 95% [same]"),
    ("replications", "Replications"),
    ("partial", "Partial, if the run was stopped"),
    ("title", "Title"),
    ("kind", "Kind of number; only a flow grows with time"),
    ("period", "Period measured"),
    ("a_year", "Mean a year [unit; a flow: a year]"),
    ("a_year_low", "Low, chance only, 95% [a year]"),
    ("a_year_high", "High, chance only, 95% [a year]"),
    ("a_week", "Mean a week [unit; a flow: a week]"),
    ("a_week_low", "Low, chance only, 95% [a week]"),
    ("a_week_high", "High, chance only, 95% [a week]"),
    ("levers", "What differs from the baseline"),
    ("cost_a_year", "Cost to all payers, of a comparison the difference [£ a year]"),
    ("cost_a_week", "The same [£ a week]"),
    ("cost_per_result", "Cost of one of what is measured [£ for one]"),
    ("replication", "Replication"),
    ("value", "Value over the measured weeks [unit of the measure]"),
];

/// The table `csv` as a sheet; `None` if it is no table.
pub(super) fn sheet(name: &str, about: &str, csv: &str) -> Option<Grid> {
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let keys: Vec<String> = reader.headers().ok()?.iter().map(str::to_owned).collect();
    let records: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().ok()?;
    let is_number: Vec<bool> = (keys.iter().enumerate())
        .map(|(at, key)| {
            let mut filled = records.iter().map(|row| &row[at]).filter(|cell| !cell.is_empty());
            !TEXTS.contains(&key.as_str()) && filled.all(|cell| number(cell).is_some())
        })
        .collect();
    let column = |(key, is_number): (&String, &bool)| {
        let head = words(key);
        let show = if *is_number { Show::Number } else { Show::Plain };
        // Counts of replications are whole, and small numbers need their digits.
        let show = if key.starts_with("replication") { Show::Plain } else { show };
        let width = match (key.as_str(), is_number) {
            (_, true) => 17.0,
            ("title" | "levers" | "measure" | "parameter", false) => 40.0,
            (_, false) => 24.0,
        };
        Column::new(head, width, show)
    };
    let columns: Vec<Column> = keys.iter().zip(&is_number).map(column).collect();
    let value = |(cell, is_number): (&str, &bool)| match (cell, is_number) {
        ("", _) => Value::Nothing,
        (cell, true) => Value::number(number(cell)),
        (cell, false) => Value::text(cell),
    };
    let rows = records.iter().map(|row| row.iter().zip(&is_number).map(value).collect());
    let rows = rows.collect();
    Some(Grid { name: name.to_owned(), about: about.to_owned(), frozen: 1, columns, rows })
}

/// The words for a column; its key, if it has none.
fn words(key: &str) -> &str {
    WORDS.iter().find(|(known, _)| *known == key).map_or(key, |(_, words)| words)
}

/// A plain number; `inf` and the like are texts.
fn number(cell: &str) -> Option<f64> {
    let is_part = |byte: u8| byte.is_ascii_digit() || b"+-.eE".contains(&byte);
    if cell.bytes().all(is_part) { cell.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_numbers_and_names_stay_texts() {
        let text = "scenario,unit,mean,note\n007,needs,-1.5,\n1e5,needs,,2025-04-01\n";
        let grid = sheet("Results", "x", text).expect("it is a table");
        assert_eq!(grid.rows[0][0], Value::text("007"));
        assert_eq!(grid.rows[1][0], Value::text("1e5"));
        assert_eq!((&grid.rows[0][2], &grid.rows[1][2]), (&Value::Number(-1.5), &Value::Nothing));
        assert_eq!(grid.rows[1][3], Value::text("2025-04-01"));
        assert_eq!(
            (grid.columns[0].head.as_str(), grid.columns[3].head.as_str()),
            ("Scenario", "note")
        );
    }
}
