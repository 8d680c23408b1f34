//! The points of a sweep as comma-separated values.

use super::found::found;
use super::plan::Plan;
use crate::experiment::results::{Results, Series};
use crate::report::estimate::yearly;
use crate::report::words::{interval_fields, partial};
use crate::text::csv::{Csv, cell};

/// The columns after the levers.
const AFTER: [&str; 10] = [
    "measure",
    "unit",
    "mean",
    "ci95_low",
    "ci95_high",
    "difference",
    "difference_ci95_low",
    "difference_ci95_high",
    "replications",
    "partial",
];

/// One row for each point and measure. Each lever is a column with its path as the name; lengths of time
/// are in minutes. Flows are a year's. The difference is that from the scenario as it is; a measure that
/// only a comparison has is a difference and has no mean.
pub fn sweep_csv(plan: &Plan, results: &Results) -> String {
    let levers = plan.varied.iter().map(|varied| cell(&varied.path));
    let head = ["point".to_owned()].into_iter().chain(levers);
    let mut table = Csv::new(head.chain(AFTER.map(str::to_owned)));
    let year = |series: Option<&Series>| series.and_then(|of| yearly(of, results.weeks));
    for point in found(plan, results) {
        let settings = plan.points[point.index].iter();
        let settings: Vec<String> = settings
            .map(|at| at.as_ref().map_or_else(String::new, |at| cell(&at.field())))
            .collect();
        for series in &point.compared.measures {
            let level = point.results.measure(&series.name);
            let numbers =
                interval_fields(year(level)).into_iter().chain(interval_fields(year(Some(series))));
            let before = [(point.index + 1).to_string()].into_iter().chain(settings.clone());
            let names = [series.name.clone(), series.unit.clone()];
            let last = [series.values.len().to_string(), partial(results.partial).to_owned()];
            table.row(before.chain(names).chain(numbers).chain(last));
        }
    }
    table.text()
}
