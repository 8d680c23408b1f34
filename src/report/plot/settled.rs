//! The needs settled by every change, ranked: the figure that carries the answer.

use super::dots::{Dot, dots};
use crate::experiment::results::Results;
use crate::report::answer::finding;
use crate::report::block::Figure;
use crate::report::ranking::ranked;
use crate::text::grid::{Row, Table};
use crate::text::number::signed;
use crate::uncertainty::total::Total;

/// Needs settled in a year beside the baseline; `None` without a comparison.
pub fn settled(results: &Results, total: Option<&Total>) -> Option<Figure> {
    let mut rows = Vec::new();
    for option in ranked(results, total) {
        let Some(found) = option.settled else { continue };
        let noise = found.noise.map(|half| (found.mean - half, found.mean + half));
        let within = if found.is_total { noise } else { None };
        let name = option.found.title.clone();
        rows.push(Dot { name, mean: found.mean, interval: found.bounds, within });
    }
    if rows.is_empty() {
        return None;
    }
    let title = finding(results, total)?.headline();
    let lines = match total {
        Some(total) => format!(
            "thin line: {:.0}% total interval ({} draws of the parameters); thick: 95% interval, simulation \
             noise only.",
            total.confidence * 100.0,
            total.draws
        ),
        None => "line: 95% interval, simulation noise only.".to_owned(),
    };
    let subtitle = format!("Needs settled a year, against the baseline. Dot: mean; {lines}");
    let description: Vec<String> = rows.iter().map(Dot::sentence).collect();
    let description = description.join(" ");
    let words = (title.as_str(), subtitle.as_str(), description.as_str(), "needs settled a year");
    let (svg, narrow) = dots("settled", &rows, words);
    let cell = |value: Option<f64>| vec![value.map_or_else(String::new, signed)];
    let row = |dot: &Dot| {
        let (low, high) = dot.interval.unzip();
        Row::new(dot.name.clone(), [Some(dot.mean), low, high].map(cell).into())
    };
    let table = Table {
        caption: subtitle,
        head: ["Option", "Needs settled a year", "From", "To"].map(str::to_owned).into(),
        rows: rows.iter().map(row).collect(),
        note: String::new(),
    };
    Some(Figure { name: "settled", title, description, svg, narrow: Some(narrow), table })
}
