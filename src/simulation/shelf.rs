//! Records that belong to a day of the book, for as long as the day is kept.

use std::ops::{Deref, DerefMut, Range};

/// Records, side by side day by day. Those of a day that is over make room for those of another, so
/// that a long run takes no more memory than a short one, and touches no more of it.
#[derive(Clone, Debug)]
pub(crate) struct Shelf<T> {
    items: Vec<T>,
    /// The places of the days that are kept, in the order in which they stand.
    days: Vec<Range<usize>>,
}

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Shelf { items: Vec::new(), days: Vec::new() }
    }
}

impl<T> Shelf<T> {
    /// Puts the records of a day where they fit, and says where; each keeps its place until the day is
    /// cleared.
    pub(crate) fn put(&mut self, mut records: impl ExactSizeIterator<Item = T>) -> Range<usize> {
        let count = records.len();
        if count == 0 {
            return 0..0;
        }
        let (before, from) = self.first_gap(count);
        let place = from..from + count;
        self.days.insert(before, place.clone());
        // Used before, as far as there is any; then places that never were.
        let end = place.end.min(self.items.len());
        for (item, record) in self.items[place.start..end].iter_mut().zip(&mut records) {
            *item = record;
        }
        self.items.extend(records);
        place
    }

    /// The first place where so many fit, behind everything if need be; and how many days stand before.
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

    /// Forgets a day: its places are used again.
    pub(crate) fn clear(&mut self, day: &Range<usize>) {
        self.days.retain(|kept| kept != day);
    }

    /// Makes room for days with half as many again.
    pub(crate) fn make_room(&mut self) {
        self.items.reserve(self.items.len() / 2);
        self.days.reserve(self.days.len());
    }
}

impl<T> Deref for Shelf<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.items
    }
}

impl<T> DerefMut for Shelf<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        &mut self.items
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_that_are_over_make_room_and_those_kept_stay_where_they_are() {
        let mut shelf = Shelf::default();
        let first = shelf.put([1, 2, 3].into_iter());
        let second = shelf.put([4, 5].into_iter());
        let third = shelf.put([6].into_iter());
        assert_eq!((first.clone(), second.clone(), third.clone()), (0..3, 3..5, 5..6));
        shelf.clear(&first);
        assert_eq!(shelf.put([7, 8].into_iter()), 0..2);
        // One place is left there, too little for two.
        assert_eq!(shelf.put([9, 10].into_iter()), 6..8);
        assert_eq!(shelf.put([11].into_iter()), 2..3);
        assert_eq!(shelf.put(std::iter::empty()), 0..0);
        shelf.clear(&second);
        shelf.clear(&third);
        // Neighbours make room together.
        assert_eq!(shelf.put([12, 13, 14].into_iter()), 3..6);
        assert_eq!(shelf[..], [7, 8, 11, 12, 13, 14, 9, 10]);
    }
}
