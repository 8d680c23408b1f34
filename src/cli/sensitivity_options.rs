//! The options of `sensitivity`, with their help texts. No logic.

use super::beliefs::BeliefsOptions;
use super::options::StudyOptions;
use clap::Args;
use pcn_sim::uncertainty::sensitivity::groups::MOST_GROUPS;
use pcn_sim::uncertainty::sensitivity::request::{
    LEAST_CENTRAL, MOST_BARS, MOST_CENTRAL, MOST_TRAJECTORIES,
};

/// Examples and files.
pub(super) const HELP: &str = "Examples:\n  pcn-sim sensitivity\n  pcn-sim sensitivity average-pcn \
    two-more-rooms --trajectories 8\n  pcn-sim sensitivity average-pcn my-change.toml --sobol 64\n  pcn-sim \
    sensitivity average-pcn my-change.toml --single --output overnight\n\n\
    The first scenario is the baseline. All parameters that have a range are moved within it: first in at \
    most 60 groups (Morris), then the members of the leading groups singly, and of these the leading thirty \
    at the 5th and 95th percentile (tornado). Results are those of the baseline; the decision is the \
    difference in needs settled between the two options that settle most at the central values. An effect \
    that is no larger than chance is said to be not told from chance. One scenario alone has results and no \
    decision.\n\n\
    Writes sensitivity.csv, sensitivity.json, tornado.csv and tornado.svg; with --sobol also sobol.csv.\n\
    Exit code 2: the request is wrong; 3: stopped early; continue with --resume.";

/// Which parameters are moved, and how often.
#[derive(Clone, Debug, Args)]
pub(crate) struct SensitivityOptions {
    /// File paths or built-in names; the first is the baseline [default: average-pcn,
    /// two-more-physiotherapists and two-more-rooms].
    #[arg(value_name = "SCENARIO")]
    pub(crate) scenarios: Vec<String>,
    /// Screen each parameter singly instead of in groups: a study for a night [default trajectories: 2].
    #[arg(long)]
    pub(crate) single: bool,
    /// The most groups [default: 60].
    #[arg(long, conflicts_with = "single", value_parser = clap::value_parser!(u32).range(1..=MOST_GROUPS as i64), value_name = "N")]
    pub(crate) groups: Option<u32>,
    /// Trajectories: each moves every group once [default: 4].
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=i64::from(MOST_TRAJECTORIES)), value_name = "N")]
    pub(crate) trajectories: Option<u32>,
    /// Replications of the central values [default: 8].
    #[arg(long, value_parser = clap::value_parser!(u32).range(i64::from(LEAST_CENTRAL)..=i64::from(MOST_CENTRAL)), value_name = "N")]
    pub(crate) replications: Option<u32>,
    /// Parameters of the tornado; 0 for none. Twice as many are looked at singly [default: 30].
    #[arg(long, value_parser = clap::value_parser!(u32).range(0..=i64::from(MOST_BARS)), value_name = "N")]
    pub(crate) tornado: Option<u32>,
    /// Blocks of ten points for first and total Sobol' indices of the leading eight parameters: a power of
    /// two, 64 or more to learn something [default: none].
    #[arg(long, value_name = "N")]
    pub(crate) sobol: Option<u32>,
    /// Whose ranges.
    #[command(flatten)]
    pub(crate) believed: BeliefsOptions,
    /// What is simulated, where results go and how they are printed.
    #[command(flatten)]
    pub(crate) study: StudyOptions,
}
