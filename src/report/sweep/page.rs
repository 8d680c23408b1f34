//! A sweep as a page.

use super::found::Judged;
use super::plan::Plan;
use super::told::parts;
use crate::experiment::results::Results;
use crate::report::block::Figure;
use crate::report::parted::{Paper, html, of_results};
use crate::scenario::Scenario;

/// The page, with `figures` inline.
pub fn sweep_html(
    plan: &Plan,
    measure: &str,
    (results, scenarios): (&Results, &[Scenario]),
    figures: &[Figure],
) -> String {
    let name = results.scenarios.first().map_or("a scenario", |own| own.title.as_str());
    let words = Judged::of(measure).map_or_else(|| measure.to_owned(), |judged| judged.words());
    let mut made = of_results(results);
    made.insert(0, ("Levers", plan.names.join(", ")));
    let paper = Paper {
        title: format!("{name}: {} points", plan.points.len()),
        question: format!("Which values of {} are best for {words}?", plan.names.join(" and ")),
        partial: results.partial,
        replications: Some(results.replications),
        figures,
        made,
    };
    html(paper, parts(plan, measure, results, scenarios))
}
