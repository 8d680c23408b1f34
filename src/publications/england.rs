//! Values beside England: the distribution over practices, where one is published.

use super::data::Practice;
use super::left::{Left, LeftOut};

/// The distribution of a value over the practices of England.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Distribution {
    /// The column; for staff, of the value for 1,000 patients.
    pub column: &'static str,
    /// The 1st, 50th and 99th centile.
    pub centiles: [f64; 3],
    /// From which publication.
    pub source: &'static str,
}

const LISTS: &str =
    "Patients Registered at a GP Practice, 1 December 2025, 6,106 practices in networks";
const CALLS: &str =
    "Cloud Based Telephony data in General Practice, December 2025, 4,709 practices";
const FORMS: &str = "Submissions via Online Consultation Systems in General Practice, December 2025, 6,096 practices";
const APPOINTMENTS: &str = "Appointments in General Practice, April 2025 to March 2026, 3,082 practices of half the networks";
const STAFF: &str = "General Practice Workforce, 2024, 3,094 practices of half the networks";

/// The distributions that can be had from publications by practice. Each is of the practices of the named
/// file, computed by this program; other columns have none.
pub const ENGLAND: [Distribution; 9] = [
    Distribution { column: "list_size", centiles: [1962.0, 8869.0, 38085.0], source: LISTS },
    Distribution { column: "gp_wte", centiles: [0.081, 0.418, 0.921], source: STAFF },
    Distribution { column: "admin_wte", centiles: [0.357, 1.14, 2.449], source: STAFF },
    Distribution {
        column: "calls_per_1000_month",
        centiles: [228.7, 557.6, 1511.7],
        source: CALLS,
    },
    Distribution { column: "online_per_1000_month", centiles: [0.0, 52.2, 351.3], source: FORMS },
    Distribution {
        column: "appointments_per_1000_month",
        centiles: [254.4, 474.1, 921.5],
        source: APPOINTMENTS,
    },
    Distribution { column: "missed_share", centiles: [0.014, 0.084, 0.323], source: CALLS },
    Distribution {
        column: "same_day_share",
        centiles: [0.201, 0.421, 0.702],
        source: APPOINTMENTS,
    },
    Distribution {
        column: "over_14_days_share",
        centiles: [0.017, 0.172, 0.416],
        source: APPOINTMENTS,
    },
];

/// How far a value may be beyond the 1st or the 99th centile: a fifth of the one, five times the other.
const FACTOR: f64 = 5.0;

/// The distribution of a column, if one is published.
pub fn distribution(column: &str) -> Option<&'static Distribution> {
    ENGLAND.iter().find(|known| known.column == column)
}

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
        if !accept && (value < low / FACTOR || value > high * FACTOR) {
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
