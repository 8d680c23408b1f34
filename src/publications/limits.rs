//! Values that no practice can have, whatever was accepted: without them the written file could be read by
//! nobody.

use super::data::Practice;
use super::left::{Left, LeftOut};

/// The largest list \[patients\], as a file of networks allows.
const LARGEST_LIST: f64 = 200_000.0;

/// The highest rate for 1,000 patients and month.
const HIGHEST_RATE: f64 = 5_000.0;

/// The most staff \[whole-time equivalents\].
const MOST_WTE: f64 = 200.0;

/// Leaves out what no practice can have. Returns whether the practice can be kept.
pub(super) fn bound(practice: &mut Practice, left: &mut Left) -> bool {
    let mut note = |what: &'static str, column: &str, value: f64, reason: &str| {
        let entry = LeftOut {
            what,
            practice: practice.practice.clone(),
            network: practice.network.clone(),
            column: column.to_owned(),
            value: value.to_string(),
            reason: reason.to_owned(),
            ..LeftOut::default()
        };
        left.note(0, entry);
    };
    if !(1.0..=LARGEST_LIST).contains(&practice.list_size) {
        note("practice", "list_size", practice.list_size, "a list must have 1 to 200,000 patients");
        return false;
    }
    let values = &mut practice.values;
    values.retain(|column, value| {
        let most = match () {
            () if column.ends_with("_per_1000_month") => HIGHEST_RATE,
            () if column.ends_with("_wte") => MOST_WTE,
            () => return true,
        };
        if *value > most {
            note(
                "value",
                column,
                *value,
                "more than any practice can have: 5,000 for 1,000 patients and month, 200 WTE",
            );
        }
        *value <= most
    });
    let shares = ["same_day_share", "over_14_days_share"];
    let both: f64 = shares.iter().filter_map(|column| values.get(column)).sum();
    if both > 1.0 {
        note(
            "value",
            "same_day_share",
            both,
            "the shares on the same day and over 14 days ahead sum to more than 1",
        );
        values.retain(|column, _| !shares.contains(column));
    }
    // A share counts as much as what it is of, so it is of no use without.
    for (column, of) in [
        ("missed_share", "calls_per_1000_month"),
        ("same_day_share", "appointments_per_1000_month"),
        ("over_14_days_share", "appointments_per_1000_month"),
    ] {
        if !values.contains_key(of)
            && let Some(value) = values.remove(column)
        {
            note("value", column, value, "the number of events that it is a share of is not known");
        }
    }
    true
}
