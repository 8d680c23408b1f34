//! Templates: which slots are opened when, by weekday.

use super::shares::no_more_than;
use crate::model::calendar::WEEKDAYS;
use crate::model::role::SlotShares;
use crate::scenario::quantity::Kind;
use crate::scenario::reader::Section;

/// The largest factor of a weekday [-].
const MOST: f64 = 10.0;

/// The factors of the weekdays of `role`, whose slots are `slots`; ones where nothing is stated.
pub(super) fn same_day_by_weekday(role: &Section<'_>, slots: &SlotShares) -> [f64; 7] {
    let mut factors = [1.0; 7];
    let Some(table) = role.optional_section("same_day_by_weekday") else { return factors };
    let free = 1.0 - slots.planned.get() - slots.nhs_111.get();
    for (factor, weekday) in factors.iter_mut().zip(WEEKDAYS) {
        let stated = table.optional_lever(
            weekday,
            Kind::Amount("times the share of other days"),
            "Slots opened on the day on this weekday, relative to same_day_share or the practice's own; 1 if omitted",
        );
        let Some(stated) = stated else { continue };
        no_more_than(&table, weekday, stated, MOST);
        if stated <= MOST && stated * slots.same_day.get() > free + 1e-9 {
            table.problem(
                weekday,
                &format!("{stated} times {} for the day", slots.same_day.get()),
                &format!("at most {free:.3}: what planned care and NHS 111 leave"),
                "lower the factor",
            );
        }
        *factor = stated.min(MOST);
    }
    table.finish();
    factors
}
