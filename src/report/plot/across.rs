//! The gain of every network: dots with their intervals, largest first, a panel for each change.

use super::canvas::{Anchor, COLOURS, Canvas, INK, Scale, TOP, draw};
use crate::across::gains::{Estimate, Standing};
use crate::report::across::{Found, Inputs, interval_words, number};
use crate::report::block::Figure;
use crate::text::grid::{Row, Table};
use crate::text::shortened;

/// Where the names end \[px\].
const NAMES: i32 = 200;
/// Where the dots end \[px\].
const END: i32 = 820;
/// Height of a network's row with and without its name \[px\].
const ROW: [i32; 2] = [17, 3];
/// The most networks that have their names beside them.
const MOST_NAMES: usize = 80;
/// The height of a panel's heading, and of its axis \[px\].
const HEADING: i32 = 30;
const AXIS: i32 = 44;
/// The most panels.
const MOST_PANELS: usize = 6;

/// The gains; `None` where no network has one.
pub fn across(inputs: &Inputs<'_>, found: &Found) -> Option<Figure> {
    let shown: Vec<usize> = (0..found.changes.len().min(MOST_PANELS))
        .filter(|change| found.changes[*change].estimates.iter().any(Option::is_some))
        .collect();
    if shown.is_empty() {
        return None;
    }
    let row = ROW[usize::from(inputs.names.len() > MOST_NAMES)];
    let panel = HEADING + inputs.names.len() as i32 * row + AXIS;
    let per = if found.by.is_of_size() { ", a year" } else { "" };
    let title = format!("{}: what each network gains", crate::text::first_upper(&found.words));
    let subtitle = format!(
        "Difference from the same network without the change in {}{per}; {} is better. Line: single 95% interval, \
         simulation noise only. Diamond: clear, all networks and changes together.",
        found.by.unit,
        if found.by.sign() > 0.0 { "more" } else { "less" }
    );
    let description = described(inputs, found, &shown);
    let height = TOP + shown.len() as i32 * panel + 10;
    let svg = draw(("gains-by-network", height), (&title, &subtitle), &description, |canvas| {
        for (place, change) in shown.iter().enumerate() {
            let top = TOP + place as i32 * panel;
            draw_panel(canvas, inputs, found, (*change, top, row));
        }
    });
    let table = table(inputs, found, &title);
    Some(Figure { name: "gains-by-network", title, description, svg, narrow: None, table })
}

fn described(inputs: &Inputs<'_>, found: &Found, shown: &[usize]) -> String {
    let of = |change: &usize| {
        let about = &found.changes[*change];
        let count = |standing| about.of_standing(standing).len();
        format!(
            "{}: of {} networks {} are clearly above zero, {} clearly below.",
            inputs.request.changes[*change].title,
            inputs.names.len(),
            count(Standing::Above),
            count(Standing::Below)
        )
    };
    shown.iter().map(of).collect::<Vec<_>>().join(" ")
}

fn ends(of: &Estimate) -> (f64, f64) {
    of.bounds.unwrap_or((of.mean, of.mean))
}

fn draw_panel(
    canvas: &Canvas<'_>,
    inputs: &Inputs<'_>,
    found: &Found,
    (change, top, row): (usize, i32, i32),
) {
    let about = &found.changes[change];
    // All panels have one scale, so that changes can be compared.
    let all = || found.changes.iter().flat_map(|change| change.estimates.iter().flatten());
    let low = all().map(|of| ends(of).0).fold(0.0, f64::min);
    let high = all().map(|of| ends(of).1).fold(0.0, f64::max);
    let room = if high > low { 0.04 * (high - low) } else { 1.0 };
    let x = Scale::new((low - room, high + room), (NAMES + 12, END));
    let (first, bottom) = (top + HEADING, top + HEADING + about.order.len() as i32 * row);
    canvas.bold(&inputs.request.changes[change].title, (24, top + 10), 14.0, Anchor::Start);
    canvas.x_axis(&x, 6.0, (first, bottom), super::tick_label);
    for (place, network) in about.order.iter().enumerate() {
        let y = first + place as i32 * row + row / 2;
        if row == ROW[0] {
            canvas.quiet(&shortened(&inputs.names[*network], 26), (NAMES, y), Anchor::End);
        }
        let Some(of) = &about.estimates[*network] else { continue };
        let is_clear = matches!(of.standing, Standing::Above | Standing::Below);
        let colour = COLOURS[usize::from(is_clear)];
        let (low, high) = ends(of);
        canvas.path(&[(x.at(low), y), (x.at(high), y)], colour, if row == ROW[0] { 2 } else { 1 });
        if row == ROW[0] {
            canvas.mark((x.at(of.mean), y), if is_clear { 3 } else { 0 }, colour);
        } else {
            canvas.path(&[(x.at(of.mean), y - 1), (x.at(of.mean), y + 1)], INK, 2);
        }
    }
}

fn table(inputs: &Inputs<'_>, found: &Found, title: &str) -> Table {
    let mut rows = Vec::new();
    for (change, about) in inputs.request.changes.iter().zip(&found.changes) {
        for (place, network) in about.order.iter().enumerate() {
            let words = match &about.estimates[*network] {
                Some(of) => vec![number(of.mean, &found.by), interval_words(of.bounds, &found.by)],
                None => vec!["–".to_owned()],
            };
            let mut row = Row::new(inputs.names[*network].clone(), vec![words]);
            if place == 0 {
                row.heading.clone_from(&change.title);
            }
            rows.push(row);
        }
    }
    Table {
        caption: title.to_owned(),
        head: vec!["Network".into(), "Difference".into()],
        rows,
        note: String::new(),
    }
}
