//! What it is worth to know each table and parameter: bars, with the smallest value that can be told from none.

use super::canvas::{Anchor, COLOURS, Canvas, GRID, INK, LABEL, Scale, TOP, draw};
use crate::report::block::Figure;
use crate::report::information::Told;
use crate::scenario::key_words::in_words;
use crate::text::grid::{Row, Table};
use crate::text::number::whole;
use crate::uncertainty::worth::{Family, Item, SHOWN};

/// Where the names end \[px\].
const NAMES: i32 = 290;
/// Where the bars end and the numbers begin \[px\].
const NUMBERS: i32 = 640;
/// Height of a row \[px\].
const ROW: i32 = 28;
/// Height of a bar \[px\].
const BAR: i32 = 14;
/// Height of the heading of a kind \[px\].
const HEADING: i32 = 34;

/// The values of tables and of parameters; `None` if nothing is worth knowing.
pub fn information(told: &Told<'_>) -> Option<Figure> {
    let worth = &told.found.worth;
    let kinds = [("Tables", &worth.groups), ("Parameters", &worth.parameters)];
    if worth.is_settled() || kinds.iter().all(|(_, family)| family.items.is_empty()) {
        return None;
    }
    let title = "What to measure first";
    let subtitle = format!(
        "What the choice between the options would gain by knowing it, in {} a year. Knowing everything: {}. Line: \
         95% interval. Dashes: the smallest value that can be told from none; bars that do not reach it are pale.",
        told.words(),
        whole(worth.perfect)
    );
    let rows = kinds.iter().map(|(_, family)| family.items.len().min(SHOWN) as i32).sum::<i32>();
    let height = TOP + rows * ROW + 2 * HEADING + 50;
    let sentence = |family: &Family, item: &Item| {
        let is_told = if item.value > family.least { "" } else { ", not told from none" };
        format!("{}: {}{is_told}.", in_words(&item.name), words(item))
    };
    let description: Vec<String> = kinds
        .iter()
        .flat_map(|(_, family)| family.items.iter().take(SHOWN).map(|item| sentence(family, item)))
        .collect();
    let description = description.join(" ");
    let svg = draw(("information", height), (title, &subtitle), &description, |canvas| {
        draw_kinds(canvas, &kinds);
    });
    let rows = kinds.iter().flat_map(|(kind, family)| {
        family.items.iter().take(SHOWN).enumerate().map(move |(place, item)| Row {
            heading: if place == 0 { (*kind).to_owned() } else { String::new() },
            ..Row::new(in_words(&item.name), vec![vec![words(item)], vec![whole(family.least)]])
        })
    });
    let table = Table {
        caption: title.into(),
        head: vec![String::new(), "Value".into(), "Smallest told from none".into()],
        rows: rows.collect(),
        note: String::new(),
    };
    Some(Figure { name: "information", title: title.into(), description, svg, narrow: None, table })
}

fn words(item: &Item) -> String {
    let interval = item.interval.map(|(low, high)| format!(" ({} to {})", whole(low), whole(high)));
    whole(item.value) + &interval.unwrap_or_default()
}

fn draw_kinds(canvas: &Canvas<'_>, kinds: &[(&str, &Family)]) {
    let shown = || kinds.iter().flat_map(|(_, family)| family.items.iter().take(SHOWN));
    let ends = shown().map(|item| item.interval.map_or(item.value, |(_, high)| high));
    let least = kinds.iter().map(|(_, family)| family.least).filter(|least| least.is_finite());
    let most = ends.chain(least).fold(0.0, f64::max);
    let x = Scale::new((0.0, 1.04 * most), (NAMES + 16, NUMBERS - 10));
    let mut y = TOP;
    for (kind, family) in kinds {
        canvas.bold(kind, (24, y + HEADING / 2), LABEL, Anchor::Start);
        let from = y + HEADING;
        y = from + family.items.len().min(SHOWN) as i32 * ROW;
        for tick in x.ticks(5.0) {
            let colour = if tick == 0.0 { INK } else { GRID };
            canvas.path(&[(x.at(tick), from), (x.at(tick), y)], colour, 1);
        }
        for (place, item) in family.items.iter().take(SHOWN).enumerate() {
            draw_item(canvas, &x, from + place as i32 * ROW + ROW / 2, (family, item));
        }
        if family.least.is_finite() {
            let at = x.at(family.least);
            for dash in (from..y).step_by(8) {
                canvas.path(&[(at, dash), (at, (dash + 5).min(y))], COLOURS[2], 2);
            }
        }
    }
    for tick in x.ticks(5.0) {
        canvas.quiet(
            &super::tick_label(tick).replace('+', ""),
            (x.at(tick), y + 14),
            Anchor::Middle,
        );
    }
}

fn draw_item(canvas: &Canvas<'_>, x: &Scale, y: i32, (family, item): (&Family, &Item)) {
    let is_told = item.value > family.least;
    let colour = if is_told { COLOURS[0] } else { COLOURS[0].tinted(0.35) };
    canvas.lines(&in_words(&item.name), 40, (NAMES, y), Anchor::End);
    canvas.bar([(x.at(0.0), y - BAR / 2), (x.at(item.value), y + BAR / 2)], colour);
    if let Some((low, high)) = item.interval {
        canvas.path(&[(x.at(low), y), (x.at(high), y)], INK, 2);
    }
    canvas.text(&words(item), (NUMBERS, y), LABEL, Anchor::Start);
}
