//! Where the warm-up can end: batch means, Welch's moving average, MSER.

/// Observations in a batch. With five, MSER is called MSER-5.
pub const BATCH: usize = 5;

/// Number of values at the end at which no cut is made, because too few would remain.
const TOO_FEW: usize = 5;

/// The means of batches of `batch` observations. Observations left over at the end are not used.
///
/// # Panics
///
/// If `batch` is zero.
pub fn batch_means(series: &[f64], batch: usize) -> Vec<f64> {
    series.chunks_exact(batch).map(|values| values.iter().sum::<f64>() / batch as f64).collect()
}

/// Welch's moving average: the mean of each value and of `reach` values on either side. Near the
/// ends the window shrinks to as many as there are on both sides.
///
/// # Source
///
/// Welch PD (1983), "The statistical analysis of simulation results", in Lavenberg SS (ed.),
/// *The Computer Performance Modeling Handbook*, Academic Press. Welch leaves out the last values;
/// here the window shrinks at both ends, so that the average is as long as the series.
pub fn moving_average(series: &[f64], reach: usize) -> Vec<f64> {
    let average = |index: usize| {
        let reach = reach.min(index).min(series.len() - 1 - index);
        let window = &series[index - reach..=index + reach];
        window.iter().sum::<f64>() / window.len() as f64
    };
    (0..series.len()).map(average).collect()
}

/// How much of the start of a series is to be discarded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Truncation {
    /// Number of values to discard.
    pub cut: usize,
    /// Number of values.
    pub of: usize,
}

impl Truncation {
    /// Whether the cut is in the first half. A later cut shows that the series is too short or
    /// never settles.
    pub fn is_trustworthy(self) -> bool {
        2 * self.cut <= self.of
    }
}

/// The cut by the marginal standard error rule (MSER): the one for which the mean of the remaining
/// values has the smallest standard error. With batch means of five it is MSER-5.
///
/// ```text
/// minimise over d:  Σ (x(i) - mean(d))² / (n - d)²     i = d + 1 … n
/// ```
///
/// The first of equal cuts is used. The last five values are no candidates. `None` for a series of
/// fewer than ten values, or one with a value that is not finite.
///
/// # Source
///
/// White KP (1997), "An effective truncation heuristic for bias reduction in simulation output",
/// *Simulation* 69: 323–334. That a cut beyond half of the series is unreliable, and that the last
/// five are no candidates: Hoad K, Robinson S, Davies R (2010), "Automating warm-up length
/// estimation", *Journal of the Operational Research Society* 61: 1389–1403.
pub fn mser(series: &[f64]) -> Option<Truncation> {
    let of = series.len();
    if of < 2 * TOO_FEW || !series.iter().all(|value| value.is_finite()) {
        return None;
    }
    let statistic = |cut: usize| {
        let rest = &series[cut..];
        let n = rest.len() as f64;
        let mean = rest.iter().sum::<f64>() / n;
        rest.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (n * n)
    };
    let cut = (0..of - TOO_FEW).min_by(|a, b| statistic(*a).total_cmp(&statistic(*b)))?;
    Some(Truncation { cut, of })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batches_are_of_five_and_the_rest_is_left() {
        let series: Vec<f64> = (1..=12).map(f64::from).collect();
        assert_eq!(batch_means(&series, BATCH), [3.0, 8.0]);
    }

    #[test]
    fn the_window_shrinks_towards_the_ends() {
        // Reach 1: (1 + 5 + 3) / 3 = 3, (5 + 3 + 7) / 3 = 5, (3 + 7 + 2) / 3 = 4; the ends as they are.
        assert_eq!(moving_average(&[1.0, 5.0, 3.0, 7.0, 2.0], 1), [1.0, 3.0, 5.0, 4.0, 2.0]);
        // Reach 2: only the middle has two on either side, (1 + 5 + 3 + 7 + 2) / 5 = 3.6.
        assert_eq!(moving_average(&[1.0, 5.0, 3.0, 7.0, 2.0], 2), [1.0, 3.0, 3.6, 4.0, 2.0]);
        assert!(moving_average(&[], 3).is_empty());
    }

    #[test]
    fn the_cut_is_that_worked_by_hand() {
        // Two values of the start, 0 and 4, then 9 and 11 in turn. Sums of squares over n²:
        //   d = 0: mean 8.667, Σ(x - mean)² = 0 + 16 + 5·81 + 5·121 - 12·75.111 = 124.67; /144 = 0.866
        //   d = 1: mean 9.455, 16 + 405 + 605 - 11·89.388 = 42.73;                        /121 = 0.353
        //   d = 2: mean 10, 10 values 1 away: 10;                                         /100 = 0.100
        //   d = 3: mean 10.111, 4·81 + 5·121 - 9·102.235 = 8.89;                           /81 = 0.110
        let series = [0.0, 4.0, 9.0, 11.0, 9.0, 11.0, 9.0, 11.0, 9.0, 11.0, 9.0, 11.0];
        assert_eq!(mser(&series), Some(Truncation { cut: 2, of: 12 }));
    }

    #[test]
    fn a_series_that_has_settled_is_not_cut() {
        let series: Vec<f64> = (0..40).map(|n| f64::from(n * 7919 % 13)).collect();
        assert!(mser(&series).is_some_and(|found| found.cut <= 5 && found.is_trustworthy()));
        assert_eq!(mser(&[4.0; 20]), Some(Truncation { cut: 0, of: 20 }));
    }

    #[test]
    fn a_series_that_never_settles_is_not_trusted() {
        let series: Vec<f64> = (0..40).map(f64::from).collect();
        let found = mser(&series).expect("it is long enough");
        assert_eq!(found, Truncation { cut: 34, of: 40 });
        assert!(!found.is_trustworthy());
        assert_eq!(mser(&[1.0; 9]), None);
    }
}
