//! What results say of each constraint and of each pair of them.

use crate::experiment::bottlenecks::{
    Known, MET, Together, full_reliefs, known, labelled, of_kind, together, values,
};
use crate::experiment::results::{Comparison, Results};
use crate::experiment::study::VariantKind;
use crate::measures::Kind;
use crate::model::money::Pence;
use crate::model::relief::{Amount, Capacity, Relief};
use crate::report::cost::{of_gp_hours, of_more_staff};
use crate::report::estimate::yearly;
use crate::scenario::Scenario;
use crate::statistics::interval::MeanInterval;

/// The measures shown of every relief, with the words for them. The first decides.
pub(in crate::report) const SHOWN: [(&str, &str); 4] = [
    (MET, "Requests met"),
    ("needs_settled", "Needs settled"),
    ("planned_care_delivered", "Planned care"),
    ("gp_hours", "GP hours"),
];

/// The amount of money to which relief is scaled \[£\].
const POUNDS: f64 = 10_000.0;

/// The effect of a change, in a year.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::report) struct Effect {
    /// Each of [`SHOWN`]; `None` if it is undefined.
    pub(in crate::report) measures: [Option<MeanInterval>; SHOWN.len()],
    /// How well the relief is known; `None` for one replication.
    pub(in crate::report) known: Option<Known>,
    /// The number of replications.
    pub(in crate::report) replications: usize,
    /// The scenario with the change, as an index into the results.
    pub(in crate::report) scenario: usize,
}

impl Effect {
    /// The effect that a comparison shows.
    pub(in crate::report) fn of(compared: &Comparison, weeks: u32) -> Effect {
        let met = values(compared, MET).unwrap_or_default();
        Effect {
            measures: SHOWN.map(|(name, _)| yearly(compared.measure(name)?, weeks)),
            known: known(&met),
            replications: met.len(),
            scenario: compared.scenario,
        }
    }

    /// The relief.
    pub(in crate::report) fn met(&self) -> Option<MeanInterval> {
        self.measures[0]
    }
}

/// A constraint, its relief and its label.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::report) struct Bottleneck {
    pub(in crate::report) capacity: Capacity,
    /// Its name in words.
    pub(in crate::report) name: String,
    /// With one unit more.
    pub(in crate::report) one: Option<Effect>,
    /// Fully relieved.
    pub(in crate::report) full: Option<Effect>,
    /// Unmet requests of a year that name it; `None` if no label does.
    pub(in crate::report) labelled: Option<f64>,
    /// The cost of one unit in a year; `None` if the scenario states no price.
    pub(in crate::report) cost: Option<Pence>,
}

impl Bottleneck {
    /// The relief of full relief, or nothing.
    pub(in crate::report) fn relief(&self) -> f64 {
        self.full.as_ref().and_then(Effect::met).map_or(0.0, |found| found.mean)
    }

    /// Requests met for [`POUNDS`] by one unit more.
    pub(in crate::report) fn per_pounds(&self) -> Option<MeanInterval> {
        let cost = self.cost?.as_pounds() / POUNDS;
        let found = self.one.as_ref()?.met()?;
        let half_width = found.half_width.map(|half| half / cost);
        (cost > 0.0).then_some(MeanInterval { mean: found.mean / cost, half_width })
    }
}

/// Two constraints that were relieved together.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::report) struct Pair {
    /// Their names in words.
    pub(in crate::report) names: [String; 2],
    /// The relief of each alone.
    pub(in crate::report) alone: [Option<MeanInterval>; 2],
    /// Both relieved fully.
    pub(in crate::report) both: Effect,
    pub(in crate::report) mark: Together,
}

/// Everything that was relieved, largest relief first.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::report) struct Bottlenecks {
    pub(in crate::report) constraints: Vec<Bottleneck>,
    pub(in crate::report) pairs: Vec<Pair>,
    /// Requests not met in a year, as it is.
    pub(in crate::report) not_met: f64,
}

/// What results say of the constraints of `scenario`; `None` if none was relieved fully.
pub(in crate::report) fn bottlenecks(
    results: &Results,
    scenario: &Scenario,
) -> Option<Bottlenecks> {
    let baseline = results.scenarios.first()?;
    let reliefs = full_reliefs(results);
    if reliefs.is_empty() {
        return None;
    }
    let professions = &scenario.system.professions;
    let effect = |kind| of_kind(results, kind).map(|compared| Effect::of(compared, results.weeks));
    let to_a_year = Kind::Flow.to_a_year(results.weeks);
    let of = |capacity: Capacity| {
        let relieved = |amount| effect(VariantKind::Relieved(Relief { capacity, amount }));
        let labelled = labelled(baseline, capacity, professions);
        let one = relieved(Amount::OneMore);
        Bottleneck {
            capacity,
            name: capacity.words(professions),
            cost: cost_of_one(results, scenario, capacity),
            one,
            full: relieved(Amount::Full),
            labelled: labelled.map(|labelled| labelled * to_a_year),
        }
    };
    let mut constraints: Vec<Bottleneck> = reliefs.iter().map(|(of_it, _)| of(*of_it)).collect();
    constraints.sort_by(|a, b| b.relief().total_cmp(&a.relief()));
    let not_met = baseline.measure("requests_not_met").and_then(|s| yearly(s, results.weeks));
    Some(Bottlenecks {
        constraints,
        pairs: pairs(results, &reliefs, professions),
        not_met: not_met.map_or(0.0, |found| found.mean),
    })
}

fn pairs(results: &Results, reliefs: &[(Capacity, Vec<f64>)], professions: &[String]) -> Vec<Pair> {
    let alone = |capacity| reliefs.iter().find(|(other, _)| *other == capacity).map(|of| &of.1);
    let not_met = results.scenarios[0].measure("requests_not_met").and_then(|s| s.interval());
    let not_met = not_met.map_or(0.0, |found| found.mean);
    let yearly_of = |capacity| {
        let kind = VariantKind::Relieved(Relief { capacity, amount: Amount::Full });
        yearly(of_kind(results, kind)?.measure(MET)?, results.weeks)
    };
    let of = |compared: &Comparison| {
        let VariantKind::Both(one, other) = results.scenarios.get(compared.scenario)?.kind else {
            return None;
        };
        let both = values(compared, MET)?;
        Some(Pair {
            names: [one, other].map(|capacity| capacity.words(professions)),
            alone: [one, other].map(yearly_of),
            mark: together(alone(one)?, alone(other)?, &both, not_met),
            both: Effect::of(compared, results.weeks),
        })
    };
    results.comparisons.iter().filter_map(of).collect()
}

/// What one unit costs in a year, whoever pays. A profession without a price of its own has none, but for
/// GPs, whose hours have a price; so has the hour of a supervisor.
fn cost_of_one(results: &Results, scenario: &Scenario, capacity: Capacity) -> Option<Pence> {
    let (system, money) = (&scenario.system, scenario.money.as_ref()?);
    match capacity {
        Capacity::Profession(profession) => {
            let relief = Relief { capacity, amount: Amount::OneMore };
            let more = system.with_relief(relief)?;
            let is_gp = profession == system.general_practitioner;
            let compared = of_kind(results, VariantKind::Relieved(relief)).filter(|_| is_gp);
            let hours = compared
                .and_then(|of| yearly(of.measure("gp_hours_contracted")?, results.weeks))
                .map(|hours| hours.mean);
            of_more_staff(money, (&more, system), hours)
        }
        Capacity::Supervision => Some(of_gp_hours(money, system.calendar.working_days_per_year)),
        _ => None,
    }
}
