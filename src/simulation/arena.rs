//! Storage for the records of the days of the book that are kept.

use std::ops::{Deref, DerefMut, Range};

/// An arena: the records of each day are stored next to each other. The positions of a day that is
/// over are reused for another day. A long run therefore takes no more memory than a short one.
#[derive(Clone, Debug)]
pub(crate) struct Arena<T> {
    items: Vec<T>,
    /// The positions of the days that are kept, in ascending order.
    days: Vec<Range<usize>>,
}

impl<T> Default for Arena<T> {
    fn default() -> Self {
        Arena { items: Vec::new(), days: Vec::new() }
    }
}

impl<T> Arena<T> {
    /// Stores the records of a day in the first gap that is long enough, and returns their positions.
    /// They do not move until the day is cleared.
    pub(crate) fn put(&mut self, mut records: impl ExactSizeIterator<Item = T>) -> Range<usize> {
        let count = records.len();
        if count == 0 {
            return 0..0;
        }
        let (before, from) = self.first_gap(count);
        let positions = from..from + count;
        self.days.insert(before, positions.clone());
        // Positions used before come first; the rest extend the arena.
        let end = positions.end.min(self.items.len());
        for (item, record) in self.items[positions.start..end].iter_mut().zip(&mut records) {
            *item = record;
        }
        self.items.extend(records);
        positions
    }

    /// The number of days before the first gap of at least `count` positions, and where the gap
    /// begins. The last gap begins behind all days and has no end.
    fn first_gap(&self, count: usize) -> (usize, usize) {
        let mut from = 0;
        for (before, day) in self.days.iter().enumerate() {
            if day.start - from >= count {
                return (before, from);
            }
            from = day.end;
        }
        (self.days.len(), from)
    }

    /// Clears a day: its positions can be reused.
    pub(crate) fn clear(&mut self, day: &Range<usize>) {
        self.days.retain(|kept| kept != day);
    }

    /// Reserves memory for half as many records again.
    pub(crate) fn make_room(&mut self) {
        self.items.reserve(self.items.len() / 2);
        self.days.reserve(self.days.len());
    }
}

impl<T> Deref for Arena<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.items
    }
}

impl<T> DerefMut for Arena<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        &mut self.items
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_of_cleared_days_are_reused_and_days_that_are_kept_do_not_move() {
        let mut arena = Arena::default();
        let first = arena.put([1, 2, 3].into_iter());
        let second = arena.put([4, 5].into_iter());
        let third = arena.put([6].into_iter());
        assert_eq!((first.clone(), second.clone(), third.clone()), (0..3, 3..5, 5..6));
        arena.clear(&first);
        assert_eq!(arena.put([7, 8].into_iter()), 0..2);
        // One position is left there, too few for two.
        assert_eq!(arena.put([9, 10].into_iter()), 6..8);
        assert_eq!(arena.put([11].into_iter()), 2..3);
        assert_eq!(arena.put(std::iter::empty()), 0..0);
        arena.clear(&second);
        arena.clear(&third);
        // Adjacent gaps are used as one.
        assert_eq!(arena.put([12, 13, 14].into_iter()), 3..6);
        assert_eq!(arena[..], [7, 8, 11, 12, 13, 14, 9, 10]);
    }
}
