//! Patients Registered at a GP Practice: lists by sex and age, in years or groups of five.

use super::cell::Month;
use super::left::Left;
use super::measure::{Cells, Group, M};
use super::schema::Role;
use super::table::{Row, Table};

/// Takes one row.
pub(super) fn take(row: &Row<'_>, table: &mut Table, left: &mut Left) {
    let is_practice =
        |text: &str| ["GP", "GPS", "PRACTICE", ""].contains(&text.to_uppercase().as_str());
    if row.text(Role::Organisation).is_some_and(|sort| !is_practice(sort)) {
        left.note(
            row.line,
            row.entry("rows", "", Role::Organisation, "the row is not of a practice"),
        );
        return;
    }
    let Some(code) = row.practice(left) else { return };
    table.practice(&code);
    let Some(month) = row.month(&code, left) else { return };
    let Some(count) = row.number(&code, Role::Count, true, left) else { return };
    if !table.is_first(row, &code, Some(month), Role::Count) {
        return;
    }
    let sex = row.text(Role::Sex).unwrap_or("").to_uppercase();
    let group = match sex.as_str() {
        "ALL" | "PERSONS" => Group::Ages,
        "MALE" | "M" => Group::AgesMale,
        "FEMALE" | "F" => Group::AgesFemale,
        // Few patients have another sex or none stated; they are part of ALL.
        _ => {
            left.note(
                row.line,
                row.entry("rows", "", Role::Sex, "it is neither ALL, MALE nor FEMALE"),
            );
            return;
        }
    };
    let age = row.text(Role::Age).unwrap_or("");
    let practice = table.practice(&code);
    if practice.sub_icb.is_none() {
        practice.sub_icb =
            row.text(Role::SubIcb).filter(|text| !text.is_empty()).map(str::to_owned);
    }
    if age.eq_ignore_ascii_case("ALL") {
        match group {
            Group::Ages if count > 0.0 => {
                practice.registered.insert(Some(month), count);
            }
            Group::Ages => {
                left.note(row.line, row.entry("value", &code, Role::Count, "a list of 0 patients"));
            }
            Group::AgesMale => practice.months.entry(month).or_default().set(M::MaleAll, count),
            _ => practice.months.entry(month).or_default().set(M::FemaleAll, count),
        }
        return;
    }
    let Some(band) = band(age) else {
        left.note(row.line, row.entry("rows", "", Role::Age, "it is no age"));
        return;
    };
    practice.months.entry(month).or_default().add(group.measures()[band], count);
}

/// The band of ages of an age such as `7`, `95+` or `5_9`.
fn band(age: &str) -> Option<usize> {
    let age = age.trim().to_ascii_lowercase();
    let age = age.trim_end_matches('+').trim_end_matches("plus").trim_end();
    let mut ends = age.split(['_', '-', '–']).map(|end| end.trim().parse::<u32>().ok());
    let first = ends.next()?;
    // The second end may be absent, but not be something else.
    if ends.clone().count() > 1 || ends.any(|end| end.is_none_or(|end| Some(end) < first)) {
        return None;
    }
    let age = first?;
    Some(match age {
        0..=4 => 0,
        5..=14 => 1,
        15..=44 => 2,
        45..=64 => 3,
        65..=74 => 4,
        75..=84 => 5,
        85..=130 => 6,
        _ => return None,
    })
}

/// Lists of both sexes from those of men and women, where only these are stated.
pub(super) fn complete(months: &mut std::collections::BTreeMap<Month, Cells>) -> Vec<(Month, f64)> {
    let mut lists = Vec::new();
    for (month, cells) in months.iter_mut() {
        let all = [M::MaleAll, M::FemaleAll].map(|measure| cells.get(measure));
        if let [Some(male), Some(female)] = all {
            lists.push((*month, male + female));
        }
        for (index, measure) in Group::Ages.measures().iter().enumerate() {
            let of = |group: Group| cells.get(group.measures()[index]);
            if let (None, Some(male), Some(female)) =
                (cells.get(*measure), of(Group::AgesMale), of(Group::AgesFemale))
            {
                cells.set(*measure, male + female);
            }
        }
    }
    lists
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_fall_into_bands() {
        for (age, expected) in
            [("0", 0), ("4", 0), ("5_9", 1), ("15-19", 2), ("64", 3), ("95+", 6), ("85", 6)]
        {
            assert_eq!(band(age), Some(expected), "{age}");
        }
        for age in ["all", "999", "8.1E+05", "Sep-10", "9_5", "1-2-3", ""] {
            assert_eq!(band(age), None, "{age}");
        }
    }
}
