//! Draws of the parameters of a comparison: how many, their rows, and what they say.

use crate::cli::arguments::CompareOptions;
use crate::cli::asked::{Asked, Parameters};
use crate::cli::exit::WrongRequest;
use crate::cli::progress::{Bar, Counts, is_stopped, stop_on_signals};
use crate::cli::study::{OnDisk, Opened, cannot_keep, cannot_read, gather};
use crate::cli::terminal::{Answered, answer, tell};
use anyhow::Context;
use pcn_sim::experiment::results::Results;
use pcn_sim::experiment::row::{Key, Row};
use pcn_sim::experiment::run::RunError;
use pcn_sim::report::fixed::fixed_text;
use pcn_sim::report::study_file::{StudyFile, Task};
use pcn_sim::report::tables::text_table;
use pcn_sim::report::total::{TOO_FEW, total_text};
use pcn_sim::uncertainty::draw::Draws;
use pcn_sim::uncertainty::simulator::{DrawError, Frame, keys};
use pcn_sim::uncertainty::total::{Gathered, Total};
use std::collections::BTreeSet;

/// The number of draws asked for; 0 if parameters are fixed. If nothing is said, as many as before, or as many
/// as take as long again.
pub(crate) fn asked(
    options: &CompareOptions,
    before: Option<&StudyFile>,
) -> anyhow::Result<Option<Asked>> {
    Ok(match (options.parameters, options.draws) {
        (Some(Parameters::Fixed), Some(draws)) => {
            let text = format!(
                "--parameters fixed: with --draws {draws}; state only one of them, or --parameters drawn"
            );
            return Err(WrongRequest(text).into());
        }
        (Some(Parameters::Fixed), None) => Some(Asked::Number(0)),
        (_, Some(draws)) => Some(Asked::Number(draws)),
        (Some(Parameters::Drawn), None) => Some(Asked::AsLongAgain),
        (None, None) => match before.map(|file| &file.task) {
            Some(Task::Compare { draws, .. }) => draws.map(Asked::Number),
            _ => Some(Asked::IfPossible),
        },
    })
}

/// Lets a resumed run make as many draws as `file` asks for: they belong to the same study.
pub(crate) fn lengthen(before: &mut StudyFile, file: &StudyFile) {
    if let (Task::Compare { draws: had, .. }, Task::Compare { draws: wanted, .. }) =
        (&mut before.task, &file.task)
    {
        *had = *wanted;
    }
}

/// The number of draws of an opened study.
pub(crate) fn wanted(file: &StudyFile) -> u32 {
    match file.task {
        Task::Compare { draws: Some(draws), .. } => draws,
        _ => 0,
    }
}

/// The keys of the draws of a study, or of its shard: draws are dealt out in the order of replications.
pub(crate) fn keys_of(file: &StudyFile) -> Vec<Key> {
    let (count, replications) = (wanted(file), file.outline.replications);
    let part = file.wanted();
    let scenarios = file.scenarios.len();
    let is_here = |key: &Key| {
        let of = u64::from(key.replication - 1) * u64::from(replications) / u64::from(count);
        part.contains(&(of as u32 + 1))
    };
    keys(count, scenarios).filter(is_here).collect()
}

/// Simulates the missing draws of a study. Where nobody asked for draws and none is possible, parameters are
/// held fixed instead.
pub(crate) fn simulate(
    opened: &mut Opened,
    quiet: bool,
    asked: Option<Asked>,
) -> anyhow::Result<()> {
    match make(opened, quiet) {
        Err(error)
            if asked == Some(Asked::IfPossible)
                && matches!(error.downcast_ref(), Some(DrawError::NoneValid { .. })) =>
        {
            tell!("note: parameters are held fixed: {error}");
            if let Task::Compare { draws, .. } = &mut opened.file.task {
                *draws = Some(0);
            }
            opened.file.write(&opened.folder).with_context(|| cannot_keep(opened))
        }
        other => other,
    }
}

fn make(opened: &Opened, quiet: bool) -> anyhow::Result<()> {
    let all = keys_of(&opened.file);
    if all.is_empty() || is_stopped() {
        return Ok(());
    }
    stop_on_signals();
    let draws = Draws::of_england(&opened.scenarios, opened.study.outline().seed)?;
    let rows = opened.rows::<Row>()?;
    let done: BTreeSet<Key> = rows.keys().collect();
    let bar = Bar::new(all.len() as u64, Counts::Replications, quiet);
    bar.done(all.iter().filter(|key| done.contains(key)).count() as u64);
    let keeper = OnDisk::after(&rows).with_context(|| cannot_keep(opened))?;
    let count = wanted(&opened.file);
    let (outline, cache) = (opened.study.outline(), opened.study.cache());
    let frame = Frame { draws: &draws, outline, count, cache };
    let ran = frame.run_these(all.into_iter(), &done, &keeper, &bar);
    bar.clear();
    match ran {
        Err(error @ DrawError::Run(RunError::NotKept(_))) => {
            Err(anyhow::Error::new(error).context(cannot_keep(opened)))
        }
        other => Ok(other?),
    }
}

/// What the draws of a study say, if it has any; draws that are missing make the results partial.
pub(crate) fn found(opened: &Opened, results: &mut Results) -> anyhow::Result<Option<Total>> {
    let Task::Compare { draws: Some(count @ 1..), .. } = opened.file.task else { return Ok(None) };
    let draws = Draws::of_england(&opened.scenarios, opened.study.outline().seed)?;
    let rows = opened.rows::<Row>()?;
    let done: BTreeSet<Key> = rows.keys().collect();
    results.partial |= keys_of(&opened.file).iter().any(|key| !done.contains(key));
    if opened.file.shard.is_some() {
        return Ok(None);
    }
    let mut gathered = Gathered::default();
    rows.each(|row| {
        gathered.add(&row);
        Ok(())
    })
    .with_context(|| cannot_read(opened))?;
    Ok(Total::of(&gathered, opened.study.outline(), &draws, count))
}

/// What is printed below the central table: total uncertainty, or the words that there is none.
pub(crate) fn words(opened: &Opened, results: &Results, total: Option<&Total>) -> Option<String> {
    let Task::Compare { draws: Some(count), .. } = opened.file.task else { return None };
    match total {
        Some(total) => Some(total_text(total, results, &opened.scenarios)),
        None if count == 0 => Some(fixed_text(results)),
        None if opened.file.shard.is_some() => None,
        None => Some(format!("{TOO_FEW}\n")),
    }
}

/// Prints the central table before parameters are drawn: so long as that takes, it can be
/// read.
pub(crate) fn print_first(opened: &mut Opened) -> anyhow::Result<()> {
    let Task::Compare { scale_to, .. } = opened.file.task else { return Ok(()) };
    if keys_of(&opened.file).is_empty() || opened.file.shard.is_some() || is_stopped() {
        return Ok(());
    }
    let rows = opened.rows::<Row>()?;
    let Some(results) = gather(opened, &rows)? else { return Ok(()) };
    let central = text_table(&results, &opened.scenarios, scale_to);
    let answered = answer(|out| out.write_all(central.as_bytes()));
    opened.is_central_printed = !matches!(answered, Answered::Lost(_));
    Ok(())
}
