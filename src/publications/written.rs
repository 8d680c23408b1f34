//! The tables that are written: practices, their months, the staff of networks, and what was left out.

use super::cell::Month;
use super::data::{Dataset, Practice, month_columns};
use super::left::Left;
use crate::text::csv::{Csv, quoted};
use crate::validation::networks::rows::COLUMNS;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// The names of the files that are written.
pub const FILES: [&str; 5] =
    ["practices.csv", "monthly.csv", "left-out.csv", "england.csv", "network-staff.csv"];

/// The columns of practices, after those that every file of networks has.
fn more_columns() -> Vec<&'static str> {
    let known = [
        "name",
        "sub_icb",
        "deprivation_score",
        "appointment_months",
        "call_months",
        "online_months",
    ];
    known
        .into_iter()
        .chain(month_columns().iter().copied().filter(|name| !COLUMNS.contains(name)))
        .chain(["outside_england"])
        .collect()
}

/// The columns of practices that are numbers, without counts of months.
pub(super) fn value_columns() -> Vec<&'static str> {
    let others = [
        "network",
        "practice",
        "deprivation_quintile",
        "name",
        "sub_icb",
        "appointment_months",
        "call_months",
        "online_months",
        "outside_england",
    ];
    COLUMNS.into_iter().chain(more_columns()).filter(|name| !others.contains(name)).collect()
}

/// The column of that name, if any table has it.
pub(super) fn column(name: &str) -> Option<&'static str> {
    COLUMNS
        .into_iter()
        .chain(more_columns())
        .find(|column| *column == name)
        .filter(|column| !["network", "practice"].contains(column))
}

/// A number with at most four decimals, without zeros at its end.
fn number(value: f64) -> String {
    let text = format!("{value:.4}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    text.to_owned()
}

fn cell(practice: &Practice, column: &str) -> String {
    match column {
        "network" => practice.network.clone(),
        "practice" => practice.practice.clone(),
        "name" => practice.name.clone(),
        "sub_icb" => practice.sub_icb.clone(),
        "list_size" => number(practice.list_size),
        "outside_england" => practice.unusual.join(" "),
        _ => practice.values.get(column).map(|value| number(*value)).unwrap_or_default(),
    }
}

/// `practices.csv`: one row a practice, readable by `validate --networks`.
pub fn practices_csv(data: &Dataset) -> String {
    let columns: Vec<&str> = COLUMNS.into_iter().chain(more_columns()).collect();
    let mut table = Csv::new(&columns);
    for practice in &data.practices {
        table.row(columns.iter().map(|column| cell(practice, column)));
    }
    table.text()
}

/// Writes `monthly.csv`: one row a practice and month. The text is larger than all else, so it is never held
/// as a whole.
///
/// # Errors
///
/// Those of `out`.
pub fn write_monthly(data: &Dataset, out: &mut dyn Write) -> io::Result<()> {
    let columns = month_columns();
    let head = ["month", "network", "practice", "patients"];
    writeln!(out, "{},{}", head.join(","), columns.join(","))?;
    let mut line = String::new();
    for row in &data.months {
        line.clear();
        let first = [&row.month.to_string(), &row.network, &row.practice, &number(row.patients)];
        line.push_str(&first.map(|cell| quoted(cell)).join(","));
        let mut values = row.values.iter().peekable();
        for column in columns {
            line.push(',');
            if let Some((_, value)) = values.next_if(|(known, _)| known == column) {
                line.push_str(&number(value));
            }
        }
        line.push('\n');
        out.write_all(line.as_bytes())?;
    }
    Ok(())
}

/// `monthly.csv` as a text.
pub fn monthly_csv(data: &Dataset) -> String {
    let mut bytes = Vec::new();
    let written = write_monthly(data, &mut bytes);
    written.expect("memory can be written to");
    String::from_utf8(bytes).expect("all cells are text")
}

/// `network-staff.csv`: full-time equivalents of networks by role and month.
pub fn staff_csv(data: &Dataset) -> String {
    let mut table =
        Csv::new(["month", "network", "staff_group", "staff_role", "detailed_staff_role", "wte"]);
    for row in &data.staff {
        let month = row.month.map(|month: Month| month.to_string()).unwrap_or_default();
        let [group, role, detail] = row.role.clone();
        table.row([month, row.network.clone(), group, role, detail, number(row.wte)]);
    }
    table.text()
}

/// `left-out.csv`: everything that was left out, and why.
pub fn left_out_csv(data: &Dataset) -> String {
    let networks: BTreeMap<&str, &str> =
        data.practices.iter().map(|row| (row.practice.as_str(), row.network.as_str())).collect();
    left_csv(&data.left, &networks)
}

fn left_csv(left: &Left, networks: &BTreeMap<&str, &str>) -> String {
    let head = [
        "what", "network", "practice", "month", "file", "line", "column", "value", "times",
        "reason",
    ];
    let mut table = Csv::new(head);
    for (entry, line, times) in left.entries() {
        let network = match entry.network.as_str() {
            "" => networks.get(entry.practice.as_str()).copied().unwrap_or(""),
            network => network,
        };
        let line = if line == 0 { String::new() } else { line.to_string() };
        let times = times.to_string();
        table.row([
            entry.what,
            network,
            &entry.practice,
            &entry.month,
            &entry.file,
            &line,
            &entry.column,
            &entry.value,
            &times,
            &entry.reason,
        ]);
    }
    if left.beyond() > 0 {
        let times = left.beyond().to_string();
        let reason = "more were left out than are listed; the files may not be what they seem";
        table.row(["rows", "", "", "", "", "", "", "", &times, reason]);
    }
    table.text()
}
