//! Which values of uncertain parameters agree with the observations?
//!
//! [`free`] is the declared list of parameters that may be fitted, each within its range; [`mod@change`] is
//! what each of them moves, and turns a point within these ranges into a scenario. [`simulator`] simulates a point and returns
//! by how many tolerances it misses each target. [`emulator`] predicts these misses for other
//! points, [`search`] chooses points wave by wave, and [`identified`] says what the targets
//! determine. [`fitted`] writes the overlay, [`table`] everything else.
//!
//! The method is history matching by waves (Vernon, Goldstein & Bower 2010, Bayesian Analysis
//! 5:619–670), with a posterior as in approximate Bayesian computation whose kernel is the tolerance
//! of each target (Wilkinson 2013, Statistical Applications in Genetics and Molecular Biology
//! 12:129–141).

pub mod change;
pub mod emulator;
pub mod fitted;
pub mod free;
pub mod identified;
pub mod local;
pub mod most_probable;
pub mod ranges;
pub mod search;
pub mod simulator;
pub mod table;
