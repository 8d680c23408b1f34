//! What is fitted: the levels of a network, each with what is known of it before its figures are seen.

use crate::model::levels::{LEVELS, Level, Levels};

/// What is known of a level before the fit: the logarithm of the level is normal.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Prior {
    /// The level.
    pub level: Level,
    /// The mean of its logarithm \[-\].
    pub mean: f64,
    /// The standard deviation of its logarithm \[-\].
    pub deviation: f64,
}

const fn prior(level: Level, mean: f64, deviation: f64) -> Prior {
    Prior { level, mean, deviation }
}

/// The levels that are fitted, in the order of [`Level::ALL`].
///
/// Means and deviations are those of 239 networks, rounded: all of which appointments, calls and forms are known
/// completely and that have three practices or more, without the 30 on which the fit is tested. The mean
/// of the fitted logarithms, and the root of their variance plus what each fit left open. Own fits to NHS England's
/// publications of April 2025 to March 2026.
pub const PRIORS: [Prior; LEVELS] = [
    prior(Level::Requests, -0.03, 0.27),
    prior(Level::OtherCalls, -0.03, 0.36),
    prior(Level::OtherForms, -0.25, 1.4),
    prior(Level::Online, -0.7, 1.4),
    prior(Level::Handlers, -0.03, 0.22),
    prior(Level::Patience, 0.18, 0.27),
    prior(Level::MenuExit, -0.05, 0.33),
    prior(Level::CallBack, -0.44, 0.66),
    prior(Level::KeptForToday, 0.15, 0.91),
    prior(Level::KeptForTwoDays, -0.63, 1.27),
    prior(Level::Planned, 0.2, 0.36),
    prior(Level::PlannedLead, -0.43, 1.05),
    prior(Level::Telephone, 0.36, 0.91),
    prior(Level::NotAttended, 0.11, 0.31),
    prior(Level::Sessions, 0.09, 0.25),
    prior(Level::Triaged, -0.44, 1.2),
    prior(Level::Recorded, -0.64, 1.1),
];

/// The farthest that a level may be from its prior mean \[standard deviations\].
pub const BOUND: f64 = 2.5;

/// The levels at a place, in standard deviations of their priors from their means, as they are written: with
/// four digits.
pub fn levels(deviations: &[f64]) -> Levels {
    let mut levels = Levels::USUAL;
    for (prior, deviation) in PRIORS.iter().zip(deviations) {
        levels.0[prior.level as usize] =
            rounded(libm::exp(prior.mean + prior.deviation * deviation));
    }
    levels
}

/// A value with four digits.
pub fn rounded(value: f64) -> f64 {
    let digits = (3 - libm::floor(libm::log10(value)) as i32).clamp(0, 9) as usize;
    format!("{value:.digits$}").parse().unwrap_or(value)
}

/// The 95th percentile of the standard normal distribution: a range from the 5th to the 95th holds 90%.
pub(super) const RANGE: f64 = 1.645;

/// A level at `deviation` \[standard deviations of its prior, from its mean\] with its range: the 5th percentile,
/// the level, the 95th, each with four digits. `left` is the standard deviation in the same unit.
pub fn range(prior: &Prior, deviation: f64, left: f64) -> [f64; 3] {
    [-RANGE, 0.0, RANGE]
        .map(|by| rounded(libm::exp(prior.mean + prior.deviation * (deviation + by * left))))
}
