//! Fits parameters to a practice's own exports and writes them as a scenario.

use crate::cli::exit::{Exit, WrongRequest};
use crate::cli::exports::read_exports;
use crate::cli::files::{NotYetAFile, files};
use crate::cli::fit_export_options::FitExportOptions;
use crate::cli::terminal::{answer, tell};
use anyhow::Context;
use pcn_sim::exports::columns::Sort;
use pcn_sim::exports::fit::fit;
use pcn_sim::exports::found::Findings;
use pcn_sim::exports::overlay::overlay;
use pcn_sim::exports::read::Export;
use pcn_sim::report::disk::{self, Durability};
use pcn_sim::report::exports::{fits_csv, fits_html, fits_text};
use pcn_sim::scenario::{Scenario, embedded, load};
use std::path::{Path, PathBuf};

/// The files that are written.
const FILES: [&str; 3] = ["own-export.toml", "fits.csv", "fits.html"];

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
        let why: Vec<String> = found
            .withheld
            .iter()
            .chain(&found.told)
            .chain(&found.words)
            .map(|why| format!("\n  - {why}."))
            .collect();
        let text = format!(
            "nothing can be estimated from the exports, so nothing is written:{}",
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

/// The exports that are named.
fn read_all(options: &FitExportOptions, base: &Scenario) -> anyhow::Result<Vec<Export>> {
    let named = options.files.iter().map(|path| (path.as_path(), None));
    let stated = |path: &'_ Option<PathBuf>, sort: Sort| path.clone().map(|path| (path, sort));
    let stated =
        [stated(&options.appointments, Sort::Appointments), stated(&options.calls, Sort::Calls)];
    let stated = stated.iter().flatten().map(|(path, sort)| (path.as_path(), Some(*sort)));
    let named: Vec<(&Path, Option<Sort>)> = named.chain(stated).collect();
    if named.is_empty() {
        let text =
            "no export is named; write pcn-sim fit-export appointments.csv calls.csv --output own";
        return Err(WrongRequest(text.to_owned()).into());
    }
    read_exports(&named, &options.reading, base)
}

/// Whether the written scenario can be simulated.
fn check_overlay(path: &Path, text: &str) -> anyhow::Result<()> {
    let name = path.display().to_string();
    load(&name, &NotYetAFile { name: &name, text }).map_err(|error| {
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
                disk::discard(folder, &FILES);
            }
            return Err((path, error));
        }
    }
    Ok(())
}
