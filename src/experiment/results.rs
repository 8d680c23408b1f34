//! What all replications of all scenarios found.

use crate::experiment::precision::Precision;
use crate::measures::Kind;
use crate::statistics::interval::{CONFIDENCE, MeanInterval, mean_interval};

/// What is added to the name of a scenario whose estate projects are simulated as in use all the time.
pub const IN_USE: &str = "@in-use";

/// One measure over the replications of one scenario, or of one comparison.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// The measure's name.
    pub name: &'static str,
    /// Its unit.
    pub unit: &'static str,
    /// What kind of number it is: a flow is scaled to a year where reports say so.
    pub kind: Kind,
    /// Its value in each replication; `None` where it is undefined.
    pub values: Vec<Option<f64>>,
}

impl Series {
    /// The mean over the replications with its 95% interval; `None` if undefined in any.
    pub fn interval(&self) -> Option<MeanInterval> {
        let values: Option<Vec<f64>> = self.values.iter().copied().collect();
        mean_interval(&values?, CONFIDENCE)
    }
}

/// One distribution over the replications of one scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct Bands {
    /// The distribution's name.
    pub name: &'static str,
    /// Its unit.
    pub unit: &'static str,
    /// What its bands are called.
    pub bands: &'static [&'static str],
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

/// How things go through the day and the week, as means over the replications.
#[derive(Clone, Debug, PartialEq)]
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
}

/// Supervision that people of one role had at one stage, over the replications of one scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct SupervisionOf {
    /// The role's key.
    pub role: String,
    /// The role's title.
    pub title: String,
    /// The stage, as written in a scenario.
    pub stage: &'static str,
    /// Every part, in the order of their definition, the sum last.
    pub parts: Vec<Series>,
}

/// What the replications of one scenario found.
#[derive(Clone, Debug, PartialEq)]
pub struct ScenarioResults {
    /// The scenario's name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// The number of rooms it has.
    pub rooms: u32,
    /// Every measure, in the order of their definition.
    pub measures: Vec<Series>,
    /// Every distribution, in the order of their definition.
    pub distributions: Vec<Bands>,
    /// Supervision by role and stage of the supervisee: those who had any in any replication.
    pub supervision: Vec<SupervisionOf>,
    /// Profiles over the day and the week.
    pub profiles: Profiles,
}

impl ScenarioResults {
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
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// The scenario, as an index into the results.
    pub scenario: usize,
    /// The baseline, as an index into the results.
    pub baseline: usize,
    /// The difference of every measure, then the measures that only a comparison has.
    pub measures: Vec<Series>,
}

impl Comparison {
    /// The measure called `name`.
    pub fn measure(&self, name: &str) -> Option<&Series> {
        self.measures.iter().find(|series| series.name == name)
    }
}

/// Everything a run found.
#[derive(Clone, Debug, PartialEq)]
pub struct Results {
    /// Whether the run was stopped before all replications were done.
    pub partial: bool,
    /// The seed.
    pub seed: u64,
    /// Replications done of every scenario.
    pub replications: u32,
    /// Weeks measured.
    pub weeks: u32,
    /// Weeks of warm-up before them.
    pub warm_up_weeks: u32,
    /// Events executed, over all replications.
    pub events: u64,
    /// One entry a scenario, in the order asked for; the first is the baseline.
    pub scenarios: Vec<ScenarioResults>,
    /// One entry a comparison.
    pub comparisons: Vec<Comparison>,
    /// How precisely what was asked for is known; `None` if nothing was.
    pub precision: Option<Precision>,
}
