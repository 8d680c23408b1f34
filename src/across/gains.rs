//! What each network gains by each change, from the rows.

use crate::across::row::{About, NetworkRow, Stage};
use crate::measures::{Better, COMPARED, Kind, MEASURES};
use crate::statistics::interval::{CONFIDENCE, errors_beside, mean};
use crate::statistics::moderated::{Moderation, variance_of};

/// A measure of which differences are shown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Of {
    /// Its name.
    pub name: &'static str,
    /// Its unit.
    pub unit: &'static str,
    /// What kind of number it is.
    pub kind: Kind,
    /// Which direction is better.
    pub better: Better,
    at: Place,
}

/// Where a row has the value of a measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Measure(usize),
    Compared(usize),
}

impl Of {
    /// The measure called `name`.
    pub fn new(name: &str) -> Option<Of> {
        if let Some(index) = MEASURES.iter().position(|measure| measure.name == name) {
            let found = &MEASURES[index];
            let (name, unit, kind, better) = (found.name, found.unit, found.kind, found.better);
            return Some(Of { name, unit, kind, better, at: Place::Measure(index) });
        }
        let index = COMPARED.iter().position(|measure| measure.name == name)?;
        let found = &COMPARED[index];
        // Measures of a comparison alone are gains.
        let (name, unit, kind, better) = (found.name, found.unit, found.kind, Better::More);
        Some(Of { name, unit, kind, better, at: Place::Compared(index) })
    }

    /// 1 where more is better, −1 where less is.
    pub fn sign(&self) -> f64 {
        if self.better == Better::Less { -1.0 } else { 1.0 }
    }

    /// Whether it grows with the size of a network, so that it may be stated for 1,000 patients.
    pub fn is_of_size(&self) -> bool {
        matches!(self.kind, Kind::Flow | Kind::Stock)
    }

    /// The difference that `change` makes in a row, in a year.
    fn difference(&self, row: &NetworkRow, change: usize, weeks: u32) -> Option<f64> {
        let found = match self.at {
            Place::Measure(index) => {
                let of = |variant: usize| *row.measures.get(variant)?.get(index)?;
                of(change + 1)? - of(0)?
            }
            Place::Compared(index) => (*row.paired.get(change)?.get(index)?)?,
        };
        let factor = if self.kind == Kind::Flow { self.kind.to_a_year(weeks) } else { 1.0 };
        Some(found * factor).filter(|found| found.is_finite())
    }
}

/// The differences of all networks, replication by replication.
#[derive(Clone, Debug)]
pub struct Gathered {
    /// The measures.
    pub measures: Vec<Of>,
    /// What is known of each network before it is simulated.
    pub about: Vec<Option<About>>,
    /// Share of calls missed without a change, by network and replication.
    pub missed: Vec<Vec<Option<f64>>>,
    /// By measure, change, network and replication: the difference in a year.
    values: Vec<Vec<Vec<Vec<Option<f64>>>>>,
    /// The numbers of the replications.
    pub numbers: Vec<u32>,
    /// Events of all rows.
    pub events: u64,
    weeks: u32,
}

impl Gathered {
    /// Nothing yet, of so many networks and changes in the replications with these `numbers`, which have so
    /// many measured `weeks`.
    pub fn new(
        (networks, changes): (usize, usize),
        numbers: Vec<u32>,
        weeks: u32,
        measures: Vec<Of>,
    ) -> Self {
        let by_network = vec![vec![None; numbers.len()]; networks];
        Gathered {
            about: vec![None; networks],
            missed: by_network.clone(),
            values: vec![vec![by_network; changes]; measures.len()],
            measures,
            numbers,
            events: 0,
            weeks,
        }
    }

    /// Adds a row. Rows of other replications, and of fits, count only their events.
    pub fn add(&mut self, row: &NetworkRow) {
        self.events += row.events;
        let at = self.numbers.iter().position(|number| *number == row.replication);
        let network = row.network as usize;
        let (Some(at), true) = (at, row.stage == Stage::Compare as u32) else { return };
        let Some(about) = self.about.get_mut(network) else { return };
        *about = row.about;
        let missed = MEASURES.iter().position(|measure| measure.name == MISSED);
        self.missed[network][at] = missed.and_then(|index| *row.measures.first()?.get(index)?);
        for (of, by_change) in self.measures.iter().zip(&mut self.values) {
            for (change, by_network) in by_change.iter_mut().enumerate() {
                by_network[network][at] = of.difference(row, change, self.weeks);
            }
        }
    }

    /// The number of networks.
    pub fn networks(&self) -> usize {
        self.about.len()
    }

    /// Registered patients of a network.
    pub fn patients(&self, network: usize) -> f64 {
        self.about[network].map_or(f64::NAN, |about| about.patients)
    }

    /// The differences of a measure that a change makes in each network; `None` where one is undefined.
    pub fn differences(&self, measure: usize, change: usize) -> Vec<Option<Vec<f64>>> {
        let all = |values: &Vec<Option<f64>>| values.iter().copied().collect::<Option<Vec<f64>>>();
        self.values[measure][change].iter().map(all).collect()
    }
}

/// The measure of calls missed.
const MISSED: &str = "calls_missed_share";

/// What may be said of a difference, together with all others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is the same in every replication, and zero.
    Same,
    /// More than zero.
    Above,
    /// Less than zero.
    Below,
    /// It may be zero.
    Open,
}

/// A difference in one network.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The mean over the replications.
    pub mean: f64,
    /// The ends of its own 95% interval; `None` after one replication, or if nothing tells how much it varies.
    pub bounds: Option<(f64, f64)>,
    /// What may be said of it together with all others.
    pub standing: Standing,
}

/// The mean difference of each network with its interval.
///
/// `differences[network][replication]`; `noise` is a number for each network to which the variance of its
/// differences is taken to be proportional where nothing else is known, such as its patients. The standings of
/// `together` differences hold all at once with the probability [`CONFIDENCE`], by Bonferroni's inequality. The
/// variance of each network is drawn towards what all have in common ([`Moderation`]).
pub fn estimates(
    differences: &[Option<Vec<f64>>],
    noise: &[f64],
    together: usize,
) -> Vec<Option<Estimate>> {
    let known =
        || differences.iter().zip(noise).filter_map(|(of, noise)| Some((of.as_ref()?, noise)));
    let replications = known().map(|(of, _)| of.len()).next().unwrap_or(0);
    if replications < 2 {
        let alone = |of: &Option<Vec<f64>>| {
            let mean = *of.as_ref()?.first()?;
            Some(Estimate { mean, bounds: None, standing: Standing::Open })
        };
        return differences.iter().map(alone).collect();
    }
    let own_variance = |of: &[f64]| {
        let size = of.iter().fold(0.0, |size: f64, value| size.max(value.abs()));
        variance_of(of.iter().copied(), size)
    };
    let scaled: Vec<f64> = known().map(|(of, noise)| own_variance(of) / noise).collect();
    let freedom = (replications - 1) as f64;
    let moderation = Moderation::of(&scaled, freedom);
    let freedom = moderation.map_or(freedom, |found| found.freedom());
    let errors = [CONFIDENCE, 1.0 - (1.0 - CONFIDENCE) / together.max(1) as f64]
        .map(|confidence| errors_beside(freedom, confidence));
    let one = |(of, noise): (&Option<Vec<f64>>, &f64)| {
        let of = of.as_ref()?;
        if of.iter().all(|value| *value == 0.0) {
            let bounds = Some((0.0, 0.0));
            return Some(Estimate { mean: 0.0, bounds, standing: Standing::Same });
        }
        let own = own_variance(of) / noise;
        if own == 0.0 && moderation.is_none() {
            // A few replications that happen to agree do not make certain.
            return Some(Estimate { mean: mean(of), bounds: None, standing: Standing::Open });
        }
        let own = moderation.map_or(own, |found| found.variance(own)) * noise;
        let error = (own / replications as f64).sqrt();
        let mean = mean(of);
        let [half, joint] = errors.map(|errors| errors * error);
        let standing = if mean > joint {
            Standing::Above
        } else if mean < -joint {
            Standing::Below
        } else {
            Standing::Open
        };
        Some(Estimate { mean, bounds: Some((mean - half, mean + half)), standing })
    };
    differences.iter().zip(noise).map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_networks_have_the_intervals_of_students_t() {
        let differences = [Some(vec![10.0, 12.0, 14.0]), None, Some(vec![0.0, 0.0, 0.0])];
        let found = estimates(&differences, &[5_000.0, 5_000.0, 9_000.0], 2);
        // Mean 12, s² = 4, s/√3 = 1.1547; t(2, 0.975) = 4.302653: ± 4.96828. Two together: t(2, 0.9875) = 6.2053.
        let first = found[0].expect("it is defined");
        let (low, high) = first.bounds.expect("three replications");
        assert!((low - 7.031_72).abs() < 1e-4 && (high - 16.968_28).abs() < 1e-4, "{low} {high}");
        assert_eq!((first.mean, first.standing), (12.0, Standing::Above));
        assert_eq!(found[1], None);
        let last = found[2].expect("it is defined");
        assert_eq!((last.bounds, last.standing), (Some((0.0, 0.0)), Standing::Same));
        let agreed = estimates(&[Some(vec![-26.0, -26.0])], &[1.0], 1);
        assert_eq!(
            agreed[0].map(|found| (found.bounds, found.standing)),
            Some((None, Standing::Open))
        );
        let many = estimates(&differences, &[5_000.0, 5_000.0, 9_000.0], 400);
        assert_eq!(many[0].map(|found| found.standing), Some(Standing::Open), "400 at once");
    }

    #[test]
    fn one_replication_has_no_interval() {
        let found = estimates(&[Some(vec![3.0])], &[1.0], 1);
        let known = Estimate { mean: 3.0, bounds: None, standing: Standing::Open };
        assert_eq!(found, [Some(known)]);
    }

    #[test]
    fn measures_are_found_and_less_may_be_better() {
        let of = |name: &str| Of::new(name).expect("a measure");
        assert_eq!(of("needs_settled").sign(), 1.0);
        assert_eq!(of("requests_not_met").sign(), -1.0);
        assert!(of("appointments_gained_net").is_of_size() && !of(MISSED).is_of_size());
        assert_eq!(Of::new("nothing"), None);
    }
}
