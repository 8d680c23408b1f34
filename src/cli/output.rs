//! The folder of a run, reserved before the run so that its results cannot be lost.

use crate::cli::arguments::OutputOptions;
use crate::cli::exit::WrongRequest;
use anyhow::Context;
use pcn_sim::report::study_file::STUDY;
use pcn_sim::report::{self, disk};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The parent folder of numbered runs.
const OUTPUT: &str = "output";

/// Reserves the folder asked for, or the next numbered one under `output`.
pub(crate) fn reserve(options: &OutputOptions) -> anyhow::Result<PathBuf> {
    match &options.folder {
        Some(path) => reserve_named(path, options.force),
        None => reserve_numbered(),
    }
}

fn reserve_named(path: &Path, force: bool) -> anyhow::Result<PathBuf> {
    let wrong = |what: &str| -> anyhow::Error {
        WrongRequest(format!("--output {}: {what}", path.display())).into()
    };
    if path.exists() && !path.is_dir() {
        return Err(wrong("it is a file; name a folder"));
    }
    if !path.is_dir() {
        disk::make_folder(path).map_err(|error| wrong(&error.to_string()))?;
    }
    disk::hold(path).map_err(|error| wrong(&error.to_string()))?;
    if !report::is_empty(path) {
        match (report::is_ours(path), force) {
            (true, true) => report::clear(path).context(
                "--force: the old run was only partly removed; report what is left with \
                 `pcn-sim report`, or repeat this command to replace it",
            )?,
            (true, false) if !path.join(STUDY).exists() => {
                return Err(wrong(
                    "it contains the tables of `pcn-sim money` or `value-of-information`; name another folder, \
                     or add --force to replace it",
                ));
            }
            (true, false) => {
                let what = format!(
                    "it contains a run; continue it with --resume {}, name another folder, or add \
                     --force to replace it",
                    path.display()
                );
                return Err(wrong(&what));
            }
            (false, _) => {
                return Err(wrong(
                    "it contains files that do not belong to a run of pcn-sim; name another folder",
                ));
            }
        }
    }
    Ok(path.to_owned())
}

fn reserve_numbered() -> anyhow::Result<PathBuf> {
    let output = Path::new(OUTPUT);
    disk::make_folder(output)
        .with_context(|| format!("cannot create the folder {OUTPUT}; name one with --output"))?;
    let number = |entry: std::io::Result<fs::DirEntry>| -> Option<u64> {
        entry.ok()?.file_name().to_str()?.strip_prefix("run-")?.parse().ok()
    };
    let taken = fs::read_dir(output)?.filter_map(number).max().unwrap_or(0);
    // Two runs may start at once: the one that creates the folder owns it.
    for number in taken.saturating_add(1)..=taken.saturating_add(1000) {
        let path = output.join(format!("run-{number:03}"));
        match disk::make_new_folder(&path) {
            Ok(()) => {
                disk::hold(&path)?;
                return Ok(path);
            }
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(error) => {
                let text = format!("cannot create {}; name a folder with --output", path.display());
                return Err(anyhow::Error::new(error).context(text));
            }
        }
    }
    let text = format!("no free number above {taken} under {OUTPUT}; name a folder with --output");
    Err(WrongRequest(text).into())
}

/// Locks a folder that is read or resumed against other runs.
pub(crate) fn hold(path: &Path) -> anyhow::Result<()> {
    let wrong = |error: io::Error| WrongRequest(format!("{}: {error}", path.display()));
    Ok(disk::hold(path).map_err(wrong)?)
}

/// Removes a folder if it is empty.
pub(crate) fn leave_if_empty(path: &Path) {
    // This fails if the folder is not empty, as intended.
    let _ = fs::remove_dir(path);
}
