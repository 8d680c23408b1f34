//! Emulators: for each target, a smooth curve through the simulated points. It predicts by how many
//! tolerances a point misses the target. Also samples of the points that agree with the
//! observations.

use crate::engine::streams::Streams;
use crate::statistics::least_squares::{Ridge, dot};

/// A simulated point.
#[derive(Clone, Debug)]
pub struct Seen {
    /// Its coordinates, each as a share of its range.
    pub shares: Vec<f64>,
    /// The number of tolerances by which it misses each target.
    pub misses: Vec<f64>,
}

/// The penalties tried. Each target uses the one that predicts left-out points best. They are small
/// compared with the weight of points, and large enough to limit what few points cannot determine.
const PENALTIES: [f64; 5] = [0.01, 0.1, 0.5, 2.0, 8.0];

/// Emulators of all targets.
#[derive(Clone, Debug)]
pub struct Emulators {
    parameters: usize,
    /// For each target: the constant, the slopes, the curvatures.
    coefficients: Vec<Vec<f64>>,
    /// For each target: the root mean square error at left-out points \[tolerances\].
    pub errors: Vec<f64>,
    /// The weight of each target.
    weights: Vec<f64>,
    /// The factor by which all tolerances are widened, squared.
    widened: f64,
}

/// The weighted root mean square of `misses`.
pub fn distance(misses: &[f64], weights: &[f64]) -> f64 {
    let sum: f64 = misses.iter().zip(weights).map(|(miss, weight)| weight * miss * miss).sum();
    (sum / weights.iter().sum::<f64>()).sqrt()
}

fn features(shares: &[f64]) -> Vec<f64> {
    let centred = || shares.iter().map(|share| 2.0 * share - 1.0);
    let squares = centred().map(|x| x * x - 1.0 / 3.0);
    [1.0].into_iter().chain(centred()).chain(squares).collect()
}

impl Emulators {
    /// Fits to the simulated points, for each target, a curve that is linear and quadratic in each
    /// parameter. Points that agree better with the targets have more weight: a point as far off as
    /// the best quarter has a quarter, one much further hardly any.
    ///
    /// `None` if there are too few points.
    pub fn fit(seen: &[Seen], weights: &[f64]) -> Option<Emulators> {
        let parameters = seen.first()?.shares.len();
        let distances: Vec<f64> = seen.iter().map(|seen| distance(&seen.misses, weights)).collect();
        let mut sorted = distances.clone();
        sorted.sort_by(f64::total_cmp);
        let near = sorted[sorted.len() / 4].max(f64::MIN_POSITIVE);
        let counts = distances.iter().map(|distance| {
            let beside = distance / near;
            1.0 / (1.0 + beside * beside).powi(2)
        });
        let counts: Vec<f64> = counts.collect();
        let mean = counts.iter().sum::<f64>() / counts.len() as f64;
        let counts: Vec<f64> = counts.iter().map(|count| count / mean).collect();
        let rows: Vec<Vec<f64>> = seen.iter().map(|seen| features(&seen.shares)).collect();
        let ridges: Vec<Ridge<'_>> =
            PENALTIES.iter().filter_map(|penalty| Ridge::new(&rows, &counts, *penalty)).collect();
        let best = |target: usize| {
            let values: Vec<f64> = seen.iter().map(|seen| seen.misses[target]).collect();
            let tried = ridges.iter().map(|ridge| {
                let fit = ridge.fit(&values);
                let error = distance(&fit.left_out, &counts);
                (fit.coefficients, error)
            });
            tried.min_by(|(_, one), (_, other)| one.total_cmp(other))
        };
        let fits = (0..weights.len()).map(best).collect::<Option<Vec<_>>>()?;
        let (coefficients, errors) = fits.into_iter().unzip();
        // If even the best point exceeds its tolerances, the model does not fit as it should. All
        // tolerances are then widened equally until it does, as Birge's ratio widens errors.
        let widened = (sorted[0] * sorted[0]).max(1.0);
        Some(Emulators { parameters, coefficients, errors, weights: weights.to_vec(), widened })
    }

    /// The same with tolerances `times` as wide, to search further away.
    #[must_use]
    pub fn widened(&self, times: f64) -> Emulators {
        Emulators { widened: self.widened * times * times, ..self.clone() }
    }

    /// The predicted number of tolerances by which a point misses each target.
    pub fn misses(&self, shares: &[f64]) -> Vec<f64> {
        let features = features(shares);
        self.coefficients.iter().map(|coefficients| dot(coefficients, &features)).collect()
    }

    /// The change of a target from one end of a parameter's range to the other \[tolerances\].
    pub fn effect(&self, target: usize, parameter: usize) -> f64 {
        2.0 * self.coefficients[target][1 + parameter]
    }

    /// The log-likelihood of a point, up to a constant. Each target has a normal distribution whose
    /// variance is the sum of the widened tolerance and the emulator's error.
    fn log_agreement(&self, misses: &[f64]) -> f64 {
        let terms = misses.iter().zip(&self.errors).zip(&self.weights);
        let sum: f64 = terms
            .map(|((miss, error), weight)| weight * miss * miss / (self.widened + error * error))
            .sum();
        -0.5 * sum
    }

    /// The change of the misses when coordinate `index` goes from `from` to `to`.
    fn moved(&self, misses: &[f64], index: usize, from: f64, to: f64) -> Vec<f64> {
        let (from, to) = (2.0 * from - 1.0, 2.0 * to - 1.0);
        let (slope, curve) = (1 + index, 1 + self.parameters + index);
        let moved = misses.iter().zip(&self.coefficients).map(|(miss, coefficients)| {
            miss + coefficients[slope] * (to - from) + coefficients[curve] * (to * to - from * from)
        });
        moved.collect()
    }

    /// Samples points within the ranges in proportion to their likelihood, by a chain of slice
    /// samples (Neal 2003, Annals of Statistics 31:705–767), one coordinate at a time, from
    /// `start`.
    pub fn sample(&self, start: &[f64], count: usize, chance: &mut Chance) -> Vec<Vec<f64>> {
        let mut at = start.to_vec();
        let mut misses = self.misses(&at);
        let mut samples = Vec::with_capacity(count);
        for sweep in 0..UNUSED + count * EVERY {
            for (index, coordinate) in at.iter_mut().enumerate() {
                let level = self.log_agreement(&misses) + libm::log(1.0 - chance.uniform());
                let (mut low, mut high) = (0.0, 1.0);
                // The interval shrinks towards the point, which is in the slice, so the loop ends.
                for _ in 0..MOST_SHRINKS {
                    let to = low + (high - low) * chance.uniform();
                    let moved = self.moved(&misses, index, *coordinate, to);
                    if self.log_agreement(&moved) >= level {
                        (*coordinate, misses) = (to, moved);
                        break;
                    }
                    if to < *coordinate { low = to } else { high = to }
                }
            }
            // Recomputed because many small steps add up many rounding errors.
            misses = self.misses(&at);
            if sweep >= UNUSED && (sweep - UNUSED).is_multiple_of(EVERY) {
                samples.push(at.clone());
            }
        }
        samples
    }

    /// The best point near `start`, one coordinate at a time, by ever smaller steps.
    pub fn best_near(&self, start: &[f64]) -> Vec<f64> {
        let mut at = start.to_vec();
        let mut misses = self.misses(&at);
        let mut step = 0.25;
        while step > 1e-3 {
            let before = self.log_agreement(&misses);
            for (index, coordinate) in at.iter_mut().enumerate() {
                for to in [*coordinate - step, *coordinate + step] {
                    let to = to.clamp(0.0, 1.0);
                    let moved = self.moved(&misses, index, *coordinate, to);
                    if self.log_agreement(&moved) > self.log_agreement(&misses) {
                        (*coordinate, misses) = (to, moved);
                    }
                }
            }
            if self.log_agreement(&misses) - before < 1e-6 {
                step /= 2.0;
            }
        }
        at
    }
}

/// Sweeps before the first sample, which forget the start.
const UNUSED: usize = 200;

/// Sweeps between samples, so that neighbours differ.
const EVERY: usize = 4;

/// After this number of shrinks the interval is narrower than any relevant difference.
const MOST_SHRINKS: usize = 60;

/// A sequence of uniform numbers, by address.
#[derive(Clone, Debug)]
pub struct Chance {
    streams: Streams,
    drawn: u64,
}

impl Chance {
    /// The `number`-th sequence of `seed`.
    pub const fn new(seed: u64, number: u32) -> Self {
        Chance { streams: Streams::new(seed, number), drawn: 0 }
    }

    /// The next number in [0, 1).
    pub const fn uniform(&mut self) -> f64 {
        self.drawn += 1;
        self.streams.uniform(0, self.drawn, 0, 0)
    }

    /// A whole number below `count`.
    pub fn below(&mut self, count: usize) -> usize {
        ((self.uniform() * count as f64) as usize).min(count.saturating_sub(1))
    }
}
