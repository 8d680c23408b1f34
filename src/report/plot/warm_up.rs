//! How initial bias fades: one panel for each quantity, with Welch's moving average.

use super::canvas::{Anchor, COLOURS, Canvas, GRID, INK, LABEL, RIGHT, Scale, TOP, draw};
use crate::experiment::warm_up::{WarmUp, WarmUpSeries};
use crate::report::block::Figure;
use crate::report::warm_up::headline;
use crate::text::grid::{Row, Table};

const LEFT: i32 = 72;
/// Height of a panel and of what stands around it \[px\].
const PANEL: i32 = 104;
const AROUND: i32 = 52;
/// What is drawn of the axis at least \[-\].
const AT_LEAST: (f64, f64) = (-0.25, 0.1);

/// The weeks of the warm-up and after it: each quantity relative to its expected value.
pub fn warm_up(found: &WarmUp) -> Figure {
    let WarmUp { horizon, expected_warm_up_weeks: earlier, replications, .. } = found;
    let title = headline(found);
    let subtitle = format!(
        "{}, mean of {replications} replications. Each week relative to the same week of {replications} \
         others begun {earlier} weeks before week 0, which is 100%. Thin: weeks. Thick: Welch's \
         moving average over 5.",
        found.title
    );
    let description = found
        .series
        .iter()
        .map(|series| format!("{}: {}.", series.words, cut_in_words(series)))
        .collect::<Vec<_>>()
        .join(" ");
    let bottom = TOP + 16 + found.series.len() as i32 * (PANEL + AROUND);
    let svg = draw(("warm-up", bottom + 40), (&title, &subtitle), &description, |canvas| {
        for (index, series) in found.series.iter().enumerate() {
            let top = TOP + 16 + index as i32 * (PANEL + AROUND) + 26;
            draw_panel(canvas, series, horizon.warm_up_weeks, top);
        }
        let middle = (LEFT + RIGHT) / 2;
        let words = "week; measurement begins at 0, where the warm-up ends";
        canvas.quiet(words, (middle, bottom + 20), Anchor::Middle);
    });
    let table = table(found);
    Figure { name: "warm-up", title, description, svg, narrow: None, table }
}

fn cut_in_words(series: &WarmUpSeries) -> String {
    match series.truncation {
        None => "too few weeks for MSER-5".into(),
        Some(cut) if !cut.is_trustworthy() => "MSER-5 gives no verdict".into(),
        Some(cut) => format!("MSER-5 cuts {} weeks", cut.cut),
    }
}

fn draw_panel(canvas: &Canvas, series: &WarmUpSeries, warm_up: u32, top: i32) {
    let (bottom, weeks) = (top + PANEL, series.apart.len());
    let first = -f64::from(warm_up);
    let x = Scale::new((first, first + weeks as f64), (LEFT, RIGHT));
    let range = series.apart.iter().fold(AT_LEAST, |(l, h), v| (l.min(*v), h.max(*v)));
    let y = Scale::new(range, (bottom, top));
    canvas.bold(series.words, (LEFT, top - 14), LABEL, Anchor::Start);
    canvas.quiet(&cut_in_words(series), (RIGHT, top - 14), Anchor::End);
    canvas.y_axis(&y, 4.0, (LEFT, RIGHT), |apart| format!("{:.0}%", 100.0 + apart * 100.0));
    let middle = |week: usize| x.at(first + week as f64 + 0.5);
    let line = |values: &[f64]| -> Vec<(i32, i32)> {
        values.iter().enumerate().map(|(week, value)| (middle(week), y.at(*value))).collect()
    };
    canvas.path(&line(&series.apart), COLOURS[1], 1);
    canvas.path(&line(&series.smooth), COLOURS[0], 3);
    for tick in x.ticks(8.0) {
        let at = x.at(tick);
        canvas.path(&[(at, bottom), (at, bottom + 4)], GRID, 1);
        canvas.quiet(&format!("{tick:.0}"), (at, bottom + 13), Anchor::Middle);
    }
    // The end of the warm-up, and the first week that MSER-5 keeps.
    canvas.path(&[(x.at(0.0), top), (x.at(0.0), bottom)], INK, 2);
    if let Some(cut) = series.truncation.filter(|cut| cut.is_trustworthy()) {
        let at = x.at(first + cut.cut as f64);
        canvas.path(&[(at, top + 8), (at, bottom)], COLOURS[2], 1);
        canvas.mark((at, top + 8), 3, COLOURS[2]);
    }
}

fn table(found: &WarmUp) -> Table {
    let first = -i64::from(found.horizon.warm_up_weeks);
    let weeks = found.series.first().map_or(0, |series| series.smooth.len());
    let row = |week: usize| {
        let share =
            |series: &WarmUpSeries| vec![format!("{:.1}%", (1.0 + series.smooth[week]) * 100.0)];
        Row::new((first + week as i64).to_string(), found.series.iter().map(share).collect())
    };
    Table {
        caption: "Welch's moving average of each quantity, relative to its expected value".into(),
        head: std::iter::once("Week")
            .chain(found.series.iter().map(|series| series.words))
            .map(String::from)
            .collect(),
        rows: (0..weeks).map(row).collect(),
        note: String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn the_figure_says_what_it_shows() {
        let figure = warm_up(&sample::warm_up(9));
        assert_eq!(
            figure.title,
            "26 weeks of warm-up fill the appointment book: MSER-5 asks for 9"
        );
        assert_eq!(figure.description, "Appointments booked ahead: MSER-5 cuts 9 weeks.");
        assert_eq!(figure.table.rows.len(), 78);
        assert!(figure.svg.contains("Welch") && figure.svg.contains("warm-up-desc"));
    }
}
