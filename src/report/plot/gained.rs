//! The net appointments gained by every change: dots with their intervals.

use super::canvas::{Anchor, COLOURS, Canvas, GRID, INK, LABEL, RIGHT, Scale, TOP, draw};
use crate::experiment::results::Results;
use crate::report::block::Figure;
use crate::report::estimate::{gain, includes_zero, main_comparisons};
use crate::report::sections::gains::gains;
use crate::report::words::gain_label;
use crate::statistics::interval::MeanInterval;
use crate::text::number::signed;

/// Where the names of the scenarios end \[px\].
const NAMES: i32 = 270;
/// Where the panel ends and the numbers begin \[px\].
const NUMBERS: i32 = 620;
/// Height of a row \[px\].
const ROW: i32 = 46;
/// Height of an axis with its labels \[px\].
const AXIS: i32 = 56;
/// Gains that differ by more than this factor do not share a scale.
const TOO_DIFFERENT: f64 = 8.0;

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
    let panels = panels(&rows);
    let headline = headline(&rows);
    let mut subtitle = "Appointments attended and not handed back, a year, against the baseline. \
                        Dot: mean; line: 95% interval, simulation noise only."
        .to_owned();
    if panels.len() > 1 {
        subtitle.push_str(" The two panels have different scales.");
    }
    let description = rows
        .iter()
        .map(|(name, found)| format!("{name}: {}.", gain_label(*found)))
        .collect::<Vec<_>>()
        .join(" ");
    let height = TOP + panels.iter().map(|panel| panel.len() as i32 * ROW + AXIS).sum::<i32>() + 4;
    let svg = draw(("gained", height), (&headline, &subtitle), &description, |canvas| {
        let mut top = TOP;
        for panel in &panels {
            draw_panel(canvas, panel, top);
            top += panel.len() as i32 * ROW + AXIS;
        }
    });
    let table = gains(results)?;
    Some(Figure { name: "gained", title: headline, description, svg, table })
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

/// The rows by size. A gain much larger than the others has its own panel and scale.
fn panels<'r, 't>(rows: &'r [Gain<'t>]) -> Vec<Vec<&'r Gain<'t>>> {
    let reach = |found: &MeanInterval| found.mean.abs() + found.half_width.unwrap_or(0.0);
    let mut sizes: Vec<f64> = rows.iter().map(|(_, found)| reach(found).max(1.0)).collect();
    sizes.sort_by(f64::total_cmp);
    let gap = sizes.windows(2).rev().find(|pair| pair[1] > TOO_DIFFERENT * pair[0]);
    let limit = gap.map_or(f64::INFINITY, |pair| pair[0]);
    let (small, large): (Vec<_>, Vec<_>) =
        rows.iter().partition(|(_, found)| reach(found).max(1.0) <= limit);
    [small, large].into_iter().filter(|panel| !panel.is_empty()).collect()
}

fn draw_panel(canvas: &Canvas, rows: &[&Gain], top: i32) {
    let bounds = |found: &MeanInterval| found.bounds().unwrap_or((found.mean, found.mean));
    let low = rows.iter().map(|(_, found)| bounds(found).0).fold(0.0, f64::min);
    let high = rows.iter().map(|(_, found)| bounds(found).1).fold(0.0, f64::max);
    let room = 0.04 * (high - low);
    let x = Scale::new((low - room, high + room), (NAMES + 20, NUMBERS - 10));
    let bottom = top + rows.len() as i32 * ROW;
    for tick in x.ticks(5.0) {
        let colour = if tick == 0.0 { INK } else { GRID };
        canvas.path(&[(x.at(tick), top), (x.at(tick), bottom)], colour, 1);
        canvas.quiet(&signed(tick), (x.at(tick), bottom + 14), Anchor::Middle);
    }
    canvas.quiet("appointments a year", ((NAMES + NUMBERS) / 2, bottom + 32), Anchor::Middle);
    for (index, (name, found)) in rows.iter().enumerate() {
        let y = top + index as i32 * ROW + ROW / 2;
        canvas.lines(name, 32, (NAMES, y), Anchor::End);
        draw_estimate(canvas, &x, y, *found);
    }
}

fn draw_estimate(canvas: &Canvas, x: &Scale, y: i32, found: MeanInterval) {
    let number = |text: &str, y| canvas.text(text, (NUMBERS + 16, y), LABEL, Anchor::Start);
    if let Some((low, high)) = found.bounds() {
        canvas.path(&[(x.at(low), y), (x.at(high), y)], COLOURS[0], 3);
        for end in [low, high] {
            canvas.path(&[(x.at(end), y - 6), (x.at(end), y + 6)], COLOURS[0], 2);
        }
        canvas.bold(&gain_label(found), (NUMBERS + 16, y - 8), LABEL, Anchor::Start);
        number(&format!("{} to {}", signed(low), signed(high)), y + 8);
    } else {
        number(&gain_label(found), y);
    }
    canvas.mark((x.at(found.mean), y), 0, COLOURS[0]);
    debug_assert!(x.at(found.mean) <= RIGHT, "the panel ends before the numbers begin");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gain_that_dwarfs_the_others_has_its_own_panel() {
        let gain = |mean| MeanInterval { mean, half_width: Some(10.0) };
        let rows = [("a", gain(4_000.0)), ("b", gain(-90_000.0)), ("c", gain(-2_000.0))];
        assert_eq!(panels(&rows).iter().map(Vec::len).collect::<Vec<_>>(), [2, 1]);
        assert_eq!(panels(&rows[..1]).len(), 1);
    }

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
