//! What happens, told as it happens.

use crate::units::SimTime;
use std::fmt;

/// Someone who is told what happens.
pub trait Observer {
    /// Whether anything is told at all: if not, nothing is put into words.
    const LISTENS: bool;

    /// Something has happened to a patient (identified as chance identifies them), or to nobody.
    fn note(&mut self, now: SimTime, patient: Option<u64>, what: fmt::Arguments<'_>);
}

/// Nobody.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Observer for Silent {
    const LISTENS: bool = false;

    fn note(&mut self, _: SimTime, _: Option<u64>, _: fmt::Arguments<'_>) {}
}
