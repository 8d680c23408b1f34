//! What the parts of the record share: what is known of the run, blanks for people, cells and tables of words.

use crate::experiment::results::Results;
use crate::report::block::{Block, Line, Span, WordTable};
use crate::report::manifest::ReadManifest;
use crate::report::page::Heading;
use crate::report::study_file::StudyFile;
use crate::scenario::Scenario;
use crate::uncertainty::total::Total;

/// The sections of the record.
pub(super) type Sections<'r> = Vec<(Heading, Vec<Block<'r>>)>;

/// What is known of a run.
#[derive(Clone, Copy, Debug)]
pub struct Inputs<'r> {
    /// Its study.
    pub file: &'r StudyFile,
    /// Its scenarios, the baseline first.
    pub scenarios: &'r [Scenario],
    /// Its manifest, if it is finished.
    pub manifest: Option<&'r ReadManifest>,
    /// Its results, if its rows are gathered into results.
    pub results: Option<&'r Results>,
    /// What draws of its parameters say, if there are any.
    pub total: Option<&'r Total>,
}

/// What stands where the program cannot know.
pub(super) const BLANK: &str = "To be filled by a person:";

/// A blank for a person, with what is to be said there.
pub(super) fn blank_text(what: &str) -> String {
    format!("{BLANK} {what}: ______________________________")
}

pub(super) fn blank(what: &str) -> Block<'static> {
    Block::Emphasis(blank_text(what))
}

pub(super) fn words(text: impl Into<String>) -> Block<'static> {
    Block::Words(vec![Span::plain(text)])
}

/// A table of words, never folded: a folded one would not be printed.
pub(super) fn table(
    caption: &str,
    head: Vec<&'static str>,
    rows: Vec<Vec<Line>>,
) -> Block<'static> {
    Block::WordTable(WordTable { caption: vec![Span::plain(caption)], head, rows, folded: None })
}

/// A cell of lines.
pub(super) fn lines(texts: &[String]) -> Line {
    let mut line = Vec::new();
    for text in texts.iter().filter(|text| !text.is_empty()) {
        if !line.is_empty() {
            line.push(Span::Break);
        }
        line.push(Span::plain(text.as_str()));
    }
    line
}

pub(super) fn cell(text: impl Into<String>) -> Line {
    vec![Span::plain(text)]
}
