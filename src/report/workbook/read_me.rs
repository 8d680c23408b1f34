//! The first sheet: what the workbook holds and how to read it.

use super::prose::Prose;
use crate::report::block::ReportInput;
use crate::report::words::percent;
use crate::statistics::interval::CONFIDENCE;
use crate::units::YEAR_DAYS;

/// The sheet. `sheets` are the others, each with what it holds.
pub(super) fn sheet(input: &ReportInput<'_>, sheets: &[(&str, String)]) -> Prose {
    let results = input.results;
    let mut prose = Prose::default();
    let title = results.scenarios.first().map_or("no scenario", |found| found.title.as_str());
    prose.heading(format!("Access to primary care, simulated: {title}"));
    opening(&mut prose, results.partial);
    contents(&mut prose, sheets);
    prose.heading("How to read the numbers");
    for sentence in [
        format!(
            "{} weeks were measured, after {} weeks of warm-up, in {} replications with seed {}. A year has {YEAR_DAYS} days: \
             counts a year are those of the measured weeks, scaled.",
            results.weeks, results.warm_up_weeks, results.replications, results.seed
        ),
        "Unit and period are in the head of each column. Cells show one decimal; the numbers in them are not \
         rounded."
            .to_owned(),
        format!(
            "Intervals are named. \"Chance only\" is simulation noise at the parameters as stated ({}, Student's \
             t, paired by replication); it is too narrow for a decision. \"Total\" adds what is not known of the \
             parameters, where draws of them were made.",
            percent(CONFIDENCE)
        ),
        "Where an interval includes zero there is no clear change. A rank counts only changes that settle clearly \
         more needs; changes that cannot be told apart share it."
            .to_owned(),
        "The same numbers are in report.html, summary.csv and results.json, in the folder of this workbook. \
         A text that a spreadsheet would read as a formula begins with an apostrophe."
            .to_owned(),
    ] {
        prose.sentence(sentence);
    }
    prose.sentence(LICENCE);
    prose
}

/// What must be said of every workbook.
pub(super) const LICENCE: &str = "Contains information from NHS England, licensed under the current version of \
    the Open Government Licence. Do not use it for the care of an individual.";

/// Whose it is not, and whether it is partial.
pub(super) fn opening(prose: &mut Prose, is_partial: bool) {
    prose.sentence("This is not an NHS product, and no NHS organisation has endorsed it.");
    if is_partial {
        prose.sentence("Partial: the run stopped early, with fewer replications than requested.");
    }
}

/// The list of sheets.
pub(super) fn contents(prose: &mut Prose, sheets: &[(&str, String)]) {
    prose.heading("The sheets");
    prose.head(vec!["Sheet".into(), "What it holds".into()]);
    for (name, about) in sheets {
        prose.cells(vec![(*name).to_owned(), about.clone()]);
    }
}
