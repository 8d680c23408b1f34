//! Runs one scenario or compares several, on the same patients: results and report.

use crate::cli::arguments::{CompareOptions, PrintOptions, RunOptions, RunScenario, usual};
use crate::cli::cache;
use crate::cli::draws;
use crate::cli::event_log;
use crate::cli::exit::Exit;
use crate::cli::goals::{raise_limit, with_goals};
use crate::cli::study::{
    Clock, Finished, Opened, Presentation, Question, bar, before, extent, open, scenarios,
    simulate, study_of, use_threads,
};
use pcn_sim::experiment::results::Results;
use pcn_sim::experiment::run::Part;
use pcn_sim::experiment::study::{Design, VariantKind};
use pcn_sim::report::study_file::{StudyFile, Task};
use pcn_sim::report::tables::text_table;
use pcn_sim::report::{derived, json::write_comparison};

use pcn_sim::scenario::embedded::SCENARIOS;
use pcn_sim::uncertainty::total::Total;
use std::io::Write;

/// Compares scenarios with a baseline.
pub(crate) fn compare(options: &CompareOptions) -> anyhow::Result<Finished> {
    let ask = |before: Option<&StudyFile>| {
        event_log::check(&options.log, &options.run, before)?;
        let names: Vec<String> = match (options.scenarios.as_slice(), before) {
            ([], None) => SCENARIOS.iter().map(|(name, _)| (*name).to_owned()).collect(),
            (names, _) => names.to_vec(),
        };
        let had_rooms = before.is_none_or(|file| {
            let is_at_rooms = |kind: VariantKind| matches!(kind, VariantKind::Rooms(_));
            file.outline.variants.iter().any(|variant| is_at_rooms(variant.kind))
        });
        let had_other_days = before
            .is_some_and(|file| file.outline.variants.iter().any(|variant| variant.other_days));
        let before_scale = before.and_then(|file| match file.task {
            Task::Compare { scale_to, .. } => scale_to,
            _ => None,
        });
        Ok(Question {
            scenarios: options.believed.of(scenarios(&names, before)?)?,
            design: Design::AgainstFirst {
                at_rooms: !options.no_room_sensitivity && had_rooms,
                unlike: options.unlike || had_other_days,
            },
            task: Task::Compare { scale_to: options.scale_to.or(before_scale), draws: None },
            draws: draws::asked(options, before)?,
        })
    };
    let ran = carry_out("compare", ask, &options.run, usual::REPLICATIONS)?;
    event_log::asked(ran, &options.log)
}

/// Runs one scenario.
pub(crate) fn run(options: &RunScenario) -> anyhow::Result<Finished> {
    let names: Vec<String> = options.scenario.iter().cloned().collect();
    let ask = |before: Option<&StudyFile>| {
        event_log::check(&options.log, &options.run, before)?;
        let scenarios = scenarios(&names, before)?;
        Ok(Question { scenarios, design: Design::Alone, task: Task::Run, draws: None })
    };
    let ran = carry_out("run", ask, &options.run, usual::REPLICATIONS)?;
    event_log::asked(ran, &options.log)
}

/// Makes the study that `ask` asks for, or resumes it.
pub(crate) fn carry_out(
    command: &str,
    ask: impl FnOnce(Option<&StudyFile>) -> anyhow::Result<Question>,
    options: &RunOptions,
    usual_replications: u32,
) -> anyhow::Result<Finished> {
    let clock = Clock::start();
    cache::choose(options.study.simulation.cache);
    let resume = options.study.simulation.resume.resume.as_deref();
    let mut before = before(resume, command)?;
    let question = ask(before.as_ref())?;
    let asked = question.draws;
    let extent = extent(
        options.study.simulation.period,
        &options.study.simulation.chance,
        options.replications,
        (before.as_ref(), usual_replications),
    );
    let shard = options.only_replications.or(before.as_ref().and_then(|file| file.shard));
    let (study, file) =
        study_of(&question, extent, shard, |study| with_goals(study, options, before.as_ref()))?;
    if let Some(before) = &mut before {
        raise_limit(before, &study);
        draws::lengthen(before, &file);
    }
    use_threads(options.study.simulation.chance.threads)?;
    let mut opened =
        open(study, file, question.scenarios, (before, resume), &options.study.simulation.output)?;
    let part = Part { stage: 0, replications: opened.file.wanted() };
    simulate(&opened, &part, &bar(&opened, is_quiet(options.study.print)))?;
    let is_silent = is_quiet(options.study.print);
    if !is_silent {
        draws::print_first(&mut opened)?;
    }
    draws::simulate(&mut opened, is_silent, asked)?;
    Ok(Finished::Rows(Box::new(opened), options.study.print, clock))
}

pub(crate) const fn is_quiet(options: PrintOptions) -> bool {
    options.quiet || options.json
}

/// The answer and the files of scenarios, compared or not.
pub(crate) fn presentation<'r>(
    opened: &'r Opened,
    results: &'r Results,
    options: PrintOptions,
    (scale_to, total): (Option<f64>, Option<&'r Total>),
) -> Presentation<'r> {
    let scenarios = opened.scenarios.as_slice();
    let words = draws::words(opened, results, total);
    let answer = move |out: &mut dyn Write| {
        if options.json {
            return write_comparison(results, total, out);
        }
        if options.quiet {
            return Ok(());
        }
        if !opened.is_central_printed {
            out.write_all(text_table(results, scenarios, scale_to).as_bytes())?;
        }
        words.map_or(Ok(()), |words| write!(out, "\n{words}"))
    };
    Presentation {
        answer: Box::new(answer),
        outputs: derived::of_comparison(results, scenarios, scale_to, total),
        exit: exit(results),
        partial: results.partial,
        events: results.events,
        look_at: "report.html",
    }
}

/// The exit code of a run that was not stopped: it fails if a precision was not reached.
pub(crate) fn exit(results: &Results) -> Exit {
    let precision = results.precision.as_ref();
    let is_missed = precision.is_some_and(|precision| !precision.is_reached());
    if is_missed { Exit::Failed } else { Exit::Done }
}
