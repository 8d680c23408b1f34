//! What `emulate` may be asked.

use crate::cli::options::SimulationOptions;
use clap::Args;
use pcn_sim::uncertainty::simulator::MOST_DRAWS;

/// Whose ranges, beside which targets.
#[derive(Clone, Debug, Args)]
pub(crate) struct EmulateOptions {
    /// A file path or a built-in name [default: average-pcn].
    #[arg(value_name = "SCENARIO")]
    pub(crate) scenario: Option<String>,
    /// The targets: a file path or a built-in name. Only those that must be met are used, and none that is
    /// held back.
    #[arg(long, value_name = "FILE")]
    pub(crate) targets: Option<String>,
    /// Draws of each wave [default: four for each random number of a draw].
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=i64::from(MOST_DRAWS)), value_name = "N")]
    pub(crate) draws: Option<u32>,
    /// Waves. The draws of each are moved towards agreement by the emulator of the one before [default: 2].
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=10), value_name = "N")]
    pub(crate) waves: Option<u32>,
    /// When, by which chance and where it simulates.
    #[command(flatten)]
    pub(crate) simulation: SimulationOptions,
    /// Print only errors.
    #[arg(long)]
    pub(crate) quiet: bool,
}
