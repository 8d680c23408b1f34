//! The files with all other results.

use crate::report::block::{Block, ReportInput, Span};

/// The files of the run that contain more than the report shows.
pub(super) fn content<'r>(_: &ReportInput<'r>) -> Vec<Block<'r>> {
    vec![Block::Words(vec![
        Span::plain("Everything else is in "),
        Span::File("summary.csv"),
        Span::plain(" (means and intervals over the measured weeks), "),
        Span::File("replications.csv"),
        Span::plain(" (every value), "),
        Span::File("supervision.csv"),
        Span::plain(" (hours of supervision by role and stage) and "),
        Span::File("results.json"),
        Span::plain(" (all results)."),
    ])]
}
