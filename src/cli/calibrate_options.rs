//! What `calibrate` may be asked.

use crate::cli::options::SimulationOptions;
use clap::Args;
use pcn_sim::report::study_file::{MOST_POINTS, MOST_WAVES};

/// What to calibrate, and to which data.
#[derive(Clone, Debug, Args)]
pub(crate) struct CalibrateOptions {
    /// A file path or a built-in name [default: average-pcn].
    #[arg(value_name = "SCENARIO")]
    pub(crate) scenario: Option<String>,
    /// The targets: a file path or a built-in name. Only targets for calibration are used. By default
    /// the targets that the scenario names as `about.targets`, or else `england-2025-26`.
    #[arg(long, value_name = "FILE")]
    pub(crate) targets: Option<String>,
    /// The parameters to fit: a file path or a built-in name. By default `england-2025-26-fit`.
    #[arg(long, value_name = "FILE")]
    pub(crate) parameters: Option<String>,
    /// Points simulated in each wave, a few times the number of parameters [default: 60].
    #[arg(long, value_parser = clap::value_parser!(u32).range(4..=i64::from(MOST_POINTS)), value_name = "N")]
    pub(crate) points: Option<u32>,
    /// Number of waves. Each wave samples where earlier waves agreed best with the targets. A resumed
    /// run may have more waves [default: 4].
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=i64::from(MOST_WAVES)), value_name = "N")]
    pub(crate) waves: Option<u32>,
    /// Replications of each point [default: 1].
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=1000), value_name = "N")]
    pub(crate) replications: Option<u32>,
    /// When, by which chance and where it simulates.
    #[command(flatten)]
    pub(crate) simulation: SimulationOptions,
    /// Print only errors.
    #[arg(long)]
    pub(crate) quiet: bool,
}
