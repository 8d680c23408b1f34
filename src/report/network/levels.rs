//! The fitted levels, and what the figures pinned down.

use super::figures::row;
use super::subject::{NOT_KNOWN, Told, says};
use crate::fitting::prior::{PRIORS, range};
use crate::model::levels::Level;
use crate::text::grid::Table;

/// A level as a reader compares it: `1.06`, `0.08`, `12`.
fn two_digits(value: f64) -> String {
    if value >= 10.0 { format!("{value:.0}") } else { format!("{value:.2}") }
}

/// The fitted levels.
pub(super) fn levels(told: &Told<'_>) -> Table {
    let fit = &told.found.policies[0];
    let own = PRIORS.iter().enumerate().filter(|(_, prior)| fit.has(prior.level));
    let rows = own.map(|(index, prior)| {
        let (_, key, _) = Level::ALL[prior.level as usize];
        let [low, value, high] = range(prior, fit.deviations[index], fit.left[index]);
        let [before_low, _, before_high] = range(prior, 0.0, 1.0);
        let is_bound = fit.at_bounds.contains(&index);
        let [low, value, high, before_low, before_high] =
            [low, value, high, before_low, before_high].map(two_digits);
        row(
            &key.replace('_', " "),
            [
                value,
                format!("{low} to {high}"),
                format!("{before_low} to {before_high}"),
                if is_bound {
                    format!("at a bound: {NOT_KNOWN}")
                } else {
                    says(fit, index).to_owned()
                },
            ],
        )
    });
    Table {
        caption: format!("The levels of the network under {}, relative to England's average", fit.name),
        head: ["level", "fitted", "90% after the fit", "90% before it", "the figures say"]
            .map(Into::into)
            .into(),
        rows: rows.collect(),
        note: "1 is England's average. Below 0.35 of the deviation before the fit a level is pinned down, below \
               0.75 in part. docs/networks.md says what each moves."
            .into(),
    }
}
