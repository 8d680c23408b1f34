//! The answer about many networks as a page.

use super::found::{Found, Inputs};
use super::tables::{networks_table, spread_table};
use super::told::{PARTIAL, commons, sentences};
use crate::report::block::{Answer, Block, Figure, Span};
use crate::report::page::{Heading, page};

/// The warnings have a heading of their own.
const BEFORE: Heading = Heading { id: "before", heading: None };
const ANSWER: Heading = Heading { id: "answer", heading: Some("The answer") };
const FIGURE: Heading = Heading { id: "figure", heading: Some("Gains of all networks") };
const SPREAD: Heading = Heading { id: "spread", heading: Some("How much networks differ") };
const NETWORKS: Heading = Heading { id: "networks", heading: Some("Every network") };
const CHANGES: Heading = Heading { id: "changes", heading: Some("What was changed") };
const RUN: Heading = Heading { id: "run", heading: Some("How the results were made") };

/// What no reader may miss.
const LIMITS: &str = "Intervals and ranks hold simulation noise only: chance in the simulated weeks, with every \
     parameter at its central value. They say nothing of what nobody measured in a network.";

/// The page, with `figures` inline.
pub fn across_html(inputs: &Inputs<'_>, found: &Found, figures: &[Figure]) -> String {
    let mut warnings = vec![LIMITS.to_owned()];
    warnings.extend(inputs.partial.then(|| PARTIAL.to_owned()));
    warnings.extend(inputs.request.notes.iter().cloned());
    let answer = Answer {
        title: format!("Who gains {}", found.words),
        question: String::new(),
        sentences: sentences(inputs, found).to_vec(),
    };
    let words = |text: &str| Block::Words(vec![Span::plain(text)]);
    let mut spread = vec![Block::Table(spread_table(inputs, found))];
    spread.extend(commons(inputs, found).iter().map(|text| words(text)));
    let changes = inputs.request.changes.iter().flat_map(|change| {
        let title = words(&format!("{} ({})", change.title, change.name));
        let text = |layer: &crate::scenario::change::Layer| {
            // The lines of the file, one below another.
            let lines = layer.text.lines().map(str::trim_end);
            let lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
            Block::Words(
                lines.flat_map(|line| [Span::Code(line.to_owned()), Span::Break]).collect(),
            )
        };
        std::iter::once(title).chain(change.layers.iter().map(text)).collect::<Vec<_>>()
    });
    let run = format!(
        "{} networks and {} changes; {} replications of {} weeks after {} weeks of warm-up; seed {}. The numbers of \
         all measures are in ",
        inputs.names.len(),
        inputs.request.changes.len(),
        inputs.gathered.numbers.len(),
        inputs.horizon.weeks,
        inputs.horizon.warm_up_weeks,
        inputs.seed
    );
    let run = vec![
        Span::plain(run),
        Span::File("gains-by-network.csv"),
        Span::plain(", those of the spread in "),
        Span::File("gains-summary.csv"),
        Span::plain("."),
    ];
    let caution = Block::Caution { heading: "Before you use this", lines: warnings };
    let sections: Vec<(Heading, Vec<Block<'_>>)> = vec![
        (ANSWER, vec![Block::Answer(answer)]),
        (FIGURE, figures.iter().map(Block::Figure).collect()),
        (SPREAD, spread),
        (NETWORKS, vec![Block::Table(networks_table(inputs, found, usize::MAX))]),
        (CHANGES, changes.collect()),
        (RUN, vec![Block::Words(run)]),
    ];
    let first = std::iter::once((BEFORE, vec![caution]));
    let filled = sections.into_iter().filter(|(_, blocks)| !blocks.is_empty());
    let title =
        format!("{} networks, {} changes", inputs.names.len(), inputs.request.changes.len());
    page(&title, "Who gains by each change, and how sure is that?", first.chain(filled).collect())
}
