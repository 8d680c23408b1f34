//! What draws of the parameters say: what the answer hangs on, and total intervals in full.

use crate::report::block::{Block, ReportInput};
use crate::report::total::{in_full, leading};

/// What the answer hangs on, if parameters were drawn.
pub(super) fn hangs_on<'r>(input: &ReportInput<'r>) -> Vec<Block<'r>> {
    input.total.map(|total| leading(total, input.results)).unwrap_or_default()
}

/// Total intervals beside simulation noise, and how parameters were drawn.
pub(super) fn content<'r>(input: &ReportInput<'r>) -> Vec<Block<'r>> {
    input.total.map(|total| in_full(total, input.results)).unwrap_or_default()
}
