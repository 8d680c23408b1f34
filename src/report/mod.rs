//! Writes results. No other module writes files.
//!
//! A run's folder begins with its [study](study_file) and gains its [rows] as they are finished;
//! everything else is derived from the two and can be written again. [`json`] has all results,
//! [`tables`] the same for spreadsheets, [`money`] the costs, [`supervision`] the hours of supervision,
//! [`plot`] the figures and [`manifest`] how the run was made. [`warnings`] says what to know before using
//! the results, [`precision`] how precise they are, and [`warm_up`] whether the warm-up was long enough.
//! All file operations are in [`disk`].
//!
//! The report is a list of sections (`sections`), each of which gives its content as data
//! (`block`); the terminal (`terminal`) and the [`page`] render the same list.

pub mod across;
pub mod animation;
pub mod asked;
pub mod beside_england;
pub mod bottlenecks;
pub mod cache;
#[cfg(feature = "report")]
pub mod derived;
pub mod disk;
pub mod elasticities;
pub mod estate;
pub mod event_log;
#[cfg(all(feature = "import", feature = "report"))]
pub mod exports;
pub mod fixed;
pub mod information;
pub mod json;
#[cfg(feature = "import")]
pub mod logs;
pub mod manifest;
pub mod marginal;
pub mod money;
pub mod narrative;
#[cfg(feature = "import")]
pub mod network;
pub mod optimise;
pub mod outputs;
#[cfg(feature = "report")]
pub mod page;
#[cfg(feature = "parquet")]
pub mod parquet;
pub mod parts;
#[cfg(feature = "report")]
pub mod plain;
pub mod planned_care;
#[cfg(feature = "figures")]
pub mod plot;
pub mod precision;
pub mod provenance;
pub mod rows;
pub mod sensitivity;
#[cfg(feature = "report")]
pub mod stress;
pub mod study_file;
pub mod summary;
pub mod supervision;
pub mod sweep;
pub mod tables;
pub mod total;
pub mod warm_up;
pub mod warnings;
pub mod week_sheet;
#[cfg(feature = "report")]
pub mod workbook;

mod answer;
mod block;
mod columns;
mod cost;
mod dated;
mod estimate;
mod first_screen;
mod labels;
mod levers;
mod outlines;
#[cfg(feature = "report")]
mod pages;
mod parted;
mod ranking;
mod sections;
mod terminal;
mod words;

#[cfg(test)]
pub(crate) mod sample;

pub use block::Figure;
pub use manifest::RunAbout;

use animation::POSITIONS;
use dated::PAGE;
use disk::Durability;
use event_log::EVENT_LOG;
use manifest::MANIFEST;
use outputs::Output;
use rows::ROWS;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use study_file::STUDY;

/// A file of the report could not be written.
#[derive(Debug, thiserror::Error)]
#[error("cannot write {}: {cause}{}{}", .path.display(), if_open(.path, .cause), already(.written))]
#[non_exhaustive]
pub struct ReportError {
    /// The file or folder at fault.
    pub path: PathBuf,
    /// Files that were written before, and are complete.
    pub written: Vec<PathBuf>,
    /// Why. Its text is within that of the error, so it is no `source` beside it.
    pub cause: io::Error,
}

/// What may help: a spreadsheet program keeps others from replacing what it has open.
fn if_open(path: &Path, cause: &io::Error) -> &'static str {
    let is_workbook = path.extension().is_some_and(|ending| ending == "xlsx");
    if is_workbook && cause.kind() != io::ErrorKind::StorageFull {
        "; if it is open in a spreadsheet program, close it there"
    } else {
        ""
    }
}

fn already(written: &[PathBuf]) -> String {
    if written.is_empty() {
        return "; nothing was written".into();
    }
    let names = written.iter().filter_map(|path| path.file_name());
    let names: Vec<_> = names.map(|name| name.to_string_lossy()).collect();
    format!("; already written and complete: {}", names.join(", "))
}

/// A file could not be removed.
#[derive(Debug, thiserror::Error)]
#[error("cannot remove {}: {cause}", .path.display())]
#[non_exhaustive]
pub struct RemoveError {
    /// The file.
    pub path: PathBuf,
    /// Why. Its text is within that of the error, so it is no `source` beside it.
    pub cause: io::Error,
}

/// The content of a manifest apart from the list of files.
#[derive(Clone, Copy, Debug)]
pub struct Made<'m> {
    /// How.
    pub about: &'m RunAbout,
    /// Events executed.
    pub events: u64,
    /// Whether it was stopped before it was done.
    pub partial: bool,
}

/// Writes `outputs` into `folder`, which is made if need be, and returns what was written; last, if it
/// was a run, its manifest.
///
/// A file appears under its name only when it is complete.
///
/// # Errors
///
/// [`ReportError`] with the file that could not be written and those that were.
pub fn write(
    folder: &Path,
    outputs: &[Output<'_>],
    made: Option<Made<'_>>,
) -> Result<Vec<PathBuf>, ReportError> {
    let mut written: Vec<PathBuf> = Vec::new();
    let mut hashes: Vec<(String, String)> = Vec::new();
    let fail = |path: PathBuf, written: &mut Vec<PathBuf>, cause| ReportError {
        path,
        written: std::mem::take(written),
        cause,
    };
    if let Err(source) = disk::make_folder(folder) {
        return Err(fail(folder.to_owned(), &mut written, source));
    }
    for output in outputs {
        let path = folder.join(&output.name);
        let about = made.map(|made| made.about).filter(|_| output.name == PAGE);
        match disk::put(&path, Durability::Derived, |out| match about {
            Some(about) => dated::write(output, about, out),
            None => output.write(out),
        }) {
            Ok(hash) => hashes.push((output.name.clone(), hash)),
            Err(source) => return Err(fail(path, &mut written, source)),
        }
        written.push(path);
    }
    if let Some(made) = made {
        // The folder may already hold other files of the same study. The manifest lists them too.
        let is_new = |name: &&str| !hashes.iter().any(|(known, _)| known == name);
        let from_before: Vec<&str> =
            [STUDY, ROWS, EVENT_LOG, POSITIONS].into_iter().filter(is_new).collect();
        for name in from_before {
            let path = folder.join(name);
            match disk::hash_of(&path) {
                Ok(hash) => hashes.push((name.to_owned(), hash)),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(source) => return Err(fail(path, &mut written, source)),
            }
        }
        hashes.sort();
        let text = manifest::manifest_json(made.about, made.events, made.partial, &hashes);
        let path = folder.join(MANIFEST);
        match disk::put(&path, Durability::Derived, |out| out.write_all(text.as_bytes())) {
            Ok(_) => written.push(path),
            Err(source) => return Err(fail(path, &mut written, source)),
        }
    }
    Ok(written)
}

/// Whether `folder` was written by this program: it holds a study or a manifest of this program.
pub fn is_ours(folder: &Path) -> bool {
    [STUDY, MANIFEST].iter().any(|name| {
        let text = disk::read_text(&folder.join(name)).unwrap_or_default();
        serde_json::from_str::<serde_json::Value>(&text)
            .is_ok_and(|file| file["program"] == env!("CARGO_PKG_NAME"))
    })
}

/// Removes from `folder` what this program writes, and nothing else.
///
/// # Errors
///
/// [`RemoveError`] with the file that could not be removed.
pub fn empty(folder: &Path) -> Result<(), RemoveError> {
    clear(folder)?;
    remove_all(folder, [MANIFEST, STUDY])
}

/// Removes from `folder` the files that this program writes, except study and manifest. These two show
/// that the folder belongs to this program, so they stay until new ones replace them. Rows are removed
/// last: if another file cannot be removed, all derived files can be made again from the rows.
///
/// # Errors
///
/// [`RemoveError`] with the file that could not be removed.
pub fn clear(folder: &Path) -> Result<(), RemoveError> {
    let parts = outputs::NAMES.map(|name| format!("{name}{}", disk::PART));
    let others = outputs::NAMES.into_iter().filter(|name| ![STUDY, MANIFEST, ROWS].contains(name));
    remove_all(folder, parts.iter().map(String::as_str).chain(others).chain([ROWS]))
}

/// Removes the regular files of these names: a folder, a link or a device of the same name was not
/// written by this program.
fn remove_all<'n>(
    folder: &Path,
    names: impl IntoIterator<Item = &'n str>,
) -> Result<(), RemoveError> {
    for name in names {
        let path = folder.join(name);
        if !fs::symlink_metadata(&path).is_ok_and(|about| about.is_file()) {
            continue;
        }
        disk::remove(&path).map_err(|cause| RemoveError { path, cause })?;
    }
    Ok(())
}

/// Whether `folder` is empty except for temporary files of interrupted writes.
pub fn is_empty(folder: &Path) -> bool {
    let is_left_over = |entry: io::Result<fs::DirEntry>| {
        entry.is_ok_and(|entry| entry.file_name().to_str().is_some_and(is_part))
    };
    fs::read_dir(folder).is_ok_and(|mut entries| entries.all(is_left_over))
}

/// Whether `name` is that of a temporary file of an interrupted write.
fn is_part(name: &str) -> bool {
    name.strip_suffix(disk::PART).is_some_and(|name| outputs::NAMES.contains(&name))
}

/// Removes from `folder` the temporary files of interrupted writes.
///
/// # Errors
///
/// [`RemoveError`] with the file that could not be removed.
pub fn remove_left_over(folder: &Path) -> Result<(), RemoveError> {
    let parts = outputs::NAMES.map(|name| format!("{name}{}", disk::PART));
    remove_all(folder, parts.iter().map(String::as_str))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A separate folder for each test, removed before it is used.
    fn folder(name: &str) -> PathBuf {
        let path = std::env::temp_dir().join(format!("pcn-sim-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        path
    }

    #[test]
    fn every_file_is_written_and_no_part_is_left() {
        let folder = folder("complete");
        let (results, scenarios, about) = (sample::results(), sample::scenarios(), sample::about());
        let made = Made { about: &about, events: 1, partial: false };
        let written = write(&folder, &derived::of_run(&results, &scenarios, None), Some(made))
            .expect("a temporary folder can be written to");
        assert!(written[0].ends_with("results.json"), "{written:?}");
        assert!(written.iter().all(|path| path.exists()));
        let found = fs::read_dir(&folder).expect("the folder exists").count();
        let wanted = if cfg!(feature = "parquet") { 21 } else { 19 };
        assert_eq!((found, written.len()), (wanted, wanted));
        assert!(is_ours(&folder), "the manifest says so");
        fs::write(folder.join("mine.txt"), "kept").expect("it is written");
        empty(&folder).expect("it can be emptied");
        let left = fs::read_dir(&folder).expect("the folder exists").count();
        assert!(left == 1 && folder.join("mine.txt").exists(), "what is not ours stays");
        assert!(!is_ours(&folder) && !is_empty(&folder));
        fs::remove_dir_all(&folder).expect("it is ours");
    }

    #[test]
    fn an_error_names_the_file_and_what_is_safe() {
        let folder = folder("obstacle");
        // There is a folder with content in place of a file.
        fs::create_dir_all(folder.join("summary.csv/obstacle")).expect("temporary folder");
        let (results, about) = (sample::results(), sample::about());
        let made = Made { about: &about, events: 1, partial: false };
        let error = write(&folder, &derived::of_run(&results, &[], None), Some(made))
            .expect_err("summary.csv is in the way");
        assert!(error.path.ends_with("summary.csv"));
        assert_eq!(error.written.len(), 1);
        assert!(error.to_string().ends_with("written and complete: results.json"), "{error}");
        assert!(!folder.join("summary.csv.part").exists());
        fs::remove_dir_all(&folder).expect("it is ours");
    }

    #[test]
    fn a_workbook_that_cannot_be_replaced_may_be_open_elsewhere() {
        let error = |name: &str, kind: io::ErrorKind| {
            let cause = io::Error::new(kind, "refused");
            ReportError { path: name.into(), written: Vec::new(), cause }.to_string()
        };
        let said = error("out/report.xlsx", io::ErrorKind::PermissionDenied);
        let wanted = "cannot write out/report.xlsx: refused; if it is open in a spreadsheet program, close it there; \
                      nothing was written";
        assert_eq!(said, wanted);
        assert!(!error("out/summary.csv", io::ErrorKind::PermissionDenied).contains("open"));
        assert!(!error("out/report.xlsx", io::ErrorKind::StorageFull).contains("open"));
    }

    #[test]
    fn errors_can_cross_threads() {
        fn crosses<T: Send + Sync + 'static>() {}
        crosses::<ReportError>();
    }
}
