//! One variant in one replication: every number that any output shows.

use crate::engine::monitor::HOURS_PER_WEEK;
use crate::experiment::outline::Outline;
use crate::measures::distributions::DISTRIBUTIONS;
use crate::measures::parts::PARTS;
use crate::measures::supervision::SUPERVISION;
use crate::measures::{COMPARED, MEASURES};
use crate::model::supervision::STAGES;
use crate::simulation::record::{AccessCounts, DayState, Record};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// The numbers of one replication of one variant that are kept.
///
/// Numbers are in the order in which `measures` defines them. Rows of two program versions are never
/// combined.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// The stage of a study whose later points follow from the earlier ones, from 1; 0 without stages.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub stage: u32,
    /// The replication, from 1.
    pub replication: u32,
    /// The variant, as an index.
    pub variant: usize,
    /// How often its parameters were drawn before a valid combination came; 0 without draws.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub refused: u32,
    /// Events executed.
    pub events: u64,
    /// Working days measured.
    pub working_days: u32,
    /// Every measure; `None` where it is undefined.
    pub measures: Vec<Option<f64>>,
    /// Every measure that only a comparison has; empty where nothing is compared.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub paired: Vec<Option<f64>>,
    /// The bands of every distribution, one distribution after the other.
    pub distributions: Vec<Option<f64>>,
    /// Supervision by role and stage, of those that had any.
    pub supervision: Vec<RoleSupervision>,
    /// Unmet requests that the time of each profession would have served.
    pub unmet_for_want_of: Vec<u64>,
    /// By practice: every result of [`PARTS`].
    pub practices: Vec<Vec<Option<f64>>>,
    /// The same by the day of the week of the request, Monday first.
    pub weekdays: Vec<Vec<Option<f64>>>,
    /// The sums behind profiles over the day and the week.
    pub profile: ProfileSums,
    /// Every day from the first of the warm-up, where the study asks for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub days: Vec<DayState>,
}

/// A value that is kept as a row. It is not computed again if its key is known.
pub trait Kept: Serialize + DeserializeOwned {
    /// The key of a row, which gives the order.
    type Key: Ord + Copy + std::fmt::Debug;

    /// Its key.
    fn key(&self) -> Self::Key;
}

impl Kept for Row {
    type Key = Key;

    fn key(&self) -> Key {
        Row::key(self)
    }
}

/// Where a row belongs: in the order of stages, then replications, then variants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// The stage.
    pub stage: u32,
    /// The replication, from 1.
    pub replication: u32,
    /// The variant, as an index.
    pub variant: usize,
}

const fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// Supervision of one role at one stage.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RoleSupervision {
    /// The role, as an index.
    pub role: usize,
    /// The stage, in the order of `Stage::CHOICES`.
    pub stage: usize,
    /// Every part of [`SUPERVISION`] \[h\].
    pub parts: Vec<f64>,
}

/// Sums over one replication, from which the mean profiles over all replications are computed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProfileSums {
    /// Appointments by staff group and band of booking lag.
    pub lags: Vec<[u64; 7]>,
    /// Callers of Mondays by half hour from 08:00, and their waits added up \[min\].
    pub monday_waits: Vec<(u64, f64)>,
    /// Hours of rooms in use, by hour of the week.
    pub rooms: Vec<f64>,
    /// By weekday: rooms in use, summed over the measured days.
    pub room_days: Vec<u32>,
    /// Hours of staff with a patient, advising or triaging, by staff group and hour of the week.
    pub busy: Vec<Vec<f64>>,
    /// Hours of staff in session, by staff group and hour of the week.
    pub in_session: Vec<Vec<f64>>,
}

impl Row {
    /// The row of `record` in a study with this `outline`, of `replication` counted from 1 of the variant at `variant`; `baseline` is
    /// the record of what it is compared with in the same replication.
    pub fn of(
        outline: &Outline,
        (stage, replication, variant): (u32, u32, usize),
        record: &Record,
        baseline: Option<&Record>,
    ) -> Self {
        let paired = baseline.map_or_else(Vec::new, |baseline| {
            COMPARED.iter().map(|m| finite((m.value)(record, baseline))).collect()
        });
        let days = if outline.keeps_days { record.by_day.clone() } else { Vec::new() };
        Row {
            stage,
            replication,
            variant,
            refused: 0,
            events: record.events,
            working_days: record.working_days,
            measures: MEASURES.iter().map(|m| finite((m.value)(record))).collect(),
            paired,
            distributions: DISTRIBUTIONS
                .iter()
                .flat_map(|distribution| (distribution.value)(record))
                .map(finite)
                .collect(),
            supervision: supervision(record),
            unmet_for_want_of: record.unmet_for_want_of.clone(),
            practices: record.by_practice.iter().map(|of| parts(&of.counts)).collect(),
            weekdays: record.by_weekday.iter().map(parts).collect(),
            profile: ProfileSums::of(record),
            days,
        }
    }

    /// Where it belongs.
    pub const fn key(&self) -> Key {
        Key { stage: self.stage, replication: self.replication, variant: self.variant }
    }
}

/// A number that is not finite is undefined, on disk and in memory.
fn finite(value: Option<f64>) -> Option<f64> {
    value.filter(|value| value.is_finite())
}

fn parts(counts: &AccessCounts) -> Vec<Option<f64>> {
    PARTS.iter().map(|part| finite((part.value)(counts))).collect()
}

fn supervision(record: &Record) -> Vec<RoleSupervision> {
    let by_role = record.work.supervision_by_role.iter().enumerate();
    by_role
        .flat_map(|(role, stages)| (0..STAGES).map(move |stage| (role, stage, &stages[stage])))
        .map(|(role, stage, minutes)| RoleSupervision {
            role,
            stage,
            parts: SUPERVISION.iter().map(|part| (part.value)(minutes)).collect(),
        })
        .filter(|of| of.parts.iter().any(|hours| *hours > 0.0))
        .collect()
}

impl ProfileSums {
    fn of(record: &Record) -> Self {
        let (work, door) = (&record.work, &record.front_door);
        ProfileSums {
            lags: record.appointments.by_group_and_lag.to_vec(),
            monday_waits: door.monday_wait_min.iter().map(|wait| (wait.count, wait.sum)).collect(),
            rooms: work.rooms.level_hours(),
            room_days: record.room_days.to_vec(),
            busy: work.busy.iter().map(|of_group| of_group.level_hours()).collect(),
            in_session: work.in_session.iter().map(|of_group| of_group.level_hours()).collect(),
        }
    }

    /// Zero sums for these numbers of staff groups and half hours.
    pub(super) fn none(groups: usize, bins: usize) -> Self {
        ProfileSums {
            lags: vec![[0; 7]; groups],
            monday_waits: vec![(0, 0.0); bins],
            rooms: vec![0.0; HOURS_PER_WEEK],
            room_days: vec![0; 7],
            busy: vec![vec![0.0; HOURS_PER_WEEK]; groups],
            in_session: vec![vec![0.0; HOURS_PER_WEEK]; groups],
        }
    }

    /// Adds those of one more replication.
    pub(super) fn add(&mut self, other: &ProfileSums) {
        let add = |sum: &mut Vec<f64>, more: &Vec<f64>| {
            sum.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
        };
        for (sum, more) in self.lags.iter_mut().zip(&other.lags) {
            sum.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
        }
        for (sum, more) in self.monday_waits.iter_mut().zip(&other.monday_waits) {
            *sum = (sum.0 + more.0, sum.1 + more.1);
        }
        add(&mut self.rooms, &other.rooms);
        self.room_days.iter_mut().zip(&other.room_days).for_each(|(sum, more)| *sum += more);
        self.busy.iter_mut().zip(&other.busy).for_each(|(sum, more)| add(sum, more));
        self.in_session.iter_mut().zip(&other.in_session).for_each(|(sum, more)| add(sum, more));
    }
}
