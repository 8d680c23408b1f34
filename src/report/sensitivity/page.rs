//! A study of sensitivity as a page.

use super::found::Inputs;
use super::told::parts;
use crate::report::block::Figure;
use crate::report::parted::{Paper, html};

/// The page, with `figures` inline.
pub fn sensitivity_html(inputs: &Inputs<'_>, figures: &[Figure]) -> String {
    let request = &inputs.course.request;
    let titles: Vec<String> = inputs.titles.iter().map(|title| format!("\"{title}\"")).collect();
    let question = match inputs.choice() {
        None => "Which parameters do the results hang on?",
        Some(_) => "Which parameters does the choice hang on?",
    };
    let made = vec![
        ("Scenarios", titles.join(", ")),
        ("Trajectories", request.trajectories.to_string()),
        ("Replications at the central values", request.replications.to_string()),
        (
            "Measured",
            format!(
                "{} weeks, after {} weeks of warm-up",
                inputs.horizon.weeks, inputs.horizon.warm_up_weeks
            ),
        ),
    ];
    let paper = Paper {
        title: format!("{}: what it is sensitive to", inputs.title(0)),
        question: question.to_owned(),
        partial: inputs.is_partial(),
        replications: Some(request.replications),
        figures,
        made,
    };
    html(paper, parts(inputs))
}
