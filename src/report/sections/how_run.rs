//! How the results were made, so that a reader can reproduce them.

use crate::experiment::results::Results;
use crate::report::block::{Block, Line, ReportInput, Span, WordTable};
use crate::report::manifest::{COMMIT, MODEL, sha256};
use crate::text::number::whole;

/// What a reader needs to reproduce the run.
pub(super) fn content<'r>(input: &ReportInput<'r>) -> Vec<Block<'r>> {
    let results = input.results;
    let mut run = vec![
        ("Program", format!("pcn-sim {}", env!("CARGO_PKG_VERSION"))),
        ("Commit that it was built from", COMMIT.to_owned()),
        ("SHA-256 of the sources of the model", MODEL.to_owned()),
        ("Command", command(results)),
        ("Seed", results.seed.to_string()),
        ("Replications of each scenario", results.replications.to_string()),
        (
            "Measured",
            format!("{} weeks, after {} weeks of warm-up", results.weeks, results.warm_up_weeks),
        ),
        ("Events executed", whole(results.events as f64)),
        (
            "Command as it was typed, date, machine and time",
            "manifest.json, in the folder of this page".to_owned(),
        ),
        (
            "To make it again and compare the bytes",
            "pcn-sim rerun manifest.json, in the folder of this page".to_owned(),
        ),
    ];
    run.extend(input.scenarios.iter().map(|scenario| {
        let hash = sha256(&scenario.resolved);
        ("Scenario and the SHA-256 of its text", format!("{}: {hash}", scenario.name))
    }));
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

/// The command of a run with these results. Options that do not show in them are in the manifest alone.
fn command(results: &Results) -> String {
    let stated: Vec<&str> = results
        .scenarios
        .iter()
        .filter(|scenario| scenario.is_stated())
        .map(|scenario| scenario.name.as_str())
        .collect();
    let is_relieved = results.scenarios.iter().any(|scenario| scenario.kind.capacity().is_some());
    let command = match stated.len() {
        _ if is_relieved => "bottlenecks",
        1 => "run",
        _ => "compare",
    };
    format!(
        "pcn-sim {command} {} --replications {} --weeks {} --warm-up-weeks {} --seed {}",
        stated.join(" "),
        results.replications,
        results.weeks,
        results.warm_up_weeks,
        results.seed
    )
}
