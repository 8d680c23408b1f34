//! What a study of sensitivity found, as JSON.

use super::csv::{interval, noise_share, told, turn};
use super::found::{Inputs, quantity_name};
use super::told::sentences;
use crate::report::json;
use crate::uncertainty::sensitivity::central::{MARGIN, QUANTITIES};
use crate::uncertainty::sensitivity::groups::Group;
use crate::uncertainty::sensitivity::screen::OfGroup;
use crate::uncertainty::sensitivity::tornado::{Bar, End};
use serde_json::{Map, Value, json};

/// The version of the file format.
const SCHEMA: u32 = 1;

/// The choice at the central values, groups, bars, indices and the three sentences. Nothing is rounded.
pub fn sensitivity_json(inputs: &Inputs<'_>) -> String {
    let outcome = inputs.outcome;
    let central = outcome.central.as_ref().map(|central| {
        let of = |quantity: usize| {
            let mean = central.means[quantity]?;
            let value = json!({ "mean": mean.mean, "ci95": mean.bounds() });
            Some((quantity_name(quantity).to_owned(), value))
        };
        let names = central.leading.map(|(one, other)| [one, other].map(|at| &inputs.names[at]));
        json!({
            "replications": central.replications,
            "leading": names,
            "quantities": (0..QUANTITIES).filter_map(of).collect::<Map<String, Value>>(),
        })
    });
    let groups = outcome.screened.as_ref().map(|screened| {
        let pairs = inputs.course.groups.iter().zip(&screened.groups);
        json!({
            "steps": screened.steps,
            "steps_impossible": screened.refused,
            "beginnings_impossible": screened.attempts,
            "groups": pairs.map(|(group, found)| of_group(group, found)).collect::<Vec<_>>(),
        })
    });
    let bars = outcome
        .tornado
        .as_ref()
        .map(|tornado| tornado.bars.iter().map(|bar| of_bar(inputs, bar)).collect::<Vec<Value>>());
    let document = json!({
        "schema": SCHEMA,
        "scenarios": inputs.names,
        "partial": inputs.is_partial(),
        "parameters": inputs.course.sources.len(),
        "central": central,
        "screening": groups,
        "tornado": bars,
        "sobol": of_shares(inputs),
        "sentences": sentences(inputs),
    });
    json::text(&document)
}

fn of_group(group: &Group, found: &OfGroup) -> Value {
    let of = |quantity: usize| {
        let judged = found.effects[quantity]?;
        let value = json!({
            "mu_star": judged.effect.absolute,
            "ci95": interval(&judged),
            "mu": (group.members.len() == 1).then_some(judged.effect.mean),
            "sigma": judged.effect.spread,
            "steps": judged.steps,
            "told_from_chance": told(judged.is_told),
        });
        Some((quantity_name(quantity).to_owned(), value))
    };
    json!({
        "group": group.name,
        "parameters": group.members.len(),
        "turned": found.turns,
        "effects": (0..QUANTITIES).filter_map(of).collect::<Map<String, Value>>(),
    })
}

fn of_bar(inputs: &Inputs<'_>, bar: &Bar) -> Value {
    let end = |end: &End| {
        let of = |quantity: usize| {
            let change = end.changes[quantity]?;
            let value = json!({ "change": change, "told_from_chance": end.is_told[quantity] });
            Some((quantity_name(quantity).to_owned(), value))
        };
        json!({
            "percentile": end.at,
            "changes": (0..QUANTITIES).filter_map(of).collect::<Map<String, Value>>(),
            "turns": end.changes[MARGIN].map(|_| turn(end.turn)),
        })
    };
    json!({
        "parameter": inputs.parameter(bar.parameter),
        "low": bar.ends[0].as_ref().map(end),
        "high": bar.ends[1].as_ref().map(end),
    })
}

fn of_shares(inputs: &Inputs<'_>) -> Option<Value> {
    let found = inputs.outcome.shares.as_ref()?;
    let names: Vec<String> = found.parameters.iter().map(|at| inputs.parameter(*at)).collect();
    let of = |shares: &crate::uncertainty::sensitivity::shares::Shares| {
        json!({
            "quantity": quantity_name(shares.quantity),
            "parameters": names,
            "first": shares.estimate.first,
            "first_ci95": shares.intervals.first,
            "total": shares.estimate.total,
            "total_ci95": shares.intervals.total,
            "noise_share": noise_share(inputs, shares),
        })
    };
    Some(json!({
        "blocks": found.blocks,
        "blocks_impossible": found.refused,
        "shares": found.shares.iter().map(of).collect::<Vec<_>>(),
    }))
}
