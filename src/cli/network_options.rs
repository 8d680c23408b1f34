//! The options of `network`, with their help texts. No logic.

use super::options::{ChanceOptions, OutputOptions, ResumeOptions};
use super::values::shard;
use clap::Args;
use std::path::PathBuf;

/// Examples and files.
pub(super) const HELP: &str = "Examples:\n  pcn-sim network U12345 --data downloads\n  pcn-sim network --all --data data \
    --output networks\n  pcn-sim run output/run-001/U12345.toml\n\n\
    The data are a folder of publications as NHS England publishes them, or the tables that `pcn-sim import` wrote. \
    Writes for each network a scenario, U12345.toml, in which every fitted value has its range, and a page, \
    U12345.html, which begins with what the fit was not shown; and networks.csv, figures.csv and levels.csv for \
    all.\n\
    Many networks can be divided: --shard 1/4 to 4/4 into four folders, then --shard is left out and --with names \
    the four.\n\
    Exit code 2: the data or a code cannot be used, and why. Exit code 3: it was stopped; continue with --resume.";

/// Which networks to fit.
#[derive(Clone, Debug, Args)]
pub(crate) struct NetworkOptions {
    /// Codes of networks, as published: U and five digits.
    #[arg(value_name = "CODE", required_unless_present_any = ["all", "resume", "jacobian"])]
    pub(crate) codes: Vec<String>,
    /// Every network of the data.
    #[arg(long, conflicts_with = "codes")]
    pub(crate) all: bool,
    /// The folder of the data: publications as downloaded, or tables that an import wrote.
    #[arg(long, required_unless_present = "resume", value_name = "FOLDER")]
    pub(crate) data: Option<PathBuf>,
    /// Keep values far outside those of England's practices, which are otherwise left out.
    #[arg(long)]
    pub(crate) accept: bool,
    /// Draws from what the published figures leave open, to see what changes gain; 0 leaves this out
    /// [default: 40 for the networks that are named, 0 with --all].
    #[arg(long, value_parser = clap::value_parser!(u32).range(0..=1000), value_name = "N")]
    pub(crate) draws: Option<u32>,
    /// Seed and threads.
    #[command(flatten)]
    pub(crate) chance: ChanceOptions,
    /// Fit only one part of the networks, such as 2/5 for the second of five.
    #[arg(long, value_parser = shard, value_name = "PART/PARTS")]
    pub(crate) shard: Option<(u32, u32)>,
    /// Take networks that were fitted in this folder, a part of the same study. The option is repeated.
    #[arg(long, value_name = "FOLDER")]
    pub(crate) with: Vec<PathBuf>,
    /// Where results go.
    #[command(flatten)]
    pub(crate) output: OutputOptions,
    /// How to continue a stopped run.
    #[command(flatten)]
    pub(crate) resume: ResumeOptions,
    /// Print only errors.
    #[arg(long)]
    pub(crate) quiet: bool,
    /// Make the stored table of the average network again and write it to this file.
    #[arg(long, hide = true, value_name = "FILE")]
    pub(crate) jacobian: Option<PathBuf>,
}
