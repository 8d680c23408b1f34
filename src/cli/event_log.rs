//! The event log of some replications, made by simulating them again with an observer.

use crate::cli::arguments::{LogOptions, RunOptions, usual};
use crate::cli::exit::WrongRequest;
use crate::cli::study::{Finished, Opened, Presentation};
use crate::cli::terminal::tell;
use crate::cli::values::EventLogAsked;
use pcn_sim::report::animation::{
    Animation, Most, POSITIONS, write_animation_head, write_positions,
};
use pcn_sim::report::event_log::{EVENT_LOG, EventLog, Logged, write_head};
use pcn_sim::report::outputs::Output;
use pcn_sim::report::study_file::StudyFile;
use pcn_sim::simulation::chances::Addressed;
use pcn_sim::simulation::observer::Observer;
use pcn_sim::simulation::simulate;
use std::cell::Cell;
use std::io;
use std::ops::RangeInclusive;
use std::rc::Rc;

/// What has been simulated, with the event log that `options` ask for.
pub(crate) fn asked(ran: Finished, options: &LogOptions) -> anyhow::Result<Finished> {
    let Finished::Rows(mut opened, presentation, clock) = ran else { return Ok(ran) };
    opened.event_log = options.event_log;
    Ok(Finished::Rows(opened, presentation, clock))
}

/// # Errors
///
/// If the study that `run` asks for, or goes on with, has no such replication.
pub(crate) fn check(
    options: &LogOptions,
    run: &RunOptions,
    before: Option<&StudyFile>,
) -> Result<(), WrongRequest> {
    let usual = if run.precision.is_empty() { usual::REPLICATIONS } else { usual::AT_MOST };
    let stated = run.replications.or(run.max_replications);
    let known = before.map(|file| file.outline.replications);
    let replications = stated.or(known).unwrap_or(usual);
    let shard = run.only_replications.or(before.and_then(|file| file.shard));
    let (least, most) = shard.unwrap_or((1, replications));
    match options.event_log {
        Some(EventLogAsked::Activities(first, last)) if first < least || last > most => {
            Err(WrongRequest(format!(
                "--event-log: {first}..{last} is not within the replications {least}..{most} of this run"
            )))
        }
        _ => Ok(()),
    }
}

/// The answer of a study, with its event log if one is asked for and the study is complete.
pub(crate) fn with_event_log<'r>(
    presentation: Presentation<'r>,
    opened: &'r Opened,
) -> Presentation<'r> {
    let Some(asked) = opened.event_log else { return presentation };
    if presentation.partial {
        tell!("note: the run is partial; {EVENT_LOG} is written when it is complete");
        return presentation;
    }
    let first = *opened.file.wanted().start();
    let outputs = match asked {
        EventLogAsked::First => vec![activities(opened, first..=first)],
        EventLogAsked::Activities(first, last) => vec![activities(opened, first..=last)],
        EventLogAsked::Vidigi => animation(opened, first),
    };
    Presentation {
        outputs: presentation.outputs.into_iter().chain(outputs).collect(),
        ..presentation
    }
}

/// Activities with start and end.
fn activities(opened: &Opened, replications: RangeInclusive<u32>) -> Output<'_> {
    Output::new(EVENT_LOG, move |out| {
        write_head(out)?;
        each(opened, replications.clone(), |logged, index| {
            let mut log = EventLog::new(logged, out);
            observe(opened, index, logged.replication, &mut log)?;
            log.end()
        })
    })
}

/// Steps to be animated, and where they are drawn. The log is written first: it knows how many of each
/// resource were in use.
fn animation(opened: &Opened, replication: u32) -> Vec<Output<'_>> {
    let most = Rc::new(Cell::new(Most::default()));
    let found = Rc::clone(&most);
    let log = Output::new(EVENT_LOG, move |out| {
        write_animation_head(out)?;
        let mut before = 0;
        each(opened, replication..=replication, |logged, index| {
            let mut log = Animation::new(logged, before, out);
            observe(opened, index, replication, &mut log)?;
            let (last, most) = log.end()?;
            before = last;
            found.set(found.get().or(most));
            Ok(())
        })
    });
    vec![log, Output::new(POSITIONS, move |out| write_positions(out, most.get()))]
}

/// Does `log` for each scenario as stated, by its index, and each of `replications`.
fn each<'o>(
    opened: &'o Opened,
    replications: RangeInclusive<u32>,
    mut log: impl FnMut(Logged<'o>, usize) -> io::Result<()>,
) -> io::Result<()> {
    let (study, stated) = (&opened.study, opened.study.variants().iter().enumerate());
    for (index, variant) in stated.filter(|(_, variant)| variant.is_stated()) {
        for replication in replications.clone() {
            let logged = Logged {
                scenario: &variant.name,
                system: study.system(index),
                replication,
                weeks: study.horizon_of(index).weeks,
            };
            log(logged, index)?;
        }
    }
    Ok(())
}

/// Simulates a replication of the variant at `index` again, for `observer`.
fn observe(
    opened: &Opened,
    index: usize,
    replication: u32,
    observer: &mut impl Observer,
) -> io::Result<()> {
    let study = &opened.study;
    let chance = Addressed::new(study.outline().seed, study.chance_of(index, replication));
    simulate(study.system(index), study.horizon_of(index), &chance, observer)
        .map(drop)
        .map_err(io::Error::other)
}
