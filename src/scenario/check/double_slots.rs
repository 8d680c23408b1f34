//! For whom two slots are booked.

use super::shares::{at_most_one, no_more_than};
use crate::model::double_slots::{Double, DoubleSlots};
use crate::scenario::quantity::Kind;
use crate::scenario::reader::Section;

/// The largest factor of a consultation's length [-].
const MOST: f64 = 5.0;

pub(super) fn double_slots(section: &Section<'_>) -> DoubleSlots {
    let length = |key: &str, meaning| {
        let length = section.number(key, Kind::Positive("multiples of the usual length"), meaning);
        no_more_than(section, key, length, MOST);
        length.min(MOST)
    };
    let doubles = DoubleSlots {
        interpreter: Double {
            share: section.probability(
                "interpreter",
                "Share of requests whose appointments take two slots because of an interpreter",
            ),
            length: length(
                "interpreter_length",
                "Length of a consultation with an interpreter, relative to the usual",
            ),
        },
        multimorbidity: Double {
            share: section.probability(
                "multimorbidity",
                "Share of requests whose appointments take two slots because of several conditions",
            ),
            length: length(
                "multimorbidity_length",
                "Length of a consultation of a patient with several conditions, relative to the usual",
            ),
        },
    };
    section.note_sum(&["interpreter", "multimorbidity"], false);
    let shares = [doubles.interpreter.share.get(), doubles.multimorbidity.share.get()];
    at_most_one(section, "interpreter", &shares);
    section.finish();
    doubles
}
