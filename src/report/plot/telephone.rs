//! The wait of callers during a Monday: one line for each scenario.

use super::canvas::{
    Anchor, COLOURS, Canvas, GRID, LABEL, NARROW, Narrow, RIGHT, Scale, TOP, draw, draw_narrow,
    half_hour, up_to_tick,
};
use crate::experiment::results::{Results, ScenarioResults};
use crate::report::block::Figure;
use crate::report::estimate::main_comparisons;
use crate::report::words::short;
use crate::text::grid::{Row, Table};

/// The hour at which the profile begins.
const OPENS: usize = 8;
/// The maximum number of lines that a reader can follow.
const LINES: usize = 4;
/// Waits that never differ by more than this count as the same line \[min\].
const SAME_MIN: f64 = 0.2;
/// Height of the panel \[px\].
const PANEL: i32 = 250;
const LEFT: i32 = 72;

/// A line: its name, and the mean wait by half hour \[min\].
type Line<'t> = (&'t str, &'t [Option<f64>]);

/// Mean waits on the telephone on Mondays; `None` if nobody called.
pub fn telephone(results: &Results) -> Option<Figure> {
    let baseline = results.scenarios.first()?;
    let waits = &baseline.profiles.monday_wait_min;
    let longest = |(index, wait): (usize, &Option<f64>)| wait.map(|wait| (index, wait));
    let (peak, wait) =
        waits.iter().enumerate().filter_map(longest).max_by(|a, b| a.1.total_cmp(&b.1))?;
    let lines = lines(results, baseline);
    let title =
        format!("Monday callers at {} wait {wait:.0} minutes in the queue", half_hour(OPENS, peak));
    let left_out = main_comparisons(results).count() + 1 - lines.len();
    let mut subtitle =
        "Mean wait of callers who join the telephone queue on a Monday, by half hour".to_owned();
    if left_out > 0 {
        let more = "Changes that differ less from the baseline are omitted.";
        subtitle = format!("{subtitle}. {more}");
    }
    let description = lines
        .iter()
        .filter_map(|(name, waits)| {
            let most = waits.iter().flatten().copied().reduce(f64::max)?;
            Some(format!("{name}: at most {most:.1} minutes."))
        })
        .collect::<Vec<_>>()
        .join(" ");
    let panel_top = TOP + 8 + 22 * lines.len() as i32;
    let height = panel_top + PANEL + 64;
    let svg = draw(("telephone", height), (&title, &subtitle), &description, |canvas| {
        draw_lines(
            canvas,
            &lines,
            TOP + 10,
            Frame { left: LEFT, right: RIGHT, top: panel_top, hours: 1 },
        );
    });
    let words =
        Narrow { name: "telephone", title: &title, subtitle: &subtitle, description: &description };
    let legend = 8 + 22 * lines.len() as i32;
    let narrow = draw_narrow(words, legend + PANEL + 64, |canvas, top| {
        let frame = Frame { left: 56, right: NARROW - 14, top: top + legend, hours: 2 };
        draw_lines(canvas, &lines, top + 4, frame);
    });
    let table = table(&lines);
    Some(Figure { name: "telephone", title, description, svg, narrow: Some(narrow), table })
}

/// The baseline and the scenarios that differ most from it, in their order.
fn lines<'t>(results: &'t Results, baseline: &'t ScenarioResults) -> Vec<Line<'t>> {
    let base = &baseline.profiles.monday_wait_min;
    let distance = |scenario: &ScenarioResults| {
        let waits = scenario.profiles.monday_wait_min.iter().zip(base);
        let apart = |(a, b): (&Option<f64>, &Option<f64>)| Some(((*a)? - (*b)?).abs());
        waits.filter_map(apart).fold(0.0, f64::max)
    };
    let mut others: Vec<_> = main_comparisons(results)
        .map(|(scenario, _)| scenario)
        .filter(|scenario| distance(scenario) > SAME_MIN)
        .enumerate()
        .collect();
    others.sort_by(|a, b| distance(b.1).total_cmp(&distance(a.1)));
    others.truncate(LINES - 1);
    others.sort_by_key(|(index, _)| *index);
    let line = |(_, scenario): (usize, &'t ScenarioResults)| {
        (scenario.title.as_str(), scenario.profiles.monday_wait_min.as_slice())
    };
    std::iter::once(("Baseline", base.as_slice())).chain(others.into_iter().map(line)).collect()
}

/// Where lines are drawn \[px\], and every how many hours the axis has a label.
#[derive(Clone, Copy)]
struct Frame {
    left: i32,
    right: i32,
    top: i32,
    hours: usize,
}

fn draw_lines(canvas: &Canvas, lines: &[Line], legend: i32, frame: Frame) {
    let Frame { left, right, top, hours } = frame;
    let slots = lines.iter().map(|(_, waits)| waits.len()).max().unwrap_or(0);
    let most = lines.iter().flat_map(|line| line.1).flatten().copied().fold(1.0, f64::max);
    let bottom = top + PANEL;
    let x = Scale::new((0.0, slots as f64), (left, right));
    let y = Scale::new((0.0, up_to_tick(most, 5.0)), (bottom, top + 8));
    canvas.y_axis(&y, 5.0, (left, right), |wait| format!("{wait:.0} min"));
    for slot in (0..slots).step_by(2 * hours) {
        let at = x.at(slot as f64);
        canvas.path(&[(at, bottom), (at, bottom + 5)], GRID, 1);
        canvas.quiet(&half_hour(OPENS, slot), (at, bottom + 18), Anchor::Middle);
    }
    let middle = (left + right) / 2;
    canvas.quiet("time of joining the queue, Mondays", (middle, bottom + 42), Anchor::Middle);
    for (kind, (name, waits)) in lines.iter().enumerate() {
        let colour = COLOURS[kind % COLOURS.len()];
        let points: Vec<_> = waits
            .iter()
            .enumerate()
            .map(|(slot, wait)| wait.map(|wait| (x.at(slot as f64 + 0.5), y.at(wait))))
            .collect();
        for run in points.split(Option::is_none) {
            let run: Vec<_> = run.iter().flatten().copied().collect();
            canvas.path(&run, colour, 2);
            run.iter().for_each(|point| canvas.mark(*point, kind, colour));
        }
        let row = legend + 22 * kind as i32;
        canvas.path(&[(left, row), (left + 28, row)], colour, 2);
        canvas.mark((left + 14, row), kind, colour);
        canvas.text(&short(name, 52), (left + 38, row), LABEL, Anchor::Start);
    }
}

fn table(lines: &[Line]) -> Table {
    let slots = lines.iter().map(|(_, waits)| waits.len()).max().unwrap_or(0);
    let cell = |waits: &[Option<f64>], slot: usize| {
        let wait = waits.get(slot).copied().flatten();
        vec![wait.map_or_else(|| "no calls".to_owned(), |wait| format!("{wait:.1}"))]
    };
    let row = |slot| {
        let cells = lines.iter().map(|(_, waits)| cell(waits, slot)).collect();
        Row::new(half_hour(OPENS, slot), cells)
    };
    Table {
        caption: "Mean wait of callers on Mondays by half hour, in minutes".into(),
        head: std::iter::once("From")
            .chain(lines.iter().map(|line| line.0))
            .map(String::from)
            .collect(),
        rows: (0..slots).map(row).collect(),
        note: String::new(),
    }
}
