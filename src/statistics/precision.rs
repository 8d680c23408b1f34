//! How many replications are enough: the rule of Hoad, Robinson and Davies.
//!
//! Replications are added one by one until the interval of every watched mean is as narrow as was
//! asked, in relation to that mean or in its own unit, and stays so while some more are looked at.
//!
//! # Source
//!
//! Hoad K, Robinson S, Davies R (2010), "Automated selection of the number of replications for a
//! discrete-event simulation", *Journal of the Operational Research Society* 61: 1632–1644.

use crate::statistics::interval::{CONFIDENCE, MeanInterval, half_width_of};
use std::str::FromStr;

/// The rule is asked from so many replications on: the least of which a spread can be told.
pub const FIRST: usize = 3;

/// Replications looked at beyond the first that is precise enough, up to a hundred of these.
const LOOK_AHEAD: usize = 5;

/// How many replications must stay as precise after `n` that are: 5, and beyond a hundred 5% of
/// them, rounded up.
pub const fn look_ahead(n: usize) -> usize {
    let counted = if n > 100 { n } else { 100 };
    (LOOK_AHEAD * counted).div_ceil(100)
}

/// How narrow an interval is wanted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Wanted {
    /// Half its width at most this share of its mean \[-\].
    Relative(f64),
    /// Half its width at most this, in the unit of its mean.
    Absolute(f64),
}

/// A text that says no precision.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "a precision is a share of the mean between 0 and 1, such as 0.05, or half a width in the unit of \
     the measure, such as ±50 or +-50; found {found:?}"
)]
pub struct NoPrecision {
    /// The text.
    pub found: String,
}

impl FromStr for Wanted {
    type Err = NoPrecision;

    fn from_str(text: &str) -> Result<Self, NoPrecision> {
        let trimmed = text.trim();
        let width = ["±", "+-", "+/-"].iter().find_map(|sign| trimmed.strip_prefix(sign));
        let number = width.unwrap_or(trimmed).trim();
        // A sign here would be a second one, or one that says nothing.
        let number = Some(number).filter(|number| !number.starts_with(['+', '-']));
        let number = number.and_then(|number| number.parse().ok());
        let number = number.filter(|number: &f64| number.is_finite() && *number > 0.0);
        let wanted = match (number, width) {
            (Some(half_width), Some(_)) => Some(Wanted::Absolute(half_width)),
            (Some(share), None) if share < 1.0 => Some(Wanted::Relative(share)),
            _ => None,
        };
        wanted.ok_or_else(|| NoPrecision { found: text.to_owned() })
    }
}

impl Wanted {
    /// What of `interval` is held against what is wanted: half its width, or that in relation to its
    /// mean; `None` where there is none.
    pub fn found(self, interval: MeanInterval) -> Option<f64> {
        match self {
            Wanted::Relative(_) => relative_half_width(interval),
            Wanted::Absolute(_) => interval.half_width,
        }
    }

    /// The greatest that [`found`](Wanted::found) may be.
    pub const fn at_most(self) -> f64 {
        match self {
            Wanted::Relative(most) | Wanted::Absolute(most) => most,
        }
    }
}

/// Half the width of an interval in relation to its mean \[-\].
///
/// `None` without a half-width, or where the mean is zero: nothing is a share of nothing. An interval
/// without any width is none whatever its mean: all values were equal.
pub fn relative_half_width(interval: MeanInterval) -> Option<f64> {
    let half_width = interval.half_width?;
    let relative = if half_width == 0.0 { 0.0 } else { half_width / interval.mean.abs() };
    relative.is_finite().then_some(relative)
}

/// Watches means as replications come in, and says when all of them are known precisely enough.
///
/// The verdict after a replication depends on those up to it alone, not on how they were made. A
/// mean all of whose values are equal, such as a difference that is nothing in every replication, is
/// known by the same rule: its interval has no width, from the third value on and as long as it stays
/// so. It ends with the look-ahead, and not with the most replications.
#[derive(Clone, Debug)]
pub struct Watch {
    replications: usize,
    means: Vec<Mean>,
    /// The first of the replications since which all have been precise enough.
    precise_from: Option<usize>,
    is_undefined: bool,
    furthest: Option<Furthest>,
}

/// A mean that is watched.
#[derive(Clone, Copy, Debug)]
struct Mean {
    wanted: Wanted,
    /// The mean so far, and the squared deviations from it added up (Welford).
    mean: f64,
    squares: f64,
    /// The first value, if all others equal it.
    always: Option<f64>,
}

/// What is furthest from what is wanted of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Furthest {
    /// The place of the mean among those watched.
    pub place: usize,
    /// Half the width of its interval, or that in relation to the mean, as is wanted of it.
    pub found: f64,
}

impl Watch {
    /// Watches `means` means, until the relative half-width of each is at most `wanted` \[-\].
    pub fn new(wanted: f64, means: usize) -> Self {
        Watch::of(&vec![Wanted::Relative(wanted); means])
    }

    /// Watches a mean for each of `wanted`, until all are as precise as is wanted of them.
    pub fn of(wanted: &[Wanted]) -> Self {
        let mean = |&wanted| Mean { wanted, mean: 0.0, squares: 0.0, always: None };
        Watch {
            replications: 0,
            means: wanted.iter().map(mean).collect(),
            precise_from: None,
            is_undefined: false,
            furthest: None,
        }
    }

    /// Enters the next replication: a value for each watched mean, `None` where it is undefined.
    pub fn enter(&mut self, values: &[Option<f64>]) {
        self.replications += 1;
        let n = self.replications as f64;
        for (watched, value) in self.means.iter_mut().zip(values) {
            let Some(value) = value.filter(|value| value.is_finite()) else {
                self.is_undefined = true;
                continue;
            };
            let before = value - watched.mean;
            watched.mean += before / n;
            watched.squares += before * (value - watched.mean);
            let first = if self.replications == 1 { Some(value) } else { watched.always };
            watched.always = first.filter(|first| *first == value);
        }
        self.furthest = self.furthest_now();
        let is_precise = self
            .furthest
            .is_some_and(|furthest| furthest.found <= self.means[furthest.place].wanted.at_most());
        if self.replications < FIRST || !is_precise {
            self.precise_from = None;
        } else if self.precise_from.is_none() {
            self.precise_from = Some(self.replications);
        }
    }

    /// What is furthest from what is wanted so far; `None` if a mean is undefined, or its half-width in
    /// relation to it.
    pub fn furthest(&self) -> Option<Furthest> {
        self.furthest
    }

    /// Half the width of what is furthest, or that in relation to its mean, as is wanted of it; where the
    /// same relative half-width is wanted of all, the widest.
    pub fn widest(&self) -> Option<f64> {
        self.furthest.map(|furthest| furthest.found)
    }

    /// The value that the mean at `place` had in every replication; `None` if they differ, are undefined,
    /// or are fewer than [`FIRST`].
    pub fn always(&self, place: usize) -> Option<f64> {
        let is_known = self.replications >= FIRST && !self.is_undefined;
        self.means[place].always.filter(|_| is_known)
    }

    /// Whether every watched mean is nothing, exactly, in every replication: where differences are
    /// watched, nothing differs.
    pub fn is_always_nothing(&self) -> bool {
        !self.means.is_empty() && (0..self.means.len()).all(|place| self.always(place) == Some(0.0))
    }

    /// After how many replications all were precise enough and stayed so, the look-ahead apart.
    pub fn reached(&self) -> Option<usize> {
        self.precise_from.filter(|first| self.replications >= first + look_ahead(*first))
    }

    /// Whether a value was undefined: then no precision can ever be claimed.
    pub fn is_undefined(&self) -> bool {
        self.is_undefined
    }

    /// The fewest further replications after which the rule might be met: to make so many at once
    /// makes none in vain.
    pub fn at_least(&self) -> usize {
        let next = (self.replications + 1).max(FIRST);
        let first = self.precise_from.unwrap_or(next);
        (first + look_ahead(first)).saturating_sub(self.replications)
    }

    fn furthest_now(&self) -> Option<Furthest> {
        if self.is_undefined || self.replications < 2 {
            return None;
        }
        let variance = |squares: f64| squares / (self.replications - 1) as f64;
        let found = |watched: &Mean| {
            // Equal values have no spread, and none that rounding made.
            let variance = watched.always.map_or_else(|| variance(watched.squares), |_| 0.0);
            let half_width = half_width_of(variance, self.replications, CONFIDENCE);
            watched.wanted.found(MeanInterval { mean: watched.mean, half_width })
        };
        let share = |of: Furthest| of.found / self.means[of.place].wanted.at_most();
        let each = self.means.iter().enumerate();
        let first: Option<Furthest> = None;
        each.map(|(place, watched)| Some(Furthest { place, found: found(watched)? })).try_fold(
            first,
            |furthest, found| {
                let found = found?;
                Some(Some(furthest.filter(|far| share(*far) >= share(found)).unwrap_or(found)))
            },
        )?
    }
}

/// About how many replications would be needed for a half-width of `wanted`, relative or not, if it
/// is `found` after `n`: the width falls with the square root of their number.
pub fn about_needed(n: usize, found: f64, wanted: f64) -> f64 {
    n as f64 * (found / wanted).powi(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Enters values until the rule is met; after how many, and how many were entered.
    fn met(wanted: f64, values: &[f64]) -> Option<(usize, usize)> {
        let mut watch = Watch::new(wanted, 1);
        values.iter().enumerate().find_map(|(place, value)| {
            watch.enter(&[Some(*value)]);
            Some((watch.reached()?, place + 1))
        })
    }

    #[test]
    fn the_relative_half_width_is_that_worked_by_hand() {
        // As in `interval`: mean 5.48, half-width 0.635557, of which it is 11.5977%.
        let mut watch = Watch::new(0.02, 1);
        [5.1, 4.9, 6.2, 5.7, 5.5].iter().for_each(|value| watch.enter(&[Some(*value)]));
        assert!((watch.widest().expect("five values") - 0.115_977).abs() < 1e-6);
    }

    #[test]
    fn a_steady_series_needs_three_and_a_look_ahead_of_five() {
        assert_eq!(met(0.1, &[10.0; 20]), Some((3, 8)));
        assert_eq!(met(0.1, &[10.0; 7]), None, "the look-ahead is not over");
    }

    #[test]
    fn what_widens_within_the_look_ahead_starts_again() {
        // After 3 the half-width is nil; the sixth value makes it 2.57 · 4.08/√6 = 4.28 of a mean of
        // 11.67, 37%. It falls below 20% of the mean after 12: t(11) · 2.887/√12 = 1.834 of 10.83,
        // 16.9%; after 11 it is 2.025 of 10.91, 18.6%; after 10 it is 2.262 of 11, 20.6%.
        let mut values = [10.0; 30];
        values[5] = 20.0;
        assert_eq!(met(0.2, &values), Some((11, 16)));
    }

    #[test]
    fn every_mean_must_be_precise_at_once() {
        let mut watch = Watch::new(0.1, 2);
        for replication in 0..40 {
            let wide = if replication % 2 == 0 { 80.0 } else { 120.0 };
            watch.enter(&[Some(10.0), Some(wide)]);
        }
        // s/√n · t = 20.5/√n · 2.1: 10% of 100 from some 20 replications on, not from 3.
        assert!(watch.reached().is_some_and(|first| (15..25).contains(&first)), "{watch:?}");
    }

    #[test]
    fn the_look_ahead_grows_beyond_a_hundred() {
        assert_eq!([3, 100, 101, 150, 200, 1000].map(look_ahead), [5, 5, 6, 8, 10, 50]);
    }

    #[test]
    fn a_mean_about_zero_and_an_undefined_value_are_never_precise() {
        let about_zero: Vec<f64> = (0..50).map(|n| f64::from(n % 2) * 2.0 - 1.0).collect();
        assert_eq!(met(0.5, &about_zero), None);
        let mut watch = Watch::new(0.5, 1);
        for value in [Some(1.0), None, Some(1.0), Some(1.0), Some(1.0)] {
            watch.enter(&[value]);
        }
        assert!(watch.is_undefined() && watch.widest().is_none() && watch.reached().is_none());
    }

    #[test]
    fn differences_that_are_all_nothing_are_known_after_the_look_ahead() {
        // Whatever is wanted: 8 replications, and not as many as may be made.
        for wanted in [Wanted::Relative(0.05), Wanted::Absolute(1e-9)] {
            let mut watch = Watch::of(&[wanted; 2]);
            for made in 1..=8 {
                assert_eq!((watch.reached(), watch.is_always_nothing()), (None, made > FIRST));
                watch.enter(&[Some(0.0), Some(0.0)]);
            }
            assert_eq!((watch.reached(), watch.is_always_nothing()), (Some(3), true));
        }
        // One difference in the look-ahead, and it is not known.
        assert_eq!(met(0.05, &[0.0, 0.0, 0.0, 0.0, 0.0, 3.0, 0.0, 0.0, 0.0, 0.0]), None);
    }

    #[test]
    fn equal_values_have_no_spread_whatever_rounding_makes_of_their_mean() {
        let mut watch = Watch::of(&[Wanted::Absolute(f64::MIN_POSITIVE)]);
        (0..8).for_each(|_| watch.enter(&[Some(0.1)]));
        assert_eq!((watch.always(0), watch.is_always_nothing()), (Some(0.1), false));
        assert_eq!((watch.widest(), watch.reached()), (Some(0.0), Some(3)));
        watch.enter(&[Some(0.2)]);
        watch.enter(&[Some(0.1)]);
        assert_eq!(watch.always(0), None);
    }

    #[test]
    fn what_is_wanted_in_the_unit_of_the_measure_is_known_about_zero_too() {
        let values: Vec<f64> = (0..60).map(|n| f64::from(n % 2) * 20.0 - 10.0).collect();
        let mut watch = Watch::of(&[Wanted::Absolute(4.0)]);
        values.iter().for_each(|value| watch.enter(&[Some(*value)]));
        // Of an even number n, half the width is t · 10 · √(n/(n - 1)) / √n: 4.05 of 26, 3.90 of 28.
        let first = watch.reached().expect("the spread is known");
        assert!((26..=28).contains(&first), "{first}");
        assert_eq!(met(0.05, &values), None);
    }

    #[test]
    fn each_mean_is_held_against_what_is_wanted_of_it() {
        let mut watch = Watch::of(&[Wanted::Relative(0.5), Wanted::Absolute(1.0)]);
        for value in [9.0, 10.0, 11.0] {
            watch.enter(&[Some(value), Some(value)]);
        }
        // s/√3 · t(2) = 2.484: a quarter of the mean, which is enough, and more than 1.
        let furthest = watch.furthest().expect("three values");
        assert!(furthest.place == 1 && (furthest.found - 2.484).abs() < 1e-3, "{furthest:?}");
        assert_eq!(watch.reached(), None);
    }

    #[test]
    fn a_precision_is_a_share_or_half_a_width() {
        let read = |text: &str| text.parse::<Wanted>();
        assert_eq!(read("0.05"), Ok(Wanted::Relative(0.05)));
        for text in ["±50", "+-50", "+/-50", " ± 50 "] {
            assert_eq!(read(text), Ok(Wanted::Absolute(50.0)), "{text}");
        }
        let refused = ["", "±", "0", "1", "50", "-0.05", "±-5", "±0", "+5", "nan", "±inf", "5%"];
        for text in refused {
            let error = read(text).expect_err(text).to_string();
            assert!(
                error.contains("such as 0.05") && error.contains(&format!("{text:?}")),
                "{error}"
            );
        }
    }

    #[test]
    fn no_replication_is_made_in_vain() {
        // In batches of the fewest that might do, the rule is met at the end of a batch.
        let values: Vec<f64> = (0..400).map(|n| 100.0 + f64::from(n * 7919 % 101) - 50.0).collect();
        let (mut watch, mut made) = (Watch::new(0.05, 1), 0);
        let mut batches = Vec::new();
        while watch.reached().is_none() {
            batches.push(watch.at_least());
            for _ in 0..watch.at_least() {
                assert_eq!(watch.reached(), None);
                watch.enter(&[Some(values[made])]);
                made += 1;
            }
        }
        assert_eq!(batches[0], 8);
        assert_eq!(met(0.05, &values).map(|(_, entered)| entered), Some(made));
    }

    #[test]
    fn a_quarter_of_the_width_needs_sixteen_times_as_many() {
        assert!((about_needed(10, 0.08, 0.02) - 160.0).abs() < 1e-9);
    }
}
