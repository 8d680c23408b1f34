//! Replications until something is known precisely enough.

use crate::experiment::results::{Known, Precision, Results};
use crate::experiment::row::Row;
use crate::experiment::study::{Goal, Outline, Study, Variant};
use crate::measures::{COMPARED, ComparedMeasure, MEASURES, Measure};
use crate::statistics::interval::{CONFIDENCE, mean_interval};
use crate::statistics::precision::{Watch, look_ahead};
use std::collections::BTreeMap;

/// Where in a row a measure stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
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
    place: Place,
}

fn place_of(goal: &Goal) -> Option<Place> {
    let level = MEASURES.iter().position(|m: &Measure| m.name == goal.measure);
    let gain = || COMPARED.iter().position(|m: &ComparedMeasure| m.name == goal.measure);
    level.map(Place::Level).or_else(|| gain().map(Place::Gain))
}

/// What the goals of a study are about: a mean for each scenario as stated. The same at other numbers
/// of rooms is shown, and not what was asked about.
fn watched(outline: &Outline) -> Vec<Watched> {
    let of_goal = |(goal, about): (usize, &Goal)| {
        let place = place_of(about);
        let stated = outline.variants.iter().enumerate().filter(|(_, v)| v.is_stated());
        let is_there = move |about: &Variant| match place {
            Some(Place::Gain(_)) => about.baseline.is_some() && !about.other_days,
            Some(Place::Level(_)) => true,
            None => false,
        };
        let of = stated.filter(move |(_, about)| is_there(about));
        of.filter_map(move |(variant, _)| Some(Watched { goal, variant, place: place? }))
            .collect::<Vec<_>>()
    };
    outline.goals.iter().enumerate().flat_map(of_goal).collect()
}

/// The values that the goals of a study are about, replication by replication: all that must be kept of
/// rows to know how many more are needed.
#[derive(Clone, Debug, Default)]
pub struct WatchedValues {
    by_replication: BTreeMap<u32, Vec<Option<f64>>>,
}

impl WatchedValues {
    /// Enters what `row` has of them.
    pub fn enter(&mut self, study: &Study, row: &Row) {
        let all = watched(study.outline());
        if all.is_empty() {
            return;
        }
        let values =
            self.by_replication.entry(row.replication).or_insert_with(|| vec![None; all.len()]);
        for (value, about) in values.iter_mut().zip(&all) {
            if about.variant == row.variant {
                *value = match about.place {
                    Place::Level(place) => row.measures.get(place).copied().flatten(),
                    Place::Gain(place) => row.paired.get(place).copied().flatten(),
                };
            }
        }
    }

    /// The rule asked of the first `replications`, one after the other.
    pub fn watch(&self, study: &Study, replications: u32) -> Watch {
        let outline = study.outline();
        let mut watch = begin(outline, &watched(outline));
        for replication in 1..=replications {
            if watch.reached().is_some() {
                break;
            }
            if let Some(values) = self.by_replication.get(&replication) {
                watch.enter(values);
            }
        }
        watch
    }
}

fn begin(outline: &Outline, all: &[Watched]) -> Watch {
    Watch::new(all.iter().map(|about| outline.goals[about.goal].wanted).collect())
}

/// Whether what was asked for is known.
pub(super) fn known_of(precision: &Precision) -> bool {
    precision.is_reached()
}

/// What is known of the goals of a study, by its results.
pub(super) fn precision_of(outline: &Outline, results: &Results) -> Option<Precision> {
    let all = watched(outline);
    if outline.goals.is_empty() {
        return None;
    }
    let values = |about: &Watched| -> &[Option<f64>] {
        let measure = &outline.goals[about.goal].measure;
        let series = match about.place {
            Place::Level(_) => results.scenarios[about.variant].measure(measure),
            Place::Gain(_) => results
                .comparisons
                .iter()
                .find(|compared| compared.scenario == about.variant)
                .and_then(|compared| compared.measure(measure)),
        };
        series.map_or(&[], |series| series.values.as_slice())
    };
    let mut watch = begin(outline, &all);
    for replication in 0..results.replications as usize {
        if watch.reached().is_none() {
            let of = |about: &Watched| values(about).get(replication).copied().flatten();
            watch.enter(&all.iter().map(of).collect::<Vec<_>>());
        }
    }
    let needed = watch.reached().map(|needed| needed as u32);
    let known = |about: &Watched| {
        let values: Option<Vec<f64>> = values(about).iter().copied().collect();
        let goal = &outline.goals[about.goal];
        Known {
            measure: goal.measure.clone(),
            wanted: goal.wanted,
            scenario: about.variant,
            interval: values.and_then(|values| mean_interval(&values, CONFIDENCE)),
        }
    };
    Some(Precision {
        at_most: outline.replications,
        needed,
        look_ahead: look_ahead(needed.unwrap_or(results.replications) as usize) as u32,
        known: all.iter().map(known).collect(),
    })
}
