//! A fitted network: published and simulated shares side by side.

use super::canvas::{Anchor, COLOURS, Canvas, RIGHT, Scale, TOP, draw};
use crate::fitting::figures::{ALL, Tolerance};
use crate::report::block::Figure;
use crate::report::network::subject::Told;
use crate::text::grid::{Row, Table};

/// Where the names end \[px\].
const NAMES: i32 = 270;
/// Height of a row \[px\].
const ROW: i32 = 26;

/// A share: its name, published, simulated, and whether the fit saw it.
struct Share {
    name: String,
    published: f64,
    simulated: f64,
}

/// The shares; `None` if none is published.
pub fn shares(told: &Told<'_>) -> Option<Figure> {
    let known = ALL.iter().enumerate().filter_map(|(index, figure)| {
        let is_share = matches!(figure.tolerance, Tolerance::Share(_));
        let published = told.observed.values[index].filter(|_| is_share)?;
        let held = if figure.is_shown { "" } else { " (held back)" };
        let name = format!("{}{held}", figure.title);
        Some(Share { name, published, simulated: told.found.checked[0][index]? })
    });
    let rows: Vec<Share> = known.collect();
    if rows.is_empty() {
        return None;
    }
    let title = format!("{}: published and simulated shares", told.observed.network);
    let subtitle = "Dot: published. Diamond: the fitted scenario with another seed. Nearer is better; what was held \
                    back is the test.";
    let percent = |share: f64| format!("{:.1}%", 100.0 * share);
    let words = |row: &Share| {
        format!(
            "{}: published {}, simulated {}.",
            row.name,
            percent(row.published),
            percent(row.simulated)
        )
    };
    let description: Vec<String> = rows.iter().map(words).collect();
    let description = description.join(" ");
    let height = TOP + rows.len() as i32 * ROW + 50;
    let svg = draw(("shares", height), (&title, subtitle), &description, |canvas| {
        draw_rows(canvas, &rows);
    });
    let cells = |row: &Share| vec![vec![percent(row.published)], vec![percent(row.simulated)]];
    let table = Table {
        caption: title.clone(),
        head: ["", "published", "simulated"].map(Into::into).into(),
        rows: rows.iter().map(|row| Row::new(row.name.clone(), cells(row))).collect(),
        note: String::new(),
    };
    Some(Figure { name: "shares", title, description, svg, narrow: None, table })
}

fn draw_rows(canvas: &Canvas<'_>, rows: &[Share]) {
    let most = rows.iter().map(|row| row.published.max(row.simulated)).fold(0.0, f64::max);
    let x = Scale::new((0.0, 100.0 * most * 1.03), (NAMES + 16, RIGHT));
    let bottom = TOP + rows.len() as i32 * ROW;
    canvas.x_axis(&x, 8.0, (TOP, bottom), |tick| format!("{tick}%"));
    for (place, row) in rows.iter().enumerate() {
        let y = TOP + place as i32 * ROW + ROW / 2;
        let ends = [row.published, row.simulated].map(|share| x.at(100.0 * share));
        canvas.lines(&row.name, 44, (NAMES, y), Anchor::End);
        canvas.path(&[(ends[0], y), (ends[1], y)], COLOURS[1], 2);
        canvas.mark((ends[1], y), 3, COLOURS[1]);
        canvas.mark((ends[0], y), 0, COLOURS[0]);
    }
}
