//! Administrative work of GPs: how much there is, what it arises from, and whether starts are closed for it.

use super::shares::{no_more_than, sums_to_one};
use crate::model::administration::{
    Administration, Kind as OfKind, PrescribingPharmacist, WORKS, Work,
};
use crate::scenario::quantity::Kind;
use crate::scenario::reader::Section;

/// The most minutes that are accepted for a patient and year: two hours. More is probably a typing error.
const MOST_MINUTES: f64 = 120.0;

/// The most prescribing pharmacists in a practice, and the most hours that one saves in a week.
const MOST_PHARMACISTS: f64 = 20.0;
const MOST_HOURS: f64 = 40.0;

/// The account of administrative work, if the document states one.
pub(super) fn stated(document: &Section<'_>) -> Option<Administration> {
    document.optional_section("administration").map(|section| administration(&section))
}

fn administration(section: &Section<'_>) -> Administration {
    let minutes = section.number(
        "minutes_per_patient_year",
        Kind::Amount("min a patient and year"),
        "Administrative work of GPs for each registered patient in 52 weeks",
    );
    no_more_than(section, "minutes_per_patient_year", minutes, MOST_MINUTES);
    let share = by_kind(section, "share", "Share of this kind of work in all minutes");
    let shares = section.quietly("share");
    shares.note_sum(&Work::KEYS.map(|(key, _)| key), true);
    sums_to_one(&shares, "", &share);
    let meaning = "Part of this kind of work that arises from contacts; the rest from the list";
    let from_contacts = by_kind(section, "from_contacts", meaning);
    let mut kinds = [OfKind::default(); WORKS];
    for (work, kind) in kinds.iter_mut().enumerate() {
        *kind = OfKind { share: share[work], from_contacts: from_contacts[work] };
    }
    let administration = Administration {
        minutes_per_patient_year: minutes.min(MOST_MINUTES),
        contacts_per_patient_year: section.number(
            "contacts_per_patient_year",
            Kind::Positive("consultations a patient and year"),
            "Consultations for each registered patient where that many minutes were found",
        ),
        kinds,
        contracted: section.minutes("contracted", "Contracted administrative time of a session"),
        record_share: section.number(
            "record_share",
            Kind::Share,
            "Part of a consultation that is writing the record",
        ),
        closes_starts: section
            .flag("close_starts", "Whether starts are closed until the work fits the session"),
        pharmacist: section.optional_section("pharmacist").map(|table| pharmacist(&table)),
    };
    section.finish();
    administration
}

/// A number for each kind of work.
fn by_kind(section: &Section<'_>, key: &str, meaning: &'static str) -> [f64; WORKS] {
    let table = section.section(key);
    let found = Work::KEYS.map(|(work, _)| table.number(work, Kind::Share, meaning));
    table.finish();
    found
}

fn pharmacist(section: &Section<'_>) -> PrescribingPharmacist {
    let per_practice = section.lever(
        "per_practice",
        Kind::Amount("people"),
        "Prescribing pharmacists in each practice; their own pay is stated by a team",
    );
    no_more_than(section, "per_practice", per_practice, MOST_PHARMACISTS);
    let hours_a_week = section.number(
        "hours_a_week",
        Kind::Amount("h a week"),
        "GPs' time that one prescribing pharmacist takes over in a practice",
    );
    no_more_than(section, "hours_a_week", hours_a_week, MOST_HOURS);
    section.finish();
    PrescribingPharmacist { per_practice, hours_a_week }
}
