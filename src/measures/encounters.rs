//! The measures of triage and of what encounters find and miss.

use super::count;
use super::lists::list_of_measures;
use crate::model::demand::Urgency;
use crate::simulation::record::{QUEUE_DAYS, Record};

/// Requests waiting for triage at the end of a day: mean over the first (0) or last (1) days measured.
fn waiting(record: &Record, end: usize) -> Option<f64> {
    let days = (QUEUE_DAYS as u32).min(record.days);
    (days > 0).then(|| record.triage.waiting[end] as f64 / f64::from(days))
}

/// Encounters within 28 days per request that had one.
fn contacts(record: &Record, urgencies: &[Urgency]) -> Option<f64> {
    let of = |part: usize| -> u64 {
        urgencies.iter().map(|urgency| record.triage.contacts[*urgency as usize][part]).sum()
    };
    (of(0) > 0).then(|| of(1) as f64 / of(0) as f64)
}

list_of_measures! {
    /// The measures of triage and of what encounters find and miss.
    pub(super) ENCOUNTERS:
    "needs_missed", "encounters", Flow, Less,
        "Triages, messages and consultations in the measured period that ended although the patient needed more: a referral, the emergency department, treatment or an examination. The patient comes back, one level more urgent.",
        |r| count(r.triage.missed);
    "requests_reopened", "requests", Flow, Less,
        "Times in the measured period that a request was closed by triage or a consultation and the patient came back for the same need. The request counts as settled once at most, when nothing follows.",
        |r| count(r.triage.reopened);
    "contacts_per_request", "contacts per request", Rate, Neither,
        "Triages, messages and consultations within 28 days of a request's arising, per request that had one. Planned care is excluded; follow-ups are included.",
        |r| contacts(r, &Urgency::ALL);
    "contacts_per_request_urgent", "contacts per request", Rate, Neither,
        "The same as `contacts_per_request`, of needs that were urgent when they arose.",
        |r| contacts(r, &[Urgency::Urgent]);
    "triage_wait_min_urgent", "min", Mean, Less,
        "Mean wait for clinical triage of urgent requests, nights included. Those that reached the limit are excluded: `triage_limit_reached` counts them.",
        |r| r.triage.wait_min[0].mean();
    "triage_wait_min_soon", "min", Mean, Less,
        "Mean wait for clinical triage of requests wanted soon, nights included.",
        |r| r.triage.wait_min[1].mean();
    "triage_wait_min_routine", "min", Mean, Less,
        "Mean wait for clinical triage of routine requests, nights included.",
        |r| r.triage.wait_min[2].mean();
    "triage_limit_reached", "requests", Flow, Less,
        "Urgent requests that waited for triage as long as they may and were then booked by reception without it.",
        |r| count(r.triage.limit_reached);
    "triage_waiting", "requests", Stock, Less,
        "Requests waiting for triage at the end of a day: mean over the last 28 days measured.",
        |r| waiting(r, 1);
    "triage_waiting_growth", "requests", Stock, Less,
        "The same, minus the mean over the first 28 days measured. If it is large, the queue grows and its requests are neither settled nor unmet yet.",
        |r| Some(waiting(r, 1)? - waiting(r, 0)?);
}
