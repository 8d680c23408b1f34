//! One more in each half-day of the week: a week a constraint, its cells the darker the more requests are met.

use super::canvas::{Anchor, COLOURS, Canvas, GRID, INK, LABEL, RIGHT, TOP, draw};
use crate::experiment::results::Results;
use crate::model::calendar::SATURDAY;
use crate::model::half_day::{Half, HalfDay};
use crate::report::block::Figure;
use crate::report::bottlenecks::{ByHalfDay, by_half_days, half_days_table};
use crate::report::words::difference_line;
use crate::statistics::interval::MeanInterval;

/// Where the cells begin \[px\].
const LEFT: i32 = 120;
/// Width of a cell \[px\].
const CELL: i32 = (RIGHT - LEFT) / SATURDAY as i32;
/// Height of a cell \[px\].
const ROW: i32 = 48;
/// Height of the name and the days above the cells \[px\].
const HEAD: i32 = 52;
/// Height of a week with the gap below it \[px\].
const WEEK: i32 = HEAD + 2 * ROW + 24;
/// The share of its colour that the largest cell has: text on it stays readable.
const DARKEST: f64 = 0.45;

/// The half-days of every constraint that was relieved by them; `None` if none was.
pub fn hours(results: &Results) -> Option<Figure> {
    let all = by_half_days(results);
    if all.is_empty() {
        return None;
    }
    let title = "When one more would meet more requests";
    let subtitle = "Requests met, more or fewer a year than as it is, with one more in that half-day only; ± half \
                    the 95% interval, joint over the week. Framed: best, or cannot be told from the best.";
    let of_one = |of: &ByHalfDay| {
        let words: Vec<String> = of
            .half_days
            .iter()
            .map(|own| format!("{} {}", own.half_day.words(), words(own.met())))
            .collect();
        format!("{}: {}.", of.name, words.join(", "))
    };
    let description: Vec<String> = all.iter().map(of_one).collect();
    let description = description.join(" ");
    let height = TOP + 16 + all.len() as i32 * WEEK;
    let svg = draw(("bottlenecks-hours", height), (title, subtitle), &description, |canvas| {
        for (index, of) in all.iter().enumerate() {
            draw_week(canvas, of, TOP + 16 + index as i32 * WEEK);
        }
    });
    let table = half_days_table(&all, String::new());
    Some(Figure {
        name: "bottlenecks-hours",
        title: title.into(),
        description,
        svg,
        narrow: None,
        table,
    })
}

fn words(found: Option<MeanInterval>) -> String {
    found.map_or_else(|| "undefined".into(), difference_line)
}

fn draw_week(canvas: &Canvas<'_>, of: &ByHalfDay, top: i32) {
    let name = format!("{}: {}", of.name, of.capacity.in_half_day());
    canvas.bold(&name, (24, top), LABEL, Anchor::Start);
    let middle_of = |weekday: usize| LEFT + weekday as i32 * CELL + CELL / 2;
    for weekday in 0..SATURDAY {
        let words = HalfDay { weekday, half: Half::Morning }.words();
        let day = words.split(' ').next().unwrap_or_default();
        canvas.quiet(day, (middle_of(weekday), top + HEAD - 16), Anchor::Middle);
    }
    for (half, row) in [Half::Morning, Half::Afternoon].into_iter().zip(0..) {
        let y = top + HEAD + row * ROW;
        canvas.quiet(half.name(), (LEFT - 10, y + ROW / 2), Anchor::End);
        for weekday in 0..SATURDAY {
            let half_day = HalfDay { weekday, half };
            let index = of.half_days.iter().position(|own| own.half_day == half_day);
            draw_cell(canvas, of, index, (middle_of(weekday), y));
        }
    }
}

/// The cell whose upper edge has its middle there; an empty one for a half-day that was not relieved.
fn draw_cell(canvas: &Canvas<'_>, of: &ByHalfDay, index: Option<usize>, (x, y): (i32, i32)) {
    let (left, right, bottom) = (x - CELL / 2 + 2, x + CELL / 2 - 2, y + ROW - 4);
    let outline = [(left, y), (right, y), (right, bottom), (left, bottom), (left, y)];
    let Some(index) = index else {
        canvas.path(&outline, GRID, 1);
        canvas.quiet("–", (x, y + ROW / 2 - 2), Anchor::Middle);
        return;
    };
    let mean = |found: Option<MeanInterval>| found.map_or(0.0, |found| found.mean);
    let most = of.half_days.iter().map(|own| mean(own.met()).abs()).fold(0.0, f64::max);
    let met = of.half_days[index].met();
    let share = if most > 0.0 { mean(met) / most } else { 0.0 };
    // More and fewer differ by their sign too.
    let colour = if share < 0.0 { COLOURS[3] } else { COLOURS[0] };
    canvas.bar([(left, y), (right, bottom)], colour.tinted(DARKEST * share.abs()));
    let standing = of.standing(index);
    let is_framed = ["best", "may be best"].contains(&standing);
    let (edge, width) = if is_framed { (INK, 3) } else { (GRID, 1) };
    canvas.path(&outline, edge, width);
    let middle = y + ROW / 2 - 2;
    let at = if standing.is_empty() { middle } else { middle - 8 };
    canvas.text(&words(met), (x, at), LABEL, Anchor::Middle);
    if !standing.is_empty() {
        canvas.text(standing, (x, middle + 10), 11.0, Anchor::Middle);
    }
}
