//! The steps of every command that simulates: scenarios, study, threads, folder, rows, answer, files.
//!
//! A command states its study and its answer. Resuming, signals and faults are handled here, once.

use crate::cli::arguments::{ChanceOptions, OutputOptions, Period, PrintOptions, usual};
use crate::cli::asked::{self, Asked};
use crate::cli::cache;
use crate::cli::exit::{Exit, WrongRequest};
use crate::cli::files::files;
use crate::cli::made::{asked_with, now};
use crate::cli::output;
use crate::cli::progress::{Bar, Counts, is_stopped, stop_on_signals};
use crate::cli::terminal::{answer, tell};
use crate::cli::values::EventLogAsked;
use anyhow::Context;
use pcn_sim::experiment::gathering::Gathering;
use pcn_sim::experiment::results::Results;
use pcn_sim::experiment::row::{Kept, Key, Row};
use pcn_sim::experiment::run::{Done, Keeper, Part, run};
use pcn_sim::experiment::study::{Design, Extent, Study};
use pcn_sim::report::asked::command_of;
use pcn_sim::report::manifest::{MANIFEST, ReadManifest};
use pcn_sim::report::outputs::Output;
use pcn_sim::report::rows::{GrowingRows, ROWS, Rows};
use pcn_sim::report::study_file::{StudyFile, Task, entries};
use pcn_sim::report::{self, Made, RunAbout, provenance};
use pcn_sim::scenario::{Scenario, load};
use pcn_sim::simulation::Horizon;
use std::collections::BTreeSet;
use std::error::Error;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What a command asks: its scenarios, how they are simulated, and what the rows are used for.
pub(crate) struct Question {
    pub(crate) scenarios: Vec<Scenario>,
    pub(crate) design: Design,
    pub(crate) task: Task,
    /// The draws of its parameters; `None` if nothing is said about them.
    pub(crate) draws: Option<Asked>,
}

/// A study with the folder in which its rows are.
pub(crate) struct Opened {
    pub(crate) study: Study,
    pub(crate) file: StudyFile,
    pub(crate) scenarios: Vec<Scenario>,
    pub(crate) folder: PathBuf,
    /// Whether nothing is simulated. Damaged rows are then kept.
    pub(crate) is_read_only: bool,
    /// Whether the central table of a comparison is printed already.
    pub(crate) is_central_printed: bool,
    /// The event log that is written beside the results.
    pub(crate) event_log: Option<EventLogAsked>,
}

impl Opened {
    /// Whether a row is one of the replications with the parameters as stated, and not of a draw.
    pub(crate) fn is_central(&self, key: &Key) -> bool {
        is_central(&self.file.task, key)
    }

    /// Writes the study file anew, after the study was extended.
    pub(crate) fn write_extended(&mut self) -> anyhow::Result<()> {
        self.file.outline = self.study.outline().clone();
        let folder = &self.folder;
        let written = self.file.write(folder);
        written.with_context(|| format!("cannot write the study into {}", folder.display()))
    }

    /// All `rows`, in memory.
    pub(crate) fn all<T: Kept>(&self, rows: &Rows<T>) -> anyhow::Result<Vec<T>> {
        let mut all = Vec::new();
        rows.each(|row| {
            all.push(row);
            Ok(())
        })
        .with_context(|| cannot_read(self))?;
        Ok(all)
    }

    /// The existing rows.
    pub(crate) fn rows<T: Kept>(&self) -> anyhow::Result<Rows<T>> {
        Rows::find(&self.folder, self.file.rows_hash()).with_context(|| cannot_read(self))
    }
}

/// Whether a row of a `task` is one of the replications with the parameters as stated, and not of a draw.
pub(crate) fn is_central(task: &Task, key: &Key) -> bool {
    key.stage == 0 || !matches!(task, Task::Compare { .. })
}

/// What a command has simulated, or its exit code if there is nothing to report.
pub(crate) enum Finished {
    Rows(Box<Opened>, PrintOptions, Clock),
    Ended(Exit),
}

/// What prints an answer.
type Answer<'r> = Box<dyn FnOnce(&mut dyn Write) -> io::Result<()> + 'r>;

/// The answer and the files of a study with rows.
pub(crate) struct Presentation<'r> {
    /// The answer, for standard output.
    pub(crate) answer: Answer<'r>,
    /// The files.
    pub(crate) outputs: Vec<Output<'r>>,
    /// The exit code, if the run was not stopped.
    pub(crate) exit: Exit,
    /// Whether replications are missing.
    pub(crate) partial: bool,
    /// Events executed.
    pub(crate) events: u64,
    /// The file to look at first.
    pub(crate) look_at: &'static str,
}

/// How a run was made, for its manifest; the clock is read here and nowhere else.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Clock {
    started: std::time::Instant,
}

impl Clock {
    pub(crate) fn start() -> Self {
        #[expect(clippy::disallowed_methods, reason = "the wall time of the run, for the manifest")]
        let started = std::time::Instant::now();
        Clock { started }
    }

    pub(crate) fn about(self) -> RunAbout {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let words: Vec<String> =
            std::env::args_os().map(|word| word.to_string_lossy().into_owned()).collect();
        RunAbout {
            wall_time_seconds: self.started.elapsed().as_secs_f64(),
            threads: rayon::current_num_threads(),
            machine: format!("{} {}, {cores} cores", std::env::consts::OS, std::env::consts::ARCH),
            command: words.join(" "),
            asked: asked_with(&words),
            date: now(),
            version: env!("CARGO_PKG_VERSION"),
            first_command: None,
            seed: None,
            scenarios: Vec::new(),
        }
    }

    /// The same of the study of a folder, with the first command of the folder if it is finished again.
    fn about_study(self, opened: &Opened) -> RunAbout {
        let before = ReadManifest::read(&opened.folder.join(MANIFEST)).ok();
        RunAbout {
            first_command: before.map(|before| before.first_command.unwrap_or(before.command)),
            seed: Some(provenance::seed(&opened.file)),
            scenarios: provenance::scenario_hashes(&opened.file),
            ..self.about()
        }
    }
}

/// Loads every scenario. The problems of all are reported together. Scenarios with the same name or title
/// get distinct ones.
pub(crate) fn load_all(names: &[String]) -> anyhow::Result<Vec<Scenario>> {
    let mut scenarios: Vec<Scenario> = Vec::new();
    let mut errors = Vec::new();
    for name in names {
        match load(name, files()) {
            Ok(scenario) => {
                told_of_left_in(&scenario);
                scenarios.push(scenario);
            }
            Err(error) => errors.push(error.to_string()),
        }
    }
    if !errors.is_empty() {
        return Err(WrongRequest(errors.join("\nerror: ")).into());
    }
    pcn_sim::scenario::tell_apart(&mut scenarios, names);
    Ok(scenarios)
}

/// Warns of practices of the base that remain beside a scenario's own.
fn told_of_left_in(scenario: &Scenario) {
    if let [first, ..] = &scenario.left_in[..] {
        tell!(
            "warning: {} keeps {} practices of its base ({}) beside its own; to remove them, write \
             leave_out = [\"practices\"] at its top, or leave_out = [\"practices.{first}\"] for one",
            scenario.name,
            scenario.left_in.len(),
            scenario.left_in.join(", "),
        );
    }
}

/// Sets the number of threads, by default one for each core.
pub(crate) fn use_threads(threads: Option<u16>) -> anyhow::Result<()> {
    let Some(threads) = threads else { return Ok(()) };
    rayon::ThreadPoolBuilder::new()
        .num_threads(usize::from(threads))
        .build_global()
        .context("cannot start the requested number of threads")
}

/// The weeks, seed and replications: as stated, or those of the resumed run, or
/// the usual ones.
pub(crate) fn extent(
    period: Period,
    chance: &ChanceOptions,
    replications: Option<u32>,
    (before, usual_replications): (Option<&StudyFile>, u32),
) -> Extent {
    let before = before.map(|file| &file.outline);
    let horizon = before.map(|outline| outline.horizon);
    let weeks = period.weeks.or(horizon.map(|h| h.weeks)).unwrap_or(usual::WEEKS);
    let warm_up_weeks = period.warm_up_weeks.or(horizon.map(|h| h.warm_up_weeks));
    Extent {
        horizon: Horizon { weeks, warm_up_weeks: warm_up_weeks.unwrap_or(usual::WARM_UP_WEEKS) },
        seed: chance.seed.or(before.map(|outline| outline.seed)).unwrap_or(usual::SEED),
        replications: replications
            .or(before.map(|outline| outline.replications))
            .unwrap_or(usual_replications),
    }
}

/// The study of the resumed folder, which must belong to `command`.
pub(crate) fn before(resume: Option<&Path>, command: &str) -> anyhow::Result<Option<StudyFile>> {
    let Some(folder) = resume else { return Ok(None) };
    output::hold(folder)?;
    let file = StudyFile::read(folder)?;
    if file.task.command() != command {
        let text = format!(
            "--resume {}: it contains a run of `pcn-sim {}`; continue it with that command",
            folder.display(),
            file.task.command()
        );
        return Err(WrongRequest(text).into());
    }
    Ok(Some(file))
}

/// The scenario that is used if none is named.
const USUAL: &str = "average-pcn";

/// The scenario named, or the usual one unless a run is resumed.
pub(crate) fn named(scenario: Option<&str>, before: Option<&StudyFile>) -> Vec<String> {
    match (scenario, before) {
        (Some(name), _) => vec![name.to_owned()],
        (None, Some(_)) => Vec::new(),
        (None, None) => vec![USUAL.to_owned()],
    }
}

/// The scenarios of a resumed run, or those named.
pub(crate) fn scenarios(
    names: &[String],
    before: Option<&StudyFile>,
) -> anyhow::Result<Vec<Scenario>> {
    match before {
        Some(file) if names.is_empty() => Ok(file.scenarios()?),
        _ => load_all(names),
    }
}

/// Reserves the folder of a new study and writes the study into it, or continues in that of `before`,
/// which must be the same.
pub(crate) fn open(
    study: Study,
    file: StudyFile,
    scenarios: Vec<Scenario>,
    (before, resume): (Option<StudyFile>, Option<&Path>),
    options: &OutputOptions,
) -> anyhow::Result<Opened> {
    let folder = match (before, resume) {
        (Some(before), Some(folder)) => {
            let differences = before.differences(&file);
            if !differences.is_empty() || before.shard != file.shard {
                let mut what = differences;
                if before.shard != file.shard {
                    what.push("--only-replications".to_owned());
                }
                let text = format!(
                    "--resume {}: it contains another study; its values and the requested ones differ: {}; leave out options that \
                     should not change, or start a new run",
                    folder.display(),
                    what.join("; ")
                );
                return Err(WrongRequest(text).into());
            }
            report::remove_left_over(folder)?;
            // A longer study is written before its first new row.
            if StudyFile::read(folder)? != file {
                file.write(folder).with_context(|| cannot_write(folder))?;
            }
            folder.to_owned()
        }
        _ => {
            let folder = output::reserve(options)?;
            if let Err(error) = file.begin(&folder) {
                output::leave_if_empty(&folder);
                return Err(anyhow::Error::new(error).context(cannot_write(&folder)));
            }
            folder
        }
    };
    Ok(Opened {
        study: study.remembering(&cache::shared()),
        file,
        scenarios,
        folder,
        is_read_only: false,
        is_central_printed: false,
        event_log: None,
    })
}

fn cannot_write(folder: &Path) -> String {
    format!("cannot write the study into {}", folder.display())
}

/// Writes rows to disk as they are finished.
pub(crate) struct OnDisk {
    rows: Mutex<GrowingRows>,
}

impl OnDisk {
    /// Appends to `rows`.
    pub(crate) fn after(rows: &Rows<Row>) -> io::Result<Self> {
        Ok(OnDisk { rows: Mutex::new(rows.grow()?) })
    }
}

impl Keeper for OnDisk {
    fn keep(&self, row: Row) -> Result<(), Box<dyn Error + Send + Sync>> {
        let mut rows = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
        rows.add(&row).map_err(Into::into)
    }
}

/// Writes the rows of a command that makes its own. The first failure is reported at the end.
pub(crate) struct KeptRows {
    rows: Mutex<(GrowingRows, Option<io::Error>)>,
}

impl KeptRows {
    /// Appends to `rows`.
    pub(crate) fn after<T: Kept>(rows: &Rows<T>) -> io::Result<Self> {
        Ok(KeptRows { rows: Mutex::new((rows.grow()?, None)) })
    }

    fn locked(&self) -> MutexGuard<'_, (GrowingRows, Option<io::Error>)> {
        self.rows.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes a finished row.
    pub(crate) fn add<T: Kept>(&self, row: &T) {
        let mut rows = self.locked();
        if let Err(error) = rows.0.add(row) {
            rows.1.get_or_insert(error);
        }
    }

    /// Whether a row could not be written. A full disk stays full, so the run should stop.
    pub(crate) fn is_lost(&self) -> bool {
        self.locked().1.is_some()
    }

    /// # Errors
    ///
    /// Why the first lost row could not be written.
    pub(crate) fn end(self, opened: &Opened) -> anyhow::Result<()> {
        self.lost()
            .map_or(Ok(()), |error| Err(anyhow::Error::new(error).context(cannot_keep(opened))))
    }

    /// Why the first lost row could not be written, if one was lost.
    pub(crate) fn lost(self) -> Option<io::Error> {
        self.rows.into_inner().unwrap_or_else(PoisonError::into_inner).1
    }
}

/// Simulates the missing rows of `part`, with a progress bar. A signal stops it and keeps finished rows.
pub(crate) fn simulate(opened: &Opened, part: &Part, bar: &Bar) -> anyhow::Result<()> {
    stop_on_signals();
    let rows = opened.rows::<Row>()?;
    if rows.damaged > 0 {
        tell!(
            "note: {} row(s) in {} are damaged or belong to another study; they are simulated again",
            rows.damaged,
            opened.folder.display()
        );
    }
    let mut done = Done::default();
    rows.each(|row| {
        if opened.is_central(&row.key()) {
            done.enter(&opened.study, &row);
        }
        Ok(())
    })
    .with_context(|| cannot_read(opened))?;
    bar.done(done.keys.iter().filter(|key| key.stage == part.stage).count() as u64);
    let keeper = OnDisk::after(&rows).with_context(|| cannot_keep(opened))?;
    let ran = run(&opened.study, part, &mut done, &keeper, bar);
    bar.clear();
    if let Err(error) = ran {
        let text = match &error {
            pcn_sim::experiment::run::RunError::NotKept(_) => cannot_keep(opened),
            _ => return Err(error.into()),
        };
        return Err(anyhow::Error::new(error).context(text));
    }
    Ok(())
}

pub(crate) fn cannot_read(opened: &Opened) -> String {
    format!("cannot read the rows in {}", opened.folder.display())
}

pub(crate) fn cannot_keep(opened: &Opened) -> String {
    let folder = opened.folder.display();
    format!(
        "cannot write rows in {folder}; finished rows are kept: continue with `pcn-sim {} \
         --resume {folder}`",
        opened.file.task.command()
    )
}

/// A progress bar for the replications of a study.
pub(crate) fn bar(opened: &Opened, quiet: bool) -> Bar {
    let outline = opened.study.outline();
    let wanted = opened.file.wanted();
    let jobs = (0..outline.variants.len()).map(|index| {
        u64::from(wanted.clone().filter(|n| *n <= outline.replications_of(index)).count() as u32)
    });
    let counts = if outline.goals.is_empty() { Counts::Replications } else { Counts::UntilKnown };
    Bar::new(jobs.sum(), counts, quiet)
}

/// Gathers the rows of a study into results; `None` without one complete replication.
pub(crate) fn gather(opened: &Opened, rows: &Rows<Row>) -> anyhow::Result<Option<Results>> {
    let keys: BTreeSet<Key> = rows.keys().filter(|key| opened.is_central(key)).collect();
    let mut gathering = Gathering::new(opened.study.outline(), opened.file.wanted(), &keys);
    rows.each(|row| match opened.is_central(&row.key()) {
        true => gathering.add(&row).map_err(io::Error::other),
        false => Ok(()),
    })
    .with_context(|| cannot_read(opened))?;
    Ok(gathering.finish())
}

/// The rows of a study, in their order.
pub(crate) fn rows_in_order<T: Kept>(opened: &Opened) -> anyhow::Result<Rows<T>> {
    let rows = opened.rows::<T>()?;
    if rows.damaged > 0 && opened.is_read_only {
        // Damaged rows are kept, since someone may still repair them.
        tell!(
            "note: {} line(s) of {} are damaged or belong to another study, and are left as they are; `pcn-sim {} --resume {}` simulates \
             them again",
            rows.damaged,
            opened.folder.join(ROWS).display(),
            opened.file.task.command(),
            opened.folder.display()
        );
        return Ok(rows);
    }
    rows.put_in_order().with_context(|| cannot_keep(opened))?;
    opened.rows()
}

/// Says that not one replication is complete.
pub(crate) fn nothing_to_report(opened: &Opened) -> Exit {
    let folder = opened.folder.display();
    tell!(
        "stopped before one replication was complete; finished rows are kept: continue with `pcn-sim {} \
         --resume {folder}`",
        opened.file.task.command()
    );
    Exit::Partial
}

/// Prints the answer, writes the files, and gives the exit code.
pub(crate) fn publish(
    opened: &Opened,
    presentation: Presentation<'_>,
    options: PrintOptions,
    clock: Clock,
) -> anyhow::Result<Exit> {
    let Presentation { answer: words, outputs, exit, partial, events, look_at } = presentation;
    // The answer is printed first, so that it is seen even if the disk fails.
    let answered = answer(words);
    let about = RunAbout { asked: command_of(&opened.file), ..clock.about_study(opened) };
    let made = Made { about: &about, events, partial };
    let folder = opened.folder.display().to_string();
    report::write(&opened.folder, &outputs, Some(made)).with_context(|| {
        format!(
            "{}not all files could be written; write them again with `pcn-sim report {folder}`",
            answered.beside_files("the answer is")
        )
    })?;
    let exit = if partial { Exit::Partial } else { exit };
    if partial {
        tell!(
            "partial: {} continue with `pcn-sim {} --resume {folder}`",
            if is_stopped() { "the run was stopped;" } else { "replications are missing;" },
            opened.file.task.command()
        );
    }
    if let Some((first, last)) = opened.file.shard {
        tell!(
            "a shard: replications {first} to {last} of {}; join all shards with `pcn-sim merge`",
            opened.study.outline().replications
        );
    }
    if !(options.quiet || options.json) {
        tell!(
            "{}{:.0} s; see {}",
            events_in_words(events),
            about.wall_time_seconds,
            opened.folder.join(look_at).display()
        );
        cache::say();
    }
    Ok(answered.exit(exit, &format!("; the results are complete in {folder}")))
}

/// The number of events in words, or nothing if events are not counted.
fn events_in_words(events: u64) -> String {
    match events {
        0 => String::new(),
        1..10_000 => format!("{events} events in "),
        10_000..1_000_000 => format!("{} thousand events in ", events / 1_000),
        _ => format!("{} million events in ", events / 1_000_000),
    }
}

/// Says that replications are missing, if they are.
pub(crate) fn partial_notice(out: &mut dyn Write, results: &Results) -> io::Result<()> {
    if results.partial {
        writeln!(out, "Partial: the run stopped early, with fewer replications than requested.\n")?;
    }
    Ok(())
}

/// Says which replications are missing.
pub(crate) fn missing_replications(missing: &[u32], whole: &StudyFile) -> anyhow::Error {
    let runs = missing.chunk_by(|one, next| one + 1 == *next);
    let runs = runs.map(|run| match run {
        [one] => one.to_string(),
        [first, .., last] => format!("{first}..{last}"),
        [] => String::new(),
    });
    let text = format!(
        "of {} replications, these are missing or incomplete: {}; make them with --only-replications, or \
         continue the shard with --resume",
        whole.outline.replications,
        runs.collect::<Vec<_>>().join(", ")
    );
    WrongRequest(text).into()
}

/// A new study of `question`, or the resumed one.
pub(crate) fn study_of(
    question: &Question,
    extent: Extent,
    shard: Option<(u32, u32)>,
    finish: impl FnOnce(Study) -> anyhow::Result<Study>,
) -> anyhow::Result<(Study, StudyFile)> {
    let study = Study::new(entries(&question.scenarios), question.design.clone(), extent)?;
    let study = finish(study)?;
    let mut task = question.task.clone();
    if let (Task::Compare { draws, .. }, Some(wanted)) = (&mut task, question.draws) {
        *draws = Some(wanted.number(&study, question.scenarios.len()));
        asked::check(&study, draws.unwrap_or(0), question.scenarios.len())?;
    }
    let replications = study.outline().replications;
    if let Some((_, last)) = shard
        && last > replications
    {
        let text = format!(
            "--only-replications: {last} is beyond the {replications} replications of the study; state more with \
             --replications"
        );
        return Err(WrongRequest(text).into());
    }
    let shard = shard.filter(|shard| *shard != (1, replications));
    let outline = study.outline().clone();
    let file = StudyFile::new(task, shard, outline, &question.scenarios);
    Ok((study, file))
}
