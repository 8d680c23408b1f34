//! Does the model resemble general practice? Results are compared with observations.
//!
//! [`targets`] are data, read from a file, each with its tolerance and source. [`judgement`]
//! compares them with the results of a scenario, and [`table`] prints the comparison. Inputs of the
//! model are shown and never counted as a pass. [`case_studies`] compares changes with what was
//! reported of them; nothing passes or fails there. [`networks`] answers another question: does the
//! model distinguish one network from another?

pub mod case_studies;
pub mod judgement;
pub mod networks;
pub mod table;
pub mod targets;
