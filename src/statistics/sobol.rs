//! Sobol' points: evenly spread over the unit cube in many dimensions.
//!
//! With n points the error of a mean over a smooth function falls almost like 1/n, and with
//! scrambling faster, where random points give 1/√n. Every point is found by its index, so points
//! may be simulated in any order and more can be added later.

use crate::engine::streams::Streams;
use crate::statistics::purpose;

/// The largest number of dimensions.
pub const DIMENSIONS: usize = 128;

/// Bits of a coordinate.
const BITS: usize = 32;

/// A Sobol' sequence in up to [`DIMENSIONS`] dimensions, plain or scrambled.
///
/// Take a power of two of points, beginning with index 0: only then is each dimension evenly
/// filled.
///
/// # Source
///
/// Sobol' (1967), *USSR Computational Mathematics and Mathematical Physics* 7(4): 86–112. Direction
/// numbers: Joe and Kuo (2008), "Constructing Sobol sequences with better two-dimensional
/// projections", *SIAM Journal on Scientific Computing* 30: 2635–2654, table new-joe-kuo-6.
/// Scrambling: Owen (1995), "Randomly permuted (t,m,s)-nets and (t,s)-sequences", in *Monte Carlo
/// and Quasi-Monte Carlo Methods in Scientific Computing*; here with random bits by address.
///
/// # Example
///
/// ```
/// use pcn_sim::statistics::sobol::Sobol;
///
/// let sobol = Sobol::new(2).expect("two dimensions");
/// let points: Vec<Vec<f64>> = (0..4).map(|index| sobol.point(index)).collect();
/// assert_eq!(points, [[0.0, 0.0], [0.5, 0.5], [0.75, 0.25], [0.25, 0.75]]);
/// ```
#[derive(Clone, Debug)]
pub struct Sobol {
    /// For each dimension, the direction numbers, the highest bit first.
    directions: Vec<[u32; BITS]>,
    scrambling: Option<Streams>,
}

impl Sobol {
    /// The plain sequence. Its first point is the origin, which an unbounded quantile function
    /// cannot use. `None` for no dimension or more than [`DIMENSIONS`].
    pub fn new(dimensions: usize) -> Option<Sobol> {
        if !(1..=DIMENSIONS).contains(&dimensions) {
            return None;
        }
        let directions = (0..dimensions).map(directions).collect();
        Some(Sobol { directions, scrambling: None })
    }

    /// The sequence with nested uniform scrambling: each point is uniform in the cube, and means
    /// over points have no bias. Independent scramblings show the error of a mean.
    pub fn scrambled(dimensions: usize, streams: Streams) -> Option<Sobol> {
        Some(Sobol { scrambling: Some(streams), ..Sobol::new(dimensions)? })
    }

    /// The number of dimensions.
    pub fn dimensions(&self) -> usize {
        self.directions.len()
    }

    /// The point with `index`, each coordinate in [0, 1). Scrambled coordinates are above 0.
    pub fn point(&self, index: u32) -> Vec<f64> {
        let gray = index ^ (index >> 1);
        let coordinate = |(dimension, directions): (usize, &[u32; BITS])| {
            let set = (0..BITS).filter(|bit| gray >> bit & 1 == 1);
            let plain = set.fold(0, |bits, bit| bits ^ directions[bit]);
            match &self.scrambling {
                None => f64::from(plain) / UNIT,
                Some(streams) => scramble(plain, dimension as u32, streams),
            }
        };
        self.directions.iter().enumerate().map(coordinate).collect()
    }
}

/// 2^32, of which a coordinate is a share.
const UNIT: f64 = 4_294_967_296.0;

/// Flips each bit by chance, depending on all bits above it, and fills up what lies below the last.
fn scramble(plain: u32, dimension: u32, streams: &Streams) -> f64 {
    let mut scrambled = 0_u32;
    for bit in 0..BITS as u32 {
        let above = if bit == 0 { 0 } else { u64::from(plain >> (BITS as u32 - bit)) };
        let path = (1_u64 << bit) + above;
        let flip = u32::from(streams.uniform(purpose::SCRAMBLE, path, dimension, 0) < 0.5);
        scrambled |= (flip ^ (plain >> (BITS as u32 - 1 - bit) & 1)) << (BITS as u32 - 1 - bit);
    }
    let rest = streams.uniform(purpose::SCRAMBLE, (1 << BITS) + u64::from(plain), dimension, 0);
    // Half a step above, so that no coordinate is 0 or 1: 20 bits remain below the 32.
    let rest = ((rest * 1_048_576.0).floor() + 0.5) / 1_048_576.0;
    (f64::from(scrambled) + rest) / UNIT
}

/// The direction numbers of a dimension, counted from 0.
fn directions(dimension: usize) -> [u32; BITS] {
    let mut found = [0; BITS];
    let Some((polynomial, initial)) = dimension.checked_sub(1).map(|row| NUMBERS[row]) else {
        found.iter_mut().enumerate().for_each(|(bit, v)| *v = 1 << (BITS - 1 - bit));
        return found;
    };
    let degree = initial.len();
    for (bit, number) in initial.iter().enumerate() {
        found[bit] = number << (BITS - 1 - bit);
    }
    for bit in degree..BITS {
        let mut next = found[bit - degree] ^ (found[bit - degree] >> degree);
        for term in 1..degree {
            if polynomial >> (degree - term) & 1 == 1 {
                next ^= found[bit - term];
            }
        }
        found[bit] = next;
    }
    found
}

/// For each dimension after the first: the primitive polynomial, a bit for each coefficient, and
/// the initial direction numbers.
const NUMBERS: [(u32, &[u32]); DIMENSIONS - 1] = [
    (3, &[1]),
    (7, &[1, 3]),
    (11, &[1, 3, 1]),
    (13, &[1, 1, 1]),
    (19, &[1, 1, 3, 3]),
    (25, &[1, 3, 5, 13]),
    (37, &[1, 1, 5, 5, 17]),
    (41, &[1, 1, 5, 5, 5]),
    (47, &[1, 1, 7, 11, 19]),
    (55, &[1, 1, 5, 1, 1]),
    (59, &[1, 1, 1, 3, 11]),
    (61, &[1, 3, 5, 5, 31]),
    (67, &[1, 3, 3, 9, 7, 49]),
    (91, &[1, 1, 1, 15, 21, 21]),
    (97, &[1, 3, 1, 13, 27, 49]),
    (103, &[1, 1, 1, 15, 7, 5]),
    (109, &[1, 3, 1, 15, 13, 25]),
    (115, &[1, 1, 5, 5, 19, 61]),
    (131, &[1, 3, 7, 11, 23, 15, 103]),
    (137, &[1, 3, 7, 13, 13, 15, 69]),
    (143, &[1, 1, 3, 13, 7, 35, 63]),
    (145, &[1, 3, 5, 9, 1, 25, 53]),
    (157, &[1, 3, 1, 13, 9, 35, 107]),
    (167, &[1, 3, 1, 5, 27, 61, 31]),
    (171, &[1, 1, 5, 11, 19, 41, 61]),
    (185, &[1, 3, 5, 3, 3, 13, 69]),
    (191, &[1, 1, 7, 13, 1, 19, 1]),
    (193, &[1, 3, 7, 5, 13, 19, 59]),
    (203, &[1, 1, 3, 9, 25, 29, 41]),
    (211, &[1, 3, 5, 13, 23, 1, 55]),
    (213, &[1, 3, 7, 3, 13, 59, 17]),
    (229, &[1, 3, 1, 3, 5, 53, 69]),
    (239, &[1, 1, 5, 5, 23, 33, 13]),
    (241, &[1, 1, 7, 7, 1, 61, 123]),
    (247, &[1, 1, 7, 9, 13, 61, 49]),
    (253, &[1, 3, 3, 5, 3, 55, 33]),
    (285, &[1, 3, 1, 15, 31, 13, 49, 245]),
    (299, &[1, 3, 5, 15, 31, 59, 63, 97]),
    (301, &[1, 3, 1, 11, 11, 11, 77, 249]),
    (333, &[1, 3, 1, 11, 27, 43, 71, 9]),
    (351, &[1, 1, 7, 15, 21, 11, 81, 45]),
    (355, &[1, 3, 7, 3, 25, 31, 65, 79]),
    (357, &[1, 3, 1, 1, 19, 11, 3, 205]),
    (361, &[1, 1, 5, 9, 19, 21, 29, 157]),
    (369, &[1, 3, 7, 11, 1, 33, 89, 185]),
    (391, &[1, 3, 3, 3, 15, 9, 79, 71]),
    (397, &[1, 3, 7, 11, 15, 39, 119, 27]),
    (425, &[1, 1, 3, 1, 11, 31, 97, 225]),
    (451, &[1, 1, 1, 3, 23, 43, 57, 177]),
    (463, &[1, 3, 7, 7, 17, 17, 37, 71]),
    (487, &[1, 3, 1, 5, 27, 63, 123, 213]),
    (501, &[1, 1, 3, 5, 11, 43, 53, 133]),
    (529, &[1, 3, 5, 5, 29, 17, 47, 173, 479]),
    (539, &[1, 3, 3, 11, 3, 1, 109, 9, 69]),
    (545, &[1, 1, 1, 5, 17, 39, 23, 5, 343]),
    (557, &[1, 3, 1, 5, 25, 15, 31, 103, 499]),
    (563, &[1, 1, 1, 11, 11, 17, 63, 105, 183]),
    (601, &[1, 1, 5, 11, 9, 29, 97, 231, 363]),
    (607, &[1, 1, 5, 15, 19, 45, 41, 7, 383]),
    (617, &[1, 3, 7, 7, 31, 19, 83, 137, 221]),
    (623, &[1, 1, 1, 3, 23, 15, 111, 223, 83]),
    (631, &[1, 1, 5, 13, 31, 15, 55, 25, 161]),
    (637, &[1, 1, 3, 13, 25, 47, 39, 87, 257]),
    (647, &[1, 1, 1, 11, 21, 53, 125, 249, 293]),
    (661, &[1, 1, 7, 11, 11, 7, 57, 79, 323]),
    (675, &[1, 1, 5, 5, 17, 13, 81, 3, 131]),
    (677, &[1, 1, 7, 13, 23, 7, 65, 251, 475]),
    (687, &[1, 3, 5, 1, 9, 43, 3, 149, 11]),
    (695, &[1, 1, 3, 13, 31, 13, 13, 255, 487]),
    (701, &[1, 3, 3, 1, 5, 63, 89, 91, 127]),
    (719, &[1, 1, 3, 3, 1, 19, 123, 127, 237]),
    (721, &[1, 1, 5, 7, 23, 31, 37, 243, 289]),
    (731, &[1, 1, 5, 11, 17, 53, 117, 183, 491]),
    (757, &[1, 1, 1, 5, 1, 13, 13, 209, 345]),
    (761, &[1, 1, 3, 15, 1, 57, 115, 7, 33]),
    (787, &[1, 3, 1, 11, 7, 43, 81, 207, 175]),
    (789, &[1, 3, 1, 1, 15, 27, 63, 255, 49]),
    (799, &[1, 3, 5, 3, 27, 61, 105, 171, 305]),
    (803, &[1, 1, 5, 3, 1, 3, 57, 249, 149]),
    (817, &[1, 1, 3, 5, 5, 57, 15, 13, 159]),
    (827, &[1, 1, 1, 11, 7, 11, 105, 141, 225]),
    (847, &[1, 3, 3, 5, 27, 59, 121, 101, 271]),
    (859, &[1, 3, 5, 9, 11, 49, 51, 59, 115]),
    (865, &[1, 1, 7, 1, 23, 45, 125, 71, 419]),
    (875, &[1, 1, 3, 5, 23, 5, 105, 109, 75]),
    (877, &[1, 1, 7, 15, 7, 11, 67, 121, 453]),
    (883, &[1, 3, 7, 3, 9, 13, 31, 27, 449]),
    (895, &[1, 3, 1, 15, 19, 39, 39, 89, 15]),
    (901, &[1, 1, 1, 1, 1, 33, 73, 145, 379]),
    (911, &[1, 3, 1, 15, 15, 43, 29, 13, 483]),
    (949, &[1, 1, 7, 3, 19, 27, 85, 131, 431]),
    (953, &[1, 3, 3, 3, 5, 35, 23, 195, 349]),
    (967, &[1, 3, 3, 7, 9, 27, 39, 59, 297]),
    (971, &[1, 1, 3, 9, 11, 17, 13, 241, 157]),
    (973, &[1, 3, 7, 15, 25, 57, 33, 189, 213]),
    (981, &[1, 1, 7, 1, 9, 55, 73, 83, 217]),
    (985, &[1, 3, 3, 13, 19, 27, 23, 113, 249]),
    (995, &[1, 3, 5, 3, 23, 43, 3, 253, 479]),
    (1001, &[1, 1, 5, 5, 11, 5, 45, 117, 217]),
    (1019, &[1, 3, 3, 7, 29, 37, 33, 123, 147]),
    (1033, &[1, 3, 1, 15, 5, 5, 37, 227, 223, 459]),
    (1051, &[1, 1, 7, 5, 5, 39, 63, 255, 135, 487]),
    (1063, &[1, 3, 1, 7, 9, 7, 87, 249, 217, 599]),
    (1069, &[1, 1, 3, 13, 9, 47, 7, 225, 363, 247]),
    (1125, &[1, 3, 7, 13, 19, 13, 9, 67, 9, 737]),
    (1135, &[1, 3, 5, 5, 19, 59, 7, 41, 319, 677]),
    (1153, &[1, 1, 5, 3, 31, 63, 15, 43, 207, 789]),
    (1163, &[1, 1, 7, 9, 13, 39, 3, 47, 497, 169]),
    (1221, &[1, 3, 1, 7, 21, 17, 97, 19, 415, 905]),
    (1239, &[1, 3, 7, 1, 3, 31, 71, 111, 165, 127]),
    (1255, &[1, 1, 5, 11, 1, 61, 83, 119, 203, 847]),
    (1267, &[1, 3, 3, 13, 9, 61, 19, 97, 47, 35]),
    (1279, &[1, 1, 7, 7, 15, 29, 63, 95, 417, 469]),
    (1293, &[1, 3, 1, 9, 25, 9, 71, 57, 213, 385]),
    (1305, &[1, 3, 5, 13, 31, 47, 101, 57, 39, 341]),
    (1315, &[1, 1, 3, 3, 31, 57, 125, 173, 365, 551]),
    (1329, &[1, 3, 7, 1, 13, 57, 67, 157, 451, 707]),
    (1341, &[1, 1, 1, 7, 21, 13, 105, 89, 429, 965]),
    (1347, &[1, 1, 5, 9, 17, 51, 45, 119, 157, 141]),
    (1367, &[1, 3, 7, 7, 13, 45, 91, 9, 129, 741]),
    (1387, &[1, 3, 7, 1, 23, 57, 67, 141, 151, 571]),
    (1413, &[1, 1, 3, 11, 17, 47, 93, 107, 375, 157]),
    (1423, &[1, 3, 3, 5, 11, 21, 43, 51, 169, 915]),
    (1431, &[1, 1, 5, 3, 15, 55, 101, 67, 455, 625]),
    (1441, &[1, 3, 5, 9, 1, 23, 29, 47, 345, 595]),
    (1479, &[1, 3, 7, 7, 5, 49, 29, 155, 323, 589]),
    (1509, &[1, 3, 3, 7, 5, 41, 127, 61, 261, 717]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_those_of_another_implementation() {
        // scipy.stats.qmc.Sobol(128, scramble=False), points 1,000 and 65,535.
        let sobol = Sobol::new(DIMENSIONS).expect("128 dimensions");
        for (index, dimension, known) in SCIPY {
            assert_eq!(sobol.point(index)[dimension], known, "{index} {dimension}");
        }
    }

    #[test]
    fn every_dimension_is_filled_evenly_scrambled_or_not() {
        let plain = Sobol::new(DIMENSIONS).expect("128 dimensions");
        let scrambled = Sobol::scrambled(DIMENSIONS, Streams::new(1, 0)).expect("128 dimensions");
        for sobol in [plain, scrambled] {
            let mut seen = vec![[0; 256]; DIMENSIONS];
            for index in 0..256 {
                for (seen, x) in seen.iter_mut().zip(sobol.point(index)) {
                    seen[(x * 256.0) as usize] += 1;
                }
            }
            assert!(seen.iter().flatten().all(|count| *count == 1));
        }
    }

    #[test]
    fn scrambled_points_integrate_better_than_random_ones() {
        // The mean of x·y·z·… (eight factors 2x) is 1; the standard error of 4,096 random points is
        // √((4/3)^8 − 1)/64 = 0.047.
        let error = |seed| {
            let sobol = Sobol::scrambled(8, Streams::new(seed, 0)).expect("eight dimensions");
            let product = |index| sobol.point(index).iter().map(|x| 2.0 * x).product::<f64>();
            (0..4_096).map(product).sum::<f64>() / 4_096.0 - 1.0
        };
        let squares: f64 = (0..20).map(error).map(|e| e * e).sum();
        assert!((squares / 20.0).sqrt() < 0.012, "{}", (squares / 20.0).sqrt());
        let mean: f64 = (0..20).map(error).sum::<f64>() / 20.0;
        assert!(mean.abs() < 3.0 * (squares / 20.0 / 20.0).sqrt(), "no bias: {mean}");
    }

    #[test]
    fn too_many_dimensions_are_refused() {
        assert!(Sobol::new(0).is_none() && Sobol::new(DIMENSIONS + 1).is_none());
    }

    const SCIPY: [(u32, usize, f64); 12] = [
        (1000, 0, 0.2197265625),
        (1000, 1, 0.0966796875),
        (1000, 7, 0.8994140625),
        (1000, 31, 0.1455078125),
        (1000, 63, 0.4462890625),
        (1000, 127, 0.5439453125),
        (65535, 0, 1.52587890625e-05),
        (65535, 1, 0.9999847412109375),
        (65535, 7, 0.7276763916015625),
        (65535, 31, 0.5090179443359375),
        (65535, 63, 0.2963714599609375),
        (65535, 127, 0.2404327392578125),
    ];
}
