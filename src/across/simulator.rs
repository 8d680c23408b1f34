//! Simulates networks: the fit of their demand, then each with every change, one network a job.

use crate::across::row::{NetworkRow, Stage};
use crate::across::systems::{Forms, Systems, about};
use crate::experiment::cache::Shared;
use crate::experiment::progress::Progress;
use crate::experiment::results::Results;
use crate::experiment::run::{one_replication, spread_until};
use crate::experiment::study::{Design, Entry, Extent, Study};
use crate::model::CareSystem;
use crate::scenario::error::{Problem, list};
use crate::simulation::Horizon;
use crate::validation::networks::agreement::observed_over_simulated;
use crate::validation::networks::build::{ROUNDS, fit};
use std::collections::BTreeMap;

/// How networks are simulated.
#[derive(Clone, Debug)]
pub struct Simulator<'s> {
    /// The networks and changes.
    pub systems: &'s Systems<'s>,
    /// Warm-up and measured period.
    pub horizon: Horizon,
    /// The seed.
    pub seed: u64,
    /// The cache of rows.
    pub cache: &'s Shared,
}

/// The rounds of the fit of each network that has one, by its index.
pub type Fits = BTreeMap<u32, Vec<[Option<f64>; 2]>>;

/// A network to be simulated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Job {
    /// What for.
    pub stage: Stage,
    /// The replication, from 1; 0 for a fit.
    pub replication: u32,
    /// The network, as an index.
    pub network: u32,
}

/// Networks could not be simulated.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AcrossError {
    /// A network, or a network under a change, is none that can be simulated.
    #[error("network {network}: {why}")]
    Wrong {
        /// The network.
        network: String,
        /// Every problem.
        why: String,
    },
}

/// The problems of a network, while it is not known which network it is.
impl From<Vec<Problem>> for AcrossError {
    fn from(problems: Vec<Problem>) -> Self {
        AcrossError::Wrong { network: String::new(), why: list(&problems) }
    }
}

impl AcrossError {
    /// An error of this network.
    fn of(network: &str, why: impl ToString) -> Self {
        AcrossError::Wrong { network: network.to_owned(), why: why.to_string() }
    }
}

impl Simulator<'_> {
    /// Simulates all `jobs`, on threads where there are any, and gives each finished row to `keep`, which
    /// says whether it was kept. The rows of fits are returned; those of comparisons are not held.
    ///
    /// # Errors
    ///
    /// [`AcrossError`]; rows finished before were given to `keep`.
    pub fn run(
        &self,
        jobs: &[Job],
        fits: &Fits,
        keep: &(impl Fn(&NetworkRow) -> bool + Sync),
        progress: &(impl Progress + Sync),
    ) -> Result<Fits, AcrossError> {
        let one = |index: usize| -> Result<_, AcrossError> {
            let job = jobs[index];
            let row = match job.stage {
                Stage::Fit => self.fitted(job, progress)?,
                Stage::Compare => self.compared(job, fits, progress)?,
            };
            let kept = row.filter(keep).filter(|row| !row.fitted.is_empty());
            Ok(kept.map(|row| (row.network, row.fitted)))
        };
        let found = spread_until(jobs.len(), || progress.should_stop(), one)?;
        Ok(found.into_iter().flatten().collect())
    }

    /// The study of a network and all its changed forms.
    ///
    /// # Errors
    ///
    /// [`AcrossError`] if it cannot be simulated.
    pub fn study(&self, network: &str, forms: Forms) -> Result<Study, AcrossError> {
        let changed = forms.changed.into_iter().enumerate().map(|(index, form)| {
            let form = form.map_err(|problems| AcrossError::of(network, list(&problems)))?;
            Ok((format!("{network} with change {}", index + 1), form))
        });
        let changed = changed.collect::<Result<Vec<(String, CareSystem)>, AcrossError>>()?;
        let baseline = (network.to_owned(), forms.baseline);
        let entry =
            |(name, system): (String, CareSystem)| Entry { title: name.clone(), name, system };
        let entries = std::iter::once(baseline).chain(changed).map(entry).collect();
        let design = Design::AgainstFirst { at_rooms: false, unlike: false };
        self.study_of(network, entries, design)
    }

    fn study_of(
        &self,
        network: &str,
        entries: Vec<Entry>,
        design: Design,
    ) -> Result<Study, AcrossError> {
        let extent = Extent { horizon: self.horizon, seed: self.seed, replications: 1 };
        let study = Study::new(entries, design, extent);
        let study = study.map_err(|error| AcrossError::of(network, error))?;
        Ok(study.remembering(self.cache))
    }

    fn forms(&self, network: u32, fitted: &[[Option<f64>; 2]]) -> Result<Forms, AcrossError> {
        let name = self.systems.name(network as usize);
        let forms = self.systems.of(network as usize, fitted);
        forms.map_err(|problems| AcrossError::of(name, list(&problems)))
    }

    /// Fits demand to the calls and forms of a network's rows; `None` if it was stopped.
    fn fitted(
        &self,
        job: Job,
        progress: &impl Progress,
    ) -> Result<Option<NetworkRow>, AcrossError> {
        let name = self.systems.name(job.network as usize);
        let Some(rows) = self.systems.to_fit(job.network as usize) else { return Ok(None) };
        let mut system = self.forms(job.network, &[])?.baseline;
        let (mut fitted, mut events) = (Vec::new(), 0);
        for _ in 0..ROUNDS {
            let (name, title) = (name.to_owned(), name.to_owned());
            let entry = Entry { name, title, system: system.clone() };
            let study = self.study_of(&entry.name.clone(), vec![entry], Design::Alone)?;
            let made = one_replication(&study, 1, (0, 1, 0), progress);
            let Some(made) = made.map_err(|error| AcrossError::of("", error))? else {
                return Ok(None);
            };
            events += made.iter().map(|row| row.events).sum::<u64>();
            let results = Results::from_rows(study.outline(), &made);
            let results = results.map_err(|error| AcrossError::of("", error))?;
            let round = results.as_ref().and_then(|results| results.scenarios.first());
            let round = round.map_or([None; 2], |found| observed_over_simulated(rows, found));
            fit(&mut system, round);
            fitted.push(round);
        }
        Ok(Some(NetworkRow {
            stage: job.stage as u32,
            replication: 0,
            network: job.network,
            events,
            fitted,
            about: None,
            measures: Vec::new(),
            paired: Vec::new(),
        }))
    }

    /// A replication of a network and its changed forms; `None` if it was stopped.
    fn compared(
        &self,
        job: Job,
        fits: &Fits,
        progress: &impl Progress,
    ) -> Result<Option<NetworkRow>, AcrossError> {
        let name = self.systems.name(job.network as usize);
        let fitted = fits.get(&job.network).map_or(&[][..], Vec::as_slice);
        let forms = self.forms(job.network, fitted)?;
        let known = about(&forms.baseline);
        let variants = 1 + forms.changed.len();
        let study = self.study(name, forms)?;
        let at = (0, job.replication, job.replication - 1);
        let rows = one_replication(&study, variants, at, progress);
        let Some(rows) = rows.map_err(|error| AcrossError::of(name, error))? else {
            return Ok(None);
        };
        Ok(Some(NetworkRow {
            stage: job.stage as u32,
            replication: job.replication,
            network: job.network,
            events: rows.iter().map(|row| row.events).sum(),
            fitted: Vec::new(),
            about: Some(known),
            paired: rows.iter().skip(1).map(|row| row.paired.clone()).collect(),
            measures: rows.into_iter().map(|row| row.measures).collect(),
        }))
    }
}
