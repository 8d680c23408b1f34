//! The report as one self-contained HTML page.

use super::answer::asked;
use super::block::{Block, Figure, ReportInput, Section, Span};
use super::sections;
use crate::experiment::results::Results;
use crate::scenario::Scenario;
use crate::text::shown_lines;
use crate::uncertainty::total::Total;
use askama::Template;

#[derive(Template)]
#[template(path = "report.html", config = "src/report/askama.toml")]
struct Page<'p> {
    question: &'p str,
    baseline: &'p str,
    sections: Vec<(Heading, Vec<Block<'p>>)>,
}

/// The heading of a section.
#[derive(Clone, Copy, Debug)]
pub(super) struct Heading {
    /// Its name within the page, for links.
    pub(super) id: &'static str,
    /// Its text; `None` for a section that continues the one before.
    pub(super) heading: Option<&'static str>,
}

impl From<&Section> for Heading {
    fn from(section: &Section) -> Heading {
        Heading { id: section.id, heading: section.heading }
    }
}

/// A page of other sections than those of a comparison.
pub(super) fn page<'p>(
    title: &'p str,
    question: &'p str,
    sections: Vec<(Heading, Vec<Block<'p>>)>,
) -> String {
    let page = Page { question, baseline: title, sections };
    shown_lines(&page.render().expect("the template uses nothing that can fail"))
}

/// The page, with `figures` inline, the gains scaled to `scale_to` patients, if requested, and what draws of
/// the parameters say, if there are any.
///
/// # Example
///
/// ```
/// use pcn_sim::report::page::report_html;
/// use pcn_sim::experiment::progress::Unwatched;
/// use pcn_sim::experiment::study::{Entry, Extent, Design, Study};
/// use pcn_sim::scenario::{self, FileSystem};
/// use pcn_sim::simulation::Horizon;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let scenario = scenario::load("average-pcn", &FileSystem)?;
/// let entry = Entry {
///     name: scenario.name.clone(),
///     title: scenario.title.clone(),
///     system: scenario.system.clone(),
/// };
/// let horizon = Horizon { warm_up_weeks: 0, weeks: 1 };
/// let extent = Extent { horizon, seed: 1, replications: 2 };
/// let study = Study::new(vec![entry], Design::Alone, extent)?;
/// let results = pcn_sim::experiment::results(&study, &Unwatched)?.expect("it is not stopped");
/// assert!(report_html(&results, &[scenario], &[], (None, None)).contains("</html>"));
/// # Ok(())
/// # }
/// ```
pub fn report_html(
    results: &Results,
    scenarios: &[Scenario],
    figures: &[Figure],
    (scale_to, total): (Option<f64>, Option<&Total>),
) -> String {
    let baseline = results.scenarios.first();
    let input = ReportInput { results, scenarios, figures, scale_to, total };
    let question = asked(results, scenarios);
    page(
        baseline.map_or("no scenario", |found| found.title.as_str()),
        &question,
        sections::filled(&input).map(|(section, blocks)| (section.into(), blocks)).collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::plot::figures;
    use crate::report::sample;

    fn page(scenarios: &[Scenario]) -> String {
        let results = sample::results();
        report_html(&results, scenarios, &figures(&results, None), (None, None))
    }

    #[test]
    fn the_page_holds_question_answer_figures_tables_and_evidence() {
        let scenarios = sample::scenarios();
        let page = page(&scenarios);
        assert!(page.starts_with("<!DOCTYPE html>\n<html lang=\"en-GB\">"));
        for words in [
            "Which of these 5 options settles most needs",
            "settles most needs",
            "Where the net gain comes from",
            "Supervision, hours a year by role and stage",
            "36 rooms",
            "not an NHS product",
            "current version of the Open Government Licence",
            "88%",
            "demand.deprivation_multiplier",
            "NHS England, Cloud Based Telephony Data",
            "20251",
        ] {
            assert!(page.contains(words), "{words} is missing");
        }
        // Eight figures, of which six have a narrow drawing too.
        assert_eq!(page.matches("<svg ").count(), 14);
        assert!(page.contains("<tr role=\"row\" class=\"total\">"));
        // The table by numbers of rooms: a heading for every change, all headlines as columns.
        assert_eq!(page.matches("scope=\"rowgroup\"").count(), 5);
        for headline in crate::measures::first_screen::FIRST_SCREEN {
            let head = headline.words;
            assert!(
                page.contains(&format!("<th scope=\"row\" role=\"rowheader\">{head}</th>")),
                "{head}"
            );
        }
        assert!(!page.contains("<script") && !page.contains("src="));
        // The policy, which forbids loading and running anything, comes before any text from
        // scenarios.
        let policy =
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";
        let head = page.split("<title>").next().unwrap_or_default();
        assert!(
            head.contains(&format!("http-equiv=\"Content-Security-Policy\" content=\"{policy}\""))
        );
        assert_eq!(page.matches("http-equiv").count(), 1);
    }

    #[test]
    fn what_scenarios_say_is_escaped() {
        let mut scenarios = sample::scenarios();
        let mut results = sample::results();
        results.scenarios[1].title = "<img src=x>".into();
        scenarios[0].question = "Is 1 < 2 & \"so\" <script>on</script>?".into();
        scenarios[1].differences.push(("a<b".into(), "</td>".into()));
        let page = report_html(&results, &scenarios, &figures(&results, None), (None, None));
        assert!(!page.contains("<script") && !page.contains("<img") && !page.contains("a<b"));
        assert!(page.contains("&#60;img src=x&#62;"));
    }

    #[test]
    fn headings_descend_one_level_at_a_time() {
        let page = page(&sample::scenarios());
        let levels: Vec<u32> = page
            .match_indices("<h")
            .filter_map(|(at, _)| page[at + 2..].chars().next()?.to_digit(10))
            .collect();
        assert_eq!(levels[0], 1);
        assert!(levels.windows(2).all(|pair| pair[1] <= pair[0] + 1 && pair[1] > 1), "{levels:?}");
    }

    #[test]
    fn a_run_without_comparisons_still_makes_a_page() {
        let mut results = sample::results();
        results.comparisons.clear();
        results.scenarios.truncate(1);
        let page = report_html(&results, &[], &figures(&results, None), (None, None));
        assert!(page.contains("The baseline") && !page.contains("What each change gains"));
    }
}
