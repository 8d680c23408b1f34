//! Results and their intervals in words.

use crate::statistics::interval::MeanInterval;
use crate::text::grid::{PROSE, wrap};
use crate::text::number::{level, signed, whole};

/// The words for a difference that may be zero.
pub(super) const NO_CLEAR_CHANGE: &str = "no clear change";

/// The entry of the column `partial`, which says whether the run was stopped early.
pub(super) const fn partial(is_partial: bool) -> &'static str {
    if is_partial { "partial" } else { "" }
}

/// The shortest digits that read back as the same number; empty for `None`.
pub(super) fn field(value: Option<f64>) -> String {
    value.filter(|value| value.is_finite()).map_or_else(String::new, |value| value.to_string())
}

/// A mean and the ends of its interval; empty where there are none.
pub(super) fn interval_fields(found: Option<MeanInterval>) -> [String; 3] {
    let bounds = found.and_then(|found| found.bounds());
    [
        field(found.map(|found| found.mean)),
        field(bounds.map(|(low, _)| low)),
        field(bounds.map(|(_, high)| high)),
    ]
}

/// A level with its interval, one line each.
pub(super) fn level_lines(unit: &str, found: MeanInterval) -> [String; 2] {
    let interval = found.bounds().map_or_else(String::new, |(low, high)| {
        format!("{} to {}", level(unit, low), level(unit, high))
    });
    [level(unit, found.mean), interval]
}

/// A difference in whole numbers: the mean, the interval if there is one, and whether it may be zero,
/// one line each.
pub(super) fn difference_lines(found: MeanInterval) -> Vec<String> {
    let mut lines = vec![signed(found.mean)];
    if let Some((low, high)) = found.bounds() {
        lines.push(format!("({} to {})", signed(low), signed(high)));
        if low <= 0.0 && high >= 0.0 {
            lines.push(NO_CLEAR_CHANGE.into());
        }
    }
    lines
}

/// A difference with as many decimals as its interval justifies, in the lines of
/// [`difference_lines`].
pub(super) fn decimal_difference(found: MeanInterval) -> Vec<String> {
    let size = found.half_width.filter(|half| *half > 0.0).unwrap_or(found.mean.abs());
    let digits =
        if size > 0.0 { (1.0 - libm::log10(size).floor()).clamp(0.0, 4.0) as usize } else { 0 };
    let show = |value: f64| {
        let text = format!("{:.digits$}", value.abs());
        let is_nothing = text.bytes().all(|digit| matches!(digit, b'0' | b'.'));
        let sign = if is_nothing {
            ""
        } else if value > 0.0 {
            "+"
        } else {
            "−"
        };
        format!("{sign}{text}")
    };
    let mut lines = vec![show(found.mean)];
    if let Some((low, high)) = found.bounds() {
        lines.push(format!("({} to {})", show(low), show(high)));
        if low <= 0.0 && high >= 0.0 {
            lines.push(NO_CLEAR_CHANGE.into());
        }
    }
    lines
}

/// A difference in whole numbers and half the width of its interval, on one line: `+1,234 ±56`. Only
/// the mean is given without an interval, or if nothing ever differed.
pub(super) fn difference_line(found: MeanInterval) -> String {
    let half = found.half_width.filter(|half| *half > 0.0);
    let half = half.map_or_else(String::new, |half| format!(" ±{}", whole(half)));
    format!("{}{half}", signed(found.mean))
}

/// A difference in its unit, shares in percentage points: the mean, the interval if there
/// is one, and whether it may be zero, one line each. Only the mean is given if nothing ever differed.
pub(super) fn change_lines(unit: &str, found: MeanInterval) -> Vec<String> {
    let one = |value: f64| {
        let size = match unit {
            "share" => format!("{:.1}", value.abs() * 100.0),
            unit => level(unit, value.abs()),
        };
        let is_nothing = !size.bytes().any(|byte| (b'1'..=b'9').contains(&byte));
        match (is_nothing, value > 0.0) {
            (true, _) => size,
            (false, true) => format!("+{size}"),
            (false, false) => format!("−{size}"),
        }
    };
    let points = if unit == "share" { " points" } else { "" };
    let mut lines = vec![format!("{}{points}", one(found.mean))];
    match found.bounds() {
        Some((low, high)) if low != high => {
            lines.push(format!("({} to {})", one(low), one(high)));
            if low <= 0.0 && high >= 0.0 {
                lines.push(NO_CLEAR_CHANGE.into());
            }
        }
        _ => {}
    }
    lines
}

/// The unit to which `found` is rounded in sentences: a power of ten that leaves two digits of
/// half the width of its interval, so that no false precision is shown.
///
/// It is one if rounding would turn an end of the interval into zero.
pub(super) fn rounding(found: MeanInterval) -> f64 {
    let unit =
        found.half_width.map_or(1.0, |half| libm::exp10(libm::log10(half.max(10.0)).floor() - 1.0));
    let vanishes = |end: f64| end.abs() < unit / 2.0;
    let hides = found.bounds().is_some_and(|(low, high)| vanishes(low) || vanishes(high));
    if hides { 1.0 } else { unit }
}

/// A title of at most `most` characters.
#[cfg(feature = "figures")]
pub(super) fn short(title: &str, most: usize) -> String {
    if title.chars().count() <= most {
        return title.to_owned();
    }
    let cut: String = title.chars().take(most - 1).collect();
    format!("{}…", cut.trim_end())
}

/// `A, B and C`.
pub(super) fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [others @ .., last] => format!("{} and {last}", others.join(", ")),
    }
}

/// A share in whole hundredths: `77%`.
pub(super) fn percent(share: f64) -> String {
    format!("{:.0}%", share * 100.0)
}

/// A change and half the width of its interval on one line: `+1,234 ±56`, `+1.2 ±0.4 points`.
pub(super) fn change_line(unit: &str, found: Option<MeanInterval>) -> String {
    let Some(found) = found else { return "undefined".to_owned() };
    let one = |mean: f64| change_lines(unit, MeanInterval { mean, half_width: None })[0].clone();
    match found.half_width.filter(|half| *half > 0.0) {
        None => one(found.mean),
        Some(half) => format!(
            "{} ±{}",
            one(found.mean).replace(" points", ""),
            one(half).trim_start_matches('+')
        ),
    }
}

/// A paragraph of an answer.
pub(super) fn paragraph(text: &str) -> String {
    // Not all terminals have the true minus sign.
    crate::text::shown_lines(&wrap(&text.replace('−', "-"), PROSE).join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::number::to_nearest;

    #[test]
    fn an_interval_that_includes_zero_is_no_clear_change() {
        let lines = difference_lines(MeanInterval { mean: 20.0, half_width: Some(30.0) });
        assert_eq!(lines, ["+20", "(−10 to +50)", NO_CLEAR_CHANGE]);
        let lines = difference_lines(MeanInterval { mean: 20.0, half_width: None });
        assert_eq!(lines, ["+20"]);
    }

    #[test]
    fn a_difference_on_one_line_has_half_the_width_of_its_interval() {
        let line = |mean, half_width| difference_line(MeanInterval { mean, half_width });
        assert_eq!(line(1_234.0, Some(1_056.4)), "+1,234 ±1,056");
        assert_eq!([line(-3.0, None), line(0.0, Some(0.0))], ["−3", "0"]);
    }

    #[test]
    fn a_change_has_the_form_of_its_unit() {
        let of = |unit, mean| change_lines(unit, MeanInterval { mean, half_width: Some(0.01) });
        assert_eq!(of("share", -0.02), ["−2.0 points", "(−3.0 to −1.0)"]);
        assert_eq!(of("hours", 1_234.0)[0], "+1,234");
        assert_eq!(of("people", 0.02), ["0.0", "(0.0 to 0.0)"]);
        let nothing = MeanInterval { mean: 0.0, half_width: Some(0.0) };
        assert_eq!(change_lines("hours", nothing), ["0"]);
        assert_eq!(of("contacts per member and year", -5.2)[0], "−5.20");
        assert_eq!(of("hours", 0.0)[2], NO_CLEAR_CHANGE);
    }

    #[test]
    fn sentences_are_rounded_to_what_is_known() {
        let rounded = |mean: f64, half_width| {
            whole(to_nearest(mean, rounding(MeanInterval { mean, half_width })))
        };
        assert_eq!(rounded(4_312.0, Some(2_100.0)), "4,300");
        assert_eq!(rounded(4_312.0, Some(210.0)), "4,310");
        assert_eq!(rounded(4_312.4, None), "4,312");
        // The lower end is 4: to the nearest 10 it would seem to be nothing.
        assert_eq!(rounded(214.0, Some(210.0)), "214");
    }
}
