//! What may be said of the finalists: which is clearly best, or which cannot be told apart.

use crate::optimisation::book::{Book, Stage};
use crate::optimisation::course::Outcome;
use crate::statistics::interval::{CONFIDENCE, MeanInterval, mean_interval};
use std::collections::BTreeMap;

/// The difference of a finalist from the one that the selection leads to.
#[derive(Clone, Debug, PartialEq)]
pub struct Behind {
    /// The finalist, as an index.
    pub finalist: usize,
    /// By how much the leading one is better, in fresh replications; all of these intervals hold together.
    pub by: MeanInterval,
}

impl Behind {
    /// Whether the leading one is clearly better.
    pub fn is_clear(&self) -> bool {
        self.by.bounds().is_some_and(|(low, _)| low > 0.0)
    }
}

/// What may be said.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// There are too few replications, or the course was stopped.
    TooFew,
    /// All teams had the same values in every replication.
    NothingDiffers,
    /// The first finalist is clearly better than all others.
    Best,
    /// The first finalist cannot be told from `ties`; `choice` is the one of them that changes least if
    /// the team in post is among them, and otherwise the cheapest. All are indices of finalists.
    Ties {
        /// Those that cannot be told from the first.
        ties: Vec<usize>,
        /// The one that may be chosen; it is not claimed to be best.
        choice: usize,
    },
}

/// By how much the first finalist is better than each other one. It was chosen before these replications,
/// so that they do not flatter it.
pub fn behind(outcome: &Outcome) -> Vec<Behind> {
    let Some((lead, others)) = outcome.values.split_first() else { return Vec::new() };
    let each = 1.0 - (1.0 - CONFIDENCE) / others.len().max(1) as f64;
    let of = |(index, other): (usize, &Vec<f64>)| {
        let differences: Vec<f64> = lead.iter().zip(other).map(|(a, b)| a - b).collect();
        Some(Behind { finalist: index + 1, by: mean_interval(&differences, each)? })
    };
    others.iter().enumerate().filter_map(of).collect()
}

/// What may be said of `outcome`.
pub fn verdict(book: &Book<'_>, outcome: &Outcome) -> Verdict {
    if outcome.values.iter().any(|values| values.len() < 2) || outcome.values.is_empty() {
        return Verdict::TooFew;
    }
    if nothing_differs(book, outcome) {
        return Verdict::NothingDiffers;
    }
    let number = |finalist: usize| outcome.finalists[finalist];
    // The team in post may claim more than the sum: then it is there to compare with, and no option.
    let is_option = |finalist: usize| number(finalist) != 0 || book.posts.is_in_post_possible();
    let unclear = behind(outcome).into_iter().filter(|of| !of.is_clear());
    let unclear: Vec<Behind> = unclear.filter(|of| is_option(of.finalist)).collect();
    if unclear.is_empty() && untested(outcome).is_empty() {
        return Verdict::Best;
    }
    let ties: Vec<usize> = unclear.iter().map(|of| of.finalist).collect();
    let is_beaten = unclear.iter().any(|of| of.by.bounds().is_some_and(|(_, high)| high < 0.0));
    let alike = || (0..1).filter(|_| !is_beaten).chain(ties.iter().copied());
    let whole = |finalist: usize| book.posts.cost(&book.teams[number(finalist) as usize]).whole;
    let choice = alike()
        .find(|finalist| number(*finalist) == 0)
        .or_else(|| alike().min_by_key(|finalist| (whole(*finalist), *finalist)))
        .unwrap_or(0);
    Verdict::Ties { ties, choice }
}

/// The options that the selection could not tell from the first finalist, and that are no finalists
/// themselves, because there were too many.
pub fn untested(outcome: &Outcome) -> Vec<u32> {
    let Some(selected) = &outcome.selected else { return Vec::new() };
    let left = selected.standing.remaining.iter().map(|index| selected.options[*index]);
    left.filter(|number| !outcome.finalists.contains(number)).collect()
}

/// Whether all teams had the same gain in each replication of the search and of the value.
fn nothing_differs(book: &Book<'_>, outcome: &Outcome) -> bool {
    let mut first: BTreeMap<u32, f64> = BTreeMap::new();
    for number in 0..book.teams.len() as u32 {
        for row in book.rows_of(Stage::Search, number) {
            let Ok(gain) = book.gain(row) else { return false };
            if *first.entry(row.replication).or_insert(gain) != gain {
                return false;
            }
        }
    }
    outcome.values.iter().all(|values| *values == outcome.values[0])
}
