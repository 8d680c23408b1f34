//! The best team as a page.

use super::found::Inputs;
use super::told::parts;
use crate::report::block::Figure;
use crate::report::parted::{Paper, html};
use crate::text::number::whole;

/// The page, with `figures` inline.
pub fn optimise_html(inputs: &Inputs<'_>, figures: &[Figure]) -> String {
    let goal = &inputs.book.goal;
    let fresh = inputs.outcome.values.first().map(|values| values.len() as u32);
    let made = vec![
        ("Goal", format!("{}, {}", goal.words, goal.direction())),
        ("Teams visited", whole(inputs.visited().len() as f64)),
        ("Fresh replications of each finalist", fresh.unwrap_or(0).to_string()),
        (
            "Measured",
            format!(
                "{} weeks, after {} weeks of warm-up",
                inputs.horizon.weeks, inputs.horizon.warm_up_weeks
            ),
        ),
    ];
    let paper = Paper {
        title: format!("{}: the best team", inputs.scenario.title),
        question: format!("Which team is best for {} within the sum?", goal.words),
        partial: inputs.outcome.halt.is_some(),
        replications: fresh,
        figures,
        made,
    };
    html(paper, parts(inputs))
}
