//! The rooms that clinics of the weekly roster want: where and when another clinic would still find one.

use crate::model::CareSystem;
use crate::model::roster::RosterSession;
use crate::units::{Span, TimeOfDay};

/// A clinic of the week that wants a room.
#[derive(Clone, Copy, Debug)]
struct Wish {
    site: usize,
    weekday: usize,
    /// From when on it cannot do without its room: a clinic may begin before the room is free.
    from: TimeOfDay,
    to: TimeOfDay,
    /// The share of weeks in which it is held in a room.
    share: f64,
}

/// The clinics placed so far in a weekly roster that looks for rooms.
#[derive(Clone, Debug)]
pub(super) struct WeeklyRooms {
    looks: bool,
    /// By site.
    rooms: Vec<f64>,
    longest_wait: Span,
    /// The share of working days on which a person is neither on leave nor studying.
    presence: f64,
    wishes: Vec<Wish>,
}

impl WeeklyRooms {
    /// Those of `system`, before anybody is placed.
    pub(super) fn new(system: &CareSystem) -> Self {
        // The roster is made once and uses the rooms of the first measured day.
        let rooms = |site| f64::from(system.rooms_of_site(site, system.calendar.start));
        let absence = &system.absence;
        let away =
            (absence.leave_days + absence.study_days) / system.calendar.working_days_per_year;
        WeeklyRooms {
            looks: system.rooms.rota_by_rooms,
            rooms: (0..system.sites.len()).map(rooms).collect(),
            longest_wait: system.rooms.longest_wait.to_span(),
            presence: (1.0 - away).max(0.0),
            wishes: Vec::new(),
        }
    }

    /// Whether the roster looks for rooms at all.
    pub(super) const fn looks(&self) -> bool {
        self.looks
    }

    fn wish(&self, session: &RosterSession, share: f64) -> Wish {
        Wish {
            site: session.site,
            weekday: session.weekday,
            from: session.start.plus(self.longest_wait),
            to: session.start.plus(session.length.to_span()),
            share: session.weekly_share * share * self.presence,
        }
    }

    /// Notes that `session` is in the roster and wants a room in a `share` of its weeks.
    pub(super) fn take(&mut self, session: &RosterSession, share: f64) {
        if self.looks {
            let wish = self.wish(session, share);
            self.wishes.push(wish);
        }
    }

    /// Whether `session`, which wants a room in a `share` of its weeks, finds one beside the clinics placed so
    /// far, on an average week.
    pub(super) fn has_room(&self, session: &RosterSession, share: f64) -> bool {
        let wish = self.wish(session, share);
        let here = |other: &&Wish| other.site == wish.site && other.weekday == wish.weekday;
        let others = || self.wishes.iter().filter(here);
        // Rooms are scarcest when some clinic has just taken one.
        let instants = others().map(|other| other.from).chain([wish.from]);
        let mut within = instants.filter(|at| (wish.from..wish.to).contains(at));
        within.all(|at| {
            let held = others().filter(|other| (other.from..other.to).contains(&at));
            let wanted: f64 = held.map(|other| other.share).sum();
            wanted + wish.share <= self.rooms[wish.site] + 1e-9
        })
    }
}
