//! Rows that a file states twice. A published table has one row for each practice, month and kind, so a
//! second one is of an extract that was pasted or loaded twice, and its numbers count once.

use super::cell::Month;
use super::left::{Left, LeftOut};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hasher};

/// So many bits of a row's word are the distance from the first row of its group; longer ones are not kept.
const DISTANCE: u32 = 12;

/// So many bits are of the number that the row states.
const NUMBER: u32 = 6;

/// The rows of a practice and month so far. There are 12 million rows in a year of appointments, so each is one
/// word: what it is of, its number, and its distance from the first.
#[derive(Clone, Debug)]
struct Group {
    first: usize,
    rows: Vec<u64>,
}

/// The rows that one practice or network states again in one month.
#[derive(Clone, Debug)]
struct Again {
    /// The line of the first row that is repeated; 0 if it is far from the first of its group.
    first: usize,
    /// The line of its repetition.
    line: usize,
    /// Rows with the same number, and rows with another.
    counts: [u64; 2],
    /// The column of the number.
    column: &'static str,
}

/// A row, and which of its cells is its number.
pub(super) struct Stated<'r> {
    /// Its line.
    pub(super) line: usize,
    /// Its cells.
    pub(super) cells: &'r [Cow<'r, str>],
    /// The cell of the number.
    pub(super) at: Option<usize>,
    /// The column of the number.
    pub(super) column: &'static str,
}

/// All rows of a table so far, by practice or network and by month.
#[derive(Clone, Debug, Default)]
pub(super) struct Repeats {
    groups: Vec<Group>,
    places: BTreeMap<String, BTreeMap<Option<Month>, usize>>,
    current: Option<(String, Option<Month>, usize)>,
    again: BTreeMap<(String, Option<Month>), Again>,
}

impl Repeats {
    /// Notes a row of `owner` in `month`. Returns whether it is the first of its kind; a later one is named by
    /// [`Repeats::leave`].
    pub(super) fn is_first(&mut self, row: &Stated<'_>, owner: &str, month: Option<Month>) -> bool {
        let at = self.group(owner, month, row.line);
        let group = &mut self.groups[at];
        let [kind, number] = hashes(row);
        let word = |distance: usize| {
            let distance = distance.min((1 << DISTANCE) - 1) as u64;
            let number = number & ((1 << NUMBER) - 1);
            (kind >> (DISTANCE + NUMBER) << (DISTANCE + NUMBER)) | (number << DISTANCE) | distance
        };
        let is_same = |known: &&u64| (**known ^ kind) >> (DISTANCE + NUMBER) == 0;
        let Some(known) = group.rows.iter().find(is_same).copied() else {
            if group.rows.len() == group.rows.capacity() {
                // Room for twice as many rows would be the most that the import holds.
                group.rows.reserve_exact(8.max(group.rows.len() / 8));
            }
            group.rows.push(word(row.line.saturating_sub(group.first)));
            return true;
        };
        let distance = known & ((1 << DISTANCE) - 1);
        let is_far = distance == (1 << DISTANCE) - 1;
        let first = if is_far { 0 } else { group.first + distance as usize };
        let is_other = (known ^ word(0)) >> DISTANCE & ((1 << NUMBER) - 1) != 0;
        let key = (owner.to_owned(), month);
        let again = Again { first, line: row.line, counts: [0; 2], column: row.column };
        self.again.entry(key).or_insert(again).counts[usize::from(is_other)] += 1;
        false
    }

    /// Where the rows of `owner` and `month` are, of which `line` may be the first.
    fn group(&mut self, owner: &str, month: Option<Month>, line: usize) -> usize {
        if let Some((known, of_month, at)) = &self.current
            && known == owner
            && *of_month == month
        {
            return *at;
        }
        let known = self.places.get(owner).and_then(|months| months.get(&month)).copied();
        let at = known.unwrap_or_else(|| {
            self.groups.push(Group { first: line, rows: Vec::new() });
            self.groups.len() - 1
        });
        if known.is_none() {
            self.places.entry(owner.to_owned()).or_default().insert(month, at);
        }
        self.current = Some((owner.to_owned(), month, at));
        at
    }

    /// Names what was stated again in `file`, and forgets all rows. Returns a sentence about it.
    pub(super) fn leave(&mut self, file: &str, left: &mut Left) -> Option<String> {
        let again = std::mem::take(self).again;
        let ((owner, month), earliest) = again.iter().min_by_key(|(_, again)| again.line)?;
        let sum = |index: usize| again.values().map(|again| again.counts[index]).sum::<u64>();
        let (all, others) = (sum(0) + sum(1), sum(1));
        let month_of = |month: Option<Month>| month.map_or_else(String::new, |m| m.to_string());
        let first = match earliest.first {
            0 => "an earlier line".to_owned(),
            line => format!("line {line}"),
        };
        let of_month = month.map_or_else(String::new, |month| format!(" in {month}"));
        let with_others = match others {
            0 => "each counts once".to_owned(),
            _ => format!("each counts once, and the first of the {others} with two numbers"),
        };
        let rows = if all == 1 { "1 row".to_owned() } else { format!("{all} rows") };
        let told = format!(
            "{file} states {rows} twice, the first on {first} and again on line {} ({owner}{of_month}): \
             {with_others}; is a part of the file there twice?",
            earliest.line
        );
        for ((owner, month), again) in &again {
            let reasons = [
                "the row is in the file twice; it counts once",
                "a second row of the same kind with another number; the first counts",
            ];
            for (reason, times) in reasons.into_iter().zip(again.counts) {
                let value = match again.first {
                    0 => String::new(),
                    line => format!("first on line {line}"),
                };
                let entry = LeftOut {
                    file: file.to_owned(),
                    what: "rows",
                    practice: owner.clone(),
                    month: month_of(*month),
                    column: again.column.to_owned(),
                    value,
                    reason: reason.to_owned(),
                    ..LeftOut::default()
                };
                left.note_times(again.line, entry, times);
            }
        }
        Some(told)
    }
}

/// What a row is of, and the number that it states.
fn hashes(row: &Stated<'_>) -> [u64; 2] {
    let (mut kind, mut number) = (DefaultHasher::new(), DefaultHasher::new());
    for (index, cell) in row.cells.iter().enumerate() {
        let hasher = if Some(index) == row.at { &mut number } else { &mut kind };
        hasher.write(cell.trim().as_bytes());
        // No text has this byte.
        hasher.write_u8(0xff);
    }
    [kind.finish(), number.finish()]
}
