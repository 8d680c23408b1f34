//! What each scenario changes in its base.

use crate::experiment::results::ScenarioResults;
use crate::report::block::{Block, ReportInput, Span, WordTable};

/// The levers of every compared scenario. Its variants with other numbers of rooms are left out.
pub(super) fn content<'r>(input: &ReportInput<'r>) -> Vec<Block<'r>> {
    let changes = input.results.scenarios.iter().skip(1).filter(|found| found.is_stated());
    let change = |found: &ScenarioResults| {
        let scenario = input.scenarios.get(found.scenario)?;
        let row = |(key, value): &(String, String)| {
            vec![vec![Span::Code(key.clone())], vec![Span::plain(value.as_str())]]
        };
        let title = &found.title;
        let caption = format!("{title}: differences from its base scenario");
        (!scenario.differences.is_empty()).then(|| {
            Block::WordTable(WordTable {
                caption: vec![Span::Plain(caption)],
                head: vec!["Key", "Value"],
                rows: scenario.differences.iter().map(row).collect(),
                folded: None,
            })
        })
    };
    changes.filter_map(change).collect()
}
