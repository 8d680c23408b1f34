//! Warnings that a careful analyst would add: results that are correct but may mislead.

use super::estate::rooms_without_gain;
use super::estimate::{EdRange, gain, includes_zero, main_comparisons};
use super::money::{MoneyWarning, money_warnings};
use super::planned_care::{PlannedCareWarning, planned_care_warnings};
use super::precision::precision_text;
use crate::experiment::results::{Results, ScenarioResults};
use crate::model::sourced::{Evidence, Parameter};
use crate::scenario::Scenario;
use crate::text::number::{counted, whole};
use crate::uncertainty::beliefs::told;
use crate::units::WHOLE_WEEKS_A_YEAR;
use std::fmt;

/// With fewer replications, results are only a first look.
const REPLICATIONS_FOR_A_DECISION: u32 = 30;
/// A shorter warm-up may not fill the appointment books.
const WARM_UP_WEEKS: u32 = 26;
/// Fewer measured weeks do not cover the seasons.
const WEEKS_OF_ALL_SEASONS: u32 = WHOLE_WEEKS_A_YEAR;
/// A queue was still growing if more requests are open at the end than arise in this number of weeks.
const WEEKS_OPEN: f64 = 1.0;
/// The queue for triage grows if it is longer at the end than at the start by more than this share of
/// the requests of a week, and has more than doubled.
const TRIAGE_GROWTH: f64 = 0.02;
/// An interval is wide if half its width is more than this share of the mean.
const WIDE: f64 = 0.5;

/// A warning before results are used. Its text says what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Warning {
    /// The run was stopped before all replications were done.
    Partial {
        /// Replications done of every scenario.
        replications: u32,
    },
    /// The requested precision was not reached.
    PrecisionNotReached {
        /// The precision reached, and what to do.
        what: String,
    },
    /// There is only one replication.
    SingleReplication,
    /// There are several replications, but few.
    FewReplications {
        /// Replications done of every scenario.
        replications: u32,
    },
    /// Ranges are beliefs of people.
    Beliefs {
        /// Of how many, and about what.
        what: String,
    },
    /// The warm-up may be too short.
    ShortWarmUp {
        /// Weeks of warm-up.
        weeks: u32,
    },
    /// The measured period does not cover a year.
    SeasonsNotCovered {
        /// Weeks measured.
        weeks: u32,
    },
    /// Many requests were still open at the end: a queue was still growing.
    StillGrowing {
        /// The scenario's title.
        scenario: String,
        /// Requests still open, in weeks of new ones, rounded.
        weeks: u32,
    },
    /// More and more requests wait for clinical triage.
    TriageGrows {
        /// The scenario's title.
        scenario: String,
        /// Requests waiting in the first and in the last weeks, rounded.
        waiting: [u64; 2],
    },
    /// A scenario has more or fewer patients than the baseline, so the difference is not only the change.
    OtherPatients {
        /// The scenario's title.
        scenario: String,
        /// Patients of the scenario and of the baseline, rounded.
        patients: [u64; 2],
    },
    /// Dates of a scenario are outside the run.
    DatesOutside {
        /// The scenario's title.
        scenario: String,
        /// Which dates, and what follows.
        dates: Vec<String>,
    },
    /// The interval of the net gain includes zero.
    GainUnclear {
        /// The scenario's title.
        scenario: String,
    },
    /// The interval of the net gain is wide.
    GainImprecise {
        /// The scenario's title.
        scenario: String,
    },
    /// New rooms show no clear gain, even if they are in use all the time.
    RoomsGainNothing {
        /// The scenario's title.
        scenario: String,
    },
    /// The range of attendances at emergency departments includes zero.
    EdRangeIncludesZero {
        /// The scenarios' titles.
        scenarios: Vec<String>,
    },
    /// Planned care is given up, or nobody does it.
    PlannedCare {
        /// The scenario's title.
        scenario: String,
        /// The problem.
        what: PlannedCareWarning,
    },
    /// A scenario spends money that is not reimbursed or not counted.
    Money {
        /// The scenario's title.
        scenario: String,
        /// The problem.
        what: MoneyWarning,
    },
    /// Practices of the base remain beside those of the scenario.
    PracticesLeftIn {
        /// The scenario's title.
        scenario: String,
        /// The practices.
        practices: Vec<String>,
    },
    /// Parameters rest on assumptions.
    RestsOnAssumptions {
        /// Parameters that are assumed.
        assumed: usize,
        /// Parameters that have a source.
        sourced: usize,
    },
}

impl fmt::Display for Warning {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Warning::Partial { replications } => write!(
                out,
                "The run was stopped early: these results come from the {replications} \
                 replication(s) that every scenario completed. Run it to the end before you quote \
                 them."
            ),
            Warning::PrecisionNotReached { what } | Warning::Beliefs { what } => {
                out.write_str(what)
            }
            Warning::SingleReplication => write!(
                out,
                "There is only one replication, so chance and effect cannot be distinguished, and \
                 there are no intervals. Use 30 replications or more."
            ),
            Warning::FewReplications { replications } => write!(
                out,
                "{replications} replications are enough for a first look; for a decision, use 30 \
                 or more."
            ),
            Warning::ShortWarmUp { weeks } => write!(
                out,
                "The warm-up is only {weeks} weeks: the appointment books may not be full yet, so access \
                 looks better than it is. Use 26 weeks or more."
            ),
            Warning::SeasonsNotCovered { weeks } => write!(
                out,
                "Only {weeks} weeks were measured and scaled to a year. Demand varies with the \
                 seasons, which these weeks do not cover. Measure {WEEKS_OF_ALL_SEASONS} weeks."
            ),
            Warning::StillGrowing { scenario, weeks } => write!(
                out,
                "{scenario}: the requests still open 28 days after the measured period are as many as \
                 arise in about {weeks} week(s). A queue was still growing, so waits depend on the length \
                 of the run: do not quote them. Add capacity where the queue is."
            ),
            Warning::TriageGrows { scenario, waiting: [first, last] } => write!(
                out,
                "{scenario}: the queue for clinical triage grows: {} requests wait at the end of a day in \
                 the first four weeks, {} in the last four. They are not met, and not yet counted as unmet: \
                 do not read fewer unmet requests as better access. Put more clinicians on duty, or keep \
                 more of their time for triage.",
                whole(*first as f64),
                whole(*last as f64)
            ),
            Warning::OtherPatients { scenario, patients: [of_scenario, of_baseline] } => write!(
                out,
                "{scenario}: {} patients are compared with {} in the baseline, so most of the difference \
                 comes from the number of patients and is not a gain. Compare networks with the same \
                 patients; for several networks, use a baseline with as many.",
                whole(*of_scenario as f64),
                whole(*of_baseline as f64)
            ),
            Warning::DatesOutside { scenario, dates } => write!(
                out,
                "{scenario}: dates that this run does not reach, and what follows: {}. Measure longer, or correct them.",
                dates.join("; ")
            ),
            Warning::GainUnclear { scenario } => write!(
                out,
                "{scenario}: the interval of the net gain includes zero, so this may gain or lose \
                 appointments. More replications narrow the interval; the true gain may be small."
            ),
            Warning::GainImprecise { scenario } => write!(
                out,
                "{scenario}: the net gain is uncertain by more than half its size. Quote the \
                 interval, not the mean, or use more replications."
            ),
            Warning::RoomsGainNothing { scenario } => write!(
                out,
                "{scenario}: these rooms bring no clear gain even if they are in use all the time: \
                 something else is the bottleneck. Do not build them for appointments alone."
            ),
            Warning::EdRangeIncludesZero { scenarios } => write!(
                out,
                "The range of ED attendances avoided or caused includes zero for: {}. Do not rely on \
                 avoided attendances in a business case.",
                scenarios.join("; ")
            ),
            Warning::PlannedCare { scenario, what } => write!(out, "{scenario}: {what}"),
            Warning::Money { scenario, what } => write!(out, "{scenario}: {what}"),
            Warning::PracticesLeftIn { scenario, practices } => write!(
                out,
                "{scenario}: {} of the base remain{} beside its own: {}. To remove them write leave_out = \
                 [\"practices\"] at the top of the file.",
                counted(practices.len(), "practice"),
                if practices.len() == 1 { "s" } else { "" },
                practices.join(", ")
            ),
            Warning::RestsOnAssumptions { assumed, sourced } => write!(
                out,
                "{} of {} parameters are assumptions without a source. Replace those for which you have \
                 local values, and check the ranges of those that matter to your question.",
                assumed,
                assumed + sourced
            ),
        }
    }
}

/// Dates that the run never reaches.
fn dates_outside(results: &Results, scenarios: &[Scenario]) -> Vec<Warning> {
    let of = |scenario: &Scenario| {
        let end = scenario.system.calendar.date(results.weeks as i32 * 7);
        let dates = scenario.system.dates_outside(Some(end));
        let title = scenario.title.clone();
        (!dates.is_empty()).then_some(Warning::DatesOutside { scenario: title, dates })
    };
    scenarios.iter().filter_map(of).collect()
}

/// Practices that scenarios keep from their bases.
fn left_in(scenarios: &[Scenario]) -> impl Iterator<Item = Warning> {
    let kept = scenarios.iter().filter(|scenario| !scenario.left_in.is_empty());
    kept.map(|scenario| Warning::PracticesLeftIn {
        scenario: scenario.title.clone(),
        practices: scenario.left_in.clone(),
    })
}

/// All warnings. Those about the whole run come first.
pub fn warnings(results: &Results, scenarios: &[Scenario]) -> Vec<Warning> {
    let mut found = about_the_run(results);
    found.extend(told(scenarios).map(|what| Warning::Beliefs { what }));
    found.extend(left_in(scenarios));
    found.extend(still_growing(results));
    found.extend(triage_grows(results));
    found.extend(planned_care(results, scenarios));
    found.extend(dates_outside(results, scenarios));
    let mut ed = Vec::new();
    let patients = |found: &ScenarioResults| {
        scenarios.get(found.scenario).map(|known| known.system.patients().round() as u64)
    };
    let of_baseline = results.scenarios.first().and_then(patients);
    for (scenario, compared) in main_comparisons(results) {
        let name = scenario.title.clone();
        match (patients(scenario), of_baseline) {
            (Some(own), Some(others)) if own != others => {
                let patients = [own, others];
                found.push(Warning::OtherPatients { scenario: name.clone(), patients });
            }
            _ => {}
        }
        if let Some(gained) = gain(compared, results.weeks) {
            let wide = gained.half_width.is_some_and(|half| half > WIDE * gained.mean.abs());
            let is_nothing =
                gained.mean.abs() <= 0.0 && gained.half_width.is_some_and(|half| half <= 0.0);
            if is_nothing {
                // The gain itself says that nothing differs.
            } else if includes_zero(gained) {
                found.push(Warning::GainUnclear { scenario: name.clone() });
            } else if wide {
                found.push(Warning::GainImprecise { scenario: name.clone() });
            }
        }
        if EdRange::of(compared, results.weeks).is_some_and(EdRange::includes_zero) {
            ed.push(name);
        }
    }
    let rooms = rooms_without_gain(results, scenarios).into_iter();
    found.extend(rooms.map(|scenario| Warning::RoomsGainNothing { scenario }));
    if !ed.is_empty() {
        found.push(Warning::EdRangeIncludesZero { scenarios: ed });
    }
    for (index, scenario) in scenarios.iter().enumerate() {
        let baseline = scenarios.first().filter(|_| index > 0);
        let what = money_warnings(scenario, baseline);
        let of = |what| Warning::Money { scenario: scenario.title.clone(), what };
        found.extend(what.into_iter().map(of));
    }
    if let Some(baseline) = scenarios.first() {
        let is_assumed = |p: &&Parameter| !matches!(p.evidence, Evidence::Source(_));
        let assumed = baseline.parameters.iter().filter(is_assumed).count();
        let sourced = baseline.parameters.len() - assumed;
        if assumed > 0 {
            found.push(Warning::RestsOnAssumptions { assumed, sourced });
        }
    }
    found
}

/// Stated scenarios in which a queue was still growing. Other numbers of rooms are left out.
fn still_growing(results: &Results) -> Vec<Warning> {
    let weeks_open = |scenario: &ScenarioResults| {
        let mean = |name| Some(scenario.measure(name)?.interval()?.mean);
        Some(mean("requests_open")? / mean("requests")? * f64::from(results.weeks))
    };
    results
        .scenarios
        .iter()
        .filter(|scenario| scenario.is_stated())
        .filter_map(|scenario| {
            let weeks = weeks_open(scenario).filter(|weeks| *weeks > WEEKS_OPEN)?.round() as u32;
            Some(Warning::StillGrowing { scenario: scenario.title.clone(), weeks })
        })
        .collect()
}

/// Stated scenarios in which more and more requests wait for clinical triage.
fn triage_grows(results: &Results) -> Vec<Warning> {
    let grows = |scenario: &ScenarioResults| {
        let mean = |name| Some(scenario.measure(name)?.interval()?.mean);
        let (last, growth) = (mean("triage_waiting")?, mean("triage_waiting_growth")?);
        let a_week = mean("requests")? / f64::from(results.weeks);
        let is_large = growth > TRIAGE_GROWTH * a_week && growth > last / 2.0;
        is_large.then_some([last - growth, last].map(|mean| mean.max(0.0).round() as u64))
    };
    let stated = results.scenarios.iter().filter(|scenario| scenario.is_stated());
    let warning = |scenario: &ScenarioResults| {
        let waiting = grows(scenario)?;
        Some(Warning::TriageGrows { scenario: scenario.title.clone(), waiting })
    };
    stated.filter_map(warning).collect()
}

/// Planned care of the stated scenarios.
fn planned_care(results: &Results, scenarios: &[Scenario]) -> Vec<Warning> {
    let stated = results.scenarios.iter().filter(|scenario| scenario.is_stated());
    let of = |found: &ScenarioResults| {
        let system = scenarios.get(found.scenario).map(|known| &known.system);
        let scenario = found.title.clone();
        let warning = move |what| Warning::PlannedCare { scenario: scenario.clone(), what };
        planned_care_warnings(system, found).into_iter().map(warning)
    };
    stated.flat_map(of).collect()
}

fn about_the_run(results: &Results) -> Vec<Warning> {
    let replications = results.replications;
    let mut found = Vec::new();
    if results.partial {
        found.push(Warning::Partial { replications });
    }
    let precision = results.precision.as_ref();
    let is_reached = precision.is_some_and(|precision| precision.is_reached());
    if let Some(what) = precision_text(results).filter(|_| !is_reached) {
        found.push(Warning::PrecisionNotReached { what });
    }
    // A reached precision already says how many replications are enough.
    if replications <= 1 {
        found.push(Warning::SingleReplication);
    } else if !is_reached && replications < REPLICATIONS_FOR_A_DECISION {
        found.push(Warning::FewReplications { replications });
    }
    if results.warm_up_weeks < WARM_UP_WEEKS {
        found.push(Warning::ShortWarmUp { weeks: results.warm_up_weeks });
    }
    if results.weeks < WEEKS_OF_ALL_SEASONS {
        found.push(Warning::SeasonsNotCovered { weeks: results.weeks });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::results::Series;
    use crate::measures::Kind;
    use crate::report::sample;

    #[test]
    fn a_careful_run_is_warned_of_only_for_what_it_found() {
        let found = warnings(&sample::results(), &sample::scenarios());
        let unclear = |w: &&Warning| matches!(w, Warning::GainUnclear { .. });
        assert!(!found.iter().any(|warning| matches!(warning, Warning::FewReplications { .. })));
        assert!(found.iter().filter(unclear).count() <= 1, "{found:?}");
        assert!(matches!(found.last(), Some(Warning::RestsOnAssumptions { .. })));
    }

    #[test]
    fn other_patients_than_those_of_the_baseline_are_told() {
        let (results, mut scenarios) = (sample::results(), sample::scenarios());
        let told = |scenarios: &[Scenario]| -> Vec<String> {
            let other = |w: &Warning| matches!(w, Warning::OtherPatients { .. });
            let found = warnings(&results, scenarios).into_iter().filter(other);
            found.map(|warning| warning.to_string()).collect()
        };
        assert_eq!(told(&scenarios), [""; 0]);
        let practice = &mut scenarios[2].system.practices[0];
        practice.list_size += 1_000.0;
        let found = told(&scenarios);
        assert_eq!(found.len(), 1);
        assert!(found[0].contains("50,110 patients are compared with 49,110"), "{}", found[0]);
    }

    #[test]
    fn a_queue_for_triage_that_grows_is_told_and_a_long_one_is_not() {
        let told = |waiting: f64, growth: f64| {
            let mut results = sample::results();
            let requests = results.scenarios[0].measures[0].clone();
            for (name, value) in [("triage_waiting", waiting), ("triage_waiting_growth", growth)] {
                results.scenarios[0].measures.push(Series {
                    name: name.into(),
                    kind: Kind::Stock,
                    values: requests.values.iter().map(|known| known.map(|_| value)).collect(),
                    ..requests.clone()
                });
            }
            warnings(&results, &[]).into_iter().find_map(|warning| match warning {
                Warning::TriageGrows { waiting, .. } => Some(waiting),
                _ => None,
            })
        };
        assert_eq!(told(1e7, 0.9e7), Some([1_000_000, 10_000_000]));
        assert_eq!(told(1e7, 0.0), None);
        assert_eq!(told(1.0, 0.9), None);
    }

    #[test]
    fn a_queue_that_still_grows_is_told() {
        let mut results = sample::results();
        let requests = results.scenarios[0].measures[0].clone();
        let open = Series {
            name: "requests_open".into(),
            kind: Kind::Stock,
            values: requests.values.iter().map(|value| value.map(|v| v * 0.1)).collect(),
            ..requests
        };
        results.scenarios[0].measures.push(open);
        let found = warnings(&results, &[]);
        let grows = |w: &Warning| matches!(w, Warning::StillGrowing { weeks: 5, .. });
        assert!(found.iter().any(grows), "{found:?}");
    }

    #[test]
    fn a_hasty_run_is_warned_of() {
        let mut results = sample::results();
        (results.partial, results.replications) = (true, 1);
        (results.weeks, results.warm_up_weeks) = (4, 2);
        let found = warnings(&results, &[]);
        assert_eq!(
            found[..4],
            [
                Warning::Partial { replications: 1 },
                Warning::SingleReplication,
                Warning::ShortWarmUp { weeks: 2 },
                Warning::SeasonsNotCovered { weeks: 4 },
            ]
        );
        assert!(found[3].to_string().contains("Measure 52 weeks"));
    }
}
