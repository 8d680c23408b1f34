//! A draw: the scenarios of a study with one common set of parameters.

use crate::decisions::weights::Weights;
use crate::engine::samplers::standard_normal;
use crate::engine::streams::Streams;
use crate::model::CareSystem;
use crate::model::sourced::Sort;
use crate::scenario::error::ScenarioError;
use crate::scenario::{Scenario, written};
use crate::statistics::distributions::normal_share_below;
use crate::uncertainty::agreement::{Agreement, england};
use crate::uncertainty::spread::{Measurable, Source, Spread, Uncertain};
use std::collections::{BTreeMap, BTreeSet};

/// The most attempts at a draw. A combination of values that no scenario may have is drawn again.
pub const MOST_ATTEMPTS: u32 = 200;

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
    rooms: Option<Rooms>,
    agreement: Option<Informed>,
}

/// What observations of the average network say of the parameters that a study shares with it.
#[derive(Clone, Debug)]
struct Informed {
    agreement: Agreement,
    /// For each of its sources, whether it means the same in the first scenario of the study. Others are
    /// drawn as for the average network and moved there, and not here.
    is_shared: Vec<bool>,
}

/// The smallest and largest random number of a parameter that was moved.
const EXTREMES: (f64, f64) = (1e-12, 1.0 - 1e-12);

/// The random numbers of a draw.
#[derive(Clone, Debug)]
struct Chances {
    streams: Streams,
    attempt: u32,
    /// Those that were moved towards agreement.
    moved: BTreeMap<Source, f64>,
    log_weight: f64,
}

impl Chances {
    fn of(&self, source: &Source) -> f64 {
        let moved = self.moved.get(source).copied();
        moved.unwrap_or_else(|| source.chance(&self.streams, self.attempt))
    }
}

/// The number of rooms of the first scenario, which nobody publishes. All others keep their
/// difference from it.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Rooms {
    stated: u32,
    spread: Spread,
}

impl Rooms {
    const KEY: &str = "rooms.drawn_within";

    /// The number of rooms of `first` and its distribution; `None` if it is not within the range
    /// that the scenario states, or no range is stated: then it is known.
    fn of(first: &CareSystem) -> Option<Rooms> {
        let (low, high) = first.rooms.drawn_within?;
        let stated = first.rooms_total();
        let [low, value, high] =
            [low * first.pcns() as u32, stated, high * first.pcns() as u32].map(f64::from);
        let is_within = low < value && value < high;
        is_within.then(|| Rooms { stated, spread: Spread::new(Sort::Whole(1), value, low, high) })
    }

    /// Gives `system` as many rooms more or fewer as the first scenario has at `chance`.
    fn set(&self, system: &mut CareSystem, chance: f64) {
        let drawn = self.spread.quantile(chance).round() as i64;
        let own = i64::from(system.rooms_total());
        system.set_rooms_total((own + drawn - i64::from(self.stated)).max(1) as u32);
    }
}

impl Draws {
    /// Draws of `scenarios` under `seed` from their ranges, without regard to observations.
    ///
    /// # Errors
    ///
    /// [`ScenarioError`] if the text of a scenario is not TOML.
    pub fn new(scenarios: &[Scenario], seed: u64) -> Result<Draws, ScenarioError> {
        let names = |scenario: &Scenario| (scenario.name.clone(), scenario.title.clone());
        Ok(Draws {
            seed,
            scenarios: scenarios.iter().map(uncertain).collect::<Result<_, _>>()?,
            titles: scenarios.iter().map(names).collect(),
            rooms: scenarios.first().and_then(|first| Rooms::of(&first.system)),
            agreement: None,
        })
    }

    /// Draws of `scenarios` under `seed`, moved towards agreement with what was observed in England, as far as
    /// they share parameters with the average network.
    ///
    /// # Errors
    ///
    /// [`ScenarioError`] if the text of a scenario is not TOML.
    pub fn of_england(scenarios: &[Scenario], seed: u64) -> Result<Draws, ScenarioError> {
        let draws = Draws::new(scenarios, seed)?;
        match england() {
            Some((agreement, observed)) => draws.in_agreement(agreement, observed),
            None => Ok(draws),
        }
    }

    /// The same draws, moved towards `agreement` with what was observed of a network like `observed`.
    /// Parameters that the first scenario states otherwise are not moved. Nothing changes if it shares no
    /// parameter with it.
    ///
    /// # Errors
    ///
    /// [`ScenarioError`] if the text of a scenario is not TOML.
    pub fn in_agreement(
        mut self,
        agreement: &Agreement,
        observed: &Scenario,
    ) -> Result<Draws, ScenarioError> {
        let (theirs, rooms) = (uncertain(observed)?, Rooms::of(&observed.system));
        let is_same = |source: &Source| {
            let Some(own) = self.scenarios.first() else { return false };
            match source.key == Rooms::KEY {
                true => rooms.is_some() && self.rooms == rooms,
                false => {
                    let meaning = own.meaning(source);
                    !meaning.is_empty() && meaning == theirs.meaning(source)
                }
            }
        };
        let is_shared: Vec<bool> = agreement.sources().iter().map(is_same).collect();
        let informs = is_shared.contains(&true);
        let agreement = agreement.clone();
        self.agreement = informs.then_some(Informed { agreement, is_shared });
        Ok(self)
    }

    /// The number of parameters that observations inform, and the number of targets that do; `None` if
    /// none does.
    pub fn informed(&self) -> Option<(usize, usize)> {
        let Informed { agreement, is_shared } = self.agreement.as_ref()?;
        Some((is_shared.iter().filter(|shared| **shared).count(), agreement.targets()))
    }

    /// The number of scenarios.
    pub fn scenarios(&self) -> usize {
        self.scenarios.len()
    }

    /// The random numbers of a draw, without repetition.
    pub fn sources(&self) -> Vec<Source> {
        let rooms = self.rooms.map(|_| Source::new(Rooms::KEY, 0));
        let all = self.scenarios.iter().flat_map(Uncertain::sources).chain(rooms);
        all.collect::<BTreeSet<Source>>().into_iter().collect()
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
        let chances = self.of(draw, attempt);
        sources.iter().map(|source| chances.of(source)).collect()
    }

    /// The logarithm of the weight of a draw, up to a constant: lower if it disagrees with observations.
    pub fn log_weight(&self, draw: u32, attempt: u32) -> f64 {
        self.of(draw, attempt).log_weight
    }

    /// The effective sample size of the first `count` draws, as a share of them \[-\]: how evenly they are
    /// weighted; `None` if weights are not known.
    pub fn effective_share(&self, count: u32) -> Option<f64> {
        let logs: Vec<f64> = (1..=count).map(|draw| self.log_weight(draw, 0)).collect();
        Some(Weights::from_logs(&logs)?.effective() / f64::from(count))
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
        let chances = self.of(draw, attempt);
        self.scenarios.iter().find_map(|scenario| scenario.value(key, &|source| chances.of(source)))
    }

    /// The scenarios of `draw`, counted from 1, at an `attempt` from 0; `None` if one of them must
    /// not have such values.
    pub fn drawn(&self, draw: u32, attempt: u32) -> Option<Vec<Scenario>> {
        let chances = self.of(draw, attempt);
        self.with(&|source| Some(chances.of(source)))
    }

    /// What is wrong with the first scenario that a draw must not have, in words; `None` if all are valid.
    pub fn why_refused(&self, draw: u32, attempt: u32) -> Option<String> {
        let chances = self.of(draw, attempt);
        let found = self.scenarios.iter().find_map(|scenario| {
            scenario.written_at(|source| Some(chances.of(source))).scenario().err()
        })?;
        found.first().map(ToString::to_string)
    }

    /// The scenarios with each parameter at the place in its distribution that `chance` states for its
    /// source, or as written; `None` if one of them must not have such values.
    fn with(&self, chance: &dyn Fn(&Source) -> Option<f64>) -> Option<Vec<Scenario>> {
        let rooms =
            self.rooms.and_then(|rooms| Some((rooms, chance(&Source::new(Rooms::KEY, 0))?)));
        let named = |(uncertain, (name, title)): (&Uncertain, &(String, String))| {
            let (name, title) = (name.clone(), title.clone());
            let mut scenario = Scenario { name, title, ..uncertain.at(chance)? };
            if let Some((rooms, chance)) = rooms {
                rooms.set(&mut scenario.system, chance);
            }
            Some(scenario)
        };
        self.scenarios.iter().zip(&self.titles).map(named).collect()
    }

    /// The scenarios of the study at these `chances`, one for each of `sources` and in \[0, 1); a parameter
    /// whose chance is `None`, or that no source moves, is as written. `None` if one of the scenarios must
    /// not have such values.
    ///
    /// # Panics
    ///
    /// If there are fewer chances than sources.
    pub fn at(&self, sources: &[Source], chances: &[Option<f64>]) -> Option<Vec<Scenario>> {
        // `sources` are in their order, as `sources()` gives them.
        let chance =
            |source: &Source| sources.binary_search(source).ok().and_then(|index| chances[index]);
        self.with(&chance)
    }

    fn of(&self, draw: u32, attempt: u32) -> Chances {
        let streams = Streams::new(self.seed, replication_of(draw, false));
        let mut chances = Chances { streams, attempt, moved: BTreeMap::new(), log_weight: 0.0 };
        let Some(Informed { agreement, is_shared }) = &self.agreement else { return chances };
        let sources = agreement.sources();
        let scores: Vec<f64> =
            sources.iter().map(|of| standard_normal(of.chance(&streams, attempt))).collect();
        let moved = agreement.moved(&scores, &streams, attempt);
        chances.log_weight = agreement.log_weight(&moved);
        let (low, high) = EXTREMES;
        let shared = sources.iter().zip(moved).zip(is_shared).filter(|(_, shared)| **shared);
        chances.moved = shared
            .map(|((source, z), _)| (source.clone(), normal_share_below(z).clamp(low, high)))
            .collect();
        chances
    }
}

fn uncertain(scenario: &Scenario) -> Result<Uncertain, ScenarioError> {
    Ok(Uncertain::new(scenario, written(&scenario.name, &scenario.resolved)?))
}
