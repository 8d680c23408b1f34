//! From the bytes of an export to records without identifiers.

use crate::exports::cells::{Length, Meant, Mode, Order, Outcome, Status};
use crate::exports::cells::{length, mode, outcome, shape, status, when};
use crate::exports::columns::Sort;
use crate::exports::found::few;
use crate::exports::head::Head;
use crate::exports::mapping::{MODES, Mapping, NO_ROLE, OUTCOMES, STATUSES};
use crate::exports::raw::{Cannot, Raw, order, unit};
use crate::exports::words::Words;
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
    /// When it was booked, if known.
    pub booked: Option<DateTime>,
    /// When the patient asked for it, if the log has that moment.
    pub requested: Option<DateTime>,
    /// When the patient was seen, if the log has that moment.
    pub seen: Option<DateTime>,
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
    /// What was left out or understood, in sentences, without small numbers.
    pub told: Vec<String>,
    /// Words of the file that are not understood, in sentences for the person at the machine: never for a file.
    pub words: Vec<String>,
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
    words: Words,
    /// The kinds of clinicians by word.
    known: BTreeMap<String, Option<usize>>,
    clinicians: Vec<Vec<String>>,
    misfits: u64,
    /// Rows of sheets after the one with the header.
    beyond: u64,
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
            words: Words::default(),
            known: BTreeMap::new(),
            clinicians: Vec::new(),
            misfits: 0,
            beyond: 0,
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
            } else {
                self.beyond += 1;
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
        // A call without a time of day would be one at midnight.
        let is_whole = head.sort == Sort::Calls;
        match both(key, time_key).filter(|of| of.day.is_some() && (of.time.is_some() || !is_whole))
        {
            Some(when) => raw.starts = when,
            None => return self.wrong(key, line, cell(key).unwrap_or("")),
        }
        if head.sort == Sort::Appointments {
            raw.booked = both("booked_at", "booked_time").filter(|when| when.day.is_some());
            if raw.booked.is_none() && !cell("booked_at").unwrap_or("").is_empty() {
                self.wrong("booked_at", line, cell("booked_at").unwrap_or(""));
            }
            raw.requested = cell("requested_at").and_then(when).filter(|when| when.day.is_some());
            raw.seen = cell("seen_at").and_then(when).filter(|when| when.time.is_some());
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

    fn category<T: Copy>(
        &mut self,
        key: &'static str,
        line: usize,
        cell: Option<&str>,
        (table, ours): (&'static str, &[(&str, T)]),
        read: impl Fn(&str) -> Meant<T>,
    ) -> Option<T> {
        let cell = cell?;
        let of = |word: &str| ours.iter().find(|(known, _)| *known == word).map(|(_, of)| *of);
        if let Some(stated) = self.asked.mapping.word(table, cell).and_then(of) {
            return Some(stated);
        }
        match read(cell) {
            Meant::This(found) => Some(found),
            Meant::Nothing => None,
            Meant::Other => {
                self.words.unknown(key, line, cell);
                None
            }
        }
    }

    fn clinician(&mut self, line: usize, word: &str) -> Option<usize> {
        if word.is_empty() {
            return None;
        }
        if let Some(known) = self.known.get(word) {
            let known = *known;
            if known.is_none() && self.asked.mapping.word("roles", word) != Some(NO_ROLE) {
                self.words.unknown("clinician_type", line, word);
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
            self.words.unknown("clinician_type", line, word);
        }
        self.known.insert(word.to_owned(), found);
        found
    }

    fn finish(mut self) -> Result<Export, Vec<Problem>> {
        let Some((head, _, line)) = self.head.take() else { return Err(self.no_header()) };
        let mut problems = head.problems(&self.label, line, self.asked.mapping);
        if self.count == 0 {
            let found = "a header without rows".to_owned();
            let (expected, remedy) = ("at least one row", "export a period with data");
            problems.push(self.problem(Some(line), "", found, expected, remedy));
        }
        let mut told = head.told();
        self.faults(line, &mut problems, &mut told);
        let cannot = |cannot: Cannot| {
            self.problem(None, cannot.key, cannot.found.to_owned(), cannot.expected, cannot.remedy)
        };
        let order = order(&self.rows, self.asked.order).map_err(|of| problems.push(cannot(of)));
        let unit = unit(&self.rows, &head, self.asked.wait_unit, &mut told);
        let unit = unit.map_err(|of| problems.push(cannot(of)));
        let (Ok(order), Ok(unit), true) = (order, unit, problems.is_empty()) else {
            return Err(problems);
        };
        self.records(head.sort, (order, unit), (line, told))
    }

    /// Cells that cannot be read and rows that do not fit: a problem if they are many, or else told.
    fn faults(&self, header: usize, problems: &mut Vec<Problem>, told: &mut Vec<String>) {
        let is_much = |count: u64| count as f64 > MOST_WRONG * self.count as f64;
        for (key, (count, line, form)) in &self.wrong {
            if !is_much(*count) {
                told.push(format!(
                    "{} cells of `{key}` cannot be read and are left out; the first is on line {line}",
                    few(*count)
                ));
                continue;
            }
            let found = format!("{form}, which cannot be read, and {} like it", few(*count));
            let expected = match *key {
                "wait" | "actual" => "a length that is not negative, such as 12, 12 min or 0:12:30",
                "start" => "a date and a time, such as 2025-02-14 14:30 or 14/02/2025 14:30",
                _ => "a date, such as 2025-02-14 14:30 or 14/02/2025 14:30",
            };
            let remedy = "map another column, or export it again";
            problems.push(self.problem(Some(*line), key, found, expected, remedy));
        }
        if is_much(self.misfits) {
            let found = format!("{} rows with more cells than the header", few(self.misfits));
            let remedy = "export the file again, with quotation marks around texts";
            problems.push(self.problem(Some(header), "", found, "rows under the header", remedy));
        } else if self.misfits > 0 {
            let rows = few(self.misfits);
            told.push(format!("{rows} rows have more cells than the header and are left out"));
        }
        if self.beyond > 0 {
            told.push(format!(
                "{} rows are on other sheets than the header and are not read",
                few(self.beyond)
            ));
        }
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

    fn records(
        self,
        sort: Sort,
        (order, (unit, pair)): (Order, (f64, f64)),
        (header, mut told): (usize, Vec<String>),
    ) -> Result<Export, Vec<Problem>> {
        let minutes = |length: Length| match length {
            Length::Minutes(minutes) => minutes,
            Length::Number(number) => number * unit,
            Length::Pair(first, second) => pair * first + pair / 60.0 * second,
        };
        let clinicians = self.clinicians.clone();
        let mut export = Export { rows: self.count, clinicians, ..Export::default() };
        let mut lost = 0;
        for raw in &self.rows {
            let Some(starts) = raw.starts.at(order) else {
                lost += 1;
                continue;
            };
            let length = raw.length.map(minutes);
            match sort {
                Sort::Appointments => export.appointments.push(Appointment {
                    starts,
                    booked: raw.booked.and_then(|when| when.at(order)),
                    requested: raw.requested.and_then(|when| when.at(order)),
                    // A time alone is of the day of the appointment.
                    seen: raw.seen.and_then(|when| match when.day {
                        Some(_) => when.at(order),
                        None => Some(starts.date().to_datetime(when.time?)),
                    }),
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
        let lags = || export.appointments.iter().filter_map(|of| of.lag);
        let before = lags().filter(|lag| *lag < 0).count() as u64;
        if before >= 2 && before as f64 > MOST_WRONG * lags().count() as f64 {
            let found = format!("{} rows that begin before the day of booking", few(before));
            let remedy = "see whether the two columns are exchanged, or map others";
            let expected = "appointments booked before they begin";
            return Err(vec![self.problem(Some(header), "booked_at", found, expected, remedy)]);
        }
        export.told = told;
        export.words = self.words.told();
        Ok(export)
    }
}
