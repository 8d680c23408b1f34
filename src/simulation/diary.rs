//! The appointment book as an index: the earliest acceptable start, without a search through
//! clinicians and days.
//!
//! A diary is what one profession offers at one practice, over a network, or over the place. For
//! each diary, kind of slot, mode and day the starts stand side by side in order of time, one bit
//! each telling whether it is free. A word for each diary and day tells which kinds and modes have
//! any free at all: a search goes over these words, day by day, and looks only at lists that have
//! something.

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

/// A patient looks in so many diaries at most: that of the practice, the network and the place.
pub const DIARIES: usize = 3;

/// What would be acceptable.
#[derive(Clone, Copy, Debug)]
pub struct Wish {
    /// The diaries to look in.
    pub diaries: [Option<u16>; DIARIES],
    /// Whether each mode is acceptable.
    pub modes: [bool; MODES],
    /// For each kind of slot, the first and last acceptable start; first after last if none is.
    pub windows: [(SimTime, SimTime); SLOT_KINDS],
}

/// Kinds of slot and modes: the lists of one diary on one day.
const SERIES: usize = SLOT_KINDS * MODES;
const _: () = assert!(SERIES <= 32, "a bit for each kind and mode");

/// The empty window.
pub const NO_WINDOW: (SimTime, SimTime) = (SimTime::NEVER, SimTime::ZERO);

/// The appointment book.
#[derive(Clone, Debug)]
pub struct Diary {
    first_day: i32,
    days: usize,
    lists: Vec<List>,
    /// By diary and day: the kinds and modes that have a free start, a bit each.
    has_free: Vec<u32>,
    slots: Vec<Slot>,
    free: Vec<u64>,
    closed_by_rooms: Vec<u64>,
    closed_by_supervision: Vec<u64>,
    claimed: Vec<u64>,
    /// The order of a day's starts while it is opened.
    order: Vec<u128>,
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

impl Draft {
    /// Diary, kind, mode, time of day and the draft's own number in one integer, to put a day's
    /// starts in order: there are thousands.
    fn place_in_day(&self, number: u32, midnight: SimTime) -> u128 {
        let Slot { kind, mode, start, .. } = self.slot;
        let list = (u32::from(self.diary) << 16) | (u32::from(kind) << 8) | u32::from(mode);
        let time = (start - midnight).as_ms() as u32;
        (u128::from(list) << 64) | (u128::from(time) << 32) | u128::from(number)
    }
}

impl Diary {
    /// An empty book of `diaries` for `days` days from `first_day`.
    pub fn new(diaries: usize, first_day: i32, days: usize) -> Self {
        Diary {
            first_day,
            days,
            lists: vec![List::default(); diaries * days * SERIES],
            has_free: vec![0; diaries * days],
            slots: Vec::new(),
            free: Vec::new(),
            closed_by_rooms: Vec::new(),
            closed_by_supervision: Vec::new(),
            claimed: Vec::new(),
            order: Vec::new(),
        }
    }

    /// The place of a diary's `day` among the days of all diaries.
    const fn page(&self, diary: u16, day: usize) -> usize {
        diary as usize * self.days + day
    }

    const fn series(kind: u8, mode: u8) -> usize {
        kind as usize * MODES + mode as usize
    }

    /// The start with this identifier.
    pub fn slot(&self, slot: SlotId) -> &Slot {
        &self.slots[slot.index()]
    }

    /// The start with this identifier, to be changed in anything but its state.
    pub fn slot_mut(&mut self, slot: SlotId) -> &mut Slot {
        &mut self.slots[slot.index()]
    }

    /// Puts the starts of one day, session by session, into the book; `place` is told where each
    /// went.
    pub fn open(&mut self, day: i32, drafts: &[Draft], mut place: impl FnMut(&Draft, SlotId)) {
        let day_index = (day - self.first_day) as usize;
        let midnight = SimTime::midnight(day);
        let mut order = std::mem::take(&mut self.order);
        order.clear();
        order.extend(
            (0..).zip(drafts.iter()).map(|(number, draft)| draft.place_in_day(number, midnight)),
        );
        order.sort_unstable();
        for place_in_day in &order {
            // The number is in the last 32 bits.
            let draft = &drafts[*place_in_day as u32 as usize];
            let id = self.slots.len();
            // Closed until its state is set below, so that free starts are counted in one place.
            self.slots.push(Slot { state: SlotState::ClosedAbsence, ..draft.slot });
            let words = id / 64 + 1;
            self.free.resize(words, 0);
            self.closed_by_rooms.resize(words, 0);
            self.closed_by_supervision.resize(words, 0);
            self.claimed.resize(words, 0);
            let series = Self::series(draft.slot.kind, draft.slot.mode);
            let page = self.page(draft.diary, day_index);
            let list = &mut self.lists[page * SERIES + series];
            if list.len == 0 {
                list.first = id as u32;
            }
            list.len += 1;
            self.set_state(draft.diary, SlotId(id as u32), draft.slot.state);
            place(draft, SlotId(id as u32));
        }
        self.order = order;
    }

    /// Makes room for the starts of `share` times the days opened so far.
    pub fn make_room(&mut self, share: f64) {
        let more = (self.slots.len() as f64 * share) as usize;
        self.slots.reserve(more);
        let words = [
            &mut self.free,
            &mut self.closed_by_rooms,
            &mut self.closed_by_supervision,
            &mut self.claimed,
        ];
        words.into_iter().for_each(|bits| bits.reserve(more / 64 + 1));
        self.order.reserve(2 * self.order.capacity());
    }

    /// Changes what became of a start, and what can be found.
    pub fn set_state(&mut self, diary: u16, slot: SlotId, state: SlotState) {
        let index = slot.index();
        let (word, bit) = (index / 64, 1_u64 << (index % 64));
        // Not its state: a start that has passed is free for ever, and found no more.
        let was_free = self.free[word] & bit != 0;
        self.free[word] &= !bit;
        self.closed_by_rooms[word] &= !bit;
        self.closed_by_supervision[word] &= !bit;
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

    /// A free start has passed: it stays as it is, and no search meets it any more.
    pub fn pass(&mut self, diary: u16, slot: SlotId) {
        let index = slot.index();
        let bit = 1_u64 << (index % 64);
        if self.free[index / 64] & bit != 0 {
            self.free[index / 64] &= !bit;
            self.count_free(diary, index, false);
        }
    }

    /// Counts a start that becomes free, or is free no more, on its day.
    fn count_free(&mut self, diary: u16, index: usize, is_free: bool) {
        let slot = &self.slots[index];
        let series = Self::series(slot.kind, slot.mode);
        let page = self.page(diary, (slot.start.day() - self.first_day) as usize);
        let list = &mut self.lists[page * SERIES + series];
        list.free = if is_free { list.free + 1 } else { list.free - 1 };
        if list.free > 0 {
            self.has_free[page] |= 1 << series;
        } else {
            self.has_free[page] &= !(1 << series);
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
        let modes = (0..MODES).fold(0, |bits, mode| bits | u32::from(wish.modes[mode]) << mode);
        // By kind of slot: the days of its window, and its lists as bits; what has none is left out.
        let mut kinds = [(0_i32, -1_i32, 0_u32); SLOT_KINDS];
        let (mut day, mut last) = (i32::MAX, i32::MIN);
        for (kind, &(from, until)) in wish.windows.iter().enumerate() {
            if from <= until {
                let (from, until) = (from.day() - self.first_day, until.day() - self.first_day);
                kinds[kind] = (from, until, modes << (kind * MODES));
                (day, last) = (day.min(from), last.max(until));
            }
        }
        (day, last) = (day.max(0), last.min(self.days as i32 - 1));
        let [one, other, third] = wish.diaries;
        let one = one.or(other).or(third)?;
        let pages_of = |diary| &self.has_free[self.page(diary, 0)..self.page(diary + 1, 0)];
        let (pages, other_pages) = (pages_of(one), pages_of(other.unwrap_or(one)));
        // Hardly any place has teams of its own: without them there is nothing more to look at.
        let place_pages = third.map(pages_of);
        let is_free_at_place =
            |day: usize, allowed| place_pages.is_some_and(|pages| pages[day] & allowed != 0);
        while day <= last {
            // Until the next window begins or ends, the same lists are allowed on every day.
            let (mut allowed, mut change) = (0, last + 1);
            for &(from, until, of_kind) in &kinds {
                if from <= day && day <= until {
                    allowed |= of_kind;
                    change = change.min(until + 1);
                } else if day < from && from <= until {
                    change = change.min(from);
                }
            }
            for day in day as usize..change as usize {
                if wanted == Wanted::Free
                    && (pages[day] | other_pages[day]) & allowed == 0
                    && !is_free_at_place(day, allowed)
                {
                    continue;
                }
                let found = self.earliest_of_day(wish, wanted, day, allowed, &mut accept);
                if found.is_some() {
                    return found;
                }
            }
            day = change;
        }
        None
    }

    /// The earliest acceptable start of one day, in the lists that are `allowed`.
    fn earliest_of_day(
        &self,
        wish: &Wish,
        wanted: Wanted,
        day: usize,
        allowed: u32,
        accept: &mut impl FnMut(SlotId, &Slot) -> bool,
    ) -> Option<SlotId> {
        let mut best = None;
        let mut best_start = SimTime::NEVER;
        for diary in wish.diaries.into_iter().flatten() {
            let page = self.page(diary, day);
            let mut worth_a_look = match wanted {
                Wanted::Free => allowed & self.has_free[page],
                _ => allowed,
            };
            while worth_a_look != 0 {
                let series = worth_a_look.trailing_zeros() as usize;
                worth_a_look &= worth_a_look - 1;
                let (from, until) = wish.windows[series / MODES];
                let list = self.lists[page * SERIES + series];
                // Nothing later than the best so far is of interest.
                let found = self.first_of(list, from, until.min(best_start), wanted, accept);
                if let Some(slot) = found
                    && self.slots[slot.index()].start < best_start
                {
                    best_start = self.slots[slot.index()].start;
                    best = found;
                }
            }
        }
        best
    }

    /// The first acceptable start of a list.
    fn first_of(
        &self,
        list: List,
        from: SimTime,
        until: SimTime,
        wanted: Wanted,
        accept: &mut impl FnMut(SlotId, &Slot) -> bool,
    ) -> Option<SlotId> {
        let bits = match wanted {
            Wanted::Free => &self.free,
            Wanted::ClosedByRooms | Wanted::UnclaimedByRooms => &self.closed_by_rooms,
            Wanted::ClosedBySupervision | Wanted::UnclaimedBySupervision => {
                &self.closed_by_supervision
            }
        };
        let skips_claimed =
            matches!(wanted, Wanted::UnclaimedByRooms | Wanted::UnclaimedBySupervision);
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
                break;
            }
            let is_claimed = skips_claimed && self.is_claimed(SlotId(at as u32));
            if slot.start >= from && !is_claimed && accept(SlotId(at as u32), slot) {
                return Some(SlotId(at as u32));
            }
            at += 1;
        }
        None
    }

    /// Forgets days of which no start is free any more, so that no search visits them.
    pub fn close_day(&mut self, day: i32) {
        let Ok(day) = usize::try_from(day - self.first_day) else { return };
        for page in (day..self.has_free.len()).step_by(self.days) {
            self.has_free[page] = 0;
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
            diaries: [Some(0), None, None],
            modes: [true, false, false, false],
            windows: [(from, until); SLOT_KINDS],
        }
    }

    #[test]
    fn the_earliest_free_start_is_found_over_kinds_and_days() {
        let mut diary = Diary::new(1, -5, 200);
        diary.open(100, &[slot(100, 9, 1), slot(100, 10, 3)], |_, _| {});
        diary.open(101, &[slot(101, 8, 1)], |_, _| {});
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
