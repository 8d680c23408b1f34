//! Writes the files of a run again from its rows, or the record for whoever assures it.

use crate::cli::answer;
use crate::cli::arguments::ReportOptions;
use crate::cli::draws;
use crate::cli::exit::Exit;
use crate::cli::study::{Clock, Opened, gather, rows_in_order, use_threads};
use crate::cli::terminal::tell;
use anyhow::Context;
use pcn_sim::report::disk::{Durability, put};
use pcn_sim::report::manifest::{MANIFEST, ReadManifest};
use pcn_sim::report::stress::{Inputs, PAGE, stress};
use pcn_sim::report::study_file::Task;

/// Writes the files of a run again.
pub(crate) fn report(options: &ReportOptions) -> anyhow::Result<Exit> {
    let clock = Clock::start();
    let opened = answer::opened(&options.folder)?;
    use_threads(options.threads)?;
    if options.stress {
        return write_record(&opened, options.print.quiet);
    }
    answer::present(&opened, options.print, clock)
}

/// Writes the record. It holds date and machine, as the manifest does, and is not listed in it.
fn write_record(opened: &Opened, quiet: bool) -> anyhow::Result<Exit> {
    let manifest = ReadManifest::read(&opened.folder.join(MANIFEST)).ok();
    let mut results = match opened.file.task {
        Task::Run | Task::Compare { .. } | Task::Validate { .. } | Task::CaseStudies { .. } => {
            gather(opened, &rows_in_order(opened)?)?
        }
        _ => None,
    };
    let total = match &mut results {
        Some(results) => draws::found(opened, results)?,
        None => None,
    };
    let inputs = Inputs {
        file: &opened.file,
        scenarios: &opened.scenarios,
        manifest: manifest.as_ref(),
        results: results.as_ref(),
        total: total.as_ref(),
    };
    for (name, text) in stress(&inputs) {
        let path = opened.folder.join(name);
        put(&path, Durability::Derived, |out| out.write_all(text.as_bytes()))
            .with_context(|| format!("cannot write {}", path.display()))?;
    }
    if !quiet {
        tell!("see {}; blanks are for people to fill", opened.folder.join(PAGE).display());
    }
    Ok(Exit::Done)
}
