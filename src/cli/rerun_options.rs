//! The options of `rerun`, with their help texts. No logic.

use super::options::OutputOptions;
use clap::Args;
use std::path::PathBuf;

/// What the command does, in examples.
pub(super) const HELP: &str = "Examples:\n  pcn-sim rerun output/run-001/manifest.json\n  pcn-sim rerun rooms-study \
    --output rooms-study-again --threads 4\n\n\
    The study is that of study.json beside the manifest, which holds the scenarios as they were resolved: files that \
    the first run read may have changed since. No replication of an earlier run is used. Every file that the manifest \
    lists is made again in a new folder and compared by its SHA-256; the manifest itself holds date, machine and time. \
    If version, commit or model are others than those that made the run, that is said first.\n\
    Exit code 0: all files agree; 1: a file differs, is missing or was changed since; 2: the folder is not that of \
    a complete run; 3: stopped early.";

/// Which run to make again.
#[derive(Clone, Debug, Args)]
pub(crate) struct RerunOptions {
    /// The manifest.json of a run, or its folder.
    #[arg(value_name = "MANIFEST")]
    pub(crate) manifest: PathBuf,
    /// Number of threads; by default one for each core. Results do not depend on it.
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=1024), value_name = "N")]
    pub(crate) threads: Option<u16>,
    /// The folder of the run made again.
    #[command(flatten)]
    pub(crate) output: OutputOptions,
    /// Print only the verdict.
    #[arg(long)]
    pub(crate) quiet: bool,
}
