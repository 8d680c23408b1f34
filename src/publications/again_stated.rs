//! Months of practices that a file states although an earlier one has stated them.

use super::cell::Month;
use super::left::{Left, LeftOut};
use super::measure::{Cells, EVENTS, M};

/// Months that differ by more than this part are named: each of the files may hold a part of the month only.
const FAR: f64 = 0.2;

/// By which part two statements of a month differ: the differences of all numbers, by the larger of their sums.
fn distance(held: &Cells, newer: &Cells, measures: &[M]) -> f64 {
    let (mut apart, mut sums) = (0.0, (0.0, 0.0));
    for measure in measures {
        let Some((old, new)) = held.get(*measure).zip(newer.get(*measure)) else { continue };
        apart += (new - old).abs();
        sums = (sums.0 + old, sums.1 + new);
    }
    apart / sums.0.max(sums.1).max(1.0)
}

/// How many practice-months a file states again.
#[derive(Default)]
pub(super) struct Again {
    revised: u64,
    equal: u64,
    far: u64,
}

impl Again {
    /// Notes that `newer`, of a file, comes after what is `held` of a practice in a month.
    pub(super) fn note(
        &mut self,
        (practice, month): (&str, Month),
        held: &Cells,
        newer: &Cells,
        (label, left): (&str, &mut Left),
    ) {
        let mut is_again = false;
        for group in EVENTS {
            let total = group.measures()[0];
            let Some((old, new)) = held.get(total).zip(newer.get(total)) else { continue };
            is_again = true;
            if distance(held, newer, group.measures()) > FAR {
                self.far += 1;
                let reason = format!(
                    "{label} states {new} for this practice and month and counts; if each file holds a part of the \
                     month, put the parts into one file"
                );
                let entry = LeftOut {
                    what: "month",
                    practice: practice.to_owned(),
                    month: month.to_string(),
                    column: group.words().to_owned(),
                    value: old.to_string(),
                    reason,
                    ..LeftOut::default()
                };
                left.note(0, entry);
            }
        }
        let is_revised = held.clone().overlay(newer);
        self.revised += u64::from(is_revised);
        self.equal += u64::from(is_again && !is_revised);
    }

    /// What must be told of a file.
    pub(super) fn told(&self, label: &str) -> Vec<String> {
        let months =
            |count: u64| format!("{count} practice-month{}", if count == 1 { "" } else { "s" });
        let mut told = Vec::new();
        if self.revised > 0 {
            told.push(format!("{label} revises {} of an earlier file", months(self.revised)));
        }
        if self.equal > 0 {
            let again = months(self.equal);
            told.push(format!("{label} states {again} of an earlier file again; they count once"));
        }
        if self.far > 0 {
            told.push(format!(
                "{label} states {} otherwise than an earlier file, by more than a fifth; each is in left-out.csv. If \
                 the files are parts of one month, put them into one file",
                months(self.far)
            ));
        }
        told
    }
}
