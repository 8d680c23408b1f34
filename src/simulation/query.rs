//! What a search of the appointment book looks for.

use crate::model::appointments::SLOT_KINDS;
use crate::model::role::{MODES, Mode};
use crate::simulation::state::Slot;
use crate::units::SimTime;

/// Which slots are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Those that can be booked.
    Free,
    /// Those that rooms closed.
    ClosedByRooms,
    /// Those that supervision closed.
    ClosedBySupervision,
    /// Those that rooms closed and no unmet request has been attributed to.
    UnattributedByRooms,
    /// Those that supervision closed and no unmet request has been attributed to.
    UnattributedBySupervision,
}

/// The maximum number of diaries of a query: those of the practice, the network and the place.
pub const DIARIES: usize = 3;

/// What a search looks for.
#[derive(Clone, Copy, Debug)]
pub struct Query {
    /// The diaries to look in; of equal slots, the first diary's comes first.
    pub diaries: [Option<u16>; DIARIES],
    /// Whether each mode is acceptable.
    pub modes: [bool; MODES],
    /// The earliest acceptable start.
    pub from: SimTime,
    /// For each kind of slot, the last acceptable day; before the first if none is.
    pub last_days: [i32; SLOT_KINDS],
    /// The last day on which a telephone slot of a session in a room is also one in person; [`NO_DAY`] if
    /// on none.
    pub either_until: i32,
}

impl Query {
    /// Whether it looks for slots in person, of which some are telephone slots.
    pub(super) const fn looks_for_either(&self) -> bool {
        self.modes[Mode::FaceToFace as usize] && !self.modes[Mode::Telephone as usize]
    }

    /// Whether a slot of an allowed list will do: a telephone slot in person only in a room.
    pub(super) fn takes(&self, slot: &Slot) -> bool {
        slot.mode != Mode::Telephone || slot.is_in_room || self.modes[Mode::Telephone as usize]
    }
}

/// The last acceptable day of a kind of slot that is not acceptable at all.
pub const NO_DAY: i32 = i32::MIN;
