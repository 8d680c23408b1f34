//! How rooms are given out.

use crate::units::Minutes;

/// Who gets which room, for how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoomPolicy {
    /// Each clinician has a room of their own; visitors take what is left.
    RoomEach,
    /// A room for a session, by timetable.
    RoomPerSession,
    /// A room for an appointment, asked for when the patient is called.
    HotDesking,
}

impl RoomPolicy {
    /// The choices, as written in a scenario.
    pub const CHOICES: [(&'static str, RoomPolicy); 3] = [
        ("room-each", RoomPolicy::RoomEach),
        ("room-per-session", RoomPolicy::RoomPerSession),
        ("hot-desking", RoomPolicy::HotDesking),
    ];
}

/// Rules for rooms.
#[derive(Clone, Debug, PartialEq)]
pub struct RoomRules {
    /// How rooms are given out.
    pub policy: RoomPolicy,
    /// Time to clear and set up a room between two clinicians [min].
    pub turnover: Minutes,
    /// Total numbers of rooms at which every headline is shown again.
    pub also_shown_at: Vec<u32>,
}
