//! The only list of the report's sections, in the order of the page.
//!
//! A section is a function that gives its content as [blocks](super::block). To add one, write it in a
//! file of this folder and add a line to [`SECTIONS`]; every form of the report then has it.

mod answer;
mod avoidable;
mod baseline;
mod before_use;
mod bottlenecks;
mod by_scenario;
mod changed;
mod costs;
mod emergency;
mod equity;
mod estate_options;
mod evidence;
mod figures;
mod first_screen;
pub(super) mod gains;
mod gp_session;
mod how_run;
mod kind;
mod ledger;
mod likeness;
mod limits;
mod precision;
mod rooms;
mod supervision;
mod total;
mod what_else;
mod where_else;
mod whose_time;

use super::block::{Block, ReportInput, Section, Terminal};
use Terminal::{AtTheEnd, InTurn, Last, Never, WithoutComparison};

/// A section with a heading of its own.
const fn headed(
    id: &'static str,
    heading: &'static str,
    terminal: Terminal,
    content: for<'r> fn(&ReportInput<'r>) -> Vec<Block<'r>>,
) -> Section {
    Section { id, heading: Some(heading), terminal, content }
}

/// A section that continues the one before.
const fn continued(
    id: &'static str,
    terminal: Terminal,
    content: for<'r> fn(&ReportInput<'r>) -> Vec<Block<'r>>,
) -> Section {
    Section { id, heading: None, terminal, content }
}

/// Every section.
pub(super) const SECTIONS: [Section; 37] = [
    continued("unlike-england", InTurn, kind::gate),
    headed("answer", "The answer", InTurn, answer::content),
    continued("unlike", InTurn, likeness::content),
    continued("settled", Never, figures::settled),
    continued("first-screen", InTurn, first_screen::content),
    continued("hangs-on", Never, total::hangs_on),
    continued("before", Last, before_use::content),
    headed("kind", "What kind of network this is", Never, kind::content),
    headed("bottlenecks", "What would meet more requests", InTurn, bottlenecks::content),
    headed("sure", "How sure this is", Never, answer::how_compared),
    continued("total", Never, total::content),
    headed("ledger", "Where the net gain comes from", Never, ledger::how_it_is_kept),
    continued("gained", Never, figures::gained),
    continued("ledger-table", InTurn, ledger::content),
    continued("scaled", AtTheEnd, ledger::scaled_content),
    headed("rooms", "With fewer or more rooms", AtTheEnd, rooms::content),
    headed(
        "access",
        "Access, telephone, rooms and staff in the baseline",
        Never,
        figures::baseline,
    ),
    headed("results", "The results in tables", InTurn, baseline::content),
    continued("whose-time", WithoutComparison, whose_time::content),
    continued("avoidable", WithoutComparison, avoidable::content),
    continued("emergency", InTurn, emergency::content),
    continued("who-waits", WithoutComparison, equity::content),
    continued("practices", WithoutComparison, equity::practices_content),
    continued("supervision", WithoutComparison, supervision::content),
    continued("gp-session", AtTheEnd, gp_session::content),
    continued("by-working-day", InTurn, likeness::by_working_day_content),
    continued("gains", InTurn, gains::content),
    continued("gains-access", InTurn, gains::access_content),
    continued("what-else", InTurn, what_else::content),
    continued("costs", InTurn, costs::content),
    continued("estate", InTurn, estate_options::content),
    continued("where-else", Never, where_else::content),
    headed("changes", "What was changed", Never, changed::content),
    headed("limits", "Limits of these results", Never, limits::content),
    headed("evidence", "The evidence behind the model", Never, evidence::content),
    headed("run", "How the results were made", Never, how_run::content),
    continued("precision", AtTheEnd, precision::content),
];

/// The sections with something to show, each with its content, in the order of the page.
pub(super) fn filled<'r>(
    input: &ReportInput<'r>,
) -> impl Iterator<Item = (&'static Section, Vec<Block<'r>>)> {
    let all = SECTIONS.iter().map(|section| (section, (section.content)(input)));
    all.filter(|(_, blocks)| !blocks.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::plot;
    use crate::report::sample;

    #[test]
    fn every_section_has_a_name_of_its_own_and_something_to_show() {
        let (results, scenarios) = (sample::results(), sample::scenarios());
        let figures = plot::figures(&results, None);
        let input = ReportInput {
            results: &results,
            scenarios: &scenarios,
            figures: &figures,
            scale_to: Some(1e6),
            total: None,
        };
        let found: Vec<_> = filled(&input).map(|(section, _)| section.id).collect();
        let mut names = SECTIONS.map(|section| section.id);
        // The sample compares like with like, on the same days; no precision was requested, no
        // constraint relieved, it has no results by fifth, no avoidable contacts and no account of administrative time, and
        // the hour of an attendance does not matter.
        const ABSENT: [&str; 12] = [
            "unlike-england",
            "hangs-on",
            "gp-session",
            "avoidable",
            "bottlenecks",
            "emergency",
            "unlike",
            "total",
            "who-waits",
            "by-working-day",
            "what-else",
            "precision",
        ];
        let expected: Vec<_> = names.iter().filter(|id| !ABSENT.contains(id)).collect();
        assert_eq!(found.iter().collect::<Vec<_>>(), expected);
        names.sort_unstable();
        assert!(names.windows(2).all(|pair| pair[0] != pair[1]), "{names:?}");
    }

    #[test]
    fn nothing_is_shown_of_results_without_a_scenario_but_what_always_holds() {
        let mut results = sample::results();
        results.scenarios.clear();
        results.comparisons.clear();
        let input = ReportInput {
            results: &results,
            scenarios: &[],
            figures: &[],
            scale_to: Some(1e6),
            total: None,
        };
        let found: Vec<_> = filled(&input).map(|(section, _)| section.id).collect();
        assert_eq!(found, ["where-else", "limits", "run"]);
    }
}
