//! Options dropped as soon as they are clearly worse: the fully sequential procedure of Kim and
//! Nelson.
//!
//! Each option gets a first stage of replications, the same random numbers for all. After each
//! further batch, an option is dropped if its paired difference from another is beyond a boundary
//! that narrows as batches add up. The procedure ends when one option is left. It is the best with
//! at least the stated probability whenever it is better than all others by the indifference;
//! otherwise it is, with that probability, within the indifference of the best.

use crate::decisions::selection::constants::{is_possible, kim_nelson};
use crate::decisions::selection::normality::{Normality, normality};
use crate::statistics::interval::{mean, variance};

/// The settings of the procedure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Elimination {
    /// The probability of a correct selection that is asked for \[-\].
    confidence: f64,
    /// The smallest difference that matters \[the unit of the values\].
    indifference: f64,
    /// Batches of the first stage.
    first: usize,
    /// Replications in a batch, whose mean is one observation.
    batch: usize,
}

/// Settings with which no selection can be made.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum EliminationError {
    /// The confidence is not a probability below 1.
    #[error("found the confidence {found}, expected a number above 0 and below 1")]
    Confidence {
        /// The confidence as given.
        found: f64,
    },
    /// The indifference is not a positive number.
    #[error(
        "found the indifference {found}, expected a number above 0: the smallest difference that matters"
    )]
    Indifference {
        /// The indifference as given.
        found: f64,
    },
    /// A first stage of fewer than two batches has no variance; a batch has at least one
    /// replication.
    #[error("found {first} first batches of {batch}, expected at least 2 of at least 1")]
    Stage {
        /// The number of first batches as given.
        first: usize,
        /// The size of a batch as given.
        batch: usize,
    },
}

/// An option that has been dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dropped {
    /// The index of the option.
    pub option: usize,
    /// The option that is better.
    pub by: usize,
    /// Batches after which it was dropped.
    pub batches: usize,
}

/// What is to be done next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// The remaining options need replications until each has `replications` in all.
    Simulate {
        /// The options, in their order.
        options: Vec<usize>,
        /// The number of replications of each, from the first on.
        replications: usize,
    },
    /// One option is left.
    Chosen(usize),
    /// These options have the same values; no more replications would tell them apart.
    Tied(Vec<usize>),
}

/// The state of a selection, as it follows from the values.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// What is to be done next.
    pub next: Next,
    /// The options that are left, in their order.
    pub remaining: Vec<usize>,
    /// The options that were dropped, in the order in which they were.
    pub dropped: Vec<Dropped>,
    /// The batches that were judged.
    pub batches: usize,
    /// The least normal of the paired differences between each option and the one with the best
    /// mean in the first stage; its probability is that of the worst of so many (Bonferroni).
    /// `None` if no difference can be tested.
    pub normality: Option<Normality>,
}

impl Elimination {
    /// A procedure that is right with probability `confidence` if the best is ahead by the
    /// `indifference` \[the unit of the values\]. The first stage has so many `first` batches (ten
    /// are usual), each of `batch` replications. The mean of a batch of five is nearer to normal
    /// than one replication.
    ///
    /// # Errors
    ///
    /// [`EliminationError`] for settings out of range.
    pub fn new(
        confidence: f64,
        indifference: f64,
        first: usize,
        batch: usize,
    ) -> Result<Elimination, EliminationError> {
        if !(confidence > 0.0 && confidence < 1.0) {
            Err(EliminationError::Confidence { found: confidence })
        } else if !(indifference > 0.0 && indifference.is_finite()) {
            Err(EliminationError::Indifference { found: indifference })
        } else if first < 2 || batch == 0 {
            Err(EliminationError::Stage { first, batch })
        } else {
            Ok(Elimination { confidence, indifference, first, batch })
        }
    }

    /// The state after the replications that are given: `values[option][replication]`, larger being
    /// better, the same replication with the same random numbers for all options.
    ///
    /// The whole procedure is repeated from the first batch, so the state depends on the values
    /// alone. Values beyond those that a previous state asked for do no harm: they are judged batch
    /// by batch when their turn comes.
    ///
    /// # Panics
    ///
    /// If there are no options, or if a value is not finite.
    ///
    /// # Source
    ///
    /// Kim and Nelson (2001), *ACM Transactions on Modeling and Computer Simulation* 11: 251–273,
    /// with c = 1:
    ///
    /// ```text
    /// i is dropped after r batches if mean(i) < mean(l) − max(0, (h² s(i,l)² / indifference − indifference · r) / 2r)
    /// ```
    ///
    /// Variances are of the paired differences in the first stage. Common random numbers are
    /// allowed.
    ///
    /// # Example
    ///
    /// ```
    /// use pcn_sim::decisions::selection::elimination::{Elimination, Next};
    ///
    /// let choice = Elimination::new(0.95, 1.0, 4, 1)?;
    /// let begun = choice.standing(&[vec![], vec![]]);
    /// assert_eq!(begun.next, Next::Simulate { options: vec![0, 1], replications: 4 });
    ///
    /// // The second is better by about 3 each time.
    /// let values = [vec![5.0, 7.0, 2.0, 4.0], vec![8.0, 10.1, 4.9, 7.0]];
    /// assert_eq!(choice.standing(&values).next, Next::Chosen(1));
    /// # Ok::<(), pcn_sim::decisions::selection::elimination::EliminationError>(())
    /// ```
    pub fn standing(&self, values: &[Vec<f64>]) -> Standing {
        let batches: Vec<Vec<f64>> = values.iter().map(|values| self.batches(values)).collect();
        let mut standing = Standing {
            next: Next::Chosen(0),
            remaining: (0..values.len()).collect(),
            dropped: Vec::new(),
            batches: 0,
            normality: None,
        };
        // What chance alone would choose correctly often enough needs no boundary.
        let constant = match values.len() {
            0 => panic!("there are options"),
            1 => return standing,
            options if is_possible(options, self.confidence) => {
                kim_nelson(options, self.first, self.confidence)
            }
            _ => None,
        };
        if standing.lacks(&batches, self.first) {
            standing.next = self.simulate(&standing, self.first);
            return standing;
        }
        let race = Race {
            constant: constant.unwrap_or(0.0),
            indifference: self.indifference,
            variances: variances(&batches, self.first),
            sums: batches.iter().map(|batches| running(batches)).collect(),
        };
        standing.normality = least_normal(&batches, self.first);
        for count in self.first.. {
            if standing.lacks(&batches, count) {
                standing.next = self.simulate(&standing, count);
                break;
            }
            standing.batches = count;
            race.drop_worse(&mut standing, count);
            if let [left] = standing.remaining[..] {
                standing.next = Next::Chosen(left);
                break;
            }
            if race.is_over(&standing.remaining, count) {
                standing.next = Next::Tied(standing.remaining.clone());
                break;
            }
        }
        standing
    }

    /// The means of the complete batches.
    fn batches(&self, values: &[f64]) -> Vec<f64> {
        assert!(values.iter().all(|value| value.is_finite()), "every value is finite");
        values.chunks_exact(self.batch).map(mean).collect()
    }

    fn simulate(&self, standing: &Standing, batches: usize) -> Next {
        let replications = batches * self.batch;
        Next::Simulate { options: standing.remaining.clone(), replications }
    }
}

impl Standing {
    /// Whether a remaining option has fewer than `count` batches.
    fn lacks(&self, batches: &[Vec<f64>], count: usize) -> bool {
        self.remaining.iter().any(|option| batches[*option].len() < count)
    }
}

/// What the boundaries follow from.
struct Race {
    constant: f64,
    indifference: f64,
    /// Of the paired differences in the first stage.
    variances: Vec<Vec<f64>>,
    /// The sum of the first batches of each option, by their number.
    sums: Vec<Vec<f64>>,
}

impl Race {
    /// By how much the sum of `count` differences may be below 0 without an option being dropped.
    fn boundary(&self, one: usize, other: usize, count: usize) -> f64 {
        let reach = self.constant * self.variances[one][other] / self.indifference;
        ((reach - self.indifference * count as f64) / 2.0).max(0.0)
    }

    fn drop_worse(&self, standing: &mut Standing, count: usize) {
        let before = standing.remaining.clone();
        let sum = |option: usize| self.sums[option][count];
        let worse_than = |option: usize| {
            let others = before.iter().copied().filter(|other| *other != option);
            let is_behind = |other: &usize| {
                let behind = sum(*other) - sum(option);
                behind > self.boundary(option, *other, count) && behind > rounding(sum(*other))
            };
            others.filter(is_behind).max_by(|one, other| sum(*one).total_cmp(&sum(*other)))
        };
        for option in &before {
            if let Some(by) = worse_than(*option) {
                standing.dropped.push(Dropped { option: *option, by, batches: count });
                standing.remaining.retain(|left| left != option);
            }
        }
    }

    /// Whether all boundaries between remaining options have closed: what is left has equal sums.
    fn is_over(&self, remaining: &[usize], count: usize) -> bool {
        let mut pairs =
            remaining.iter().flat_map(|one| remaining.iter().map(move |other| (one, other)));
        pairs.all(|(one, other)| self.boundary(*one, *other, count) == 0.0)
    }
}

/// A difference of sums that is only rounding.
fn rounding(sum: f64) -> f64 {
    1e-12 * sum.abs()
}

/// Sums of the first 0, 1, 2, … values.
fn running(values: &[f64]) -> Vec<f64> {
    let sums = values.iter().scan(0.0, |sum, value| {
        *sum += value;
        Some(*sum)
    });
    [0.0].into_iter().chain(sums).collect()
}

fn differences(one: &[f64], other: &[f64], first: usize) -> Vec<f64> {
    one[..first].iter().zip(&other[..first]).map(|(one, other)| one - other).collect()
}

fn variances(batches: &[Vec<f64>], first: usize) -> Vec<Vec<f64>> {
    let pair = |one: &Vec<f64>, other: &Vec<f64>| variance(&differences(one, other, first));
    batches.iter().map(|one| batches.iter().map(|other| pair(one, other)).collect()).collect()
}

/// The least normal of the differences from the option with the best mean.
fn least_normal(batches: &[Vec<f64>], first: usize) -> Option<Normality> {
    let means: Vec<f64> = batches.iter().map(|batches| mean(&batches[..first])).collect();
    let best = (0..means.len()).max_by(|one, other| means[*one].total_cmp(&means[*other]))?;
    let others = (0..means.len()).filter(|option| *option != best);
    let tested = others.filter_map(|o| normality(&differences(&batches[best], &batches[o], first)));
    let tested: Vec<Normality> = tested.collect();
    let worst = tested.iter().max_by(|one, other| one.statistic.total_cmp(&other.statistic))?;
    let probability = (worst.probability * tested.len() as f64).min(1.0);
    Some(Normality { statistic: worst.statistic, probability })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_boundary_is_worked_by_hand() {
        // Two options, n₀ = 3, confidence 0.95: h² = 2 (0.1⁻¹ − 1) = 18. Differences 1, 2, 3 have
        // the variance 1. With indifference 3 the sum may be behind by (18/3 − 9)/2 < 0, so 0: the
        // second is dropped at once.
        let values = [vec![1.0, 2.0, 3.0], vec![0.0; 3]];
        let at_once = Elimination::new(0.95, 3.0, 3, 1).expect("settings").standing(&values);
        assert_eq!(at_once.next, Next::Chosen(0));
        assert_eq!(at_once.dropped, [Dropped { option: 1, by: 0, batches: 3 }]);
        // With indifference 1 it may be behind by (18 − 3)/2 = 7.5, and is by 6: one more of each
        // is needed.
        let choice = Elimination::new(0.95, 1.0, 3, 1).expect("settings");
        let later = choice.standing(&values);
        assert_eq!(later.next, Next::Simulate { options: vec![0, 1], replications: 4 });
        // Then by (18 − 4)/2 = 7: at 6 + 0.9 it is not beyond the boundary, at 6 + 1.1 it is.
        let with = |last: f64| choice.standing(&[vec![1.0, 2.0, 3.0, last], vec![0.0; 4]]).next;
        assert_eq!(with(0.9), Next::Simulate { options: vec![0, 1], replications: 5 });
        assert_eq!(with(1.1), Next::Chosen(0));
    }

    #[test]
    fn batches_are_means_of_so_many_replications() {
        let choice = Elimination::new(0.95, 1.0, 4, 5).expect("settings");
        let values = [vec![0.0; 19], vec![1.0; 40]];
        let begun = choice.standing(&values);
        assert_eq!(begun.next, Next::Simulate { options: vec![0, 1], replications: 20 });
        let done = choice.standing(&[vec![0.0; 20], vec![1.0; 40]]);
        assert_eq!((done.next, done.batches), (Next::Chosen(1), 4));
    }

    #[test]
    fn options_that_are_the_same_tie_and_do_not_go_on_for_ever() {
        let choice = Elimination::new(0.95, 1.0, 3, 1).expect("settings");
        let same = vec![3.0, 1.0, 2.0];
        let standing = choice.standing(&[same.clone(), same.clone(), vec![-9.0, -9.1, -9.0]]);
        assert_eq!(standing.remaining, [0, 1], "{standing:?}");
        assert_eq!(standing.next, Next::Tied(vec![0, 1]));
        assert_eq!(choice.standing(&[vec![]]).next, Next::Chosen(0));
    }

    #[test]
    fn settings_out_of_range_are_refused() {
        assert!(matches!(
            Elimination::new(1.0, 1.0, 2, 1),
            Err(EliminationError::Confidence { .. })
        ));
        assert!(matches!(
            Elimination::new(0.9, 0.0, 2, 1),
            Err(EliminationError::Indifference { .. })
        ));
        assert!(matches!(Elimination::new(0.9, 1.0, 1, 1), Err(EliminationError::Stage { .. })));
        assert!(matches!(Elimination::new(0.9, 1.0, 2, 0), Err(EliminationError::Stage { .. })));
    }
}
