//! Fits parameters to a practice's own exports and writes them as a scenario.

use crate::cli::exit::{Exit, WrongRequest};
use crate::cli::files::files;
use crate::cli::fit_export_options::{Dates, FitExportOptions, WaitUnit};
use crate::cli::terminal::{answer, tell};
use anyhow::Context;
use pcn_sim::exports::cells::Order;
use pcn_sim::exports::columns::Sort;
use pcn_sim::exports::fit::fit;
use pcn_sim::exports::found::Findings;
use pcn_sim::exports::mapping::Mapping;
use pcn_sim::exports::overlay::overlay;
use pcn_sim::exports::read::{Asked, Export, ExportsError, read};
use pcn_sim::report::disk::{self, Durability};
use pcn_sim::report::exports::{fits_csv, fits_html, fits_text};
use pcn_sim::scenario::error::Problem;
use pcn_sim::scenario::{self, Files, Scenario, embedded, load};
use std::fs;
use std::path::{Path, PathBuf};

/// The files that are written.
const FILES: [&str; 3] = ["own-export.toml", "fits.csv", "fits.html"];

/// The largest file that is read \[bytes\].
const LARGEST: u64 = 1_000_000_000;

/// Fits an export.
pub(crate) fn fit_export(options: &FitExportOptions) -> anyhow::Result<Exit> {
    check_output(options)?;
    let base = load(&options.base, files())?;
    let exports = read_all(options, &base)?;
    let of = |is: fn(&Export) -> bool| exports.iter().find(|export| is(export));
    let appointments = of(|export| !export.appointments.is_empty());
    let calls = of(|export| !export.calls.is_empty());
    if !options.quiet {
        tell!("fitting: some seconds");
    }
    let found = fit(appointments, calls, &base, options.seed);
    if found.estimates.is_empty() {
        let why: Vec<String> =
            found.withheld.iter().chain(&found.told).map(|why| format!("\n  - {why}.")).collect();
        let text = format!(
            "the exports are too small or too uniform to estimate anything; nothing is written:{}",
            why.concat()
        );
        return Err(WrongRequest(text).into());
    }
    let text = overlay(
        &found,
        &base_name(&options.base)?,
        &format!("{}, with our own exports", base.title),
    );
    check_overlay(&options.output.join(FILES[0]), &text)?;
    let words = fits_text(&found);
    let answered =
        answer(|out| if options.quiet { Ok(()) } else { out.write_all(words.as_bytes()) });
    if let Err((path, cause)) = write(&options.output, &found, &text) {
        let told = answered.beside_files("the tables above are");
        anyhow::bail!("{told}{} could not be written: {cause}", path.display());
    }
    let scenario = options.output.join(FILES[0]);
    if !options.quiet {
        let allow = if embedded::text(&options.base).is_some() {
            ""
        } else {
            " with --allow-base and the base's folder"
        };
        tell!("scenario: {path}; try pcn-sim run {path}{allow}", path = scenario.display());
    }
    Ok(answered
        .exit(Exit::Done, &format!("; the results are complete in {}", options.output.display())))
}

/// The base as the scenario names it: a built-in name, or a file wherever the scenario is.
fn base_name(base: &str) -> anyhow::Result<String> {
    if embedded::text(base).is_some() {
        return Ok(base.to_owned());
    }
    let path = Path::new(base).canonicalize().with_context(|| format!("cannot find {base}"))?;
    Ok(path.display().to_string())
}

fn check_output(options: &FitExportOptions) -> anyhow::Result<()> {
    let path = &options.output;
    let wrong = |what: &str| -> anyhow::Result<()> {
        Err(WrongRequest(format!("--output {}: {what}", path.display())).into())
    };
    if path.exists() && !path.is_dir() {
        return wrong("it is a file; name a folder");
    }
    if !options.force && FILES.iter().any(|name| path.join(name).exists()) {
        return wrong(
            "it contains results of a fit; name another folder, or add --force to replace them",
        );
    }
    Ok(())
}

/// Reads the mapping and every export, and tells all problems at once.
fn read_all(options: &FitExportOptions, base: &Scenario) -> anyhow::Result<Vec<Export>> {
    let named = options.files.iter().map(|path| (path, None));
    let named = named
        .chain(options.appointments.iter().map(|path| (path, Some(Sort::Appointments))))
        .chain(options.calls.iter().map(|path| (path, Some(Sort::Calls))));
    let named: Vec<(&PathBuf, Option<Sort>)> = named.collect();
    if named.is_empty() {
        let text =
            "no export is named; write pcn-sim fit-export appointments.csv calls.csv --output own";
        return Err(WrongRequest(text.to_owned()).into());
    }
    let roles: Vec<&str> = base.system.roles.iter().map(|role| role.name.as_str()).collect();
    let mapping = match &options.mapping {
        Some(path) => {
            let bytes = bytes(path).map_err(|problem| ExportsError(vec![*problem]))?;
            Mapping::read(&path.display().to_string(), &bytes, &roles).map_err(ExportsError)?
        }
        None => Mapping::default(),
    };
    let asked = Asked {
        order: options.dates.map(|dates| match dates {
            Dates::DayFirst => Order::DayFirst,
            Dates::MonthFirst => Order::MonthFirst,
        }),
        wait_unit: options.wait_unit.map(|unit| match unit {
            WaitUnit::Seconds => 1.0 / 60.0,
            WaitUnit::Minutes => 1.0,
        }),
        mapping: &mapping,
        roles: &roles,
    };
    let (mut exports, mut problems) = (Vec::<Export>::new(), Vec::new());
    for (path, sort) in named {
        let label = path.display().to_string();
        let result = bytes(path).map_err(|problem| vec![*problem]);
        match result.and_then(|bytes| read(&label, &bytes, sort, &asked)) {
            Ok(export)
                if exports
                    .iter()
                    .any(|known| known.calls.is_empty() == export.calls.is_empty()) =>
            {
                let what = if export.calls.is_empty() { "appointments" } else { "calls" };
                problems.push(problem(
                    &label,
                    &format!("a second file of {what}"),
                    "one file of each",
                    "join the files into one",
                ));
            }
            Ok(export) => exports.push(export),
            Err(more) => problems.extend(more),
        }
    }
    if problems.is_empty() { Ok(exports) } else { Err(ExportsError(problems).into()) }
}

fn problem(file: &str, found: &str, expected: &str, remedy: &str) -> Problem {
    Problem {
        file: file.to_owned(),
        line: None,
        key: String::new(),
        found: found.to_owned(),
        expected: expected.to_owned(),
        remedy: remedy.to_owned(),
    }
}

fn bytes(path: &Path) -> Result<Vec<u8>, Box<Problem>> {
    let label = path.display().to_string();
    let wrong = |found: &str| {
        Box::new(problem(
            &label,
            found,
            "a file that can be read",
            "name an export as CSV or as an Excel workbook",
        ))
    };
    let about = fs::metadata(path).map_err(|error| wrong(&error.to_string()))?;
    if !about.is_file() {
        return Err(wrong("it is no regular file"));
    }
    if about.len() > LARGEST {
        return Err(wrong("a file of more than 1 GB"));
    }
    fs::read(path).map_err(|error| wrong(&error.to_string()))
}

/// A scenario that is not yet a file. Its base has been read already, so it may be anywhere.
struct Here<'t> {
    path: &'t Path,
    text: &'t str,
}

impl Files for Here<'_> {
    fn read(&self, path: &Path, sort: scenario::Sort) -> Result<String, String> {
        if path == self.path { Ok(self.text.to_owned()) } else { files().read(path, sort) }
    }

    fn exists(&self, path: &Path) -> bool {
        path == self.path || files().exists(path)
    }
}

/// Whether the written scenario can be simulated.
fn check_overlay(path: &Path, text: &str) -> anyhow::Result<()> {
    load(&path.display().to_string(), &Here { path, text }).map_err(|error| {
        WrongRequest(format!("what the exports say is no possible scenario: {error}"))
    })?;
    Ok(())
}

/// Writes the files. If one cannot be written, those of this fit are removed again.
fn write(folder: &Path, found: &Findings, text: &str) -> Result<(), (PathBuf, std::io::Error)> {
    let is_new = !folder.exists();
    disk::make_folder(folder).map_err(|error| (folder.to_owned(), error))?;
    for name in FILES {
        let path = folder.join(name);
        let content = match name {
            "fits.csv" => fits_csv(found),
            "fits.html" => fits_html(found),
            _ => text.to_owned(),
        };
        let done = disk::put(&path, Durability::Synced, |out| out.write_all(content.as_bytes()));
        if let Err(error) = done {
            if is_new {
                for name in FILES {
                    let _ = fs::remove_file(folder.join(name));
                }
                let _ = fs::remove_dir(folder);
            }
            return Err((path, error));
        }
    }
    Ok(())
}
