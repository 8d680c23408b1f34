//! What a reader must know before using the results.

use crate::report::block::{Block, ReportInput};
use crate::report::warnings::warnings;

/// The warnings.
pub(super) fn content<'r>(input: &ReportInput<'r>) -> Vec<Block<'r>> {
    let lines: Vec<String> =
        warnings(input.results, input.scenarios).iter().map(ToString::to_string).collect();
    if lines.is_empty() {
        return Vec::new();
    }
    vec![Block::Caution { heading: "Before you use these results", lines }]
}
