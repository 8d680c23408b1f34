//! Figures: style shared by all of them, one figure per file.
//!
//! Figures are drawn with the SVG backend of plotters, axes and labels included: without fonts
//! its charts can only guess the size of a label. Colours are those of the Government
//! Analysis Function; no information is given by colour alone.

pub mod across;
pub mod bottlenecks;
#[cfg(feature = "import")]
pub mod fits;
pub mod gained;
pub mod hours;
pub mod information;
pub mod lead_time;
pub mod marginal;
pub mod networks;
pub mod not_met;
pub mod observed;
pub mod pareto;
pub mod settled;
#[cfg(feature = "import")]
pub mod shares;
pub mod sweep;
pub mod switch;
pub mod telephone;
pub mod tornado;
pub mod utilisation;
pub mod warm_up;
pub mod waterfall;
pub mod week;

mod canvas;
mod dots;

pub use super::block::Figure;

use crate::experiment::results::Results;
use crate::uncertainty::total::Total;

/// The label of a difference on an axis: whole numbers with commas, small ones as they are.
fn tick_label(tick: f64) -> String {
    if tick.fract() == 0.0 {
        crate::text::number::signed(tick)
    } else {
        format!("{:+}", (tick * 1e6).round() / 1e6).replace('-', "−")
    }
}

/// The figures, each with a note if the run was stopped early.
pub(super) fn stamped(mut figures: Vec<Figure>, partial: bool) -> Vec<Figure> {
    if partial {
        let note = "<text x=\"8\" y=\"12\" font-size=\"11\" font-weight=\"bold\">Partial results: the \
                    run was stopped early</text>";
        for figure in &mut figures {
            for svg in std::iter::once(&mut figure.svg).chain(&mut figure.narrow) {
                if let Some(end) = svg.rfind("</svg>") {
                    svg.insert_str(end, note);
                }
            }
        }
    }
    figures
}

/// Every figure for which there are data; the first one has total intervals where parameters were drawn.
pub fn figures(results: &Results, total: Option<&Total>) -> Vec<Figure> {
    let all = [
        settled::settled(results, total),
        gained::gained(results),
        waterfall::waterfall(results),
        bottlenecks::bottlenecks(results),
        hours::hours(results),
        lead_time::lead_time(results),
        telephone::telephone(results),
        week::week(results),
        not_met::fifths(results),
        not_met::practices(results),
        utilisation::rooms_in_use(results),
        utilisation::staff_at_work(results),
    ];
    stamped(all.into_iter().flatten().collect(), results.partial)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    /// Whether every tag that opens also closes, in order.
    fn is_well_formed(svg: &str) -> bool {
        let mut open: Vec<&str> = Vec::new();
        for tag in svg.split('<').skip(1) {
            let Some((tag, text)) = tag.split_once('>') else {
                return false;
            };
            if text.contains('>') || text.replace("&amp;", "").contains("& ") {
                return false;
            }
            let name = tag.trim_start_matches('/').split([' ', '/']).next().unwrap_or_default();
            if tag.starts_with('/') {
                if open.pop() != Some(name) {
                    return false;
                }
            } else if !tag.ends_with('/') {
                open.push(name);
            }
        }
        open.is_empty()
    }

    #[test]
    fn every_figure_is_well_formed_and_described() {
        let mut results = sample::results();
        results.scenarios[1].title = "Tea & <biscuits> for \"all\"".into();
        let figures = figures(&results, None);
        assert_eq!(figures.len(), 8);
        for figure in figures {
            let svg = &figure.svg;
            assert!(is_well_formed(svg), "{}: {svg}", figure.name);
            assert!(
                svg.starts_with("<svg role=\"img\"") && svg.contains("<desc"),
                "{}",
                figure.name
            );
            assert!(!svg.contains("NaN") && !svg.contains("<biscuits>"), "{}", figure.name);
            assert!(!figure.table.rows.is_empty());
        }
    }

    #[test]
    fn without_results_there_are_no_figures() {
        let mut results = sample::results();
        results.scenarios.clear();
        assert!(figures(&results, None).is_empty());
    }

    #[test]
    fn empty_profiles_are_not_drawn() {
        let mut results = sample::results();
        for scenario in &mut results.scenarios {
            let profiles = &mut scenario.profiles;
            profiles.lag_shares.clear();
            profiles.monday_wait_min.clear();
            profiles.rooms_in_use.clear();
            profiles.staff_at_work.clear();
        }
        assert_eq!(figures(&results, None).len(), 3);
    }
}
