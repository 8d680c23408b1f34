//! A study: variants × replications under one horizon and one seed.

use crate::model::CareSystem;
use crate::model::margin::More;
use crate::model::population::{same_patients, same_requests};
use crate::model::relief::{Amount, Capacity, Relief};
use crate::simulation::{FOLLOWED_DAYS, Horizon};
use crate::statistics::precision::Wanted;
use serde::{Deserialize, Serialize};

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

/// How precisely a measure is to be known.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Goal {
    /// The measure's name: of every scenario as stated, or of every comparison with the first.
    pub measure: String,
    /// The widest that half its interval may be.
    pub wanted: Wanted,
}

/// A scenario as a study takes it.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The scenario's name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// The system to simulate.
    pub system: CareSystem,
}

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

/// The length, the number of replications and the seed of a study.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extent {
    /// Warm-up and measured period.
    pub horizon: Horizon,
    /// The seed.
    pub seed: u64,
    /// Replications of each variant; with goals, at most.
    pub replications: u32,
}

/// The description of a study: the rows it has and what they mean, without the systems. It is the same
/// for all shards of a study.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outline {
    /// Warm-up and measured period.
    pub horizon: Horizon,
    /// The seed.
    #[serde(with = "crate::experiment::seed")]
    pub seed: u64,
    /// Replications of each variant; with goals, at most.
    pub replications: u32,
    /// The goals of precision, if replications are made until they are reached.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub goals: Vec<Goal>,
    /// Whether rows hold the state of every day.
    #[serde(default)]
    pub keeps_days: bool,
    /// The variants, those that are scenarios as stated first.
    pub variants: Vec<Variant>,
}

impl Outline {
    /// Replications of the variant with this index, at most.
    pub fn replications_of(&self, index: usize) -> u32 {
        let at_most = self.variants[index].at_most.unwrap_or(u32::MAX);
        self.replications.min(at_most)
    }
}

/// A study, made by [`Study::new`] or [`Study::of_outline`], both of which check it.
#[derive(Clone, Debug)]
pub struct Study {
    outline: Outline,
    systems: Vec<CareSystem>,
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
        let study = made.study(keeps_days);
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
            systems.push(variant.kind.of(&entry.system, first).ok_or_else(missing)?);
        }
        let study = Study { outline, systems };
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
        let (own, other) = (&self.systems[index].calendar, &self.systems[baseline].calendar);
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
        &self.systems[index]
    }

    /// The system of the variant with this index, to be fitted between one stage and the next.
    pub fn system_mut(&mut self, index: usize) -> &mut CareSystem {
        &mut self.systems[index]
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
        let (system, horizon) = (&self.systems[index], self.horizon_of(index));
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

/// A study in the making.
struct Making {
    extent: Extent,
    variants: Vec<Variant>,
    systems: Vec<CareSystem>,
    /// Titles that more than one scenario has.
    twice: Vec<String>,
}

impl Making {
    fn new(entries: &[Entry], extent: Extent) -> Self {
        let is_twice = |entry: &&Entry| {
            entry.title.is_empty() || entries.iter().filter(|e| e.title == entry.title).count() > 1
        };
        let twice = entries.iter().filter(is_twice).map(|entry| entry.title.clone()).collect();
        Making { extent, variants: Vec::new(), systems: Vec::new(), twice }
    }

    /// Every scenario as stated, with its baseline and its maximum number of replications.
    fn stated(
        &mut self,
        entries: &[Entry],
        against: impl Fn(usize) -> (Option<usize>, Option<u32>),
    ) {
        for index in 0..entries.len() {
            let (baseline, at_most) = against(index);
            self.add(entries, index, VariantKind::Stated, baseline);
            self.variants[index].at_most = at_most;
        }
    }

    /// Repeats the comparisons at each number of rooms that the baseline states. The difference
    /// between a scenario's rooms and the baseline's stays the same.
    fn at_rooms(&mut self, entries: &[Entry]) {
        let baseline = &entries[0].system;
        let own = i64::from(baseline.rooms_total());
        for &of_one in &baseline.rooms.also_shown_at {
            let total = of_one * baseline.pcns() as u32;
            if i64::from(total) == own {
                continue;
            }
            let first = self.variants.len();
            for (index, entry) in entries.iter().enumerate() {
                let beside = i64::from(entry.system.rooms_total()) - own;
                let rooms = (i64::from(total) + beside).max(1) as u32;
                let against = (index > 0).then_some(first);
                self.add(entries, index, VariantKind::Rooms(rooms), against);
            }
        }
    }

    /// For each scenario with estate projects that the baseline does not have and that are not in
    /// use on every measured day: adds the same scenario with their rooms in use all the time.
    fn in_use(&mut self, entries: &[Entry]) {
        for (index, entry) in entries.iter().enumerate().skip(1) {
            let system = entry.system.with_projects_in_use(&entries[0].system.projects);
            let differs = |day: i32| {
                let date = system.calendar.date(day);
                (0..system.sites.len()).any(|site| {
                    system.rooms_of_site(site, date) != entry.system.rooms_of_site(site, date)
                })
            };
            if (0..self.extent.horizon.weeks as i32 * 7).any(differs) {
                self.add(entries, index, VariantKind::InUse, Some(0));
            }
        }
    }

    /// The first scenario with these amounts of a capacity, if it can have them.
    fn relieved(
        &mut self,
        entries: &[Entry],
        capacity: Capacity,
        amounts: &[Amount],
        baseline: Option<usize>,
    ) {
        for &amount in amounts {
            self.add(entries, 0, VariantKind::Relieved(Relief { capacity, amount }), baseline);
        }
    }

    /// The first scenario with more and less of a capacity, as stated and where it is short, if some of it
    /// can be taken away.
    fn elasticities(&mut self, entries: &[Entry], capacity: Capacity) {
        let short = Relief { capacity, amount: Amount::Short };
        if entries[0].system.with_relief(short).is_none() {
            return;
        }
        self.relieved(entries, capacity, &[Amount::OneMore, Amount::OneLess], Some(0));
        let baseline = self.variants.len();
        self.relieved(entries, capacity, &[Amount::Short], None);
        let amounts = [Amount::ShortOneMore, Amount::ShortOneLess];
        self.relieved(entries, capacity, &amounts, Some(baseline));
    }

    fn add(
        &mut self,
        entries: &[Entry],
        scenario: usize,
        kind: VariantKind,
        baseline: Option<usize>,
    ) {
        let entry = &entries[scenario];
        let Some(system) = kind.of(&entry.system, &entries[0].system) else { return };
        let rooms = system.rooms_total();
        let title = if self.twice.contains(&entry.title) {
            format!("{} ({})", entry.title, entry.name).trim_start().to_owned()
        } else {
            entry.title.clone()
        };
        let at = baseline.map_or(rooms, |first| self.variants[first].rooms);
        let roles: Vec<(String, String)> =
            system.roles.iter().map(|r| (r.name.clone(), r.title.clone())).collect();
        let (name, title) =
            kind.called((&entry.name, title), (at, rooms), (&entry.system.professions, &roles));
        self.variants.push(Variant {
            name: distinct(name, self.variants.iter().map(|other| other.name.as_str())),
            title: distinct(title, self.variants.iter().map(|other| other.title.as_str())),
            scenario,
            kind,
            baseline,
            same_patients: false,
            other_days: false,
            at_most: None,
            rooms,
            professions: system.professions.clone(),
            practices: system.practices.iter().map(|of| of.name.clone()).collect(),
            roles,
        });
        self.systems.push(system);
    }

    /// Sets for every variant whether it meets the same patients and days as its baseline.
    fn hold_against_baselines(&mut self) {
        for index in 0..self.variants.len() {
            let Some(baseline) = self.variants[index].baseline else { continue };
            let (own, other) = (&self.systems[index], &self.systems[baseline]);
            let (of_own, of_other) = (&own.calendar, &other.calendar);
            let variant = &mut self.variants[index];
            variant.same_patients = same_patients(other, own).is_ok() && same_requests(other, own);
            variant.other_days =
                of_own.start != of_other.start || of_own.bank_holidays != of_other.bank_holidays;
        }
    }

    fn study(self, keeps_days: bool) -> Study {
        let Extent { horizon, seed, replications } = self.extent;
        let variants = self.variants;
        let goals = Vec::new();
        let outline = Outline { horizon, seed, replications, goals, keeps_days, variants };
        Study { outline, systems: self.systems }
    }
}
