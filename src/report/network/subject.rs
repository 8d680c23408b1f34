//! A fitted network, with all that is told beside it.

use crate::fitting::figures::{FIGURES, Values};
use crate::fitting::observed::Observed;
use crate::fitting::row::{FittedNetwork, PolicyFit};

/// A fitted network, with all that is told beside it.
#[derive(Clone, Copy, Debug)]
pub struct Told<'t> {
    /// What was published.
    pub observed: &'t Observed,
    /// What was found.
    pub found: &'t FittedNetwork,
    /// The figures of England's mean.
    pub england: &'t Values,
    /// The part of the simulated season that is believed.
    pub believed: &'t [f64; FIGURES],
    /// What was assumed, in sentences.
    pub assumed: &'t [String],
    /// The seed of the fit, and that of the run which was checked.
    pub seeds: [u64; 2],
}

impl Told<'_> {
    /// Whether anything was held back that the fit can be tested on.
    pub fn has_held_back(&self) -> bool {
        self.observed.values[2].is_some() || self.observed.later.iter().any(Option::is_some)
    }

    /// The network in words: "U12345, 4 practices, 43,210 patients".
    pub fn title(&self) -> String {
        let practices = &self.observed.practices;
        let patients: f64 = practices.iter().map(|own| own.list_size).sum();
        let noun = if practices.len() == 1 { "practice" } else { "practices" };
        format!(
            "{}: {} {noun}, {} patients",
            self.observed.network,
            practices.len(),
            crate::text::number::whole(patients)
        )
    }
}

/// What the figures say of a level at a bound.
pub(super) const NOT_KNOWN: &str = "not known";

/// How well the figures determine a level, as an index.
pub(super) fn says(fit: &PolicyFit, level: usize) -> &'static str {
    match fit.left[level] {
        _ if fit.at_bounds.contains(&level) => NOT_KNOWN,
        ..0.35 => "pinned down",
        ..0.75 => "in part",
        _ => "not pinned down",
    }
}
