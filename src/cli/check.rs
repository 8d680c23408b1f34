//! Reads scenarios, lists every problem, prints the resolved parameters.

use crate::cli::Exit;
use crate::cli::arguments::CheckOptions;
use crate::cli::files::files;
use crate::cli::options::usual::WEEKS;
use crate::cli::readiness;
use crate::cli::terminal::{answer, tell};
use pcn_sim::maintenance::behind;
use pcn_sim::model::sourced::Evidence;
use pcn_sim::report::beside_england::{beside_england, outside_england};
use pcn_sim::report::planned_care::unstaffed;
use pcn_sim::scenario::{Scenario, load};
use pcn_sim::text::number::counted;
use std::io::{self, Write};

/// Checks every scenario, and names all that are wrong, not only the first.
pub(crate) fn check(options: &CheckOptions) -> anyhow::Result<Exit> {
    if options.readiness {
        return readiness::check(options);
    }
    let mut exit = Exit::Done;
    let answered = answer(|out| {
        for name in &options.scenarios {
            match load(name, files()) {
                Ok(scenario) if options.quiet => drop(scenario),
                Ok(scenario) => print(&scenario, out)?,
                Err(error) => {
                    out.flush()?;
                    tell!("error: {error}");
                    exit = Exit::WrongRequest;
                }
            }
        }
        Ok(())
    });
    Ok(answered.exit(exit, ""))
}

fn print(scenario: &Scenario, out: &mut dyn Write) -> io::Result<()> {
    let system = &scenario.system;
    writeln!(out, "{}: {}", scenario.name, scenario.title)?;
    writeln!(
        out,
        "  {} patients in {}{}, {}, {}; {}, {}\n",
        system.patients(),
        counted(system.practices.len(), "practice"),
        if system.pcns() > 1 { format!(" of {} networks", system.pcns()) } else { String::new() },
        counted(system.rooms_total() as usize, "room"),
        counted(system.teams.len(), "team"),
        counted(scenario.parameters.len(), "parameter"),
        counted(scenario.levers.len(), "lever"),
    )?;
    if let [first, ..] = &scenario.left_in[..] {
        let (count, names) = (scenario.left_in.len(), scenario.left_in.join(", "));
        writeln!(
            out,
            "  note       practices kept from the base: {count} ({names}); to remove them all, write \
              leave_out = [\"practices\"] at the top of the file; to remove one, \
              leave_out = [\"practices.{first}\"]",
        )?;
    }
    write!(out, "{}", indented(&beside_england(scenario, None).to_text()))?;
    writeln!(out)?;
    for warning in outside_england(scenario, None).into_iter().chain(unstaffed(system)) {
        writeln!(out, "  warning    {warning}")?;
    }
    let start = scenario.system.calendar.start;
    for behind in behind(scenario) {
        let (count, names) = (behind.keys.len(), some_of(&behind.keys));
        writeln!(
            out,
            "  warning    the dates, from {start}, run over two years ahead of {} of {} (until {}): {names}; {}",
            counted(count, "parameter"),
            behind.name,
            behind.until,
            behind.remedy,
        )?;
    }
    for rounded in &scenario.rounded {
        writeln!(out, "  rounded    {}: {}", rounded.key, rounded.words)?;
    }
    let end = system.calendar.date(WEEKS as i32 * 7);
    for date in system.dates_outside(Some(end)) {
        writeln!(out, "  date       {date} (a run of {WEEKS} weeks)")?;
    }
    for of_list in system.told_of_lists() {
        writeln!(out, "  list       {of_list}")?;
    }
    for (key, value) in &scenario.differences {
        writeln!(out, "  differs    {key} = {value}")?;
    }
    for lever in &scenario.levers {
        writeln!(out, "  lever      {} = {}", lever.key, lever.value)?;
    }
    for parameter in &scenario.parameters {
        let evidence = match &parameter.evidence {
            Evidence::Source(key) => format!("source {key}"),
            Evidence::Assumption(why) => format!("assumption: {why}"),
            Evidence::Fitted(how) => format!("fitted {how}"),
        };
        let (key, value, range) = (&parameter.key, &parameter.value, &parameter.range);
        writeln!(out, "  parameter  {key} = {value} ({range}); {evidence}")?;
    }
    writeln!(out)
}

/// A text two columns to the right.
fn indented(text: &str) -> String {
    text.lines().map(|line| format!("  {line}").trim_end().to_owned() + "\n").collect()
}

/// The first names of a list, and how many more there are.
fn some_of(names: &[String]) -> String {
    const SHOWN: usize = 8;
    let more = names.len().saturating_sub(SHOWN);
    let first = names[..names.len() - more].join(", ");
    if more == 0 { first } else { format!("{first} and {more} more") }
}
