//! Case studies as a page: reported, what remains, simulated.

use super::cells::{heads, row};
use crate::experiment::results::Results;
use crate::report::block::{Block, Line, Span, WordTable};
use crate::report::parted::{Paper, Part, Place, html, of_results};
use crate::scenario::case_study::Controlled;
use crate::text::grid::{Row, Table};
use crate::validation::case_studies::{Held, Reported, cells};

/// The page. Case studies in `without` have no replication yet.
pub(in crate::report) fn case_studies_html(
    reported: &[Reported<'_>],
    without: &[&str],
    results: &Results,
) -> String {
    let few = reported.iter().map(|one| one.replications).min();
    let paper = Paper {
        title: "Changes that real networks made".to_owned(),
        question: "Does the model show what was reported of changes that were made?".to_owned(),
        partial: results.partial,
        replications: few.or(Some(results.replications)),
        figures: &[],
        made: of_results(results),
    };
    html(paper, parts(reported, without, results))
}

fn parts(reported: &[Reported<'_>], without: &[&str], results: &Results) -> Vec<Part<'static>> {
    let mut parts = Vec::new();
    if !without.is_empty() {
        let text = format!(
            "Left out, because this shard has none of their replications: {}.",
            without.join(", ")
        );
        parts.push(Part::words(Place::First, text));
    }
    parts.push(Part::sentences([
        answer(reported),
        format!(
            "Simulated figures are differences from the same network without the change, on the same patients, with \
             95% intervals over {} replications of {} weeks, or fewer where stated. These are simulation noise only.",
            results.replications, results.weeks
        ),
        "What was reported without a control may be regression to the mean; then what would remain of it is what the \
         model should meet."
            .to_owned(),
    ]));
    if !reported.is_empty() {
        parts.push(Part::table(Place::Ranked, table(reported)));
    }
    parts.extend(reported.iter().map(|one| Part::new(Place::Rest("Each case study"), of(one))));
    parts
}

/// Where the simulated interval lies of what a report would leave: below, within, above. `None` if one of them is
/// not known.
fn standing(held: &Held<'_>) -> Option<std::cmp::Ordering> {
    let reported = held.figure.reported?;
    let simulated = held.simulated?;
    let ends = held.remains.map_or([reported; 2], |[low, _, high]| [low, high]);
    let (least, most) = (ends[0].min(ends[1]), ends[0].max(ends[1]));
    let (low, high) = simulated.bounds().unwrap_or((simulated.mean, simulated.mean));
    Some(if high < least {
        std::cmp::Ordering::Less
    } else if low > most {
        std::cmp::Ordering::Greater
    } else {
        std::cmp::Ordering::Equal
    })
}

fn answer(reported: &[Reported<'_>]) -> String {
    let figures = || reported.iter().flat_map(|one| &one.figures);
    let found: Vec<_> = figures().filter_map(standing).collect();
    let count = |of| found.iter().filter(|standing| **standing == of).count();
    let all = figures().count();
    if found.is_empty() {
        return format!(
            "This cannot be said: of {all} figures none has both a reported and a simulated number."
        );
    }
    format!(
        "Of {} figures that have a reported and a simulated number, the model's interval meets {}, lies below {} and \
         above {}; {} more cannot be held against a number.",
        found.len(),
        count(std::cmp::Ordering::Equal),
        count(std::cmp::Ordering::Less),
        count(std::cmp::Ordering::Greater),
        all - found.len()
    )
}

fn table(reported: &[Reported<'_>]) -> Table {
    let several = reported.iter().any(|one| one.study.networks > 1);
    let of = |one: &Reported<'_>| {
        let name = |held: &Held<'_>| format!("{}, {}", held.figure.title, held.figure.unit);
        let mut rows: Vec<Row> = Vec::new();
        for held in &one.figures {
            let mut row = row(name(held), cells(one, held));
            row.cells.truncate(if several { 5 } else { 4 });
            rows.push(row);
        }
        if let Some(first) = rows.first_mut() {
            first.heading = format!("{} ({})", one.study.who, one.name);
        }
        rows
    };
    let mut head = heads("Figure", &["Reported", "What remains", "Simulated", "95% interval"]);
    if several {
        head.push("All networks".into());
    }
    Table {
        caption: "Each figure as reported, as it would remain after regression to the mean, and as simulated".into(),
        head,
        rows: reported.iter().flat_map(of).collect(),
        note: "A dash: not known, or the figure does not regress. case-studies.csv has all of it.".into(),
    }
}

/// One case study in words.
fn of(one: &Reported<'_>) -> Block<'static> {
    let study = one.study;
    let control = match study.controlled {
        Controlled::No => " No control.",
        Controlled::Yes => "",
    };
    let mut lines = vec![
        ("Done".to_owned(), study.done.clone()),
        ("Reported".to_owned(), format!("{}{control}", study.reported)),
    ];
    lines.extend(one.figures.iter().map(|held| {
        (format!("Why \"{}\" may differ", held.figure.title), held.figure.reason.clone())
    }));
    if study.networks > 1 {
        let text = format!("{} networks, assumed to be equal to this one.", study.networks);
        lines.push(("All networks".to_owned(), text));
    }
    lines.push(("Assumed".to_owned(), study.assumes.clone()));
    lines.push(("Not represented".to_owned(), study.not_represented.clone()));
    lines.push(("Replications".to_owned(), one.replications.to_string()));
    lines.push(("Source".to_owned(), study.citation.clone()));
    let row = |(what, text): (String, String)| -> Vec<Line> {
        vec![vec![Span::Plain(what)], vec![Span::Plain(text)]]
    };
    Block::WordTable(WordTable {
        caption: vec![Span::plain(study.who.clone())],
        head: vec!["What", "In words"],
        rows: lines.into_iter().map(row).collect(),
        folded: Some(format!("{} ({})", study.who, one.name)),
    })
}
