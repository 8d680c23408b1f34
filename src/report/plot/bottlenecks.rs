//! The relief of every constraint: bars with their intervals, of one unit more and of full relief.

use super::canvas::{Anchor, COLOURS, Canvas, INK, LABEL, Scale, TOP, draw};
use crate::experiment::bottlenecks::MET;
use crate::experiment::results::Results;
use crate::experiment::study::VariantKind;
use crate::model::relief::{Amount, Relief};
use crate::report::block::Figure;
use crate::report::estimate::{comparisons, yearly};
use crate::report::words::difference_line;
use crate::statistics::interval::MeanInterval;
use crate::text::grid::{Row, Table};
use crate::text::number::signed;

/// Where the names end \[px\].
const NAMES: i32 = 250;
/// Where the bars end and the numbers begin \[px\].
const NUMBERS: i32 = 700;
/// Height of a constraint's row \[px\].
const ROW: i32 = 44;
/// Height of a bar \[px\].
const BAR: i32 = 12;

/// A constraint: its name, with one unit more, fully relieved.
struct Bars {
    name: String,
    effects: [Option<MeanInterval>; 2],
}

/// The relief of every constraint, largest first; `None` if none was relieved fully.
pub fn bottlenecks(results: &Results) -> Option<Figure> {
    let rows = rows(results);
    if rows.is_empty() {
        return None;
    }
    let title = "What would meet more requests, relieved alone";
    let subtitle = "Requests met, more or fewer a year than as it is. Upper bar: one unit more; lower bar: full \
                    relief; line: 95% interval.";
    let description: Vec<String> = rows
        .iter()
        .map(|row| {
            let words = row.effects.map(|of| of.map_or_else(|| "–".into(), difference_line));
            format!("{}: {} with one unit more, {} in full.", row.name, words[0], words[1])
        })
        .collect();
    let description = description.join(" ");
    let height = TOP + rows.len() as i32 * ROW + 50;
    let svg = draw(("bottlenecks", height), (title, subtitle), &description, |canvas| {
        draw_rows(canvas, &rows);
    });
    let cell = |of: Option<MeanInterval>| vec![of.map_or_else(|| "–".into(), difference_line)];
    let table = Table {
        caption: title.into(),
        head: ["Constraint", "One unit more", "Fully"].map(str::to_owned).into(),
        rows: rows
            .iter()
            .map(|row| Row::new(row.name.clone(), row.effects.map(cell).into()))
            .collect(),
        note: String::new(),
    };
    Some(Figure { name: "bottlenecks", title: title.into(), description, svg, narrow: None, table })
}

fn rows(results: &Results) -> Vec<Bars> {
    let title = results.scenarios.first().map_or("", |scenario| scenario.title.as_str());
    let of = |amount: Amount| {
        comparisons(results).filter_map(move |(scenario, _, compared)| match scenario.kind {
            VariantKind::Relieved(Relief { capacity, amount: found }) if found == amount => {
                Some((capacity, scenario, yearly(compared.measure(MET)?, results.weeks)))
            }
            _ => None,
        })
    };
    let mut rows: Vec<Bars> = of(Amount::Full)
        .map(|(capacity, scenario, full)| {
            let one = of(Amount::OneMore).find(|(other, ..)| *other == capacity);
            let name = scenario.title.strip_prefix(title).unwrap_or(&scenario.title);
            let name = name.split(": ").next().unwrap_or(name).trim_start_matches(", ");
            Bars { name: name.to_owned(), effects: [one.and_then(|(.., one)| one), full] }
        })
        .collect();
    let relief = |row: &Bars| row.effects[1].map_or(0.0, |found| found.mean);
    rows.sort_by(|a, b| relief(b).total_cmp(&relief(a)));
    rows
}

fn draw_rows(canvas: &Canvas<'_>, rows: &[Bars]) {
    let ends = |found: MeanInterval| found.bounds().unwrap_or((found.mean, found.mean));
    let all = || rows.iter().flat_map(|row| row.effects).flatten().map(ends);
    let low = all().map(|(low, _)| low).fold(0.0, f64::min);
    let high = all().map(|(_, high)| high).fold(0.0, f64::max);
    let room = 0.04 * (high - low);
    let x = Scale::new((low - room, high + room), (NAMES + 16, NUMBERS - 10));
    let bottom = TOP + rows.len() as i32 * ROW;
    canvas.x_axis(&x, 5.0, (TOP, bottom), signed);
    canvas.quiet("requests met a year", ((NAMES + NUMBERS) / 2, bottom + 34), Anchor::Middle);
    for (index, row) in rows.iter().enumerate() {
        let middle = TOP + index as i32 * ROW + ROW / 2;
        canvas.lines(&row.name, 30, (NAMES, middle), Anchor::End);
        for (number, found) in row.effects.into_iter().enumerate() {
            let Some(found) = found else { continue };
            let y = middle + if number == 0 { -9 } else { 9 };
            let corners = [(x.at(0.0), y - BAR / 2), (x.at(found.mean), y + BAR / 2)];
            canvas.bar(corners, COLOURS[number]);
            if let Some((low, high)) = found.bounds() {
                canvas.path(&[(x.at(low), y), (x.at(high), y)], INK, 2);
            }
            canvas.text(&difference_line(found), (NUMBERS, y), LABEL, Anchor::Start);
        }
    }
}
