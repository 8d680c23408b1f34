//! Enough to run it again: scenario texts with their hashes, seed, version, machine.

use super::precision::{PrecisionEntry, entry};
use super::{RunAbout, json};
use crate::experiment::results::Results;
use crate::scenario::Scenario;
use crate::validation::networks::rows::Networks;
use crate::validation::targets::Targets;
use serde::Serialize;
use sha2::{Digest, Sha256};

#[derive(Serialize)]
struct Manifest<'m> {
    schema: u32,
    program: &'static str,
    version: &'static str,
    command: &'m str,
    seed: u64,
    replications: u32,
    weeks: u32,
    warm_up_weeks: u32,
    partial: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    precision: Option<PrecisionEntry<'m>>,
    machine: &'m str,
    threads: usize,
    wall_time_seconds: Option<f64>,
    events: u64,
    events_per_second: Option<f64>,
    scenarios: Vec<Entry<'m>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    targets: Option<TargetsEntry<'m>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    networks: Option<NetworksEntry<'m>>,
}

/// What the run was held against.
#[derive(Clone, Copy, Debug)]
pub enum Against<'m> {
    /// Nothing: it stands for itself.
    Nothing,
    /// Targets.
    Targets(&'m Targets),
    /// Networks, which the scenario was made into.
    Networks(&'m Networks),
}

#[derive(Serialize)]
struct NetworksEntry<'m> {
    name: &'m str,
    sha256: String,
    text: &'m str,
}

#[derive(Serialize)]
struct Entry<'m> {
    name: &'m str,
    title: &'m str,
    sha256: String,
    resolved: &'m str,
}

#[derive(Serialize)]
struct TargetsEntry<'m> {
    name: &'m str,
    title: &'m str,
    sha256: String,
    text: &'m str,
}

impl<'m> TargetsEntry<'m> {
    fn of(targets: &'m Targets) -> TargetsEntry<'m> {
        let Targets { name, title, text, .. } = targets;
        TargetsEntry { name, title, sha256: sha256(text), text }
    }
}

impl<'m> Entry<'m> {
    fn of(scenario: &'m Scenario) -> Entry<'m> {
        let Scenario { name, title, resolved, .. } = scenario;
        Entry { name, title, sha256: sha256(resolved), resolved }
    }
}

/// The manifest as JSON, with a line break at the end; with what the run was held against.
pub fn manifest_json(
    results: &Results,
    scenarios: &[Scenario],
    against: Against<'_>,
    about: &RunAbout,
) -> String {
    let finite = |value: f64| value.is_finite().then_some(value);
    json::text(&Manifest {
        schema: 1,
        program: env!("CARGO_PKG_NAME"),
        version: about.version,
        command: &about.command,
        seed: results.seed,
        replications: results.replications,
        weeks: results.weeks,
        warm_up_weeks: results.warm_up_weeks,
        partial: results.partial,
        precision: entry(results),
        machine: &about.machine,
        threads: about.threads,
        wall_time_seconds: finite(about.wall_time_seconds),
        events: results.events,
        events_per_second: finite(results.events as f64 / about.wall_time_seconds),
        scenarios: scenarios.iter().map(Entry::of).collect(),
        targets: match against {
            Against::Targets(targets) => Some(TargetsEntry::of(targets)),
            _ => None,
        },
        networks: match against {
            Against::Networks(Networks { name, text, .. }) => {
                Some(NetworksEntry { name, sha256: sha256(text), text })
            }
            _ => None,
        },
    })
}

/// The SHA-256 of `text`, in hexadecimal digits.
/// The SHA-256 of several texts together, in hexadecimal: the same only if each of them is.
pub fn hash(texts: &[&str]) -> String {
    sha256(&texts.iter().map(|text| sha256(text)).collect::<String>())
}

pub(super) fn sha256(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn the_hash_is_that_of_the_standard() {
        // FIPS 180-2, appendix B.1.
        let known = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(sha256("abc"), known);
    }

    #[test]
    fn the_manifest_holds_the_text_of_every_scenario() {
        let (scenarios, mut about) = (sample::scenarios(), sample::about());
        about.wall_time_seconds = 0.0;
        let text = manifest_json(&sample::results(), &scenarios, Against::Nothing, &about);
        let json: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
        assert_eq!(json["scenarios"][0]["resolved"], scenarios[0].resolved.as_str());
        assert_eq!(json["scenarios"].as_array().map(Vec::len), Some(scenarios.len()));
        assert!(json["events_per_second"].is_null());
    }
}
