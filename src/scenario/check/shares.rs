//! Checks that shares add up and that names are known.

use crate::scenario::aliases::{meant, question};
use crate::scenario::reader::Section;

/// Tolerance of a sum of shares, for rounding.
pub(super) const ROUNDING: f64 = 0.006;

pub(super) fn sums_to_one(section: &Section<'_>, key: &str, shares: &[f64]) {
    if !key.is_empty() {
        section.note_sum(&[key], true);
    }
    let sum: f64 = shares.iter().sum();
    if (sum - 1.0).abs() > ROUNDING {
        section.problem(
            key,
            &format!("shares that sum to {sum:.4}"),
            "shares that sum to 1",
            "correct the shares; together they must cover everything",
        );
    }
}

pub(super) fn at_most_one(section: &Section<'_>, key: &str, shares: &[f64]) {
    let sum: f64 = shares.iter().sum();
    if sum > 1.0 + 1e-9 {
        section.problem(
            key,
            &format!("shares that sum to {sum:.4}"),
            "shares that sum to 1 at most",
            "lower one of them; the remainder is the last share",
        );
    }
}

/// Refuses a number above `most`. It is probably a typing error and could not be simulated.
pub(super) fn no_more_than(section: &Section<'_>, key: &str, found: f64, most: f64) {
    if found > most {
        let name = key.rsplit('.').next().unwrap_or(key);
        let remedy = format!("`{name}` is {found}; the maximum is {most}");
        section.problem(key, &found.to_string(), &format!("at most {most}"), &remedy);
    }
}

pub(super) fn cumulative(shares: &[f64]) -> Vec<f64> {
    shares
        .iter()
        .scan(0.0, |sum, share| {
            *sum += share;
            Some(*sum)
        })
        .collect()
}

pub(super) fn twelve(values: Vec<f64>) -> [f64; 12] {
    values.try_into().expect("twelve values were read")
}

pub(super) fn profession(
    section: &Section<'_>,
    key: &str,
    name: &str,
    professions: &[String],
) -> Option<usize> {
    let found = professions.iter().position(|known| known == name);
    if found.is_none() {
        let known: Vec<&str> = professions.iter().map(String::as_str).collect();
        let what = "a role with that `booked_as`";
        unknown(section, key, (name, "under which no role is booked"), &known, what);
    }
    found
}

/// Reports an unknown name. It lists the nearest names first, with everyday and published ones.
pub(super) fn unknown(
    section: &Section<'_>,
    key: &str,
    (name, why): (&str, &str),
    known: &[&str],
    to_add: &str,
) {
    let near = meant(name, known);
    let others = known.iter().filter(|name| !near.contains(name));
    let all: Vec<&str> = near.iter().chain(others).copied().collect();
    section.problem(
        key,
        &format!("{name:?}, {why}"),
        &format!("one of: {}", all.join(", ")),
        &question(&near, &format!("correct the name, or add {to_add}")),
    );
}

pub(super) fn profession_list(
    section: &Section<'_>,
    key: &str,
    professions: &[String],
) -> Vec<usize> {
    section
        .texts(key)
        .iter()
        .filter_map(|name| profession(section, key, name, professions))
        .collect()
}
