//! Scenarios against a baseline, replication by replication: the same patients, the same chances.

use crate::experiment::results::{Comparison, ScenarioResults, Series};
use crate::measures::COMPARED;
use crate::simulation::record::Record;
use crate::statistics::paired::differences;

/// Compares a scenario with a baseline, each with its index; `pairs` are their records of the same
/// replications, the scenario's first.
pub fn compare(
    scenario: (usize, &ScenarioResults),
    baseline: (usize, &ScenarioResults),
    pairs: &[(&Record, &Record)],
) -> Comparison {
    let paired = scenario.1.measures.iter().zip(&baseline.1.measures).map(|(s, b)| Series {
        name: s.name,
        unit: s.unit,
        values: differences(&s.values, &b.values),
    });
    let own = COMPARED.iter().map(|measure| Series {
        name: measure.name,
        unit: measure.unit,
        values: pairs.iter().map(|(s, b)| Some((measure.value)(s, b))).collect(),
    });
    Comparison { scenario: scenario.0, baseline: baseline.0, measures: paired.chain(own).collect() }
}
