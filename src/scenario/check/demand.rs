//! Patients' demand, needs and planned care.

use super::shares::{
    at_most_one, cumulative, no_more_than, profession, profession_list, sums_to_one, twelve,
};
use crate::model::calendar::{SATURDAY, SUNDAY, WEEKDAYS};
use crate::model::competence::Competence;
use crate::model::demand::{BANDS, Demand, Need, PlannedStream, WeekShape};
use crate::scenario::quantity::{Kind, probability};
use crate::scenario::reader::Section;
use crate::units::Probability;

/// The longest time until a follow-up [weeks].
const MOST_WEEKS: f64 = 104.0;

/// The longest lead time of planned care [d].
const MOST_DAYS: f64 = 730.0;

/// Demand. `deprivation_multiplier`, which relates need to deprivation, is read with the practices.
pub(super) fn demand(section: &Section<'_>, deprivation_multiplier: [f64; 5]) -> Demand {
    let channels = section.section("channel_share");
    let channel_share = [
        channels.number("telephone", Kind::Share, "Share of requests made first by telephone"),
        channels.number("online", Kind::Share, "Share of requests made first by online form"),
        channels.number("walk_in", Kind::Share, "Share of requests made first at the desk"),
        channels.number("nhs_111", Kind::Share, "Share of requests made first to NHS 111"),
    ];
    channels.note_sum(&["telephone", "online", "walk_in", "nhs_111"], true);
    sums_to_one(&channels, "", &channel_share);
    channels.finish();
    let telephone = week_shape(&section.section("telephone"));
    let online = week_shape(&section.section("online"));
    let in_person = within_opening(&telephone);
    let requests = Demand {
        requests_per_patient_year: section.number(
            "requests_per_patient_year",
            Kind::Amount("times a year"),
            "Requests about new needs per patient and year, latent ones excluded",
        ),
        channel_share,
        shape: [telephone, online.clone(), in_person, online],
        month_index: twelve(section.numbers(
            "month_index",
            Kind::Positive("multiples of the mean"),
            12,
            "Demand by month relative to the year's mean, January first",
        )),
        day_variation: section.number(
            "day_variation",
            Kind::Variation,
            "Coefficient of variation of a practice's daily demand around its expected value",
        ),
        latent_share: section.number(
            "latent_share",
            Kind::Amount("multiples of the other requests"),
            "Latent requests relative to all others",
        ),
        latent_threshold_low: section.probability(
            "latent_threshold_low",
            "Success share at which the first latent requests are made",
        ),
        latent_threshold_high: section.probability(
            "latent_threshold_high",
            "Success share at which all latent requests are made",
        ),
        other_calls_per_patient_year: section.number(
            "other_calls_per_patient_year",
            Kind::Amount("times a year"),
            "Calls that are not requests: results, prescriptions, planned care",
        ),
        other_forms_per_patient_year: section.number(
            "other_forms_per_patient_year",
            Kind::Amount("times a year"),
            "Online forms that are not requests: administration, prescriptions",
        ),
        deprivation_multiplier,
        online_ability: section
            .numbers(
                "online_ability",
                Kind::Share,
                5,
                "Share of patients who can use online forms, by deprivation quintile, the most deprived first",
            )
            .into_iter()
            .map(probability)
            .collect::<Vec<_>>()
            .try_into()
            .expect("five values were read"),
        accepts_others: section
            .probability("accepts_others", "Probability of accepting someone other than a GP"),
    };
    section.finish();
    requests
}

/// Published bands begin at 00, 06, 08, 10, … 18 and 18:30 o'clock and end at 24. The band from 08
/// to 10 is split at 08:30.
pub(super) const PUBLISHED_BANDS: usize = BANDS - 1;

pub(super) fn week_shape(section: &Section<'_>) -> WeekShape {
    let mut weekday_share = section.numbers(
        "weekday_share",
        Kind::Share,
        7,
        "Share of the week's contacts, Monday first",
    );
    sums_to_one(section, "weekday_share", &weekday_share);
    let first_half_hour = section.number(
        "first_half_hour_share",
        Kind::Share,
        "Share of the contacts from 08:00 to 10:00 that come before 08:30",
    );
    let repeats = section.numbers(
        "repeats_at_opening",
        Kind::Share,
        7,
        "Share of the contacts published for 08:00 to 10:00 of a weekday, Monday first, that repeat earlier attempts, which the model adds itself",
    );
    let mut band_cumulative = [[0.0; BANDS]; 7];
    for (weekday, name) in WEEKDAYS.iter().enumerate() {
        let shares = section.numbers(
            name,
            Kind::Share,
            PUBLISHED_BANDS,
            "Share of the day's contacts from 00, 06, 08, 10, 12, 14, 16, 18 and 18:30 o'clock on",
        );
        sums_to_one(section, name, &shares);
        let mut bands = shares[..2].to_vec();
        let at_opening = shares[2] * (1.0 - repeats[weekday]);
        // Repeats are no first contacts of the day either.
        weekday_share[weekday] *= 1.0 - shares[2] * repeats[weekday];
        bands.push(at_opening * first_half_hour);
        bands.push(at_opening * (1.0 - first_half_hour));
        bands.extend_from_slice(&shares[3..]);
        band_cumulative[weekday].copy_from_slice(&cumulative(&bands));
    }
    section.finish();
    let first: f64 = weekday_share.iter().sum();
    if first > 0.0 && repeats.iter().any(|share| *share > 0.0) {
        weekday_share.iter_mut().for_each(|share| *share /= first);
    }
    let weekday_share = weekday_share.try_into().expect("seven values were read");
    WeekShape { weekday_share, band_cumulative }
}

/// The same shape for patients who come in person, restricted to opening hours, Monday to Friday.
pub(super) fn within_opening(shape: &WeekShape) -> WeekShape {
    let mut open = shape.clone();
    open.weekday_share[SATURDAY] = 0.0;
    open.weekday_share[SUNDAY] = 0.0;
    let week: f64 = open.weekday_share.iter().sum();
    if week > 0.0 {
        open.weekday_share = open.weekday_share.map(|share| share / week);
    }
    for bands in &mut open.band_cumulative {
        let mut previous = 0.0;
        let shares: Vec<f64> = bands
            .iter()
            .enumerate()
            .map(|(band, &sum)| {
                let share = sum - previous;
                previous = sum;
                // The first two bands and the last are outside opening hours.
                if (2..BANDS - 1).contains(&band) { share } else { 0.0 }
            })
            .collect();
        bands.copy_from_slice(&cumulative(&shares));
    }
    open
}

pub(super) fn needs(section: &Section<'_>, professions: &[String], gp: usize) -> Vec<Need> {
    let mut needs = Vec::new();
    for (name, need) in section.sections() {
        let mut routes = profession_list(&need, "routes", professions);
        if !routes.contains(&gp) {
            routes.push(gp);
        }
        let share = need.number("share", Kind::Share, "Share of requests with this need");
        let urgent = need.probability("urgent", "Probability of needing attention today");
        let soon = need.probability("soon", "Probability of needing attention this week");
        need.note_sum(&["urgent", "soon"], false);
        at_most_one(&need, "soon", &[urgent.get(), soon.get()]);
        needs.push(Need {
            name,
            share,
            urgent,
            soon,
            routes,
            suitable: need.probability(
                "suitable",
                "Probability that someone other than a GP is right for it",
            ),
            face_to_face: need
                .probability("face_to_face", "Probability that it must be seen in person"),
            home_visit: need.probability("home_visit", "Probability that it needs a visit at home"),
            administrative: need
                .probability("administrative", "Probability that the front desk settles it"),
            pharmacy: need
                .probability("pharmacy", "Probability that a community pharmacy can take it"),
            triage_settles: need.probability(
                "triage_settles",
                "Probability that advice or a message is all it needs: clinical triage settles it",
            ),
            rapid_response: need
                .optional_probability(
                    "rapid_response",
                    "Probability that a consultation finds a need for a rapid response visit",
                )
                .unwrap_or(Probability::ZERO),
            follow_up_weeks: need.number(
                "follow_up_weeks",
                Kind::Positive("weeks"),
                "Mean time until a follow-up",
            ),
        });
        if let Some(read) = needs.last() {
            no_more_than(&need, "follow_up_weeks", read.follow_up_weeks, MOST_WEEKS);
        }
        need.finish();
    }
    let shares: Vec<f64> = needs.iter().map(|need| need.share).collect();
    if !needs.is_empty() {
        let keys: Vec<String> = needs.iter().map(|need| format!("{}.share", need.name)).collect();
        section.note_sum(&keys.iter().map(String::as_str).collect::<Vec<_>>(), true);
        sums_to_one(section, "", &shares);
    } else {
        section.problem("", "no need", "at least one need", "add [needs.NAME]");
    }
    needs
}

/// The course of planned care. It has no follow-up of its own: the next recall is another item.
pub(super) fn planned_competence(section: &Section<'_>) -> Competence {
    let competence = Competence {
        advice: section.probability("advice", "A GP's advice is sought during the consultation"),
        hand_back: section.probability("hand_back", "Probability that what is found needs a GP"),
        follow_up: crate::units::Probability::ZERO,
        referral: section.probability("referral", "The patient is referred to secondary care"),
    };
    section.note_sum(&["advice", "hand_back"], false);
    at_most_one(section, "advice", &[competence.advice.get(), competence.hand_back.get()]);
    competence
}

/// The season of a stream that states one.
fn own_months(stream: &Section<'_>) -> Option<[f64; 12]> {
    let months = stream.optional_section("months")?;
    let index = twelve(months.numbers(
        "month_index",
        Kind::Amount("multiples of the mean"),
        12,
        "The stream by the month in which it is wanted, relative to its mean over the year, January first",
    ));
    months.finish();
    Some(index)
}

pub(super) fn planned(section: &Section<'_>, professions: &[String]) -> Vec<PlannedStream> {
    let bounds = section.list(
        "lead_days",
        Kind::Positive("days"),
        "Upper bounds of the bands of the lead time of planned care",
    );
    no_more_than(section, "lead_days", bounds.iter().copied().fold(0.0, f64::max), MOST_DAYS);
    if !bounds.is_sorted() {
        section.problem("lead_days", &format!("{bounds:?}"), "rising bounds", "sort them");
    }
    let index = twelve(section.numbers(
        "month_index",
        Kind::Positive("multiples of the mean"),
        12,
        "Planned care by month relative to the year's mean, January first",
    ));
    let streams = section.section("streams");
    streams
        .sections()
        .into_iter()
        .filter_map(|(name, stream)| {
            let own_months = own_months(&stream);
            let performed_by = stream.text("profession");
            let lead = stream.numbers(
                "lead_shares",
                Kind::Share,
                bounds.len(),
                "Share of items by band of lead time",
            );
            sums_to_one(&stream, "lead_shares", &lead);
            let slots =
                stream.number("starts", Kind::Whole("starts"), "Slots that one appointment uses");
            if !(1.0..=2.0).contains(&slots) {
                stream.problem(
                    "starts",
                    &slots.to_string(),
                    "1, or 2 for a double appointment",
                    "correct it",
                );
            }
            let built = PlannedStream {
                name,
                profession: profession(&stream, "profession", &performed_by, professions)?,
                per_patient_year: stream.number(
                    "per_patient_year",
                    Kind::Amount("times a year"),
                    "Items of planned care per patient and year",
                ),
                month_index: own_months.unwrap_or(index),
                is_seasonal: own_months.is_some(),
                lead_days: bounds.clone(),
                lead_cumulative: cumulative(&lead),
                face_to_face: stream
                    .probability("face_to_face", "Probability that it must be in person"),
                slots: slots as u32,
                competence: planned_competence(&stream),
            };
            stream.finish();
            Some(built)
        })
        .collect()
}
