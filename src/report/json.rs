//! All results of a run, as JSON.

use crate::experiment::results::{PartResults, Results, Series, SupervisionOf};
use crate::uncertainty::total::Total;
use crate::validation::judgement::{Finding, Validation};
use crate::validation::networks::agreement::{Between, OUTCOMES, Pair};
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use serde_json::ser::{Formatter, PrettyFormatter};
use std::io::{self, Write};

/// The version of the file format. It increases when a key changes its meaning or is removed.
const SCHEMA: u32 = 2;

/// Writes the results as JSON, with a line break at the end.
///
/// Undefined values are `null`; so is a mean if any value is undefined, and an interval if there is
/// only one replication. Nothing is rounded.
///
/// # Errors
///
/// I/O errors of `out`.
pub fn write_results(results: &Results, out: &mut dyn Write) -> io::Result<()> {
    write(&Document(results, None), out)
}

/// [`write_results`], with what draws of the parameters say, if there are any.
///
/// # Errors
///
/// I/O errors of `out`.
pub fn write_comparison(
    results: &Results,
    total: Option<&Total>,
    out: &mut dyn Write,
) -> io::Result<()> {
    write(&Document(results, total), out)
}

/// The findings of a validation as JSON, with a line break at the end. Nothing is rounded.
pub fn validation_json(found: &Validation<'_>) -> String {
    text(&Validated(found))
}

/// The comparison of networks with observations, as JSON.
pub fn networks_json(found: &Between) -> String {
    text(&HeldNetworks(found))
}

struct HeldNetworks<'v>(&'v Between);

impl Serialize for HeldNetworks<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("schema", &SCHEMA)?;
        let outcomes = OUTCOMES.iter().zip(&self.0.agreements);
        let agreements: Vec<_> = outcomes
            .map(|(outcome, found)| {
                serde_json::json!({
                    "outcome": outcome.key,
                    "networks": found.map_or(0, |found| found.networks),
                    "rank_correlation": found.and_then(|found| found.correlation),
                    "ci95": found.and_then(|found| found.interval),
                    "mean_absolute_error": found.map(|found| found.error),
                    "mean_absolute_error_of_mean": found.map(|found| found.error_of_mean),
                    "bias": found.map(|found| found.bias),
                    "standard_deviations": found.map(|found| found.spread),
                })
            })
            .collect();
        map.serialize_entry("agreements", &agreements)?;
        let networks: Vec<_> = (self.0.networks.iter())
            .map(|held| {
                let pair = |pair: &Pair| serde_json::json!([pair.observed, pair.simulated]);
                let mut entry = serde_json::json!({
                    "network": held.network,
                    "practices": held.practices,
                    "patients": held.patients,
                    "fitted": held.is_fitted,
                    "calls_per_1000_month": pair(&held.inputs[0]),
                    "online_per_1000_month": pair(&held.inputs[1]),
                });
                for (outcome, found) in OUTCOMES.iter().zip(&held.outcomes) {
                    entry[outcome.key] = pair(found);
                }
                entry
            })
            .collect();
        map.serialize_entry("networks", &networks)?;
        map.end()
    }
}

struct Validated<'v>(&'v Validation<'v>);

impl Serialize for Validated<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(4))?;
        map.serialize_entry("schema", &SCHEMA)?;
        map.serialize_entry("targets", &self.0.targets.name)?;
        map.serialize_entry("passes", &self.0.passes())?;
        let findings: Vec<_> = self.0.findings.iter().map(Judged).collect();
        map.serialize_entry("findings", &findings)?;
        map.end()
    }
}

struct Judged<'v>(&'v Finding<'v>);

impl Serialize for Judged<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Finding { target, target_value, simulated, verdict } = self.0;
        let mut map = serializer.serialize_map(Some(12))?;
        map.serialize_entry("target", &target.name)?;
        map.serialize_entry("compared_with", target.compared.name())?;
        map.serialize_entry("band", &self.0.band())?;
        map.serialize_entry("unit", target.compared.unit())?;
        map.serialize_entry("weight", &target.weight.map(|weight| weight.word()))?;
        map.serialize_entry("use", target.purpose.word())?;
        map.serialize_entry("observed", &target_value.observed)?;
        map.serialize_entry("limits", &target_value.limits)?;
        map.serialize_entry("simulated", &simulated.map(|found| found.mean))?;
        map.serialize_entry("ci95", &simulated.and_then(|found| found.bounds()))?;
        map.serialize_entry("off_in_tolerances", &self.0.off_in_tolerances())?;
        map.serialize_entry("verdict", verdict.word())?;
        map.end()
    }
}

/// Any value as JSON text in this program's layout: arrays of numbers on one line, all else line by line.
pub(super) fn text(value: &impl Serialize) -> String {
    let mut out = Vec::new();
    write(value, &mut out).expect("memory can be written to, and all keys are text");
    String::from_utf8(out).expect("JSON is UTF-8")
}

fn write(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    let mut serializer = serde_json::Serializer::with_formatter(&mut *out, Lines::default());
    value.serialize(&mut serializer)?;
    out.write_all(b"\n")
}

struct Document<'r>(&'r Results, Option<&'r Total>);

impl Serialize for Document<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let results = self.0;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("schema", &SCHEMA)?;
        map.serialize_entry("partial", &results.partial)?;
        if let Some((first, last)) = results.shard {
            map.serialize_entry("only_replications", &[first, last])?;
        }
        map.serialize_entry("seed", &Seed(results.seed))?;
        map.serialize_entry("replications", &results.replications)?;
        map.serialize_entry("replication_numbers", &results.numbers)?;
        map.serialize_entry("weeks", &results.weeks)?;
        map.serialize_entry("warm_up_weeks", &results.warm_up_weeks)?;
        map.serialize_entry("events", &results.events)?;
        // Present only if a precision was requested.
        if let Some(precision) = super::precision::entry(results) {
            map.serialize_entry("precision", &precision)?;
        }
        map.serialize_entry("ci95_holds", "simulation noise only")?;
        map.serialize_entry("scenarios", &Scenarios(results))?;
        map.serialize_entry("comparisons", &Comparisons(results))?;
        // Present only if parameters were drawn.
        if let Some(total) = self.1 {
            map.serialize_entry("total_uncertainty", &super::total::entry(total, results))?;
        }
        map.end()
    }
}

/// A seed, written so that no reader rounds it.
struct Seed(u64);

impl Serialize for Seed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        crate::experiment::seed::serialize(&self.0, serializer)
    }
}

struct Scenarios<'r>(&'r Results);

impl Serialize for Scenarios<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut seq = serializer.serialize_seq(Some(self.0.scenarios.len()))?;
        for (id, scenario) in self.0.scenarios.iter().enumerate() {
            seq.serialize_element(&Named {
                ids: &[("id", id)],
                names: &[("name", &scenario.name), ("title", &scenario.title)],
                measures: &scenario.measures,
                supervision: Some(&scenario.supervision),
                unmet_for_want_of: Some(&scenario.unmet_for_want_of),
                parts: &[("practices", &scenario.practices), ("weekdays", &scenario.weekdays)],
            })?;
        }
        seq.end()
    }
}

struct Comparisons<'r>(&'r Results);

impl Serialize for Comparisons<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut seq = serializer.serialize_seq(None)?;
        let all = super::estimate::comparisons(self.0);
        for (id, (scenario, baseline, compared)) in all.enumerate() {
            let ids = [
                ("id", id),
                ("scenario_id", compared.scenario),
                ("baseline_id", compared.baseline),
            ];
            seq.serialize_element(&Named {
                ids: &ids,
                names: &[
                    ("title", &scenario.title),
                    ("scenario", &scenario.name),
                    ("baseline", &baseline.name),
                ],
                measures: &compared.measures,
                supervision: None,
                unmet_for_want_of: None,
                parts: &[],
            })?;
        }
        seq.end()
    }
}

/// Measures, with the scenario or comparison to which they belong.
struct Named<'r> {
    ids: &'r [(&'static str, usize)],
    names: &'r [(&'static str, &'r str)],
    measures: &'r [Series],
    /// By role and stage, of a scenario.
    supervision: Option<&'r [SupervisionOf]>,
    /// By profession, of a scenario.
    unmet_for_want_of: Option<&'r [Series]>,
    /// By practice and by day of the week, of a scenario.
    parts: &'r [(&'static str, &'r [PartResults])],
}

impl Serialize for Named<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (key, id) in self.ids {
            map.serialize_entry(key, id)?;
        }
        for (key, name) in self.names {
            map.serialize_entry(key, name)?;
        }
        map.serialize_entry("measures", &Measures(self.measures))?;
        if let Some(supervision) = self.supervision {
            map.serialize_entry("supervision", &Supervision(supervision))?;
        }
        if let Some(unmet) = self.unmet_for_want_of {
            map.serialize_entry("unmet_for_want_of", &Measures(unmet))?;
        }
        for (key, parts) in self.parts {
            map.serialize_entry(key, &Parts(parts))?;
        }
        map.end()
    }
}

/// Results by practice, or by day of the week.
struct Parts<'r>(&'r [PartResults]);

impl Serialize for Parts<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for part in self.0 {
            map.serialize_entry(&part.name, &Measures(&part.measures))?;
        }
        map.end()
    }
}

/// Supervision by role, and within one, by stage.
struct Supervision<'r>(&'r [SupervisionOf]);

impl Serialize for Supervision<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        // The stages of one role stand side by side.
        for of_role in self.0.chunk_by(|one, next| one.role == next.role) {
            map.serialize_entry(&of_role[0].role, &Stages(of_role))?;
        }
        map.end()
    }
}

struct Stages<'r>(&'r [SupervisionOf]);

impl Serialize for Stages<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for of in self.0 {
            map.serialize_entry(&of.stage, &Measures(&of.parts))?;
        }
        map.end()
    }
}

struct Measures<'r>(&'r [Series]);

impl Serialize for Measures<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for series in self.0 {
            map.serialize_entry(&series.name, &Measure(series))?;
        }
        map.end()
    }
}

struct Measure<'r>(&'r Series);

impl Serialize for Measure<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let finite = |value: f64| value.is_finite().then_some(value);
        let interval = self.0.interval();
        let mean = interval.and_then(|found| finite(found.mean));
        let bounds = interval.and_then(|found| found.bounds());
        let bounds = bounds.filter(|(low, high)| low.is_finite() && high.is_finite());
        let values: Vec<_> = self.0.values.iter().map(|value| value.and_then(finite)).collect();
        let mut map = serializer.serialize_map(Some(4))?;
        map.serialize_entry("unit", &self.0.unit)?;
        map.serialize_entry("mean", &mean)?;
        map.serialize_entry("ci95", &bounds)?;
        map.serialize_entry("values", &values)?;
        map.end()
    }
}

/// A layout with objects and outermost arrays line by line, and inner arrays on one line. The values of a
/// hundred replications then do not take a hundred lines.
#[derive(Default)]
struct Lines {
    pretty: PrettyFormatter<'static>,
    arrays: usize,
}

impl Formatter for Lines {
    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.arrays += 1;
        if self.arrays == 1 { self.pretty.begin_array(writer) } else { writer.write_all(b"[") }
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.arrays -= 1;
        if self.arrays == 0 { self.pretty.end_array(writer) } else { writer.write_all(b"]") }
    }

    fn begin_array_value<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        match (self.arrays, first) {
            (1, _) => self.pretty.begin_array_value(writer, first),
            (_, true) => Ok(()),
            (_, false) => writer.write_all(b", "),
        }
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        if self.arrays == 1 { self.pretty.end_array_value(writer) } else { Ok(()) }
    }

    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.pretty.begin_object(writer)
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.pretty.end_object(writer)
    }

    fn begin_object_key<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.pretty.begin_object_key(writer, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.pretty.begin_object_value(writer)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.pretty.end_object_value(writer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn results_json(results: &Results) -> String {
        text(&Document(results, None))
    }
    use crate::report::sample;
    use serde_json::Value;

    #[test]
    fn the_document_has_every_scenario_and_comparison() {
        let results = sample::results();
        let json: Value = serde_json::from_str(&results_json(&results)).expect("it is JSON");
        assert_eq!(json["scenarios"].as_array().map(Vec::len), Some(results.scenarios.len()));
        assert_eq!(json["comparisons"].as_array().map(Vec::len), Some(results.comparisons.len()));
        assert_eq!(json["comparisons"][0]["baseline"], "average-pcn");
        let gained = &json["comparisons"][0]["measures"]["appointments_gained_net"];
        assert_eq!(gained["values"].as_array().map(Vec::len), Some(30));
        assert_eq!(gained["ci95"].as_array().map(Vec::len), Some(2));
    }

    #[test]
    fn supervision_is_found_by_role_and_stage_in_scenarios_only() {
        let results = sample::results();
        let json: Value = serde_json::from_str(&results_json(&results)).expect("it is JSON");
        let of = &json["scenarios"][0]["supervision"]["clinical-pharmacist"];
        assert_eq!(of.as_object().map(|stages| stages.len()), Some(2));
        assert_eq!(of["transition"]["scheduled_h"]["unit"], "hours");
        assert_eq!(of["steady"]["total_h"]["values"].as_array().map(Vec::len), Some(30));
        assert!(json["comparisons"][0].get("supervision").is_none());
    }

    #[test]
    fn undefined_values_and_what_follows_from_them_are_null() {
        let mut results = sample::results();
        results.scenarios[0].measures[0].values[3] = None;
        results.scenarios[0].measures[1].values[0] = Some(f64::NAN);
        results.scenarios[0].measures[2].values.truncate(1);
        let json: Value = serde_json::from_str(&results_json(&results)).expect("it is JSON");
        let measure = |index: usize| {
            let name = results.scenarios[0].measures[index].name.as_str();
            json["scenarios"][0]["measures"][name].clone()
        };
        assert!(measure(0)["values"][3].is_null() && measure(0)["mean"].is_null());
        assert!(measure(1)["values"][0].is_null() && measure(1)["mean"].is_null());
        assert!(measure(2)["mean"].is_number() && measure(2)["ci95"].is_null());
    }

    #[test]
    fn values_stand_in_one_line_in_the_order_of_the_measures() {
        let text = results_json(&sample::results());
        let line = text.lines().find(|line| line.contains("\"values\"")).expect("there are values");
        assert!(line.trim().ends_with(']'), "{line}");
        assert!(
            text.starts_with("{\n  \"schema\": 2,\n  \"partial\": false,") && text.ends_with("}\n")
        );
        assert!(text.find("\"requests\"") < text.find("\"appointments_booked\""));
    }
}
