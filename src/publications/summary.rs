//! What an import found, in words: files, practices, what was left out, and values beside England.

use super::data::Dataset;
use super::england::{compared, distribution};
use super::left::LeftOut;
use crate::text::grid::{PROSE, Row, Table, wrap};
use crate::text::number::whole;
use crate::text::{shortened, shown};
use crate::validation::networks::rows::COLUMNS;
use std::collections::BTreeSet;
use std::fmt::Write;

/// So many entries are named one by one; of more, one for each reason.
const MOST_NAMED: u64 = 25;

/// The summary of an import.
pub fn summary_text(data: &Dataset) -> String {
    let mut out = files(data);
    let networks: BTreeSet<&str> =
        data.practices.iter().map(|practice| practice.network.as_str()).collect();
    let patients: f64 = data.practices.iter().map(|practice| practice.list_size).sum();
    let _ = writeln!(
        out,
        "Practices: {}, in {} networks, with {} patients\n",
        whole(data.practices.len() as f64),
        whole(networks.len() as f64),
        whole(patients)
    );
    out.push_str(&left_out(data));
    out.push_str(&beside_england(data));
    for told in &data.told {
        out.push_str(&wrap(&format!("Note: {}", shown(told)), PROSE).join("\n"));
        out.push('\n');
    }
    out
}

fn files(data: &Dataset) -> String {
    let mut out = String::from("Read:\n");
    for file in &data.files {
        let latest = file.latest.map_or(String::new(), |month| format!(", to {month}"));
        let _ = writeln!(
            out,
            "  {}: {}; {} rows, {} practices{latest}",
            shown(&file.label),
            file.title,
            whole(file.rows as f64),
            whole(file.practices as f64)
        );
    }
    out.push('\n');
    out
}

fn words(entry: &LeftOut) -> String {
    let mut parts = Vec::new();
    let mut add = |before: &str, text: &str| {
        if !text.is_empty() {
            parts.push(format!("{before}{}", shown(&shortened(text, 60))));
        }
    };
    add("", &entry.practice);
    add(if entry.practice.is_empty() { "network " } else { "of " }, &entry.network);
    add("in ", &entry.month);
    add("", &entry.column);
    if !entry.value.is_empty() {
        add("", &format!("`{}`", entry.value));
    }
    add("file ", &entry.file);
    parts.join(", ")
}

fn left_out(data: &Dataset) -> String {
    let all: u64 = data.left.entries().map(|(_, _, times)| times).sum();
    if all == 0 {
        return "Nothing was left out.\n\n".into();
    }
    let mut out = String::from("Left out (each is in left-out.csv):\n");
    let mut line = |text: &str| {
        for (index, line) in wrap(text, PROSE - 4).iter().enumerate() {
            let _ = writeln!(out, "{}{line}", if index == 0 { "  " } else { "    " });
        }
    };
    if data.left.entries().count() as u64 <= MOST_NAMED {
        for (entry, at, times) in data.left.entries() {
            let at = if at > 0 { format!(", line {at}") } else { String::new() };
            let times =
                if times > 1 { format!(" ({} times)", whole(times as f64)) } else { String::new() };
            line(&format!("{}: {}{at}: {}{times}", entry.what, words(entry), shown(&entry.reason)));
        }
    } else {
        for (what, reason, count, example) in data.left.reasons() {
            let times = whole(count as f64);
            line(&format!("{times} × {what}: {}; such as {}", shown(reason), words(example)));
        }
    }
    out.push('\n');
    out
}

/// The values of the practices beside those of England's.
fn beside_england(data: &Dataset) -> String {
    let columns = COLUMNS
        .iter()
        .filter(|column| !["network", "practice", "deprivation_quintile"].contains(column));
    let rows = columns.map(|column| {
        let mut values: Vec<f64> =
            data.practices.iter().filter_map(|practice| compared(practice, column)).collect();
        values.sort_by(f64::total_cmp);
        let middle = values.get(values.len() / 2).map_or("–".into(), |value| short(*value));
        let known = distribution(column);
        let england =
            |index: usize| known.map_or("–".to_owned(), |known| short(known.centiles[index]));
        let outside =
            data.practices.iter().filter(|practice| practice.unusual.contains(column)).count();
        let outside = if known.is_some() { whole(outside as f64) } else { "–".into() };
        let count = whole(values.len() as f64);
        let cells = [count, middle, england(1), england(0), england(2), outside];
        let name = if column.ends_with("_wte") {
            format!("{column} per 1,000 patients")
        } else {
            (*column).to_owned()
        };
        Row::new(name, cells.into_iter().map(|cell| vec![cell]).collect())
    });
    let head = ["", "practices", "median", "England", "1st centile", "99th centile", "outside"];
    let table = Table {
        caption: "Values beside the practices of England".into(),
        head: head.map(str::to_owned).to_vec(),
        rows: rows.collect(),
        note: "A dash: no distribution is published. Practices outside the 1st to 99th centile are named in the \
               column outside_england of practices.csv."
            .into(),
    };
    format!("{}\n", table.to_text())
}

/// A number with three significant digits at least.
fn short(value: f64) -> String {
    match value.abs() {
        size if size >= 100.0 => whole(value),
        size if size >= 1.0 => format!("{value:.2}"),
        _ => format!("{value:.3}"),
    }
}
