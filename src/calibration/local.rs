//! A linear picture of a simulator around a place: a stored Jacobian, corrected by runs near the place.

use crate::statistics::least_squares::{Ridge, dot};

/// A stored slope is taken to be wrong by this part of the usual size of the slopes of its result \[-\].
const SLOPE_ERROR: f64 = 0.5;

/// The least noise of a result, as a part of its usual slope, so that a result without noise can be divided by
/// it \[-\].
const LEAST_NOISE: f64 = 0.01;

/// Parameters and the results of a run there.
pub type Run = (Vec<f64>, Vec<f64>);

/// Results as linear functions of parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct Local {
    /// The place around which it holds.
    pub place: Vec<f64>,
    /// The results there, chance taken out as far as the runs allow.
    pub results: Vec<f64>,
    /// By result, then parameter: the change of the result for one unit of the parameter.
    pub jacobian: Vec<Vec<f64>>,
}

impl Local {
    /// The picture around `place` that is most probable after `runs`: each slope is normal around that of
    /// `jacobian`, nothing is known of the results at `place`, and the results of a run have the variances
    /// `noise`, or those by which the runs miss the picture, if these are larger. `None` without runs.
    ///
    /// # Example
    ///
    /// ```
    /// use pcn_sim::calibration::local::Local;
    ///
    /// // The stored slope is 2, the true one 3; four runs without noise find it.
    /// let runs: Vec<(Vec<f64>, Vec<f64>)> =
    ///     [-1.0, -0.5, 0.5, 1.0].map(|z| (vec![z], vec![7.0 + 3.0 * z])).into();
    /// let local = Local::of(&[0.0], &[vec![2.0]], &runs, &[0.0]).expect("there are runs");
    /// assert!((local.jacobian[0][0] - 3.0).abs() < 0.05);
    /// assert!((local.at(&[2.0])[0] - 13.0).abs() < 0.1);
    /// ```
    pub fn of(place: &[f64], jacobian: &[Vec<f64>], runs: &[Run], noise: &[f64]) -> Option<Local> {
        let away = |(at, _): &Run| -> Vec<f64> {
            std::iter::once(1.0).chain(at.iter().zip(place).map(|(at, place)| at - place)).collect()
        };
        let rows: Vec<Vec<f64>> = runs.iter().map(away).collect();
        let mut local = Local { place: place.to_vec(), results: Vec::new(), jacobian: Vec::new() };
        for (index, (slopes, noise)) in jacobian.iter().zip(noise).enumerate() {
            // What the stored slopes do not explain.
            let left =
                |(row, (_, results)): (&Vec<f64>, &Run)| results[index] - dot(&row[1..], slopes);
            let left: Vec<f64> = rows.iter().zip(runs).map(left).collect();
            let usual = dot(slopes, slopes) / slopes.len().max(1) as f64;
            let penalty = 1.0 / (SLOPE_ERROR * SLOPE_ERROR * usual).max(f64::MIN_POSITIVE.sqrt());
            let least = (LEAST_NOISE * LEAST_NOISE * usual).max(1e-12);
            let fit = |variance: f64| {
                let weights = vec![1.0 / variance.max(least); rows.len()];
                Ridge::new(&rows, &weights, penalty).map(|ridge| ridge.fit(&left))
            };
            let first = fit(*noise)?;
            let missed = dot(&first.left_out, &first.left_out) / rows.len() as f64;
            let found = fit(noise.max(missed))?.coefficients;
            local.results.push(found[0]);
            local.jacobian.push(slopes.iter().zip(&found[1..]).map(|(a, b)| a + b).collect());
        }
        Some(local)
    }

    /// The results foretold at other parameters.
    pub fn at(&self, parameters: &[f64]) -> Vec<f64> {
        let away: Vec<f64> = parameters.iter().zip(&self.place).map(|(at, by)| at - by).collect();
        self.results.iter().zip(&self.jacobian).map(|(at, row)| at + dot(row, &away)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_runs_there_is_no_picture() {
        assert_eq!(Local::of(&[0.0], &[vec![1.0]], &[], &[1.0]), None);
    }

    #[test]
    fn a_slope_that_no_run_shows_stays_as_stored() {
        let runs = [(vec![1.0, 0.0], vec![5.0]), (vec![-1.0, 0.0], vec![1.0])];
        let local =
            Local::of(&[0.0, 0.0], &[vec![2.0, 4.0]], &runs, &[0.01]).expect("there are runs");
        assert!((local.jacobian[0][0] - 2.0).abs() < 1e-9);
        assert!((local.jacobian[0][1] - 4.0).abs() < 1e-9);
        assert!((local.results[0] - 3.0).abs() < 1e-9);
    }

    #[test]
    fn noise_leaves_the_stored_slope_more_of_a_say() {
        // Two runs 2 apart whose results differ by 6: a slope of 3, beside the stored 2. By hand: the penalty
        // is 1/(0.5 × 2)² = 1, the runs are at 1 and −1, so the correction is 2w/(2w + 1) with w = 1/noise.
        // Each run misses the picture of the other by 2, so the noise is 4 if it is said to be less.
        let runs = [(vec![1.0], vec![3.0]), (vec![-1.0], vec![-3.0])];
        let found = |noise: f64| {
            Local::of(&[0.0], &[vec![2.0]], &runs, &[noise]).expect("there are runs").jacobian[0][0]
        };
        assert!((found(1e6) - 2.0).abs() < 1e-5);
        assert!((found(6.0) - 2.25).abs() < 1e-9, "{}", found(6.0));
        assert!((found(2.0) - 7.0 / 3.0).abs() < 1e-9, "{}", found(2.0));
        assert!((found(0.5) - 7.0 / 3.0).abs() < 1e-9, "{}", found(0.5));
    }
}
