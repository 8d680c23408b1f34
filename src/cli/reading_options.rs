//! How a practice's own exports are read. No logic.

use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Which of two numbers of a date is the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Dates {
    /// 31/01/2025.
    DayFirst,
    /// 01/31/2025.
    MonthFirst,
}

/// The unit of waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum WaitUnit {
    /// Seconds.
    Seconds,
    /// Minutes.
    Minutes,
}

/// How exports are read.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct ReadingOptions {
    /// A file that says which columns and words of an own export are which of ours.
    #[arg(long, value_name = "FILE")]
    pub(crate) mapping: Option<PathBuf>,
    /// Which number of a date such as 01/02/2025 is the day. Needed only where no day is after the 12th.
    #[arg(long, value_enum)]
    pub(crate) dates: Option<Dates>,
    /// The unit of waits that have none. Needed only where numbers may be either.
    #[arg(long, value_enum)]
    pub(crate) wait_unit: Option<WaitUnit>,
}

/// A practice's own log, with which a simulation is compared.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct OwnLogOptions {
    /// A practice's own export of appointments, used instead of targets: how far the simulated log is
    /// from it, against how far two halves of it are from each other. docs/own-exports.md describes it.
    #[arg(long, conflicts_with_all = ["targets", "networks", "data", "precision", "only_replications", "resume", "json"],
          value_name = "FILE")]
    pub(crate) log: Option<PathBuf>,
    /// With --log: the practice's own log of calls.
    #[arg(long, requires = "log", value_name = "FILE")]
    pub(crate) calls: Option<PathBuf>,
    /// How the log is read.
    #[command(flatten)]
    pub(crate) reading: ReadingOptions,
}
