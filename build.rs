//! Takes the SHA-256 of everything that decides what a row of results holds: the sources from `units`
//! to `measures` and the row itself, in the order of their paths, whatever the line ends of the
//! checkout. A second one is that of the fit of networks, whose rows depend on it too. A release build
//! also learns the commit of the checkout, for the reports.

use sha2::{Digest, Sha256};
use std::env;
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
    println!(
        "cargo::rustc-env=PCN_SIM_COMMIT={}",
        commit().unwrap_or_else(|| "unknown".to_owned())
    );
}

/// The commit that is built: as the variable `PCN_SIM_BUILT_FROM` says, for a build outside a checkout, or that of
/// the checkout. A debug build does not look, because it would be built anew after every commit.
fn commit() -> Option<String> {
    println!("cargo::rerun-if-env-changed=PCN_SIM_BUILT_FROM");
    let said = env::var("PCN_SIM_BUILT_FROM").ok().filter(|said| is_commit(said));
    let is_release = env::var("PROFILE").is_ok_and(|profile| profile == "release");
    said.or_else(|| is_release.then(checked_out).flatten())
}

/// The commit that is checked out, if this is a checkout.
fn checked_out() -> Option<String> {
    let read = |path: &Path| {
        println!("cargo::rerun-if-changed={}", path.display());
        fs::read_to_string(path).ok()
    };
    let git = PathBuf::from(".git");
    // A further working tree has a file that names its folder.
    let git = match git.is_file() {
        true => PathBuf::from(read(&git)?.trim().strip_prefix("gitdir: ")?),
        false if git.is_dir() => git,
        false => return None,
    };
    let head = read(&git.join("HEAD"))?;
    // It grows with every commit, also where the branch has no file of its own yet.
    let _ = read(&git.join("logs/HEAD"));
    let Some(name) = head.trim().strip_prefix("ref: ") else {
        return Some(head.trim().to_owned()).filter(|head| is_commit(head));
    };
    let common = fs::read_to_string(git.join("commondir")).ok();
    let common = common.map_or_else(|| git.clone(), |common| git.join(common.trim()));
    let own = common.join(name);
    let found = if own.is_file() {
        read(&own)?.trim().to_owned()
    } else {
        let packed = read(&common.join("packed-refs"))?;
        let line = packed.lines().find(|line| line.split(' ').nth(1) == Some(name))?;
        line.split(' ').next()?.to_owned()
    };
    Some(found).filter(|found| is_commit(found))
}

/// Whether `text` is the name of a commit in full.
fn is_commit(text: &str) -> bool {
    matches!(text.len(), 40 | 64) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
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
