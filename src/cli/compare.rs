//! Several scenarios, or one, on the same patients: results, report.

use crate::cli::Exit;
use crate::cli::arguments::{CompareOptions, RunOptions, RunScenario};
use crate::cli::exit::WrongRequest;
use crate::cli::files::files;
use crate::cli::horizon::{check_horizon, horizon};
use crate::cli::output::{self, Folder};
use crate::cli::precision::goal;
use crate::cli::progress::{Bar, stop_on_ctrl_c};
use crate::cli::threads::use_threads;
use anyhow::Context;
use pcn_sim::experiment::results::Results;
use pcn_sim::experiment::{Design, Entry};
use pcn_sim::report::precision::precision_text;
use pcn_sim::report::tables::{scaled_table, text_table};
use pcn_sim::report::{self, RunAbout, json::results_json, warnings::warnings};
use pcn_sim::scenario::embedded::SCENARIOS;
use pcn_sim::scenario::{Scenario, load};
use pcn_sim::text::shown;
use std::io::Write;

/// Compares scenarios with a baseline.
pub(crate) fn compare(options: &CompareOptions) -> anyhow::Result<Exit> {
    let names: Vec<String> = if options.scenarios.is_empty() {
        SCENARIOS.iter().map(|(name, _)| (*name).to_owned()).collect()
    } else {
        options.scenarios.clone()
    };
    let scenarios = load_all(&names)?;
    let mut design = design(&scenarios, &options.run)?;
    if !options.no_room_sensitivity && scenarios.len() > 1 {
        let network = &scenarios[0].network;
        for &of_one in &network.rooms.also_shown_at {
            let total = of_one * network.pcns() as u32;
            if total != network.rooms_total() {
                design.also_at_rooms(total);
            }
        }
    }
    design.also_in_use();
    carry_out(design, &scenarios, &options.run, options.scale_to)
}

/// Runs one scenario.
pub(crate) fn run(options: &RunScenario) -> anyhow::Result<Exit> {
    let scenarios = load_all(std::slice::from_ref(&options.scenario))?;
    let design = design(&scenarios, &options.run)?;
    carry_out(design, &scenarios, &options.run, None)
}

/// Loads every scenario; problems of all of them are told together.
pub(crate) fn load_all(names: &[String]) -> anyhow::Result<Vec<Scenario>> {
    let mut scenarios: Vec<Scenario> = Vec::new();
    let mut errors = Vec::new();
    for name in names {
        match load(name, files()) {
            Ok(scenario) => scenarios.push(scenario),
            Err(error) => errors.push(error.to_string()),
        }
    }
    if !errors.is_empty() {
        return Err(WrongRequest(errors.join("\nerror: ")).into());
    }
    // Results are found by name: two files of the same name in different folders are told apart.
    for place in 1..scenarios.len() {
        let name = scenarios[place].name.clone();
        let same = scenarios[..place].iter().filter(|other| other.name == name).count();
        if same > 0 {
            scenarios[place].name = format!("{name}-{}", same + 1);
        }
    }
    Ok(scenarios)
}

pub(crate) fn design(scenarios: &[Scenario], options: &RunOptions) -> anyhow::Result<Design> {
    let horizon = horizon(options.period);
    for scenario in scenarios {
        check_horizon(scenario, horizon)?;
    }
    let entries = scenarios
        .iter()
        .map(|scenario| Entry {
            name: scenario.name.clone(),
            title: scenario.title.clone(),
            network: scenario.network.clone(),
        })
        .collect();
    let mut design = Design::new(entries, horizon, options.chance.seed, options.replications);
    set_goal(&mut design, options)?;
    Ok(design)
}

/// Sets how precisely something is to be known, if that was asked for.
pub(crate) fn set_goal(design: &mut Design, options: &RunOptions) -> anyhow::Result<()> {
    design.goal = goal(design, options)?;
    if design.goal.is_some() {
        design.replications = options.max_replications;
    }
    Ok(())
}

/// Runs a design, prints its table, scaled to so many patients besides, and writes its folder.
fn carry_out(
    design: Design,
    scenarios: &[Scenario],
    options: &RunOptions,
    scale_to: Option<f64>,
) -> anyhow::Result<Exit> {
    use_threads(options.chance.threads)?;
    let folder = output::reserve(&options.output)?;
    let (results, seconds) = simulate(&design, &folder, options)?;
    let about = about(seconds);
    // First what people wait for: whatever happens to the disk, the answer has been seen.
    let printed = print(&results, scenarios, options, scale_to);
    let written = report::write(&folder.path, &results, scenarios, &about);
    if written.is_err() {
        folder.leave_if_empty();
    }
    written.context("the results above are complete, but not all files could be written")?;
    // Only now: who pipes the table into `head` has the files all the same.
    printed?;
    if !(options.quiet || options.json) {
        eprintln!(
            "{} million events in {seconds:.0} s; report: {}",
            results.events / 1_000_000,
            folder.path.join("report.html").display()
        );
    }
    Ok(exit(&results))
}

/// How a run ends whose results are written: it fails if a precision was not reached.
pub(crate) fn exit(results: &Results) -> Exit {
    let precision = results.precision.as_ref();
    if precision.is_some_and(|precision| !precision.is_reached()) {
        // Even if quiet: what was asked for is not there.
        let text = precision_text(results).unwrap_or_default();
        eprintln!("error: precision: {text} The results are written all the same.");
        return Exit::Failed;
    }
    Exit::Done
}

/// Simulates a design under a progress bar, and how many seconds that took; the first Ctrl-C ends it
/// with what is finished.
pub(crate) fn simulate(
    design: &Design,
    folder: &Folder,
    options: &RunOptions,
) -> anyhow::Result<(Results, f64)> {
    stop_on_ctrl_c();
    let jobs = u64::from(design.replications) * design.entries.len() as u64;
    let is_quiet = options.quiet || options.json;
    let bar = match design.goal {
        Some(goal) => Bar::up_to(jobs, goal.wanted, is_quiet),
        None => Bar::new(jobs, is_quiet),
    };
    #[expect(clippy::disallowed_methods, reason = "the wall time of the run, for the manifest")]
    let started = std::time::Instant::now();
    let results = pcn_sim::comparison::run(design, &bar);
    bar.clear();
    let Some(results) = results else {
        folder.leave_if_empty();
        anyhow::bail!("stopped before one replication of every scenario was finished");
    };
    Ok((results, started.elapsed().as_secs_f64()))
}

/// How a run of so many seconds was made.
pub(crate) fn about(seconds: f64) -> RunAbout {
    RunAbout {
        wall_time_seconds: seconds,
        threads: rayon::current_num_threads(),
        machine: machine(),
        command: std::env::args_os()
            .map(|argument| shown(&argument.to_string_lossy()))
            .collect::<Vec<_>>()
            .join(" "),
        version: env!("CARGO_PKG_VERSION"),
    }
}

fn print(
    results: &Results,
    scenarios: &[Scenario],
    options: &RunOptions,
    scale_to: Option<f64>,
) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    if options.json {
        out.write_all(results_json(results).as_bytes())?;
        return Ok(());
    }
    if options.quiet {
        return Ok(());
    }
    out.write_all(text_table(results, scenarios).as_bytes())?;
    if let Some(table) = scale_to.and_then(|to| scaled_table(results, scenarios, to)) {
        write!(out, "\n\n{table}")?;
    }
    // What was not reached stands among the warnings.
    if results.precision.as_ref().is_some_and(|precision| precision.is_reached()) {
        writeln!(out, "\nPrecision: {}", precision_text(results).unwrap_or_default())?;
    }
    let warnings = warnings(results, scenarios);
    if !warnings.is_empty() {
        writeln!(out, "\nBefore you act on this")?;
        for warning in warnings {
            writeln!(out, "  - {warning}")?;
        }
    }
    Ok(())
}

/// What the run ran on.
fn machine() -> String {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    format!("{} {}, {cores} cores", std::env::consts::OS, std::env::consts::ARCH)
}
