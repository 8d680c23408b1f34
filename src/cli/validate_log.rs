//! Compares the log of a simulation with a practice's own.

use crate::cli::arguments::{ValidateOptions, usual};
use crate::cli::compare::is_quiet;
use crate::cli::exit::{Exit, WrongRequest};
use crate::cli::exports::read_exports;
use crate::cli::output;
use crate::cli::progress::is_stopped;
use crate::cli::study::{Clock, extent, named, scenarios, use_threads};
use crate::cli::terminal::{answer, tell};
use pcn_sim::experiment::study::{Design, Extent, Study};
use pcn_sim::exports::columns::Sort;
use pcn_sim::exports::read::Export;
use pcn_sim::logs::compare::{Comparison, FEWEST_WEEKS, compare};
use pcn_sim::logs::seen::{Manner, Quantity, Weeks, seen};
use pcn_sim::logs::simulated::Recorder;
use pcn_sim::model::CareSystem;
use pcn_sim::report::logs::{LOG_DISTANCE, log_outputs, log_text};
use pcn_sim::report::study_file::entries;
use pcn_sim::report::{self, Made};
use pcn_sim::simulation::chances::Addressed;
use pcn_sim::simulation::simulate;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::path::Path;

/// Replications, whose weeks are all used.
const REPLICATIONS: u32 = 4;

/// Measured weeks: as many as the log has, within these.
const WEEKS: (u32, u32) = (8, usual::WEEKS);

/// Compares a scenario with the log at `path`.
pub(crate) fn validate(options: &ValidateOptions, path: &Path) -> anyhow::Result<Exit> {
    let clock = Clock::start();
    let run = &options.run.study;
    let scenarios = scenarios(&named(options.scenario.as_deref(), None), None)?;
    let calls = options.own.calls.as_deref().map(|path| (path, Some(Sort::Calls)));
    let files: Vec<_> = [(path, Some(Sort::Appointments))].into_iter().chain(calls).collect();
    let exports = read_exports(&files, &options.own.reading, &scenarios[0])?;
    let real = joined(exports);
    let manner = Manner::of(&real);
    let of_real = seen(&real, &manner);
    let whole = of_real.values().map(Vec::len).max().unwrap_or(0) as u32;
    if (whole as usize) < FEWEST_WEEKS {
        let text = format!(
            "--log {}: the log has fewer than {FEWEST_WEEKS} whole weeks, which are too few to split into halves; \
             export a longer period",
            path.display()
        );
        return Err(WrongRequest(text).into());
    }
    let mut period = run.simulation.period;
    period.weeks = period.weeks.or(Some(whole.clamp(WEEKS.0, WEEKS.1)));
    let usual = (None, REPLICATIONS);
    let extent = extent(period, &run.simulation.chance, options.run.replications, usual);
    // Refuses what a study of this scenario would refuse.
    Study::new(entries(&scenarios), Design::Alone, extent)?;
    use_threads(run.simulation.chance.threads)?;
    let folder = output::reserve(&run.simulation.output)?;
    let system = &scenarios[0].system;
    if !is_quiet(run.print) {
        let Extent { replications, horizon, .. } = extent;
        tell!("simulating {replications} replications of {} weeks", horizon.weeks);
    }
    let simulated = match simulated(system, extent, &manner) {
        Ok(Some(simulated)) => simulated,
        Ok(None) => {
            output::leave_if_empty(&folder);
            tell!("stopped; nothing is written, and the comparison cannot be resumed");
            return Ok(Exit::Partial);
        }
        Err(error) => {
            output::leave_if_empty(&folder);
            return Err(error);
        }
    };
    let mut found = compare(&of_real, &simulated, extent.seed);
    if !real.appointments.is_empty() {
        found.told.extend(manner.lacking());
    }
    if options.own.calls.is_none() {
        found.told.push("calls: no log of calls is named (--calls)".into());
    }
    found.told.extend(real.told.iter().cloned());
    if found.distances.is_empty() {
        output::leave_if_empty(&folder);
        let why: Vec<String> = found.told.iter().map(|why| format!("\n  - {why}.")).collect();
        let text = format!("--log {}: nothing can be compared:{}", path.display(), why.concat());
        return Err(WrongRequest(text).into());
    }
    publish(&found, &folder, (options, clock), &real.words)
}

/// Appointments and calls as one export.
fn joined(exports: Vec<Export>) -> Export {
    exports.into_iter().fold(Export::default(), |mut all, export| {
        let sort = if export.appointments.is_empty() { "calls" } else { "appointments" };
        let said = |lines: &[String]| -> Vec<String> {
            lines.iter().map(|line| format!("{sort}: {line}")).collect()
        };
        all.told.extend(said(&export.told));
        all.words.extend(said(&export.words));
        if export.appointments.is_empty() {
            all.calls = export.calls;
        } else {
            (all.appointments, all.clinicians) = (export.appointments, export.clinicians);
        }
        all.rows += export.rows;
        all
    })
}

/// The weeks of all replications, in the manner of the real log; `None` if the run was stopped.
fn simulated(
    system: &CareSystem,
    extent: Extent,
    manner: &Manner,
) -> anyhow::Result<Option<BTreeMap<Quantity, Weeks>>> {
    let one = |replication: u32| -> anyhow::Result<Option<BTreeMap<Quantity, Weeks>>> {
        if is_stopped() {
            return Ok(None);
        }
        let mut recorder = Recorder::new(system, extent.horizon.weeks);
        let chance = Addressed::new(extent.seed, replication);
        simulate(system, extent.horizon, &chance, &mut recorder)?;
        Ok(Some(seen(&recorder.export(), manner)))
    };
    let all: Vec<_> =
        (0..extent.replications).into_par_iter().map(one).collect::<anyhow::Result<_>>()?;
    if is_stopped() {
        return Ok(None);
    }
    let mut found: BTreeMap<Quantity, Weeks> = BTreeMap::new();
    for (quantity, weeks) in all.into_iter().flatten().flatten() {
        found.entry(quantity).or_default().extend(weeks);
    }
    Ok(Some(found))
}

fn publish(
    found: &Comparison,
    folder: &Path,
    (options, clock): (&ValidateOptions, Clock),
    words: &[String],
) -> anyhow::Result<Exit> {
    let quiet = options.run.study.print.quiet;
    let text = log_text(found);
    let answered = answer(|out| if quiet { Ok(()) } else { out.write_all(text.as_bytes()) });
    let about = clock.about();
    let made = Made { about: &about, events: 0, partial: false };
    if let Err(error) = report::write(folder, &log_outputs(found), Some(made)) {
        let _ = std::fs::remove_file(folder.join(LOG_DISTANCE));
        output::leave_if_empty(folder);
        let (path, cause) = (error.path.display(), error.cause);
        let told = answered.beside_files("the table above is");
        anyhow::bail!("{told}{path} could not be written: {cause}");
    }
    let path = folder.join(LOG_DISTANCE);
    if !quiet {
        words.iter().for_each(|words| tell!("note: {words}"));
        tell!("table: {}", path.display());
    }
    Ok(answered.exit(Exit::Done, &format!("; the table is complete in {}", path.display())))
}
