//! Beliefs of a file in place of the ranges of scenarios.

use crate::cli::exit::WrongRequest;
use crate::cli::terminal::tell;
use clap::Args;
use pcn_sim::scenario::{FileSystem, Files, Scenario, Sort};
use pcn_sim::text::grid::{PROSE, wrap};
use pcn_sim::text::number::counted;
use pcn_sim::text::shown;
use pcn_sim::uncertainty::belief_rows::read;
use pcn_sim::uncertainty::beliefs::{applied, told};
use std::io::{self, Write};
use std::path::PathBuf;

/// Beliefs in place of ranges.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct BeliefsOptions {
    /// What clinicians believe about parameters (low, likely, high), in place of the ranges and values of
    /// all scenarios: a filled-in form of `pcn-sim describe beliefs`. Rows of several people about one
    /// parameter are pooled with equal weights. A resumed run keeps its beliefs.
    #[arg(long, conflicts_with = "resume", value_name = "FILE")]
    pub(crate) beliefs: Option<PathBuf>,
}

/// Says below an answer whose beliefs its ranges are, if they are beliefs.
pub(crate) fn say(scenarios: &[Scenario], out: &mut dyn Write) -> io::Result<()> {
    match told(scenarios) {
        Some(words) => writeln!(out, "\n{}", wrap(&words, PROSE).join("\n")),
        None => Ok(()),
    }
}

impl BeliefsOptions {
    /// The scenarios with the beliefs, if a file is named.
    pub(crate) fn of(&self, scenarios: Vec<Scenario>) -> anyhow::Result<Vec<Scenario>> {
        let Some(path) = &self.beliefs else { return Ok(scenarios) };
        let name = shown(&path.display().to_string());
        let wrong = |problems: Vec<String>| match problems.as_slice() {
            [only] => WrongRequest(format!("{name}: {only}")),
            all => {
                let count = counted(all.len(), "problem");
                WrongRequest(format!("{name}: {count}\n  {}", all.join("\n  ")))
            }
        };
        let text = FileSystem.read(path, Sort::Beliefs).map_err(|why| wrong(vec![why]))?;
        let file = path.file_name().map_or(name.clone(), |file| shown(&file.to_string_lossy()));
        let found =
            read(&text).and_then(|form| applied(&scenarios, &form, &file)).map_err(wrong)?;
        for note in found.notes {
            tell!("note: {note}");
        }
        Ok(found.scenarios)
    }
}
