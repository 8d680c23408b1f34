//! The value of information as comma-separated values.

use super::subject::Told;
use crate::report::words::{field, partial};
use crate::text::csv::Csv;
use crate::uncertainty::total::{HEADLINES, MOST_NOISE};
use crate::uncertainty::worth::{Family, Item, SHOWN, Worth};

const INFORMATION: [&str; 16] = [
    "kind",
    "name",
    "random_numbers",
    "measure",
    "value_a_year",
    "ci95_low",
    "ci95_high",
    "least_told",
    "told_from_none",
    "behind_first_ci95_low",
    "behind_first_ci95_high",
    "share_of_everything",
    "noise_removed",
    "ranges",
    "draws",
    "partial",
];

/// Everything, then each table, then each parameter, the largest value first. Values are a year's, in the unit
/// of the measure. Intervals are given for the first of each kind.
pub fn information_csv(told: &Told<'_>) -> String {
    let worth = &told.found.worth;
    let mut table = Csv::new(INFORMATION);
    let share = |value: f64| (worth.perfect > 0.0).then(|| value / worth.perfect);
    let is_without_noise =
        told.noise.is_some_and(|noise| noise.iter().all(|share| *share <= MOST_NOISE));
    let mut row = |kind: &str, names: [String; 2], numbers: [Option<f64>; 6], is_told: &str| {
        let [value, low, high, least, behind_low, behind_high] = numbers.map(field);
        table.row([
            kind.to_owned(),
            names[0].clone(),
            names[1].clone(),
            HEADLINES[told.headline].0.to_owned(),
            value,
            low,
            high,
            least,
            is_told.to_owned(),
            behind_low,
            behind_high,
            field(numbers[0].and_then(share)),
            is_without_noise.to_string(),
            if told.found.is_calibrated { "calibrated" } else { "uncalibrated" }.to_owned(),
            told.found.draws.to_string(),
            partial(told.is_partial()).to_owned(),
        ]);
    };
    let (low, high) = (worth.interval.map(|of| of.0), worth.interval.map(|of| of.1));
    let everything = [Some(worth.perfect), low, high, None, None, None];
    row("everything", [String::new(), String::new()], everything, "");
    for (kind, family) in families(worth) {
        for item in &family.items {
            let numbers = [
                Some(item.value),
                item.interval.map(|of| of.0),
                item.interval.map(|of| of.1),
                Some(family.least),
                item.behind.map(|of| of.0),
                item.behind.map(|of| of.1),
            ];
            let names = [item.name.clone(), item.members.to_string()];
            row(kind, names, numbers, yes(family, item));
        }
    }
    table.text()
}

fn families(worth: &Worth) -> [(&'static str, &Family); 2] {
    [("table", &worth.groups), ("parameter", &worth.parameters)]
}

fn yes(family: &Family, item: &Item) -> &'static str {
    if item.value > family.least { "yes" } else { "no" }
}

/// One row for each sample.
pub fn evsi_csv(told: &Told<'_>) -> String {
    let mut table = Csv::new([
        "parameter",
        "observations",
        "of",
        "counts",
        "measure",
        "value_a_year",
        "ci95_low",
        "ci95_high",
        "value_of_knowing",
        "told_from_none",
        "draws",
        "partial",
    ]);
    for found in &told.found.samples {
        let sample = &found.sample;
        let counts = if sample.parameter.is_share { "share" } else { "mean" };
        table.row([
            sample.parameter.key.clone(),
            sample.size.to_string(),
            sample.of.clone(),
            counts.to_owned(),
            HEADLINES[told.headline].0.to_owned(),
            field(Some(found.value)),
            field(found.interval.map(|of| of.0)),
            field(found.interval.map(|of| of.1)),
            field(Some(found.known)),
            if found.value > told.found.worth.parameters.least { "yes" } else { "no" }.to_owned(),
            told.found.draws.to_string(),
            partial(told.is_partial()).to_owned(),
        ]);
    }
    table.text()
}

/// For each price of a need: the preferred option, and the value in pounds of everything, of the leading tables
/// and of the leading parameters.
pub fn pounds_csv(told: &Told<'_>) -> String {
    let mut table = Csv::new([
        "pounds_per_need",
        "preferred",
        "best_share",
        "next",
        "difference_low",
        "difference_high",
        "kind",
        "name",
        "pounds_a_year",
        "least_told",
        "told_from_none",
        "draws",
        "partial",
    ]);
    for (price, worth) in &told.found.at_prices {
        let preferred = &worth.preferred;
        let mut row = |kind: &str, name: &str, value: f64, least: [String; 2]| {
            let [least, is_told] = least;
            table.row([
                price.to_string(),
                told.title(preferred.first).to_owned(),
                field(Some(preferred.share())),
                told.title(preferred.second).to_owned(),
                field(Some(preferred.interval.0)),
                field(Some(preferred.interval.1)),
                kind.to_owned(),
                name.to_owned(),
                field(Some(value)),
                least,
                is_told,
                told.found.draws.to_string(),
                partial(told.is_partial()).to_owned(),
            ]);
        };
        row("everything", "", worth.perfect, [String::new(), String::new()]);
        for (kind, family) in families(worth) {
            for item in family.items.iter().take(SHOWN) {
                let least = [field(Some(family.least)), yes(family, item).to_owned()];
                row(kind, &item.name, item.value, least);
            }
        }
    }
    table.text()
}
