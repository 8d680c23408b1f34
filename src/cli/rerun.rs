//! Makes a run again from its study, in a new folder and by the command that made it, and compares the bytes.

use crate::cli::arguments::RerunOptions;
use crate::cli::exit::{Exit, WrongRequest};
use crate::cli::output;
use crate::cli::progress::stop_on_signals;
use crate::cli::terminal::{answer, tell};
use anyhow::Context;
use pcn_sim::report::disk;
use pcn_sim::report::event_log::EVENT_LOG;
use pcn_sim::report::manifest::{MANIFEST, ReadManifest};
use pcn_sim::report::network::NetworkStudy;
use pcn_sim::report::provenance::{Again, compare, other_program};
use pcn_sim::report::study_file::{STUDY, StudyFile, StudyFileError};
use pcn_sim::text::number::counted;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A run that can be made again.
struct First {
    folder: PathBuf,
    manifest: ReadManifest,
    study: Kept,
}

/// The study of a folder.
enum Kept {
    Study(Box<StudyFile>),
    Networks(Box<NetworkStudy>),
}

impl Kept {
    fn command(&self) -> &'static str {
        match self {
            Kept::Study(file) => file.task.command(),
            Kept::Networks(_) => "network",
        }
    }
}

/// Makes a run again and compares.
pub(crate) fn rerun(options: &RerunOptions) -> anyhow::Result<Exit> {
    let first = read(&options.manifest)?;
    let other = other_program(&first.manifest);
    if let Some(words) = &other {
        tell!("note: {words}");
    }
    let log = event_log(&first.manifest)?;
    is_elsewhere(&first, options)?;
    let folder = output::reserve(&options.output)?;
    begin(&first.study, &folder).inspect_err(|_| output::leave_if_empty(&folder))?;
    // The command that simulates is a process of its own, which locks the folder itself.
    disk::let_go(&folder);
    stop_on_signals();
    let command = first.study.command();
    let mut words = vec![command.to_owned(), "--resume".to_owned(), folder.display().to_string()];
    words.extend(log);
    let code = carry_out(&words, options)?;
    if code == Some(3) {
        tell!(
            "stopped: the run is not made again in full; go on with `pcn-sim {command} --resume {}`",
            folder.display()
        );
        return Ok(Exit::Partial);
    }
    let made = ReadManifest::read(&folder.join(MANIFEST));
    let Ok(made) = made else {
        let text = format!("{}: the run could not be made again", folder.display());
        let is_refused = code == Some(2);
        return if is_refused {
            Err(WrongRequest(text).into())
        } else {
            Err(anyhow::anyhow!(text))
        };
    };
    let found = compare((&first.folder, &first.manifest), (&folder, &made)).with_context(|| {
        format!("cannot compare {} with {}", first.folder.display(), folder.display())
    })?;
    Ok(told(&first, &folder, &found, other.as_deref(), options))
}

/// Reads the manifest and the study of a complete run.
fn read(path: &Path) -> anyhow::Result<First> {
    let folder = if path.is_dir() { path } else { path.parent().unwrap_or(Path::new("")) };
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder }.to_owned();
    let path = if path.is_dir() { path.join(MANIFEST) } else { path.to_owned() };
    let wrong = |text: String| -> anyhow::Error { WrongRequest(text).into() };
    let manifest = ReadManifest::read(&path).map_err(|error| {
        let remedy = match error.kind() {
            io::ErrorKind::NotFound => "; name the manifest.json of a run, or its folder",
            _ => "",
        };
        wrong(format!("{}: {error}{remedy}", path.display()))
    })?;
    if manifest.partial {
        return Err(wrong(format!(
            "{}: the run is partial, because it was stopped; continue it with --resume, then make it again",
            path.display()
        )));
    }
    let study = match (StudyFile::read_any(&folder), NetworkStudy::read(&folder)) {
        (Ok(file), _) => Kept::Study(Box::new(file)),
        (Err(_), Ok(study)) => Kept::Networks(Box::new(study)),
        (Err(StudyFileError::None(_)), _) => {
            let command = manifest.first_command.as_ref().unwrap_or(&manifest.command);
            return Err(wrong(format!(
                "{}: there is no {STUDY} beside it, so it cannot be made again from its folder; `money` and \
                 `value-of-information` keep none: type the command again, with the files that it named: {command}",
                path.display()
            )));
        }
        (Err(error), _) => return Err(error.into()),
    };
    Ok(First { folder, manifest, study })
}

/// The option that makes the event log again, if the run has one.
fn event_log(manifest: &ReadManifest) -> anyhow::Result<Vec<String>> {
    const OPTION: &str = "--event-log";
    if manifest.hash_of(EVENT_LOG).is_none() {
        return Ok(Vec::new());
    }
    let commands = [Some(&manifest.command), manifest.first_command.as_ref()];
    let mut words = commands.into_iter().flatten().map(|text| text.split(' '));
    let found = words.find_map(|mut words| {
        let word = words.find(|word| *word == OPTION || word.starts_with("--event-log="))?;
        if let Some((_, value)) = word.split_once('=') {
            return Some(format!("{OPTION}={value}"));
        }
        // A value is a number, a range or the form; anything else is the next argument.
        let value = words.next().filter(|value| {
            *value == "vidigi" || value.starts_with(|first: char| first.is_ascii_digit())
        });
        Some(value.map_or_else(|| OPTION.to_owned(), |value| format!("{OPTION}={value}")))
    });
    let none = || {
        let text = format!(
            "{EVENT_LOG} is listed, but no command of the manifest has {OPTION}, so it is not known of which \
             replications it is"
        );
        anyhow::Error::from(WrongRequest(text))
    };
    found.map(|option| vec![option]).ok_or_else(none)
}

/// Refuses to write over the run that is compared.
fn is_elsewhere(first: &First, options: &RerunOptions) -> anyhow::Result<()> {
    let Some(output) = options.output.folder.as_deref() else { return Ok(()) };
    let real = |path: &Path| path.canonicalize().ok();
    if real(output).is_some() && real(output) == real(&first.folder) {
        let text = format!(
            "--output {}: this is the folder of the run itself; name another folder",
            output.display()
        );
        return Err(WrongRequest(text).into());
    }
    Ok(())
}

/// Writes the study into the new folder.
fn begin(study: &Kept, folder: &Path) -> anyhow::Result<()> {
    let written = match study {
        Kept::Study(file) => file.of_this_version().begin(folder),
        Kept::Networks(study) => study.write(folder),
    };
    written.with_context(|| format!("cannot write the study into {}", folder.display()))
}

/// Runs this program with `words`, without rows of earlier runs; gives its exit code.
fn carry_out(words: &[String], options: &RerunOptions) -> anyhow::Result<Option<i32>> {
    let program = std::env::current_exe().context("cannot find this program to start it again")?;
    let mut command = Command::new(program);
    command.args(words).env("PCN_SIM_NO_CACHE", "1").stdin(Stdio::null()).stdout(Stdio::null());
    if let Some(threads) = options.threads {
        command.arg("--threads").arg(threads.to_string());
    }
    if options.quiet {
        command.arg("--quiet");
    }
    let ended = command.status().context("cannot start this program again")?;
    Ok(ended.code())
}

/// Prints the verdict.
fn told(
    first: &First,
    folder: &Path,
    found: &[(String, Again)],
    other: Option<&str>,
    options: &RerunOptions,
) -> Exit {
    let is_fine = |(_, state): &&(String, Again)| matches!(state, Again::Same | Again::New);
    let listed = found.iter().filter(|(_, state)| *state != Again::New).count();
    let wrong = found.iter().filter(|file| !is_fine(file)).count();
    let answered = answer(|out| {
        if let Some(words) = other {
            writeln!(out, "The program is another: {words}.")?;
        }
        if !options.quiet {
            for (name, state) in found {
                writeln!(out, "  {state:<8} {name}")?;
            }
        }
        let from = first.folder.display();
        if wrong == 0 {
            writeln!(out, "All {listed} files of {from} were made again with the same bytes.")
        } else {
            writeln!(
                out,
                "{} of {listed} files of {from} {} not agree; those made again are in {}.",
                wrong,
                if wrong == 1 { "does" } else { "do" },
                folder.display()
            )
        }
    });
    let exit = if wrong == 0 { Exit::Done } else { Exit::Failed };
    answered.exit(exit, &format!("; {} compared", counted(listed, "file")))
}
