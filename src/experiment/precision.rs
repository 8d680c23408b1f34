//! Replications until something is known precisely enough.

use crate::experiment::progress::Progress;
use crate::experiment::{Design, Made, whole_replications};
use crate::measures::{ComparedMeasure, Measure};
use crate::simulation::record::Record;
use crate::statistics::interval::{CONFIDENCE, MeanInterval, mean_interval};
use crate::statistics::precision::{Watch, about_needed, look_ahead, relative_half_width};

/// What is to be known precisely.
#[derive(Clone, Copy)]
pub enum Watched {
    /// A measure, in every scenario.
    Level(&'static Measure),
    /// A measure that only comparisons have, in every one with the first scenario.
    Gain(&'static ComparedMeasure),
}

impl Watched {
    /// The name of the measure.
    pub fn name(&self) -> &'static str {
        match self {
            Watched::Level(measure) => measure.name,
            Watched::Gain(measure) => measure.name,
        }
    }

    /// The scenarios in which it must be known, as indices of entries. The same at other numbers
    /// of rooms is shown, and not what was asked about.
    fn scenarios(&self, design: &Design) -> Vec<usize> {
        let main = design.entries.iter().take_while(|entry| !entry.name.contains('@')).count();
        let first = usize::from(matches!(self, Watched::Gain(_)));
        (first..main).collect()
    }

    /// Its value for the scenario at `place`, in a replication with these records.
    fn value(&self, records: &[Record], place: usize) -> Option<f64> {
        match self {
            Watched::Level(measure) => (measure.value)(&records[place]),
            Watched::Gain(measure) => (measure.value)(&records[place], &records[0]),
        }
    }
}

impl std::fmt::Debug for Watched {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(self.name())
    }
}

/// How precisely something is to be known.
#[derive(Clone, Copy, Debug)]
pub struct Goal {
    /// What.
    pub watched: Watched,
    /// The widest that half an interval may be, in relation to its mean \[-\].
    pub wanted: f64,
}

/// A mean that was to be known precisely.
#[derive(Clone, Debug, PartialEq)]
pub struct Known {
    /// The scenario, as an index into the results.
    pub scenario: usize,
    /// Its mean and interval over all replications; `None` if it is undefined in any.
    pub interval: Option<MeanInterval>,
}

impl Known {
    /// Half the width of its interval in relation to the mean \[-\]; `None` if there is none.
    pub fn relative_half_width(&self) -> Option<f64> {
        relative_half_width(self.interval?)
    }
}

/// How precisely something is known, beside how precisely that was asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Precision {
    /// The name of the measure.
    pub measure: &'static str,
    /// The relative half-width that was asked for \[-\].
    pub wanted: f64,
    /// The most replications that were to be made.
    pub at_most: u32,
    /// Replications after which it was reached and stayed; `None` if it was not reached.
    pub needed: Option<u32>,
    /// Replications beyond these in which it had to stay.
    pub look_ahead: u32,
    /// What is known after all replications, scenario by scenario.
    pub known: Vec<Known>,
}

impl Precision {
    /// Whether it is known as precisely as was asked.
    pub fn is_reached(&self) -> bool {
        self.needed.is_some()
    }

    /// What is known least precisely; what is not known at all comes first.
    pub fn widest(&self) -> Option<&Known> {
        let width = |known: &Known| known.relative_half_width().unwrap_or(f64::INFINITY);
        self.known.iter().reduce(
            |widest, known| {
                if width(known) > width(widest) { known } else { widest }
            },
        )
    }

    /// About how many replications would be needed, after `made`; `None` if it was reached, or
    /// nobody can tell: a share of a mean that may be zero is not narrowed by counting.
    pub fn about_needed(&self, made: u32) -> Option<f64> {
        let found = self.widest()?.relative_half_width().filter(|found| *found < 1.0)?;
        let is_narrow = found <= self.wanted;
        (!self.is_reached() && !is_narrow).then(|| about_needed(made as usize, found, self.wanted))
    }
}

/// Makes replications of `design` until `goal` is reached, or its number of replications is.
///
/// They are made in batches of the fewest after which the rule might be met, and the rule is asked
/// of them in their order: how many there are does not depend on threads.
pub(super) fn make_until_precise(
    design: &Design,
    goal: Goal,
    progress: &(impl Progress + Sync),
) -> Made {
    let scenarios = goal.watched.scenarios(design);
    let mut watch = Watch::new(goal.wanted, scenarios.len());
    let mut records: Vec<Vec<Record>> = Vec::new();
    let mut partial = false;
    while watch.reached().is_none() && !watch.is_undefined() && !partial {
        let made = records.len() as u32;
        let next = (made + watch.at_least() as u32).min(design.replications);
        if next == made {
            break;
        }
        let batch = whole_replications(design, made..next, progress);
        partial = batch.len() < (next - made) as usize;
        for of_replication in batch {
            let value = |place: &usize| goal.watched.value(&of_replication, *place);
            watch.enter(&scenarios.iter().map(value).collect::<Vec<_>>());
            records.push(of_replication);
        }
        progress.known(records.len() as u32, watch.widest());
    }
    let needed = watch.reached().map(|needed| needed as u32);
    let known = |&scenario: &usize| {
        let values = records.iter().map(|all| goal.watched.value(all, scenario));
        let values: Option<Vec<f64>> = values.collect();
        let interval = values.and_then(|values| mean_interval(&values, CONFIDENCE));
        Known { scenario, interval }
    };
    let precision = Precision {
        measure: goal.watched.name(),
        wanted: goal.wanted,
        at_most: design.replications,
        needed,
        look_ahead: look_ahead(needed.unwrap_or(records.len() as u32) as usize) as u32,
        known: scenarios.iter().map(known).collect(),
    };
    Made { records, partial, precision: Some(precision) }
}
