//! Joins the shards of a study into one run.

use crate::cli::across;
use crate::cli::answer;
use crate::cli::arguments::MergeOptions;
use crate::cli::draws::keys_of;
use crate::cli::exit::{Exit, WrongRequest};
use crate::cli::output::{hold, leave_if_empty, reserve};
use crate::cli::study::{Clock, Opened, is_central, missing_replications};
use crate::cli::terminal::tell;
use anyhow::Context;
use pcn_sim::across::row::NetworkRow;
use pcn_sim::experiment::gathering::complete;
use pcn_sim::experiment::row::{Kept, Key, Row};
use pcn_sim::report::rows::{ROWS, Rows, agree, join};
use pcn_sim::report::study_file::{StudyFile, Task};
use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

/// Joins shards.
pub(crate) fn merge(options: &MergeOptions) -> anyhow::Result<Exit> {
    let clock = Clock::start();
    let first = &options.shards[0];
    let file = StudyFile::read_any(first)?;
    for folder in &options.shards[1..] {
        let other = StudyFile::read_any(folder)?;
        let differences = file.differences(&other);
        if !differences.is_empty() {
            return wrong(format!(
                "{} and {} are not shards of the same study; they differ in {}",
                first.display(),
                folder.display(),
                differences.join("; ")
            ));
        }
    }
    file.is_of_this_program(first)?;
    if let Some(why) = why_no_shards(&file) {
        return wrong(format!("{}: it cannot be joined: {why}", first.display()));
    }
    let whole = file.whole();
    let folder = match whole.task {
        Task::Across(_) => {
            joined::<NetworkRow>(options, &whole, &|rows| across::no_gaps(&whole, rows))
        }
        _ => joined::<Row>(options, &whole, &|rows| no_gaps(&whole, rows)),
    }?;
    let opened: Opened = answer::opened(Path::new(&folder))?;
    answer::present(&opened, options.print, clock)
}

/// Joins the rows of all shards of the study `whole` in a folder of its own, unless `is_whole` says that some
/// are missing.
fn joined<T: Kept>(
    options: &MergeOptions,
    whole: &StudyFile,
    is_whole: &dyn Fn(&[Rows<T>]) -> anyhow::Result<()>,
) -> anyhow::Result<PathBuf> {
    let rows = options.shards.iter().map(|folder| {
        hold(folder)?;
        let rows = Rows::<T>::find(folder, whole.rows_hash())
            .with_context(|| format!("cannot read the rows in {}", folder.display()))?;
        if rows.damaged > 0 {
            tell!(
                "note: {} line(s) of {} are damaged or belong to another study, and are left out",
                rows.damaged,
                folder.join(ROWS).display()
            );
        }
        anyhow::Ok(rows)
    });
    let rows = rows.collect::<anyhow::Result<Vec<_>>>()?;
    is_whole(&rows)?;
    // Every problem is reported before an existing run is replaced.
    agree(&rows).map_err(differing)?;
    is_no_shard(options)?;
    let folder = reserve(&options.output)?;
    let joined = whole.begin(&folder).and_then(|()| join(&folder, &rows));
    if let Err(error) = joined {
        // The shards are intact, so the unfinished run is removed. A folder that held a run before stays
        // recognisable as one.
        if !options.output.force {
            let _ = pcn_sim::report::empty(&folder);
            leave_if_empty(&folder);
        }
        let text = format!("cannot write into {}", folder.display());
        return Err(anyhow::Error::new(error).context(text));
    }
    Ok(folder)
}

/// Why a study cannot be split into shards; `None` if it can.
fn why_no_shards(file: &StudyFile) -> Option<String> {
    let command = file.task.command();
    let has_goals = !file.outline.goals.is_empty();
    match file.task {
        Task::Calibrate { .. } => {
            Some("`pcn-sim calibrate` chooses each point from earlier points".to_owned())
        }
        Task::Optimise(_) => {
            Some("`pcn-sim optimise` chooses each team from earlier results".to_owned())
        }
        Task::Sensitivity(_) => Some(
            "`pcn-sim sensitivity` chooses parameters from earlier results".to_owned(),
        ),
        Task::Networks { .. } => Some(
            "`pcn-sim validate --networks` fits demand before it simulates the rest".to_owned(),
        ),
        Task::Bottlenecks { .. } => Some(
            "`pcn-sim bottlenecks` adds replications where earlier ones call for them".to_owned(),
        ),
        Task::Marginal { role: None, .. } => Some(
            "`pcn-sim marginal` chooses the role of more staff from earlier rows; state --switch-role"
                .to_owned(),
        ),
        Task::WarmUp | Task::Elasticities | Task::Verify { .. } => Some(format!(
            "`pcn-sim {command}` has no --only-replications; it makes all replications in one run"
        )),
        _ if has_goals => Some(
            "a run with --precision decides its number of replications while it runs".to_owned(),
        ),
        _ => None,
    }
}

/// Turns an error of reading rows into a wrong request if rows differ.
fn differing(error: io::Error) -> anyhow::Error {
    if error.kind() == io::ErrorKind::InvalidData {
        WrongRequest(error.to_string()).into()
    } else {
        anyhow::Error::new(error).context("cannot read the rows")
    }
}

/// Refuses to write the joined run over one of its shards.
fn is_no_shard(options: &MergeOptions) -> anyhow::Result<()> {
    let Some(output) = options.output.folder.as_deref() else { return Ok(()) };
    let Ok(real) = output.canonicalize() else { return Ok(()) };
    let is_it = |shard: &&PathBuf| shard.canonicalize().is_ok_and(|shard| shard == real);
    match options.shards.iter().find(is_it) {
        None => Ok(()),
        Some(shard) => {
            let text = format!(
                "--output {}: this would overwrite the shard {}; name another folder",
                output.display(),
                shard.display()
            );
            Err(WrongRequest(text).into())
        }
    }
}

/// Every replication of every variant must be in one of the shards.
fn no_gaps(whole: &StudyFile, rows: &[Rows<Row>]) -> anyhow::Result<()> {
    let keys: BTreeSet<Key> =
        rows.iter().flat_map(Rows::keys).filter(|key| is_central(&whole.task, key)).collect();
    let found: BTreeSet<u32> =
        complete(&whole.outline, whole.wanted(), &keys).into_iter().collect();
    let missing: Vec<u32> = whole.wanted().filter(|number| !found.contains(number)).collect();
    if missing.is_empty() {
        return no_draw_missing(whole, rows);
    }
    Err(missing_replications(&missing, whole))
}

/// Every draw must be in one of the shards.
fn no_draw_missing(whole: &StudyFile, rows: &[Rows<Row>]) -> anyhow::Result<()> {
    let keys: BTreeSet<Key> = rows.iter().flat_map(Rows::keys).collect();
    let missing = keys_of(whole).iter().filter(|key| !keys.contains(key)).count();
    if missing == 0 {
        return Ok(());
    }
    let text = format!(
        "{missing} rows of draws are missing or incomplete; continue the shard that should have them with \
         --resume"
    );
    Err(WrongRequest(text).into())
}

fn wrong(text: String) -> anyhow::Result<Exit> {
    Err(WrongRequest(text).into())
}
