//! The answer and the files of a study, from its rows alone, at once or years later.

use crate::cli::arguments::PrintOptions;
use crate::cli::event_log::with_event_log;
use crate::cli::exit::Exit;
use crate::cli::study::{
    Clock, Finished, Opened, gather, nothing_to_report, publish, rows_in_order,
};
use crate::cli::{
    across, bottlenecks, calibrate, case_studies, compare, draws, emulate, marginal, networks,
    optimise, output, sensitivity, sweep, validate, verify, warm_up,
};
use pcn_sim::experiment::results::Results;
use pcn_sim::experiment::study::Study;
use pcn_sim::report::precision::precision_text;
use pcn_sim::report::study_file::{StudyFile, Task, entries};
use std::path::Path;

/// Prints and writes what a command has simulated.
pub(crate) fn present_outcome(ran: Finished) -> anyhow::Result<Exit> {
    match ran {
        Finished::Rows(opened, options, clock) => present(&opened, options, clock),
        Finished::Ended(exit) => Ok(exit),
    }
}

/// Prints the answer of a study, writes its files and gives the exit code.
pub(crate) fn present(
    opened: &Opened,
    options: PrintOptions,
    clock: Clock,
) -> anyhow::Result<Exit> {
    match &opened.file.task {
        Task::Emulate { .. } => return emulate::present(opened, options, clock),
        Task::Calibrate { .. } => return calibrate::present(opened, options, clock),
        Task::Across(request) => return across::present(opened, request, options, clock),
        Task::Optimise(_) => return optimise::present(opened, options, clock),
        Task::Sensitivity(_) => return sensitivity::present(opened, options, clock),
        Task::WarmUp => return warm_up::present(opened, options, clock),
        Task::Verify { .. } => return verify::present(opened, options, clock),
        _ => {}
    }
    let rows = rows_in_order(opened)?;
    let Some(mut results) = gather(opened, &rows)? else { return Ok(nothing_to_report(opened)) };
    results.partial |=
        bottlenecks::is_unfinished(opened, &results) || marginal::is_unfinished(opened, &results);
    let total = draws::found(opened, &mut results)?;
    let presentation = match &opened.file.task {
        Task::Compare { scale_to, .. } => {
            let asked = (*scale_to, total.as_ref());
            compare::presentation(opened, &results, options, asked)
        }
        Task::Validate { targets } => {
            let targets = validate::read_targets(targets)?;
            return validate::present(opened, &results, &targets, options, clock);
        }
        Task::Networks { networks } => {
            return networks::present(opened, &results, networks, options, clock);
        }
        Task::Bottlenecks { .. } | Task::Elasticities => {
            bottlenecks::presentation(opened, &results, options)
        }
        Task::Marginal { .. } => marginal::presentation(opened, &results, options),
        Task::Sweep { .. } => sweep::presentation(opened, &results, options)?,
        Task::CaseStudies { order } => case_studies::presentation(opened, &results, order, options),
        _ => compare::presentation(opened, &results, options, (None, None)),
    };
    let exit = publish(opened, with_event_log(presentation, opened), options, clock)?;
    let precision = results.precision.as_ref();
    if precision.is_some_and(|precision| !precision.is_reached()) {
        // This is printed even if quiet, because the request was not met.
        let text = precision_text(&results).unwrap_or_default();
        crate::cli::terminal::tell!("error: precision: {text} The results are written anyway.");
        print_how_to_raise(opened, &results);
    }
    Ok(exit)
}

/// Says how to add replications, if more would help.
fn print_how_to_raise(opened: &Opened, results: &Results) {
    let precision = results.precision.as_ref().filter(|_| !results.partial);
    let Some(needed) = precision.and_then(|found| found.more_would_help(results.replications))
    else {
        return;
    };
    crate::cli::terminal::tell!(
        "to add replications: `pcn-sim {} --resume {} --max-replications {needed}`",
        opened.file.task.command(),
        opened.folder.display()
    );
}

/// The study in a folder, with its scenarios.
pub(crate) fn opened(folder: &Path) -> anyhow::Result<Opened> {
    output::hold(folder)?;
    let file = StudyFile::read(folder)?;
    let scenarios = file.scenarios()?;
    let study = networks::study_again(&file, &scenarios)?
        .map_or_else(|| Study::of_outline(file.outline.clone(), &entries(&scenarios)), Ok)?;
    Ok(Opened {
        study,
        file,
        scenarios,
        folder: folder.to_owned(),
        is_read_only: true,
        is_central_printed: false,
        event_log: None,
    })
}
