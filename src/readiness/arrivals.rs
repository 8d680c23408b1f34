//! What the scenario states of arrivals, by arithmetic from its rates alone.

use super::HORIZON;
use crate::model::CareSystem;
use crate::model::dated::ListDates;
use crate::model::demand::{
    BANDS, CHANNEL, CHANNELS, Channel, DAY_BANDS, DAY_FACTOR_LIMIT, WeekShape,
};
use crate::statistics::distributions::normal_share_below;
use crate::units::YEAR_DAYS;

/// Arrivals expected in the measured weeks.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Expected {
    /// Requests by channel, latent ones excluded.
    pub(super) by_channel: [f64; CHANNELS],
    /// Calls about something else.
    pub(super) other_calls: f64,
    /// First calls about requests, by hour of the day.
    pub(super) request_calls_by_hour: [f64; 24],
    /// Calls about something else, by hour of the day.
    pub(super) other_calls_by_hour: [f64; 24],
}

/// What changes during a run how many ask, so that the rates alone do not say it; empty if nothing does.
pub(super) fn moved_by(system: &CareSystem) -> Vec<&'static str> {
    let recall = system.recall.as_ref().is_some_and(|recall| recall.requests_while_overdue > 1.0);
    let lists = system.practices.iter().any(|practice| practice.list != ListDates::default());
    [
        (recall, "people overdue for recall ask more often"),
        (lists, "lists of patients change by date"),
        (!system.cohorts.is_empty(), "members of a cohort ask at their own rates"),
    ]
    .into_iter()
    .filter_map(|(is_so, words)| is_so.then_some(words))
    .collect()
}

/// The arrivals that the rates of `system` state for the measured weeks.
pub(super) fn expected(system: &CareSystem) -> Expected {
    let demand = &system.demand;
    let mut found = Expected {
        by_channel: [0.0; CHANNELS],
        other_calls: 0.0,
        request_calls_by_hour: [0.0; 24],
        other_calls_by_hour: [0.0; 24],
    };
    let usual = mean_of_days(demand.day_variation) / YEAR_DAYS;
    for day in 0..HORIZON.weeks as i32 * 7 {
        let about = system.calendar.day(day);
        let of_month = system
            .months
            .as_ref()
            .map_or(1.0, |months| months.requests_in(about.month, &system.needs));
        for practice in &system.practices {
            let people = practice.list_size
                * practice.need_multiplier
                * demand.month_index[about.month]
                * usual;
            for channel in CHANNEL {
                let shape = &demand.shape[channel as usize];
                let share = practice.contacts.of(channel) * weekday(shape, about.demand_weekday);
                let requests = people
                    * share
                    * of_month
                    * system.needs_per_patient_year()
                    * demand.channel_share[channel as usize];
                found.by_channel[channel as usize] += requests;
                if channel == Channel::Telephone {
                    let others = people * share * demand.other_calls_per_patient_year;
                    found.other_calls += others;
                    for hour in 0..24 {
                        let part = share_of_hour(shape, about.demand_weekday, hour);
                        found.request_calls_by_hour[hour] += requests * part;
                        found.other_calls_by_hour[hour] += others * part;
                    }
                }
            }
        }
    }
    found
}

/// A weekday's contacts relative to those of a mean day [-].
fn weekday(shape: &WeekShape, weekday: usize) -> f64 {
    shape.weekday_share[weekday] * 7.0
}

/// The share of a day's contacts that come within an hour. Contacts are spread evenly over each band.
fn share_of_hour(shape: &WeekShape, weekday: usize, hour: usize) -> f64 {
    let (from, to) = (hour as f64 * 60.0, hour as f64 * 60.0 + 60.0);
    let cumulative = &shape.band_cumulative[weekday];
    // Bands are weights: their last sum is the whole.
    let all = cumulative[BANDS - 1];
    if all <= 0.0 {
        return 0.0;
    }
    let within = |band: usize| {
        let (start, end) = (DAY_BANDS[band], DAY_BANDS[band + 1]);
        let before = if band == 0 { 0.0 } else { cumulative[band - 1] };
        let overlap = (to.min(end) - from.max(start)).max(0.0);
        (cumulative[band] - before) / all * overlap / (end - start)
    };
    (0..BANDS).map(within).sum()
}

/// The mean of the factor by which a practice's days differ: lognormal with mean one, cut off at its limit.
fn mean_of_days(variation: f64) -> f64 {
    if variation <= 0.0 {
        return 1.0;
    }
    let sigma = libm::sqrt(libm::log(1.0 + variation * variation));
    let at = (libm::log(DAY_FACTOR_LIMIT) + sigma * sigma / 2.0) / sigma;
    normal_share_below(at - sigma) + DAY_FACTOR_LIMIT * (1.0 - normal_share_below(at))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::samplers::LogNormal;
    use crate::scenario::{FileSystem, embedded::BASELINE, load};

    #[test]
    fn the_cut_off_mean_is_that_of_the_quantiles() {
        for variation in [0.05, 0.2, 0.5] {
            let days = LogNormal::from_mean_sd(1.0, variation);
            let chances = (0..20_000).map(|number| (f64::from(number) + 0.5) / 20_000.0);
            let sum: f64 = chances.map(|chance| days.quantile(chance).min(DAY_FACTOR_LIMIT)).sum();
            let found = mean_of_days(variation);
            assert!((found - sum / 20_000.0).abs() < 1e-4, "{variation}: {found}");
        }
        assert_eq!(mean_of_days(0.0), 1.0);
    }

    #[test]
    fn hours_add_up_to_the_day_and_follow_the_rates() {
        let mut system = load(BASELINE, &FileSystem).expect("it is built in").system;
        let before = expected(&system);
        let hours: f64 = before.request_calls_by_hour.iter().sum();
        let by_telephone = before.by_channel[Channel::Telephone as usize];
        assert!((hours - by_telephone).abs() < 1e-6 * by_telephone);
        let hours: f64 = before.other_calls_by_hour.iter().sum();
        assert!((hours - before.other_calls).abs() < 1e-6 * before.other_calls);
        system.demand.requests_per_patient_year *= 2.0;
        let twice = expected(&system);
        assert!((twice.by_channel[1] / before.by_channel[1] - 2.0).abs() < 1e-9);
        assert_eq!(twice.other_calls, before.other_calls);
        assert!(moved_by(&system).is_empty(), "its rates are all that decides");
    }
}
