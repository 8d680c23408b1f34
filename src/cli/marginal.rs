//! What to add next: one unit more of everything, and the levels of staff of a role, on the same patients.
//!
//! Without a stated role the next units are simulated first, and the levels are those of the role whose next
//! post gains most. The study in the folder is then extended by them, so that it and its rows always state
//! the same run.

use crate::cli::arguments::{MarginalOptions, PrintOptions, usual};
use crate::cli::cache;
use crate::cli::compare::is_quiet;
use crate::cli::exit::{Exit, WrongRequest};
use crate::cli::progress::is_stopped;
use crate::cli::study::{
    Clock, Finished, Opened, Presentation, Question, bar, before, extent, gather, named, open,
    scenarios, simulate, study_of, use_threads,
};
use pcn_sim::experiment::marginal::{Levels, MOST_LEVELS, best_role, role_of_levels};
use pcn_sim::experiment::results::Results;
use pcn_sim::experiment::row::Row;
use pcn_sim::experiment::run::Part;
use pcn_sim::experiment::study::{Design, Outline, Study};
use pcn_sim::model::margin::{More, wte};
use pcn_sim::report::marginal::marginal_text;
use pcn_sim::report::study_file::{StudyFile, Task, entries};
use pcn_sim::report::sweep::{USUAL, cannot_judge};
use pcn_sim::report::{derived, json::write_results};
use pcn_sim::scenario::Scenario;
use pcn_sim::text::alike::most_alike;
use std::io::{self, Write};

/// Finds what to add next to a scenario.
pub(crate) fn marginal(options: &MarginalOptions) -> anyhow::Result<Finished> {
    let clock = Clock::start();
    cache::choose(options.study.simulation.cache);
    let resume = options.study.simulation.resume.resume.as_deref();
    let before = before(resume, "marginal")?;
    let names = named(options.scenario.as_deref(), before.as_ref());
    let scenarios = scenarios(&names, before.as_ref())?;
    let (by, levels, role) = asked(options, before.as_ref())?;
    let added = added(&scenarios[0], levels, role.as_deref())?;
    let shard = options.only_replications.or(before.as_ref().and_then(|file| file.shard));
    if shard.is_some() && role.is_none() {
        let text = "--only-replications: without a role the levels of staff follow from all replications; \
                    state --switch-role";
        return Err(WrongRequest(text.to_owned()).into());
    }
    let extent = extent(
        options.study.simulation.period,
        &options.study.simulation.chance,
        options.replications,
        (before.as_ref(), usual::OF_MARGINAL),
    );
    let task = Task::Marginal { by, levels, role };
    let question = Question { scenarios, design: Design::Marginal(added), task, draws: None };
    let (study, file) = study_of(&question, extent, shard, Ok)?;
    let (study, file, before) = continued(study, file, before, &question.scenarios)?;
    use_threads(options.study.simulation.chance.threads)?;
    let mut opened =
        open(study, file, question.scenarios, (before, resume), &options.study.simulation.output)?;
    loop {
        let part = Part { stage: 0, replications: opened.file.wanted() };
        simulate(&opened, &part, &bar(&opened, is_quiet(options.study.print)))?;
        if is_stopped() || !extended(&mut opened)? {
            return Ok(Finished::Rows(Box::new(opened), options.study.print, clock));
        }
    }
}

/// The measure, the levels and the role asked for, or those of the resumed run.
fn asked(
    options: &MarginalOptions,
    before: Option<&StudyFile>,
) -> anyhow::Result<(String, Levels, Option<String>)> {
    let had = before.and_then(|file| match &file.task {
        Task::Marginal { by, levels, role } => Some((by, *levels, role)),
        _ => None,
    });
    let stated = options.by.as_ref().map(|by| by.replace('-', "_"));
    let by = stated.or(had.map(|(by, ..)| by.clone())).unwrap_or_else(|| USUAL.to_owned());
    if let Some(why) = cannot_judge("--by", &by) {
        return Err(WrongRequest(why).into());
    }
    let had_levels = had.map(|(_, levels, _)| levels);
    let or_usual = |stated: Option<u32>, of: fn(Levels) -> u32, usual: u32| {
        stated.or(had_levels.map(of)).unwrap_or(usual)
    };
    let levels = Levels {
        post: or_usual(options.post, |had| had.post, usual::MARGINAL_POST),
        step: or_usual(options.switch_step, |had| had.step, usual::SWITCH_STEP),
        to: or_usual(options.switch_to, |had| had.to, usual::SWITCH_TO),
    };
    if !levels.is_fine() {
        let text = format!(
            "--switch-step {}: {} levels of staff up to {} WTE, of at most {MOST_LEVELS}; choose a larger step",
            wte(levels.step),
            levels.all().count(),
            wte(levels.to)
        );
        return Err(WrongRequest(text).into());
    }
    if levels.to < levels.step {
        let text = format!(
            "--switch-to {}: less than a step of {} WTE; state at least --switch-to {1}, or a smaller \
             --switch-step",
            wte(levels.to),
            wte(levels.step)
        );
        return Err(WrongRequest(text).into());
    }
    let role = options.switch_role.clone().or_else(|| had.and_then(|(.., role)| role.clone()));
    Ok((by, levels, role))
}

/// What is added to the scenario: the next units, and the levels of the role if one is stated.
fn added(scenario: &Scenario, levels: Levels, role: Option<&str>) -> anyhow::Result<Vec<More>> {
    let mut added = scenario.system.could_add(levels.post);
    let Some(name) = role else { return Ok(added) };
    let roles = &scenario.system.roles;
    let of = |more: &More| match more {
        More::Staff { role, .. } => Some(*role),
        _ => None,
    };
    let known: Vec<usize> = added.iter().filter_map(of).collect();
    let Some(role) = known.iter().copied().find(|role| roles[*role].name == name) else {
        let names: Vec<&str> = known.iter().map(|role| roles[*role].name.as_str()).collect();
        let near = most_alike(name, names.iter().copied(), 3).join(", ");
        let text = format!(
            "--switch-role {name}: {} has nobody in post of this role to whom whole-time equivalents could be \
             added; did you mean {near}? It has: {}",
            scenario.name,
            names.join(", ")
        );
        return Err(WrongRequest(text).into());
    };
    extend(&mut added, levels.of_role(role));
    Ok(added)
}

/// Adds what is not there yet.
fn extend(added: &mut Vec<More>, more: Vec<More>) {
    let new: Vec<More> = more.into_iter().filter(|more| !added.contains(more)).collect();
    added.extend(new);
}

/// The study, its file and the resumed run, as far as that run extended them, if it is the same study.
fn continued(
    study: Study,
    mut file: StudyFile,
    before: Option<StudyFile>,
    scenarios: &[Scenario],
) -> anyhow::Result<(Study, StudyFile, Option<StudyFile>)> {
    let Task::Marginal { levels, role: None, .. } = file.task else {
        return Ok((study, file, before));
    };
    let Some(mut before) = before else { return Ok((study, file, None)) };
    let mut first: Outline = before.outline.clone();
    first.variants.retain(|variant| levels.is_next(variant.kind));
    if first != file.outline || before.task != file.task {
        // Only what the user asked for is said to differ.
        before.outline = first;
        return Ok((study, file, Some(before)));
    }
    let study = Study::of_outline(before.outline.clone(), &entries(scenarios))?;
    file.outline = before.outline.clone();
    Ok((study, file, Some(before)))
}

/// The levels that are still to be added to a study; `None` if there are none.
fn still_to_add(opened: &Opened, results: &Results) -> Option<Vec<More>> {
    let Task::Marginal { by, levels, role: None } = &opened.file.task else { return None };
    let kinds = || opened.study.variants().iter().map(|variant| variant.kind);
    if role_of_levels(kinds()).is_some() {
        return None;
    }
    let less = pcn_sim::measures::find(by)
        .is_some_and(|measure| measure.better == pcn_sim::measures::Better::Less);
    let role = best_role(results, *levels, by, less)?;
    let mut added = opened.scenarios[0].system.could_add(levels.post);
    let had = added.len();
    extend(&mut added, levels.of_role(role));
    let new = added.split_off(had);
    (!new.is_empty()).then_some(new)
}

/// Extends the study by the levels of staff; false if they are there.
fn extended(opened: &mut Opened) -> anyhow::Result<bool> {
    let Some(results) = gather(opened, &opened.rows::<Row>()?)? else { return Ok(false) };
    let more = still_to_add(opened, &results).filter(|_| !results.partial);
    let Some(more) = more else { return Ok(false) };
    opened.study.add_more(&entries(&opened.scenarios), &more);
    opened.write_extended()?;
    Ok(true)
}

/// Whether the levels of staff are still to be simulated.
pub(crate) fn is_unfinished(opened: &Opened, results: &Results) -> bool {
    still_to_add(opened, results).is_some()
}

/// The answer and the files of next units.
pub(crate) fn presentation<'r>(
    opened: &'r Opened,
    results: &'r Results,
    options: PrintOptions,
) -> Presentation<'r> {
    let Task::Marginal { by, levels, .. } = &opened.file.task else {
        unreachable!("only next units are presented as such");
    };
    let (scenarios, asked) = (opened.scenarios.as_slice(), (*levels, by.as_str()));
    let print = move |out: &mut dyn Write| -> io::Result<()> {
        match options {
            PrintOptions { json: true, .. } => write_results(results, out),
            PrintOptions { quiet: true, .. } => Ok(()),
            _ => out.write_all(marginal_text(results, scenarios, asked).as_bytes()),
        }
    };
    Presentation {
        answer: Box::new(print),
        outputs: derived::of_marginal(results, scenarios, asked),
        exit: Exit::Done,
        partial: results.partial,
        events: results.events,
        look_at: "report.html",
    }
}
