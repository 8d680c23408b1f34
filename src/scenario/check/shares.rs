//! Shares that must add up, and names that must be known.

use crate::scenario::reader::Section;

/// How far shares that should sum to one may miss it, for rounding.
pub(super) const ROUNDING: f64 = 0.006;

pub(super) fn sums_to_one(section: &Section<'_>, key: &str, shares: &[f64]) {
    let sum: f64 = shares.iter().sum();
    if (sum - 1.0).abs() > ROUNDING {
        section.problem(
            key,
            &format!("shares that sum to {sum:.4}"),
            "shares that sum to 1",
            "mend the shares; what is left over belongs somewhere",
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
            "lower one of them: the remainder is what is left",
        );
    }
}

/// More than `most` is taken for a slip of the pen, and would be beyond what can be simulated.
pub(super) fn no_more_than(section: &Section<'_>, key: &str, found: f64, most: f64) {
    if found > most {
        section.problem(key, &found.to_string(), &format!("at most {most}"), "mend the number");
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
        section.problem(
            key,
            &format!("\"{name}\", as which no role is booked"),
            &format!("one of: {}", professions.join(", ")),
            "mend the name, or add a role with that `booked_as`",
        );
    }
    found
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
