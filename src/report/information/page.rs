//! The value of information as a page.

use super::subject::Told;
use super::told::parts;
use crate::report::block::Figure;
use crate::report::parted::{Paper, html};
use crate::text::number::whole;

/// The page, with `figures` inline.
pub fn information_html(told: &Told<'_>, figures: &[Figure]) -> String {
    let titles: Vec<String> = told.titles.iter().map(|title| format!("\"{title}\"")).collect();
    let made = vec![
        ("Options", titles.join(", ")),
        ("Draws of the parameters", whole(told.found.draws as f64)),
        ("Draws simulated twice", whole(told.twice as f64)),
        ("Rows", "those of the comparison that was named; nothing was simulated".to_owned()),
    ];
    let paper = Paper {
        title: "What to measure first".to_owned(),
        question: format!(
            "Which number, if we knew it, would most improve the choice in {}?",
            told.words()
        ),
        partial: told.is_partial(),
        replications: None,
        figures,
        made,
    };
    html(paper, parts(told))
}
