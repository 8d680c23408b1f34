//! A total divided fairly, one unit at a time: sessions over the week, visits over sites.

/// Divides a total into shares one unit at a time, so that every prefix is as fair as possible.
#[derive(Clone, Debug)]
pub(super) struct FairShares {
    weights: Vec<f64>,
    given: Vec<f64>,
    /// The index at which tie-breaking starts. If it were the same for all, every small team would
    /// begin its week on Monday.
    first: usize,
}

impl FairShares {
    pub(super) fn new(weights: Vec<f64>, name: u64) -> Self {
        let first = (name % weights.len().max(1) as u64) as usize;
        FairShares { given: vec![0.0; weights.len()], weights, first }
    }

    /// The next to be served among those allowed: the one furthest below its share.
    pub(super) fn next(&mut self, amount: f64, allowed: impl Fn(usize) -> bool) -> Option<usize> {
        let chosen = (0..self.weights.len())
            .map(|i| (i + self.first) % self.weights.len())
            .filter(|&i| self.weights[i] > 0.0 && allowed(i))
            .min_by(|&a, &b| {
                let behind = |i: usize| (self.given[i] + amount * 0.5) / self.weights[i];
                behind(a).total_cmp(&behind(b))
            })?;
        self.given[chosen] += amount;
        Some(chosen)
    }
}
