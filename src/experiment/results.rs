//! The results of all replications of all variants.

use crate::experiment::study::{MOST_REPLICATIONS, VariantKind};
use crate::measures::Kind;
use crate::statistics::interval::{CONFIDENCE, MeanInterval, mean_interval};
use crate::statistics::precision::{Wanted, about_needed, look_ahead};
use serde::{Deserialize, Serialize};

/// One measure over the replications of one scenario, or of one comparison.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Series {
    /// The measure's name.
    pub name: String,
    /// Its unit.
    pub unit: String,
    /// The kind of number. A flow may be scaled to a year.
    pub kind: Kind,
    /// Its value in each replication; `None` where it is undefined.
    pub values: Vec<Option<f64>>,
    /// The mean with its interval, for a difference of two samples that are not paired and so has
    /// no value for each replication.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unpaired: Option<MeanInterval>,
}

impl Series {
    /// The mean over the replications with its 95% interval; `None` if undefined in any.
    pub fn interval(&self) -> Option<MeanInterval> {
        if self.unpaired.is_some() {
            return self.unpaired;
        }
        let values: Option<Vec<f64>> = self.values.iter().copied().collect();
        mean_interval(&values?, CONFIDENCE)
    }
}

/// One distribution over the replications of one scenario.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bands {
    /// The distribution's name.
    pub name: String,
    /// Its unit.
    pub unit: String,
    /// The names of its bands.
    pub bands: Vec<String>,
    /// Its values in each replication, one a band; `None` where undefined.
    pub values: Vec<Vec<Option<f64>>>,
}

impl Bands {
    /// The mean of a band over the replications with its 95% interval; `None` if undefined in any.
    pub fn interval(&self, band: usize) -> Option<MeanInterval> {
        let values: Option<Vec<f64>> = self.values.iter().map(|values| values[band]).collect();
        mean_interval(&values?, CONFIDENCE)
    }
}

/// Profiles over the day and the week, as means over the replications.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Profiles {
    /// Share of appointments by band of booking lag, by staff group (GPs, nursing, additional).
    pub lag_shares: Vec<[f64; 7]>,
    /// Mean wait of callers who joined the queue on Mondays, by half hour from 08:00 \[min\].
    pub monday_wait_min: Vec<Option<f64>>,
    /// Share of rooms in use by hour of the week, Monday 00:00 first.
    pub rooms_in_use: Vec<f64>,
    /// Share of staff in session who are with a patient, advising or triaging, by staff group and
    /// hour of the week; `None` where nobody is in session.
    pub staff_at_work: Vec<Vec<Option<f64>>>,
    /// Staff in session as a share of those in the hour in which most are, by staff group and hour of the
    /// week: how much a share of [`staff_at_work`](Profiles::staff_at_work) stands on.
    #[serde(default)]
    pub staff_in_session: Vec<Vec<f64>>,
}

/// Supervision that people of one role had at one stage, over the replications of one scenario.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SupervisionOf {
    /// The role's key.
    pub role: String,
    /// The role's title.
    pub title: String,
    /// The stage, as written in a scenario.
    pub stage: String,
    /// Every part, in the order of their definition, the sum last.
    pub parts: Vec<Series>,
}

/// Every result of [`PARTS`](crate::measures::parts::PARTS) for one practice or day of the week, over the
/// replications of one scenario.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PartResults {
    /// The key of the practice, or the day of the week.
    pub name: String,
    /// Every result, in the order of their definition.
    pub measures: Vec<Series>,
}

/// The results of the replications of one variant. Its identity is its index in the results.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScenarioResults {
    /// Its name, unique in the results.
    pub name: String,
    /// Its title, unique in the results.
    pub title: String,
    /// The scenario that was simulated, as an index of those of the study.
    pub scenario: usize,
    /// How it differs from the scenario as stated.
    pub kind: VariantKind,
    /// The number of rooms it has.
    pub rooms: u32,
    /// Every measure, in the order of their definition.
    pub measures: Vec<Series>,
    /// Every distribution, in the order of their definition.
    pub distributions: Vec<Bands>,
    /// Supervision by role and stage of the supervisee: those who had any in any replication.
    pub supervision: Vec<SupervisionOf>,
    /// Unmet requests that the time of a profession would have served, each under its name: those of
    /// which there were any in any replication.
    pub unmet_for_want_of: Vec<Series>,
    /// By practice.
    pub practices: Vec<PartResults>,
    /// By the day of the week on which the request was made.
    pub weekdays: Vec<PartResults>,
    /// Profiles over the day and the week.
    pub profiles: Profiles,
}

impl ScenarioResults {
    /// Whether it is a scenario as stated, and not with another number of rooms or in another form.
    pub fn is_stated(&self) -> bool {
        self.kind == VariantKind::Stated
    }

    /// The distribution called `name`.
    pub fn distribution(&self, name: &str) -> Option<&Bands> {
        self.distributions.iter().find(|bands| bands.name == name)
    }

    /// The measure called `name`.
    pub fn measure(&self, name: &str) -> Option<&Series> {
        self.measures.iter().find(|series| series.name == name)
    }
}

/// One scenario against a baseline, replication by replication.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// The scenario, as an index into the results.
    pub scenario: usize,
    /// The baseline, as an index into the results.
    pub baseline: usize,
    /// Whether the two meet the same patients.
    pub same_patients: bool,
    /// Whether they measure other days: then differences are by working day, and unpaired.
    pub other_days: bool,
    /// The difference of every measure, then the measures that only a comparison has.
    pub measures: Vec<Series>,
}

impl Comparison {
    /// The measure called `name`.
    pub fn measure(&self, name: &str) -> Option<&Series> {
        self.measures.iter().find(|series| series.name == name)
    }
}

/// A mean for which a precision was requested.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Known {
    /// The measure.
    pub measure: String,
    /// The requested precision.
    pub wanted: Wanted,
    /// The scenario, as an index into the results.
    pub scenario: usize,
    /// Its mean and interval over all replications; `None` if it is undefined in any.
    pub interval: Option<MeanInterval>,
    /// The first replication in which it is undefined.
    pub undefined_in: Option<u32>,
}

impl Known {
    /// Half the width of its interval, relative to the goal: 1 or less is narrow enough. `None` without an
    /// interval.
    pub fn beside_wanted(&self) -> Option<f64> {
        self.wanted.beside(self.interval?)
    }

    /// Whether all its values are the same, so that its interval has no width.
    pub fn never_varies(&self) -> bool {
        self.interval.is_some_and(|found| found.half_width == Some(0.0))
    }
}

/// The precision of results, compared with the goals.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Precision {
    /// The maximum number of replications.
    pub at_most: u32,
    /// The number of replications after which it was reached and held; `None` if it was not
    /// reached.
    pub needed: Option<u32>,
    /// The number of further replications in which it had to hold.
    pub look_ahead: u32,
    /// The precision after all replications: goal by goal, scenario by scenario.
    pub known: Vec<Known>,
}

impl Precision {
    /// Whether all goals are reached.
    pub fn is_reached(&self) -> bool {
        self.needed.is_some()
    }

    /// The mean that is furthest from its goal. A mean without an interval comes first.
    pub fn widest(&self) -> Option<&Known> {
        let width = |known: &Known| known.beside_wanted().unwrap_or(f64::INFINITY);
        self.known.iter().reduce(
            |widest, known| {
                if width(known) > width(widest) { known } else { widest }
            },
        )
    }

    /// The first mean that is undefined in a replication. No precision can then be claimed,
    /// whatever the number of replications.
    pub fn undefined(&self) -> Option<&Known> {
        self.known.iter().find(|known| known.undefined_in.is_some())
    }

    /// A limit of replications under which it may be reached, after `made`; `None` if it was reached, or
    /// more replications do not help.
    pub fn more_would_help(&self, made: u32) -> Option<u32> {
        let found = self.widest().filter(|_| !self.is_reached())?.beside_wanted()?;
        let about = if found > 1.0 { self.about_needed(made)? } else { f64::from(made) };
        // Once it is reached, it must hold for some further replications.
        let stays = look_ahead(about.ceil() as usize) as u32;
        let limit = (about.ceil() as u32).saturating_add(stays);
        (limit <= MOST_REPLICATIONS).then_some(limit)
    }

    /// About how many replications would be needed, after `made`; `None` if it was reached, or
    /// it cannot be estimated: a relative goal of a mean that may be zero cannot be planned for.
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

/// Everything a run found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Results {
    /// Whether requested replications are missing.
    pub partial: bool,
    /// The first and the last replication of a shard; `None` for a whole study.
    pub shard: Option<(u32, u32)>,
    /// The seed.
    #[serde(with = "crate::experiment::seed")]
    pub seed: u64,
    /// Replications done of every variant, unless it has fewer.
    pub replications: u32,
    /// Their numbers, from 1.
    pub numbers: Vec<u32>,
    /// Weeks measured.
    pub weeks: u32,
    /// Weeks of warm-up before them.
    pub warm_up_weeks: u32,
    /// Events executed, over all replications.
    pub events: u64,
    /// One entry for each variant: first the scenarios in the order requested, the baseline being
    /// the first, then their other forms.
    pub scenarios: Vec<ScenarioResults>,
    /// One entry a comparison.
    pub comparisons: Vec<Comparison>,
    /// The precision reached; `None` if none was requested.
    pub precision: Option<Precision>,
}
