//! The answer of a sweep as text: a short table, and three sentences.

use super::found::{Judged, Point, Ties, Verdict, clear, found, ranked, verdict};
use super::plan::Plan;
use crate::experiment::results::Results;
use crate::report::block::{Block, ReportInput};
use crate::report::parted::{self, Part, Place};
use crate::report::sections;
use crate::report::words::{change_line, change_lines};
use crate::scenario::Scenario;
use crate::text::first_upper;
use crate::text::grid::{Row, Table};

/// Up to so many points, all of them are printed.
const FEW: usize = 10;

/// The most points that a sentence names.
const NAMED: usize = 4;

/// Up to so many levers have a column each.
const MOST_COLUMNS: usize = 4;

/// Measures that are printed beside the one by which points are judged.
const BESIDE: [&str; 3] = ["requests_not_met", "gp_hours", "appointments_gained_net"];

/// The answer: a table of at most ten points, otherwise of the best and the worst with a sentence on all;
/// then what to do, how sure that is, and what would change it.
pub fn sweep_text(plan: &Plan, measure: &str, results: &Results, scenarios: &[Scenario]) -> String {
    parted::text(&parts(plan, measure, results, scenarios))
}

/// The answer in parts. A page ranks the best ten of many points, with all of them folded below.
pub(super) fn parts<'r>(
    plan: &Plan,
    measure: &str,
    results: &'r Results,
    scenarios: &'r [Scenario],
) -> Vec<Part<'r>> {
    let Some(judged) = Judged::of(measure) else { return Vec::new() };
    let points = found(plan, results);
    if points.is_empty() {
        return Vec::new();
    }
    let told = Told { plan, judged: &judged, points: &points, results };
    let mut parts = Vec::new();
    if points.len() > FEW {
        parts.push(Part::in_terminal(Block::Table(told.table(Rows::Ends))));
        parts.push(Part::on_page(Place::Ranked, Block::Table(told.table(Rows::Best))));
        let label = format!("All {} points", points.len());
        let all = Block::Folded(label, told.table(Rows::Folded));
        parts.push(Part::on_page(Place::Ranked, all));
        parts.push(Part::words(Place::Sure, of_all(&points, &judged)));
    } else {
        parts.push(Part::in_terminal(Block::Table(told.table(Rows::All))));
        parts.push(Part::on_page(Place::Ranked, Block::Table(told.table(Rows::Ranked))));
    }
    parts.push(Part::sentences(sentences(plan, &judged, &points, results)));
    let before = before_use(results, scenarios);
    // A page of many points keeps to what is read first.
    let is_long = points.len() > FEW;
    parts.extend(
        before.into_iter().flat_map(|part| if is_long { part.folded() } else { vec![part] }),
    );
    parts
}

/// What to know before using the results: of the scenario as it is, since points repeat it.
pub(in crate::report) fn before_use<'r>(
    results: &Results,
    scenarios: &'r [Scenario],
) -> Vec<Part<'r>> {
    let mut alone = results.clone();
    alone.scenarios.truncate(1);
    alone.comparisons.clear();
    let scenarios = &scenarios[..scenarios.len().min(1)];
    let input =
        ReportInput { results: &alone, scenarios, figures: &[], scale_to: None, total: None };
    let found = sections::filled(&input).find(|(section, _)| section.id == "before");
    let blocks = found.map_or_else(Vec::new, |(_, blocks)| blocks);
    blocks.into_iter().filter_map(owned).map(|block| Part::new(Place::Before, block)).collect()
}

/// A caution that borrows nothing.
fn owned(block: Block<'_>) -> Option<Block<'static>> {
    match block {
        Block::Caution { heading, lines } => Some(Block::Caution { heading, lines }),
        _ => None,
    }
}

/// The points of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rows {
    /// All, in the order of the plan.
    All,
    /// All, the best first.
    Ranked,
    /// The best and the worst.
    Ends,
    /// The first of all ranked, on a line each.
    Best,
    /// All in the order of the plan, on a line each.
    Folded,
}

/// What a table shows.
struct Told<'t> {
    plan: &'t Plan,
    judged: &'t Judged,
    points: &'t [Point<'t>],
    results: &'t Results,
}

impl<'t> Told<'t> {
    /// The points of a table, each with the heading above it.
    fn shown(&self, rows: Rows) -> Vec<(&Point<'t>, &'static str)> {
        let ranked = || ranked(self.points, self.judged).into_iter().map(|point| (point, ""));
        match rows {
            Rows::All | Rows::Folded => self.points.iter().map(|point| (point, "")).collect(),
            Rows::Ranked => ranked().collect(),
            Rows::Best => ranked().take(FEW).collect(),
            Rows::Ends => {
                let mut all: Vec<_> = ranked().collect();
                let Some((worst, _)) = all.pop() else { return all };
                all.truncate(1);
                all.iter_mut().for_each(|of| of.1 = "Best mean");
                all.push((worst, "Worst mean"));
                all
            }
        }
    }

    fn table(&self, rows: Rows) -> Table {
        let Told { plan, judged, results, .. } = self;
        let shown = self.shown(rows);
        table(plan, judged, (&shown, rows), results)
    }
}

fn table(
    plan: &Plan,
    judged: &Judged,
    (shown, rows): (&[(&Point<'_>, &str)], Rows),
    results: &Results,
) -> Table {
    let beside = BESIDE.iter().filter(|name| **name != judged.name);
    let all: Vec<Judged> =
        [*judged].into_iter().chain(beside.filter_map(|name| Judged::shown(name))).collect();
    let heads = all.iter().map(|of| first_upper(&of.words()));
    let levers = if plan.varied.len() <= MOST_COLUMNS { plan.varied.len() } else { 0 };
    let row = |(point, heading): &(&Point<'_>, &str)| {
        let settings = plan.points[point.index].iter().take(levers);
        let settings = settings
            .map(|at| vec![at.as_ref().map_or_else(|| "–".to_owned(), ToString::to_string)]);
        let found = all.iter().map(|of| {
            let found = point.difference(of.name, results.weeks);
            match (found, rows) {
                (None, _) => vec!["–".to_owned()],
                (found, Rows::Best | Rows::Folded) => vec![change_line(of.unit, found)],
                (Some(found), _) => change_lines(of.unit, found),
            }
        });
        let name = match levers {
            0 => plan.title(point.index),
            _ => (point.index + 1).to_string(),
        };
        let mut row = Row::new(name, settings.chain(found).collect());
        row.heading = (*heading).to_owned();
        row
    };
    let columns = plan.names.iter().take(levers).map(|name| name.replace(['.', '-', '_'], " "));
    let per = if judged.is_flow { " a year" } else { "" };
    let scenario = results.scenarios.first();
    let level = scenario.and_then(|scenario| {
        let found = crate::report::estimate::yearly(scenario.measure(judged.name)?, results.weeks)?;
        Some(crate::text::number::level(judged.unit, found.mean))
    });
    let level =
        level.map_or_else(String::new, |level| format!(" ({} {level}{per})", judged.words()));
    let which = if rows == Rows::Best {
        format!("The {} points with the best means", shown.len())
    } else {
        "Each point".to_owned()
    };
    Table {
        caption: format!(
            "{which} against {} as it is{level}, on the same patients{}",
            scenario.map_or("the scenario", |scenario| scenario.name.as_str()),
            if results.replications > 1 { ", with 95% intervals of simulation noise" } else { "" }
        ),
        head: ["Point".to_owned()].into_iter().chain(columns).chain(heads).collect(),
        rows: shown.iter().map(row).collect(),
        note: format!(
            "Flows are a year's. {}sweep.csv has every point and every measure.",
            match rows {
                Rows::Best | Rows::Folded => "±: half the width of the 95% interval. ",
                _ => "",
            }
        ),
    }
}

fn of_all(points: &[Point<'_>], judged: &Judged) -> String {
    let (better, worse) = clear(points, judged);
    let rest = points.len() - better - worse;
    format!(
        "Of {} points, {better} are clearly better than the scenario as it is in {}, {worse} clearly \
         worse, and {rest} cannot be told from it (95% confidence for all together).",
        points.len(),
        judged.words()
    )
}

/// What to do, how sure that is, and what would change it: three sentences.
pub(in crate::report) fn sentences(
    plan: &Plan,
    judged: &Judged,
    points: &[Point<'_>],
    results: &Results,
) -> [String; 3] {
    let verdict = verdict(plan, points, judged);
    [
        format!("What to do: {}.", what_to_do(plan, judged, points, (&verdict, results.weeks))),
        format!("How sure: {}.", how_sure(points, &verdict, results)),
        format!("What would change it: {}.", what_would_change(plan, &verdict)),
    ]
}

fn what_to_do(
    plan: &Plan,
    judged: &Judged,
    points: &[Point<'_>],
    (verdict, weeks): (&Verdict, u32),
) -> String {
    let words = judged.words();
    let gain = |index: usize| gain(judged, points, index, weeks);
    match verdict {
        Verdict::Undefined => {
            format!("nothing can be recommended, because {words} is undefined in a replication")
        }
        Verdict::TooFew => {
            "more runs are needed; one replication has no interval, so no point is recommended"
                .into()
        }
        Verdict::NothingDiffers => format!(
            "nothing differs; {words} are the same at every point, in every replication, so these levers \
             do not matter to it here"
        ),
        Verdict::AsItIs => {
            format!("keep the scenario as it is; every other point is clearly worse in {words}")
        }
        Verdict::Best(best) => format!(
            "choose {} ({}), which is clearly better than the scenario as it is and than every other \
             point",
            plan.title(*best),
            gain(*best)
        ),
        Verdict::Ties(Ties { best, others, with_scenario: true, .. }) => {
            let of_best = best.map_or_else(
                || "the scenario as it is has the best mean".to_owned(),
                |best| format!("{} has the best mean ({})", plan.title(best), gain(best)),
            );
            let also = match others.len() {
                0 => String::new(),
                count => {
                    format!(" and {count} other {}", if count == 1 { "point" } else { "points" })
                }
            };
            format!(
                "keep the scenario as it is until more is known; {of_best}, but {} cannot be told apart",
                match best {
                    Some(_) => format!("it, the scenario as it is{also}"),
                    None => format!("it{also}"),
                }
            )
        }
        Verdict::Ties(ties) => among(plan, ties, gain),
    }
}

/// Points that cannot be told apart and are better than the scenario.
fn among(plan: &Plan, ties: &Ties, gain: impl Fn(usize) -> String) -> String {
    let Ties { best, others, unclear, .. } = ties;
    let first =
        best.map_or_else(String::new, |best| format!("{} ({})", plan.title(best), gain(best)));
    if others.is_empty() {
        return format!(
            "{first} is the only point clearly better than the scenario as it is, but it cannot \
             be told from {unclear} other{}, so none is called the best",
            if *unclear == 1 { "" } else { "s" }
        );
    }
    let mut named: Vec<String> =
        others.iter().take(NAMED).map(|index| plan.title(*index)).collect();
    if others.len() > NAMED {
        named.push(format!("{} more", others.len() - NAMED));
    }
    format!(
        "choose by cost or ease among points that are clearly better than the scenario as it is \
         but cannot be told apart: {first}; {}",
        named.join("; ")
    )
}

/// A difference from the scenario in words: `needs settled +120 a year, +80 to +160`.
fn gain(judged: &Judged, points: &[Point<'_>], index: usize, weeks: u32) -> String {
    let point = points.iter().find(|point| point.index == index);
    let found = point.and_then(|point| point.difference(judged.name, weeks));
    let per = if judged.is_flow { " a year" } else { "" };
    let Some(found) = found else { return judged.words() };
    let lines = change_lines(judged.unit, found);
    let interval = lines.get(1).map_or_else(String::new, |interval| {
        format!(", {}", interval.trim_matches(|c| c == '(' || c == ')'))
    });
    format!("{} {}{per}{interval}", judged.words(), lines[0])
}

fn how_sure(points: &[Point<'_>], verdict: &Verdict, results: &Results) -> String {
    let runs = if results.replications == 1 { "replication" } else { "replications" };
    let paired = if points.iter().all(|point| point.compared.same_patients) {
        "on the same patients"
    } else {
        "replication by replication, some with other patients"
    };
    let together = match verdict {
        Verdict::Undefined | Verdict::TooFew => "",
        _ => {
            ", and all comparisons with the scenario and among the points hold together at 95% confidence"
        }
    };
    format!(
        "each point was compared {paired} in {} {runs} of {} weeks{together}; this is simulation noise \
         only, with every other parameter at its central value",
        results.replications, results.weeks
    )
}

fn what_would_change(plan: &Plan, verdict: &Verdict) -> String {
    let mut reasons = Vec::new();
    match verdict {
        Verdict::TooFew => reasons.push("more replications (`--replications 10`)".to_owned()),
        Verdict::Undefined => reasons.push("a longer run, or another `--measure`".to_owned()),
        Verdict::NothingDiffers => {
            reasons.push("other levers, or a wider range of them".to_owned())
        }
        Verdict::Ties(Ties { needed, with_scenario, .. }) => {
            let from = if *with_scenario { "it from the scenario" } else { "the best two apart" };
            reasons.push(match needed {
                Some(needed) => format!(
                    "more replications (about {needed} would tell {from}, if the difference stays as it \
                     is)"
                ),
                None => "hardly more replications, since the differences are so small".to_owned(),
            });
        }
        Verdict::AsItIs | Verdict::Best(_) => {}
    }
    let best = match verdict {
        Verdict::Best(best) => Some(*best),
        Verdict::Ties(ties) => ties.best,
        _ => None,
    };
    let ends = best.map(|best| at_the_end(plan, best)).unwrap_or_default();
    if !ends.is_empty() {
        reasons.push(format!(
            "values beyond the end of what was varied ({}), where the best mean lies",
            ends.join(", ")
        ));
    }
    if !matches!(verdict, Verdict::TooFew | Verdict::Undefined | Verdict::NothingDiffers) {
        reasons.push(
            "another value of a parameter that is held fixed here, as `--vary` of its path shows"
                .into(),
        );
    }
    reasons.join("; or ")
}

/// The levers whose value at a point is the least or the most of those varied.
fn at_the_end(plan: &Plan, point: usize) -> Vec<String> {
    let is_end = |lever: usize| {
        let number = |point: &[Option<crate::scenario::vary::Setting>]| {
            point[lever].as_ref().and_then(crate::scenario::vary::Setting::number)
        };
        let own = number(&plan.points[point])?;
        let all: Vec<f64> = plan.points.iter().filter_map(|point| number(point)).collect();
        let differs = all.iter().any(|other| *other != own);
        let is_least = all.iter().all(|other| *other >= own);
        let is_most = all.iter().all(|other| *other <= own);
        // No staff and no room is an end that nothing lies beyond.
        (differs && (is_most || is_least && own > 0.0))
            .then(|| format!("{} {own}", plan.names[lever]))
    };
    (0..plan.varied.len()).filter_map(is_end).collect()
}
