//! The figures.

use crate::report::block::{Block, Figure, ReportInput};

/// The figure that carries the answer.
const SETTLED: &str = "settled";

/// The figures that belong to the ledger.
const GAINED: [&str; 2] = ["gained", "ledger"];

/// The figures that belong to constraints.
const BOTTLENECKS: [&str; 2] = ["bottlenecks", "bottlenecks-hours"];

/// What each change settles, drawn.
pub(super) fn settled<'r>(input: &ReportInput<'r>) -> Vec<Block<'r>> {
    input.figures.iter().filter(|figure| figure.name == SETTLED).map(Block::Figure).collect()
}

/// What each change gains, drawn.
pub(super) fn gained<'r>(input: &ReportInput<'r>) -> Vec<Block<'r>> {
    input.figures.iter().filter(|figure| GAINED.contains(&figure.name)).map(Block::Figure).collect()
}

/// All other figures, which are of the baseline.
pub(super) fn baseline<'r>(input: &ReportInput<'r>) -> Vec<Block<'r>> {
    let is_of_baseline = |figure: &&Figure| {
        figure.name != SETTLED
            && !GAINED.contains(&figure.name)
            && !BOTTLENECKS.contains(&figure.name)
    };
    input.figures.iter().filter(is_of_baseline).map(Block::Figure).collect()
}
