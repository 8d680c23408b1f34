//! A study in the making: its variants, one after the other.

use crate::experiment::cache::Digested;
use crate::experiment::outline::{Entry, Extent};
use crate::experiment::variant::{Variant, VariantKind, distinct};
use crate::model::population::{same_patients, same_requests};
use crate::model::relief::{Amount, Capacity, Relief};

/// A study in the making.
pub(super) struct Making {
    extent: Extent,
    pub(super) variants: Vec<Variant>,
    pub(super) systems: Vec<Digested>,
    /// Titles that more than one scenario has.
    twice: Vec<String>,
}

impl Making {
    pub(super) fn new(entries: &[Entry], extent: Extent) -> Self {
        let is_twice = |entry: &&Entry| {
            entry.title.is_empty() || entries.iter().filter(|e| e.title == entry.title).count() > 1
        };
        let twice = entries.iter().filter(is_twice).map(|entry| entry.title.clone()).collect();
        Making { extent, variants: Vec::new(), systems: Vec::new(), twice }
    }

    /// Every scenario as stated, with its baseline and its maximum number of replications.
    pub(super) fn stated(
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
    pub(super) fn at_rooms(&mut self, entries: &[Entry]) {
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
    pub(super) fn in_use(&mut self, entries: &[Entry]) {
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
    pub(super) fn relieved(
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
    pub(super) fn elasticities(&mut self, entries: &[Entry], capacity: Capacity) {
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

    pub(super) fn add(
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
        self.systems.push(Digested::new(system));
    }

    /// Sets for every variant whether it meets the same patients and days as its baseline.
    pub(super) fn hold_against_baselines(&mut self) {
        for index in 0..self.variants.len() {
            let Some(baseline) = self.variants[index].baseline else { continue };
            let (own, other) = (self.systems[index].system(), self.systems[baseline].system());
            let (of_own, of_other) = (&own.calendar, &other.calendar);
            let variant = &mut self.variants[index];
            variant.same_patients = same_patients(other, own).is_ok() && same_requests(other, own);
            variant.other_days =
                of_own.start != of_other.start || of_own.bank_holidays != of_other.bank_holidays;
        }
    }
}
