//! Replications until something is known precisely enough.

use crate::experiment::results::Results;
use crate::experiment::row::Row;
use crate::experiment::study::{Outline, Study, Variant};
use crate::measures::{COMPARED, ComparedMeasure, MEASURES, Measure};
use crate::statistics::interval::{CONFIDENCE, MeanInterval, mean_interval};
use crate::statistics::precision::{Wanted, Watch, about_needed, look_ahead};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How precisely a measure is to be known.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Goal {
    /// The measure's name: of every scenario as stated, or of every comparison with the first.
    pub measure: String,
    /// The widest that half its interval may be.
    pub wanted: Wanted,
}

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

impl Goal {
    fn place(&self) -> Option<Place> {
        let level = MEASURES.iter().position(|m: &Measure| m.name == self.measure);
        let gain = || COMPARED.iter().position(|m: &ComparedMeasure| m.name == self.measure);
        level.map(Place::Level).or_else(|| gain().map(Place::Gain))
    }
}

/// What the goals of a study are about: a mean for each scenario as stated. The same at other numbers
/// of rooms is shown, and not what was asked about.
fn watched(outline: &Outline) -> Vec<Watched> {
    let of_goal = |(goal, about): (usize, &Goal)| {
        let place = about.place();
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

/// A mean that was to be known precisely.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Known {
    /// The measure.
    pub measure: String,
    /// How precisely it was to be known.
    pub wanted: Wanted,
    /// The scenario, as an index into the results.
    pub scenario: usize,
    /// Its mean and interval over all replications; `None` if it is undefined in any.
    pub interval: Option<MeanInterval>,
}

impl Known {
    /// Half the width of its interval, in relation to what was asked for: 1 or less is narrow enough.
    /// `None` if there is none.
    pub fn beside_wanted(&self) -> Option<f64> {
        self.wanted.beside(self.interval?)
    }

    /// Whether all its values are the same: there is nothing to narrow.
    pub fn never_varies(&self) -> bool {
        self.interval.is_some_and(|found| found.half_width == Some(0.0))
    }
}

/// How precisely something is known, beside how precisely that was asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Precision {
    /// The most replications that were to be made.
    pub at_most: u32,
    /// Replications after which it was reached and stayed; `None` if it was not reached.
    pub needed: Option<u32>,
    /// Replications beyond these in which it had to stay.
    pub look_ahead: u32,
    /// What is known after all replications: goal by goal, scenario by scenario.
    pub known: Vec<Known>,
}

impl Precision {
    /// Whether it is known as precisely as was asked.
    pub fn is_reached(&self) -> bool {
        self.needed.is_some()
    }

    /// What is known least precisely beside what was asked; what is not known at all comes first.
    pub fn widest(&self) -> Option<&Known> {
        let width = |known: &Known| known.beside_wanted().unwrap_or(f64::INFINITY);
        self.known.iter().reduce(
            |widest, known| {
                if width(known) > width(widest) { known } else { widest }
            },
        )
    }

    /// About how many replications would be needed, after `made`; `None` if it was reached, or
    /// nobody can tell: a share of a mean that may be zero is not narrowed by counting.
    pub fn about_needed(&self, made: u32) -> Option<f64> {
        let widest = self.widest()?;
        let found = widest.beside_wanted()?;
        let may_be_zero = widest.interval.is_some_and(|i| {
            matches!(widest.wanted, Wanted::Relative(_))
                && i.half_width.is_some_and(|half| half >= i.mean.abs())
        });
        (!self.is_reached() && found > 1.0 && !may_be_zero)
            .then(|| about_needed(made as usize, found, 1.0))
    }
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
