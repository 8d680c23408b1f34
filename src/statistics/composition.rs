//! Compositions: shares that add up to one, uncertain together.

use crate::statistics::distributions::{log_gamma_quantile, quantile_of_beta};

/// Steps of the search for a concentration.
const STEPS: u32 = 100;

/// The largest and the smallest concentration that is fitted.
const CONCENTRATIONS: (f64, f64) = (1e-2, 1e8);

/// A composition or ranges that no distribution fits.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum CompositionError {
    /// Fewer than two parts, or a part that is no positive number.
    #[error("found the parts {found:?}, expected two or more positive numbers")]
    NoParts {
        /// The parts as given.
        found: Vec<f64>,
    },
    /// The concentration is not a positive number.
    #[error("found the concentration {found}, expected a positive number")]
    NoConcentration {
        /// The concentration as given.
        found: f64,
    },
    /// The ranges are not one a part, or a range is none of a share, or all have no width.
    #[error(
        "found ranges {found:?}, expected one a part, each with its lower end first, from 0 to 1"
    )]
    NoRanges {
        /// The ranges as given.
        found: Vec<(f64, f64)>,
    },
}

/// Dirichlet's distribution of a composition.
///
/// ```text
/// share i = g(i) / Σ g, with g(i) of the gamma distribution with shape mean(i) · concentration
/// ```
///
/// # Source
///
/// Devroye (1986), *Non-Uniform Random Variate Generation*, XI.4.1. Here each gamma value is the
/// quantile of one uniform number, so that the composition moves little if its parameters do.
///
/// # Example
///
/// ```
/// use pcn_sim::statistics::composition::Composition;
///
/// let ranges = [(0.4, 0.6), (0.2, 0.4), (0.15, 0.25)];
/// let channels = Composition::fitted(&[0.5, 0.3, 0.2], &ranges)?;
/// let shares = channels.quantile(&[0.9, 0.5, 0.1]);
/// assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-12);
/// # Ok::<(), pcn_sim::statistics::composition::CompositionError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Composition {
    shapes: Vec<f64>,
}

impl Composition {
    /// The distribution with these `means`, in proportion, and a `concentration` \[-\]: the size of
    /// a sample that would leave as much uncertainty.
    ///
    /// # Errors
    ///
    /// [`CompositionError::NoParts`] and [`CompositionError::NoConcentration`].
    pub fn new(means: &[f64], concentration: f64) -> Result<Composition, CompositionError> {
        let is_part = |mean: &f64| *mean > 0.0 && mean.is_finite();
        if means.len() < 2 || !means.iter().all(is_part) {
            return Err(CompositionError::NoParts { found: means.to_owned() });
        }
        if !(concentration > 0.0 && concentration.is_finite()) {
            return Err(CompositionError::NoConcentration { found: concentration });
        }
        let total: f64 = means.iter().sum();
        Ok(Composition { shapes: means.iter().map(|mean| mean / total * concentration).collect() })
    }

    /// The distribution with these `means` whose 5th to 95th percentiles are together as wide as
    /// the `ranges` of its parts.
    ///
    /// One concentration cannot meet every range; [`Composition::range`] tells what became of each.
    ///
    /// # Errors
    ///
    /// [`CompositionError::NoParts`] and [`CompositionError::NoRanges`].
    pub fn fitted(means: &[f64], ranges: &[(f64, f64)]) -> Result<Composition, CompositionError> {
        let (mut low, mut high) = CONCENTRATIONS;
        Composition::new(means, low)?;
        let is_range = |(low, high): &(f64, f64)| 0.0 <= *low && low <= high && *high <= 1.0;
        let wanted: f64 = ranges.iter().map(|(low, high)| high - low).sum();
        if ranges.len() != means.len() || !ranges.iter().all(is_range) || wanted <= 0.0 {
            return Err(CompositionError::NoRanges { found: ranges.to_owned() });
        }
        // The more concentrated, the narrower: the widest is bisected towards the wanted width.
        for _ in 0..STEPS {
            let middle = (low * high).sqrt();
            let fitted = Composition::new(means, middle)?;
            let ranges = (0..means.len()).map(|part| fitted.range(part));
            let width: f64 = ranges.map(|(low, high)| high - low).sum();
            if width > wanted {
                low = middle
            } else {
                high = middle
            }
            if high / low < 1.0 + 1e-12 {
                break;
            }
        }
        Composition::new(means, (low * high).sqrt())
    }

    /// The 5th and the 95th percentile of a part \[-\], by the beta distribution.
    ///
    /// # Panics
    ///
    /// If there is no such part.
    pub fn range(&self, part: usize) -> (f64, f64) {
        let shape = self.shapes[part];
        let rest = self.concentration() - shape;
        (quantile_of_beta(0.05, shape, rest), quantile_of_beta(0.95, shape, rest))
    }

    /// The concentration \[-\].
    pub fn concentration(&self) -> f64 {
        self.shapes.iter().sum()
    }

    /// The number of parts.
    pub fn parts(&self) -> usize {
        self.shapes.len()
    }

    /// The composition at `chances` in [0, 1), one a part. The shares add up to 1.
    ///
    /// # Panics
    ///
    /// If the number of chances is not that of parts.
    pub fn quantile(&self, chances: &[f64]) -> Vec<f64> {
        let chances: Vec<Option<f64>> = chances.iter().copied().map(Some).collect();
        self.quantile_or_mean(&chances)
    }

    /// The same, where a part without a chance is at its mean before the shares are made to add up to 1.
    /// Without any chance the shares are their means.
    ///
    /// # Panics
    ///
    /// As for [`Composition::quantile`].
    pub fn quantile_or_mean(&self, chances: &[Option<f64>]) -> Vec<f64> {
        assert_eq!(chances.len(), self.shapes.len(), "every part has a chance or none");
        // In logarithms, since a gamma value of a small shape may be smaller than any double.
        let pairs = self.shapes.iter().zip(chances);
        let of = |(shape, chance): (&f64, &Option<f64>)| {
            chance.map_or_else(|| libm::log(*shape), |chance| log_gamma_quantile(chance, *shape))
        };
        let logs: Vec<f64> = pairs.map(of).collect();
        let most = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let shares: Vec<f64> = logs.iter().map(|log| libm::exp(log - most)).collect();
        let total: f64 = shares.iter().sum();
        shares.iter().map(|share| share / total).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::streams::Streams;

    #[test]
    fn two_parts_have_the_range_they_were_given() {
        let fitted = Composition::fitted(&[0.5, 0.5], &[(0.4, 0.6), (0.4, 0.6)]).expect("a range");
        let (low, high) = fitted.range(0);
        assert!((low - 0.4).abs() < 1e-6 && (high - 0.6).abs() < 1e-6, "{low} {high}");
    }

    #[test]
    fn the_width_of_all_ranges_is_kept() {
        let stated = [(0.4, 0.6), (0.2, 0.4), (0.15, 0.25)];
        let fitted = Composition::fitted(&[5.0, 3.0, 2.0], &stated).expect("ranges");
        let found: f64 = (0..3).map(|part| fitted.range(part)).map(|(low, high)| high - low).sum();
        assert!((found - 0.5).abs() < 1e-6, "{found}");
    }

    #[test]
    fn draws_have_the_mean_and_the_variance_of_dirichlets() {
        for concentration in [0.3, 4.0, 200.0] {
            let means = [0.6, 0.3, 0.1];
            let fitted = Composition::new(&means, concentration).expect("a composition");
            let streams = Streams::new(1, 0);
            let draw =
                |n: u64| fitted.quantile(&[0, 1, 2].map(|part| streams.uniform(0, n, part, 0)));
            let draws: Vec<Vec<f64>> = (0..4_000).map(draw).collect();
            for (part, mean) in means.iter().enumerate() {
                let variance = mean * (1.0 - mean) / (concentration + 1.0);
                let sum: f64 = draws.iter().map(|d| d[part]).sum();
                let found = sum / 4_000.0;
                // Four standard errors; that of the variance is at most some 5% of it here.
                assert!(
                    (found - mean).abs() < 4.0 * (variance / 4_000.0).sqrt(),
                    "{part}: {found}"
                );
                let squares: f64 = draws.iter().map(|d| (d[part] - mean).powi(2)).sum();
                let ratio = squares / 4_000.0 / variance;
                assert!((ratio - 1.0).abs() < 0.2, "{concentration} {part}: {ratio}");
            }
        }
    }

    #[test]
    fn impossible_parts_and_ranges_are_refused() {
        assert!(
            Composition::new(&[1.0], 3.0).is_err() && Composition::new(&[1.0, 0.0], 3.0).is_err()
        );
        assert!(Composition::new(&[1.0, 1.0], f64::NAN).is_err());
        assert!(Composition::fitted(&[1.0, 1.0], &[(0.1, 0.2)]).is_err());
        assert!(Composition::fitted(&[1.0, 1.0], &[(0.5, 0.5), (0.5, 0.5)]).is_err());
        assert!(Composition::fitted(&[1.0, 1.0], &[(0.6, 0.5), (0.5, 0.6)]).is_err());
    }
}
