//! Which of a few options is best, and with what probability the choice is right.
//!
//! [`elimination`] drops options as soon as their paired difference from another is clear; it is
//! the method to use. [`constants`] has the numbers that it and two older procedures need.
//! [`allocation`] divides replications among options that are independent of each other. [`apart`]
//! says which options cannot be told from the best. [`normality`] tests the assumption under all of
//! them.

pub mod allocation;
pub mod apart;
pub mod constants;
pub mod elimination;
pub mod normality;
