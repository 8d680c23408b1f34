//! `compare --networks`: every change on every network, one network after another.

use crate::cli::across_source::{changes, networks};
use crate::cli::arguments::{CompareOptions, PrintOptions, usual};
use crate::cli::asked::Parameters;
use crate::cli::cache;
use crate::cli::compare::{self, is_quiet};
use crate::cli::exit::{Exit, WrongRequest};
use crate::cli::progress::{Bar, Counts, is_stopped, stop_on_signals};
use crate::cli::study::{
    Clock, Finished, KeptRows, Opened, Presentation, before, cannot_keep, cannot_read, extent,
    missing_replications, nothing_to_report, open, publish, rows_in_order, use_threads,
};
use crate::cli::terminal::tell;
use anyhow::Context;
use pcn_sim::across::gains::Gathered;
use pcn_sim::across::request::Request;
use pcn_sim::across::row::{NetworkRow, Stage};
use pcn_sim::across::simulator::{AcrossError, Fits, Job, Simulator};
use pcn_sim::across::systems::Systems;
use pcn_sim::experiment::row::Kept;
use pcn_sim::experiment::study::{Design, Extent, Study};
use pcn_sim::report::across::{Found, Inputs, across_json, across_text, measures};
use pcn_sim::report::derived;
use pcn_sim::report::rows::Rows;
use pcn_sim::report::study_file::{StudyFile, Task, entries};
use pcn_sim::report::sweep::{USUAL, cannot_judge};
use pcn_sim::scenario::{Scenario, Written, written};
use pcn_sim::validation::networks::build::ROUNDS;
use std::collections::BTreeSet;
use std::io::{self, Write};

/// Whether changes are compared across networks: so asked, or by the run that is resumed.
fn is_asked(options: &CompareOptions) -> anyhow::Result<bool> {
    if !options.across.networks.is_empty() {
        return Ok(true);
    }
    let resume = options.run.study.simulation.resume.resume.as_deref();
    let before = before(resume, "compare")?;
    let is_of_networks = before.is_some_and(|file| matches!(file.task, Task::Across(_)));
    if !is_of_networks && (options.across.by.is_some() || options.across.rank_by.is_some()) {
        let text = "--by, --rank-by: they rank networks; name networks with --networks";
        return Err(WrongRequest(text.to_owned()).into());
    }
    Ok(is_of_networks)
}

/// Compares scenarios with a baseline, or changes across networks.
pub(crate) fn compare(options: &CompareOptions) -> anyhow::Result<Finished> {
    if is_asked(options)? { across(options) } else { compare::compare(options) }
}

/// Compares changes across networks.
fn across(options: &CompareOptions) -> anyhow::Result<Finished> {
    let clock = Clock::start();
    let simulation = &options.run.study.simulation;
    cache::choose(simulation.cache);
    if options.parameters == Some(Parameters::Drawn) {
        let text = "--parameters drawn: across networks parameters keep their values; leave it out, or draw \
                    them in a `compare` of one network";
        return Err(WrongRequest(text.to_owned()).into());
    }
    let resume = simulation.resume.resume.as_deref();
    let mut before = before(resume, "compare")?;
    use_threads(simulation.chance.threads)?;
    stop_on_signals();
    let (mut request, base, is_new) = asked(options, before.as_ref())?;
    let usual = (before.as_ref(), usual::OF_NETWORKS);
    let extent = extent(simulation.period, &simulation.chance, options.run.replications, usual);
    if is_new {
        request.notes = check(&request, &base, extent)?;
        request.notes.iter().for_each(|note| tell!("warning: {note}"));
    }
    let shard = options.run.only_replications.or(before.as_ref().and_then(|file| file.shard));
    let shard = in_range(shard, extent)?;
    let study = Study::new(entries(std::slice::from_ref(&base)), Design::Alone, extent)?;
    let task = Task::Across(request.clone());
    let scenarios = vec![base];
    let file = StudyFile::new(task, shard, study.outline().clone(), &scenarios);
    if let Some(Task::Across(had)) = before.as_mut().map(|file| &mut file.task) {
        // How results are shown may change with every resumption.
        (had.by, had.rank_by) = (request.by.clone(), request.rank_by);
        had.notes.clone_from(&request.notes);
    }
    let opened = open(study, file, scenarios, (before, resume), &simulation.output)?;
    make_rows(&opened, &request, is_quiet(options.run.study.print))?;
    Ok(Finished::Rows(Box::new(opened), options.run.study.print, clock))
}

/// The replications of a shard, if they are among those of the study.
fn in_range(shard: Option<(u32, u32)>, extent: Extent) -> anyhow::Result<Option<(u32, u32)>> {
    let replications = extent.replications;
    match shard {
        Some((_, last)) if last > replications => Err(WrongRequest(format!(
            "--only-replications: {last} is beyond the {replications} replications of the study; state more with \
             --replications"
        ))
        .into()),
        shard => Ok(shard.filter(|shard| *shard != (1, replications))),
    }
}

/// What is asked for, the base, and whether networks or changes are stated anew.
fn asked(
    options: &CompareOptions,
    before: Option<&StudyFile>,
) -> anyhow::Result<(Request, Scenario, bool)> {
    let had = before.and_then(|file| match &file.task {
        Task::Across(request) => Some((request, file)),
        _ => None,
    });
    let across = &options.across;
    let by = across.by.as_ref().map(|by| by.replace('-', "_"));
    let by = by.or(had.map(|(had, _)| had.by.clone())).unwrap_or_else(|| USUAL.to_owned());
    if let Some(why) = cannot_judge("--by", &by) {
        return Err(WrongRequest(why).into());
    }
    let rank_by = across.rank_by.map(crate::cli::across_options::RankByAsked::of);
    let rank_by = rank_by.or(had.map(|(had, _)| had.rank_by)).unwrap_or_default();
    let is_new = !across.networks.is_empty() || !options.scenarios.is_empty();
    let (stated, base) = match had {
        Some((had, file)) if across.networks.is_empty() => {
            let base = file.scenarios()?.into_iter().next();
            let missing = || WrongRequest("--resume: its study has no scenario".to_owned());
            (had.networks.clone(), base.ok_or_else(missing)?)
        }
        _ => networks(&across.networks, across.base.as_deref(), &options.scenarios)?,
    };
    let made = match had {
        Some((had, _)) if options.scenarios.is_empty() => had.changes.clone(),
        _ => changes(&options.scenarios)?,
    };
    let notes = had.map(|(had, _)| had.notes.clone()).unwrap_or_default();
    Ok((Request { networks: stated, changes: made, by, rank_by, notes }, base, is_new))
}

/// The base as a document, as it is read again from a folder.
fn document(base: &Scenario) -> anyhow::Result<Written> {
    Ok(written(&base.name, &base.resolved)?)
}

/// Tries every change on every network before anything is simulated or written; what a reader must know of
/// them.
fn check(request: &Request, base: &Scenario, extent: Extent) -> anyhow::Result<Vec<String>> {
    let systems = Systems::new(request, &document(base)?)?;
    let cache = cache::shared();
    let (horizon, seed) = (extent.horizon, extent.seed);
    let simulator = Simulator { systems: &systems, horizon, seed, cache: &cache };
    let checked = systems.check(|network, forms| simulator.study(network, forms).map(drop));
    let checked = checked.map_err(wrong)?;
    if checked.misfits.is_empty() {
        return Ok(checked.notes);
    }
    let all: Vec<String> = checked.misfits.iter().map(ToString::to_string).collect();
    Err(WrongRequest(all.join("\nerror: ")).into())
}

fn wrong(error: AcrossError) -> anyhow::Error {
    WrongRequest(error.to_string()).into()
}

/// Simulates what is missing, and writes each row as soon as it is finished.
fn make_rows(opened: &Opened, request: &Request, is_quiet: bool) -> anyhow::Result<()> {
    let systems = Systems::new(request, &document(&opened.scenarios[0])?)?;
    let rows = opened.rows::<NetworkRow>()?;
    if rows.damaged > 0 {
        tell!(
            "note: {} row(s) in {} are damaged or belong to another study; they are simulated again",
            rows.damaged,
            opened.folder.display()
        );
    }
    let mut fits = Fits::new();
    rows.each(|row| {
        if row.stage == Stage::Fit as u32 {
            fits.insert(row.network, row.fitted);
        }
        Ok(())
    })
    .with_context(|| cannot_read(opened))?;
    let done: BTreeSet<<NetworkRow as Kept>::Key> = rows.keys().collect();
    let (fit, compare) = jobs(&systems, opened, &done);
    let variants = 1 + request.changes.len() as u64;
    let all = fit.len() as u64 * u64::from(ROUNDS) + compare.len() as u64 * variants;
    let bar = Bar::new(all, Counts::Replications, is_quiet);
    let kept = KeptRows::after(&rows).with_context(|| cannot_keep(opened))?;
    let keep = |row: &NetworkRow| {
        kept.add(row);
        !kept.is_lost()
    };
    let outline = opened.study.outline();
    let (horizon, seed, cache) = (outline.horizon, outline.seed, opened.study.cache());
    let simulator = Simulator { systems: &systems, horizon, seed, cache };
    let made = simulator.run(&fit, &fits, &keep, &bar).and_then(|new| {
        fits.extend(new);
        // A network whose fit is missing would be another network.
        match is_stopped() || kept.is_lost() {
            true => Ok(Fits::new()),
            false => simulator.run(&compare, &fits, &keep, &bar),
        }
    });
    bar.clear();
    kept.end(opened)?;
    made.map(drop).map_err(wrong)
}

/// What is still to be simulated: fits, and comparisons, one replication of all networks after another.
fn jobs(
    systems: &Systems<'_>,
    opened: &Opened,
    done: &BTreeSet<<NetworkRow as Kept>::Key>,
) -> (Vec<Job>, Vec<Job>) {
    let networks = 0..systems.count() as u32;
    let is_missing = |job: &Job| !done.contains(&(job.stage as u32, job.replication, job.network));
    let fit = networks
        .clone()
        .filter(|network| systems.to_fit(*network as usize).is_some())
        .map(|network| Job { stage: Stage::Fit, replication: 0, network });
    let compare = opened.file.wanted().flat_map(|replication| {
        networks.clone().map(move |network| Job { stage: Stage::Compare, replication, network })
    });
    (fit.filter(is_missing).collect(), compare.filter(is_missing).collect())
}

/// Every replication of every network must be in one of the shards.
pub(crate) fn no_gaps(whole: &StudyFile, rows: &[Rows<NetworkRow>]) -> anyhow::Result<()> {
    let Task::Across(request) = &whole.task else { return Ok(()) };
    let base = whole.scenarios()?;
    let Some(base) = base.first() else { return Ok(()) };
    let networks = 0..Systems::new(request, &document(base)?)?.count() as u32;
    let keys: BTreeSet<<NetworkRow as Kept>::Key> = rows.iter().flat_map(Rows::keys).collect();
    let is_missing = |replication: &u32| {
        let compared = Stage::Compare as u32;
        networks.clone().any(|network| !keys.contains(&(compared, *replication, network)))
    };
    let missing: Vec<u32> = whole.wanted().filter(is_missing).collect();
    if missing.is_empty() { Ok(()) } else { Err(missing_replications(&missing, whole)) }
}

/// Prints and writes the result.
pub(crate) fn present(
    opened: &Opened,
    request: &Request,
    options: PrintOptions,
    clock: Clock,
) -> anyhow::Result<Exit> {
    let systems = Systems::new(request, &document(&opened.scenarios[0])?)?;
    let count = systems.count();
    let names: Vec<String> = (0..count).map(|network| systems.name(network).to_owned()).collect();
    let rows = rows_in_order::<NetworkRow>(opened)?;
    let compared = Stage::Compare as u32;
    let keys: BTreeSet<<NetworkRow as Kept>::Key> = rows.keys().collect();
    let is_whole = |replication: &u32| {
        (0..count as u32).all(|network| keys.contains(&(compared, *replication, network)))
    };
    let numbers: Vec<u32> = opened.file.wanted().filter(is_whole).collect();
    if numbers.is_empty() {
        return Ok(nothing_to_report(opened));
    }
    let outline = opened.study.outline();
    let partial = numbers.len() < opened.file.wanted().count();
    let size = (count, request.changes.len());
    let mut gathered = Gathered::new(size, numbers, outline.horizon.weeks, measures(&request.by));
    rows.each(|row| {
        gathered.add(&row);
        Ok(())
    })
    .with_context(|| cannot_read(opened))?;
    let (horizon, seed) = (outline.horizon, outline.seed);
    let inputs = Inputs { request, names: &names, gathered: &gathered, horizon, seed, partial };
    let unknown = || WrongRequest(format!("--by {}: there is no measure of this name", request.by));
    let found = Found::new(&inputs).ok_or_else(unknown)?;
    let shown = &found;
    let print = move |out: &mut dyn Write| -> io::Result<()> {
        match options {
            PrintOptions { json: true, .. } => {
                out.write_all(across_json(&inputs, shown).as_bytes())
            }
            PrintOptions { quiet: true, .. } => Ok(()),
            _ => out.write_all(across_text(&inputs, shown).as_bytes()),
        }
    };
    let presentation = Presentation {
        answer: Box::new(print),
        outputs: derived::of_across(&inputs, shown),
        exit: Exit::Done,
        partial,
        events: gathered.events,
        look_at: "report.html",
    };
    publish(opened, presentation, options, clock)
}
