//! From results to decisions: which option, how sure, and what to find out first.
//!
//! The methods work on numbers: a matrix of results by draw and option, a series of values for each
//! option, or a function that is asked for more values. They know nothing of health care and
//! simulate nothing themselves. Every method gives a design (points to simulate) or says what to
//! simulate next, and judges what has come back. Its state follows from the rows of results alone,
//! so an interrupted study continues where it stopped.
//!
//! - [`weights`]: draws that disagree with observations count less.
//! - [`noise`]: what chance adds to the differences between draws, taken out again.
//! - [`selection`]: which of a few options is best, and with what probability.
//! - [`lattice`]: the best of very many options on a grid of whole numbers.
//! - [`pareto`]: options that are not worse than another in everything.
//! - [`information`]: what it would be worth to know a parameter.
//! - [`sensitivity`]: which parameters the results depend on.
//!
//! **Larger is better** throughout: turn the sign of a cost.

pub mod information;
pub mod lattice;
pub mod noise;
pub mod pareto;
pub mod selection;
pub mod sensitivity;
pub mod weights;
