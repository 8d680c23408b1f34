//! From the bytes of an export to records without identifiers.

use crate::exports::cells::{Day, Length, Mode, Order, Outcome, Status, When};
use crate::exports::cells::{length, mode, outcome, shape, status, when};
use crate::exports::columns::Sort;
use crate::exports::found::FEWEST;
use crate::exports::head::Head;
use crate::exports::mapping::{MODES, Mapping, NO_ROLE, OUTCOMES, STATUSES};
use crate::publications::plain::each_row;
use crate::scenario::aliases::all_named;
use crate::scenario::error::{Problem, list};
use jiff::civil::DateTime;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Exports that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("cannot use the exports: {}", list(.0))]
pub struct ExportsError(pub Vec<Problem>);

/// An appointment, without its patient.
#[derive(Clone, Debug, PartialEq)]
pub struct Appointment {
    /// When it begins.
    pub starts: DateTime,
    /// Days from booking to its day; `None` if not known.
    pub lag: Option<i32>,
    /// How the patient is seen, if known.
    pub mode: Option<Mode>,
    /// The kind of clinician, as an index into [`Export::clinicians`], if known.
    pub clinician: Option<usize>,
    /// What became of it.
    pub status: Status,
    /// Its actual length \[min\], if stated.
    pub minutes: Option<f64>,
}

/// A call, without its caller.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// When it came.
    pub start: DateTime,
    /// How long the caller was in the queue \[min\], if stated.
    pub wait: Option<f64>,
    /// What became of it, if known.
    pub outcome: Option<Outcome>,
}

/// What was read of a file.
#[derive(Clone, Debug, Default)]
pub struct Export {
    /// The appointments, if it has any.
    pub appointments: Vec<Appointment>,
    /// The calls, if it has any.
    pub calls: Vec<Call>,
    /// The roles of each kind of clinician.
    pub clinicians: Vec<Vec<String>>,
    /// Rows below the header that are not empty.
    pub rows: u64,
    /// What was left out or understood, in sentences. Numbers below [`FEWEST`] are not told.
    pub told: Vec<String>,
}

/// What is asked for beside the file.
#[derive(Clone, Debug)]
pub struct Asked<'a> {
    /// Which of two numbers of a date is the day, if stated.
    pub order: Option<Order>,
    /// The unit of waits without one \[min\], if stated.
    pub wait_unit: Option<f64>,
    /// Which of their names are which of ours.
    pub mapping: &'a Mapping,
    /// The roles of the scenario.
    pub roles: &'a [&'a str],
}

/// The header must be among so many first rows.
const FIRST_ROWS: usize = 40;

/// The share of rows whose cells of a column cannot be read from which on the file is refused.
const MOST_WRONG: f64 = 0.1;

/// The most different unknown words that a column of categories has.
const MOST_WORDS: usize = 30;

/// Reads an export. `sort` is what it is, if stated.
///
/// # Errors
///
/// Every problem found. Messages have names of columns, lines and the form of cells, but no cells.
pub fn read(
    label: &str,
    bytes: &[u8],
    sort: Option<Sort>,
    asked: &Asked<'_>,
) -> Result<Export, Vec<Problem>> {
    let mut reader = Reader::new(label, sort, asked);
    let read = each_row(bytes, &mut |sheet, line, cells| reader.row(sheet, line, cells));
    if let Err(reason) = read {
        let remedy = "export the file again as CSV or as an Excel workbook (.xlsx)";
        let expected = "a table that can be read to its end";
        return Err(vec![reader.problem(None, "", reason, expected, remedy)]);
    }
    reader.finish()
}

/// The cells of a row that are mapped, as they are written.
#[derive(Debug, Default)]
struct Raw {
    starts: When,
    booked: Option<When>,
    mode: Option<Mode>,
    clinician: Option<usize>,
    status: Option<Status>,
    outcome: Option<Outcome>,
    length: Option<Length>,
}

struct Reader<'a> {
    label: String,
    sort: Option<Sort>,
    asked: &'a Asked<'a>,
    /// The header, the sheet and the line.
    head: Option<(Head, usize, usize)>,
    /// The row that is most like a header.
    likely: Option<(Head, usize)>,
    seen: usize,
    rows: Vec<Raw>,
    count: u64,
    /// Cells that cannot be read by column: how many, the first line, its form.
    wrong: BTreeMap<&'static str, (u64, usize, String)>,
    /// Words that are not understood by column, with how often and the first line.
    words: BTreeMap<&'static str, BTreeMap<String, (u64, usize)>>,
    /// The kinds of clinicians by word.
    known: BTreeMap<String, Option<usize>>,
    clinicians: Vec<Vec<String>>,
    misfits: u64,
}

impl<'a> Reader<'a> {
    fn new(label: &str, sort: Option<Sort>, asked: &'a Asked<'a>) -> Reader<'a> {
        Reader {
            label: label.to_owned(),
            sort,
            asked,
            head: None,
            likely: None,
            seen: 0,
            rows: Vec::new(),
            count: 0,
            wrong: BTreeMap::new(),
            words: BTreeMap::new(),
            known: BTreeMap::new(),
            clinicians: Vec::new(),
            misfits: 0,
        }
    }

    fn problem(
        &self,
        line: Option<usize>,
        key: &str,
        found: String,
        expected: &str,
        remedy: &str,
    ) -> Problem {
        Problem {
            file: self.label.clone(),
            line,
            key: key.to_owned(),
            found,
            expected: expected.to_owned(),
            remedy: remedy.to_owned(),
        }
    }

    fn row(&mut self, sheet: usize, line: usize, cells: &[Cow<'_, str>]) {
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            return;
        }
        if let Some(head) = self.head.take() {
            if head.1 == sheet {
                self.take(&head.0, line, cells);
            }
            self.head = Some(head);
            return;
        }
        self.seen += 1;
        if self.seen > FIRST_ROWS {
            return;
        }
        let names: Vec<String> = cells.iter().map(|cell| cell.trim().to_owned()).collect();
        let sorts =
            self.sort.map_or_else(|| vec![Sort::Appointments, Sort::Calls], |sort| vec![sort]);
        let heads = sorts.into_iter().map(|sort| Head::of(&names, sort, self.asked.mapping));
        // The file is what has most of its columns in it.
        let Some(best) = heads.rev().max_by_key(|head| (!head.is_lacking(), head.score())) else {
            return;
        };
        if !best.is_lacking() {
            self.head = Some((best, sheet, line));
        } else if best.score() > self.likely.as_ref().map_or(0, |(head, _)| head.score()) {
            self.likely = Some((best, line));
        }
    }

    fn wrong(&mut self, key: &'static str, line: usize, cell: &str) {
        self.wrong.entry(key).or_insert_with(|| (0, line, shape(cell))).0 += 1;
    }

    fn take(&mut self, head: &Head, line: usize, cells: &[Cow<'_, str>]) {
        self.count += 1;
        if cells
            .get(head.width..)
            .is_some_and(|rest| rest.iter().any(|cell| !cell.trim().is_empty()))
        {
            self.misfits += 1;
            return;
        }
        let cell = |key: &str| {
            head.index(key).map(|index| cells.get(index).map_or("", |cell| cell.trim()))
        };
        let both = |key: &str, time_key: &str| {
            let mut found = when(cell(key)?)?;
            if let Some(other) = cell(time_key).and_then(when) {
                found.time = other.time.or(found.time);
            }
            Some(found)
        };
        let mut raw = Raw::default();
        let (key, time_key) = match head.sort {
            Sort::Appointments => ("starts", "starts_time"),
            Sort::Calls => ("start", "start_time"),
        };
        match both(key, time_key).filter(|when| when.day.is_some()) {
            Some(when) => raw.starts = when,
            None => return self.wrong(key, line, cell(key).unwrap_or("")),
        }
        if head.sort == Sort::Appointments {
            raw.booked = both("booked_at", "booked_time").filter(|when| when.day.is_some());
            if raw.booked.is_none() && !cell("booked_at").unwrap_or("").is_empty() {
                self.wrong("booked_at", line, cell("booked_at").unwrap_or(""));
            }
            raw.mode = self.category("mode", line, cell("mode"), ("modes", &MODES), mode);
            raw.status =
                self.category("status", line, cell("status"), ("statuses", &STATUSES), status);
            raw.clinician = self.clinician(line, cell("clinician_type").unwrap_or(""));
        } else {
            raw.outcome =
                self.category("outcome", line, cell("outcome"), ("outcomes", &OUTCOMES), outcome);
        }
        let key = if head.sort == Sort::Calls { "wait" } else { "actual" };
        if let Some(text) = cell(key).filter(|text| !text.is_empty()) {
            raw.length = length(text);
            if raw.length.is_none() {
                self.wrong(key, line, text);
            }
        }
        self.rows.push(raw);
    }

    fn unknown(&mut self, key: &'static str, line: usize, word: &str) {
        let words = self.words.entry(key).or_default();
        words.entry(word.to_owned()).or_insert((0, line)).0 += 1;
    }

    fn category<T: Copy>(
        &mut self,
        key: &'static str,
        line: usize,
        cell: Option<&str>,
        (table, ours): (&'static str, &[(&str, T)]),
        read: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let cell = cell?;
        let of = |word: &str| ours.iter().find(|(known, _)| *known == word).map(|(_, of)| *of);
        let found = self.asked.mapping.word(table, cell).and_then(of).or_else(|| read(cell));
        if found.is_none() && !cell.is_empty() {
            self.unknown(key, line, cell);
        }
        found
    }

    fn clinician(&mut self, line: usize, word: &str) -> Option<usize> {
        if word.is_empty() {
            return None;
        }
        if let Some(known) = self.known.get(word) {
            let known = *known;
            if known.is_none() && self.asked.mapping.word("roles", word) != Some(NO_ROLE) {
                self.unknown("clinician_type", line, word);
            }
            return known;
        }
        let roles: Vec<String> = match self.asked.mapping.word("roles", word) {
            Some(NO_ROLE) => Vec::new(),
            Some(role) => vec![role.to_owned()],
            None => all_named(word, self.asked.roles).into_iter().map(str::to_owned).collect(),
        };
        let found = (!roles.is_empty()).then(|| {
            let known = self.clinicians.iter().position(|known| *known == roles);
            known.unwrap_or_else(|| {
                self.clinicians.push(roles);
                self.clinicians.len() - 1
            })
        });
        if found.is_none() && self.asked.mapping.word("roles", word) != Some(NO_ROLE) {
            self.unknown("clinician_type", line, word);
        }
        self.known.insert(word.to_owned(), found);
        found
    }

    fn finish(mut self) -> Result<Export, Vec<Problem>> {
        let Some((head, _, line)) = self.head.take() else { return Err(self.no_header()) };
        let mut problems = head.problems(&self.label, line, self.asked.mapping);
        if self.count == 0 {
            let found = "a header without rows".to_owned();
            problems.push(self.problem(
                Some(line),
                "",
                found,
                "at least one row",
                "export a period with data",
            ));
        }
        let mut told = Vec::new();
        for (key, (count, line, form)) in &self.wrong {
            if *count as f64 > MOST_WRONG * self.count as f64 {
                let found = format!("{form}, which cannot be read, and {} like it", few(*count));
                let (expected, remedy) = match *key {
                    "wait" | "actual" => (
                        "a length, such as 12, 12 min or 0:12:30",
                        "map another column, or export it again",
                    ),
                    _ => (
                        "a date, such as 2025-02-14 14:30 or 14/02/2025 14:30",
                        "map another column, or export it again",
                    ),
                };
                problems.push(self.problem(Some(*line), key, found, expected, remedy));
            } else {
                told.push(format!("{} cells of `{key}` cannot be read and are left out; the first is on line {line}", few(*count)));
            }
        }
        if self.misfits as f64 > MOST_WRONG * self.count as f64 {
            let found = format!("{} rows with more cells than the header", few(self.misfits));
            problems.push(self.problem(
                Some(line),
                "",
                found,
                "rows under the header",
                "export the file again, with quotation marks around texts",
            ));
        } else if self.misfits > 0 {
            told.push(format!(
                "{} rows have more cells than the header and are left out",
                few(self.misfits)
            ));
        }
        told.extend(self.words_told());
        let order = self.order().map_err(|problem| problems.push(*problem)).ok();
        let unit = self.unit(&head, &mut told).map_err(|problem| problems.push(*problem)).ok();
        let (Some(order), Some(unit), true) = (order, unit, problems.is_empty()) else {
            return Err(problems);
        };
        Ok(self.records(head.sort, (order, unit), told))
    }

    fn no_header(&self) -> Vec<Problem> {
        if self.seen == 0 {
            let expected = "a header and rows";
            return vec![self.problem(
                None,
                "",
                "an empty file".into(),
                expected,
                "export a period with data",
            )];
        }
        match &self.likely {
            Some((head, line)) => head.problems(&self.label, *line, self.asked.mapping),
            None => vec![self.problem(
                Some(1),
                "",
                "no row with a name of a column that is known".into(),
                "a header with booked_at, starts, mode, clinician_type, status, planned, actual, or with start, wait, \
                 outcome, under these or other names",
                "say which column is which with --mapping; docs/own-exports.md has an example",
            )],
        }
    }

    /// What is said of words that are not understood. A word is told only if the column has few of them and it
    /// is in [`FEWEST`] rows or more, so that it is a category and nobody's name.
    fn words_told(&self) -> Vec<String> {
        let mut told = Vec::new();
        for (key, words) in &self.words {
            let all: u64 = words.values().map(|(count, _)| count).sum();
            let is_category = words.len() <= MOST_WORDS;
            let is_shown = |(word, (count, _)): &(&String, &(u64, usize))| {
                is_category
                    && *count >= FEWEST
                    && word.bytes().filter(u8::is_ascii_digit).count() < 4
            };
            let shown: Vec<String> = words
                .iter()
                .filter(is_shown)
                .map(|(word, (count, line))| {
                    format!("\"{word}\" ({count} rows, first on line {line})")
                })
                .collect();
            let table = match *key {
                "clinician_type" => "roles",
                "mode" => "modes",
                "status" => "statuses",
                _ => "outcomes",
            };
            let names =
                if shown.is_empty() { String::new() } else { format!(": {}", shown.join(", ")) };
            told.push(format!(
                "{} cells of `{key}` have words that are not understood and count as unknown{names}; [{table}] of a file for --mapping may explain them",
                few(all)
            ));
        }
        told
    }

    /// Which of two numbers of a date is the day.
    fn order(&self) -> Result<Order, Box<Problem>> {
        let days = || {
            self.rows
                .iter()
                .flat_map(|raw| [Some(raw.starts), raw.booked])
                .flatten()
                .filter_map(|when| when.day)
        };
        let has = |order: Order| days().any(|day| day.order() == Some(order));
        let key = "--dates";
        let expected = "dates in one order";
        let is_open = days().any(|day| matches!(day, Day::Either(..)));
        match (self.asked.order, has(Order::DayFirst), has(Order::MonthFirst)) {
            (None, true, true) | (Some(Order::DayFirst), _, true) | (Some(Order::MonthFirst), true, _) => Err(Box::new(self.problem(
                None,
                key,
                "dates that cannot all be in the same order: in some only the day can be first, in others only the month".into(),
                expected,
                "export dates as 2025-02-14; a spreadsheet may have changed some of them",
            ))),
            (Some(order), ..) => Ok(order),
            (None, true, _) => Ok(Order::DayFirst),
            (None, _, true) => Ok(Order::MonthFirst),
            (None, false, false) if is_open => Err(Box::new(self.problem(
                None,
                key,
                "dates such as 01/02/2025, of which no day is after the 12th: they may be in February or in January".into(),
                expected,
                "state --dates day-first or --dates month-first",
            ))),
            _ => Ok(Order::DayFirst),
        }
    }

    /// The unit of numbers without one \[min\], and that of the first of two numbers with a colon.
    fn unit(&self, head: &Head, told: &mut Vec<String>) -> Result<(f64, f64), Box<Problem>> {
        let is_wait = head.sort == Sort::Calls;
        let key = if is_wait { "wait" } else { "actual" };
        let lengths = || self.rows.iter().filter_map(|raw| raw.length);
        let numbers: Vec<f64> = lengths()
            .filter_map(|of| if let Length::Number(of) = of { Some(of) } else { None })
            .collect();
        let firsts =
            lengths().filter_map(|of| if let Length::Pair(of, _) = of { Some(of) } else { None });
        let most_first = firsts.fold(0.0, f64::max);
        // Nobody is with a patient, and hardly anybody in a queue, for five hours.
        let pair = if !is_wait && most_first < 1.0 { 60.0 } else { 1.0 };
        if !is_wait && (1.0..5.0).contains(&most_first) {
            let found =
                "lengths such as 1:30, which may be hours and minutes or minutes and seconds"
                    .to_owned();
            return Err(Box::new(self.problem(
                None,
                key,
                found,
                "lengths of one meaning",
                "export them as minutes, or as 0:01:30",
            )));
        }
        let most = numbers.iter().copied().fold(0.0, f64::max);
        let number = match (head.unit(key), is_wait, self.asked.wait_unit) {
            (Some(unit), ..) => unit,
            (None, true, Some(unit)) => unit,
            _ if numbers.is_empty() => 1.0,
            (None, false, _) if most > 0.0 && most < 1.0 => {
                told.push(
                    "lengths are below 1 and are read as parts of a day, as a workbook has them"
                        .into(),
                );
                1440.0
            }
            (None, false, _) => {
                told.push("lengths have no unit and are read as minutes".into());
                1.0
            }
            (None, true, None) if most > 180.0 => {
                told.push(
                    "waits have no unit and are read as seconds, because some are above 180".into(),
                );
                1.0 / 60.0
            }
            (None, true, None) if numbers.iter().any(|wait| wait.fract() != 0.0) => {
                told.push("waits have no unit and are read as minutes, because they have decimals and none is above 180".into());
                1.0
            }
            (None, true, None) => {
                let found =
                    "whole numbers up to 180 without a unit: they may be seconds or minutes"
                        .to_owned();
                return Err(Box::new(self.problem(
                    None,
                    key,
                    found,
                    "waits in a known unit",
                    "state --wait-unit seconds or --wait-unit minutes",
                )));
            }
        };
        Ok((number, pair))
    }

    fn records(
        self,
        sort: Sort,
        (order, (unit, pair)): (Order, (f64, f64)),
        mut told: Vec<String>,
    ) -> Export {
        let minutes = |length: Length| match length {
            Length::Minutes(minutes) => minutes,
            Length::Number(number) => number * unit,
            Length::Pair(first, second) => pair * first + pair / 60.0 * second,
        };
        let mut export =
            Export { rows: self.count, clinicians: self.clinicians, ..Export::default() };
        let mut lost = 0;
        for raw in self.rows {
            let Some(starts) = raw.starts.at(order) else {
                lost += 1;
                continue;
            };
            let length = raw.length.map(minutes);
            match sort {
                Sort::Appointments => export.appointments.push(Appointment {
                    starts,
                    lag: raw.booked.and_then(|when| when.at(order)).and_then(|booked| {
                        let days = booked.date().until(starts.date()).ok()?.get_days();
                        Some(days)
                    }),
                    mode: raw.mode,
                    clinician: raw.clinician,
                    status: raw.status.unwrap_or(Status::Unknown),
                    minutes: length,
                }),
                Sort::Calls => {
                    export.calls.push(Call { start: starts, wait: length, outcome: raw.outcome });
                }
            }
        }
        if lost > 0 {
            told.push(format!(
                "{} rows have a day that does not exist and are left out",
                few(lost)
            ));
        }
        export.told = told;
        export
    }
}

/// A number of rows in words, small ones not told.
pub(super) fn few(count: u64) -> String {
    if count < FEWEST { format!("fewer than {FEWEST}") } else { count.to_string() }
}
