//! The parts of a report: sections, each of which gives its content as blocks of data.
//!
//! A block has no layout. The renderer, for a terminal or a page, decides how it looks.

use crate::experiment::results::Results;
use crate::scenario::Scenario;
use crate::text::grid::Table;
use crate::uncertainty::total::Total;

/// The input of a section.
#[derive(Clone, Copy, Debug)]
pub(super) struct ReportInput<'r> {
    /// The results.
    pub(super) results: &'r Results,
    /// The scenarios, in the order in which results count them.
    pub(super) scenarios: &'r [Scenario],
    /// The figures that were drawn; none for a terminal.
    pub(super) figures: &'r [Figure],
    /// Patients to whom the gains are scaled, if requested.
    pub(super) scale_to: Option<f64>,
    /// What draws of the parameters say, if there are any.
    pub(super) total: Option<&'r Total>,
}

/// A section of the report.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(not(feature = "report"), expect(dead_code, reason = "only the page shows headings"))]
pub(super) struct Section {
    /// Its name within the page, for links.
    pub(super) id: &'static str,
    /// Its heading; `None` for a section that continues the one before.
    pub(super) heading: Option<&'static str>,
    /// When a terminal shows it; the page shows all sections.
    pub(super) terminal: Terminal,
    /// Its content; none if there is nothing to show.
    pub(super) content: for<'r> fn(&ReportInput<'r>) -> Vec<Block<'r>>,
}

/// When a terminal shows a section.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Terminal {
    /// In the order of the list.
    InTurn,
    /// After those in turn: it explains what they state.
    AtTheEnd,
    /// After all others, where a reader looks first when the text has scrolled past.
    Last,
    /// In the order of the list, but only if nothing is compared: a comparison is long enough without it.
    WithoutComparison,
    /// Never, because the terminal shows it in another way or it is too long.
    Never,
}

/// A piece of content.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Block<'r> {
    /// Warnings to read before using the results, below their own heading.
    Caution {
        /// The heading.
        heading: &'static str,
        /// One entry for each warning.
        lines: Vec<String>,
    },
    /// A paragraph.
    Words(Line),
    /// A sentence that must not be overlooked.
    Emphasis(String),
    /// The answer about a change.
    Answer(Answer),
    /// The sentences of an answer, each a paragraph.
    Sentences(Vec<String>),
    /// A long table that is folded until a reader opens it: its label, the table.
    Folded(String, Table),
    /// A list of sentences.
    List(Vec<&'static str>),
    /// A table of numbers.
    Table(Table),
    /// A table of words.
    WordTable(WordTable),
    /// A figure with the numbers behind it.
    Figure(&'r Figure),
}

impl Block<'_> {
    /// A paragraph of plain text.
    pub(super) fn words(text: impl Into<String>) -> Self {
        Block::Words(vec![Span::plain(text)])
    }

    /// The content of a section that is one table, if there is something to show.
    pub(super) fn table(table: Option<Table>) -> Vec<Self> {
        table.map(Block::Table).into_iter().collect()
    }
}

/// The answer about one change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Answer {
    /// The change.
    pub(super) title: String,
    /// The scenario's question; empty if it has none.
    pub(super) question: String,
    /// The answer: full sentences.
    pub(super) sentences: Vec<String>,
}

/// A line of text in spans.
pub(super) type Line = Vec<Span>;

/// A part of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Span {
    /// Text.
    Plain(String),
    /// The name of a parameter or key.
    Code(String),
    /// The name of a file of the run, which stands beside the report.
    File(&'static str),
    /// A line break.
    Break,
}

impl Span {
    /// Text.
    pub(super) fn plain(text: impl Into<String>) -> Span {
        Span::Plain(text.into())
    }
}

/// A text in whose place between two backquotes a command or name stands, as a page shows it.
#[cfg(feature = "report")]
pub(super) fn coded(text: &str) -> Line {
    let pieces: Vec<&str> = text.split('`').collect();
    if pieces.len().is_multiple_of(2) {
        return vec![Span::plain(text)];
    }
    let span = |(index, piece): (usize, &&str)| match index % 2 {
        0 => Span::plain(*piece),
        _ => Span::Code((*piece).to_owned()),
    };
    pieces.iter().enumerate().map(span).collect()
}

/// The text of a line without its marks.
pub(super) fn plain_text(line: &[Span]) -> String {
    let text = |span: &Span| match span {
        Span::Plain(text) | Span::Code(text) => text.clone(),
        Span::File(name) => (*name).to_owned(),
        Span::Break => " ".to_owned(),
    };
    line.iter().map(text).collect()
}

/// The heading of a column, which stands beside its cells where a narrow page stacks them.
#[cfg(feature = "report")]
pub(super) fn label_of<'h, T: AsRef<str>>(head: &'h [T], column: &usize) -> &'h str {
    head.get(*column).map_or("", AsRef::as_ref)
}

/// A table whose cells are words: the first cell of a row says what the row is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct WordTable {
    /// What the table shows.
    pub(super) caption: Line,
    /// The heads of the columns.
    pub(super) head: Vec<&'static str>,
    /// The rows, each with as many cells as the head.
    pub(super) rows: Vec<Vec<Line>>,
    /// The label of a long table that is folded until a reader opens it; `None` if it is always shown.
    pub(super) folded: Option<String>,
}

/// A figure, ready to be written to a file or put into a page.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// The name of its file, without the ending.
    pub name: &'static str,
    /// What it shows, in a sentence.
    pub title: String,
    /// How to read it. Screen readers read this instead of the figure.
    pub description: String,
    /// The drawing.
    pub svg: String,
    /// A narrow drawing of the same for a phone, if there is one.
    pub narrow: Option<String>,
    /// The numbers that are drawn.
    pub(super) table: Table,
}

impl Figure {
    /// Whether its description is too long to stand below it: it then lists every number.
    #[cfg(feature = "report")]
    pub(super) fn is_long(&self) -> bool {
        self.description.chars().count() > 500
    }

    /// The name of its file.
    #[cfg(feature = "report")]
    pub fn file(&self) -> String {
        format!("{}.svg", self.name)
    }
}
