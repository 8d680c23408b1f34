//! Distributions as quantile functions: a uniform number in, a value out.
//!
//! A quantile function keeps the order of chances: the patient with the longer consultation in one
//! scenario has the longer one in every scenario. This pairs scenarios. All transcendental
//! functions come from the `libm` crate, so every platform, the browser included, computes the same
//! digits.

use std::f64::consts::LOG2_E;

/// Natural logarithm, the same on every platform.
pub fn ln(x: f64) -> f64 {
    libm::log(x)
}

/// Exponential function, the same on every platform.
pub fn exp(x: f64) -> f64 {
    libm::exp(x)
}

/// The exponential quantile with `mean` at `chance` in [0, 1).
///
/// ```text
/// F⁻¹(u) = -mean · ln(1 - u)
/// ```
pub fn exponential(mean: f64, chance: f64) -> f64 {
    // 1 - u is exact for a chance with 53 bits. `log1p` would separate small from large by an
    // unpredictable branch.
    -mean * ln(1.0 - chance)
}

/// The standard normal quantile at `chance` in (0, 1).
///
/// Wichura (1988), "Algorithm AS 241: The percentage points of the normal distribution", Applied
/// Statistics 37(3), routine PPND16: about 16 correct digits.
pub fn standard_normal(chance: f64) -> f64 {
    let q = chance - 0.5;
    if q.abs() <= 0.425 {
        let r = 0.180625 - q * q;
        return q * polynomial(&CENTRE_NUMERATOR, r) / polynomial(&CENTRE_DENOMINATOR, r);
    }
    let tail = if q < 0.0 { chance } else { 1.0 - chance };
    // The smallest uniform number is zero. Half of the first of 2^53 steps replaces it.
    let r = libm::sqrt(-ln(tail.max(0.5 / (1_u64 << 53) as f64)));
    let value = if r <= 5.0 {
        let r = r - 1.6;
        polynomial(&MIDDLE_NUMERATOR, r) / polynomial(&MIDDLE_DENOMINATOR, r)
    } else {
        let r = r - 5.0;
        polynomial(&TAIL_NUMERATOR, r) / polynomial(&TAIL_DENOMINATOR, r)
    };
    if q < 0.0 { -value } else { value }
}

/// Estrin's scheme evaluates pairs at once; Horner's waits for each term in turn.
fn polynomial(c: &[f64; 8], x: f64) -> f64 {
    let (x2, x4) = (x * x, (x * x) * (x * x));
    let low = (c[0] + c[1] * x) + (c[2] + c[3] * x) * x2;
    let high = (c[4] + c[5] * x) + (c[6] + c[7] * x) * x2;
    low + high * x4
}

const CENTRE_NUMERATOR: [f64; 8] = [
    3.387_132_872_796_366_5,
    133.141_667_891_784_38,
    1_971.590_950_306_551_3,
    13_731.693_765_509_46,
    45_921.953_931_549_87,
    67_265.770_927_008_7,
    33_430.575_583_588_13,
    2_509.080_928_730_122_7,
];
const CENTRE_DENOMINATOR: [f64; 8] = [
    1.0,
    42.313_330_701_600_91,
    687.187_007_492_057_9,
    5_394.196_021_424_751,
    21_213.794_301_586_597,
    39_307.895_800_092_71,
    28_729.085_735_721_943,
    5_226.495_278_852_545,
];
const MIDDLE_NUMERATOR: [f64; 8] = [
    1.423_437_110_749_683_5,
    4.630_337_846_156_546,
    5.769_497_221_460_691,
    3.647_848_324_763_204_5,
    1.270_458_252_452_368_4,
    0.241_780_725_177_450_6,
    0.022_723_844_989_269_184,
    7.745_450_142_783_414e-4,
];
const MIDDLE_DENOMINATOR: [f64; 8] = [
    1.0,
    2.053_191_626_637_759,
    1.676_384_830_183_803_8,
    0.689_767_334_985_1,
    0.148_103_976_427_480_08,
    0.015_198_666_563_616_457,
    5.475_938_084_995_345e-4,
    1.050_750_071_644_416_9e-9,
];
const TAIL_NUMERATOR: [f64; 8] = [
    6.657_904_643_501_103,
    5.463_784_911_164_114,
    1.784_826_539_917_291_3,
    0.296_560_571_828_504_87,
    0.026_532_189_526_576_124,
    0.001_242_660_947_388_078_4,
    2.711_555_568_743_487_6e-5,
    2.010_334_399_292_288_1e-7,
];
const TAIL_DENOMINATOR: [f64; 8] = [
    1.0,
    0.599_832_206_555_887_9,
    0.136_929_880_922_735_8,
    0.014_875_361_290_850_615,
    7.868_691_311_456_133e-4,
    1.846_318_317_510_054_8e-5,
    1.421_511_758_316_446e-7,
    2.044_263_103_389_939_8e-15,
];

/// A lognormal distribution, given by its own mean and standard deviation.
///
/// ```text
/// sigma² = ln(1 + sd²/mean²),  mu = ln(mean) - sigma²/2,  F⁻¹(u) = exp(mu + sigma · Φ⁻¹(u))
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LogNormal {
    /// Both to base 2. Powers of two come from a table, without unpredictable branches.
    mu: f64,
    sigma: f64,
}

impl LogNormal {
    /// The lognormal distribution with `mean` > 0 and standard deviation `sd` ≥ 0.
    pub fn from_mean_sd(mean: f64, sd: f64) -> Self {
        let variance = ln(1.0 + (sd / mean) * (sd / mean));
        let (mu, sigma) = (ln(mean) - variance / 2.0, libm::sqrt(variance));
        LogNormal { mu: mu * LOG2_E, sigma: sigma * LOG2_E }
    }

    /// The quantile at `chance` in [0, 1).
    pub fn quantile(&self, chance: f64) -> f64 {
        libm::exp2(self.mu + self.sigma * standard_normal(chance))
    }
}

/// A mixture of two exponentials: with probability `share` the first mean, otherwise the second.
///
/// One chance decides both: values below `share` are scaled to the first distribution, the others
/// to the second.
pub fn two_exponentials(share: f64, first_mean: f64, second_mean: f64, chance: f64) -> f64 {
    if chance < share {
        exponential(first_mean, chance / share)
    } else {
        exponential(second_mean, (chance - share) / (1.0 - share))
    }
}

/// The index of the weighted choice at `chance`: the first whose cumulative share exceeds it.
///
/// `cumulative` is scaled by its last entry. Without choices the result is zero.
pub fn choose(cumulative: &[f64], chance: f64) -> usize {
    let total = cumulative.last().copied().unwrap_or(0.0);
    let target = chance * total;
    cumulative
        .iter()
        .position(|&bound| target < bound)
        .unwrap_or(cumulative.len().saturating_sub(1))
}

/// The quantile of a piecewise uniform distribution over bands.
///
/// Returns the index of the band and the fraction of the way through it.
pub fn choose_within(cumulative: &[f64], chance: f64) -> (usize, f64) {
    let index = choose(cumulative, chance);
    let total = cumulative.last().copied().unwrap_or(0.0);
    let low = if index == 0 { 0.0 } else { cumulative[index - 1] };
    let width = cumulative[index] - low;
    let within = if width > 0.0 { (chance * total - low) / width } else { 0.0 };
    (index, within.clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_normal_quantile_has_its_known_values() {
        // qnorm(c(0.5, 0.975, 0.01, 1e-9)) in R 4.3.
        for (chance, known) in [
            (0.5, 0.0),
            (0.975, 1.959_963_984_540_054),
            (0.01, -2.326_347_874_040_841),
            (1e-9, -5.997_807_015_007_686),
        ] {
            assert!((standard_normal(chance) - known).abs() < 1e-12, "{chance}");
        }
    }

    #[test]
    fn a_lognormal_has_the_moments_it_was_given() {
        let length = LogNormal::from_mean_sd(12.0, 7.0);
        let n = 200_000;
        let values = (0..n).map(|i| length.quantile((f64::from(i) + 0.5) / f64::from(n)));
        let (sum, squares) = values.fold((0.0, 0.0), |(s, q), v| (s + v, q + v * v));
        let mean = sum / f64::from(n);
        let sd = (squares / f64::from(n) - mean * mean).sqrt();
        assert!((mean - 12.0).abs() < 0.01 && (sd - 7.0).abs() < 0.05, "{mean} {sd}");
    }

    #[test]
    fn weighted_choices_follow_their_shares() {
        assert_eq!(choose(&[0.2, 0.2, 1.0], 0.1), 0);
        assert_eq!(choose(&[0.2, 0.2, 1.0], 0.2), 2);
        assert_eq!(choose(&[2.0, 10.0], 0.999), 1);
        let (band, within) = choose_within(&[0.25, 0.75, 1.0], 0.5);
        assert_eq!(band, 1);
        assert!((within - 0.5).abs() < 1e-12);
    }
}
