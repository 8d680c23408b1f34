//! The form: one row a practice, in a table that any spreadsheet program opens.
//!
//! The first row names the columns. A row whose first cell begins with `#` explains and is not read; a row
//! called "whole network" holds what the practices share.

use crate::own::stated::{Place, Reader};
use crate::text::alike::plain;

/// The columns of the empty form: name and explanation. Every other role may have a column as well.
pub const COLUMNS: [(&str, &str); 22] = [
    (
        "practice",
        "# its name; this row is not read. In the row 'whole network', what the practices share",
    ),
    ("list size", "registered patients"),
    (
        "deprivation quintile",
        "1 the most deprived fifth of England, 5 the least; empty if not known",
    ),
    ("GPs", "whole-time equivalents (WTE), without trainees and locums"),
    ("trainees", "WTE; 0 if nobody, empty if not known (also of all other staff)"),
    ("nurses", "WTE of practice nurses"),
    ("healthcare assistants", "WTE, phlebotomists among them"),
    ("advanced practitioners", "WTE"),
    ("clinical pharmacists", "WTE; staff that the network shares in the last row"),
    ("pharmacy technicians", "WTE"),
    ("first contact physiotherapists", "WTE (FCP)"),
    ("physician associates", "WTE (physician assistants)"),
    ("paramedics", "WTE"),
    ("mental health practitioners", "WTE"),
    ("social prescribing link workers", "WTE"),
    ("health and wellbeing coaches", "WTE"),
    ("care coordinators", "WTE"),
    ("rooms", "clinical rooms; by site with a plus: 6+3"),
    ("treatment rooms", "of them; empty if not known"),
    ("calls", "that come in, answered or not, with the period: 600 a week"),
    ("online forms", "that are sent, with the period: 150 a week"),
    ("opening hours", "08:00-18:30"),
];

/// The name of the row of what practices share.
pub const NETWORK: &str = "whole network";

/// A row of a table and its line.
pub type Row = (usize, Vec<String>);

/// The empty form: its rows.
pub fn empty() -> Vec<Vec<String>> {
    let names = COLUMNS.map(|(name, _)| name.to_owned()).to_vec();
    let words = COLUMNS.map(|(_, words)| words.to_owned()).to_vec();
    let row = |name: &str| {
        let mut cells = vec![String::new(); COLUMNS.len()];
        cells[0] = name.to_owned();
        cells
    };
    vec![names, words, row(""), row(""), row(""), row(NETWORK)]
}

/// Reads the rows of a filled form, the file called `file`, into `reader`.
pub fn read(rows: &[Row], file: &str, reader: &mut Reader<'_>) {
    let place = |line: Option<usize>| Place { file: file.to_owned(), line };
    let is_empty = |cells: &[String]| cells.iter().all(|cell| cell.trim().is_empty());
    let mut filled = rows.iter().filter(|(_, cells)| !is_empty(cells));
    let Some((line, head)) = filled.next() else {
        let remedy = "write an empty form with --form FILE and fill it in";
        let problem =
            place(None).problem("", "an empty table", "a form of one row a practice", remedy);
        reader.problems.push(problem);
        return;
    };
    let at = place(Some(*line));
    let called = head.first().map_or_else(String::new, |name| plain(name));
    if !["practice", "name", "practice name", "surgery"].contains(&called.as_str()) {
        let found = format!("{:?}", head.first().map_or("", String::as_str));
        let remedy = "write an empty form with --form FILE and fill it in";
        let expected = "a first column called \"practice\"";
        reader.problems.push(at.problem("", &found, expected, remedy));
        return;
    }
    for (line, cells) in filled {
        let at = place(Some(*line));
        let name = cells.first().map_or("", |name| name.trim());
        if name.starts_with('#') {
            continue;
        }
        let named = |(index, value): (usize, &String)| {
            let column = head.get(index).map_or("", |name| name.trim());
            (column.to_owned(), value.clone())
        };
        let pairs: Vec<(String, String)> = cells.iter().enumerate().skip(1).map(named).collect();
        let is_beside =
            |(column, value): &(String, String)| column.is_empty() && !value.trim().is_empty();
        if pairs.iter().any(is_beside) {
            let expected = "cells below the name of a column";
            let remedy = "name the column, or clear the cell";
            reader.problems.push(at.problem("", "a cell without a column", expected, remedy));
        }
        let pairs: Vec<(String, String)> =
            pairs.into_iter().filter(|(name, _)| !name.is_empty()).collect();
        if name.is_empty() {
            if pairs.iter().any(|(_, value)| !value.trim().is_empty()) {
                let expected = "the name of the practice in the first cell";
                reader.problems.push(at.problem("practice", "nothing", expected, "name it"));
            }
            continue;
        }
        if ["whole network", "network", "all practice", "shared"].contains(&plain(name).as_str()) {
            reader.network(&at, &pairs);
        } else {
            reader.practice(&at, name, &pairs);
        }
    }
}
