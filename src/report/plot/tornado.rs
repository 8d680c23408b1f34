//! The tornado: one parameter at a time at the ends of its range.

use super::canvas::{Anchor, COLOURS, Canvas, LABEL, RIGHT, Scale, draw};
use crate::report::block::Figure;
use crate::report::sensitivity::Inputs;
use crate::text::grid::{Row, Table, wrap};
use crate::text::number::signed;
use crate::uncertainty::sensitivity::central::{MARGIN, NEEDS};
use crate::uncertainty::sensitivity::tornado::{Bar, End, Turn};

/// Where the names end \[px\].
const NAMES: i32 = 316;
/// Where the bars of the margin end \[px\].
const MARGIN_TO: i32 = 560;
/// Where the words about turns begin \[px\].
const TURNS: i32 = 570;
/// Where the bars of needs settled begin \[px\].
const NEEDS_FROM: i32 = 650;
/// Height of a parameter's row \[px\].
const ROW: i32 = 30;
/// The width that the label of a tick needs \[px\].
const WIDEST_TICK: f64 = 75.0;

/// Bars of the margin, if there is one, and of needs settled; `None` without parameters.
pub fn tornado(inputs: &Inputs<'_>) -> Option<Figure> {
    let bars = &inputs.outcome.tornado.as_ref()?.bars;
    if bars.is_empty() {
        return None;
    }
    let margin = inputs.choice().and_then(|(central, _)| central.margin()).map(|of| of.mean);
    let choice = inputs.choice().map(|(_, (one, other))| {
        format!(
            " Left: needs settled a year by \"{}\" more than by \"{}\"; beyond zero the choice turns.",
            inputs.title(one),
            inputs.title(other)
        )
    });
    let title = "What each parameter alone changes within its range";
    let subtitle = format!(
        "Dark with a circle: at the 5th percentile; light with a square: at the 95th; all others at their \
         central values.{} Right: needs settled a year in \"{}\", beside its central value.",
        choice.unwrap_or_default(),
        inputs.title(0)
    );
    let description: Vec<String> = bars.iter().map(|bar| words(inputs, bar, margin)).collect();
    let description = description.join(" ");
    // The titles of scenarios may make the subtitle long.
    let top = 50 + 17 * wrap(&subtitle, 120).len() as i32 + 24;
    let height = top + bars.len() as i32 * ROW + 40;
    let svg = draw(("tornado", height), (title, &subtitle), &description, |canvas| {
        draw_bars(canvas, inputs, (bars, top), margin);
    });
    let change = |end: &Option<End>, quantity: usize| {
        let change = end.as_ref().and_then(|end| end.changes[quantity]);
        vec![change.map_or_else(|| "–".to_owned(), signed)]
    };
    let quantities = if margin.is_some() { vec![MARGIN, NEEDS] } else { vec![NEEDS] };
    let row = |bar: &Bar| {
        let cells = quantities.iter().flat_map(|of| bar.ends.iter().map(|end| change(end, *of)));
        Row::new(inputs.parameter_words(bar.parameter), cells.collect())
    };
    let heads = quantities.iter().flat_map(|quantity| {
        let what = if *quantity == MARGIN { "Margin" } else { "Needs settled" };
        ["5th", "95th"].map(|end| format!("{what} at {end}"))
    });
    let table = Table {
        caption: title.into(),
        head: std::iter::once("Parameter".to_owned()).chain(heads).collect(),
        rows: bars.iter().map(row).collect(),
        note: String::new(),
    };
    Some(Figure { name: "tornado", title: title.into(), description, svg, narrow: None, table })
}

fn words(inputs: &Inputs<'_>, bar: &Bar, margin: Option<f64>) -> String {
    let quantity = if margin.is_some() { MARGIN } else { NEEDS };
    let end = |end: &Option<End>| {
        end.as_ref().and_then(|end| end.changes[quantity]).map_or_else(|| "–".to_owned(), signed)
    };
    let turns = match bar.turn() {
        Turn::Yes => ", turns the choice",
        Turn::May => ", may turn the choice",
        Turn::No => "",
    };
    let name = inputs.parameter_words(bar.parameter);
    format!("{name}: {} to {}{turns}.", end(&bar.ends[0]), end(&bar.ends[1]))
}

/// The values of a quantity at both ends of a bar, beside `from`.
fn values(bar: &Bar, quantity: usize, from: f64) -> [Option<f64>; 2] {
    std::array::from_fn(|step| Some(from + bar.ends[step].as_ref()?.changes[quantity]?))
}

fn draw_bars(
    canvas: &Canvas<'_>,
    inputs: &Inputs<'_>,
    (bars, top): (&[Bar], i32),
    margin: Option<f64>,
) {
    let needs_from = if margin.is_some() { NEEDS_FROM } else { NAMES + 20 };
    let panels = [
        margin.map(|margin| (MARGIN, margin, (NAMES + 16, MARGIN_TO), "the margin")),
        Some((NEEDS, 0.0, (needs_from, RIGHT), "needs settled")),
    ];
    for (quantity, from, extent, title) in panels.into_iter().flatten() {
        draw_panel(canvas, (bars, top), (quantity, from), (extent, title));
    }
    for (place, bar) in bars.iter().enumerate() {
        let y = middle(top, place);
        canvas.lines(&inputs.parameter_words(bar.parameter), 42, (NAMES, y), Anchor::End);
        let words = match bar.turn() {
            Turn::Yes => "turns",
            Turn::May => "may turn",
            Turn::No => continue,
        };
        canvas.mark((TURNS + 4, y), 3, COLOURS[2]);
        canvas.text(words, (TURNS + 14, y), LABEL, Anchor::Start);
    }
}

/// The middle of a row, below `top`.
const fn middle(top: i32, place: usize) -> i32 {
    top + place as i32 * ROW + ROW / 2
}

fn draw_panel(
    canvas: &Canvas<'_>,
    (bars, top): (&[Bar], i32),
    (quantity, from): (usize, f64),
    ((left, right), title): ((i32, i32), &str),
) {
    let all = || bars.iter().flat_map(|bar| values(bar, quantity, from)).flatten();
    let low = all().fold(from.min(0.0), f64::min);
    let high = all().fold(from.max(0.0), f64::max);
    let room = 0.05 * (high - low).max(1.0);
    let x = Scale::new((low - room, high + room), (left, right));
    let bottom = top + bars.len() as i32 * ROW;
    canvas.quiet(title, (left, top - 12), Anchor::Start);
    canvas.x_axis(&x, f64::from(right - left) / WIDEST_TICK, (top, bottom), super::tick_label);
    canvas.path(&[(x.at(from), top), (x.at(from), bottom)], COLOURS[2], 1);
    for (place, bar) in bars.iter().enumerate() {
        let y = middle(top, place);
        let ends = values(bar, quantity, from);
        // The longer one first, so that a shorter one on the same side is seen.
        let mut order = [0, 1];
        let size = |step: usize| ends[step].map_or(0.0, |value| (value - from).abs());
        if size(1) > size(0) {
            order = [1, 0];
        }
        for step in order {
            let Some(value) = ends[step] else { continue };
            let colour = COLOURS[step];
            canvas.bar([(x.at(from), y - 6), (x.at(value), y + 6)], colour);
            canvas.mark((x.at(value), y), step, colour);
        }
    }
}
