//! Which parameters the results and the choice between options depend on.
//!
//! A study has stages, each of which follows from the rows of those before it ([`course`]):
//!
//! 1. all scenarios at their central values, in several replications: what settles most needs, and which
//!    two options lead ([`central`]);
//! 2. elementary effects (Morris) of all parameters in at most 60 [`groups`] ([`screen`]), and a tenth of
//!    the steps a second time in another replication: how large chance is;
//! 3. the members of the leading groups singly, and of these the leading ones again in fresh replications:
//!    the tornado ([`tornado`]);
//! 4. if asked for, Sobol' indices of the leading eight ([`shares`]).
//!
//! Everything is judged at the level of results (a year of the baseline) and at that of the decision: the
//! needs settled by one leading option more than by the other.

pub mod book;
pub mod central;
pub mod course;
pub mod groups;
pub mod request;
pub mod screen;
pub mod shares;
pub mod simulator;
pub mod tornado;
