//! The rooms that clinics of the weekly roster want: where and when another clinic would still find one.

use crate::model::CareSystem;
use crate::model::dated::During;
use crate::model::role::{Role, RoomNeed};
use crate::units::{Span, TimeOfDay};

/// A clinic of the week that wants a room.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clinic {
    /// The site, as an index.
    pub(super) site: usize,
    /// The day of the week, Monday being 0.
    pub(super) weekday: usize,
    /// When it starts.
    pub(super) start: TimeOfDay,
    /// How long it lasts.
    pub(super) length: Span,
    /// The share of weeks in which it is held in a room, leave apart.
    pub(super) share: f64,
    /// From which day on it is held, until which day.
    pub(super) during: During,
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
    remote_in_room: f64,
    /// The clinics placed so far, by site and weekday.
    placed: Vec<[Vec<Clinic>; 7]>,
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
            remote_in_room: system.rooms.remote_in_room.get(),
            placed: vec![Default::default(); system.sites.len()],
        }
    }

    /// Whether the roster looks for rooms at all.
    pub(super) const fn looks(&self) -> bool {
        self.looks
    }

    /// The share of its sessions for which a role wants a room.
    pub(super) fn wanted_by(&self, role: &Role) -> f64 {
        if role.room == RoomNeed::None || !role.sees_patients {
            return 0.0;
        }
        1.0 - role.remote_sessions.get() * (1.0 - self.remote_in_room)
    }

    /// Notes that `clinic` is in the roster.
    pub(super) fn take(&mut self, clinic: Clinic) {
        self.placed[clinic.site][clinic.weekday].push(clinic);
    }

    /// From when on a clinic cannot do without its room: it may begin before the room is free.
    fn needs_from(&self, clinic: &Clinic) -> TimeOfDay {
        clinic.start.plus(self.longest_wait)
    }

    /// Whether `clinic` finds a room beside those placed so far, on an average week.
    pub(super) fn has_room(&self, clinic: &Clinic) -> bool {
        // Clinics that are never held in the same week do not compete.
        let meets = |other: &&Clinic| other.during.overlaps(clinic.during);
        let others = || self.placed[clinic.site][clinic.weekday].iter().filter(meets);
        let (from, to) = (self.needs_from(clinic), clinic.start.plus(clinic.length));
        // Rooms are scarcest when some clinic has just taken one.
        let instants = others().map(|other| self.needs_from(other)).chain([from]);
        let mut within = instants.filter(|at| (from..to).contains(at));
        within.all(|at| {
            let holds = |other: &&Clinic| {
                (self.needs_from(other)..other.start.plus(other.length)).contains(&at)
            };
            let wanted: f64 = others().filter(holds).map(|other| other.share).sum();
            (wanted + clinic.share) * self.presence <= self.rooms[clinic.site] + 1e-9
        })
    }
}

/// The teams, as indices, in the order in which their clinics are placed in the week. Where the rota looks for
/// rooms, clinics with a fixed time come first, and those that cannot be held without a room come last: they
/// would have it whoever else wants it, so they choose a time at which it is free.
pub(super) fn order_of_rota(system: &CareSystem) -> Vec<usize> {
    let mut order: Vec<usize> = (0..system.teams.len()).collect();
    if system.rooms.rota_by_rooms {
        order.sort_by_key(|&index| {
            let team = &system.teams[index];
            match (team.sessions.is_empty(), system.roles[team.role].can_work_remotely) {
                (false, _) => 0,
                (true, true) => 1,
                (true, false) => 2,
            }
        });
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One room, and nobody on leave.
    fn one_room() -> WeeklyRooms {
        WeeklyRooms {
            looks: true,
            rooms: vec![1.0],
            longest_wait: Span::from_minutes(60.0),
            presence: 1.0,
            remote_in_room: 0.0,
            placed: vec![Default::default()],
        }
    }

    fn clinic(weekday: usize, hour: i32, minute: i32, share: f64) -> Clinic {
        let start = TimeOfDay::at(hour, minute);
        let (length, during) = (Span::from_minutes(180.0), During::ALWAYS);
        Clinic { site: 0, weekday, start, length, share, during }
    }

    #[test]
    fn a_clinic_finds_a_room_at_another_hour_or_day_or_by_waiting() {
        let mut rooms = one_room();
        rooms.take(clinic(0, 9, 0, 1.0));
        assert!(!rooms.has_room(&clinic(0, 9, 0, 1.0)));
        assert!(rooms.has_room(&clinic(1, 9, 0, 1.0)));
        assert!(rooms.has_room(&clinic(0, 12, 0, 1.0)));
        // The room is free at twelve; who starts at eleven waits an hour, at half past ten longer.
        assert!(rooms.has_room(&clinic(0, 11, 0, 1.0)));
        assert!(!rooms.has_room(&clinic(0, 10, 30, 1.0)));
    }

    #[test]
    fn clinics_of_every_second_week_share_a_room_and_leave_counts() {
        let mut rooms = one_room();
        rooms.take(clinic(0, 9, 0, 0.5));
        assert!(rooms.has_room(&clinic(0, 9, 0, 0.5)));
        assert!(!rooms.has_room(&clinic(0, 9, 0, 0.6)));
        // On leave in a tenth of the weeks each: (0.5 + 0.6) times 0.9 is less than one room.
        rooms.presence = 0.9;
        assert!(rooms.has_room(&clinic(0, 9, 0, 0.6)));
    }
}
