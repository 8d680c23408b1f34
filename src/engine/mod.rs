//! Discrete-event machinery: a calendar, resources, monitors and random numbers by address.
//!
//! A discrete-event simulation jumps from event to event. The [`calendar`] holds the events to
//! come, in order; the program takes the earliest, sets the clock to it, changes the state and
//! schedules what follows. [`resource`]s are servers with a queue before them; [`monitor`]s
//! measure; [`streams`] deal chance and
//! [`samplers`] shape it. Nothing here knows health care: a harbour would do as well.

pub mod calendar;
pub mod monitor;
pub mod resource;
pub mod samplers;
pub mod streams;
