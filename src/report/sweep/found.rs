//! What the results of a sweep say: the difference of each point from the scenario, and which point may be
//! called the best.

use super::plan::Plan;
use crate::decisions::selection::apart::apart;
use crate::experiment::results::{Comparison, Results, ScenarioResults};
use crate::measures::first_screen::{FIRST_SCREEN, Shows};
use crate::measures::{Better, COMPARED, MEASURES, find, find_compared};
use crate::report::estimate::yearly;
use crate::statistics::interval::{CONFIDENCE, MeanInterval, mean_interval};
use crate::text::alike::most_alike;

/// The measure by which points are judged if none is stated.
pub const USUAL: &str = "needs_settled";

/// A measure by which points are judged.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::report) struct Judged {
    /// Its name.
    pub(in crate::report) name: &'static str,
    /// Its unit.
    pub(in crate::report) unit: &'static str,
    /// Whether less of it is better.
    pub(in crate::report) less: bool,
    /// Whether only a comparison has it.
    is_compared: bool,
    /// Whether it grows with the time measured.
    pub(in crate::report) is_flow: bool,
}

impl Judged {
    /// The measure called `name`, if one of its directions is better.
    pub(in crate::report) fn of(name: &str) -> Option<Judged> {
        let flow = |kind| matches!(kind, crate::measures::Kind::Flow);
        if let Some(found) = find(name).filter(|found| found.better != Better::Neither) {
            return Some(Judged {
                name: found.name,
                unit: found.unit,
                less: found.better == Better::Less,
                is_compared: false,
                is_flow: flow(found.kind),
            });
        }
        // Measures of a comparison alone are gains: more is better.
        find_compared(name).map(|found| Judged {
            name: found.name,
            unit: found.unit,
            less: false,
            is_compared: true,
            is_flow: flow(found.kind),
        })
    }

    /// Its name for people.
    pub(in crate::report) fn words(&self) -> String {
        let of = |shows: Shows| match shows {
            Shows::Measure { level, difference } => [level, difference].contains(&self.name),
            _ => false,
        };
        let headline = FIRST_SCREEN.iter().find(|headline| of(headline.shows));
        headline.map_or_else(|| self.name.replace('_', " "), |found| found.words.to_lowercase())
    }
}

/// Why points cannot be judged by the measure called `name`; `None` if they can.
pub fn cannot_judge(name: &str) -> Option<String> {
    if Judged::of(name).is_some() {
        return None;
    }
    let judged = MEASURES.iter().filter(|of| of.better != Better::Neither).map(|of| of.name);
    let names: Vec<&str> = judged.chain(COMPARED.iter().map(|of| of.name)).collect();
    let near = most_alike(name, names, 3).join(", ");
    let what = match find(name) {
        Some(_) => "neither more nor less of it is better, so points cannot be judged by it",
        None => "there is no measure of this name",
    };
    Some(format!("--measure {name}: {what}; did you mean {near}? `describe measures` lists all"))
}

/// A point with its results.
#[derive(Clone, Copy, Debug)]
pub(in crate::report) struct Point<'r> {
    /// Its index in the plan.
    pub(in crate::report) index: usize,
    pub(in crate::report) results: &'r ScenarioResults,
    pub(in crate::report) compared: &'r Comparison,
}

/// The points of a plan with their results, in the order of the plan.
pub(in crate::report) fn found<'r>(plan: &Plan, results: &'r Results) -> Vec<Point<'r>> {
    let of = |compared: &'r Comparison| {
        let index = compared.scenario.checked_sub(1)?;
        let results = results.scenarios.get(compared.scenario)?;
        (index < plan.points.len()).then_some(Point { index, results, compared })
    };
    results.comparisons.iter().filter_map(of).collect()
}

impl Point<'_> {
    /// The difference of a measure from the scenario, in a year.
    pub(in crate::report) fn difference(&self, name: &str, weeks: u32) -> Option<MeanInterval> {
        yearly(self.compared.measure(name)?, weeks)
    }

    /// The differences of the replications, positive where the point is better.
    fn gains(&self, judged: &Judged) -> Option<Vec<f64>> {
        let sign = if judged.less { -1.0 } else { 1.0 };
        let series = self.compared.measure(judged.name).filter(|of| of.unpaired.is_none())?;
        series.values.iter().map(|value| value.map(|value| sign * value)).collect()
    }
}

/// What may be said of the points of a sweep.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::report) enum Verdict {
    /// The measure is undefined in a replication.
    Undefined,
    /// One replication tells nothing.
    TooFew,
    /// All points have the values of the scenario, in every replication.
    NothingDiffers,
    /// The scenario as it is, or one of the points that equal it, is better than all others.
    AsItIs,
    /// One point is better than all others and than the scenario. Its index.
    Best(usize),
    /// The point with the best mean cannot be told from others.
    Ties(Ties),
}

/// Points that cannot be told apart.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::report) struct Ties {
    /// The point with the best mean; `None` for the scenario as it is.
    pub(in crate::report) best: Option<usize>,
    /// The points that cannot be told from it, nearest first.
    pub(in crate::report) others: Vec<usize>,
    /// Whether the scenario as it is cannot be told from it, or is itself the best.
    pub(in crate::report) with_scenario: bool,
    /// About how many replications would tell the best two apart, if their difference stays as it is;
    /// `None` if no number would.
    pub(in crate::report) needed: Option<f64>,
}

/// How many points are clearly better than the scenario, and how many clearly worse, all comparisons
/// together.
pub(in crate::report) fn clear(points: &[Point<'_>], judged: &Judged) -> (usize, usize) {
    let each = 1.0 - (1.0 - CONFIDENCE) / points.len().max(1) as f64;
    let bounds = points.iter().filter_map(|point| {
        mean_interval(&point.gains(judged)?, each).and_then(|found| found.bounds())
    });
    bounds.fold((0, 0), |(better, worse), (low, high)| {
        (better + usize::from(low > 0.0), worse + usize::from(high < 0.0))
    })
}

/// What may be said of `points`. Every pair of them, and the scenario as it is, is compared on the same
/// patients; all intervals hold together.
pub(in crate::report) fn verdict(plan: &Plan, points: &[Point<'_>], judged: &Judged) -> Verdict {
    let gains: Option<Vec<Vec<f64>>> = points.iter().map(|point| point.gains(judged)).collect();
    let Some(gains) = gains.filter(|gains| !gains.is_empty()) else { return Verdict::Undefined };
    let replications = gains[0].len();
    if replications < 2 {
        return Verdict::TooFew;
    }
    if gains.iter().flatten().all(|gain| *gain == 0.0) {
        return Verdict::NothingDiffers;
    }
    // The scenario is an option of its own, once: a point that equals it is the scenario.
    let mut options: Vec<(Option<usize>, Vec<f64>)> = vec![(None, vec![0.0; replications])];
    for (point, gains) in points.iter().zip(gains) {
        if !plan.is_as_stated(point.index) {
            options.push((Some(point.index), gains));
        }
    }
    let values: Vec<Vec<f64>> = options.iter().map(|(_, gains)| gains.clone()).collect();
    let Some(apart) = apart(&values, CONFIDENCE) else { return Verdict::Undefined };
    let best = options[apart.best].0;
    let mut ties: Vec<_> = apart.rivals.iter().filter(|rival| !rival.is_clear()).collect();
    if ties.is_empty() {
        return best.map_or(Verdict::AsItIs, Verdict::Best);
    }
    ties.sort_by(|a, b| a.behind.mean.total_cmp(&b.behind.mean));
    let needed = ties.first().and_then(|rival| {
        let ratio = rival.behind.half_width? / rival.behind.mean;
        Some((replications as f64 * ratio * ratio).ceil()).filter(|needed| needed.is_finite())
    });
    let names = ties.iter().map(|rival| options[rival.option].0);
    Verdict::Ties(Ties {
        best,
        with_scenario: best.is_none() || names.clone().any(|name| name.is_none()),
        others: names.flatten().collect(),
        needed,
    })
}

/// The points from best to worst by their means.
pub(in crate::report) fn ranked<'p, 'r>(
    points: &'p [Point<'r>],
    judged: &Judged,
) -> Vec<&'p Point<'r>> {
    let mean = |point: &Point<'_>| {
        let gains = point.gains(judged).unwrap_or_default();
        gains.iter().sum::<f64>() / gains.len().max(1) as f64
    };
    let mut all: Vec<&Point<'r>> = points.iter().collect();
    all.sort_by(|a, b| mean(b).total_cmp(&mean(a)));
    all
}
