//! The net appointments gained by every change: dots with their intervals.

use super::dots::{Dot, dots};
use crate::experiment::results::Results;
use crate::report::block::Figure;
use crate::report::estimate::{gain, includes_zero, main_comparisons};
use crate::report::sections::gains::gains;
use crate::statistics::interval::MeanInterval;

/// A change and what it gains.
type Gain<'t> = (&'t str, MeanInterval);

/// Net appointments gained in a year; `None` without a comparison.
pub fn gained(results: &Results) -> Option<Figure> {
    let rows: Vec<Gain> = main_comparisons(results)
        .filter_map(|(scenario, compared)| {
            Some((scenario.title.as_str(), gain(compared, results.weeks)?))
        })
        .collect();
    if rows.is_empty() {
        return None;
    }
    let headline = headline(&rows);
    let subtitle = "Appointments attended and not handed back, a year, against the baseline. \
                    Dot: mean; line: 95% interval, simulation noise only.";
    let drawn: Vec<Dot> = rows
        .iter()
        .map(|(name, found)| Dot {
            name: (*name).to_owned(),
            mean: found.mean,
            interval: found.bounds(),
            within: None,
        })
        .collect();
    let description = drawn.iter().map(Dot::sentence).collect::<Vec<_>>().join(" ");
    let words = (headline.as_str(), subtitle, description.as_str(), "appointments a year");
    let (svg, narrow) = dots("gained", &drawn, words);
    let table = gains(results)?;
    Some(Figure { name: "gained", title: headline, description, svg, narrow: Some(narrow), table })
}

/// The figure's message.
fn headline(rows: &[Gain]) -> String {
    let clear = rows.iter().filter(|(_, found)| found.mean > 0.0 && !includes_zero(*found));
    let best = clear.max_by(|a, b| a.1.mean.total_cmp(&b.1.mean));
    best.map_or_else(
        || "No change clearly gains appointments".to_owned(),
        |(name, _)| format!("Largest net gain: {}", lower_first(name)),
    )
}

/// The title within a sentence; names and abbreviations keep their capitals.
fn lower_first(title: &str) -> String {
    let mut letters = title.chars();
    match (letters.next(), letters.next()) {
        (Some(first), Some(second)) if second.is_lowercase() => {
            first.to_lowercase().chain(title.chars().skip(1)).collect()
        }
        _ => title.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_message_names_the_best_change_only_if_it_is_clear() {
        let gain = |mean| MeanInterval { mean, half_width: Some(10.0) };
        assert_eq!(
            headline(&[("Two more rooms", gain(5.0))]),
            "No change clearly gains appointments"
        );
        let rows = [("Two more rooms", gain(50.0)), ("GP triage", gain(70.0))];
        assert_eq!(headline(&rows), "Largest net gain: GP triage");
        assert_eq!(headline(&rows[..1]), "Largest net gain: two more rooms");
    }
}
