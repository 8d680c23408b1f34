//! Simulates teams: one replication of one team a job, with the parameters as stated or drawn.

use crate::experiment::cache::Shared;
use crate::experiment::progress::Progress;
use crate::experiment::run::{one_replication, spread_until};
use crate::experiment::study::{Design, Entry, Extent, MOST_REPLICATIONS, Study};
use crate::model::CareSystem;
use crate::model::money::Money;
use crate::optimisation::book::{Halt, Job, Stage, TeamRow};
use crate::optimisation::posts::{Posts, Team};
use crate::scenario::Scenario;
use crate::simulation::Horizon;
use crate::uncertainty::draw::{Draws, MOST_ATTEMPTS, replication_of};

/// How teams of a scenario are simulated.
#[derive(Clone, Debug)]
pub struct Simulator<'s> {
    /// The scenario.
    pub scenario: &'s Scenario,
    /// The teams that may be chosen.
    pub posts: &'s Posts,
    /// The parameters that may be drawn.
    pub draws: &'s Draws,
    /// Warm-up and measured period.
    pub horizon: Horizon,
    /// The seed.
    pub seed: u64,
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
        keep: &(impl Fn(&TeamRow) -> bool + Sync),
        progress: &(impl Progress + Sync),
    ) -> Result<Vec<TeamRow>, Halt> {
        let one = |index: usize| Ok(self.one(&jobs[index], progress)?.filter(keep));
        let rows = spread_until(jobs.len(), || progress.should_stop(), one)?;
        rows.into_iter().collect::<Option<_>>().ok_or(Halt::Stopped)
    }

    fn one(&self, job: &Job, progress: &impl Progress) -> Result<Option<TeamRow>, Halt> {
        let address = match job.stage {
            Stage::Draw => replication_of(job.replication, false),
            Stage::DrawAgain => replication_of(job.replication, true),
            // Stages share no random number.
            stage => (stage as u32 - 1) * MOST_REPLICATIONS + job.replication - 1,
        };
        let is_drawn = matches!(job.stage, Stage::Draw | Stage::DrawAgain);
        let (study, cost, refused) = if is_drawn {
            self.drawn(job)?
        } else {
            let money = self.scenario.money.as_ref();
            let made = self.study(&self.scenario.system, money, &job.team);
            let (study, cost) = made.map_err(Halt::Failed)?;
            (study, cost, 0)
        };
        let at = (job.stage as u32, job.replication, address);
        let rows = one_replication(&study, 1, at, progress)
            .map_err(|error| Halt::Failed(error.to_string()))?;
        let row = rows.and_then(|rows| rows.into_iter().next());
        Ok(row.map(|row| TeamRow {
            stage: job.stage as u32,
            number: job.number,
            replication: job.replication,
            refused,
            events: row.events,
            team: job.team.clone(),
            cost,
            measures: row.measures,
        }))
    }

    /// The study of a team in `system`, and its cost by the prices of `money`.
    fn study(
        &self,
        system: &CareSystem,
        money: Option<&Money>,
        team: &Team,
    ) -> Result<(Study, f64), String> {
        let Scenario { name, title, .. } = self.scenario;
        let cost =
            money.map_or(0.0, |money| self.posts.whole_cost(system, money, team).as_pounds());
        let system = self.posts.system(system, team);
        let entry = Entry { name: name.clone(), title: title.clone(), system };
        let extent = Extent { horizon: self.horizon, seed: self.seed, replications: 1 };
        let study = Study::new(vec![entry], Design::Alone, extent);
        study.map(|study| (study.remembering(self.cache), cost)).map_err(|error| error.to_string())
    }

    /// The same with the parameters of a draw. Which combinations are refused depends on the scenario
    /// alone, so all teams of a draw have the same parameters.
    fn drawn(&self, job: &Job) -> Result<(Study, f64, u32), Halt> {
        for attempt in 0..MOST_ATTEMPTS {
            let drawn = self.draws.drawn(job.replication, attempt);
            let Some(scenario) = drawn.and_then(|all| all.into_iter().next()) else { continue };
            let of = |team: &Team| self.study(&scenario.system, scenario.money.as_ref(), team);
            if of(&self.posts.in_post).is_err() {
                continue;
            }
            let (study, cost) = of(&job.team).map_err(Halt::Failed)?;
            return Ok((study, cost, attempt));
        }
        Err(Halt::Failed(format!(
            "draw {}: found no valid combination of parameters in {MOST_ATTEMPTS} attempts; use --draws 0",
            job.replication
        )))
    }
}
