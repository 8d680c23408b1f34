//! Several lists of measures as one.

use super::Measure;

/// A list of measures: its name, then name, unit, kind, better direction, definition and value of each.
macro_rules! list_of_measures {
    ($(#[$about:meta])* $seen:vis $list:ident:
     $($name:literal, $unit:literal, $kind:ident, $better:ident, $definition:literal,
       $value:expr;)*) => {
        $(#[$about])*
        $seen const $list: &[$crate::measures::Measure] = &[$($crate::measures::Measure {
            name: $name,
            unit: $unit,
            kind: $crate::measures::Kind::$kind,
            better: $crate::measures::Better::$better,
            definition: $definition,
            value: $value,
        }),*];
    };
}
pub(super) use list_of_measures;

/// The number of measures in several lists.
pub(super) const fn number_of(lists: &[&[Measure]]) -> usize {
    let (mut number, mut list) = (0, 0);
    while list < lists.len() {
        (number, list) = (number + lists[list].len(), list + 1);
    }
    number
}

/// Several lists as one of `N`, the length of all.
pub(super) const fn joined<const N: usize>(lists: &[&[Measure]]) -> [Measure; N] {
    let mut all = [lists[0][0]; N];
    let (mut end, mut list) = (0, 0);
    while list < lists.len() {
        let mut index = 0;
        while index < lists[list].len() {
            all[end] = lists[list][index];
            (end, index) = (end + 1, index + 1);
        }
        list += 1;
    }
    assert!(end == N, "every result has its place");
    all
}
