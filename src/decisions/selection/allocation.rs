//! How replications are divided among options that are independent of each other, and the
//! probability that the choice is then right.

use crate::decisions::selection::constants::{NODES_PER_SD, normal_mean, rinott};
use crate::statistics::distributions::normal_share_below;
use crate::statistics::interval::variance;

/// The largest number of nodes for each standard deviation of the best option.
const MOST_NODES: f64 = 4_000.0;

/// The probability that the option with the largest true mean also has the largest estimate \[-\].
///
/// `means` are the true means and `errors` the standard errors of their estimates, in the same
/// unit. Estimates are normal and independent. The first of several best counts as the right one.
///
/// ```text
/// ∫ φ(z) Π Φ((mean(b) + error(b) z − mean(i)) / error(i)) dz,  over all i but the best b
/// ```
///
/// `None` without options, for lists of different lengths, a mean or an error that is not finite,
/// or a negative error.
///
/// # Example
///
/// ```
/// use pcn_sim::decisions::selection::allocation::probability_of_correct_selection;
///
/// // Two options, 1 apart, standard errors 3 and 4: Φ(1/5).
/// let found = probability_of_correct_selection(&[1.0, 0.0], &[3.0, 4.0]).expect("finite");
/// assert!((found - 0.579_260).abs() < 1e-6);
/// ```
pub fn probability_of_correct_selection(means: &[f64], errors: &[f64]) -> Option<f64> {
    let are_known = means.iter().chain(errors).all(|value| value.is_finite());
    if means.len() != errors.len() || !are_known || errors.iter().any(|error| *error < 0.0) {
        return None;
    }
    let best = best_of(means)?;
    let rivals: Vec<usize> = (0..means.len()).filter(|option| *option != best).collect();
    let beats = |estimate: f64| -> f64 {
        let each = rivals.iter().map(|rival| {
            let ahead = estimate - means[*rival];
            if errors[*rival] > 0.0 {
                normal_share_below(ahead / errors[*rival])
            } else {
                f64::from(u8::from(ahead >= 0.0))
            }
        });
        each.product()
    };
    if errors[best] == 0.0 {
        return Some(beats(means[best]));
    }
    let steepest = rivals.iter().map(|rival| errors[best] / errors[*rival]).fold(1.0, f64::max);
    let nodes = (NODES_PER_SD * steepest).min(MOST_NODES);
    Some(normal_mean(nodes, |z| beats(means[best] + errors[best] * z)))
}

/// The shares of replications that make a correct selection most probable, asymptotically \[-\]:
/// optimal computing budget allocation. Larger means are better.
///
/// ```text
/// N(i) / N(j) = (sd(i) / δ(i))² / (sd(j) / δ(j))²,  N(b) = sd(b) √ Σ N(i)² / sd(i)²,  δ(i) = mean(b) − mean(i)
/// ```
///
/// Options that tie with the best take all replications, which is the limit of the formula. Without
/// any variance the shares are equal. `None` for fewer than two options, lists of different
/// lengths, values that are not finite, or a negative variance.
///
/// # Source
///
/// Chen, Lin, Yücesan and Chick (2000), "Simulation budget allocation for further enhancing the
/// efficiency of ordinal optimization", *Discrete Event Dynamic Systems* 10: 251–270. For
/// independent options; it ignores that paired differences are more precise.
///
/// # Example
///
/// ```
/// use pcn_sim::decisions::selection::allocation::optimal_shares;
///
/// // Two options of the same variance share equally.
/// assert_eq!(optimal_shares(&[0.0, 1.0], &[4.0, 4.0]), Some(vec![0.5, 0.5]));
/// ```
pub fn optimal_shares(means: &[f64], variances: &[f64]) -> Option<Vec<f64>> {
    let are_known = means.iter().chain(variances).all(|value| value.is_finite());
    if means.len() < 2 || means.len() != variances.len() || !are_known {
        return None;
    }
    if variances.iter().any(|variance| *variance < 0.0) {
        return None;
    }
    let best = best_of(means)?;
    let rivals = || (0..means.len()).filter(|option| *option != best);
    let is_tied = rivals().any(|option| means[option] == means[best]);
    let mut shares = vec![0.0; means.len()];
    for option in rivals() {
        let behind = means[best] - means[option];
        shares[option] = match (is_tied, behind == 0.0) {
            (true, true) => variances[option],
            (true, false) => 0.0,
            _ => variances[option] / (behind * behind),
        };
    }
    let squares = rivals()
        .filter(|option| variances[*option] > 0.0)
        .map(|option| shares[option] * shares[option] / variances[option]);
    shares[best] = (variances[best] * squares.sum::<f64>()).sqrt();
    let total: f64 = shares.iter().sum();
    if total > 0.0 {
        shares.iter_mut().for_each(|share| *share /= total);
    } else {
        shares.fill(1.0 / means.len() as f64);
    }
    Some(shares)
}

/// How many of `more` replications each option receives next, when it has `made` so many, so that
/// the sums approach [`optimal_shares`]. Options that already have more than their share receive
/// none.
///
/// `None` as for [`optimal_shares`], or if `made` has another length.
pub fn next_replications(
    means: &[f64],
    variances: &[f64],
    made: &[u32],
    more: u32,
) -> Option<Vec<u32>> {
    let mut shares = optimal_shares(means, variances)?;
    if made.len() != means.len() {
        return None;
    }
    // Leave out options with more than their share until the rest can be met exactly.
    let mut wanted: Vec<f64>;
    loop {
        let taking = |option: &usize| shares[*option] > 0.0;
        let counted: Vec<usize> = (0..made.len()).filter(taking).collect();
        let sum: f64 = counted.iter().map(|option| shares[*option]).sum();
        let budget = f64::from(more) + counted.iter().map(|o| f64::from(made[*o])).sum::<f64>();
        wanted = shares.iter().map(|share| share / sum * budget).collect();
        let over = |option: &&usize| wanted[**option] < f64::from(made[**option]);
        let over: Vec<usize> = counted.iter().filter(over).copied().collect();
        if over.is_empty() {
            let needed = |(option, wanted): (usize, &f64)| {
                if shares[option] > 0.0 { wanted - f64::from(made[option]) } else { 0.0 }
            };
            wanted = wanted.iter().enumerate().map(needed).collect();
            break;
        }
        over.iter().for_each(|option| shares[*option] = 0.0);
    }
    Some(whole(&wanted, more))
}

/// Whole numbers near `wanted` that add up to `sum`: those with the largest rest are rounded up.
fn whole(wanted: &[f64], sum: u32) -> Vec<u32> {
    let mut found: Vec<u32> = wanted.iter().map(|value| value.floor() as u32).collect();
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|a, b| wanted[*b].fract().total_cmp(&wanted[*a].fract()).then(a.cmp(b)));
    let left = sum.saturating_sub(found.iter().sum());
    order.iter().take(left as usize).for_each(|option| found[*option] += 1);
    found
}

/// The numbers of values that Rinott's two-stage procedure takes of each option in all, given its
/// `first` values. The option with the largest mean of all values is then selected.
///
/// `None` if an option has fewer than two first values or another number than the rest, if
/// `indifference` is not above 0, or as for [`rinott`].
pub fn rinott_sizes(first: &[Vec<f64>], indifference: f64, confidence: f64) -> Option<Vec<u64>> {
    let count = first.first()?.len();
    if count < 2 || first.iter().any(|values| values.len() != count) || indifference.is_nan() {
        return None;
    }
    let h = rinott(first.len(), count, confidence)?;
    let size = |values: &Vec<f64>| {
        let root = h / indifference;
        (root * root * variance(values)).ceil().max(count as f64) as u64
    };
    (indifference > 0.0).then(|| first.iter().map(size).collect())
}

/// The first option with the largest mean.
fn best_of(means: &[f64]) -> Option<usize> {
    (0..means.len()).reduce(|best, option| if means[option] > means[best] { option } else { best })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn very_different_errors_are_integrated_too() {
        // Two options always have Φ(δ / √(e₁² + e₂²)).
        for (one, other) in [(1.0, 1.0), (1.0, 0.02), (0.02, 1.0), (0.0, 1.0), (1.0, 0.0)] {
            let found =
                probability_of_correct_selection(&[0.3, 0.0], &[one, other]).expect("finite");
            let known = normal_share_below(0.3 / f64::hypot(one, other));
            let tolerance = if other == 0.0 { 0.02 } else { 1e-9 };
            assert!((found - known).abs() < tolerance, "{one} {other}: {found} {known}");
        }
    }

    #[test]
    fn options_that_tie_share_equally() {
        let found = probability_of_correct_selection(&[1.0; 4], &[2.0; 4]).expect("finite");
        assert!((found - 0.25).abs() < 1e-9, "{found}");
        assert_eq!(optimal_shares(&[1.0, 1.0, 0.0], &[1.0; 3]), Some(vec![0.5, 0.5, 0.0]));
        assert_eq!(optimal_shares(&[1.0, 2.0], &[0.0; 2]), Some(vec![0.5, 0.5]));
    }

    #[test]
    fn the_next_replications_approach_the_shares_and_take_none_back() {
        // Shares 1/2, 1/2: 10 made of the one and 2 of the other; 4 more all go to the other.
        assert_eq!(next_replications(&[0.0, 1.0], &[1.0; 2], &[10, 2], 4), Some(vec![0, 4]));
        assert_eq!(next_replications(&[0.0, 1.0], &[1.0; 2], &[10, 2], 10), Some(vec![1, 9]));
        let many =
            next_replications(&[3.0, 2.0, 1.0], &[1.0, 2.0, 3.0], &[5; 3], 101).expect("shares");
        assert_eq!(many.iter().sum::<u32>(), 101);
    }

    #[test]
    fn rinotts_sizes_grow_with_the_variance() {
        let first = [vec![0.0, 1.0, 0.0, 1.0], vec![0.0, 10.0, 0.0, 10.0]];
        let sizes = rinott_sizes(&first, 1.0, 0.95).expect("sizes");
        let h = rinott(2, 4, 0.95).expect("h");
        // The variances are 1/3 and 100/3.
        assert_eq!(sizes[1], (h * h * 100.0 / 3.0).ceil() as u64);
        assert_eq!(rinott_sizes(&first, 0.0, 0.95), None);
        assert_eq!(rinott_sizes(&first, 100.0, 0.95), Some(vec![4, 4]));
    }
}
