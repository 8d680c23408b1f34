//! What stops requests, if constraints were relieved.

use crate::report::block::{Block, ReportInput};
use crate::report::bottlenecks::blocks;

/// The relief that each constraint brings.
pub(super) fn content<'r>(input: &ReportInput<'r>) -> Vec<Block<'r>> {
    blocks(input)
}
