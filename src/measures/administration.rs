//! A GP's session in minutes: contacts, records, administrative work by kind, what absorbs it, overtime.
//!
//! All of them exist only with `[administration]`, and are of the practices' own GPs, without trainees.

use super::lists::list_of_measures;
use crate::model::administration::Work;
use crate::simulation::record::{AdministrationCounts, Record};

/// A quantity, if administrative work was accounted for.
fn of(record: &Record, value: impl Fn(&AdministrationCounts) -> f64) -> Option<f64> {
    let counts = &record.administration;
    (counts.sessions_rostered > 0).then(|| value(counts))
}

/// The same for each session held.
fn each(record: &Record, value: impl Fn(&AdministrationCounts) -> f64) -> Option<f64> {
    let counts = &record.administration;
    (counts.sessions > 0).then(|| value(counts) / counts.sessions as f64)
}

/// Minutes of one kind of work for each session held.
fn work(record: &Record, work: Work) -> Option<f64> {
    each(record, |counts| counts.arisen[work as usize])
}

/// Contracted hours and overtime [min].
const fn worked(counts: &AdministrationCounts) -> f64 {
    counts.session_min + counts.contracted_min + counts.absorbed.overtime
}

list_of_measures! {
    /// The measures of administrative work.
    pub(super) ADMINISTRATION:
    "gp_session_hours", "hours per session", Rate, Less,
        "Hours that a GP works for a session held: from its start to its planned end, the contracted administrative time, and overtime. GPs of the practices without trainees, as in all measures `gp_session_…`. Needs `[administration]`, as all of these do.",
        |r| each(r, |c| worked(c) / 60.0);
    "gp_session_overtime_min", "min per session", Rate, Less,
        "Work beyond the contracted hours of a session held: administrative work, supervision that closes no start, and clinics that last too long, as far as empty, missed and closed starts and contracted administrative time do not absorb them.",
        |r| each(r, |c| c.absorbed.overtime);
    "gp_session_administrative_min", "min per session", Rate, Neither,
        "Administrative work that arose, of all kinds, for each session held. Sessions of colleagues who are away leave theirs to those held.",
        |r| each(r, AdministrationCounts::arisen_total);
    "gp_rostered_session_administrative_min", "min per session", Rate, Neither,
        "The same for each session in the roster whose post is filled, held or not.",
        |r| of(r, |c| c.arisen_total() / c.sessions_rostered as f64);
    "gp_session_results_min", "min per session", Rate, Neither,
        "Of the administrative work of a session held: results.",
        |r| work(r, Work::Results);
    "gp_session_letters_min", "min per session", Rate, Neither,
        "Of the administrative work of a session held: letters.",
        |r| work(r, Work::Letters);
    "gp_session_prescriptions_min", "min per session", Rate, Neither,
        "Of the administrative work of a session held: prescriptions, those that pharmacists take over included.",
        |r| work(r, Work::Prescriptions);
    "gp_session_messages_min", "min per session", Rate, Neither,
        "Of the administrative work of a session held: messages.",
        |r| work(r, Work::Messages);
    "gp_session_home_visit_rounds_min", "min per session", Rate, Neither,
        "Of the administrative work of a session held: rounds of visits at home, beyond the appointments of the visits.",
        |r| work(r, Work::HomeVisitRounds);
    "gp_session_contacts_min", "min per session", Rate, Neither,
        "Consultations of a session held, without writing the record.",
        |r| each(r, |c| c.contact_min - c.record_min);
    "gp_session_records_min", "min per session", Rate, Neither,
        "Writing the records of the consultations of a session held.",
        |r| each(r, |c| c.record_min);
    "gp_session_supervision_min", "min per session", Rate, Neither,
        "Supervision that closes no start, for each session held: delegated tasks, and debriefs paid for from administrative time.",
        |r| each(r, |c| c.supervision_min);
    "gp_session_overrun_min", "min per session", Rate, Less,
        "How long clinics lasted beyond their planned end, for each session held. It uses contracted administrative time first.",
        |r| each(r, |c| c.overrun_min);
    "gp_session_in_empty_starts_min", "min per session", Rate, Neither,
        "Work done in empty starts, for each session held.",
        |r| each(r, |c| c.absorbed.in_empty);
    "gp_session_in_missed_starts_min", "min per session", Rate, Neither,
        "Work done in starts that a patient missed, for each session held.",
        |r| each(r, |c| c.absorbed.in_missed);
    "gp_session_in_closed_starts_min", "min per session", Rate, Neither,
        "Work done in starts that were closed for it (`administration.close_starts`), for each session held.",
        |r| each(r, |c| c.absorbed.in_closed);
    "gp_session_in_contracted_min", "min per session", Rate, Neither,
        "Contracted administrative time that is used, by work or by a clinic that lasts too long, for each session held.",
        |r| each(r, |c| c.absorbed.in_contracted);
    "gp_session_by_pharmacists_min", "min per session", Rate, More,
        "Prescriptions that prescribing pharmacists take over, for each session held.",
        |r| each(r, |c| c.by_pharmacists.iter().sum());
    "gp_session_starts_closed", "starts per session", Rate, Less,
        "Starts that were closed for administrative work, for each session held.",
        |r| each(r, |c| c.starts_closed as f64);
    "gp_non_direct_share", "share", Share, Less,
        "Administrative work that arose, as a share of it and the time of sessions held.",
        |r| each(r, |c| c.arisen_total() / (c.arisen_total() + c.session_min) * c.sessions as f64);
    "gp_administrative_hours", "hours", Flow, Neither,
        "Administrative work of GPs that arose, of all kinds.",
        |r| of(r, |c| c.arisen_total() / 60.0);
    "gp_administrative_overtime_hours", "hours", Flow, Less,
        "Work of GPs beyond contracted hours: see `gp_session_overtime_min`. `gp_hours_overtime` is clinics alone, and takes no contracted administrative time off.",
        |r| of(r, |c| c.absorbed.overtime / 60.0);
    "gp_administrative_hours_by_pharmacists", "hours", Flow, More,
        "Administrative work of GPs that prescribing pharmacists take over.",
        |r| of(r, |c| c.by_pharmacists.iter().sum::<f64>() / 60.0);
    "gp_overtime_hours_by_pharmacists", "hours", Flow, More,
        "Of it, overtime.",
        |r| of(r, |c| c.by_pharmacists[0] / 60.0);
}
