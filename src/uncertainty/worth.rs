//! What it would be worth to know a parameter before one option of a comparison is chosen, from the
//! rows of draws alone.
//!
//! The benefit of an option in a draw is what it settles more than the baseline, or that in pounds less its cost.
//! Two kinds of value need different benefits. The value of knowing everything takes the best option of each
//! draw, which noise would flatter: it is computed from expected results, from which noise is taken out by
//! second replications. The value of knowing some parameters is computed from the results as they are: the
//! option of a draw is chosen by other draws, so noise cannot flatter it, and results without noise would be
//! moved too far towards their mean.

use crate::decisions::information::{Regression, counted, measured, perfect};
use crate::engine::streams::Streams;
use crate::experiment::run::spread;
use crate::statistics::order::{percentile_interval, resampled};
use crate::statistics::purpose::PARAMETER;
use crate::uncertainty::benefits::{Benefits, Terms};
use crate::uncertainty::draw::Draws;
use crate::uncertainty::spread::{Measurable, Source};
use crate::uncertainty::total::LEAST_FOR_95;

/// Parts of the draws, each of which is decided by the others.
const FOLDS: usize = 10;

/// The confidence of intervals, and that nothing without influence is told from none in a family.
const CONFIDENCE: f64 = 0.95;

/// The number of groups and of parameters that have an interval.
pub const SHOWN: usize = 10;

/// The number of parameters of which samples are valued if none is stated.
pub const SAMPLED: usize = 3;

/// The sizes of samples that are valued if none is stated.
pub const SIZES: [u64; 3] = [50, 200, 1_000];

/// How much is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Random orders of the draws, which show what useless parameters seem to be worth; 19 or more.
    pub orders: u32,
    /// The same for each price.
    pub orders_at_a_price: u32,
    /// Bootstrap replicates of an interval.
    pub bootstraps: u32,
    /// Times that the result of a sample is simulated in each draw.
    pub repeats: u32,
}

impl Default for Plan {
    /// 99 random orders, 19 for each price, 200 bootstrap replicates, 10 results of a sample.
    fn default() -> Plan {
        Plan { orders: 99, orders_at_a_price: 19, bootstraps: 200, repeats: 10 }
    }
}

/// A sample that may be taken.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    /// What is measured.
    pub parameter: Measurable,
    /// The number of observations.
    pub size: u64,
    /// What is observed, in words; may be empty.
    pub of: String,
}

impl Plan {
    /// The usual plan; with too few draws to name a parameter, no more orders than at a price.
    pub fn of(draws: usize) -> Plan {
        let usual = Plan::default();
        match draws >= LEAST_FOR_95 {
            true => usual,
            false => Plan { orders: usual.orders_at_a_price, ..usual },
        }
    }
}

/// What is asked.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The seed of random orders, resamples and samples.
    pub seed: u64,
    /// Samples to be valued; if there are none, of the leading parameters.
    pub samples: Vec<Sample>,
    /// The standard deviation of an observation of a positive quantity, divided by its mean \[-\].
    pub variation: f64,
    /// What a unit of benefit is worth \[£\], each in turn.
    pub prices: Vec<f64>,
    /// What each scenario costs beyond the baseline \[£ a year\]; `None` without a price.
    pub costs: Vec<Option<f64>>,
    /// How much is computed.
    pub plan: Plan,
}

/// The value of knowing something \[that of the benefits\].
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// The table or the parameter.
    pub name: String,
    /// Random numbers of a draw that move it.
    pub members: usize,
    /// The value, cross-fitted; not below 0.
    pub value: f64,
    /// Its 95% interval by bootstrap; `None` beyond the first [`SHOWN`].
    pub interval: Option<(f64, f64)>,
    /// The 95% interval of what it is worth less than the first, on the same draws drawn again; `None`
    /// beyond the first [`SHOWN`].
    pub behind: Option<(f64, f64)>,
}

/// The values of knowing each of several things.
#[derive(Clone, Debug, PartialEq)]
pub struct Family {
    /// Each, the largest value first.
    pub items: Vec<Item>,
    /// The smallest value that can be told from none: if none of them had any influence, one of them would seem
    /// to be worth more in 1 of 20 studies. Infinite for fewer than 19 random orders.
    pub least: f64,
}

impl Family {
    /// Those that can be told from none.
    pub fn told(&self) -> impl Iterator<Item = &Item> {
        self.items.iter().filter(|item| item.value > self.least)
    }

    /// Those that can be told from none, and not from the first.
    pub fn leading(&self) -> Vec<&Item> {
        let first = self.items.first().map(|item| &item.name);
        let is_near = |item: &&Item| {
            Some(&item.name) == first || item.behind.is_some_and(|(low, _)| low <= 0.0)
        };
        self.told().filter(is_near).collect()
    }

    /// The value of the one called `name`.
    pub fn value(&self, name: &str) -> Option<f64> {
        self.items.iter().find(|item| item.name == name).map(|item| item.value)
    }
}

/// The value of a sample before deciding \[that of the benefits\].
#[derive(Clone, Debug, PartialEq)]
pub struct Sampled {
    /// The sample.
    pub sample: Sample,
    /// The value of knowing its parameter.
    pub known: f64,
    /// The value of the sample; at most that of knowing.
    pub value: f64,
    /// Its 95% interval by bootstrap.
    pub interval: Option<(f64, f64)>,
}

/// Which option is preferred, and how sure that is.
#[derive(Clone, Debug, PartialEq)]
pub struct Preferred {
    /// The scenario with the largest mean benefit; 0 is the baseline.
    pub first: usize,
    /// The next.
    pub second: usize,
    /// The mean benefit of each option \[a year\], by scenario.
    pub means: Vec<(usize, f64)>,
    /// The share of draws in which each is best \[-\], by scenario.
    pub best: Vec<(usize, f64)>,
    /// The interval of the difference between the first two over draws.
    pub interval: (f64, f64),
}

impl Preferred {
    /// Whether the two differ clearly.
    pub fn is_clear(&self) -> bool {
        self.interval.0 > 0.0 || self.interval.1 < 0.0
    }

    /// The share of draws in which the preferred option is best \[-\].
    pub fn share(&self) -> f64 {
        self.best.iter().find(|(option, _)| *option == self.first).map_or(0.0, |(_, share)| *share)
    }
}

/// The value of information for one decision.
#[derive(Clone, Debug, PartialEq)]
pub struct Worth {
    /// The option that would be chosen today.
    pub preferred: Preferred,
    /// The value of knowing everything: EVPI.
    pub perfect: f64,
    /// Its 95% interval by bootstrap.
    pub interval: Option<(f64, f64)>,
    /// The values of knowing the parameters of a table.
    pub groups: Family,
    /// The values of knowing a parameter, or the values of a list.
    pub parameters: Family,
}

impl Worth {
    /// Whether no parameter within its range would change the option.
    pub fn is_settled(&self) -> bool {
        self.perfect == 0.0
    }
}

/// All that is found.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// Complete draws.
    pub draws: usize,
    /// Their effective sample size.
    pub effective: f64,
    /// Whether observations inform them, and they are enough to say so.
    pub is_calibrated: bool,
    /// Whether intervals of options are of 95%; otherwise of 90%.
    pub confidence: f64,
    /// In the unit of benefits.
    pub worth: Worth,
    /// Samples, in the unit of benefits.
    pub samples: Vec<Sampled>,
    /// For each price in turn, in pounds; empty unless an option has a cost.
    pub at_prices: Vec<(f64, Worth)>,
}

impl Found {
    /// What the draws say.
    pub fn of(benefits: &Benefits, draws: &Draws, asked: &Asked) -> Found {
        let sources = draws.sources();
        let of = |(draw, attempt): &(u32, u32)| draws.chances(&sources, *draw, *attempt);
        let inquiry = Inquiry {
            benefits,
            chances: benefits.draws.iter().map(of).collect(),
            groups: gathered(&sources, table),
            parameters: gathered(&sources, |key| key.to_owned()),
            streams: Streams::new(asked.seed, 0),
        };
        let all = (0..benefits.scenarios()).map(|option| (option, 0.0));
        let terms = Terms { options: all.collect(), price: 1.0 };
        let plan = asked.plan;
        let worth = inquiry.worth(&terms, (plan.orders, plan.bootstraps));
        let samples = samples(&worth.parameters, draws, asked);
        let samples = if worth.is_settled() { Vec::new() } else { samples };
        let samples =
            spread(samples.len(), |index| inquiry.sampled(&terms, draws, &samples[index], asked));
        let priced: Vec<(usize, f64)> = asked
            .costs
            .iter()
            .enumerate()
            .filter_map(|(option, cost)| Some((option, (*cost)?)))
            .collect();
        let at_price = |price: &f64| {
            let terms = Terms { options: priced.clone(), price: *price };
            (*price, inquiry.worth(&terms, (plan.orders_at_a_price, 0)))
        };
        Found {
            draws: benefits.count(),
            effective: benefits.effective(),
            is_calibrated: draws.informed().is_some() && benefits.is_enough(),
            confidence: benefits.confidence(),
            worth,
            samples: samples.into_iter().flatten().collect(),
            at_prices: match priced.len() {
                0 | 1 => Vec::new(),
                _ => asked.prices.iter().map(at_price).collect(),
            },
        }
    }
}

/// The samples to be valued: as stated, or three sizes of the leading parameters that can be sampled.
fn samples(parameters: &Family, draws: &Draws, asked: &Asked) -> Vec<Sample> {
    if !asked.samples.is_empty() {
        return asked.samples.clone();
    }
    let measurable = draws.measurable();
    let first = |item: &Item| measurable.iter().find(|of| of.source.key == item.name);
    let leading = parameters.items.iter().filter_map(first).take(SAMPLED);
    let sizes = |parameter: &Measurable| {
        let of = |size| Sample { parameter: parameter.clone(), size, of: String::new() };
        SIZES.map(of)
    };
    leading.flat_map(sizes).collect()
}

/// The table that holds the parameter called `key`, by its first two names: `triage`, `roles.gp-partner`.
pub fn table(key: &str) -> String {
    // Tables of things with names, one of which may have a range for all of its values.
    const OF_NAMED: [&str; 3] = ["roles", "needs", "competence"];
    let names: Vec<&str> = key.split('.').collect();
    let depth = match names.as_slice() {
        [first, _, ..] if OF_NAMED.contains(first) => 2,
        [.., _] => names.len().saturating_sub(1).clamp(1, 2),
        [] => 0,
    };
    names[..depth.min(names.len())].join(".")
}

/// Something that may be known: its name, and the places of its sources.
type Known = (String, Vec<usize>);

/// Sources by the name of what they belong to, in order.
fn gathered(sources: &[Source], name: impl Fn(&str) -> String) -> Vec<Known> {
    let mut found: std::collections::BTreeMap<String, Vec<usize>> =
        std::collections::BTreeMap::new();
    for (index, source) in sources.iter().enumerate() {
        found.entry(name(&source.key)).or_default().push(index);
    }
    found.into_iter().collect()
}

/// What all values are computed from.
struct Inquiry<'b> {
    benefits: &'b Benefits,
    /// By draw, of each source.
    chances: Vec<Vec<f64>>,
    groups: Vec<Known>,
    parameters: Vec<Known>,
    streams: Streams,
}

impl Inquiry<'_> {
    fn worth(&self, terms: &Terms, (orders, bootstraps): (u32, u32)) -> Worth {
        let benefits = self.benefits;
        let expected = terms.all(&benefits.expected);
        let found = perfect(&expected, &benefits.weights).map_or(0.0, |found| found.value);
        let redrawn = |replicate: u32| {
            let drawn = resampled(benefits.count(), &self.streams, replicate);
            benefits.perfect_redrawn(terms, &drawn)
        };
        let redrawn: Vec<f64> = (0..bootstraps).map(redrawn).collect();
        let observed = terms.all(&benefits.observed);
        // Where one option is best in all draws, there is nothing that could be worth more.
        let of = |known: &[Known]| match found > 0.0 {
            true => self.family(&observed, known, (orders, bootstraps)),
            false => Family { items: Vec::new(), least: 0.0 },
        };
        Worth {
            preferred: self.preferred(terms, &expected),
            perfect: found,
            interval: percentile_interval(redrawn, CONFIDENCE),
            groups: of(&self.groups),
            parameters: of(&self.parameters),
        }
    }

    fn preferred(&self, terms: &Terms, expected: &[Vec<f64>]) -> Preferred {
        let weights = &self.benefits.weights;
        let column = |place: usize| expected.iter().map(|row| row[place]).collect::<Vec<f64>>();
        let means: Vec<f64> =
            (0..terms.options.len()).map(|place| weights.mean(&column(place))).collect();
        let mut order: Vec<usize> = (0..means.len()).collect();
        order.sort_by(|one, other| means[*other].total_cmp(&means[*one]).then(one.cmp(other)));
        let (first, second) = (order[0], order[1]);
        let margins: Vec<f64> = expected.iter().map(|row| row[first] - row[second]).collect();
        let named = |values: Vec<f64>| {
            terms.options.iter().map(|(option, _)| *option).zip(values).collect()
        };
        Preferred {
            first: terms.options[first].0,
            second: terms.options[second].0,
            means: named(means),
            // Adding up equal weights may round to just above 1.
            best: named(weights.best_shares(expected).iter().map(|of| of.min(1.0)).collect()),
            interval: weights.interval(&margins, self.benefits.confidence()),
        }
    }

    fn regression(&self, rows: &[Vec<f64>], known: &[Vec<f64>]) -> Option<Regression<'_>> {
        Regression::new(rows, &self.benefits.weights, known, FOLDS, &self.streams)
    }

    fn known(&self, members: &[usize]) -> Vec<Vec<f64>> {
        let of = |draw: &Vec<f64>| members.iter().map(|member| draw[*member]).collect();
        self.chances.iter().map(of).collect()
    }

    fn family(
        &self,
        rows: &[Vec<f64>],
        known: &[Known],
        (orders, bootstraps): (u32, u32),
    ) -> Family {
        let found: Vec<(f64, Vec<f64>)> = spread(known.len(), |index| {
            let made = self.regression(rows, &self.known(&known[index].1));
            let Some(made) = made else { return (0.0, Vec::new()) };
            let value = made.value().map_or(0.0, |found| found.0);
            (value, (0..orders).map(|order| made.in_random_order(order)).collect())
        });
        let largest = |order: usize| {
            found.iter().filter_map(|(_, all)| all.get(order).copied()).fold(0.0, f64::max)
        };
        let useless: Vec<f64> = (0..orders as usize).map(largest).collect();
        let mut items: Vec<(usize, Item)> = known
            .iter()
            .zip(&found)
            .enumerate()
            .map(|(index, ((name, members), (value, _)))| {
                let (name, members) = (name.clone(), members.len());
                (index, Item { name, members, value: *value, interval: None, behind: None })
            })
            .collect();
        // Equal values keep the order of their names.
        items.sort_by(|one, other| other.1.value.total_cmp(&one.1.value));
        let shown = if bootstraps == 0 { 0 } else { SHOWN.min(items.len()) };
        let redrawn: Vec<Vec<f64>> = spread(shown, |place| {
            let made = self.regression(rows, &self.known(&known[items[place].0].1));
            let Some(made) = made else { return vec![f64::NAN; bootstraps as usize] };
            (0..bootstraps).map(|replicate| made.redrawn(replicate)).collect()
        });
        for (item, own) in items.iter_mut().zip(&redrawn) {
            let behind = redrawn[0].iter().zip(own).map(|(first, own)| first - own).collect();
            item.1.interval = percentile_interval(own.clone(), CONFIDENCE);
            item.1.behind = percentile_interval(behind, CONFIDENCE);
        }
        Family { items: items.into_iter().map(|(_, item)| item).collect(), least: least(useless) }
    }

    /// The value of a sample; `None` if its parameter is unknown or not a number.
    fn sampled(
        &self,
        terms: &Terms,
        draws: &Draws,
        sample: &Sample,
        asked: &Asked,
    ) -> Option<Sampled> {
        let rows = terms.all(&self.benefits.observed);
        let key = &sample.parameter.key;
        let values = self.benefits.draws.iter().map(|(draw, at)| draws.value(key, *draw, *at));
        let values: Vec<f64> = values.collect::<Option<_>>()?;
        let exact: Vec<Vec<f64>> = values.iter().map(|value| vec![*value]).collect();
        let known = self.regression(&rows, &exact)?.value()?.0;
        let repeats = asked.plan.repeats.max(1);
        let a_repeat = asked.plan.bootstraps / repeats;
        let (mut found, mut redrawn) = (Vec::new(), Vec::new());
        for repeat in 0..repeats {
            let result = |(value, (draw, _)): (&f64, &(u32, u32))| {
                // Parameters are drawn with the streams of draws, so these addresses are free.
                let chance = self.streams.uniform(PARAMETER, u64::from(*draw), repeat, 0);
                vec![match sample.parameter.is_share {
                    true => counted(*value, sample.size, chance),
                    false => measured(*value, asked.variation * value, sample.size, chance),
                }]
            };
            let results: Vec<Vec<f64>> =
                values.iter().zip(&self.benefits.draws).map(result).collect();
            let made = self.regression(&rows, &results)?;
            found.push(made.value()?.0);
            let own = repeat * a_repeat..(repeat + 1) * a_repeat;
            redrawn.extend(own.map(|replicate| made.redrawn(replicate)));
        }
        let mean = found.iter().sum::<f64>() / found.len() as f64;
        Some(Sampled {
            sample: sample.clone(),
            known,
            value: mean.min(known),
            interval: percentile_interval(redrawn, CONFIDENCE),
        })
    }
}

/// The value that the largest of a family without influence exceeds in 1 of 20 studies, by random orders.
fn least(mut useless: Vec<f64>) -> f64 {
    useless.sort_by(|one, other| other.total_cmp(one));
    // With m orders, the largest of the data itself is among the k largest of m + 1 with k / (m + 1).
    let place = ((1.0 - CONFIDENCE) * (useless.len() as f64 + 1.0) + 1e-9).floor() as usize;
    place.checked_sub(1).map_or(f64::INFINITY, |place| useless[place])
}
