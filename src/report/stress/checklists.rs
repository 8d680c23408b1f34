//! The items of two checklists, with where each is answered.

use super::pieces::{Inputs, blank_text, cell, table, words};
use crate::report::block::{Block, Line};
use crate::report::study_file::Task;

/// An item: its name, and what answers it; what only a person knows begins with a bar.
fn row(item: &str, answer: &str) -> Vec<Line> {
    let text = answer.strip_prefix('|').map_or_else(|| answer.to_owned(), blank_text);
    vec![cell(item), cell(text)]
}

/// The items of STARS: eight that are essential, five that are optional.
pub(super) fn stars() -> Vec<Block<'static>> {
    let essential = [
        ("Open licence", "MIT, in LICENSE of the source"),
        (
            "Dependency management",
            "Cargo.lock and rust-toolchain.toml of the commit state every version",
        ),
        ("Free and open source model", "Rust; nothing that must be bought"),
        (
            "Minimum documentation: what it does, how to run it, how to vary it",
            "README.md, docs/using.md, docs/commands.md, docs/levers.md; pcn-sim help",
        ),
        ("ORCID of each author", "|the ORCID of whoever made this analysis"),
        ("Citation", "CITATION.cff of the source; state version and seed"),
        (
            "Remote code repository",
            "|the address of the repository that this program was built from",
        ),
        (
            "Open science archive",
            "|the DOI under which program and this folder are archived, if they are",
        ),
    ];
    let optional = [
        (
            "Enhanced documentation",
            "ARCHITECTURE.md walks through the code; docs/model.md is STRESS-DES for the model; docs/validation.md says how it \
             was validated, CONTRIBUTING.md how to contribute",
        ),
        (
            "Documentation hosting",
            "|the address at which the documentation can be read, if it is hosted",
        ),
        (
            "Online coding environment",
            "none: the program is one file that runs without installation of others",
        ),
        (
            "Model interface",
            "the command line; report.html is a page of its own that needs no network",
        ),
        ("Hosted application", "|the address, if someone hosts it"),
    ];
    let rows = |all: &[(&str, &str)]| all.iter().map(|(item, answer)| row(item, answer)).collect();
    let head = || vec!["Item", "Answer"];
    vec![table("Essential", head(), rows(&essential)), table("Optional", head(), rows(&optional))]
}

/// The eighteen items of Zhang and others.
pub(super) fn zhang(inputs: &Inputs<'_>) -> Vec<Block<'static>> {
    let is_validated = matches!(
        inputs.file.task,
        Task::Validate { .. } | Task::Networks { .. } | Task::CaseStudies { .. }
    );
    let validated = if is_validated {
        "this run compares results with what was observed: see its tables. docs/validation.md says how the model was validated"
    } else {
        "docs/validation.md for the model; for this scenario pcn-sim validate SCENARIO, whose result belongs into the \
         assurance statement"
    };
    let sensitive = match (inputs.total, &inputs.file.task) {
        (Some(_), _) => "parameters were drawn from their ranges: see overall uncertainty",
        (None, Task::Sensitivity(_)) => "this run is one: see its tables",
        _ => "none in this run; pcn-sim sensitivity and compare --draws make them",
    };
    let items = [
        ("1 Decision problem", "STRESS 1.1 above"),
        (
            "2 Setting",
            "STRESS 2.5.3 and 2.5.5 above: the practices, staff and rooms of the scenario",
        ),
        ("3 Model structure", "STRESS 2.1 and 2.2 above"),
        ("4 Time horizon", "STRESS 4.2 above"),
        ("5 All scenarios", "STRESS 1.3 and 2.3 above"),
        ("6 Population", "STRESS 2.5.1 above"),
        ("7 Sources of data", "the data log above"),
        ("8 Parameters", "the assumptions log and the parameters with a source above"),
        ("9 Uncertainty", "STRESS 4.3 and overall uncertainty above"),
        ("10 Sensitivity analyses", sensitive),
        (
            "11 Face validity",
            "|who with no stake in the study looked at the model and its results, when, and what they said",
        ),
        (
            "12 Cross-validation",
            "the engine against queueing theory (pcn-sim verify); three models written again in SimPy and Ciw \
             (tests/peers). Against other models of the same decision: see the next blank",
        ),
        (
            "12 Other models of the same decision",
            "|with which other model of this decision it was compared",
        ),
        ("13 External validation", validated),
        (
            "14 Predictive validation",
            "|what was predicted before it was observed, and how it turned out; or why that was not tried",
        ),
        (
            "15 Generalisability",
            "STRESS 3.4: what the scenario does not state of its own is England's mean network",
        ),
        ("15 Other settings", "|to which other practices or networks the answer may be carried"),
        ("16 Stakeholders", "|which decision makers and staff took part, at which stage"),
        ("17 Funding", "|who paid for the analysis"),
        ("18 Limits", "known limits in the assurance statement above"),
    ];
    let rows: Vec<Vec<Line>> = items.iter().map(|(item, answer)| row(item, answer)).collect();
    vec![
        words("The items in short, with where this record answers each."),
        table("Eighteen items", vec!["Item", "Answer"], rows),
    ]
}
