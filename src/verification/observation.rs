//! The observation of one value in one replication, and the estimate from all replications.
//!
//! Every value is a ratio, such as waiting time over customers. The sums of all replications are
//! divided, and not the ratios averaged, so that short replications do not bias the result. Its
//! standard error follows from the residuals of the replications (Cochran 1977, *Sampling
//! Techniques*, section 2.11).

use serde::{Deserialize, Serialize};

/// A histogram of waits, for percentiles.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Histogram {
    width: f64,
    bins: Vec<u32>,
}

/// The maximum number of bins. The last one counts all longer waits.
const MOST_BINS: usize = 1 << 21;

impl Histogram {
    /// An empty histogram with bins of `width`, in the unit of the case.
    pub(super) const fn new(width: f64) -> Self {
        Histogram { width, bins: Vec::new() }
    }

    /// Adds one wait.
    pub(super) fn observe(&mut self, wait: f64) {
        // Bin zero is for waits of zero.
        let bin = if wait > 0.0 { (wait / self.width) as usize + 1 } else { 0 };
        let bin = bin.min(MOST_BINS);
        if bin >= self.bins.len() {
            self.bins.resize(bin + 1, 0);
        }
        self.bins[bin] += 1;
    }

    /// Removes all waits.
    pub(super) fn reset(&mut self) {
        self.bins.fill(0);
    }

    fn count(&self) -> f64 {
        self.bins.iter().map(|&n| f64::from(n)).sum()
    }

    /// The number of waits of at most `wait`, interpolated within its bin.
    fn up_to(&self, wait: f64) -> f64 {
        let index = wait / self.width + 1.0;
        let full = (index as usize).min(self.bins.len());
        let below: f64 = self.bins[..full].iter().map(|&n| f64::from(n)).sum();
        let within = self.bins.get(full).map_or(0.0, |&n| f64::from(n)) * index.fract();
        below + within
    }
}

/// The observation of one value in one replication.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Observation {
    /// The ratio of two sums.
    Ratio {
        /// The numerator.
        sum: f64,
        /// The denominator.
        over: f64,
    },
    /// A percentile of waits.
    Percentile {
        /// The share of waits below it [-].
        share: f64,
        /// The waits.
        waits: Histogram,
    },
}

/// A value estimated from replications.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Estimate {
    /// The value.
    pub(super) value: f64,
    /// Its standard error.
    pub(super) error: f64,
    /// The sum of the denominators of all replications.
    pub(super) over: f64,
}

/// The estimate from all replications; `None` if nothing was observed.
pub(super) fn estimate(observations: &[Observation]) -> Option<Estimate> {
    match observations.first()? {
        Observation::Ratio { .. } => {
            let pairs = observations.iter().filter_map(|observation| match observation {
                Observation::Ratio { sum, over } => Some((*sum, *over)),
                Observation::Percentile { .. } => None,
            });
            ratio(&pairs.collect::<Vec<_>>())
        }
        Observation::Percentile { share, .. } => {
            let waits = observations.iter().filter_map(|observation| match observation {
                Observation::Percentile { waits, .. } => Some(waits),
                Observation::Ratio { .. } => None,
            });
            percentile(&waits.collect::<Vec<_>>(), *share)
        }
    }
}

/// The ratio of sums with its standard error.
///
/// ```text
/// r = Σ yᵢ / Σ xᵢ,   error = √(Σ (yᵢ - r·xᵢ)² / (n·(n - 1))) / x̄
/// ```
fn ratio(pairs: &[(f64, f64)]) -> Option<Estimate> {
    let n = pairs.len() as f64;
    let (sum, over) = pairs.iter().fold((0.0, 0.0), |(y, x), pair| (y + pair.0, x + pair.1));
    if over <= 0.0 {
        return None;
    }
    let value = sum / over;
    let squares: f64 = pairs.iter().map(|(y, x)| (y - value * x) * (y - value * x)).sum();
    let error = if n > 1.0 { (squares / (n * (n - 1.0))).sqrt() / (over / n) } else { 0.0 };
    Some(Estimate { value, error, over })
}

/// The percentile of all waits together. Its error is the error of the share below it, divided by the
/// density there. The density is found from the waits one error of the share to either side.
fn percentile(waits: &[&Histogram], share: f64) -> Option<Estimate> {
    let longest = waits.iter().map(|waits| waits.bins.len()).max()?;
    let mut together = Histogram::new(waits[0].width);
    together.bins = vec![0; longest];
    for bins in waits.iter().map(|waits| &waits.bins) {
        for (sum, n) in together.bins.iter_mut().zip(bins) {
            *sum += n;
        }
    }
    let value = quantile(&together, share)?;
    let pairs: Vec<_> = waits.iter().map(|waits| (waits.up_to(value), waits.count())).collect();
    let below = ratio(&pairs)?;
    let high = quantile(&together, (share + below.error).min(1.0))?;
    let low = quantile(&together, (share - below.error).max(0.0))?;
    Some(Estimate { value, error: (high - low) / 2.0, over: below.over })
}

fn quantile(waits: &Histogram, share: f64) -> Option<f64> {
    let target = share * waits.count();
    let mut below = 0.0;
    for (bin, &n) in waits.bins.iter().enumerate() {
        let n = f64::from(n);
        if below + n >= target && n > 0.0 {
            let within = (target - below) / n;
            return Some(if bin == 0 { 0.0 } else { (bin as f64 - 1.0 + within) * waits.width });
        }
        below += n;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_has_the_error_worked_by_hand() {
        // r = 6/4; residuals 1 - 1.5, 5 - 4.5; error = √(0.5/2)/2.
        let pairs = [(1.0, 1.0), (5.0, 3.0)];
        let found = pairs.map(|(sum, over)| Observation::Ratio { sum, over });
        let found = estimate(&found).expect("two replications");
        assert_eq!((found.value, found.error), (1.5, 0.25));
        assert_eq!(estimate(&[Observation::Ratio { sum: 0.0, over: 0.0 }]), None);
    }

    #[test]
    fn a_percentile_is_found_between_the_bins() {
        let of = |shift: i32| {
            let mut waits = Histogram::new(1.0);
            (0..1000).for_each(|i| waits.observe(f64::from(i % 100) + 0.01 * f64::from(shift + 1)));
            Observation::Percentile { share: 0.95, waits }
        };
        let found = estimate(&[of(0), of(1), of(2)]).expect("three replications");
        assert!((found.value - 95.0).abs() < 1e-9, "{found:?}");
        let mut nothing = Histogram::new(1.0);
        nothing.observe(0.0);
        assert_eq!(quantile(&nothing, 0.5), Some(0.0));
    }
}
