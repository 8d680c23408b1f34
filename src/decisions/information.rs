//! What it would be worth to know a parameter before deciding: the value of information.
//!
//! Each draw of the uncertain parameters gives a benefit to each option. Today one option must
//! serve for all draws. If a parameter were known, the option could follow it; the expected gain is
//! what knowing is worth, in the unit of the benefits. It is 0 if no value of the parameter would
//! change the option.
//!
//! - [`perfect`]: everything is known (EVPI).
//! - [`partial`]: some parameters are known (EVPPI).
//! - [`partial`], given simulated summaries of a study instead of parameters: the study has been
//!   made (EVSI). [`counted`] and [`measured`] simulate summaries.
//!
//! Benefits from one replication a draw hold simulation noise, and [`perfect`] takes noise for
//! knowledge: its value is then too high. [`partial`] of all parameters together has no such bias.

use crate::decisions::weights::Weights;
use crate::engine::samplers::standard_normal;
use crate::engine::streams::Streams;
use crate::statistics::distributions::{binomial_tail, normal_density, normal_share_below};
use crate::statistics::least_squares::{Ridge, dot};
use crate::statistics::order::{percentile_interval, quantile, resampled, shuffled};
use crate::statistics::purpose;
use crate::statistics::rank::ranks;

/// The penalties tried, for rows whose weights have the mean 1. The largest leaves little but the
/// mean.
const PENALTIES: [f64; 6] = [0.01, 1.0, 10.0, 100.0, 1_000.0, 10_000.0];

/// The expected value of perfect information \[the unit of benefits\], with its standard error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Perfect {
    /// The mean over draws of the largest benefit, less the largest of the mean benefits.
    pub value: f64,
    /// Its standard error, given the option that is best on average.
    pub standard_error: f64,
}

/// The expected value of knowing everything: EVPI.
///
/// `benefits[draw][option]`, larger being better, with a weight for each draw. `None` without
/// options, for draws with different numbers of options, a number of draws that is not that of
/// weights, or values that are not finite.
///
/// # Source
///
/// Raiffa and Schlaifer (1961), *Applied Statistical Decision Theory*, Harvard Business School.
///
/// # Example
///
/// ```
/// use pcn_sim::decisions::information::perfect;
/// use pcn_sim::decisions::weights::Weights;
///
/// // The first option is better on average; in one draw of two the other is, by 2.
/// let found = perfect(&[vec![4.0, 0.0], vec![1.0, 3.0]], &Weights::equal(2)).expect("benefits");
/// assert_eq!(found.value, 1.0);
/// ```
pub fn perfect(benefits: &[Vec<f64>], weights: &Weights) -> Option<Perfect> {
    let gains = Gains::new(benefits, weights)?;
    let best = gains.best_on_average();
    let lost: Vec<f64> = benefits
        .iter()
        .map(|draw| draw.iter().copied().fold(f64::NEG_INFINITY, f64::max) - draw[best])
        .collect();
    Some(Perfect { value: weights.mean(&lost), standard_error: weights.standard_error(&lost) })
}

/// How [`partial`] computes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// Parts of the draws, each of which is decided by the others; 2 or more.
    pub folds: usize,
    /// Bootstrap replicates for the interval; 0 for none.
    pub bootstraps: u32,
    /// Random orders of the parameters, which show what a useless one would seem to be worth; 0 for
    /// none.
    pub permutations: u32,
    /// The confidence of the interval and of the smallest value that can be told from none \[-\].
    pub confidence: f64,
}

impl Default for Settings {
    /// Ten folds, 200 bootstrap replicates, 200 random orders, 95%.
    fn default() -> Settings {
        Settings { folds: 10, bootstraps: 200, permutations: 200, confidence: 0.95 }
    }
}

/// The expected value of knowing some parameters, or of the result of a study \[the unit of
/// benefits\].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Partial {
    /// The gain of options that are chosen by the parameters, cross-fitted; not below 0. On average
    /// it is too low by what the rule of choice falls short of the best rule.
    pub value: f64,
    /// The same by the fitted means, not cross-fitted. On average it is too high; with few draws by
    /// much.
    pub plug_in: f64,
    /// The bootstrap interval of `value`; `None` without bootstrap. In samples of 200 and 1,000 draws
    /// with a known value, intervals of 95% covered it in 87% to 95%.
    pub interval: Option<(f64, f64)>,
    /// The smallest value that can be told from none with so many draws: a parameter without any
    /// influence seldom seems to be worth more. `None` without random orders.
    pub least: Option<f64>,
}

impl Partial {
    /// Whether the value can be told from none.
    pub fn is_told(&self) -> bool {
        self.least.is_some_and(|least| self.value > least)
    }
}

/// The expected value of knowing some parameters before deciding (EVPPI), or of a study that
/// informs about them (EVSI).
///
/// `benefits[draw][option]`, larger being better. `known[draw]` has the parameters that would be
/// known, or the simulated summary of a study in which the draw is the truth. All draws must be
/// independent of each other, given the weights.
///
/// Each option's gain over the first is regressed on the parameters: on their normal scores, the
/// squares and cubes of those, and products of pairs, with a penalty that predicts left-out draws
/// best. Of many parameters there are so many terms that they would only fit noise: with more than one
/// for ten draws, scores and squares are left, and with still more, scores alone. The option of each draw is chosen by a regression on the other folds, and gains what it
/// gained in that draw. So neither the fit nor simulation noise can flatter the value.
///
/// `None` as for [`perfect`]; also if draws have no parameters or different numbers of them, for
/// fewer draws than twice the folds, or fewer than 2 folds.
///
/// # Source
///
/// Strong, Oakley and Brennan (2014), "Estimating multiparameter partial expected value of perfect
/// information from a probabilistic sensitivity analysis sample", *Medical Decision Making* 34:
/// 311–326, and Strong, Oakley, Brennan and Breeze (2015), "Estimating the expected value of sample
/// information …", *Medical Decision Making* 35: 570–583, for the regression. Cross-fitting:
/// Chernozhukov et al. (2018), "Double/debiased machine learning", *Econometrics Journal* 21:
/// C1–C68.
///
/// # Example
///
/// ```
/// use pcn_sim::decisions::information::{Settings, partial};
/// use pcn_sim::decisions::weights::Weights;
/// use pcn_sim::engine::streams::Streams;
///
/// // The second option is better if x exceeds 0.3, on average by 0.2. Knowing x saves ∫ (0.3 − x) dx up to 0.3 = 0.045.
/// let known: Vec<Vec<f64>> = (0..1_000).map(|i| vec![(f64::from(i) + 0.5) / 1_000.0]).collect();
/// let benefits: Vec<Vec<f64>> = known.iter().map(|x| vec![0.0, x[0] - 0.3]).collect();
/// let settings = Settings { bootstraps: 0, ..Settings::default() };
/// let weights = Weights::equal(1_000);
/// let found = partial(&benefits, &weights, &known, &settings, &Streams::new(1, 0)).expect("draws");
/// assert!((found.value - 0.045).abs() < 0.001 && found.is_told());
/// ```
pub fn partial(
    benefits: &[Vec<f64>],
    weights: &Weights,
    known: &[Vec<f64>],
    settings: &Settings,
    streams: &Streams,
) -> Option<Partial> {
    let regression = Regression::new(benefits, weights, known, settings.folds, streams)?;
    let found = regression.value()?;
    let replicates = (0..settings.bootstraps).map(|replicate| regression.redrawn(replicate));
    let useless = (0..settings.permutations).map(|order| regression.in_random_order(order));
    let mut useless: Vec<f64> = useless.filter(|value| value.is_finite()).collect();
    useless.sort_by(f64::total_cmp);
    Some(Partial {
        value: found.0,
        plug_in: found.1,
        interval: percentile_interval(replicates.collect(), settings.confidence),
        least: (!useless.is_empty()).then(|| quantile(&useless, settings.confidence)),
    })
}

/// The regression by which [`partial`] computes, for callers that need its single replicates: many
/// parameters that are judged together share their random orders.
#[derive(Clone, Debug)]
pub struct Regression<'s> {
    sample: Sample,
    streams: &'s Streams,
}

impl<'s> Regression<'s> {
    /// Prepares the regression of gains on what is `known`, with so many `folds`; `None` as for
    /// [`partial`].
    pub fn new(
        benefits: &[Vec<f64>],
        weights: &Weights,
        known: &[Vec<f64>],
        folds: usize,
        streams: &'s Streams,
    ) -> Option<Regression<'s>> {
        let gains = Gains::new(benefits, weights)?;
        let count = benefits.len();
        let parameters = known.first()?.len();
        let is_complete =
            |row: &Vec<f64>| row.len() == parameters && row.iter().all(|x| x.is_finite());
        if known.len() != count || parameters == 0 || !known.iter().all(is_complete) {
            return None;
        }
        if folds < 2 || count < 2 * folds {
            return None;
        }
        let rows = features(known);
        let mut fold = vec![0; count];
        let order = shuffled(count, streams, purpose::ORDER, 0);
        order.iter().enumerate().for_each(|(place, draw)| fold[*draw] = place % folds);
        Some(Regression { sample: Sample { rows, gains, fold, folds }, streams })
    }

    /// The cross-fitted and the plug-in value, each not below 0; `None` if there is no fit.
    pub fn value(&self) -> Option<(f64, f64)> {
        self.sample.value().map(|(value, plug_in)| (value.max(0.0), plug_in.max(0.0)))
    }

    /// The cross-fitted value with the draws of a bootstrap `replicate`; NaN if there is no fit.
    pub fn redrawn(&self, replicate: u32) -> f64 {
        let drawn = resampled(self.sample.rows.len(), self.streams, replicate);
        self.sample.of(&drawn, &drawn).value().map_or(f64::NAN, |found| found.0.max(0.0))
    }

    /// The cross-fitted value if what is known belonged to other draws, in the random order `which`:
    /// what something without any influence seems to be worth. All regressions with the same streams
    /// share the order. NaN if there is no fit.
    pub fn in_random_order(&self, which: u32) -> f64 {
        let count = self.sample.rows.len();
        let all: Vec<usize> = (0..count).collect();
        let order = shuffled(count, self.streams, purpose::ORDER, 1 + which);
        self.sample.of(&order, &all).value().map_or(f64::NAN, |found| found.0.max(0.0))
    }
}

/// The gain of each option over the first, draw by draw.
#[derive(Clone, Debug)]
struct Gains {
    /// `by_option[option − 1][draw]`.
    by_option: Vec<Vec<f64>>,
    /// Weights with the mean 1.
    weights: Vec<f64>,
}

impl Gains {
    fn new(benefits: &[Vec<f64>], weights: &Weights) -> Option<Gains> {
        let options = benefits.first()?.len();
        let is_complete =
            |draw: &Vec<f64>| draw.len() == options && draw.iter().all(|value| value.is_finite());
        if options == 0
            || benefits.len() != weights.shares().len()
            || !benefits.iter().all(is_complete)
        {
            return None;
        }
        let of = |option: usize| benefits.iter().map(|draw| draw[option] - draw[0]).collect();
        let count = benefits.len() as f64;
        let weights = weights.shares().iter().map(|share| share * count).collect();
        Some(Gains { by_option: (1..options).map(of).collect(), weights })
    }

    /// The weighted mean of values, one a draw.
    fn mean(&self, values: &[f64]) -> f64 {
        dot(&self.weights, values) / self.weights.iter().sum::<f64>()
    }

    /// The option that is best on average; 0 is the first.
    fn best_on_average(&self) -> usize {
        let means = self.by_option.iter().map(|gains| self.mean(gains));
        largest(means)
    }
}

/// The option with the largest gain over the first, whose own is 0.
fn largest(gains: impl Iterator<Item = f64>) -> usize {
    let others = gains.enumerate().map(|(index, gain)| (index + 1, gain));
    others.fold((0, 0.0), |best, other| if other.1 > best.1 { other } else { best }).0
}

/// Draws with what is known of each.
#[derive(Clone, Debug)]
struct Sample {
    rows: Vec<Vec<f64>>,
    gains: Gains,
    fold: Vec<usize>,
    folds: usize,
}

impl Sample {
    /// The sample with what is known of the draws `known`, and the gains and folds of the draws
    /// `gained`.
    fn of(&self, known: &[usize], gained: &[usize]) -> Sample {
        let pick = |values: &Vec<f64>| gained.iter().map(|draw| values[*draw]).collect();
        Sample {
            rows: known.iter().map(|draw| self.rows[*draw].clone()).collect(),
            gains: Gains {
                by_option: self.gains.by_option.iter().map(pick).collect(),
                weights: pick(&self.gains.weights),
            },
            // A draw that is resampled twice stays in one fold, so that it does not predict itself.
            fold: gained.iter().map(|draw| self.fold[*draw]).collect(),
            folds: self.folds,
        }
    }

    /// The cross-fitted value and the plug-in value. `None` if there is no fit.
    fn value(&self) -> Option<(f64, f64)> {
        let gains = &self.gains;
        let best = gains.best_on_average();
        let gain = |option: usize, draw: usize| match option {
            0 => 0.0,
            _ => gains.by_option[option - 1][draw],
        };
        let ridges = PENALTIES.map(|penalty| Ridge::new(&self.rows, &gains.weights, penalty));
        let mut penalties = Vec::new();
        let mut fitted: Vec<Vec<f64>> = Vec::new();
        for values in &gains.by_option {
            let (penalty, coefficients) = best_fit(&ridges, &gains.weights, values)?;
            penalties.push(penalty);
            fitted.push(self.rows.iter().map(|row| dot(row, &coefficients)).collect());
        }
        let count = self.rows.len();
        let at = |predicted: &[Vec<f64>], draw: usize| largest(predicted.iter().map(|p| p[draw]));
        let most: Vec<f64> = (0..count)
            .map(|draw| match at(&fitted, draw) {
                0 => 0.0,
                option => fitted[option - 1][draw],
            })
            .collect();
        let means = fitted.iter().map(|fitted| gains.mean(fitted)).fold(0.0, f64::max);
        let predicted = self.left_out(&penalties)?;
        let followed: Vec<f64> =
            (0..count).map(|draw| gain(at(&predicted, draw), draw) - gain(best, draw)).collect();
        Some((gains.mean(&followed), gains.mean(&most) - means))
    }

    /// Each option's gain in each draw, as the other folds predict it.
    fn left_out(&self, penalties: &[f64]) -> Option<Vec<Vec<f64>>> {
        let mut predicted = vec![vec![0.0; self.rows.len()]; penalties.len()];
        for fold in 0..self.folds {
            let (out, others): (Vec<usize>, Vec<usize>) =
                (0..self.rows.len()).partition(|draw| self.fold[*draw] == fold);
            if out.is_empty() {
                continue;
            }
            let rows: Vec<Vec<f64>> = others.iter().map(|draw| self.rows[*draw].clone()).collect();
            let pick = |values: &[f64]| -> Vec<f64> { others.iter().map(|d| values[*d]).collect() };
            let weights = pick(&self.gains.weights);
            let mut made: Vec<(f64, Ridge<'_>)> = Vec::new();
            for (option, penalty) in penalties.iter().enumerate() {
                let at = match made.iter().position(|(of, _)| of == penalty) {
                    Some(at) => at,
                    None => {
                        made.push((*penalty, Ridge::new(&rows, &weights, *penalty)?));
                        made.len() - 1
                    }
                };
                let coefficients = made[at].1.coefficients(&pick(&self.gains.by_option[option]));
                for draw in &out {
                    predicted[option][*draw] = dot(&self.rows[*draw], &coefficients);
                }
            }
        }
        Some(predicted)
    }
}

/// The penalty that predicts left-out draws best, and its coefficients.
fn best_fit(
    ridges: &[Option<Ridge<'_>>],
    weights: &[f64],
    values: &[f64],
) -> Option<(f64, Vec<f64>)> {
    let tried = ridges.iter().zip(PENALTIES).filter_map(|(ridge, penalty)| {
        let fit = ridge.as_ref()?.fit(values);
        let errors = fit.left_out.iter().zip(weights).map(|(error, weight)| weight * error * error);
        Some((errors.sum::<f64>(), penalty, fit.coefficients))
    });
    let best = tried.min_by(|one, other| one.0.total_cmp(&other.0))?;
    Some((best.1, best.2))
}

/// Draws for each term of a regression on several parameters, at least. It bounds the work; against fitting noise
/// there are the penalty and the folds.
const DRAWS_A_TERM: usize = 10;

/// The terms of a regression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Terms {
    Scores,
    Squares,
    CubesAndProducts,
}

impl Terms {
    /// The richest that `draws` allow for so many `parameters`.
    fn of(parameters: usize, draws: usize) -> Terms {
        let most = draws / DRAWS_A_TERM;
        let squares = 1 + 2 * parameters;
        let all = squares + parameters + parameters * (parameters - 1) / 2;
        match parameters {
            1 => Terms::CubesAndProducts,
            _ if all <= most => Terms::CubesAndProducts,
            _ if squares <= most => Terms::Squares,
            _ => Terms::Scores,
        }
    }
}

/// For each draw: 1, and of each parameter the normal score z, z² and z³ made independent of it and
/// scaled; products of pairs; of many parameters less.
fn features(known: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let count = known.len() as f64;
    let parameters = known[0].len();
    let terms = Terms::of(parameters, known.len());
    let scores: Vec<Vec<f64>> = (0..parameters)
        .map(|parameter| {
            let values: Vec<f64> = known.iter().map(|row| row[parameter]).collect();
            ranks(&values).iter().map(|rank| standard_normal((rank - 0.5) / count)).collect()
        })
        .collect();
    let row = |draw: usize| {
        let z = |parameter: usize| scores[parameter][draw];
        let mut row = vec![1.0];
        for parameter in 0..parameters {
            let z = z(parameter);
            // Hermite polynomials with the variance 1.
            row.push(z);
            if terms != Terms::Scores {
                row.push((z * z - 1.0) / 2.0_f64.sqrt());
            }
            if terms == Terms::CubesAndProducts {
                row.push((z * z * z - 3.0 * z) / 6.0_f64.sqrt());
            }
        }
        for one in (0..parameters).filter(|_| terms == Terms::CubesAndProducts) {
            row.extend((0..one).map(|other| z(one) * z(other)));
        }
        row
    };
    (0..known.len()).map(row).collect()
}

/// The value of information about a difference between two options that is normal \[the unit of
/// `mean`\].
///
/// `mean` is the expected difference, and `sd` the standard deviation of what its expectation will
/// be after the information: all of the uncertainty for perfect information, s · √(s² / (s² + v/n))
/// for n observations with variance v of a difference with standard deviation s.
///
/// ```text
/// sd · φ(mean / sd) − |mean| · Φ(−|mean| / sd)
/// ```
///
/// # Source
///
/// Raiffa and Schlaifer (1961), section 5.4: the unit normal loss integral.
///
/// # Example
///
/// ```
/// use pcn_sim::decisions::information::normal_value;
///
/// assert!((normal_value(2.0, 5.0) - 1.152_194).abs() < 1e-6);
/// assert_eq!(normal_value(2.0, 0.0), 0.0);
/// ```
pub fn normal_value(mean: f64, sd: f64) -> f64 {
    if sd <= 0.0 {
        return 0.0;
    }
    let place = mean.abs() / sd;
    sd * normal_density(place) - mean.abs() * normal_share_below(-place)
}

/// The result of a study that counts: the share found in a sample of `size`, if the true `share` is
/// as given \[-\].
///
/// `chance` in [0, 1) is where in the binomial distribution the result lies.
pub fn counted(share: f64, size: u64, chance: f64) -> f64 {
    let (mut low, mut high) = (0, size);
    // The smallest count whose distribution function exceeds the chance.
    while low < high {
        let middle = u64::midpoint(low, high);
        if 1.0 - binomial_tail(middle, size, share) > chance {
            high = middle
        } else {
            low = middle + 1
        }
    }
    if size == 0 { f64::NAN } else { low as f64 / size as f64 }
}

/// The result of a study that measures: the mean of `size` values with standard deviation `sd`, if
/// the true `mean` is as given \[their unit\]; normal.
pub fn measured(mean: f64, sd: f64, size: u64, chance: f64) -> f64 {
    mean + sd / (size as f64).sqrt() * standard_normal(chance)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_counted_by_the_binomial_distribution() {
        // Of two, with share 1/2: 0, 1, 2 with 1/4, 1/2, 1/4.
        let found = [0.0, 0.24, 0.26, 0.74, 0.76].map(|chance| counted(0.5, 2, chance));
        assert_eq!(found, [0.0, 0.0, 0.5, 0.5, 1.0]);
        assert_eq!((counted(0.0, 9, 0.9), counted(1.0, 9, 0.1)), (0.0, 1.0));
    }

    #[test]
    fn weights_count_as_copies() {
        let benefits = [vec![4.0, 0.0], vec![1.0, 3.0], vec![1.0, 3.0]];
        let weights = Weights::new(&[1.0, 2.0]).expect("weights");
        let copies = perfect(&benefits, &Weights::equal(3)).expect("benefits");
        let weighted = perfect(&benefits[..2], &weights).expect("benefits");
        assert!((copies.value - weighted.value).abs() < 1e-12);
    }

    #[test]
    fn incomplete_draws_have_no_value() {
        let streams = Streams::new(1, 0);
        let weights = Weights::equal(40);
        let benefits = vec![vec![0.0, 1.0]; 40];
        let settings = Settings { bootstraps: 0, permutations: 0, ..Settings::default() };
        let known = vec![vec![1.0]; 40];
        let of = |benefits: &[Vec<f64>], known: &[Vec<f64>], settings: &Settings| {
            partial(benefits, &weights, known, settings, &streams)
        };
        // A parameter that does not vary is worth nothing.
        let none = of(&benefits, &known, &settings).expect("draws");
        assert_eq!((none.value, none.least, none.is_told()), (0.0, None, false));
        assert_eq!(of(&benefits[..39], &known, &settings), None);
        assert_eq!(of(&benefits, &known[..39], &settings), None);
        assert_eq!(of(&benefits, &vec![vec![]; 40], &settings), None);
        assert_eq!(of(&benefits, &known, &Settings { folds: 1, ..settings }), None);
        assert_eq!(of(&benefits, &known, &Settings { folds: 21, ..settings }), None);
        assert_eq!(perfect(&[vec![f64::NAN]], &Weights::equal(1)), None);
    }
}
