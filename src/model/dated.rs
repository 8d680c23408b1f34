//! A dated world: what holds from a day on, or until a day.
//!
//! A day that is `until` is the first on which it no longer holds. What holds on the first measured day holds in the
//! whole warm-up too, and what holds on the last measured day holds while requests are followed. So a date outside
//! the measured period changes nothing.

use crate::model::CareSystem;
use crate::model::policy::PolicyOtherwise;
use crate::model::role::Role;
use crate::units::TimeOfDay;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// When something holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct During {
    /// The first day on which it holds; `None`: from the beginning. Key: `from`.
    pub from: Option<Date>,
    /// The first day on which it no longer holds; `None`: to the end. Key: `until`.
    pub until: Option<Date>,
}

impl During {
    /// Always.
    pub const ALWAYS: During = During { from: None, until: None };

    /// Never.
    pub const NEVER: During = During { from: None, until: Some(Date::MIN) };

    /// Whether it holds on `date`.
    ///
    /// # Example
    ///
    /// ```
    /// use jiff::civil::date;
    /// use pcn_sim::model::dated::During;
    ///
    /// let in_summer = During { from: Some(date(2026, 6, 1)), until: Some(date(2026, 9, 1)) };
    /// assert!(in_summer.holds(date(2026, 6, 1)) && in_summer.holds(date(2026, 8, 31)));
    /// assert!(!in_summer.holds(date(2026, 9, 1)));
    /// ```
    pub fn holds(&self, date: Date) -> bool {
        self.from.is_none_or(|from| from <= date) && self.until.is_none_or(|until| date < until)
    }

    /// When both hold.
    #[must_use]
    pub fn and(self, other: During) -> During {
        let until = match (self.until, other.until) {
            (Some(one), Some(another)) => Some(one.min(another)),
            (one, another) => one.or(another),
        };
        During { from: self.from.max(other.from), until }
    }

    /// Whether there is a day on which both hold.
    pub fn overlaps(self, other: During) -> bool {
        let both = self.and(other);
        match (both.from, both.until) {
            (Some(from), Some(until)) => from < until,
            (None, Some(until)) => until > Date::MIN,
            _ => true,
        }
    }

    /// The same, told by dates within the measured period alone: `start` is its first day, `end` the first after it.
    #[must_use]
    pub fn within(self, start: Date, end: Date) -> During {
        let is_never = self.from.is_some_and(|from| from >= end)
            || self.until.is_some_and(|until| until <= start)
            || !self.overlaps(During::ALWAYS);
        if is_never {
            return During::NEVER;
        }
        During {
            from: self.from.filter(|from| *from > start),
            until: self.until.filter(|until| *until < end),
        }
    }

    /// The days on which it begins or ends, if any.
    pub fn changes(self) -> impl Iterator<Item = Date> {
        self.from.into_iter().chain(self.until).filter(|date| *date > Date::MIN)
    }
}

/// When a team works, and which of its posts for a part of that time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TeamDates {
    /// When it works.
    pub during: During,
    /// How long beforehand an end is known \[d\]. Clinics beyond an end that is known are not opened.
    pub notice_days: u32,
    /// Posts with dates of their own, the last people of the team first.
    pub posts: Vec<DatedPosts>,
}

impl TeamDates {
    /// When people of the team work, at a practice with this `list` if they are one's own, and how long beforehand an
    /// end is known \[d\].
    pub(super) fn employed(&self, list: Option<&ListDates>) -> (During, u32) {
        let Some(list) = list else { return (self.during, self.notice_days) };
        let both = self.during.and(list.during);
        let leaves_first = both.until != self.during.until;
        (both, if leaves_first { list.notice_days } else { self.notice_days })
    }

    /// The same for practices that are so many positions further on.
    pub fn moved_by(&self, practices: usize) -> TeamDates {
        let mut moved = self.clone();
        for posts in &mut moved.posts {
            posts.practice = posts.practice.map(|practice| practice + practices);
        }
        moved
    }

    /// The dates of the last people of the team at `practice`, the very last first.
    pub(super) fn of_last(&self, practice: Option<usize>) -> impl Iterator<Item = During> {
        let is_here =
            move |posts: &&DatedPosts| posts.practice.is_none_or(|at| Some(at) == practice);
        let each = |posts: &DatedPosts| std::iter::repeat_n(posts.during, posts.people as usize);
        self.posts.iter().filter(is_here).flat_map(each)
    }
}

/// Some posts of a team that begin or end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DatedPosts {
    /// How many people.
    pub people: u32,
    /// At which practice, for a team that all practices employ.
    pub practice: Option<usize>,
    /// When they work.
    pub during: During,
}

/// Consulting rooms of a site that are there for a time only.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DatedRooms {
    /// How many.
    pub rooms: u32,
    /// When they can be used.
    pub during: During,
}

/// What becomes of a practice and its list during a run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ListDates {
    /// When the practice is one of the network: its patients ask, its staff work, its rooms are open.
    pub during: During,
    /// How long beforehand its staff know that it leaves \[d\].
    pub notice_days: u32,
    /// Growth of the list \[1/a\], a share of the patients of the first measured day; evenly by day.
    pub growth_per_year: f64,
    /// Where its patients are registered when it leaves: practices, as indices, with their shares. The rest leave the
    /// network.
    pub registered_at: Vec<(usize, f64)>,
    /// The practice that it joins, and the day: patients, staff and rooms are that practice's from then on.
    pub joins: Option<(usize, Date)>,
    /// When telephone and doors are shut although it is a working day.
    pub shut: Vec<Shut>,
}

/// Hours of the week in which a practice does not answer and its doors are shut.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shut {
    /// The days of the week, Monday first.
    pub weekdays: [bool; 7],
    /// When it shuts.
    pub closes: TimeOfDay,
    /// When it opens again.
    pub opens: TimeOfDay,
    /// From which day on, until which day.
    pub during: During,
}

impl Shut {
    /// Whether it concerns `weekday` (Monday is 0) on `date`.
    pub fn is_on(&self, weekday: usize, date: Date) -> bool {
        self.weekdays[weekday] && self.during.holds(date)
    }
}

/// Policies that hold for a time: what differs from the rest of the run.
#[derive(Clone, Debug, PartialEq)]
pub struct DatedPolicy {
    /// When they hold.
    pub during: During,
    /// The system without them, as the scenario states it.
    without: Box<CareSystem>,
    /// The system with them.
    with: Box<CareSystem>,
}

macro_rules! tables_that_change {
    ($($table:ident),*) => {
        /// Gives `system` each table in which `with` differs from `without`.
        fn take_tables(system: &mut CareSystem, without: &CareSystem, with: &CareSystem) {
            $(if without.$table != with.$table {
                system.$table.clone_from(&with.$table);
            })*
        }
    };
}

tables_that_change!(
    demand,
    rooms,
    front_door,
    triage,
    book,
    clinic,
    supervision,
    aftercare,
    emergency,
    months,
    double_slots,
    administration,
    overbooking
);

fn take_policies(system: &mut CareSystem, without: &CareSystem, with: &CareSystem) {
    let both = || without.practices.iter().zip(&with.practices);
    for (own, (before, after)) in system.practices.iter_mut().zip(both()) {
        if before.policy != after.policy {
            own.policy = after.policy;
        }
        if before.contacts != after.contacts {
            own.contacts = after.contacts;
        }
        if before.reception_staffing != after.reception_staffing {
            own.reception_staffing = after.reception_staffing;
        }
    }
    let both = || without.roles.iter().zip(&with.roles);
    for (own, (before, after)) in system.roles.iter_mut().zip(both()) {
        if before.slots != after.slots {
            own.slots.clone_from(&after.slots);
        }
        let by_mode = |role: &Role| (role.telephone_share, role.home_visit_share);
        if by_mode(before) != by_mode(after) {
            (own.telephone_share, own.home_visit_share) = by_mode(after);
        }
    }
}

impl DatedPolicy {
    /// What makes `with` of `without` on the days of `during`; `None` if the two differ in what cannot change during a
    /// run.
    pub fn new(during: During, without: &CareSystem, with: &CareSystem) -> Option<DatedPolicy> {
        let bare = |system: &CareSystem| CareSystem { dated: Vec::new(), ..system.clone() };
        let policy =
            DatedPolicy { during, without: Box::new(bare(without)), with: Box::new(bare(with)) };
        let mut made = bare(without);
        policy.apply(&mut made);
        (made == *policy.with).then_some(policy)
    }

    /// Gives `system` the policies. Staff, rooms and whatever else was changed in it stay.
    pub fn apply(&self, system: &mut CareSystem) {
        take_tables(system, &self.without, &self.with);
        take_policies(system, &self.without, &self.with);
    }
}

impl CareSystem {
    /// Whether anything of it has a date within the run, estate projects apart.
    pub fn is_dated(&self) -> bool {
        !self.dated.is_empty() || !self.changes().is_empty() || self.any_never()
    }

    fn any_never(&self) -> bool {
        self.durings().any(|during| during == During::NEVER)
    }

    /// Every time for which something of it holds.
    fn durings(&self) -> impl Iterator<Item = During> {
        let teams = self.teams.iter().flat_map(|team| {
            let sessions = team.sessions.iter().map(|session| session.during);
            let posts = team.dates.posts.iter().map(|posts| posts.during);
            sessions.chain(posts).chain([team.dates.during])
        });
        let sites = self.sites.iter().flat_map(|site| {
            site.dated_rooms.iter().map(|rooms| rooms.during).chain([site.during])
        });
        let practices = self.practices.iter().flat_map(|practice| {
            practice.list.shut.iter().map(|shut| shut.during).chain([practice.list.during])
        });
        let policies = self.dated.iter().map(|policy| policy.during);
        teams.chain(sites).chain(practices).chain(policies)
    }

    fn durings_mut(&mut self, mut change: impl FnMut(&mut During)) {
        for team in &mut self.teams {
            team.sessions.iter_mut().for_each(|session| change(&mut session.during));
            team.dates.posts.iter_mut().for_each(|posts| change(&mut posts.during));
            change(&mut team.dates.during);
        }
        for site in &mut self.sites {
            site.dated_rooms.iter_mut().for_each(|rooms| change(&mut rooms.during));
            change(&mut site.during);
        }
        for practice in &mut self.practices {
            practice.list.shut.iter_mut().for_each(|shut| change(&mut shut.during));
            change(&mut practice.list.during);
        }
        self.dated.iter_mut().for_each(|policy| change(&mut policy.during));
    }

    /// The days on which something of it begins or ends, in order; estate projects apart.
    pub fn changes(&self) -> BTreeSet<Date> {
        let joins = self.practices.iter().filter_map(|practice| practice.list.joins);
        self.durings().flat_map(During::changes).chain(joins.map(|(_, day)| day)).collect()
    }

    /// The same system, told by dates within the measured period alone: `end` is the first day after it.
    #[must_use]
    pub fn within(&self, end: Date) -> CareSystem {
        let start = self.calendar.start;
        let mut system = self.clone();
        for practice in &mut system.practices {
            if practice.list.during.from.is_some_and(|from| from >= end) {
                // It has no patients in this run who could be registered elsewhere.
                practice.list.registered_at.clear();
            }
        }
        system.durings_mut(|during| *during = during.within(start, end));
        for practice in &mut system.practices {
            if let Some((_, day)) = &mut practice.list.joins {
                *day = (*day).max(start);
            }
            practice.list.joins = practice.list.joins.filter(|(_, day)| *day < end);
        }
        system.dated.retain(|policy| policy.during != During::NEVER);
        system
    }

    /// The system as it is on `date`: with the policies of that day, and with the staff and rooms of practices that
    /// have joined another in that other one.
    #[must_use]
    pub fn as_on(&self, date: Date) -> CareSystem {
        let mut system = self.clone();
        for policy in self.dated.iter().filter(|policy| policy.during.holds(date)) {
            policy.apply(&mut system);
        }
        for practice in 0..self.practices.len() {
            let Some(other) = self.joined(practice, date) else { continue };
            for site in system.sites.iter_mut().filter(|site| site.practice == practice) {
                site.practice = other;
            }
            let duty = system.policy_of(practice).duty_sessions;
            system.practices[other].added_duty_sessions += duty;
            // Whoever was on duty here is on duty there.
            system.practices[practice].added_duty_sessions = 0;
            let own = &mut system.practices[practice].policy;
            *own = PolicyOtherwise { duty_sessions_per_10000: Some(0.0), ..*own };
        }
        system
    }

    /// The practice that `practice` has joined by `date`, if any.
    pub fn joined(&self, practice: usize, date: Date) -> Option<usize> {
        let joins = self.practices[practice].list.joins;
        joins.filter(|(_, day)| *day <= date).map(|(other, _)| other)
    }

    /// Whether `practice` answers on `date`: it is one of the network, and has not joined another.
    pub fn is_there(&self, practice: usize, date: Date) -> bool {
        self.practices[practice].list.during.holds(date) && self.joined(practice, date).is_none()
    }

    /// Whether any room of `site` can be used on `date`, as far as the site and its practice go.
    pub fn is_in_use(&self, site: usize, date: Date) -> bool {
        let date = date.max(self.calendar.start);
        let about = &self.sites[site];
        about.during.and(self.practices[about.practice].list.during).holds(date)
    }

    /// Rooms of `site` that are there for a time only, on `date`.
    pub(super) fn rooms_for_a_time(&self, site: usize, date: Date) -> u32 {
        let date = date.max(self.calendar.start);
        let there = |rooms: &&DatedRooms| rooms.during.holds(date);
        self.sites[site].dated_rooms.iter().filter(there).map(|rooms| rooms.rooms).sum()
    }
}

impl ListDates {
    /// The list on `day`, counted from the first measured day, relative to that of the first measured day \[-\].
    ///
    /// # Example
    ///
    /// ```
    /// use pcn_sim::model::dated::ListDates;
    ///
    /// let list = ListDates { growth_per_year: 0.1, ..ListDates::default() };
    /// assert_eq!([-30, 0].map(|day| list.factor(day)), [1.0, 1.0]);
    /// assert!((list.factor(73) - 1.02).abs() < 1e-4);
    /// ```
    pub fn factor(&self, day: i32) -> f64 {
        (1.0 + self.growth_per_year * f64::from(day.max(0)) / crate::units::YEAR_DAYS).max(0.0)
    }

    /// The most that the list is within two years, relative to that of the first measured day \[-\].
    pub fn at_most(&self) -> f64 {
        1.0 + 2.0 * self.growth_per_year.max(0.0)
    }

    /// The same for practices that are so many positions further on.
    pub fn moved_by(&self, practices: usize) -> ListDates {
        let mut moved = self.clone();
        moved.registered_at.iter_mut().for_each(|(practice, _)| *practice += practices);
        moved.joins = moved.joins.map(|(practice, day)| (practice + practices, day));
        moved
    }

    /// Where the patient with this `chance` is registered after the practice has left; `None`: elsewhere.
    pub fn registered(&self, mut chance: f64) -> Option<usize> {
        let found = self.registered_at.iter().find(|(_, share)| {
            chance -= share;
            chance < 0.0
        });
        found.map(|(practice, _)| *practice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn during(from: Option<Date>, until: Option<Date>) -> During {
        During { from, until }
    }

    #[test]
    fn a_date_outside_the_measured_period_changes_nothing() {
        let (start, end) = (date(2025, 4, 1), date(2026, 3, 31));
        let within = |from, until| during(from, until).within(start, end);
        assert_eq!(within(Some(start), None), During::ALWAYS);
        assert_eq!(within(Some(date(2020, 1, 1)), Some(end)), During::ALWAYS);
        assert_eq!(within(None, Some(date(2031, 1, 1))), During::ALWAYS);
        let next = Some(date(2025, 4, 2));
        assert_eq!(within(next, None), during(next, None));
        for never in [within(Some(end), None), within(None, Some(start)), During::NEVER] {
            assert_eq!(never, During::NEVER);
            assert!([start, end, Date::MAX].iter().all(|date| !never.holds(*date)));
        }
        assert_eq!(During::NEVER.within(start, end), During::NEVER);
    }

    #[test]
    fn one_who_leaves_and_one_who_begins_on_a_day_are_never_there_together() {
        let day = Some(date(2025, 10, 1));
        let (before, after) = (during(None, day), during(day, None));
        assert!(!before.overlaps(after) && before.overlaps(During::ALWAYS));
        assert!(!During::NEVER.overlaps(During::ALWAYS));
        for date in [date(2025, 9, 30), date(2025, 10, 1)] {
            assert!(before.holds(date) != after.holds(date));
        }
    }

    #[test]
    fn patients_go_where_their_practice_says_in_its_shares() {
        let list = ListDates { registered_at: vec![(2, 0.6), (0, 0.3)], ..ListDates::default() };
        let found = [0.0, 0.599, 0.61, 0.89, 0.91].map(|chance| list.registered(chance));
        assert_eq!(found, [Some(2), Some(2), Some(0), Some(0), None]);
        assert_eq!(ListDates::default().registered(0.0), None);
    }
}
