//! Does the model distinguish one network from another? Practice-level data become scenarios.
//!
//! [`rows`] reads the file, one row a practice. [`build`] makes a network from its rows and fits
//! its demand to the given calls and forms. [`england`] says how practices of England differ. [`agreement`] compares simulated with observed values
//! over all networks, and [`table`] prints the comparison.

pub mod agreement;
pub mod build;
pub mod england;
pub mod rows;
pub mod table;
