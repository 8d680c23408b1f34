//! Writing results down: the only writer of files.
//!
//! [`json`] holds everything, [`tables`] the same for spreadsheets, [`manifest`] what is needed to
//! run it again, [`money`] what it costs, [`supervision`] whom it takes hours for, [`plot`] the figures, [`page`] a report to read and [`warnings`] what to know
//! before using any of it; [`precision`] says how precisely something is known, [`warm_up`] whether
//! the start is forgotten.

pub mod estate;
pub mod json;
pub mod manifest;
pub mod money;
pub mod page;
pub mod plot;
pub mod precision;
pub mod supervision;
pub mod tables;
pub mod warm_up;
pub mod warnings;

mod answer;
mod estimate;
mod findings;
mod grid;
mod labels;
mod words;

#[cfg(test)]
pub(crate) mod sample;

use crate::experiment::results::Results;
use crate::experiment::warm_up::WarmUp;
use crate::scenario::Scenario;
use crate::validation::case_studies::{Told, case_studies_csv};
use crate::validation::judgement::Validation;
use crate::validation::networks::agreement::Between;
use crate::validation::networks::rows::Networks;
use crate::validation::networks::table::networks_csv;
use crate::validation::table::validation_csv;
use manifest::Against;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

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
    /// The version of the program.
    pub version: &'static str,
}

/// A file of the report could not be written.
#[derive(Debug, thiserror::Error)]
#[error("cannot write {}{}", .path.display(), already(.written))]
#[non_exhaustive]
pub struct ReportError {
    /// The file or folder at fault.
    pub path: PathBuf,
    /// Files that were written before, and are complete.
    pub written: Vec<PathBuf>,
    /// Why.
    #[source]
    pub source: io::Error,
}

fn already(written: &[PathBuf]) -> String {
    if written.is_empty() {
        return "; nothing was written".into();
    }
    let names = written.iter().filter_map(|path| path.file_name());
    let names: Vec<_> = names.map(|name| name.to_string_lossy()).collect();
    format!("; already written and complete: {}", names.join(", "))
}

/// Writes the report into `folder`, which is made if need be, and returns what was written.
///
/// `results.json` comes first: should the rest fail, what was simulated is safe. A file appears
/// under its name only when it is complete.
///
/// # Errors
///
/// [`ReportError`] with the file that could not be written and those that were.
pub fn write(
    folder: &Path,
    results: &Results,
    scenarios: &[Scenario],
    about: &RunAbout,
) -> Result<Vec<PathBuf>, ReportError> {
    let mut out = Writer::new(folder)?;
    out.put("results.json", &json::results_json(results))?;
    out.put(
        "manifest.json",
        &manifest::manifest_json(results, scenarios, Against::Nothing, about),
    )?;
    out.put("summary.csv", &tables::summary_csv(results))?;
    out.put("replications.csv", &tables::replications_csv(results))?;
    out.put("supervision.csv", &supervision::supervision_csv(results))?;
    if scenarios.iter().any(|scenario| scenario.money.is_some()) {
        out.put("money.csv", &money::money_csv(scenarios))?;
    }
    if let Some(options) = estate::estate_csv(results, scenarios) {
        out.put("estate.csv", &options)?;
    }
    let figures = plot::figures(results);
    for figure in &figures {
        out.put(&format!("{}.svg", figure.name), &figure.svg)?;
    }
    out.put("report.html", &page::report_html(results, scenarios, about, &figures))?;
    Ok(out.written)
}

/// Writes what came of case studies into `folder`, which is made if need be, and returns what was
/// written.
///
/// # Errors
///
/// [`ReportError`] with the file that could not be written and those that were.
pub fn write_case_studies(
    folder: &Path,
    told: &[Told<'_>],
    runs: &[(Results, Vec<Scenario>, RunAbout)],
) -> Result<Vec<PathBuf>, ReportError> {
    let mut out = Writer::new(folder)?;
    out.put("case-studies.csv", &case_studies_csv(told))?;
    for (number, (results, scenarios, about)) in runs.iter().enumerate() {
        let suffix = if number == 0 { String::new() } else { format!("-{}", number + 1) };
        out.put(&format!("results{suffix}.json"), &json::results_json(results))?;
        out.put(
            &format!("manifest{suffix}.json"),
            &manifest::manifest_json(results, scenarios, Against::Nothing, about),
        )?;
    }
    Ok(out.written)
}

/// Writes what came of a validation into `folder`, which is made if need be, and returns what was
/// written: the targets with what was simulated, and figures of the one beside the other.
///
/// # Errors
///
/// [`ReportError`] with the file that could not be written and those that were.
pub fn write_validation(
    folder: &Path,
    found: &Validation<'_>,
    results: &Results,
    scenarios: &[Scenario],
    about: &RunAbout,
) -> Result<Vec<PathBuf>, ReportError> {
    let mut out = Writer::new(folder)?;
    out.put("validation.csv", &validation_csv(found))?;
    out.put("results.json", &json::results_json(results))?;
    let manifest =
        manifest::manifest_json(results, scenarios, Against::Targets(found.targets), about);
    out.put("manifest.json", &manifest)?;
    if let Some(results) = results.scenarios.first() {
        for figure in plot::observed::observed(found, results) {
            out.put(&format!("{}.svg", figure.name), &figure.svg)?;
        }
    }
    Ok(out.written)
}

/// The name of the file of the points of a calibration.
pub const POINTS: &str = "calibration.csv";

/// The points of a calibration, each written down as soon as it is finished.
#[derive(Debug)]
pub struct PointsFile {
    path: PathBuf,
    file: fs::File,
}

impl PointsFile {
    /// Begins the file within `folder` with its `head`, anew if there is one.
    ///
    /// # Errors
    ///
    /// [`ReportError`] if it cannot be written.
    pub fn begin(folder: &Path, head: &str) -> Result<Self, ReportError> {
        let path = folder.join(POINTS);
        match fs::File::create(&path) {
            Ok(file) => {
                let mut begun = PointsFile { path, file };
                begun.add(head)?;
                Ok(begun)
            }
            Err(source) => Err(ReportError { path, written: Vec::new(), source }),
        }
    }

    /// Adds a whole line.
    ///
    /// # Errors
    ///
    /// [`ReportError`] if it cannot be written.
    pub fn add(&mut self, line: &str) -> Result<(), ReportError> {
        use io::Write;
        self.file.write_all(line.as_bytes()).map_err(|source| ReportError {
            path: self.path.clone(),
            written: Vec::new(),
            source,
        })
    }
}

/// Writes what came of a calibration into `folder`, which is made if need be: files by name.
///
/// # Errors
///
/// [`ReportError`] with the file that could not be written and those that were.
pub fn write_calibration(
    folder: &Path,
    files: &[(&str, String)],
) -> Result<Vec<PathBuf>, ReportError> {
    let mut out = Writer::new(folder)?;
    for (name, text) in files {
        out.put(name, text)?;
    }
    Ok(out.written)
}

/// Writes what came of holding networks against what was observed into `folder`, which is made if need
/// be, and returns what was written: a table, a figure and all results.
///
/// # Errors
///
/// [`ReportError`] with the file that could not be written and those that were.
pub fn write_networks(
    folder: &Path,
    found: &Between,
    networks: &Networks,
    results: &Results,
    scenarios: &[Scenario],
    about: &RunAbout,
) -> Result<Vec<PathBuf>, ReportError> {
    let mut out = Writer::new(folder)?;
    out.put("networks.csv", &networks_csv(found))?;
    out.put("results.json", &json::results_json(results))?;
    let against = Against::Networks(networks);
    out.put("manifest.json", &manifest::manifest_json(results, scenarios, against, about))?;
    if let Some(figure) = plot::networks::networks(found) {
        out.put("networks.svg", &figure.svg)?;
    }
    Ok(out.written)
}

/// Writes the money of scenarios, `money.csv`, into `folder`, which is made if need be, and returns
/// what was written.
///
/// # Errors
///
/// [`ReportError`] with the file that could not be written.
pub fn write_money(folder: &Path, scenarios: &[Scenario]) -> Result<Vec<PathBuf>, ReportError> {
    let mut out = Writer::new(folder)?;
    out.put("money.csv", &money::money_csv(scenarios))?;
    Ok(out.written)
}

/// A folder, and what was written into it.
struct Writer<'f> {
    folder: &'f Path,
    written: Vec<PathBuf>,
}

impl<'f> Writer<'f> {
    fn new(folder: &'f Path) -> Result<Self, ReportError> {
        let written = Vec::new();
        match fs::create_dir_all(folder) {
            Ok(()) => Ok(Writer { folder, written }),
            Err(source) => Err(ReportError { path: folder.to_owned(), written, source }),
        }
    }

    fn put(&mut self, name: &str, text: &str) -> Result<(), ReportError> {
        let path = self.folder.join(name);
        if let Err(source) = put(&path, text) {
            return Err(ReportError { path, written: std::mem::take(&mut self.written), source });
        }
        self.written.push(path);
        Ok(())
    }
}

/// Writes the evidence for a warm-up, `warm-up.csv` and `warm-up.svg`, into `folder`, which is made if
/// need be, and returns what was written.
///
/// # Errors
///
/// [`ReportError`] with the file that could not be written and those that were.
pub fn write_warm_up(folder: &Path, found: &WarmUp) -> Result<Vec<PathBuf>, ReportError> {
    let mut written = Vec::new();
    let figure = plot::warm_up::warm_up(found);
    let files = [("warm-up.csv", warm_up::warm_up_csv(found)), ("warm-up.svg", figure.svg)];
    if let Err(source) = fs::create_dir_all(folder) {
        return Err(ReportError { path: folder.to_owned(), written, source });
    }
    for (name, text) in files {
        let path = folder.join(name);
        if let Err(source) = put(&path, &text) {
            return Err(ReportError { path, written, source });
        }
        written.push(path);
    }
    Ok(written)
}

/// Writes beside the place, then moves into it: a reader never sees half a file.
fn put(path: &Path, text: &str) -> io::Result<()> {
    let mut part = OsString::from(path);
    part.push(".part");
    let moved = fs::write(&part, text).and_then(|()| fs::rename(&part, path));
    if moved.is_err() {
        // What is left of the attempt is of no use; the first error is the one to report.
        let _ = fs::remove_file(&part);
    }
    moved
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder of its own for each test, removed before it is used.
    fn folder(name: &str) -> PathBuf {
        let path = std::env::temp_dir().join(format!("pcn-sim-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        path
    }

    #[test]
    fn every_file_is_written_and_no_part_is_left() {
        let folder = folder("complete");
        let written = write(&folder, &sample::results(), &sample::scenarios(), &sample::about())
            .expect("a temporary folder can be written to");
        assert!(written[0].ends_with("results.json"), "{written:?}");
        assert!(written.iter().all(|path| path.exists()));
        let found = fs::read_dir(&folder).expect("the folder exists").count();
        assert_eq!((found, written.len()), (13, 13));
        fs::remove_dir_all(&folder).expect("it is ours");
    }

    #[test]
    fn an_error_names_the_file_and_what_is_safe() {
        let folder = folder("obstacle");
        // A folder with something in it stands where a file should be.
        fs::create_dir_all(folder.join("summary.csv/obstacle")).expect("temporary folder");
        let error = write(&folder, &sample::results(), &[], &sample::about())
            .expect_err("summary.csv is in the way");
        assert!(error.path.ends_with("summary.csv"));
        assert_eq!(error.written.len(), 2);
        assert!(error.to_string().ends_with("results.json, manifest.json"), "{error}");
        assert!(!folder.join("summary.csv.part").exists());
        fs::remove_dir_all(&folder).expect("it is ours");
    }

    #[test]
    fn errors_can_cross_threads() {
        fn crosses<T: Send + Sync + 'static>() {}
        crosses::<ReportError>();
    }
}
