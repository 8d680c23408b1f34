//! The constants of procedures that select the best of several normal populations.

use crate::statistics::distributions::{normal_density, normal_share_below};

/// Bechhofer's h \[-\]: with n = (h · sd / indifference)² values of each of so many `options`,
/// independent and with the same known standard deviation, the one with the largest mean is the
/// best with at least the probability `confidence`, if it is better than all others by the
/// indifference.
///
/// ```text
/// ∫ Φ(z + h)^(k − 1) φ(z) dz = confidence
/// ```
///
/// `None` unless there are two options or more and the confidence is in (1/k, 1).
///
/// # Source
///
/// Bechhofer (1954), "A single-sample multiple decision procedure for ranking means of normal
/// populations with known variances", *Annals of Mathematical Statistics* 25: 16–39.
///
/// # Example
///
/// ```
/// use pcn_sim::decisions::selection::constants::bechhofer;
///
/// let h = bechhofer(2, 0.95).expect("two options");
/// assert!((h - 2.3262).abs() < 5e-5);
/// ```
pub fn bechhofer(options: usize, confidence: f64) -> Option<f64> {
    if !is_possible(options, confidence) {
        return None;
    }
    let rivals = (options - 1) as f64;
    Some(where_it_is(confidence, |h| {
        normal_mean(NODES_PER_SD, |z| libm::pow(normal_share_below(z + h), rivals))
    }))
}

/// Rinott's h \[-\], for options whose variances are unknown and differ: after `first` values of
/// each, with variances s², take max(first, (h · s / indifference)²) values of each in all.
///
/// ```text
/// ∫ [ ∫ Φ(h / √(ν (1/x + 1/y))) f(x) dx ]^(k − 1) f(y) dy = confidence
/// ```
///
/// with ν = first − 1 and f the density of chi-square with ν degrees of freedom. `None` unless
/// there are two options or more, two first values or more, and the confidence is in (1/k, 1).
///
/// # Source
///
/// Rinott (1978), "On two-stage selection procedures and related probability-inequalities",
/// *Communications in Statistics – Theory and Methods* 7: 799–811.
///
/// # Example
///
/// ```
/// use pcn_sim::decisions::selection::constants::rinott;
///
/// let h = rinott(10, 20, 0.95).expect("ten options");
/// assert!((h - 3.8753).abs() < 5e-5);
/// ```
pub fn rinott(options: usize, first: usize, confidence: f64) -> Option<f64> {
    if !is_possible(options, confidence) || first < 2 {
        return None;
    }
    let freedom = (first - 1) as f64;
    let nodes = chi_square(freedom);
    let rivals = (options - 1) as f64;
    Some(where_it_is(confidence, |h| {
        let given = |y: f64| -> f64 {
            let terms = nodes.iter().map(|(x, weight)| {
                weight * normal_share_below(h / (freedom * (1.0 / x + 1.0 / y)).sqrt())
            });
            terms.sum()
        };
        nodes.iter().map(|(y, weight)| weight * libm::pow(given(*y), rivals)).sum()
    }))
}

/// The constant h² of Kim and Nelson's procedure \[-\], which bounds the probability of a wrong
/// elimination by Bonferroni's inequality; for c = 1.
///
/// ```text
/// h² = 2 η (first − 1),  η = ½ [ (2 (1 − confidence) / (k − 1))^(−2 / (first − 1)) − 1 ]
/// ```
///
/// `None` unless there are two options or more, two first values or more, and the confidence is in
/// (1/k, 1).
///
/// # Source
///
/// Kim and Nelson (2001), "A fully sequential procedure for indifference-zone selection in
/// simulation", *ACM Transactions on Modeling and Computer Simulation* 11: 251–273.
///
/// # Example
///
/// ```
/// use pcn_sim::decisions::selection::constants::kim_nelson;
///
/// let h_squared = kim_nelson(2, 10, 0.95).expect("two options");
/// assert!((h_squared - 6.0129).abs() < 5e-5);
/// ```
pub fn kim_nelson(options: usize, first: usize, confidence: f64) -> Option<f64> {
    if !is_possible(options, confidence) || first < 2 {
        return None;
    }
    let freedom = (first - 1) as f64;
    let each = 2.0 * (1.0 - confidence) / (options - 1) as f64;
    Some(freedom * (libm::pow(each, -2.0 / freedom) - 1.0))
}

/// Whether a choice among so many options can be asked to be right with that probability, which
/// chance alone must not give.
pub(super) fn is_possible(options: usize, confidence: f64) -> bool {
    options >= 2 && confidence > 1.0 / options as f64 && confidence < 1.0
}

/// Nodes of an integral over the normal distribution, for each standard deviation of the steepest
/// factor.
pub(super) const NODES_PER_SD: f64 = 16.0;

/// Standard deviations beyond which the normal distribution is cut off.
const REACH: f64 = 9.0;

/// The mean of `f` over a standard normal value, by the trapezoid rule with steps of 1/`per_sd`.
/// For smooth functions that do not change within a step its error is that of rounding.
pub(super) fn normal_mean(per_sd: f64, f: impl Fn(f64) -> f64) -> f64 {
    let steps = (REACH * per_sd).ceil() as i32;
    let terms = (-steps..=steps).map(|step| {
        let z = f64::from(step) / per_sd;
        normal_density(z) * f(z)
    });
    terms.sum::<f64>() / per_sd
}

/// Values of chi-square with weights that add up to 1: the trapezoid rule in ln x, in which the
/// density is smooth.
fn chi_square(freedom: f64) -> Vec<(f64, f64)> {
    let half = freedom / 2.0;
    let scale = -half * std::f64::consts::LN_2 - libm::lgamma(half);
    // The density of t = ln x.
    let density = |t: f64| libm::exp(scale + half * t - libm::exp(t) / 2.0);
    let step = (2.0 / freedom).sqrt() / 8.0;
    let mode = libm::log(freedom);
    let side = |direction: f64| {
        let places = (0..).map(move |n| mode + direction * step * f64::from(n));
        places.take_while(move |t| density(*t) > NEGLIGIBLE)
    };
    let places = side(-1.0).chain(side(1.0).skip(1));
    places.map(|t| (libm::exp(t), step * density(t))).collect()
}

/// A density that does not count.
const NEGLIGIBLE: f64 = 1e-15;

/// The point above 0 at which a rising `f` takes the value `wanted`, to 1e-9.
fn where_it_is(wanted: f64, f: impl Fn(f64) -> f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    while f(high) < wanted && high < 1e6 {
        (low, high) = (high, 2.0 * high);
    }
    while high - low > 1e-9 {
        let middle = f64::midpoint(low, high);
        if f(middle) < wanted { low = middle } else { high = middle }
    }
    f64::midpoint(low, high)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_options_have_closed_forms() {
        // Bechhofer, k = 2: Φ(h/√2) = confidence.
        for confidence in [0.6, 0.9, 0.99] {
            let h = bechhofer(2, confidence).expect("two options");
            assert!((normal_share_below(h / 2.0_f64.sqrt()) - confidence).abs() < 1e-9);
        }
        // With many first values variances are known, and Rinott's h is √2 Φ⁻¹(confidence) =
        // Bechhofer's.
        let (known, found) = (bechhofer(2, 0.95), rinott(2, 20_001, 0.95));
        let (known, found) = (known.expect("h"), found.expect("h"));
        assert!((found - known).abs() < 1e-3 && found > known, "{found} {known}");
    }

    #[test]
    fn chi_square_has_its_mean_and_variance() {
        for freedom in [1.0, 2.0, 19.0, 500.0] {
            let nodes = chi_square(freedom);
            let moment = |power| nodes.iter().map(|(x, w)| w * x.powi(power)).sum::<f64>();
            assert!((moment(0) - 1.0).abs() < 1e-6, "{freedom} {}", moment(0));
            assert!((moment(1) / freedom - 1.0).abs() < 1e-6, "{freedom}");
            assert!((moment(2) / (freedom * (freedom + 2.0)) - 1.0).abs() < 1e-6, "{freedom}");
        }
    }

    #[test]
    fn impossible_questions_have_no_answer() {
        assert!(bechhofer(1, 0.95).is_none() && bechhofer(2, 0.5).is_none());
        assert!(rinott(2, 1, 0.95).is_none() && rinott(2, 10, 1.0).is_none());
        assert!(kim_nelson(1, 10, 0.95).is_none() && kim_nelson(2, 10, f64::NAN).is_none());
    }
}
