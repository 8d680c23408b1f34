//! How far the simulated log is from the real one, against how far two halves of the real one are from each other.

use crate::engine::streams::Streams;
use crate::exports::found::FEWEST;
use crate::logs::seen::{HOURS, Quantity, Weeks};
use crate::statistics::order::quantile;
use crate::statistics::purpose::{HALVES, THINNED};
use crate::statistics::transport::{on_circle, on_line};
use std::collections::BTreeMap;

/// How often the log is split.
pub const SPLITS: u32 = 200;

/// The fewest weeks that can be split: two halves of two weeks.
pub const FEWEST_WEEKS: usize = 4;

/// Weeks below which halves differ by chance in which weeks they hold.
const FEW_WEEKS: usize = 8;

/// The distance of a quantity.
#[derive(Clone, Debug, PartialEq)]
pub struct Distance {
    /// Of what.
    pub quantity: Quantity,
    /// Whole weeks of the real log.
    pub weeks: usize,
    /// Rows of the real log.
    pub n: u64,
    /// Rows of the simulated log.
    pub simulated: u64,
    /// Between half of the real log and as many rows of the simulated one, on average over all splits, in the unit.
    pub apart: f64,
    /// Between two halves of the real log, on average over all splits, in the unit.
    pub halves: f64,
    /// 95% of splits have halves no further apart than that.
    pub most: f64,
    /// The mean of the real log, if it is not round.
    pub mean: Option<f64>,
    /// The mean of the simulated log, if it is not round.
    pub simulated_mean: Option<f64>,
}

impl Distance {
    /// Whether the simulated log is no further from the real one than two halves of the real one may be.
    pub fn is_within(&self) -> bool {
        self.apart <= self.most
    }

    /// How many times as far as two halves; `None` if halves are alike to the last row.
    pub fn ratio(&self) -> Option<f64> {
        (self.halves > 0.0).then(|| self.apart / self.halves)
    }

    /// A sentence about it.
    pub fn told(&self) -> String {
        let unit = self.quantity.unit();
        let name = self.quantity.name();
        let name = name[..1].to_uppercase() + &name[1..];
        let numbers = format!(
            "{:.2} {unit} against {:.2} {unit} on average, 95% at most {:.2} {unit}",
            self.apart, self.halves, self.most
        );
        let head = match self.is_within() {
            true => "no further apart than two halves of your own log may be",
            false => "further apart than two halves of your own log",
        };
        let way = match (self.mean, self.simulated_mean, self.is_within()) {
            (Some(real), Some(simulated), false) if (simulated - real).abs() < 0.005 => {
                "; the means are alike, the distributions are not".to_owned()
            }
            (Some(real), Some(simulated), false) => {
                let more = if simulated > real { "more" } else { "less" };
                format!(
                    "; the mean is {:.2} {unit} {more} in the simulation ({simulated:.2}, not {real:.2})",
                    (simulated - real).abs()
                )
            }
            _ => String::new(),
        };
        format!("{name}: {head}: {numbers}{way}.")
    }
}

/// What was compared.
#[derive(Clone, Debug, Default)]
pub struct Comparison {
    /// The distances.
    pub distances: Vec<Distance>,
    /// What could not be compared, and why; what to be careful about.
    pub told: Vec<String>,
}

/// The distances of every quantity of `real` from `simulated`. Random numbers of `seed` choose halves.
pub fn compare(
    real: &BTreeMap<Quantity, Weeks>,
    simulated: &BTreeMap<Quantity, Weeks>,
    seed: u64,
) -> Comparison {
    let streams = Streams::new(seed, 0);
    let mut found = Comparison::default();
    let (mut short, mut few) = (Vec::new(), Vec::new());
    for quantity in Quantity::ALL {
        let of =
            |from: &BTreeMap<Quantity, Weeks>| from.get(&quantity).cloned().unwrap_or_default();
        let (real, simulated) = (of(real), of(simulated));
        let rows = |of: &Weeks| of.iter().map(|week| week.len() as u64).sum::<u64>();
        if rows(&real) == 0 {
            if !real.is_empty()
                && matches!(quantity, Quantity::Lag | Quantity::Length | Quantity::Wait)
            {
                found.told.push(format!("{}: not in the log", quantity.name()));
            }
            continue;
        }
        let name = quantity.name();
        if real.len() < FEWEST_WEEKS {
            short.push(name);
            continue;
        }
        if rows(&real) < 2 * FEWEST || rows(&simulated) < FEWEST {
            found.told.push(format!("{name}: too few rows to compare"));
            continue;
        }
        match one(quantity, &real, &simulated, &streams) {
            Some(distance) => found.distances.push(distance),
            None => found
                .told
                .push(format!("{name}: some halves of the log have fewer than {FEWEST} rows")),
        }
        if real.len() < FEW_WEEKS {
            few.push(name);
        }
    }
    let names = |of: &[&str]| of.join(", ");
    if !short.is_empty() {
        found.told.push(format!(
            "{}: the log has fewer than {FEWEST_WEEKS} whole weeks, which are too few to split",
            names(&short)
        ));
    }
    if !few.is_empty() {
        found.told.push(format!(
            "{}: the log has fewer than {FEW_WEEKS} whole weeks, so the distance of its halves is not well known",
            names(&few)
        ));
    }
    found
}

/// All rows of the weeks at `which`, in ascending order, each with the chance to `keep` it.
fn pooled(weeks: &Weeks, which: &[usize], mut keep: impl FnMut() -> bool) -> Vec<f64> {
    let all = which.iter().filter_map(|week| weeks.get(*week)).flatten().copied();
    let mut all: Vec<f64> = all.filter(|_| keep()).collect();
    all.sort_by(f64::total_cmp);
    all
}

/// The weeks in a random order.
fn shuffled(count: usize, (streams, split, which): (&Streams, u32, u16)) -> Vec<usize> {
    let mut order: Vec<(f64, usize)> =
        (0..count).map(|week| (streams.uniform(HALVES, week as u64, split, which), week)).collect();
    order.sort_by(|a, b| a.0.total_cmp(&b.0));
    order.into_iter().map(|(_, week)| week).collect()
}

fn far(quantity: Quantity, one: &[f64], other: &[f64]) -> Option<f64> {
    if !quantity.is_round() {
        return on_line(one, other);
    }
    let cells = |values: &[f64]| {
        let mut cells = [0_u64; HOURS];
        values.iter().for_each(|value| cells[(*value as usize).min(HOURS - 1)] += 1);
        cells
    };
    on_circle(&cells(one), &cells(other))
}

fn one(quantity: Quantity, real: &Weeks, simulated: &Weeks, streams: &Streams) -> Option<Distance> {
    let half = real.len() / 2;
    let (mut halves, mut apart) = (Vec::new(), 0.0);
    for split in 0..SPLITS {
        let order = shuffled(real.len(), (streams, split, 0));
        let first = pooled(real, &order[..half], || true);
        let second = pooled(real, &order[half..2 * half], || true);
        if first.len().min(second.len()) < FEWEST as usize {
            return None;
        }
        halves.push(far(quantity, &first, &second)?);
        // As many weeks of the simulation, thinned to as many rows: a larger sample would be nearer by its size.
        let order = shuffled(simulated.len(), (streams, split, 1));
        let which = &order[..half.min(order.len())];
        let count: usize = which.iter().map(|week| simulated[*week].len()).sum();
        let share = second.len() as f64 / count.max(1) as f64;
        let mut row = 0;
        let other = pooled(simulated, which, || {
            row += 1;
            share >= 1.0 || streams.uniform(THINNED, row, split, 0) < share
        });
        apart += far(quantity, &first, &other)?;
    }
    let mean = |of: &Weeks| {
        let values: Vec<f64> = of.iter().flatten().copied().collect();
        (!quantity.is_round()).then(|| values.iter().sum::<f64>() / values.len() as f64)
    };
    let rows = |of: &Weeks| of.iter().map(|week| week.len() as u64).sum();
    halves.sort_by(f64::total_cmp);
    Some(Distance {
        quantity,
        weeks: real.len(),
        n: rows(real),
        simulated: rows(simulated),
        apart: apart / f64::from(SPLITS),
        halves: halves.iter().sum::<f64>() / f64::from(SPLITS),
        most: quantile(&halves, 0.95),
        mean: mean(real),
        simulated_mean: mean(simulated),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Weeks of `rows` uniform numbers up to `most`.
    fn weeks(count: u64, rows: u64, (most, which): (f64, u32)) -> Weeks {
        let streams = Streams::new(7, 0);
        let of = |week: u64, row: u64| most * streams.uniform(1, week * 10_000 + row, which, 0);
        (0..count).map(|week| (0..rows).map(|row| of(week, row)).collect()).collect()
    }

    fn found(real: Weeks, simulated: Weeks) -> Comparison {
        let of = |weeks: Weeks| BTreeMap::from([(Quantity::Length, weeks)]);
        compare(&of(real), &of(simulated), 1)
    }

    #[test]
    fn the_same_distribution_is_within_the_halves_whatever_its_size() {
        for rows in [40, 400] {
            let found = found(weeks(12, 80, (20.0, 1)), weeks(52, rows, (20.0, 2)));
            let distance = &found.distances[0];
            assert!(distance.is_within(), "{distance:?}");
            assert!(
                distance.ratio().is_some_and(|ratio| (0.5..1.6).contains(&ratio)),
                "{distance:?}"
            );
        }
    }

    #[test]
    fn doubled_lengths_are_far_by_the_difference_of_the_means() {
        let found = found(weeks(12, 80, (40.0, 1)), weeks(52, 80, (20.0, 2)));
        let distance = &found.distances[0];
        // Everything moves to half of its value: by ten on average.
        assert!((distance.apart - 10.0).abs() < 1.0, "{distance:?}");
        assert!(!distance.is_within() && distance.told().contains("further apart than two halves"));
        assert!(distance.told().contains("less in the simulation"), "{}", distance.told());
    }

    #[test]
    fn short_and_small_logs_are_not_compared_and_why() {
        let simulated = weeks(52, 80, (20.0, 2));
        for real in [weeks(3, 80, (20.0, 1)), weeks(12, 1, (20.0, 1)), weeks(4, 5, (20.0, 1))] {
            let found = found(real, simulated.clone());
            assert!(found.distances.len() + found.told.len() >= 1);
            assert!(!found.told.is_empty(), "{found:?}");
        }
        assert!(
            found(Weeks::new(), simulated).told.is_empty(),
            "what the log has not is told by the reader"
        );
    }
}
