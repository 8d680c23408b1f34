//! How the results were made, so that a reader can reproduce them.

use crate::report::block::{Block, Line, ReportInput, Span, WordTable};
use crate::text::number::whole;

/// What a reader needs to reproduce the run.
pub(super) fn content<'r>(input: &ReportInput<'r>) -> Vec<Block<'r>> {
    let results = input.results;
    let run = [
        ("Program", format!("pcn-sim {}", env!("CARGO_PKG_VERSION"))),
        ("Seed", results.seed.to_string()),
        ("Replications of each scenario", results.replications.to_string()),
        (
            "Measured",
            format!("{} weeks, after {} weeks of warm-up", results.weeks, results.warm_up_weeks),
        ),
        ("Events executed", whole(results.events as f64)),
        ("Command, machine and time", "manifest.json, in the folder of this page".to_owned()),
    ];
    let row = |(what, value): (&str, String)| -> Vec<Line> {
        vec![vec![Span::plain(what)], vec![Span::Plain(value)]]
    };
    vec![Block::WordTable(WordTable {
        caption: vec![
            Span::plain("To reproduce this run, use this table and "),
            Span::File("manifest.json"),
        ],
        head: vec!["What", "Value"],
        rows: run.into_iter().map(row).collect(),
        folded: None,
    })]
}
