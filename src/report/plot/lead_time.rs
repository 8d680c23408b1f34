//! The time from booking to appointment, by staff group: grouped bars.

use super::canvas::{Anchor, COLOURS, Canvas, LABEL, RIGHT, Scale, TOP, draw, up_to_tick};
use crate::experiment::results::Results;
use crate::model::role::StaffGroup;
use crate::report::block::Figure;
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

const LEFT: i32 = 72;
const BOTTOM: i32 = 400;
const BAR: i32 = 30;

/// A staff group and its shares by band.
type Group<'r> = (&'static str, &'r [f64; 7]);

/// Shares of the baseline's appointments by booking lag; `None` without a scenario.
pub fn lead_time(results: &Results) -> Option<Figure> {
    let baseline = results.scenarios.first()?;
    let groups: Vec<Group> = StaffGroup::ALL
        .iter()
        .map(|group| group.name())
        .zip(&baseline.profiles.lag_shares)
        .collect();
    let (first, shares) = groups.first()?;
    let title = format!("{:.0}% of {first}' appointments are on the same day", shares[0] * 100.0);
    let subtitle = "Baseline: share of appointments by time from booking to appointment, within \
                    each staff group";
    let description = groups
        .iter()
        .map(|(name, shares)| {
            let within_week = shares[..3].iter().sum::<f64>() * 100.0;
            let same_day = shares[0] * 100.0;
            format!("{name}: {same_day:.0}% on the same day, {within_week:.0}% within 7 days.")
        })
        .collect::<Vec<_>>()
        .join(" ");
    let svg = draw(("lead-time", 460), (&title, subtitle), &description, |canvas| {
        draw_legend(canvas, &groups);
        draw_bars(canvas, &groups);
    });
    Some(Figure { name: "lead-time", title, description, svg, narrow: None, table: table(&groups) })
}

/// The legend has the order of the bars, so that they can be distinguished without colour.
fn draw_legend(canvas: &Canvas, groups: &[Group]) {
    for (group, (name, _)) in groups.iter().enumerate() {
        let left = LEFT + group as i32 * 170;
        canvas.bar([(left, TOP + 2), (left + 14, TOP + 16)], COLOURS[group]);
        let index = ["left", "middle", "right"].get(group).copied().unwrap_or_default();
        canvas.text(&format!("{name} ({index})"), (left + 20, TOP + 9), LABEL, Anchor::Start);
    }
}

fn draw_bars(canvas: &Canvas, groups: &[Group]) {
    let most = groups.iter().flat_map(|(_, shares)| shares.iter()).copied().fold(0.1, f64::max);
    let y = Scale::new((0.0, up_to_tick(most, 5.0)), (BOTTOM, TOP + 50));
    canvas.y_axis(&y, 5.0, (LEFT, RIGHT), |share| format!("{:.0}%", share * 100.0));
    let band = (RIGHT - LEFT) / BANDS.len() as i32;
    for (index, words) in BANDS.iter().enumerate() {
        let middle = LEFT + index as i32 * band + band / 2;
        canvas.text(words, (middle, BOTTOM + 18), LABEL, Anchor::Middle);
        for (group, (_, shares)) in groups.iter().enumerate() {
            let left = middle - BAR * groups.len() as i32 / 2 + group as i32 * BAR;
            let top = y.at(shares[index]);
            canvas.bar([(left + 1, top), (left + BAR - 1, BOTTOM)], COLOURS[group]);
            let label = format!("{:.0}", shares[index] * 100.0);
            canvas.text(&label, (left + BAR / 2, top - 9), 12.0, Anchor::Middle);
        }
    }
    let below = ((LEFT + RIGHT) / 2, BOTTOM + 42);
    canvas.quiet("time from booking to appointment", below, Anchor::Middle);
}

fn table(groups: &[Group]) -> Table {
    let percent = |share: f64| vec![format!("{:.1}%", share * 100.0)];
    let row = |(index, band): (usize, &&str)| {
        Row::new(*band, groups.iter().map(|(_, shares)| percent(shares[index])).collect())
    };
    Table {
        caption: "Share of the baseline's appointments by time from booking to appointment".into(),
        head: std::iter::once("Time")
            .chain(groups.iter().map(|group| group.0))
            .map(String::from)
            .collect(),
        rows: BANDS.iter().enumerate().map(row).collect(),
        note: String::new(),
    }
}
