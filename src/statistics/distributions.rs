//! Distribution functions and quantiles that intervals and tests need.
//!
//! All of them rest on `libm`, so that the same sample gives the same bytes on every platform.

/// Steps of a bisection after which no double is left between its ends.
const MOST_STEPS: u32 = 2_200;

/// Terms of the continued fraction; it needs some ten times the root of the larger parameter.
const MOST_TERMS: u32 = 100_000;

/// The value that a standard normal value exceeds with the probability 1 - `probability`, for a
/// probability in (0.5, 1).
pub fn normal_quantile(probability: f64) -> f64 {
    let tail = 1.0 - probability;
    where_tail_is(tail, |z| 0.5 * libm::erfc(z * std::f64::consts::FRAC_1_SQRT_2))
}

/// The probability that Student's t with so many degrees of `freedom`, above zero, is at least `t`, for a
/// `t` of 0 or more.
pub fn tail_of_t(t: f64, freedom: f64) -> f64 {
    if t.is_infinite() {
        return 0.0;
    }
    0.5 * incomplete_beta(freedom / (freedom + t * t), freedom / 2.0, 0.5)
}

/// The value that Student's t with so many degrees of `freedom`, above zero, exceeds with the probability
/// 1 - `probability`, for a probability in (0.5, 1).
pub fn quantile_of_t(probability: f64, freedom: f64) -> f64 {
    where_tail_is(1.0 - probability, |t| tail_of_t(t, freedom))
}

/// The probability that the ratio of two independent mean squares, with `above` and `below` degrees of
/// freedom, is at least `ratio` (the F distribution), for numbers of freedom above zero and a ratio of 0 or
/// more.
///
/// ```
/// use pcn_sim::statistics::distributions::{tail_of_f, tail_of_t};
///
/// // The square of Student's t has the F distribution with one degree of freedom above.
/// let (t, freedom) = (2.3, 7.0);
/// assert!((tail_of_f(t * t, 1.0, freedom) - 2.0 * tail_of_t(t, freedom)).abs() < 1e-12);
/// // With two above it is a power: (1 + 2 f / n)^(−n / 2).
/// assert!((tail_of_f(3.0, 2.0, 10.0) - 1.6_f64.powi(-5)).abs() < 1e-12);
/// ```
pub fn tail_of_f(ratio: f64, above: f64, below: f64) -> f64 {
    incomplete_beta(below / (below + above * ratio), below / 2.0, above / 2.0)
}

/// The probability that of `n` independent trials, each of which succeeds with probability `share`, more
/// than `k` succeed.
pub fn binomial_tail(k: u64, n: u64, share: f64) -> f64 {
    if k >= n {
        return 0.0;
    }
    // P(X > k) is the probability that the (k + 1)th smallest of n uniform values is below the share.
    incomplete_beta(share, (k + 1) as f64, (n - k) as f64)
}

/// The probability that a standard normal value is below `z` \[-\].
pub fn normal_share_below(z: f64) -> f64 {
    0.5 * libm::erfc(-z * std::f64::consts::FRAC_1_SQRT_2)
}

/// The density of the standard normal distribution at `z`.
pub fn normal_density(z: f64) -> f64 {
    0.398_942_280_401_432_7 * libm::exp(-0.5 * z * z)
}

/// The value below which the beta distribution with parameters `a` and `b`, above zero, has the
/// `probability`, in [0, 1].
pub fn quantile_of_beta(probability: f64, a: f64, b: f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..MOST_STEPS {
        let middle = f64::midpoint(low, high);
        if middle <= low || middle >= high {
            break;
        }
        if incomplete_beta(middle, a, b) < probability {
            low = middle;
        } else {
            high = middle;
        }
    }
    high
}

/// The natural logarithm of the value below which the gamma distribution with `shape`, above zero, and
/// scale 1 has the `probability`, in [0, 1). The value itself may be too small for a double.
pub fn log_gamma_quantile(probability: f64, shape: f64) -> f64 {
    // The smallest uniform number is zero; half of the first of 2^53 steps replaces it.
    let probability = probability.max(f64::EPSILON / 4.0);
    // Near zero the distribution is x^shape / Γ(shape + 1).
    let near_zero = (libm::log(probability) + libm::lgamma(shape + 1.0)) / shape;
    if near_zero < -37.0 {
        return near_zero;
    }
    // It is below the power everywhere, so the quantile is not less.
    let (mut low, mut high) = (near_zero, near_zero.max(0.0) + 1.0);
    while incomplete_gamma(libm::exp(high), shape) < probability {
        (low, high) = (high, high + 1.0);
    }
    for _ in 0..MOST_STEPS {
        let middle = f64::midpoint(low, high);
        if high - low < 1e-15 * high.abs() || middle <= low || middle >= high {
            break;
        }
        if incomplete_gamma(libm::exp(middle), shape) < probability {
            low = middle;
        } else {
            high = middle;
        }
    }
    high
}

/// The point above 0 at which a falling `tail` takes the value `wanted`.
fn where_tail_is(wanted: f64, tail: impl Fn(f64) -> f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    while tail(high) > wanted && high < f64::MAX / 2.0 {
        (low, high) = (high, 2.0 * high);
    }
    for _ in 0..MOST_STEPS {
        let middle = low + (high - low) / 2.0;
        if middle <= low || middle >= high {
            break;
        }
        if tail(middle) > wanted {
            low = middle;
        } else {
            high = middle;
        }
    }
    high
}

/// The regularised incomplete beta function I(x; a, b), for `a` and `b` above 0 and `x` in \[0, 1\].
///
/// By the continued fraction of the NIST Digital Library of Mathematical Functions, 8.17.22, evaluated with
/// Lentz's method, on the side of the mean where it converges fast.
fn incomplete_beta(x: f64, a: f64, b: f64) -> f64 {
    if x <= 0.0 || x >= 1.0 {
        return f64::from(u8::from(x >= 1.0));
    }
    let front = libm::exp(
        libm::lgamma(a + b) - libm::lgamma(a) - libm::lgamma(b)
            + a * libm::log(x)
            + b * libm::log1p(-x),
    );
    if x < (a + 1.0) / (a + b + 2.0) {
        front / (a * fraction(x, a, b))
    } else {
        1.0 - front / (b * fraction(1.0 - x, b, a))
    }
}

/// The regularised incomplete gamma function P(`shape`, `x`): by its series (DLMF 8.11.4) below the mean, by
/// the continued fraction of its complement (DLMF 8.9.2) above.
fn incomplete_gamma(x: f64, shape: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    let front = libm::exp(shape * libm::log(x) - x - libm::lgamma(shape));
    if x < shape + 1.0 {
        let (mut term, mut sum) = (1.0 / shape, 1.0 / shape);
        for step in 1..MOST_TERMS {
            term *= x / (shape + f64::from(step));
            sum += term;
            if term < sum * f64::EPSILON / 2.0 {
                break;
            }
        }
        return front * sum;
    }
    let mut at = x + 1.0 - shape;
    let (mut above, mut below) = (1.0 / f64::MIN_POSITIVE, 1.0 / at);
    let mut value = below;
    for step in 1..MOST_TERMS {
        let part = f64::from(step) * (shape - f64::from(step));
        at += 2.0;
        below = 1.0 / (part * below + at);
        above = at + part / above;
        value *= below * above;
        if (below * above - 1.0).abs() < f64::EPSILON {
            break;
        }
    }
    1.0 - front * value
}

/// The continued fraction 1 + d₁/(1 + d₂/(1 + …)) of DLMF 8.17.22.
fn fraction(x: f64, a: f64, b: f64) -> f64 {
    let coefficient = |term: u32| {
        let m = f64::from(term / 2);
        if term.is_multiple_of(2) {
            m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m))
        } else {
            -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0))
        }
    };
    // Neither part may be zero, by which the next is divided.
    let off_zero =
        |value: f64| if value.abs() < f64::MIN_POSITIVE { f64::MIN_POSITIVE } else { value };
    let (mut value, mut above, mut below) = (1.0, 1.0, 0.0);
    for term in 1..MOST_TERMS {
        let d = coefficient(term);
        below = 1.0 / off_zero(1.0 + d * below);
        above = off_zero(1.0 + d / above);
        let step = above * below;
        value *= step;
        if (step - 1.0).abs() < f64::EPSILON {
            break;
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_near(found: f64, known: f64, relative: f64) -> bool {
        (found - known).abs() <= relative * known.abs()
    }

    #[test]
    fn quantiles_of_t_are_those_of_its_closed_forms() {
        for p in [0.6, 0.75, 0.9, 0.975, 0.995, 0.999_9] {
            // One degree of freedom is Cauchy's distribution, two have t = (2p - 1) · √(2 / (4p(1 - p))).
            let cauchy = libm::tan(std::f64::consts::PI * (p - 0.5));
            let two = (2.0 * p - 1.0) * (2.0 / (4.0 * p * (1.0 - p))).sqrt();
            // Four: Hill (1970): t = √(4 (cos(acos(√α) / 3) / √α - 1)) with α = 4p(1 - p).
            let alpha = 4.0 * p * (1.0 - p);
            let four =
                (4.0 * (libm::cos(libm::acos(alpha.sqrt()) / 3.0) / alpha.sqrt() - 1.0)).sqrt();
            for (freedom, known) in [(1.0, cauchy), (2.0, two), (4.0, four)] {
                let found = quantile_of_t(p, freedom);
                assert!(is_near(found, known, 1e-11), "{p} {freedom}: {found} {known}");
            }
        }
    }

    #[test]
    fn quantiles_of_t_are_those_of_the_tables() {
        // qt(0.975, c(9, 19, 99, 9999)) in R.
        for (freedom, known) in [
            (9.0, 2.262_157_162_798_205),
            (19.0, 2.093_024_054_408_309),
            (99.0, 1.984_216_951_586_417),
            (9_999.0, 1.960_201_263_962_102),
        ] {
            let found = quantile_of_t(0.975, freedom);
            assert!(is_near(found, known, 1e-9), "{freedom}: {found} {known}");
        }
    }

    #[test]
    fn a_tail_of_t_is_that_of_its_closed_form() {
        // Two degrees of freedom: P(T > t) = (1 - t / √(2 + t²)) / 2.
        for t in [0.0_f64, 0.1, 1.0, 5.0, 50.0] {
            let known = (1.0 - t / (2.0 + t * t).sqrt()) / 2.0;
            assert!(is_near(tail_of_t(t, 2.0), known, 1e-9), "{t}");
        }
        assert_eq!(tail_of_t(f64::INFINITY, 3.0), 0.0);
    }

    #[test]
    fn the_normal_distribution_has_its_known_values() {
        assert!(is_near(normal_quantile(0.975), 1.959_963_984_540_054, 1e-14));
        assert!(is_near(normal_quantile(0.95), 1.644_853_626_951_472, 1e-14));
    }

    #[test]
    fn powers_of_ten_have_whole_logarithms() {
        // Numbers are rounded for tables and axes by them.
        for power in -12..=15 {
            let ten: f64 = format!("1e{power}").parse().expect("a number");
            assert_eq!(libm::log10(ten), f64::from(power));
            assert_eq!(libm::exp10(f64::from(power)), ten);
        }
    }

    #[test]
    fn a_binomial_tail_is_the_sum_of_its_terms() {
        let (n, share) = (12_u32, 0.3_f64);
        let choose = |k: u32| (1..=k).map(|i| f64::from(n + 1 - i) / f64::from(i)).product::<f64>();
        let term = |k: u32| {
            choose(k) * libm::pow(share, f64::from(k)) * libm::pow(1.0 - share, f64::from(n - k))
        };
        for k in 0..=n {
            let known: f64 = (k + 1..=n).map(term).sum();
            let found = binomial_tail(u64::from(k), u64::from(n), share);
            assert!((found - known).abs() < 1e-13, "{k}: {found} {known}");
        }
    }

    #[test]
    fn gamma_and_beta_quantiles_are_those_of_another_implementation() {
        // scipy.stats.gamma.ppf and scipy.stats.beta.ppf.
        for (p, shape, known) in [
            (0.001, 0.1, 6.073048362407869e-31),
            (0.001, 1.0, 0.001000500333583534),
            (0.001, 7.5, 1.7413422329644774),
            (0.001, 400.0, 341.0332264935072),
            (0.05, 0.1, 5.930711291414248e-14),
            (0.05, 1.0, 0.05129329438755053),
            (0.05, 7.5, 3.6304719638350162),
            (0.05, 400.0, 367.68117406174895),
            (0.5, 0.1, 0.0005933911044602284),
            (0.5, 1.0, 0.6931471805599455),
            (0.5, 7.5, 7.169429755478323),
            (0.5, 400.0, 399.6667160944644),
            (0.95, 0.1, 0.5804351053231342),
            (0.95, 1.0, 2.9957322735539895),
            (0.95, 7.5, 12.497895069864308),
            (0.95, 400.0, 433.45570105468965),
            (0.9999, 0.1, 5.3162434776905565),
            (0.9999, 1.0, 9.210340371976292),
            (0.9999, 7.5, 22.13161247208764),
            (0.9999, 400.0, 478.69067836135304),
        ] {
            let found = libm::exp(log_gamma_quantile(p, shape));
            assert!(is_near(found, known, 1e-9), "gamma {p} {shape}: {found} {known}");
        }
        for (p, a, b, known) in [
            (0.05, 0.5, 0.5, 0.0061558297024311365),
            (0.05, 3.0, 7.0, 0.09774681343927574),
            (0.05, 100.0, 1.5, 0.9617731021307946),
            (0.5, 0.5, 0.5, 0.4999999999999999),
            (0.5, 3.0, 7.0, 0.2862366680227827),
            (0.5, 100.0, 1.5, 0.9882688937541183),
            (0.95, 0.5, 0.5, 0.9938441702975689),
            (0.95, 3.0, 7.0, 0.5496416495066101),
            (0.95, 100.0, 1.5, 0.9982466846445446),
        ] {
            let found = quantile_of_beta(p, a, b);
            assert!(is_near(found, known, 1e-9), "beta {p} {a} {b}: {found} {known}");
        }
        // A shape so small that the quantile is no double: ln x = (ln p + lnΓ(a + 1)) / a.
        assert!(is_near(log_gamma_quantile(0.5, 1e-3), -693.724, 1e-5));
    }

    #[test]
    fn the_normal_share_is_the_inverse_of_the_quantile() {
        for p in [0.6, 0.9, 0.999] {
            assert!(is_near(normal_share_below(normal_quantile(p)), p, 1e-14));
            assert!(is_near(normal_share_below(-normal_quantile(p)), 1.0 - p, 1e-12));
        }
    }
}
