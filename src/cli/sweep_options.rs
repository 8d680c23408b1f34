//! The options of `sweep`, with their help texts. No logic.

use super::options::StudyOptions;
use super::values::range;
use clap::{Args, ValueEnum};
use pcn_sim::experiment::study::MOST_REPLICATIONS;
use pcn_sim::experiment::sweep::MOST_SWEPT;

/// Which levers to vary.
#[derive(Clone, Debug, Args)]
pub(crate) struct SweepOptions {
    /// A file path or a built-in name [default: average-pcn].
    #[arg(value_name = "SCENARIO")]
    pub(crate) scenario: Option<String>,
    /// A lever or parameter by its path, and its values: a list, or a range with a step. The option is
    /// repeated for further levers.
    #[arg(long, required_unless_present = "resume", value_name = "PATH=VALUES")]
    pub(crate) vary: Vec<String>,
    /// How points are chosen: every combination, each value of one lever while the others stay as the
    /// scenario states them, or --points of a Latin hypercube or of a scrambled Sobol' sequence
    /// [default: grid].
    #[arg(long, value_enum, value_name = "DESIGN")]
    pub(crate) design: Option<SweepDesign>,
    /// Points of a Latin hypercube or a Sobol' sequence. A Sobol' sequence is evenly spread if it is a
    /// power of two [default: 32].
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=MOST_SWEPT as i64), value_name = "N")]
    pub(crate) points: Option<u32>,
    /// The measure by which points are judged and which the figure shows [default: needs_settled].
    /// `describe measures` lists all measures.
    #[arg(long, value_name = "NAME")]
    pub(crate) measure: Option<String>,
    /// Replications of each point. More replications give narrower intervals [default: 10].
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=i64::from(MOST_REPLICATIONS)), value_name = "N")]
    pub(crate) replications: Option<u32>,
    /// Simulate only these replications, such as 4..6 for 4, 5 and 6. The result is a shard;
    /// `pcn-sim merge` joins all shards.
    #[arg(long, value_parser = range, value_name = "FIRST..LAST")]
    pub(crate) only_replications: Option<(u32, u32)>,
    /// What is simulated, where results go and how they are printed.
    #[command(flatten)]
    pub(crate) study: StudyOptions,
}

/// How the points of a sweep are chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SweepDesign {
    /// Every combination of values.
    Grid,
    /// Each value of one lever while the others stay.
    OneAtATime,
    /// Points of a Latin hypercube.
    LatinHypercube,
    /// Points of a scrambled Sobol' sequence.
    Sobol,
}
