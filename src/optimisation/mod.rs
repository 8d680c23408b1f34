//! The best team for a goal, within the scheme's sum, caps, rooms and supervision.
//!
//! [`posts`] says which teams there are and what they cost; [`goal`] what they are judged by. [`course`]
//! is the way from one to the other: a search on common random numbers ([`search`], with a fitted
//! [`surface`]), elimination among the best of those visited, fresh replications of those that are left,
//! and draws of the parameters. Each step follows from the rows before it and from nothing else, so that a
//! course that was stopped continues where it stopped.

pub mod book;
pub mod course;
pub mod goal;
pub mod posts;
pub mod request;
pub mod search;
pub mod simulator;
pub mod supervised;
pub mod surface;
pub mod verdict;
