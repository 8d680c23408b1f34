//! What `trace` can be asked.

use crate::cli::options::usual;
use clap::Args;
use pcn_sim::experiment::study::{MOST_WARM_UP_WEEKS, MOST_WEEKS};

/// What to trace.
#[derive(Clone, Debug, Args)]
pub(crate) struct TraceOptions {
    /// A file path or a built-in name.
    #[arg(value_name = "SCENARIO")]
    pub(crate) scenario: String,
    /// Show only this patient, by the name that the trace prints.
    #[arg(long, value_name = "NAME")]
    pub(crate) patient: Option<String>,
    /// Show only this patient's searches of the appointment book: what was searched for, what was
    /// found, and what blocked it.
    #[arg(long, conflicts_with = "patient", value_name = "NAME")]
    pub(crate) why: Option<String>,
    /// Print one week of one practice as its manager would see it: calls by half hour, clinics, rooms, what is
    /// left over. With --weeks N, the Nth week that begins on a Monday.
    #[arg(long, conflicts_with_all = ["patient", "why"])]
    pub(crate) week_sheet: bool,
    /// The practice of the week sheet [default: the first].
    #[arg(long, requires = "week_sheet", value_name = "NAME")]
    pub(crate) practice: Option<String>,
    /// The same sheet without figures, as a form for a real week.
    #[arg(long, requires = "week_sheet")]
    pub(crate) blank: bool,
    /// The sheet as comma-separated text.
    #[arg(long, requires = "week_sheet")]
    pub(crate) csv: bool,
    /// Seed of the random numbers.
    #[arg(long, default_value_t = usual::SEED, value_name = "N")]
    pub(crate) seed: u64,
    /// Number of the replication, counted from 1.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..), value_name = "N")]
    pub(crate) replication: u32,
    /// Number of measured weeks.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=i64::from(MOST_WEEKS)), value_name = "N")]
    pub(crate) weeks: u32,
    /// Number of weeks before measurement; they are not shown.
    #[arg(long, default_value_t = usual::WARM_UP_WEEKS, value_parser = clap::value_parser!(u32).range(0..=i64::from(MOST_WARM_UP_WEEKS)), value_name = "N")]
    pub(crate) warm_up_weeks: u32,
}
