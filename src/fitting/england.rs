//! The figures of England's mean, where they are published: the rival of what was held back.

use super::figures::{FIGURES, Values};
use crate::validation::targets::Targets;

/// The figures of England that `targets` state; those of calls and forms are left out, whose rival is the last
/// period.
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
        assert_eq!(values[13], None);
    }
}
