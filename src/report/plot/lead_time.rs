//! The time from booking to appointment, by staff group, in the baseline and with the option that settles most
//! needs.

use super::canvas::{
    Anchor, COLOURS, Canvas, LABEL, NARROW, Narrow, Scale, TOP, draw, draw_narrow,
};
use crate::experiment::results::Results;
use crate::model::role::StaffGroup;
use crate::report::block::Figure;
use crate::report::ranking::before_and_after;
use crate::report::words::short;
use crate::text::grid::{Row, Table};

/// The bands of national data.
const BANDS: [&str; 7] = [
    "Same day",
    "1 day",
    "2 to 7 days",
    "8 to 14 days",
    "15 to 21 days",
    "22 to 28 days",
    "Over 28 days",
];

/// Height of a band \[px\].
const ROW: i32 = 34;
/// Space above the bands of a panel for the name of the group \[px\].
const HEAD: i32 = 26;
/// Width of the names of bands \[px\].
const NAMES: i32 = 96;
/// Height of the legend \[px\].
const LEGEND: i32 = 30;

/// A staff group, and its shares by band in each of the shown scenarios.
struct Group<'r> {
    name: &'static str,
    shares: Vec<&'r [f64; 7]>,
}

/// Shares of appointments by booking lag; `None` without a scenario.
pub fn lead_time(results: &Results) -> Option<Figure> {
    let shown = before_and_after(results);
    let others = shown.iter().skip(1).map(|found| found.title.clone());
    let whose: Vec<String> = std::iter::once("Baseline".to_owned()).chain(others).collect();
    let groups: Vec<Group<'_>> = StaffGroup::ALL
        .iter()
        .enumerate()
        .filter_map(|(index, group)| {
            let shares: Option<Vec<_>> =
                shown.iter().map(|found| found.profiles.lag_shares.get(index)).collect();
            Some(Group { name: group.name(), shares: shares? })
        })
        .collect();
    let first = groups.first()?;
    let of_baseline = first.shares.first()?;
    let title = format!(
        "{:.0}% of {}' appointments are on the same day",
        of_baseline[0] * 100.0,
        first.name
    );
    let subtitle =
        "Share of appointments by time from booking to appointment, within each staff group";
    let description: Vec<String> = groups.iter().map(|group| told(group, &whose)).collect();
    let description = description.join(" ");
    let panel = HEAD + BANDS.len() as i32 * ROW;
    let height = TOP + LEGEND + panel + 16;
    let wide = draw(("lead-time", height), (&title, subtitle), &description, |canvas| {
        draw_legend(canvas, &whose, (24, TOP - 4), 410);
        for (index, group) in groups.iter().enumerate() {
            let at = (24 + index as i32 * 278, TOP + LEGEND);
            draw_group(canvas, group, at, 262);
        }
    });
    let words = Narrow { name: "lead-time", title: &title, subtitle, description: &description };
    let legend = whose.len() as i32 * 22 + 8;
    let height = legend + groups.len() as i32 * (panel + 14);
    let narrow = draw_narrow(words, height, |canvas, top| {
        draw_legend(canvas, &whose, (16, top), 0);
        for (index, group) in groups.iter().enumerate() {
            draw_group(
                canvas,
                group,
                (16, top + legend + index as i32 * (panel + 14)),
                NARROW - 32,
            );
        }
    });
    let table = table(&groups, &whose);
    Some(Figure { name: "lead-time", title, description, svg: wide, narrow: Some(narrow), table })
}

/// A group in words.
fn told(group: &Group<'_>, whose: &[String]) -> String {
    let of = |(shares, whose): (&&[f64; 7], &String)| {
        let within_week = shares[..3].iter().sum::<f64>() * 100.0;
        format!(
            "{whose} {:.0}% on the same day, {within_week:.0}% within 7 days",
            shares[0] * 100.0
        )
    };
    let each: Vec<String> = group.shares.iter().zip(whose).map(of).collect();
    format!("{}: {}.", group.name, each.join("; "))
}

/// What the bars are: side by side, `step` apart, or one below another.
fn draw_legend(canvas: &Canvas<'_>, whose: &[String], (left, top): (i32, i32), step: i32) {
    for (index, words) in whose.iter().enumerate() {
        let x = left + index as i32 * step;
        let y = if step == 0 { top + index as i32 * 22 } else { top };
        canvas.bar([(x, y), (x + 14, y + 14)], COLOURS[index]);
        let place = if whose.len() > 1 { ["upper", "lower"][index.min(1)] } else { "bar" };
        canvas.text(
            &format!("{} ({place})", short(words, 36)),
            (x + 20, y + 7),
            LABEL,
            Anchor::Start,
        );
    }
}

fn draw_group(canvas: &Canvas<'_>, group: &Group<'_>, (left, top): (i32, i32), width: i32) {
    canvas.bold(group.name, (left, top + 10), LABEL, Anchor::Start);
    let most = group.shares.iter().flat_map(|shares| shares.iter()).copied().fold(0.1, f64::max);
    let x = Scale::new((0.0, most), (left + NAMES, left + width - 34));
    let thick = if group.shares.len() > 1 { 13 } else { 22 };
    for (band, words) in BANDS.iter().enumerate() {
        let y = top + HEAD + band as i32 * ROW;
        canvas.text(words, (left + NAMES - 8, y + 14), LABEL, Anchor::End);
        for (index, shares) in group.shares.iter().enumerate() {
            let upper = y + 1 + index as i32 * (thick + 1);
            let end = x.at(shares[band]);
            canvas.bar(
                [(left + NAMES, upper), (end.max(left + NAMES + 1), upper + thick)],
                COLOURS[index],
            );
            let label = format!("{:.0}%", shares[band] * 100.0);
            canvas.text(&label, (end + 5, upper + thick / 2), 12.0, Anchor::Start);
        }
    }
}

fn table(groups: &[Group<'_>], whose: &[String]) -> Table {
    let percent = |share: f64| vec![format!("{:.1}%", share * 100.0)];
    let row = |(index, band): (usize, &&str)| {
        let cells =
            groups.iter().flat_map(|group| group.shares.iter().map(|of| percent(of[index])));
        Row::new(*band, cells.collect())
    };
    let heads = groups
        .iter()
        .flat_map(|group| whose.iter().map(move |whose| format!("{}, {whose}", group.name)));
    Table {
        caption: "Share of appointments by time from booking to appointment".into(),
        head: std::iter::once("Time".to_owned()).chain(heads).collect(),
        rows: BANDS.iter().enumerate().map(row).collect(),
        note: String::new(),
    }
}
