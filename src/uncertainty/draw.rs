//! A draw: the scenarios of a study with one common set of parameters.

use crate::engine::streams::Streams;
use crate::scenario::error::ScenarioError;
use crate::scenario::{Scenario, written};
use crate::uncertainty::spread::{Measurable, Source, Uncertain};
use std::collections::BTreeSet;

/// The most attempts at a draw. A combination of values that no scenario may have is drawn again.
pub const MOST_ATTEMPTS: u32 = 1_000;

/// The bit that marks the number of a replication as that of a draw.
const DRAWN: u32 = 1 << 30;

/// The bit that marks the second replication of a draw.
const SECOND: u32 = 1 << 29;

/// The number, in the addresses of random numbers, of a replication of `draw`, counted from 1.
pub const fn replication_of(draw: u32, is_second: bool) -> u32 {
    DRAWN | if is_second { SECOND } else { 0 } | (draw - 1)
}

/// The uncertain scenarios of a study.
#[derive(Clone, Debug)]
pub struct Draws {
    seed: u64,
    scenarios: Vec<Uncertain>,
    titles: Vec<(String, String)>,
}

impl Draws {
    /// Draws of `scenarios` under `seed`.
    ///
    /// # Errors
    ///
    /// [`ScenarioError`] if the text of a scenario is not TOML.
    pub fn new(scenarios: &[Scenario], seed: u64) -> Result<Draws, ScenarioError> {
        let uncertain = |scenario: &Scenario| {
            let written = written(&scenario.name, &scenario.resolved)?;
            Ok(Uncertain::new(scenario, written))
        };
        let names = |scenario: &Scenario| (scenario.name.clone(), scenario.title.clone());
        Ok(Draws {
            seed,
            scenarios: scenarios.iter().map(uncertain).collect::<Result<_, _>>()?,
            titles: scenarios.iter().map(names).collect(),
        })
    }

    /// The number of scenarios.
    pub fn scenarios(&self) -> usize {
        self.scenarios.len()
    }

    /// The random numbers of a draw, without repetition.
    pub fn sources(&self) -> Vec<Source> {
        let all: BTreeSet<Source> = self.scenarios.iter().flat_map(Uncertain::sources).collect();
        all.into_iter().collect()
    }

    /// The keys of parameters that have a range without width.
    pub fn held(&self) -> BTreeSet<String> {
        self.scenarios.iter().flat_map(Uncertain::held).collect()
    }

    /// The keys of parameters that are drawn in halves, evenly.
    pub fn in_halves(&self) -> BTreeSet<String> {
        self.scenarios.iter().flat_map(Uncertain::in_halves).collect()
    }

    /// The random number of each of `sources` in `draw`, counted from 1, at its `attempt` from 0.
    pub fn chances(&self, sources: &[Source], draw: u32, attempt: u32) -> Vec<f64> {
        let streams = self.streams(draw);
        sources.iter().map(|source| source.chance(&streams, attempt)).collect()
    }

    /// The parameters that a study could measure, by their keys.
    pub fn measurable(&self) -> Vec<Measurable> {
        let all: BTreeSet<Measurable> =
            self.scenarios.iter().flat_map(Uncertain::measurable).collect();
        all.into_iter().collect()
    }

    /// The value of the parameter called `key` in `draw`, counted from 1, at its `attempt` from 0
    /// \[its unit\]; of the first scenario that has it, `None` if none has.
    pub fn value(&self, key: &str, draw: u32, attempt: u32) -> Option<f64> {
        let streams = self.streams(draw);
        self.scenarios.iter().find_map(|scenario| scenario.value(key, &streams, attempt))
    }

    /// The scenarios of `draw`, counted from 1, at an `attempt` from 0; `None` if one of them must
    /// not have such values.
    pub fn drawn(&self, draw: u32, attempt: u32) -> Option<Vec<Scenario>> {
        let streams = self.streams(draw);
        let named = |(uncertain, (name, title)): (&Uncertain, &(String, String))| {
            let (name, title) = (name.clone(), title.clone());
            uncertain.drawn(&streams, attempt).map(|scenario| Scenario { name, title, ..scenario })
        };
        self.scenarios.iter().zip(&self.titles).map(named).collect()
    }

    fn streams(&self, draw: u32) -> Streams {
        Streams::new(self.seed, replication_of(draw, false))
    }
}
