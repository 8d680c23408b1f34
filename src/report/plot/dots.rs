//! Dots with their intervals, one row for each option, on one honest scale: wide, and narrow for a phone.

use super::canvas::{
    Anchor, COLOURS, Canvas, LABEL, NARROW, Narrow, Scale, TOP, draw, draw_narrow,
};
use crate::text::number::{signed, whole};

/// Where the names of the rows end in a wide drawing \[px\].
const NAMES: i32 = 270;
/// Where the panel ends and the numbers begin in a wide drawing \[px\].
const NUMBERS: i32 = 620;
/// Height of a row \[px\].
const ROW: i32 = 46;
/// Height of a row of a narrow drawing, its name above it \[px\].
const NARROW_ROW: i32 = 84;
/// Height of an axis with its labels \[px\].
const AXIS: i32 = 56;
/// Rows that differ by more than this factor do not share a scale.
const TOO_DIFFERENT: f64 = 8.0;
/// The space beside the largest and the smallest value, as a share of the scale.
const MARGIN: f64 = 0.04;

/// A row.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Dot {
    /// The name of the row.
    pub(super) name: String,
    /// The value.
    pub(super) mean: f64,
    /// The interval that is written beside it and drawn as a thin line.
    pub(super) interval: Option<(f64, f64)>,
    /// A shorter interval within it, drawn as a thick line.
    pub(super) within: Option<(f64, f64)>,
}

impl Dot {
    fn ends(&self) -> (f64, f64) {
        let all = [self.interval, self.within].into_iter().flatten();
        all.fold((self.mean, self.mean), |(low, high), (a, b)| (low.min(a), high.max(b)))
    }

    fn reach(&self) -> f64 {
        let (low, high) = self.ends();
        low.abs().max(high.abs()).max(1.0)
    }

    /// The value in words, and whether it may be zero.
    pub(super) fn label(&self) -> String {
        let is_unclear = self.interval.is_some_and(|(low, high)| low <= 0.0 && high >= 0.0);
        let unclear = if is_unclear { ", no clear change" } else { "" };
        format!("{}{unclear}", signed(self.mean))
    }

    /// Its interval in words.
    fn range(&self) -> Option<String> {
        self.interval.map(|(low, high)| format!("{} to {}", signed(low), signed(high)))
    }

    /// Name, value and interval in a sentence.
    pub(super) fn sentence(&self) -> String {
        let range = self.range().map_or_else(String::new, |range| format!(" ({range})"));
        format!("{}: {}{range}.", self.name, self.label())
    }
}

/// A wide and a narrow drawing of `rows`, with title, subtitle, description and the words of the axis.
pub(super) fn dots(
    name: &'static str,
    rows: &[Dot],
    (title, subtitle, description, axis): (&str, &str, &str, &str),
) -> (String, String) {
    let panels = panels(rows);
    let spans = spans(&panels);
    let subtitle = match spans.as_slice() {
        [first, second] => {
            let (smaller, larger) = (first.1 - first.0, second.1 - second.0);
            format!(
                "{subtitle} Two panels of one unit, zero aligned: the lower one is drawn {} times smaller.",
                whole(larger / smaller)
            )
        }
        _ => subtitle.to_owned(),
    };
    let below = |row: i32| panels.iter().map(|panel| panel.len() as i32 * row + AXIS).sum::<i32>();
    let wide = draw((name, TOP + below(ROW) + 4), (title, &subtitle), description, |canvas| {
        let mut top = TOP;
        for (panel, span) in panels.iter().zip(&spans) {
            let x = Scale::new(*span, (NAMES + 20, NUMBERS - 10));
            draw_axis(canvas, &x, (top, top + panel.len() as i32 * ROW), 5.0, axis);
            for (index, row) in panel.iter().enumerate() {
                let y = top + index as i32 * ROW + ROW / 2;
                canvas.lines(&row.name, 32, (NAMES, y), Anchor::End);
                draw_dot(canvas, &x, y, row);
                let at = |y| (NUMBERS + 16, y);
                match row.range() {
                    Some(range) => {
                        canvas.bold(&row.label(), at(y - 8), LABEL, Anchor::Start);
                        canvas.text(&range, at(y + 8), LABEL, Anchor::Start);
                    }
                    None => canvas.text(&row.label(), at(y), LABEL, Anchor::Start),
                }
            }
            top += panel.len() as i32 * ROW + AXIS;
        }
    });
    let narrow = Narrow { name, title, subtitle: &subtitle, description };
    let narrow = draw_narrow(narrow, below(NARROW_ROW) + 4, |canvas, mut top| {
        for (panel, span) in panels.iter().zip(&spans) {
            let x = Scale::new(*span, (16, NARROW - 16));
            draw_axis(canvas, &x, (top, top + panel.len() as i32 * NARROW_ROW), 3.0, axis);
            for (index, row) in panel.iter().enumerate() {
                let y = top + index as i32 * NARROW_ROW;
                let range = row.range().map_or_else(String::new, |range| format!(" ({range})"));
                canvas.plate(&row.name, 46, (16, y + 18));
                canvas.plate_bold(&format!("{}{range}", row.label()), (16, y + 50));
                draw_dot(canvas, &x, y + 70, row);
            }
            top += panel.len() as i32 * NARROW_ROW + AXIS;
        }
    });
    (wide, narrow)
}

/// The rows in their order. Those much larger than the others have a panel of their own, below.
fn panels(rows: &[Dot]) -> Vec<Vec<&Dot>> {
    let mut sizes: Vec<f64> = rows.iter().map(Dot::reach).collect();
    sizes.sort_by(f64::total_cmp);
    let gap = sizes.windows(2).rev().find(|pair| pair[1] > TOO_DIFFERENT * pair[0]);
    let limit = gap.map_or(f64::INFINITY, |pair| pair[0]);
    let (small, large): (Vec<_>, Vec<_>) = rows.iter().partition(|row| row.reach() <= limit);
    [small, large].into_iter().filter(|panel| !panel.is_empty()).collect()
}

/// Where the scale of each panel begins and ends, so that zero is at the same place in all.
fn spans(panels: &[Vec<&Dot>]) -> Vec<(f64, f64)> {
    let ends: Vec<(f64, f64)> = panels
        .iter()
        .map(|panel| {
            let (low, high) = panel.iter().fold((0.0_f64, 0.0_f64), |(low, high), row| {
                let (a, b) = row.ends();
                (low.min(a), high.max(b))
            });
            let room = MARGIN * (high - low).max(1.0);
            (if low < 0.0 { low - room } else { 0.0 }, if high > 0.0 { high + room } else { 0.0 })
        })
        .collect();
    let has = |wanted: fn(&(f64, f64)) -> bool| ends.iter().any(wanted);
    let zero = match (has(|(low, _)| *low < 0.0), has(|(_, high)| *high > 0.0)) {
        (false, _) => 0.0,
        (true, false) => 1.0,
        (true, true) if ends.len() == 1 => -ends[0].0 / (ends[0].1 - ends[0].0),
        (true, true) => {
            let shares = ends.iter().map(|(low, high)| -low / (high - low).max(f64::MIN_POSITIVE));
            shares.fold(0.0, f64::max).clamp(0.15, 0.5)
        }
    };
    let span = |(low, high): &(f64, f64)| {
        let right = if zero < 1.0 { high / (1.0 - zero) } else { 0.0 };
        let left = if zero > 0.0 { -low / zero } else { 0.0 };
        let width = right.max(left).max(1.0);
        (-zero * width, (1.0 - zero) * width)
    };
    ends.iter().map(span).collect()
}

/// Gridlines with their labels, and what they count.
fn draw_axis(canvas: &Canvas<'_>, x: &Scale, (top, bottom): (i32, i32), count: f64, axis: &str) {
    canvas.x_axis(x, count, (top, bottom), signed);
    canvas.quiet(axis, (x.middle(), bottom + 32), Anchor::Middle);
}

fn draw_dot(canvas: &Canvas<'_>, x: &Scale, y: i32, row: &Dot) {
    if let Some((low, high)) = row.interval {
        canvas.path(&[(x.at(low), y), (x.at(high), y)], COLOURS[0], 2);
        for end in [low, high] {
            canvas.path(&[(x.at(end), y - 6), (x.at(end), y + 6)], COLOURS[0], 2);
        }
    }
    if let Some((low, high)) = row.within {
        canvas.path(&[(x.at(low), y), (x.at(high), y)], COLOURS[0], 6);
    }
    canvas.mark((x.at(row.mean), y), 0, COLOURS[0]);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dot(mean: f64) -> Dot {
        let interval = Some((mean - 10.0, mean + 10.0));
        Dot { name: "a".into(), mean, interval, within: None }
    }

    #[test]
    fn a_row_that_dwarfs_the_others_has_its_own_panel_with_zero_at_the_same_place() {
        let rows = [dot(4_000.0), dot(-90_000.0), dot(-2_000.0)];
        let found = panels(&rows);
        assert_eq!(found.iter().map(Vec::len).collect::<Vec<_>>(), [2, 1]);
        let zeros: Vec<f64> = spans(&found).iter().map(|(low, high)| -low / (high - low)).collect();
        assert!((zeros[0] - zeros[1]).abs() < 1e-9, "{zeros:?}");
        for (panel, (low, high)) in found.iter().zip(spans(&found)) {
            assert!(panel.iter().all(|row| row.ends().0 >= low && row.ends().1 <= high));
        }
        assert_eq!(panels(&rows[..1]).len(), 1);
    }

    #[test]
    fn only_losses_only_gains_and_nothing_are_drawn_on_a_scale_that_holds_them() {
        for rows in [
            vec![dot(-500.0)],
            vec![dot(500.0), dot(9_000.0)],
            vec![Dot { interval: None, ..dot(0.0) }],
        ] {
            let found = panels(&rows);
            for (panel, (low, high)) in found.iter().zip(spans(&found)) {
                assert!(low < high, "{low} {high}");
                assert!(panel.iter().all(|row| row.ends().0 >= low && row.ends().1 <= high));
            }
        }
    }
}
