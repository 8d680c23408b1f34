//! Whether a target is met, by how much it is missed, and the summary of all targets.

use crate::experiment::results::ScenarioResults;
use crate::statistics::interval::MeanInterval;
use crate::validation::targets::{Compared, Purpose, Target, TargetValue, Targets, Weight};

/// The rule in words, for readers of the results.
pub const RULE: &str = "\
A target passes if the mean over the replications is within its tolerance. Off is the mean minus the
observed value (for a range, its middle), in points for shares. The next column states it in
tolerances: beyond 1.00 the target fails. A question mark means that the 95% interval of the mean
crosses a limit. Inputs of the model are shown and not counted.";

/// A mean that exceeds a limit by less than this share of the tolerance is at the limit. Decimal
/// limits have no exact binary form.
const AT_LIMIT: f64 = 1e-9;

/// The verdict on one value of a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Within tolerance.
    Pass,
    /// Out of tolerance.
    Fail,
    /// Not measured: the run is too short, or the divisor is zero.
    Unmeasured,
    /// Not judged: the value is an input of the model.
    Input,
}

impl Verdict {
    /// Its word.
    pub const fn word(self) -> &'static str {
        match self {
            Verdict::Pass => "pass",
            Verdict::Fail => "fail",
            Verdict::Unmeasured => "not measured",
            Verdict::Input => "input",
        }
    }
}

/// One value of a target, with the simulated value.
#[derive(Clone, Copy, Debug)]
pub struct Finding<'t> {
    /// The target.
    pub target: &'t Target,
    /// The value.
    pub target_value: TargetValue,
    /// The mean over the replications with its 95% interval.
    pub simulated: Option<MeanInterval>,
    /// The verdict.
    pub verdict: Verdict,
}

impl Finding<'_> {
    /// The name of the band of a distribution.
    pub fn band(&self) -> Option<&'static str> {
        match self.target.compared {
            Compared::Distribution(distribution) => {
                Some(distribution.bands[self.target_value.band?])
            }
            Compared::Measure(_) => None,
        }
    }

    /// Simulated minus observed, in the unit of the measure. For a range, its middle is used.
    pub fn off(&self) -> Option<f64> {
        Some(self.simulated?.mean - self.target_value.centre()?)
    }

    /// The same in tolerances: beyond 1 or -1 is out.
    pub fn off_in_tolerances(&self) -> Option<f64> {
        let (low, high) = self.target_value.limits?;
        Some(self.off()? / ((high - low) / 2.0))
    }

    /// Whether the 95% interval of the simulated mean crosses a limit.
    pub fn is_close(&self) -> bool {
        let bounds = self.simulated.and_then(|found| found.bounds());
        bounds.zip(self.target_value.limits).is_some_and(|((from, to), (low, high))| {
            [low, high].iter().any(|limit| from < *limit && *limit < to)
        })
    }
}

impl TargetValue {
    /// The observed value, or the middle of its range.
    pub fn centre(&self) -> Option<f64> {
        self.observed.or_else(|| self.limits.map(|(low, high)| f64::midpoint(low, high)))
    }
}

/// The number of values, and how many of them pass.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// All that are judged.
    pub all: usize,
    /// Those that pass.
    pub passed: usize,
}

/// All judged values.
#[derive(Clone, Debug)]
pub struct Validation<'t> {
    /// The targets.
    pub targets: &'t Targets,
    /// One entry for each value, in the order of the targets.
    pub findings: Vec<Finding<'t>>,
}

impl Validation<'_> {
    fn count(&self, is_meant: impl Fn(&Target) -> bool) -> Count {
        let meant = self.findings.iter().filter(|finding| is_meant(finding.target));
        meant.fold(Count::default(), |count, finding| Count {
            all: count.all + usize::from(finding.verdict != Verdict::Input),
            passed: count.passed + usize::from(finding.verdict == Verdict::Pass),
        })
    }

    /// The values of one weight.
    pub fn weighing(&self, weight: Weight) -> Count {
        self.count(|target| target.weight == Some(weight))
    }

    /// The values to which nothing was fitted.
    pub fn held(&self) -> Count {
        self.count(|target| target.purpose == Purpose::Validation)
    }

    /// The values with this verdict.
    pub fn with(&self, verdict: Verdict) -> usize {
        self.findings.iter().filter(|finding| finding.verdict == verdict).count()
    }

    /// Whether every `must` value is met.
    pub fn passes(&self) -> bool {
        let must = self.weighing(Weight::Must);
        must.passed == must.all
    }
}

/// Compares the results of a scenario with targets.
///
/// # Example
///
/// ```
/// use pcn_sim::validation::judgement::judge;
/// use pcn_sim::validation::targets;
/// use pcn_sim::experiment::progress::Unwatched;
/// use pcn_sim::experiment::study::{Entry, Extent, Design, Study};
/// use pcn_sim::scenario::{self, FileSystem};
/// use pcn_sim::simulation::Horizon;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let scenario = scenario::load("average-pcn", &FileSystem)?;
/// let entry = Entry { name: scenario.name, title: scenario.title, system: scenario.system };
/// let horizon = Horizon { warm_up_weeks: 0, weeks: 1 };
/// let extent = Extent { horizon, seed: 1, replications: 2 };
/// let study = Study::new(vec![entry], Design::Alone, extent)?;
/// let results = pcn_sim::experiment::results(&study, &Unwatched)?.expect("it is not stopped");
/// let england = targets::load("england-2025-26", &FileSystem)?;
/// // One week says little: many targets need a whole year.
/// let validation = judge(&england, &results.scenarios[0]);
/// assert!(!validation.findings.is_empty());
/// # Ok(())
/// # }
/// ```
pub fn judge<'t>(targets: &'t Targets, results: &ScenarioResults) -> Validation<'t> {
    let of_target = |target: &'t Target| {
        target.target_values.iter().map(move |target_value| finding(target, *target_value, results))
    };
    Validation { targets, findings: targets.targets.iter().flat_map(of_target).collect() }
}

fn finding<'t>(
    target: &'t Target,
    target_value: TargetValue,
    results: &ScenarioResults,
) -> Finding<'t> {
    let simulated = match (target.compared, target_value.band) {
        (Compared::Distribution(distribution), Some(band)) => results
            .distribution(distribution.name)
            .and_then(|distribution| distribution.interval(band)),
        _ => results.measure(target.compared.name()).and_then(|series| series.interval()),
    };
    let simulated = simulated.filter(|found| found.mean.is_finite());
    let verdict = match (target.purpose, simulated, target_value.limits) {
        (Purpose::Input, ..) | (.., None) => Verdict::Input,
        (_, None, _) => Verdict::Unmeasured,
        (_, Some(found), Some((low, high))) => {
            let allowed = (high - low) / 2.0 * (1.0 + AT_LIMIT);
            let is_within = (found.mean - f64::midpoint(low, high)).abs() <= allowed;
            if is_within { Verdict::Pass } else { Verdict::Fail }
        }
    };
    Finding { target, target_value, simulated, verdict }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::results::{Bands, Profiles, Series};
    use crate::validation::targets::read;

    const TARGETS: &str = r#"
[about]
title = "T"
attribution = "A"
[sources.s]
citation = "C"
[[target]]
name = "GP"
measure = "gp_share"
unit = "share"
value = 0.45
tolerance = "2 points"
period = "P"
source = "s"
weight = "must"
use = "calibration"
[[target]]
name = "Lag"
distribution = "booking_lag_all"
unit = "share"
tolerance = "10 %"
period = "P"
source = "s"
weight = "should"
use = "validation"
[target.values]
"same day" = 0.5
"1 day" = 0.5
[[target]]
name = "DNA"
measure = "dna_share"
unit = "share"
value = 0.05
period = "P"
source = "s"
use = "input"
[[target]]
name = "Contacts"
measure = "gp_contacts_per_day"
unit = "contacts per day"
low = 25
high = 37
period = "P"
source = "s"
weight = "must"
use = "calibration"
"#;

    fn results(gp: [f64; 2]) -> ScenarioResults {
        let series = |name: &str, values: &[f64]| Series {
            name: name.into(),
            unit: "share".into(),
            kind: crate::measures::Kind::Share,
            values: values.iter().copied().map(Some).collect(),
            unpaired: None,
        };
        let lags = vec![Some(0.56), Some(0.44), None, None, None, None, None];
        ScenarioResults {
            name: "x".into(),
            title: "X".into(),
            scenario: 0,
            kind: crate::experiment::study::VariantKind::Stated,
            rooms: 1,
            measures: vec![series("gp_share", &gp), series("dna_share", &[0.2, 0.2])],
            distributions: vec![Bands {
                name: "booking_lag_all".into(),
                unit: "share".into(),
                bands: crate::measures::distributions::find("booking_lag_all")
                    .expect("it is")
                    .bands
                    .iter()
                    .map(|band| (*band).into())
                    .collect(),
                values: vec![lags.clone(), lags],
            }],
            supervision: Vec::new(),
            unmet_for_want_of: Vec::new(),
            practices: Vec::new(),
            weekdays: Vec::new(),
            profiles: Profiles {
                lag_shares: Vec::new(),
                monday_wait_min: Vec::new(),
                rooms_in_use: Vec::new(),
                staff_at_work: Vec::new(),
                staff_in_session: Vec::new(),
            },
        }
    }

    #[test]
    fn findings_are_those_worked_by_hand() {
        let targets = read(TARGETS, "t.toml").expect("they are complete");
        // Mean 0.46, s = 0.0141421, s/√2 = 0.01, t(1, 0.975) = 12.706: 0.46 ± 0.127.
        let found = judge(&targets, &results([0.45, 0.47]));
        let verdicts: Vec<_> = found.findings.iter().map(|finding| finding.verdict).collect();
        assert_eq!(
            verdicts,
            [Verdict::Pass, Verdict::Fail, Verdict::Fail, Verdict::Input, Verdict::Unmeasured]
        );
        let gp = found.findings[0];
        assert!((gp.off().expect("measured") - 0.01).abs() < 1e-12);
        assert!((gp.off_in_tolerances().expect("it has limits") - 0.5).abs() < 1e-9);
        assert!(gp.is_close(), "0.333 to 0.587 reaches across 0.43 and 0.47");
        // 0.56 against 0.5 ± 0.05: 1.2 tolerances; two equal values have no width.
        let same_day = found.findings[1];
        assert!((same_day.off_in_tolerances().expect("it has limits") - 1.2).abs() < 1e-9);
        assert!(!same_day.is_close() && same_day.band() == Some("same day"));
        assert_eq!(found.findings[3].off_in_tolerances(), None);
        assert_eq!(found.weighing(Weight::Must), Count { all: 2, passed: 1 });
        assert_eq!(found.weighing(Weight::Should), Count { all: 2, passed: 0 });
        assert_eq!(found.held(), Count { all: 2, passed: 0 });
        assert!(!found.passes(), "what is not measured is not met");
    }

    #[test]
    fn a_mean_at_the_limit_passes_and_one_beyond_fails() {
        let targets = read(TARGETS, "t.toml").expect("they are complete");
        let verdict = |mean| judge(&targets, &results([mean, mean])).findings[0].verdict;
        assert_eq!([verdict(0.47), verdict(0.43)], [Verdict::Pass, Verdict::Pass]);
        assert_eq!([verdict(0.470_01), verdict(0.429_99)], [Verdict::Fail, Verdict::Fail]);
    }

    #[test]
    fn what_should_be_met_does_not_decide() {
        let mut targets = read(TARGETS, "t.toml").expect("they are complete");
        targets.targets.pop();
        assert!(judge(&targets, &results([0.45, 0.45])).passes());
        assert!(!judge(&targets, &results([0.55, 0.55])).passes());
    }
}
