//! What is counted of ends.

/// What happened because something ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ended {
    /// Appointments beyond an end, which the practice booked again.
    pub rebooked: u64,
    /// Clinics beyond an end that were in the book: they are entered as absence.
    pub clinics: u64,
    /// Requests that ended because the practice left and its patients are registered outside the network.
    pub left: u64,
}
