//! At which hours of the week relief meets most: one more of a constraint in each half-day, and which
//! half-days may be best.

use super::found::SHOWN;
use crate::decisions::selection::apart::leading;
use crate::experiment::bottlenecks::{MET, values};
use crate::experiment::marginal::together;
use crate::experiment::results::{Comparison, Results, Series};
use crate::experiment::study::VariantKind;
use crate::model::half_day::HalfDay;
use crate::model::relief::Capacity;
use crate::report::estimate::comparisons;
use crate::report::estimate::needed;
use crate::statistics::interval::{CONFIDENCE, MeanInterval, mean, mean_interval};

/// One more in a half-day.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::report) struct InHalfDay {
    pub(in crate::report) half_day: HalfDay,
    /// Each of [`SHOWN`] in a year, with intervals that hold together over the half-days of the constraint;
    /// `None` if it is undefined.
    pub(in crate::report) measures: [Option<MeanInterval>; SHOWN.len()],
}

impl InHalfDay {
    /// The requests met.
    pub(in crate::report) fn met(&self) -> Option<MeanInterval> {
        self.measures[0]
    }
}

/// Which half-days may be best. Half-days are indices.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::report) enum Best {
    /// One replication has no interval.
    TooFew,
    /// Requests met are the same in every half-day and every replication.
    NothingDiffers,
    /// No half-day is shown to meet more requests.
    NotClear,
    /// It is clearly better than every other.
    One(usize),
    /// These cannot be told apart, largest first, and about so many replications would tell the first from
    /// the second.
    OneOf(Vec<usize>, Option<u32>),
}

/// A constraint by half-days.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::report) struct ByHalfDay {
    pub(in crate::report) capacity: Capacity,
    /// Its name in words.
    pub(in crate::report) name: String,
    /// In order of time.
    pub(in crate::report) half_days: Vec<InHalfDay>,
    pub(in crate::report) best: Best,
    /// The number of replications.
    pub(in crate::report) replications: usize,
}

impl ByHalfDay {
    /// What is known of a half-day beside the others.
    pub(in crate::report) fn standing(&self, index: usize) -> &'static str {
        let met = self.half_days.get(index).and_then(InHalfDay::met);
        let is_clear = clear(met).unwrap_or(false);
        match &self.best {
            Best::TooFew => "",
            Best::NothingDiffers => "no effect",
            Best::One(best) if *best == index => "best",
            Best::OneOf(group, _) if group.contains(&index) => "may be best",
            _ if is_clear => "",
            _ => "cannot be told",
        }
    }
}

/// Whether the whole interval is on one side of zero; `None` without an interval.
pub(super) fn clear(found: Option<MeanInterval>) -> Option<bool> {
    found?.bounds().map(|(low, high)| low > 0.0 || high < 0.0)
}

/// Half-days with their comparisons.
type Compared<'r> = Vec<(HalfDay, &'r Comparison)>;

/// Every constraint that was relieved by half-days, in the order in which they lead.
pub(in crate::report) fn by_half_days(results: &Results) -> Vec<ByHalfDay> {
    let title = results.scenarios.first().map_or("", |scenario| scenario.title.as_str());
    let mut found: Vec<(Capacity, String, Compared<'_>)> = Vec::new();
    for (scenario, _, compared) in comparisons(results) {
        let VariantKind::InHalfDay(capacity, half_day) = scenario.kind else { continue };
        match found.iter_mut().find(|(other, ..)| *other == capacity) {
            Some((.., half_days)) => half_days.push((half_day, compared)),
            None => {
                let own = scenario.title.strip_prefix(title).unwrap_or(&scenario.title);
                let name = own.split(": ").next().unwrap_or(own).trim_start_matches(", ");
                found.push((capacity, name.to_owned(), vec![(half_day, compared)]));
            }
        }
    }
    let of = |(capacity, name, half_days)| of_one(capacity, name, half_days, results.weeks);
    found.into_iter().map(of).collect()
}

fn of_one(capacity: Capacity, name: String, half_days: Compared<'_>, weeks: u32) -> ByHalfDay {
    let met: Vec<Vec<f64>> =
        half_days.iter().map(|(_, compared)| values(compared, MET).unwrap_or_default()).collect();
    let count = half_days.len();
    let in_half_day = |(half_day, compared): (HalfDay, &Comparison)| InHalfDay {
        half_day,
        measures: SHOWN.map(|(name, _)| joint(compared.measure(name)?, count, weeks)),
    };
    ByHalfDay {
        capacity,
        name,
        half_days: half_days.into_iter().map(in_half_day).collect(),
        best: best(&met),
        replications: met.iter().map(Vec::len).min().unwrap_or(0),
    }
}

/// The mean in a year, with an interval that holds together with so many others.
fn joint(series: &Series, intervals: usize, weeks: u32) -> Option<MeanInterval> {
    let values: Option<Vec<f64>> = series.values.iter().copied().collect();
    let found = mean_interval(&values?, together(intervals))?;
    let factor = series.kind.to_a_year(weeks);
    let half_width = found.half_width.map(|half| half * factor);
    Some(MeanInterval { mean: found.mean * factor, half_width })
}

/// Which half-days may be best, by the requests met more in each of them, `met[half_day][replication]`.
pub(in crate::report) fn best(met: &[Vec<f64>]) -> Best {
    if met.is_empty() || met.iter().any(|values| values.len() < 2) {
        return Best::TooFew;
    }
    if met.iter().flatten().all(|value| *value == 0.0) {
        return Best::NothingDiffers;
    }
    let each = together(met.len());
    let is_more = |values: &Vec<f64>| {
        let bounds = mean_interval(values, each).and_then(|found| found.bounds());
        bounds.is_some_and(|(low, _)| low > 0.0)
    };
    if !met.iter().any(is_more) {
        return Best::NotClear;
    }
    let Some(found) = leading(met, CONFIDENCE) else { return Best::One(0) };
    let mut rivals: Vec<usize> = found.ties().collect();
    rivals.sort_by(|a, b| mean(&met[*b]).total_cmp(&mean(&met[*a])));
    let Some(second) = rivals.first() else { return Best::One(found.best) };
    let pairs = met[found.best].iter().zip(&met[*second]);
    let ahead: Vec<f64> = pairs.map(|(one, other)| one - other).collect();
    let needed = needed(&ahead, 1.0 - (1.0 - CONFIDENCE) / (met.len() - 1) as f64);
    let group = std::iter::once(found.best).chain(rivals).collect();
    Best::OneOf(group, needed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn around(mean: f64) -> Vec<f64> {
        vec![mean - 1.0, mean + 1.0, mean, mean + 0.5, mean - 0.5]
    }

    #[test]
    fn a_half_day_is_best_only_if_it_is_clearly_better_than_every_other() {
        assert_eq!(best(&[around(50.0), around(90.0), around(60.0)]), Best::One(1));
        // The second and the third differ by less than chance does.
        let near: Vec<f64> = around(90.0).iter().rev().copied().collect();
        let Best::OneOf(group, _) = best(&[around(50.0), around(90.2), near]) else {
            panic!("these cannot be told apart");
        };
        assert_eq!(group, [1, 2]);
    }

    #[test]
    fn where_nothing_is_known_no_half_day_is_named() {
        assert_eq!(best(&[vec![5.0], vec![9.0]]), Best::TooFew);
        assert_eq!(best(&[vec![0.0; 3], vec![0.0; 3]]), Best::NothingDiffers);
        assert_eq!(best(&[around(0.1), around(0.2)]), Best::NotClear);
        assert_eq!(best(&[around(-50.0), around(-40.0)]), Best::NotClear, "harm is no relief");
        assert_eq!(best(&[]), Best::TooFew);
    }
}
