//! Which parameters the results depend on.
//!
//! Each method is a design and an analysis. The design gives points of the unit cube, one
//! coordinate a parameter, in blocks: whoever simulates turns coordinates into parameters by their
//! quantile functions. The analysis takes the values of all complete blocks, in order, so more
//! blocks can be added and an interrupted study continues.
//!
//! - [`morris`]: a screening of many parameters, or groups of them, with a few values each.
//! - [`indices`]: the shares of variance that parameters explain alone and with others (Sobol').
//! - [`shapley`]: the same variance, divided among parameters so that the shares add up to 1.
//!
//! A simulated value also holds noise. With the same random numbers at all points of a block it
//! mostly cancels out in the differences that matter; what is left counts as interaction with
//! everything.

pub mod indices;
pub mod morris;
pub mod shapley;
