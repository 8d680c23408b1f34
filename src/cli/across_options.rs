//! The options of `compare --networks`, with their help texts. No logic.

use clap::{Args, ValueEnum};
use pcn_sim::across::request::RankBy;
use std::path::PathBuf;

/// On which networks changes are compared, and how networks are ranked.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct AcrossOptions {
    /// Compare every change on every network, each against the same network without it: one table with
    /// rank, spread and who gains. All scenarios named are then changes. FILE is one of: a scenario, or several
    /// (repeat the option); a folder of scenarios (*.toml); a table with a column `scenario` (paths from
    /// the table's folder, or built-in names) and perhaps `network`; the practices.csv that `import` wrote, or
    /// any table of one row a practice as `validate --networks` reads it, or the folder of an import. The
    /// header decides which it is, not the name of the file.
    #[arg(
        long, value_name = "FILE",
        conflicts_with_all = ["no_room_sensitivity", "unlike", "scale_to", "draws", "beliefs", "event_log", "precision",
                              "max_replications", "measure"]
    )]
    pub(crate) networks: Vec<PathBuf>,
    /// With a table of one row a practice: the scenario that says all else of each network, its staff and rooms
    /// in proportion to the list [default: average-pcn].
    #[arg(long, requires = "networks", value_name = "SCENARIO")]
    pub(crate) base: Option<String>,
    /// With --networks: the measure by which networks are ranked [default: needs-settled]. `describe
    /// measures` lists all measures.
    #[arg(long, value_name = "MEASURE")]
    pub(crate) by: Option<String>,
    /// With --networks: rank them by the gain of the whole network, or for each 1,000 patients [default:
    /// total].
    #[arg(long, value_enum, value_name = "WHAT")]
    pub(crate) rank_by: Option<RankByAsked>,
}

/// What ranks networks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum RankByAsked {
    /// The gain of the whole network: where a change brings most.
    Total,
    /// The gain for each 1,000 patients: where it brings most for the size of the network.
    #[value(name = "per-1000")]
    Per1000,
}

impl RankByAsked {
    pub(crate) const fn of(self) -> RankBy {
        match self {
            RankByAsked::Total => RankBy::Total,
            RankByAsked::Per1000 => RankBy::Per1000,
        }
    }
}
