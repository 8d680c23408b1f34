//! What a study was made from: its seed, its scenarios by their hashes; and whether a run made again agrees.

use super::disk;
use super::manifest::{COMMIT, MANIFEST, MODEL, ReadManifest, sha256};
use super::study_file::{ScenarioText, StudyFile, Task};
use crate::scenario::Scenario;
use std::fmt;
use std::io;
use std::path::Path;

/// The seed of a study.
pub const fn seed(file: &StudyFile) -> u64 {
    match file.task {
        Task::Verify { seed, .. } => seed,
        _ => file.outline.seed,
    }
}

/// The scenarios as they were resolved: their names and the SHA-256 of their texts.
pub fn scenario_hashes(file: &StudyFile) -> Vec<(String, String)> {
    let of = |scenario: &ScenarioText| (scenario.name.clone(), scenario.sha256.clone());
    file.scenarios.iter().map(of).collect()
}

/// The same of scenarios that belong to no study.
pub fn hashes_of(scenarios: &[Scenario]) -> Vec<(String, String)> {
    let of = |scenario: &Scenario| (scenario.name.clone(), sha256(&scenario.resolved));
    scenarios.iter().map(of).collect()
}

/// Whether the program that wrote a manifest is this one: version, commit and model, in a sentence; `None` if it is.
///
/// A commit that either of them does not know is no difference.
pub fn other_program(manifest: &ReadManifest) -> Option<String> {
    let (version, commit) = (env!("CARGO_PKG_VERSION"), COMMIT);
    let knows_both = manifest.commit != UNKNOWN && commit != UNKNOWN;
    let is_other = manifest.version != version
        || manifest.model_sha256 != MODEL
        || (knows_both && manifest.commit != commit);
    is_other.then(|| {
        let model = if manifest.model_sha256 == MODEL {
            "the sources of the model are the same"
        } else {
            "the sources of the model differ, so results may differ"
        };
        format!(
            "made by pcn-sim {}, commit {}; this is pcn-sim {version}, commit {commit}; {model}",
            manifest.version, manifest.commit
        )
    })
}

/// The commit of a program that does not know it.
const UNKNOWN: &str = "unknown";

/// Whether a file of a run was made again with the same bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Again {
    /// The bytes agree.
    Same,
    /// They do not.
    Differs,
    /// The run made again has no such file.
    Missing,
    /// The bytes agree with those that the manifest states, but the file was changed or damaged since.
    Changed,
    /// The first run did not list it.
    New,
}

impl fmt::Display for Again {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(match self {
            Again::Same => "same",
            Again::Differs => "differs",
            Again::Missing => "missing",
            Again::Changed => "changed",
            Again::New => "new",
        })
    }
}

/// The files of the run in `folder`, by its `manifest`, against those of the same run made again in `again`. The
/// manifests themselves hold date, machine and time, and are left out.
///
/// # Errors
///
/// I/O errors of the file system.
pub fn compare(
    (folder, manifest): (&Path, &ReadManifest),
    (again, made): (&Path, &ReadManifest),
) -> io::Result<Vec<(String, Again)>> {
    let mut found = Vec::new();
    for file in &manifest.files {
        let remade = hash_in(again, &file.name)?;
        let is_listed = made.hash_of(&file.name).is_some();
        let kept = hash_in(folder, &file.name)?;
        let state = match remade {
            None => Again::Missing,
            Some(_) if !is_listed => Again::Missing,
            Some(hash) if hash != file.sha256 => Again::Differs,
            Some(hash) if kept.is_some_and(|kept| kept != hash) => Again::Changed,
            Some(_) => Again::Same,
        };
        found.push((file.name.clone(), state));
    }
    let is_new = |name: &str| name != MANIFEST && manifest.hash_of(name).is_none();
    let new = made.files.iter().filter(|file| is_new(&file.name));
    found.extend(new.map(|file| (file.name.clone(), Again::New)));
    Ok(found)
}

/// The hash of a file of `folder`; `None` if there is none.
fn hash_in(folder: &Path, name: &str) -> io::Result<Option<String>> {
    match disk::hash_of(&folder.join(name)) {
        Ok(hash) => Ok(Some(hash)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}
