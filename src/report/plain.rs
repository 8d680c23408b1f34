//! A page of sentences and tables that another layer has made.

use super::parted::{Paper, Part, Place, html};
use crate::text::grid::Table;

/// What the page shows.
#[derive(Clone, Debug)]
pub struct Plain {
    /// What the page is about.
    pub title: String,
    /// The question that it answers.
    pub question: String,
    /// Whether work is missing.
    pub partial: bool,
    /// Replications on which intervals rest; `None` where there are no intervals.
    pub replications: Option<u32>,
    /// The answer: the first answers, the others say how sure that is.
    pub sentences: Vec<String>,
    /// The one ranked table.
    pub ranked: Option<Table>,
    /// Everything else, each below its heading.
    pub rest: Vec<(&'static str, Table)>,
    /// How the results were made: what, and its value.
    pub made: Vec<(&'static str, String)>,
}

/// The page.
pub fn plain_html(plain: Plain) -> String {
    let Plain { title, question, partial, replications, sentences, ranked, rest, made } = plain;
    let mut parts = vec![Part::sentences(sentences)];
    parts.extend(ranked.map(|table| Part::table(Place::Ranked, table)));
    parts.extend(rest.into_iter().map(|(name, table)| Part::table(Place::Rest(name), table)));
    let paper = Paper { title, question, partial, replications, figures: &[], made };
    html(paper, parts)
}
