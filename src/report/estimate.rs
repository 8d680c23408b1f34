//! Estimates for the report: means per year, their intervals, and the comparisons that answer the
//! question.

use super::labels::{BEST_NETWORK, WORST_NETWORK};
use crate::experiment::results::{Comparison, Results, ScenarioResults, Series};
use crate::experiment::study::VariantKind;
use crate::measures::Kind;
use crate::statistics::interval::{MeanInterval, errors_beside, mean, variance};
use crate::statistics::paired::variance_ratio;

/// The three estimates of attendances at emergency departments that are avoided.
pub(super) const ED_DEFLECTED: [&str; 3] =
    ["ed_deflected_low", "ed_deflected_central", "ed_deflected_high"];

/// The appointments gained, net: the figure that every report leads with.
pub(super) const GAINED_NET: &str = "appointments_gained_net";

/// The mean of `series` with its interval, per year if it is a flow.
///
/// `None` if it is undefined in any replication, or not a finite number.
pub(super) fn yearly(series: &Series, weeks: u32) -> Option<MeanInterval> {
    scaled(series, series.kind.to_a_year(weeks))
}

/// The same per week.
pub(super) fn weekly(series: &Series, weeks: u32) -> Option<MeanInterval> {
    scaled(series, to_a_week(series.kind, weeks))
}

/// The factor that turns a number measured over `weeks` into that of a week: one for all but flows.
pub(super) fn to_a_week(kind: Kind, weeks: u32) -> f64 {
    if kind == Kind::Flow { 1.0 / f64::from(weeks) } else { 1.0 }
}

fn scaled(series: &Series, factor: f64) -> Option<MeanInterval> {
    let found = series.interval()?;
    let scaled = MeanInterval {
        mean: found.mean * factor,
        half_width: found.half_width.map(|half| half * factor),
    };
    let finite = scaled.mean.is_finite() && scaled.half_width.is_none_or(f64::is_finite);
    finite.then_some(scaled)
}

/// Whether the interval of `found` includes zero; false without an interval.
pub(super) fn includes_zero(found: MeanInterval) -> bool {
    found.bounds().is_some_and(|(low, high)| low <= 0.0 && high >= 0.0)
}

/// The comparisons that answer the question: those with the first scenario.
pub(super) fn main_comparisons(
    results: &Results,
) -> impl Iterator<Item = (&ScenarioResults, &Comparison)> {
    comparisons(results)
        .filter(|(scenario, _, compared)| {
            compared.baseline == 0 && scenario.is_stated() && !compared.other_days
        })
        .map(|(s, _, c)| (s, c))
}

/// The comparison of `scenario` with its estate projects in use all the time. If it was not run,
/// they are in use in `compared`, which is returned.
pub(super) fn in_use<'r>(
    results: &'r Results,
    scenario: &ScenarioResults,
    compared: &'r Comparison,
) -> &'r Comparison {
    comparisons(results)
        .find(|(other, _, _)| {
            other.kind == VariantKind::InUse && other.scenario == scenario.scenario
        })
        .map_or(compared, |(_, _, in_use)| in_use)
}

/// All comparisons with their scenario and baseline; those with an invalid index are left out.
pub(super) fn comparisons(
    results: &Results,
) -> impl Iterator<Item = (&ScenarioResults, &ScenarioResults, &Comparison)> {
    results.comparisons.iter().filter_map(|compared| {
        let scenario = results.scenarios.get(compared.scenario)?;
        let baseline = results.scenarios.get(compared.baseline)?;
        Some((scenario, baseline, compared))
    })
}

/// The titles of the scenarios as stated, the baseline first.
pub fn titles(results: &Results) -> Vec<String> {
    let stated = results.scenarios.iter().filter(|scenario| scenario.is_stated());
    stated.map(|scenario| scenario.title.clone()).collect()
}

/// The net gain a year, if the comparison has it.
pub(super) fn gain(compared: &Comparison, weeks: u32) -> Option<MeanInterval> {
    yearly(compared.measure(GAINED_NET)?, weeks)
}

/// The factor by which more unpaired replications would be needed for the same precision of a
/// comparison's net appointments: the benefit of meeting the same patients.
pub(super) fn pairing(results: &Results, compared: &Comparison) -> Option<f64> {
    let values = |index: usize| -> Option<Vec<f64>> {
        let series = results.scenarios.get(index)?.measure("appointments_net")?;
        series.values.iter().copied().collect()
    };
    variance_ratio(&values(compared.scenario)?, &values(compared.baseline)?)
}

/// The words about intervals in captions; empty if the run has no intervals.
pub(super) fn with_intervals(results: &Results) -> &'static str {
    if results.replications > 1 { ", with 95% intervals (simulation noise only)" } else { "" }
}

/// About how many replications would tell a difference from zero, if its mean and its variance stay as they
/// are; `None` for more than [`MOST_NEEDED`].
pub(super) fn needed(differences: &[f64], confidence: f64) -> Option<u32> {
    let (mean, deviation) = (mean(differences).abs(), variance(differences).sqrt());
    let is_enough = |count: u32| {
        errors_beside(f64::from(count - 1), confidence) * deviation / f64::from(count).sqrt() < mean
    };
    let (mut few, mut enough) = (1, MOST_NEEDED);
    if !is_enough(enough) {
        return None;
    }
    while enough - few > 1 {
        let middle = few.midpoint(enough);
        if is_enough(middle) {
            enough = middle;
        } else {
            few = middle;
        }
    }
    Some(enough)
}

/// More replications than this are not proposed.
const MOST_NEEDED: u32 = 1_000;

/// Whether there are comparisons, and every scenario meets the same patients as its baseline.
pub(super) fn meet_the_same_patients(results: &Results) -> bool {
    let mut all = comparisons(results).peekable();
    all.peek().is_some() && all.all(|(.., compared)| compared.same_patients)
}

/// Whether a measure of an optional feature has a value other than zero in `scenario`.
pub(super) fn has_something(scenario: &ScenarioResults, name: &str) -> bool {
    let values = |name: &str| scenario.measure(name).map(|series| series.values.as_slice());
    match name {
        // A single network is both the worst and the best.
        WORST_NETWORK | BEST_NETWORK => values(WORST_NETWORK) != values(BEST_NETWORK),
        name => values(name).into_iter().flatten().any(|value| value.is_some_and(|v| v != 0.0)),
    }
}

/// Attendances at emergency departments avoided in a year. They are a range, because the
/// probability that a patient without an appointment attends is known only as a range.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct EdRange {
    /// The smallest of the estimates.
    pub(super) low: f64,
    /// The largest of the estimates.
    pub(super) high: f64,
    /// The ends of all their intervals together.
    pub(super) bounds: Option<(f64, f64)>,
}

impl EdRange {
    /// The range of a comparison; `None` unless all three estimates are defined.
    pub(super) fn of(compared: &Comparison, weeks: u32) -> Option<EdRange> {
        let found: Option<Vec<MeanInterval>> = ED_DEFLECTED
            .iter()
            .map(|name| compared.measure(name).and_then(|series| yearly(series, weeks)))
            .collect();
        let found = found?;
        let least = |values: &mut dyn Iterator<Item = f64>| values.fold(f64::INFINITY, f64::min);
        let most = |values: &mut dyn Iterator<Item = f64>| values.fold(f64::NEG_INFINITY, f64::max);
        let ends: Option<Vec<_>> = found.iter().map(MeanInterval::bounds).collect();
        Some(EdRange {
            low: least(&mut found.iter().map(|one| one.mean)),
            high: most(&mut found.iter().map(|one| one.mean)),
            bounds: ends.map(|ends| {
                (least(&mut ends.iter().map(|end| end.0)), most(&mut ends.iter().map(|end| end.1)))
            }),
        })
    }

    /// Whether zero is within the range or its intervals.
    pub(super) fn includes_zero(self) -> bool {
        let (low, high) = self.bounds.unwrap_or((self.low, self.high));
        low <= 0.0 && high >= 0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::YEAR_DAYS;

    fn series(kind: Kind, values: &[f64]) -> Series {
        Series {
            name: "x".into(),
            unit: "people".into(),
            kind,
            values: values.iter().copied().map(Some).collect(),
            unpaired: None,
        }
    }

    #[test]
    fn a_flow_is_per_year_and_a_stock_of_the_same_unit_is_not() {
        let flow = yearly(&series(Kind::Flow, &[10.0, 20.0]), 26).expect("two values");
        assert!((flow.mean - 15.0 * YEAR_DAYS / 182.0).abs() < 1e-9);
        let week = weekly(&series(Kind::Flow, &[10.0, 20.0]), 26).expect("two values");
        assert!((week.mean - 15.0 / 26.0).abs() < 1e-12);
        for kind in Kind::ALL.into_iter().filter(|kind| *kind != Kind::Flow) {
            let level = yearly(&series(kind, &[1.0, 1.0]), 13).expect("two values");
            assert!((level.mean - 1.0).abs() < 1e-9, "{}", kind.word());
        }
    }

    #[test]
    fn the_replications_that_would_be_enough_are_those_of_a_t_table() {
        // Mean 71, standard deviation 38.97: 4.303 errors of 22.5 are more than 71, 3.182 of 19.5 are not.
        let differences = [114.0, 38.0, 61.0];
        assert_eq!(needed(&differences, 0.95), Some(4));
        assert!(needed(&differences, 0.999).is_some_and(|count| count > 4));
        assert_eq!(needed(&[1.0, -1.0, 1.0, -1.0, 0.001], 0.95), None);
    }

    #[test]
    fn what_is_undefined_or_infinite_is_not_shown() {
        assert_eq!(yearly(&series(Kind::Flow, &[1.0]), 0), None);
        let mut gap = series(Kind::Flow, &[1.0, 2.0]);
        gap.values[1] = None;
        assert_eq!(yearly(&gap, 52), None);
    }

    #[test]
    fn the_range_spans_all_three_estimates_whatever_their_order() {
        let named = |name: &str, mean: f64| Series {
            name: name.into(),
            unit: "attendances".into(),
            kind: Kind::Flow,
            values: vec![Some(mean - 1.0), Some(mean + 1.0)],
            unpaired: None,
        };
        let measures = ED_DEFLECTED.iter().zip([-30.0, -10.0, 0.0]).map(|(n, m)| named(n, m));
        let compared = Comparison {
            scenario: 1,
            baseline: 0,
            same_patients: true,
            other_days: false,
            measures: measures.collect(),
        };
        let range = EdRange::of(&compared, 52).expect("all three are there");
        assert!(
            (range.low + 30.0 * YEAR_DAYS / 364.0).abs() < 1e-9 && range.high.abs() < 1e-9,
            "{range:?}"
        );
        assert!(range.includes_zero());
    }
}
