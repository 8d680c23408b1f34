//! How practices differ: gradients by deprivation, and what a practice decides for itself.

use super::access::{MOST_PER_10000, opens_before_it_closes};
use super::shares::no_more_than;
use crate::model::CareSystem;
use crate::model::deprivation::{FIFTHS, Gradients};
use crate::model::policy::{LONGEST_WAITS, PolicyOtherwise};
use crate::model::triage::TriagePolicy;
use crate::scenario::quantity::{Kind, probability};
use crate::scenario::reader::Section;

/// The gradients by deprivation.
pub(super) fn gradients(section: &Section<'_>) -> Gradients {
    let of = |key, meaning| -> [f64; FIFTHS] {
        let kind = Kind::Positive("multiples of the mean");
        let values = section.numbers(key, kind, FIFTHS, meaning);
        values.try_into().expect("five values were read")
    };
    let gradients = Gradients {
        gps: of(
            "gps",
            "GPs per patient by fifth of deprivation, the most deprived first, relative to one another; five equal values for no gradient",
        ),
        receptionists: of(
            "receptionists",
            "Call handlers per patient by fifth of deprivation, in the same sense",
        ),
        not_attended: of(
            "not_attended",
            "Probability of not attending by fifth of deprivation, in the same sense",
        ),
        planned_care: of(
            "planned_care",
            "Planned care per patient by fifth of deprivation, in the same sense",
        ),
        ed_background: of(
            "ed_background",
            "Attendances that the practice cannot change by fifth of deprivation, in the same sense",
        ),
    };
    section.finish();
    gradients
}

/// What a practice decides for itself.
pub(super) fn policy(section: &Section<'_>) -> PolicyOtherwise {
    let share = |key, meaning| section.optional_lever(key, Kind::Share, meaning).map(probability);
    let time = |key, meaning| section.has(key).then(|| section.time(key, meaning));
    let triage = section.has("triage").then(|| {
        section.choice(
            "triage",
            &TriagePolicy::CHOICES,
            "How requests of the practice's patients are assigned to professions; triage.policy if omitted",
        )
    });
    let duty = "duty_sessions_per_10000";
    let duty_sessions_per_10000 = section.optional_lever(
        duty,
        Kind::Amount("sessions"),
        "The practice's simultaneous duty sessions per 10,000 patients; triage.duty_sessions_per_10000 if omitted",
    );
    no_more_than(section, duty, duty_sessions_per_10000.unwrap_or(0.0), MOST_PER_10000);
    let longest_wait_days = section.optional_lever(
        "longest_wait_days",
        Kind::Whole("days"),
        "Longest wait of a routine request at the practice, 10 to 35 days; that of one wanted soon is in proportion; book.longest_wait_days if omitted",
    );
    let longest_wait_days = longest_wait_days.map(|days| days as u32);
    if let Some(days) = longest_wait_days
        && !LONGEST_WAITS.contains(&days)
    {
        section.problem(
            "longest_wait_days",
            &days.to_string(),
            "10 to 35 days",
            "state the longest wait that the practice offers a routine request",
        );
    }
    let longest_wait_days =
        longest_wait_days.map(|days| days.clamp(*LONGEST_WAITS.start(), *LONGEST_WAITS.end()));
    let policy = PolicyOtherwise {
        triage,
        duty_sessions_per_10000,
        duty_bookable: share(
            "duty_bookable_share",
            "Share of a duty session's slots that can be booked at the practice; triage.duty_bookable_share if omitted",
        ),
        same_day: share(
            "same_day_share",
            "Share of the practice's GP slots kept for the day; that of each role if omitted",
        ),
        week: share(
            "week_share",
            "Share of the practice's GP slots opened seven days before; that of each role if omitted",
        ),
        fortnight: share(
            "fortnight_share",
            "Share of the practice's GP slots opened fourteen days before; that of each role if omitted",
        ),
        longest_wait_days,
        forms_open: time(
            "forms_open",
            "The practice's online forms can be sent from this time of day; front_door.forms_open if omitted",
        ),
        forms_close: time(
            "forms_close",
            "The practice's online forms can be sent until this time of day; front_door.forms_close if omitted",
        ),
    };
    section.finish();
    policy
}

/// Policies must fit the roles and the network.
pub(super) fn check_policies(system: &CareSystem, practices: &Section<'_>) {
    let gps = || (system.roles.iter()).filter(|role| role.booked_as == system.general_practitioner);
    for (index, practice) in system.practices.iter().enumerate().filter(|(_, own)| own.pcn == 0) {
        let section = practices.quietly(&practice.name);
        if !section.has("policy") {
            continue;
        }
        let section = section.quietly("policy");
        let own = &practice.policy;
        if own.forms_open.or(own.forms_close).is_some() {
            opens_before_it_closes(&section, &system.form_hours(index));
        }
        let states_shares = own.same_day.or(own.week).or(own.fortnight).is_some();
        let taken = gps().map(|role| (own.shares_taken(&role.slots), role));
        let most = taken.max_by(|one, other| one.0.total_cmp(&other.0));
        if let Some((taken, role)) = most.filter(|(taken, _)| states_shares && *taken > 1.0 + 1e-9)
        {
            let key = ["same_day_share", "week_share", "fortnight_share"]
                .into_iter()
                .find(|key| section.has(key))
                .unwrap_or("same_day_share");
            section.problem(
                key,
                &format!("shares that sum to {taken:.4} with what `roles.{}` keeps for planned care and NHS 111", role.name),
                "shares that sum to 1 at most",
                "lower one of them; the remainder is divided among the other kinds of slot",
            );
        }
        if own.triage == Some(TriagePolicy::CareCoordinators) && system.triage.coordinators == 0 {
            section.problem(
                "triage",
                "\"care-coordinators\", while `triage.coordinators` is 0",
                "at least 1 coordinator when care coordinators navigate",
                "raise triage.coordinators, or choose another policy",
            );
        }
    }
}
