//! The appointment book as an index: the earliest acceptable start, without a search through
//! clinicians and days.
//!
//! A diary is what one profession offers at one practice, or over the network. For each diary, kind
//! of slot, mode and day the starts stand side by side in order of time, one bit each telling
//! whether it is free; one more bit a day tells whether the day has any. A search looks at a few
//! words.

use crate::model::appointments::SLOT_KINDS;
use crate::model::role::MODES;
use crate::simulation::state::{Slot, SlotId, SlotState};
use crate::units::SimTime;

/// Which starts are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Those that can be booked.
    Free,
    /// Those that rooms closed.
    ClosedByRooms,
    /// Those that supervision closed.
    ClosedBySupervision,
    /// Those that rooms closed and no unmet request has claimed.
    UnclaimedByRooms,
    /// Those that supervision closed and no unmet request has claimed.
    UnclaimedBySupervision,
}

/// What would be acceptable.
#[derive(Clone, Copy, Debug)]
pub struct Wish {
    /// The diaries to look in.
    pub diaries: [Option<u16>; 2],
    /// Whether each mode is acceptable.
    pub modes: [bool; MODES],
    /// For each kind of slot, the first and last acceptable start; first after last if none is.
    pub windows: [(SimTime, SimTime); SLOT_KINDS],
}

/// The empty window.
pub const NO_WINDOW: (SimTime, SimTime) = (SimTime::NEVER, SimTime::ZERO);

/// The appointment book.
#[derive(Clone, Debug)]
pub struct Diary {
    first_day: i32,
    days: usize,
    words: usize,
    lists: Vec<List>,
    has_free: Vec<u64>,
    slots: Vec<Slot>,
    free: Vec<u64>,
    closed_by_rooms: Vec<u64>,
    closed_by_supervision: Vec<u64>,
    claimed: Vec<u64>,
}

/// The starts of one diary, kind and mode on one day, side by side.
#[derive(Clone, Copy, Debug, Default)]
struct List {
    first: u32,
    len: u32,
    /// How many of them are free: a day without any is passed over.
    free: u32,
}

/// A start before it has a place in the book.
#[derive(Clone, Copy, Debug)]
pub struct Draft {
    /// The diary.
    pub diary: u16,
    /// The start itself; its `after` is not yet known.
    pub slot: Slot,
    /// Its place within its session.
    pub position: u32,
}

impl Diary {
    /// An empty book of `diaries` for `days` days from `first_day`.
    pub fn new(diaries: usize, first_day: i32, days: usize) -> Self {
        let series = diaries * SLOT_KINDS * MODES;
        let words = days.div_ceil(64);
        Diary {
            first_day,
            days,
            words,
            lists: vec![List::default(); series * days],
            has_free: vec![0; series * words],
            slots: Vec::new(),
            free: Vec::new(),
            closed_by_rooms: Vec::new(),
            closed_by_supervision: Vec::new(),
            claimed: Vec::new(),
        }
    }

    const fn series(diary: u16, kind: u8, mode: u8) -> usize {
        (diary as usize * SLOT_KINDS + kind as usize) * MODES + mode as usize
    }

    /// The start with this identifier.
    pub fn slot(&self, slot: SlotId) -> &Slot {
        &self.slots[slot.index()]
    }

    /// The start with this identifier, to be changed in anything but its state.
    pub fn slot_mut(&mut self, slot: SlotId) -> &mut Slot {
        &mut self.slots[slot.index()]
    }

    /// Puts the starts of one day into the book; `place` is told where each went.
    pub fn open(&mut self, day: i32, drafts: &mut [Draft], mut place: impl FnMut(&Draft, SlotId)) {
        drafts.sort_unstable_by_key(|d| {
            (d.diary, d.slot.kind, d.slot.mode, d.slot.start, d.slot.session, d.position)
        });
        let day_index = (day - self.first_day) as usize;
        for draft in drafts {
            let id = self.slots.len();
            // Closed until its state is set below, so that free starts are counted in one place.
            self.slots.push(Slot { state: SlotState::ClosedAbsence, ..draft.slot });
            let words = id / 64 + 1;
            self.free.resize(words, 0);
            self.closed_by_rooms.resize(words, 0);
            self.closed_by_supervision.resize(words, 0);
            self.claimed.resize(words, 0);
            let series = Self::series(draft.diary, draft.slot.kind, draft.slot.mode);
            let list = &mut self.lists[series * self.days + day_index];
            if list.len == 0 {
                list.first = id as u32;
            }
            list.len += 1;
            self.set_state(draft.diary, SlotId(id as u32), draft.slot.state);
            place(draft, SlotId(id as u32));
        }
    }

    /// Changes what became of a start, and what can be found.
    pub fn set_state(&mut self, diary: u16, slot: SlotId, state: SlotState) {
        let index = slot.index();
        let (word, bit) = (index / 64, 1_u64 << (index % 64));
        self.free[word] &= !bit;
        self.closed_by_rooms[word] &= !bit;
        self.closed_by_supervision[word] &= !bit;
        let was_free = self.slots[index].state == SlotState::Free;
        if was_free != (state == SlotState::Free) {
            self.count_free(diary, index, state == SlotState::Free);
        }
        match state {
            SlotState::Free => self.free[word] |= bit,
            SlotState::ClosedRooms => self.closed_by_rooms[word] |= bit,
            SlotState::ClosedSupervision => self.closed_by_supervision[word] |= bit,
            _ => {}
        }
        self.slots[index].state = state;
    }

    /// Counts a start that becomes free, or is free no more, on its day.
    fn count_free(&mut self, diary: u16, index: usize, is_free: bool) {
        let slot = &self.slots[index];
        let series = Self::series(diary, slot.kind, slot.mode);
        let day = (slot.start.day() - self.first_day) as usize;
        let list = &mut self.lists[series * self.days + day];
        list.free = if is_free { list.free + 1 } else { list.free - 1 };
        let days = &mut self.has_free[series * self.words + day / 64];
        if list.free > 0 {
            *days |= 1 << (day % 64);
        } else {
            *days &= !(1 << (day % 64));
        }
    }

    /// Whether an unmet request has claimed a start.
    pub fn is_claimed(&self, slot: SlotId) -> bool {
        self.claimed[slot.index() / 64] >> (slot.index() % 64) & 1 == 1
    }

    /// Marks a closed start as claimed by an unmet request: it is not blamed twice.
    pub fn claim(&mut self, slot: SlotId) {
        self.claimed[slot.index() / 64] |= 1 << (slot.index() % 64);
    }

    /// The earliest start that the wish allows and `accept` accepts.
    pub fn earliest(
        &self,
        wish: &Wish,
        wanted: Wanted,
        mut accept: impl FnMut(SlotId, &Slot) -> bool,
    ) -> Option<SlotId> {
        let mut best: Option<SlotId> = None;
        let mut best_start = SimTime::NEVER;
        for diary in wish.diaries.into_iter().flatten() {
            for (kind, &(from, until)) in wish.windows.iter().enumerate() {
                for mode in (0..MODES).filter(|&mode| wish.modes[mode]) {
                    let series = Self::series(diary, kind as u8, mode as u8);
                    // Nothing later than the best so far is of interest.
                    let until = until.min(best_start);
                    if from > until {
                        continue;
                    }
                    let found = self.first_in(series, from, until, wanted, &mut accept);
                    if let Some(slot) = found
                        && self.slots[slot.index()].start < best_start
                    {
                        best_start = self.slots[slot.index()].start;
                        best = found;
                    }
                }
            }
        }
        best
    }

    fn first_in(
        &self,
        series: usize,
        from: SimTime,
        until: SimTime,
        wanted: Wanted,
        accept: &mut impl FnMut(SlotId, &Slot) -> bool,
    ) -> Option<SlotId> {
        let last = ((until.day() - self.first_day).max(-1) as usize).min(self.days - 1);
        let mut day = (from.day() - self.first_day).max(0) as usize;
        if until.day() < self.first_day {
            return None;
        }
        let bits = match wanted {
            Wanted::Free => &self.free,
            Wanted::ClosedByRooms | Wanted::UnclaimedByRooms => &self.closed_by_rooms,
            Wanted::ClosedBySupervision | Wanted::UnclaimedBySupervision => {
                &self.closed_by_supervision
            }
        };
        let skips_claimed =
            matches!(wanted, Wanted::UnclaimedByRooms | Wanted::UnclaimedBySupervision);
        while day <= last {
            if wanted == Wanted::Free {
                day = self.next_day_with_free(series, day, last)?;
            }
            let list = self.lists[series * self.days + day];
            let mut at = list.first as usize;
            let end = at + list.len as usize;
            while at < end {
                let word = bits[at / 64] >> (at % 64);
                if word == 0 {
                    at = (at / 64 + 1) * 64;
                    continue;
                }
                at += word.trailing_zeros() as usize;
                if at >= end {
                    break;
                }
                let slot = &self.slots[at];
                if slot.start > until {
                    return None;
                }
                let is_claimed = skips_claimed && self.is_claimed(SlotId(at as u32));
                if slot.start >= from && !is_claimed && accept(SlotId(at as u32), slot) {
                    return Some(SlotId(at as u32));
                }
                at += 1;
            }
            day += 1;
        }
        None
    }

    fn next_day_with_free(&self, series: usize, day: usize, last: usize) -> Option<usize> {
        let words = &self.has_free[series * self.words..(series + 1) * self.words];
        let mut word = day / 64;
        let mut bits = words[word] & (!0 << (day % 64));
        loop {
            if bits != 0 {
                let found = word * 64 + bits.trailing_zeros() as usize;
                return (found <= last).then_some(found);
            }
            word += 1;
            if word * 64 > last {
                return None;
            }
            bits = words[word];
        }
    }

    /// Forgets days of which no start is free any more, so that no search visits them.
    pub fn close_day(&mut self, day: i32) {
        let Ok(day) = usize::try_from(day - self.first_day) else { return };
        for series in 0..self.has_free.len() / self.words {
            self.has_free[series * self.words + day / 64] &= !(1 << (day % 64));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulation::state::NONE;
    use crate::units::TimeOfDay;

    fn slot(day: i32, hour: i32, kind: u8) -> Draft {
        let slot = Slot {
            start: SimTime::on(day, TimeOfDay::at(hour, 0)),
            session: 0,
            booking: NONE,
            kind,
            mode: 0,
            state: SlotState::Free,
            was_cancelled: false,
            after: NONE,
        };
        Draft { diary: 0, slot, position: hour as u32 }
    }

    fn wish(from: SimTime, until: SimTime) -> Wish {
        Wish {
            diaries: [Some(0), None],
            modes: [true, false, false, false],
            windows: [(from, until); SLOT_KINDS],
        }
    }

    #[test]
    fn the_earliest_free_start_is_found_over_kinds_and_days() {
        let mut diary = Diary::new(1, -5, 200);
        diary.open(100, &mut [slot(100, 9, 1), slot(100, 10, 3)], |_, _| {});
        diary.open(101, &mut [slot(101, 8, 1)], |_, _| {});
        let all = wish(SimTime::midnight(-5), SimTime::midnight(150));
        let first = diary.earliest(&all, Wanted::Free, |_, _| true).expect("a free start");
        assert_eq!(diary.slot(first).start, SimTime::on(100, TimeOfDay::at(9, 0)));
        diary.set_state(0, first, SlotState::Booked);
        let next = diary.earliest(&all, Wanted::Free, |_, _| true).expect("another");
        assert_eq!(diary.slot(next).start, SimTime::on(100, TimeOfDay::at(10, 0)));
        let late = wish(SimTime::on(100, TimeOfDay::at(10, 1)), SimTime::midnight(150));
        let third = diary.earliest(&late, Wanted::Free, |_, _| true).expect("the last");
        assert_eq!(diary.slot(third).start.day(), 101);
        assert_eq!(diary.earliest(&late, Wanted::ClosedByRooms, |_, _| true), None);
    }
}
