//! What random numbers of the statistical methods are for: one line each, with its number.
//!
//! Each purpose has addresses of its own, so two methods that are given the same seed share no
//! random number. The decisions of the model have numbers below 200. A number is never reused.

/// Scrambling of Sobol' points: path of bits and dimension.
pub const SCRAMBLE: u8 = 200;
/// The order of strata of a Latin hypercube: point and dimension.
pub const STRATUM: u8 = 201;
/// The place within a stratum of a Latin hypercube: point and dimension.
pub const WITHIN_STRATUM: u8 = 202;
/// Which member of a sample is drawn: place and replicate.
pub const RESAMPLE: u8 = 203;
/// A random order: place and which order.
pub const ORDER: u8 = 204;
/// Where a trajectory begins: parameter and trajectory.
pub const BASE: u8 = 205;
/// The direction of a step of a trajectory: parameter and trajectory.
pub const DIRECTION: u8 = 206;
/// How far a lattice point is moved before it is interpolated: coordinate and move.
pub const PERTURBATION: u8 = 207;
/// The value of an uncertain parameter: its key, the attempt, and which of its values.
pub const PARAMETER: u8 = 208;
/// A team at random: which team, which coordinate, and what for.
pub const TEAM: u8 = 209;
/// By how much an observation may be off: its place among the targets and the attempt at a draw.
pub const OBSERVATION: u8 = 210;
/// Levels of a network after the fit: which draw, which assignment, which level.
pub const POSTERIOR: u8 = 211;
/// A made-up sample of a fitted distribution: place and replicate.
pub const SYNTHETIC: u8 = 212;
/// Which member of a censored sample is drawn: place and replicate.
pub const CENSORED: u8 = 213;
/// The order of the weeks of a log: week, split, and which log.
pub const HALVES: u8 = 214;
/// Which rows of a log are kept: row and split.
pub const THINNED: u8 = 215;
