//! The options of `init`, with their help texts. No logic.

use clap::Args;
use std::path::PathBuf;

/// What is stated of a network of one's own.
#[derive(Clone, Debug, Args)]
pub(crate) struct InitOptions {
    /// A filled form: a table of one row a practice, as .csv or .xlsx. Without it and without --practice the
    /// command asks.
    #[arg(value_name = "FORM")]
    pub(crate) filled: Option<PathBuf>,
    /// Write an empty form into this file, .csv or .xlsx, and nothing else.
    #[arg(long, value_name = "FILE", conflicts_with = "filled")]
    pub(crate) form: Option<PathBuf>,
    /// A practice: its name, then what is known of it: list, gps, rooms (6+3 for two sites), treatment rooms,
    /// deprivation (1 the most deprived fifth to 5), calls, online forms, and its own staff by role. May be
    /// repeated.
    #[arg(long, value_name = "NAME: LIST=N, …")]
    pub(crate) practice: Vec<String>,
    /// Staff of all practices together, in whole-time equivalents, by any name of the role: "FCP=1, 2.5
    /// pharmacists". If any are stated, roles that are not have nobody. May be repeated.
    #[arg(long, value_name = "ROLE=WTE, …")]
    pub(crate) staff: Vec<String>,
    /// Rooms of all practices together, such as 18 or "18 on 4 sites".
    #[arg(long, value_name = "ROOMS")]
    pub(crate) rooms: Option<String>,
    /// Calls of all practices together, answered or not, with their period: "1300 a week".
    #[arg(long, value_name = "CALLS")]
    pub(crate) calls: Option<String>,
    /// Online forms of all practices together, with their period: "900 a month".
    #[arg(long, value_name = "FORMS")]
    pub(crate) online: Option<String>,
    /// Opening hours, such as 08:00-18:30.
    #[arg(long, value_name = "HOURS")]
    pub(crate) open: Option<String>,
    /// Hours in which online forms can be sent, such as 08:00-18:30.
    #[arg(long, value_name = "HOURS")]
    pub(crate) online_open: Option<String>,
    /// The name of the network.
    #[arg(long, value_name = "TEXT")]
    pub(crate) title: Option<String>,
    /// The scenario from which everything comes that is not stated: a built-in name.
    #[arg(long, default_value = "average-pcn", value_name = "SCENARIO")]
    pub(crate) base: String,
    /// The file of the scenario.
    #[arg(long, default_value = "my-network.toml", value_name = "FILE")]
    pub(crate) output: PathBuf,
    /// Replace an existing file.
    #[arg(long)]
    pub(crate) force: bool,
    /// Take all numbers as they are stated: the questions were looked at.
    #[arg(long)]
    pub(crate) accept: bool,
    /// Print nothing but problems.
    #[arg(long)]
    pub(crate) quiet: bool,
}
