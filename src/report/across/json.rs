//! The answer about many networks as JSON.

use super::csv::ranked_by;
use super::found::{Found, Inputs, OfChange, THOUSAND};
use super::tables::verdict;
use super::told::{commons, sentences};
use crate::report::json;
use serde_json::{Value, json};

/// The version of the file format.
const SCHEMA: u32 = 1;

/// Gains, ranks and spread of every change, and the three sentences. Nothing is rounded.
pub fn across_json(inputs: &Inputs<'_>, found: &Found) -> String {
    let changes = inputs.request.changes.iter().zip(&found.changes);
    let change = |(change, of): (&crate::scenario::change::Change, &OfChange)| -> Value {
        let spread = |spread: Option<crate::across::spread::Spread>| {
            spread.map(|spread| {
                json!({
                    "median": spread.median,
                    "centiles_5_95": [spread.centiles.0, spread.centiles.1],
                    "noise_share": spread.noise,
                })
            })
        };
        let common: Vec<Value> = of
            .common
            .iter()
            .map(|common| {
                json!({
                    "what": common.what,
                    "rank_correlation": common.correlation,
                    "bounds": [common.bounds.0, common.bounds.1],
                })
            })
            .collect();
        json!({
            "name": change.name,
            "title": change.title,
            "all_together": of.total.map(|total| json!({ "mean": total.mean, "ci95": total.bounds() })),
            "spread": spread(of.spread),
            "spread_per_1000_patients": spread(of.per_1000),
            "in_common": common,
            "networks": of.order.iter().map(|network| entry(inputs, found, of, *network)).collect::<Vec<_>>(),
        })
    };
    json::text(&json!({
        "schema": SCHEMA,
        "partial": inputs.partial,
        "measure": found.by.name,
        "unit": found.by.unit,
        "ranked_by": ranked_by(inputs),
        "ci95_holds": "simulation noise only",
        "clear_holds_together_over": inputs.together(),
        "seed": inputs.seed.to_string(),
        "weeks": inputs.horizon.weeks,
        "warm_up_weeks": inputs.horizon.warm_up_weeks,
        "replications": inputs.gathered.numbers,
        "notes": inputs.request.notes,
        "changes": changes.map(change).collect::<Vec<_>>(),
        "commons": commons(inputs, found),
        "sentences": sentences(inputs, found),
    }))
}

fn entry(inputs: &Inputs<'_>, found: &Found, of: &OfChange, network: usize) -> Value {
    let patients = inputs.gathered.patients(network);
    let estimate = of.estimates[network];
    let each = estimate.filter(|_| found.by.is_of_size());
    json!({
        "network": inputs.names[network],
        "patients": patients,
        "mean": estimate.map(|found| found.mean),
        "ci95": estimate.and_then(|found| found.bounds),
        "per_1000_patients": each.map(|found| found.mean / patients * THOUSAND),
        "ranks": of.ranks[network],
        "clear": estimate.map(|estimate| verdict(&estimate, &found.by)),
    })
}
