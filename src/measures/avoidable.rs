//! Needs over all their requests, and contacts that the practices' own failures cause.

use super::lists::list_of_measures;
use super::{count, share};
use crate::simulation::record::{Because, Record};

#[expect(clippy::unnecessary_wraps, reason = "every measure has the same form")]
fn because(record: &Record, cause: Because) -> Option<f64> {
    Some(record.contacts.of(cause) as f64)
}

list_of_measures! {
    /// The measures of needs and of avoidable contacts.
    pub(super) AVOIDABLE:
    "needs_brought", "needs", Flow, Neither,
        "Needs about which patients first asked in the measured period. Requests that return after they ended without help are further requests about the same need: without `[returns]` there are as many needs as requests.",
        |r| count(r.needs.made);
    "requests_returned", "requests", Flow, Less,
        "Requests of the measured period that returned: the same request, one to four weeks after it ended without help. They are among `requests`. Zero without `[returns]`.",
        |r| count(r.needs.returned);
    "requests_per_need", "requests per need", Rate, Less,
        "Requests made in the measured period per need first brought in it. 1 without `[returns]`.",
        |r| share(r.requests.made, r.needs.made);
    "needs_unmet", "needs", Flow, Less,
        "Needs first brought in the measured period whose last request ended without help and does not return.",
        |r| count(r.needs.unmet);
    "needs_unmet_share", "share", Share, Less,
        "The same as a share of needs first brought in the measured period that have ended. `tried_none_share` is per attempt.",
        |r| share(r.needs.unmet, r.needs.made - r.needs.open);
    "needs_open", "needs", Flow, Less,
        "Needs first brought in the measured period that had not ended 28 days after it: the request is still open, or will return later.",
        |r| count(r.needs.open);
    "contacts", "contacts", Flow, Neither,
        "Contacts with the practices: incoming calls, online forms, visits at the desk, and consultations after a hand-back. All other consultations are excluded.",
        |r| count(r.contacts.all());
    "contacts_avoidable", "contacts", Flow, Less,
        "Contacts that the practices' own failures caused, each under one cause: what happened last. Calls about anything else that chase a result or a letter are not told apart, so they are excluded unless an earlier call was not answered.",
        |r| count(r.contacts.avoidable());
    "contacts_avoidable_share", "share", Share, Less,
        "The same as a share of all contacts.",
        |r| share(r.contacts.avoidable(), r.contacts.all());
    "contacts_not_answered", "contacts", Flow, Less,
        "Avoidable contacts: calls and forms after a call that, while the practice was open, ended in the menu or the queue or was cut off at closing, and calls of visitors sent home at closing.",
        |r| because(r, Because::NotAnswered);
    "contacts_told_again", "contacts", Flow, Less,
        "Avoidable contacts: calls of patients who had been told to try another day.",
        |r| because(r, Because::ToldAgain);
    "contacts_handed_back", "contacts", Flow, Less,
        "Avoidable contacts: consultations attended because the one before handed the patient back to a GP, planned care included.",
        |r| because(r, Because::HandedBack);
    "contacts_missed_in_triage", "contacts", Flow, Less,
        "Avoidable contacts: calls of patients whose request triage had closed although they needed more.",
        |r| because(r, Because::MissedInTriage);
    "contacts_missed_in_consultation", "contacts", Flow, Less,
        "Avoidable contacts: calls of patients whose consultation had ended although they needed more.",
        |r| because(r, Because::MissedInConsultation);
    "contacts_had_nothing", "contacts", Flow, Less,
        "Avoidable contacts: the first contact of a request that returned after it had ended without help. Zero without `[returns]`.",
        |r| because(r, Because::HadNothing);
    "contacts_chased", "contacts", Flow, Less,
        "Avoidable contacts: calls of patients who ask after a promised call-back that was not made.",
        |r| because(r, Because::Chased);
}
