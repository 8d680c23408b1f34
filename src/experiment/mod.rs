//! Many replications: every variant of every scenario under the same chances.
//!
//! A [`Study`] says which variants, how many replications, and which are compared with which.
//! [`run`](run::run) makes its [rows](row::Row), one for each variant in each replication, and
//! [`Results::from_rows`](results::Results::from_rows) combines them. The order in which they were
//! made, and the process that made them, have no effect. With the feature `parallel` replications
//! are spread over threads, and the results are the same.

pub mod bottlenecks;
pub mod cache;
pub mod gathering;
mod making;
pub mod marginal;
pub mod outline;
pub mod precision;
pub mod progress;
pub mod results;
pub mod row;
pub mod run;
pub mod study;
mod study_error;
pub mod sweep;
mod variant;
pub mod warm_up;

use progress::Progress;
use results::Results;
use run::{Done, InMemory, Part, RunError};
use study::Study;

/// Runs all of `study` in memory. `progress` is notified and may stop the run. The results then cover the
/// replications that every variant has finished, and are marked as partial.
///
/// `None` if it was stopped before one replication of every variant was finished.
///
/// # Example
///
/// ```
/// use pcn_sim::experiment::progress::Unwatched;
/// use pcn_sim::experiment::study::{Entry, Extent, Design, Study};
/// use pcn_sim::scenario::{self, FileSystem};
/// use pcn_sim::simulation::Horizon;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let scenario = scenario::load("average-pcn", &FileSystem)?;
/// let entry = Entry { name: scenario.name, title: scenario.title, system: scenario.system };
/// let horizon = Horizon { warm_up_weeks: 0, weeks: 1 };
/// let extent = Extent { horizon, seed: 1, replications: 2 };
/// let study = Study::new(vec![entry], Design::Alone, extent)?;
/// let results = pcn_sim::experiment::results(&study, &Unwatched)?.expect("it is not stopped");
/// let unmet = results.scenarios[0].measure("requests_unmet").expect("a measure");
/// assert!(unmet.interval().is_some());
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// [`RunError`] if a scenario never ends.
pub fn results(
    study: &Study,
    progress: &(impl Progress + Sync),
) -> Result<Option<Results>, RunError> {
    let kept = InMemory::default();
    run::run(study, &Part::whole(study), &mut Done::default(), &kept, progress)?;
    let found = Results::from_rows(study.outline(), &kept.into_rows());
    Ok(found.expect("rows just made belong to their study"))
}

/// Seeds in files: a number, or text if it has no exact floating-point form, since a reader might
/// round it.
pub mod seed {
    use serde::{Deserialize, Deserializer, Serializer};

    /// All whole numbers up to this one are exact as floating-point numbers.
    const LARGEST_EXACT: u64 = 1 << 53;

    /// Writes a seed.
    ///
    /// # Errors
    ///
    /// Those of the serializer.
    pub fn serialize<S: Serializer>(seed: &u64, serializer: S) -> Result<S::Ok, S::Error> {
        if *seed > LARGEST_EXACT {
            serializer.serialize_str(&seed.to_string())
        } else {
            serializer.serialize_u64(*seed)
        }
    }

    /// Reads a seed.
    ///
    /// # Errors
    ///
    /// If it is neither a whole number nor the text of one.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Seed {
            Number(u64),
            Text(String),
        }
        match Seed::deserialize(deserializer)? {
            Seed::Number(seed) => Ok(seed),
            Seed::Text(text) => text.parse().map_err(serde::de::Error::custom),
        }
    }
}
