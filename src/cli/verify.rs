//! The engine against theory: every case simulated, compared, told and written.

use crate::cli::Exit;
use crate::cli::arguments::VerifyOptions;
use crate::cli::exit::WrongRequest;
use crate::cli::output;
use crate::cli::study::use_threads;
use crate::cli::terminal::tell;
use anyhow::Context;
use pcn_sim::scenario::{FileSystem, Files, Sort};
use pcn_sim::verification::case::{Case, read_cases};
use pcn_sim::verification::judgement::RULE;
use pcn_sim::verification::table::{findings_csv, findings_text, summary_text};
use pcn_sim::verification::{Plan, built_in, verify};
use std::fs;
use std::io::Write;
use std::path::Path;

/// Verifies the engine with the cases of a file, or the built-in ones.
pub(crate) fn run(options: &VerifyOptions) -> anyhow::Result<Exit> {
    let cases = match &options.file {
        Some(path) => load(path)?,
        None => built_in().context("the built-in cases")?,
    };
    use_threads(options.chance.threads)?;
    let folder = output::reserve(&options.output)?;
    let plan = Plan {
        seed: options.chance.seed.unwrap_or(1),
        replications: options.replications.unwrap_or(40),
        ..Plan::default()
    };
    #[expect(clippy::disallowed_methods, reason = "how fast the engine is")]
    let started = std::time::Instant::now();
    let found = verify(&cases, &plan);
    let seconds = started.elapsed().as_secs_f64();
    let mut out = std::io::stdout().lock();
    if !options.quiet {
        out.write_all(findings_text(&found).as_bytes())?;
        writeln!(out, "\n{RULE}")?;
    }
    for skipped in &found.skipped {
        tell!("left out: {skipped}");
    }
    let path = folder.join("verification.csv");
    let written = fs::write(&path, findings_csv(&found));
    if written.is_err() {
        output::leave_if_empty(&folder);
    }
    written.with_context(|| format!("cannot write {}", path.display()))?;
    writeln!(out, "\n{}", summary_text(&found))?;
    if !options.quiet {
        let million = found.events as f64 / 1e6;
        tell!(
            "{million:.0} million events in {seconds:.1} s, {:.1} million a second; table: {}",
            million / seconds,
            path.display()
        );
    }
    Ok(if found.passes() { Exit::Done } else { Exit::Failed })
}

/// The cases of a file; the tables that they name stand beside it.
fn load(path: &Path) -> anyhow::Result<Vec<Case>> {
    let wrong = |text: String| WrongRequest(format!("{}: {text}", path.display()));
    let text = FileSystem.read(path, Sort::Cases).map_err(wrong)?;
    let beside = |name: &str| {
        // A name, not a way: cases read nothing elsewhere.
        let name = Path::new(name).file_name()?;
        FileSystem.read(&path.parent()?.join(name), Sort::CaseTable).ok()
    };
    Ok(read_cases(&text, beside).map_err(|error| wrong(error.to_string()))?)
}

pub(crate) fn tell(
    _: &crate::cli::study::Opened,
    _: crate::cli::arguments::TellingOptions,
    _: crate::cli::study::Clock,
) -> anyhow::Result<Exit> {
    anyhow::bail!("not yet")
}
