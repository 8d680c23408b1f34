//! The run's own folder: reserved before the run, so that a run is not lost for want of one.

use crate::cli::arguments::OutputOptions;
use crate::cli::exit::WrongRequest;
use anyhow::Context;
use pcn_sim::report::study_file::STUDY;
use pcn_sim::report::{self, disk};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The folder under which runs are numbered.
const OUTPUT: &str = "output";

/// Reserves the folder that is wanted, or the next number under `output`.
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
                "--force: the run in the way is not wholly gone; what is left can be told again with \
                 `pcn-sim report`, or replaced by the same command",
            )?,
            (true, false) if !path.join(STUDY).exists() => {
                return Err(wrong(
                    "it holds the table of `pcn-sim money`; name another folder, or add --force to \
                     replace it",
                ));
            }
            (true, false) => {
                let what = format!(
                    "it holds a run; go on with it by --resume {}, name another folder, or add \
                     --force to replace it",
                    path.display()
                );
                return Err(wrong(&what));
            }
            (false, _) => {
                return Err(wrong(
                    "it holds files that are not of a run of pcn-sim; name another folder",
                ));
            }
        }
    }
    Ok(path.to_owned())
}

fn reserve_numbered() -> anyhow::Result<PathBuf> {
    let output = Path::new(OUTPUT);
    disk::make_folder(output)
        .with_context(|| format!("cannot make the folder {OUTPUT}; name one with --output"))?;
    let number = |entry: std::io::Result<fs::DirEntry>| -> Option<u64> {
        entry.ok()?.file_name().to_str()?.strip_prefix("run-")?.parse().ok()
    };
    let taken = fs::read_dir(output)?.filter_map(number).max().unwrap_or(0);
    // Two runs may start at once: whoever makes the folder has it.
    for number in taken.saturating_add(1)..=taken.saturating_add(1000) {
        let path = output.join(format!("run-{number:03}"));
        match disk::make_new_folder(&path) {
            Ok(()) => {
                disk::hold(&path)?;
                return Ok(path);
            }
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(error) => {
                let text = format!("cannot make {}; name a folder with --output", path.display());
                return Err(anyhow::Error::new(error).context(text));
            }
        }
    }
    let text =
        format!("no number is free above {taken} under {OUTPUT}; name a folder with --output");
    Err(WrongRequest(text).into())
}

/// Keeps others out of a folder that is read or gone on with.
pub(crate) fn hold(path: &Path) -> anyhow::Result<()> {
    let wrong = |error: io::Error| WrongRequest(format!("{}: {error}", path.display()));
    Ok(disk::hold(path).map_err(wrong)?)
}

/// Removes a folder in which nothing came about.
pub(crate) fn leave_if_empty(path: &Path) {
    // Fails if there is something in it, as it should.
    let _ = fs::remove_dir(path);
}
