//! The costs of scenarios: tables, and every amount to the penny.

use crate::cli::Exit;
use crate::cli::arguments::MoneyOptions;
use crate::cli::exit::WrongRequest;
use crate::cli::output;
use crate::cli::study::{Clock, load_all};
use crate::cli::terminal::{answer, tell};
use pcn_sim::report::estate::estate_text;
use pcn_sim::report::money::{money_text, money_warnings};
use pcn_sim::report::study_file::STUDY;
use pcn_sim::report::tables::warnings_text;
use pcn_sim::report::{self, Made, RunAbout, derived, disk, provenance};
use pcn_sim::scenario::Scenario;
use std::io::{self, Write};

/// Prints the costs of scenarios. The first is the baseline of the others.
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
    let clock = Clock::start();
    let folder = output::reserve(&options.output)?;
    let study = folder.join(STUDY);
    if let Err(error) = disk::remove(&study) {
        output::leave_if_empty(&folder);
        let text = format!("cannot remove {}", study.display());
        return Err(anyhow::Error::new(error).context(text));
    }
    let answered = answer(|out| if options.quiet { Ok(()) } else { print(out, &scenarios) });
    let about = RunAbout { scenarios: provenance::hashes_of(&scenarios), ..clock.about() };
    let made = Made { about: &about, events: 0, partial: false };
    let written = report::write(&folder, &derived::of_money(&scenarios), Some(made));
    if let Err(error) = written {
        // Without its manifest the folder would not be recognised as a run, so nothing is left.
        for name in ["money.csv", "report.html"] {
            let _ = std::fs::remove_file(folder.join(name));
        }
        output::leave_if_empty(&folder);
        let (path, cause) = (error.path.display(), error.cause);
        let told = answered.beside_files("the tables above are");
        anyhow::bail!("{told}{path} could not be written: {cause}");
    }
    let path = folder.join("money.csv");
    if !options.quiet {
        tell!("table: {}", path.display());
    }
    Ok(answered.exit(Exit::Done, &format!("; the table is complete in {}", path.display())))
}

fn print(out: &mut dyn Write, scenarios: &[Scenario]) -> io::Result<()> {
    let mut warnings = Vec::new();
    for (index, scenario) in scenarios.iter().enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        out.write_all(money_text(scenario).unwrap_or_default().as_bytes())?;
        let baseline = scenarios.first().filter(|_| index > 0);
        let found = money_warnings(scenario, baseline);
        warnings.extend(found.into_iter().map(|warning| format!("{}: {warning}", scenario.title)));
    }
    if scenarios.len() > 1
        && let Some(text) = estate_text(scenarios)
    {
        write!(out, "\nSide by side: {text}")?;
    }
    if !warnings.is_empty() {
        write!(out, "\n{}", warnings_text(&warnings))?;
    }
    Ok(())
}
