//! The assurer's record of a run: STRESS-DES 1.0 item by item, the logs and the statement that the AQuA Book asks
//! for, and two checklists. What the program knows is filled in; what only a person can answer is a visible blank.

mod checklists;
mod items;
mod logs;
mod markdown;

use crate::experiment::results::Results;
use crate::report::block::{Block, Line, Span, WordTable};
use crate::report::manifest::ReadManifest;
use crate::report::page::{Heading, page};
use crate::report::study_file::StudyFile;
use crate::report::total;
use crate::scenario::Scenario;
use crate::uncertainty::total::Total;

/// The name of the page.
pub const PAGE: &str = "stress.html";

/// The name of the same as Markdown.
pub const MARKDOWN: &str = "stress.md";

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

/// The record as a page and as Markdown.
pub fn stress(inputs: &Inputs<'_>) -> [(&'static str, String); 2] {
    let title = titles(inputs.scenarios);
    let sections = sections(inputs);
    let words = "What was done, on what evidence, and what only a person can answer: the record of a run for whoever \
                 assures it.";
    let text = markdown::text(&title, words, &sections);
    [(PAGE, page(&title, words, sections)), (MARKDOWN, text)]
}

fn titles(scenarios: &[Scenario]) -> String {
    let titles: Vec<&str> = scenarios.iter().map(|scenario| scenario.title.as_str()).collect();
    match titles.as_slice() {
        [] => "A run without scenarios".to_owned(),
        [one] => format!("Record for assurance: {one}"),
        [first, others @ ..] if others.len() > 4 => {
            format!("Record for assurance: {first}, and {} others", others.len())
        }
        [first, others @ ..] => {
            format!("Record for assurance: {first} against {}", others.join(", "))
        }
    }
}

type Sections<'r> = Vec<(Heading, Vec<Block<'r>>)>;

fn sections<'r>(inputs: &Inputs<'r>) -> Sections<'r> {
    let headed = |id, heading| Heading { id, heading: Some(heading) };
    let mut all = vec![(headed("how-to-use", "How to use this record"), how_to_use())];
    all.extend(items::sections(inputs));
    all.push((headed("uncertainty", "Overall uncertainty"), uncertainty(inputs)));
    all.push((headed("assumptions", "Assumptions log"), logs::assumptions(inputs)));
    all.push((headed("data", "Data log"), logs::data(inputs)));
    all.push((headed("parameters", "Parameters with a source"), logs::sourced(inputs)));
    all.push((headed("measures", "Every output with its definition"), items::outputs()));
    all.push((headed("statement", "Assurance statement"), logs::statement(inputs)));
    all.push((headed("stars", "STARS: what others need to use it again"), checklists::stars()));
    all.push((
        headed("zhang", "Reporting checklist of Zhang and others (2020)"),
        checklists::zhang(inputs),
    ));
    all
}

fn how_to_use() -> Vec<Block<'static>> {
    vec![
        words(
            "Everything below was written by the program from the study, the scenarios and the manifest of this \
             folder. Nothing was judged: whether an assumption is fit for the decision is for people.",
        ),
        Block::Emphasis(format!(
            "Where it says \"{BLANK}\", the program cannot know. Fill every one of these before the record is signed."
        )),
        words(
            "Guidelines: STRESS-DES 1.0 (Monks and others 2019, doi 10.1080/17477778.2018.1442155); the AQuA Book (HM \
             Treasury and the Government Analysis Function, 2025); STARS (Monks, Harper and Mustafee 2024, doi \
             10.1080/17477778.2024.2347882); Zhang, Lhachimi and Rogowski 2020 (doi 10.1016/j.jval.2020.01.005). What \
             each item asks for is said here in short; the guidelines say it in full.",
        ),
    ]
}

/// What draws of the parameters say of the whole answer.
fn uncertainty<'r>(inputs: &Inputs<'r>) -> Vec<Block<'r>> {
    match (inputs.total, inputs.results) {
        (Some(found), Some(results)) => {
            let mut all = total::in_full(found, results);
            all.extend(total::leading(found, results));
            all.push(blank("uncertainty that no range states: structure, and what is left out"));
            all
        }
        _ => vec![
            words(
                "Parameters were held at their stated values, or nothing is compared: every interval of this run holds \
                 simulation noise only. A comparison with draws (pcn-sim compare --resume FOLDER --draws 40) states \
                 overall uncertainty; pcn-sim sensitivity says which parameters it comes from.",
            ),
            blank("how uncertain the answer is over all, and on what judgement"),
        ],
    }
}

/// What stands where the program cannot know.
const BLANK: &str = "To be filled by a person:";

/// A blank for a person, with what is to be said there.
fn blank_text(what: &str) -> String {
    format!("{BLANK} {what}: ______________________________")
}

fn blank(what: &str) -> Block<'static> {
    Block::Emphasis(blank_text(what))
}

fn words(text: impl Into<String>) -> Block<'static> {
    Block::Words(vec![Span::plain(text)])
}

/// A table of words, never folded: a folded one would not be printed.
fn table(caption: &str, head: Vec<&'static str>, rows: Vec<Vec<Line>>) -> Block<'static> {
    Block::WordTable(WordTable { caption: vec![Span::plain(caption)], head, rows, folded: None })
}

/// A cell of lines.
fn lines(texts: &[String]) -> Line {
    let mut line = Vec::new();
    for text in texts.iter().filter(|text| !text.is_empty()) {
        if !line.is_empty() {
            line.push(Span::Break);
        }
        line.push(Span::plain(text.as_str()));
    }
    line
}

fn cell(text: impl Into<String>) -> Line {
    vec![Span::plain(text)]
}
