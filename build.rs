//! Takes the SHA-256 of everything that decides what a row of results holds: the sources from `units`
//! to `measures` and the row itself, in the order of their paths, whatever the line ends of the
//! checkout. A second one is that of the fit of networks, whose rows depend on it too.

use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};

/// The modules from `units` to `measures`, in reading order, and the row.
const SOURCES: [&str; 8] = [
    "units.rs",
    "engine",
    "statistics",
    "model",
    "scenario",
    "simulation",
    "measures",
    "experiment/row.rs",
];

/// What decides, with these, how a network is fitted.
const FITTING: [&str; 3] = ["calibration/most_probable.rs", "fitting", "own"];

fn main() {
    println!("cargo::rustc-env=PCN_SIM_MODEL_SHA256={}", hash_of(&SOURCES));
    println!("cargo::rustc-env=PCN_SIM_FITTING_SHA256={}", hash_of(&FITTING));
}

/// The SHA-256 of files and folders.
fn hash_of(sources: &[&str]) -> String {
    let mut files: Vec<PathBuf> = Vec::new();
    for source in sources {
        let path = Path::new("src").join(source);
        println!("cargo::rerun-if-changed={}", path.display());
        collect(&path, &mut files);
    }
    // By their parts, so that the order does not depend on how a platform separates them.
    files.sort_by_key(|path| path.iter().map(|part| part.to_os_string()).collect::<Vec<_>>());
    let mut hash = Sha256::new();
    for path in files {
        let name: Vec<String> =
            path.iter().map(|part| part.to_string_lossy().into_owned()).collect();
        let text = fs::read_to_string(&path).expect("a source can be read").replace("\r\n", "\n");
        hash.update(name.join("/").as_bytes());
        hash.update([0]);
        hash.update(text.as_bytes());
        hash.update([0]);
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) {
    if path.is_dir() {
        for entry in fs::read_dir(path).expect("a folder of sources can be read") {
            collect(&entry.expect("a source is there").path(), files);
        }
    } else if path.extension().is_some_and(|ending| ending == "rs") {
        files.push(path.to_owned());
    }
}
