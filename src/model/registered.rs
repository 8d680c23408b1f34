//! Where patients are registered on a day, and how many they are.
//!
//! A list is that of the practice where its patients are registered when the run begins. Patients stay patients of
//! their list, for need and deprivation, wherever they are registered later.

use crate::model::CareSystem;
use crate::model::dated::{During, ListDates};
use crate::text::number::whole;
use jiff::civil::Date;
use std::ops::Range;

/// Where those of a list are registered, as a practice and their share of the list \[-\].
type Shares = Vec<(usize, f64)>;

impl ListDates {
    /// Whether the number of its patients, or where they are registered, changes during a run.
    pub fn is_changing(&self) -> bool {
        self.during != During::ALWAYS || self.joins.is_some() || self.growth_per_year != 0.0
    }
}

impl CareSystem {
    /// Whether the number of patients of some list, or where they are registered, changes during a run.
    pub fn lists_change(&self) -> bool {
        self.practices.iter().any(|practice| practice.list.is_changing())
    }

    /// Whether patients of some list are registered elsewhere than at its practice on some day.
    pub fn patients_move(&self) -> bool {
        let moves = |list: &ListDates| list.during.until.is_some() || list.joins.is_some();
        self.practices.iter().any(|practice| moves(&practice.list))
    }

    /// Where the patients of the list of `origin` are registered on `date`, in shares of the list. They add up to less
    /// than one when some have left the network, and to nothing before its practice begins.
    pub fn registered_of(&self, origin: usize, date: Date) -> Shares {
        let mut found = Shares::new();
        self.follow(origin, (date, self.practices.len()), 1.0, &mut found);
        found
    }

    /// Adds where a `share` of a list is, whose patients were registered with `practice`; they move no more often
    /// than there are practices.
    fn follow(&self, practice: usize, (date, moves): (Date, usize), share: f64, to: &mut Shares) {
        let list = &self.practices[practice].list;
        if list.during.holds(date) {
            to.push((self.joined(practice, date).unwrap_or(practice), share));
        } else if moves > 0 && list.during.until.is_some_and(|until| until <= date) {
            for &(other, part) in &list.registered_at {
                self.follow(other, (date, moves - 1), share * part, to);
            }
        }
    }

    /// The list of `practice` on `day`, relative to that of the first measured day; that on which its practice left,
    /// after it \[-\].
    pub fn list_factor(&self, practice: usize, day: i32) -> f64 {
        let list = &self.practices[practice].list;
        let last = list.during.until.map_or(day, |until| self.calendar.day_of(until));
        list.factor(day.min(last))
    }

    /// Patients registered with `practice` on `day`; in the warm-up those of the first measured day.
    ///
    /// # Example
    ///
    /// ```
    /// use jiff::civil::date;
    /// use pcn_sim::scenario::{FileSystem, load};
    ///
    /// let mut system = load("average-pcn", &FileSystem)?.system;
    /// let lists: Vec<f64> = system.practices.iter().map(|practice| practice.list_size).collect();
    /// system.practices[4].list.during.until = Some(date(2025, 4, 11));
    /// system.practices[4].list.registered_at = vec![(0, 0.6), (1, 0.3)];
    /// assert_eq!(system.registered(0, 9), lists[0]);
    /// assert_eq!(system.registered(0, 10), lists[0] + lists[4] * 0.6);
    /// assert_eq!(system.registered(4, 10), 0.0);
    /// # Ok::<(), pcn_sim::scenario::error::ScenarioError>(())
    /// ```
    pub fn registered(&self, practice: usize, day: i32) -> f64 {
        self.mean_registered(practice, &(day..day + 1))
    }

    /// The same on average over `days`: patient-days of those registered with `practice`, divided by the days.
    pub fn mean_registered(&self, practice: usize, days: &Range<i32>) -> f64 {
        let of = |origin: usize| {
            self.practices[origin].list_size * self.mean_share(origin, Some(practice), days)
        };
        (0..self.practices.len()).map(of).sum()
    }

    /// Patients of the list of `origin` who are registered with any practice, on average over `days`.
    pub fn mean_of_list(&self, origin: usize, days: &Range<i32>) -> f64 {
        self.practices[origin].list_size * self.mean_share(origin, None, days)
    }

    /// All registered patients on average over `days`.
    pub fn mean_patients(&self, days: &Range<i32>) -> f64 {
        (0..self.practices.len()).map(|origin| self.mean_of_list(origin, days)).sum()
    }

    /// Patients of `origin` who are registered with one practice, or with any, on average over `days`; relative to
    /// the list of the first measured day.
    fn mean_share(&self, origin: usize, with: Option<usize>, days: &Range<i32>) -> f64 {
        if !self.practices[origin].list.is_changing() {
            return f64::from(u8::from(with.is_none_or(|practice| practice == origin)));
        }
        let on = |day: i32| {
            let found = self.registered_of(origin, self.calendar.date(day.max(0)));
            let here = found.iter().filter(|(at, _)| with.is_none_or(|practice| practice == *at));
            here.map(|(_, share)| share).sum::<f64>() * self.list_factor(origin, day)
        };
        // Nobody is zero patients, and not minus zero.
        (days.clone().map(on).sum::<f64>() + 0.0) / days.len().max(1) as f64
    }

    /// Patients whom `practice` has on `date` because their own practice has left.
    pub fn taken_over(&self, practice: usize, date: Date) -> f64 {
        let has_left = |origin: &usize| {
            self.practices[*origin].list.during.until.is_some_and(|until| until <= date)
        };
        let of = |origin: usize| {
            let day = self.calendar.day_of(date);
            let here = self.registered_of(origin, date);
            let share: f64 =
                here.iter().filter(|(at, _)| *at == practice).map(|(_, share)| share).sum();
            self.practices[origin].list_size * self.list_factor(origin, day) * share
        };
        (0..self.practices.len()).filter(has_left).map(of).sum()
    }

    /// How many practices of the start work as `practice` on average over `days`: one, more after a merger, none when
    /// it has left.
    pub fn practices_as(&self, practice: usize, days: &Range<i32>) -> f64 {
        if !self.lists_change() {
            return 1.0;
        }
        let on = |day: i32| {
            let date = self.calendar.date(day.max(0));
            let works_as = |other: &usize| {
                self.practices[*other].list.during.holds(date)
                    && self.joined(*other, date).unwrap_or(*other) == practice
            };
            (0..self.practices.len()).filter(works_as).count() as f64
        };
        days.clone().map(on).sum::<f64>() / days.len().max(1) as f64
    }

    /// What becomes of the patients and receptionists of practices that leave, in words.
    pub fn told_of_lists(&self) -> Vec<String> {
        let mut told = Vec::new();
        let leaving =
            |practice: usize| Some((practice, self.practices[practice].list.during.until?));
        for (practice, until) in (0..self.practices.len()).filter_map(leaving) {
            let name = &self.practices[practice].name;
            let until = until.max(self.calendar.start);
            let day = self.calendar.day_of(until);
            let list = self.practices[practice].list_size * self.list_factor(practice, day);
            let mut gone = list;
            for (other, share) in self.registered_of(practice, until) {
                gone -= list * share;
                told.push(format!(
                    "{} patients of {name} are registered with {} from {until} on, with their recall; {}",
                    whole(list * share),
                    self.practices[other].name,
                    self.told_of_handlers(other, until),
                ));
            }
            if gone > 0.5 {
                let gone = whole(gone);
                told.push(format!("{gone} patients of {name} leave the network on {until}"));
            }
        }
        told
    }

    fn told_of_handlers(&self, practice: usize, date: Date) -> String {
        let (own, taken) = (&self.practices[practice], self.taken_over(practice, date));
        let first = &self.front_door.handlers[0];
        let [before, after] = [0.0, taken].map(|more| first.handlers_with(self, own, more, false));
        format!(
            "its receptionists grow with them, from {before} to {after} in the first hours of a usual day; its clinicians do not"
        )
    }
}
