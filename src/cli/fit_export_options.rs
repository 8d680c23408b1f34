//! The options of `fit-export`, with their help texts. No logic.

use super::reading_options::ReadingOptions;
use clap::Args;
use std::path::PathBuf;

/// Examples and files.
pub(super) const HELP: &str = "Examples:\n  pcn-sim fit-export appointments.csv calls.csv --output own\n  pcn-sim fit-export \
    --appointments export.xlsx --mapping columns.toml --dates day-first --output own\n  pcn-sim run own/own-export.toml\n\n\
    Appointments have the columns booked_at, starts, mode, clinician_type, status, planned, actual; calls have start, \
    wait, outcome. Other names are understood or mapped: a file for --mapping has lines such as starts = \"Appointment \
    date\" (TOML) or starts,Appointment date (CSV). docs/own-exports.md describes it.\n\n\
    Nothing leaves the machine. Columns that are not mapped, such as names and NHS numbers, are dropped as they are \
    read; no output has a number below 10.\n\n\
    Writes own-export.toml (a scenario of what was estimated), fits.csv and fits.html (each distribution beside the \
    data).\n\
    Exit code 2: a file cannot be used, and why; nothing is written.";

/// What to fit.
#[derive(Clone, Debug, Args)]
pub(crate) struct FitExportOptions {
    /// An export of appointments, a log of calls, or both, each known by its columns: CSV or Excel.
    #[arg(value_name = "FILE", num_args = 0..=2)]
    pub(crate) files: Vec<PathBuf>,
    /// An export of appointments.
    #[arg(long, value_name = "FILE")]
    pub(crate) appointments: Option<PathBuf>,
    /// A log of calls.
    #[arg(long, value_name = "FILE")]
    pub(crate) calls: Option<PathBuf>,
    /// How the exports are read.
    #[command(flatten)]
    pub(crate) reading: ReadingOptions,
    /// The scenario that states everything else: a built-in name or a file.
    #[arg(long, default_value = "average-pcn", value_name = "SCENARIO")]
    pub(crate) base: String,
    /// The folder for the results.
    #[arg(long, value_name = "FOLDER")]
    pub(crate) output: PathBuf,
    /// Replace results of an earlier fit in the folder. Other files in it are kept.
    #[arg(long)]
    pub(crate) force: bool,
    /// The seed of the random numbers for ranges and probabilities.
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// Print only errors.
    #[arg(long)]
    pub(crate) quiet: bool,
}
