//! The manifest: command, date and machine of a run, and the hash of every file.

use super::json;
use serde::Serialize;
use sha2::{Digest, Sha256};

/// How a run was made: supplied by whoever made it, since the report reads no clock.
#[derive(Clone, Debug, PartialEq)]
pub struct RunAbout {
    /// How long the run took, in seconds.
    pub wall_time_seconds: f64,
    /// How many threads simulated.
    pub threads: usize,
    /// The machine, in words.
    pub machine: String,
    /// The command that was typed.
    pub command: String,
    /// The command that a page states: without folder, threads and what is printed.
    pub asked: String,
    /// When it was finished, as date and time.
    pub date: String,
    /// The version of the program.
    pub version: &'static str,
}

#[derive(Serialize)]
struct Manifest<'m> {
    schema: u32,
    program: &'static str,
    version: &'static str,
    model_sha256: &'static str,
    command: &'m str,
    date: &'m str,
    machine: &'m str,
    threads: usize,
    wall_time_seconds: Option<f64>,
    events: u64,
    events_per_second: Option<f64>,
    partial: bool,
    /// The SHA-256 of every other file of the folder, by name.
    files: Vec<Written<'m>>,
}

#[derive(Serialize)]
struct Written<'m> {
    name: &'m str,
    sha256: &'m str,
}

/// The name of the file.
pub const MANIFEST: &str = "manifest.json";

/// The SHA-256 of the sources from `units` to `measures` of this program.
pub const MODEL: &str = env!("PCN_SIM_MODEL_SHA256");

/// The manifest as JSON, with a line break at the end: how the run was made, and the hash of every
/// file written into its folder. `study.json` says what was simulated.
pub fn manifest_json(
    about: &RunAbout,
    events: u64,
    partial: bool,
    files: &[(String, String)],
) -> String {
    let finite = |value: f64| value.is_finite().then_some(value);
    json::text(&Manifest {
        schema: 2,
        program: env!("CARGO_PKG_NAME"),
        version: about.version,
        model_sha256: MODEL,
        command: &about.command,
        date: &about.date,
        machine: &about.machine,
        threads: about.threads,
        wall_time_seconds: finite(about.wall_time_seconds),
        events,
        events_per_second: finite(events as f64 / about.wall_time_seconds),
        partial,
        files: files.iter().map(|(name, sha256)| Written { name, sha256 }).collect(),
    })
}

/// The SHA-256 of `text`, in hexadecimal digits.
pub(super) fn sha256(text: &str) -> String {
    super::disk::hex(&Sha256::digest(text.as_bytes()))
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
    fn the_manifest_names_every_file_with_its_hash() {
        let mut about = sample::about();
        about.wall_time_seconds = 0.0;
        let files = [("summary.csv".to_owned(), sha256("abc"))];
        let text = manifest_json(&about, 7, true, &files);
        let json: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
        assert_eq!(json["files"][0]["name"], "summary.csv");
        assert_eq!(json["files"][0]["sha256"], sha256("abc"));
        assert!(json["events_per_second"].is_null() && json["partial"] == true);
    }
}
