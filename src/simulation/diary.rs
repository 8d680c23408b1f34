//! The appointment book as an index: the earliest acceptable slot, without a search through
//! clinicians and days.
//!
//! A diary holds what one profession offers at one practice, in a network, or in the whole place. For each
//! diary, kind of slot, mode and day the slots stand side by side in order of time, one bit each
//! telling whether it is free. The first free slot is stored. A word for each diary and day tells
//! which kinds and modes have free slots. A search examines these words day by day. On the first day
//! with a free slot it takes the earliest.
//!
//! The index holds the days that can be booked. Slots are kept until their day is over. Pages and
//! positions are then reused.

use crate::model::appointments::SLOT_KINDS;
use crate::model::role::{MODES, Mode};
use crate::simulation::arena::Arena;
use crate::simulation::bits::{bits, bits_of, in_every_kind, next_of};
pub use crate::simulation::query::{DIARIES, NO_DAY, Query, Wanted};
use crate::simulation::state::{NONE, Slot, SlotId, SlotState};
use crate::units::SimTime;
use std::collections::VecDeque;
use std::ops::Range;

/// Kinds of slot and modes: the lists of one diary on one day.
const SERIES: usize = SLOT_KINDS * MODES;
const _: () = assert!(SERIES <= 32, "a bit for each kind and mode");

/// No slot of a list is free.
const NONE_FREE: u64 = u64::MAX;

/// The appointment book.
#[derive(Clone, Debug)]
pub struct Diary {
    diaries: usize,
    /// The days that are open: those that a search may visit.
    open_from: i32,
    open_until: i32,
    /// The number of pages of a diary, minus one. It has a page for each day that can be open, and
    /// the number is a power of two.
    mask: i32,
    /// By page: the kinds and modes that have a free slot, a bit each.
    has_free: Vec<u32>,
    /// By page: the kinds and modes in which rooms or supervision have closed a slot, a bit each.
    has_closed: Vec<u32>,
    /// By page, kind and mode.
    lists: Vec<List>,
    slots: Arena<Slot>,
    /// The positions of the slots of each day that is kept.
    kept: VecDeque<Range<usize>>,
    free: Vec<u64>,
    closed_by_rooms: Vec<u64>,
    closed_by_supervision: Vec<u64>,
    attributed: Vec<u64>,
    /// The order of a day's slots while it is opened.
    order: Vec<u64>,
    /// By number of a slot, while its day is opened: its position.
    positions: Vec<u32>,
}

/// The slots of one diary, kind and mode on one day, side by side.
#[derive(Clone, Copy, Debug)]
struct List {
    first: u32,
    end: u32,
    /// The first free slot, as [`Diary::key_of`].
    first_free: u64,
}

impl List {
    const EMPTY: List = List { first: 0, end: 0, first_free: NONE_FREE };
}

/// Bits for the number of a slot among those of its day, and for the milliseconds of a day.
const NUMBER_BITS: u32 = 19;
const TIME_BITS: u32 = 27;

/// Diary, kind, mode, time of day and number of a slot in one integer, to sort the thousands of
/// slots of a day.
fn sort_key(slot: &Slot, number: u64, midnight: SimTime) -> u64 {
    let list = usize::from(slot.diary) * SERIES + series(slot.kind, slot.mode);
    let time = (slot.start - midnight).as_ms() as u64;
    (((list as u64) << TIME_BITS | time) << NUMBER_BITS) | number
}

const fn series(kind: u8, mode: Mode) -> usize {
    kind as usize * MODES + mode as usize
}

impl Diary {
    /// An empty book of `diaries` of which up to `days` days in a row are open at once.
    pub fn new(diaries: usize, days: usize) -> Self {
        let days = days.next_power_of_two();
        assert!(diaries * SERIES < 1 << (64 - TIME_BITS - NUMBER_BITS), "too many diaries");
        Diary {
            diaries,
            open_from: i32::MAX,
            open_until: i32::MIN,
            mask: days as i32 - 1,
            has_free: vec![0; diaries * days],
            has_closed: vec![0; diaries * days],
            lists: vec![List::EMPTY; diaries * days * SERIES],
            slots: Arena::default(),
            kept: VecDeque::new(),
            free: Vec::new(),
            closed_by_rooms: Vec::new(),
            closed_by_supervision: Vec::new(),
            attributed: Vec::new(),
            order: Vec::new(),
            positions: Vec::new(),
        }
    }

    /// The index of the page of a diary's `day` among the pages of all diaries.
    const fn page(&self, diary: u16, day: i32) -> usize {
        diary as usize * (self.mask as usize + 1) + (day & self.mask) as usize
    }

    /// The slot with this identifier.
    pub fn slot(&self, slot: SlotId) -> &Slot {
        &self.slots[slot.index()]
    }

    /// The slot with this identifier, to be changed in anything but its state.
    pub fn slot_mut(&mut self, slot: SlotId) -> &mut Slot {
        &mut self.slots[slot.index()]
    }

    /// Time of day and identifier in one integer: of two slots on a day, the lesser is the earlier,
    /// or of equal ones that of the first diary, kind and mode.
    fn key_of(&self, index: usize, day: i32) -> u64 {
        let time = (self.slots[index].start - SimTime::midnight(day)).as_ms() as u64;
        time << 32 | index as u64
    }

    /// Puts the slots of one day, session by session, into the book. `first` receives the first slot of
    /// each session; each slot links to the next. Days are opened in order.
    pub fn open(&mut self, day: i32, slots: &[Slot], mut first: impl FnMut(&Slot, SlotId)) {
        assert!(slots.len() < 1 << NUMBER_BITS, "too many slots on one day");
        self.open_from = self.open_from.min(day);
        self.open_until = day;
        assert!(self.open_until - self.open_from <= self.mask, "too many days are open");
        for diary in 0..self.diaries {
            let page = self.page(diary as u16, day);
            (self.has_free[page], self.has_closed[page]) = (0, 0);
            self.lists[page * SERIES..(page + 1) * SERIES].fill(List::EMPTY);
        }
        let midnight = SimTime::midnight(day);
        self.order.clear();
        let numbered = (0..).zip(slots);
        self.order.extend(numbered.map(|(number, slot)| sort_key(slot, number, midnight)));
        self.order.sort_unstable();
        let number_of = |sort_key: u64| (sort_key & ((1 << NUMBER_BITS) - 1)) as usize;
        // Closed until its state is set below, so that what can be found is changed in one place.
        let closed = |slot: &Slot| Slot { state: SlotState::ClosedAbsence, ..*slot };
        let in_order = self.order.iter().map(|&key| closed(&slots[number_of(key)]));
        let range = self.slots.put(in_order);
        self.make_bits(&range);
        self.positions.resize(self.positions.len().max(slots.len()), NONE);
        for (id, position) in range.clone().zip(0..) {
            let number = number_of(self.order[position]);
            self.positions[number] = id as u32;
            let slot = &slots[number];
            let page = self.page(slot.diary, day);
            let list = &mut self.lists[page * SERIES + series(slot.kind, slot.mode)];
            if list.end == 0 {
                list.first = id as u32;
            }
            list.end = id as u32 + 1;
            if slot.state != SlotState::ClosedAbsence {
                self.set_state(SlotId(id as u32), slot.state);
            }
        }
        let mut session = NONE;
        for (number, slot) in slots.iter().enumerate() {
            let id = self.positions[number];
            if slot.session == session {
                self.slots[self.positions[number - 1] as usize].after = id;
            } else {
                first(slot, SlotId(id));
                session = slot.session;
            }
        }
        self.kept.push_back(range);
    }

    /// The bits of slots: free, closed by rooms, closed by supervision, attributed.
    const fn bits_of_slots(&mut self) -> [&mut Vec<u64>; 4] {
        [
            &mut self.free,
            &mut self.closed_by_rooms,
            &mut self.closed_by_supervision,
            &mut self.attributed,
        ]
    }

    /// Bits for the slots in `range`, none of them marked.
    fn make_bits(&mut self, range: &Range<usize>) {
        let words = self.slots.len() / 64 + 1;
        for bits in self.bits_of_slots() {
            bits.resize(words, 0);
            let concerned = range.start / 64..range.end.div_ceil(64);
            for (number, word) in concerned.clone().zip(&mut bits[concerned]) {
                let from = range.start.max(number * 64) % 64;
                let beyond = (number * 64 + 64).saturating_sub(range.end);
                *word &= !(u64::MAX << from & u64::MAX >> beyond);
            }
        }
    }

    /// Reserves memory for days with half as many slots again.
    pub fn make_room(&mut self) {
        self.slots.make_room();
        self.kept.reserve(self.kept.len());
        let words = self.slots.len() / 2 / 64 + 1;
        self.bits_of_slots().into_iter().for_each(|bits| bits.reserve(words));
        self.order.reserve(2 * self.order.capacity());
        self.positions.reserve(2 * self.positions.capacity());
    }

    /// The slots of a session from one on, each with its identifier.
    pub fn slots_from(&self, start: u32) -> impl Iterator<Item = (SlotId, &Slot)> {
        let at = |start: u32| (start != NONE).then(|| (SlotId(start), self.slot(SlotId(start))));
        std::iter::successors(at(start), move |(_, slot)| at(slot.after))
    }

    /// Changes the state of a slot, and what searches find.
    pub fn set_state(&mut self, slot: SlotId, state: SlotState) {
        let index = slot.index();
        let diary = self.slots[index].diary;
        let was = std::mem::replace(&mut self.slots[index].state, state);
        let (word, bit) = (index / 64, 1_u64 << (index % 64));
        match was {
            // A slot that has passed keeps the state free without a mark, and is not found.
            SlotState::Free => self.take_away(slot),
            SlotState::ClosedRooms => self.closed_by_rooms[word] &= !bit,
            SlotState::ClosedSupervision => self.closed_by_supervision[word] &= !bit,
            _ => {}
        }
        let closed = match state {
            SlotState::Free => return self.put_back(index),
            SlotState::ClosedRooms => &mut self.closed_by_rooms,
            SlotState::ClosedSupervision => &mut self.closed_by_supervision,
            _ => return,
        };
        closed[word] |= bit;
        let (day, series) = self.day_and_series(index);
        if day >= self.open_from {
            let page = self.page(diary, day);
            self.has_closed[page] |= 1 << series;
        }
    }

    fn day_and_series(&self, index: usize) -> (i32, usize) {
        let slot = &self.slots[index];
        (slot.start.day(), series(slot.kind, slot.mode))
    }

    /// A slot becomes free.
    fn put_back(&mut self, index: usize) {
        self.free[index / 64] |= 1 << (index % 64);
        let (day, series) = self.day_and_series(index);
        if day >= self.open_from {
            let page = self.page(self.slots[index].diary, day);
            let key = self.key_of(index, day);
            let list = &mut self.lists[page * SERIES + series];
            list.first_free = list.first_free.min(key);
            self.has_free[page] |= 1 << series;
        }
    }

    /// Removes a slot from searches because it is no longer free or has passed. Its state is kept.
    pub fn take_away(&mut self, slot: SlotId) {
        let index = slot.index();
        let (word, bit) = (index / 64, 1_u64 << (index % 64));
        if self.free[word] & bit == 0 {
            return;
        }
        self.free[word] &= !bit;
        let (day, series) = self.day_and_series(index);
        if day < self.open_from {
            return;
        }
        let page = self.page(self.slots[index].diary, day);
        let at = page * SERIES + series;
        let list = self.lists[at];
        if list.first_free as u32 != slot.0 {
            return;
        }
        self.lists[at].first_free = match next_of(&self.free, index + 1, list.end as usize) {
            Some(next) => self.key_of(next, day),
            None => {
                self.has_free[page] &= !(1 << series);
                NONE_FREE
            }
        };
    }

    /// Whether an unmet request has been attributed to a slot.
    pub fn is_attributed(&self, slot: SlotId) -> bool {
        self.attributed[slot.index() / 64] >> (slot.index() % 64) & 1 == 1
    }

    /// Attributes an unmet request to a closed slot. A slot is blamed once.
    pub fn attribute(&mut self, slot: SlotId) {
        self.attributed[slot.index() / 64] |= 1 << (slot.index() % 64);
    }

    /// The earliest free slot that fits the query.
    pub fn earliest_free(&self, query: &Query) -> Option<SlotId> {
        self.earliest_free_preferring(query, query.modes)
    }

    /// The earliest free slot in one of the `preferred` modes, if there is any; otherwise the
    /// earliest in any mode that fits the query.
    pub fn earliest_free_preferring(
        &self,
        query: &Query,
        preferred: [bool; MODES],
    ) -> Option<SlotId> {
        let preferred = in_every_kind(bits_of(preferred));
        let mut otherwise = None;
        let found = self.by_day(query, &self.has_free, |day, has| {
            if has & preferred != 0 {
                let found = self.first_of_day(query, day, has & preferred);
                if found.is_some() {
                    return found;
                }
            }
            if otherwise.is_none() {
                otherwise = self.first_of_day(query, day, has);
            }
            None
        });
        found.or(otherwise)
    }

    /// The earliest slot that fits the query and that `accept` accepts.
    pub fn earliest(
        &self,
        query: &Query,
        wanted: Wanted,
        accept: impl Fn(SlotId, &Slot) -> bool,
    ) -> Option<SlotId> {
        let (has, bits) = match wanted {
            Wanted::Free => (&self.has_free, &self.free),
            Wanted::ClosedByRooms | Wanted::UnattributedByRooms => {
                (&self.has_closed, &self.closed_by_rooms)
            }
            Wanted::ClosedBySupervision | Wanted::UnattributedBySupervision => {
                (&self.has_closed, &self.closed_by_supervision)
            }
        };
        let skips_attributed =
            matches!(wanted, Wanted::UnattributedByRooms | Wanted::UnattributedBySupervision);
        let accept = |slot: SlotId| {
            let about = self.slot(slot);
            !(skips_attributed && self.is_attributed(slot))
                && query.takes(about)
                && accept(slot, about)
        };
        self.by_day(query, has, |day, series| {
            self.lists_of_day(query, has, day, series)
                .filter_map(|list| self.first_of_list(self.lists[list], query.from, bits, accept))
                .map(|slot| self.key_of(slot.index(), day))
                .min()
                .map(|key| SlotId(key as u32))
        })
    }

    /// Calls `look`, in order, for each day of the query on which an allowed list is marked in `has`, with
    /// these lists, until it returns a slot.
    fn by_day(
        &self,
        query: &Query,
        has: &[u32],
        mut look: impl FnMut(i32, u32) -> Option<SlotId>,
    ) -> Option<SlotId> {
        let mut diaries = query.diaries.into_iter().flatten();
        let one = diaries.next()?;
        let other = diaries.next().unwrap_or(one);
        let third = diaries.next().unwrap_or(one);
        let modes = bits_of(query.modes);
        let either =
            if query.looks_for_either() { modes | 1 << Mode::Telephone as u32 } else { modes };
        let last = query.last_days.into_iter().fold(NO_DAY, i32::max).min(self.open_until);
        let mut day = query.from.day().max(self.open_from);
        while day <= last {
            // Until the next kind of slot comes to its last day, the same lists are allowed.
            let (mut allowed, mut until) = (0, last);
            let is_either = day <= query.either_until;
            let modes = if is_either { either } else { modes };
            until = if is_either { until.min(query.either_until) } else { until };
            for (kind, &last_of_kind) in query.last_days.iter().enumerate() {
                let is_open = last_of_kind >= day;
                allowed |= if is_open { modes << (kind * MODES) } else { 0 };
                until = if is_open { until.min(last_of_kind) } else { until };
            }
            for day in day..=until {
                let marked = |diary| has[self.page(diary, day)];
                let here = (marked(one) | marked(other) | marked(third)) & allowed;
                if here != 0
                    && let Some(found) = look(day, here)
                {
                    return Some(found);
                }
            }
            day = until + 1;
        }
        None
    }

    /// The lists of `series` (a bit each) on a day that are marked in `has`, diary by diary.
    fn lists_of_day<'a>(
        &'a self,
        query: &Query,
        has: &'a [u32],
        day: i32,
        series: u32,
    ) -> impl Iterator<Item = usize> + 'a {
        query.diaries.into_iter().flatten().flat_map(move |diary| {
            let page = self.page(diary, day);
            bits(has[page] & series).map(move |series| page * SERIES + series)
        })
    }

    /// The earliest acceptable free slot of one day, in the lists `series`.
    fn first_of_day(&self, query: &Query, day: i32, series: u32) -> Option<SlotId> {
        // On the first day, free slots before the first acceptable start are skipped.
        let from = (query.from - SimTime::midnight(day)).as_ms().max(0) as u64;
        let acceptable = from << 32;
        let picks = query.looks_for_either();
        let mut earliest = NONE_FREE;
        for diary in query.diaries.into_iter().flatten() {
            let page = self.page(diary, day);
            let lists = &self.lists[page * SERIES..][..SERIES];
            for series in bits(self.has_free[page] & series) {
                let list = lists[series];
                let mut first = list.first_free;
                let is_mixed = picks && series % MODES == Mode::Telephone as usize;
                if first < acceptable || is_mixed && first != NONE_FREE {
                    let takes = |slot: SlotId| !is_mixed || query.takes(self.slot(slot));
                    let found = self.first_of_list(list, query.from, &self.free, takes);
                    first = found.map_or(NONE_FREE, |slot| self.key_of(slot.index(), day));
                }
                earliest = earliest.min(first);
            }
        }
        (earliest != NONE_FREE).then_some(SlotId(earliest as u32))
    }

    /// The first slot of a list, from an instant on, that is marked in `bits` and accepted.
    fn first_of_list(
        &self,
        list: List,
        from: SimTime,
        bits: &[u64],
        accept: impl Fn(SlotId) -> bool,
    ) -> Option<SlotId> {
        let mut at = list.first as usize;
        while let Some(next) = next_of(bits, at, list.end as usize) {
            let slot = SlotId(next as u32);
            if self.slots[next].start >= from && accept(slot) {
                return Some(slot);
            }
            at = next + 1;
        }
        None
    }

    /// Closes days up to `day`: no slot of theirs can be booked any more.
    pub fn close_day(&mut self, day: i32) {
        self.open_from = self.open_from.max(day + 1);
    }

    /// Forgets the first day that is kept, which is over. The positions of its slots are reused.
    pub fn forget_day(&mut self) {
        if let Some(slots) = self.kept.pop_front() {
            debug_assert!(self.slots[slots.clone()].iter().all(|slot| slot.request == NONE));
            self.slots.clear(&slots);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::{Span, TimeOfDay};

    fn slot(day: i32, hour: i32, kind: u8) -> Slot {
        Slot {
            start: SimTime::on(day, TimeOfDay::at(hour, 0)),
            session: 0,
            request: NONE,
            after: NONE,
            diary: 0,
            person: 0,
            kind,
            mode: Mode::FaceToFace,
            state: SlotState::Free,
            was_cancelled: false,
            is_in_room: true,
        }
    }

    fn query(from: SimTime, last: i32) -> Query {
        Query {
            diaries: [Some(0), None, None],
            modes: [true, false, false, false],
            from,
            last_days: [last; SLOT_KINDS],
            either_until: NO_DAY,
        }
    }

    #[test]
    fn the_earliest_free_slot_is_found_over_kinds_and_days() {
        let mut diary = Diary::new(1, 8);
        diary.open(100, &[slot(100, 9, 1), slot(100, 10, 3)], |_, _| {});
        diary.open(101, &[slot(101, 8, 1)], |_, _| {});
        let all = query(SimTime::midnight(-5), 150);
        let first = diary.earliest_free(&all).expect("a free start");
        assert_eq!(diary.slot(first).start, SimTime::on(100, TimeOfDay::at(9, 0)));
        diary.set_state(first, SlotState::Booked);
        let next = diary.earliest_free(&all).expect("another");
        assert_eq!(diary.slot(next).start, SimTime::on(100, TimeOfDay::at(10, 0)));
        let late = query(SimTime::on(100, TimeOfDay::at(10, 1)), 150);
        let third = diary.earliest_free(&late).expect("the last");
        assert_eq!(diary.slot(third).start.day(), 101);
        assert_eq!(diary.earliest(&late, Wanted::ClosedByRooms, |_, _| true), None);
    }

    #[test]
    fn slots_of_a_day_at_the_reused_indices_of_another_are_not_taken_for_its_own() {
        let mut diary = Diary::new(1, 8);
        // More than a word of bits, so that positions are used again from the middle of one.
        let day = |day: i32, count: usize, state: SlotState| -> Vec<Slot> {
            let slots = (0..count).map(|minute| Slot { state, ..slot(day, 9, 1).later(minute) });
            slots.collect()
        };
        diary.open(100, &day(100, 30, SlotState::Free), |_, _| {});
        diary.open(101, &day(101, 80, SlotState::ClosedRooms), |_, _| {});
        for _ in 0..2 {
            diary.close_day(101);
            diary.forget_day();
        }
        diary.open(102, &day(102, 20, SlotState::Free), |_, _| {});
        let mut last = day(103, 90, SlotState::Free);
        last[89].state = SlotState::ClosedRooms;
        diary.open(103, &last, |_, _| {});
        assert_eq!(diary.slots.len(), 110, "positions are used again");
        let any = query(SimTime::midnight(100), 150);
        let closed = diary.earliest(&any, Wanted::ClosedByRooms, |_, _| true);
        assert_eq!(closed.map(|id| diary.slot(id).start), Some(last[89].start));
        let free = diary.earliest_free(&any).expect("a free start");
        assert_eq!(diary.slot(free).start, SimTime::on(102, TimeOfDay::at(9, 0)));
    }

    impl Slot {
        fn later(mut self, minutes: usize) -> Self {
            self.start += Span::from_minutes(minutes as f64);
            self
        }
    }
}
