//! Access and attendances by practice, and by the day of the week on which the request was made.
//!
//! Flows add up to the measures of the same name over all practices, and over all days of the week.

use super::share;
use crate::measures::Kind;
use crate::simulation::record::AccessCounts;

/// A result of each practice and of each day of the week.
#[derive(Clone, Copy)]
pub struct PartMeasure {
    /// Its name, which never changes.
    pub name: &'static str,
    /// Its unit.
    pub unit: &'static str,
    /// What kind of number it is.
    pub kind: Kind,
    /// What it counts.
    pub definition: &'static str,
    /// Its value in one replication; `None` where there is nothing to divide by.
    pub value: fn(&AccessCounts) -> Option<f64>,
}

macro_rules! parts {
    ($($name:literal, $unit:literal, $kind:ident, $definition:literal, $value:expr;)*) => {
        /// Every result of a practice and of a day of the week.
        pub const PARTS: &[PartMeasure] = &[$(PartMeasure {
            name: $name,
            unit: $unit,
            kind: Kind::$kind,
            definition: $definition,
            value: $value,
        }),*];
    };
}

#[expect(clippy::unnecessary_wraps, reason = "every measure has the same form")]
fn count(value: u64) -> Option<f64> {
    Some(value as f64)
}

parts! {
    "requests", "requests", Flow, "Requests about new needs.", |c| count(c.made);
    "requests_unmet", "requests", Flow,
        "Requests that ended without help.", |c| count(c.unmet);
    "requests_not_met", "requests", Flow,
        "Requests unmet and requests still open 28 days after the measured period.",
        |c| count(c.not_met());
    "not_met_share", "share", Share,
        "Requests not met, as a share of those made.", |c| share(c.not_met(), c.made);
    "needs_settled", "needs", Flow,
        "Requests settled; those that ended with a referral or a lapsed appointment are excluded.",
        |c| count(c.settled - c.lapsed);
    "wait_days_mean", "days", Mean,
        "Mean time from request to first consultation in calendar days, over requests that had one.",
        |c| share(c.waited_days, c.seen);
    "seen_same_day_share", "share", Share,
        "First consultations on the day on which the request was made, as a share of all first consultations.",
        |c| share(c.seen_same_day, c.seen);
    "ed_attendances_access_related_low", "attendances", Flow,
        "Attendances after a failed or late request, if only patients sent by NHS 111 attend.",
        |c| count(c.attendances.access_related[0]);
    "ed_attendances_access_related_central", "attendances", Flow,
        "The same at the central probability.", |c| count(c.attendances.access_related[1]);
    "ed_attendances_access_related_high", "attendances", Flow,
        "The same at the high probability.", |c| count(c.attendances.access_related[2]);
    "ed_attendances_all", "attendances", Flow,
        "Attendances at emergency departments: background, access-related at the central probability, and sent by a consultation.",
        |c| count(c.attendances.all());
    "appointments_attended", "appointments", Flow,
        "Appointments attended, as national data count them, of patients of the practice. By day of the week: of the request, or of the day on which planned care fell due.",
        |c| count(c.attended);
    "appointments_missed", "appointments", Flow,
        "Appointments missed, in the same sense.", |c| count(c.missed);
    "dna_share", "share", Share,
        "Appointments missed, as a share of attended and missed appointments.",
        |c| share(c.missed, c.attended + c.missed);
    "calls_inbound", "calls", Flow,
        "Incoming calls: requests, redials and calls about anything else. By day of the week: of the call.",
        |c| count(c.calls);
    "online_submissions", "forms", Flow,
        "Online forms sent, on any subject. By day of the week: of the form.", |c| count(c.forms);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulation::record::Attendances;

    #[test]
    fn shares_and_waits_are_those_worked_by_hand() {
        let counts = AccessCounts {
            made: 10,
            settled: 6,
            lapsed: 1,
            referred: 1,
            unmet: 2,
            seen: 8,
            seen_same_day: 4,
            waited_days: 20,
            attendances: Attendances { background: 5, access_related: [0, 1, 2], referred: 1 },
            attended: 9,
            missed: 1,
            calls: 12,
            forms: 3,
        };
        let of = |name| {
            let part = PARTS.iter().find(|part| part.name == name).expect(name);
            (part.value)(&counts)
        };
        // Of ten requests six were settled and one was referred; two failed, one is open.
        assert_eq!(of("requests_not_met"), Some(3.0));
        assert_eq!(of("not_met_share"), Some(0.3));
        assert_eq!(of("needs_settled"), Some(5.0));
        assert_eq!(of("wait_days_mean"), Some(2.5));
        assert_eq!(of("seen_same_day_share"), Some(0.5));
        assert_eq!(of("ed_attendances_all"), Some(7.0));
        assert_eq!(of("dna_share"), Some(0.1));
        assert_eq!((PARTS[5].value)(&AccessCounts::default()), None);
    }
}
