//! Does the model tell one network from another? Practice-level data, turned into scenarios.
//!
//! [`rows`] reads the file, one row a practice. [`build`] makes a network of the rows of each and
//! fits its demand to the calls and forms that are given. [`agreement`] holds what was simulated
//! against what was observed, over all networks, and [`table`] tells what came of it.

pub mod agreement;
pub mod build;
pub mod rows;
pub mod table;
