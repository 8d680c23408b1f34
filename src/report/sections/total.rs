//! What draws of the parameters say: total intervals, and what the answer hangs on.

use crate::report::block::{Block, ReportInput};
use crate::report::total::blocks;

/// Total uncertainty, if parameters were drawn.
pub(super) fn content<'r>(input: &ReportInput<'r>) -> Vec<Block<'r>> {
    input.total.map(|total| blocks(total, input.results)).unwrap_or_default()
}
