//! Simulated against observed values: one panel for each outcome, one mark for each network.

use super::canvas::{Anchor, COLOURS, Canvas, INK, RIGHT, Scale, TOP, draw, up_to_tick};
use crate::report::block::Figure;
use crate::text::grid::{Row, Table};
use crate::validation::networks::agreement::{Agreement, Between, OUTCOMES};

const LEFT: i32 = 62;
/// Space between two panels \[px\].
const GAP: i32 = 58;
/// Side of a panel \[px\].
const SIDE: i32 = (RIGHT - LEFT - 2 * GAP) / 3;
/// Where panels begin, below their headings \[px\].
const PANEL_TOP: i32 = TOP + 52;
/// Ticks of an axis.
const TICKS: f64 = 4.0;

const TITLE: &str = "Does the model distinguish one network from another?";
const SUBTITLE: &str = "Per cent; each mark is a network; horizontal: observed, vertical: simulated. On the line \
                        both are the same.";

/// One panel for every outcome; `None` if nothing was observed.
pub fn networks(found: &Between) -> Option<Figure> {
    if found.agreements.iter().all(Option::is_none) {
        return None;
    }
    let description: Vec<String> = (OUTCOMES.iter().zip(&found.agreements))
        .map(|(outcome, agreement)| match agreement {
            Some(agreement) => format!("{}: {}.", outcome.title, in_words(agreement)),
            None => format!("{}: not observed.", outcome.title),
        })
        .collect();
    let description = description.join(" ");
    let size = ("networks", PANEL_TOP + SIDE + 64);
    let svg = draw(size, (TITLE, SUBTITLE), &description, |canvas| {
        for index in 0..OUTCOMES.len() {
            panel(canvas, found, index);
        }
    });
    Some(Figure {
        name: "networks",
        title: TITLE.into(),
        description,
        svg,
        narrow: None,
        table: table(found),
    })
}

fn in_words(found: &Agreement) -> String {
    let order =
        found.correlation.map_or_else(String::new, |r| format!("rank correlation {r:.2}, "));
    format!("{order}mean error {:.1} points", found.error * 100.0)
}

/// The same, short enough for the width of a panel.
fn in_short(found: &Agreement) -> String {
    let order = found.correlation.map_or_else(String::new, |r| format!("ranks {r:+.2}, "));
    format!("{order}error {:.1} points", found.error * 100.0)
}

fn panel(canvas: &Canvas<'_>, found: &Between, index: usize) {
    let left = LEFT + index as i32 * (SIDE + GAP);
    let (right, bottom) = (left + SIDE, PANEL_TOP + SIDE);
    let pairs: Vec<(f64, f64)> = (found.networks.iter().filter(|held| held.is_fitted))
        .filter_map(|held| held.outcomes[index].both())
        .map(|(observed, simulated)| (observed * 100.0, simulated * 100.0))
        .collect();
    let most = pairs.iter().map(|(one, other)| one.max(*other)).fold(1.0, f64::max);
    let end = up_to_tick(most, TICKS);
    // Both axes have the same scale, so the line of equality is the diagonal.
    let x = Scale::new((0.0, end), (left, right));
    let y = Scale::new((0.0, end), (bottom, PANEL_TOP));
    let label = |value: f64| format!("{value:.0}");
    canvas.bold(
        ["Calls missed", "Booked on the day", "Over 14 days ahead"][index],
        (left, PANEL_TOP - 38),
        14.0,
        Anchor::Start,
    );
    let words = found.agreements[index].as_ref().map_or("not observed".into(), in_short);
    canvas.quiet(&words, (left, PANEL_TOP - 18), Anchor::Start);
    canvas.y_axis(&y, TICKS, (left, right), label);
    canvas.x_axis(&x, TICKS, (PANEL_TOP, bottom), label);
    canvas.path(&[(left, bottom), (right, PANEL_TOP)], INK, 1);
    for (observed, simulated) in pairs {
        canvas.mark((x.at(observed), y.at(simulated)), 0, COLOURS[0]);
    }
    canvas.quiet("observed", ((left + right) / 2, bottom + 36), Anchor::Middle);
}

fn table(found: &Between) -> Table {
    let cell = |value: Option<f64>| {
        vec![value.map_or_else(|| "–".to_owned(), |value| format!("{:.1}", value * 100.0))]
    };
    let row = |held: &crate::validation::networks::agreement::Held| {
        let cells = held.outcomes.iter().flat_map(|pair| [pair.observed, pair.simulated]);
        Row::new(held.network.clone(), cells.map(cell).collect())
    };
    let heads = OUTCOMES.iter().flat_map(|outcome| {
        ["observed", "simulated"].map(|which| format!("{}, {which}", outcome.short))
    });
    Table {
        caption: TITLE.into(),
        head: ["Network".to_owned()].into_iter().chain(heads).collect(),
        rows: found.networks.iter().map(row).collect(),
        note: "Per cent.".into(),
    }
}
