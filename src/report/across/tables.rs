//! The one table of all networks and changes, and the table of their spread.

use super::found::{Found, Inputs, OfChange, THOUSAND};
use crate::across::gains::{Estimate, Of, Standing};
use crate::across::request::RankBy;
use crate::across::spread::Spread;
use crate::report::words::percent;
use crate::statistics::interval::MeanInterval;
use crate::text::grid::{Row, Table};
use crate::text::number::whole;

/// The most networks of each change that a terminal shows.
pub(super) const MOST_SHOWN: usize = 60;

/// A difference with its sign, as exact as its size needs.
pub(in crate::report) fn number(value: f64, of: &Of) -> String {
    let (value, digits) = if of.unit == "share" { (value * 100.0, 2) } else { (value, 0) };
    signed(value, if digits == 0 { decimals(value) } else { digits })
}

/// Decimals of a number of this size: whole numbers from ten on.
fn decimals(value: f64) -> usize {
    match value.abs() {
        size if size == 0.0 || size >= 10.0 => 0,
        size if size >= 1.0 => 1,
        _ => 2,
    }
}

fn signed(value: f64, digits: usize) -> String {
    if digits == 0 {
        return crate::text::number::signed(value);
    }
    let text = format!("{:.digits$}", value.abs());
    let is_nothing = text.bytes().all(|byte| matches!(byte, b'0' | b'.'));
    let sign = match (is_nothing, value > 0.0) {
        (true, _) => "",
        (false, true) => "+",
        (false, false) => "−",
    };
    format!("{sign}{text}")
}

/// The ends of an interval, or a dash.
pub(in crate::report) fn interval_words(bounds: Option<(f64, f64)>, of: &Of) -> String {
    let words = |(low, high): (f64, f64)| format!("{} to {}", number(low, of), number(high, of));
    bounds.map_or_else(|| "–".to_owned(), words)
}

/// What a standing means for a measure of which more, or less, is better.
pub(super) fn verdict(found: &Estimate, of: &Of) -> &'static str {
    match (found.standing, of.sign() > 0.0) {
        (Standing::Same, _) => "none seen",
        (Standing::Open, _) => "not clear",
        (Standing::Above, true) | (Standing::Below, false) => "gains",
        (Standing::Above, false) | (Standing::Below, true) => "loses",
    }
}

/// A rank, or the first and the last that are possible.
pub(super) fn rank_words(range: Option<(usize, usize)>) -> String {
    match range {
        Some((first, last)) if first == last => first.to_string(),
        Some((first, last)) => format!("{first} to {last}"),
        None => "–".into(),
    }
}

/// The one table: a row for each network and change, at most `most` networks of each.
pub(super) fn networks_table(inputs: &Inputs<'_>, found: &Found, most: usize) -> Table {
    let has_size = found.by.is_of_size();
    let mut rows = Vec::new();
    for (change, of) in inputs.request.changes.iter().zip(&found.changes) {
        for (place, network) in of.order.iter().take(most).enumerate() {
            let mut row = Row::new(
                inputs.names[*network].clone(),
                cells(inputs, found, of, *network, has_size),
            );
            if place == 0 {
                row.heading.clone_from(&change.title);
            }
            rows.push(row);
        }
    }
    let per = if found.by.is_of_size() { " a year" } else { "" };
    let mut head = vec!["Network".to_owned(), "patients".into(), format!("difference{per}")];
    head.push("95% interval".into());
    if has_size {
        head.push("per 1,000 patients".into());
    }
    head.extend(["rank".to_owned(), "who gains".into()]);
    let hidden = inputs.names.len().saturating_sub(most);
    let note = if hidden > 0 {
        format!(
            "{hidden} networks with smaller gains under each change are in gains-by-network.csv."
        )
    } else {
        String::new()
    };
    let ranked = match inputs.request.rank_by {
        RankBy::Per1000 if has_size => "for each 1,000 patients",
        _ => "of the whole network",
    };
    Table {
        caption: format!(
            "What each change makes of {} [{}] in each network, against the same network without it. Ranked by \
             the gain {ranked}",
            found.words, found.by.unit
        ),
        head,
        rows,
        note,
    }
}

fn cells(
    inputs: &Inputs<'_>,
    found: &Found,
    of: &OfChange,
    network: usize,
    has_size: bool,
) -> Vec<Vec<String>> {
    let patients = inputs.gathered.patients(network);
    let mut cells = vec![vec![whole(patients)]];
    let Some(estimate) = &of.estimates[network] else {
        let none = if has_size { 5 } else { 4 };
        cells.extend((0..none).map(|_| vec!["–".to_owned()]));
        return cells;
    };
    cells.push(vec![number(estimate.mean, &found.by)]);
    cells.push(vec![interval_words(estimate.bounds, &found.by)]);
    if has_size {
        let each = estimate.mean / patients * THOUSAND;
        cells.push(vec![signed(each, decimals(each).max(1))]);
    }
    cells.push(vec![rank_words(of.ranks[network])]);
    cells.push(vec![verdict(estimate, &found.by).to_owned()]);
    cells
}

/// How much networks differ under each change, and how many gain.
pub(super) fn spread_table(inputs: &Inputs<'_>, found: &Found) -> Table {
    let row = |(change, of): (&crate::scenario::change::Change, &OfChange)| {
        let count = |is_gain: bool| {
            let is_above = (found.by.sign() > 0.0) == is_gain;
            let standing = if is_above { Standing::Above } else { Standing::Below };
            vec![of.of_standing(standing).len().to_string()]
        };
        let left = of.of_standing(Standing::Open).len() + of.of_standing(Standing::Same).len();
        let spread = of.spread;
        let words = |of: fn(&Spread) -> f64| {
            vec![spread.as_ref().map_or_else(|| "–".into(), |spread| number(of(spread), &found.by))]
        };
        let noise = spread.and_then(|spread| spread.noise);
        Row::new(
            change.title.clone(),
            vec![
                of.total.map_or_else(|| vec!["–".into()], |total| total_lines(&total, &found.by)),
                words(|spread| spread.median),
                words(|spread| spread.centiles.0),
                words(|spread| spread.centiles.1),
                vec![noise.map_or_else(|| "–".into(), percent)],
                count(true),
                count(false),
                vec![left.to_string()],
            ],
        )
    };
    let names = [
        "Change",
        "all networks together",
        "median",
        "5th centile",
        "95th centile",
        "of it chance",
        "clearly gain",
        "clearly lose",
        "not clear",
    ];
    Table {
        caption: format!("How much networks differ in {}, and how many gain", found.words),
        head: names.map(str::to_owned).to_vec(),
        rows: inputs.request.changes.iter().zip(&found.changes).map(row).collect(),
        note: "Centiles are those of the networks' means. Of it chance: how much of the variance between \
               networks the chance within replications makes. Clearly: all networks and changes together, at \
               95%."
            .into(),
    }
}

fn total_lines(total: &MeanInterval, of: &Of) -> Vec<String> {
    let mut lines = vec![number(total.mean, of)];
    lines.extend(total.bounds().map(|bounds| format!("({})", interval_words(Some(bounds), of))));
    lines
}
