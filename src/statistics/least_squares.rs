//! Least squares with a penalty: ridge regression, by Cholesky's decomposition.

/// A weighted set of rows of features, prepared for fitting.
#[derive(Clone, Debug)]
pub struct Ridge<'r> {
    rows: &'r [Vec<f64>],
    weights: &'r [f64],
    /// The lower triangle of the decomposition, row by row.
    lower: Vec<Vec<f64>>,
}

/// The result of fitting one series of values.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    /// One coefficient for each feature.
    pub coefficients: Vec<f64>,
    /// The error of the prediction of each value from a fit to all others, without refitting:
    /// residual / (1 − leverage).
    pub left_out: Vec<f64>,
}

impl<'r> Ridge<'r> {
    /// Prepares the fit that minimises
    ///
    /// ```text
    /// Σ weight · (value − row · coefficients)² + penalty · Σ coefficient²
    /// ```
    ///
    /// The first feature, the constant, has no penalty. `None` if the coefficients are not
    /// determined; a penalty above 0 then helps.
    ///
    /// # Panics
    ///
    /// If the number of weights is not the number of rows.
    pub fn new(rows: &'r [Vec<f64>], weights: &'r [f64], penalty: f64) -> Option<Ridge<'r>> {
        assert_eq!(rows.len(), weights.len(), "every row has a weight");
        let count = rows.first()?.len();
        let mut matrix = vec![vec![0.0; count]; count];
        for (row, weight) in rows.iter().zip(weights) {
            for i in 0..count {
                for j in 0..=i {
                    matrix[i][j] += weight * row[i] * row[j];
                }
            }
        }
        for (i, row) in matrix.iter_mut().enumerate().skip(1) {
            row[i] += penalty;
        }
        Some(Ridge { rows, weights, lower: cholesky(matrix)? })
    }

    /// The coefficients that fit `values`, one for each row.
    pub fn coefficients(&self, values: &[f64]) -> Vec<f64> {
        let mut right = vec![0.0; self.lower.len()];
        for ((row, weight), value) in self.rows.iter().zip(self.weights).zip(values) {
            right.iter_mut().zip(row).for_each(|(sum, x)| *sum += weight * x * value);
        }
        self.backward(self.forward(&right))
    }

    /// Fits `values`, one for each row.
    pub fn fit(&self, values: &[f64]) -> Fit {
        self.fit_with(values, &self.leverages())
    }

    /// The leverage of each row: how much its value moves its own prediction \[-\], 0 to 1.
    pub fn leverages(&self) -> Vec<f64> {
        let of = |(row, weight): (&Vec<f64>, &f64)| {
            let half = self.forward(row);
            weight * dot(&half, &half)
        };
        self.rows.iter().zip(self.weights).map(of).collect()
    }

    /// [`Ridge::fit`], with the [`Ridge::leverages`] that many series of values share.
    pub fn fit_with(&self, values: &[f64], leverages: &[f64]) -> Fit {
        let coefficients = self.coefficients(values);
        let left_out =
            self.rows.iter().zip(leverages).zip(values).map(|((row, leverage), value)| {
                // A row that alone determines its coefficients gives no information on the fit.
                (value - dot(row, &coefficients)) / (1.0 - leverage).max(LEAST_FREEDOM)
            });
        Fit { left_out: left_out.collect(), coefficients }
    }

    /// L z = right.
    fn forward(&self, right: &[f64]) -> Vec<f64> {
        let mut solved: Vec<f64> = Vec::with_capacity(right.len());
        for (row, right) in self.lower.iter().zip(right) {
            let sum = dot(&row[..solved.len()], &solved);
            solved.push((right - sum) / row[solved.len()]);
        }
        solved
    }

    /// Lᵀ x = right.
    fn backward(&self, mut right: Vec<f64>) -> Vec<f64> {
        for i in (0..right.len()).rev() {
            right[i] /= self.lower[i][i];
            let known = right[i];
            for (j, rest) in right[..i].iter_mut().enumerate() {
                *rest -= self.lower[i][j] * known;
            }
        }
        right
    }
}

/// Keeps the division by a row's remaining freedom finite.
const LEAST_FREEDOM: f64 = 0.02;

/// The sum of products, term by term.
pub fn dot(one: &[f64], other: &[f64]) -> f64 {
    one.iter().zip(other).map(|(a, b)| a * b).sum()
}

/// The solutions x of `matrix` x = right for each of `rights`; `None` if `matrix`, of which only the lower
/// triangle is read, is not positive definite.
pub fn solved(matrix: Vec<Vec<f64>>, rights: &[Vec<f64>]) -> Option<Vec<Vec<f64>>> {
    let ridge = Ridge { rows: &[], weights: &[], lower: cholesky(matrix)? };
    Some(rights.iter().map(|right| ridge.backward(ridge.forward(right))).collect())
}

/// The lower triangle L with L Lᵀ = `matrix`. Only the lower triangle of `matrix` is read.
fn cholesky(mut matrix: Vec<Vec<f64>>) -> Option<Vec<Vec<f64>>> {
    for i in 0..matrix.len() {
        for j in 0..=i {
            let sum = matrix[i][j] - dot(&matrix[i][..j], &matrix[j][..j]);
            if i == j {
                if sum.is_nan() || sum <= 1e-12 * matrix[i][i].abs() {
                    return None;
                }
                matrix[i][i] = sum.sqrt();
            } else {
                matrix[i][j] = sum / matrix[j][j];
            }
        }
        matrix[i].truncate(i + 1);
    }
    Some(matrix)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: &[f64], known: &[f64]) {
        assert_eq!(found.len(), known.len());
        for (found, known) in found.iter().zip(known) {
            assert!((found - known).abs() < 1e-9, "{found} is not {known}");
        }
    }

    #[test]
    fn a_line_through_three_points_is_the_one_worked_by_hand() {
        // Points (0, 1), (1, 2), (2, 4): slope 3/2, height at 0 is 5/6; residuals 1/6, −1/3, 1/6;
        // leverages 5/6, 1/3, 5/6; left out 1, −1/2, 1.
        let rows: Vec<Vec<f64>> = [0.0, 1.0, 2.0].iter().map(|x| vec![1.0, *x]).collect();
        let fit = Ridge::new(&rows, &[1.0; 3], 0.0).expect("determined").fit(&[1.0, 2.0, 4.0]);
        close(&fit.coefficients, &[5.0 / 6.0, 1.5]);
        close(&fit.left_out, &[1.0, -0.5, 1.0]);
    }

    #[test]
    fn a_penalty_shrinks_the_slope_and_not_the_mean() {
        // Centred x = −1, 0, 1: Σx² = 2, Σxy = 3; with penalty 2 the slope is 3/4, the mean 7/3.
        let rows: Vec<Vec<f64>> = [-1.0, 0.0, 1.0].iter().map(|x| vec![1.0, *x]).collect();
        let fit = Ridge::new(&rows, &[1.0; 3], 2.0).expect("determined").fit(&[1.0, 2.0, 4.0]);
        close(&fit.coefficients, &[7.0 / 3.0, 0.75]);
    }

    #[test]
    fn a_weight_of_two_is_the_point_twice() {
        let rows = vec![vec![1.0, 0.0], vec![1.0, 1.0], vec![1.0, 3.0]];
        let twice = vec![vec![1.0, 0.0], vec![1.0, 1.0], vec![1.0, 3.0], vec![1.0, 3.0]];
        let one = Ridge::new(&rows, &[1.0, 1.0, 2.0], 0.1).expect("determined");
        let other = Ridge::new(&twice, &[1.0; 4], 0.1).expect("determined");
        close(
            &one.fit(&[2.0, 0.0, 5.0]).coefficients,
            &other.fit(&[2.0, 0.0, 5.0, 5.0]).coefficients,
        );
    }

    #[test]
    fn what_is_not_determined_is_refused_without_a_penalty() {
        let rows = vec![vec![1.0, 2.0, 2.0], vec![1.0, 3.0, 3.0], vec![1.0, 5.0, 5.0]];
        assert!(Ridge::new(&rows, &[1.0; 3], 0.0).is_none());
        assert!(Ridge::new(&rows, &[1.0; 3], 0.1).is_some());
    }
}
