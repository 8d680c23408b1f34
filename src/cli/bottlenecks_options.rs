//! The options of `bottlenecks`, with their help texts. No logic.

use super::options::StudyOptions;
use clap::Args;
use pcn_sim::experiment::study::MOST_REPLICATIONS;

/// Whose constraints to relieve.
#[derive(Clone, Debug, Args)]
pub(crate) struct BottlenecksOptions {
    /// A file path or a built-in name [default: average-pcn].
    #[arg(value_name = "SCENARIO")]
    pub(crate) scenario: Option<String>,
    /// Print a table of one unit more and one unit less of each role, of rooms and of receptionists
    /// instead, as Markdown: in the scenario, and where a quarter of the same capacity is missing.
    #[arg(long)]
    pub(crate) elasticities: bool,
    /// Relieve only this constraint: a profession as the scenario names it, or receptionists, rooms,
    /// supervision, book, duty or telephone-hours. The option may be repeated.
    #[arg(long, value_name = "NAME")]
    pub(crate) constraint: Vec<String>,
    /// Also find the hours of the week at which relief meets most: one more of each of the three constraints
    /// that lead clearly, in each half-day of Monday to Friday. It simulates up to 30 variants more. With
    /// --resume, the replications made so far are kept.
    #[arg(long, conflicts_with = "elasticities")]
    pub(crate) hours: bool,
    /// Make exactly so many replications of each variant, however well its relief is known then. By
    /// default it begins with 10 and adds more where they may tell.
    #[arg(long, conflicts_with = "max_replications", value_parser = clap::value_parser!(u32).range(1..=i64::from(MOST_REPLICATIONS)), value_name = "N")]
    pub(crate) replications: Option<u32>,
    /// The maximum number of replications of each variant. With --resume alone, it raises the limit of
    /// that run and keeps its replications [default: 40].
    #[arg(long, conflicts_with = "elasticities", value_parser = clap::value_parser!(u32).range(2..=i64::from(MOST_REPLICATIONS)), value_name = "N")]
    pub(crate) max_replications: Option<u32>,
    /// What is simulated, where results go and how they are printed.
    #[command(flatten)]
    pub(crate) study: StudyOptions,
}
