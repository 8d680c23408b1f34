//! How far two samples are from each other: the work of moving one onto the other, by the share moved and how far
//! (the earth mover's or first Wasserstein distance).

/// The distance between two samples on a line, each in ascending order, in their unit. `None` if one is empty.
///
/// It is the area between both curves of shares below a value.
pub fn on_line(one: &[f64], other: &[f64]) -> Option<f64> {
    if one.is_empty() || other.is_empty() {
        return None;
    }
    let share = |passed: usize, all: usize| passed as f64 / all as f64;
    let (mut i, mut j, mut sum) = (0, 0, 0.0);
    let mut last = one[0].min(other[0]);
    while i < one.len() || j < other.len() {
        let next = match (one.get(i), other.get(j)) {
            (Some(a), Some(b)) => a.min(*b),
            (Some(a), None) => *a,
            (None, Some(b)) => *b,
            (None, None) => break,
        };
        sum += (share(i, one.len()) - share(j, other.len())).abs() * (next - last);
        i += one[i..].iter().take_while(|value| **value <= next).count();
        j += other[j..].iter().take_while(|value| **value <= next).count();
        last = next;
    }
    Some(sum)
}

/// The distance between two samples on a circle, of which the numbers in equal cells are known, in cells. `None` if
/// one is empty or they have different cells.
///
/// # Source
///
/// Rabin, Delon and Gousseau (2011), "Transportation distances on the circle", *Journal of Mathematical Imaging and
/// Vision* 41: 147–167: as on a line, from the point at which half of the differences of the shares are lower.
pub fn on_circle(one: &[u64], other: &[u64]) -> Option<f64> {
    let (all, others) = (one.iter().sum::<u64>() as f64, other.iter().sum::<u64>() as f64);
    if one.len() != other.len() || all == 0.0 || others == 0.0 {
        return None;
    }
    let mut far = 0.0;
    let differences = one.iter().zip(other).map(|(a, b)| {
        far += *a as f64 / all - *b as f64 / others;
        far
    });
    let mut differences: Vec<f64> = differences.collect();
    differences.sort_by(f64::total_cmp);
    let middle = differences[differences.len() / 2];
    Some(differences.iter().map(|value| (value - middle).abs()).sum())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_distance_of_five_rows_is_that_worked_by_hand() {
        // Each of 1, 2, 3, 4, 10 moves by 0, 1, 1, 2, 0 to 1, 3, 4, 6, 10: four fifths.
        let far = on_line(&[1.0, 2.0, 3.0, 4.0, 10.0], &[1.0, 3.0, 4.0, 6.0, 10.0]);
        assert!(far.is_some_and(|far| (far - 0.8).abs() < 1e-12), "{far:?}");
    }

    #[test]
    fn samples_of_other_sizes_are_compared_by_shares() {
        // Half of what is at 0 moves by 3.
        assert_eq!(on_line(&[0.0], &[0.0, 3.0]), Some(1.5));
        assert_eq!(on_line(&[2.0, 2.0], &[2.0]), Some(0.0));
        assert_eq!(on_line(&[], &[1.0]), None);
        assert_eq!(on_line(&[5.0, 7.0], &[1.0]), Some(5.0));
    }

    #[test]
    fn on_a_circle_the_way_is_the_shorter_one() {
        // From the last cell to the first is one step.
        assert_eq!(on_circle(&[0, 0, 0, 5], &[9, 0, 0, 0]), Some(1.0));
        assert_eq!(on_circle(&[1, 0, 0, 0], &[0, 0, 1, 0]), Some(2.0));
        assert_eq!(on_circle(&[1, 1, 1, 1], &[2, 2, 2, 2]), Some(0.0));
        assert_eq!(on_circle(&[0, 0], &[1, 1]), None);
    }
}
