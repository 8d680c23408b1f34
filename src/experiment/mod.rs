//! Many replications: every scenario under the same chances.
//!
//! An experiment is all replications of one scenario; a [`Design`] says which scenarios, how many
//! replications, and which are compared with which. Replications are independent: with the feature
//! `parallel` they are spread over threads, and the results are in replication order all the same.

pub mod precision;
pub mod progress;
pub mod replication;
pub mod results;
pub mod warm_up;

use crate::engine::monitor::HOURS_PER_WEEK;
use crate::measures::MEASURES;
use crate::measures::distributions::DISTRIBUTIONS;
use crate::measures::supervision::{SUPERVISION, SupervisionPart};
use crate::model::Network;
use crate::model::supervision::Stage;
use crate::simulation::Horizon;
use crate::simulation::record::Record;
use precision::{Goal, Precision};
use progress::Progress;
use results::{Bands, IN_USE, Profiles, ScenarioResults, Series, SupervisionOf};
use std::ops::Range;

/// One scenario of a design.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The scenario's name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// The network to simulate.
    pub network: Network,
}

/// Which scenarios, how often, compared with which.
#[derive(Clone, Debug)]
pub struct Design {
    /// The scenarios; the first is the baseline.
    pub entries: Vec<Entry>,
    /// Comparisons: scenario and baseline, as indices of entries.
    pub comparisons: Vec<(usize, usize)>,
    /// Warm-up and measured period.
    pub horizon: Horizon,
    /// The seed.
    pub seed: u64,
    /// Replications of each scenario; with a goal, at most.
    pub replications: u32,
    /// How precisely something is to be known, if replications are made until it is.
    pub goal: Option<Goal>,
}

impl Design {
    /// The baseline against every other scenario; and, for each total number of rooms in
    /// `also_at_rooms` of the baseline, the same again with so many rooms more or fewer in all.
    pub fn new(entries: Vec<Entry>, horizon: Horizon, seed: u64, replications: u32) -> Self {
        let comparisons = Vec::new();
        let mut design = Design { comparisons, entries, horizon, seed, replications, goal: None };
        design.compare_with_first(0);
        design
    }

    fn compare_with_first(&mut self, first: usize) {
        let comparisons = (first + 1..self.entries.len()).map(|scenario| (scenario, first));
        self.comparisons.extend(comparisons);
    }

    /// Adds, for each scenario with estate projects that the baseline has not and that are not in use on
    /// every measured day, the same scenario with their rooms in use all the time, against the baseline:
    /// what a year of use gains.
    pub fn also_in_use(&mut self) {
        let count = self.entries.iter().take_while(|entry| !entry.name.contains('@')).count();
        for place in 1..count {
            let entry = &self.entries[place];
            let network = entry.network.with_projects_in_use(&self.entries[0].network.projects);
            let differs = |day: i32| {
                let date = network.calendar.date(day);
                (0..network.sites.len()).any(|site| {
                    network.rooms_of_site(site, date) != entry.network.rooms_of_site(site, date)
                })
            };
            if (0..self.horizon.weeks as i32 * 7).any(differs) {
                let in_use = Entry {
                    name: format!("{}{IN_USE}", entry.name),
                    title: format!("{}, its rooms in use all the time", entry.title),
                    network,
                };
                self.comparisons.push((self.entries.len(), 0));
                self.entries.push(in_use);
            }
        }
    }

    /// Adds the same comparison with the baseline at `total` rooms, and every scenario at as many
    /// more or fewer as it has beside the baseline.
    pub fn also_at_rooms(&mut self, total: u32) {
        let count = self.entries.iter().take_while(|entry| !entry.name.contains('@')).count();
        let of_baseline = i64::from(self.entries[0].network.rooms_total());
        let first = self.entries.len();
        for place in 0..count {
            let mut entry = self.entries[place].clone();
            let beside = i64::from(entry.network.rooms_total()) - of_baseline;
            let rooms = (i64::from(total) + beside).max(1) as u32;
            entry.network.set_rooms_total(rooms);
            entry.name = format!("{}@{total}-rooms", entry.name);
            entry.title = format!("{}, at {rooms} rooms", entry.title);
            self.entries.push(entry);
        }
        self.compare_with_first(first);
    }
}

/// What [`make`] made.
#[derive(Clone, Debug)]
pub struct Made {
    /// The records, replication by replication, and within one, scenario by scenario.
    pub records: Vec<Vec<Record>>,
    /// Whether it was stopped before all replications were done.
    pub partial: bool,
    /// How precisely what was asked for is known.
    pub precision: Option<Precision>,
}

/// Simulates `design`, told to `progress`, which may stop it: then only the replications that every
/// scenario has finished are kept.
pub fn make(design: &Design, progress: &(impl Progress + Sync)) -> Made {
    if let Some(goal) = design.goal {
        return precision::make_until_precise(design, goal, progress);
    }
    let records = whole_replications(design, 0..design.replications, progress);
    let partial = records.len() < design.replications as usize;
    Made { records, partial, precision: None }
}

/// The replications `numbers` of `design`, as far as every scenario has finished them.
fn whole_replications(
    design: &Design,
    numbers: Range<u32>,
    progress: &(impl Progress + Sync),
) -> Vec<Vec<Record>> {
    let mut records = replication::run_all(design, numbers, progress).into_iter();
    // A replication counts if all scenarios have it.
    std::iter::from_fn(|| {
        let of_replication: Vec<_> = records.by_ref().take(design.entries.len()).collect();
        let is_over = of_replication.is_empty();
        of_replication.into_iter().collect::<Option<Vec<Record>>>().filter(|_| !is_over)
    })
    .collect()
}

/// What the replications of one scenario found; `records` are its own, one a replication.
pub fn summarise(entry: &Entry, records: &[&Record]) -> ScenarioResults {
    ScenarioResults {
        name: entry.name.clone(),
        title: entry.title.clone(),
        rooms: entry.network.rooms_total(),
        measures: MEASURES
            .iter()
            .map(|measure| Series {
                name: measure.name,
                unit: measure.unit,
                kind: measure.kind,
                values: records.iter().map(|record| (measure.value)(record)).collect(),
            })
            .collect(),
        distributions: DISTRIBUTIONS
            .iter()
            .map(|distribution| Bands {
                name: distribution.name,
                unit: distribution.unit,
                bands: distribution.bands,
                values: records.iter().map(|record| (distribution.value)(record)).collect(),
            })
            .collect(),
        supervision: supervision(&entry.network, records),
        profiles: profiles(records),
    }
}

/// Supervision of every role at every stage, where there was any.
fn supervision(network: &Network, records: &[&Record]) -> Vec<SupervisionOf> {
    let stages = |index: usize| Stage::CHOICES.map(|(name, stage)| (index, name, stage));
    (0..network.roles.len())
        .flat_map(stages)
        .map(|(index, stage_name, stage)| {
            let series = |part: &SupervisionPart| {
                let value =
                    |r: &&Record| (part.value)(&r.work.supervision_by_role[index][stage as usize]);
                let values = records.iter().map(|record| Some(value(record))).collect();
                Series { name: part.name, unit: part.unit, kind: part.kind, values }
            };
            let role = &network.roles[index];
            SupervisionOf {
                role: role.name.clone(),
                title: role.title.clone(),
                stage: stage_name,
                parts: SUPERVISION.iter().map(series).collect(),
            }
        })
        .filter(|of| of.parts.iter().flat_map(|part| &part.values).any(|v| *v > Some(0.0)))
        .collect()
}

/// The share of its fullest hour below which a group counts as not in session, for the profiles.
const LEAST_PRESENCE: f64 = 0.02;

/// Profiles over the day and the week, over all replications together.
fn profiles(records: &[&Record]) -> Profiles {
    let groups = records[0].work.busy.len();
    let lag_shares = (0..groups)
        .map(|group| {
            let counts: [u64; 7] = std::array::from_fn(|band| {
                records.iter().map(|r| r.appointments.by_group_and_lag[group][band]).sum()
            });
            let all = counts.iter().sum::<u64>().max(1) as f64;
            counts.map(|count| count as f64 / all)
        })
        .collect();
    let bins = records[0].front_door.monday_wait_min.len();
    let monday_wait_min = (0..bins)
        .map(|bin| {
            let tallies = records.iter().map(|r| r.front_door.monday_wait_min[bin]);
            let (count, sum) = tallies.fold((0, 0.0), |(n, s), t| (n + t.count, s + t.sum));
            (count > 0).then(|| sum / count as f64)
        })
        .collect();
    let total = |hours: &dyn Fn(&Record) -> Vec<f64>| {
        records.iter().fold(vec![0.0; HOURS_PER_WEEK], |mut sum, record| {
            sum.iter_mut().zip(hours(record)).for_each(|(s, h)| *s += h);
            sum
        })
    };
    let rooms = total(&|r| r.work.rooms.level_hours());
    // Rooms in use, summed over the measured days of a weekday.
    let room_days = |weekday: usize| {
        records.iter().map(|r| f64::from(r.room_days[weekday])).sum::<f64>().max(1.0)
    };
    let staff_at_work = (0..groups)
        .map(|group| {
            let busy = total(&|r| r.work.busy[group].level_hours());
            let in_session = total(&|r| r.work.in_session[group].level_hours());
            // An hour in which only the last of the late are still there says nothing of the group.
            let least = in_session.iter().copied().fold(0.0, f64::max) * LEAST_PRESENCE;
            busy.iter().zip(&in_session).map(|(b, s)| (*s > least).then(|| b / s)).collect()
        })
        .collect();
    Profiles {
        lag_shares,
        monday_wait_min,
        rooms_in_use: (0..).zip(&rooms).map(|(hour, hours)| hours / room_days(hour / 24)).collect(),
        staff_at_work,
    }
}
