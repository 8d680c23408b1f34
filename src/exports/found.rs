//! What is found: parameters with their ranges, and how the fit looks beside the data.

use std::collections::BTreeMap;

/// The smallest number of rows that is told or used. Smaller ones could point to somebody.
pub const FEWEST: u64 = 10;

/// A number of rows in words, small ones not told.
pub(super) fn few(count: u64) -> String {
    if count < FEWEST { format!("fewer than {FEWEST}") } else { count.to_string() }
}

/// The standard normal quantile of 95%: ranges are the 5th to 95th percentile.
pub(super) const Z: f64 = 1.644_854;

/// How far a value may be from the truth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Range {
    /// From one value to another, in the unit of the value.
    Within(f64, f64),
    /// From one multiple of each value to another.
    Times(f64, f64),
    /// None: the scenario takes the value as a decision.
    Decision,
}

/// The unit of a value in a scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A length of time \[min\].
    Minutes,
    /// A share \[-\].
    Share,
    /// A plain number.
    Number,
}

/// A parameter of a scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct Estimate {
    /// The table in a scenario, such as `roles.gp-partner`.
    pub table: String,
    /// The key in it.
    pub key: String,
    /// The value, or the values of a list.
    pub values: Vec<f64>,
    /// How far it may be from the truth.
    pub range: Range,
    /// Its unit.
    pub unit: Unit,
    /// The number of observations.
    pub n: u64,
    /// The places of a list whose values are the base's, because the data say too little.
    pub of_base: Vec<usize>,
    /// What the source says after "own export, n = …".
    pub how: String,
}

/// A bar of a histogram, with what the fit expects in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Bin {
    /// What it holds, in words.
    pub label: String,
    /// Where it begins, on the scale of the figure.
    pub from: f64,
    /// Where it ends.
    pub to: f64,
    /// The share of the data in it \[-\]; `None` if suppressed.
    pub observed: Option<f64>,
    /// The share that the fit expects \[-\]; `None` where nothing is fitted.
    pub fitted: Option<f64>,
    /// The number of observations in it; `None` if suppressed.
    pub count: Option<u64>,
}

/// How far a fit is from the data.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Distance {
    /// The statistic of Kolmogorov and Smirnov \[-\].
    pub ks: f64,
    /// The probability of at least this distance if the distribution is right \[-\], where it was computed.
    pub p: Option<f64>,
}

/// A distribution beside its data.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    /// The sort: length, attendance, release, arrivals or patience.
    pub sort: &'static str,
    /// What is fitted, in words.
    pub title: String,
    /// What the axis shows.
    pub axis: String,
    /// The number of observations.
    pub n: u64,
    /// The distribution in words.
    pub distribution: String,
    /// The bars.
    pub bins: Vec<Bin>,
    /// How far the fit is from the data, where it can differ.
    pub distance: Option<Distance>,
    /// What to know about it, in sentences.
    pub notes: Vec<String>,
}

/// All that was found.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    /// Parameters.
    pub estimates: Vec<Estimate>,
    /// Distributions beside their data.
    pub fits: Vec<Fit>,
    /// What could not be fitted, and why.
    pub withheld: Vec<String>,
    /// What was left out or understood of the files.
    pub told: Vec<String>,
    /// The first and the last day with data, in words.
    pub periods: Vec<String>,
    /// Words of the files that are not understood: for the person at the machine, never for a file.
    pub words: Vec<String>,
}

impl Findings {
    /// Adds what another has.
    pub(super) fn join(&mut self, other: Findings) {
        self.estimates.extend(other.estimates);
        self.fits.extend(other.fits);
        self.withheld.extend(other.withheld);
        self.told.extend(other.told);
        self.periods.extend(other.periods);
        self.words.extend(other.words);
    }

    /// The estimates by table and key. Of two for the same the first counts.
    pub fn by_table(&self) -> BTreeMap<&str, Vec<&Estimate>> {
        let mut tables: BTreeMap<&str, Vec<&Estimate>> = BTreeMap::new();
        for estimate in &self.estimates {
            let of = tables.entry(&estimate.table).or_default();
            if of.iter().all(|known| known.key != estimate.key) {
                of.push(estimate);
            }
        }
        tables
    }
}

/// Bars of at least [`FEWEST`] observations each: neighbours are joined until they have so many. Empty if there are
/// not so many in all.
pub(super) fn joined(bins: Vec<(f64, f64, u64)>) -> Vec<(f64, f64, u64)> {
    let mut found: Vec<(f64, f64, u64)> = Vec::new();
    let mut open: Option<(f64, f64, u64)> = None;
    for (from, to, count) in bins {
        let (begin, sum) = open.map_or((from, 0), |(begin, _, sum)| (begin, sum));
        open = Some((begin, to, sum + count));
        if sum + count >= FEWEST {
            found.extend(open.take());
        }
    }
    if let (Some((_, to, count)), Some(last)) = (open, found.last_mut()) {
        last.1 = to;
        last.2 += count;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_bar_has_fewer_than_ten_observations_and_none_is_lost() {
        let bins = vec![(0.0, 1.0, 3), (1.0, 2.0, 8), (2.0, 3.0, 12), (3.0, 4.0, 2), (4.0, 5.0, 0)];
        assert_eq!(joined(bins), [(0.0, 2.0, 11), (2.0, 5.0, 14)]);
        assert!(joined(vec![(0.0, 1.0, 9)]).is_empty());
    }
}
