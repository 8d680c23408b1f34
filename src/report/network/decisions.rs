//! What changes gain over the posterior.

use super::figures::row;
use super::subject::Told;
use crate::decisions::weights::Weights;
use crate::fitting::row::{Decisions, OptionGain};
use crate::text::grid::Table;
use crate::text::number::signed;

/// Draws that count as fewer than this of equal weight cannot say which change is better.
pub(super) const ENOUGH: f64 = 5.0;

/// What the draws say.
pub(super) struct Spread<'d> {
    pub(super) decisions: &'d Decisions,
    pub(super) weights: Weights,
}

impl<'d> Spread<'d> {
    /// `None` if there are no draws.
    pub(super) fn of(decisions: &'d Decisions) -> Option<Spread<'d>> {
        let weights = Weights::from_logs(&decisions.log_weights)?;
        Some(Spread { decisions, weights })
    }

    /// The same, if the draws count for enough to be quoted.
    pub(super) fn quoted(decisions: &'d Decisions) -> Option<Spread<'d>> {
        Spread::of(decisions).filter(|spread| spread.weights.effective() >= ENOUGH)
    }

    /// The least and the most that a change gains in any draw, without weights.
    fn widest(option: &OptionGain) -> Option<(f64, f64)> {
        let least = option.draws.iter().copied().reduce(f64::min)?;
        Some((least, option.draws.iter().copied().fold(least, f64::max)))
    }

    pub(super) fn range(&self, option: &OptionGain) -> (f64, f64) {
        (self.weights.quantile(&option.draws, 0.05), self.weights.quantile(&option.draws, 0.95))
    }

    /// The share of draws in which each change is the best.
    pub(super) fn best(&self) -> Vec<f64> {
        let of_draw = |draw: usize| -> Vec<f64> {
            self.decisions.options.iter().map(|option| option.draws[draw]).collect()
        };
        let draws: Vec<Vec<f64>> = (0..self.decisions.log_weights.len()).map(of_draw).collect();
        self.weights.best_shares(&draws)
    }
}

/// The change that gains most at the most probable levels, and at each end of the flattest direction.
pub(super) fn leading(decisions: &Decisions) -> [Option<&OptionGain>; 3] {
    let most = |value: &dyn Fn(&OptionGain) -> Option<f64>| {
        let known = decisions.options.iter().filter_map(|option| Some((option, value(option)?)));
        known.max_by(|(_, one), (_, other)| one.total_cmp(other)).map(|(option, _)| option)
    };
    [
        most(&|option| Some(option.central)),
        most(&|option| option.ends[0]),
        most(&|option| option.ends[1]),
    ]
}

/// The table of changes; `None` without decisions.
pub(super) fn table(told: &Told<'_>) -> Option<Table> {
    let decisions = told.found.decisions.as_ref()?;
    let (all, spread) = (Spread::of(decisions), Spread::quoted(decisions));
    let best = spread.as_ref().map(Spread::best);
    let end = |end: Option<f64>| end.map_or("–".to_owned(), signed);
    let rows = decisions.options.iter().enumerate().map(|(index, option)| {
        let words = |(low, high): (f64, f64)| format!("{} to {}", signed(low), signed(high));
        let range = spread.as_ref().map(|spread| words(spread.range(option)));
        let range = range.unwrap_or_else(|| "too few draws".to_owned());
        let widest = Spread::widest(option).map_or("–".to_owned(), words);
        let share =
            best.as_ref().map_or("–".to_owned(), |best| format!("{:.0}%", 100.0 * best[index]));
        row(
            &option.title,
            [
                signed(option.central),
                range,
                share,
                widest,
                end(option.ends[0]),
                end(option.ends[1]),
            ],
        )
    });
    let effective = all.as_ref().map_or(0.0, |spread| spread.weights.effective());
    Some(Table {
        caption: "What changes gain: needs settled a year, each added to the network as fitted"
            .into(),
        head: [
            "change",
            "most probable levels",
            "90% over the posterior",
            "best in",
            "in any draw",
            "one end of the least known",
            "other end",
        ]
        .map(Into::into)
        .into(),
        rows: rows.collect(),
        note: format!(
            "{} draws from what the figures leave open, each simulated for a year and weighted by how well it \
             agrees; they count as {effective:.0} of equal weight. A single year's chance is within the range. \
             Parameters that were not fitted are held at England's.",
            decisions.log_weights.len()
        ),
    })
}
