//! A few networks that differ as much as all of them do.

use super::data::{Dataset, Practice};
use crate::validation::networks::rows::COLUMNS;
use std::collections::{BTreeMap, BTreeSet};

/// A network of one or two practices says little of what differs between networks.
const LEAST_PRACTICES: usize = 3;

/// What every practice of a chosen network states: all but the codes and the list, which it always has.
fn needed() -> &'static [&'static str] {
    &COLUMNS[3..]
}

/// Keeps `count` networks: from each of the sixteen cells above and below the medians of list, deprivation,
/// calls missed and appointments on the day in turn, the fullest first, the network with the lowest code. The
/// others leave the data without being named as left out.
///
/// # Errors
///
/// If no network of three practices or more states everything.
pub fn choose(data: &mut Dataset, count: usize) -> Result<(), String> {
    let mut networks: BTreeMap<&str, Vec<&Practice>> = BTreeMap::new();
    for practice in &data.practices {
        networks.entry(&practice.network).or_default().push(practice);
    }
    let is_complete =
        |practice: &&Practice| needed().iter().all(|column| practice.values.contains_key(column));
    networks.retain(|_, practices| {
        practices.len() >= LEAST_PRACTICES && practices.iter().all(is_complete)
    });
    if networks.is_empty() {
        let text = format!(
            "--networks: no network of {LEAST_PRACTICES} or more practices states everything; import without it"
        );
        return Err(text);
    }
    let traits: BTreeMap<&str, [f64; 4]> =
        networks.iter().map(|(code, practices)| (*code, traits(practices))).collect();
    let medians: Vec<f64> = (0..4)
        .map(|index| {
            let mut values: Vec<f64> = traits.values().map(|traits| traits[index]).collect();
            values.sort_by(f64::total_cmp);
            values[values.len() / 2]
        })
        .collect();
    let mut cells: BTreeMap<Vec<bool>, Vec<&str>> = BTreeMap::new();
    for (code, traits) in &traits {
        let cell = traits.iter().zip(&medians).map(|(value, median)| value >= median).collect();
        cells.entry(cell).or_default().push(code);
    }
    let mut cells: Vec<Vec<&str>> = cells.into_values().collect();
    cells.sort_by_key(|cell| std::cmp::Reverse(cell.len()));
    let longest = cells.iter().map(Vec::len).max().unwrap_or(0);
    let in_turn =
        (0..longest).flat_map(|index| cells.iter().filter_map(move |cell| cell.get(index)));
    let chosen: BTreeSet<String> = in_turn.take(count).map(|code| (*code).to_owned()).collect();
    let complete = networks.len();
    data.told.push(format!("{} networks chosen of {complete} that state everything", chosen.len()));
    data.practices.retain(|practice| chosen.contains(&practice.network));
    data.months.retain(|month| chosen.contains(&month.network));
    data.staff.retain(|staff| chosen.contains(&staff.network));
    Ok(())
}

/// List, deprivation, calls missed, appointments on the day.
fn traits(practices: &[&Practice]) -> [f64; 4] {
    let of =
        |practice: &Practice, column: &str| practice.values.get(column).copied().unwrap_or(0.0);
    let mean = |column: &str, weight: &str| {
        let weights = practices.iter().map(|practice| {
            let per_patient = if weight.is_empty() { 1.0 } else { of(practice, weight) };
            (of(practice, column), per_patient * practice.list_size)
        });
        let (sum, all) = weights
            .fold((0.0, 0.0), |sum, (value, weight)| (sum.0 + value * weight, sum.1 + weight));
        sum / all
    };
    let has_scores =
        practices.iter().all(|practice| practice.values.contains_key("deprivation_score"));
    // A high score and a low fifth are both deprived.
    let deprivation =
        if has_scores { mean("deprivation_score", "") } else { -mean("deprivation_quintile", "") };
    [
        practices.iter().map(|practice| practice.list_size).sum(),
        deprivation,
        mean("missed_share", "calls_per_1000_month"),
        mean("same_day_share", "appointments_per_1000_month"),
    ]
}
