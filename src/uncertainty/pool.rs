//! The beliefs of several people as one: a linear opinion pool with equal weights.
//!
//! Each low, likely and high is a distribution, as a range of a scenario is. The distribution of the group is the mean of
//! theirs. Its 5th, 50th and 95th percentiles are low, likely and high of the group.

use crate::model::sourced::Sort;
use crate::uncertainty::spread::Spread;

/// The percentiles that low, likely and high are.
const SHARES: [f64; 3] = [0.05, 0.5, 0.95];

/// Steps by which a percentile is found: each halves the interval that holds it.
const STEPS: u32 = 100;

/// Low, likely and high of the group of people with these `ranges` of low, likely and high. People who agree keep what
/// they state.
///
/// ```
/// use pcn_sim::model::sourced::Sort;
/// use pcn_sim::uncertainty::pool::pooled;
///
/// assert_eq!(pooled(Sort::Amount, &[[2.0, 3.0, 5.0]]), [2.0, 3.0, 5.0]);
/// // Two people far apart: the group holds both possible, and what lies between.
/// let [low, likely, high] = pooled(Sort::Amount, &[[2.0, 3.0, 4.0], [20.0, 30.0, 40.0]]);
/// assert!(low < 2.4 && 3.5 < likely && likely < 21.0 && high > 37.0);
/// ```
///
/// # Panics
///
/// If nobody states anything.
pub fn pooled(sort: Sort, ranges: &[[f64; 3]]) -> [f64; 3] {
    let first = *ranges.first().expect("somebody states something");
    if ranges.iter().all(|range| *range == first) {
        return first;
    }
    let spreads: Vec<Spread> =
        ranges.iter().map(|[low, likely, high]| Spread::new(sort, *likely, *low, *high)).collect();
    let share_below = |value: f64| {
        spreads.iter().map(|spread| below(spread, value)).sum::<f64>() / spreads.len() as f64
    };
    let ends = |chance: f64| spreads.iter().map(move |spread| spread.quantile(chance));
    let mut group = SHARES.map(|share| {
        // A percentile of the group lies between the lowest and the highest of theirs.
        let (low, high) = (
            ends(share).fold(f64::INFINITY, f64::min),
            ends(share).fold(f64::NEG_INFINITY, f64::max),
        );
        bisected(low, high, |value| share_below(value) < share)
    });
    if let Sort::Whole(least) = sort {
        group = group.map(|value| value.round().max(f64::from(least)));
    }
    group
}

/// The share of a distribution below `value`.
fn below(spread: &Spread, value: f64) -> f64 {
    if spread.quantile(0.0) >= value {
        return 0.0;
    }
    bisected(0.0, 1.0, |chance| spread.quantile(chance) < value)
}

/// Where `is_below` ceases to hold between `low` and `high`.
fn bisected(mut low: f64, mut high: f64, is_below: impl Fn(f64) -> bool) -> f64 {
    for _ in 0..STEPS {
        let middle = low + (high - low) / 2.0;
        if is_below(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    high
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pool_is_the_mean_of_the_distributions() {
        let ranges = [[2.0, 3.0, 5.0], [4.0, 6.0, 12.0], [1.0, 2.0, 3.0]];
        let group = pooled(Sort::Amount, &ranges);
        let spreads =
            ranges.map(|[low, likely, high]| Spread::new(Sort::Amount, likely, low, high));
        // Counted in 30,000 draws of each person, by another way than the pool's.
        let mut drawn: Vec<f64> = spreads
            .iter()
            .flat_map(|spread| {
                (0..30_000).map(|index| spread.quantile((f64::from(index) + 0.5) / 30_000.0))
            })
            .collect();
        drawn.sort_by(f64::total_cmp);
        for (share, found) in SHARES.into_iter().zip(group) {
            let counted = drawn[(share * drawn.len() as f64) as usize];
            assert!((found / counted - 1.0).abs() < 0.002, "{share}: {found} and {counted}");
        }
    }

    #[test]
    fn who_agrees_keeps_what_is_stated_and_order_has_no_effect() {
        assert_eq!(pooled(Sort::Share, &[[0.1, 0.2, 0.4]; 3]), [0.1, 0.2, 0.4]);
        let one = pooled(Sort::Share, &[[0.1, 0.2, 0.4], [0.5, 0.6, 0.7]]);
        assert_eq!(one, pooled(Sort::Share, &[[0.5, 0.6, 0.7], [0.1, 0.2, 0.4]]));
        assert_eq!(
            pooled(Sort::Whole(1), &[[1.0, 2.0, 3.0], [2.0, 3.0, 4.0]]).map(f64::fract),
            [0.0; 3]
        );
    }

    #[test]
    fn certainty_is_pooled_too() {
        let [low, _, high] = pooled(Sort::Amount, &[[3.0, 3.0, 3.0], [5.0, 5.0, 5.0]]);
        assert!(low <= 3.0 + 1e-9 && high >= 5.0 - 1e-9, "{low} to {high}");
    }
}
