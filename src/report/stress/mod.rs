//! The assurer's record of a run: STRESS-DES 1.0 item by item, the logs and the statement that the AQuA Book asks
//! for, and two checklists. What the program knows is filled in; what only a person can answer is a visible blank.

mod checklists;
mod items;
mod logs;
mod markdown;
mod pieces;

use crate::report::block::Block;
use crate::report::page::{Heading, page};
use crate::report::total;
use crate::scenario::Scenario;
pub use pieces::Inputs;
use pieces::{BLANK, Sections, blank, words};

/// The name of the page.
pub const PAGE: &str = "stress.html";

/// The name of the same as Markdown.
pub const MARKDOWN: &str = "stress.md";

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
