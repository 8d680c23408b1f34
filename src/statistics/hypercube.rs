//! Latin hypercubes: each dimension is divided into as many strata as there are points, and each
//! stratum has one point.

use crate::engine::streams::Streams;
use crate::statistics::order::shuffled;
use crate::statistics::purpose;

/// A Latin hypercube of `points` points in the unit cube, each a list of `dimensions` coordinates
/// in (0, 1). For any number of dimensions; the number of points must be known beforehand.
///
/// # Source
///
/// McKay, Beckman and Conover (1979), "A comparison of three methods for selecting values of input
/// variables in the analysis of output from a computer code", *Technometrics* 21: 239–245.
///
/// # Example
///
/// ```
/// use pcn_sim::engine::streams::Streams;
/// use pcn_sim::statistics::hypercube::latin_hypercube;
///
/// let points = latin_hypercube(4, 2, &Streams::new(1, 0));
/// let mut quarters: Vec<usize> = points.iter().map(|point| (point[1] * 4.0) as usize).collect();
/// quarters.sort();
/// assert_eq!(quarters, [0, 1, 2, 3]);
/// ```
pub fn latin_hypercube(points: usize, dimensions: usize, streams: &Streams) -> Vec<Vec<f64>> {
    let mut found = vec![Vec::with_capacity(dimensions); points];
    for dimension in 0..dimensions {
        let strata = shuffled(points, streams, purpose::STRATUM, dimension as u32);
        for (index, (point, stratum)) in found.iter_mut().zip(strata).enumerate() {
            let within =
                streams.uniform(purpose::WITHIN_STRATUM, index as u64, dimension as u32, 0);
            // Never the edge itself, at which an unbounded quantile function has no value.
            let within = within.clamp(1e-9, 1.0 - 1e-9);
            point.push((stratum as f64 + within) / points as f64);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stratum_of_every_dimension_has_one_point() {
        let points = latin_hypercube(37, 90, &Streams::new(3, 0));
        for dimension in 0..90 {
            let mut seen = [0; 37];
            points.iter().for_each(|point| seen[(point[dimension] * 37.0) as usize] += 1);
            assert_eq!(seen, [1; 37], "dimension {dimension}");
        }
    }

    #[test]
    fn dimensions_are_independent() {
        // The correlation of two independent random orders of n has the standard error 1/√(n − 1).
        let points = latin_hypercube(1_000, 10, &Streams::new(4, 0));
        for other in 1..10 {
            let products = points.iter().map(|p| (p[0] - 0.5) * (p[other] - 0.5) * 12.0);
            let correlation = products.sum::<f64>() / 1_000.0;
            assert!(correlation.abs() < 4.0 / 1_000_f64.sqrt(), "{other}: {correlation}");
        }
    }
}
