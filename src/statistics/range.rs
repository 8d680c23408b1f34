//! Distributions that have a stated range as their 5th to 95th percentile.

use crate::engine::samplers::standard_normal;
use crate::statistics::distributions::normal_share_below;

/// The standard normal value below which 95% lie: its 95th percentile.
const Z_95: f64 = 1.644_853_626_951_472_2;

/// A range that no distribution of its kind has.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum RangeError {
    /// The ends are not two numbers in rising order.
    #[error("found the range {low} to {high}, expected two finite numbers, the smaller first")]
    NoRange {
        /// The lower end as given.
        low: f64,
        /// The upper end as given.
        high: f64,
    },
    /// An end lies at a limit that the quantity never reaches, or beyond it.
    #[error(
        "found the range {low} to {high}, expected both ends within {least} to {most} and not at a limit; \
         state another distribution, or an end just inside"
    )]
    AtLimit {
        /// The lower end as given.
        low: f64,
        /// The upper end as given.
        high: f64,
        /// The lower limit of the quantity.
        least: f64,
        /// The upper limit of the quantity.
        most: f64,
    },
    /// The median is not between the ends.
    #[error("found the median {median}, expected a value within its range {low} to {high}")]
    MedianOutside {
        /// The median as given.
        median: f64,
        /// The 5th percentile.
        low: f64,
        /// The 95th percentile.
        high: f64,
    },
    /// The probability of a switch is not one.
    #[error("found the probability {found}, expected a number from 0 to 1")]
    NoProbability {
        /// The probability as given.
        found: f64,
    },
}

/// The scale on which a quantity is normal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scale {
    Plain,
    Log,
    Logit,
}

impl Scale {
    fn limits(self) -> (f64, f64) {
        match self {
            Scale::Plain => (f64::NEG_INFINITY, f64::INFINITY),
            Scale::Log => (0.0, f64::INFINITY),
            Scale::Logit => (0.0, 1.0),
        }
    }

    fn to(self, value: f64) -> f64 {
        match self {
            Scale::Plain => value,
            Scale::Log => libm::log(value),
            Scale::Logit => libm::log(value) - libm::log1p(-value),
        }
    }

    fn from(self, place: f64) -> f64 {
        match self {
            Scale::Plain => place,
            Scale::Log => libm::exp(place),
            Scale::Logit if place < 0.0 => libm::exp(place) / (1.0 + libm::exp(place)),
            Scale::Logit => 1.0 / (1.0 + libm::exp(-place)),
        }
    }
}

/// A distribution fitted to a range, as its quantile function.
///
/// The quantile keeps order: a larger chance never gives a smaller value. One chance may therefore
/// be shared by several parameters that are uncertain together.
///
/// # Example
///
/// ```
/// use pcn_sim::statistics::range::Distribution;
///
/// let share = Distribution::share(0.2, 0.6)?.with_median(0.3)?;
/// assert!((share.quantile(0.05) - 0.2).abs() < 1e-9);
/// assert!((share.quantile(0.5) - 0.3).abs() < 1e-9);
/// assert!((share.quantile(0.95) - 0.6).abs() < 1e-9);
/// # Ok::<(), pcn_sim::statistics::range::RangeError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Distribution {
    form: Form,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Form {
    /// Normal on a scale, with a spread of its own on either side of the median.
    Normal { scale: Scale, ends: (f64, f64), median: f64, below: f64, above: f64 },
    /// Every value between the ends is as likely as every other.
    Even { low: f64, high: f64 },
    /// 1 with a probability, otherwise 0.
    Switch { probability: f64 },
    /// One value.
    Fixed { value: f64 },
}

impl Distribution {
    /// A share \[-\]: logit-normal, with `low` and `high` in (0, 1) as its 5th and 95th percentile.
    ///
    /// ```text
    /// ln(x / (1 − x)) is normal; mean and 1.645 sd are half the sum and half the difference of the ends
    /// ```
    ///
    /// # Errors
    ///
    /// [`RangeError::NoRange`], and [`RangeError::AtLimit`] if an end is 0 or 1.
    pub fn share(low: f64, high: f64) -> Result<Distribution, RangeError> {
        Distribution::normal_on(Scale::Logit, low, high)
    }

    /// A positive quantity \[its unit\]: lognormal, with `low` and `high` above 0 as its 5th and
    /// 95th percentile.
    ///
    /// # Errors
    ///
    /// [`RangeError::NoRange`], and [`RangeError::AtLimit`] if an end is 0 or less.
    pub fn positive(low: f64, high: f64) -> Result<Distribution, RangeError> {
        Distribution::normal_on(Scale::Log, low, high)
    }

    /// Any number \[its unit\]: normal, with `low` and `high` as its 5th and 95th percentile.
    ///
    /// # Errors
    ///
    /// [`RangeError::NoRange`].
    pub fn number(low: f64, high: f64) -> Result<Distribution, RangeError> {
        Distribution::normal_on(Scale::Plain, low, high)
    }

    /// Every value from `low` to `high` \[their unit\] alike. The ends are limits here, the minimum
    /// and the maximum. For ranges that are limits by nature, or reach one.
    ///
    /// # Errors
    ///
    /// [`RangeError::NoRange`].
    pub fn evenly(low: f64, high: f64) -> Result<Distribution, RangeError> {
        check(low, high)?;
        Ok(Distribution { form: Form::Even { low, high } })
    }

    /// A mechanism that exists with `probability` (1) or not (0).
    ///
    /// # Errors
    ///
    /// [`RangeError::NoProbability`].
    pub fn switch(probability: f64) -> Result<Distribution, RangeError> {
        if (0.0..=1.0).contains(&probability) {
            Ok(Distribution { form: Form::Switch { probability } })
        } else {
            Err(RangeError::NoProbability { found: probability })
        }
    }

    fn normal_on(scale: Scale, low: f64, high: f64) -> Result<Distribution, RangeError> {
        check(low, high)?;
        if low == high {
            return Ok(Distribution { form: Form::Fixed { value: low } });
        }
        let (least, most) = scale.limits();
        if low <= least || high >= most {
            return Err(RangeError::AtLimit { low, high, least, most });
        }
        let (from, to) = (scale.to(low), scale.to(high));
        let spread = (to - from) / 2.0 / Z_95;
        let median = f64::midpoint(from, to);
        let ends = (low, high);
        Ok(Distribution {
            form: Form::Normal { scale, ends, median, below: spread, above: spread },
        })
    }

    /// The same range about another `median` \[its unit\]: each half of the distribution has its
    /// own spread, so that the 5th and 95th percentile stay. The median of a symmetrical range (on
    /// its scale) need not be stated. Only for distributions that are normal on their scale; others
    /// are returned unchanged.
    ///
    /// # Errors
    ///
    /// [`RangeError::MedianOutside`] unless the median lies strictly between the ends.
    ///
    /// # Source
    ///
    /// The two-piece normal of Fechner (1897), in the form that has its mode at the median and half
    /// of its weight on either side; its density has a step there. Two quantiles and a median
    /// determine it.
    pub fn with_median(self, median: f64) -> Result<Distribution, RangeError> {
        let Form::Normal { scale, ends: (low, high), .. } = self.form else { return Ok(self) };
        if !(low < median && median < high) {
            return Err(RangeError::MedianOutside { median, low, high });
        }
        let at = scale.to(median);
        let below = (at - scale.to(low)) / Z_95;
        let above = (scale.to(high) - at) / Z_95;
        let form = Form::Normal { scale, ends: (low, high), median: at, below, above };
        Ok(Distribution { form })
    }

    /// The value below which the share `chance`, in \[0, 1\], of the distribution lies \[its
    /// unit\].
    pub fn quantile(&self, chance: f64) -> f64 {
        match self.form {
            Form::Normal { scale, median, below, above, .. } => {
                // Half of the last of 2^53 steps, as for 0: both ends have a finite value.
                let z = standard_normal(chance.min(1.0 - f64::EPSILON / 4.0));
                scale.from(median + if z < 0.0 { below } else { above } * z)
            }
            Form::Even { low, high } => low + (high - low) * chance,
            // A larger chance switches on, so that order is kept.
            Form::Switch { probability } => f64::from(u8::from(chance >= 1.0 - probability)),
            Form::Fixed { value } => value,
        }
    }

    /// The share of the distribution that is at most `value` \[-\]: the inverse of
    /// [`Distribution::quantile`].
    pub fn share_to(&self, value: f64) -> f64 {
        match self.form {
            Form::Normal { scale, median, below, above, .. } => {
                let (least, most) = scale.limits();
                if value <= least || value >= most {
                    return f64::from(u8::from(value >= most));
                }
                let at = scale.to(value) - median;
                normal_share_below(at / if at < 0.0 { below } else { above })
            }
            Form::Even { low, high } if low < high => {
                ((value - low) / (high - low)).clamp(0.0, 1.0)
            }
            Form::Switch { .. } if value < 0.0 => 0.0,
            Form::Switch { probability } if value < 1.0 => 1.0 - probability,
            Form::Switch { .. } => 1.0,
            Form::Even { low: fixed, .. } | Form::Fixed { value: fixed } => {
                f64::from(u8::from(value >= fixed))
            }
        }
    }
}

fn check(low: f64, high: f64) -> Result<(), RangeError> {
    if low <= high && low.is_finite() && high.is_finite() {
        Ok(())
    } else {
        Err(RangeError::NoRange { low, high })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: f64, known: f64) {
        assert!((found - known).abs() <= 1e-9 * known.abs().max(1e-9), "{found} is not {known}");
    }

    #[test]
    fn the_ends_of_a_range_are_its_5th_and_95th_percentile() {
        for fitted in [
            Distribution::share(0.02, 0.9),
            Distribution::positive(0.02, 0.9),
            Distribution::number(0.02, 0.9),
        ] {
            let fitted = fitted.expect("a range");
            near(fitted.quantile(0.05), 0.02);
            near(fitted.quantile(0.95), 0.9);
            near(fitted.share_to(0.02), 0.05);
            near(fitted.share_to(0.9), 0.95);
        }
        // The median of a lognormal is the geometric mean of its ends: √(2 · 8) = 4.
        near(Distribution::positive(2.0, 8.0).expect("a range").quantile(0.5), 4.0);
        // Odds 1/4 and 4: the median has odds of 1.
        near(Distribution::share(0.2, 0.8).expect("a range").quantile(0.5), 0.5);
    }

    #[test]
    fn a_median_moves_and_the_ends_stay() {
        let moved =
            Distribution::positive(1.0, 100.0).expect("a range").with_median(2.0).expect("inside");
        for (share, known) in [(0.05, 1.0), (0.5, 2.0), (0.95, 100.0)] {
            near(moved.quantile(share), known);
            near(moved.share_to(known), share);
        }
        let outside = Distribution::positive(1.0, 3.0).expect("a range").with_median(3.0);
        assert_eq!(outside, Err(RangeError::MedianOutside { median: 3.0, low: 1.0, high: 3.0 }));
    }

    #[test]
    fn quantiles_rise_and_stay_within_their_limits() {
        let share = Distribution::share(0.001, 0.999).expect("a range");
        let values: Vec<f64> =
            (0..=1_000).map(|i| share.quantile(f64::from(i) / 1_000.0)).collect();
        assert!(values.is_sorted() && values.iter().all(|v| (0.0..=1.0).contains(v)), "{values:?}");
        let length = Distribution::positive(1e-3, 1e3).expect("a range");
        assert!(length.quantile(0.0) > 0.0 && length.quantile(1.0).is_finite());
    }

    #[test]
    fn limits_are_refused_where_the_quantity_cannot_reach_them() {
        assert!(matches!(Distribution::share(0.0, 0.5), Err(RangeError::AtLimit { .. })));
        assert!(matches!(Distribution::share(0.5, 1.0), Err(RangeError::AtLimit { .. })));
        assert!(matches!(Distribution::positive(0.0, 0.5), Err(RangeError::AtLimit { .. })));
        assert!(matches!(Distribution::number(2.0, 1.0), Err(RangeError::NoRange { .. })));
        assert!(matches!(Distribution::number(f64::NAN, 1.0), Err(RangeError::NoRange { .. })));
        assert!(matches!(Distribution::switch(1.1), Err(RangeError::NoProbability { .. })));
    }

    #[test]
    fn a_range_without_width_is_a_value() {
        for fixed in [Distribution::share(0.0, 0.0), Distribution::positive(3.0, 3.0)] {
            let fixed = fixed.expect("a value");
            assert_eq!(fixed.quantile(0.01), fixed.quantile(0.99));
        }
    }

    #[test]
    fn a_switch_is_on_with_its_probability() {
        let switch = Distribution::switch(0.25).expect("a probability");
        let on: f64 = (0..1_000).map(|i| switch.quantile((f64::from(i) + 0.5) / 1_000.0)).sum();
        assert_eq!(on, 250.0);
        let (never, always) = (Distribution::switch(0.0), Distribution::switch(1.0));
        assert_eq!(never.expect("0").quantile(0.999_999), 0.0);
        assert_eq!(always.expect("1").quantile(0.0), 1.0);
        near(switch.share_to(0.5), 0.75);
    }

    #[test]
    fn every_value_of_an_even_range_is_alike() {
        let even = Distribution::evenly(2.0, 6.0).expect("a range");
        assert_eq!([0.0, 0.25, 1.0].map(|chance| even.quantile(chance)), [2.0, 3.0, 6.0]);
        assert_eq!(even.share_to(3.0), 0.25);
    }
}
