//! A scenario with levers at many values, each point against the scenario as it is.

use crate::cli::arguments::{PrintOptions, RunOptions, SweepDesign, SweepOptions, usual};
use crate::cli::compare::carry_out;
use crate::cli::exit::{Exit, WrongRequest};
use crate::cli::study::{Finished, Opened, Presentation, Question, named, scenarios};
use pcn_sim::experiment::results::Results;
use pcn_sim::experiment::study::Design;
use pcn_sim::experiment::sweep::Arrangement;
use pcn_sim::report::study_file::{StudyFile, Task};
use pcn_sim::report::sweep::{Plan, USUAL, cannot_judge, sweep_text};
use pcn_sim::report::{derived, json::write_results};
use pcn_sim::scenario::Scenario;
use pcn_sim::scenario::error::{Problem, list};
use std::io::{self, Write};

/// Points of a Latin hypercube or a Sobol' sequence if no number is stated.
const USUAL_POINTS: u32 = 32;

/// Sweeps levers of a scenario.
pub(crate) fn sweep(options: &SweepOptions) -> anyhow::Result<Finished> {
    let run = RunOptions {
        replications: options.replications,
        only_replications: options.only_replications,
        study: options.study.clone(),
        ..RunOptions::default()
    };
    carry_out("sweep", |before| question(options, before), &run, usual::REPLICATIONS)
}

fn question(options: &SweepOptions, before: Option<&StudyFile>) -> anyhow::Result<Question> {
    let (vary, arrangement, measure) = asked(options, before)?;
    if let Some(why) = cannot_judge("--measure", &measure) {
        return Err(WrongRequest(why).into());
    }
    let mut scenarios = scenarios(&named(options.scenario.as_deref(), before), before)?;
    // The points of a resumed run are made again, so that other levers are noticed.
    scenarios.truncate(1);
    let seed = options
        .study
        .simulation
        .chance
        .seed
        .or(before.map(|file| file.outline.seed))
        .unwrap_or(usual::SEED);
    let plan = Plan::new(&scenarios[0], &vary, arrangement, seed).map_err(wrong)?;
    let points = plan.scenarios(&scenarios[0]).map_err(wrong)?;
    scenarios.extend(points);
    let design = Design::Points(plan.rooms());
    Ok(Question {
        scenarios,
        design,
        task: Task::Sweep { vary, arrangement, measure },
        draws: None,
    })
}

fn wrong(problems: Vec<Problem>) -> anyhow::Error {
    WrongRequest(format!("cannot sweep: {}", list(&problems))).into()
}

/// The levers, the arrangement and the measure asked for, or those of the resumed run.
fn asked(
    options: &SweepOptions,
    before: Option<&StudyFile>,
) -> anyhow::Result<(Vec<String>, Arrangement, String)> {
    let had = before.and_then(|file| match &file.task {
        Task::Sweep { vary, arrangement, measure } => Some((vary, *arrangement, measure)),
        _ => None,
    });
    let vary = match (options.vary.as_slice(), had) {
        ([], Some((vary, ..))) => vary.clone(),
        (vary, _) => vary.to_vec(),
    };
    let had_points = had.and_then(|(_, arrangement, _)| match arrangement {
        Arrangement::LatinHypercube(points) | Arrangement::Sobol(points) => Some(points),
        _ => None,
    });
    let points = options.points.or(had_points);
    let arrangement = match (options.design, had) {
        (None, Some((_, Arrangement::LatinHypercube(_), _)))
        | (Some(SweepDesign::LatinHypercube), _) => {
            Arrangement::LatinHypercube(points.unwrap_or(USUAL_POINTS))
        }
        (None, Some((_, Arrangement::Sobol(_), _))) | (Some(SweepDesign::Sobol), _) => {
            Arrangement::Sobol(points.unwrap_or(USUAL_POINTS))
        }
        (None, Some((_, Arrangement::OneAtATime, _))) | (Some(SweepDesign::OneAtATime), _) => {
            Arrangement::OneAtATime
        }
        _ => Arrangement::Grid,
    };
    if options.points.is_some()
        && matches!(arrangement, Arrangement::Grid | Arrangement::OneAtATime)
    {
        let text = "--points: a grid and one-at-a-time have the points that their values give; leave it out, \
                    or state --design latin-hypercube or sobol";
        return Err(WrongRequest(text.to_owned()).into());
    }
    let usual = || had.map_or_else(|| USUAL.to_owned(), |(.., measure)| measure.clone());
    Ok((vary, arrangement, options.measure.clone().unwrap_or_else(usual)))
}

/// The answer and the files of a sweep.
pub(crate) fn presentation<'r>(
    opened: &'r Opened,
    results: &'r Results,
    options: PrintOptions,
) -> anyhow::Result<Presentation<'r>> {
    let Task::Sweep { vary, arrangement, measure } = &opened.file.task else {
        unreachable!("only a sweep is presented as one");
    };
    let scenarios: &[Scenario] = &opened.scenarios;
    let seed = opened.file.outline.seed;
    let plan = Plan::new(&scenarios[0], vary, *arrangement, seed).map_err(wrong)?;
    let outputs = derived::of_sweep(&plan, measure, (results, scenarios));
    let print = move |out: &mut dyn Write| -> io::Result<()> {
        match options {
            PrintOptions { json: true, .. } => write_results(results, out),
            PrintOptions { quiet: true, .. } => Ok(()),
            _ => out.write_all(sweep_text(&plan, measure, results, scenarios).as_bytes()),
        }
    };
    Ok(Presentation {
        answer: Box::new(print),
        outputs,
        exit: Exit::Done,
        partial: results.partial,
        events: results.events,
        look_at: "report.html",
    })
}
