//! Whether a scenario knows the years that are asked for.

use crate::cli::arguments::Period;
use crate::cli::exit::WrongRequest;
use pcn_sim::scenario::Scenario;
use pcn_sim::simulation::{FOLLOWED_DAYS, Horizon};

/// The bank holidays of a scenario must cover the years that are run.
pub(crate) fn check_horizon(scenario: &Scenario, horizon: Horizon) -> anyhow::Result<()> {
    let calendar = &scenario.network.calendar;
    let first = calendar.date(-(horizon.warm_up_weeks as i32) * 7);
    let last = calendar.date(horizon.weeks as i32 * 7 + FOLLOWED_DAYS);
    let known: Vec<i16> = calendar.bank_holidays.iter().map(|date| date.year()).collect();
    for year in first.year()..=last.year() {
        if !known.is_empty() && !known.contains(&year) {
            let text = format!(
                "scenario {}: the run goes from {first} to {last}, but `calendar.bank_holidays` has \
                 none in {year}; add them, or shorten --weeks or --warm-up-weeks",
                scenario.name
            );
            return Err(WrongRequest(text).into());
        }
    }
    Ok(())
}

/// What was asked for, as the simulation takes it.
pub(crate) const fn horizon(period: Period) -> Horizon {
    Horizon { warm_up_weeks: period.warm_up_weeks, weeks: period.weeks }
}
