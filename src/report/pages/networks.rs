//! Many networks beside what was observed of them, as a page.

use super::cells::{heads, row};
use crate::experiment::results::Results;
use crate::report::block::{Block, Figure};
use crate::report::parted::{Paper, Part, Place, html, of_results};
use crate::text::grid::{Row, Table};
use crate::validation::networks::agreement::{Between, OUTCOMES};
use crate::validation::networks::table::{ABOUT_AGREEMENT, ABOUT_NETWORKS, AGREED, agreed, shown};

/// The page, with `figures` inline.
pub(in crate::report) fn networks_html(
    found: &Between,
    results: &Results,
    figures: &[Figure],
) -> String {
    let paper = Paper {
        title: format!("{} networks, beside what was observed", found.networks.len()),
        question: "Does the model tell networks apart in what is not an input of it?".to_owned(),
        partial: results.partial,
        replications: Some(results.replications),
        figures,
        made: of_results(results),
    };
    html(paper, parts(found))
}

fn parts(found: &Between) -> Vec<Part<'static>> {
    let adds = |index: &usize| {
        found.agreements.get(*index).and_then(Option::as_ref).is_some_and(|of| {
            of.interval.is_some_and(|(low, _)| low > 0.0) && of.error < of.error_of_mean
        })
    };
    let names: Vec<String> = (0..OUTCOMES.len())
        .filter(adds)
        .map(|index| OUTCOMES[index].title.to_lowercase())
        .collect();
    let answer = if names.is_empty() {
        "Not shown: for no outcome is the rank correlation clearly above 0 and the error below that of the mean."
            .to_owned()
    } else {
        format!(
            "For {} of {} outcomes the model adds information to the mean of all networks: {}.",
            names.len(),
            OUTCOMES.len(),
            names.join("; ")
        )
    };
    let rows = OUTCOMES.iter().zip(&found.agreements);
    let agreement = Table {
        caption: "How well each outcome is predicted, over networks".into(),
        head: heads("Outcome", &AGREED),
        rows: rows.map(|(outcome, of)| row(outcome.title, agreed(of.as_ref()))).collect(),
        note: ABOUT_AGREEMENT.replace('\n', " ").trim().to_owned(),
    };
    let mut head = heads("Network", &["Practices", "Patients", "Calls", "Forms"]);
    head.extend(OUTCOMES.map(|outcome| outcome.title.to_owned()));
    let of = |held: &crate::validation::networks::agreement::Held| -> Row {
        let mark = if held.is_fitted { "" } else { "*" };
        let sizes = [held.practices.to_string(), format!("{:.0}", held.patients)];
        let pairs = shown(held).map(|[observed, simulated]| format!("{observed} / {simulated}"));
        let cells = sizes.into_iter().chain(pairs).map(|cell| vec![cell]).collect();
        Row::new(format!("{}{mark}", held.network), cells)
    };
    let all = Table {
        caption: "Every network: observed / simulated".into(),
        head,
        rows: found.networks.iter().map(of).collect(),
        note: format!(
            "{} *: calls or forms could not be fitted, so it is left out of the agreement.",
            ABOUT_NETWORKS.replace('\n', " ").trim()
        ),
    };
    let label = format!("All {} networks", found.networks.len());
    vec![
        Part::sentences([answer]),
        Part::table(Place::Ranked, agreement),
        Part::new(Place::Rest("Every network"), Block::Folded(label, all)),
    ]
}
