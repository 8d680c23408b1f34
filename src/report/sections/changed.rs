//! What each scenario changes in its base.

use crate::experiment::results::ScenarioResults;
use crate::report::block::{Block, ReportInput, Span, WordTable};
use crate::scenario::key_words::in_words;

/// The levers of every compared scenario. Its variants with other numbers of rooms are left out.
pub(super) fn content<'r>(input: &ReportInput<'r>) -> Vec<Block<'r>> {
    let changes = input.results.scenarios.iter().skip(1).filter(|found| found.is_stated());
    let change = |found: &ScenarioResults| {
        let scenario = input.scenarios.get(found.scenario)?;
        let row = |(key, value): &(String, String)| {
            let name = vec![Span::plain(in_words(key)), Span::Break, Span::Code(key.clone())];
            vec![name, vec![Span::plain(value.as_str())]]
        };
        let title = &found.title;
        let caption = format!("{title}: differences from its base scenario");
        (!scenario.differences.is_empty()).then(|| {
            Block::WordTable(WordTable {
                caption: vec![Span::Plain(caption)],
                head: vec!["Key in words, and as it is written", "Value"],
                rows: scenario.differences.iter().map(row).collect(),
                folded: None,
            })
        })
    };
    changes.filter_map(change).collect()
}
