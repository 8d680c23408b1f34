//! One constraint relieved: the same system with one unit more of a capacity, or with so much of it
//! that it no longer binds. Nothing else changes.

use crate::model::CareSystem;
use crate::model::calendar::SATURDAY;
use crate::model::dated::During;
use crate::model::recall::{self, Recall};
use crate::model::role::{Role, RoomNeed};
use crate::model::roster::{FixedSession, Scope, Team, people};
use crate::model::supervision::Stage;
use crate::units::{Minutes, Probability, Span, TimeOfDay, YEAR_DAYS};
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// How many times as many receptionists, rooms or duty sessions count as full relief [-]: demand that five
/// times the capacity does not meet lacks something else.
const FULL_FACTOR: u32 = 5;

/// How many times the work that is a profession's it can do in full relief [-]: starts must be at the right
/// time, not only as many as there is work.
const FULL_STAFFING: f64 = 1.25;

/// Weeks of a year in which a whole-time equivalent holds clinics: without leave, study, bank holidays and
/// sickness.
const CLINIC_WEEKS: f64 = 42.0;

/// Receptionists per 10,000 patients that full relief adds at least: several times the usual 1 to 3.
const FULL_HANDLERS_PER_10000: f64 = 10.0;

/// How far ahead the book is open in full relief, if it is not already \[d\]: eight weeks, twice the usual.
/// Requests are followed for four weeks after the measured period, so a longer book would count those who
/// still wait as not met.
const FULL_BOOK_DAYS: u32 = 56;

/// A week of the book \[d\].
const WEEK: u32 = 7;

/// What is left of a capacity in a system that is short of it [-]: a quarter is missing, about as much
/// as the tenth of practices with the fewest GPs per patient lack of the mean.
const SHORT: f64 = 0.75;

/// When the hour of an added supervisor begins.
pub(super) const SUPERVISOR_HOUR: TimeOfDay = TimeOfDay::at(12, 0);

/// Something of which a system may have too little.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Capacity {
    /// The time of a profession, as an index. A unit is a whole-time equivalent.
    Profession(usize),
    /// People on the telephone and at the desk. A unit is one at all opening hours, at one practice.
    Receptionists,
    /// Consulting rooms. A unit is a room.
    Rooms,
    /// Supervisors' time. A unit is an hour of a supervisor without a clinic on each weekday.
    Supervision,
    /// How far ahead the book is open, and how late a start is offered to patients who are not urgent.
    /// A unit is a week.
    Book,
    /// Duty sessions, which are held by staff in post. A unit is one more at a time, at one practice.
    Duty,
    /// How long the telephone and the desk answer. A unit is an hour.
    TelephoneHours,
}

/// How much of a capacity a system has beside what it states.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Amount {
    /// One unit more.
    OneMore,
    /// One unit less.
    OneLess,
    /// So much that it no longer binds.
    Full,
    /// A quarter less.
    Short,
    /// A quarter less, and one unit more.
    ShortOneMore,
    /// A quarter less, and one unit less.
    ShortOneLess,
}

impl Amount {
    /// What follows the name of a capacity in the name of a variant.
    pub const fn suffix(self) -> &'static str {
        match self {
            Amount::OneMore => "+1",
            Amount::OneLess => "-1",
            Amount::Full => "-full",
            Amount::Short => "-short",
            Amount::ShortOneMore => "-short+1",
            Amount::ShortOneLess => "-short-1",
        }
    }

    /// The words in the title of a variant.
    pub const fn words(self) -> &'static str {
        match self {
            Amount::OneMore => "one unit more",
            Amount::OneLess => "one unit less",
            Amount::Full => "fully relieved",
            Amount::Short => "a quarter less",
            Amount::ShortOneMore => "a quarter less, then one unit more",
            Amount::ShortOneLess => "a quarter less, then one unit less",
        }
    }
}

/// A change of one capacity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relief {
    /// The capacity.
    pub capacity: Capacity,
    /// How much there is of it.
    pub amount: Amount,
}

impl Capacity {
    /// Its name in files, of a variant of `professions`.
    pub fn name(self, professions: &[String]) -> String {
        match self {
            Capacity::Profession(index) => professions.get(index).cloned().unwrap_or_default(),
            Capacity::Receptionists => "receptionists".into(),
            Capacity::Rooms => "rooms".into(),
            Capacity::Supervision => "supervision".into(),
            Capacity::Book => "book".into(),
            Capacity::Duty => "duty".into(),
            Capacity::TelephoneHours => "telephone-hours".into(),
        }
    }

    /// Its name in words.
    pub fn words(self, professions: &[String]) -> String {
        self.name(professions).replace('-', " ")
    }

    /// The words for one unit of it.
    pub const fn unit(self) -> &'static str {
        match self {
            Capacity::Profession(_) => "1 WTE",
            Capacity::Receptionists => "1 person at all opening hours, at one practice",
            Capacity::Rooms => "1 room",
            Capacity::Supervision => "1 hour each weekday",
            Capacity::Book => "1 week",
            Capacity::Duty => "1 session at a time, at one practice",
            Capacity::TelephoneHours => "1 hour a day",
        }
    }

    /// The words for full relief.
    pub const fn full(self) -> &'static str {
        match self {
            Capacity::Profession(_) => "enough for 1.25 times all that could be theirs",
            Capacity::Receptionists => "5 times as many, at least 10 per 10,000 patients",
            Capacity::Rooms => "5 times as many, at least one a person",
            Capacity::Supervision => "a supervisor without a clinic at every site, all day",
            Capacity::Book => "open for 56 days, and starts offered as late",
            Capacity::Duty => "5 times as many sessions of the staff in post",
            Capacity::TelephoneHours => "answered until midnight",
        }
    }
}

impl CareSystem {
    /// The capacities that may bind: each profession with staff or with demand, whose people can be
    /// employed by whole-time equivalents; receptionists, rooms, supervision if anyone is supervised,
    /// the book, duty and telephone hours.
    pub fn capacities(&self) -> Vec<Capacity> {
        let professions = (0..self.professions.len()).filter(|&profession| {
            self.template(profession).is_some()
                && (self.has_staff(profession) || self.has_demand(profession))
        });
        let is_supervised = |team: &Team| {
            let is_held = team.wte > 0.0 || !team.sessions.is_empty();
            is_held && self.roles[team.role].supervision.is_some()
        };
        let supervision = self.teams.iter().any(is_supervised).then_some(Capacity::Supervision);
        professions
            .map(Capacity::Profession)
            .chain([Capacity::Receptionists, Capacity::Rooms])
            .chain(supervision)
            .chain([Capacity::Book, Capacity::Duty, Capacity::TelephoneHours])
            .collect()
    }

    /// The same system with another amount of one capacity; `None` if there is nothing to take away, or
    /// nobody of the profession can be employed.
    #[must_use]
    pub fn with_relief(&self, relief: Relief) -> Option<Self> {
        let mut system = self.clone();
        let capacity = relief.capacity;
        match relief.amount {
            Amount::OneMore => system.add_one(capacity)?,
            Amount::OneLess => system.take_one(capacity)?,
            Amount::Full => system.relieve_fully(capacity)?,
            Amount::Short => system.shorten(capacity)?,
            Amount::ShortOneMore => {
                system.shorten(capacity)?;
                system.add_one(capacity)?;
            }
            Amount::ShortOneLess => {
                system.shorten(capacity)?;
                system.take_one(capacity)?;
            }
        }
        Some(system)
    }

    /// Whole-time equivalents of a profession, teams on a rota of fixed sessions excluded.
    pub fn wte_of(&self, profession: usize) -> f64 {
        let is_theirs = |team: &&Team| self.roles[team.role].booked_as == profession;
        self.teams.iter().filter(is_theirs).map(|team| team.wte).sum()
    }

    fn has_demand(&self, profession: usize) -> bool {
        let is_route = self.needs.iter().any(|n| n.share > 0.0 && n.routes.contains(&profession));
        let of_stream = |stream: &crate::model::demand::PlannedStream| {
            stream.profession == profession && stream.per_patient_year > 0.0
        };
        let is_recalled = |recall: &Recall| {
            recall.conditions.iter().any(|condition| condition.profession == profession)
        };
        profession == self.general_practitioner
            || is_route
            || self.planned.iter().any(of_stream)
            || self.recall.as_ref().is_some_and(is_recalled)
    }

    /// The team after which more people of a profession are employed: the largest that has patients of
    /// its own all year; without one, the first role of the profession in a team of the network.
    pub(super) fn template(&self, profession: usize) -> Option<Team> {
        let is_bookable = |role: &Role| {
            role.booked_as == profession && role.sees_patients && role.sessions_per_wte > 0.0
        };
        let largest = self.largest(|team| is_bookable(&self.roles[team.role])).cloned();
        let role = || self.roles.iter().position(is_bookable);
        let of_role = |role| Team { role, wte_per_person: 1.0, ..self.bare_team() };
        largest.or_else(|| role().map(of_role)).map(|team| self.like(&team))
    }

    /// The largest of the teams wanted that is there all year and not on a rota of fixed sessions.
    pub(super) fn largest(&self, is_wanted: impl Fn(&Team) -> bool) -> Option<&Team> {
        self.teams
            .iter()
            .filter(|team| is_wanted(team) && team.sessions.is_empty() && team.months.is_empty())
            .reduce(|most, team| if team.wte > most.wte { team } else { most })
    }

    /// A team like `team` that has nobody yet: established people who stay.
    pub(super) fn like(&self, team: &Team) -> Team {
        Team {
            name: self.unused_name("relief"),
            wte: 0.0,
            stage: Stage::Steady,
            turnover: None,
            new_starters: None,
            rotation: None,
            list_weight: 1.0,
            dates: Default::default(),
            ..team.clone()
        }
    }

    /// A team of the first network that has nobody yet.
    pub(crate) fn bare_team(&self) -> Team {
        Team {
            name: self.unused_name("relief"),
            role: 0,
            wte: 0.0,
            wte_per_person: 1.0,
            scope: Scope::Network,
            pcn: 0,
            weeks_per_pcn: None,
            stage: Stage::Steady,
            sessions: Vec::new(),
            months: Vec::new(),
            turnover: None,
            new_starters: None,
            rotation: None,
            list_weight: 1.0,
            dates: Default::default(),
        }
    }

    /// `wanted`, or the same with the first number that no team has.
    pub(crate) fn unused_name(&self, wanted: &str) -> String {
        let is_free = |name: &str| self.teams.iter().all(|team| team.name != name);
        let numbered = (2..).map(|number| format!("{wanted}-{number}"));
        let mut all = std::iter::once(wanted.to_owned()).chain(numbered);
        all.find(|name| is_free(name)).unwrap_or_else(|| wanted.to_owned())
    }

    fn add_one(&mut self, capacity: Capacity) -> Option<()> {
        match capacity {
            Capacity::Profession(profession) => {
                let team = self.template(profession)?;
                self.teams.push(Team { wte: 1.0, ..team });
            }
            Capacity::Receptionists => self.add_receptionist()?,
            Capacity::Rooms => self.set_rooms_total(self.rooms_total() + 1),
            Capacity::Supervision => {
                let hour = Minutes::new(60.0).ok()?;
                self.add_supervisors((1, SUPERVISOR_HOUR, hour), 0..self.pcns(), 0..SATURDAY)?;
            }
            Capacity::Book => self.lengthen_book(|days| days + WEEK),
            Capacity::Duty => {
                let practice = self.practice_by(|system, p| system.duty_per_patient(p))?;
                self.practices[practice].added_duty_sessions += 1;
            }
            Capacity::TelephoneHours => {
                let calendar = &mut self.calendar;
                let later = calendar.telephone_closes.plus(Span::from_minutes(60.0));
                calendar.telephone_closes = later.min(TimeOfDay::at(24, 0));
            }
        }
        Some(())
    }

    fn take_one(&mut self, capacity: Capacity) -> Option<()> {
        match capacity {
            Capacity::Profession(profession) => {
                let (roles, teams) = (&self.roles, &mut self.teams);
                let largest = teams
                    .iter_mut()
                    .filter(|team| roles[team.role].booked_as == profession)
                    .reduce(|most, team| if team.wte > most.wte { team } else { most })?;
                if largest.wte < 1.0 {
                    return None;
                }
                largest.wte -= 1.0;
            }
            Capacity::Receptionists => {
                let practice =
                    self.practice_by(|system, p| -system.receptionists_per_patient(p))?;
                self.practices[practice].added_handlers -= 1;
            }
            Capacity::Rooms => {
                let before = self.rooms_total();
                self.set_rooms_total(before.checked_sub(1)?);
                if self.rooms_total() == before {
                    return None;
                }
            }
            _ => return None,
        }
        Some(())
    }

    fn relieve_fully(&mut self, capacity: Capacity) -> Option<()> {
        match capacity {
            Capacity::Profession(profession) => {
                let team = self.template(profession)?;
                let added = self.enough(profession, team.role) - self.wte_of(profession);
                let networks = if team.scope == Scope::Place { 1 } else { self.pcns() };
                let scope = match team.scope {
                    Scope::Practice(_) => Scope::Practices,
                    ref other => other.clone(),
                };
                for pcn in 0..networks {
                    let wte = added.max(1.0) / networks as f64;
                    let name = self.unused_name("relief");
                    self.teams.push(Team { name, wte, pcn, scope: scope.clone(), ..team.clone() });
                }
            }
            Capacity::Receptionists => {
                for practice in 0..self.practices.len() {
                    let most = FULL_FACTOR.saturating_sub(1) * self.most_receptionists(practice);
                    let about = &mut self.practices[practice];
                    let least = (FULL_HANDLERS_PER_10000 * about.list_size / 10_000.0).ceil();
                    about.added_handlers += (most.max(least as u32)) as i32;
                }
            }
            Capacity::Rooms => {
                let everyone = people(self).len() as u32;
                self.set_rooms_total((FULL_FACTOR * self.rooms_total()).max(everyone));
            }
            Capacity::Supervision => {
                let calendar = &self.calendar;
                let all_day = calendar.closes.since(calendar.opens).as_minutes();
                let (opens, length) = (calendar.opens, Minutes::new(all_day).ok()?);
                let everywhere = (self.sites.len() as u32, opens, length);
                self.add_supervisors(everywhere, 0..self.pcns(), 0..SATURDAY)?;
                self.supervision.at_once = u32::MAX;
            }
            Capacity::Book => self.lengthen_book(|days| days.max(FULL_BOOK_DAYS)),
            Capacity::Duty => {
                for practice in 0..self.practices.len() {
                    let usual = self.policy_of(practice).duty_sessions.max(1);
                    self.practices[practice].added_duty_sessions += (FULL_FACTOR - 1) * usual;
                }
            }
            Capacity::TelephoneHours => self.calendar.telephone_closes = TimeOfDay::at(24, 0),
        }
        Some(())
    }

    /// Whole-time equivalents in `role` that could do [`FULL_STAFFING`] times the work that may be a
    /// profession's: every request for which it is a route, as often as it is suitable, and its planned care.
    fn enough(&self, profession: usize, role: usize) -> f64 {
        let is_gp = profession == self.general_practitioner;
        let theirs = self.needs.iter().filter(|need| is_gp || need.routes.contains(&profession));
        let share: f64 =
            theirs.map(|need| need.share * if is_gp { 1.0 } else { need.suitable.get() }).sum();
        let of_stream = |stream: &crate::model::demand::PlannedStream| {
            if stream.profession == profession { stream.per_patient_year } else { 0.0 }
        };
        let planned: f64 = self.planned.iter().map(of_stream).sum();
        let requests_and_streams =
            (self.demand.requests_per_patient_year * share + planned) * self.patients();
        let role = &self.roles[role];
        let work = requests_and_streams + self.recalls_a_year(profession, role.slot);
        let starts = (role.session.get() / role.slot.get()).floor().max(1.0);
        FULL_STAFFING * work / (role.sessions_per_wte * starts * CLINIC_WEEKS)
    }

    /// Slots of the length `slot` that the recalls of a profession take in a year, if all are done in time.
    fn recalls_a_year(&self, profession: usize, slot: Minutes) -> f64 {
        let Some(recall) = &self.recall else { return 0.0 };
        let of_group = |group: recall::Group| {
            let combined = recall.combined(group.set);
            let is_theirs = recall.conditions[combined.lead].profession == profession;
            let slots = f64::from(recall::slots_for(combined.minutes, slot));
            let a_year = YEAR_DAYS / 7.0 / combined.interval_weeks;
            if is_theirs { f64::from(group.people) * slots * a_year } else { 0.0 }
        };
        self.practices.iter().flat_map(|practice| recall.groups(practice)).map(of_group).sum()
    }

    /// Takes a quarter of a profession, of the receptionists or of the rooms away.
    fn shorten(&mut self, capacity: Capacity) -> Option<()> {
        match capacity {
            Capacity::Profession(profession) => {
                if self.wte_of(profession) <= 0.0 {
                    return None;
                }
                let roles = &self.roles;
                let theirs = |team: &&mut Team| roles[team.role].booked_as == profession;
                self.teams.iter_mut().filter(theirs).for_each(|team| team.wte *= SHORT);
            }
            Capacity::Receptionists => {
                self.practices.iter_mut().for_each(|practice| practice.reception_staffing *= SHORT);
            }
            Capacity::Rooms => {
                let rooms = (f64::from(self.rooms_total()) * SHORT).round() as u32;
                self.set_rooms_total(rooms.max(1));
            }
            _ => return None,
        }
        Some(())
    }

    /// The practice with the lowest value; the first of several.
    fn practice_by(&self, value: impl Fn(&Self, usize) -> f64) -> Option<usize> {
        (0..self.practices.len()).min_by(|&a, &b| value(self, a).total_cmp(&value(self, b)))
    }

    /// One more receptionist at the practice with fewest for its patients.
    pub(super) fn add_receptionist(&mut self) -> Option<()> {
        let practice = self.practice_by(|system, p| system.receptionists_per_patient(p))?;
        self.practices[practice].added_handlers += 1;
        Some(())
    }

    fn receptionists_per_patient(&self, practice: usize) -> f64 {
        f64::from(self.most_receptionists(practice)) / self.practices[practice].list_size
    }

    /// The largest number of receptionists of a practice, over the day and the week.
    pub fn most_receptionists(&self, practice: usize) -> u32 {
        let about = &self.practices[practice];
        let of_band = |band: &crate::model::front_door::HandlerBand| {
            band.handlers(self, about, false).max(band.handlers(self, about, true))
        };
        self.front_door.handlers.iter().map(of_band).max().unwrap_or(0)
    }

    fn duty_per_patient(&self, practice: usize) -> f64 {
        f64::from(self.policy_of(practice).duty_sessions) / self.practices[practice].list_size
    }

    /// Opens the book further ahead, and offers later starts to patients who are not urgent.
    fn lengthen_book(&mut self, longer: impl Fn(u32) -> u32) {
        let book = &mut self.book;
        book.horizon_days = longer(book.horizon_days);
        for wait in book.longest_wait_days.iter_mut().skip(1) {
            *wait = longer(*wait);
        }
        for practice in &mut self.practices {
            practice.policy.longest_wait_days = practice.policy.longest_wait_days.map(&longer);
        }
    }

    /// Adds supervisors without a clinic in these networks: so many at a time on these weekdays, at one site
    /// after the other.
    pub(super) fn add_supervisors(
        &mut self,
        (at_a_time, start, length): (u32, TimeOfDay, Minutes),
        networks: Range<usize>,
        weekdays: Range<usize>,
    ) -> Option<()> {
        let needs = self.roles.iter().filter_map(|role| role.supervision.as_ref());
        let may: Vec<usize> = needs.flat_map(|need| need.by.iter().copied()).collect();
        let is_able = |role: &&Role| role.supervises && may.contains(&role.booked_as);
        let gps_first = |role: &&Role| role.booked_as != self.general_practitioner;
        let like = self
            .roles
            .iter()
            .filter(is_able)
            .min_by_key(gps_first)
            .or_else(|| self.roles.iter().find(|role| may.contains(&role.booked_as)))?;
        let nothing = Probability::new(0.0).ok()?;
        let role = Role {
            name: "relief-supervisor".into(),
            title: "Supervisor without a clinic".into(),
            room: RoomNeed::None,
            can_work_remotely: true,
            remote_sessions: nothing,
            supervises: true,
            supervises_first: true,
            sees_patients: false,
            takes_duty: false,
            supervision: None,
            ..like.clone()
        };
        self.roles.push(role);
        let role = self.roles.len() - 1;
        let (people, during) = (at_a_time, During::ALWAYS);
        let session = |weekday| FixedSession { weekday, start, length, people, site: None, during };
        for pcn in networks {
            let sessions = weekdays.clone().map(session).collect();
            let name = self.unused_name("relief-supervisors");
            self.teams.push(Team { name, role, pcn, sessions, ..self.bare_team() });
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_capacity_and_amount() {
        let professions = vec!["general-practitioner".to_owned()];
        assert_eq!(Capacity::Profession(0).words(&professions), "general practitioner");
        assert_eq!(Capacity::TelephoneHours.name(&professions), "telephone-hours");
        assert_eq!(Amount::ShortOneMore.suffix(), "-short+1");
    }
}
