//! The options in the order of the needs that they settle, and how sure that order is.

use super::estimate::{EdRange, main_comparisons, yearly};
use super::words::rounding;
use crate::experiment::results::{Comparison, Results, ScenarioResults};
use crate::statistics::interval::{CONFIDENCE, MeanInterval, mean_interval};
use crate::text::number::{signed, to_nearest, whole};
use crate::uncertainty::total::{HEADLINES, Total};

/// The measure by which options are ranked: the first of the headlines.
pub(super) const RANKED_BY: &str = HEADLINES[0].0;

/// A difference with an interval: total, if parameters were drawn, else of simulation noise alone.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Difference {
    /// The mean of the replications with the stated parameters, a year.
    pub(super) mean: f64,
    /// The interval; `None` with one replication.
    pub(super) bounds: Option<(f64, f64)>,
    /// Its half width of simulation noise alone.
    pub(super) noise: Option<f64>,
    /// Whether the interval holds what is not known about the parameters too.
    pub(super) is_total: bool,
}

impl Difference {
    /// Whether the interval includes zero, so that no change is clear; a difference that is zero in every
    /// replication is none either.
    pub(super) fn is_unclear(self) -> bool {
        self.bounds.is_none_or(|(low, high)| low <= 0.0 && high >= 0.0)
    }

    pub(super) fn of_chance(found: MeanInterval) -> Difference {
        let (bounds, noise) = (found.bounds(), found.half_width);
        Difference { mean: found.mean, bounds, noise, is_total: false }
    }

    /// The unit to which it is rounded in sentences.
    fn unit(self) -> f64 {
        let half = self.bounds.map(|(low, high)| (high - low) / 2.0);
        rounding(MeanInterval { mean: self.mean, half_width: half })
    }

    /// Its size in words: `1,690 (690 to 2,700)`, in the direction of `sign`.
    pub(super) fn size(self, sign: f64) -> String {
        let show = |value: f64| whole(to_nearest(value * sign, self.unit())).replace('-', "−");
        let ends = self.bounds.map_or_else(String::new, |(low, high)| {
            let (low, high) = if sign < 0.0 { (high, low) } else { (low, high) };
            format!(" ({} to {})", show(low), show(high))
        });
        format!("{}{ends}", show(self.mean))
    }

    /// Its interval in words: `−300 to +1,200`.
    pub(super) fn range(self) -> String {
        let show = |value: f64| signed(to_nearest(value, self.unit()));
        self.bounds
            .map_or_else(String::new, |(low, high)| format!("{} to {}", show(low), show(high)))
    }
}

/// An option and what it settles beside the baseline.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ranked<'r> {
    /// The scenario.
    pub(super) found: &'r ScenarioResults,
    /// Its comparison with the baseline.
    pub(super) compared: &'r Comparison,
    /// Needs settled a year more than in the baseline.
    pub(super) settled: Option<Difference>,
}

/// The options, the one that settles most needs first.
pub(super) fn ranked<'r>(results: &'r Results, total: Option<&Total>) -> Vec<Ranked<'r>> {
    let option = |(found, compared): (&'r ScenarioResults, &'r Comparison)| {
        let settled = difference(RANKED_BY, (found, compared), results.weeks, total);
        Ranked { found, compared, settled }
    };
    let mut all: Vec<Ranked<'r>> = main_comparisons(results).map(option).collect();
    let key = |option: &Ranked<'_>| option.settled.map_or(f64::NEG_INFINITY, |found| found.mean);
    all.sort_by(|a, b| key(b).total_cmp(&key(a)));
    all
}

/// The baseline and the option that settles most needs, if there is one: what figures show before and after.
#[cfg(feature = "figures")]
pub(super) fn before_and_after(results: &Results) -> Vec<&ScenarioResults> {
    let best = ranked(results, None).first().map(|option| option.found);
    results.scenarios.first().into_iter().chain(best).collect()
}

/// The difference of a measure a year, with its total interval where draws give one.
pub(super) fn difference(
    measure: &str,
    (found, compared): (&ScenarioResults, &Comparison),
    weeks: u32,
    total: Option<&Total>,
) -> Option<Difference> {
    let chance = Difference::of_chance(yearly(compared.measure(measure)?, weeks)?);
    let drawn = total.and_then(|total| {
        let at = HEADLINES.iter().position(|(name, _)| *name == measure)?;
        let of = total.options.iter().find(|of| of.scenario == found.scenario)?;
        of.headlines.get(at)
    });
    Some(match drawn {
        Some(spread) => Difference { bounds: Some(spread.interval), is_total: true, ..chance },
        None => chance,
    })
}

/// ED attendances deflected, as a range over the estimates, with the total interval where draws give one.
pub(super) fn ed_range(option: &Ranked<'_>, weeks: u32, total: Option<&Total>) -> Option<EdRange> {
    let mut range = EdRange::of(option.compared, weeks)?;
    let end = |name: &str| difference(name, (option.found, option.compared), weeks, total);
    if let (Some(low), Some(high)) = (end("ed_deflected_low"), end("ed_deflected_high")) {
        let ends = [low.bounds, high.bounds];
        if let [Some(low), Some(high)] = ends {
            range.bounds = Some((low.0.min(high.0), low.1.max(high.1)));
        }
    }
    Some(range)
}

/// Needs settled by one option more than by another, replication by replication.
pub(super) fn between(
    one: &Ranked<'_>,
    other: &Ranked<'_>,
    results: &Results,
) -> Option<Difference> {
    let (a, b) = (one.compared.measure(RANKED_BY)?, other.compared.measure(RANKED_BY)?);
    let pairs: Option<Vec<f64>> =
        a.values.iter().zip(&b.values).map(|(a, b)| Some((*a)? - (*b)?)).collect();
    let factor = a.kind.to_a_year(results.weeks);
    let found = mean_interval(&pairs?, CONFIDENCE)?;
    let half_width = found.half_width.map(|half| half * factor);
    Some(Difference::of_chance(MeanInterval { mean: found.mean * factor, half_width }))
}
