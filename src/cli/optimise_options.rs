//! The options of `optimise`, with their help texts. No logic.

use super::beliefs::BeliefsOptions;
use super::options::StudyOptions;
use super::values::rooms;
use clap::Args;
use pcn_sim::experiment::study::MOST_REPLICATIONS;
use pcn_sim::optimisation::course::{LEAST_BUDGET, MOST_BUDGET};

/// Examples and files.
pub(super) const HELP: &str = "Examples:\n  pcn-sim optimise average-pcn\n  pcn-sim optimise average-pcn --roles \
    paramedic,clinical-pharmacist,care-coordinator --rooms 0..4\n  pcn-sim optimise my-network.toml --goal \
    \"needs-settled:1,requests-unmet:-0.5\" --sum 900000\n  pcn-sim optimise average-pcn --goal \
    requests-not-met --budget 800 --draws 0\n\n\
    A team is a number of whole-time equivalents for each role, in steps of 0.2. It must be within the sum \
    that the scheme reimburses and its caps, and those who need a supervisor must have one with enough \
    hours. A search with common random numbers (R-SPLINE, with a surface fitted to all results) visits some \
    of the possible teams. The best of them are compared with each other on new replications until they are \
    clearly worse than another (Kim and Nelson). Those that are left are simulated afresh: the value that is \
    reported is not the one by which a team was chosen.\n\n\
    Writes optimise.csv and optimise.json (the finalists), teams.csv (every team visited), pareto.csv and pareto.svg (teams \
    that no other beats in needs settled, ED attendances, cost and requests not met).\n\
    Exit code 2: the request is wrong; 3: stopped early; continue with --resume.";

/// Which team to look for.
#[derive(Clone, Debug, Args)]
pub(crate) struct OptimiseOptions {
    /// A file path or a built-in name [default: average-pcn].
    #[arg(value_name = "SCENARIO")]
    pub(crate) scenario: Option<String>,
    /// What the team is to achieve: needs-settled, requests-not-met, cost-per-need, any measure of which
    /// more or less is better, or a list of weights such as "needs-settled:1,requests-unmet:-0.5,cost:-0.01",
    /// whose sum is maximised [default: needs-settled].
    #[arg(long, value_name = "GOAL")]
    pub(crate) goal: Option<String>,
    /// The roles that are varied, by their keys [default: all that the scheme reimburses and practices do
    /// not employ].
    #[arg(long, value_delimiter = ',', value_name = "ROLE,...")]
    pub(crate) roles: Vec<String>,
    /// Whole-time equivalents of a step [default: 0.2].
    #[arg(long, value_name = "WTE")]
    pub(crate) step: Option<f64>,
    /// The most whole-time equivalents of a role for which the scheme has no cap [default: 10].
    #[arg(long, value_name = "WTE")]
    pub(crate) max: Option<f64>,
    /// The sum that claims may reach, in pounds a year [default: that of the scheme].
    #[arg(long, value_name = "POUNDS")]
    pub(crate) sum: Option<f64>,
    /// Consulting rooms that may be added, such as 0..4. Their capital and running costs are part of the
    /// cost, not of the sum [default: none].
    #[arg(long, value_parser = rooms, value_name = "FEWEST..MOST")]
    pub(crate) rooms: Option<(u32, u32)>,
    /// The capital cost of a room, in pounds [default: as the scenario's first estate project, or 75000].
    #[arg(long, value_name = "POUNDS")]
    pub(crate) room_capital: Option<f64>,
    /// The smallest difference in the goal that matters, a year [default: a 2,000th of the goal's size].
    #[arg(long, value_name = "AMOUNT")]
    pub(crate) indifference: Option<f64>,
    /// Replications of all teams in all stages, at most [default: 2000].
    #[arg(long, value_parser = clap::value_parser!(u32).range(i64::from(LEAST_BUDGET)..=i64::from(MOST_BUDGET)), value_name = "N")]
    pub(crate) budget: Option<u32>,
    /// Draws of the parameters with which the finalists are compared, for "best in x% of draws"; 0 for none
    /// [default: up to 40, as a fifth of the budget allows].
    #[arg(long, value_parser = clap::value_parser!(u32).range(0..=i64::from(MOST_REPLICATIONS)), value_name = "N")]
    pub(crate) draws: Option<u32>,
    /// Whose ranges.
    #[command(flatten)]
    pub(crate) believed: BeliefsOptions,
    /// What is simulated, where results go and how they are printed.
    #[command(flatten)]
    pub(crate) study: StudyOptions,
}
