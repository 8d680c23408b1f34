//! A scenario beside observed data, as a page: what is farthest off comes first.

use super::cells::{heads, row};
use crate::experiment::results::Results;
use crate::report::block::{Block, Figure};
use crate::report::parted::{Paper, Part, Place, html, of_results};
use crate::text::grid::{Row, Table};
use crate::validation::judgement::{Finding, RULE, Validation, Verdict};
use crate::validation::table::{CELLS, cells, summary_text};

/// So many values stand in the ranked table.
const LEADING: usize = 10;

/// The page, with `figures` inline.
pub(in crate::report) fn validation_html(
    found: &Validation<'_>,
    results: &Results,
    figures: &[Figure],
) -> String {
    let scenario = results.scenarios.first().map_or("a scenario", |own| own.title.as_str());
    let mut made = of_results(results);
    made.insert(0, ("Targets", found.targets.title.clone()));
    let paper = Paper {
        title: format!("{scenario}, beside what was observed"),
        question: format!("Does the model reproduce {}?", found.targets.title),
        partial: results.partial,
        replications: Some(results.replications),
        figures,
        made,
    };
    html(paper, parts(found))
}

fn parts(found: &Validation<'_>) -> Vec<Part<'static>> {
    let verdict = if found.passes() { "Yes" } else { "No" };
    let mut parts = vec![Part::sentences([format!("{verdict}: {}.", summary_text(found))])];
    let mut judged: Vec<&Finding<'_>> = found.findings.iter().filter(|of| is_judged(of)).collect();
    // Those of the same distance stay in the order of the targets.
    let off = |of: &Finding<'_>| of.off_in_tolerances().map_or(f64::INFINITY, f64::abs);
    judged.sort_by(|one, other| off(other).total_cmp(&off(one)));
    if !judged.is_empty() {
        let shown = judged.len().min(LEADING);
        let what = if shown == judged.len() { "All" } else { "The" };
        let ranked = Table {
            caption: format!("{what} {shown} values that are farthest off, in their tolerances"),
            head: heads("Target", &CELLS),
            rows: judged.iter().take(LEADING).map(|of| of_finding(of)).collect(),
            note: "Shares and their differences are in per cent. FAIL: outside its tolerance. *: held for validation, \
                   never used to fit. validation.csv has the sources."
                .into(),
        };
        parts.push(Part::table(Place::Ranked, ranked));
    }
    let all = Table {
        caption: format!("All {} values, in the order of the targets", found.findings.len()),
        head: heads("Target", &CELLS),
        rows: found.findings.iter().map(of_finding).collect(),
        note: String::new(),
    };
    let label = format!("All {} values", found.findings.len());
    parts.push(Part::new(Place::Ranked, Block::Folded(label, all)));
    parts.push(Part::words(Place::Sure, RULE.replace('\n', " ")));
    parts.push(Part::words(Place::Rest("Sources"), found.targets.attribution.clone()));
    parts
}

fn is_judged(finding: &Finding<'_>) -> bool {
    matches!(finding.verdict, Verdict::Pass | Verdict::Fail)
}

fn of_finding(finding: &Finding<'_>) -> Row {
    let name = &finding.target.name;
    let name = finding.band().map_or_else(|| name.clone(), |band| format!("{name}: {band}"));
    row(name, cells(finding))
}
