//! The log of a simulation beside the log of a practice: how far apart they are, and how far apart two halves of the
//! practice's own log are.
//!
//! [`simulated::Recorder`] writes what a practice's systems would export of the simulation; [`seen::seen`] takes the
//! same quantities from both; [`compare::compare`] measures distances.

pub mod compare;
pub mod seen;
pub mod simulated;
