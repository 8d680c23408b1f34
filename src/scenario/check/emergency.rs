//! Emergency attendances by time of day: after a failure, and those who would take a start instead.

use super::care::emergency_department;
use super::shares::{no_more_than, sums_to_one, unknown};
use crate::model::demand::Need;
use crate::model::emergency_by_hour::{AfterFailure, EmergencyByHour, Failures, SelfReferred};
use crate::model::emergency_department::EmergencyDepartment;
use crate::scenario::quantity::Kind;
use crate::scenario::reader::Section;

/// The largest ratio of the probability in closed hours to that in open ones.
const MOST_CLOSED_RATIO: f64 = 2.0;

/// The largest ratio of the most to the least deprived tenth, and of one urgency to another.
const MOST_RATIO: f64 = 10.0;

/// The emergency department, and how the hour matters there.
pub(super) fn emergency(document: &Section<'_>, needs: &[Need]) -> EmergencyDepartment {
    let mut department = emergency_department(&document.section("emergency_department"));
    if let Some(table) = document.optional_section("emergency_by_hour") {
        department.by_hour = emergency_by_hour(&table, needs, &department);
    }
    department
}

fn emergency_by_hour(
    section: &Section<'_>,
    needs: &[Need],
    department: &EmergencyDepartment,
) -> EmergencyByHour {
    let by_hour = EmergencyByHour {
        after_failure: section.optional_section("after_failure").map(|table| after_failure(&table)),
        self_referred: section
            .optional_section("self_referred")
            .map(|table| self_referred(&table, needs, department)),
    };
    section.finish();
    by_hour
}

fn after_failure(section: &Section<'_>) -> AfterFailure {
    let closed_ratio = section.number(
        "closed_ratio",
        Kind::Positive("times"),
        "Probability of an attendance after a failure in an hour in which practices are closed, relative to one in \
         which they are open",
    );
    if !(1.0..=MOST_CLOSED_RATIO).contains(&closed_ratio) && section.has("closed_ratio") {
        section.problem(
            "closed_ratio",
            &closed_ratio.to_string(),
            &format!("1 to {MOST_CLOSED_RATIO}"),
            "1 if the hour does not matter; nothing above 2 is reported",
        );
    }
    let deprivation_ratio = section.number(
        "deprivation_ratio",
        Kind::Positive("times"),
        "Probability of an attendance after a failure in the most deprived tenth of places, relative to the least",
    );
    no_more_than(section, "deprivation_ratio", deprivation_ratio, MOST_RATIO);
    let table = section.section("urgency");
    let of = |key, meaning| {
        let value = table.number(key, Kind::Amount("times"), meaning);
        no_more_than(&table, key, value, MOST_RATIO);
        value
    };
    let urgency = [
        of(
            "urgent",
            "Probability of an attendance after the failure of an urgent request, relative to others",
        ),
        of("soon", "The same of a request wanted soon"),
        of("routine", "The same of a routine request"),
    ];
    table.finish();
    let failures = failures(&section.section("failures"));
    // Nobody of an urgency may attend; but the mean over the failures that is stated must be of someone.
    let of_each = urgency.iter().zip(failures.urgency).map(|(value, share)| value * share);
    if of_each.sum::<f64>() <= 0.0 && table.has("urgent") {
        section.problem(
            "urgency",
            "0 for every urgency that fails",
            "a value above 0 for one of them: only their proportions matter",
            "raise one, or set emergency_department.per_failure to 0",
        );
    }
    section.finish();
    AfterFailure {
        closed_ratio: closed_ratio.clamp(1.0, MOST_CLOSED_RATIO),
        urgency,
        deprivation_ratio,
        failures,
    }
}

fn failures(section: &Section<'_>) -> Failures {
    let closed = section.probability(
        "closed",
        "Of the day after a failure, weighted by when people attend, the share in which practices are closed: mean \
         over the failures to which `emergency_department.per_failure` refers",
    );
    let urgency = section.numbers("urgency", Kind::Share, 3, "Shares of these failures by urgency");
    sums_to_one(section, "urgency", &urgency);
    let fifths = section.numbers(
        "fifths",
        Kind::Share,
        5,
        "Shares of these failures by fifth of deprivation, the most deprived first",
    );
    sums_to_one(section, "fifths", &fifths);
    section.finish();
    Failures {
        closed,
        urgency: urgency.try_into().expect("three values were read"),
        fifths: fifths.try_into().expect("five values were read"),
    }
}

fn self_referred(
    section: &Section<'_>,
    needs: &[Need],
    department: &EmergencyDepartment,
) -> SelfReferred {
    let per_1000_year = section.number(
        "per_1000_year",
        Kind::Amount("times a year"),
        "Self-referred attendances that need only guidance or advice, per 1,000 patients and year; taken from the \
         background",
    );
    let background = department.background_per_1000_year;
    if per_1000_year > background {
        section.problem(
            "per_1000_year",
            &format!("{per_1000_year} a year"),
            &format!(
                "at most {background}, the `background_per_1000_year` of [emergency_department]"
            ),
            "these attendances are a part of the background; state fewer",
        );
    }
    let takes_start = section.probability(
        "takes_start",
        "Share of them that takes a start within 24 hours where one is open at the hour of the attendance",
    );
    let name = section.text("need");
    let need = needs.iter().position(|need| need.name == name);
    if need.is_none() && section.has("need") {
        let known: Vec<&str> = needs.iter().map(|need| need.name.as_str()).collect();
        unknown(section, "need", (&name, "which is no need"), &known, "the need under [needs]");
    }
    section.finish();
    SelfReferred { per_1000_year, takes_start, need: need.unwrap_or(0) }
}
