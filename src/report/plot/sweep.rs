//! The points of a sweep: a heat map for a grid of two levers, otherwise a line or dots for each lever.

use super::canvas::{Anchor, COLOURS, Canvas, GRID, INK, LABEL, RIGHT, Scale, TOP, draw};
use crate::experiment::results::Results;
use crate::experiment::sweep::Arrangement;
use crate::report::block::Figure;
use crate::report::estimate::includes_zero;
use crate::report::sweep::{Judged, Plan, Point, found};
use crate::report::words::change_lines;
use crate::scenario::vary::Setting;
use crate::statistics::interval::{CONFIDENCE, MeanInterval, mean, mean_interval};
use crate::text::grid::{Row, Table};

/// Where the drawing begins, right of the labels \[px\].
const LEFT: i32 = 120;
/// Height of a row of a heat map \[px\].
const ROW: i32 = 48;
/// Height of a panel, without its axis \[px\].
const PANEL: i32 = 190;
/// Height of an axis with its labels and the title of the next panel \[px\].
const AXIS: i32 = 74;
/// The most rows and columns of a heat map.
const MOST_CELLS: usize = 24;
/// The most panels.
const MOST_PANELS: usize = 6;
/// The most values of a lever over which points are averaged.
const MOST_MEANS: usize = 25;
/// The width that a cell needs for a number with its interval, and for a number \[px\].
const WIDE: [i32; 2] = [64, 46];
/// The strongest tint: text on it is still read.
const STRONGEST: f64 = 0.45;

/// The differences of `measure` from the scenario as it is; `None` if no point has one.
pub fn sweep(plan: &Plan, measure: &str, results: &Results) -> Option<Figure> {
    let judged = Judged::of(measure)?;
    let points = found(plan, results);
    let effects: Vec<(usize, MeanInterval)> = points
        .iter()
        .filter_map(|point| Some((point.index, point.difference(judged.name, results.weeks)?)))
        .collect();
    if effects.is_empty() {
        return None;
    }
    let per = if judged.is_flow { ", a year" } else { "" };
    let words = judged.words();
    let title = format!("{}{}", words[..1].to_uppercase(), &words[1..]);
    let title = format!("{title}: each point against the scenario as it is");
    let lines = |effect: MeanInterval| change_lines(judged.unit, effect);
    let description: Vec<String> = effects
        .iter()
        .map(|(index, effect)| format!("{}: {}.", plan.title(*index), lines(*effect).join(" ")))
        .collect();
    let description = description.join(" ");
    let svg = match map_of(plan, &effects) {
        Some(map) => {
            let subtitle = format!(
                "Difference in {}{per}, with half the width of its 95% interval. Bold: clear; grey: may be \
                 zero. {}{}",
                judged.unit,
                if judged.less {
                    "Blue: fewer, which is better."
                } else {
                    "Blue: more, which is better."
                },
                if effects.iter().any(|(index, _)| plan.is_as_stated(*index)) {
                    " Frame: the scenario as it is."
                } else {
                    ""
                }
            );
            let height = TOP + 20 + map.rows.len() as i32 * ROW + 60;
            draw(("sweep", height), (&title, &subtitle), &description, |canvas| {
                draw_map(canvas, plan, &map, &judged);
            })
        }
        None => {
            let panels = panels(plan, &judged, (&points, &effects), results);
            let subtitle = format!(
                "Difference in {}{per}. Dot: mean; line: 95% interval.{}",
                judged.unit,
                note(plan, panels.len())
            );
            let height = TOP + panels.len() as i32 * (PANEL + AXIS) + 10;
            draw(("sweep", height), (&title, &subtitle), &description, |canvas| {
                draw_panels(canvas, plan, &panels);
            })
        }
    };
    let table = Table {
        caption: title.clone(),
        head: vec!["Point".into(), "Difference".into()],
        rows: effects
            .iter()
            .map(|(index, effect)| Row::new(plan.title(*index), vec![lines(*effect)]))
            .collect(),
        note: String::new(),
    };
    Some(Figure { name: "sweep", title, description, svg, narrow: None, table })
}

fn note(plan: &Plan, panels: usize) -> String {
    let mut text = match plan.arrangement {
        _ if plan.varied.len() == 1 => String::new(),
        Arrangement::OneAtATime => " The other levers stay as they are.".to_owned(),
        Arrangement::Grid => {
            " Each dot is the mean over the values of the other levers.".to_owned()
        }
        _ => " Every point, whatever its other levers.".to_owned(),
    };
    if panels < plan.varied.len() {
        text.push_str(&format!(" The first {panels} of {} levers.", plan.varied.len()));
    }
    text
}

/// A cell: its point, and its difference if it has one.
type Cell = Option<(usize, MeanInterval)>;

/// A grid of two levers.
struct Map {
    /// The levers of columns and rows.
    levers: [usize; 2],
    columns: Vec<Setting>,
    rows: Vec<Setting>,
    /// By row, then column.
    cells: Vec<Vec<Cell>>,
}

/// The values that a lever has, in their order.
fn values_of(plan: &Plan, lever: usize) -> Vec<Setting> {
    let mut all: Vec<Setting> = Vec::new();
    for setting in plan.points.iter().filter_map(|point| point[lever].clone()) {
        if !all.contains(&setting) {
            all.push(setting);
        }
    }
    if plan.varied[lever].is_number() {
        let number = |setting: &Setting| setting.number().unwrap_or_default();
        all.sort_by(|a, b| number(a).total_cmp(&number(b)));
    }
    all
}

fn map_of(plan: &Plan, effects: &[(usize, MeanInterval)]) -> Option<Map> {
    if plan.arrangement != Arrangement::Grid || plan.varied.len() != 2 {
        return None;
    }
    let lengths = [0, 1].map(|lever| values_of(plan, lever).len());
    if lengths.iter().any(|length| !(2..=MOST_CELLS).contains(length)) {
        return None;
    }
    // The shorter list is that of the columns, which have less space than rows.
    let levers = if lengths[0] < lengths[1] { [0, 1] } else { [1, 0] };
    let [columns, rows] = levers.map(|lever| values_of(plan, lever));
    let cell = |row: &Setting, column: &Setting| {
        effects.iter().copied().find(|(index, _)| {
            let point = &plan.points[*index];
            point[levers[0]].as_ref() == Some(column) && point[levers[1]].as_ref() == Some(row)
        })
    };
    let cells = rows.iter().map(|row| columns.iter().map(|column| cell(row, column)).collect());
    let cells = cells.collect();
    Some(Map { levers, columns, rows, cells })
}

fn draw_map(canvas: &Canvas<'_>, plan: &Plan, map: &Map, judged: &Judged) {
    let most = map.cells.iter().flatten().flatten().map(|(_, effect)| effect.mean.abs());
    let most = most.fold(0.0, f64::max);
    let top = TOP + 20;
    let wide = (RIGHT - LEFT) / map.columns.len() as i32;
    canvas.bold(&plan.names[map.levers[1]], (24, top - 10), LABEL, Anchor::Start);
    // The largest value is at the top, as on an axis.
    for (row, (setting, cells)) in map.rows.iter().zip(&map.cells).rev().enumerate() {
        let y = top + row as i32 * ROW;
        canvas.quiet(&setting.to_string(), (LEFT - 10, y + ROW / 2), Anchor::End);
        for (column, cell) in cells.iter().enumerate() {
            let Some((index, effect)) = cell else { continue };
            let x = LEFT + column as i32 * wide;
            let is_better = (effect.mean < 0.0) == judged.less;
            let share = if most > 0.0 { STRONGEST * effect.mean.abs() / most } else { 0.0 };
            let colour = COLOURS[if is_better { 0 } else { 3 }].tinted(share);
            let corners = [(x + 1, y + 1), (x + wide - 1, y + ROW - 1)];
            canvas.bar(corners, colour);
            if plan.is_as_stated(*index) {
                let [(x, y), (to_x, to_y)] = corners;
                canvas.path(&[(x, y), (to_x, y), (to_x, to_y), (x, to_y), (x, y)], INK, 2);
            }
            write_cell(canvas, judged, *effect, (x + wide / 2, y + ROW / 2, wide));
        }
    }
    let bottom = top + map.rows.len() as i32 * ROW;
    for (column, setting) in map.columns.iter().enumerate() {
        let x = LEFT + column as i32 * wide + wide / 2;
        canvas.quiet(&setting.to_string(), (x, bottom + 14), Anchor::Middle);
    }
    canvas.bold(
        &plan.names[map.levers[0]],
        ((LEFT + RIGHT) / 2, bottom + 38),
        LABEL,
        Anchor::Middle,
    );
}

/// The number in a cell, and half the width of its interval where there is space for it.
fn write_cell(
    canvas: &Canvas<'_>,
    judged: &Judged,
    effect: MeanInterval,
    (x, y, wide): (i32, i32, i32),
) {
    if wide < WIDE[1] {
        if includes_zero(effect) {
            canvas.quiet("?", (x, y), Anchor::Middle);
        }
        return;
    }
    let number = change_lines(judged.unit, effect)[0].replace(" points", "");
    let half = effect.half_width.filter(|half| wide >= WIDE[0] && *half > 0.0).map(|half| {
        let only = MeanInterval { mean: half, half_width: None };
        change_lines(judged.unit, only)[0].replace(" points", "").replace('+', "±")
    });
    let at = if half.is_some() { y - 9 } else { y };
    if includes_zero(effect) {
        canvas.quiet(&number, (x, at), Anchor::Middle);
    } else {
        canvas.bold(&number, (x, at), LABEL, Anchor::Middle);
    }
    if let Some(half) = half {
        canvas.text(&half, (x, y + 9), LABEL, Anchor::Middle);
    }
}

/// One lever and the differences at its values.
struct Panel {
    lever: usize,
    /// Each value, as a place on the axis, and the difference there.
    dots: Vec<(f64, MeanInterval)>,
    /// The words at places of the axis, if values are no numbers.
    words: Vec<String>,
    is_line: bool,
}

fn panels(
    plan: &Plan,
    judged: &Judged,
    (points, effects): (&[Point<'_>], &[(usize, MeanInterval)]),
    results: &Results,
) -> Vec<Panel> {
    let of = |lever: usize| {
        let values = values_of(plan, lever);
        let is_number = plan.varied[lever].is_number();
        let place = |setting: &Setting| {
            let position = values.iter().position(|other| other == setting).unwrap_or_default();
            setting.number().filter(|_| is_number).unwrap_or(position as f64)
        };
        let is_alone = |index: usize| {
            let others = (0..plan.varied.len()).filter(|other| *other != lever);
            others.clone().all(|other| plan.points[index][other] == plan.varied[other].stated)
        };
        let is_one = plan.varied.len() == 1 || plan.arrangement == Arrangement::OneAtATime;
        let is_averaged = plan.arrangement == Arrangement::Grid
            && !is_one
            && values.len() <= MOST_MEANS
            && values.len() < plan.points.len();
        let mut dots: Vec<(f64, MeanInterval)> = if is_averaged {
            let mean = |value: &Setting| {
                Some((place(value), averaged(plan, judged, points, (lever, value), results.weeks)?))
            };
            values.iter().filter_map(mean).collect()
        } else {
            let wanted = effects.iter().filter(|(index, _)| !is_one || is_alone(*index));
            wanted
                .filter_map(|(index, effect)| {
                    Some((place(plan.points[*index][lever].as_ref()?), *effect))
                })
                .collect()
        };
        dots.sort_by(|a, b| a.0.total_cmp(&b.0));
        let words = values.iter().filter(|_| !is_number).map(ToString::to_string).collect();
        Panel { lever, dots, words, is_line: is_number && (is_one || is_averaged) }
    };
    (0..plan.varied.len().min(MOST_PANELS)).map(of).collect()
}

/// The mean difference of all points at which a lever has a value: averaged within each replication, whose
/// points belong together.
fn averaged(
    plan: &Plan,
    judged: &Judged,
    points: &[Point<'_>],
    (lever, value): (usize, &Setting),
    weeks: u32,
) -> Option<MeanInterval> {
    let at = points.iter().filter(|point| plan.points[point.index][lever].as_ref() == Some(value));
    let series: Vec<_> =
        at.map(|point| point.compared.measure(judged.name)).collect::<Option<_>>()?;
    let first = series.first()?;
    let by_replication = |replication: usize| {
        let values = series.iter().map(|series| *series.values.get(replication)?);
        values.collect::<Option<Vec<f64>>>().map(|values| mean(&values))
    };
    let means: Vec<f64> = (0..first.values.len()).map(by_replication).collect::<Option<_>>()?;
    let found = mean_interval(&means, CONFIDENCE)?;
    let factor = first.kind.to_a_year(weeks);
    let half_width = found.half_width.map(|half| half * factor);
    Some(MeanInterval { mean: found.mean * factor, half_width })
}

fn draw_panels(canvas: &Canvas<'_>, plan: &Plan, panels: &[Panel]) {
    let ends = |found: &MeanInterval| found.bounds().unwrap_or((found.mean, found.mean));
    let all = || panels.iter().flat_map(|panel| &panel.dots).map(|(_, found)| ends(found));
    let low = all().map(|(low, _)| low).fold(0.0, f64::min);
    let high = all().map(|(_, high)| high).fold(0.0, f64::max);
    let room = 0.05 * (high - low);
    for (number, panel) in panels.iter().enumerate() {
        let top = TOP + 14 + number as i32 * (PANEL + AXIS);
        let y = Scale::new((low - room, high + room), (top + PANEL, top));
        draw_panel(canvas, plan, panel, (&y, top + PANEL));
    }
}

fn draw_panel(canvas: &Canvas<'_>, plan: &Plan, panel: &Panel, (y, bottom): (&Scale, i32)) {
    canvas.y_axis(y, 5.0, (LEFT, RIGHT), super::tick_label);
    let stated = plan.varied[panel.lever].stated.as_ref();
    let own = stated.and_then(Setting::number).filter(|_| panel.words.is_empty());
    let places = panel.dots.iter().map(|(place, _)| *place);
    let low = places.clone().fold(f64::INFINITY, f64::min);
    let high = places.fold(f64::NEG_INFINITY, f64::max);
    let room = if high > low { 0.04 * (high - low) } else { 0.5 };
    let x = Scale::new((low - room, high + room), (LEFT, RIGHT));
    if panel.words.is_empty() {
        for tick in x.ticks(8.0) {
            let text = ((tick * 1e6).round() / 1e6).to_string();
            canvas.quiet(&text, (x.at(tick), bottom + 14), Anchor::Middle);
        }
    }
    for (place, word) in panel.words.iter().enumerate() {
        canvas.quiet(word, (x.at(place as f64), bottom + 14), Anchor::Middle);
    }
    if let Some(own) = own.filter(|own| (low..=high).contains(own)) {
        canvas.path(&[(x.at(own), bottom - PANEL), (x.at(own), bottom)], GRID, 2);
        canvas.quiet("as it is", (x.at(own), bottom - PANEL - 6), Anchor::Middle);
    }
    let minutes = if matches!(stated, Some(Setting::Minutes(_))) { " [min]" } else { "" };
    let name = format!("{}{minutes}", plan.names[panel.lever]);
    canvas.bold(&name, ((LEFT + RIGHT) / 2, bottom + 36), LABEL, Anchor::Middle);
    if panel.is_line {
        let line: Vec<(i32, i32)> =
            panel.dots.iter().map(|(place, found)| (x.at(*place), y.at(found.mean))).collect();
        canvas.path(&line, COLOURS[0], 2);
    }
    for (place, found) in &panel.dots {
        let at = x.at(*place);
        if let Some((low, high)) = found.bounds() {
            canvas.path(&[(at, y.at(low)), (at, y.at(high))], COLOURS[0], 2);
            for end in [low, high] {
                canvas.path(&[(at - 5, y.at(end)), (at + 5, y.at(end))], COLOURS[0], 2);
            }
        }
        canvas.mark((at, y.at(found.mean)), 0, COLOURS[0]);
    }
}
