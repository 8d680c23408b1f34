//! Deprivation of practices: scores, fifths and tenths of England, in whichever direction they count.

use super::left::Left;
use super::schema::Role;
use super::table::{Row, Table};
use crate::scenario::error::Problem;

/// Takes one row of scores and fifths, or of tenths.
pub(super) fn take(row: &Row<'_>, table: &mut Table, left: &mut Left) {
    let Some(code) = row.practice(left) else { return };
    table.practice(&code);
    if table.practice(&code).deprivation.is_some() {
        left.note(
            row.line,
            row.entry("rows", &code, Role::Practice, "a second row of the practice"),
        );
        return;
    }
    let score = row.number(&code, Role::Score, false, left);
    let fifth = match row.text(Role::Decile) {
        Some(_) => {
            // Official tenths count from the most deprived.
            table.most_deprived_first = true;
            let tenth = row.number(&code, Role::Decile, false, left);
            let is_tenth = |tenth: &f64| (1.0..=10.0).contains(tenth) && tenth.fract() == 0.0;
            if tenth.is_some_and(|tenth| !is_tenth(&tenth)) {
                let reason = "it is no tenth of England, from 1 to 10";
                left.note(row.line, row.entry("value", &code, Role::Decile, reason));
            }
            tenth.filter(is_tenth).map(|tenth| (tenth / 2.0).ceil() as u8)
        }
        None => fifth(row, &code, table, left),
    };
    table.practice(&code).deprivation = Some((score, fifth));
}

/// The fifth of a row. Tenths in its place make the whole column useless.
fn fifth(row: &Row<'_>, code: &str, table: &mut Table, left: &mut Left) -> Option<u8> {
    let value = row.number(code, Role::Quintile, false, left)?;
    if (1.0..=5.0).contains(&value) && value.fract() == 0.0 {
        return Some(value as u8);
    }
    if (6.0..=10.0).contains(&value) && value.fract() == 0.0 && table.problems.is_empty() {
        table.problems.push(Problem {
            file: row.file.to_owned(),
            line: Some(row.line),
            key: row.column(Role::Quintile).to_owned(),
            found: format!("{value} for the practice {code}, a tenth and not a fifth of England"),
            expected: "1, 2, 3, 4 or 5 in all rows of the column".into(),
            remedy: "take a file with fifths, or name the column IMD_decile if it has tenths of which 1 is \
                     the most deprived"
                .into(),
        });
    }
    left.note(
        row.line,
        row.entry("value", code, Role::Quintile, "it is no fifth of England, from 1 to 5"),
    );
    None
}

/// Takes one row of a table of many indicators.
pub(super) fn take_indicator(row: &Row<'_>, table: &mut Table, left: &mut Left) {
    let is_practice =
        row.text(Role::Organisation).is_some_and(|sort| sort.to_uppercase().contains("GP"));
    let indicator = row.text(Role::Indicator).unwrap_or("").to_lowercase();
    let is_score = indicator.contains("deprivation score") && !indicator.contains("children");
    let other = match (is_practice, is_score) {
        (true, true) => None,
        (false, _) => Some((Role::Organisation, "the row is not of a practice")),
        (true, false) => Some((Role::Indicator, "it is no indicator that is used")),
    };
    if let Some((role, reason)) = other {
        return left.note(row.line, row.entry("rows", "", role, reason));
    }
    let Some(code) = row.practice(left) else { return };
    table.practice(&code);
    if let Some(score) = row.number(&code, Role::Value, false, left) {
        let practice = table.practice(&code);
        if practice.deprivation.is_some_and(|(known, _)| known != Some(score)) {
            let reason = "a second score of the practice; the later row counts";
            left.note(row.line, row.entry("rows", &code, Role::Indicator, reason));
        }
        practice.deprivation = Some((Some(score), None));
    }
}

/// The fewest practices of a file of all England.
const ENGLAND: usize = 4_000;

/// Turns the fifths of a table to count from the most deprived. Where scores are stated too, they say in
/// which direction the fifths count. Returns what was done, in words, if it must be told.
pub(super) fn direct(table: &mut Table) -> Option<String> {
    let mut sums = [(0.0, 0.0); 5];
    for (score, fifth) in table.practices.values().filter_map(|practice| practice.deprivation) {
        if let (Some(score), Some(fifth)) = (score, fifth) {
            let sum = &mut sums[usize::from(fifth) - 1];
            *sum = (sum.0 + score, sum.1 + 1.0);
        }
    }
    let means: Vec<f64> =
        sums.iter().filter(|(_, count)| *count > 0.0).map(|(sum, count)| sum / count).collect();
    let rises = match (means.first(), means.last()) {
        (Some(first), Some(last)) if first < last => Some(true),
        (Some(first), Some(last)) if first > last => Some(false),
        _ => None,
    };
    let first_is_most = rises.map_or(table.most_deprived_first, |rises| !rises);
    if !first_is_most {
        for practice in table.practices.values_mut() {
            if let Some((_, Some(fifth))) = &mut practice.deprivation {
                *fifth = 6 - *fifth;
            }
        }
    }
    by_score(table);
    let told = match rises {
        None => {
            "the file does not show in which direction its fifths count: 1 is taken as the least deprived"
        }
        Some(true) => return None,
        Some(false) => "by its scores, the file counts fifths from the most deprived",
    };
    let has_fifths =
        table.practices.values().any(|practice| matches!(practice.deprivation, Some((_, Some(_)))));
    (has_fifths && !table.most_deprived_first).then(|| told.to_owned())
}

/// Fifths by the scores of a file of all England that states no fifths.
fn by_score(table: &mut Table) {
    let stated = |found: Option<(Option<f64>, Option<u8>)>| found.and_then(|(score, _)| score);
    let mut scores: Vec<f64> =
        table.practices.values().filter_map(|found| stated(found.deprivation)).collect();
    let has_fifths =
        table.practices.values().any(|found| matches!(found.deprivation, Some((_, Some(_)))));
    if has_fifths || scores.len() < ENGLAND {
        return;
    }
    scores.sort_by(f64::total_cmp);
    for practice in table.practices.values_mut() {
        if let Some((Some(score), fifth)) = &mut practice.deprivation {
            let below = scores.partition_point(|other| other < score);
            *fifth = Some(5 - (below * 5 / scores.len()) as u8);
        }
    }
}
