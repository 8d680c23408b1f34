//! What continuity of care is worth.

use super::shares::no_more_than;
use crate::model::continuity::Continuity;
use crate::scenario::quantity::Kind;
use crate::scenario::reader::Section;

pub(super) fn continuity(section: &Section<'_>) -> Continuity {
    let longer_interval = section.number(
        "longer_interval",
        Kind::Amount("of the interval after another GP"),
        "By how much the interval to the next request is longer after a patient's own GP",
    );
    no_more_than(section, "longer_interval", longer_interval, 1.0);
    let continuity = Continuity {
        longer_interval: longer_interval.min(1.0),
        reference: section.probability(
            "reference",
            "Share of GP consultations held by the own GP where requests per patient were calibrated",
        ),
    };
    section.finish();
    continuity
}
