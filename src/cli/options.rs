//! Options that several commands share, and their usual values. No logic.

use clap::Args;
use pcn_sim::experiment::study::{MOST_WARM_UP_WEEKS, MOST_WEEKS};
use std::path::PathBuf;

/// The usual replications, weeks and seed.
pub(crate) mod usual {
    /// Replications of each scenario.
    pub(crate) const REPLICATIONS: u32 = 10;
    /// Replications if a scenario is compared with targets.
    pub(crate) const FOR_VALIDATION: u32 = 20;
    /// Replications of each network if many networks are compared with observed data.
    pub(crate) const FOR_NETWORKS: u32 = 2;
    /// Replications of each variant after which `bottlenecks` first looks, and those of its elasticities.
    pub(crate) const FIRST_LOOK: u32 = 10;
    /// The maximum number of replications of each variant of `bottlenecks`.
    pub(crate) const OF_BOTTLENECKS: u32 = 40;
    /// Replications of each network if changes are compared across networks.
    pub(crate) const OF_NETWORKS: u32 = 4;
    /// Replications of each next unit and level of staff of `marginal`.
    pub(crate) const OF_MARGINAL: u32 = 8;
    /// The size of a post of `marginal`, the last level of staff and the distance between two levels, in
    /// thousandths of a whole-time equivalent.
    pub(crate) const MARGINAL_POST: u32 = 500;
    pub(crate) const SWITCH_TO: u32 = 10_000;
    pub(crate) const SWITCH_STEP: u32 = 2_500;
    /// The maximum number of replications with --precision.
    pub(crate) const AT_MOST: u32 = 100;
    /// Number of measured weeks.
    pub(crate) const WEEKS: u32 = 52;
    /// Weeks before measurement.
    pub(crate) const WARM_UP_WEEKS: u32 = 26;
    /// The seed.
    pub(crate) const SEED: u64 = 1;
}

/// Seed and threads of a run.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct ChanceOptions {
    /// Seed of the random numbers. The same seed gives byte-identical results [default: 1].
    #[arg(long, value_name = "N")]
    pub(crate) seed: Option<u64>,
    /// Number of threads; by default one for each core. Results do not depend on it.
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=1024), value_name = "N")]
    pub(crate) threads: Option<u16>,
}

/// The weeks of a run.
#[derive(Clone, Copy, Debug, Default, Args)]
pub(crate) struct Period {
    /// Number of measured weeks [default: 52].
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=i64::from(MOST_WEEKS)), value_name = "N")]
    pub(crate) weeks: Option<u32>,
    /// Number of weeks before measurement, which fill the appointment book [default: 26].
    #[arg(long, value_parser = clap::value_parser!(u32).range(0..=i64::from(MOST_WARM_UP_WEEKS)), value_name = "N")]
    pub(crate) warm_up_weeks: Option<u32>,
}

/// Where results go.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct OutputOptions {
    /// Folder for the results; by default a new numbered folder under `output`.
    #[arg(long = "output", value_name = "FOLDER")]
    pub(crate) folder: Option<PathBuf>,
    /// Replace the run in the folder. Files that do not belong to a run are kept.
    #[arg(long)]
    pub(crate) force: bool,
}

/// How to continue a run.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct ResumeOptions {
    /// Continue the stopped run in this folder. Finished replications are kept and the rest are
    /// simulated; the files are the same as those of a run that was never stopped. The original
    /// options need not be repeated.
    #[arg(long, conflicts_with_all = ["folder", "force"], value_name = "FOLDER")]
    pub(crate) resume: Option<PathBuf>,
}

/// How the answer is printed.
#[derive(Clone, Copy, Debug, Default, Args)]
pub(crate) struct PrintOptions {
    /// Print only results.json.
    #[arg(long)]
    pub(crate) json: bool,
    /// Print only errors.
    #[arg(long)]
    pub(crate) quiet: bool,
}

/// Whether rows of earlier runs are used.
#[derive(Clone, Copy, Debug, Default, Args)]
pub(crate) struct CacheOptions {
    /// Simulate everything: use no replication of an earlier run, and keep none for later runs.
    /// Results are the same, only slower.
    #[arg(long, env = "PCN_SIM_NO_CACHE", hide_env_values = true,
          value_parser = clap::builder::FalseyValueParser::new())]
    pub(crate) no_cache: bool,
}

/// When, by which chance and where a command simulates.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct SimulationOptions {
    /// Warm-up and measured weeks.
    #[command(flatten)]
    pub(crate) period: Period,
    /// Seed and threads.
    #[command(flatten)]
    pub(crate) chance: ChanceOptions,
    /// The folder of the results.
    #[command(flatten)]
    pub(crate) output: OutputOptions,
    /// How to continue a stopped run.
    #[command(flatten)]
    pub(crate) resume: ResumeOptions,
    /// Whether rows of earlier runs are used.
    #[command(flatten)]
    pub(crate) cache: CacheOptions,
}

/// The options of every command that makes a study of scenarios.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct StudyOptions {
    /// When, by which chance and where it simulates.
    #[command(flatten)]
    pub(crate) simulation: SimulationOptions,
    /// How to print the answer.
    #[command(flatten)]
    pub(crate) print: PrintOptions,
}
