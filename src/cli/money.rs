//! What scenarios cost: tables, and every amount to the penny.

use crate::cli::Exit;
use crate::cli::arguments::MoneyOptions;
use crate::cli::compare::load_all;
use crate::cli::exit::WrongRequest;
use crate::cli::output;
use anyhow::Context;
use pcn_sim::report;
use pcn_sim::report::estate::estate_text;
use pcn_sim::report::money::{money_text, money_warnings};
use pcn_sim::scenario::Scenario;
use std::io::Write;

/// Tells the money of scenarios; the first is the baseline of the others.
pub(crate) fn money(options: &MoneyOptions) -> anyhow::Result<Exit> {
    let scenarios = load_all(&options.scenarios)?;
    if let Some(without) = scenarios.iter().find(|scenario| scenario.money.is_none()) {
        let text = format!(
            "{}: there is no table [money]; add one, or give a `base` that has it, such as \
             average-pcn",
            without.name
        );
        return Err(WrongRequest(text).into());
    }
    let folder = output::reserve(&options.output)?;
    let printed = if options.quiet { Ok(()) } else { print(&scenarios) };
    let written = report::write_money(&folder.path, &scenarios);
    if written.is_err() {
        folder.leave_if_empty();
    }
    written.context("the tables above are complete, but money.csv could not be written")?;
    printed?;
    if !options.quiet {
        eprintln!("table: {}", folder.path.join("money.csv").display());
    }
    Ok(Exit::Done)
}

fn print(scenarios: &[Scenario]) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    let mut warnings = Vec::new();
    for (place, scenario) in scenarios.iter().enumerate() {
        if place > 0 {
            writeln!(out)?;
        }
        out.write_all(money_text(scenario).unwrap_or_default().as_bytes())?;
        let baseline = scenarios.first().filter(|_| place > 0);
        let found = money_warnings(scenario, baseline);
        warnings.extend(found.into_iter().map(|warning| format!("{}: {warning}", scenario.title)));
    }
    if scenarios.len() > 1
        && let Some(text) = estate_text(scenarios)
    {
        write!(out, "\nSide by side: {text}")?;
    }
    if !warnings.is_empty() {
        writeln!(out, "\nBefore you act on this")?;
        for warning in warnings {
            writeln!(out, "  - {warning}")?;
        }
    }
    Ok(())
}
