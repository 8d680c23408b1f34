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
    /// The same, and none where draws are not possible.
    IfPossible,
}

impl Asked {
    /// The number for `study`, of so many scenarios.
    pub(crate) fn number(self, study: &Study, scenarios: usize) -> u32 {
        match self {
            Asked::Number(number) => number,
            Asked::IfPossible if why_not(study, scenarios).is_some() => 0,
            Asked::AsLongAgain | Asked::IfPossible => as_long_again(study.outline(), scenarios),
        }
    }
}

/// Why the parameters of a study cannot be drawn, if they cannot.
fn why_not(study: &Study, scenarios: usize) -> Option<&'static str> {
    if scenarios < 2 {
        Some(
            "--draws: draws need a baseline and at least one scenario to compare with it; name another \
             scenario",
        )
    } else if study.variants().iter().any(|variant| variant.other_days) {
        Some(
            "--draws: scenarios that measure different days are not compared draw by draw; state \
             --parameters fixed",
        )
    } else {
        None
    }
}

/// Refuses draws that cannot be compared.
pub(crate) fn check(study: &Study, draws: u32, scenarios: usize) -> anyhow::Result<()> {
    match why_not(study, scenarios).filter(|_| draws > 0) {
        Some(why) => Err(WrongRequest(why.to_owned()).into()),
        None => Ok(()),
    }
}
