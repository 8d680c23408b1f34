//! What the AQuA Book asks for: the log of assumptions, the log of data, and the statement to be signed.

use super::pieces::{Inputs, blank, blank_text, cell, lines, table, words};
use crate::model::sourced::{Evidence, Parameter};
use crate::report::block::{Block, Line, Span};
use crate::report::warnings::warnings;
use std::collections::BTreeMap;

/// The parameters of the baseline, and those in which other scenarios differ, each once.
fn parameters<'r>(inputs: &Inputs<'r>) -> Vec<&'r Parameter> {
    let mut found: Vec<&Parameter> = Vec::new();
    let mut known: BTreeMap<&str, Vec<&Parameter>> = BTreeMap::new();
    for parameter in inputs.scenarios.iter().flat_map(|scenario| &scenario.parameters) {
        let same = known.entry(&parameter.key).or_default();
        if !same.contains(&parameter) {
            same.push(parameter);
            found.push(parameter);
        }
    }
    found
}

fn named(parameter: &Parameter) -> Line {
    vec![Span::Code(parameter.key.clone()), Span::Break, Span::plain(parameter.meaning)]
}

/// Every parameter whose value nobody measured, with what it does to the answer as far as draws say it.
pub(super) fn assumptions(inputs: &Inputs<'_>) -> Vec<Block<'static>> {
    let effect = |key: &str| -> String {
        let Some(total) = inputs.total else { return "not drawn in this run".to_owned() };
        let found = total.hangs_on.iter().find(|hanging| hanging.source.key == key);
        found.map_or_else(
            || "not among those the answer hangs on most".to_owned(),
            |hanging| {
                let (low, high) = hanging.ends;
                let clear = if hanging.is_clear { "" } else { ", not told from chance" };
                format!(
                    "the leading difference goes from {low:+.0} to {high:+.0} needs a year{clear}"
                )
            },
        )
    };
    let rows: Vec<Vec<Line>> = parameters(inputs)
        .into_iter()
        .filter_map(|parameter| {
            let why = match &parameter.evidence {
                Evidence::Assumption(why) => why.clone(),
                Evidence::Fitted(how) => format!("fitted {how}"),
                Evidence::Source(_) => return None,
            };
            Some((parameter, why))
        })
        .enumerate()
        .map(|(index, (parameter, why))| {
            vec![
                cell(format!("{}", index + 1)),
                named(parameter),
                cell(&*parameter.value),
                cell(&*parameter.range),
                cell(why),
                cell(effect(&parameter.key)),
                cell("____"),
            ]
        })
        .collect();
    let head = vec![
        "No.",
        "Parameter",
        "Value",
        "Plausible range",
        "What is assumed, and why",
        "Effect on the answer",
        "Reliability, owner, signed off",
    ];
    vec![
        words(format!(
            "{} values of these scenarios were measured by nobody: they are assumed, or fitted to what was observed. \
             Assumptions about how care works, numbered from A1, are in docs/model.md of this version.",
            rows.len()
        )),
        blank(
            "for each assumption its reliability, who owns it and who signed it off (last column)",
        ),
        table("Assumptions with their plausible ranges", head, rows),
    ]
}

/// Every source with how many parameters rest on it.
pub(super) fn data(inputs: &Inputs<'_>) -> Vec<Block<'static>> {
    let mut used: BTreeMap<&str, (&str, usize)> = BTreeMap::new();
    for scenario in inputs.scenarios {
        for (key, citation) in &scenario.sources {
            used.entry(key).or_insert((citation, 0));
        }
    }
    for parameter in parameters(inputs) {
        if let Evidence::Source(key) = &parameter.evidence {
            used.entry(key).or_insert(("", 0)).1 += 1;
        }
    }
    let rows: Vec<Vec<Line>> = used
        .into_iter()
        .filter(|(_, (_, count))| *count > 0)
        .map(|(key, (citation, count))| {
            vec![
                vec![Span::Code(key.to_owned())],
                cell(citation),
                cell(count.to_string()),
                cell("____"),
            ]
        })
        .collect();
    let head = vec![
        "Source",
        "Citation",
        "Parameters that rest on it",
        "Checked by, on, licence, fit for this use",
    ];
    vec![
        words(format!(
            "{} sources; the text of each scenario states which value rests on which.",
            rows.len()
        )),
        blank(
            "who checked each source, when, under which licence, and whether it fits this use (last column)",
        ),
        table("Sources of data", head, rows),
    ]
}

/// Every parameter with its source.
pub(super) fn sourced(inputs: &Inputs<'_>) -> Vec<Block<'static>> {
    let rows: Vec<Vec<Line>> = parameters(inputs)
        .into_iter()
        .filter_map(|parameter| {
            let Evidence::Source(key) = &parameter.evidence else { return None };
            Some(vec![
                named(parameter),
                cell(&*parameter.value),
                cell(&*parameter.range),
                vec![Span::Code(key.clone())],
            ])
        })
        .collect();
    let head = vec!["Parameter", "Value", "Plausible range", "Source"];
    vec![table("Parameters with their sources", head, rows)]
}

/// The limits that hold for every run.
const LIMITS: [&str; 5] = [
    "The model compares scenarios. It does not forecast a practice's week, and it is not for the care of an individual.",
    "Attendances at emergency departments are a range that starts at zero, because nobody measured how often someone who \
     is not seen goes there.",
    "What happens in hospital and the work that other services lose when their staff are hired are left out.",
    "Most reported effects of additional roles come from case studies without controls.",
    "Which level of the result is right is known less well than which option is better: baselines were fitted to England's \
     means.",
];

/// The statement that is signed.
pub(super) fn statement(inputs: &Inputs<'_>) -> Vec<Block<'static>> {
    let sign = |role: &str, what: &str| -> Vec<Line> {
        vec![
            cell(role),
            cell(what),
            cell("____________"),
            cell("____________"),
            cell("____________"),
        ]
    };
    let head = vec!["Role", "States that", "Name", "Signature", "Date"];
    let rows = vec![
        sign(
            "Commissioner",
            "the question is the right one, and the answer is fit for the decision",
        ),
        sign("Analyst", "scenarios, data and assumptions are as recorded here"),
        sign("Assurer", "checks were proportionate to the risk, and their findings are answered"),
        sign("Approver", "the analysis may be used for the stated purpose, within its limits"),
    ];
    let mut known: Vec<String> = LIMITS.iter().map(|text| (*text).to_owned()).collect();
    if let Some(results) = inputs.results {
        known.extend(warnings(results, inputs.scenarios).iter().map(ToString::to_string));
    }
    let numbered = known.into_iter().enumerate();
    let limits: Vec<Vec<Line>> =
        numbered.map(|(index, text)| vec![cell((index + 1).to_string()), cell(text)]).collect();
    let checks = [
        "pcn-sim verify: the engine against queueing theory",
        "pcn-sim validate SCENARIO: the scenario against what was observed",
        "pcn-sim check --readiness SCENARIO: conservation, double use, directions, same seed, extremes, arrivals",
        "pcn-sim warm-up SCENARIO: whether the warm-up is long enough",
        "pcn-sim rerun FOLDER/manifest.json: whether the run is made again with the same bytes",
    ];
    let checks: Vec<Vec<Line>> = checks
        .into_iter()
        .map(|text| {
            let (command, what) = text.split_once(": ").unwrap_or((text, ""));
            vec![
                vec![Span::Code(command.to_owned())],
                cell(what),
                cell("____________"),
                cell("____________"),
            ]
        })
        .collect();
    vec![
        Block::Emphasis(blank_text("the decision that this serves, and how much depends on it")),
        Block::Emphasis(blank_text(
            "the date after which it may no longer be used without being made again",
        )),
        table("Known limits", vec!["No.", "Limit"], limits),
        table(
            "Checks that the program makes on request, with places for their results",
            vec!["Command", "What it checks", "Result", "By, on"],
            checks,
        ),
        table(
            "Changes after this record",
            vec!["What was changed, and why", "By", "On"],
            vec![vec![lines(&["____________".to_owned()]), cell("____"), cell("____")]],
        ),
        table("Signatures", head, rows),
    ]
}
