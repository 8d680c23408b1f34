//! The precision that was requested and reached. One that was not reached is among the warnings.

use crate::report::block::{Block, ReportInput, Span};
use crate::report::precision::precision_text;

/// How precise the results are, if a precision was requested and reached.
pub(super) fn content<'r>(input: &ReportInput<'r>) -> Vec<Block<'r>> {
    let precision = input.results.precision.as_ref();
    let is_reached = precision.is_some_and(|precision| precision.is_reached());
    let text = precision_text(input.results).filter(|_| is_reached);
    let words = |text| Block::Words(vec![Span::Plain(format!("Precision: {text}"))]);
    text.map(words).into_iter().collect()
}
