//! The figures of England's mean, where they are published: the rival of what was held back.

use super::figures::{CALLS, FIGURES, FORMS, Values};
use crate::validation::targets::Targets;

/// Working days of a usual year, by which England's calls and forms a month become those of a working day.
const WORKING_DAYS: f64 = 253.0;

/// The figures of England that `targets` state.
pub fn england(targets: &Targets) -> Values {
    let mut values = [None; FIGURES];
    let lags = targets.targets.iter().find(|target| target.compared.name() == "booking_lag_all");
    let band = |band: usize| {
        let mut known = lags?.target_values.iter();
        known.find(|value| value.band == Some(band))?.observed
    };
    for index in 0..4 {
        values[1 + index] = band(index);
    }
    values[5] = (4..7).map(band).sum();
    let named = |name: &str, band: Option<usize>| {
        let of = targets.targets.iter().filter(|target| target.compared.name() == name);
        let mut known = of.flat_map(|target| &target.target_values);
        known.find(|value| value.band == band)?.observed
    };
    let a_day = |a_month: f64| a_month * 12.0 / WORKING_DAYS;
    values[CALLS] = named("calls_per_1000_month", None).map(a_day);
    values[CALLS + 1] = named("calls_missed_share", None);
    values[CALLS + 2] = named("calls_menu_share", None);
    values[CALLS + 3] = named("calls_callback_share", None);
    values[CALLS + 4] = named("answered_wait", Some(0));
    values[CALLS + 5] = named("answered_wait", Some(3));
    values[FORMS] = named("online_submissions_per_1000_month", None).map(a_day);
    values
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::FileSystem;
    use crate::validation::targets::load;

    #[test]
    fn the_bands_of_england_make_up_a_whole() {
        let targets = load("england-2025-26", &FileSystem).expect("built in");
        let values = england(&targets);
        let sum: f64 = values[1..6].iter().flatten().sum();
        assert!((sum - 1.0).abs() < 0.01, "{values:?}");
        // 560 calls for 1,000 patients and month are 26.6 a working day.
        assert!((values[13].expect("calls") - 26.561).abs() < 0.001, "{values:?}");
        assert_eq!((values[14], values[17], values[18]), (Some(0.108), Some(0.455), Some(0.211)));
        assert!((values[19].expect("forms") - 5.692).abs() < 0.001, "{values:?}");
    }
}
