//! The number of replications that a requested precision needs.

use crate::experiment::results::{Known, Precision, Results};
use crate::experiment::row::Row;
use crate::experiment::study::{Goal, Outline, Study, Variant};
use crate::measures::{COMPARED, ComparedMeasure, MEASURES, Measure};
use crate::statistics::interval::{CONFIDENCE, mean_interval};
use crate::statistics::precision::{Watch, look_ahead};
use std::collections::BTreeMap;

/// The column of a row that holds a measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    /// Among the measures of a variant.
    Level(usize),
    /// Among those that only a comparison has.
    Gain(usize),
}

/// A mean that is watched: a measure of a variant.
#[derive(Clone, Copy, Debug)]
struct Watched {
    goal: usize,
    variant: usize,
    column: Column,
}

fn column_of(goal: &Goal) -> Option<Column> {
    let level = MEASURES.iter().position(|m: &Measure| m.name == goal.measure);
    let gain = || COMPARED.iter().position(|m: &ComparedMeasure| m.name == goal.measure);
    level.map(Column::Level).or_else(|| gain().map(Column::Gain))
}

/// The means that the goals of a study concern: one for each scenario as stated. Variants with other
/// numbers of rooms do not count.
fn watched(outline: &Outline) -> Vec<Watched> {
    let of_goal = |(goal, about): (usize, &Goal)| {
        let column = column_of(about);
        let stated = outline.variants.iter().enumerate().filter(|(_, v)| v.is_stated());
        let is_there = move |about: &Variant| match column {
            Some(Column::Gain(_)) => about.baseline.is_some() && !about.other_days,
            Some(Column::Level(_)) => true,
            None => false,
        };
        let of = stated.filter(move |(_, about)| is_there(about));
        of.filter_map(move |(variant, _)| Some(Watched { goal, variant, column: column? }))
            .collect::<Vec<_>>()
    };
    outline.goals.iter().enumerate().flat_map(of_goal).collect()
}

/// The values that the goals of a study concern, replication by replication. They suffice to decide
/// how many more replications are needed.
#[derive(Clone, Debug, Default)]
pub struct WatchedValues {
    by_replication: BTreeMap<u32, Vec<Option<f64>>>,
}

impl WatchedValues {
    /// Enters the values of `row`.
    pub fn enter(&mut self, study: &Study, row: &Row) {
        let all = watched(study.outline());
        if all.is_empty() {
            return;
        }
        let values =
            self.by_replication.entry(row.replication).or_insert_with(|| vec![None; all.len()]);
        for (value, about) in values.iter_mut().zip(&all) {
            if about.variant == row.variant {
                *value = match about.column {
                    Column::Level(column) => row.measures.get(column).copied().flatten(),
                    Column::Gain(column) => row.paired.get(column).copied().flatten(),
                };
            }
        }
    }

    /// The result of the stopping rule for the first `made` replications, applied in order.
    pub fn asked(&self, study: &Study, made: u32) -> Asked {
        let of = |replication: u32| self.by_replication.get(&replication).cloned();
        asked(study.outline(), made, of)
    }
}

/// The result of the stopping rule for the replications made so far.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The means watched.
    pub watch: Watch,
    /// The replication up to which the study continues; `None` if it is over.
    pub next: Option<u32>,
}

/// Applies the stopping rule to the first `made` replications, whose values are `of` their number.
///
/// Replications are made in batches of the minimum after which the rule may be met. The rule is applied
/// at the end of each batch, so that the number of replications depends neither on threads nor on earlier
/// interruptions. A study is over when the rule is met or cannot be met, or when all replications are
/// made.
fn asked(outline: &Outline, made: u32, of: impl Fn(u32) -> Option<Vec<Option<f64>>>) -> Asked {
    let mut watch = begin(outline, &watched(outline));
    let mut end = 0;
    loop {
        let is_over = watch.reached().is_some() || watch.is_undefined();
        if is_over || end >= outline.replications {
            return Asked { watch, next: None };
        }
        let next = (end + watch.at_least() as u32).min(outline.replications);
        for replication in end + 1..=next.min(made) {
            if let Some(values) = of(replication) {
                watch.enter(&values);
            }
        }
        if next > made {
            return Asked { watch, next: Some(next) };
        }
        end = next;
    }
}

fn begin(outline: &Outline, all: &[Watched]) -> Watch {
    Watch::new(all.iter().map(|about| outline.goals[about.goal].wanted).collect())
}

/// The precision that the results of a study reach for its goals, and whether no further replication is made
/// for them.
pub(super) fn precision_of(outline: &Outline, results: &Results) -> Option<(Precision, bool)> {
    let all = watched(outline);
    if outline.goals.is_empty() {
        return None;
    }
    let values = |about: &Watched| -> &[Option<f64>] {
        let measure = &outline.goals[about.goal].measure;
        let series = match about.column {
            Column::Level(_) => results.scenarios[about.variant].measure(measure),
            Column::Gain(_) => results
                .comparisons
                .iter()
                .find(|compared| compared.scenario == about.variant)
                .and_then(|compared| compared.measure(measure)),
        };
        series.map_or(&[], |series| series.values.as_slice())
    };
    let value = |about: &Watched, index: usize| values(about).get(index).copied().flatten();
    let of = |replication: u32| {
        let index = (replication as usize).checked_sub(1)?;
        Some(all.iter().map(|about| value(about, index)).collect())
    };
    let Asked { watch, next } = asked(outline, results.replications, of);
    let needed = watch.reached().map(|needed| needed as u32);
    let known = |about: &Watched| {
        let of_mean: Option<Vec<f64>> = values(about).iter().copied().collect();
        let goal = &outline.goals[about.goal];
        let undefined = values(about).iter().position(Option::is_none);
        Known {
            measure: goal.measure.clone(),
            wanted: goal.wanted,
            scenario: about.variant,
            interval: of_mean.and_then(|values| mean_interval(&values, CONFIDENCE)),
            undefined_in: undefined.and_then(|index| results.numbers.get(index).copied()),
        }
    };
    let precision = Precision {
        at_most: outline.replications,
        needed,
        look_ahead: look_ahead(needed.unwrap_or(results.replications) as usize) as u32,
        known: all.iter().map(known).collect(),
    };
    // A replication that is missing before a finished one must still be made.
    let has_gap = results.numbers.last().is_some_and(|last| *last > results.replications);
    Some((precision, next.is_none() && !has_gap))
}
