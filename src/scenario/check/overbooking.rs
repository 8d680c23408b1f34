//! Which starts may be booked twice.

use crate::model::overbooking::Overbooking;
use crate::scenario::reader::Section;
use crate::units::Probability;

pub(super) fn overbooking(section: &Section<'_>) -> Overbooking {
    let share = |key, meaning| {
        let share = section.lever(key, crate::scenario::quantity::Kind::Share, meaning);
        Probability::new(share).unwrap_or(Probability::ZERO)
    };
    let overbooking = Overbooking {
        share: share(
            "share",
            "The most starts booked twice, as a share of the starts of a profession at a practice on a day",
        ),
        least_risk: share(
            "least_risk",
            "The lowest probability of not attending of a patient whose start may be booked again",
        ),
    };
    section.finish();
    overbooking
}
