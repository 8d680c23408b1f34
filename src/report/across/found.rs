//! What the rows of many networks say: gains, ranks and spread of each change.

use crate::across::gains::{Estimate, Gathered, Of, Standing, estimates};
use crate::across::ranks::{RankRange, ranges};
use crate::across::request::{RankBy, Request};
use crate::across::spread::{Common, Spread, in_common, sorted_sum, spread};
use crate::decisions::selection::apart::{Apart, leading};
use crate::measures::first_screen::{FIRST_SCREEN, Shows};
use crate::simulation::Horizon;
use crate::statistics::interval::{CONFIDENCE, MeanInterval, mean, mean_interval};

/// Patients for whom gains are also stated.
pub(in crate::report) const THOUSAND: f64 = 1_000.0;

/// Everything that is shown.
#[derive(Clone, Copy, Debug)]
pub struct Inputs<'i> {
    /// What was asked.
    pub request: &'i Request,
    /// The names of the networks.
    pub names: &'i [String],
    /// The differences.
    pub gathered: &'i Gathered,
    /// The weeks simulated.
    pub horizon: Horizon,
    /// The seed.
    pub seed: u64,
    /// Whether replications are missing.
    pub partial: bool,
}

/// The measures that are shown: first that by which networks are ranked, then those of the first screen.
pub fn measures(by: &str) -> Vec<Of> {
    let first_screen = FIRST_SCREEN.iter().filter_map(|headline| match headline.shows {
        Shows::Measure { difference, .. } => Some(difference),
        _ => None,
    });
    let others = first_screen.filter(|name| *name != by).filter_map(Of::new);
    Of::new(by).into_iter().chain(others).collect()
}

/// What is said of all changes.
#[derive(Clone, Debug)]
pub struct Found {
    /// The measure by which networks are ranked.
    pub by: Of,
    /// Its name for people.
    pub words: String,
    /// The changes, in the order stated.
    pub changes: Vec<OfChange>,
    /// The changes and no change, number 0, by their gain over all networks together; `None` where that is
    /// not known.
    pub overall: Option<Apart>,
    /// Whether every change has the values of no change, in every network and replication.
    pub nothing_differs: bool,
}

/// What is said of a change.
#[derive(Clone, Debug)]
pub struct OfChange {
    /// The networks, the largest gain first, those without one last.
    pub order: Vec<usize>,
    /// By network: the difference in a year.
    pub estimates: Vec<Option<Estimate>>,
    /// By network: the ranks it may have.
    pub ranks: Vec<Option<RankRange>>,
    /// The difference over all networks together, in a year.
    pub total: Option<MeanInterval>,
    /// How much the differences of networks differ.
    pub spread: Option<Spread>,
    /// The same for each 1,000 patients.
    pub per_1000: Option<Spread>,
    /// What those that gain most for their size have in common.
    pub common: Vec<Common>,
}

impl OfChange {
    /// The networks of a standing, in the order of the table.
    pub fn of_standing(&self, standing: Standing) -> Vec<usize> {
        let is_so = |network: &usize| {
            self.estimates[*network].is_some_and(|found| found.standing == standing)
        };
        self.order.iter().copied().filter(is_so).collect()
    }

    /// The networks that may rank first.
    pub fn may_lead(&self) -> Vec<usize> {
        let is_so = |network: &usize| self.ranks[*network].is_some_and(|(first, _)| first == 1);
        self.order.iter().copied().filter(is_so).collect()
    }
}

impl Inputs<'_> {
    /// How many differences are judged together: every change in every network.
    pub(in crate::report) fn together(&self) -> usize {
        self.names.len() * self.request.changes.len()
    }

    /// The number of replications.
    pub(in crate::report) fn replications(&self) -> usize {
        self.gathered.numbers.len()
    }

    fn all_patients(&self) -> Vec<f64> {
        (0..self.names.len()).map(|network| self.gathered.patients(network)).collect()
    }

    /// The mean differences of a measure under a change, by network.
    pub(in crate::report) fn estimates(
        &self,
        measure: usize,
        change: usize,
    ) -> Vec<Option<Estimate>> {
        let of = self.gathered.measures[measure];
        let noise = if of.is_of_size() { self.all_patients() } else { self.inverse_patients() };
        estimates(&self.gathered.differences(measure, change), &noise, self.together())
    }

    fn inverse_patients(&self) -> Vec<f64> {
        self.all_patients().iter().map(|patients| 1.0 / patients).collect()
    }

    /// The gains by which networks are ranked, by network and replication, more being better.
    fn ranked_by(&self, of: &Of, differences: &[Option<Vec<f64>>]) -> Vec<Option<Vec<f64>>> {
        let scale = |network: usize| match self.request.rank_by {
            RankBy::Per1000 if of.is_of_size() => THOUSAND / self.gathered.patients(network),
            _ => 1.0,
        };
        let one = |(network, values): (usize, &Option<Vec<f64>>)| {
            let factor = of.sign() * scale(network);
            values.as_ref().map(|values| values.iter().map(|value| factor * value).collect())
        };
        differences.iter().enumerate().map(one).collect()
    }

    /// The ranks of networks by a measure under a change.
    pub(in crate::report) fn ranks(&self, measure: usize, change: usize) -> Vec<Option<RankRange>> {
        let of = self.gathered.measures[measure];
        let gains = self.ranked_by(&of, &self.gathered.differences(measure, change));
        let is_total = of.is_of_size() && self.request.rank_by == RankBy::Total;
        let noise = if is_total { self.all_patients() } else { self.inverse_patients() };
        let known: Vec<usize> =
            (0..gains.len()).filter(|network| gains[*network].is_some()).collect();
        let of_known =
            known.iter().filter_map(|network| gains[*network].clone()).collect::<Vec<_>>();
        let noise: Vec<f64> = known.iter().map(|network| noise[*network]).collect();
        let mut all = vec![None; gains.len()];
        for (network, range) in known.iter().zip(ranges(&of_known, &noise).unwrap_or_default()) {
            all[*network] = Some(range);
        }
        all
    }
}

impl Found {
    /// What the rows say; `None` for a measure that does not exist.
    pub fn new(inputs: &Inputs<'_>) -> Option<Found> {
        let by = *inputs.gathered.measures.first()?;
        let changes = 0..inputs.request.changes.len();
        let changes: Vec<OfChange> = changes.map(|change| of_change(inputs, &by, change)).collect();
        let is_same =
            |found: &Option<Estimate>| found.is_none_or(|found| found.standing == Standing::Same);
        let nothing_differs = inputs.replications() > 1
            && changes.iter().all(|change| change.estimates.iter().all(is_same));
        Some(Found {
            words: words(by.name),
            overall: overall(inputs, &by, changes.len()),
            by,
            changes,
            nothing_differs,
        })
    }
}

/// The name of a measure for people, in lower case.
fn words(name: &str) -> String {
    let is_it = |shows: Shows| match shows {
        Shows::Measure { level, difference } => [level, difference].contains(&name),
        _ => false,
    };
    let headline = FIRST_SCREEN.iter().find(|headline| is_it(headline.shows));
    headline.map_or_else(|| name.replace('_', " "), |found| found.words.to_lowercase())
}

fn of_change(inputs: &Inputs<'_>, by: &Of, change: usize) -> OfChange {
    let differences = inputs.gathered.differences(0, change);
    let estimates = inputs.estimates(0, change);
    let gains = inputs.ranked_by(by, &differences);
    let place = |network: usize| gains[network].as_ref().map(|of| mean(of));
    let mut order: Vec<usize> = (0..gains.len()).collect();
    order.sort_by(|one, other| {
        let of = |network: usize| place(network).unwrap_or(f64::NEG_INFINITY);
        of(*other).total_cmp(&of(*one)).then_with(|| inputs.names[*one].cmp(&inputs.names[*other]))
    });
    let known: Vec<usize> = order.iter().copied().filter(|of| differences[*of].is_some()).collect();
    let whole: Vec<Vec<f64>> = known.iter().filter_map(|of| differences[*of].clone()).collect();
    let per_1000: Vec<Vec<f64>> = known
        .iter()
        .zip(&whole)
        .map(|(network, of)| {
            let factor = THOUSAND / inputs.gathered.patients(*network);
            of.iter().map(|value| value * factor).collect()
        })
        .collect();
    OfChange {
        ranks: inputs.ranks(0, change),
        total: total(&whole, inputs).and_then(|total| mean_interval(&total, CONFIDENCE)),
        spread: spread(&whole),
        per_1000: spread(&per_1000).filter(|_| by.is_of_size()),
        common: common(inputs, by, &known, &per_1000),
        order,
        estimates,
    }
}

/// The differences over all networks together, by replication; `None` unless each is known.
fn total(whole: &[Vec<f64>], inputs: &Inputs<'_>) -> Option<Vec<f64>> {
    let is_summed = inputs.gathered.measures.first().is_some_and(Of::is_of_size);
    if whole.len() != inputs.names.len() || !is_summed {
        return None;
    }
    let of = |at: usize| sorted_sum(whole.iter().map(|values| values[at]).collect());
    Some((0..inputs.replications()).map(of).collect())
}

/// The changes and no change compared over all networks together.
fn overall(inputs: &Inputs<'_>, by: &Of, changes: usize) -> Option<Apart> {
    let nothing = vec![0.0; inputs.replications()];
    let of = |change: usize| {
        let whole: Option<Vec<Vec<f64>>> =
            inputs.gathered.differences(0, change).into_iter().collect();
        let total = total(&whole?, inputs)?;
        Some(total.iter().map(|value| by.sign() * value).collect())
    };
    let all: Option<Vec<Vec<f64>>> = (0..changes).map(of).collect();
    let values: Vec<Vec<f64>> = std::iter::once(nothing).chain(all?).collect();
    leading(&values, CONFIDENCE)
}

/// What the networks that gain most for their size have in common.
fn common(inputs: &Inputs<'_>, by: &Of, known: &[usize], per_1000: &[Vec<f64>]) -> Vec<Common> {
    if !by.is_of_size() || inputs.replications() < 2 {
        return Vec::new();
    }
    let gains: Vec<f64> = per_1000.iter().map(|of| by.sign() * mean(of)).collect();
    let all = |of: &dyn Fn(usize) -> Option<f64>| -> Vec<f64> {
        known.iter().map(|network| of(*network).unwrap_or(f64::NAN)).collect()
    };
    let about = |network: usize| inputs.gathered.about[network];
    let each = |of: fn(&crate::across::row::About) -> f64| {
        all(&move |network| about(network).map(|about| of(&about)))
    };
    let missed = |network: usize| {
        let values: Option<Vec<f64>> = inputs.gathered.missed[network].iter().copied().collect();
        values.map(|values| mean(&values))
    };
    let properties = [
        ("patients", each(|about| about.patients)),
        ("rooms for each patient", each(|about| about.rooms / about.patients)),
        ("GPs for each patient", each(|about| about.gps / about.patients)),
        ("other staff for each patient", each(|about| about.others / about.patients)),
        ("deprivation (1 the most deprived)", each(|about| about.deprivation)),
        ("share of calls missed, as simulated", all(&missed)),
    ];
    let together = properties.len() * inputs.request.changes.len();
    in_common(&gains, &properties, together)
}
