//! Whether a level grows without end, as distinct from a season or a fading start.

use crate::statistics::interval::{CONFIDENCE, MeanInterval, mean, mean_interval};

/// The fewest values that can show a trend.
const TOO_FEW: usize = 8;

/// Growth below this share of the level over the series does not affect results beyond chance.
const MATERIAL: f64 = 0.05;

/// The share of the initial excess of the earlier series that must remain in the second half. Below
/// it, the excess is a fading start.
const STAYS: f64 = 0.5;

/// The least-squares slope of a series, per value; zero for fewer than two values.
///
/// ```text
/// Σ (i - ī)·(x(i) - x̄) / Σ (i - ī)²
/// ```
pub fn slope(series: &[f64]) -> f64 {
    if series.len() < 2 {
        return 0.0;
    }
    let (middle, level) = ((series.len() - 1) as f64 / 2.0, mean(series));
    let from_middle = || (0..series.len()).map(|index| index as f64 - middle);
    let products: f64 = from_middle().zip(series).map(|(i, x)| i * (x - level)).sum();
    products / from_middle().map(|i| i * i).sum::<f64>()
}

/// The growth of a level per value of its series, without end; `None` if growth is not shown.
///
/// `own` are the series of the replications, one each. `earlier` are those of the same replications
/// over the same time, which began `head_start` values before. A system with a steady state forgets
/// when it began, whatever its seasons. A growing system has `head_start` times its growth more the
/// earlier it began. Growth is shown if
///
/// - the `earlier` series are higher at the end, in the second half, by an interval over
///   replications above zero;
/// - the excess is at least half of that in the first half, so it does not fade;
/// - they rise, by an interval of their [`slope`] over replications above zero;
/// - the gain over the series is at least a twentieth of the level.
///
/// A season that falls as fast as the level grows hides the growth. Growth that ends after some
/// years counts as endless, because no run is that long.
pub fn growth(own: &[Vec<f64>], earlier: &[Vec<f64>], head_start: f64) -> Option<MeanInterval> {
    let length = own.iter().chain(earlier).map(Vec::len).min()?;
    if length < TOO_FEW || own.len() != earlier.len() {
        return None;
    }
    let half = length / 2;
    let more = |range: std::ops::Range<usize>| -> Vec<f64> {
        let gap = |(own, earlier): (&Vec<f64>, &Vec<f64>)| {
            (mean(&earlier[range.clone()]) - mean(&own[range.clone()])) / head_start
        };
        own.iter().zip(earlier).map(gap).collect()
    };
    let found = mean_interval(&more(length - half..length), CONFIDENCE)?;
    let slopes: Vec<f64> = earlier.iter().map(|series| slope(&series[..length])).collect();
    let rise = mean_interval(&slopes, CONFIDENCE)?;
    let is_above_zero = |of: MeanInterval| of.bounds().is_some_and(|(low, _)| low > 0.0);
    let level =
        earlier.iter().map(|series| mean(&series[..length])).sum::<f64>() / own.len() as f64;
    let stays = found.mean >= STAYS * mean(&more(0..half));
    let is_material = found.mean * length as f64 >= MATERIAL * level.abs();
    (is_above_zero(found) && is_above_zero(rise) && stays && is_material).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ten replications of a year of weeks that began `before` weeks earlier. Each value is `level`
    /// of the weeks since the start and the week of the year, plus a little noise.
    fn series(before: f64, level: impl Fn(f64, f64) -> f64) -> Vec<Vec<f64>> {
        let noise =
            |replication: usize, week: usize| ((replication * 37 + week * 53) % 17) as f64 - 8.0;
        let of = |replication: usize| {
            (0..52)
                .map(|week| level(week as f64 + before, week as f64) + noise(replication, week))
                .collect()
        };
        (0..10).map(of).collect()
    }

    /// The growth found of a level that began 26 weeks before, compared with the same 26 weeks
    /// earlier.
    fn found(level: impl Fn(f64, f64) -> f64) -> Option<MeanInterval> {
        growth(&series(26.0, &level), &series(52.0, &level), 26.0)
    }

    /// A season of the year, of a tenth of 1,000 either way.
    fn season(week: f64) -> f64 {
        100.0 * libm::sin(week / 52.0 * std::f64::consts::TAU)
    }

    #[test]
    fn a_slope_is_that_worked_by_hand() {
        assert_eq!(slope(&[1.0, 3.0, 5.0, 7.0]), 2.0);
        // (-1)·(2 - 3) + 0 + 1·(3 - 3) over 2.
        assert_eq!(slope(&[2.0, 4.0, 3.0]), 0.5);
        assert_eq!((slope(&[5.0]), slope(&[])), (0.0, 0.0));
    }

    #[test]
    fn what_grows_is_found_with_its_growth_whatever_the_season() {
        for direction in [1.0, -1.0, 0.0] {
            let grows = found(|age, week| 1_000.0 + 12.0 * age + direction * season(week));
            let grows = grows.expect("it grows");
            assert!((grows.mean - 12.0).abs() < 0.5, "{grows:?}");
        }
    }

    #[test]
    fn seasons_and_starts_that_fade_are_no_growth() {
        assert_eq!(found(|_, week| 1_000.0 - season(week)), None, "it rises by the year's end");
        let fading = |age: f64, week: f64| 1_000.0 * (1.0 - libm::exp(-age / 20.0)) + season(week);
        assert_eq!(found(fading), None, "a longer warm-up helps");
        // The earlier replications have passed their start, so they are higher and stay so.
        assert_eq!(found(|age, week| if age > week + 30.0 { 1_100.0 } else { 1_000.0 }), None);
    }

    #[test]
    fn growth_too_small_to_matter_and_too_few_values_are_not_told() {
        assert_eq!(found(|age, _| 100_000.0 + 12.0 * age), None, "0.6% a year");
        let grows = |age: f64, _: f64| 1_000.0 + 12.0 * age;
        let (own, earlier) = (series(26.0, grows), series(52.0, grows));
        assert!(growth(&own, &earlier, 26.0).is_some());
        assert_eq!(growth(&own[..1], &earlier[..1], 26.0), None, "one replication has no interval");
        let brief = |all: &[Vec<f64>]| all.iter().map(|one| one[..7].to_vec()).collect::<Vec<_>>();
        assert_eq!(growth(&brief(&own), &brief(&earlier), 26.0), None);
        assert_eq!(growth(&[], &[], 26.0), None);
    }
}
