//! Recall: conditions, and how people who have them are called in.

use super::demand::planned_competence;
use super::shares::profession;
use crate::model::CareSystem;
use crate::model::practice::AGE_BANDS;
use crate::model::recall::{Condition, MOST_CONDITIONS, Preparation, Recall};
use crate::scenario::quantity::{Kind, probability};
use crate::scenario::reader::Section;
use crate::units::Probability;

/// The longest time from one recall to the next [weeks].
const MOST_WEEKS: u32 = 520;

/// The largest number of working days ahead that slots are filled [d].
const MOST_DAYS_AHEAD: u32 = 20;

/// The largest number of working days ahead of an earlier fill [d], and how many fills there can be.
const MOST_DAYS_BOOKED: u32 = 60;
const MOST_FILLS: usize = 6;

/// The largest ratio of requests while overdue [-].
const MOST_REQUESTS: f64 = 2.0;

pub(super) fn recall(section: &Section<'_>, professions: &[String]) -> Recall {
    let table = section.section("conditions");
    let found = table.sections();
    if found.is_empty() || found.len() > MOST_CONDITIONS {
        table.problem(
            "",
            &format!("{} conditions", found.len()),
            &format!("1 to {MOST_CONDITIONS}"),
            "join some of them; without any, remove [recall]",
        );
    }
    let conditions = found
        .into_iter()
        .filter_map(|(name, stated)| condition(name, &stated, professions))
        .take(MOST_CONDITIONS)
        .collect();
    let recall = Recall {
        conditions,
        overdue_at_start: section.probability(
            "overdue_at_start",
            "Share of people in recall who are overdue when the simulation begins",
        ),
        booked_ahead: booked_ahead(section),
        filled_ahead_days: section.lever(
            "filled_ahead_days",
            Kind::OneTo(MOST_DAYS_AHEAD, "working days"),
            "Working days ahead at which kept slots that are still free go to people who are due",
        ) as u32,
        further_minutes: section.minutes(
            "further_minutes",
            "Time that each further condition of a person adds to the combined recall",
        ),
        requests_while_overdue: section.number(
            "requests_while_overdue",
            Kind::Amount("times those of someone who is not overdue"),
            "Requests of people who are overdue, relative to the same people when they are not",
        ),
    };
    let ratio = recall.requests_while_overdue;
    if !(1.0..=MOST_REQUESTS).contains(&ratio) {
        section.problem(
            "requests_while_overdue",
            &ratio.to_string(),
            &format!("a ratio from 1 to {MOST_REQUESTS}"),
            "1 is no effect; the evidence is for 1.00 to 1.10",
        );
    }
    section.finish();
    recall
}

/// The earlier fills: days and shares.
fn booked_ahead(section: &Section<'_>) -> Vec<(u32, Probability)> {
    let days = section.whole_numbers(
        "booked_ahead_days",
        "Working days ahead at which some of the kept slots that are free go to people who are due",
    );
    if days.is_empty() {
        return Vec::new();
    }
    if days.iter().any(|days| !(1..=MOST_DAYS_BOOKED).contains(days)) || days.len() > MOST_FILLS {
        section.problem(
            "booked_ahead_days",
            &format!("{days:?}"),
            &format!("at most {MOST_FILLS} numbers from 1 to {MOST_DAYS_BOOKED}"),
            "correct the numbers, or leave them out: then all is booked `filled_ahead_days` ahead",
        );
    }
    let shares = section.numbers(
        "booked_ahead_shares",
        Kind::Share,
        days.len(),
        "Share of the kept slots that are free at these days ahead and then go to people who are due",
    );
    days.into_iter().zip(shares.into_iter().map(probability)).collect()
}

fn condition(name: String, section: &Section<'_>, professions: &[String]) -> Option<Condition> {
    let performed_by = section.text("profession");
    let share_by_age = section.numbers(
        "share_by_age",
        Kind::Share,
        AGE_BANDS,
        "Share of people who have it, by age band 0–4, 5–14, 15–24, 25–44, 45–64, 65–74, 75–84, 85+",
    );
    let by_deprivation = section.numbers(
        "by_deprivation",
        Kind::Amount("multiples of the mean"),
        5,
        "The share at a given age by fifth of deprivation, the most deprived first",
    );
    let interval_weeks = section.number(
        "interval_weeks",
        Kind::OneTo(MOST_WEEKS, "weeks"),
        "Time from one recall to the next",
    );
    let minutes = section.minutes("minutes", "Time of the recall in person and on its own");
    let face_to_face = section.probability("face_to_face", "Probability that it must be in person");
    let competence = planned_competence(section);
    let preparation = section.optional_section("preparation").and_then(|table| {
        let performed_by = table.text("profession");
        let minutes = table.minutes("minutes", "Time of the appointment before the recall");
        let profession = profession(&table, "profession", &performed_by, professions);
        table.finish();
        Some(Preparation { profession: profession?, minutes })
    });
    let performed_by = profession(section, "profession", &performed_by, professions);
    section.finish();
    Some(Condition {
        name,
        profession: performed_by?,
        interval_weeks,
        minutes,
        share_by_age: share_by_age.try_into().expect("a share of each band was read"),
        by_deprivation: by_deprivation.try_into().expect("a ratio of each fifth was read"),
        face_to_face,
        competence,
        preparation,
    })
}

/// Whether the number overdue could feed on itself.
pub(super) fn check_loop(system: &CareSystem, document: &Section<'_>) {
    let Some(recall) = &system.recall else { return };
    let gain = recall.loop_gain(&system.practices, system.demand.requests_per_patient_year);
    if gain >= 1.0 {
        document.quietly("recall").problem(
            "requests_while_overdue",
            &format!("each person overdue makes {gain:.2} more overdue"),
            "fewer than 1",
            "lower `requests_while_overdue`; the evidence is for 1.00 to 1.10",
        );
    }
}
