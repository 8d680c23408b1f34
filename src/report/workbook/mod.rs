//! `report.xlsx`: the results as a workbook, one file a sheet.
//!
//! A sheet is data (`grid` for tables, `prose` for text), and only these two and `charts` know the format.
//! Numbers are those of the other files: sheets by measure are made of the comma-separated tables, headlines by
//! the functions behind the page. The same results give the same bytes.

mod assumptions;
mod begun;
mod charts;
mod data;
mod grid;
mod headlines;
mod levers;
mod manifest;
mod prose;
mod read_me;
mod study;
mod tidy;

use super::answer::asked;
use super::block::ReportInput;
use super::parts;
use super::sections;
use super::summary::write_summary;
use crate::experiment::results::Results;
use crate::scenario::Scenario;
use crate::uncertainty::total::Total;
use begun::begun;
use grid::Grid;
use headlines::{Per, changes, levels};
use prose::Prose;
use rust_xlsxwriter::XlsxError;
use std::io::{self, Write};
pub use study::{Study, write_study};

/// The name of the file.
pub const WORKBOOK: &str = "report.xlsx";

/// The sections of the report that are its answer, in the order of the page.
const ANSWER: [&str; 8] = [
    "unlike-england",
    "answer",
    "unlike",
    "first-screen",
    "hangs-on",
    "before",
    "bottlenecks",
    "total",
];

/// Writes the workbook of scenarios, compared or not.
///
/// # Errors
///
/// I/O errors of `out`, and of the format.
pub fn write_workbook(
    results: &Results,
    scenarios: &[Scenario],
    total: Option<&Total>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let input = ReportInput { results, scenarios, figures: &[], scale_to: None, total };
    let bytes = workbook(&input).map_err(io::Error::other)?;
    out.write_all(&bytes)
}

/// A sheet of tables or of charts, in their order.
enum Sheet {
    Table(Grid),
    Charts,
}

fn workbook(input: &ReportInput<'_>) -> Result<Vec<u8>, XlsxError> {
    let results = input.results;
    let mut sheets = vec![Sheet::Table(changes(input, Per::Year, "Comparison"))];
    if charts::is_any(input) {
        sheets.push(Sheet::Charts);
    }
    let tables = [levers::sheet(input), levels(input), changes(input, Per::Week, "By week")];
    let tidy = [
        tidy::sheet(
            "By practice",
            "Access, waits and missed appointments of every practice, as in practices.csv.",
            &parts::practices_csv(results),
        ),
        tidy::sheet(
            "By weekday",
            "The same by the day of the week of the request, as in weekdays.csv.",
            &parts::weekdays_csv(results),
        ),
        tidy::sheet(
            "Results",
            "Every measure of every scenario and comparison, one row each, as in summary.csv.",
            &summary(input),
        ),
    ];
    let logs = [assumptions::sheet(input), data::sheet(input), manifest::sheet(input)];
    let all = tables.into_iter().chain(tidy.into_iter().flatten()).chain(logs);
    sheets.extend(all.map(Sheet::Table));
    sheets.retain(|sheet| !matches!(sheet, Sheet::Table(grid) if grid.is_empty()));

    let mut about =
        vec![("Answer", "What to do, how sure that is, what to know before.".to_owned())];
    about.extend(sheets.iter().map(|sheet| match sheet {
        Sheet::Table(grid) => (grid.name.as_str(), grid.about.clone()),
        Sheet::Charts => (charts::NAME, "The headlines of every change as bars.".to_owned()),
    }));
    let title = results.scenarios.first().map_or("no scenario", |found| found.title.as_str());
    let mut book = begun(title)?;
    read_me::sheet(input, &about).add_to(&mut book, "Read me")?;
    answer(input).add_to(&mut book, "Answer")?;
    for sheet in &sheets {
        match sheet {
            Sheet::Table(grid) => grid.add_to(&mut book)?,
            Sheet::Charts => charts::add_to(input, &mut book)?,
        }
    }
    book.save_to_buffer()
}

/// The answer in words, with what to know before.
fn answer(input: &ReportInput<'_>) -> Prose {
    let mut prose = Prose::default();
    let question = asked(input.results, input.scenarios);
    if !question.is_empty() {
        prose.heading(question.as_str());
    }
    for (section, blocks) in sections::filled(input) {
        if ANSWER.contains(&section.id) {
            blocks.iter().for_each(|block| prose.block(block));
        }
    }
    prose
}

/// `summary.csv` as a text.
fn summary(input: &ReportInput<'_>) -> String {
    let mut out = Vec::new();
    let written = write_summary(input.results, input.scenarios, &mut out);
    written.map_or_else(|_| String::new(), |()| String::from_utf8(out).unwrap_or_default())
}
