//! The data log: every source that scenarios cite, with the parameters that rest on it.

use super::grid::{Column, Grid, Show, Value};
use crate::model::sourced::Evidence;
use crate::report::block::ReportInput;
use std::collections::BTreeMap;

/// The sheet.
pub(super) fn sheet(input: &ReportInput<'_>) -> Grid {
    let mut all: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
    for scenario in input.scenarios {
        for (key, cited) in &scenario.sources {
            let used = all.entry((key, cited)).or_default();
            for parameter in &scenario.parameters {
                let rests = matches!(&parameter.evidence, Evidence::Source(of) if of == key);
                if rests && !used.contains(&parameter.key.as_str()) {
                    used.push(&parameter.key);
                }
            }
        }
    }
    let columns = vec![
        Column::new("Source", 32.0, Show::Plain),
        Column::new("Citation", 80.0, Show::Words),
        Column::new("Parameters that rest on it [number]", 14.0, Show::Plain),
        Column::new("Which", 60.0, Show::Words),
    ];
    let row = |((key, cited), used): (&(&str, &str), &Vec<&str>)| {
        vec![
            Value::text(*key),
            Value::text(*cited),
            Value::Number(used.len() as f64),
            Value::text(used.join(", ")),
        ]
    };
    let rows = all.iter().map(row).collect();
    let about = "Every source that is cited, with the parameters that rest on it.".to_owned();
    Grid { name: "Data".to_owned(), about, frozen: 1, columns, rows }
}
