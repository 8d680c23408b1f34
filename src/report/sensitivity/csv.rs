//! Groups, single parameters and Sobol' indices as comma-separated values.

use super::found::{Inputs, quantity_name};
use crate::report::words::{field, partial};
use crate::statistics::distributions::quantile_of_t;
use crate::text::csv::Csv;
use crate::uncertainty::sensitivity::central::{MARGIN, QUANTITIES};
use crate::uncertainty::sensitivity::screen::Judged;
use crate::uncertainty::sensitivity::shares::{Found, Shares};
use crate::uncertainty::sensitivity::tornado::{End, Turn};

/// The ends of the 95% interval of a mean absolute effect, which is not below 0; `None` from one step.
pub(super) fn interval(judged: &Judged) -> Option<(f64, f64)> {
    let error = judged.effect.standard_error?;
    let half = quantile_of_t(0.975, judged.steps as f64 - 1.0) * error;
    Some(((judged.effect.absolute - half).max(0.0), judged.effect.absolute + half))
}

/// A word for whether an effect is told from chance.
pub(super) const fn told(is_told: Option<bool>) -> &'static str {
    match is_told {
        Some(true) => "yes",
        Some(false) => "no",
        None => "not known",
    }
}

/// The word for a turn of the choice.
pub(super) const fn turn(of: Turn) -> &'static str {
    match of {
        Turn::Yes => "yes",
        Turn::May => "may",
        Turn::No => "no",
    }
}

/// Every group and quantity, a year. `mu` is left out for groups whose members move in different
/// directions; `turned` counts the steps over which the preferred option became the other one.
pub fn sensitivity_csv(inputs: &Inputs<'_>) -> String {
    let mut table = Csv::new([
        "group",
        "quantity",
        "mu",
        "mu_star",
        "mu_star_ci95_low",
        "mu_star_ci95_high",
        "sigma",
        "steps",
        "told_from_chance",
        "turned",
        "count",
        "parameters",
        "partial",
    ]);
    let is_partial = partial(inputs.is_partial());
    let Some(screened) = &inputs.outcome.screened else { return table.text() };
    for (group, found) in inputs.course.groups.iter().zip(&screened.groups) {
        let members: Vec<String> =
            group.members.iter().map(|member| inputs.parameter(*member)).collect();
        for quantity in 0..QUANTITIES {
            let Some(judged) = &found.effects[quantity] else { continue };
            let bounds = interval(judged);
            let mean = (members.len() == 1).then_some(judged.effect.mean);
            let turned = if quantity == MARGIN { found.turns.to_string() } else { String::new() };
            table.row([
                group.name.clone(),
                quantity_name(quantity).to_owned(),
                field(mean),
                field(Some(judged.effect.absolute)),
                field(bounds.map(|(low, _)| low)),
                field(bounds.map(|(_, high)| high)),
                field(judged.effect.spread),
                judged.steps.to_string(),
                told(judged.is_told).to_owned(),
                turned,
                members.len().to_string(),
                members.join(" "),
                is_partial.to_owned(),
            ]);
        }
    }
    table.text()
}

/// Both ends of every parameter of the tornado, each quantity a year beside its central value; then the
/// parameters that were looked at and are not among the leading ones, and those that were not looked at.
pub fn tornado_csv(inputs: &Inputs<'_>) -> String {
    let changes = (0..QUANTITIES).flat_map(|quantity| {
        ["", "_told_from_chance"].map(|end| format!("{}{end}", quantity_name(quantity)))
    });
    let head = ["parameter", "standing", "end", "percentile"].map(str::to_owned);
    let last = ["margin_there", "turns", "partial"].map(str::to_owned);
    let mut table = Csv::new(head.into_iter().chain(changes).chain(last));
    let Some(tornado) = &inputs.outcome.tornado else { return table.text() };
    let is_partial = partial(inputs.is_partial()).to_owned();
    let margin = inputs.choice().and_then(|(central, _)| central.margin());
    for bar in &tornado.bars {
        for (name, end) in ["low", "high"].iter().zip(&bar.ends) {
            let of = |end: &End| {
                let cells = (0..QUANTITIES).flat_map(|quantity| {
                    let told = end.changes[quantity].map(|_| told(Some(end.is_told[quantity])));
                    [field(end.changes[quantity]), told.unwrap_or_default().to_owned()]
                });
                let there = margin.zip(end.changes[MARGIN]).map(|(of, change)| of.mean + change);
                let turns = if there.is_some() { turn(end.turn) } else { "" };
                let last = [field(there), turns.to_owned()];
                std::iter::once(field(Some(end.at))).chain(cells).chain(last).collect::<Vec<_>>()
            };
            let none = || vec![String::new(); 2 * QUANTITIES + 3];
            let first = [inputs.parameter(bar.parameter), "shown".to_owned(), (*name).to_owned()];
            let cells = end.as_ref().map_or_else(none, of);
            table.row(first.into_iter().chain(cells).chain([is_partial.clone()]));
        }
    }
    let shown = |index: &usize| tornado.bars.iter().any(|bar| bar.parameter == *index);
    let is_looked_at = |index: &usize| inputs.outcome.looked_at.contains(index);
    let others = (0..inputs.course.sources.len()).filter(|index| !shown(index));
    let (looked_at, rest): (Vec<usize>, Vec<usize>) = others.partition(is_looked_at);
    for (standing, all) in [("looked at", looked_at), ("not looked at", rest)] {
        for index in all {
            let first = [inputs.parameter(index), standing.to_owned()];
            let empty = vec![String::new(); 2 * QUANTITIES + 4];
            table.row(first.into_iter().chain(empty).chain([is_partial.clone()]));
        }
    }
    table.text()
}

/// The share of a quantity's variance that is chance and no parameter's; `None` if it is not known.
pub(super) fn noise_share(inputs: &Inputs<'_>, shares: &Shares) -> Option<f64> {
    let noise = inputs.outcome.tornado.as_ref()?.noise[shares.quantity]?;
    // The noise is that of a difference of two points.
    Some((noise.variance / 2.0 / shares.estimate.variance).min(1.0))
}

/// First and total indices of the leading parameters.
pub fn sobol_csv(inputs: &Inputs<'_>, found: &Found) -> String {
    let mut table = Csv::new([
        "quantity",
        "parameter",
        "first",
        "first_ci95_low",
        "first_ci95_high",
        "total",
        "total_ci95_low",
        "total_ci95_high",
        "noise_share",
        "blocks",
        "blocks_impossible",
        "partial",
    ]);
    for shares in &found.shares {
        for (place, parameter) in found.parameters.iter().enumerate() {
            let (first, total) = (shares.intervals.first[place], shares.intervals.total[place]);
            table.row([
                quantity_name(shares.quantity).to_owned(),
                inputs.parameter(*parameter),
                field(Some(shares.estimate.first[place])),
                field(Some(first.0)),
                field(Some(first.1)),
                field(Some(shares.estimate.total[place])),
                field(Some(total.0)),
                field(Some(total.1)),
                field(noise_share(inputs, shares)),
                found.blocks.to_string(),
                found.refused.to_string(),
                partial(inputs.is_partial()).to_owned(),
            ]);
        }
    }
    table.text()
}
