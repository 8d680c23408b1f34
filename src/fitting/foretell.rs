//! The months that no fit has seen, foretold: the last period and what the simulation changes.
//!
//! "The same as in the last period" is the rival to beat. Practices answer a busy month with more staff, and the
//! model's do not. So the simulated season is used for calls and forms only, not for how calls end, and only where
//! England's season of a year earlier agrees with it.

use super::figures::{ALL, CALLS, FIGURES, FORMS, Group, Months, Tolerance, Values};
use super::jacobian::{SEASON, change};

/// The change of calls and of forms of England from October to December 2024 to January and February 2025 \[-\],
/// with the index of the figure.
///
/// NHS England, Cloud Based Telephony data in general practice, February 2026 release, and Submissions via Online
/// Consultation Systems in General Practice; own sums, per patient and working day.
const ENGLAND_A_YEAR_BEFORE: [(usize, f64); 2] = [(CALLS, 0.0152), (FORMS, 0.1844)];

/// A season of which England's a year earlier is less than this part is not believed at all.
const LEAST: f64 = 0.5;

/// The part of the simulated season that is believed, for each figure \[-\]: England's change of a year earlier
/// over the simulated change of the average network, at most 1, and 0 if it is less than a half. It is 0
/// for other months, for which nobody compared.
pub fn believed(season: &Values, months: &[Months; 2]) -> [f64; FIGURES] {
    let is_known = |group: Group| {
        let of = |months: &Months| match group {
            Group::Forms => months.forms.clone(),
            _ => months.calls.clone(),
        };
        [of(&months[0]), of(&months[1])] == SEASON.map(<[usize]>::to_vec)
    };
    let mut believed = [0.0; FIGURES];
    for (index, england) in ENGLAND_A_YEAR_BEFORE {
        let simulated = season[index].filter(|change| *change != 0.0 && is_known(ALL[index].group));
        let part = simulated.map_or(0.0, |change| (england / change).min(1.0));
        believed[index] = if part < LEAST { 0.0 } else { part };
    }
    believed
}

/// The figures foretold: those of the last period, changed as the simulation changes from these months to the
/// later ones, as far as it is believed.
pub fn foretold(last: &Values, [shown, later]: &[Values; 2], believed: &[f64; FIGURES]) -> Values {
    std::array::from_fn(|index| {
        let (value, tolerance) = (last[index]?, ALL[index].tolerance);
        let by = change(tolerance, shown[index], later[index]).unwrap_or(0.0) * believed[index];
        Some(match tolerance {
            Tolerance::Part(..) => value * (1.0 + by),
            Tolerance::Share(_) => (value + by).clamp(0.0, 1.0),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn months(last: &[usize]) -> [Months; 2] {
        [vec![9, 10, 11], last.to_vec()].map(|m| Months { calls: m.clone(), forms: m })
    }

    #[test]
    fn a_season_that_went_the_other_way_is_not_believed() {
        let mut season = [None; FIGURES];
        // England's calls rose by 1.52% and its forms by 18%. How calls end is not believed.
        (season[13], season[14], season[19]) = (Some(0.019), Some(0.01), Some(0.05));
        let found = believed(&season, &months(&[0, 1]));
        assert!((found[13] - 0.8).abs() < 1e-12 && found[14] == 0.0 && found[19] == 1.0);
        season[13] = Some(0.05);
        assert_eq!(believed(&season, &months(&[0, 1]))[13], 0.0, "less than half of it");
        season[13] = Some(-0.02);
        assert_eq!(believed(&season, &months(&[0, 1]))[13], 0.0, "the other way");
        assert_eq!(believed(&season, &months(&[1, 2])), [0.0; FIGURES], "other months");
    }

    #[test]
    fn rates_change_in_proportion_and_shares_by_points() {
        let mut last = [None; FIGURES];
        (last[13], last[14]) = (Some(20.0), Some(0.1));
        let (mut shown, mut later) = (last, last);
        (shown[13], later[13]) = (Some(30.0), Some(33.0));
        (shown[14], later[14]) = (Some(0.2), Some(0.22));
        let found = foretold(&last, &[shown, later], &[0.5; FIGURES]);
        assert!(found[13].is_some_and(|calls| (calls - 21.0).abs() < 1e-12));
        assert!(found[14].is_some_and(|missed| (missed - 0.11).abs() < 1e-12));
        assert_eq!(found[0], None);
        assert_eq!(foretold(&last, &[shown, later], &[0.0; FIGURES]), last, "the last period");
    }
}
