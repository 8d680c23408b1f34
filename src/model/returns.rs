//! Who asks again, weeks after the practice had nothing for them.
//!
//! A *need* is what a patient asks about. A *spell* is one attempt to have it seen to: a request, from the first
//! contact to its end. A need has one spell, and a further one each time that the same request returns.

use crate::units::Probability;

/// The most returns of one need.
pub const MOST_RETURNS: u32 = 2;

/// The fewest and the most weeks after which a patient asks again, within the week that follows \[weeks\].
pub const WEEKS: [f64; 2] = [1.0, 3.0];

/// Requests that ended without help and return.
#[derive(Clone, Debug, PartialEq)]
pub struct Returns {
    /// Probability that a request which ended without help returns. Nobody has measured it.
    pub probability: Probability,
    /// How often one need returns, 1 to [`MOST_RETURNS`].
    pub at_most: u32,
    /// Share of spells that end without help where requests per patient were calibrated.
    pub failing: Probability,
    /// By need: after how many weeks the patient asks again, within the week that follows \[weeks\]; [`WEEKS`].
    pub after_weeks: Vec<f64>,
}

impl Returns {
    /// Spells for each need where requests per patient were calibrated [-].
    pub fn spells_per_need(&self) -> f64 {
        spells_per_need(self.failing.get(), self.probability.get(), self.at_most)
    }
}

/// Spells for each need, if every spell fails with probability `failing`, and a need whose spell failed returns
/// with probability `returning`, `at_most` so many times: `1 + fr + (fr)² + …`. Without a limit it would be
/// `1/(1 − fr)`.
///
/// # Example
///
/// ```
/// use pcn_sim::model::returns::spells_per_need;
///
/// assert!((spells_per_need(0.144, 0.2, 2) - 1.0296).abs() < 5e-5);
/// assert!((1.0 / (1.0 - 0.144 * 0.2) - 1.0297_f64).abs() < 5e-5);
/// assert_eq!(spells_per_need(0.144, 0.0, 2), 1.0);
/// ```
pub fn spells_per_need(failing: f64, returning: f64, at_most: u32) -> f64 {
    let again = failing * returning;
    (0..at_most).fold(1.0, |spells, _| 1.0 + again * spells)
}

/// The share of needs that are finally unmet, under the same assumptions: the last spell failed and did not
/// return. That is `f(1 − r)` of the spells that may return, and `f` of those that may not. Without a limit it
/// would be `f(1 − r)/(1 − fr)`.
///
/// # Example
///
/// ```
/// use pcn_sim::model::returns::finally_unmet;
///
/// assert!((finally_unmet(0.144, 0.2, 2) - 0.1186).abs() < 5e-5);
/// assert!((finally_unmet(0.144, 1.0, 2) - 0.144_f64.powi(3)).abs() < 1e-12);
/// ```
pub fn finally_unmet(failing: f64, returning: f64, at_most: u32) -> f64 {
    (0..at_most).fold(failing, |unmet, _| failing * (1.0 - returning) + failing * returning * unmet)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_returns_at_most_are_the_sum_written_out() {
        let (f, r) = (0.3, 0.4);
        let written_out = 1.0 + f * r + (f * r) * (f * r);
        assert!((spells_per_need(f, r, 2) - written_out).abs() < 1e-12);
        let written_out = f * (1.0 - r) * (1.0 + f * r) + f * (f * r) * (f * r);
        assert!((finally_unmet(f, r, 2) - written_out).abs() < 1e-12);
    }

    #[test]
    fn without_a_limit_both_are_the_geometric_series() {
        let (f, r) = (0.5, 0.6);
        assert!((spells_per_need(f, r, 60) - 1.0 / (1.0 - f * r)).abs() < 1e-9);
        assert!((finally_unmet(f, r, 60) - f * (1.0 - r) / (1.0 - f * r)).abs() < 1e-9);
    }

    #[test]
    fn every_spell_is_met_or_fails_and_the_needs_add_up() {
        for (f, r) in [(0.0, 0.5), (0.2, 0.0), (0.144, 0.2), (0.4, 1.0), (1.0, 0.5)] {
            let met = (1.0 - f) * spells_per_need(f, r, 2);
            assert!((met + finally_unmet(f, r, 2) - 1.0).abs() < 1e-12, "{f}, {r}");
        }
    }
}
