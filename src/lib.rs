//! pcn-sim library
pub mod units;

pub mod engine;
pub mod statistics;

pub mod model;
pub mod scenario;

pub mod simulation;
