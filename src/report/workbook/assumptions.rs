//! The assumptions log: every parameter of every scenario with its value, its range and why.

use super::grid::{Column, Grid, Show, Value};
use crate::model::sourced::{Evidence, Parameter};
use crate::report::block::ReportInput;
use crate::scenario::Scenario;

/// The sheet. A parameter has one row, unless scenarios state it differently.
pub(super) fn sheet(input: &ReportInput<'_>) -> Grid {
    let mut all: Vec<(&Parameter, &Scenario, Vec<&str>)> = Vec::new();
    for scenario in input.scenarios {
        let mut at = 0;
        for parameter in &scenario.parameters {
            // Scenarios have most parameters in the same order.
            let after = all[at..].iter().position(|(known, ..)| *known == parameter);
            let found = after.map(|after| at + after);
            let found = found.or_else(|| all.iter().position(|(known, ..)| *known == parameter));
            match found {
                Some(index) => {
                    all[index].2.push(&scenario.name);
                    at = index + 1;
                }
                None => {
                    all.push((parameter, scenario, vec![&scenario.name]));
                }
            }
        }
    }
    let columns = vec![
        Column::new("Parameter", 44.0, Show::Plain),
        Column::new("What it means", 44.0, Show::Words),
        Column::new("Value [with its unit]", 24.0, Show::Words),
        Column::new("Plausible range, 5th to 95th percentile [same unit]", 24.0, Show::Words),
        Column::new("Basis", 14.0, Show::Plain),
        Column::new("Why, or from where", 60.0, Show::Words),
        Column::new("Scenarios that state it so", 28.0, Show::Words),
    ];
    let row = |(parameter, scenario, names): &(&Parameter, &Scenario, Vec<&str>)| {
        let (basis, why) = evidence(parameter, scenario);
        let stated = match names.len() {
            count if count == input.scenarios.len() => "all".to_owned(),
            _ => names.join(", "),
        };
        [
            parameter.key.as_str(),
            parameter.meaning,
            &parameter.value,
            &parameter.range,
            basis,
            &why,
            &stated,
        ]
        .map(Value::text)
        .into()
    };
    let rows = all.iter().map(row).collect();
    let about = "Every parameter with its value, its plausible range and its basis.".to_owned();
    Grid { name: "Assumptions".to_owned(), about, frozen: 1, columns, rows }
}

/// The basis of a parameter, and why or from where it has its value.
fn evidence(parameter: &Parameter, scenario: &Scenario) -> (&'static str, String) {
    match &parameter.evidence {
        Evidence::Assumption(why) => ("assumption", why.clone()),
        Evidence::Fitted(how) => ("fitted", how.clone()),
        Evidence::Source(key) => {
            let found = scenario.sources.iter().find(|(known, _)| known == key);
            ("source", found.map_or(key, |(_, cited)| cited).clone())
        }
    }
}
