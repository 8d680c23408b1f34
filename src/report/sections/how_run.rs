//! How the results were made, as a reader needs it to make them again.

use crate::report::block::{Block, Line, ReportInput, Span, WordTable};
use crate::report::precision::precision_text;
use crate::text::number::whole;

/// What it takes to run it again.
pub(super) fn content<'r>(input: &ReportInput<'r>) -> Vec<Block<'r>> {
    let results = input.results;
    let mut run = vec![
        ("Program", format!("pcn-sim {}", env!("CARGO_PKG_VERSION"))),
        ("Seed", results.seed.to_string()),
        ("Replications of each scenario", results.replications.to_string()),
        (
            "Measured",
            format!("{} weeks, after {} weeks of warm-up", results.weeks, results.warm_up_weeks),
        ),
        ("Events executed", whole(results.events as f64)),
        ("Command, machine and time", "manifest.json, beside this page".to_owned()),
    ];
    run.extend(precision_text(results).map(|text| ("Precision", text)));
    let row = |(what, value): (&str, String)| -> Vec<Line> {
        vec![vec![Span::plain(what)], vec![Span::Plain(value)]]
    };
    vec![Block::WordTable(WordTable {
        caption: vec![Span::plain("Enough to run it again, with "), Span::File("manifest.json")],
        head: vec!["What", "Value"],
        rows: run.into_iter().map(row).collect(),
        folded: None,
    })]
}
