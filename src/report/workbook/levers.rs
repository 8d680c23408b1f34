//! The levers as columns: one row a scenario, one column for every key that differs between them.

use super::grid::{Column, Grid, Show, Value};
use crate::report::block::ReportInput;
use crate::report::levers::{changed, form};

/// The maximum number of keys. The format allows 16,384 columns.
const MOST_KEYS: usize = 1_000;

/// The sheet.
pub(super) fn sheet(input: &ReportInput<'_>) -> Grid {
    let scenarios = input.scenarios;
    let mut keys: Vec<&str> = Vec::new();
    if let Some(baseline) = scenarios.first() {
        for scenario in &scenarios[1..] {
            for (key, _) in changed(scenario, baseline) {
                if !keys.contains(&key) {
                    keys.push(key);
                }
            }
        }
    }
    let left_out = keys.len().saturating_sub(MOST_KEYS);
    keys.truncate(MOST_KEYS);
    let found = &input.results.scenarios;
    let text = |of: &dyn Fn(usize) -> Value| -> Vec<Value> { (0..found.len()).map(of).collect() };
    let mut columns = vec![
        (
            Column::new("Scenario", 28.0, Show::Plain),
            text(&|at| Value::text(found[at].name.as_str())),
        ),
        (
            Column::new("Title", 40.0, Show::Words),
            text(&|at| Value::text(found[at].title.as_str())),
        ),
        (
            Column::new("Form, if not as stated", 24.0, Show::Words),
            text(&|at| form(&found[at]).map_or(Value::Nothing, Value::text)),
        ),
        (
            Column::new("Rooms in all [rooms]", 12.0, Show::Plain),
            text(&|at| Value::Number(f64::from(found[at].rooms))),
        ),
    ];
    for key in keys {
        let value = |at: usize| {
            let scenario = scenarios.get(found[at].scenario)?;
            let stated = scenario.values.iter().find(|(known, _)| known == key)?;
            Some(stated.1.as_str())
        };
        let cell = |at: usize| match value(at) {
            None => Value::Nothing,
            Some(text) => text.parse().map_or_else(|_| Value::text(text), Value::Number),
        };
        let head = format!("{key} [as in the scenario]");
        columns.push((Column::new(head, 24.0, Show::Words), text(&cell)));
    }
    let more = match left_out {
        0 => String::new(),
        some => format!(" {some} further keys are left out."),
    };
    let about = format!(
        "Every scenario that was simulated with the value of every key that differs between them.{more}"
    );
    Grid::of_columns("Levers", about, 1, columns)
}
