//! A study: variants × replications under one horizon and one seed.

use crate::experiment::cache::{Cache, Digested, Origin, Shared, Simulated};
use crate::experiment::making::Making;
use crate::experiment::row::Row;
use crate::model::CareSystem;
use crate::model::margin::More;
use crate::model::relief::{Amount, Capacity};
use crate::simulation::{FOLLOWED_DAYS, Horizon};
use crate::statistics::precision::Wanted;

pub use crate::experiment::outline::{Entry, Extent, Goal, Outline};
pub use crate::experiment::study_error::StudyError;
pub use crate::experiment::variant::{Variant, VariantKind, distinct};

/// The longest measured period \[weeks\]: ten years.
pub const MOST_WEEKS: u32 = 520;

/// The longest warm-up \[weeks\]: five years.
pub const MOST_WARM_UP_WEEKS: u32 = 260;

/// The maximum number of replications of a variant.
pub const MOST_REPLICATIONS: u32 = 10_000;

/// The maximum of patients × weeks in a replication, warm-up included: about three minutes, and a
/// gigabyte for each million patients.
pub const MOST_PATIENT_WEEKS: f64 = 1e9;

/// The maximum number of rooms of a variant: twenty networks with the largest total of a scenario.
const MOST_ROOMS: u32 = 100_000;

/// The variants that a study has in addition to the scenarios as stated.
#[derive(Clone, Debug, PartialEq)]
pub enum Design {
    /// None, and nothing is compared.
    Alone,
    /// Every scenario is compared with the first.
    AgainstFirst {
        /// Whether the comparisons are repeated at the numbers of rooms that the first scenario
        /// states.
        at_rooms: bool,
        /// Whether scenarios may measure other days than the first.
        unlike: bool,
    },
    /// Each scenario is compared with the one whose index is stated, and has a maximum number of
    /// replications.
    Pairs {
        /// By scenario: the index of its baseline, and its maximum number of replications.
        of: Vec<(Option<usize>, Option<u32>)>,
        /// Whether a baseline may measure other days.
        unlike: bool,
    },
    /// The first, and the same begun earlier by this number of weeks.
    WarmUp(u32),
    /// The first, and the same with each of these capacities relieved by one unit, then fully.
    Bottlenecks(Vec<Capacity>),
    /// The first, and the same with one unit more and less of each of these capacities that can be taken
    /// away, in itself and where a quarter of that capacity is missing.
    Elasticities(Vec<Capacity>),
    /// The first, and the same with each of these more.
    Marginal(Vec<More>),
    /// The first, and each of the others, all compared with the first: a total number of rooms for each of
    /// the others, or its own.
    Points(Vec<Option<u32>>),
}

/// A study, made by [`Study::new`] or [`Study::of_outline`], both of which check it.
#[derive(Clone, Debug)]
pub struct Study {
    outline: Outline,
    systems: Vec<Digested>,
    cache: Shared,
}

impl Study {
    /// The study of `entries` with this `design`.
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
    /// assert_eq!(study.variants().len(), 1);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`StudyError`] if there is no scenario, if its calendar does not cover the years, or if more is
    /// asked than the limits of this module.
    pub fn new(entries: Vec<Entry>, design: Design, extent: Extent) -> Result<Self, StudyError> {
        check_extent(extent)?;
        if entries.is_empty() {
            return Err(StudyError::NoScenario);
        }
        let mut made = Making::new(&entries, extent);
        let keeps_days = matches!(design, Design::WarmUp(_));
        let allows_other_days = match &design {
            Design::AgainstFirst { unlike, .. } | Design::Pairs { unlike, .. } => *unlike,
            _ => false,
        };
        match design {
            Design::Alone => made.stated(&entries, |_| (None, None)),
            Design::AgainstFirst { at_rooms, .. } => {
                made.stated(&entries, |index| ((index > 0).then_some(0), None));
                if at_rooms && entries.len() > 1 {
                    made.at_rooms(&entries);
                }
                made.in_use(&entries);
            }
            Design::Pairs { of, .. } => made.stated(&entries, |index| of[index]),
            Design::WarmUp(weeks) => {
                made.stated(&entries[..1], |_| (None, None));
                made.add(&entries, 0, VariantKind::BegunEarlier(weeks), None);
                made.add(&entries, 0, VariantKind::OthersBegunEarlier(weeks), None);
            }
            Design::Bottlenecks(capacities) => {
                made.stated(&entries[..1], |_| (None, None));
                for capacity in capacities {
                    made.relieved(&entries, capacity, &[Amount::OneMore, Amount::Full], Some(0));
                }
            }
            Design::Elasticities(capacities) => {
                made.stated(&entries[..1], |_| (None, None));
                for capacity in capacities {
                    made.elasticities(&entries, capacity);
                }
            }
            Design::Marginal(more) => {
                made.stated(&entries[..1], |_| (None, None));
                let add = |more| made.add(&entries, 0, VariantKind::More(more), Some(0));
                more.into_iter().for_each(add);
            }
            Design::Points(rooms) => {
                made.stated(&entries[..1], |_| (None, None));
                for (scenario, rooms) in (1..entries.len()).zip(rooms) {
                    made.add(&entries, scenario, VariantKind::Point(rooms), Some(0));
                }
            }
        }
        made.hold_against_baselines();
        let Making { variants, systems, .. } = made;
        let Extent { horizon, seed, replications } = extent;
        let goals = Vec::new();
        let outline = Outline { horizon, seed, replications, goals, keeps_days, variants };
        let study = Study { outline, systems, cache: None };
        if !allows_other_days {
            study.measures_the_same_days()?;
        }
        for index in 0..study.systems.len() {
            study.check(index, &entries[study.outline.variants[index].scenario].name)?;
        }
        Ok(study)
    }

    /// The study that `outline` describes, of the scenarios that it was made of.
    ///
    /// # Errors
    ///
    /// [`StudyError`] as [`Study::new`], or if the outline is not of these scenarios.
    pub fn of_outline(outline: Outline, entries: &[Entry]) -> Result<Self, StudyError> {
        let extent = Extent {
            horizon: outline.horizon,
            seed: outline.seed,
            replications: outline.replications,
        };
        check_extent(extent)?;
        outline.goals.iter().try_for_each(check_goal)?;
        let mut systems = Vec::new();
        for variant in &outline.variants {
            let missing = || StudyError::NotOfThese {
                what: format!("variant {} has no scenario or no baseline", variant.name),
            };
            let entry = entries.get(variant.scenario).ok_or_else(missing)?;
            if variant.baseline.is_some_and(|baseline| baseline >= outline.variants.len()) {
                return Err(missing());
            }
            check_variant(variant, systems.len())?;
            let first = &entries[0].system;
            let system = variant.kind.of(&entry.system, first).ok_or_else(missing)?;
            systems.push(Digested::new(system));
        }
        let study = Study { outline, systems, cache: None };
        for (index, variant) in study.outline.variants.iter().enumerate() {
            study.check(index, &entries[variant.scenario].name)?;
        }
        Ok(study)
    }

    /// # Errors
    ///
    /// [`StudyError::OtherDays`] if a variant is compared with one that measures other days.
    fn measures_the_same_days(&self) -> Result<(), StudyError> {
        let of = self.outline.variants.iter().enumerate().find(|(_, variant)| variant.other_days);
        let Some((index, variant)) = of else { return Ok(()) };
        let Some(baseline) = variant.baseline else { return Ok(()) };
        let (own, other) = (&self.system(index).calendar, &self.system(baseline).calendar);
        let what = if own.start == other.start {
            "`calendar.bank_holidays` differ".to_owned()
        } else {
            format!("`calendar.start` is {}, there {}", own.start, other.start)
        };
        Err(StudyError::OtherDays {
            scenario: variant.name.clone(),
            baseline: self.outline.variants[baseline].name.clone(),
            what,
        })
    }

    /// The same until `goals` are reached, or the maximum number of replications is made.
    #[must_use]
    pub fn until(mut self, goals: Vec<Goal>, at_most: u32) -> Self {
        self.outline.goals = goals;
        if !self.outline.goals.is_empty() {
            self.outline.replications = at_most;
            self.outline.variants.iter_mut().for_each(|variant| variant.at_most = None);
        }
        self
    }

    /// Adds full relief of each of these pairs of capacities of the first scenario, compared with it, in so
    /// many replications.
    pub fn add_pairs(&mut self, entries: &[Entry], pairs: &[(Capacity, Capacity)], at_most: u32) {
        let both = |&(one, other): &(Capacity, Capacity)| VariantKind::Both(one, other);
        self.add_kinds(entries, pairs.iter().map(both), Some(at_most));
    }

    /// Adds the first scenario with more, compared with it as it is.
    pub fn add_more(&mut self, entries: &[Entry], more: &[More]) {
        self.add_kinds(entries, more.iter().map(|more| VariantKind::More(*more)), None);
    }

    /// Adds the first scenario in each of these ways, compared with it, in at most so many replications.
    pub fn add_kinds(
        &mut self,
        entries: &[Entry],
        kinds: impl Iterator<Item = VariantKind>,
        at_most: Option<u32>,
    ) {
        let Outline { horizon, seed, replications, .. } = self.outline;
        let mut made = Making::new(&entries[..1], Extent { horizon, seed, replications });
        made.variants = std::mem::take(&mut self.outline.variants);
        made.systems = std::mem::take(&mut self.systems);
        for kind in kinds {
            made.add(entries, 0, kind, Some(0));
            made.variants.last_mut().expect("a variant was added").at_most = at_most;
        }
        made.hold_against_baselines();
        (self.outline.variants, self.systems) = (made.variants, made.systems);
    }

    /// Lets every variant have so many replications.
    pub fn lengthen(&mut self, replications: &[u32]) {
        let most = replications.iter().copied().max().unwrap_or(1);
        self.outline.replications = most;
        for (variant, wanted) in self.outline.variants.iter_mut().zip(replications) {
            variant.at_most = (*wanted < most).then_some(*wanted);
        }
    }

    /// Its description, without the systems.
    pub fn outline(&self) -> &Outline {
        &self.outline
    }

    /// The variants.
    pub fn variants(&self) -> &[Variant] {
        &self.outline.variants
    }

    /// The system of the variant with this index.
    pub fn system(&self, index: usize) -> &CareSystem {
        self.systems[index].system()
    }

    /// The system of the variant with this index, to be fitted between one stage and the next.
    pub fn system_mut(&mut self, index: usize) -> &mut CareSystem {
        self.systems[index].system_mut()
    }

    /// The same with rows taken from `cache` where it knows them, and entered where it does not.
    #[must_use]
    pub fn remembering(mut self, cache: &Shared) -> Self {
        self.cache.clone_from(cache);
        self
    }

    /// The cache of its rows.
    pub const fn cache(&self) -> &Shared {
        &self.cache
    }

    /// The row of a `replication` of a variant with the random numbers of the replications at these
    /// addresses, its own and its baseline's, if the cache knows it.
    pub(super) fn recalled(
        &self,
        (stage, replication, variant): (u32, u32, usize),
        addresses: (u32, u32),
    ) -> Option<Row> {
        let cache = self.cache.as_deref()?;
        let row = cache.find(&self.origin(cache, variant, addresses))?;
        Some(Row { stage, replication, variant, ..row })
    }

    /// Enters a row that was simulated with the random numbers at these addresses.
    pub(super) fn remember(&self, row: &Row, addresses: (u32, u32)) {
        if let Some(cache) = self.cache.as_deref() {
            cache.enter(&self.origin(cache, row.variant, addresses), row);
        }
    }

    fn origin(&self, cache: &dyn Cache, variant: usize, (own, other): (u32, u32)) -> Origin {
        let simulated = |index: usize, address: u32| Simulated {
            digest: self.systems[index].digest(cache).to_owned(),
            horizon: self.horizon_of(index),
            address,
        };
        let baseline = self.outline.variants[variant].baseline;
        Origin {
            seed: self.outline.seed,
            own: simulated(variant, own),
            baseline: baseline.map(|baseline| simulated(baseline, other)),
            keeps_days: self.outline.keeps_days,
        }
    }

    /// Warm-up and measured period of the variant with this index.
    pub fn horizon_of(&self, index: usize) -> Horizon {
        let horizon = self.outline.horizon;
        match self.outline.variants[index].kind {
            VariantKind::BegunEarlier(weeks) | VariantKind::OthersBegunEarlier(weeks) => {
                Horizon { warm_up_weeks: horizon.warm_up_weeks + weeks, ..horizon }
            }
            _ => horizon,
        }
    }

    /// The number of `replication`, counted from 1, in the addresses of random numbers of the variant with
    /// this index.
    pub fn chance_of(&self, index: usize, replication: u32) -> u32 {
        match self.outline.variants[index].kind {
            VariantKind::OthersBegunEarlier(_) => OTHERS | (replication - 1),
            _ => replication - 1,
        }
    }

    /// Bank holidays must cover the years that are simulated, and the study must not be too large.
    fn check(&self, index: usize, scenario: &str) -> Result<(), StudyError> {
        let (system, horizon) = (self.system(index), self.horizon_of(index));
        let calendar = &system.calendar;
        let first = calendar.date(-(horizon.warm_up_weeks as i32) * 7);
        let last = calendar.date(horizon.weeks as i32 * 7 + FOLLOWED_DAYS);
        let known: Vec<i16> = calendar.bank_holidays.iter().map(|date| date.year()).collect();
        for year in first.year()..=last.year() {
            if !known.is_empty() && !known.contains(&year) {
                return Err(StudyError::BankHolidays {
                    scenario: scenario.to_owned(),
                    first: first.to_string(),
                    last: last.to_string(),
                    year,
                });
            }
        }
        let (patients, weeks) = (system.patients(), horizon.weeks + horizon.warm_up_weeks);
        let asked = patients * f64::from(weeks);
        if asked > MOST_PATIENT_WEEKS {
            return Err(StudyError::TooLarge {
                scenario: scenario.to_owned(),
                patients,
                weeks,
                millions: asked / 1e6,
                most: MOST_PATIENT_WEEKS / 1e6,
            });
        }
        Ok(())
    }
}

/// The bit that marks the number of a replication that is not one of those judged.
const OTHERS: u32 = 1 << 31;

fn check_extent(extent: Extent) -> Result<(), StudyError> {
    let Extent { horizon, replications, .. } = extent;
    let range = |what, found: u32, least: u32, most: u32| {
        if (least..=most).contains(&found) {
            return Ok(());
        }
        let limit = if found < least {
            format!("the minimum is {least}")
        } else {
            format!("the maximum is {most}")
        };
        Err(StudyError::Range { what, found, limit })
    };
    range("--weeks", horizon.weeks, 1, MOST_WEEKS)?;
    range("--warm-up-weeks", horizon.warm_up_weeks, 0, MOST_WARM_UP_WEEKS)?;
    range("the number of replications", replications, 1, MOST_REPLICATIONS)
}

/// # Errors
///
/// [`StudyError::NotOfThese`] if no design gives the variant with this index.
fn check_variant(variant: &Variant, index: usize) -> Result<(), StudyError> {
    let is_fine = match variant.kind {
        VariantKind::Rooms(rooms) | VariantKind::Point(Some(rooms)) => {
            (1..=MOST_ROOMS).contains(&rooms)
        }
        VariantKind::BegunEarlier(weeks) | VariantKind::OthersBegunEarlier(weeks) => {
            (1..=MOST_WARM_UP_WEEKS).contains(&weeks)
        }
        _ => true,
    };
    if is_fine && variant.baseline != Some(index) && variant.at_most != Some(0) {
        return Ok(());
    }
    Err(StudyError::NotOfThese { what: format!("no study has a variant like {}", variant.name) })
}

/// # Errors
///
/// [`StudyError::NotOfThese`] if the goal cannot be reached.
fn check_goal(goal: &Goal) -> Result<(), StudyError> {
    let (Wanted::Relative(wanted) | Wanted::Absolute(wanted)) = goal.wanted;
    if wanted.is_finite() && wanted > 0.0 {
        return Ok(());
    }
    Err(StudyError::NotOfThese {
        what: format!("the precision of {} is out of range", goal.measure),
    })
}
