//! The form: one row a practice, in a table that any spreadsheet program opens.
//!
//! The first row names the columns. A row whose first cell begins with `#` explains and is not read; a row
//! called "whole network" holds what the practices share.

use crate::own::stated::{Place, Reader};
use crate::text::alike::plain;
use crate::text::{shortened, shown};

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

/// Names of the column of practices.
const FIRST: [&str; 6] =
    ["practice", "name", "practice name", "surgery", "surgery name", "gp practice"];

/// A title may stand above the names of the columns, in so many rows.
const TITLES: usize = 9;

/// Where the columns are named, as an index into the rows, and which of them is that of practices.
fn head(rows: &[&Row]) -> Option<(usize, usize)> {
    let is_first = |name: &String| FIRST.contains(&plain(name).as_str());
    let is_stated = |name: &&String| !name.trim().is_empty();
    let mut first = rows.iter().take(TITLES + 1).enumerate();
    first.find_map(|(index, (_, cells))| {
        let is_head = cells.iter().filter(is_stated).count() > 1;
        is_head.then(|| Some((index, cells.iter().position(is_first)?))).flatten()
    })
}

/// Reads the rows of a filled form, the file called `file`, into `reader`.
pub fn read(rows: &[Row], file: &str, reader: &mut Reader<'_>) {
    let place = |line: Option<usize>| Place { file: file.to_owned(), line };
    let is_empty = |cells: &[String]| cells.iter().all(|cell| cell.trim().is_empty());
    let filled: Vec<&Row> = rows.iter().filter(|(_, cells)| !is_empty(cells)).collect();
    let remedy = "write an empty form with --form FILE and fill it in";
    let Some((line, first)) = filled.first() else {
        let expected = "a form of one row a practice";
        return reader.problems.push(place(None).problem("", "an empty table", expected, remedy));
    };
    let Some((above, practice)) = head(&filled) else {
        let names: Vec<String> = first.iter().take(4).map(|name| shown(name)).collect();
        let found = format!("columns {}", shortened(&format!("{names:?}"), 120));
        let expected = "the names of the columns in the first row, one of them \"practice\"";
        return reader.problems.push(place(Some(*line)).problem("", &found, expected, remedy));
    };
    let names = &filled[above].1;
    for (line, cells) in &filled[above + 1..] {
        let at = place(Some(*line));
        let name = cells.get(practice).map_or("", |name| name.trim());
        let is_note = |cell: &String| cell.trim_start().starts_with('#');
        if name.starts_with('#') || cells.first().is_some_and(is_note) {
            continue;
        }
        let named = |(index, value): (usize, &String)| {
            let column = names.get(index).map_or("", |name| name.trim());
            (column.to_owned(), value.clone())
        };
        let others = cells.iter().enumerate().filter(|(index, _)| *index != practice);
        let pairs: Vec<(String, String)> = others.map(named).collect();
        row(name, pairs, &at, reader);
    }
}

/// Reads the row of a practice or of the whole network, given as the names of its columns and their cells.
fn row(name: &str, pairs: Vec<(String, String)>, at: &Place, reader: &mut Reader<'_>) {
    let is_beside =
        |(column, value): &(String, String)| column.is_empty() && !value.trim().is_empty();
    if pairs.iter().any(is_beside) {
        let expected = "cells below the name of a column";
        let remedy = "name the column, or clear the cell";
        reader.problems.push(at.problem("", "a cell without a column", expected, remedy));
    }
    let pairs: Vec<(String, String)> =
        pairs.into_iter().filter(|(column, _)| !column.is_empty()).collect();
    if name.is_empty() {
        if pairs.iter().any(|(_, value)| !value.trim().is_empty()) {
            let expected = "the name of the practice in its column";
            reader.problems.push(at.problem("practice", "nothing", expected, "name it"));
        }
    } else if ["whole network", "network", "all practice", "shared"].contains(&plain(name).as_str())
    {
        reader.network(at, &pairs);
    } else {
        reader.practice(at, name, &pairs);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<Row> {
        let cells = |line: &str| line.split('|').map(str::to_owned).collect();
        text.lines().enumerate().map(|(index, line)| (index + 1, cells(line))).collect()
    }

    #[test]
    fn columns_are_found_in_any_order_below_a_title() {
        let mut reader = Reader::new(&["paramedic"]);
        let form = "Our network, 2026||\n\nGPs|list size|Surgery\n# WTE|registered|\n1.2|2400|High Street\n\
                    ||Whole network";
        read(&rows(form), "form", &mut reader);
        assert_eq!(reader.problems, []);
        let [own] = reader.stated.practices.as_slice() else { panic!("{:?}", reader.stated) };
        assert_eq!(
            (own.title.as_str(), own.list_size, own.staff[0].wte),
            ("High Street", 2400.0, 1.2)
        );
    }

    #[test]
    fn two_columns_of_one_role_are_refused_where_both_are_filled() {
        let mut reader = Reader::new(&["first-contact-physiotherapist"]);
        let form = "practice|list|FCP|first contact physio\nMill|900|1|\nPark|900|1|2\nOak|900||3";
        read(&rows(form), "form", &mut reader);
        let [problem] = reader.problems.as_slice() else { panic!("{:#?}", reader.problems) };
        assert_eq!(problem.line, Some(3));
        assert!(problem.found.contains("\"FCP=1\" and \"first contact physio=2\""), "{problem:?}");
    }

    #[test]
    fn a_table_without_practices_is_no_form() {
        let mut reader = Reader::new(&[]);
        read(&rows("site|list\nMill|900"), "form", &mut reader);
        assert!(reader.problems[0].expected.contains("\"practice\""), "{:#?}", reader.problems);
    }
}
