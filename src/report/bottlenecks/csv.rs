//! The constraints as comma-separated values.

use super::found::{Effect, SHOWN, bottlenecks};
use crate::experiment::results::Results;
use crate::report::cost::decimal;
use crate::report::words::{field, interval_fields, partial};
use crate::scenario::Scenario;
use crate::text::csv::Csv;

/// The columns after the measures.
const AFTER: [&str; 7] = [
    "known",
    "cost_pounds",
    "requests_met_per_10000_pounds",
    "unmet_labelled",
    "together",
    "replications",
    "partial",
];

/// One row for each relief: of one unit, in full, and of two constraints together. Numbers are a year's.
pub fn bottlenecks_csv(results: &Results, scenarios: &[Scenario]) -> String {
    let shown = SHOWN
        .iter()
        .flat_map(|(name, _)| ["", "_ci95_low", "_ci95_high"].map(|end| format!("{name}{end}")));
    let before = ["constraint", "relief", "what"].map(str::to_owned).into_iter();
    let mut table = Csv::new(before.chain(shown).chain(AFTER.map(str::to_owned)));
    let found = scenarios.first().and_then(|scenario| bottlenecks(results, scenario));
    let Some(found) = found else { return table.text() };
    let mut add = |names: [&str; 3], effect: &Effect, [cost, per, label, mark]: [String; 4]| {
        let known = effect.known.map_or("", |known| known.words()).to_owned();
        let replications = effect.replications.to_string();
        let last = [known, cost, per, label, mark, replications, partial(results.partial).into()];
        let numbers = effect.measures.iter().flat_map(|of| interval_fields(*of));
        table.row(names.map(str::to_owned).into_iter().chain(numbers).chain(last));
    };
    let none = String::new;
    for of in &found.constraints {
        let labelled = field(of.labelled);
        if let Some(effect) = &of.one {
            let cost = of.cost.map_or_else(none, decimal);
            let per_pounds = field(of.per_pounds().map(|found| found.mean));
            let names = [of.name.as_str(), "one unit", of.capacity.unit()];
            add(names, effect, [cost, per_pounds, labelled.clone(), none()]);
        }
        if let Some(effect) = &of.full {
            let names = [of.name.as_str(), "full", of.capacity.full()];
            add(names, effect, [none(), none(), labelled, none()]);
        }
    }
    for pair in &found.pairs {
        let name = pair.names.join(" and ");
        let mark = pair.mark.words().to_owned();
        let names = [name.as_str(), "both full", "both relieved fully"];
        add(names, &pair.both, [none(), none(), none(), mark]);
    }
    table.text()
}
