//! The page of a fitted network, held back first.

use super::subject::Told;
use super::{decisions, figures, levels, warnings};
use crate::report::block::{Block, Span};
use crate::report::page::{Heading, page};
use crate::report::plot::shares::shares;

/// The question of the page.
const QUESTION: &str = "How well does the simulation know this network, and what would help it?";

const fn heading(id: &'static str, text: &'static str) -> Heading {
    Heading { id, heading: Some(text) }
}

/// The page.
pub fn network_html(told: &Told<'_>) -> String {
    let figure = shares(told);
    let mut sections: Vec<(Heading, Vec<Block<'_>>)> = Vec::new();
    let words = if told.has_held_back() {
        "The test of a fit is what it was not shown. Everything here is the scenario as written, simulated with \
         another seed."
    } else {
        "Nothing could be held back: what is published of this network is too little. This fit is untested."
    };
    let mut held = vec![Block::Words(vec![Span::plain(words)])];
    held.extend(told.observed.values[2].map(|_| Block::Table(figures::bands(told))));
    held.extend(figures::later(told).map(Block::Table));
    sections.push((heading("held-back", "What was held back"), held));
    let warnings = warnings::warnings(told);
    let caution = Block::Caution { heading: "Read this before using the numbers", lines: warnings };
    sections.push((Heading { id: "warnings", heading: None }, vec![caution]));
    if let Some(table) = decisions::table(told) {
        sections.push((heading("decisions", "What changes gain"), vec![Block::Table(table)]));
    }
    let mut seen: Vec<Block<'_>> = figure.iter().map(Block::Figure).collect();
    seen.push(Block::Table(figures::seen(told)));
    sections.push((heading("seen", "What the fit saw"), seen));
    sections.push((
        heading("levels", "What the figures pinned down"),
        vec![Block::Table(levels::levels(told))],
    ));
    let words = told.assumed.iter();
    let words = words.map(|words| Block::Words(vec![Span::plain(format!("{words}."))]));
    let given: Vec<Block<'_>> =
        std::iter::once(Block::Table(figures::inputs(told))).chain(words).collect();
    sections.push((heading("given", "What was given or assumed"), given));
    page(&format!("Network {}", told.title()), QUESTION, sections)
}
