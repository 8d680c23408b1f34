//! The options of `marginal`, with their help texts. No logic.

use super::options::StudyOptions;
use super::values::{range, wte};
use clap::Args;
use pcn_sim::experiment::study::MOST_REPLICATIONS;

/// What to add, and by what it is judged.
#[derive(Clone, Debug, Args)]
pub(crate) struct MarginalOptions {
    /// A file path or a built-in name [default: average-pcn].
    #[arg(value_name = "SCENARIO")]
    pub(crate) scenario: Option<String>,
    /// The size of a post in whole-time equivalents [default: 0.5].
    #[arg(long, value_parser = wte, value_name = "WTE")]
    pub(crate) post: Option<u32>,
    /// The measure by which next units are judged [default: needs-settled]. `describe measures` lists all
    /// measures.
    #[arg(long, value_name = "MEASURE")]
    pub(crate) by: Option<String>,
    /// The role of which there is more and more staff, as the scenario names it. By default the role whose
    /// next post gains most; then the run cannot be split into shards.
    #[arg(long, value_name = "ROLE")]
    pub(crate) switch_role: Option<String>,
    /// The most whole-time equivalents of that role that are added [default: 10].
    #[arg(long, value_parser = wte, value_name = "WTE")]
    pub(crate) switch_to: Option<u32>,
    /// The distance between two levels of staff, in whole-time equivalents [default: 2.5].
    #[arg(long, value_parser = wte, value_name = "WTE")]
    pub(crate) switch_step: Option<u32>,
    /// Replications of each unit and level. More replications give narrower intervals [default: 8].
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=i64::from(MOST_REPLICATIONS)), value_name = "N")]
    pub(crate) replications: Option<u32>,
    /// Simulate only these replications, such as 4..6 for 4, 5 and 6. The result is a shard;
    /// `pcn-sim merge` joins all shards. Needs --switch-role.
    #[arg(long, value_parser = range, value_name = "FIRST..LAST")]
    pub(crate) only_replications: Option<(u32, u32)>,
    /// What is simulated, where results go and how they are printed.
    #[command(flatten)]
    pub(crate) study: StudyOptions,
}
