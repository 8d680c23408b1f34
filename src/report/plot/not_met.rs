//! Requests not met, by fifth of deprivation and by practice: the baseline, and the option that settles most
//! needs, with their intervals.

use super::canvas::{
    Anchor, COLOURS, Canvas, LABEL, NARROW, Narrow, RIGHT, Scale, TOP, draw, draw_narrow,
    up_to_tick,
};
use crate::experiment::results::{Results, ScenarioResults, Series};
use crate::report::block::Figure;
use crate::report::estimate::yearly;
use crate::report::ranking::before_and_after;
use crate::report::words::short;
use crate::statistics::interval::MeanInterval;
use crate::text::grid::{Row, Table};

/// The most practices that are drawn.
const MOST: usize = 12;
/// Where the names end in a wide drawing \[px\].
const NAMES: i32 = 230;
/// Height of a row \[px\].
const ROW: i32 = 44;
/// Height of a row of a narrow drawing, its name above it \[px\].
const NARROW_ROW: i32 = 58;
/// Height of the axis \[px\].
const AXIS: i32 = 52;
/// Height of the legend \[px\].
const LEGEND: i32 = 28;

/// A row: its name, and the share in each of the shown scenarios.
struct Level {
    name: String,
    shares: Vec<MeanInterval>,
}

/// By fifth of deprivation; `None` if it is not measured.
pub fn fifths(results: &Results) -> Option<Figure> {
    const NAMES: [&str; 5] = [
        "Most deprived fifth",
        "Second fifth",
        "Middle fifth",
        "Fourth fifth",
        "Least deprived fifth",
    ];
    let rows = NAMES.iter().enumerate().filter_map(|(index, name)| {
        let measure = format!("not_met_share_quintile_{}", index + 1);
        let of = |found: &ScenarioResults| yearly(found.measure(&measure)?, results.weeks);
        let shares: Option<Vec<_>> =
            before_and_after(results).iter().map(|found| of(found)).collect();
        Some(Level { name: (*name).to_owned(), shares: shares? })
    });
    drawn(results, ("who-waits", "fifth of deprivation"), rows.collect())
}

/// By practice; `None` for one practice, or for very many.
pub fn practices(results: &Results) -> Option<Figure> {
    let first = results.scenarios.first()?;
    if !(2..=MOST).contains(&first.practices.len()) {
        return None;
    }
    let share = |found: &ScenarioResults, name: &str| {
        let practice = found.practices.iter().find(|practice| practice.name == name)?;
        let is_it = |series: &&Series| series.name == "not_met_share";
        yearly(practice.measures.iter().find(is_it)?, results.weeks)
    };
    let rows = first.practices.iter().filter_map(|practice| {
        let of = |found: &&ScenarioResults| share(found, &practice.name);
        let shares: Option<Vec<_>> = before_and_after(results).iter().map(of).collect();
        Some(Level { name: practice.name.clone(), shares: shares? })
    });
    drawn(results, ("by-practice", "practice"), rows.collect())
}

fn percent(share: f64) -> String {
    format!("{:.1}%", share * 100.0)
}

fn drawn(results: &Results, (name, by): (&'static str, &str), rows: Vec<Level>) -> Option<Figure> {
    let means = || rows.iter().filter_map(|row| Some((row, row.shares.first()?.mean)));
    let (most, high) = means().max_by(|a, b| a.1.total_cmp(&b.1))?;
    let (least, low) = means().min_by(|a, b| a.1.total_cmp(&b.1))?;
    let lower = |name: &str| if by == "practice" { name.to_owned() } else { name.to_lowercase() };
    let title = format!(
        "Not met: {} of requests in the {}, {} in the {}",
        percent(high),
        short(&lower(&most.name), 24),
        percent(low),
        short(&lower(&least.name), 24)
    );
    let title = if by == "practice" { title.replace(" in the ", " at ") } else { title };
    let whose: Vec<String> = std::iter::once("Baseline".to_owned())
        .chain(before_and_after(results).get(1).map(|found| found.title.clone()))
        .collect();
    let subtitle = format!(
        "Requests not met, of those made, by {by}. Dot: mean; line: 95% interval, simulation noise only."
    );
    let told = |row: &Level| {
        let each = row.shares.iter().zip(&whose);
        let each: Vec<String> = each.map(|(of, whose)| format!("{whose} {}", words(*of))).collect();
        format!("{}: {}.", row.name, each.join("; "))
    };
    let description = rows.iter().map(told).collect::<Vec<_>>().join(" ");
    let ends = rows.iter().flat_map(|row| row.shares.iter());
    let end = ends.map(|of| of.bounds().map_or(of.mean, |(_, high)| high)).fold(0.01, f64::max);
    let to = up_to_tick(end, 5.0);
    let count = rows.len() as i32;
    let height = TOP + LEGEND + count * ROW + AXIS;
    let svg = draw((name, height), (&title, &subtitle), &description, |canvas| {
        legend(canvas, &whose, (24, TOP), 410);
        let top = TOP + LEGEND;
        let x = Scale::new((0.0, to), (NAMES + 20, RIGHT - 170));
        axis(canvas, &x, (top, top + count * ROW), 5.0);
        for (index, row) in rows.iter().enumerate() {
            let y = top + index as i32 * ROW;
            canvas.lines(&short(&row.name, 60), 30, (NAMES, y + ROW / 2), Anchor::End);
            dots(canvas, &x, row, y + 13);
            for (line, of) in row.shares.iter().enumerate() {
                let at = (RIGHT - 160, y + 13 + line as i32 * 18);
                canvas.text(&words(*of), at, LABEL, Anchor::Start);
            }
        }
    });
    let narrow = Narrow { name, title: &title, subtitle: &subtitle, description: &description };
    let below = whose.len() as i32 * 22 + 6;
    let narrow = draw_narrow(narrow, below + count * NARROW_ROW + AXIS, |canvas, top| {
        legend(canvas, &whose, (16, top + 6), 0);
        let top = top + below;
        let x = Scale::new((0.0, to), (16, NARROW - 16));
        axis(canvas, &x, (top, top + count * NARROW_ROW), 3.0);
        for (index, row) in rows.iter().enumerate() {
            let y = top + index as i32 * NARROW_ROW;
            let numbers: Vec<String> = row.shares.iter().map(|of| percent(of.mean)).collect();
            let text = format!("{}: {}", short(&row.name, 28), numbers.join(", then "));
            canvas.plate(&text, 48, (16, y + 12));
            dots(canvas, &x, row, y + 30);
        }
    });
    let cell = |of: &MeanInterval| vec![words(*of)];
    let row = |row: &Level| Row::new(row.name.clone(), row.shares.iter().map(cell).collect());
    let table = Table {
        caption: subtitle,
        head: std::iter::once(String::new()).chain(whose.iter().cloned()).collect(),
        rows: rows.iter().map(row).collect(),
        note: String::new(),
    };
    Some(Figure { name, title, description, svg, narrow: Some(narrow), table })
}

/// A share with its interval: `11.2% (10.5% to 12.0%)`.
fn words(of: MeanInterval) -> String {
    let ends = of.bounds().filter(|(low, high)| low < high);
    let ends = ends.map_or_else(String::new, |(low, high)| {
        format!(" ({} to {})", percent(low.max(0.0)), percent(high))
    });
    format!("{}{ends}", percent(of.mean))
}

/// What the dots are: side by side, `step` apart, or one below another.
fn legend(canvas: &Canvas<'_>, whose: &[String], (left, top): (i32, i32), step: i32) {
    for (kind, words) in whose.iter().enumerate() {
        let x = left + kind as i32 * step;
        let y = if step == 0 { top + kind as i32 * 22 } else { top };
        canvas.mark((x + 6, y + 6), kind, COLOURS[kind]);
        canvas.text(&short(words, 40), (x + 18, y + 6), LABEL, Anchor::Start);
    }
}

fn axis(canvas: &Canvas<'_>, x: &Scale, (top, bottom): (i32, i32), count: f64) {
    canvas.x_axis(x, count, (top, bottom), |tick| format!("{:.0}%", tick * 100.0));
    canvas.quiet("of requests made", (x.middle(), bottom + 32), Anchor::Middle);
}

/// One line for each scenario, one below another.
fn dots(canvas: &Canvas<'_>, x: &Scale, row: &Level, top: i32) {
    for (kind, of) in row.shares.iter().enumerate() {
        let y = top + kind as i32 * 18;
        if let Some((low, high)) = of.bounds() {
            canvas.path(&[(x.at(low.max(0.0)), y), (x.at(high), y)], COLOURS[kind], 2);
        }
        canvas.mark((x.at(of.mean), y), kind, COLOURS[kind]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measures::Kind;
    use crate::report::sample;

    fn with_fifths() -> Results {
        let mut results = sample::results();
        for scenario in &mut results.scenarios {
            for fifth in 1..=5 {
                let share = 0.2 - 0.02 * f64::from(fifth);
                scenario.measures.push(Series {
                    name: format!("not_met_share_quintile_{fifth}"),
                    unit: "share".into(),
                    kind: Kind::Share,
                    values: vec![Some(share); 30],
                    unpaired: None,
                });
            }
        }
        results
    }

    #[test]
    fn the_most_and_the_least_are_named_with_their_shares() {
        let figure = fifths(&with_fifths()).expect("it is measured");
        let title = "Not met: 18.0% of requests in the most deprived fifth, 10.0% in the least deprived fifth";
        assert_eq!(figure.title, title);
        assert_eq!(figure.table.rows.len(), 5);
        assert_eq!(figure.table.head.len(), 3, "baseline and best option");
        assert!(fifths(&sample::results()).is_none(), "what is not measured is not drawn");
    }
}
