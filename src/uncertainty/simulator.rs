//! Simulates draws: one replication each, and a second of the first tenth.

use crate::experiment::cache::Shared;
use crate::experiment::progress::Progress;
use crate::experiment::row::{Key, Row};
use crate::experiment::run::{Keeper, RunError, one_replication, spread_until};
use crate::experiment::study::{Design, Entry, Extent, Outline, Study};
use crate::scenario::Scenario;
use crate::uncertainty::draw::{Draws, MOST_ATTEMPTS, replication_of};
use std::collections::BTreeSet;

/// The stage of the rows with the first replication of each draw. The central replications have 0.
pub const FIRST: u32 = 1;

/// The stage of the rows with the second replication of a draw.
pub const SECOND: u32 = 2;

/// The maximum number of draws.
pub const MOST_DRAWS: u32 = 10_000;

/// Draws could not be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DrawError {
    /// No combination of values was valid.
    #[error(
        "draw {draw}: found no valid combination of parameters in {MOST_ATTEMPTS} attempts; the last was refused, as \
         {why}; narrow the ranges of parameters that exclude each other, or use `--parameters fixed`"
    )]
    NoneValid {
        /// The draw, from 1.
        draw: u32,
        /// What was wrong with the last combination.
        why: String,
    },
    /// A scenario never ends, or a row could not be kept.
    #[error(transparent)]
    Run(#[from] RunError),
}

/// The number of draws that are simulated twice, of `draws`: a tenth.
pub fn seconds(draws: u32) -> u32 {
    draws.div_ceil(10)
}

/// The number of draws that take at most as many simulations as the central replications of
/// `outline`, of so many `scenarios`; at least 1.
pub fn as_long_again(outline: &Outline, scenarios: usize) -> u32 {
    let central: u32 =
        (0..outline.variants.len()).map(|index| outline.replications_of(index)).sum();
    let fits = |draws: &u32| (draws + seconds(*draws)) * scenarios.max(1) as u32 <= central;
    (1..=MOST_DRAWS).take_while(fits).last().unwrap_or(1)
}

/// The keys of the rows of so many `draws` of `scenarios`.
pub fn keys(draws: u32, scenarios: usize) -> impl Iterator<Item = Key> {
    let of = move |(stage, replication): (u32, u32)| {
        (0..scenarios).map(move |variant| Key { stage, replication, variant })
    };
    let second = (1..=seconds(draws)).map(|draw| (SECOND, draw));
    (1..=draws).map(|draw| (FIRST, draw)).chain(second).flat_map(of)
}

/// The design and the extent of each draw.
#[derive(Clone, Debug)]
pub struct Frame<'f> {
    /// What is drawn.
    pub draws: &'f Draws,
    /// The description of the central study.
    pub outline: &'f Outline,
    /// The number of draws.
    pub count: u32,
    /// The cache of rows.
    pub cache: &'f Shared,
}

impl Frame<'_> {
    /// Makes the rows of all draws that are not `done`, on threads where there are any, and hands
    /// them to `keeper`. `progress` may stop it: no further replication is begun then.
    ///
    /// # Errors
    ///
    /// [`DrawError`]; rows finished before are kept.
    pub fn run(
        &self,
        done: &BTreeSet<Key>,
        keeper: &dyn Keeper,
        progress: &(impl Progress + Sync),
    ) -> Result<(), DrawError> {
        self.run_these(keys(self.count, self.draws.scenarios()), done, keeper, progress)
    }

    /// The same for the rows with these `keys`, whatever their stages are.
    ///
    /// # Errors
    ///
    /// [`DrawError`]; rows finished before are kept.
    pub fn run_these(
        &self,
        keys: impl Iterator<Item = Key>,
        done: &BTreeSet<Key>,
        keeper: &dyn Keeper,
        progress: &(impl Progress + Sync),
    ) -> Result<(), DrawError> {
        let missing: BTreeSet<(u32, u32)> = keys
            .filter(|key| !done.contains(key))
            .map(|key| (key.stage, key.replication))
            .collect();
        let jobs: Vec<(u32, u32)> = missing.into_iter().collect();
        let one = |number: usize| {
            let (stage, draw) = jobs[number];
            self.one(stage, draw, done, keeper, progress).map(Some)
        };
        spread_until(jobs.len(), || progress.should_stop(), one).map(|_| ())
    }

    fn one(
        &self,
        stage: u32,
        draw: u32,
        done: &BTreeSet<Key>,
        keeper: &dyn Keeper,
        progress: &impl Progress,
    ) -> Result<(), DrawError> {
        let (study, refused) = self.study(draw)?;
        let address = (stage, draw, replication_of(draw, stage == SECOND));
        let rows = one_replication(&study, self.draws.scenarios(), address, progress)?;
        for row in rows.into_iter().flatten().filter(|row| !done.contains(&row.key())) {
            keeper.keep(Row { refused, ..row }).map_err(RunError::NotKept)?;
        }
        Ok(())
    }

    /// The study of a draw, and how many combinations were refused before.
    fn study(&self, draw: u32) -> Result<(Study, u32), DrawError> {
        let Outline { horizon, seed, .. } = *self.outline;
        let extent = Extent { horizon, seed, replications: 1 };
        for attempt in 0..MOST_ATTEMPTS {
            let Some(scenarios) = self.draws.drawn(draw, attempt) else { continue };
            let entry = |scenario: Scenario| Entry {
                name: scenario.name,
                title: scenario.title,
                system: scenario.system,
            };
            let entries = scenarios.into_iter().map(entry).collect();
            let design = Design::AgainstFirst { at_rooms: false, unlike: false };
            // Values that make a scenario too large to simulate are no valid combination either.
            if let Ok(study) = Study::new(entries, design, extent) {
                return Ok((study.remembering(self.cache), attempt));
            }
        }
        let why = self.draws.why_refused(draw, MOST_ATTEMPTS - 1);
        let why = why.unwrap_or_else(|| "it is too large to simulate".to_owned());
        Err(DrawError::NoneValid { draw, why })
    }
}
