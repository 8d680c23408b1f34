//! The utilisation of rooms and staff by hour of the week: one panel for each group.

use super::canvas::{Anchor, COLOURS, Canvas, GRID, LABEL, RIGHT, Scale, TOP, draw};
use crate::experiment::results::Results;
use crate::model::role::StaffGroup;
use crate::report::block::Figure;
use crate::text::grid::{Row, Table};
use std::ops::Range;

const DAYS: [&str; 6] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
/// The hours of the day that are shown: those in which general practice may be open.
const HOURS: Range<usize> = 7..21;
const LEFT: i32 = 72;
/// Space between two days \[px\].
const NIGHT: i32 = 10;

/// Space for the heading of a panel and for what divides it from the one above \[px\].
const GAP: i32 = 42;

/// No headline is made from an hour in which fewer of a group are in session than this share of those in the
/// hour with most: one clinic that overruns would make it.
const LEAST_FOR_A_HEADLINE: f64 = 0.25;

/// A share for each hour of the week; `None` if there is nothing that could be in use.
type Week = Vec<Option<f64>>;

/// Rooms in use in the baseline; `None` without a profile.
pub fn rooms_in_use(results: &Results) -> Option<Figure> {
    let baseline = results.scenarios.first()?;
    let week: Week = baseline.profiles.rooms_in_use.iter().copied().map(Some).collect();
    let (index, share) = busiest(&week)?;
    let title = format!("Rooms are fullest on {}: {:.0}% in use", moment(index), share * 100.0);
    let subtitle = format!(
        "Baseline: mean share of its {} consulting and treatment rooms in use, by hour of the week",
        baseline.rooms
    );
    let description = described(&[("Rooms", &week)]);
    let panels = [("Rooms", week)];
    Some(figure("rooms-in-use", title, (&subtitle, &description), &panels, 240))
}

/// Staff at work in the baseline, by group; `None` without a profile.
pub fn staff_at_work(results: &Results) -> Option<Figure> {
    let baseline = results.scenarios.first()?;
    let names = StaffGroup::ALL.iter().map(|group| group.name());
    let panels: Vec<(&str, Week)> =
        names.zip(baseline.profiles.staff_at_work.iter().cloned()).collect();
    let present = &baseline.profiles.staff_in_session;
    let enough: Vec<Week> = panels
        .iter()
        .enumerate()
        .map(|(group, (_, week))| well_attended(week, present.get(group)))
        .collect();
    let found =
        panels.iter().zip(&enough).filter_map(|((name, _), week)| Some((*name, busiest(week)?)));
    let (name, (index, share)) = found.max_by(|a, b| a.1.1.total_cmp(&b.1.1))?;
    let name = if name == "Nursing" { "Nursing staff" } else { name };
    let title = format!("{name} are busiest on {}: {:.0}%", moment(index), share * 100.0);
    let subtitle = "Baseline: share of staff in session who are with a patient, advising or \
                    triaging, by hour of the week. No line: nobody in session. The busiest hour is one in which at \
                    least a quarter of the most are in session.";
    let busy: Vec<(&str, &Week)> = panels.iter().map(|(name, _)| *name).zip(&enough).collect();
    Some(figure("staff-at-work", title, (subtitle, &described(&busy)), &panels, 130))
}

/// A week without the hours in which too few of the group are in session for a headline.
fn well_attended(week: &Week, present: Option<&Vec<f64>>) -> Week {
    let is_enough = |hour: usize| {
        present.is_none_or(|present| {
            present.get(hour).is_none_or(|share| *share >= LEAST_FOR_A_HEADLINE)
        })
    };
    week.iter().enumerate().map(|(hour, share)| share.filter(|_| is_enough(hour))).collect()
}

/// The hour within what is shown in which the share is largest.
fn busiest(week: &Week) -> Option<(usize, f64)> {
    let shown = (0..DAYS.len()).flat_map(|day| HOURS.map(move |hour| day * 24 + hour));
    let shares = shown.filter_map(|index| Some((index, (*week.get(index)?)?)));
    shares.max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))
}

/// An hour of the week in words.
fn moment(index: usize) -> String {
    format!("{}s at {:02}:00", DAYS[index / 24], index % 24)
}

/// The busiest hour of each panel in words.
fn described(panels: &[(&str, &Week)]) -> String {
    panels
        .iter()
        .filter_map(|(group, week)| {
            let (index, share) = busiest(week)?;
            Some(format!("{group}: at most {:.0}%, on {}.", share * 100.0, moment(index)))
        })
        .collect::<Vec<_>>()
        .join(" ")
}

fn figure(
    name: &'static str,
    title: String,
    (subtitle, description): (&str, &str),
    panels: &[(&str, Week)],
    panel: i32,
) -> Figure {
    let height = TOP + 24 + panels.len() as i32 * (panel + GAP) + 40;
    let svg = draw((name, height), (&title, subtitle), description, |canvas| {
        for (day, words) in DAYS.iter().enumerate() {
            let (left, right) = days(day);
            canvas.bold(words, ((left + right) / 2, TOP + 6), LABEL, Anchor::Middle);
        }
        let mut top = TOP + 24;
        for (group, week) in panels {
            canvas.bold(group, (LEFT, top + 8), LABEL, Anchor::Start);
            draw_week(canvas, week, (top + 22, top + 22 + panel));
            top += panel + GAP;
        }
        draw_hours(canvas, top - GAP + 30);
    });
    let table = table(subtitle, panels);
    Figure { name, title, description: description.to_owned(), svg, narrow: None, table }
}

/// Where a day begins and ends \[px\].
fn days(day: usize) -> (i32, i32) {
    let width = (RIGHT - LEFT + NIGHT) / DAYS.len() as i32;
    let left = LEFT + day as i32 * width;
    (left, left + width - NIGHT)
}

fn hours(day: usize) -> Scale {
    Scale::new((HOURS.start as f64, HOURS.end as f64), days(day))
}

fn draw_week(canvas: &Canvas, week: &Week, (top, bottom): (i32, i32)) {
    let y = Scale::new((0.0, 1.0), (bottom, top));
    for day in 0..DAYS.len() {
        let (left, right) = days(day);
        for share in [0.0, 0.25, 0.5, 0.75, 1.0] {
            canvas.path(&[(left, y.at(share)), (right, y.at(share))], GRID, 1);
        }
        let x = hours(day);
        let shares = HOURS.map(|hour| (hour, week.get(day * 24 + hour).copied().flatten()));
        let shares: Vec<_> = shares.collect();
        // Each hour is a step: the share is a mean over the hour, not a value at a moment.
        for run in shares.split(|(_, share)| share.is_none()) {
            let step = |(hour, share): &(usize, Option<f64>)| {
                let at = y.at(share.unwrap_or(0.0));
                [(x.at(*hour as f64), at), (x.at(*hour as f64 + 1.0), at)]
            };
            let points: Vec<_> = run.iter().flat_map(step).collect();
            canvas.path(&points, COLOURS[0], 2);
        }
    }
    for share in [0.0, 0.5, 1.0] {
        let label = format!("{:.0}%", share * 100.0);
        canvas.quiet(&label, (LEFT - 8, y.at(share)), Anchor::End);
    }
}

fn draw_hours(canvas: &Canvas, top: i32) {
    for day in 0..DAYS.len() {
        let x = hours(day);
        for hour in [8, 12, 16, 20] {
            let at = x.at(f64::from(hour));
            canvas.path(&[(at, top - 8), (at, top - 3)], GRID, 1);
            canvas.quiet(&format!("{hour:02}"), (at, top + 7), Anchor::Middle);
        }
    }
    canvas.quiet("hour of the day", ((LEFT + RIGHT) / 2, top + 28), Anchor::Middle);
}

/// The numbers, one row a day (and group), one column an hour.
fn table(caption: &str, panels: &[(&str, Week)]) -> Table {
    let cell = |week: &Week, index: usize| {
        let share = week.get(index).copied().flatten();
        vec![share.map_or_else(|| "–".to_owned(), |share| format!("{:.0}%", share * 100.0))]
    };
    let row = |day: usize, group: &str, week: &Week| {
        let cells = HOURS.map(|hour| cell(week, day * 24 + hour)).collect();
        Row::new(format!("{group}, {}", DAYS[day]), cells)
    };
    let rows = panels.iter().flat_map(|(group, week)| (0..6).map(|day| row(day, group, week)));
    Table {
        caption: caption.to_owned(),
        head: std::iter::once("From".into())
            .chain(HOURS.map(|hour| format!("{hour:02}")))
            .collect(),
        rows: rows.collect(),
        note: String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn one_clinic_that_overruns_makes_no_headline() {
        let mut results = sample::results();
        let monday_at_20 = 20;
        let profiles = &mut results.scenarios[0].profiles;
        let hours = profiles.staff_at_work[1].len();
        profiles.staff_at_work[1][monday_at_20] = Some(1.0);
        profiles.staff_in_session = vec![vec![1.0; hours]; 3];
        profiles.staff_in_session[1][monday_at_20] = 0.05;
        let figure = staff_at_work(&results).expect("there are profiles");
        assert!(!figure.title.contains("100%"), "{}", figure.title);
        assert!(!figure.description.contains("100%"), "{}", figure.description);
        results.scenarios[0].profiles.staff_in_session[1][monday_at_20] = 0.5;
        let figure = staff_at_work(&results).expect("there are profiles");
        assert_eq!(figure.title, "Nursing staff are busiest on Mondays at 20:00: 100%");
    }
}
