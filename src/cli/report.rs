//! Writes the files of a run again from its rows.

use crate::cli::answer;
use crate::cli::arguments::ReportOptions;
use crate::cli::exit::Exit;
use crate::cli::study::{Clock, use_threads};

/// Writes the files of a run again.
pub(crate) fn report(options: &ReportOptions) -> anyhow::Result<Exit> {
    let clock = Clock::start();
    let opened = answer::opened(&options.folder)?;
    use_threads(options.threads)?;
    answer::present(&opened, options.print, clock)
}
