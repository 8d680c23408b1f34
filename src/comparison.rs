//! Scenarios against a baseline, replication by replication: the same patients, the same chances.

use crate::experiment::progress::Progress;
use crate::experiment::results::{Comparison, Results, ScenarioResults, Series};
use crate::experiment::{Design, Made, make, summarise};
use crate::measures::COMPARED;
use crate::simulation::record::Record;
use crate::statistics::paired::differences;

/// Runs `design`, told to `progress`, which may stop it: then the replications that every scenario
/// has finished are kept, and the results say that they are partial.
///
/// `None` if it was stopped before one replication of every scenario was finished.
pub fn run(design: &Design, progress: &(impl Progress + Sync)) -> Option<Results> {
    let Made { records: complete, partial, precision } = make(design, progress);
    if complete.is_empty() {
        return None;
    }
    let events = complete.iter().flatten().map(|record| record.events).sum();
    let scenarios = design
        .entries
        .iter()
        .enumerate()
        .map(|(place, entry)| {
            let records: Vec<&Record> = complete.iter().map(|all| &all[place]).collect();
            summarise(entry, &records)
        })
        .collect::<Vec<_>>();
    let comparisons = design
        .comparisons
        .iter()
        .map(|&(scenario, baseline)| {
            let pairs: Vec<_> =
                complete.iter().map(|all| (&all[scenario], &all[baseline])).collect();
            compare((scenario, &scenarios[scenario]), (baseline, &scenarios[baseline]), &pairs)
        })
        .collect();
    Some(Results {
        partial,
        seed: design.seed,
        replications: complete.len() as u32,
        weeks: design.horizon.weeks,
        warm_up_weeks: design.horizon.warm_up_weeks,
        events,
        scenarios,
        comparisons,
        precision,
    })
}

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
        kind: s.kind,
        values: differences(&s.values, &b.values),
    });
    let own = COMPARED.iter().map(|measure| Series {
        name: measure.name,
        unit: measure.unit,
        kind: measure.kind,
        values: pairs.iter().map(|(s, b)| Some((measure.value)(s, b))).collect(),
    });
    Comparison { scenario: scenario.0, baseline: baseline.0, measures: paired.chain(own).collect() }
}
