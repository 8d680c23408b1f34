//! What one standard deviation of each prior does to each figure of the average network: made by paired years
//! and stored, so that the fit of a network begins with it.

use super::figures::{ALL, FIGURES, Months, Tolerance, Values, planned_share};
use super::fit::{HORIZON, Jacobian, World, year};
use super::prior::PRIORS;
use crate::model::CareSystem;
use crate::model::levels::Level;
use crate::simulation::chances::Addressed;
use crate::simulation::observer::Silent;
use crate::simulation::simulate;
use std::fmt::Write;

/// The stored table.
pub const STORED: &str = include_str!("../../scenarios/emulators/networks.csv");

/// The step on either side \[standard deviations\].
const STEP: f64 = 0.5;

/// Pairs of years, whose differences are averaged.
const PAIRS: u64 = 2;

/// The months of the year, January being 0, between which the season of the average network is stored: the last
/// quarter, and January and February.
pub const SEASON: [&[usize]; 2] = [&[9, 10, 11], &[0, 1]];

/// What is known of the average network before any network is fitted.
#[derive(Clone, Debug, PartialEq)]
pub struct Stored {
    /// Under care navigation, and under total triage.
    pub jacobians: [Jacobian; 2],
    /// The share of planned care \[-\].
    pub usual_planned: f64,
    /// The simulated change of each figure from the last quarter to January and February: of rates relative,
    /// of shares absolute \[-\].
    pub season: Values,
}

/// The words for the two policies.
const POLICIES: [&str; 2] = ["care-navigation", "total-triage"];

impl Stored {
    /// What is built into the program.
    ///
    /// # Panics
    ///
    /// Never: a test reads it.
    pub fn built_in() -> Stored {
        Stored::of_csv(STORED).expect("the built-in table can be read")
    }

    /// Makes it again: `systems` are the average network under care navigation and under total triage. `None` if
    /// a year cannot be simulated.
    pub fn made(systems: [&CareSystem; 2], world: &World<'_>) -> Option<Stored> {
        let record = simulate(systems[0], HORIZON, &Addressed::new(1, 0), &mut Silent).ok()?;
        let usual_planned = planned_share(&record)?;
        let world = World { usual_planned, ..world.clone() };
        let [one, two] = systems.map(|system| jacobian(system, &world));
        let months = SEASON.map(|months| Months { calls: months.into(), forms: months.into() });
        let [before, after] =
            months.map(|months| super::figures::simulated(&record, &months, usual_planned));
        let mut season = [None; FIGURES];
        for (index, figure) in ALL.iter().enumerate() {
            season[index] = change(figure.tolerance, before[index], after[index]);
        }
        Some(Stored { jacobians: [one?, two?], usual_planned, season })
    }

    /// As comma-separated values: a row for each policy and figure, a column for each level.
    pub fn to_csv(&self) -> String {
        let mut out = String::from("policy,figure,season");
        for (_, key, _) in Level::ALL {
            let _ = write!(out, ",{key}");
        }
        for (policy, jacobian) in POLICIES.iter().zip(&self.jacobians) {
            for ((figure, row), season) in ALL.iter().zip(jacobian).zip(&self.season) {
                let season = season.map_or(String::new(), |change| format!("{change:.5e}"));
                let _ = write!(out, "\n{policy},{},{season}", figure.key);
                for value in row {
                    let _ = write!(out, ",{value:.5e}");
                }
            }
        }
        let _ = writeln!(out, "\naverage,planned,{:.6}", self.usual_planned);
        out
    }

    /// What `text` holds, as [`Stored::to_csv`] writes it; `None` if it is another table.
    pub fn of_csv(text: &str) -> Option<Stored> {
        let mut lines = text.lines();
        let keys: Vec<&str> = lines.next()?.split(',').skip(3).collect();
        if keys != Level::ALL.map(|(_, key, _)| key) {
            return None;
        }
        let mut season = [None; FIGURES];
        let mut jacobians = [Vec::new(), Vec::new()];
        for (policy, jacobian) in POLICIES.iter().zip(&mut jacobians) {
            for (figure, season) in ALL.iter().zip(&mut season) {
                let cells: Vec<&str> = lines.next()?.split(',').collect();
                if cells.len() != keys.len() + 3 || cells[..2] != [*policy, figure.key] {
                    return None;
                }
                *season = cells[2].parse().ok();
                let row: Option<Vec<f64>> =
                    cells[3..].iter().map(|cell| cell.parse().ok()).collect();
                jacobian.push(row?);
            }
        }
        let usual_planned = lines.next()?.strip_prefix("average,planned,")?.parse().ok()?;
        Some(Stored { jacobians, usual_planned, season })
    }
}

/// The change of a figure: of rates relative, of shares absolute.
pub fn change(tolerance: Tolerance, before: Option<f64>, after: Option<f64>) -> Option<f64> {
    let (before, after) = (before?, after?);
    match tolerance {
        Tolerance::Part(..) => (before > 0.0).then(|| after / before - 1.0),
        Tolerance::Share(_) => Some(after - before),
    }
}

/// The Jacobian of `system` around the means of the priors.
fn jacobian(system: &CareSystem, world: &World<'_>) -> Option<Jacobian> {
    let mut jacobian = vec![vec![0.0; PRIORS.len()]; FIGURES];
    for index in 0..PRIORS.len() {
        for seed in 1..=PAIRS {
            let at = |by: f64| {
                let mut deviations = vec![0.0; PRIORS.len()];
                deviations[index] = by;
                year(system, &deviations, (world, &world.periods.months()), seed)
                    .map(|values| values[0])
            };
            let (high, low) = (at(STEP)?, at(-STEP)?);
            for (row, (high, low)) in jacobian.iter_mut().zip(high.iter().zip(&low)) {
                let difference = high.unwrap_or(0.0) - low.unwrap_or(0.0);
                row[index] += difference / (2.0 * STEP * PAIRS as f64);
            }
        }
    }
    Some(jacobian)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_read_as_it_is_written() {
        let stored = Stored::built_in();
        assert_eq!(Stored::of_csv(&stored.to_csv()), Some(stored.clone()));
        assert_eq!(Stored::of_csv("figure,requests\n"), None);
        assert_eq!(stored.jacobians.each_ref().map(Vec::len), [FIGURES; 2]);
    }

    #[test]
    fn more_requests_are_more_calls_and_fewer_handlers_are_longer_waits() {
        let [navigation, total] = Stored::built_in().jacobians;
        let column = |level: Level| level as usize;
        let row = |key: &str| ALL.iter().position(|figure| figure.key == key).expect("a figure");
        for jacobian in [&navigation, &total] {
            assert!(jacobian[row("calls_per_1000_day")][column(Level::Requests)] > 0.0);
            assert!(jacobian[row("within_1_min_share")][column(Level::Handlers)] > 0.0);
            assert!(jacobian[row("same_day_share")][column(Level::KeptForToday)] > 0.0);
            assert!(jacobian[row("over_14_days_share")][column(Level::PlannedLead)] > 0.0);
            assert!(jacobian[row("not_attended_share")][column(Level::NotAttended)] > 0.0);
        }
        assert!(navigation[row("triage_share")][column(Level::Triaged)] > 0.0);
        assert!(total[row("triage_share")][column(Level::Triaged)].abs() < 1e-9);
    }
}
