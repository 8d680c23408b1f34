//! Checks whether the warm-up is long enough, and draws the evidence.

use crate::cli::arguments::{PrintOptions, WarmUpOptions, usual};
use crate::cli::cache;
use crate::cli::exit::Exit;
use crate::cli::study::{
    Clock, Finished, Opened, Presentation, Question, bar, before, extent, named, nothing_to_report,
    open, publish, rows_in_order, scenarios, simulate, study_of, use_threads,
};
use pcn_sim::experiment::row::Row;
use pcn_sim::experiment::run::Part;
use pcn_sim::experiment::warm_up::{design, judge};
use pcn_sim::report::derived;
use pcn_sim::report::study_file::Task;
use pcn_sim::report::warm_up::{verdict, warm_up_text};
use std::io;

/// Checks the warm-up of a scenario.
pub(crate) fn warm_up(options: &WarmUpOptions) -> anyhow::Result<Finished> {
    let clock = Clock::start();
    cache::choose(options.simulation.cache);
    let resume = options.simulation.resume.resume.as_deref();
    let before = before(resume, "warm-up")?;
    let names = named(options.scenario.as_deref(), before.as_ref());
    let scenarios = scenarios(&names, before.as_ref())?;
    let question = Question { scenarios, design: design(), task: Task::WarmUp, draws: None };
    let extent = extent(
        options.simulation.period,
        &options.simulation.chance,
        options.replications,
        (before.as_ref(), usual::REPLICATIONS),
    );
    let (study, file) = study_of(&question, extent, None, Ok)?;
    use_threads(options.simulation.chance.threads)?;
    let opened =
        open(study, file, question.scenarios, (before, resume), &options.simulation.output)?;
    simulate(&opened, &Part::whole(&opened.study), &bar(&opened, options.quiet))?;
    let presentation = PrintOptions { json: false, quiet: options.quiet };
    Ok(Finished::Rows(Box::new(opened), presentation, clock))
}

/// Prints and writes the result.
pub(crate) fn present(
    opened: &Opened,
    options: PrintOptions,
    clock: Clock,
) -> anyhow::Result<Exit> {
    let rows = rows_in_order(opened)?;
    let mut all = Vec::new();
    let mut events = 0;
    rows.each(|row: Row| {
        events += row.events;
        all.push(row);
        Ok(())
    })?;
    let Some(found) = judge(&opened.study, all.into_iter()) else {
        return Ok(nothing_to_report(opened));
    };
    let words = &found;
    let presentation = Presentation {
        answer: Box::new(move |out: &mut dyn io::Write| {
            if options.quiet {
                writeln!(out, "{}", verdict(words))
            } else {
                out.write_all(warm_up_text(words).as_bytes())
            }
        }),
        outputs: derived::of_warm_up(&found),
        exit: if found.is_enough() { Exit::Done } else { Exit::Failed },
        partial: found.is_partial(),
        events,
        look_at: "report.html",
    };
    publish(opened, presentation, options, clock)
}
