//! The figures.

use crate::report::block::{Block, ReportInput};

/// The figure that belongs to the answer.
const GAINED: &str = "gained";

/// What each change gains, drawn.
pub(super) fn gained<'r>(input: &ReportInput<'r>) -> Vec<Block<'r>> {
    input.figures.iter().filter(|figure| figure.name == GAINED).map(Block::Figure).collect()
}

/// All other figures, which are of the baseline.
pub(super) fn baseline<'r>(input: &ReportInput<'r>) -> Vec<Block<'r>> {
    input.figures.iter().filter(|figure| figure.name != GAINED).map(Block::Figure).collect()
}
