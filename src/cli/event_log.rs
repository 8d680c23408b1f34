//! The event log of some replications, made by simulating them again with someone who listens.

use crate::cli::arguments::{LogOptions, RunOptions, usual};
use crate::cli::exit::WrongRequest;
use crate::cli::study::{Opened, Ran, Telling};
use crate::cli::terminal::tell;
use crate::cli::values::EventLogAsked;
use pcn_sim::experiment::study::Variant;
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
use std::rc::Rc;

/// What has been simulated, with the event log that `options` ask for.
pub(crate) fn asked(ran: Ran, options: &LogOptions) -> anyhow::Result<Ran> {
    let Ran::Rows(mut opened, telling, clock) = ran else { return Ok(ran) };
    opened.event_log = options.event_log;
    Ok(Ran::Rows(opened, telling, clock))
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

/// What is told of a study, with its event log if one is asked for and the study is complete.
pub(crate) fn with_event_log<'r>(telling: Telling<'r>, opened: &'r Opened) -> Telling<'r> {
    let Some(asked) = opened.event_log else { return telling };
    if telling.partial {
        tell!("note: the run is partial; {EVENT_LOG} is written when it is complete");
        return telling;
    }
    let mut telling = telling;
    let wanted = opened.file.wanted();
    let asked = match asked {
        EventLogAsked::First => EventLogAsked::Activities(*wanted.start(), *wanted.start()),
        asked => asked,
    };
    match asked {
        EventLogAsked::First => {}
        EventLogAsked::Activities(first, last) => {
            telling.outputs.push(Output::new(EVENT_LOG, move |out| {
                write_head(out)?;
                each(opened, first..=last, |logged, variant, replication| {
                    let mut log = EventLog::new(logged, out);
                    observe(opened, variant, replication, &mut log)?;
                    log.end().map(drop)
                })
            }));
        }
        EventLogAsked::Vidigi => {
            let most = Rc::new(Cell::new(Most::default()));
            let found = Rc::clone(&most);
            telling.outputs.push(Output::new(EVENT_LOG, move |out| {
                write_animation_head(out)?;
                let mut before = 0;
                each(opened, *wanted.start()..=*wanted.start(), |logged, variant, replication| {
                    let mut log = Animation::new(logged, before, out);
                    observe(opened, variant, replication, &mut log)?;
                    let (last, most) = log.end()?;
                    before = last;
                    found.set(found.get().or(most));
                    Ok(())
                })
            }));
            telling
                .outputs
                .push(Output::new(POSITIONS, move |out| write_positions(out, most.get())));
        }
    }
    telling
}

/// Does `log` for each scenario as stated and each of `replications`.
fn each(
    opened: &Opened,
    replications: std::ops::RangeInclusive<u32>,
    mut log: impl FnMut(Logged<'_>, usize, u32) -> io::Result<()>,
) -> io::Result<()> {
    let stated = opened.study.variants().iter().enumerate();
    for (index, variant) in stated.filter(|(_, variant)| variant.is_stated()) {
        for replication in replications.clone() {
            log(about(opened, index, variant, replication), index, replication)?;
        }
    }
    Ok(())
}

fn about<'o>(
    opened: &'o Opened,
    index: usize,
    variant: &'o Variant,
    replication: u32,
) -> Logged<'o> {
    Logged {
        scenario: &variant.name,
        system: opened.study.system(index),
        replication,
        weeks: opened.study.horizon_of(index).weeks,
    }
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
