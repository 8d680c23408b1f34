//! Options that no other option beats in everything.

use crate::statistics::interval::mean_interval;

/// The indices of the points that are not dominated, in their order.
///
/// `points[option][objective]`, larger being better in each. A point is dominated if another is at
/// least as good in all objectives and better in one. Points that are the same do not dominate each
/// other. A point with NaN neither dominates nor is dominated.
///
/// # Panics
///
/// If the numbers of objectives differ.
///
/// # Example
///
/// ```
/// use pcn_sim::decisions::pareto::front;
///
/// assert_eq!(front(&[vec![1.0, 3.0], vec![2.0, 2.0], vec![1.0, 2.0]]), [0, 1]);
/// ```
pub fn front(points: &[Vec<f64>]) -> Vec<usize> {
    let is_dominated = |one: &usize| points.iter().any(|other| dominates(other, &points[*one]));
    (0..points.len()).filter(|one| !is_dominated(one)).collect()
}

fn dominates(one: &[f64], other: &[f64]) -> bool {
    assert_eq!(one.len(), other.len(), "every point has all objectives");
    let mut pairs = one.iter().zip(other);
    pairs.clone().all(|(one, other)| one >= other) && pairs.any(|(one, other)| one > other)
}

/// Where an option stands, as far as its replications tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// It is on the front: against each other option it is clearly better in something, or the same
    /// in everything.
    OnFront,
    /// Another option is clearly better in something, and the same or clearly better in all else.
    Dominated {
        /// The first such option.
        by: usize,
    },
    /// Neither is clear.
    Unclear,
}

/// Judges each option by the paired differences of all pairs.
///
/// `values[option][objective][replication]`, larger being better; the values of a replication
/// belong together. All intervals hold together with the probability `confidence` (Bonferroni).
/// `None` for fewer than two replications, different numbers of objectives or replications, or
/// values that are not finite.
///
/// # Example
///
/// ```
/// use pcn_sim::decisions::pareto::{Place, judge};
///
/// // One objective; the second option is always better by 4 to 6, the third by chance sometimes more.
/// let values = [vec![vec![1.0, 2.0, 3.0]], vec![vec![5.0, 7.0, 9.0]], vec![vec![4.0, 7.5, 8.9]]];
/// let found = judge(&values, 0.5).expect("three options");
/// assert_eq!(found, [Place::Dominated { by: 1 }, Place::Unclear, Place::Unclear]);
/// ```
pub fn judge(values: &[Vec<Vec<f64>>], confidence: f64) -> Option<Vec<Place>> {
    let objectives = values.first()?.len();
    let replications = values.first()?.first()?.len();
    let is_complete = |option: &Vec<Vec<f64>>| {
        option.len() == objectives && option.iter().all(|series| series.len() == replications)
    };
    if replications < 2 || !values.iter().all(is_complete) {
        return None;
    }
    let count = values.len();
    let tests = (count * (count - 1) / 2 * objectives).max(1) as f64;
    let each = 1.0 - (1.0 - confidence) / tests;
    // For each pair: the bounds of the difference in each objective, the first minus the second.
    let mut pairs = vec![vec![Vec::new(); count]; count];
    for one in 0..count {
        for other in one + 1..count {
            let bounds = values[one].iter().zip(&values[other]).map(|(one, other)| {
                let differences: Vec<f64> = one.iter().zip(other).map(|(a, b)| a - b).collect();
                mean_interval(&differences, each)?.bounds()
            });
            let bounds = bounds.collect::<Option<Vec<_>>>()?;
            pairs[other][one] = bounds.iter().map(|(low, high)| (-high, -low)).collect();
            pairs[one][other] = bounds;
        }
    }
    Some((0..count).map(|option| place(option, &pairs)).collect())
}

fn place(option: usize, pairs: &[Vec<Vec<(f64, f64)>>]) -> Place {
    let others = || (0..pairs.len()).filter(|other| *other != option);
    let beats = |other: &usize| {
        let bounds = &pairs[*other][option];
        bounds.iter().all(|(low, _)| *low >= 0.0) && bounds.iter().any(|(low, _)| *low > 0.0)
    };
    if let Some(by) = others().find(beats) {
        return Place::Dominated { by };
    }
    let stands_beside = |other: usize| {
        let bounds = &pairs[option][other];
        let is_same = bounds.iter().all(|bounds| *bounds == (0.0, 0.0));
        is_same || bounds.iter().any(|(low, _)| *low > 0.0)
    };
    if others().all(stands_beside) { Place::OnFront } else { Place::Unclear }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::samplers::standard_normal;
    use crate::engine::streams::Streams;

    #[test]
    fn points_that_are_the_same_are_both_on_the_front() {
        assert_eq!(front(&[vec![1.0, 1.0], vec![1.0, 1.0], vec![0.0, 1.0]]), [0, 1]);
        assert_eq!(front(&[]), [0; 0]);
    }

    #[test]
    fn a_cost_without_chance_counts_although_it_does_not_vary() {
        // The same result for less money dominates; more result for more money does not.
        let result = vec![3.0, 4.0, 5.0];
        let more: Vec<f64> = result.iter().map(|x| x + 1.0).collect();
        let values = [
            vec![result.clone(), vec![-10.0; 3]],
            vec![result, vec![-9.0; 3]],
            vec![more, vec![-12.0; 3]],
        ];
        let found = judge(&values, 0.95).expect("three options");
        assert_eq!(found, [Place::Dominated { by: 1 }, Place::OnFront, Place::OnFront]);
    }

    #[test]
    fn clear_places_are_right_and_noise_makes_places_unclear() {
        // Truth: three on the front (0,3), (2,2), (3,0) and one dominated (1,1). With little noise
        // all is clear, with much hardly anything, and what is called clear is wrong in at most 5%
        // of 200 studies.
        let truth = [[0.0, 3.0], [2.0, 2.0], [3.0, 0.0], [1.0, 1.0]];
        let streams = Streams::new(1, 0);
        let (mut wrong, mut unclear) = ([0; 2], [0; 2]);
        for study in 0..200_u64 {
            for (which, sd) in [0.3, 3.0].into_iter().enumerate() {
                let value = |option: usize, objective: usize, r: u32| {
                    let place = (option * 2 + objective) as u16;
                    truth[option][objective]
                        + sd * standard_normal(streams.uniform(0, study, r, place))
                };
                let series = |o: usize, j: usize| (0..20).map(|r| value(o, j, r)).collect();
                let values: Vec<Vec<Vec<f64>>> =
                    (0..4).map(|o| (0..2).map(|j| series(o, j)).collect()).collect();
                let places = judge(&values, 0.95).expect("four options");
                let is_wrong = |(option, place): (usize, &Place)| match place {
                    Place::OnFront => option == 3,
                    Place::Dominated { .. } => option != 3,
                    Place::Unclear => false,
                };
                wrong[which] += usize::from(places.iter().enumerate().any(is_wrong));
                unclear[which] += places.iter().filter(|place| **place == Place::Unclear).count();
            }
        }
        assert!(wrong[0] <= 10 && wrong[1] <= 10, "{wrong:?}");
        assert!(unclear[0] < 40 && unclear[1] > 400, "{unclear:?} of 800");
    }

    #[test]
    fn incomplete_values_are_not_judged() {
        assert_eq!(judge(&[vec![vec![1.0]]], 0.95), None);
        assert_eq!(judge(&[vec![vec![1.0, 2.0]], vec![vec![1.0]]], 0.95), None);
        assert_eq!(judge(&[vec![vec![1.0, 2.0]]], 0.95), Some(vec![Place::OnFront]));
    }
}
