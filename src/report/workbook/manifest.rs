//! How the results were made: what is needed to make them again.

use super::grid::{Column, Grid, Show, Value};
use crate::report::block::ReportInput;
use crate::report::manifest::{MODEL, sha256};

/// The sheet. It holds nothing that differs between two runs of the same study: command, machine and time are
/// in `manifest.json`.
pub(super) fn sheet(input: &ReportInput<'_>) -> Grid {
    let results = input.results;
    let mut all: Vec<(String, Value)> = vec![
        ("Program".into(), Value::text(format!("pcn-sim {}", env!("CARGO_PKG_VERSION")))),
        ("SHA-256 of the model's source text".into(), Value::text(MODEL)),
        // A seed may have more digits than a number of a spreadsheet.
        ("Seed".into(), Value::text(results.seed.to_string())),
        ("Replications of each scenario".into(), Value::Number(f64::from(results.replications))),
        ("Measured [weeks]".into(), Value::Number(f64::from(results.weeks))),
        ("Warm-up before [weeks]".into(), Value::Number(f64::from(results.warm_up_weeks))),
        ("Events executed".into(), Value::Number(results.events as f64)),
        ("Complete".into(), Value::text(if results.partial { "no: partial" } else { "yes" })),
    ];
    if let Some((first, last)) = results.shard {
        all.push(("Shard: replications".into(), Value::text(format!("{first} to {last}"))));
    }
    if let Some(total) = input.total {
        all.push(("Draws of the parameters".into(), Value::Number(total.draws as f64)));
        all.push(("Effective sample size of draws".into(), Value::Number(total.effective)));
    }
    for scenario in input.scenarios {
        let what = format!("SHA-256 of the scenario {}, merged with its base", scenario.name);
        all.push((what, Value::text(sha256(&scenario.resolved))));
    }
    all.push((
        "Command, machine, time, and the SHA-256 of every file".into(),
        Value::text("manifest.json, in the folder of this workbook"),
    ));
    let columns = vec![
        Column::new("What", 60.0, Show::Words),
        Column::new("Value [unit in the first column]", 70.0, Show::Plain),
    ];
    let rows = all.into_iter().map(|(what, value)| vec![Value::Text(what), value]).collect();
    let about = "How the results were made: what is needed to make them again.".to_owned();
    Grid { name: "Manifest".to_owned(), about, frozen: 1, columns, rows }
}
