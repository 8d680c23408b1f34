//! All tables as one: practices by month, with their network and their lists.

use super::again_stated::Again;
use super::cell::Month;
use super::left::{Left, LeftOut};
use super::measure::{Cells, EVENTS, Group, M};
use super::registers::Registers;
use super::schema::Sort;
use super::table::{Annual, Network, Staff, Table};
use super::{deprivation, lists};
use std::collections::{BTreeMap, BTreeSet};

/// A practice without any event in so many months to the latest is closed, where no list of practices says so.
pub(super) const SILENT_MONTHS: i32 = 3;

impl Known {
    /// The last month with any event.
    pub(super) fn last_event(&self) -> Option<Month> {
        let is_event = |cells: &Cells| EVENTS.iter().any(|group| cells.has(*group));
        self.months.iter().rev().find(|(_, cells)| is_event(cells)).map(|(month, _)| *month)
    }
}

/// What all tables state of a practice.
#[derive(Clone, Debug, Default)]
pub(super) struct Known {
    /// The measures by month.
    pub(super) months: BTreeMap<Month, Cells>,
    /// Registered patients by month, each with the rank of its publication.
    pub(super) lists: BTreeMap<Month, (u8, f64)>,
    /// Registered patients of a table without a month.
    pub(super) undated: Option<f64>,
    /// The network, with the rank of the publication and the month.
    pub(super) network: Option<(u8, Option<Month>, Network)>,
    /// The name.
    pub(super) name: Option<String>,
    /// The sub-ICB location.
    pub(super) sub_icb: Option<String>,
    /// The score and the fifth of deprivation, 1 the most deprived.
    pub(super) deprivation: Option<(Option<f64>, Option<u8>)>,
    /// Rates of a year.
    pub(super) annual: Option<Annual>,
    /// Whether the newest registers of practices list it.
    pub(super) is_open: bool,
}

/// All tables as one.
#[derive(Debug, Default)]
pub(super) struct Joined {
    /// By code of practice.
    pub(super) practices: BTreeMap<String, Known>,
    /// Staff of networks.
    pub(super) staff: Staff,
    /// Whether any table lists the practices that are open.
    pub(super) has_register: bool,
    /// What must be told.
    pub(super) told: Vec<String>,
}

/// The rank of a publication where several state the number of patients.
fn list_rank(sort: Sort) -> u8 {
    match sort {
        Sort::Lists => 3,
        Sort::Workforce => 1,
        _ => 2,
    }
}

/// The rank of a publication where several state the network.
fn network_rank(sort: Sort) -> u8 {
    match sort {
        Sort::Partners => 3,
        Sort::Mapping => 2,
        _ => 1,
    }
}

/// A network that a file states although another file of the same month states another one.
fn other_network(label: &str, code: &str, network: &Network) -> LeftOut {
    let (Network::In(value) | Network::Outside(value)) = network;
    LeftOut {
        file: label.to_owned(),
        what: "value",
        practice: code.to_owned(),
        column: "network".to_owned(),
        value: value.clone(),
        reason: "another file of the same month, or also without one, states another network; the first by name counts"
            .to_owned(),
        ..LeftOut::default()
    }
}

/// Joins the tables. Of two that state the same, the one with the later month counts.
pub(super) fn join(mut tables: Vec<Table>, left: &mut Left) -> Joined {
    let mut joined = Joined::default();
    tables.sort_by_cached_key(|table| (table.latest(), table.named, table.label.clone()));
    let registers = Registers::of(&tables);
    for mut table in tables {
        joined.told.extend(table.told.take());
        if table.schema.sort == Sort::Deprivation || table.schema.sort == Sort::Indicators {
            joined.told.extend(
                deprivation::direct(&mut table).map(|told| format!("{}: {told}", table.label)),
            );
        }
        let is_current = registers.is_current(&table);
        joined.has_register |= is_current;
        joined.add(table, is_current, left);
    }
    joined.leave_lone_months(left);
    joined.leave_partial_months(left);
    for (code, known) in &mut joined.practices {
        leave_wrong_months(code, known, left);
    }
    joined
}

impl Joined {
    /// Adds a table that is newer than those before.
    fn add(&mut self, mut table: Table, is_current: bool, left: &mut Left) {
        let sort = table.schema.sort;
        let mut again = Again::default();
        let latest = table.latest();
        let mut contradicted = 0;
        for (code, mut found) in std::mem::take(&mut table.practices) {
            let sums = lists::complete(&mut found.months);
            for (month, list) in sums {
                found.registered.entry(Some(month)).or_insert(list);
            }
            let known = self.practices.entry(code.clone()).or_default();
            // A table of several months also has practices that closed in between.
            let last = found.registered.keys().flatten().max();
            known.is_open |= is_current && last.is_none_or(|last| Some(*last) == latest);
            for (month, cells) in found.months {
                let held = known.months.entry(month).or_default();
                again.note((&code, month), held, &cells, (&table.label, left));
                held.overlay(&cells);
            }
            for (month, list) in found.registered {
                let rank = list_rank(sort);
                match month {
                    None => known.undated = Some(list),
                    Some(month) => {
                        let held = known.lists.entry(month).or_insert((rank, list));
                        if held.0 <= rank {
                            *held = (rank, list);
                        }
                    }
                }
            }
            if let Some((month, network)) = found.network {
                // An empty cell says less than any code or placeholder.
                let is_blank = network == Network::Outside(String::new());
                let rank = if is_blank { 0 } else { network_rank(sort) };
                match &known.network {
                    Some((r, m, held))
                        if (*r, *m) == (rank, month) && held.contradicts(&network) =>
                    {
                        left.note(0, other_network(&table.label, &code, &network));
                    }
                    // A network says more than that there is none.
                    Some((r, m, Network::In(_)))
                        if (*r, *m) == (rank, month) && matches!(network, Network::Outside(_)) => {}
                    Some((r, m, _)) if (*r, *m) > (rank, month) => {}
                    _ => known.network = Some((rank, month, network)),
                }
            }
            known.name = found.name.or(known.name.take());
            known.sub_icb = found.sub_icb.or(known.sub_icb.take());
            known.deprivation = found.deprivation.or(known.deprivation.take());
            match (found.annual, &mut known.annual) {
                (Some(annual), Some(held)) => contradicted += u64::from(held.overlay(annual)),
                (Some(annual), held) => *held = Some(annual),
                (None, _) => {}
            }
        }
        if contradicted > 0 {
            let noun = if contradicted == 1 { "practice" } else { "practices" };
            self.told.push(format!(
                "{} states other values of a year than a file before it, of {contradicted} {noun}; its own count",
                table.label
            ));
        }
        for (key, fte) in std::mem::take(&mut table.staff) {
            self.staff.insert(key, fte);
        }
        self.told.extend(again.told(&table.label));
    }

    /// Leaves out months that lie after those of nearly all practices: a month with a slip of the pen would
    /// otherwise end the year over which the rates of all others are.
    fn leave_lone_months(&mut self, left: &mut Left) {
        for group in EVENTS {
            let mut counts: BTreeMap<Month, usize> = BTreeMap::new();
            let stated = self.practices.values().flat_map(|known| &known.months);
            for (month, _) in stated.filter(|(_, cells)| cells.has(group)) {
                *counts.entry(*month).or_default() += 1;
            }
            let most = counts.values().copied().max().unwrap_or(0);
            let is_lone = |count: usize| LONE * count < most;
            let last = counts.iter().rev().find(|(_, count)| !is_lone(**count));
            let Some(last) = last.map(|(month, _)| *month) else { continue };
            for (code, known) in &mut self.practices {
                for (month, cells) in
                    known.months.range_mut(last..).skip_while(|(month, _)| **month == last)
                {
                    if cells.has(group) {
                        cells.clear(group);
                        let entry = LeftOut {
                            what: "month",
                            practice: code.clone(),
                            month: month.to_string(),
                            column: group.words().to_owned(),
                            reason: format!("the data of the other practices end in {last}"),
                            ..LeftOut::default()
                        };
                        left.note(0, entry);
                    }
                }
            }
        }
    }

    /// Leaves out the first or the last month of a publication if it is not whole: far fewer events for each
    /// practice than in the other months.
    fn leave_partial_months(&mut self, left: &mut Left) {
        for group in EVENTS {
            let total = group.measures()[0];
            let mut months: BTreeMap<Month, (f64, f64)> = BTreeMap::new();
            for known in self.practices.values() {
                for (month, cells) in &known.months {
                    if let Some(count) = cells.get(total).filter(|count| *count > 0.0) {
                        let sum = months.entry(*month).or_insert((0.0, 0.0));
                        *sum = (sum.0 + count, sum.1 + 1.0);
                    }
                }
            }
            let means: Vec<(Month, f64)> =
                months.into_iter().map(|(month, (sum, count))| (month, sum / count)).collect();
            for index in ends(means.len()) {
                let (month, mean) = means[index];
                let others =
                    means.iter().filter(|(other, _)| *other != month).map(|(_, mean)| *mean);
                if median(others).is_some_and(|usual| mean < PARTIAL_OF_ALL * usual) {
                    let reason =
                        "the month is not whole: far fewer than in the others, at all practices";
                    let entry = LeftOut {
                        what: "month",
                        month: month.to_string(),
                        column: group.words().to_owned(),
                        value: format!("{mean:.0} a practice"),
                        reason: reason.to_owned(),
                        ..LeftOut::default()
                    };
                    left.note(0, entry);
                    for known in self.practices.values_mut() {
                        if let Some(cells) = known.months.get_mut(&month) {
                            cells.clear(group);
                        }
                    }
                }
            }
        }
    }

    /// The latest month of a publication.
    pub(super) fn latest_of(&self, group: Group) -> Option<Month> {
        let of = |known: &Known| {
            known.months.iter().rev().find(|(_, cells)| cells.has(group)).map(|(month, _)| *month)
        };
        self.practices.values().filter_map(of).max()
    }

    /// The latest month of all events.
    pub(super) fn latest_event(&self) -> Option<Month> {
        EVENTS.iter().filter_map(|group| self.latest_of(*group)).max()
    }

    /// The codes of the networks that any table names.
    pub(super) fn networks(&self) -> BTreeSet<&str> {
        self.practices
            .values()
            .filter_map(|known| match &known.network {
                Some((_, _, Network::In(code))) => Some(code.as_str()),
                _ => None,
            })
            .collect()
    }
}

/// A month that so many times fewer practices state than the fullest month is not the end of the data.
const LONE: usize = 20;

/// A month with less than this part of the usual events of all practices is not whole. The lowest month of the
/// year has about four fifths.
const PARTIAL_OF_ALL: f64 = 0.6;

/// The same of one practice, in its first or last month.
const PARTIAL_OF_ONE: f64 = 1.0 / 3.0;

/// The outcomes of calls must make up the calls to this part; otherwise they were counted in another way.
const RECONCILED: f64 = 0.01;

/// The first and the last index, which may be the same; the first only if there are three or more.
fn ends(length: usize) -> Vec<usize> {
    match length {
        0 | 1 => Vec::new(),
        2 => vec![1],
        _ => vec![0, length - 1],
    }
}

fn median(values: impl Iterator<Item = f64>) -> Option<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}

/// Leaves out months of a practice without events, months that are not whole, and outcomes that do not make up
/// the calls.
fn leave_wrong_months(code: &str, known: &mut Known, left: &mut Left) {
    let mut note = |month: Month, column: &str, value: f64, reason: &str| {
        let entry = LeftOut {
            what: "month",
            practice: code.to_owned(),
            month: month.to_string(),
            column: column.to_owned(),
            value: value.to_string(),
            reason: reason.to_owned(),
            ..LeftOut::default()
        };
        left.note(0, entry);
    };
    for group in [Group::Appointments, Group::Calls] {
        let total = group.measures()[0];
        for (month, cells) in &mut known.months {
            if cells.get(total) == Some(0.0) {
                note(*month, group.words(), 0.0, "a month without any");
                cells.clear(group);
            }
        }
        let counts: Vec<(Month, f64)> = known
            .months
            .iter()
            .filter_map(|(month, cells)| Some((*month, cells.get(total)?)))
            .collect();
        if counts.len() < 4 {
            continue;
        }
        for index in ends(counts.len()) {
            let (month, count) = counts[index];
            let others =
                counts.iter().filter(|(other, _)| *other != month).map(|(_, count)| *count);
            if median(others).is_some_and(|usual| count < PARTIAL_OF_ONE * usual)
                && let Some(cells) = known.months.get_mut(&month)
            {
                let reason = "the practice's first or last month is not whole: less than a third of its others";
                note(month, group.words(), count, reason);
                cells.clear(group);
            }
        }
    }
    let outcomes = [M::Answered, M::EndedInMenu, M::CallBackRequested, M::Missed];
    for (month, cells) in &mut known.months {
        let Some(calls) = cells.get(M::Inbound) else { continue };
        let stated: Vec<f64> = outcomes.iter().filter_map(|outcome| cells.get(*outcome)).collect();
        let sum: f64 = stated.iter().sum();
        if stated.len() == outcomes.len() && (sum - calls).abs() > RECONCILED * calls {
            let reason = "the outcomes do not make up the calls to 1%; only the calls are used";
            note(*month, "outcomes of calls", sum, reason);
            for outcome in outcomes {
                cells.unset(outcome);
            }
        }
    }
}
