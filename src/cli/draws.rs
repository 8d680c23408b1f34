//! Draws of the parameters of a comparison: how many, their rows, and what they say.

use crate::cli::arguments::CompareOptions;
use crate::cli::asked::{Asked, Parameters};
use crate::cli::exit::WrongRequest;
use crate::cli::progress::{Bar, Counts, stop_on_signals};
use crate::cli::study::{OnDisk, Opened, Presentation, cannot_keep, cannot_read};
use anyhow::Context;
use pcn_sim::experiment::results::Results;
use pcn_sim::experiment::row::{Key, Row};
use pcn_sim::experiment::run::RunError;
use pcn_sim::report::outputs::Output;
use pcn_sim::report::study_file::{StudyFile, Task};
use pcn_sim::report::total::{NOISE_ONLY, hangs_on_csv, held_csv, total_csv, total_text};
use pcn_sim::uncertainty::draw::Draws;
use pcn_sim::uncertainty::simulator::{DrawError, Frame, keys};
use pcn_sim::uncertainty::total::{Gathered, Total};
use std::collections::BTreeSet;

/// The number of draws asked for: `None` if nothing is said about parameters, 0 if they are fixed.
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
            _ => None,
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

/// The number of draws of an opened study that are made here. A shard makes none: they are made when
/// the joined run is continued.
fn wanted(opened: &Opened) -> u32 {
    match opened.file.task {
        Task::Compare { draws: Some(draws), .. } if opened.file.shard.is_none() => draws,
        _ => 0,
    }
}

/// Simulates the missing draws of a study.
pub(crate) fn simulate(opened: &Opened, quiet: bool) -> anyhow::Result<()> {
    let count = wanted(opened);
    if count == 0 {
        return Ok(());
    }
    stop_on_signals();
    let draws = Draws::new(&opened.scenarios, opened.study.outline().seed)?;
    let rows = opened.rows::<Row>()?;
    let done: BTreeSet<Key> = rows.keys().collect();
    let all: Vec<Key> = keys(count, draws.scenarios()).collect();
    let bar = Bar::new(all.len() as u64, Counts::Replications, quiet);
    bar.done(all.iter().filter(|key| done.contains(key)).count() as u64);
    let keeper = OnDisk::after(&rows).with_context(|| cannot_keep(opened))?;
    let frame = Frame { draws: &draws, outline: opened.study.outline(), count };
    let ran = frame.run(&done, &keeper, &bar);
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
    let draws = Draws::new(&opened.scenarios, opened.study.outline().seed)?;
    let rows = opened.rows::<Row>()?;
    let done: BTreeSet<Key> = rows.keys().collect();
    let is_missing = keys(count, draws.scenarios()).any(|key| !done.contains(&key));
    results.partial |= is_missing && opened.file.shard.is_none();
    let mut gathered = Gathered::default();
    rows.each(|row| {
        gathered.add(&row);
        Ok(())
    })
    .with_context(|| cannot_read(opened))?;
    Ok(Total::of(&gathered, opened.study.outline(), &draws, count))
}

/// `presentation` followed by total uncertainty, or by the words that there is none.
pub(crate) fn with_total<'r>(
    presentation: Presentation<'r>,
    opened: &Opened,
    results: &'r Results,
    total: Option<&'r Total>,
    is_silent: bool,
) -> Presentation<'r> {
    let Task::Compare { draws: Some(count), .. } = opened.file.task else { return presentation };
    let words = match total {
        Some(total) => total_text(total, results),
        None if count == 0 => format!("{NOISE_ONLY}\n"),
        None => "Total uncertainty: fewer than three draws are complete; more runs are needed.\n"
            .to_owned(),
    };
    let mut outputs = presentation.outputs;
    if let Some(total) = total {
        outputs.push(Output::text("total.csv", total_csv(total, results)));
        outputs.push(Output::text("hangs-on.csv", hangs_on_csv(total)));
        outputs.push(Output::text("held.csv", held_csv(total)));
    }
    let central = presentation.answer;
    let answer = Box::new(move |out: &mut dyn std::io::Write| {
        central(out)?;
        if is_silent { Ok(()) } else { write!(out, "\n{words}") }
    });
    Presentation { answer, outputs, ..presentation }
}
