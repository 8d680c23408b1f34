//! Random orders and resampling, by address.

use crate::engine::streams::Streams;
use crate::statistics::purpose;

/// The numbers from 0 to `count` - 1 in random order: the order `which` of a `purpose`
/// ([`purpose`]).
pub fn shuffled(count: usize, streams: &Streams, purpose: u8, which: u32) -> Vec<usize> {
    let chance = |index: usize| streams.uniform(purpose, index as u64, which, 0);
    let mut keyed: Vec<(f64, usize)> = (0..count).map(|index| (chance(index), index)).collect();
    keyed.sort_by(|a, b| a.0.total_cmp(&b.0));
    keyed.into_iter().map(|(_, index)| index).collect()
}

/// The members of a sample of `count` that the bootstrap `replicate` draws, with replacement.
pub fn resampled(count: usize, streams: &Streams, replicate: u32) -> Vec<usize> {
    let drawn = |place: usize| {
        let chance = streams.uniform(purpose::RESAMPLE, place as u64, replicate, 0);
        ((chance * count as f64) as usize).min(count - 1)
    };
    (0..count).map(drawn).collect()
}

/// The quantile of sorted values at `share` in [0, 1], with straight lines between values (type 7
/// of Hyndman and Fan 1996). NaN for no value.
pub fn quantile(sorted: &[f64], share: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else { return f64::NAN };
    let place = share.clamp(0.0, 1.0) * last as f64;
    let below = place.floor() as usize;
    let above = (below + 1).min(last);
    sorted[below] + (place - below as f64) * (sorted[above] - sorted[below])
}

/// The bootstrap percentile interval of a statistic of `count` members \[its unit\].
///
/// `statistic` is given the indices of a resample. Values that are not finite are left out; `None`
/// if fewer than half of the `replicates` are left, for fewer than two members, or without
/// replicates.
///
/// # Source
///
/// Efron (1979), "Bootstrap methods: another look at the jackknife", *Annals of Statistics* 7:
/// 1–26.
///
/// # Example
///
/// ```
/// use pcn_sim::engine::streams::Streams;
/// use pcn_sim::statistics::order::bootstrap_interval;
///
/// let values = [3.0, 4.0, 5.0, 6.0, 7.0];
/// let mean = |drawn: &[usize]| drawn.iter().map(|i| values[*i]).sum::<f64>() / 5.0;
/// let (low, high) = bootstrap_interval(5, 1_000, 0.95, &Streams::new(1, 0), mean).expect("an interval");
/// assert!(low < 5.0 && 5.0 < high && low > 3.0 && high < 7.0);
/// ```
pub fn bootstrap_interval(
    count: usize,
    replicates: u32,
    confidence: f64,
    streams: &Streams,
    statistic: impl Fn(&[usize]) -> f64,
) -> Option<(f64, f64)> {
    if count < 2 || replicates == 0 {
        return None;
    }
    let all = (0..replicates).map(|r| statistic(&resampled(count, streams, r)));
    percentile_interval(all.collect(), confidence)
}

/// The percentile interval of bootstrap replicates that are given. Values that are not finite are
/// left out; `None` if fewer than half are left.
pub fn percentile_interval(mut replicates: Vec<f64>, confidence: f64) -> Option<(f64, f64)> {
    let made = replicates.len();
    replicates.retain(|value| value.is_finite());
    if replicates.is_empty() || 2 * replicates.len() < made {
        return None;
    }
    replicates.sort_by(f64::total_cmp);
    let tail = (1.0 - confidence) / 2.0;
    Some((quantile(&replicates, tail), quantile(&replicates, 1.0 - tail)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_has_each_number_once_and_depends_on_its_address() {
        let streams = Streams::new(1, 0);
        let mut one = shuffled(50, &streams, purpose::ORDER, 0);
        assert_ne!(one, shuffled(50, &streams, purpose::ORDER, 1));
        assert_eq!(one, shuffled(50, &streams, purpose::ORDER, 0));
        one.sort_unstable();
        assert_eq!(one, (0..50).collect::<Vec<_>>());
    }

    #[test]
    fn quantiles_are_worked_by_hand() {
        assert_eq!(quantile(&[1.0, 2.0, 4.0], 0.5), 2.0);
        assert_eq!(quantile(&[1.0, 2.0, 4.0], 0.75), 3.0);
        assert_eq!(quantile(&[1.0, 2.0, 4.0], 1.0), 4.0);
        assert!(quantile(&[], 0.5).is_nan());
    }

    #[test]
    fn the_interval_of_a_mean_is_that_of_the_normal_distribution() {
        // 400 values with sd 1: the half-width is near 1.96/20 = 0.098; that of 2,000 replicates
        // has an error of some 3%.
        let values: Vec<f64> = (0..400)
            .map(|i| crate::engine::samplers::standard_normal((f64::from(i) + 0.5) / 400.0))
            .collect();
        let mean = |drawn: &[usize]| drawn.iter().map(|i| values[*i]).sum::<f64>() / 400.0;
        let (low, high) =
            bootstrap_interval(400, 2_000, 0.95, &Streams::new(2, 0), mean).expect("an interval");
        assert!(((high - low) / 2.0 - 0.098).abs() < 0.01, "{low} {high}");
    }
}
