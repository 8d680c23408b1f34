//! A scenario against what was observed: results, targets, verdict.

use crate::cli::Exit;
use crate::cli::arguments::ValidateOptions;
use crate::cli::compare::{about, design, load_all, simulate};
use crate::cli::threads::use_threads;
use crate::cli::{networks, output};
use anyhow::Context;
use pcn_sim::experiment::results::Results;
use pcn_sim::report;
use pcn_sim::scenario::embedded::ENGLAND;
use pcn_sim::scenario::{FileSystem, Scenario};
use pcn_sim::validation::judgement::{RULE, Validation, judge};
use pcn_sim::validation::table::{summary_text, validation_text};
use pcn_sim::validation::targets::{self, Targets};
use std::io::Write;

/// Holds a scenario against targets.
pub(crate) fn validate(options: &ValidateOptions) -> anyhow::Result<Exit> {
    if let Some(path) = &options.networks {
        return networks::validate(options, path);
    }
    let scenarios = load_all(std::slice::from_ref(&options.scenario))?;
    let targets = load_targets(&scenarios[0], options.targets.as_deref())?;
    let design = design(&scenarios, &options.run)?;
    use_threads(options.run.chance.threads)?;
    let folder = output::reserve(&options.run.output)?;
    let (results, seconds) = simulate(&design, &folder, &options.run)?;
    let found = judge(&targets, &results.scenarios[0]);
    let about = about(seconds);
    let printed = print(&found, &results, options);
    let written = report::write_validation(&folder.path, &found, &results, &scenarios, &about);
    if written.is_err() {
        folder.leave_if_empty();
    }
    written.context("the verdict above is complete, but not all files could be written")?;
    printed?;
    if !(options.run.quiet || options.run.json) {
        let million = results.events / 1_000_000;
        let path = folder.path.join("validation.csv");
        eprintln!("{million} million events in {seconds:.0} s; table: {}", path.display());
    }
    Ok(if found.passes() { Exit::Done } else { Exit::Failed })
}

/// The targets asked for, those that the scenario names, or those of England.
fn load_targets(scenario: &Scenario, wanted: Option<&str>) -> anyhow::Result<Targets> {
    let name = wanted.or(scenario.targets.as_deref()).unwrap_or(ENGLAND);
    Ok(targets::load(name, &FileSystem)?)
}

fn print(
    found: &Validation<'_>,
    results: &Results,
    options: &ValidateOptions,
) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    if options.run.json {
        out.write_all(report::json::validation_json(found).as_bytes())?;
        return Ok(());
    }
    if !options.run.quiet {
        let targets = found.targets;
        writeln!(out, "Scenario: {}\nTargets:  {}\n", results.scenarios[0].title, targets.title)?;
        out.write_all(validation_text(found).as_bytes())?;
        writeln!(out, "\n{RULE}\n{}\n", targets.attribution)?;
        if results.partial {
            writeln!(out, "Stopped early: fewer replications than asked for.\n")?;
        }
    }
    writeln!(out, "{}", summary_text(found))?;
    Ok(())
}
