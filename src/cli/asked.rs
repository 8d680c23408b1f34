//! How many draws of the parameters a comparison is asked for.

use crate::cli::exit::WrongRequest;
use clap::ValueEnum;
use pcn_sim::experiment::study::Study;
use pcn_sim::uncertainty::simulator::as_long_again;

/// What becomes of parameters that have a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Parameters {
    /// They keep their values. Intervals are simulation noise only.
    Fixed,
    /// They are drawn from their ranges.
    Drawn,
}

/// How many draws are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    Number(u32),
    /// As many as take as many simulations as the central replications.
    AsLongAgain,
}

impl Asked {
    /// The number for `study`, of so many scenarios.
    pub(crate) fn number(self, study: &Study, scenarios: usize) -> u32 {
        match self {
            Asked::Number(number) => number,
            Asked::AsLongAgain => as_long_again(study.outline(), scenarios),
        }
    }
}

/// Refuses draws that cannot be compared.
pub(crate) fn check(study: &Study, draws: u32, scenarios: usize) -> anyhow::Result<()> {
    if draws == 0 {
        return Ok(());
    }
    let what = if scenarios < 2 {
        "--draws: draws need a baseline and at least one scenario to compare with it; name another \
         scenario"
    } else if study.variants().iter().any(|variant| variant.other_days) {
        "--draws: scenarios that measure different days are not compared draw by draw; state \
         --parameters fixed"
    } else {
        return Ok(());
    };
    Err(WrongRequest(what.to_owned()).into())
}
