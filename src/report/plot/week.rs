//! The week as a heat map: rooms and each staff group, in the baseline and with the option that settles most
//! needs.

use super::canvas::{Anchor, COLOURS, Canvas, LABEL, NARROW, Narrow, TOP, draw, draw_narrow};
use crate::experiment::results::{Results, ScenarioResults};
use crate::model::role::StaffGroup;
use crate::report::block::Figure;
use crate::report::ranking::before_and_after;
use crate::report::words::short;
use crate::text::grid::{Row, Table};
use std::ops::Range;

const DAYS: [&str; 6] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
/// The hours of the day that are shown.
const HOURS: Range<usize> = 8..20;
/// Height of a cell \[px\].
const CELL: i32 = 16;
/// Space above a panel for its heading and the hours \[px\].
const HEAD: i32 = 44;
/// Space for the names of the days \[px\].
const SIDE: i32 = 40;

/// A panel: its words and the share of each hour of the week.
struct Panel {
    words: String,
    week: Vec<Option<f64>>,
}

/// The week of the baseline, and beside it that of the first ranked option, if there is one; `None` without a
/// profile.
pub fn week(results: &Results) -> Option<Figure> {
    let shown = before_and_after(results);
    let columns: Vec<(&str, Vec<Panel>)> = shown
        .iter()
        .enumerate()
        .map(|(index, found)| {
            let whose = if index == 0 { "Baseline" } else { found.title.as_str() };
            (whose, panels(found))
        })
        .collect();
    let count = columns.first()?.1.len();
    if count == 0 || columns[0].1.iter().all(|panel| panel.week.iter().all(Option::is_none)) {
        return None;
    }
    let (index, share) = fullest(&columns[0].1[0].week)?;
    let moment = format!("{} at {:02}:00", DAYS[index / 24], index % 24);
    let title = format!("The week: rooms are fullest on {moment}, {:.0}% in use", share * 100.0);
    let subtitle = "Share of rooms in use, and of staff in session who are with a patient, advising or triaging, \
                    by hour of the week. Darker: more; white: none or nobody there.";
    let description: Vec<String> = columns
        .iter()
        .flat_map(|(whose, panels)| panels.iter().map(move |panel| told(whose, panel)))
        .collect();
    let description = description.join(" ");
    let panel = HEAD + DAYS.len() as i32 * CELL;
    let wide = draw(
        ("week", TOP + 24 + count as i32 * panel + 12),
        (&title, subtitle),
        &description,
        |canvas| {
            for (column, (whose, panels)) in columns.iter().enumerate() {
                let left = 24 + column as i32 * 410;
                canvas.bold(&short(whose, 52), (left, TOP + 8), LABEL, Anchor::Start);
                for (row, shown) in panels.iter().enumerate() {
                    let top = TOP + 24 + row as i32 * panel;
                    draw_panel(canvas, shown, (left, top), 28);
                }
            }
        },
    );
    let words = Narrow { name: "week", title: &title, subtitle, description: &description };
    let height = columns.len() as i32 * (26 + count as i32 * panel) + 12;
    let narrow = draw_narrow(words, height, |canvas, mut top| {
        for (whose, panels) in &columns {
            canvas.bold(&short(whose, 44), (16, top + 8), LABEL, Anchor::Start);
            top += 26;
            for shown in panels {
                draw_panel(canvas, shown, (16, top), (NARROW - 32 - SIDE) / HOURS.len() as i32);
                top += panel;
            }
        }
    });
    let table = table(&columns, subtitle);
    Some(Figure { name: "week", title, description, svg: wide, narrow: Some(narrow), table })
}

fn panels(found: &ScenarioResults) -> Vec<Panel> {
    let rooms = found.profiles.rooms_in_use.iter().copied().map(Some).collect::<Vec<_>>();
    let names = StaffGroup::ALL.iter().map(|group| group.name().to_owned());
    let staff = names.zip(&found.profiles.staff_at_work);
    let rooms = (!rooms.is_empty()).then(|| Panel { words: "Rooms".into(), week: rooms });
    rooms
        .into_iter()
        .chain(staff.map(|(words, week)| Panel { words, week: week.clone() }))
        .collect()
}

/// The hour within what is shown in which the share is largest.
fn fullest(week: &[Option<f64>]) -> Option<(usize, f64)> {
    let shown = (0..DAYS.len()).flat_map(|day| HOURS.map(move |hour| day * 24 + hour));
    let shares = shown.filter_map(|index| Some((index, (*week.get(index)?)?)));
    shares.max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))
}

/// The mean of a panel over the hours from 9 to 17 of Monday to Friday, in words.
fn told(whose: &str, panel: &Panel) -> String {
    let hours = (0..5).flat_map(|day| (9..17).map(move |hour| day * 24 + hour));
    let shares: Vec<f64> =
        hours.filter_map(|hour| panel.week.get(hour).copied().flatten()).collect();
    let mean = shares.iter().sum::<f64>() / shares.len().max(1) as f64;
    format!("{whose}, {}: {:.0}% from 9 to 17 on weekdays.", panel.words, mean * 100.0)
}

fn draw_panel(canvas: &Canvas<'_>, panel: &Panel, (left, top): (i32, i32), width: i32) {
    canvas.bold(&panel.words, (left, top + 8), LABEL, Anchor::Start);
    let first = left + SIDE;
    for (index, hour) in HOURS.enumerate() {
        if hour % 2 == 0 {
            let at = (first + index as i32 * width, top + 28);
            canvas.quiet(&format!("{hour:02}"), at, Anchor::Start);
        }
    }
    for (day, words) in DAYS.iter().enumerate() {
        let y = top + HEAD - 6 + day as i32 * CELL;
        canvas.quiet(words, (left, y + CELL / 2), Anchor::Start);
        for (index, hour) in HOURS.enumerate() {
            let Some(share) = panel.week.get(day * 24 + hour).copied().flatten() else { continue };
            let x = first + index as i32 * width;
            canvas.bar([(x, y), (x + width - 1, y + CELL - 1)], COLOURS[0].tinted(share));
        }
    }
}

fn table(columns: &[(&str, Vec<Panel>)], caption: &str) -> Table {
    let mut rows = Vec::new();
    for (day, words) in DAYS.iter().enumerate() {
        for hour in HOURS {
            let cell = |panel: &Panel| {
                let share = panel.week.get(day * 24 + hour).copied().flatten();
                vec![share.map_or_else(String::new, |share| format!("{:.0}%", share * 100.0))]
            };
            let cells = columns.iter().flat_map(|(_, panels)| panels.iter().map(cell)).collect();
            rows.push(Row::new(format!("{words} {hour:02}:00"), cells));
        }
    }
    let heads = columns.iter().flat_map(|(whose, panels)| {
        panels.iter().map(move |panel| format!("{}, {whose}", panel.words))
    });
    Table {
        caption: caption.to_owned(),
        head: std::iter::once("Hour".to_owned()).chain(heads).collect(),
        rows,
        note: String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::ranking::ranked;
    use crate::report::sample;

    #[test]
    fn every_hour_has_its_number_in_the_table_for_baseline_and_change() {
        let results = sample::results();
        let figure = week(&results).expect("there are profiles");
        assert_eq!(figure.table.rows.len(), DAYS.len() * HOURS.len());
        assert_eq!(figure.table.head.len(), 1 + 2 * 4, "rooms and three groups, twice");
        assert!(figure.table.head[5].ends_with(ranked(&results, None)[0].found.title.as_str()));
        assert!(figure.description.contains("Baseline, Rooms:"), "{}", figure.description);
    }

    #[test]
    fn a_run_without_comparison_has_the_baseline_alone() {
        let mut results = sample::results();
        results.comparisons.clear();
        assert_eq!(week(&results).expect("there are profiles").table.head.len(), 1 + 4);
    }
}
