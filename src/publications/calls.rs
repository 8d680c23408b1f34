//! Cloud Based Telephony by practice and day: a few million rows a month, each a number of calls of one
//! indicator, in one band of waiting or talking or at one time of the day.

use super::cell::Month;
use super::left::Left;
use super::measure::M;
use super::schema::Role;
use super::table::{Calls, Row, Table};

/// The indicators: calls in, ended in the menu, answered (by wait), missed (by wait), call-backs requested and
/// made, answered (by duration).
const INDICATORS: [&str; 7] =
    ["CBT001", "CBT002", "CBT003", "CBT004", "CBT005", "CBT006", "CBT007"];

/// What each indicator counts. The last counts the same calls as the third.
const COUNTED: [M; 7] = [
    M::Inbound,
    M::EndedInMenu,
    M::Answered,
    M::Missed,
    M::CallBackRequested,
    M::CallBackMade,
    M::Answered,
];

/// The bands of an indicator, if any are used: up to one, two and five minutes, and longer.
fn bands(indicator: usize) -> Option<[M; 4]> {
    match indicator {
        2 => Some([M::AnsweredIn1, M::AnsweredIn2, M::AnsweredIn5, M::AnsweredOver5]),
        3 => Some([M::MissedIn1, M::MissedIn2, M::MissedIn5, M::MissedOver5]),
        6 => Some([M::Lasted1, M::Lasted2, M::Lasted5, M::LastedOver5]),
        _ => None,
    }
}

fn add(sum: &mut Option<f64>, count: f64) {
    *sum = Some(sum.unwrap_or(0.0) + count);
}

/// Takes one row.
pub(super) fn take(row: &Row<'_>, table: &mut Table, left: &mut Left) {
    let Some(code) = row.practice(left) else { return };
    table.practice(&code);
    let Some(month) = row.month(&code, left) else { return };
    let name = row.text(Role::Indicator).unwrap_or("").to_ascii_uppercase();
    let Some(indicator) = INDICATORS.iter().position(|known| *known == name) else {
        left.note(
            row.line,
            row.entry("rows", "", Role::Indicator, "it is no indicator that is used"),
        );
        return;
    };
    let Some(count) = row.number(&code, Role::Value, true, left) else { return };
    if !table.is_first(row, &code, Some(month), Role::Value) {
        return;
    }
    table.describe(row, &code, left);
    let stated =
        [Role::Band, Role::TimeOfDay, Role::Hours].map(|role| row.text(role).unwrap_or(""));
    let calls = table.calls.entry((code, month)).or_default();
    match (stated.iter().any(|text| is_sum(text)), stated.iter().any(|text| is_part(text))) {
        (_, false) => return add(&mut calls.totals[indicator], count),
        // A sum over hours or over bands beside its parts.
        (true, true) => return,
        (false, true) => {}
    }
    add(&mut calls.parts[indicator], count);
    match band(stated[0]) {
        Some(index) => add(&mut calls.bands[indicator][index], count),
        None if is_part(stated[0]) && bands(indicator).is_some() => {
            let reason = "it is no band of seconds that is known; the calls count in no band";
            left.note(row.line, row.entry("category", "", Role::Band, reason));
        }
        None => {}
    }
}

/// Whether a cell stands for all bands or hours together.
fn is_sum(text: &str) -> bool {
    ["TOTAL", "ALL"].iter().any(|all| text.eq_ignore_ascii_case(all))
}

/// Whether a cell names a band or hours.
fn is_part(text: &str) -> bool {
    !text.is_empty()
        && !is_sum(text)
        && !["N/A", "NA"].iter().any(|no| text.eq_ignore_ascii_case(no))
}

/// Words in the names of bands.
const BAND_WORDS: [&str; 16] = [
    "s", "sec", "secs", "second", "seconds", "min", "mins", "minute", "minutes", "to", "than",
    "less", "under", "over", "more", "longer",
];

/// The band of a wait or a duration in seconds, such as `0`, `31_60`, `241-300` or `>300`; with `min` in minutes.
fn band(text: &str) -> Option<usize> {
    let text = text.to_ascii_lowercase();
    let is_word = |word: &str| word.is_empty() || BAND_WORDS.contains(&word);
    let is_sign = |c: char| c.is_ascii_digit() || " _-–<>=+".contains(c);
    if text.starts_with('-') || !text.split(is_sign).all(is_word) {
        return None;
    }
    let numbers: Vec<u32> = text
        .split(|c: char| !c.is_ascii_digit())
        .filter(|digits| !digits.is_empty())
        .map(str::parse)
        .collect::<Result<_, _>>()
        .ok()?;
    let unit = if text.contains("min") { 60 } else { 1 };
    let words = [">", "+", "over", "more", "longer"];
    let last = numbers.last()?.checked_mul(unit)?;
    let is_open = numbers.len() == 1 && words.iter().any(|word| text.contains(word));
    let above = |limit: u32| if is_open { last >= limit } else { last > limit };
    Some(match () {
        () if above(300) => 3,
        () if above(120) => 2,
        () if above(60) => 1,
        () => 0,
    })
}

/// Turns what was counted into measures of the practices.
pub(super) fn finish(table: &mut Table) {
    for ((code, month), calls) in std::mem::take(&mut table.calls) {
        set(table, &code, month, &calls);
    }
}

fn set(table: &mut Table, code: &str, month: Month, calls: &Calls) {
    let cells = table.practice(code).months.entry(month).or_default();
    // The last first, so that answered calls by wait count where a file has both.
    for indicator in (0..INDICATORS.len()).rev() {
        if let Some(count) = calls.totals[indicator].or(calls.parts[indicator]) {
            cells.set(COUNTED[indicator], count);
        }
        let stated = calls.bands[indicator];
        if let Some(bands) = bands(indicator).filter(|_| stated.iter().any(Option::is_some)) {
            for (measure, count) in bands.into_iter().zip(stated) {
                cells.set(measure, count.unwrap_or(0.0));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_are_known_by_their_upper_end() {
        for (text, index) in [
            ("0", 0),
            ("1_30", 0),
            ("31_60", 0),
            ("61_90", 1),
            ("91-120", 1),
            ("121_180", 2),
            ("241_300", 2),
            (">300", 3),
            ("300+", 3),
            ("1 - 2 minutes", 1),
            ("Longer than 5 minutes", 3),
        ] {
            assert_eq!(band(text), Some(index), "{text}");
        }
        for text in ["unknown", "Jan-26", "-5", "8.1E+05", ""] {
            assert_eq!(band(text), None, "{text}");
        }
        assert!(is_sum("total") && !is_part("") && !is_part("TOTAL") && is_part("0"));
    }
}
