//! What is uncertain in a scenario: quantities that are drawn together, and their distributions.

use crate::engine::streams::Streams;
use crate::model::levels::Level;
use crate::model::sourced::{Evidence, Parameter, Sort, Sum};
use crate::scenario::document::{Node, Value};
use crate::scenario::quantity::duration;
use crate::scenario::{Scenario, Written};
use crate::statistics::composition::Composition;
use crate::statistics::purpose::PARAMETER;
use crate::statistics::range::Distribution;
use crate::units::TimeOfDay;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

/// The distribution of a value that has a range.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Spread {
    /// The range is the 5th to 95th percentile, and the value the median: logit-normal for shares,
    /// lognormal for other quantities.
    Fitted(Distribution),
    /// Half of the draws lie below the value and half above, evenly between it and the ends of its
    /// range. So are ranges that reach 0 or 1, or end at the value: then half of the draws keep it.
    Halves {
        /// The lower end.
        low: f64,
        /// The value.
        value: f64,
        /// The upper end.
        high: f64,
    },
}

impl Spread {
    /// The distribution of `value` with the range `low` to `high` \[its unit\].
    pub fn new(sort: Sort, value: f64, low: f64, high: f64) -> Spread {
        let high = if sort == Sort::Share { high.min(1.0) } else { high };
        let fitted = match sort {
            Sort::Share => Distribution::share(low, high),
            Sort::Amount | Sort::Whole(_) => Distribution::positive(low, high),
            Sort::TimeOfDay => return Spread::Halves { low, value, high },
        };
        match fitted.and_then(|fitted| fitted.with_median(value)) {
            Ok(fitted) if low < value && value < high => Spread::Fitted(fitted),
            _ => Spread::Halves { low, value, high },
        }
    }

    /// The value below which the share `chance` of the draws lies \[its unit\].
    ///
    /// ```
    /// use pcn_sim::model::sourced::Sort;
    /// use pcn_sim::uncertainty::spread::Spread;
    ///
    /// // Nobody measured whether it exists: half of the draws keep the value 1.
    /// let spread = Spread::new(Sort::Share, 1.0, 0.6, 1.0);
    /// assert_eq!([0.0, 0.25, 0.5, 0.9].map(|chance| spread.quantile(chance)), [0.6, 0.8, 1.0, 1.0]);
    /// ```
    pub fn quantile(&self, chance: f64) -> f64 {
        match *self {
            Spread::Fitted(fitted) => fitted.quantile(chance),
            Spread::Halves { low, value, .. } if chance < 0.5 => low + (value - low) * 2.0 * chance,
            Spread::Halves { value, high, .. } => value + (high - value) * (2.0 * chance - 1.0),
        }
    }

    /// Whether the value can be other than it is.
    pub(crate) fn varies(&self) -> bool {
        self.quantile(0.05) != self.quantile(0.95)
    }
}

/// A step from a table or list to one of its values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Key(String),
    Item(usize),
}

/// The steps of a key such as `roles.gp.session_starts[0].at`.
pub(super) fn steps(key: &str) -> Vec<Step> {
    let mut found = Vec::new();
    for part in key.split('.') {
        let (name, items) = part.split_once('[').map_or((part, None), |(n, i)| (n, Some(i)));
        found.push(Step::Key(name.to_owned()));
        let item = items.and_then(|text| text.trim_end_matches(']').parse().ok());
        found.extend(item.map(Step::Item));
    }
    found
}

pub(super) fn below<'n>(node: &'n Node, step: &Step) -> Option<&'n Node> {
    match (step, &node.value) {
        (Step::Key(key), _) => node.get(key),
        (Step::Item(item), Value::Array(items)) => items.get(*item),
        (Step::Item(_), _) => None,
    }
}

pub(super) fn below_mut<'n>(node: &'n mut Node, step: &Step) -> Option<&'n mut Node> {
    match (step, &mut node.value) {
        (Step::Key(key), Value::Table(entries)) => {
            entries.iter_mut().find(|(known, _)| known == key).map(|(_, node)| node)
        }
        (Step::Item(item), Value::Array(items)) => items.get_mut(*item),
        _ => None,
    }
}

/// A parameter of a scenario, as it is written.
#[derive(Clone, Debug)]
struct Stated {
    steps: Vec<Step>,
    sort: Sort,
    values: Vec<f64>,
    /// The range of each value.
    ranges: Vec<(f64, f64)>,
    /// Whether the range is a table's or a list's, of factors.
    is_relative: bool,
    /// The key of what states the range: values with the same one are drawn together.
    together: String,
}

pub(super) fn number(node: &Node) -> Option<f64> {
    match &node.value {
        Value::Number(number) => Some(*number),
        Value::Text(text) => duration(text).or_else(|| {
            let time = TimeOfDay::parse(text)?;
            Some(time.as_minutes())
        }),
        _ => None,
    }
}

fn pair(node: &Node) -> Option<(f64, f64)> {
    match &node.value {
        Value::Array(ends) if ends.len() == 2 => Some((number(&ends[0])?, number(&ends[1])?)),
        _ => None,
    }
}

impl Stated {
    fn of(root: &Node, parameter: &Parameter) -> Option<Stated> {
        let steps = steps(&parameter.key);
        let (mut node, mut relative) = (root, None);
        let mut path = String::new();
        for step in &steps {
            node = below(node, step)?;
            match step {
                Step::Key(key) if path.is_empty() => path.clone_from(key),
                Step::Key(key) => path.push_str(&format!(".{key}")),
                Step::Item(item) => path.push_str(&format!("[{item}]")),
            }
            if let Some(range) = node.get("relative_range") {
                relative = Some((pair(range)?, path.clone()));
            }
        }
        let value = node.get("value").unwrap_or(node);
        let values: Vec<f64> = match &value.value {
            Value::Array(items) => items.iter().map(number).collect::<Option<_>>()?,
            _ => vec![number(value)?],
        };
        // A time of day has its range beside it.
        let parent = match steps.split_last() {
            Some((_, above)) if parameter.sort == Sort::TimeOfDay => {
                above.iter().try_fold(root, |node, step| below(node, step))?
            }
            _ => node,
        };
        let (ranges, is_relative, together) = match (parent.get("range"), relative) {
            (Some(range), _) => (vec![pair(range)?], false, parameter.key.clone()),
            (None, Some(((low, high), table))) => {
                let around = |value: &f64| (value * low, value * high);
                (values.iter().map(around).collect(), true, table)
            }
            (None, None) => return None,
        };
        let sort = parameter.sort;
        Some(Stated { steps, sort, values, ranges, is_relative, together })
    }

    fn key(&self) -> String {
        let mut text = String::new();
        for step in &self.steps {
            match step {
                Step::Key(key) if text.is_empty() => text.push_str(key),
                Step::Key(key) => text.push_str(&format!(".{key}")),
                Step::Item(item) => text.push_str(&format!("[{item}]")),
            }
        }
        text
    }

    /// The random number that moves it alone or together with others.
    fn source(&self) -> Source {
        Source::new(&self.together, 0)
    }

    fn spreads(&self) -> Vec<Spread> {
        let pairs = self.values.iter().zip(&self.ranges);
        pairs.map(|(value, (low, high))| Spread::new(self.sort, *value, *low, *high)).collect()
    }

    /// Writes `values` in its place. A range that is its own holds the value only, so that the
    /// scenario is valid.
    fn put(&self, root: &mut Node, values: &[f64]) {
        let has_own_range = !self.is_relative;
        let is_time = self.sort == Sort::TimeOfDay;
        let Some((last, above)) = self.steps.split_last() else { return };
        let walked = above.iter().try_fold(root, |node, step| below_mut(node, step));
        let Some(table) = walked else { return };
        if is_time {
            let written = table.get("at").cloned();
            for key in ["at", "range"] {
                let Some(node) = below_mut(table, &Step::Key(key.to_owned())) else { continue };
                let time = Some(time_of_day(values[0]).to_string());
                let (Some(time), Some(written)) = (time, &written) else { return };
                let text = Node { value: Value::Text(time), ..written.clone() };
                *node = if key == "at" {
                    text
                } else {
                    Node { value: Value::Array(vec![text.clone(), text]), ..written.clone() }
                };
            }
            return;
        }
        let Some(node) = below_mut(table, last) else { return };
        if has_own_range && let Some(range) = below_mut(node, &Step::Key("range".to_owned())) {
            let Value::Array(ends) = &mut range.value else { return };
            ends.iter_mut().for_each(|end| replace(end, values[0]));
        }
        let has_value = node.get("value").is_some();
        let value =
            if has_value { below_mut(node, &Step::Key("value".to_owned())) } else { Some(node) };
        let Some(value) = value else { return };
        match &mut value.value {
            Value::Array(items) => {
                items.iter_mut().zip(values).for_each(|(item, value)| replace(item, *value));
            }
            _ => replace(value, values[0]),
        }
    }
}

/// Writes a number in place of a number, and a length of time in minutes in place of one.
fn replace(node: &mut Node, by: f64) {
    node.value = match node.value {
        Value::Text(_) => Value::Text(format!("{by} min")),
        _ => Value::Number(by),
    };
}

fn time_of_day(minutes: f64) -> TimeOfDay {
    let whole = minutes.round() as i32;
    TimeOfDay::at(whole / 60, whole % 60)
}

/// One random number of a draw, and what it moves.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Source {
    /// The key of the parameter, of a table whose values are drawn together, or of a part of a
    /// composition.
    pub key: String,
    /// Which value of a list, where each has a random number of its own.
    pub item: u16,
}

impl Source {
    pub(crate) fn new(key: &str, item: usize) -> Source {
        Source { key: key.to_owned(), item: item as u16 }
    }

    /// Its random number in \[0, 1) in the draw with these `streams`, at its `attempt` from 0.
    pub fn chance(&self, streams: &Streams, attempt: u32) -> f64 {
        streams.uniform(PARAMETER, hash(&self.key), attempt, self.item)
    }
}

/// The key in 64 bits: FNV-1a.
pub(super) fn hash(key: &str) -> u64 {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    key.bytes().fold(0xcbf2_9ce4_8422_2325, step)
}

/// Shares that add up to 1, drawn together.
#[derive(Clone, Debug)]
struct Whole {
    /// The parameter and the item of each part, and its random number.
    parts: Vec<(usize, usize, Source)>,
    /// The sum of the parts as stated.
    sum: f64,
    distribution: Composition,
}

/// An uncertain parameter with one value, which a study could measure.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Measurable {
    /// Its key.
    pub key: String,
    /// The random number that moves it.
    pub source: Source,
    /// Whether it is a share, which is counted; otherwise it is a positive quantity.
    pub is_share: bool,
}

/// What a source moves: a parameter by its key, its values and their ranges.
pub type Meaning = (String, Vec<f64>, Vec<(f64, f64)>);

/// Everything in a scenario that is uncertain.
#[derive(Clone, Debug)]
pub struct Uncertain {
    written: Written,
    stated: Vec<Stated>,
    /// For each parameter: the distributions of its values; empty if others move it or nothing does.
    spreads: Vec<Vec<Spread>>,
    wholes: Vec<Whole>,
    /// Parameters whose sum is at most 1.
    at_most: Vec<Vec<usize>>,
}

/// The levels that `scenario` states as fitted.
fn fitted_levels(scenario: &Scenario) -> Vec<Level> {
    let is_fitted = |(_, key, _): &(Level, &str, &str)| {
        let key = format!("levels.{key}");
        let known = scenario.parameters.iter().find(|parameter| parameter.key == key);
        known.is_some_and(|parameter| matches!(parameter.evidence, Evidence::Fitted(_)))
    };
    Level::ALL.into_iter().filter(is_fitted).map(|(level, ..)| level).collect()
}

impl Uncertain {
    /// What is uncertain in `scenario`, which is `written`.
    pub fn new(scenario: &Scenario, written: Written) -> Uncertain {
        let of = |parameter| Stated::of(&written.root, parameter);
        // Money is not simulated.
        let simulated = |parameter: &&Parameter| !parameter.key.starts_with("money.");
        // The range of a fitted level is what is left uncertain of all that it moves.
        let fitted: Vec<Level> = fitted_levels(scenario);
        let is_free =
            |parameter: &&Parameter| !fitted.iter().any(|level| level.moves(&parameter.key));
        let free = scenario.parameters.iter().filter(simulated).filter(is_free);
        let stated: Vec<Stated> = free.filter_map(of).collect();
        let at: BTreeMap<String, usize> =
            (0..).zip(&stated).map(|(index, stated)| (stated.key(), index)).collect();
        let members = |sum: &Sum| -> Option<Vec<usize>> {
            sum.keys.iter().map(|key| at.get(key).copied()).collect()
        };
        let mut spreads: Vec<Vec<Spread>> = stated.iter().map(Stated::spreads).collect();
        let (mut wholes, mut at_most) = (Vec::new(), Vec::new());
        for sum in &scenario.sums {
            let Some(members) = members(sum) else { continue };
            if !sum.is_whole {
                at_most.push(members);
                continue;
            }
            // Without a distribution of the whole its parts stay as they are.
            members.iter().for_each(|member| spreads[*member].clear());
            wholes.extend(whole(&stated, &members));
        }
        Uncertain { written, stated, spreads, wholes, at_most }
    }

    /// The random numbers of a draw that move something.
    pub fn sources(&self) -> BTreeSet<Source> {
        let alone = self.stated.iter().zip(&self.spreads);
        let alone = alone.filter(|(_, spreads)| spreads.iter().any(Spread::varies));
        let alone = alone.map(|(stated, _)| stated.source());
        let parts = self.wholes.iter().flat_map(|whole| &whole.parts);
        alone.chain(parts.map(|(.., source)| source.clone())).collect()
    }

    /// Everything that decides what `source` means: parameters, values, ranges and, for a part of a
    /// composition, those of the other parts. Empty if it moves nothing.
    pub fn meaning(&self, source: &Source) -> Vec<Meaning> {
        let is_part = |whole: &&Whole| whole.parts.iter().any(|(.., part)| part == source);
        let all: BTreeSet<usize> = match self.wholes.iter().find(is_part) {
            Some(whole) => whole.parts.iter().map(|part| part.0).collect(),
            None => (0..self.stated.len())
                .filter(|at| source.item == 0 && self.stated[*at].together == source.key)
                .filter(|at| self.spreads[*at].iter().any(Spread::varies))
                .collect(),
        };
        let told = |at: usize| {
            let stated = &self.stated[at];
            (stated.key(), stated.values.clone(), stated.ranges.clone())
        };
        all.into_iter().map(told).collect()
    }

    /// The keys of parameters that have a range and are held nonetheless: it has no width.
    pub fn held(&self) -> BTreeSet<String> {
        let parts: BTreeSet<usize> =
            self.wholes.iter().flat_map(|whole| &whole.parts).map(|part| part.0).collect();
        let is_held = |index: &usize| {
            !parts.contains(index) && !self.spreads[*index].iter().any(Spread::varies)
        };
        (0..self.stated.len()).filter(is_held).map(|index| self.stated[index].key()).collect()
    }

    /// The keys of parameters that no distribution of their sort fits: drawn in halves, evenly.
    pub fn in_halves(&self) -> BTreeSet<String> {
        let is_so = |spread: &Spread| spread.varies() && matches!(spread, Spread::Halves { .. });
        let all = self.stated.iter().zip(&self.spreads);
        let found = all.filter(|(_, spreads)| spreads.iter().any(is_so));
        found.map(|(stated, _)| stated.key()).collect()
    }

    /// The parameters with one value that vary. Times of day are left out: nobody samples them.
    pub fn measurable(&self) -> Vec<Measurable> {
        let of = |index: usize| {
            let stated = &self.stated[index];
            let source = match self.part(index) {
                Some((.., source)) => source.clone(),
                None if self.spreads[index].iter().any(Spread::varies) => {
                    Source::new(&stated.together, 0)
                }
                None => return None,
            };
            let is_one = stated.values.len() == 1 && stated.sort != Sort::TimeOfDay;
            let is_share = stated.sort == Sort::Share;
            is_one.then(|| Measurable { key: stated.key(), source, is_share })
        };
        (0..self.stated.len()).filter_map(of).collect()
    }

    /// The whole that the parameter at `index` is a part of, with its place in it and its source.
    fn part(&self, index: usize) -> Option<(&Whole, usize, &Source)> {
        self.wholes.iter().find_map(|whole| {
            let place = whole.parts.iter().position(|(parameter, ..)| *parameter == index)?;
            Some((whole, place, &whole.parts[place].2))
        })
    }

    /// The value of the parameter called `key` where each source is at the place that `chance` states, in
    /// \[0, 1) \[its unit\], before shares whose sum is too large are reduced together; `None` if there is
    /// no such parameter or it is a list.
    pub fn value(&self, key: &str, chance: &dyn Fn(&Source) -> f64) -> Option<f64> {
        let index = self.stated.iter().position(|stated| stated.key() == key)?;
        if let Some((whole, place, _)) = self.part(index) {
            let chances = whole.parts.iter().map(|(.., source)| chance(source));
            let shares = whole.distribution.quantile(&chances.collect::<Vec<f64>>());
            return Some(shares[place] * whole.sum);
        }
        let chance = chance(&Source::new(&self.stated[index].together, 0));
        match self.spreads[index].as_slice() {
            [spread] => Some(spread.quantile(chance)),
            _ => None,
        }
    }

    /// The scenario with each parameter at the place in its distribution that `chance` states, in \[0, 1);
    /// where it states none, the parameter is as written. `None` if a scenario must not have these values
    /// together.
    pub fn at(&self, chance: impl Fn(&Source) -> Option<f64>) -> Option<Scenario> {
        self.written_at(chance).scenario().ok()
    }

    /// The scenario as it would be written there, valid or not.
    pub fn written_at(&self, chance: impl Fn(&Source) -> Option<f64>) -> Written {
        let mut values: Vec<Vec<f64>> = self.stated.iter().map(|s| s.values.clone()).collect();
        for ((stated, spreads), values) in self.stated.iter().zip(&self.spreads).zip(&mut values) {
            let Some(chance) = chance(&stated.source()) else { continue };
            for (value, spread) in values.iter_mut().zip(spreads) {
                *value = match stated.sort {
                    Sort::Whole(least) => spread.quantile(chance).round().max(f64::from(least)),
                    _ => spread.quantile(chance),
                };
            }
        }
        for whole in &self.wholes {
            let chances: Vec<Option<f64>> =
                whole.parts.iter().map(|(.., source)| chance(source)).collect();
            if chances.iter().all(Option::is_none) {
                continue;
            }
            let shares = whole.distribution.quantile_or_mean(&chances);
            for ((parameter, item, _), share) in whole.parts.iter().zip(shares) {
                values[*parameter][*item] = share * whole.sum;
            }
        }
        for members in &self.at_most {
            let sum: f64 = members.iter().map(|member| values[*member][0]).sum();
            if sum > 1.0 {
                members.iter().for_each(|member| values[*member][0] /= sum);
            }
        }
        let mut written = self.written.clone();
        for ((stated, spreads), values) in self.stated.iter().zip(&self.spreads).zip(&values) {
            let is_moved =
                || spreads.iter().any(Spread::varies) && chance(&stated.source()).is_some();
            if *values != stated.values || is_moved() {
                stated.put(&mut written.root, values);
            }
        }
        written
    }
}

/// The distribution of shares that add up to 1. Parts that are 0 stay so.
fn whole(stated: &[Stated], members: &[usize]) -> Option<Whole> {
    let (mut parts, mut means, mut ranges) = (Vec::new(), Vec::new(), Vec::new());
    for &parameter in members {
        let of = &stated[parameter];
        for (item, (value, range)) in of.values.iter().zip(&of.ranges).enumerate() {
            if *value > 0.0 {
                parts.push((parameter, item, Source::new(&of.key(), item)));
                means.push(*value);
                ranges.push((range.0, range.1.min(1.0)));
            }
        }
    }
    let distribution = fitted(&means, &ranges)?;
    Some(Whole { parts, sum: means.iter().sum(), distribution })
}

/// [`Composition::fitted`], which takes long, once for all scenarios with the same means and ranges.
fn fitted(means: &[f64], ranges: &[(f64, f64)]) -> Option<Composition> {
    static FITTED: Mutex<BTreeMap<Vec<u64>, Option<Composition>>> = Mutex::new(BTreeMap::new());
    let ends = ranges.iter().flat_map(|(low, high)| [*low, *high]);
    let key: Vec<u64> = means.iter().copied().chain(ends).map(f64::to_bits).collect();
    let known = FITTED.lock().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
    known.unwrap_or_else(|| {
        let made = Composition::fitted(means, ranges).ok();
        FITTED.lock().unwrap_or_else(PoisonError::into_inner).insert(key, made.clone());
        made
    })
}
