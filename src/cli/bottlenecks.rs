//! What stops requests: each constraint of a scenario relieved, on the same patients.
//!
//! A round of replications follows from the rows of the rounds before. The study in the folder is extended
//! before each round, so that it and its rows always state the same run.

use crate::cli::arguments::{BottlenecksOptions, PrintOptions, usual};
use crate::cli::cache;
use crate::cli::compare::is_quiet;
use crate::cli::exit::{Exit, WrongRequest};
use crate::cli::progress::is_stopped;
use crate::cli::study::{
    Clock, Finished, Opened, Presentation, Question, bar, before, extent, gather, named, open,
    scenarios, simulate, study_of, use_threads,
};
use pcn_sim::experiment::bottlenecks::{half_days, next_round, pairs};
use pcn_sim::experiment::results::Results;
use pcn_sim::experiment::row::Row;
use pcn_sim::experiment::run::Part;
use pcn_sim::experiment::study::{Design, Outline, Study, VariantKind};
use pcn_sim::model::relief::Capacity;
use pcn_sim::report::bottlenecks::without_hours;
use pcn_sim::report::elasticities::elasticities_markdown;
use pcn_sim::report::study_file::{StudyFile, Task, entries};
use pcn_sim::report::tables::bottlenecks_text;
use pcn_sim::report::{derived, json::write_results};
use pcn_sim::scenario::Scenario;
use pcn_sim::text::alike::most_alike;
use std::io::{self, Write};

/// Relieves the constraints of a scenario.
pub(crate) fn bottlenecks(options: &BottlenecksOptions) -> anyhow::Result<Finished> {
    let clock = Clock::start();
    cache::choose(options.study.simulation.cache);
    let resume = options.study.simulation.resume.resume.as_deref();
    let mut before = before(resume, "bottlenecks")?;
    let names = named(options.scenario.as_deref(), before.as_ref());
    let scenarios = scenarios(&names, before.as_ref())?;
    let task = task(options, before.as_ref())?;
    let capacities = capacities(&options.constraint, &scenarios[0], before.as_ref())?;
    let (design, first) = match task {
        Task::Bottlenecks { first, .. } => (Design::Bottlenecks(capacities), Some(first)),
        _ => (Design::Elasticities(capacities), options.replications),
    };
    let extent = extent(
        options.study.simulation.period,
        &options.study.simulation.chance,
        first,
        (before.as_ref(), usual::FIRST_LOOK),
    );
    let question = Question { scenarios, design, task, draws: None };
    let (study, file) = study_of(&question, extent, None, Ok)?;
    let (study, file) = continued(study, file, before.as_mut(), &question.scenarios)?;
    use_threads(options.study.simulation.chance.threads)?;
    let before = before.map(|before| of_first_round(before, &file));
    let mut opened =
        open(study, file, question.scenarios, (before, resume), &options.study.simulation.output)?;
    loop {
        let part = Part::whole(&opened.study);
        simulate(&opened, &part, &bar(&opened, is_quiet(options.study.print)))?;
        if is_stopped() || !extended(&mut opened)? {
            return Ok(Finished::Rows(Box::new(opened), options.study.print, clock));
        }
    }
}

/// The constraints called `names`, those of the resumed run, or all.
fn capacities(
    names: &[String],
    scenario: &Scenario,
    before: Option<&StudyFile>,
) -> anyhow::Result<Vec<Capacity>> {
    let (system, professions) = (&scenario.system, &scenario.system.professions);
    let known = system.capacities();
    if let Some(before) = before.filter(|_| names.is_empty()) {
        let mut found: Vec<Capacity> = Vec::new();
        let relieved = before.outline.variants.iter().filter_map(|variant| variant.kind.capacity());
        for capacity in relieved {
            if !found.contains(&capacity) {
                found.push(capacity);
            }
        }
        return Ok(found);
    }
    if names.is_empty() {
        return Ok(known);
    }
    let is_called = |capacity: &Capacity, name: &String| capacity.name(professions) == *name;
    let all: Vec<String> = known.iter().map(|capacity| capacity.name(professions)).collect();
    let wrong: Vec<String> = names
        .iter()
        .filter(|name| !all.contains(name))
        .map(|name| {
            let nearest = most_alike(name, all.iter().map(String::as_str), 3).join(", ");
            format!(
                "--constraint {name}: {} has no constraint of this name; did you mean {nearest}? It has: {}",
                scenario.name,
                all.join(", ")
            )
        })
        .collect();
    if !wrong.is_empty() {
        return Err(WrongRequest(wrong.join("\nerror: ")).into());
    }
    let is_wanted = |capacity: &Capacity| names.iter().any(|name| is_called(capacity, name));
    Ok(known.into_iter().filter(is_wanted).collect())
}

/// The task asked for, with the replications of the resumed run.
fn task(options: &BottlenecksOptions, before: Option<&StudyFile>) -> anyhow::Result<Task> {
    let is_elasticities =
        before.map_or(options.elasticities, |file| matches!(file.task, Task::Elasticities));
    if options.elasticities && !is_elasticities {
        let text = "--elasticities: the resumed run relieves constraints; start a new run";
        return Err(WrongRequest(text.to_owned()).into());
    }
    if is_elasticities && options.hours {
        let text = "--hours: the resumed run is of elasticities; start a new run";
        return Err(WrongRequest(text.to_owned()).into());
    }
    if is_elasticities {
        return Ok(Task::Elasticities);
    }
    let had_hours =
        before.is_some_and(|file| matches!(file.task, Task::Bottlenecks { hours: true, .. }));
    let hours = options.hours || had_hours;
    if let Some(exactly) = options.replications {
        return Ok(Task::Bottlenecks { first: exactly, at_most: exactly, hours });
    }
    let had = before.and_then(|file| match file.task {
        Task::Bottlenecks { first, at_most, .. } => Some((first, at_most)),
        _ => None,
    });
    match (options.max_replications, had) {
        (Some(most), Some((_, had))) if most < had => Err(WrongRequest(format!(
            "--max-replications {most}: the resumed run has a limit of {had}, which can be raised but not \
             lowered"
        ))
        .into()),
        (stated, Some((first, had))) => {
            Ok(Task::Bottlenecks { first, at_most: stated.unwrap_or(had), hours })
        }
        (stated, None) => {
            let at_most = stated.unwrap_or(usual::OF_BOTTLENECKS);
            Ok(Task::Bottlenecks { first: usual::FIRST_LOOK.min(at_most), at_most, hours })
        }
    }
}

/// The study and its file, as far as the resumed run extended them, if that is the same study.
fn continued(
    study: Study,
    mut file: StudyFile,
    before: Option<&mut StudyFile>,
    scenarios: &[Scenario],
) -> anyhow::Result<(Study, StudyFile)> {
    let Some(before) = before else { return Ok((study, file)) };
    // A higher limit and hours belong to the same study.
    if let (
        Task::Bottlenecks { at_most: had, hours: had_hours, .. },
        Task::Bottlenecks { at_most, hours, .. },
    ) = (&mut before.task, &file.task)
    {
        *had = (*had).max(*at_most);
        *had_hours |= *hours;
    }
    if first_round(&before.outline, &file.outline) != file.outline || before.task != file.task {
        return Ok((study, file));
    }
    let study = Study::of_outline(before.outline.clone(), &entries(scenarios))?;
    file.outline = before.outline.clone();
    Ok((study, file))
}

/// The outline of a run before it was extended: without pairs and half-days, with the replications of `fresh`.
fn first_round(extended: &Outline, fresh: &Outline) -> Outline {
    let mut outline = Outline { replications: fresh.replications, ..extended.clone() };
    outline.variants.retain(|variant| !variant.kind.is_added());
    outline.variants.iter_mut().for_each(|variant| variant.at_most = None);
    outline
}

/// The resumed run as `file` must be: itself if it is continued, and otherwise its first round, so that
/// only what the user asked for is said to differ.
fn of_first_round(mut before: StudyFile, file: &StudyFile) -> StudyFile {
    if before.outline == file.outline {
        return before;
    }
    before.outline = first_round(&before.outline, &before.outline);
    if let Task::Bottlenecks { first, .. } = before.task {
        before.outline.replications = first;
    }
    before
}

/// Extends the study by what the next round is to make; false if nothing is left to learn.
fn extended(opened: &mut Opened) -> anyhow::Result<bool> {
    let Task::Bottlenecks { first, at_most, .. } = opened.file.task else { return Ok(false) };
    let Some(results) = gather(opened, &opened.rows::<Row>()?)? else { return Ok(false) };
    if results.partial {
        return Ok(false);
    }
    let outline = opened.study.outline().clone();
    let chosen = to_add(opened, &results);
    let next = next_round(&outline, &results, at_most);
    if chosen.is_empty() && next.is_none() {
        return Ok(false);
    }
    let entries = entries(&opened.scenarios);
    let current = |index: usize| outline.replications_of(index);
    let mut wanted = next.unwrap_or_else(|| (0..outline.variants.len()).map(current).collect());
    opened.study.add_kinds(&entries, chosen.into_iter(), Some(first));
    wanted.resize(opened.study.variants().len(), first);
    opened.study.lengthen(&wanted);
    opened.write_extended()?;
    Ok(true)
}

/// The pairs and the half-days that the first round calls for and the study does not have yet.
fn to_add(opened: &Opened, results: &Results) -> Vec<VariantKind> {
    let Task::Bottlenecks { first, hours, .. } = opened.file.task else { return Vec::new() };
    let system = &opened.scenarios[0].system;
    let has = |is_it: fn(VariantKind) -> bool| {
        opened.study.variants().iter().any(|variant| is_it(variant.kind))
    };
    let mut chosen = Vec::new();
    if !has(VariantKind::is_pair) {
        let both = |(one, other)| VariantKind::Both(one, other);
        chosen.extend(pairs(results, &system.professions).into_iter().map(both));
    }
    if hours && !has(VariantKind::is_half_day) {
        chosen.extend(half_days(results, system, first));
    }
    chosen
}

/// Whether another round was to follow.
pub(crate) fn is_unfinished(opened: &Opened, results: &Results) -> bool {
    let Task::Bottlenecks { at_most, .. } = opened.file.task else { return false };
    let has_more = !to_add(opened, results).is_empty();
    has_more || next_round(opened.study.outline(), results, at_most).is_some()
}

/// The answer and the files of relieved constraints.
pub(crate) fn presentation<'r>(
    opened: &'r Opened,
    results: &'r Results,
    options: PrintOptions,
) -> Presentation<'r> {
    let scenarios = opened.scenarios.as_slice();
    let is_table = matches!(opened.file.task, Task::Elasticities);
    let hours = matches!(opened.file.task, Task::Bottlenecks { hours: true, .. });
    let print = move |out: &mut dyn Write| -> io::Result<()> {
        match options {
            PrintOptions { json: true, .. } => write_results(results, out),
            PrintOptions { quiet: true, .. } => Ok(()),
            _ if is_table => out.write_all(elasticities_markdown(results, scenarios).as_bytes()),
            _ => {
                out.write_all(bottlenecks_text(results, scenarios).as_bytes())?;
                let without = if hours { without_hours(results, scenarios) } else { None };
                without.map_or(Ok(()), |words| write!(out, "\n{words}"))
            }
        }
    };
    Presentation {
        answer: Box::new(print),
        outputs: if is_table {
            derived::of_elasticities(results, scenarios)
        } else {
            derived::of_bottlenecks(results, scenarios)
        },
        exit: Exit::Done,
        partial: results.partial,
        events: results.events,
        look_at: if is_table { "elasticities.md" } else { "report.html" },
    }
}
