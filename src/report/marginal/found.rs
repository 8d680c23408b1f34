//! What the results say of each next unit: gains in every headline measure, by unit and for money, and which
//! units may be the best.

use crate::decisions::selection::apart::leading;
use crate::experiment::marginal::{Levels, gains, next_units, together};
use crate::experiment::results::{Comparison, Results};
use crate::measures::first_screen::{FIRST_SCREEN, Shows};
use crate::model::margin::{More, wte};
use crate::model::money::Pence;
use crate::report::cost::{of_gp_hours, of_more_staff};
use crate::report::estimate::needed;
use crate::report::estimate::{ED_DEFLECTED, yearly};
use crate::report::sweep::Judged;
use crate::scenario::Scenario;
use crate::statistics::interval::{CONFIDENCE, MeanInterval, mean, mean_interval};

/// The amount of money for which gains are also stated \[£ a year\].
const POUNDS: f64 = 10_000.0;

/// Working days of a week.
const WORKING_DAYS: f64 = 5.0;

/// The words for the estimates of attendances at the emergency department.
const ED_WORDS: [&str; 3] = ["ED deflected, low", "ED deflected, central", "ED deflected, high"];

/// A next unit and what it gains in a year.
#[derive(Clone, Debug)]
pub(in crate::report) struct Unit {
    /// What is added.
    pub(in crate::report) more: More,
    /// Its key.
    pub(in crate::report) name: String,
    /// Its title.
    pub(in crate::report) title: String,
    /// Its title with its size.
    pub(in crate::report) words: String,
    /// What it costs in a year; `None` without a price.
    pub(in crate::report) cost: Option<Pence>,
    /// By headline: the difference, and its interval that holds together with those of all units; `None` if
    /// it is undefined in a replication.
    pub(in crate::report) differences: Vec<Option<MeanInterval>>,
    /// The gain in the measure by which units are judged: its mean, better if larger.
    pub(in crate::report) gain: Option<f64>,
    /// How it compares with the others.
    pub(in crate::report) standing: Standing,
    /// Whether it may gain most for the same money; `None` without a price or an interval.
    pub(in crate::report) leads_for_money: Option<bool>,
    /// By how much the best gains more, with an interval that holds together with those of all units; `None`
    /// for the best.
    pub(in crate::report) behind: Option<MeanInterval>,
}

impl Unit {
    /// The difference in a headline for [`POUNDS`].
    pub(in crate::report) fn per_pounds(&self, headline: usize) -> Option<MeanInterval> {
        let share = self.cost.filter(|cost| *cost > Pence::ZERO)?.as_pounds() / POUNDS;
        let found = self.differences[headline]?;
        let half_width = found.half_width.map(|half| half / share);
        Some(MeanInterval { mean: found.mean / share, half_width })
    }
}

/// How a unit compares with the others and with the scenario as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::report) enum Standing {
    /// Nothing is known, without two replications or with a measure that is undefined.
    Unknown,
    /// It is clearly better than the scenario as it is and than all others.
    Best,
    /// It cannot be told from the best.
    MayBeBest,
    /// It is clearly behind the best.
    Behind,
    /// It changes nothing in any replication.
    Nothing,
}

impl Standing {
    /// The words for it.
    pub(in crate::report) const fn words(self) -> &'static str {
        match self {
            Standing::Unknown => "",
            Standing::Best => "best",
            Standing::MayBeBest => "may be best",
            Standing::Behind => "behind",
            Standing::Nothing => "changes nothing",
        }
    }
}

/// What may be said of the units together.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::report) enum Verdict {
    /// The measure is undefined in a replication.
    Undefined,
    /// One replication tells nothing.
    TooFew,
    /// No unit changes anything in any replication.
    NothingDiffers,
    /// Every unit is clearly worse than the scenario as it is.
    AsItIs,
    /// The best, as an index of the units sorted.
    Best(usize),
    /// The units that cannot be told apart, best mean first; about how many replications would tell the
    /// first two apart.
    Ties(Vec<usize>, Option<u32>),
    /// The same, and the scenario as it is cannot be told from them.
    TiesWithNothing(Vec<usize>, Option<u32>),
}

/// All units, largest gain first.
#[derive(Clone, Debug)]
pub(in crate::report) struct Found {
    /// The measures of the differences: name, words, unit.
    pub(in crate::report) headlines: Vec<Judged>,
    /// The words for them.
    pub(in crate::report) words: Vec<String>,
    /// The measure by which units are judged, as an index.
    pub(in crate::report) by: usize,
    /// The size of a post \[whole-time equivalents\].
    pub(in crate::report) post: f64,
    pub(in crate::report) units: Vec<Unit>,
    pub(in crate::report) verdict: Verdict,
    /// What may be said for the same money, of the units with a price.
    pub(in crate::report) for_money: Option<Verdict>,
}

impl Found {
    /// The measure by which units are judged.
    pub(in crate::report) fn judged(&self) -> &Judged {
        &self.headlines[self.by]
    }
}

/// The measures of the first screen in their order, and first the one called `by` if it is none of them.
fn headlines(by: &str) -> (Vec<Judged>, Vec<String>) {
    let mut all: Vec<(Judged, String)> = Vec::new();
    for headline in FIRST_SCREEN {
        let names: Vec<(&str, &str)> = match headline.shows {
            Shows::Measure { difference, .. } => vec![(difference, headline.words)],
            Shows::EmergencyDepartment => ED_DEFLECTED.into_iter().zip(ED_WORDS).collect(),
            Shows::Cost => Vec::new(),
        };
        let known = |(name, words): (&str, &str)| Some((Judged::shown(name)?, words.to_owned()));
        all.extend(names.into_iter().filter_map(known));
    }
    if let Some(judged) = Judged::shown(by)
        && !all.iter().any(|(of, _)| of.name == by)
    {
        let words = judged.words();
        all.insert(0, (judged, format!("{}{}", words[..1].to_uppercase(), &words[1..])));
    }
    all.into_iter().unzip()
}

/// What results say of the next units of `scenario`; `None` without units, or if there is no such measure.
pub(in crate::report) fn found(
    results: &Results,
    scenario: &Scenario,
    levels: Levels,
    by: &str,
) -> Option<Found> {
    let (headlines, words) = headlines(by);
    let by = headlines.iter().position(|of| of.name == by)?;
    let judged = headlines[by];
    let next = next_units(results, levels);
    let count = next.len();
    let about = |(more, compared): (More, &Comparison)| {
        let unit = unit(results, scenario, (more, compared), (&headlines, count));
        (unit, gains(compared, judged.name, judged.less))
    };
    let mut all: Vec<(Unit, Option<Vec<f64>>)> = next.into_iter().map(about).collect();
    if all.is_empty() {
        return None;
    }
    for (unit, gains) in &mut all {
        unit.gain = gains.as_ref().map(|gains| mean(gains));
    }
    let size = |of: &(Unit, Option<Vec<f64>>)| of.0.gain.unwrap_or(f64::NEG_INFINITY);
    all.sort_by(|a, b| size(b).total_cmp(&size(a)));
    let gains: Vec<Option<Vec<f64>>> = all.iter().map(|(_, gains)| gains.clone()).collect();
    let mut units: Vec<Unit> = all.into_iter().map(|(unit, _)| unit).collect();
    let verdict = verdict(&gains, &(0..count).collect::<Vec<_>>());
    let year = judged.to_a_year(results.weeks);
    stand(&mut units, &gains, &verdict, year);
    let for_money = for_money(&mut units, &gains);
    Some(Found { headlines, words, by, post: wte(levels.post), units, verdict, for_money })
}

/// One of `count` units with its differences, without what follows from the others.
fn unit(
    results: &Results,
    scenario: &Scenario,
    (more, compared): (More, &Comparison),
    (headlines, count): (&[Judged], usize),
) -> Unit {
    let roles = &scenario.system.roles;
    let roles: Vec<(String, String)> =
        roles.iter().map(|role| (role.name.clone(), role.title.clone())).collect();
    let difference = |of: &Judged| {
        let found = mean_interval(&gains(compared, of.name, false)?, together(count))?;
        Some(a_year(found, of, results.weeks))
    };
    Unit {
        more,
        name: more.name(&roles),
        title: more.title(&roles).to_owned(),
        words: more.words(&roles),
        cost: cost(results, scenario, (more, compared)),
        differences: headlines.iter().map(difference).collect(),
        gain: None,
        standing: Standing::Unknown,
        leads_for_money: None,
        behind: None,
    }
}

/// A mean in a year.
pub(super) fn a_year(found: MeanInterval, of: &Judged, weeks: u32) -> MeanInterval {
    let year = of.to_a_year(weeks);
    MeanInterval { mean: found.mean * year, half_width: found.half_width.map(|half| half * year) }
}

/// What a unit costs in a year, whoever pays. Staff whose appointments are those of GPs and who are not
/// supervised have the price of a GP's hour unless they have their own; so has a supervisor.
fn cost(
    results: &Results,
    scenario: &Scenario,
    (more, compared): (More, &Comparison),
) -> Option<Pence> {
    let (system, money) = (&scenario.system, scenario.money.as_ref()?);
    match more {
        More::Staff { role, .. } => {
            let about = &system.roles[role];
            let is_gp =
                about.booked_as == system.general_practitioner && about.supervision.is_none();
            let hours = compared.measure("gp_hours_contracted").filter(|_| is_gp);
            let hours = hours.and_then(|hours| yearly(hours, results.weeks)).map(|of| of.mean);
            of_more_staff(money, (&system.with_more(more)?, system), hours)
        }
        More::Supervision => {
            Some(of_gp_hours(money, system.calendar.working_days_per_year / WORKING_DAYS))
        }
        _ => None,
    }
}

/// What may be said of units, largest mean first, called by `names`. The scenario as it is is one of the
/// options: it gains nothing.
fn verdict(gains: &[Option<Vec<f64>>], names: &[usize]) -> Verdict {
    let Some(mut values) = gains.iter().cloned().collect::<Option<Vec<Vec<f64>>>>() else {
        return Verdict::Undefined;
    };
    let count = values[0].len();
    if count < 2 {
        return Verdict::TooFew;
    }
    if values.iter().flatten().all(|gain| *gain == 0.0) {
        return Verdict::NothingDiffers;
    }
    // The scenario comes last, so that a unit with the same mean comes before it.
    let as_it_is = values.len();
    values.push(vec![0.0; count]);
    let Some(apart) = leading(&values, CONFIDENCE) else { return Verdict::Undefined };
    let mut group: Vec<usize> = apart.ties().collect();
    group.push(apart.best);
    group.sort_unstable();
    let with_nothing = group.last() == Some(&as_it_is);
    group.retain(|option| *option != as_it_is);
    // Units that change nothing are the scenario as it is.
    group.retain(|option| values[*option].iter().any(|gain| *gain != 0.0));
    let beside = |one: usize, other: usize| -> Vec<f64> {
        values[one].iter().zip(&values[other]).map(|(a, b)| a - b).collect()
    };
    let each = together(as_it_is);
    let named = |group: &[usize]| group.iter().map(|option| names[*option]).collect();
    match (group.as_slice(), with_nothing) {
        ([], _) => Verdict::AsItIs,
        ([first, ..], true) => {
            Verdict::TiesWithNothing(named(&group), needed(&beside(*first, as_it_is), each))
        }
        ([best], false) => Verdict::Best(names[*best]),
        ([first, second, ..], false) => {
            Verdict::Ties(named(&group), needed(&beside(*first, *second), each))
        }
    }
}

/// Sets the standing of every unit, and how far it is behind the best.
fn stand(units: &mut [Unit], gains: &[Option<Vec<f64>>], verdict: &Verdict, year: f64) {
    let leads: &[usize] = match verdict {
        Verdict::Undefined | Verdict::TooFew => return,
        Verdict::Best(best) => &[*best],
        Verdict::Ties(group, _) | Verdict::TiesWithNothing(group, _) => group,
        Verdict::NothingDiffers | Verdict::AsItIs => &[],
    };
    let is_best = matches!(verdict, Verdict::Best(_));
    let each = together(units.len());
    for (index, unit) in units.iter_mut().enumerate() {
        let (Some(best), Some(own)) = (&gains[0], &gains[index]) else { continue };
        unit.standing = match leads.contains(&index) {
            _ if own.iter().all(|gain| *gain == 0.0) => Standing::Nothing,
            true if is_best => Standing::Best,
            true => Standing::MayBeBest,
            false => Standing::Behind,
        };
        if index > 0 {
            let behind: Vec<f64> = best.iter().zip(own).map(|(a, b)| (a - b) * year).collect();
            unit.behind = mean_interval(&behind, each);
        }
    }
}

/// What may be said for the same money of units with a price; `None` without any.
fn for_money(units: &mut [Unit], gains: &[Option<Vec<f64>>]) -> Option<Verdict> {
    let scaled = |(unit, gains): (&Unit, &Option<Vec<f64>>)| {
        let share = unit.cost.filter(|cost| *cost > Pence::ZERO)?.as_pounds() / POUNDS;
        Some(
            gains.as_ref().map(|gains| gains.iter().map(|gain| gain / share).collect::<Vec<f64>>()),
        )
    };
    let priced = units.iter().zip(gains).map(scaled).enumerate();
    let mut priced: Vec<(usize, Option<Vec<f64>>)> =
        priced.filter_map(|(index, of)| Some((index, of?))).collect();
    if priced.is_empty() {
        return None;
    }
    let size = |of: &Option<Vec<f64>>| of.as_ref().map_or(f64::NEG_INFINITY, |of| mean(of));
    priced.sort_by(|a, b| size(&b.1).total_cmp(&size(&a.1)));
    let (names, gains): (Vec<usize>, Vec<_>) = priced.into_iter().unzip();
    let verdict = verdict(&gains, &names);
    let leads: &[usize] = match &verdict {
        Verdict::Undefined | Verdict::TooFew => return Some(verdict),
        Verdict::Best(best) => &[*best],
        Verdict::Ties(group, _) | Verdict::TiesWithNothing(group, _) => group,
        Verdict::NothingDiffers | Verdict::AsItIs => &[],
    };
    for name in names {
        units[name].leads_for_money = Some(leads.contains(&name));
    }
    Some(verdict)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOISE: [f64; 6] = [0.3, -0.2, 0.1, -0.3, 0.2, -0.1];

    /// The verdict on units with these means, largest first, and a little noise that differs.
    fn judged(means: &[f64]) -> Verdict {
        let of = |(at, mean): (usize, &f64)| {
            let noise = |r: usize| if *mean == 0.0 { 0.0 } else { NOISE[(at + r) % 6] };
            Some((0..6).map(|r| mean + noise(r)).collect())
        };
        let gains: Vec<Option<Vec<f64>>> = means.iter().enumerate().map(of).collect();
        verdict(&gains, &(0..means.len()).collect::<Vec<_>>())
    }

    #[test]
    fn no_winner_among_units_that_cannot_be_told_apart() {
        assert_eq!(judged(&[9.0, 3.0, -2.0]), Verdict::Best(0));
        assert!(matches!(judged(&[9.0, 8.95, 2.0]), Verdict::Ties(group, _) if group == [0, 1]));
        assert!(
            matches!(judged(&[0.05, -9.0]), Verdict::TiesWithNothing(group, _) if group == [0])
        );
        assert_eq!(judged(&[-3.0, -9.0]), Verdict::AsItIs);
        assert_eq!(judged(&[0.0, -9.0]), Verdict::AsItIs, "one changes nothing, the other harms");
        assert_eq!(judged(&[0.0, 0.0]), Verdict::NothingDiffers);
        assert_eq!(verdict(&[Some(vec![5.0])], &[0]), Verdict::TooFew);
        assert_eq!(verdict(&[None], &[0]), Verdict::Undefined);
    }

    #[test]
    fn a_headline_is_listed_once_and_another_measure_first() {
        let (all, words) = headlines("needs_settled");
        assert_eq!((all[0].name, words[0].as_str()), ("needs_settled", "Needs settled"));
        // Eleven measures and the three estimates of attendances.
        assert_eq!(all.len(), 14);
        let (all, _) = headlines("requests_met");
        assert_eq!((all[0].name, all.len()), ("requests_met", 15));
    }
}
