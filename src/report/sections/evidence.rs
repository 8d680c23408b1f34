//! The evidence: parameters with a source, and assumptions.

use crate::model::sourced::{Evidence, Parameter};
use crate::report::block::{Block, Line, ReportInput, Span, WordTable};
use crate::scenario::Scenario;

/// The parameters of the baseline by their evidence.
pub(super) fn content<'r>(input: &ReportInput<'r>) -> Vec<Block<'r>> {
    let baseline = input.results.scenarios.first();
    let known = baseline.and_then(|found| input.scenarios.get(found.scenario));
    let (assumed, sourced) = known.map(evidence).unwrap_or_default();
    let (assumptions, sources) = (assumed.len(), sourced.len());
    if assumptions + sources == 0 {
        return Vec::new();
    }
    let words = format!(
        "{assumptions} parameters of the baseline are assumptions; {sources} have a source."
    );
    let table = |caption: &str, last: &'static str, folded: String, rows| {
        Block::WordTable(WordTable {
            caption: vec![Span::plain(caption)],
            head: vec!["Parameter", "Value", "Plausible range", last],
            rows,
            folded: Some(folded),
        })
    };
    vec![
        Block::Words(vec![Span::Plain(words)]),
        table(
            "Parameters that are assumptions",
            "Why",
            format!("Assumptions ({assumptions})"),
            assumed,
        ),
        table(
            "Parameters with a source",
            "Source",
            format!("Parameters with a source ({sources})"),
            sourced,
        ),
    ]
}

/// The rows of assumptions, and those of parameters with a source.
fn evidence(scenario: &Scenario) -> (Vec<Vec<Line>>, Vec<Vec<Line>>) {
    let (mut assumed, mut sourced) = (Vec::new(), Vec::new());
    for parameter in &scenario.parameters {
        match &parameter.evidence {
            Evidence::Assumption(why) => assumed.push(row(parameter, why)),
            Evidence::Fitted(how) => assumed.push(row(parameter, &format!("fitted {how}"))),
            Evidence::Source(key) => {
                let found = scenario.sources.iter().find(|(known, _)| known == key);
                sourced.push(row(parameter, found.map_or(key.as_str(), |(_, cited)| cited)));
            }
        }
    }
    (assumed, sourced)
}

fn row(parameter: &Parameter, evidence: &str) -> Vec<Line> {
    let name = vec![Span::Code(parameter.key.clone()), Span::Break, Span::plain(parameter.meaning)];
    let cells = [&parameter.value, &parameter.range, evidence];
    let cells = cells.into_iter().map(|text| vec![Span::plain(text)]);
    std::iter::once(name).chain(cells).collect()
}
