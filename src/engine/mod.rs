//! Discrete-event machinery: a calendar, resources, monitors and random numbers by address.
//!
//! A discrete-event simulation jumps from event to event. The [`calendar`] holds future events in
//! order. The program takes the earliest, sets the clock to its time, changes the state and
//! schedules new events. [`resource`]s are servers with a queue. [`assignment`] decides which jobs have a
//! machine. [`monitor`]s measure. [`streams`] generate random numbers and [`samplers`] transform them.
//! Nothing here knows about health care; the engine could simulate a harbour.

pub mod assignment;
pub mod calendar;
pub mod monitor;
pub mod resource;
pub mod samplers;
pub mod streams;
