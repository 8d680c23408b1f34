//! The page: every distribution beside its data.

use super::told::{distances, parameters};
use crate::exports::found::{Findings, Fit};
use crate::report::block::{Block, Figure, Span};
use crate::report::page::{Heading, page};
use crate::report::plot::fits;

/// The question of the page.
const QUESTION: &str =
    "What do our own exports say of the parameters, and how well do the distributions fit?";

/// The names of figures within the page.
const NAMES: [&str; 40] = [
    "fit-1", "fit-2", "fit-3", "fit-4", "fit-5", "fit-6", "fit-7", "fit-8", "fit-9", "fit-10",
    "fit-11", "fit-12", "fit-13", "fit-14", "fit-15", "fit-16", "fit-17", "fit-18", "fit-19",
    "fit-20", "fit-21", "fit-22", "fit-23", "fit-24", "fit-25", "fit-26", "fit-27", "fit-28",
    "fit-29", "fit-30", "fit-31", "fit-32", "fit-33", "fit-34", "fit-35", "fit-36", "fit-37",
    "fit-38", "fit-39", "fit-40",
];

const fn heading(id: &'static str, text: &'static str) -> Heading {
    Heading { id, heading: Some(text) }
}

fn words(text: impl Into<String>) -> Block<'static> {
    Block::Words(vec![Span::plain(text)])
}

/// What stands below a figure.
fn below(fit: &Fit) -> Block<'static> {
    let mut text = match fit.distance {
        Some(of) => {
            let p = of.p.map_or(String::new(), |p| format!(", p = {p:.2}"));
            format!("n = {}, Kolmogorov–Smirnov {:.3}{p}. ", fit.n, of.ks)
        }
        None => format!("n = {}. ", fit.n),
    };
    text += &fit.notes.join(" ");
    words(text)
}

/// The page of what was found.
pub fn fits_html(found: &Findings) -> String {
    let figures: Vec<(&Fit, Option<Figure>)> = found
        .fits
        .iter()
        .enumerate()
        .map(|(place, fit)| (fit, NAMES.get(place).and_then(|name| fits::fit(fit, name))))
        .collect();
    let mut sections: Vec<(Heading, Vec<Block<'_>>)> = vec![
        (heading("parameters", "Parameters"), vec![Block::Table(parameters(found))]),
        (heading("distances", "Fits"), vec![Block::Table(distances(found))]),
    ];
    let shown = figures.iter().flat_map(|(fit, figure)| {
        figure.iter().flat_map(move |figure| [Block::Figure(figure), below(fit)])
    });
    let mut shown: Vec<Block<'_>> = shown.collect();
    let more = found.fits.len().saturating_sub(NAMES.len());
    if more > 0 {
        shown.push(words(format!("{more} more distributions are in fits.csv.")));
    }
    sections.push((heading("fits", "Distributions beside the data"), shown));
    let lines = |lines: &[String]| lines.iter().map(|line| words(format!("{line}."))).collect();
    for (id, text, of) in [
        ("read", "What was read", &found.periods),
        ("not-fitted", "What was not fitted", &found.withheld),
        ("left-out", "What was left out or understood", &found.told),
    ] {
        if !of.is_empty() {
            sections.push((heading(id, text), lines(of)));
        }
    }
    page("Our own exports", QUESTION, sections)
}
