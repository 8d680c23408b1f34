//! What the next post and the next room gain as staff grows: two lines with their intervals, and the switch point.

use super::canvas::{Anchor, COLOURS, Canvas, INK, LABEL, RIGHT, Scale, TOP, draw};
use crate::experiment::marginal::{Finding, Levels};
use crate::experiment::results::Results;
use crate::report::block::Figure;
use crate::report::marginal::{Place, Shown, shown};
use crate::scenario::Scenario;
use crate::statistics::interval::MeanInterval;
use crate::text::number::signed;

/// Where the drawing begins, right of the labels \[px\].
const LEFT: i32 = 90;
/// Where lines end and their names begin \[px\].
const NAMES: i32 = RIGHT - 120;
/// Height of the drawing without its axis \[px\].
const PANEL: i32 = 320;

/// The gains of post and room by level of staff; `None` without levels.
pub fn switch(results: &Results, scenarios: &[Scenario], asked: (Levels, &str)) -> Option<Figure> {
    let (levels, by) = asked;
    let shown = shown(results, scenarios.first()?, levels, by)?;
    let words = shown.judged.words();
    let title = format!("Next post or next room, as staff of {} grows", shown.role.1);
    let per = if shown.judged.is_flow { " a year" } else { "" };
    let better = if shown.judged.less { "fewer" } else { "more" };
    let subtitle = format!(
        "Gain in {words}{per} ({better} is better) of the next post of {} WTE and of the next room. Thin lines: \
         95% intervals, all together. {}",
        shown.post,
        match shown.switch.finding {
            Finding::Clear => "Grey: 95% interval of the switch point.",
            Finding::Unclear => "No switch point is shown clearly; grey: its 95% interval.",
            _ => "There is no switch point within these levels.",
        }
    );
    let value = |found: MeanInterval| signed(found.mean);
    let place = |place: &Place| {
        format!("At +{} WTE: post {}, room {}.", place.wte, value(place.post), value(place.room))
    };
    let mut description: Vec<String> = shown.places.iter().map(place).collect();
    description.push(shown.sentence());
    let description = description.join(" ");
    let height = TOP + PANEL + 76;
    let svg = draw(("switch", height), (&title, &subtitle), &description, |canvas| {
        draw_lines(canvas, &shown);
    });
    Some(Figure { name: "switch", title, description, svg, narrow: None, table: shown.table() })
}

fn draw_lines(canvas: &Canvas<'_>, shown: &Shown) {
    let (top, bottom) = (TOP + 24, TOP + 24 + PANEL);
    let ends = |found: MeanInterval| found.bounds().unwrap_or((found.mean, found.mean));
    let all = || shown.places.iter().flat_map(|place| [place.post, place.room]).map(ends);
    let low = all().map(|(low, _)| low).fold(0.0, f64::min);
    let high = all().map(|(_, high)| high).fold(0.0, f64::max);
    let room = 0.04 * (high - low);
    let y = Scale::new((low - room, high + room), (bottom, top));
    let last = shown.last();
    let x = Scale::new((0.0, last.max(shown.post)), (LEFT, NAMES));
    if matches!(shown.switch.finding, Finding::Clear | Finding::Unclear) {
        let (from, to) = shown.switch.interval.unwrap_or_default();
        let corners = [(x.at(from.unwrap_or(last)), top), (x.at(to.unwrap_or(last)), bottom)];
        canvas.bar(corners, INK.tinted(0.12));
    }
    let of = |kind: usize, place: &Place| if kind == 0 { place.post } else { place.room };
    for (kind, colour) in COLOURS.iter().take(2).enumerate() {
        let edge = |at: &dyn Fn(MeanInterval) -> f64| -> Vec<(i32, i32)> {
            let point = |place: &Place| (x.at(place.wte), y.at(at(of(kind, place))));
            shown.places.iter().map(point).collect()
        };
        // Two edges, not an area: the other line and the grid stay visible.
        canvas.path(&edge(&|found| ends(found).0), colour.tinted(0.5), 1);
        canvas.path(&edge(&|found| ends(found).1), colour.tinted(0.5), 1);
    }
    canvas.y_axis(&y, 6.0, (LEFT, NAMES), super::tick_label);
    let end = |kind: usize| shown.places.last().map_or(0.0, |place| of(kind, place).mean);
    for (kind, name) in ["next post", "next room"].into_iter().enumerate() {
        let point = |place: &Place| (x.at(place.wte), y.at(of(kind, place).mean));
        let points: Vec<(i32, i32)> = shown.places.iter().map(point).collect();
        canvas.path(&points, COLOURS[kind], 2);
        points.iter().for_each(|point| canvas.mark(*point, kind, COLOURS[kind]));
        // Names that would overlap move apart.
        let (own, other) = (y.at(end(kind)), y.at(end(1 - kind)));
        let is_upper = own < other || own == other && kind == 0;
        let apart = if (own - other).abs() < 18 { 9 } else { 0 };
        let at = own + if is_upper { -apart } else { apart };
        canvas.bold(name, (NAMES + 12, at), LABEL, Anchor::Start);
    }
    for tick in x.ticks(8.0) {
        let text = ((tick * 1e6).round() / 1e6).to_string();
        canvas.quiet(&text, (x.at(tick), bottom + 14), Anchor::Middle);
    }
    let name = format!("{}: WTE more than as it is", shown.role.1);
    canvas.bold(&name, ((LEFT + NAMES) / 2, bottom + 36), LABEL, Anchor::Middle);
    if let Some(at) = shown.switch.at.filter(|_| shown.switch.finding == Finding::Clear) {
        canvas.path(&[(x.at(at), top), (x.at(at), bottom)], INK, 2);
        let text = format!("switch point {at:.1} WTE ({})", shown.interval().unwrap_or_default());
        let anchor = if at < last / 2.0 { Anchor::Start } else { Anchor::End };
        canvas.bold(&text, (x.at(at), top - 10), LABEL, anchor);
    }
}
