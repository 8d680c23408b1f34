//! Half-days of the week, and one more of a capacity in one of them. Nothing else changes, and nobody else's
//! week.

use crate::model::CareSystem;
use crate::model::calendar::{PracticeCalendar, SATURDAY, WEEKDAYS};
use crate::model::dated::During;
use crate::model::relief::Capacity;
use crate::model::rooms::RoomPolicy;
use crate::model::roster::{FixedSession, Team};
use crate::text::first_upper;
use crate::units::{Minutes, TimeOfDay};
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// When the afternoon begins.
const AFTERNOON: TimeOfDay = TimeOfDay::at(13, 0);

/// The months of a year.
const MONTHS: usize = 12;

/// A part of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Half {
    /// From the beginning of core hours to 13:00.
    Morning,
    /// From 13:00 to the end of core hours.
    Afternoon,
}

impl Half {
    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Half::Morning => "morning",
            Half::Afternoon => "afternoon",
        }
    }
}

/// A half-day of core hours, every week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct HalfDay {
    /// The day of the week, Monday being 0 and Friday 4.
    pub weekday: usize,
    /// The part of it.
    pub half: Half,
}

impl HalfDay {
    /// Those of Monday to Friday, in order of time.
    pub fn all() -> impl Iterator<Item = HalfDay> {
        let of_day =
            |weekday| [Half::Morning, Half::Afternoon].map(|half| HalfDay { weekday, half });
        (0..SATURDAY).flat_map(of_day)
    }

    /// When it begins and ends. Core hours that end before 13:00 have no afternoon: it ends as it begins.
    pub fn times(self, calendar: &PracticeCalendar) -> Range<TimeOfDay> {
        let noon = AFTERNOON.max(calendar.opens).min(calendar.closes);
        match self.half {
            Half::Morning => calendar.opens..noon,
            Half::Afternoon => noon..calendar.closes,
        }
    }

    /// Its name in files.
    pub fn name(self) -> String {
        let day = WEEKDAYS.get(self.weekday).copied().unwrap_or_default();
        format!("{day}-{}", self.half.name())
    }

    /// Its name in words.
    pub fn words(self) -> String {
        first_upper(&self.name().replace('-', " "))
    }
}

/// Receptionists and rooms that a system has in one half-day beyond those of the whole week. It is set where
/// a capacity is relieved, never by a scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MoreInHalfDay {
    /// The half-day.
    pub half_day: HalfDay,
    /// People on the telephone and at the desk of every practice.
    pub handlers: u32,
    /// Rooms at every site, for clinics that begin in the half-day and have no other.
    pub rooms: u32,
}

impl Capacity {
    /// The words for one more of it in a half-day.
    pub const fn in_half_day(self) -> &'static str {
        match self {
            Capacity::Profession(_) => "one session at every site that begins then",
            Capacity::Receptionists => "one person at every practice",
            Capacity::Rooms => "one room at every site, for clinics that begin then",
            Capacity::Supervision => "one supervisor without a clinic at every site",
            Capacity::Book | Capacity::Duty | Capacity::TelephoneHours => "",
        }
    }
}

impl CareSystem {
    /// Why a capacity cannot be relieved in one half-day alone; `None` if it can be.
    pub fn not_by_half_day(&self, capacity: Capacity) -> Option<&'static str> {
        match capacity {
            Capacity::Rooms if self.rooms.policy != RoomPolicy::RoomPerSession => {
                Some("rooms are not given to clinics by timetable here (`rooms.policy`)")
            }
            Capacity::Book => Some("how far ahead the book is open is the same at all hours"),
            Capacity::Duty => Some("the duty is held for whole days"),
            Capacity::TelephoneHours => Some("its hours lie after the half-days"),
            Capacity::Profession(_)
            | Capacity::Receptionists
            | Capacity::Rooms
            | Capacity::Supervision => None,
        }
    }

    /// The same system with one more of a capacity in a half-day of every week, as
    /// [`Capacity::in_half_day`] says; `None` if it cannot be relieved so, or if no clinic of a profession
    /// begins then.
    #[must_use]
    pub fn with_more_in(&self, capacity: Capacity, half_day: HalfDay) -> Option<Self> {
        let times = half_day.times(&self.calendar);
        if self.not_by_half_day(capacity).is_some() || times.is_empty() {
            return None;
        }
        let mut system = self.clone();
        match capacity {
            Capacity::Profession(profession) => system.hold_sessions(profession, half_day)?,
            Capacity::Supervision => {
                let length = Minutes::new(times.end.since(times.start).as_minutes()).ok()?;
                for pcn in 0..self.pcns() {
                    let session = (self.sites_of(pcn), times.start, length);
                    let weekdays = half_day.weekday..half_day.weekday + 1;
                    system.add_supervisors(session, pcn..pcn + 1, weekdays)?;
                }
            }
            _ => {
                let handlers = u32::from(capacity == Capacity::Receptionists);
                let rooms = u32::from(capacity == Capacity::Rooms);
                system.in_half_day = Some(MoreInHalfDay { half_day, handlers, rooms });
            }
        }
        Some(system)
    }

    /// The number of sites of a network.
    fn sites_of(&self, pcn: usize) -> u32 {
        (0..self.sites.len()).filter(|&site| self.pcn_of_site(site) == pcn).count() as u32
    }

    /// Adds a session of a profession at every site, at the usual time and of the usual length of the role in
    /// which more of it are employed.
    fn hold_sessions(&mut self, profession: usize, half_day: HalfDay) -> Option<()> {
        let role = self.template(profession)?.role;
        let times = half_day.times(&self.calendar);
        let about = &self.roles[role];
        let starts = about.session_starts.iter().filter(|start| times.contains(&start.at));
        let usual =
            starts.reduce(|most, next| if next.weight > most.weight { next } else { most })?;
        let (weekday, start, length) = (half_day.weekday, usual.at, about.session);
        for pcn in 0..self.pcns() {
            let people = self.sites_of(pcn);
            let during = During::ALWAYS;
            let sessions =
                vec![FixedSession { weekday, start, length, people, site: None, during }];
            // A team that states its months takes no rooms in the weekly roster, so that nobody's week moves.
            let months = (0..MONTHS).collect();
            let name = self.unused_name("relief");
            self.teams.push(Team { name, role, pcn, sessions, months, ..self.bare_team() });
        }
        Some(())
    }

    /// People on the telephone and at the desk of every practice beyond those of all weekdays at `time`.
    pub fn more_handlers(&self, weekday: usize, time: TimeOfDay) -> u32 {
        let is_now = |more: &MoreInHalfDay| {
            more.half_day.weekday == weekday && more.half_day.times(&self.calendar).contains(&time)
        };
        self.in_half_day.filter(is_now).map_or(0, |more| more.handlers)
    }

    /// The times of `weekday` at which people come to the telephone and the desk for a half-day, and leave.
    pub fn handlers_come_and_go(&self, weekday: usize) -> Option<[TimeOfDay; 2]> {
        let is_today = |more: &MoreInHalfDay| more.handlers > 0 && more.half_day.weekday == weekday;
        let times = self.in_half_day.filter(is_today)?.half_day.times(&self.calendar);
        Some([times.start, times.end])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_half_days_cover_core_hours_once() {
        let all: Vec<String> = HalfDay::all().map(HalfDay::name).collect();
        assert_eq!(
            (all.len(), all[0].as_str(), all[9].as_str()),
            (10, "monday-morning", "friday-afternoon")
        );
        let calendar = PracticeCalendar {
            start: jiff::civil::date(2025, 4, 1),
            bank_holidays: Vec::new(),
            opens: TimeOfDay::at(8, 0),
            closes: TimeOfDay::at(18, 30),
            telephone_closes: TimeOfDay::at(18, 30),
            working_days_per_year: 253.0,
        };
        let [morning, afternoon] = [Half::Morning, Half::Afternoon]
            .map(|half| HalfDay { weekday: 0, half }.times(&calendar));
        assert_eq!((morning.start, afternoon.end), (calendar.opens, calendar.closes));
        assert_eq!(morning.end, afternoon.start);
        let early = PracticeCalendar { closes: TimeOfDay::at(12, 0), ..calendar };
        let none = HalfDay { weekday: 0, half: Half::Afternoon }.times(&early);
        assert!(none.is_empty());
        assert_eq!(HalfDay { weekday: 4, half: Half::Morning }.words(), "Friday morning");
    }
}
