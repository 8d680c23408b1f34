//! What is counted of own GPs and of starts that are booked twice.

/// Consultations that GPs held about requests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SeenBy {
    /// All of them.
    pub gp: u64,
    /// Of these, with the patient's own GP, whether the patient insisted on it or not.
    pub own_gp: u64,
}

/// What is counted of starts that are booked twice.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct BookedTwice {
    /// Starts that were given to a second patient.
    pub starts: u64,
    /// Of them, those for which both came and were seen.
    pub both_came: u64,
    /// How long the second waited beyond the start where both came \[min\].
    pub waited_min: f64,
}
