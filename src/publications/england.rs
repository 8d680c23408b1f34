//! Values of practices judged beside England, and what would give a distribution that nobody has published.

use super::data::Practice;
use super::left::{Left, LeftOut};
use crate::validation::networks::england::ENGLAND;
use crate::validation::networks::rows::COLUMNS;

/// Which publication would give the distribution of a column that has none; empty if none would.
pub fn would_give(column: &str) -> &'static str {
    match column {
        _ if column.starts_with("category_") || column.starts_with("appointments_") => {
            "Appointments in General Practice, Practice Level Crosstab, of all practices"
        }
        _ if column.starts_with("patients_") => {
            "Patients Registered at a GP Practice, by single year of age"
        }
        _ if column.ends_with("_wte") => "General Practice Workforce, practice level, detailed",
        _ => "",
    }
}

/// How far a value may be beyond the 1st or the 99th centile: a fifth of the one, five times the other.
const FACTOR: f64 = 5.0;

/// Judges the values of a practice. Values far beyond England's are left out unless they are accepted. Returns
/// whether the practice can be kept.
pub(super) fn judge(practice: &mut Practice, accept: bool, left: &mut Left) -> bool {
    let mut refused = Vec::new();
    for known in &ENGLAND {
        let [low, median, high] = known.centiles;
        let Some(value) = compared(practice, known.column) else { continue };
        if (low..=high).contains(&value) {
            continue;
        }
        practice.unusual.push(known.column);
        // A part of appointments, calls or forms may well be none.
        let is_part = !COLUMNS.contains(&known.column) && value == 0.0;
        if !accept && !is_part && (value < low / FACTOR || value > high * FACTOR) {
            let reason = format!(
                "outside a fifth of the 1st to five times the 99th centile of England ({low} to {high}, median \
                 {median}); --accept keeps it"
            );
            refused.push((known.column, value, reason));
        }
    }
    for (column, value, reason) in &refused {
        let entry = LeftOut {
            what: if *column == "list_size" { "practice" } else { "value" },
            practice: practice.practice.clone(),
            network: practice.network.clone(),
            column: (*column).to_owned(),
            value: format!("{value:.4}"),
            reason: reason.clone(),
            ..LeftOut::default()
        };
        left.note(0, entry);
        practice.values.remove(column);
    }
    refused.iter().all(|(column, ..)| *column != "list_size")
}

/// The value that is compared: staff for 1,000 patients, everything else as it is.
pub fn compared(practice: &Practice, column: &str) -> Option<f64> {
    if column == "list_size" {
        return Some(practice.list_size);
    }
    let value = practice.values.get(column).copied()?;
    Some(if column.ends_with("_wte") { value / practice.list_size * 1000.0 } else { value })
}
