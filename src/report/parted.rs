//! What a command found, in parts: a terminal prints them in their order, a page puts each in its place.
//!
//! Every page has the same order: the question, what must be known first, the sentence that answers, the figure
//! that carries it, one ranked table, how sure that is, the warnings, everything else, how it was made.

use super::block::{Block, Span, WordTable};
use super::terminal;
use super::words::paragraph;
use crate::text::grid::Table;

#[cfg(feature = "report")]
use super::block::{Figure, Line, coded};
#[cfg(feature = "report")]
use super::page::{Heading, page};

/// Where a page shows a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Before the answer: what no reader may miss.
    First,
    /// The answer. Of several sentences the first; the others say how sure it is.
    Answer,
    /// Below the figure: the one ranked table.
    Ranked,
    /// How sure the answer is, and what it hangs on.
    Sure,
    /// What to know before using the results.
    Before,
    /// Everything else, under a heading.
    Rest(&'static str),
}

/// Who shows a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shown {
    Everywhere,
    InTerminal,
    OnPage,
}

/// A part of what was found.
#[derive(Clone, Debug)]
pub(super) struct Part<'r> {
    place: Place,
    shown: Shown,
    block: Block<'r>,
}

impl<'r> Part<'r> {
    /// A part that terminal and page show.
    pub(super) fn new(place: Place, block: Block<'r>) -> Self {
        Part { place, shown: Shown::Everywhere, block }
    }

    /// A part that only the terminal shows, because the page has more of it.
    pub(super) fn in_terminal(block: Block<'r>) -> Self {
        Part { place: Place::First, shown: Shown::InTerminal, block }
    }

    /// A part that only the page shows, because it is too long for a terminal or is said there in another way.
    pub(super) fn on_page(place: Place, block: Block<'r>) -> Self {
        Part { place, shown: Shown::OnPage, block }
    }

    /// A paragraph.
    pub(super) fn words(place: Place, text: impl Into<String>) -> Self {
        Part::new(place, Block::words(text))
    }

    /// A table.
    pub(super) fn table(place: Place, table: Table) -> Self {
        Part::new(place, Block::Table(table))
    }

    /// The same, folded on a page if they are warnings.
    pub(super) fn folded(self) -> Vec<Self> {
        let Block::Caution { heading, lines } = &self.block else { return vec![self] };
        let table = WordTable {
            caption: vec![Span::plain(*heading)],
            head: vec!["What to know"],
            rows: lines.iter().map(|line| vec![vec![Span::plain(line.as_str())]]).collect(),
            folded: Some(format!("{heading}: {} things to know", lines.len())),
        };
        let on_page = Part::on_page(self.place, Block::WordTable(table));
        vec![Part::in_terminal(self.block), on_page]
    }

    /// The sentences of an answer.
    pub(super) fn sentences(sentences: impl Into<Vec<String>>) -> Self {
        Part::new(Place::Answer, Block::Sentences(sentences.into()))
    }
}

/// The parts as text for a terminal, with an empty line between them.
pub(super) fn text(parts: &[Part<'_>]) -> String {
    let one = |block: &Block<'_>| match block {
        Block::Words(line) => paragraph(&super::block::plain_text(line)),
        Block::Sentences(lines) => {
            lines.iter().map(|words| paragraph(words)).collect::<Vec<_>>().join("\n")
        }
        block => terminal::text(block),
    };
    let shown = parts.iter().filter(|part| part.shown != Shown::OnPage);
    let texts: Vec<String> =
        shown.map(|part| format!("{}\n", one(&part.block).trim_end())).collect();
    texts.join("\n")
}

/// What a page says beside the parts.
#[cfg(feature = "report")]
#[derive(Clone, Debug)]
pub(super) struct Paper<'r> {
    /// What the page is about.
    pub(super) title: String,
    /// The question that it answers.
    pub(super) question: String,
    /// Whether work is missing.
    pub(super) partial: bool,
    /// Replications on which intervals rest; `None` where there are no intervals.
    pub(super) replications: Option<u32>,
    /// The figures; the first carries the answer.
    pub(super) figures: &'r [Figure],
    /// How the results were made: what, and its value.
    pub(super) made: Vec<(&'static str, String)>,
}

/// With fewer replications an interval is hardly known itself.
#[cfg(feature = "report")]
const FEW: u32 = 5;

/// The names of the sections of everything else, within the page.
#[cfg(feature = "report")]
const REST: [&str; 12] = [
    "more-1", "more-2", "more-3", "more-4", "more-5", "more-6", "more-7", "more-8", "more-9",
    "more-10", "more-11", "more-12",
];

/// What no reader may miss: that work is missing, or that there are few replications.
#[cfg(feature = "report")]
fn known_first(paper: &Paper<'_>) -> Vec<String> {
    let mut found = Vec::new();
    if paper.partial {
        found.push(
            "Partial: the run stopped early, with fewer results than requested. Continue it before you use it."
                .to_owned(),
        );
    }
    match paper.replications {
        Some(1) => found.push(
            "Only one replication: there are no intervals, so nothing here is more than a first look."
                .to_owned(),
        ),
        Some(few) if few < FEW => found.push(format!(
            "Only {few} replications: intervals rest on {few} numbers, so this is a first look and no ground for a \
             decision."
        )),
        _ => {}
    }
    found
}

/// The parts as a page.
#[cfg(feature = "report")]
pub(super) fn html(paper: Paper<'_>, parts: Vec<Part<'_>>) -> String {
    let heading = |id: &'static str, heading: Option<&'static str>| Heading { id, heading };
    let mut first: Vec<Block<'_>> = known_first(&paper).into_iter().map(Block::Emphasis).collect();
    let (mut answer, mut ranked, mut sure, mut before) = (vec![], vec![], vec![], vec![]);
    let mut rest: Vec<(&'static str, Vec<Block<'_>>)> = Vec::new();
    for part in parts.into_iter().filter(|part| part.shown != Shown::InTerminal) {
        match (part.place, part.block) {
            (Place::First, block) => first.push(block),
            (Place::Answer, Block::Sentences(mut lines)) => {
                let others = lines.split_off(lines.len().min(1));
                answer.push(Block::Sentences(lines));
                sure.extend(others.iter().map(|words| Block::Words(coded(words))));
            }
            (Place::Answer, block) => answer.push(block),
            (Place::Ranked, block) => ranked.push(block),
            (Place::Sure, block) => sure.push(block),
            (Place::Before, block) => before.push(block),
            (Place::Rest(name), block) => match rest.last_mut() {
                Some((last, blocks)) if *last == name => blocks.push(block),
                _ => rest.push((name, vec![block])),
            },
        }
    }
    let mut figures: Vec<Block<'_>> = paper.figures.iter().map(Block::Figure).collect();
    let others = figures.split_off(figures.len().min(1));
    let mut sections = vec![
        (heading("first", None), first),
        (heading("answer", Some("The answer")), answer),
        (heading("figure", None), figures),
        (heading("ranked", None), ranked),
        (heading("sure", Some("How sure this is, and what it hangs on")), sure),
        (heading("before", None), before),
        (heading("figures", Some("More figures")), others),
    ];
    sections.extend(
        rest.into_iter().zip(REST).map(|((name, blocks), id)| (heading(id, Some(name)), blocks)),
    );
    sections.push((heading("run", Some("How the results were made")), vec![how_made(paper.made)]));
    sections.retain(|(_, blocks)| !blocks.is_empty());
    page(&paper.title, &paper.question, sections)
}

/// What a reader needs to make the results again.
#[cfg(feature = "report")]
fn how_made(made: Vec<(&'static str, String)>) -> Block<'static> {
    let program = ("Program", format!("pcn-sim {}", env!("CARGO_PKG_VERSION")));
    let typed = vec![
        Span::plain("as typed, with machine, times and the hash of every file, in "),
        Span::File("manifest.json"),
    ];
    let row = |(what, value): (&str, String)| -> Vec<Line> {
        vec![vec![Span::plain(what)], vec![Span::Plain(value)]]
    };
    let rows = std::iter::once(program).chain(made).map(row);
    Block::WordTable(WordTable {
        caption: vec![Span::plain("To make these results again")],
        head: vec!["What", "Value"],
        rows: rows.chain([vec![vec![Span::plain("Command")], typed]]).collect(),
        folded: None,
    })
}

/// Rows of a run: its seed, replications and weeks.
#[cfg(feature = "report")]
pub(super) fn of_results(
    results: &crate::experiment::results::Results,
) -> Vec<(&'static str, String)> {
    vec![
        ("Seed", results.seed.to_string()),
        ("Replications", results.replications.to_string()),
        (
            "Measured",
            format!("{} weeks, after {} weeks of warm-up", results.weeks, results.warm_up_weeks),
        ),
    ]
}

#[cfg(all(test, feature = "report"))]
mod tests {
    use super::*;
    use crate::text::grid::Row;

    fn parts() -> Vec<Part<'static>> {
        let table = |caption: &str| Table {
            caption: caption.to_owned(),
            head: vec!["Point".into(), "Gain".into()],
            rows: vec![Row::new("<one>", vec![vec!["+1".into()]])],
            note: String::new(),
        };
        let sentences = ["What to do: wait.", "How sure: hardly.", "What would change it: more."];
        vec![
            Part::in_terminal(Block::Table(table("Best and worst"))),
            Part::on_page(Place::Ranked, Block::Table(table("All of them"))),
            Part::words(Place::Rest("Money"), "It costs."),
            Part::sentences(sentences.map(str::to_owned)),
            Part::words(Place::First, "Nobody measured this."),
        ]
    }

    fn paper(partial: bool, replications: u32) -> Paper<'static> {
        Paper {
            title: "A & B".into(),
            question: "Which?".into(),
            partial,
            replications: Some(replications),
            figures: &[],
            made: vec![("Seed", "7".into())],
        }
    }

    /// Whether the texts stand in this order.
    fn in_order(page: &str, texts: &[&str]) -> bool {
        let at = texts.iter().map(|text| page.find(text));
        let at: Option<Vec<usize>> = at.collect();
        at.is_some_and(|at| at.windows(2).all(|pair| pair[0] < pair[1]))
    }

    #[test]
    fn a_page_has_its_parts_in_the_order_in_which_people_read() {
        let page = html(paper(false, 30), parts());
        let order = [
            "<p class=\"question\">Which?</p>",
            "Nobody measured this.",
            "What to do: wait.",
            "All of them",
            "How sure: hardly.",
            "It costs.",
            "id=\"run\"",
        ];
        assert!(in_order(&page, &order), "{page}");
        assert!(!page.contains("Best and worst") && page.contains("&#60;one&#62;"));
        assert!(!page.contains("Partial:") && !page.contains("Only"));
    }

    #[test]
    fn what_is_partial_or_of_few_replications_says_so_first() {
        let page = html(paper(true, 3), parts());
        assert!(in_order(&page, &["Partial:", "Only 3 replications", "What to do"]), "{page}");
        assert!(html(paper(false, 1), parts()).contains("Only one replication"));
        assert!(!html(paper(false, 5), parts()).contains("Only"));
    }

    #[test]
    fn the_terminal_prints_the_parts_in_their_order_without_those_of_the_page() {
        let text = text(&parts());
        let order = ["Best and worst", "It costs.", "What to do: wait.\nHow sure", "Nobody"];
        assert!(in_order(&text, &order), "{text}");
        assert!(!text.contains("All of them"));
    }
}
