//! What an import found, in words: files, practices, what was left out, and values beside England.

use super::beside::{Beside, beside};
use super::data::Dataset;
use super::left::LeftOut;
use crate::text::grid::{PROSE, Row, Table, wrap};
use crate::text::number::{counted, whole};
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
        "Practices: {}, in {}, with {} patients",
        whole(data.practices.len() as f64),
        counted(networks.len(), "network"),
        whole(patients)
    );
    out.push_str(&seen(data));
    out.push('\n');
    out.push_str(&left_out(data));
    out.push_str(&beside_england(data));
    for told in &data.told {
        out.push_str(&wrap(&format!("Note: {}", shown(told)), PROSE).join("\n"));
        out.push('\n');
    }
    out
}

/// The practices that the files name: those kept and those left out.
fn seen(data: &Dataset) -> String {
    let left = data.left.entries().filter(|(entry, ..)| entry.what == "practice").count();
    let kept = data.practices.len();
    if data.seen == 0 {
        return String::new();
    }
    let chosen = data.seen.saturating_sub(kept + left);
    let others = if chosen > 0 {
        format!(" + {} in networks not chosen", whole(chosen as f64))
    } else {
        String::new()
    };
    format!(
        "The files name {}: {} kept + {} left out{others}\n",
        counted(data.seen, "practice"),
        whole(kept as f64),
        whole(left as f64)
    )
}

fn files(data: &Dataset) -> String {
    let mut out = String::from("Read:\n");
    for file in &data.files {
        let latest = file.latest.map_or(String::new(), |month| format!(", to {month}"));
        let _ = writeln!(
            out,
            "  {}: {}; {}, {}{latest}",
            shown(&file.label),
            file.title,
            counted(file.rows as usize, "row"),
            counted(file.practices, "practice")
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

/// The values of the practices beside those of England's: the columns of every file of networks, and in a
/// sentence the others that have a distribution.
fn beside_england(data: &Dataset) -> String {
    let (rows, others): (Vec<Beside>, Vec<Beside>) =
        beside(data).into_iter().partition(|row| COLUMNS.contains(&row.column));
    let others: Vec<Beside> =
        others.into_iter().filter(|row| row.england.is_some() && row.practices > 0).collect();
    let outside = others.iter().filter(|row| row.outside > 0).count();
    let others = match others.len() {
        0 => String::new(),
        all => format!(
            " {} more {} distribution, {} with values outside it.",
            whole(all as f64),
            if all == 1 { "column has a" } else { "columns have a" },
            whole(outside as f64)
        ),
    };
    let rows = rows.into_iter().map(|row| {
        let of = |value: Option<f64>| value.map_or("–".to_owned(), short);
        let england = |index: usize| of(row.england.map(|known| known.centiles[index]));
        let outside = row.england.map_or("–".into(), |_| whole(row.outside as f64));
        let median = of(row.centiles.map(|centiles| centiles[1]));
        let count = whole(row.practices as f64);
        let cells = [count, median, england(1), england(0), england(2), outside];
        let name = if row.column.ends_with("_wte") {
            format!("{} per 1,000 patients", row.column)
        } else {
            row.column.to_owned()
        };
        Row::new(name, cells.into_iter().map(|cell| vec![cell]).collect())
    });
    let head = ["", "practices", "median", "England", "1st centile", "99th centile", "outside"];
    let table = Table {
        caption: "Values beside the practices of England".into(),
        head: head.map(str::to_owned).to_vec(),
        rows: rows.collect(),
        note: format!(
            "A dash: no distribution is published. Practices outside the 1st to 99th centile are named in the \
             column outside_england of practices.csv.{others} All columns are in england.csv, with sources."
        ),
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
