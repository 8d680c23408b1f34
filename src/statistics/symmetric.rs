//! Symmetric matrices: their eigenvalues, and functions of them such as square roots.

/// A square matrix, row by row.
pub type Matrix = Vec<Vec<f64>>;

/// Rounds of rotations after which the rest off the diagonal is rounding; ten are many.
const MOST_ROUNDS: u32 = 60;

/// A symmetric matrix as Q · diagonal · Qᵀ.
#[derive(Clone, Debug, PartialEq)]
pub struct Eigen {
    /// The eigenvalues, in no particular order.
    pub values: Vec<f64>,
    /// Q: the eigenvectors as columns.
    pub vectors: Matrix,
}

impl Eigen {
    /// Decomposes a symmetric matrix of finite numbers. Only its lower triangle counts.
    ///
    /// # Source
    ///
    /// Jacobi's method of cyclic rotations: Golub and Van Loan (2013), *Matrix Computations*, 4th
    /// edition, section 8.5.
    ///
    /// # Example
    ///
    /// ```
    /// use pcn_sim::statistics::symmetric::Eigen;
    ///
    /// let mut values = Eigen::of(&[vec![2.0, 1.0], vec![1.0, 2.0]]).values;
    /// values.sort_by(f64::total_cmp);
    /// assert!((values[0] - 1.0).abs() < 1e-12 && (values[1] - 3.0).abs() < 1e-12);
    /// ```
    pub fn of(matrix: &[Vec<f64>]) -> Eigen {
        let count = matrix.len();
        let at = |i: usize, j: usize| if i >= j { matrix[i][j] } else { matrix[j][i] };
        let mut a: Matrix = (0..count).map(|i| (0..count).map(|j| at(i, j)).collect()).collect();
        let unit = |i: usize| (0..count).map(|j| f64::from(u8::from(i == j))).collect();
        let mut q: Matrix = (0..count).map(unit).collect();
        for _ in 0..MOST_ROUNDS {
            let mut is_done = true;
            for i in 0..count {
                for j in i + 1..count {
                    // What is lost against both ends of the diagonal is zero.
                    if a[i][j].abs() > 1e-17 * (a[i][i].abs() + a[j][j].abs()) {
                        rotate(&mut a, &mut q, i, j);
                        is_done = false;
                    }
                }
            }
            if is_done {
                break;
            }
        }
        Eigen { values: (0..count).map(|i| a[i][i]).collect(), vectors: q }
    }

    /// The symmetric matrix with the same eigenvectors and the function `f` of each eigenvalue.
    pub fn map(&self, f: impl Fn(f64) -> f64) -> Matrix {
        let values: Vec<f64> = self.values.iter().map(|value| f(*value)).collect();
        let count = values.len();
        let entry = |i: usize, j: usize| -> f64 {
            (0..count).map(|k| self.vectors[i][k] * values[k] * self.vectors[j][k]).sum()
        };
        (0..count).map(|i| (0..count).map(|j| entry(i, j)).collect()).collect()
    }
}

/// Rotates the coordinates `i` and `j`, the smaller first, so that the entry at their crossing
/// becomes zero.
fn rotate(a: &mut [Vec<f64>], q: &mut [Vec<f64>], i: usize, j: usize) {
    let slope = (a[j][j] - a[i][i]) / (2.0 * a[i][j]);
    let tangent = slope.signum() / (slope.abs() + (slope * slope + 1.0).sqrt());
    let cosine = 1.0 / (tangent * tangent + 1.0).sqrt();
    let sine = tangent * cosine;
    for row in a.iter_mut().chain(q.iter_mut()) {
        (row[i], row[j]) = (cosine * row[i] - sine * row[j], sine * row[i] + cosine * row[j]);
    }
    let (above, below) = a.split_at_mut(j);
    for (one, other) in above[i].iter_mut().zip(&mut below[0]) {
        (*one, *other) = (cosine * *one - sine * *other, sine * *one + cosine * *other);
    }
}

/// The product of two matrices.
pub fn product(one: &[Vec<f64>], other: &[Vec<f64>]) -> Matrix {
    let entry =
        |row: &[f64], j: usize| -> f64 { row.iter().zip(other).map(|(x, o)| x * o[j]).sum() };
    let columns = other.first().map_or(0, Vec::len);
    one.iter().map(|row| (0..columns).map(|j| entry(row, j)).collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_matrix_is_put_together_again_and_its_root_squares_to_it() {
        // Gram's matrix of some vectors: positive definite.
        let matrix: Matrix = (0..6)
            .map(|i| {
                (0..6).map(|j| if i == j { 3.0 } else { 1.0 / f64::from(1 + i + j) }).collect()
            })
            .collect();
        let eigen = Eigen::of(&matrix);
        let root = eigen.map(f64::sqrt);
        for found in [eigen.map(|value| value), product(&root, &root)] {
            for (found, known) in found.iter().flatten().zip(matrix.iter().flatten()) {
                assert!((found - known).abs() < 1e-12, "{found} {known}");
            }
        }
    }

    #[test]
    fn zeros_and_one_number_are_decomposed_too() {
        assert_eq!(Eigen::of(&[vec![0.0, 0.0], vec![0.0, 0.0]]).values, [0.0, 0.0]);
        assert_eq!(Eigen::of(&[vec![-4.0]]).values, [-4.0]);
        let singular = Eigen::of(&[vec![1.0, 1.0], vec![1.0, 1.0]]);
        assert!(singular.values.iter().any(|value| value.abs() < 1e-15));
        assert_eq!(Eigen::of(&[]).values, [0.0; 0]);
    }
}
