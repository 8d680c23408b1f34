//! Is the model like general practice? Results held against what was observed.
//!
//! [`targets`] are data: read from a file, each with its tolerance and source. [`judgement`]
//! compares them with the results of a scenario, and [`table`] tells what came of it. What the model
//! is given as an input is shown and never counted as a pass. [`case_studies`] holds a change against
//! what was reported of it where it was made; nothing passes or fails there.
//! [`networks`] asks another question: does the model tell one network from another?

pub mod case_studies;
pub mod judgement;
pub mod networks;
pub mod table;
pub mod targets;
