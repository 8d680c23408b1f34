//! When a case fails, and how many may miss by chance.

use crate::statistics::distributions::{binomial_tail, normal_quantile, tail_of_t};
use crate::statistics::interval::errors_beside;
use crate::verification::case::KnownValue;
use crate::verification::observation::Estimate;

/// The confidence level of the intervals [-].
pub const CONFIDENCE: f64 = 0.99;
/// The maximum probability that a correct program fails any value [-].
pub const FAMILY_LEVEL: f64 = 0.01;
/// The maximum probability that a correct program has more misses than the bounds allow [-].
const BOUND_LEVEL: f64 = 0.001;

/// The rule in words, for readers of the results.
pub const RULE: &str = "\
A value fails if a difference of this size has a probability by chance below 1% divided by the
number of values (Student's t over replications, Bonferroni), or if the value or its interval is
not finite. A case misses if one of its values differs at 1% divided by the number of its values.
Verification fails if a value fails or is outside the limits of its case, if the number of cases
that miss is above the 99.9% bound of a binomial count, or if an unknown case or metric was left
out.";

/// A published simulation result: its standard error and half of its last digit.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Published {
    error: f64,
    half_digit: f64,
}

/// The comparison of one value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Comparison {
    /// The simulated value.
    pub found: f64,
    /// The half-width of its 99% interval.
    pub half_width: f64,
    /// The difference divided by its standard error [-].
    pub z: f64,
    /// The probability of a difference at least this large by chance [-].
    pub p: f64,
    /// Whether the known value is a published simulation with an interval of its own.
    pub is_published: bool,
    /// Whether it fails regardless of its probability: the simulated value or its interval is not finite, or
    /// it is outside the limits of the case.
    pub is_refuted: bool,
}

/// Compares an estimate from `replications` with the claimed value and the `limits` of its case.
pub(super) fn compare(
    known_value: &KnownValue,
    estimate: &Estimate,
    replications: u32,
    limits: Option<[f64; 2]>,
) -> Comparison {
    let freedom = f64::from(replications.max(2) - 1);
    let published = published(&known_value.reference);
    let apart = estimate.value - known_value.value;
    let mut beyond = apart;
    let mut error = estimate.error;
    if let Some(published) = published {
        beyond = apart.signum() * (apart.abs() - published.half_digit).max(0.0);
        error = error.hypot(published.error);
    }
    let half_width = errors_beside(freedom, CONFIDENCE) * estimate.error;
    let is_within =
        limits.is_none_or(|[low, high]| low <= estimate.value && estimate.value <= high);
    let is_refuted = !(apart.is_finite() && half_width.is_finite() && is_within);
    let is_published = published.is_some();
    if !(beyond.is_finite() && error.is_finite()) {
        // Without a finite number or interval, agreement cannot be claimed.
        let (found, z, p) = (estimate.value, f64::NAN, 0.0);
        return Comparison { found, half_width, z, p, is_published, is_refuted };
    }
    let is_equal = beyond.abs() <= 1e-9 * known_value.value.abs().max(1.0);
    let (z, p) = if is_equal {
        (if error > 0.0 { beyond / error } else { 0.0 }, 1.0)
    } else if error > 0.0 {
        let z = beyond / error;
        (z, 2.0 * tail_of_t(z.abs(), freedom))
    } else if estimate.value == 0.0 && known_value.value > 0.0 {
        // The event never happened: the probability of this is computed.
        (f64::NEG_INFINITY, libm::exp(-known_value.value * estimate.over))
    } else {
        (apart.signum() * f64::INFINITY, 0.0)
    };
    Comparison { found: estimate.value, half_width, z, p, is_published, is_refuted }
}

/// The interval in a reference: `90% CI 4.680-4.746`, or `0.924-0.925` at its beginning, which
/// is treated as a 90% interval.
fn published(reference: &str) -> Option<Published> {
    let (level, interval) = match reference.split_once("% CI") {
        Some((before, after)) => {
            let level: f64 = before.split_whitespace().last()?.parse().ok()?;
            (level / 100.0, after)
        }
        None => (0.90, reference),
    };
    let interval = interval.trim_start().trim_start_matches(['[', '(']);
    let end = interval.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '-' | '–')));
    let interval = &interval[..end.unwrap_or(interval.len())];
    let (low, high) = interval.split_once(['-', '–'])?;
    let decimals = |text: &str| text.split_once('.').map_or(0, |(_, digits)| digits.len());
    let half_digit = 0.5 * libm::exp10(-(decimals(low).max(decimals(high)) as f64));
    // Page numbers look like intervals too, so only numbers with a decimal point count.
    if !(low.contains('.') && high.contains('.') && level > 0.0 && level < 1.0) {
        return None;
    }
    let (low, high): (f64, f64) = (low.parse().ok()?, high.trim_end_matches('.').parse().ok()?);
    let error = (high - low) / 2.0 / normal_quantile(0.5 + level / 2.0);
    (high >= low && error.is_finite()).then_some(Published { error, half_digit })
}

/// The verdict on all values.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// The number of values compared.
    pub values: usize,
    /// The probability below which a value fails [-].
    pub level: f64,
    /// The indices of the values that failed.
    pub failed: Vec<usize>,
    /// The number of values outside their 99% interval.
    pub misses: usize,
    /// The bound on this number if values were independent. Values of one case are not.
    pub misses_bound: usize,
    /// The number of cases.
    pub cases: usize,
    /// The number of cases that miss one of their values.
    pub case_misses: usize,
    /// The bound on this number.
    pub case_misses_bound: usize,
}

impl Verdict {
    /// Judges probabilities, each with the number of its case. Values of one case are adjacent.
    pub(super) fn of(found: &[(usize, f64)]) -> Self {
        let level = FAMILY_LEVEL / found.len().max(1) as f64;
        let miss = 1.0 - CONFIDENCE;
        // A value that is not a number fails.
        let fails = |&index: &usize| found[index].1.is_nan() || found[index].1 < level;
        let failed = (0..found.len()).filter(fails).collect();
        let groups: Vec<_> = found.chunk_by(|one, next| one.0 == next.0).collect();
        let missed =
            |group: &&&[(usize, f64)]| group.iter().any(|(_, p)| p * (group.len() as f64) < miss);
        Verdict {
            values: found.len(),
            level,
            failed,
            misses: found.iter().filter(|(_, p)| *p < miss).count(),
            misses_bound: bound(found.len(), miss),
            cases: groups.len(),
            case_misses: groups.iter().filter(missed).count(),
            case_misses_bound: bound(groups.len(), miss),
        }
    }

    /// Whether no value failed and the misses are within their bound.
    pub fn agrees(&self) -> bool {
        self.failed.is_empty() && self.case_misses <= self.case_misses_bound
    }
}

/// The least number that a binomial count of `n` exceeds with a probability of at most 0.1%.
fn bound(n: usize, share: f64) -> usize {
    (0..=n).find(|&k| binomial_tail(k as u64, n as u64, share) <= BOUND_LEVEL).unwrap_or(n)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known_value(value: f64, reference: &str) -> KnownValue {
        KnownValue { metric: "Wq".into(), value, reference: reference.into() }
    }

    #[test]
    fn published_intervals_are_read_from_references() {
        let found = published("90% CI 4.680-4.746; repo x-y 2.0").expect("an interval");
        assert!((found.error - 0.033 / 1.644_853_6).abs() < 1e-6 && found.half_digit == 0.000_5);
        assert_eq!(published("0.020-0.020; repo").expect("an interval").error, 0.0);
        for text in ["Gross & Harris 2.5", "Kleinrock vol.1 ch.6", "", "1932 (c=1)", "12-15"] {
            assert_eq!(published(text), None, "{text}");
        }
    }

    #[test]
    fn a_published_value_is_allowed_its_rounding() {
        let estimate = Estimate { value: 0.020_4, error: 0.000_01, over: 1.0 };
        assert_eq!(compare(&known_value(0.02, "0.020-0.020"), &estimate, 40, None).p, 1.0);
        assert!(compare(&known_value(0.02, "Palm"), &estimate, 40, None).p < 1e-6);
    }

    #[test]
    fn exact_results_must_be_exact_and_rare_ones_may_be_absent() {
        let exact = |value| Estimate { value, error: 0.0, over: 1.0 };
        assert_eq!(compare(&known_value(2.0, ""), &exact(2.0), 40, None).p, 1.0);
        assert_eq!(compare(&known_value(2.0, ""), &exact(2.1), 40, None).p, 0.0);
        let never = Estimate { value: 0.0, error: 0.0, over: 100.0 };
        assert!(compare(&known_value(0.001, ""), &never, 40, None).p > 0.9);
    }

    #[test]
    fn what_is_not_finite_or_outside_the_limits_is_refuted() {
        let broken = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY];
        let of = |value, error| Estimate { value, error, over: 1.0 };
        let estimates =
            broken.map(|bad| of(bad, 0.1)).into_iter().chain(broken.map(|bad| of(2.0, bad)));
        for estimate in estimates {
            // Even where the mean is the known one.
            let found = compare(&known_value(2.0, ""), &estimate, 40, None);
            assert!(found.is_refuted, "{estimate:?} {found:?}");
        }
        // Finite, but half the width of its interval is not.
        assert!(compare(&known_value(2.0, ""), &of(2.0, f64::MAX), 40, None).is_refuted);
        let within =
            |value| compare(&known_value(0.95, ""), &of(value, 0.01), 40, Some([0.915, 0.98]));
        assert!(!within(0.94).is_refuted && within(0.91).is_refuted && within(0.981).is_refuted);
        assert_eq!(Verdict::of(&[(0, 0.5), (1, f64::NAN)]).failed, [1]);
    }

    #[test]
    fn bounds_are_those_of_the_binomial() {
        // qbinom(0.999, c(40, 131), 0.01) in R: 3 and 6.
        assert_eq!((bound(40, 0.01), bound(131, 0.01), bound(0, 0.01)), (3, 6, 0));
    }

    #[test]
    fn one_value_far_off_fails_and_one_just_outside_does_not() {
        let mut found: Vec<_> = (0..40).map(|case| (case, 0.5)).collect();
        found[3].1 = 0.005;
        let verdict = Verdict::of(&found);
        assert!(verdict.agrees() && verdict.misses == 1 && verdict.case_misses == 1);
        found[3].1 = 1e-6;
        assert_eq!(Verdict::of(&found).failed, [3]);
        assert!(!Verdict::of(&found).agrees());
    }
}
