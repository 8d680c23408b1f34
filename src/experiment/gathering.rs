//! Computes results from rows. The order of rows does not matter.

use crate::experiment::precision::precision_of;
use crate::experiment::results::{
    Bands, Comparison, PartResults, Profiles, Results, ScenarioResults, Series, SupervisionOf,
};
use crate::experiment::row::{Key, ProfileSums, Row};
use crate::experiment::study::{Outline, Variant};
use crate::measures::distributions::DISTRIBUTIONS;
use crate::measures::parts::PARTS;
use crate::measures::supervision::SUPERVISION;
use crate::measures::{COMPARED, Kind, MEASURES};
use crate::model::calendar::WEEKDAYS;
use crate::model::role::STAFF_GROUPS;
use crate::model::supervision::Stage;
use crate::simulation::record::MONDAY_BINS;
use crate::statistics::interval::CONFIDENCE;
use crate::statistics::paired::{differences, unpaired_interval};
use std::collections::BTreeSet;
use std::ops::RangeInclusive;

/// The share of its fullest hour below which a group counts as not in session, for the profiles.
const LEAST_PRESENCE: f64 = 0.02;

/// A row does not belong to the study, or is out of order.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("replication {replication} of variant {variant}: {what}")]
pub struct RowError {
    /// The replication, from 1.
    pub replication: u32,
    /// The variant, as an index.
    pub variant: usize,
    /// What is wrong.
    pub what: &'static str,
}

/// Adds up rows in the order of their keys, without keeping them.
#[derive(Debug)]
pub struct Gathering<'o> {
    outline: &'o Outline,
    wanted: RangeInclusive<u32>,
    numbers: Vec<u32>,
    last: Option<Key>,
    events: u64,
    variants: Vec<OfVariant>,
}

/// A value in each replication so far.
type Values = Vec<Option<f64>>;

/// Supervision of a role at a stage, by part.
type OfRole = ((usize, usize), Vec<Values>);

/// The sums of one variant so far.
#[derive(Debug)]
struct OfVariant {
    measures: Vec<Values>,
    paired: Vec<Values>,
    distributions: Vec<Values>,
    /// In the order of roles and stages.
    supervision: Vec<OfRole>,
    /// By profession.
    unmet_for_want_of: Vec<Values>,
    /// By practice, and by day of the week.
    practices: Vec<Vec<Values>>,
    weekdays: Vec<Vec<Values>>,
    profile: ProfileSums,
    replications: usize,
    /// Working days measured, by replication.
    working_days: Vec<u32>,
}

/// The replications of `wanted` of which every variant has a row, by their keys.
pub fn complete(outline: &Outline, wanted: RangeInclusive<u32>, keys: &BTreeSet<Key>) -> Vec<u32> {
    let stage = keys.last().map_or(0, |key| key.stage);
    let is_whole = |replication: &u32| {
        (0..outline.variants.len())
            .filter(|variant| outline.replications_of(*variant) >= *replication)
            .all(|variant| keys.contains(&Key { stage, replication: *replication, variant }))
    };
    wanted.filter(is_whole).collect()
}

impl Results {
    /// The results of `rows`, in any order. Only replications in which every variant has a row are used.
    /// `None` if there is no such replication.
    ///
    /// # Errors
    ///
    /// [`RowError`] if a row does not belong to the study.
    pub fn from_rows(outline: &Outline, rows: &[Row]) -> Result<Option<Results>, RowError> {
        let keys: BTreeSet<Key> = rows.iter().map(Row::key).collect();
        let wanted = 1..=outline.replications;
        let mut gathering = Gathering::new(outline, wanted, &keys);
        let mut in_order: Vec<&Row> = rows.iter().collect();
        in_order.sort_by_key(|row| row.key());
        for row in in_order {
            gathering.add(row)?;
        }
        Ok(gathering.finish())
    }
}

impl<'o> Gathering<'o> {
    /// Begins with the replications of `wanted` that are complete by `keys`: rows of others are passed
    /// over, and those of all stages but the last.
    pub fn new(outline: &'o Outline, wanted: RangeInclusive<u32>, keys: &BTreeSet<Key>) -> Self {
        let numbers = complete(outline, wanted.clone(), keys);
        let variants = empty(outline, &numbers);
        Gathering { outline, wanted, numbers, last: None, events: 0, variants }
    }

    /// Adds the next row.
    ///
    /// # Errors
    ///
    /// [`RowError`] if it does not belong to the study, or does not come after the last.
    pub fn add(&mut self, row: &Row) -> Result<(), RowError> {
        let wrong = |what| RowError { replication: row.replication, variant: row.variant, what };
        if self.last.is_some_and(|last| last >= row.key()) {
            return Err(wrong("it comes twice, or out of turn"));
        }
        if row.variant >= self.variants.len() {
            return Err(wrong("the study has no such variant"));
        }
        if self.last.is_some_and(|last| last.stage < row.stage) {
            self.begin_stage();
        }
        self.last = Some(row.key());
        if self.numbers.binary_search(&row.replication).is_err() {
            return Ok(());
        }
        let variant = &mut self.variants[row.variant];
        let lengths = (row.measures.len(), row.paired.len(), row.distributions.len());
        if lengths != (variant.measures.len(), variant.paired.len(), variant.distributions.len()) {
            return Err(wrong("it has other results than this version defines"));
        }
        self.events += row.events;
        variant.add(row);
        Ok(())
    }

    /// Drops the rows of earlier stages, which only served to choose the points of this one.
    fn begin_stage(&mut self) {
        self.events = 0;
        self.variants = empty(self.outline, &self.numbers);
    }

    /// The results; `None` without one complete replication.
    pub fn finish(self) -> Option<Results> {
        let Gathering { outline, wanted, numbers, events, mut variants, .. } = self;
        if numbers.is_empty() {
            return None;
        }
        let scenarios: Vec<ScenarioResults> = outline
            .variants
            .iter()
            .zip(&mut variants)
            .map(|(about, found)| found.results_of(about))
            .collect();
        let of = |(index, about): (usize, &Variant)| {
            let baseline = about.baseline?;
            Some(if about.other_days {
                by_working_day(&scenarios, &variants, index, baseline)
            } else {
                let same_patients = about.same_patients;
                let paired = std::mem::take(&mut variants[index].paired);
                Comparison { same_patients, ..compared(&scenarios, index, baseline, paired) }
            })
        };
        let comparisons: Vec<Comparison> =
            outline.variants.iter().enumerate().filter_map(of).collect();
        let all = 1..=outline.replications;
        let mut results = Results {
            partial: false,
            shard: (wanted != all).then_some((*wanted.start(), *wanted.end())),
            seed: outline.seed,
            replications: numbers.len() as u32,
            weeks: outline.horizon.weeks,
            warm_up_weeks: outline.horizon.warm_up_weeks,
            events,
            precision: None,
            scenarios,
            comparisons,
            numbers,
        };
        let is_whole = results.replications as usize == wanted.count();
        let (precision, is_over) = precision_of(outline, &results).unzip();
        results.precision = precision;
        results.partial = !is_whole && !is_over.unwrap_or(false);
        Some(results)
    }
}

/// Empty sums for every variant, with capacity for all replications.
fn empty(outline: &Outline, numbers: &[u32]) -> Vec<OfVariant> {
    let of = |(index, about): (usize, &Variant)| {
        let most = outline.replications_of(index);
        OfVariant::new(about, numbers.iter().filter(|number| **number <= most).count())
    };
    outline.variants.iter().enumerate().map(of).collect()
}

impl OfVariant {
    fn new(about: &Variant, replications: usize) -> Self {
        let none = |series: usize| -> Vec<Values> {
            (0..series).map(|_| Vec::with_capacity(replications)).collect()
        };
        let bands = DISTRIBUTIONS.iter().map(|distribution| distribution.bands.len()).sum();
        let compared = if about.baseline.is_some() { COMPARED.len() } else { 0 };
        OfVariant {
            measures: none(MEASURES.len()),
            paired: none(compared),
            distributions: none(bands),
            supervision: Vec::new(),
            unmet_for_want_of: none(about.professions.len()),
            practices: about.practices.iter().map(|_| none(PARTS.len())).collect(),
            weekdays: WEEKDAYS.iter().map(|_| none(PARTS.len())).collect(),
            profile: ProfileSums::none(STAFF_GROUPS, MONDAY_BINS),
            replications: 0,
            working_days: Vec::new(),
        }
    }

    fn add(&mut self, row: &Row) {
        let push = |all: &mut [Values], values: &[Option<f64>]| {
            all.iter_mut().zip(values).for_each(|(all, value)| all.push(*value));
        };
        push(&mut self.measures, &row.measures);
        push(&mut self.paired, &row.paired);
        push(&mut self.distributions, &row.distributions);
        for of in &row.supervision {
            let index = match self.supervision.binary_search_by_key(&(of.role, of.stage), |s| s.0) {
                Ok(index) => index,
                Err(index) => {
                    // A role without supervision so far had zero in earlier replications.
                    let none = vec![vec![Some(0.0); self.replications]; SUPERVISION.len()];
                    self.supervision.insert(index, ((of.role, of.stage), none));
                    index
                }
            };
            let parts: Vec<Option<f64>> = of.parts.iter().copied().map(Some).collect();
            push(&mut self.supervision[index].1, &parts);
        }
        for (all, unmet) in self.unmet_for_want_of.iter_mut().zip(&row.unmet_for_want_of) {
            all.push(Some(*unmet as f64));
        }
        for (all, part) in self.practices.iter_mut().zip(&row.practices) {
            push(all, part);
        }
        for (all, part) in self.weekdays.iter_mut().zip(&row.weekdays) {
            push(all, part);
        }
        self.replications += 1;
        self.working_days.push(row.working_days);
        for (_, parts) in &mut self.supervision {
            parts.iter_mut().for_each(|part| part.resize(self.replications, Some(0.0)));
        }
        self.profile.add(&row.profile);
    }

    /// Moves out everything except the measures of comparisons, so that no value is held twice.
    fn results_of(&mut self, about: &Variant) -> ScenarioResults {
        let own = std::mem::take(&mut self.measures);
        let measures = MEASURES.iter().zip(own).map(|(measure, values)| Series {
            name: measure.name.into(),
            unit: measure.unit.into(),
            kind: measure.kind,
            values,
            unpaired: None,
        });
        let mut bands = std::mem::take(&mut self.distributions).into_iter();
        let distributions = DISTRIBUTIONS.iter().map(|distribution| {
            let of: Vec<Values> = bands.by_ref().take(distribution.bands.len()).collect();
            Bands {
                name: distribution.name.into(),
                unit: distribution.unit.into(),
                bands: distribution.bands.iter().map(|band| (*band).into()).collect(),
                values: (0..self.replications)
                    .map(|replication| of.iter().map(|band| band[replication]).collect())
                    .collect(),
            }
        });
        ScenarioResults {
            name: about.name.clone(),
            title: about.title.clone(),
            scenario: about.scenario,
            kind: about.kind,
            rooms: about.rooms,
            measures: measures.collect(),
            distributions: distributions.collect(),
            supervision: self.supervision(about),
            unmet_for_want_of: self.unmet_for_want_of(about),
            practices: parts(about.practices.iter(), std::mem::take(&mut self.practices)),
            weekdays: parts(WEEKDAYS.iter(), std::mem::take(&mut self.weekdays)),
            profiles: profiles(&self.profile),
        }
    }

    /// Unmet requests by the profession whose time was missing, if there were any.
    fn unmet_for_want_of(&mut self, about: &Variant) -> Vec<Series> {
        let has_any = |values: &Values| values.iter().flatten().any(|unmet| *unmet > 0.0);
        let values = std::mem::take(&mut self.unmet_for_want_of);
        let named = about.professions.iter().zip(values).filter(|(_, values)| has_any(values));
        named
            .map(|(profession, values)| Series {
                name: profession.clone(),
                unit: "requests".into(),
                kind: Kind::Flow,
                values,
                unpaired: None,
            })
            .collect()
    }

    /// Supervision of every role at every stage, where there was any.
    fn supervision(&mut self, about: &Variant) -> Vec<SupervisionOf> {
        let of = |((role, stage), parts): OfRole| {
            let (name, title) = about.roles.get(role).cloned().unwrap_or_default();
            let parts = SUPERVISION.iter().zip(parts).map(|(part, values)| Series {
                name: part.name.into(),
                unit: part.unit.into(),
                kind: part.kind,
                values,
                unpaired: None,
            });
            let of_stage = Stage::CHOICES.iter().find(|(_, known)| *known as usize == stage);
            let stage = of_stage.map_or("", |(word, _)| word).into();
            SupervisionOf { role: name, title, stage, parts: parts.collect() }
        };
        std::mem::take(&mut self.supervision).into_iter().map(of).collect()
    }
}

/// The results of parts called `names`.
fn parts(names: impl Iterator<Item: ToString>, values: Vec<Vec<Values>>) -> Vec<PartResults> {
    let of = |(name, values): (_, Vec<Values>)| PartResults {
        name: ToString::to_string(&name),
        measures: (PARTS.iter().zip(values))
            .map(|(part, values)| Series {
                name: part.name.into(),
                unit: part.unit.into(),
                kind: part.kind,
                values,
                unpaired: None,
            })
            .collect(),
    };
    names.zip(values).map(of).collect()
}

/// Compares the variant `index` with the variant `baseline`, replication by replication.
fn compared(
    scenarios: &[ScenarioResults],
    index: usize,
    baseline: usize,
    paired: Vec<Values>,
) -> Comparison {
    let pairs = scenarios[index].measures.iter().zip(&scenarios[baseline].measures);
    let differing = pairs.map(|(own, other)| Series {
        name: own.name.clone(),
        unit: own.unit.clone(),
        kind: own.kind,
        values: differences(&own.values, &other.values),
        unpaired: None,
    });
    let only_compared = COMPARED.iter().zip(paired).map(|(measure, values)| Series {
        name: measure.name.into(),
        unit: measure.unit.into(),
        kind: measure.kind,
        values,
        unpaired: None,
    });
    Comparison {
        scenario: index,
        baseline,
        same_patients: true,
        other_days: false,
        measures: differing.chain(only_compared).collect(),
    }
}

/// Compares the variant `index` with the variant `baseline`, which measures other days. Counts are taken
/// for each working day, and the samples are not paired.
fn by_working_day(
    scenarios: &[ScenarioResults],
    variants: &[OfVariant],
    index: usize,
    baseline: usize,
) -> Comparison {
    let sample = |of: usize, series: &Series| -> Option<Vec<f64>> {
        let days = variants[of].working_days.iter();
        let each = |(value, days): (&Option<f64>, &u32)| match series.kind {
            Kind::Flow => Some((*value)? / f64::from((*days).max(1))),
            _ => *value,
        };
        series.values.iter().zip(days).map(each).collect()
    };
    let pairs = scenarios[index].measures.iter().zip(&scenarios[baseline].measures);
    let measures = pairs.map(|(own, other)| {
        let samples = sample(index, own).zip(sample(baseline, other));
        let (kind, unit) = match own.kind {
            Kind::Flow => (Kind::Mean, format!("{} per working day", own.unit)),
            kind => (kind, own.unit.clone()),
        };
        Series {
            name: own.name.clone(),
            unit,
            kind,
            values: vec![None; own.values.len()],
            unpaired: samples.and_then(|(own, other)| unpaired_interval(&own, &other, CONFIDENCE)),
        }
    });
    Comparison {
        scenario: index,
        baseline,
        same_patients: false,
        other_days: true,
        measures: measures.collect(),
    }
}

/// Each hour beside that with most; all zero if there is nothing in any.
fn beside_most(hours: &[f64]) -> Vec<f64> {
    let most = hours.iter().copied().fold(0.0, f64::max);
    hours.iter().map(|hour| if most > 0.0 { hour / most } else { 0.0 }).collect()
}

/// Profiles over the day and the week, over all replications together.
fn profiles(sums: &ProfileSums) -> Profiles {
    let shares = |counts: &[u64; 7]| {
        let all = counts.iter().sum::<u64>().max(1) as f64;
        counts.map(|count| count as f64 / all)
    };
    let mean = |(count, sum): &(u64, f64)| (*count > 0).then(|| sum / *count as f64);
    let room_days = |weekday: usize| f64::from(sums.room_days[weekday]).max(1.0);
    let at_work = |(busy, in_session): (&Vec<f64>, &Vec<f64>)| {
        // An hour in which only a few clinicians who overrun are present does not represent the
        // group.
        let least = in_session.iter().copied().fold(0.0, f64::max) * LEAST_PRESENCE;
        busy.iter().zip(in_session).map(|(b, s)| (*s > least).then(|| b / s)).collect()
    };
    Profiles {
        lag_shares: sums.lags.iter().map(shares).collect(),
        monday_wait_min: sums.monday_waits.iter().map(mean).collect(),
        rooms_in_use: (0..)
            .zip(&sums.rooms)
            .map(|(hour, hours)| hours / room_days(hour / 24))
            .collect(),
        staff_at_work: sums.busy.iter().zip(&sums.in_session).map(at_work).collect(),
        staff_in_session: sums.in_session.iter().map(|hours| beside_most(hours)).collect(),
    }
}
