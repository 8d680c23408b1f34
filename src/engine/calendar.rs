//! The future event list.
//!
//! Events happen in order of time. At equal times releases come first and observations last;
//! otherwise the event scheduled first happens first. This order is part of the model: it decides
//! who gets the last slot of the day.

use crate::units::SimTime;
use std::hint::select_unpredictable;

/// The order of events at the same instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// Servers and rooms become free and calendars open, before anyone asks for them.
    Release = 0,
    /// Everything else.
    Normal = 1,
    /// Monitors observe the state at the end of the instant.
    Observe = 2,
}

/// The sort key of an entry: time, phase and sequence in one integer, so that one comparison is
/// enough.
type Key = u128;

#[derive(Clone, Copy, Debug)]
struct Entry<E> {
    key: Key,
    event: E,
}

/// The future event list.
///
/// The current bucket of about an hour is a four-ary heap, which touches fewer cache lines than a
/// binary one. Later events wait unsorted in buckets of 70 minutes. Most pending events of a
/// practice are hours or days away and would only make the heap deeper.
#[derive(Clone, Debug)]
pub struct Calendar<E> {
    now: SimTime,
    scheduled: u64,
    heap: Vec<Entry<E>>,
    /// The first bucket that is not in the heap: earlier ones are in it, later ones are unsorted. The
    /// heap is empty only if all buckets are empty.
    near_until: i64,
    /// The first entry of each of the next [`BUCKETS`] buckets, or [`NONE`]. Positions are reused in
    /// turn.
    buckets: Box<[u32; BUCKETS]>,
    /// Which of these buckets have entries, one bit each.
    has_entries: Box<[u64; BUCKETS / 64]>,
    /// Entries beyond these buckets, and the first bucket that any of them belongs to.
    far: u32,
    far_from: i64,
    /// The entries of all buckets, and free positions. Each entry links to the next of its bucket.
    pool: Vec<(Entry<E>, u32)>,
    vacant: u32,
    in_buckets: usize,
}

const CHILDREN: usize = 4;
const PHASE_SHIFT: u32 = 62;
/// No entry.
const NONE: u32 = u32::MAX;
/// The bucket width, 2^22 ms or 70 minutes, as a shift.
const BUCKET_WIDTH_SHIFT: u32 = 22;
/// The number of buckets: half a year.
const BUCKETS: usize = 4096;

const fn bucket_of(at: SimTime) -> i64 {
    at.as_ms() >> BUCKET_WIDTH_SHIFT
}

const fn index_of(bucket: i64) -> usize {
    (bucket & (BUCKETS as i64 - 1)) as usize
}

impl<E: Copy> Calendar<E> {
    /// An empty calendar whose clock is at `start`.
    pub fn new(start: SimTime) -> Self {
        Calendar {
            now: start,
            scheduled: 0,
            heap: Vec::with_capacity(256),
            near_until: bucket_of(start) + 1,
            buckets: Box::new([NONE; BUCKETS]),
            has_entries: Box::new([0; BUCKETS / 64]),
            far: NONE,
            far_from: i64::MAX,
            pool: Vec::new(),
            vacant: NONE,
            in_buckets: 0,
        }
    }

    /// Reserves capacity for many more pending events than there have been so far: autumn has more
    /// than spring.
    pub fn make_room(&mut self) {
        self.heap.reserve(2 * self.heap.capacity());
        self.pool.reserve(15 * self.pool.len());
    }

    /// The clock: the time of the current event.
    pub const fn now(&self) -> SimTime {
        self.now
    }

    /// Schedules `event` at the instant `at`, in the normal phase.
    ///
    /// # Panics
    ///
    /// In debug builds, if `at` is in the past.
    pub fn schedule(&mut self, at: SimTime, event: E) {
        self.schedule_in(at, Phase::Normal, event);
    }

    /// Schedules `event` at the instant `at`, in `phase`.
    ///
    /// # Panics
    ///
    /// In debug builds, if `at` is in the past.
    pub fn schedule_in(&mut self, at: SimTime, phase: Phase, event: E) {
        debug_assert!(at >= self.now, "nothing is scheduled in the past");
        let order = ((phase as u64) << PHASE_SHIFT) | self.scheduled;
        self.scheduled += 1;
        // Flipping the sign bit sorts negative times before positive ones.
        let time = (at.as_ms() as u64) ^ (1 << 63);
        let entry = Entry { key: (u128::from(time) << 64) | u128::from(order), event };
        if bucket_of(at) < self.near_until {
            self.heap.push(entry);
            self.sift_up(self.heap.len() - 1, entry);
        } else {
            self.put_in_bucket(entry);
            if self.heap.is_empty() {
                self.move_bucket_to_heap();
            }
        }
    }

    /// The time of the next event, if there is one.
    pub fn next_at(&self) -> Option<SimTime> {
        self.heap.first().map(|entry| time_of(entry.key))
    }

    /// Removes the next event and sets the clock to its time.
    pub fn advance(&mut self) -> Option<E> {
        let first = *self.heap.first()?;
        let last = self.heap.pop().expect("a heap with a first entry has a last");
        if !self.heap.is_empty() {
            self.sift_down(last);
        } else if self.in_buckets > 0 {
            self.move_bucket_to_heap();
        }
        let at = time_of(first.key);
        debug_assert!(at >= self.now, "the clock never runs backwards");
        self.now = at;
        Some(first.event)
    }

    /// Advances the clock to `at` without an event, for arrivals that are kept outside the heap.
    ///
    /// # Panics
    ///
    /// In debug builds, if `at` is in the past or beyond the next event.
    pub fn advance_to(&mut self, at: SimTime) {
        debug_assert!(at >= self.now, "the clock never runs backwards");
        debug_assert!(self.next_at().is_none_or(|next| at <= next), "no event is jumped over");
        self.now = at;
    }

    fn put_in_bucket(&mut self, entry: Entry<E>) {
        let position = if self.vacant == NONE {
            self.pool.push((entry, NONE));
            self.pool.len() as u32 - 1
        } else {
            let position = self.vacant;
            self.vacant = self.pool[position as usize].1;
            position
        };
        self.pool[position as usize].0 = entry;
        self.in_buckets += 1;
        self.file(position);
    }

    /// Puts the entry at index `position` of the pool into its bucket.
    fn file(&mut self, position: u32) {
        let (entry, next) = &mut self.pool[position as usize];
        let bucket = bucket_of(time_of(entry.key));
        if bucket - self.near_until < BUCKETS as i64 {
            let index = index_of(bucket);
            *next = std::mem::replace(&mut self.buckets[index], position);
            self.has_entries[index / 64] |= 1 << (index % 64);
        } else {
            *next = std::mem::replace(&mut self.far, position);
            self.far_from = self.far_from.min(bucket);
        }
    }

    /// Moves the first bucket with entries into the empty heap.
    fn move_bucket_to_heap(&mut self) {
        let mut next = self.next_bucket();
        if self.far != NONE && next.is_none_or(|next| self.far_from <= next) {
            // The far entries are now near, or no other entries are left.
            self.near_until = self.far_from;
            let mut position = std::mem::replace(&mut self.far, NONE);
            self.far_from = i64::MAX;
            while position != NONE {
                let after = self.pool[position as usize].1;
                self.file(position);
                position = after;
            }
            next = self.next_bucket();
        }
        let Some(next) = next else { return };
        self.near_until = next + 1;
        let index = index_of(next);
        self.has_entries[index / 64] &= !(1 << (index % 64));
        let mut position = std::mem::replace(&mut self.buckets[index], NONE);
        while position != NONE {
            let (entry, after) = self.pool[position as usize];
            self.pool[position as usize].1 = self.vacant;
            self.vacant = position;
            position = after;
            self.in_buckets -= 1;
            self.heap.push(entry);
            self.sift_up(self.heap.len() - 1, entry);
        }
    }

    /// The first bucket from `near_until` on that has entries.
    fn next_bucket(&self) -> Option<i64> {
        let first = index_of(self.near_until);
        // The first word is examined twice: from the index on, and before it.
        for step in 0..=BUCKETS / 64 {
            let word = (first / 64 + step) % (BUCKETS / 64);
            let mut entries = self.has_entries[word];
            if step == 0 {
                entries &= u64::MAX << (first % 64);
            } else if step == BUCKETS / 64 {
                entries &= !(u64::MAX << (first % 64));
            }
            if entries != 0 {
                let index = word * 64 + entries.trailing_zeros() as usize;
                let ahead = (index + BUCKETS - first) % BUCKETS;
                return Some(self.near_until + ahead as i64);
            }
        }
        None
    }

    fn sift_up(&mut self, mut index: usize, entry: Entry<E>) {
        while index > 0 {
            let parent = (index - 1) / CHILDREN;
            if self.heap[parent].key <= entry.key {
                break;
            }
            self.heap[index] = self.heap[parent];
            index = parent;
        }
        self.heap[index] = entry;
    }

    fn sift_down(&mut self, entry: Entry<E>) {
        let len = self.heap.len();
        let mut index = 0;
        loop {
            let first = index * CHILDREN + 1;
            if first >= len {
                break;
            }
            let least = match self.heap[first..].first_chunk() {
                Some(family) => first + least_of_four(family),
                None => first + least_of(&self.heap[first..]),
            };
            if entry.key <= self.heap[least].key {
                break;
            }
            self.heap[index] = self.heap[least];
            index = least;
        }
        self.heap[index] = entry;
    }
}

/// The index of the earliest of four entries. The result cannot be predicted, so branches would
/// mostly be mispredicted; arithmetic chooses instead.
fn least_of_four<E>(family: &[Entry<E>; CHILDREN]) -> usize {
    let [a, b, c, d] = family;
    let left = usize::from(b.key < a.key);
    let right = 2 + usize::from(d.key < c.key);
    select_unpredictable(family[right].key < family[left].key, right, left)
}

/// The index of the earliest entry of the last, incomplete family.
fn least_of<E>(family: &[Entry<E>]) -> usize {
    let mut least = 0;
    for child in 1..family.len() {
        least = select_unpredictable(family[child].key < family[least].key, child, least);
    }
    least
}

const fn time_of(key: Key) -> SimTime {
    SimTime::from_ms((((key >> 64) as u64) ^ (1 << 63)) as i64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::Span;

    #[test]
    fn events_happen_in_order_of_time_phase_and_sequence() {
        let mut calendar = Calendar::new(SimTime::from_ms(-10));
        calendar.schedule_in(SimTime::from_ms(5), Phase::Observe, "observed");
        calendar.schedule(SimTime::from_ms(5), "first");
        calendar.schedule(SimTime::from_ms(5), "second");
        calendar.schedule_in(SimTime::from_ms(5), Phase::Release, "released");
        calendar.schedule(SimTime::from_ms(-3), "early");
        let happened: Vec<_> = std::iter::from_fn(|| calendar.advance()).collect();
        assert_eq!(happened, ["early", "released", "first", "second", "observed"]);
        assert_eq!(calendar.now(), SimTime::from_ms(5));
    }

    #[test]
    fn far_events_come_out_among_near_ones_in_order() {
        let day = Span::from_days(1).as_ms();
        let mut calendar = Calendar::new(SimTime::from_ms(-3 * day));
        // From before time zero to beyond the last bucket. Events at equal instants keep their
        // order.
        let times: Vec<i64> = (0..4000).map(|i| i * 7919 % 1500 * day / 3 - 2 * day).collect();
        for (turn, &at) in times.iter().enumerate() {
            calendar.schedule(SimTime::from_ms(at), (at, turn));
        }
        let mut sorted: Vec<_> = times.iter().copied().zip(0..).collect();
        sorted.sort_unstable();
        let happened: Vec<_> = std::iter::from_fn(|| calendar.advance()).collect();
        assert_eq!(happened, sorted);
        // When it is empty, it accepts far and near events.
        calendar.schedule(calendar.now() + Span::from_days(5000), (1, 1));
        calendar.schedule(calendar.now() + Span::from_days(1), (0, 0));
        let happened: Vec<_> = std::iter::from_fn(|| calendar.advance()).collect();
        assert_eq!(happened, [(0, 0), (1, 1)]);
    }

    #[test]
    fn far_events_keep_their_order_however_sparse_they_are() {
        // Steps from a millisecond to three years, some of them equal, with few events pending.
        let mut calendar = Calendar::new(SimTime::ZERO);
        let mut pending: Vec<(i64, u64)> = Vec::new();
        let mut bits = 1_u64;
        for turn in 0..20_000_u64 {
            bits = bits
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let step = 1_i64 << (bits >> 59).min(36);
            let at = calendar.now().as_ms() + (bits >> 20) as i64 % step;
            calendar.schedule(SimTime::from_ms(at), turn);
            pending.push((at, turn));
            if bits >> 40 & 1 == 1 || pending.len() > 40 {
                let first = *pending.iter().min().expect("one was just set down");
                pending.retain(|entry| *entry != first);
                assert_eq!(calendar.advance(), Some(first.1));
                assert_eq!(calendar.now().as_ms(), first.0);
            }
        }
    }

    #[test]
    fn a_thousand_shuffled_events_come_out_sorted() {
        let mut calendar = Calendar::new(SimTime::ZERO);
        for i in 0..1000_i64 {
            calendar.schedule(SimTime::from_ms(i * 7919 % 1000), i * 7919 % 1000);
        }
        let happened: Vec<_> = std::iter::from_fn(|| calendar.advance()).collect();
        assert_eq!(happened, (0..1000).collect::<Vec<_>>());
    }
}
