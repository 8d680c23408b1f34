//! Sets of small numbers as the bits of words.

use crate::model::appointments::SLOT_KINDS;
use crate::model::role::MODES;

/// The first index in `at..end` whose bit is set.
#[inline]
pub(super) fn next_of(bits: &[u64], mut at: usize, end: usize) -> Option<usize> {
    while at < end {
        let word = bits[at / 64] >> (at % 64);
        if word != 0 {
            at += word.trailing_zeros() as usize;
            return (at < end).then_some(at);
        }
        at = (at / 64 + 1) * 64;
    }
    None
}

/// The positions of the bits that are set.
#[inline]
pub(super) fn bits(mut word: u32) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let index = word.trailing_zeros() as usize;
        (word != 0).then(|| {
            word &= word - 1;
            index
        })
    })
}

#[inline]
pub(super) fn bits_of(modes: [bool; MODES]) -> u32 {
    (0..MODES).fold(0, |bits, mode| bits | u32::from(modes[mode]) << mode)
}

#[inline]
pub(super) fn in_every_kind(modes: u32) -> u32 {
    (0..SLOT_KINDS).fold(0, |bits, kind| bits | modes << (kind * MODES))
}
