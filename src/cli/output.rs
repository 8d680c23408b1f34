//! The run's own folder: reserved before the run, so that a run is not lost for want of one.

use crate::cli::arguments::OutputOptions;
use crate::cli::exit::WrongRequest;
use anyhow::Context;
use std::fs;
use std::path::{Path, PathBuf};

/// A folder that is the run's own.
#[derive(Debug)]
pub(crate) struct Folder {
    /// Where it is.
    pub(crate) path: PathBuf,
    /// Whether it was made for this run.
    is_new: bool,
}

/// The folder under which runs are numbered.
const OUTPUT: &str = "output";

/// Reserves the folder that is wanted, or the next number under `output`.
pub(crate) fn reserve(options: &OutputOptions) -> anyhow::Result<Folder> {
    reserve_or_number(options.folder.as_deref(), options.force)
}

/// Reserves `wanted`, which may exist if `force` says so, or the next number under `output`.
pub(crate) fn reserve_or_number(wanted: Option<&Path>, force: bool) -> anyhow::Result<Folder> {
    match wanted {
        Some(path) => reserve_named(path, force),
        None => reserve_numbered(),
    }
}

fn reserve_named(path: &Path, force: bool) -> anyhow::Result<Folder> {
    if path.exists() && !path.is_dir() {
        let text = format!("--output {}: it is a file; name a folder", path.display());
        return Err(WrongRequest(text).into());
    }
    if path.is_dir() {
        if !force {
            let text = format!(
                "--output {}: the folder exists; name another, or add --force to write into it",
                path.display()
            );
            return Err(WrongRequest(text).into());
        }
        return Ok(Folder { path: path.into(), is_new: false });
    }
    fs::create_dir_all(path)
        .map_err(|error| WrongRequest(format!("--output {}: {error}", path.display())))?;
    Ok(Folder { path: path.into(), is_new: true })
}

fn reserve_numbered() -> anyhow::Result<Folder> {
    let output = Path::new(OUTPUT);
    fs::create_dir_all(output)
        .with_context(|| format!("cannot make the folder {OUTPUT}; name one with --output"))?;
    let taken = fs::read_dir(output)?
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.strip_prefix("run-")?.parse().ok())
        .max()
        .unwrap_or(0_u32);
    // Two runs may start at once: whoever makes the folder has it.
    for number in taken + 1..=taken + 1000 {
        let path = output.join(format!("run-{number:03}"));
        match fs::create_dir(&path) {
            Ok(()) => return Ok(Folder { path, is_new: true }),
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(error) => {
                let text = format!("cannot make {}; name a folder with --output", path.display());
                return Err(anyhow::Error::new(error).context(text));
            }
        }
    }
    Err(WrongRequest(format!("no number is free under {OUTPUT}")).into())
}

impl Folder {
    /// Removes a folder that was made for this run, if nothing was written into it.
    pub(crate) fn leave_if_empty(&self) {
        if self.is_new {
            // Fails if there is something in it, as it should.
            let _ = fs::remove_dir(&self.path);
        }
    }
}
