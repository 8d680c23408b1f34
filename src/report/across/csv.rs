//! Gains of networks as comma-separated tables.

use super::found::{Found, Inputs, THOUSAND};
use super::tables::verdict;
use crate::across::gains::Standing;
use crate::measures::Better;
use crate::report::words::{field, partial};
use crate::text::csv::Csv;

/// The columns of a gain.
const GAINS: [&str; 18] = [
    "network",
    "change",
    "measure",
    "unit",
    "mean",
    "low",
    "high",
    "per_1000_patients",
    "low_per_1000_patients",
    "high_per_1000_patients",
    "rank_low",
    "rank_high",
    "clear",
    "patients",
    "replications",
    "ranked_by",
    "interval_holds",
    "partial",
];

/// A row for each network, change and measure.
pub fn gains_csv(inputs: &Inputs<'_>) -> String {
    let mut csv = Csv::new(GAINS);
    let changes = inputs.request.changes.len();
    let all = inputs.gathered.measures.iter().enumerate();
    for (index, of) in all {
        let is_judged = of.better != Better::Neither;
        let ranks = |change: usize| match is_judged {
            true => inputs.ranks(index, change),
            false => vec![None; inputs.names.len()],
        };
        let by_change: Vec<_> =
            (0..changes).map(|change| (inputs.estimates(index, change), ranks(change))).collect();
        for (network, name) in inputs.names.iter().enumerate() {
            for (change, (estimates, ranks)) in inputs.request.changes.iter().zip(&by_change) {
                let found = estimates[network];
                let patients = inputs.gathered.patients(network);
                let each = |value: Option<f64>| {
                    field(
                        value.filter(|_| of.is_of_size()).map(|value| value / patients * THOUSAND),
                    )
                };
                let mean = found.map(|found| found.mean);
                let bounds = found.and_then(|found| found.bounds);
                let (low, high) = (bounds.map(|ends| ends.0), bounds.map(|ends| ends.1));
                let range = ranks[network];
                let rank =
                    |rank: Option<usize>| rank.map_or_else(String::new, |rank| rank.to_string());
                csv.row([
                    name.clone(),
                    change.name.clone(),
                    of.name.to_owned(),
                    of.unit.to_owned(),
                    field(mean),
                    field(low),
                    field(high),
                    each(mean),
                    each(low),
                    each(high),
                    rank(range.map(|range| range.0)),
                    rank(range.map(|range| range.1)),
                    match found {
                        Some(found) if is_judged => verdict(&found, of).to_owned(),
                        Some(found) => direction(found.standing).to_owned(),
                        None => String::new(),
                    },
                    field(Some(patients)),
                    inputs.replications().to_string(),
                    ranked_by(inputs).to_owned(),
                    "simulation noise only".to_owned(),
                    partial(inputs.partial).to_owned(),
                ]);
            }
        }
    }
    csv.text()
}

/// What is clear of a measure that has no better direction.
const fn direction(standing: Standing) -> &'static str {
    match standing {
        Standing::Same => "none seen",
        Standing::Open => "not clear",
        Standing::Above => "more",
        Standing::Below => "less",
    }
}

pub(super) fn ranked_by(inputs: &Inputs<'_>) -> &'static str {
    match inputs.request.rank_by {
        crate::across::request::RankBy::Total => "total",
        crate::across::request::RankBy::Per1000 => "per-1000",
    }
}

/// A row for each change: how networks differ, and how many gain.
pub fn summary_csv(inputs: &Inputs<'_>, found: &Found) -> String {
    let mut csv = Csv::new([
        "change",
        "measure",
        "networks",
        "all_together",
        "all_together_low",
        "all_together_high",
        "median",
        "centile_5",
        "centile_95",
        "noise_share",
        "median_per_1000_patients",
        "centile_5_per_1000_patients",
        "centile_95_per_1000_patients",
        "noise_share_per_1000_patients",
        "clearly_gain",
        "clearly_lose",
        "not_clear",
        "none_seen",
        "may_rank_first",
        "partial",
    ]);
    for (change, of) in inputs.request.changes.iter().zip(&found.changes) {
        let total = of.total;
        let bounds = total.and_then(|total| total.bounds());
        let spread = |spread: Option<crate::across::spread::Spread>| {
            [
                field(spread.map(|spread| spread.median)),
                field(spread.map(|spread| spread.centiles.0)),
                field(spread.map(|spread| spread.centiles.1)),
                field(spread.and_then(|spread| spread.noise)),
            ]
        };
        let count = |standing: Standing| of.of_standing(standing).len().to_string();
        let (gain, lose) = if found.by.sign() > 0.0 {
            (Standing::Above, Standing::Below)
        } else {
            (Standing::Below, Standing::Above)
        };
        let mut row = vec![
            change.name.clone(),
            found.by.name.to_owned(),
            inputs.names.len().to_string(),
            field(total.map(|total| total.mean)),
            field(bounds.map(|bounds| bounds.0)),
            field(bounds.map(|bounds| bounds.1)),
        ];
        row.extend(spread(of.spread));
        row.extend(spread(of.per_1000));
        row.extend([gain, lose, Standing::Open, Standing::Same].map(count));
        row.push(of.may_lead().len().to_string());
        row.push(partial(inputs.partial).to_owned());
        csv.row(row);
    }
    csv.text()
}
