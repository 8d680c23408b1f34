//! What was left out, and why: every file, row, value, month, practice and network, by name.

use crate::text::shortened;
use std::collections::BTreeMap;

/// What was left out. Equal entries are counted.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct LeftOut {
    /// The file; empty if it follows from several.
    pub file: String,
    /// What was left out: a file, rows, a value, a month, a practice or a network.
    pub what: &'static str,
    /// The practice, if one is concerned.
    pub practice: String,
    /// The network, if one is concerned.
    pub network: String,
    /// The month, if one is concerned.
    pub month: String,
    /// The column, if one is concerned.
    pub column: String,
    /// What the file says.
    pub value: String,
    /// Why it was left out.
    pub reason: String,
}

impl LeftOut {
    /// A whole file.
    pub(super) fn file(label: &str, reason: &str) -> LeftOut {
        LeftOut {
            file: label.to_owned(),
            what: "file",
            reason: reason.to_owned(),
            ..LeftOut::default()
        }
    }

    /// Whether it is kept however many others there are.
    fn is_kept(&self) -> bool {
        ["file", "practice", "network"].contains(&self.what)
    }
}

/// The most different entries of rows, values and months that are kept.
const MOST: usize = 200_000;

/// The longest value that is kept \[characters\].
const LONGEST: usize = 60;

/// Everything that was left out, with the first line of each and the number of times.
#[derive(Clone, Debug, Default)]
pub struct Left {
    entries: BTreeMap<LeftOut, (usize, u64)>,
    /// Entries beyond those that are kept.
    beyond: u64,
}

impl Left {
    /// Notes something that was left out, on a line of its file or, if there is none, on line 0.
    pub(super) fn note(&mut self, line: usize, entry: LeftOut) {
        self.note_times(line, entry, 1);
    }

    /// Notes something that was left out so often, first on a line of its file.
    pub(super) fn note_times(&mut self, line: usize, mut entry: LeftOut, times: u64) {
        entry.value = shortened(&entry.value, LONGEST);
        if times == 0 {
            return;
        }
        if let Some((_, count)) = self.entries.get_mut(&entry) {
            *count += times;
        } else if self.entries.len() < MOST || entry.is_kept() {
            self.entries.insert(entry, (line, times));
        } else {
            self.beyond += times;
        }
    }

    /// Adds the entries of another.
    pub(super) fn join(&mut self, other: Left) {
        for (entry, (line, count)) in other.entries {
            if let Some((_, known)) = self.entries.get_mut(&entry) {
                *known += count;
            } else if self.entries.len() < MOST || entry.is_kept() {
                self.entries.insert(entry, (line, count));
            } else {
                self.beyond += count;
            }
        }
        self.beyond += other.beyond;
    }

    /// The entries, each with its first line, or 0, and the number of times.
    pub fn entries(&self) -> impl Iterator<Item = (&LeftOut, usize, u64)> {
        self.entries.iter().map(|(entry, (line, count))| (entry, *line, *count))
    }

    /// The number of rows and values beyond the entries that are kept.
    pub fn beyond(&self) -> u64 {
        self.beyond
    }

    /// Reasons with what they concern, the number of entries and an example, the most frequent first.
    pub fn reasons(&self) -> Vec<(&'static str, &str, u64, &LeftOut)> {
        let mut found: BTreeMap<(&'static str, &str), (u64, &LeftOut)> = BTreeMap::new();
        for (entry, (_, count)) in &self.entries {
            found.entry((entry.what, &entry.reason)).or_insert((0, entry)).0 += count;
        }
        let mut all: Vec<_> = found
            .into_iter()
            .map(|((what, reason), (count, example))| (what, reason, count, example))
            .collect();
        all.sort_by_key(|(_, _, count, _)| std::cmp::Reverse(*count));
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_entries_are_counted_and_keep_their_first_line() {
        let mut left = Left::default();
        let entry = LeftOut { what: "value", reason: "it is empty".into(), ..LeftOut::default() };
        left.note(7, entry.clone());
        left.note(9, entry.clone());
        let mut other = Left::default();
        other.note(3, entry.clone());
        left.join(other);
        let all: Vec<_> = left.entries().collect();
        assert_eq!(all, [(&entry, 7, 3)]);
        assert_eq!(left.reasons()[0].2, 3);
    }
}
