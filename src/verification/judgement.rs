//! When a case counts as failed, and how many may miss by chance.

use crate::statistics::distributions::{binomial_tail, normal_quantile, tail_of_t};
use crate::statistics::interval::quantile_of_t;
use crate::verification::case::KnownValue;
use crate::verification::observation::Estimate;

/// The confidence of the intervals shown [-].
pub const CONFIDENCE: f64 = 0.99;
/// The chance that a faultless program fails any value at all, at most [-].
pub const FAMILY_LEVEL: f64 = 0.01;
/// The chance that more misses occur than the bounds allow, at most [-].
const BOUND_LEVEL: f64 = 0.001;

/// The rule, in words, for whoever reads the results.
pub const RULE: &str = "\
A value fails if the simulation would be so far from it by chance with a probability below 1%
divided by the number of values (Student's t over replications, Bonferroni). Verification fails if
a value fails or is outside the limits that its case states, if more cases than a binomial count exceeds once in 1,000 miss one of their values
at 1% divided by the case's values, or if a case or metric is not known and was left out. What is
not a finite number, or has no finite interval, fails.";

/// A published simulation result: its standard error and half of its last digit.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Published {
    error: f64,
    half_digit: f64,
}

/// How one value compares.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Comparison {
    /// The value found.
    pub found: f64,
    /// Half the width of its 99% interval.
    pub half_width: f64,
    /// The difference over its standard error [-].
    pub z: f64,
    /// The probability of so large a difference by chance [-].
    pub p: f64,
    /// Whether the known value was itself simulated, and its own interval counts.
    pub is_published: bool,
    /// Whether it fails whatever its probability: what was found or its interval is not finite, or
    /// outside the limits that the case states.
    pub is_refuted: bool,
}

/// Compares an estimate from `replications` with what is claimed, and with the `limits` of its case.
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
    let half_width = quantile_of_t(freedom, CONFIDENCE) * estimate.error;
    let is_within =
        limits.is_none_or(|[low, high]| low <= estimate.value && estimate.value <= high);
    let is_refuted = !(apart.is_finite() && half_width.is_finite() && is_within);
    let is_published = published.is_some();
    if !(beyond.is_finite() && error.is_finite()) {
        // Nothing can be said of it, least of all that it agrees.
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
        // So rare that it never happened: how likely is that?
        (f64::NEG_INFINITY, libm::exp(-known_value.value * estimate.over))
    } else {
        (apart.signum() * f64::INFINITY, 0.0)
    };
    Comparison { found: estimate.value, half_width, z, p, is_published, is_refuted }
}

/// The interval in a reference: `90% CI 4.680-4.746`, or `0.924-0.925` at its beginning, which is
/// then taken for a 90% interval.
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
    // Page numbers look like intervals too: only numbers with a point are taken for one.
    if !(low.contains('.') && high.contains('.') && level > 0.0 && level < 1.0) {
        return None;
    }
    let (low, high): (f64, f64) = (low.parse().ok()?, high.trim_end_matches('.').parse().ok()?);
    let error = (high - low) / 2.0 / normal_quantile(0.5 + level / 2.0);
    (high >= low && error.is_finite()).then_some(Published { error, half_digit })
}

/// Whether the program passed.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// The number of values compared.
    pub values: usize,
    /// Below this probability a value fails [-].
    pub level: f64,
    /// Places of the values that failed.
    pub failed: Vec<usize>,
    /// How many values lie outside the 99% interval.
    pub misses: usize,
    /// How many that may be, if values were independent; those of one case are not.
    pub misses_bound: usize,
    /// The number of cases.
    pub cases: usize,
    /// How many cases miss one of their values.
    pub case_misses: usize,
    /// How many that may be.
    pub case_misses_bound: usize,
}

impl Verdict {
    /// Judges probabilities, each with the number of its case; equal numbers stand together.
    pub(super) fn of(found: &[(usize, f64)]) -> Self {
        let level = FAMILY_LEVEL / found.len().max(1) as f64;
        let miss = 1.0 - CONFIDENCE;
        // What is no number is no probability: it fails.
        let fails = |&place: &usize| found[place].1.is_nan() || found[place].1 < level;
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

    /// Whether no more is outside than chance allows.
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
