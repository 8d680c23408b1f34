//! The finalists and what is said of them, as JSON.

use super::beside::{beyond, level, uncounted};
use super::csv::standing;
use super::found::Inputs;
use super::told::sentences;
use crate::measures::MEASURES;
use crate::optimisation::verdict::{behind, verdict};
use crate::report::json;
use crate::statistics::interval::{CONFIDENCE, MeanInterval};
use serde_json::{Value, json};

/// The version of the file format.
const SCHEMA: u32 = 1;

/// The goal, the finalists with their values in fresh replications, and the three sentences. Nothing is
/// rounded.
pub fn optimise_json(inputs: &Inputs<'_>) -> String {
    let goal = &inputs.book.goal;
    let verdict = verdict(inputs.book, inputs.outcome);
    let behind = behind(inputs.outcome);
    let interval = |found: Option<MeanInterval>| {
        json!({
            "mean": found.map(|found| found.mean),
            "ci95": found.and_then(|found| found.bounds()),
        })
    };
    let finalist = |(index, number): (usize, &u32)| -> Value {
        let posts = inputs.book.posts.posts.iter().zip(inputs.team(*number).wte());
        let wte: serde_json::Map<String, Value> =
            posts.map(|(post, wte)| (post.name.clone(), json!(wte))).collect();
        let of_behind = behind
            .iter()
            .find(|of| of.finalist == index)
            .map(|of| MeanInterval { mean: goal.gain(of.by.mean), half_width: of.by.half_width });
        let post = inputs.in_post().filter(|post| *post != index);
        let drawn = inputs.outcome.drawn.as_ref().and_then(|drawn| drawn.best.get(index));
        let cost = inputs.cost(*number);
        let beside: serde_json::Map<String, Value> = uncounted(inputs)
            .into_iter()
            .map(|(measure, _)| {
                let name = MEASURES[measure].name.to_owned();
                let found = interval(beyond(inputs, index, measure));
                (name, json!({ "mean": level(inputs, index, measure), "beyond_in_post": found }))
            })
            .collect();
        json!({
            "team": number,
            "standing": standing(inputs, &verdict, index),
            "wte": wte,
            "rooms_added": inputs.team(*number).rooms,
            "claim_pounds": cost.claim.as_pounds(),
            "cost_pounds": cost.whole.as_pounds(),
            "goal": interval(inputs.value(index)),
            "behind_first": interval(of_behind),
            "beyond_in_post": interval(post.and_then(|post| inputs.beyond(index, post, CONFIDENCE))),
            "best_share_of_draws": drawn,
            "beside": beside,
        })
    };
    let document = json!({
        "schema": SCHEMA,
        "scenario": inputs.scenario.name,
        "goal": goal.words,
        "unit": goal.unit,
        "less_is_better": goal.less,
        "partial": inputs.outcome.halt.is_some(),
        "teams_visited": inputs.visited().len(),
        "indifference": inputs.outcome.selected.as_ref().map(|selected| selected.indifference),
        "replications_of_finalists": inputs.outcome.values.first().map(Vec::len),
        "finalists": inputs.outcome.finalists.iter().enumerate().map(finalist).collect::<Vec<_>>(),
        "sentences": sentences(inputs),
    });
    json::text(&document)
}
