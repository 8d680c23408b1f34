//! The next units as a page.

use super::told::parts;
use crate::experiment::marginal::Levels;
use crate::experiment::results::Results;
use crate::report::block::Figure;
use crate::report::parted::{Paper, html, of_results};
use crate::report::sweep::Judged;
use crate::scenario::Scenario;

/// The page, with `figures` inline.
pub fn marginal_html(
    (results, scenarios): (&Results, &[Scenario]),
    asked: (Levels, &str),
    figures: &[Figure],
) -> String {
    let name = results.scenarios.first().map_or("a scenario", |own| own.title.as_str());
    let words = Judged::of(asked.1).map_or_else(|| asked.1.to_owned(), |judged| judged.words());
    let paper = Paper {
        title: format!("{name}: the next post, room, receptionist or hour"),
        question: format!("What does most for {words} next, and what for the money?"),
        partial: results.partial,
        replications: Some(results.replications),
        figures,
        made: of_results(results),
    };
    html(paper, parts(results, scenarios, asked))
}
