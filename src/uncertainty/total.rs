//! What draws say of a comparison: total intervals, which option is best, and what the answer
//! hangs on.

use crate::decisions::noise::without_noise_beside;
use crate::decisions::weights::Weights;
use crate::engine::samplers::standard_normal;
use crate::experiment::row::Row;
use crate::experiment::study::Outline;
use crate::measures::{COMPARED, Kind, MEASURES};
use crate::statistics::distributions::normal_quantile;
use crate::statistics::interval::mean;
use crate::statistics::rank::spearman;
use crate::uncertainty::draw::Draws;
use crate::uncertainty::simulator::{FIRST, SECOND, seconds};
use crate::uncertainty::spread::Source;
use std::collections::BTreeMap;

/// The measures whose total uncertainty is stated, each with its words; the first decides which
/// option is best. They are those of the first screen, the deciding ones first.
pub const HEADLINES: [(&str, &str); 14] = [
    ("needs_settled", "Needs settled"),
    ("requests_not_met", "Requests not met"),
    ("appointments_gained_net", "Appointments, net"),
    ("ed_deflected_central", "ED attendances deflected"),
    ("planned_care_delivered", "Planned care delivered"),
    ("planned_care_overdue", "People overdue for it"),
    ("planned_care_given_up", "Planned care given up"),
    ("requests_not_met_urgent", "Urgent requests not met"),
    ("gp_hours", "GP hours"),
    ("nursing_hours", "Nursing hours"),
    ("additional_hours", "Hours of other roles"),
    ("appointments_booked", "Appointments counted"),
    ("ed_deflected_low", "ED attendances deflected, low"),
    ("ed_deflected_high", "ED attendances deflected, high"),
];

/// The first headlines, which are shown in full: mean, total interval, noise.
pub const DECIDING: usize = 4;

/// The smallest effective sample size of draws from which intervals of 95% are stated; below, they are of
/// 90%, and ranges are called uncalibrated.
pub const LEAST_FOR_95: usize = 100;

/// The smallest number of draws from which the answer is given. With fewer, more are asked for.
pub const LEAST_DRAWS: usize = 20;

/// The largest share of the variance over draws that is taken out as noise. Beyond it the noise is known
/// too badly: it stays in the interval, which is then too wide rather than too narrow. Intervals of 95%
/// covered 89% at this share ([`without_noise_beside`]).
pub const MOST_NOISE: f64 = 0.6;

/// The smallest number of draws of which anything is said.
const LEAST_TO_JUDGE: usize = 3;

/// The number of parameters that are shown.
pub const LEADING: usize = 5;

/// The probability that a parameter without influence is said to have some, among all.
const FALSE_ALARM: f64 = 0.05;

/// The values of one draw, a year of each headline: those of each option beside the baseline.
pub type Differences = Vec<Vec<f64>>;

/// The rows of draws, as differences from the baseline.
#[derive(Clone, Debug, Default)]
pub struct Gathered {
    /// By stage and draw, then by variant. Stage 0 has the replications with the stated parameters.
    rows: BTreeMap<(u32, u32), BTreeMap<usize, Values>>,
}

/// The stage of replications with the stated parameters.
const CENTRAL: u32 = 0;

/// The headlines of a row as they are, where they are no difference by themselves.
type Values = (u32, Vec<Option<f64>>, Vec<Option<f64>>);

impl Gathered {
    /// Adds a row of a draw, or one with the stated parameters; others are passed over.
    pub fn add(&mut self, row: &Row) {
        if ![CENTRAL, FIRST, SECOND].contains(&row.stage) {
            return;
        }
        let at = |name: &str| {
            let own = MEASURES.iter().position(|measure| measure.name == name);
            own.and_then(|index| row.measures.get(index).copied().flatten())
        };
        let compared = |name: &str| {
            let own = COMPARED.iter().position(|measure| measure.name == name);
            own.and_then(|index| row.paired.get(index).copied().flatten())
        };
        let levels = HEADLINES.iter().map(|(name, _)| at(name)).collect();
        let paired = HEADLINES.iter().map(|(name, _)| compared(name)).collect();
        let of = self.rows.entry((row.stage, row.replication)).or_default();
        of.insert(row.variant, (row.refused, levels, paired));
    }

    /// The differences of a draw a year: by headline, then by option from the second scenario on;
    /// `None` while rows of it are missing, or where a measure is undefined.
    fn differences(
        &self,
        (stage, draw): (u32, u32),
        outline: &Outline,
        scenarios: usize,
    ) -> Option<(u32, Differences)> {
        let rows = self.rows.get(&(stage, draw))?;
        let (refused, baseline, _) = rows.get(&0)?;
        let mut all = Vec::new();
        for (headline, (name, _)) in HEADLINES.iter().enumerate() {
            let factor = kind(name).to_a_year(outline.horizon.weeks);
            let one = |option: usize| {
                // Rows of draws count scenarios, those of stated parameters count variants.
                let of_option = match stage {
                    CENTRAL => outline
                        .variants
                        .iter()
                        .position(|v| v.is_stated() && v.scenario == option)?,
                    _ => option,
                };
                let (_, levels, paired) = rows.get(&of_option)?;
                let beside = levels[headline].zip(baseline[headline]).map(|(own, of)| own - of);
                Some(beside.or(paired[headline])? * factor)
            };
            all.push((1..scenarios).map(one).collect::<Option<Vec<f64>>>()?);
        }
        Some((*refused, all))
    }
}

fn kind(name: &str) -> Kind {
    let own = MEASURES.iter().find(|measure| measure.name == name).map(|measure| measure.kind);
    let compared = COMPARED.iter().find(|measure| measure.name == name).map(|measure| measure.kind);
    own.or(compared).unwrap_or(Kind::Flow)
}

/// The distribution of a difference over draws.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// The mean over draws.
    pub mean: f64,
    /// The ends of its interval.
    pub interval: (f64, f64),
    /// The share of the variance that was simulation noise \[-\]; `None` if there were too few second
    /// replications to tell.
    pub noise: Option<f64>,
    /// Whether the noise is taken out of the interval: known, and at most [`MOST_NOISE`].
    pub is_without_noise: bool,
    /// The share of draws in which it is above zero \[-\].
    pub above_zero: f64,
}

/// What draws say of an option.
#[derive(Clone, Debug, PartialEq)]
pub struct OfOption {
    /// Its scenario, as an index.
    pub scenario: usize,
    /// Each of [`HEADLINES`], beside the baseline, a year.
    pub headlines: Vec<Spread>,
    /// The share of draws in which it settles most needs \[-\]. The baseline is an option too.
    pub best: f64,
}

/// A parameter that the choice depends on.
#[derive(Clone, Debug, PartialEq)]
pub struct Hanging {
    /// The parameter, or the table whose values are drawn together.
    pub source: Source,
    /// Spearman's correlation of its value with the difference between the two best options.
    pub correlation: f64,
    /// The difference at the 5th and the 95th percentile of the parameter among the draws, by a straight
    /// line through them.
    pub ends: (f64, f64),
    /// Whether the correlation is larger than chance gives any of all parameters in 1 of 20 studies.
    pub is_clear: bool,
}

impl Hanging {
    /// Whether the better option is another one at one end of its range.
    pub fn turns(&self) -> bool {
        self.is_clear && self.ends.0 * self.ends.1 < 0.0
    }
}

/// What all draws say.
#[derive(Clone, Debug, PartialEq)]
pub struct Total {
    /// Draws complete.
    pub draws: usize,
    /// Draws asked for.
    pub wanted: u32,
    /// Draws simulated twice.
    pub twice: usize,
    /// The effective sample size: how many draws of equal weight would say as much.
    pub effective: f64,
    /// The number of parameters that observations inform, and of targets that do; `None` if draws come
    /// from the ranges alone.
    pub informed: Option<(usize, usize)>,
    /// Combinations of values that no scenario may have, and that were drawn again.
    pub refused: u32,
    /// The confidence of the intervals.
    pub confidence: f64,
    /// The number of random numbers of a draw that move something.
    pub sources: usize,
    /// Parameters drawn evenly on either side of their value, because no distribution fits.
    pub in_halves: usize,
    /// Parameters with a range that has no width.
    pub held: Vec<String>,
    /// Each option but the baseline.
    pub options: Vec<OfOption>,
    /// The share of draws in which the baseline settles most needs \[-\].
    pub baseline_best: f64,
    /// The two options that settle most needs in the mean, as scenarios; 0 is the baseline. What settles as
    /// many as the first in every draw is passed over.
    pub leading: (usize, usize),
    /// The options between which draws do not decide, the largest mean first: none is clearly better than
    /// another, and every other option is clearly worse than one of them. A single one is clearly better
    /// than every other option.
    pub undecided: Vec<usize>,
    /// What settles as many needs as the first of the leading options in every draw.
    pub alike: Vec<usize>,
    /// Needs settled by the first more than by the second.
    pub margin: Spread,
    /// The parameters that this difference depends on, the largest correlation first.
    pub hangs_on: Vec<Hanging>,
}

impl Total {
    /// What the rows say; `None` without three complete draws or without an option.
    pub fn of(gathered: &Gathered, outline: &Outline, draws: &Draws, wanted: u32) -> Option<Total> {
        let scenarios = draws.scenarios();
        let complete = Complete::of(gathered, outline, draws, wanted)?;
        if complete.first.len() < LEAST_TO_JUDGE || scenarios < 2 {
            return None;
        }
        let Complete { first, weights, .. } = &complete;
        let confidence = if weights.is_enough() { 0.95 } else { 0.9 };
        let expected = |headline: usize| complete.expected(&|all| all[headline].clone());
        let spreads: Vec<Expected> = (0..HEADLINES.len()).map(expected).collect();
        // The baseline is the option with index 0, and differs from itself by nothing.
        let needs: Vec<Vec<f64>> = spreads[0].values.iter().map(|row| with_baseline(row)).collect();
        let best = weights.best_shares(&needs);
        // Adding up weights may round to just above 1.
        let best: Vec<f64> = best.into_iter().map(|share| share.min(1.0)).collect();
        let order = in_order(&needs, weights);
        let is_alike = |option: &usize| needs.iter().all(|row| row[*option] == row[order[0]]);
        let (alike, others): (Vec<usize>, Vec<usize>) =
            order[1..].iter().copied().partition(is_alike);
        let leading = (order[0], others.first().or(alike.first()).copied()?);
        let undecided = complete.undecided(order[0], &others, confidence);
        let options = (1..scenarios).map(|scenario| OfOption {
            scenario,
            headlines: spreads.iter().map(|of| of.spread(scenario - 1, confidence)).collect(),
            best: best[scenario],
        });
        let sources = draws.sources();
        let chances: Vec<Vec<f64>> = first
            .iter()
            .map(|(draw, refused, _)| draws.chances(&sources, *draw, *refused))
            .collect();
        let margins: Vec<f64> = first.iter().map(|(.., all)| between(all, leading)).collect();
        let margin = complete.margin(leading, confidence);
        Some(Total {
            draws: first.len(),
            wanted,
            twice: complete.again.len(),
            effective: weights.effective(),
            informed: draws.informed(),
            refused: first.iter().map(|(_, refused, _)| refused).sum(),
            confidence,
            sources: sources.len(),
            in_halves: draws.in_halves().len(),
            held: draws.held().into_iter().collect(),
            options: options.collect(),
            baseline_best: best[0],
            leading,
            undecided,
            alike,
            margin,
            hangs_on: hanging(&sources, &chances, &margins, weights),
        })
    }

    /// Whether one option is clearly better than every other.
    pub fn is_clear(&self) -> bool {
        self.undecided.len() == 1
    }

    /// Whether draws agree with observations and are enough to say so: informed, with an effective sample
    /// size of at least [`LEAST_FOR_95`].
    pub fn is_calibrated(&self) -> bool {
        self.informed.is_some() && self.effective >= LEAST_FOR_95 as f64 * (1.0 - 1e-9)
    }

    /// Whether there are enough draws to answer.
    pub fn is_enough(&self) -> bool {
        self.draws >= LEAST_DRAWS
    }

    /// Whether draws count as much as [`LEAST_DRAWS`] of equal weight: with fewer the ends of an interval
    /// are single draws, and no option may be preferred.
    pub fn may_prefer(&self) -> bool {
        self.effective >= LEAST_DRAWS as f64 * (1.0 - 1e-9)
    }

    /// Whether no option differs from the baseline in any draw.
    pub fn nothing_differs(&self) -> bool {
        self.options.iter().all(|option| option.headlines[0].interval == (0.0, 0.0))
            && self.margin.mean == 0.0
    }
}

/// The draws that are complete.
pub(super) struct Complete {
    /// The number and the attempt of each draw, and its first replication.
    pub(super) first: Vec<(u32, u32, Differences)>,
    /// Second replications: the place of the draw among the first ones.
    pub(super) again: Vec<(usize, Differences)>,
    /// Replications with the stated parameters.
    central: Vec<Differences>,
    pub(super) weights: Weights,
}

impl Complete {
    /// The complete draws of `wanted`; `None` without any.
    pub(super) fn of(
        gathered: &Gathered,
        outline: &Outline,
        draws: &Draws,
        wanted: u32,
    ) -> Option<Complete> {
        let scenarios = draws.scenarios();
        let found = |stage: u32, most: u32| -> Vec<(u32, u32, Differences)> {
            let of = |draw| {
                let (refused, values) = gathered.differences((stage, draw), outline, scenarios)?;
                Some((draw, refused, values))
            };
            (1..=most).filter_map(of).collect()
        };
        let first = found(FIRST, wanted);
        let place = |draw: u32| first.iter().position(|(number, ..)| *number == draw);
        let again = found(SECOND, seconds(wanted)).into_iter();
        let again = again.filter_map(|(draw, _, all)| Some((place(draw)?, all))).collect();
        let central = found(CENTRAL, outline.replications).into_iter().map(|(.., all)| all);
        let logs: Vec<f64> =
            first.iter().map(|(draw, refused, _)| draws.log_weight(*draw, *refused)).collect();
        let weights = Weights::from_logs(&logs)?;
        Some(Complete { central: central.collect(), again, weights, first })
    }

    /// Needs settled by one option more than by another.
    fn margin(&self, options: (usize, usize), confidence: f64) -> Spread {
        self.expected(&|all| vec![between(all, options)]).spread(0, confidence)
    }

    /// The options between which draws do not decide, of `first`, which has the largest mean, and `others`.
    fn undecided(&self, first: usize, others: &[usize], confidence: f64) -> Vec<usize> {
        let all = || std::iter::once(first).chain(others.iter().copied());
        let is_better = |one: usize, other: usize| {
            one != other && self.margin((one, other), confidence).interval.0 > 0.0
        };
        let mut left: Vec<usize> =
            all().filter(|other| !all().any(|one| is_better(one, *other))).collect();
        if left == [first] {
            // What only a third is clearly better than may still be as good as the first.
            left.extend(others.iter().copied().filter(|other| !is_better(first, *other)));
        }
        left
    }

    /// The expected values of what `pick` takes of each draw.
    fn expected(&self, pick: &dyn Fn(&Differences) -> Vec<f64>) -> Expected<'_> {
        let values = self.first.iter().map(|(.., all)| pick(all)).collect();
        let again: Vec<(usize, Vec<f64>)> =
            self.again.iter().map(|(place, all)| (*place, pick(all))).collect();
        let central: Vec<Vec<f64>> = self.central.iter().map(pick).collect();
        Expected::new(values, &again, &central, &self.weights)
    }
}

fn with_baseline(row: &[f64]) -> Vec<f64> {
    std::iter::once(0.0).chain(row.iter().copied()).collect()
}

/// Needs settled in a draw by one option more than by another; 0 is the baseline.
fn between(all: &Differences, (one, other): (usize, usize)) -> f64 {
    let row = with_baseline(&all[0]);
    row[one] - row[other]
}

/// All options, the largest mean first. Of those that tie, the first comes first.
fn in_order(needs: &[Vec<f64>], weights: &Weights) -> Vec<usize> {
    let options = needs.first().map_or(0, Vec::len);
    let mean_of =
        |option: usize| weights.mean(&needs.iter().map(|row| row[option]).collect::<Vec<_>>());
    let mut order: Vec<(usize, f64)> = (0..options).map(|one| (one, mean_of(one))).collect();
    order.sort_by(|one, other| other.1.total_cmp(&one.1));
    order.into_iter().map(|(option, _)| option).collect()
}

/// Expected results of draws, by draw and option.
struct Expected<'w> {
    values: Vec<Vec<f64>>,
    noise: Option<Vec<f64>>,
    weights: &'w Weights,
}

impl<'w> Expected<'w> {
    fn new(
        mut values: Vec<Vec<f64>>,
        again: &[(usize, Vec<f64>)],
        central: &[Vec<f64>],
        weights: &'w Weights,
    ) -> Expected<'w> {
        let noise = take_noise_out(&mut values, again, central, weights);
        Expected { values, noise, weights }
    }

    fn spread(&self, option: usize, confidence: f64) -> Spread {
        let values: Vec<f64> = self.values.iter().map(|row| row[option]).collect();
        Spread {
            mean: self.weights.mean(&values),
            interval: self.weights.interval(&values, confidence),
            noise: self.noise.as_ref().map(|noise| noise[option]),
            is_without_noise: self.noise.as_ref().is_some_and(|noise| noise[option] <= MOST_NOISE),
            above_zero: self.weights.share_of(|draw| values[draw] > 0.0),
        }
    }
}

/// Takes simulation noise out of `values[draw][option]` where it is at most [`MOST_NOISE`] of the variance of an
/// option, and gives its share for each option; `None` if too few replications show it. See
/// [`without_noise_beside`].
pub(super) fn take_noise_out(
    values: &mut [Vec<f64>],
    again: &[(usize, Vec<f64>)],
    central: &[Vec<f64>],
    weights: &Weights,
) -> Option<Vec<f64>> {
    let found = without_noise_beside(values, again, central, weights)?;
    for (row, expected) in values.iter_mut().zip(&found.values) {
        for (option, noise) in found.noise.iter().enumerate() {
            if *noise <= MOST_NOISE {
                row[option] = expected[option];
            }
        }
    }
    Some(found.noise)
}

/// The parameters in the order of their correlation with `margins`.
fn hanging(
    sources: &[Source],
    chances: &[Vec<f64>],
    margins: &[f64],
    weights: &Weights,
) -> Vec<Hanging> {
    let count = sources.len().max(1) as f64;
    let least =
        normal_quantile(1.0 - FALSE_ALARM / 2.0 / count) / (margins.len() as f64 - 1.0).sqrt();
    let of = |(index, source): (usize, &Source)| {
        let values: Vec<f64> = chances.iter().map(|draw| draw[index]).collect();
        let correlation = spearman(&values, margins)?;
        let scores: Vec<f64> = values.iter().map(|chance| standard_normal(*chance)).collect();
        let ends = [0.05, 0.95].map(|at| along(&scores, margins, weights.quantile(&scores, at)));
        let is_clear = correlation.abs() > least;
        Some(Hanging { source: source.clone(), correlation, ends: (ends[0], ends[1]), is_clear })
    };
    let mut found: Vec<Hanging> = sources.iter().enumerate().filter_map(of).collect();
    found.sort_by(|one, other| {
        other
            .correlation
            .abs()
            .total_cmp(&one.correlation.abs())
            .then(one.source.cmp(&other.source))
    });
    found
}

/// The value at `score` of a straight line through `results` over `scores`.
fn along(scores: &[f64], results: &[f64], score: f64) -> f64 {
    let (at, level) = (mean(scores), mean(results));
    let products = scores.iter().zip(results).map(|(x, y)| (x - at) * (y - level)).sum::<f64>();
    let squares: f64 = scores.iter().map(|x| (x - at) * (x - at)).sum();
    let slope = if squares > 0.0 { products / squares } else { 0.0 };
    level + slope * (score - at)
}
