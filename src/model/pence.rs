//! Amounts of money and the factors that they are multiplied by, exact until rounded.
//!
//! Amounts are whole pence. Every product is exact until it is rounded, once, to the nearest penny,
//! halves away from zero. Rates, shares and whole-time equivalents are whole millionths, so that no
//! amount depends on binary fractions.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Sub};

/// An amount of money \[pence\]: whole, positive or negative.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pence(i64);

/// A rate, a share or a number of whole-time equivalents, in whole millionths [-].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Factor(i64);

/// The number of parts of a [`Factor`] that make one.
const MILLION: i64 = 1_000_000;

/// The nearest whole number to `numerator / denominator`, halves away from zero.
fn nearest(numerator: i128, denominator: i128) -> i128 {
    let half = denominator / 2;
    (numerator + if numerator < 0 { -half } else { half }) / denominator
}

fn narrow(value: i128) -> i64 {
    i64::try_from(value).expect("the reader bounds every amount far below what fits")
}

impl Pence {
    /// Zero.
    pub const ZERO: Pence = Pence(0);

    /// An amount of whole pence.
    pub const fn new(pence: i64) -> Pence {
        Pence(pence)
    }

    /// The amount nearest to `pounds`. It must be finite and of a size that a reader accepts.
    pub fn from_pounds(pounds: f64) -> Pence {
        Pence((pounds * 100.0).round() as i64)
    }

    /// The product of a rate in pounds and a number, rounded once to the nearest penny.
    pub fn of_rate(pounds: Factor, times: Factor) -> Pence {
        // Pence = 100 × pounds × times, both in millionths.
        let pence = 100 * i128::from(pounds.0) * i128::from(times.0);
        Pence(narrow(nearest(pence, i128::from(MILLION) * i128::from(MILLION))))
    }

    /// The amount in pence.
    pub const fn get(self) -> i64 {
        self.0
    }

    /// The amount in pounds, for ratios and figures.
    pub fn as_pounds(self) -> f64 {
        self.0 as f64 / 100.0
    }

    /// The amount times `factor`, rounded to the nearest penny.
    pub fn times(self, factor: Factor) -> Pence {
        let product = i128::from(self.0) * i128::from(factor.0);
        Pence(narrow(nearest(product, MILLION.into())))
    }

    /// The amount increased by a share: times `1 + share`, rounded to the nearest penny.
    pub fn raised(self, share: Factor) -> Pence {
        self.times(Factor::ONE.plus(share))
    }

    /// The amount before an increase by `share`: divided by `1 + share`, rounded to the nearest
    /// penny.
    pub fn before(self, share: Factor) -> Pence {
        let numerator = i128::from(self.0) * i128::from(MILLION);
        Pence(narrow(nearest(numerator, Factor::ONE.plus(share).0.into())))
    }

    /// A part of the amount: `part` of `whole` equal parts, rounded to the nearest penny.
    pub(super) fn part(self, part: i64, whole: i64) -> Pence {
        Pence(narrow(nearest(i128::from(self.0) * i128::from(part), whole.into())))
    }
}

impl Add for Pence {
    type Output = Pence;
    fn add(self, other: Pence) -> Pence {
        Pence(self.0 + other.0)
    }
}

impl Sub for Pence {
    type Output = Pence;
    fn sub(self, other: Pence) -> Pence {
        Pence(self.0 - other.0)
    }
}

impl Sum for Pence {
    fn sum<I: Iterator<Item = Pence>>(amounts: I) -> Pence {
        amounts.fold(Pence::ZERO, Add::add)
    }
}

impl fmt::Display for Pence {
    /// `£1,307,848.41`, with a true minus sign before a negative amount.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let size = self.0.unsigned_abs();
        let digits = (size / 100).to_string();
        let mut pounds = String::new();
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                pounds.push(',');
            }
            pounds.push(digit);
        }
        out.pad(&format!("{}£{pounds}.{:02}", if self.0 < 0 { "−" } else { "" }, size % 100))
    }
}

impl Factor {
    /// Zero.
    pub const ZERO: Factor = Factor(0);

    /// One.
    pub const ONE: Factor = Factor(MILLION);

    /// The factor nearest to `value`, to the millionth.
    pub fn new(value: f64) -> Factor {
        Factor((value * MILLION as f64).round() as i64)
    }

    /// The factor as a number.
    pub fn get(self) -> f64 {
        self.0 as f64 / MILLION as f64
    }

    /// The sum of two.
    #[must_use]
    pub fn plus(self, other: Factor) -> Factor {
        Factor(self.0 + other.0)
    }

    /// The difference of the two, at least zero.
    #[must_use]
    pub fn less(self, other: Factor) -> Factor {
        Factor((self.0 - other.0).max(0))
    }

    /// The product of two, to the nearest millionth.
    #[must_use]
    pub fn times(self, other: Factor) -> Factor {
        Factor(narrow(nearest(i128::from(self.0) * i128::from(other.0), MILLION.into())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_read_as_people_write_them() {
        assert_eq!(Pence::new(130_784_841).to_string(), "£1,307,848.41");
        assert_eq!(Pence::new(-5).to_string(), "−£0.05");
        assert_eq!(Pence::ZERO.to_string(), "£0.00");
    }

    #[test]
    fn halves_are_rounded_away_from_zero() {
        assert_eq!(Pence::new(5).times(Factor::new(0.5)), Pence::new(3));
        assert_eq!(Pence::new(-5).times(Factor::new(0.5)), Pence::new(-3));
        assert_eq!(Pence::new(10).before(Factor::ONE), Pence::new(5));
    }
}
