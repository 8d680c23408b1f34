//! Which options cannot be told from the best.

use crate::statistics::interval::{MeanInterval, mean, mean_interval};

/// An option beside the best.
#[derive(Clone, Debug, PartialEq)]
pub struct Rival {
    /// The index of the option.
    pub option: usize,
    /// By how much the best is better \[the unit of the values\]: the mean of the paired
    /// differences and its simultaneous interval.
    pub behind: MeanInterval,
}

impl Rival {
    /// Whether the best is clearly better: the whole interval of the difference lies above 0.
    pub fn is_clear(&self) -> bool {
        self.behind.bounds().is_some_and(|(low, _)| low > 0.0)
    }
}

/// The option with the best mean, and how the others compare.
#[derive(Clone, Debug, PartialEq)]
pub struct Apart {
    /// The index of the first option with the largest mean.
    pub best: usize,
    /// All others, in their order.
    pub rivals: Vec<Rival>,
}

impl Apart {
    /// The options that cannot be told from the best. A best may be claimed only if there is none.
    pub fn ties(&self) -> impl Iterator<Item = usize> {
        self.rivals.iter().filter(|rival| !rival.is_clear()).map(|rival| rival.option)
    }
}

/// Compares options by their paired differences from the one with the largest mean.
///
/// `values[option][replication]`; the values of a replication belong together. The intervals hold
/// together with the probability `confidence`, by Bonferroni's inequality over all pairs, since the
/// best is chosen by the same values. `None` for fewer than two options or two replications,
/// different numbers of replications, or values that are not finite.
///
/// # Example
///
/// ```
/// use pcn_sim::decisions::selection::apart::apart;
///
/// // The second is always 2 to 4 better than the first, and hardly differs from the third.
/// let values = [vec![0.0, 5.0, 9.0], vec![2.0, 8.0, 13.0], vec![2.5, 7.0, 13.1]];
/// let found = apart(&values, 0.8).expect("three options");
/// assert_eq!(found.best, 1);
/// assert_eq!(found.ties().collect::<Vec<_>>(), [2]);
/// ```
pub fn apart(values: &[Vec<f64>], confidence: f64) -> Option<Apart> {
    compared(values, confidence, values.len() * (values.len().saturating_sub(1)) / 2)
}

/// Compares options like [`apart`], by narrower intervals that hold together over the comparisons of one
/// option with all others, whichever is the best.
///
/// The best and its [ties](Apart::ties) contain the option that is truly the best with the probability
/// `confidence`: it is left out only if one of its own comparisons errs. An option without ties is so
/// claimed wrongly with at most the rest of the probability. Nothing is said of the order of the others.
///
/// # Source
///
/// Gupta (1965), "On some multiple decision (selection and ranking) rules", *Technometrics* 7: 225–245, with
/// Bonferroni's inequality for paired differences.
///
/// # Example
///
/// ```
/// use pcn_sim::decisions::selection::apart::{apart, leading};
///
/// let values = [vec![0.0, 5.0, 9.0], vec![2.0, 8.0, 13.0], vec![2.5, 7.0, 13.1]];
/// let width = |found: pcn_sim::decisions::selection::apart::Apart| found.rivals[0].behind.half_width;
/// assert!(width(leading(&values, 0.8).expect("three options")) < width(apart(&values, 0.8).expect("three")));
/// ```
pub fn leading(values: &[Vec<f64>], confidence: f64) -> Option<Apart> {
    compared(values, confidence, values.len().saturating_sub(1))
}

/// The options compared with the best, by intervals of which so many hold together.
fn compared(values: &[Vec<f64>], confidence: f64, together: usize) -> Option<Apart> {
    let count = values.first()?.len();
    if values.len() < 2 || count < 2 || values.iter().any(|option| option.len() != count) {
        return None;
    }
    let means: Vec<f64> = values.iter().map(|option| mean(option)).collect();
    let best = (0..means.len())
        .reduce(|best, option| if means[option] > means[best] { option } else { best })?;
    let each = 1.0 - (1.0 - confidence) / together as f64;
    let others = (0..values.len()).filter(|option| *option != best);
    let rivals = others.map(|option| {
        let pairs = values[best].iter().zip(&values[option]);
        let differences: Vec<f64> = pairs.map(|(one, other)| one - other).collect();
        Some(Rival { option, behind: mean_interval(&differences, each)? })
    });
    Some(Apart { best, rivals: rivals.collect::<Option<Vec<_>>>()? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::samplers::standard_normal;
    use crate::engine::streams::Streams;

    #[test]
    fn equal_options_are_seldom_told_apart() {
        // Five options that are all the same: at most 5% of choices claim a winner.
        let streams = Streams::new(1, 0);
        let claimed = (0..1_000_u64).filter(|study| {
            let value = |option, r| standard_normal(streams.uniform(0, *study, r, option));
            let values: Vec<Vec<f64>> =
                (0..5).map(|option| (0..20).map(|r| value(option, r)).collect()).collect();
            apart(&values, 0.95).expect("five options").ties().next().is_none()
        });
        let claimed = claimed.count();
        assert!(claimed <= 50 + 14, "{claimed} of 1,000");
    }

    #[test]
    fn the_leading_options_seldom_lack_the_best() {
        // Ten options; the first is better by a standard error, or nothing: it is left out, or another is
        // claimed, in at most 5% of studies.
        let streams = Streams::new(2, 0);
        for ahead in [0.0, 0.3] {
            let value = |study, option, r| {
                let noise = standard_normal(streams.uniform(0, study, r, option));
                noise + if option == 0 { ahead } else { 0.0 }
            };
            let lacks = (0..1_000_u64).filter(|study| {
                let values: Vec<Vec<f64>> =
                    (0..10).map(|o| (0..10).map(|r| value(*study, o, r)).collect()).collect();
                let found = leading(&values, 0.95).expect("ten options");
                found.best != 0 && !found.ties().any(|option| option == 0)
            });
            let lacks = lacks.count();
            assert!(lacks <= 50 + 14, "{lacks} of 1,000 at {ahead}");
        }
    }

    #[test]
    fn options_without_a_difference_tie() {
        let found = apart(&[vec![1.0, 2.0], vec![1.0, 2.0]], 0.95).expect("two options");
        assert_eq!((found.best, found.ties().collect::<Vec<_>>()), (0, vec![1]));
        assert_eq!(apart(&[vec![1.0, 2.0]], 0.95), None);
        assert_eq!(apart(&[vec![1.0, 2.0], vec![1.0]], 0.95), None);
    }
}
