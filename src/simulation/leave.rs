//! The weeks of a year in which a person is on annual leave.

use crate::engine::samplers::ln;
use crate::units::WHOLE_WEEKS_A_YEAR;

/// The weeks for which leave is drawn together: the whole weeks of a year, because leave is taken by
/// whole weeks.
pub(super) const LEAVE_YEAR: i32 = WHOLE_WEEKS_A_YEAR as i32;

/// A week of the leave year that may be chosen for leave.
#[derive(Clone, Copy, Debug)]
pub(super) struct LeaveWeek {
    /// Whether the week is chosen only after all others.
    pub(super) is_last_resort: bool,
    /// The uniform number of the week, in [0, 1).
    pub(super) chance: f64,
    /// How likely leave is in the week, relative to the other weeks [-]; above zero.
    pub(super) weight: f64,
}

/// The weeks of leave among those of a year, as bits: week 0 is the lowest bit.
///
/// Their number is `weeks`; a fraction is one more week if the uniform number `spare` is below it. Weeks
/// that are not a last resort are chosen first, and of these the weeks with the smallest keys
/// -ln(1 - chance) / weight.
///
/// Efraimidis & Spirakis 2006, "Weighted random sampling with a reservoir", Information Processing
/// Letters 97(5).
pub(super) fn chosen_weeks(weeks: f64, spare: f64, of_week: impl Fn(i32) -> LeaveWeek) -> u64 {
    let count = (weeks as usize + usize::from(spare < weeks.fract())).min(LEAVE_YEAR as usize);
    let mut keys: [(bool, f64, i32); LEAVE_YEAR as usize] = std::array::from_fn(|week| {
        let week = week as i32;
        let LeaveWeek { is_last_resort, chance, weight } = of_week(week);
        (is_last_resort, -ln(1.0 - chance) / weight, week)
    });
    keys.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then(a.2.cmp(&b.2)));
    keys.iter().take(count).fold(0, |weeks, (_, _, week)| weeks | 1 << week)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Later weeks have larger chances, so earlier weeks are chosen first.
    fn in_order(week: i32) -> LeaveWeek {
        let chance = f64::from(week) / f64::from(LEAVE_YEAR);
        LeaveWeek { is_last_resort: false, chance, weight: 1.0 }
    }

    #[test]
    fn a_fraction_of_a_week_is_one_more_week_with_that_probability() {
        assert_eq!(chosen_weeks(5.4, 0.39, in_order), 0b11_1111);
        assert_eq!(chosen_weeks(5.4, 0.4, in_order), 0b1_1111);
        assert_eq!(chosen_weeks(5.0, 0.0, in_order), 0b1_1111);
    }

    #[test]
    fn there_are_between_no_weeks_and_all_weeks_of_the_year() {
        assert_eq!(chosen_weeks(0.0, 0.0, in_order), 0);
        assert_eq!(chosen_weeks(80.0, 0.0, in_order).count_ones(), LEAVE_YEAR as u32);
    }

    #[test]
    fn a_week_of_more_weight_goes_before_one_of_a_smaller_chance() {
        // Keys: -ln(0.6) / 1 = 0.511 in week 3, -ln(0.4) / 2 = 0.458 in week 7, above 2 elsewhere.
        let of_week = |week| {
            let (chance, weight) = match week {
                3 => (0.4, 1.0),
                7 => (0.6, 2.0),
                _ => (0.9, 1.0),
            };
            LeaveWeek { is_last_resort: false, chance, weight }
        };
        assert_eq!(chosen_weeks(1.0, 0.0, of_week), 1 << 7);
        assert_eq!(chosen_weeks(2.0, 0.0, of_week), 1 << 7 | 1 << 3);
    }

    #[test]
    fn a_last_resort_is_chosen_only_after_all_other_weeks() {
        let of_week = |week| LeaveWeek { is_last_resort: week < 50, ..in_order(week) };
        assert_eq!(chosen_weeks(2.0, 0.0, of_week), 0b11 << 50);
        assert_eq!(chosen_weeks(3.0, 0.0, of_week), 0b11 << 50 | 1);
    }

    #[test]
    fn equal_keys_are_chosen_in_the_order_of_weeks() {
        let of_week = |_| LeaveWeek { is_last_resort: false, chance: 0.5, weight: 1.0 };
        assert_eq!(chosen_weeks(3.0, 0.0, of_week), 0b111);
    }
}
