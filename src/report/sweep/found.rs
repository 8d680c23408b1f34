//! What the results of a sweep say: the difference of each point from the scenario, and which point may be
//! called the best.

use super::plan::Plan;
use crate::experiment::results::{Comparison, Results, ScenarioResults};
use crate::measures::first_screen::{FIRST_SCREEN, Shows};
use crate::measures::{Better, COMPARED, MEASURES, Measure, find, find_compared};
use crate::report::estimate::{needed, yearly};
use crate::statistics::interval::{CONFIDENCE, MeanInterval, mean, mean_interval};
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
        Judged::shown(name).filter(|of| of.is_compared || find(name).is_some_and(is_judged))
    }

    /// The measure called `name`, whether or not one of its directions is better.
    pub(in crate::report) fn shown(name: &str) -> Option<Judged> {
        let flow = |kind| matches!(kind, crate::measures::Kind::Flow);
        if let Some(found) = find(name) {
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

    /// The factor from a measured period of so many weeks to a year.
    pub(in crate::report) fn to_a_year(self, weeks: u32) -> f64 {
        if self.is_flow { crate::measures::Kind::Flow.to_a_year(weeks) } else { 1.0 }
    }

    /// Its name for people.
    pub(in crate::report) fn words(&self) -> String {
        let of = |shows: Shows| match shows {
            Shows::Measure { level, difference } => [level, difference].contains(&self.name),
            _ => false,
        };
        let headline = FIRST_SCREEN.iter().find(|headline| of(headline.shows));
        headline.map_or_else(|| spelt(self.name), |found| lower(found.words))
    }
}

/// A name in words.
fn spelt(name: &str) -> String {
    let one = |word: &str| match word {
        "gp" | "ed" | "dna" => word.to_uppercase(),
        word => word.to_owned(),
    };
    name.split('_').map(one).collect::<Vec<_>>().join(" ")
}

/// Words in small letters, except abbreviations.
fn lower(words: &str) -> String {
    let is_short = |word: &str| word.chars().filter(|letter| letter.is_uppercase()).count() > 1;
    let one = |word: &str| if is_short(word) { word.to_owned() } else { word.to_lowercase() };
    words.split(' ').map(one).collect::<Vec<_>>().join(" ")
}

fn is_judged(measure: &Measure) -> bool {
    measure.better != Better::Neither
}

/// Why nothing can be judged by the measure called `name` of this `option`; `None` if it can.
pub fn cannot_judge(option: &str, name: &str) -> Option<String> {
    if Judged::of(name).is_some() {
        return None;
    }
    let judged = MEASURES.iter().filter(|of| is_judged(of)).map(|of| of.name);
    let names: Vec<&str> = judged.chain(COMPARED.iter().map(|of| of.name)).collect();
    let near = most_alike(name, names, 3).join(", ");
    let what = match find(name) {
        Some(_) => "neither more nor less of it is better, so nothing can be judged by it",
        None => "there is no measure of this name",
    };
    Some(format!("{option} {name}: {what}; did you mean {near}? `describe measures` lists all"))
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
    /// The points that cannot be told from it, nearest first; unless the scenario is among them, those that
    /// are clearly better than the scenario.
    pub(in crate::report) others: Vec<usize>,
    /// How many more cannot be told from it, although they are not clearly better than the scenario.
    pub(in crate::report) unclear: usize,
    /// Whether the scenario as it is cannot be told from it, or is itself the best.
    pub(in crate::report) with_scenario: bool,
    /// About how many replications would tell the best two apart, if their difference stays as it is;
    /// `None` if too many would be
    /// needed.
    pub(in crate::report) needed: Option<u32>,
}

/// The confidence of each of two families of comparisons, which then hold together at [`CONFIDENCE`]:
/// points with the scenario, and points with each other.
const FAMILY: f64 = 1.0 - (1.0 - CONFIDENCE) / 2.0;

/// The confidence of one of so many comparisons that hold together, by Bonferroni's inequality.
fn one_of(comparisons: usize) -> f64 {
    1.0 - (1.0 - FAMILY) / comparisons.max(1) as f64
}

/// How many points are clearly better than the scenario, and how many clearly worse, all comparisons
/// together.
pub(in crate::report) fn clear(points: &[Point<'_>], judged: &Judged) -> (usize, usize) {
    let each = one_of(points.len());
    let bounds = points.iter().filter_map(|point| {
        mean_interval(&point.gains(judged)?, each).and_then(|found| found.bounds())
    });
    bounds.fold((0, 0), |(better, worse), (low, high)| {
        (better + usize::from(low > 0.0), worse + usize::from(high < 0.0))
    })
}

/// What may be said of `points`. Each is compared with the scenario as it is, and with each other, on the
/// same patients; all intervals hold together.
pub(in crate::report) fn verdict(plan: &Plan, points: &[Point<'_>], judged: &Judged) -> Verdict {
    let gains: Option<Vec<Vec<f64>>> = points.iter().map(|point| point.gains(judged)).collect();
    let Some(gains) = gains.filter(|gains| !gains.is_empty()) else { return Verdict::Undefined };
    if gains[0].len() < 2 {
        return Verdict::TooFew;
    }
    if gains.iter().flatten().all(|gain| *gain == 0.0) {
        return Verdict::NothingDiffers;
    }
    // A point that equals the scenario is the scenario.
    let others = points.iter().zip(gains).filter(|(point, _)| !plan.is_as_stated(point.index));
    judge(others.map(|(point, gains)| (point.index, gains)).collect(), points.len())
}

/// The verdict on points with their gains over the scenario; `compared` of them are compared with it.
fn judge(mut options: Vec<(usize, Vec<f64>)>, compared: usize) -> Verdict {
    // Equal means keep their order.
    options.sort_by(|a, b| mean(&b.1).total_cmp(&mean(&a.1)));
    let against = one_of(compared);
    let ends = |gains: &[f64], confidence| {
        mean_interval(gains, confidence).and_then(|found| found.bounds()).unwrap_or((0.0, 0.0))
    };
    let is_better = |(_, gains): &&(usize, Vec<f64>)| ends(gains, against).0 > 0.0;
    let Some((lead, best)) = options.iter().find(is_better) else {
        let level: Vec<&(usize, Vec<f64>)> =
            options.iter().filter(|(_, gains)| ends(gains, against).1 >= 0.0).collect();
        let Some((first, gains)) = level.first() else { return Verdict::AsItIs };
        let best = (mean(gains) > 0.0).then_some(*first);
        return Verdict::Ties(Ties {
            best,
            others: level.iter().map(|(index, _)| *index).filter(|of| Some(*of) != best).collect(),
            unclear: 0,
            with_scenario: true,
            needed: needed(gains, against),
        });
    };
    let pairs = one_of(options.len() * (options.len() - 1) / 2);
    let behind =
        |gains: &[f64]| -> Vec<f64> { best.iter().zip(gains).map(|(a, b)| a - b).collect() };
    let rivals = options.iter().filter(|(index, _)| index != lead);
    let ties: Vec<&(usize, Vec<f64>)> =
        rivals.filter(|(_, gains)| ends(&behind(gains), pairs).0 <= 0.0).collect();
    let Some((_, nearest)) = ties.first() else { return Verdict::Best(*lead) };
    let better: Vec<usize> =
        ties.iter().filter(|of| is_better(of)).map(|(index, _)| *index).collect();
    Verdict::Ties(Ties {
        best: Some(*lead),
        unclear: ties.len() - better.len(),
        others: better,
        with_scenario: false,
        needed: needed(&behind(nearest), pairs),
    })
}

/// The points from best to worst by their means.
pub(in crate::report) fn ranked<'p, 'r>(
    points: &'p [Point<'r>],
    judged: &Judged,
) -> Vec<&'p Point<'r>> {
    let mean = |point: &Point<'_>| mean(&point.gains(judged).unwrap_or_else(|| vec![0.0]));
    let mut all: Vec<&Point<'r>> = points.iter().collect();
    all.sort_by(|a, b| mean(b).total_cmp(&mean(a)));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOISE: [f64; 6] = [0.3, -0.2, 0.1, -0.3, 0.2, -0.1];

    /// A point whose gains are `mean` and a little noise, which begins elsewhere for each point.
    fn option(index: usize, mean: f64) -> (usize, Vec<f64>) {
        (index, (0..6).map(|at| mean + NOISE[(at + index) % 6]).collect())
    }

    fn judged(means: &[f64]) -> Verdict {
        let options: Vec<_> =
            means.iter().enumerate().map(|(index, mean)| option(index, *mean)).collect();
        judge(options, means.len())
    }

    #[test]
    fn only_a_point_that_is_clearly_best_is_called_the_best() {
        assert_eq!(judged(&[1.0, 9.0, 3.0]), Verdict::Best(1));
        assert_eq!(judged(&[4.0]), Verdict::Best(0));
        assert_eq!(judged(&[-4.0, -9.0]), Verdict::AsItIs);
        assert_eq!(judge(Vec::new(), 1), Verdict::AsItIs);
    }

    #[test]
    fn points_that_are_alike_tie_and_the_scenario_with_them_if_none_is_clear() {
        let Verdict::Ties(found) = judged(&[9.0, 9.05, -5.0]) else { panic!("they tie") };
        assert_eq!((found.best, found.others.len(), found.with_scenario), (Some(1), 1, false));
        assert!(found.needed.is_none_or(|needed| needed > 6));
        let Verdict::Ties(found) = judged(&[0.02, -9.0, -0.01]) else { panic!("they tie") };
        assert_eq!((found.best, found.others, found.with_scenario), (Some(0), vec![2], true));
        // Exactly alike: no number of replications tells them apart.
        let twins = vec![option(0, 5.0), (1, option(0, 5.0).1)];
        let Verdict::Ties(found) = judge(twins, 2) else { panic!("they tie") };
        assert_eq!(found.needed, None);
    }
}
