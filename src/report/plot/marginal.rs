//! The gain of every next unit: dots with their intervals, largest first.

use super::canvas::{Anchor, COLOURS, Canvas, LABEL, Scale, TOP, draw};
use crate::experiment::marginal::Levels;
use crate::experiment::results::Results;
use crate::report::block::Figure;
use crate::report::marginal::{Found, Standing, found};
use crate::report::words::change_lines;
use crate::scenario::Scenario;
use crate::statistics::interval::MeanInterval;
use crate::text::grid::{Row, Table};

/// Where the names end \[px\].
const NAMES: i32 = 270;
/// Where the dots end and the numbers begin \[px\].
const NUMBERS: i32 = 640;
/// Height of a unit's row \[px\].
const ROW: i32 = 34;

/// The gains; `None` without units with a defined difference.
pub fn marginal(
    results: &Results,
    scenarios: &[Scenario],
    asked: (Levels, &str),
) -> Option<Figure> {
    let (levels, by) = asked;
    let found = found(results, scenarios.first()?, levels, by)?;
    let rows: Vec<(usize, MeanInterval)> = (0..found.units.len())
        .filter_map(|index| Some((index, found.units[index].differences[found.by]?)))
        .collect();
    if rows.is_empty() {
        return None;
    }
    let judged = found.judged();
    let per = if judged.is_flow { ", a year" } else { "" };
    let title = format!("{}: what the next unit of each changes", found.words[found.by]);
    let subtitle = format!(
        "Difference from the scenario as it is in {}{per}; {} is better. A post is of {} WTE. Line: 95% \
         interval, all together. Diamond: the best, or cannot be told from it.",
        judged.unit,
        if judged.less { "less" } else { "more" },
        found.post
    );
    let lines = |of: MeanInterval| change_lines(judged.unit, of).into_iter().take(2).collect();
    let words = |of: MeanInterval| -> String {
        let lines: Vec<String> = lines(of);
        lines.join(" ")
    };
    let description: Vec<String> = rows
        .iter()
        .map(|(index, of)| format!("{}: {}.", found.units[*index].words, words(*of)))
        .collect();
    let description = description.join(" ");
    let height = TOP + rows.len() as i32 * ROW + 50;
    let svg = draw(("marginal", height), (&title, &subtitle), &description, |canvas| {
        draw_rows(canvas, &found, &rows, &words);
    });
    let table = Table {
        caption: title.clone(),
        head: vec!["Next unit".into(), "Difference".into()],
        rows: rows
            .iter()
            .map(|(index, of)| Row::new(found.units[*index].words.clone(), vec![lines(*of)]))
            .collect(),
        note: String::new(),
    };
    Some(Figure { name: "marginal", title, description, svg, narrow: None, table })
}

fn draw_rows(
    canvas: &Canvas<'_>,
    found: &Found,
    rows: &[(usize, MeanInterval)],
    words: &dyn Fn(MeanInterval) -> String,
) {
    let ends = |of: &MeanInterval| of.bounds().unwrap_or((of.mean, of.mean));
    let low = rows.iter().map(|(_, of)| ends(of).0).fold(0.0, f64::min);
    let high = rows.iter().map(|(_, of)| ends(of).1).fold(0.0, f64::max);
    let room = 0.04 * (high - low);
    let x = Scale::new((low - room, high + room), (NAMES + 16, NUMBERS - 10));
    let bottom = TOP + rows.len() as i32 * ROW;
    canvas.x_axis(&x, 5.0, (TOP, bottom), super::tick_label);
    for (place, (index, of)) in rows.iter().enumerate() {
        let (unit, y) = (&found.units[*index], TOP + place as i32 * ROW + ROW / 2);
        let leads = matches!(unit.standing, Standing::Best | Standing::MayBeBest);
        let colour = COLOURS[usize::from(leads)];
        canvas.lines(&unit.title, 34, (NAMES, y), Anchor::End);
        if let Some((low, high)) = of.bounds() {
            canvas.path(&[(x.at(low), y), (x.at(high), y)], colour, 2);
            for end in [low, high] {
                canvas.path(&[(x.at(end), y - 5), (x.at(end), y + 5)], colour, 2);
            }
        }
        canvas.mark((x.at(of.mean), y), if leads { 3 } else { 0 }, colour);
        canvas.text(&words(*of), (NUMBERS, y), LABEL, Anchor::Start);
    }
}
