//! Scenarios of practice-level data against what was observed there: is one network told from another?

use crate::cli::Exit;
use crate::cli::arguments::ValidateOptions;
use crate::cli::compare::{about, load_all};
use crate::cli::exit::WrongRequest;
use crate::cli::horizon::{check_horizon, horizon};
use crate::cli::output::{self, Folder};
use crate::cli::progress::{Bar, stop_on_ctrl_c};
use crate::cli::threads::use_threads;
use anyhow::Context;
use pcn_sim::experiment::results::Results;
use pcn_sim::experiment::{Design, Entry};
use pcn_sim::report;
use pcn_sim::scenario::{FileSystem, Scenario};
use pcn_sim::simulation::Horizon;
use pcn_sim::validation::networks::agreement::{Between, hold, observed_over_simulated};
use pcn_sim::validation::networks::build::{ROUNDS, build, fit, has_own_gps};
use pcn_sim::validation::networks::rows::{Networks, load};
use pcn_sim::validation::networks::table::{agreement_text, networks_text};
use std::io::Write;
use std::path::Path;

/// Holds the networks of a file against what was observed there.
pub(crate) fn validate(options: &ValidateOptions, path: &Path) -> anyhow::Result<Exit> {
    let scenarios = load_all(std::slice::from_ref(&options.scenario))?;
    let networks = load(path, &FileSystem)?;
    let run = &options.run;
    let horizon = horizon(run.period);
    check_horizon(&scenarios[0], horizon)?;
    let design = design(&scenarios[0], &networks, horizon, options)?;
    use_threads(run.chance.threads)?;
    let folder = output::reserve(&run.output)?;
    let (results, seconds) = simulate(design, &networks, &folder, options)?;
    let found = hold(&networks, &results);
    let about = about(seconds);
    let printed = print(&found, &scenarios[0], &networks, &results, options);
    let written =
        report::write_networks(&folder.path, &found, &networks, &results, &scenarios, &about);
    if written.is_err() {
        folder.leave_if_empty();
    }
    written.context("the figures above are complete, but not all files could be written")?;
    printed?;
    if !(run.quiet || run.json) {
        let million = results.events / 1_000_000;
        let path = folder.path.join("networks.csv");
        eprintln!("{million} million events in {seconds:.0} s; table: {}", path.display());
    }
    Ok(Exit::Done)
}

/// Every network, with the demand of the base so far.
fn design(
    base: &Scenario,
    networks: &Networks,
    horizon: Horizon,
    options: &ValidateOptions,
) -> anyhow::Result<Design> {
    if !has_own_gps(&base.network) {
        let text = format!(
            "scenario {}: it has no GPs of practices who take duty, in whose place those of \
             --networks could stand; state a team with scope = \"practices\"",
            base.name
        );
        return Err(WrongRequest(text).into());
    }
    if base.network.pcns() > 1 {
        let text = format!(
            "scenario {}: it is a place of {} networks; those of --networks are built upon one",
            base.name,
            base.network.pcns()
        );
        return Err(WrongRequest(text).into());
    }
    let entries = networks.networks.iter().map(|rows| Entry {
        name: rows.network.clone(),
        title: format!("{}: {}", base.title, rows.network),
        network: build(&base.network, rows),
    });
    Ok(Design {
        entries: entries.collect(),
        // Networks are held against what was observed, not against each other.
        comparisons: Vec::new(),
        horizon,
        seed: options.run.chance.seed,
        replications: options.run.replications,
        goal: None,
    })
}

/// Fits demand, then makes the replications that count; and how many seconds both took.
fn simulate(
    mut design: Design,
    networks: &Networks,
    folder: &Folder,
    options: &ValidateOptions,
) -> anyhow::Result<(Results, f64)> {
    stop_on_ctrl_c();
    let count = design.entries.len() as u64;
    let jobs = u64::from(ROUNDS + design.replications) * count;
    let bar = Bar::new(jobs, options.run.quiet || options.run.json);
    #[expect(clippy::disallowed_methods, reason = "the wall time of the run, for the manifest")]
    let started = std::time::Instant::now();
    let run = |design: &Design| {
        let results = pcn_sim::comparison::run(design, &bar);
        if results.is_none() {
            folder.leave_if_empty();
            bar.clear()?;
            anyhow::bail!("stopped before one replication of every network was finished");
        }
        Ok(results.expect("it is there"))
    };
    let wanted = std::mem::replace(&mut design.replications, 1);
    for _ in 0..ROUNDS {
        let results = run(&design)?;
        let pairs = networks.networks.iter().zip(&results.scenarios);
        for (entry, (rows, found)) in design.entries.iter_mut().zip(pairs) {
            fit(&mut entry.network, observed_over_simulated(rows, found));
        }
    }
    design.replications = wanted;
    let results = run(&design)?;
    bar.clear().inspect_err(|_| folder.leave_if_empty())?;
    Ok((results, started.elapsed().as_secs_f64()))
}

fn print(
    found: &Between,
    base: &Scenario,
    networks: &Networks,
    results: &Results,
    options: &ValidateOptions,
) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    if options.run.json {
        out.write_all(report::json::networks_json(found).as_bytes())?;
        return Ok(());
    }
    if !options.run.quiet {
        let count = networks.networks.len();
        writeln!(out, "Base:     {}\nNetworks: {count}, of {}\n", base.title, networks.name)?;
        writeln!(out, "{}", networks_text(found))?;
        if results.partial {
            writeln!(out, "Stopped early: fewer replications than asked for.\n")?;
        }
    }
    out.write_all(agreement_text(found).as_bytes())?;
    Ok(())
}
