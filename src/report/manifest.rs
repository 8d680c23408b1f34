//! The manifest: command, date and machine of a run, and the hash of every file.

use super::{disk, json};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::io;
use std::path::{Component, Path};

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
    /// The first command of a folder that was resumed, joined or reported again since; `None` if it is `command`.
    pub first_command: Option<String>,
    /// The seed, if there is one.
    pub seed: Option<u64>,
    /// The scenarios as they were resolved: their names and the SHA-256 of their texts.
    pub scenarios: Vec<(String, String)>,
}

#[derive(Serialize)]
struct Manifest<'m> {
    schema: u32,
    program: &'static str,
    version: &'static str,
    commit: &'static str,
    model_sha256: &'static str,
    command: &'m str,
    #[serde(skip_serializing_if = "Option::is_none")]
    first_command: Option<&'m str>,
    /// As words: JSON numbers lose digits above 2^53.
    #[serde(skip_serializing_if = "Option::is_none")]
    seed: Option<String>,
    /// The SHA-256 of every scenario as it was resolved.
    scenarios: Vec<Written<'m>>,
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

/// The commit of the checkout that this program was built from; `unknown` where it is not known, as in a debug
/// build.
pub const COMMIT: &str = env!("PCN_SIM_COMMIT");

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
        commit: COMMIT,
        model_sha256: MODEL,
        command: &about.command,
        first_command: about.first_command.as_deref(),
        seed: about.seed.map(|seed| seed.to_string()),
        scenarios: named(&about.scenarios),
        date: &about.date,
        machine: &about.machine,
        threads: about.threads,
        wall_time_seconds: finite(about.wall_time_seconds),
        events,
        events_per_second: finite(events as f64 / about.wall_time_seconds),
        partial,
        files: named(files),
    })
}

fn named(files: &[(String, String)]) -> Vec<Written<'_>> {
    files.iter().map(|(name, sha256)| Written { name, sha256 }).collect()
}

/// A manifest as it was read. Keys that this version does not know are left out.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct ReadManifest {
    program: String,
    /// The version of the program that wrote it.
    pub version: String,
    /// Its commit, if that was noted.
    #[serde(default = "unknown")]
    pub commit: String,
    /// The SHA-256 of its model.
    #[serde(default)]
    pub model_sha256: String,
    /// The command that was typed.
    pub command: String,
    /// The first command of the folder, if it was another.
    #[serde(default)]
    pub first_command: Option<String>,
    /// When it was finished.
    #[serde(default)]
    pub date: String,
    /// The machine, in words.
    #[serde(default)]
    pub machine: String,
    /// How many threads simulated.
    #[serde(default)]
    pub threads: usize,
    /// How long the last command took \[s\].
    #[serde(default)]
    pub wall_time_seconds: Option<f64>,
    /// Whether replications were missing.
    #[serde(default)]
    pub partial: bool,
    /// Every file of the folder, with its SHA-256.
    pub files: Vec<Listed>,
}

fn unknown() -> String {
    "unknown".to_owned()
}

/// A file that a manifest lists.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Listed {
    /// Its name.
    pub name: String,
    /// Its SHA-256.
    pub sha256: String,
}

impl ReadManifest {
    /// Reads the manifest at `path`.
    ///
    /// # Errors
    ///
    /// I/O errors of the file system; [`io::ErrorKind::InvalidData`] if it is no manifest of this program.
    pub fn read(path: &Path) -> io::Result<Self> {
        let wrong = |why: String| io::Error::new(io::ErrorKind::InvalidData, why);
        let text = disk::read_text(path)?;
        let found: ReadManifest = serde_json::from_str(&text)
            .map_err(|error| wrong(format!("it is not the manifest of a run: {error}")))?;
        if found.program != env!("CARGO_PKG_NAME") {
            return Err(wrong(format!("it is the manifest of {}, another program", found.program)));
        }
        // A name is that of a file of the folder, and leads nowhere else.
        let is_plain = |name: &str| {
            let mut parts = Path::new(name).components();
            matches!((parts.next(), parts.next()), (Some(Component::Normal(_)), None))
        };
        match found.files.iter().find(|file| !is_plain(&file.name)) {
            Some(file) => Err(wrong(format!("it lists {}, which is not a file name", file.name))),
            None => Ok(found),
        }
    }

    /// The hash that it states of the file called `name`.
    pub fn hash_of(&self, name: &str) -> Option<&str> {
        self.files.iter().find(|file| file.name == name).map(|file| file.sha256.as_str())
    }
}

/// The SHA-256 of `text`, in hexadecimal digits.
pub fn sha256(text: &str) -> String {
    disk::hex(&Sha256::digest(text.as_bytes()))
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
