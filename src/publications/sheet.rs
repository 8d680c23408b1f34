//! One table while it is read: its header is found among its first rows, then every row is taken.

use super::calls;
use super::cell::{Code, Marks, Month, code};
use super::columns::{Found, Missing, heads, plain, recognise};
use super::left::{Left, LeftOut};
use super::others::{REGISTER, is_register, other};
use super::rows::{leave_absent, take};
use super::schema::{Role, Schema, Sort};
use super::schemas::SCHEMAS;
use super::table::{Row, Suppliers, Table};
use crate::scenario::error::Problem;
use std::borrow::Cow;

/// The header must be among so many first rows.
const FIRST_ROWS: usize = 40;

/// A table whose rows arrive one by one.
pub(super) struct Sheet {
    label: String,
    named: Option<Month>,
    marks: Marks,
    first: Vec<(usize, Vec<String>)>,
    open: Option<(Table, Vec<(Role, usize)>)>,
    /// The cells of the header, where every row must have as many: in texts.
    width: Option<usize>,
    is_text: bool,
    unknown: Option<&'static str>,
    /// The first row that shows damage, with what was found.
    damaged: Option<(usize, String)>,
    /// The line of the header.
    header: usize,
    lacking: Option<(usize, Vec<Missing>)>,
    left: Left,
}

/// What became of a table.
pub(super) struct Outcome {
    /// The table, if it is one of a known publication.
    pub(super) table: Option<Table>,
    /// What was left out of it.
    pub(super) left: Left,
    /// Why it cannot be used.
    pub(super) problems: Vec<Problem>,
}

impl Outcome {
    /// A table that is not read.
    pub(super) fn unread(label: &str, reason: &str) -> Outcome {
        let mut left = Left::default();
        left.note(0, LeftOut::file(label, reason));
        Outcome { table: None, left, problems: Vec::new() }
    }
}

impl Sheet {
    /// A table without rows so far. `is_text` is whether it is a text, and not a sheet of a workbook.
    pub(super) fn new(label: &str, named: Option<Month>, marks: Marks, is_text: bool) -> Sheet {
        Sheet {
            label: label.to_owned(),
            named,
            marks,
            first: Vec::new(),
            open: None,
            width: None,
            is_text,
            unknown: None,
            damaged: None,
            header: 0,
            lacking: None,
            left: Left::default(),
        }
    }

    /// Takes a row. Returns whether more rows are wanted.
    pub(super) fn push(&mut self, line: usize, cells: &[Cow<'_, str>]) -> bool {
        if let Some((table, columns)) = &mut self.open {
            let (file, schema, marks) = (self.label.as_str(), table.schema, self.marks);
            let row = Row { line, cells, columns, marks, file, schema };
            match self.width.and_then(|width| row.misfit(width)) {
                Some(reason) => row.leave_whole(&reason, table, &mut self.left),
                None => take(&row, table, &mut self.left),
            }
            return true;
        }
        if self.unknown.is_some() {
            return false;
        }
        self.first.push((line, cells.iter().map(|cell| cell.trim().to_owned()).collect()));
        if self.first.len() >= FIRST_ROWS {
            self.begin();
        }
        self.unknown.is_none()
    }

    /// Notes that a row shows damage.
    pub(super) fn damaged(&mut self, line: usize, found: String) {
        if self.damaged.as_ref().is_none_or(|(known, _)| *known <= self.header) {
            self.damaged = Some((line, found));
        }
    }

    /// The first damage below the header, with its line; `None` if there is none or the header is not found yet.
    pub(super) fn damage(&self) -> Option<(usize, String)> {
        self.open.as_ref()?;
        self.damaged.clone().filter(|(line, _)| *line > self.header)
    }

    /// Looks for the header if few rows came.
    pub(super) fn settle(&mut self) {
        if self.open.is_none() && self.unknown.is_none() {
            self.begin();
        }
    }

    /// Looks for the header among the first rows, and takes those below it.
    fn begin(&mut self) {
        let first = std::mem::take(&mut self.first);
        let mut begins = None;
        for index in 0..first.len() {
            let names = &first[index].1;
            if names.iter().filter(|name| !name.is_empty()).count() < 2 {
                continue;
            }
            let below =
                first.get(index + 1).map(|(_, row)| row.as_slice()).filter(|row| is_below(row));
            let group = index.checked_sub(1).map(|above| first[above].1.as_slice());
            let heads = heads(group.filter(|_| below.is_some()), names, below);
            match recognise(&heads) {
                Found::Whole(found) => {
                    let after = index + 1 + usize::from(below.is_some());
                    self.leave_doubtful(first[index].0, names, &found.doubtful);
                    begins = Some((after, found.schema, found.columns));
                    let last = names.iter().rposition(|name| !name.is_empty());
                    self.header = first[index].0;
                    self.width = last.filter(|_| self.is_text).map(|last| last + 1);
                    break;
                }
                Found::Unknown | Found::Lacking(_, false) if other(&heads).is_some() => {
                    self.unknown = other(&heads);
                    self.lacking = None;
                    return;
                }
                Found::Lacking(mut missing, _) => {
                    for missing in &mut missing {
                        // Names are told as the file has them.
                        let is_it = |name: &&String| Some(plain(name)) == missing.nearest;
                        if let Some(name) = names.iter().find(is_it) {
                            missing.nearest = Some(name.clone());
                        }
                    }
                    self.lacking.get_or_insert((first[index].0, missing));
                }
                Found::Unknown => {}
            }
        }
        let begins =
            begins.or_else(|| partners(&first).map(|(schema, columns)| (0, schema, columns)));
        let Some((after, schema, columns)) = begins else {
            self.unknown = Some(match () {
                () if is_register(&first) => REGISTER,
                () if first.iter().all(|(_, row)| row.iter().all(String::is_empty)) => {
                    "it is empty"
                }
                () if self.is_text => "its columns are not those of a publication that is used",
                () => "no table by practice that is used",
            });
            return;
        };
        self.lacking = None;
        self.open = Some((Table::new(&self.label, self.named, schema), columns));
        for (line, cells) in first.into_iter().skip(after) {
            let cells: Vec<Cow<'_, str>> = cells.into_iter().map(Cow::Owned).collect();
            self.push(line, &cells);
        }
    }

    /// Names the columns that are not used and may be ones that are, under another name.
    fn leave_doubtful(
        &mut self,
        line: usize,
        names: &[String],
        doubtful: &[(&'static str, usize)],
    ) {
        for (column, index) in doubtful {
            let entry = LeftOut {
                file: self.label.clone(),
                what: "column",
                column: (*column).to_owned(),
                value: names[*index].clone(),
                reason: "no such column; the nearest is not used: if it is the same, rename it"
                    .to_owned(),
                ..LeftOut::default()
            };
            self.left.note(line, entry);
        }
    }

    /// What became of it.
    pub(super) fn finish(mut self) -> Outcome {
        self.settle();
        let mut problems = Vec::new();
        if let Some((line, missing)) = &self.lacking {
            problems.extend(missing.iter().map(|missing| lacking(&self.label, *line, missing)));
        }
        let Some((mut table, _)) = self.open else {
            if problems.is_empty() {
                let mut reason = self.unknown.unwrap_or_default().to_owned();
                if let Some((line, found)) = &self.damaged {
                    reason += &format!("; line {line} is {found}");
                }
                self.left.note(0, LeftOut::file(&self.label, &reason));
            }
            return Outcome { table: None, left: self.left, problems };
        };
        if table.rows == 0 {
            let reason = format!("{}: it has a header and no rows", table.schema.title);
            self.left.note(0, LeftOut::file(&self.label, &reason));
        }
        calls::finish(&mut table);
        leave_absent(&mut table, &mut self.left);
        table.told = table.repeats.leave(&self.label, &mut self.left);
        problems.append(&mut table.problems);
        problems.extend(per_cent(&table));
        table.suppliers = Suppliers::default();
        Outcome { table: Some(table), left: self.left, problems }
    }
}

/// Whether a row continues the header above it: words in the columns of numbers, and none of data.
fn is_below(row: &[String]) -> bool {
    let stated: Vec<&String> = row.iter().filter(|cell| !cell.is_empty()).collect();
    let is_word = |cell: &&String| cell.chars().all(|c| c.is_alphabetic() || c == ' ' || c == '%');
    row.first().is_some_and(String::is_empty) && !stated.is_empty() && stated.iter().all(is_word)
}

fn lacking(label: &str, line: usize, missing: &Missing) -> Problem {
    let found = match &missing.nearest {
        Some(near) => format!("no such column; the nearest is `{near}`"),
        None => "no such column".to_owned(),
    };
    let remedy = match &missing.nearest {
        Some(near) => format!(
            "if `{near}` is the same, rename it to `{}`; or else take the file as published, or move it \
             out of the folder",
            missing.column
        ),
        None => "take the file as published, or move it out of the folder".to_owned(),
    };
    Problem {
        file: label.to_owned(),
        line: Some(line),
        key: missing.column.to_owned(),
        found,
        expected: format!("the column, because the others are those of {}", missing.title),
        remedy,
    }
}

/// A problem if the shares of a table are in per cent.
fn per_cent(table: &Table) -> Option<Problem> {
    let (all, above, first) = table.shares;
    let (line, column, value) = first?;
    (2 * above >= all).then(|| Problem {
        file: table.label.clone(),
        line: Some(line),
        key: column.to_owned(),
        found: format!("{value}, and {above} of {all} shares are above 1: they are in per cent"),
        expected: "shares between 0 and 1".into(),
        remedy: "divide the columns of shares by 100".into(),
    })
}

/// The list of practices and networks that has no header: 11 columns, of which the first is a practice, the
/// fifth a network and the ninth and tenth days.
fn partners(first: &[(usize, Vec<String>)]) -> Option<(&'static Schema, Vec<(Role, usize)>)> {
    let is_day = |text: &str| text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_network = |text: &str| matches!(code(text), Code::Stated(code) if code.starts_with('U') && code[1..].bytes().all(|b| b.is_ascii_digit()));
    let is_practice = |text: &str| matches!(code(text), Code::Stated(_));
    let fits = |row: &Vec<String>| {
        let network = row.iter().position(|cell| is_network(cell))?;
        let start = network + row[network..].iter().position(|cell| is_day(cell))?;
        (network >= 2 && is_practice(&row[0]) && row.len() > start).then_some((network, start))
    };
    let rows: Vec<&Vec<String>> =
        first.iter().map(|(_, row)| row).filter(|row| row.len() > 1).collect();
    let (network, start) = rows.iter().find_map(|row| fits(row))?;
    let same = rows.iter().filter(|row| fits(row) == Some((network, start))).count();
    if 2 * same < rows.len() {
        return None;
    }
    let schema = SCHEMAS.iter().find(|schema| schema.sort == Sort::Partners)?;
    let columns = vec![
        (Role::Practice, 0),
        (Role::Name, 1),
        (Role::SubIcb, 2),
        (Role::Network, network),
        (Role::End, start + 1),
    ];
    Some((schema, columns))
}
