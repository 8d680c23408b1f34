//! What happens in the clinic and after: supervision, aftercare, the emergency department.

use super::shares::{cumulative, no_more_than, sums_to_one};
use crate::model::aftercare::{Aftercare, RapidResponse};
use crate::model::clinic::ClinicRules;
use crate::model::demand::Need;
use crate::model::emergency_by_hour::EmergencyByHour;
use crate::model::emergency_department::EmergencyDepartment;
use crate::model::supervision::{PaidFrom, SupervisionRules};
use crate::scenario::quantity::Kind;
use crate::scenario::reader::Section;
use crate::units::Probability;

/// Longest time for which a clinic may overrun [min].
const LONGEST_DELAY_MIN: f64 = 360.0;

/// Maximum number of ED attendances per 1,000 patients and year: ten a patient.
const MOST_ATTENDANCES: f64 = 10_000.0;

/// Maximum number of consultations about one need.
const MOST_CONSULTATIONS: u32 = 250;

/// As many clinics a day as a role may have start times: no limit.
const MOST_CLINICS_A_DAY: u32 = 48;

pub(super) fn clinic(section: &Section<'_>) -> ClinicRules {
    let rules = ClinicRules {
        late_limit: section
            .minutes("late_limit", "How long after its end a session still calls patients"),
        triage_gap: section
            .minutes("triage_gap", "Shortest gap before the next patient that is used for triage"),
        per_day: section.number(
            "per_day",
            Kind::OneTo(MOST_CLINICS_A_DAY, "clinics"),
            "Clinics of a person on a day at most, as far as the contract then fits into the week",
        ) as u32,
    };
    if rules.late_limit.get() > LONGEST_DELAY_MIN {
        section.problem(
            "late_limit",
            &rules.late_limit.to_string(),
            "at most 6 h: a clinic ends before that of the next day begins",
            "correct the length of time",
        );
    }
    section.finish();
    rules
}

pub(super) fn supervision(section: &Section<'_>) -> SupervisionRules {
    let rules = SupervisionRules {
        paid_from: section.choice(
            "paid_from",
            &PaidFrom::CHOICES,
            "Which time of the supervisor is used for scheduled supervision",
        ),
        at_once: section.lever(
            "at_once",
            Kind::Whole("people"),
            "Maximum number of people supervised by one supervisor at the same time",
        ) as u32,
        advice_minutes: section.minutes("advice_minutes", "Mean time of advice in a consultation"),
        advice_variation: section.number(
            "advice_variation",
            Kind::Variation,
            "Standard deviation of the time of advice",
        ),
        advice_after: section
            .probability("advice_after", "When advice is sought, as a share of the consultation's length"),
        advice_patience: section
            .minutes("advice_patience", "How long patient, room and supervisee wait for advice before the patient is handed back"),
    };
    section.finish();
    rules
}

/// A follow-up later than this is a recall.
const MOST_FOLLOW_UP_DAYS: f64 = 365.0;

pub(super) fn aftercare(section: &Section<'_>) -> Aftercare {
    let aftercare = Aftercare {
        reconsultation_days: section.number(
            "reconsultation_days",
            Kind::Whole("days"),
            "Longest time until a re-consultation",
        ) as u32,
        follow_up_in_weeks: section.probability(
            "follow_up_in_weeks_share",
            "Share of follow-ups that the clinician wants in a round number of weeks, the longest of `follow_up_days` that the need allows; 0 for any day",
        ),
        follow_up_days: section
            .list("follow_up_days", Kind::Whole("days"), "Round numbers of weeks, in days")
            .into_iter()
            .map(|days| days as u32)
            .collect(),
        follow_up_early_days: section.number(
            "follow_up_early_days",
            Kind::Whole("days"),
            "How much earlier than wanted a follow-up in a round number of weeks may be",
        ) as u32,
        follow_up_tolerance_days: section.number(
            "follow_up_tolerance_days",
            Kind::Whole("days"),
            "Longest time from the wanted day to a follow-up",
        ) as u32,
        hand_back_wait_days: section.number(
            "hand_back_wait_days",
            Kind::Whole("days"),
            "Longest wait for the GP appointment after a hand-back",
        ) as u32,
        referrals_per_course: section.probability(
            "referrals_per_course",
            "Referrals that requests need, as a share of those of full courses of consultations with the right profession",
        ),
        consultations_limit: section.number(
            "consultations_limit",
            Kind::OneTo(MOST_CONSULTATIONS, "consultations"),
            "Maximum number of consultations about one need before it is closed",
        ) as u32,
        rapid_response: section
            .optional_section("rapid_response")
            .map(|team| rapid_response(&team)),
    };
    let longest = aftercare.follow_up_days.iter().copied().max().unwrap_or(0);
    no_more_than(section, "follow_up_days", f64::from(longest), MOST_FOLLOW_UP_DAYS);
    section.finish();
    aftercare
}

fn rapid_response(team: &Section<'_>) -> RapidResponse {
    let factor = "home_visit_factor";
    let read = RapidResponse {
        home_visit_factor: team.number(
            factor,
            Kind::Amount("times as often"),
            "Factor by which a rapid response visit is more often needed by patients visited at home",
        ),
        visited: team.probability("visited", "Share of referrals that the rapid response team visits"),
    };
    no_more_than(team, factor, read.home_visit_factor, 100.0);
    team.finish();
    read
}

/// A patient who needs a rapid response visit must have a team to be referred to.
pub(super) fn check_rapid_response(needs: &[Need], aftercare: &Aftercare, section: &Section<'_>) {
    let Some(need) = needs.iter().find(|need| need.rapid_response > Probability::ZERO) else {
        return;
    };
    if aftercare.rapid_response.is_none() {
        section.problem(
            "rapid_response",
            &format!("nothing, while needs.{} leads to rapid response visits", need.name),
            "a table [aftercare.rapid_response] with `home_visit_factor` and `visited`",
            "add it, or remove `rapid_response` from the needs",
        );
    }
}

/// The emergency department, whatever the hour.
pub(super) fn emergency_department(section: &Section<'_>) -> EmergencyDepartment {
    let weekday = section.numbers(
        "weekday_share",
        Kind::Share,
        7,
        "Share of attendances by weekday, Monday first",
    );
    sums_to_one(section, "weekday_share", &weekday);
    let hours =
        section.numbers("hour_share", Kind::Share, 24, "Share of attendances by hour of the day");
    sums_to_one(section, "hour_share", &hours);
    let failure = section.section("per_failure");
    let meaning = "Probability that a failed or late request leads to an attendance";
    let per_failure = [
        failure.probability("low", meaning),
        failure.probability("central", meaning),
        failure.probability("high", meaning),
    ];
    if !per_failure.is_sorted_by(|a, b| a <= b) {
        failure.problem("central", "values out of order", "low ≤ central ≤ high", "sort them");
    }
    failure.finish();
    let tolerated = section.section("tolerated_days");
    let tolerated_days = [
        tolerated.number(
            "urgent",
            Kind::Whole("days"),
            "Longest wait of an urgent need that is not a failure",
        ) as u32,
        tolerated.number(
            "soon",
            Kind::Whole("days"),
            "Longest wait of a need wanted soon that is not a failure",
        ) as u32,
        tolerated.number(
            "routine",
            Kind::Whole("days"),
            "Longest wait of a routine need that is not a failure",
        ) as u32,
    ];
    tolerated.finish();
    let department = EmergencyDepartment {
        background_per_1000_year: section.number(
            "background_per_1000_year",
            Kind::Amount("times a year"),
            "Attendances that the practice cannot change, per 1,000 patients and year",
        ),
        weekday_share: weekday.try_into().expect("seven values were read"),
        hour_cumulative: cumulative(&hours).try_into().expect("twenty-four values were read"),
        per_failure,
        tolerated_days,
        by_hour: EmergencyByHour::default(),
    };
    no_more_than(
        section,
        "background_per_1000_year",
        department.background_per_1000_year,
        MOST_ATTENDANCES,
    );
    section.finish();
    department
}
