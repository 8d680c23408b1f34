//! Whether the warm-up is long enough: simulated, judged, told and drawn.

use crate::cli::Exit;
use crate::cli::arguments::WarmUpOptions;
use crate::cli::files::files;
use crate::cli::horizon::{check_horizon, horizon};
use crate::cli::output;
use crate::cli::progress::{Bar, stop_on_ctrl_c};
use crate::cli::threads::use_threads;
use anyhow::Context;
use pcn_sim::experiment::Entry;
use pcn_sim::experiment::warm_up::{check, expected_horizon, simulations};
use pcn_sim::report;
use pcn_sim::report::warm_up::{verdict, warm_up_text};
use pcn_sim::scenario::load;
use std::io::Write;

/// Judges the warm-up of a scenario.
pub(crate) fn warm_up(options: &WarmUpOptions) -> anyhow::Result<Exit> {
    let scenario = load(&options.scenario, files())?;
    let horizon = horizon(options.period);
    check_horizon(&scenario, expected_horizon(horizon))?;
    let entry = Entry { name: scenario.name, title: scenario.title, network: scenario.network };
    use_threads(options.chance.threads)?;
    let folder = output::reserve(&options.output)?;
    stop_on_ctrl_c();
    let bar = Bar::new(u64::from(simulations(options.replications)), options.quiet);
    let found = check(&entry, horizon, options.chance.seed, options.replications, &bar);
    bar.clear();
    let Some(found) = found else {
        folder.leave_if_empty();
        anyhow::bail!("stopped before all replications were finished: the warm-up is not judged");
    };
    let written = report::write_warm_up(&folder.path, &found);
    if written.is_err() {
        folder.leave_if_empty();
    }
    written.context("the warm-up was judged, but not all files could be written")?;
    let mut out = std::io::stdout().lock();
    if options.quiet {
        writeln!(out, "{}", verdict(&found))?;
    } else {
        out.write_all(warm_up_text(&found).as_bytes())?;
        eprintln!("figure: {}", folder.path.join("warm-up.svg").display());
    }
    Ok(if found.is_enough() { Exit::Done } else { Exit::Failed })
}
