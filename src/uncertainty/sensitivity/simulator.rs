//! Simulates points: some scenarios of the study at one point in one replication.

use crate::experiment::cache::Shared;
use crate::experiment::progress::Progress;
use crate::experiment::run::{one_replication, spread_until};
use crate::experiment::study::{Design, Entry, Extent, Outline, Study};
use crate::measures::MEASURES;
use crate::scenario::Scenario;
use crate::uncertainty::draw::{Draws, MOST_ATTEMPTS};
use crate::uncertainty::sensitivity::book::{Halt, Job, PointRow, What};
use crate::uncertainty::sensitivity::central::MEASURED;
use crate::uncertainty::sensitivity::course::Course;
use crate::uncertainty::sensitivity::tornado::{MOST_SHRINKS, shrunk};

/// How points are simulated.
#[derive(Clone, Debug)]
pub struct Simulator<'s> {
    /// What is uncertain.
    pub draws: &'s Draws,
    /// The description of the study.
    pub outline: &'s Outline,
    /// The course.
    pub course: &'s Course,
    /// The cache of rows.
    pub cache: &'s Shared,
}

impl Simulator<'_> {
    /// Simulates all `jobs`, on threads where there are any, and gives each finished row to `keep`, which
    /// says whether it was kept.
    ///
    /// # Errors
    ///
    /// [`Halt`]; rows finished before were given to `keep`.
    pub fn run(
        &self,
        jobs: &[Job],
        keep: &(impl Fn(&PointRow) -> bool + Sync),
        progress: &(impl Progress + Sync),
    ) -> Result<Vec<PointRow>, Halt> {
        let one = |index: usize| Ok(self.one(&jobs[index], progress)?.filter(keep));
        let rows = spread_until(jobs.len(), || progress.should_stop(), one)?;
        rows.into_iter().collect::<Option<_>>().ok_or(Halt::Stopped)
    }

    fn one(&self, job: &Job, progress: &impl Progress) -> Result<Option<PointRow>, Halt> {
        match &job.what {
            What::Plan => self.plan(job).map(Some),
            What::Point { chances, may_shrink } => {
                self.point(job, (chances, *may_shrink), progress)
            }
        }
    }

    fn plan(&self, job: &Job) -> Result<PointRow, Halt> {
        let is_possible = |point: &[f64]| {
            let chances: Vec<Option<f64>> = point.iter().copied().map(Some).collect();
            self.study(&chances).is_some()
        };
        match self.course.screen.plan(job.number, &is_possible) {
            Some((attempts, refused)) => Ok(PointRow { attempts, refused, ..job.row() }),
            None => Err(Halt::Failed(format!(
                "trajectory {}: found no valid combination of parameters in {MOST_ATTEMPTS} attempts; narrow \
                 the ranges of parameters that exclude each other",
                job.number + 1
            ))),
        }
    }

    fn point(
        &self,
        job: &Job,
        (chances, may_shrink): (&[Option<f64>], bool),
        progress: &impl Progress,
    ) -> Result<Option<PointRow>, Halt> {
        let most = if may_shrink { MOST_SHRINKS } else { 0 };
        let at = |attempts: u32| -> Vec<Option<f64>> {
            chances.iter().map(|chance| chance.map(|chance| shrunk(chance, attempts))).collect()
        };
        let found = (0..=most).find_map(|attempts| Some((self.study(&at(attempts))?, attempts)));
        let Some((study, attempts)) = found else {
            return Ok(Some(PointRow { attempts: most, refused: vec![0], ..job.row() }));
        };
        let mut row = PointRow { attempts, ..job.row() };
        row.values = vec![Vec::new(); self.draws.scenarios()];
        for &scenario in &job.scenarios {
            let address = (job.stage as u32, job.replication, job.replication - 1);
            let alone = study.alone(scenario);
            let rows = one_replication(alone, 1, address, progress)
                .map_err(|error| Halt::Failed(error.to_string()))?;
            let Some(made) = rows.and_then(|rows| rows.into_iter().next()) else {
                return Ok(None);
            };
            row.events += made.events;
            row.values[scenario] = self.measured(&made.measures);
        }
        Ok(Some(row))
    }

    /// [`MEASURED`] of a row, a year.
    fn measured(&self, measures: &[Option<f64>]) -> Vec<Option<f64>> {
        let of = |name: &str| {
            let index = MEASURES.iter().position(|measure| measure.name == name)?;
            let factor = MEASURES[index].kind.to_a_year(self.outline.horizon.weeks);
            Some(measures.get(index).copied()?? * factor)
        };
        MEASURED.iter().map(|(name, _)| of(name)).collect()
    }

    /// The scenarios at a point, checked; `None` if one of them must not have such values.
    fn study(&self, chances: &[Option<f64>]) -> Option<Checked> {
        let scenarios = self.draws.at(&self.course.sources, chances)?;
        let extent =
            Extent { horizon: self.outline.horizon, seed: self.outline.seed, replications: 1 };
        let one = |scenario: Scenario| {
            let entry =
                Entry { name: scenario.name, title: scenario.title, system: scenario.system };
            // Values that make a scenario too large to simulate are no valid combination either.
            let study = Study::new(vec![entry], Design::Alone, extent).ok()?;
            Some(study.remembering(self.cache))
        };
        scenarios.into_iter().map(one).collect::<Option<Vec<Study>>>().map(Checked)
    }
}

/// The scenarios at a point, each as a study of its own.
struct Checked(Vec<Study>);

impl Checked {
    fn alone(&self, scenario: usize) -> &Study {
        &self.0[scenario]
    }
}
