//! What a planner reads first.

use crate::report::block::{Block, ReportInput};
use crate::report::first_screen::{first_screen, of_many};

/// What each change does in a year, ranked: side by side, and below each other first if there are many.
pub(super) fn content<'r>(input: &ReportInput<'r>) -> Vec<Block<'r>> {
    let Some(table) = first_screen(input.results, input.scenarios, input.total) else {
        return Vec::new();
    };
    of_many(&table).into_iter().chain([table]).map(Block::Table).collect()
}
