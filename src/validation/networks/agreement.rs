//! The agreement of simulated with observed values over all networks.

use crate::experiment::results::{Results, ScenarioResults};
use crate::statistics::interval::{CONFIDENCE, mean};
use crate::statistics::rank::{spearman, spearman_interval};
use crate::units::YEAR_DAYS;
use crate::validation::networks::rows::{NetworkRows, Networks};

/// A quantity that differs between networks and is compared.
#[derive(Clone, Copy)]
pub struct Outcome {
    /// Its title.
    pub title: &'static str,
    /// A short form of its title.
    pub short: &'static str,
    /// Its name in the columns of tables for other programs.
    pub key: &'static str,
    observed: fn(&NetworkRows) -> Option<f64>,
    simulated: fn(&ScenarioResults) -> Option<f64>,
}

/// The outcomes. None of them is an input of the model.
pub const OUTCOMES: [Outcome; 3] = [
    Outcome {
        title: "Calls missed, of all incoming calls",
        short: "missed",
        key: "missed_share",
        observed: |rows| rows.share(|row| row.missed_share, |row| row.calls),
        simulated: |found| level(found, "calls_missed_share"),
    },
    Outcome {
        title: "Appointments booked for the same day",
        short: "same day",
        key: "same_day_share",
        observed: |rows| rows.share(|row| row.same_day_share, |row| row.appointments),
        simulated: |found| level(found, "same_day_share"),
    },
    Outcome {
        title: "Appointments booked more than 14 days ahead",
        short: "over 14 d",
        key: "over_14_days_share",
        observed: |rows| rows.share(|row| row.over_14_days_share, |row| row.appointments),
        simulated: |found| level(found, "within_14_days_share").map(|within| 1.0 - within),
    },
];

/// The mean of a measure over the replications.
fn level(found: &ScenarioResults, measure: &str) -> Option<f64> {
    found.measure(measure)?.interval().map(|interval| interval.mean)
}

/// Calls and forms per 1,000 patients and month, which are inputs of the model.
fn inputs(rows: &NetworkRows, found: &ScenarioResults) -> [Pair; 2] {
    let pair = |observed, measure| Pair { observed, simulated: level(found, measure) };
    [
        pair(rows.rate(|row| row.calls), "calls_per_1000_month"),
        pair(rows.rate(|row| row.online), "online_submissions_per_1000_month"),
    ]
}

/// Observed over simulated calls and forms, for [`super::build::fit`].
pub fn observed_over_simulated(rows: &NetworkRows, found: &ScenarioResults) -> [Option<f64>; 2] {
    inputs(rows, found).map(|pair| {
        let (observed, simulated) = pair.both()?;
        (observed > 0.0 && simulated > 0.0).then(|| observed / simulated)
    })
}

/// An observed and a simulated value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pair {
    /// The observed value; `None` if it is not stated.
    pub observed: Option<f64>,
    /// The simulated value, the mean over the replications; `None` if it is undefined.
    pub simulated: Option<f64>,
}

impl Pair {
    /// Both values, if both are known.
    pub fn both(self) -> Option<(f64, f64)> {
        Some((self.observed?, self.simulated?))
    }
}

/// A network, with its observed and simulated values.
#[derive(Clone, Debug, PartialEq)]
pub struct Held {
    /// Its code.
    pub network: String,
    /// The number of its practices.
    pub practices: usize,
    /// The number of its patients.
    pub patients: f64,
    /// Calls and forms per 1,000 patients and month.
    pub inputs: [Pair; 2],
    /// Whether calls and forms could be fitted. Other networks are no test of the model.
    pub is_fitted: bool,
    /// The [`OUTCOMES`].
    pub outcomes: [Pair; 3],
}

/// How well an outcome is predicted, over all networks where it was observed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Agreement {
    /// The number of networks.
    pub networks: usize,
    /// Spearman's rank correlation; `None` for fewer than three networks, or if one of the two does
    /// not vary.
    pub correlation: Option<f64>,
    /// Its 95% interval.
    pub interval: Option<(f64, f64)>,
    /// Mean absolute error, simulated against observed.
    pub error: f64,
    /// The mean absolute error of predicting the observed mean for every network.
    pub error_of_mean: f64,
    /// The mean of simulated minus observed values: the systematic part of the error.
    pub bias: f64,
    /// Standard deviations over the networks, observed and simulated; zero for a single network.
    pub spread: [f64; 2],
}

/// All networks and their agreement.
#[derive(Clone, Debug, PartialEq)]
pub struct Between {
    /// The networks, in the order of the file.
    pub networks: Vec<Held>,
    /// For each outcome; `None` if it was observed in no network.
    pub agreements: [Option<Agreement>; 3],
}

/// Calls and forms may be so far from those observed \[share\]: fitting takes three rounds. An assumption: four
/// times the usual distance.
const NEAR: f64 = 0.2;

/// Weeks of a month.
const WEEKS_A_MONTH: f64 = YEAR_DAYS / 12.0 / 7.0;

/// Whether calls and forms came near those observed, chance apart: three standard errors of their number in
/// `exposure`, thousands of patient-months.
fn is_fitted(inputs: &[Pair; 2], exposure: f64) -> bool {
    inputs.iter().all(|pair| match pair.both() {
        Some((observed, simulated)) if observed > 0.0 => {
            (simulated / observed - 1.0).abs() <= NEAR + 3.0 / (observed * exposure).sqrt()
        }
        _ => true,
    })
}

/// Compares `results`, one scenario a network in the order of the file, with `networks`.
pub fn hold(networks: &Networks, results: &Results) -> Between {
    let months = f64::from(results.weeks) / WEEKS_A_MONTH * f64::from(results.replications);
    let held: Vec<Held> = (networks.networks.iter().zip(&results.scenarios))
        .map(|(rows, found)| {
            let inputs = inputs(rows, found);
            let exposure = rows.patients() / 1000.0 * months;
            Held {
                network: rows.network.clone(),
                practices: rows.practices.len(),
                patients: rows.patients(),
                inputs,
                is_fitted: is_fitted(&inputs, exposure),
                outcomes: OUTCOMES.map(|outcome| Pair {
                    observed: (outcome.observed)(rows),
                    simulated: (outcome.simulated)(found),
                }),
            }
        })
        .collect();
    let agreements = std::array::from_fn(|outcome| {
        let fitted = held.iter().filter(|held| held.is_fitted);
        let pairs = fitted.filter_map(|held| held.outcomes[outcome].both());
        agreement(&pairs.collect::<Vec<_>>())
    });
    Between { networks: held, agreements }
}

/// The agreement of `pairs` of observed and simulated values.
fn agreement(pairs: &[(f64, f64)]) -> Option<Agreement> {
    if pairs.is_empty() {
        return None;
    }
    let (observed, simulated): (Vec<f64>, Vec<f64>) = pairs.iter().copied().unzip();
    let average = mean(&observed);
    let mean_of = |error: fn(f64, f64) -> f64, of: &[f64]| -> f64 {
        let errors: Vec<f64> =
            of.iter().zip(&observed).map(|(of, seen)| error(*of, *seen)).collect();
        mean(&errors)
    };
    let absolute: fn(f64, f64) -> f64 = |of, seen| (of - seen).abs();
    let spread = |values: &[f64]| {
        if values.len() < 2 { 0.0 } else { crate::statistics::interval::variance(values).sqrt() }
    };
    let correlation = spearman(&observed, &simulated);
    Some(Agreement {
        networks: pairs.len(),
        correlation,
        interval: correlation.and_then(|r| spearman_interval(r, pairs.len(), CONFIDENCE)),
        error: mean_of(absolute, &simulated),
        error_of_mean: mean_of(absolute, &vec![average; pairs.len()]),
        bias: mean_of(|of, seen| of - seen, &simulated),
        spread: [spread(&observed), spread(&simulated)],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_agreement_is_that_worked_by_hand() {
        // Observed 1, 2, 3, 6 with mean 3: constant error (2 + 1 + 0 + 3) / 4 = 1.5; simulated 2, 2.5,
        // 2, 5: errors 1, 0.5, -1, -1.
        let pairs = [(1.0, 2.0), (2.0, 2.5), (3.0, 2.0), (6.0, 5.0)];
        let found = agreement(&pairs).expect("four pairs");
        assert_eq!((found.error_of_mean, found.error, found.bias), (1.5, 0.875, -0.125));
        // Ranks 1, 2, 3, 4 against 1.5, 3, 1.5, 4: products 1.5 + (-0.25) + (-0.5) + 2.25 = 3; squares
        // 5 and 4.5; 3 / √22.5 = 0.632456.
        assert!(found.correlation.is_some_and(|r| (r - 0.632_456).abs() < 1e-6));
        assert!(found.interval.is_some_and(|(low, high)| low < 0.0 && high > 0.9));
    }

    #[test]
    fn a_network_is_fitted_if_calls_and_forms_come_near_chance_apart() {
        let of = |simulated| {
            let pair = |observed, simulated| Pair { observed, simulated };
            [pair(Some(500.0), Some(simulated)), pair(None, Some(80.0))]
        };
        // 50,000 calls: 20% and 3 / √50,000 = 1.3%.
        assert!(is_fitted(&of(605.0), 100.0) && is_fitted(&of(395.0), 100.0));
        assert!(!is_fitted(&of(610.0), 100.0) && !is_fitted(&of(390.0), 100.0));
        // 100 calls: 20% and 30%.
        assert!(is_fitted(&of(745.0), 0.2) && !is_fitted(&of(755.0), 0.2));
    }

    #[test]
    fn few_networks_have_errors_and_no_correlation() {
        let found = agreement(&[(0.1, 0.3)]).expect("one pair");
        assert_eq!((found.correlation, found.interval, found.networks), (None, None, 1));
        assert!((found.error - 0.2).abs() < 1e-12 && found.error_of_mean == 0.0);
        assert_eq!(agreement(&[]), None);
    }
}
