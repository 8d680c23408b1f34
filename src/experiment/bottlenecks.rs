//! Which constraints bind: the relief that each brings, until it is known, and which two of them bind
//! together; and in which half-days of the week one more meets most.
//!
//! Relief is the difference in [`MET`] from the scenario as it is, replication by replication. A first
//! round makes the same number of replications of every variant. Then the pairs of those constraints that
//! relief or labels put first are added, and on request half-days of those that lead; further rounds make
//! more replications of what is not known yet. What a round does follows from the rows before it, and from
//! nothing else.

use crate::experiment::results::{Comparison, Results, ScenarioResults};
use crate::experiment::study::{Outline, VariantKind};
use crate::model::CareSystem;
use crate::model::half_day::HalfDay;
use crate::model::relief::{Amount, Capacity, Relief};
use crate::statistics::interval::{CONFIDENCE, MeanInterval, mean, mean_interval};

/// The measure whose difference is the relief.
pub const MET: &str = "requests_met";

/// Relief is known once half the width of its interval is at most this share of it [-].
pub const TENTH: f64 = 0.1;

/// The number of constraints by relief, and by label, among whose pairs those that bind together are
/// looked for. Rooms are always among them, since every clinician needs one.
pub const LOOKED_AT: usize = 4;

/// The most constraints whose half-days are looked at.
pub const BY_HALF_DAY: usize = 3;

/// Either would do if both together bring at most this share more than the larger alone [-].
const HARDLY_MORE: f64 = 0.1;

/// Either would do only if the smaller alone brings at least this share of the larger [-].
const AS_GOOD: f64 = 0.5;

/// Only both help if they bring at least this many times the sum of each alone [-].
const MUCH_MORE: f64 = 1.5;

/// Only both help if together they meet at least this share of the requests that are not met [-]. Less
/// would matter to nobody.
const MATTERS: f64 = 0.01;

/// How well a relief is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// Nothing differs in any replication.
    Nothing,
    /// Half the width of its interval is at most a tenth of it.
    ToATenth,
    /// Its direction is known, its size is not known to a tenth.
    Direction,
    /// Not even its direction is known.
    Not,
}

impl Known {
    /// The words for it.
    pub const fn words(self) -> &'static str {
        match self {
            Known::Nothing => "no effect",
            Known::ToATenth => "known to a tenth",
            Known::Direction => "size cannot be told",
            Known::Not => "cannot be told",
        }
    }
}

/// How well the mean of `values` is known; `None` without a spread.
pub fn known(values: &[f64]) -> Option<Known> {
    let found = mean_interval(values, CONFIDENCE)?;
    let half = found.half_width?;
    Some(if values.iter().all(|value| *value == 0.0) {
        Known::Nothing
    } else if half <= TENTH * found.mean.abs() {
        Known::ToATenth
    } else if half < found.mean.abs() {
        Known::Direction
    } else {
        Known::Not
    })
}

/// How many replications there should be after `made`, of at most `at_most`. The same number if the relief
/// is known, or if not even the far end of its interval would be known to a tenth with all of them.
fn wanted(values: &[f64], at_most: u32) -> u32 {
    let made = values.len() as u32;
    let Some(MeanInterval { mean, half_width: Some(half) }) = mean_interval(values, CONFIDENCE)
    else {
        return made.max(2).min(at_most);
    };
    if made >= at_most || half <= TENTH * mean.abs() {
        return made;
    }
    // The width falls with the square root of the number.
    let narrowed = half * (f64::from(made) / f64::from(at_most)).sqrt();
    if narrowed > TENTH * (mean.abs() + half) {
        return made;
    }
    let needed = f64::from(made) * (half / (TENTH * mean.abs()).max(f64::MIN_POSITIVE)).powi(2);
    // A width from few replications is itself uncertain, so their number at most doubles at once.
    let next = needed.min(f64::from(made) * 2.0).ceil() as u32;
    next.clamp(made + 1, at_most)
}

/// The replications of every variant in the next round; `None` if nothing is left to learn.
pub fn next_round(outline: &Outline, results: &Results, at_most: u32) -> Option<Vec<u32>> {
    let now = |index: usize| outline.replications_of(index);
    let mut next: Vec<u32> = (0..outline.variants.len()).map(now).collect();
    // Half-days of a constraint are compared with each other, so all have as many replications.
    let is_extended = |variant: usize| !outline.variants[variant].kind.is_half_day();
    for compared in results.comparisons.iter().filter(|compared| is_extended(compared.scenario)) {
        if let Some(values) = values(compared, MET) {
            next[compared.scenario] = next[compared.scenario].max(wanted(&values, at_most));
        }
    }
    next[0] = next.iter().copied().max()?;
    let has_more = (0..next.len()).any(|index| index != 0 && next[index] > now(index));
    has_more.then_some(next)
}

/// The values of a measure of `compared` in every replication; `None` if undefined in any.
pub fn values(compared: &Comparison, measure: &str) -> Option<Vec<f64>> {
    compared.measure(measure)?.values.iter().copied().collect()
}

/// The comparison of the variant of this kind with the scenario as it is.
pub fn of_kind(results: &Results, kind: VariantKind) -> Option<&Comparison> {
    results
        .comparisons
        .iter()
        .find(|compared| results.scenarios.get(compared.scenario).is_some_and(|s| s.kind == kind))
}

/// The capacities relieved fully, with the relief in each replication.
pub fn full_reliefs(results: &Results) -> Vec<(Capacity, Vec<f64>)> {
    let of = |compared: &Comparison| match results.scenarios.get(compared.scenario)?.kind {
        VariantKind::Relieved(Relief { capacity, amount: Amount::Full }) => {
            Some((capacity, values(compared, MET)?))
        }
        _ => None,
    };
    results.comparisons.iter().filter_map(of).collect()
}

/// The unmet requests that name a capacity as what was missing, on average over the replications; `None`
/// for telephone hours, which no label names.
pub fn labelled(
    scenario: &ScenarioResults,
    capacity: Capacity,
    professions: &[String],
) -> Option<f64> {
    let average = |values: &[Option<f64>]| {
        let values: Vec<f64> = values.iter().flatten().copied().collect();
        if values.is_empty() { 0.0 } else { mean(&values) }
    };
    let of_measure = |name: &str| scenario.measure(name).map_or(0.0, |s| average(&s.values));
    Some(match capacity {
        Capacity::Profession(index) => {
            let name = professions.get(index)?;
            let found = scenario.unmet_for_want_of.iter().find(|series| series.name == *name);
            found.map_or(0.0, |series| average(&series.values))
        }
        Capacity::Receptionists => of_measure("requests_unmet_telephone"),
        Capacity::Rooms => of_measure("requests_unmet_room"),
        Capacity::Supervision => of_measure("requests_unmet_supervision"),
        Capacity::Book => of_measure("requests_unmet_horizon"),
        Capacity::Duty => of_measure("requests_unmet_triage"),
        Capacity::TelephoneHours => return None,
    })
}

/// The pairs of capacities that may bind together: all pairs among those that bring the largest relief,
/// those that labels name most often, in turn, and rooms.
pub fn pairs(results: &Results, professions: &[String]) -> Vec<(Capacity, Capacity)> {
    let reliefs = full_reliefs(results);
    let Some(baseline) = results.scenarios.first() else { return Vec::new() };
    let largest_first = |mut all: Vec<(Capacity, f64)>| -> Vec<Capacity> {
        all.sort_by(|a, b| b.1.total_cmp(&a.1));
        all.into_iter().map(|(capacity, _)| capacity).collect()
    };
    let label = |capacity| labelled(baseline, capacity, professions).unwrap_or(0.0);
    let by_relief =
        largest_first(reliefs.iter().map(|(capacity, relief)| (*capacity, mean(relief))).collect());
    let by_label =
        largest_first(reliefs.iter().map(|(capacity, _)| (*capacity, label(*capacity))).collect());
    let mut chosen: Vec<Capacity> = Vec::new();
    for capacity in by_relief.iter().zip(&by_label).flat_map(|(one, other)| [*one, *other]) {
        if !chosen.contains(&capacity) && chosen.len() < LOOKED_AT {
            chosen.push(capacity);
        }
    }
    if by_relief.contains(&Capacity::Rooms) && !chosen.contains(&Capacity::Rooms) {
        chosen.push(Capacity::Rooms);
    }
    chosen.sort_unstable();
    let after = |index: usize| chosen[index + 1..].iter().map(move |other| (index, *other));
    let all = (0..chosen.len()).flat_map(after);
    all.map(|(index, other)| (chosen[index], other)).collect()
}

/// The constraints whose full relief meets clearly more requests in the first round of so many replications,
/// largest first.
pub fn clear_reliefs(results: &Results, first: u32) -> Vec<Capacity> {
    let relief = |(capacity, values): (Capacity, Vec<f64>)| {
        let found = mean_interval(&values[..values.len().min(first as usize)], CONFIDENCE)?;
        found.bounds().filter(|(low, _)| *low > 0.0).map(|_| (capacity, found.mean))
    };
    let mut clear: Vec<_> = full_reliefs(results).into_iter().filter_map(relief).collect();
    clear.sort_by(|a, b| b.1.total_cmp(&a.1));
    clear.into_iter().map(|(capacity, _)| capacity).collect()
}

/// One more in each half-day, of the first [`BY_HALF_DAY`] of [`clear_reliefs`] that can be relieved so.
pub fn half_days(results: &Results, system: &CareSystem, first: u32) -> Vec<VariantKind> {
    let can_be = |capacity: &Capacity| system.not_by_half_day(*capacity).is_none();
    let leading = clear_reliefs(results, first).into_iter().filter(can_be).take(BY_HALF_DAY);
    let of_one = |capacity: Capacity| {
        let can_be = move |half_day: &HalfDay| system.with_more_in(capacity, *half_day).is_some();
        HalfDay::all()
            .filter(can_be)
            .map(move |half_day| VariantKind::InHalfDay(capacity, half_day))
    };
    leading.flat_map(of_one).collect()
}

/// How two constraints bind together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Together {
    /// Each alone brings nearly what both bring.
    EitherWouldDo,
    /// Both bring much more than the sum of each.
    OnlyBoth,
    /// Neither is shown.
    Separately,
}

impl Together {
    /// The words for it.
    pub const fn words(self) -> &'static str {
        match self {
            Together::EitherWouldDo => "either would do",
            Together::OnlyBoth => "only both",
            Together::Separately => "",
        }
    }
}

/// How two constraints bind together, by the relief of each alone and of both in the same replications.
/// `not_met` is the number of requests that are not met as it is.
///
/// A mark is given only if the whole 95% interval of the difference that it claims is on its side.
pub fn together(one: &[f64], other: &[f64], both: &[f64], not_met: f64) -> Together {
    let n = one.len().min(other.len()).min(both.len());
    let (one, other, both) = (&one[..n], &other[..n], &both[..n]);
    if n < 2 {
        return Together::Separately;
    }
    let (larger, smaller) = if mean(one) >= mean(other) { (one, other) } else { (other, one) };
    let bounds = |value: &dyn Fn(usize) -> f64| {
        let values: Vec<f64> = (0..n).map(value).collect();
        mean_interval(&values, CONFIDENCE).and_then(|found| found.bounds())
    };
    let is_above = |value: &dyn Fn(usize) -> f64| bounds(value).is_some_and(|(low, _)| low > 0.0);
    let is_hardly_more = is_above(&|r| (1.0 + HARDLY_MORE) * larger[r] - both[r]);
    if is_above(&|r| smaller[r] - AS_GOOD * larger[r]) && is_above(&|r| larger[r]) && is_hardly_more
    {
        return Together::EitherWouldDo;
    }
    // A constraint whose relief alone does harm is one that brings nothing.
    let alone = |values: &[f64], r: usize| if mean(values) > 0.0 { values[r] } else { 0.0 };
    let is_much_more = is_above(&|r| both[r] - MUCH_MORE * (alone(larger, r) + alone(smaller, r)));
    if is_much_more && is_above(&|r| both[r] - MATTERS * not_met) {
        return Together::OnlyBoth;
    }
    Together::Separately
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_relief_is_known_once_half_its_interval_is_a_tenth_of_it() {
        // Half-width of 99, 100, 101: 4.30 · 1/√3 = 2.48.
        assert_eq!(known(&[99.0, 100.0, 101.0]), Some(Known::ToATenth));
        assert_eq!(known(&[19.0, 20.0, 21.0]), Some(Known::Direction));
        assert_eq!(known(&[1.0, 2.0, 0.0]), Some(Known::Not));
        assert_eq!(known(&[0.0; 3]), Some(Known::Nothing));
        assert_eq!(known(&[5.0]), None);
    }

    #[test]
    fn replications_are_added_only_where_they_may_tell() {
        // Known: none. 2.48 of 20 is 12%: 3 · 1.24² = 4.6, so five.
        assert_eq!(wanted(&[99.0, 100.0, 101.0], 40), 3);
        assert_eq!(wanted(&[19.0, 20.0, 21.0], 40), 5);
        // Far from it, the number doubles and no more.
        assert_eq!(wanted(&[8.0, 10.0, 12.0], 400), 6);
        // 24.8 of 1 would be 6.8 with 40, and not a tenth of even 25.8.
        assert_eq!(wanted(&[-9.0, 1.0, 11.0], 40), 3);
        assert_eq!(wanted(&[8.0, 10.0, 12.0], 3), 3, "the limit is reached");
        assert_eq!(wanted(&[0.0; 3], 40), 3, "nothing differs");
    }

    #[test]
    fn two_constraints_bind_together_as_they_were_made() {
        let around = |mean: f64| [mean - 1.0, mean + 1.0, mean, mean + 0.5];
        let made = |one: f64, other: f64, both: f64| {
            together(&around(one), &around(other), &around(both), 2_000.0)
        };
        assert_eq!(made(1_000.0, 950.0, 1_020.0), Together::EitherWouldDo);
        assert_eq!(made(950.0, 1_000.0, 1_020.0), Together::EitherWouldDo);
        assert_eq!(made(0.0, 0.0, 1_000.0), Together::OnlyBoth);
        assert_eq!(made(-300.0, 100.0, 1_000.0), Together::OnlyBoth);
        assert_eq!(made(500.0, 400.0, 900.0), Together::Separately, "they add up");
        assert_eq!(made(1_000.0, 0.0, 1_000.0), Together::Separately, "one has no part in it");
        assert_eq!(made(0.0, 0.0, 10.0), Together::Separately, "too little to matter");
        assert_eq!(together(&[1.0], &[1.0], &[9.0], 10.0), Together::Separately, "no interval");
    }
}
